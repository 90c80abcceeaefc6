"""Which claims a claim may repeat: found by what both must share, so that long reports are not compared by pairs."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from hasila.extract.attribution.sourcewords import actor_of
from hasila.extract.draft import Draft
from hasila.extract.people.reader import Phrase
from hasila.extract.tagging import Tagged
from hasila.model import TERRITORY

#: What claims are found by.
Key = tuple[str, ...]

#: So many and fewer are told of too often to be the same people for one noun.
FEW = 2
#: A source tells again within so many sentences what the report has told of itself, and a headline among others is
#: told again within as many.
NEAR = 2


#: Words in the wording of a place that are no name of it.
NO_NAME = ("placeword", "ground", "quantity", "amount", "number", "placeadj")


def words_of(tg: Tagged, start: int, end: int) -> set[str]:
    """Return the stems of the words of a range."""
    return {tg.an[k].stems[-1] if tg.an[k].stems else tg.text(k) for k in range(start, end) if tg.is_word(k)}


def apart(tg: Tagged, start: int, end: int, kinds: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Return the words that tell something apart, and those of ``kinds``, which only say what it is."""
    common = {stem for k in range(start, end) if tg.has(k, *kinds) for stem in words_of(tg, k, k + 1)}
    return words_of(tg, start, end) - common, common


def loose(phrase: Phrase) -> bool:
    """Tell whether people are told by a word that fits anybody (شخصا, قتيلا)."""
    return (phrase.generic or phrase.harm is not None or phrase.elliptical or phrase.noun < 0) and not phrase.affiliated


class Twins:
    """The claims that are kept, in order, and for a further one those that it may repeat.

    Two can be one claim only where they are of one harm and stance, and besides one of these holds: they stand within
    a few sentences; one stands in the lead; they give the same figure and share a word, an actor or a title, or one of
    them fits anybody. Of one or two whom nobody names, that is so only within a sentence.
    """

    def __init__(self, tg: Tagged, head: int) -> None:
        self.tg = tg
        self.kept: list[Draft] = []
        self._head = head
        #: Where claims are kept, by what they are found by.
        self._by: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)

    def add(self, draft: Draft) -> None:
        """Keep one more."""
        self.kept.append(draft)
        self._index(draft, len(self.kept) - 1)

    def replace(self, at: int, draft: Draft) -> None:
        """Keep another one in the place of one. It is found by what either of them is found by."""
        self.kept[at] = draft
        self._index(draft, at)

    def first(self, draft: Draft, same: Callable[[Draft], bool]) -> int | None:
        """Return the place of the first one kept that is the same claim."""
        return next((at for at in self._candidates(draft) if same(self.kept[at])), None)

    def _candidates(self, draft: Draft) -> list[int]:
        kind = _kind(draft)
        found: set[int] = set()
        if self._leads(draft):
            found.update(self._by.get((*kind, "all"), ()))
        else:
            found.update(self._by.get((*kind, "lead"), ()))
            for sentence in range(draft.sentence - NEAR, draft.sentence + NEAR + 1):
                found.update(self._by.get((*kind, "in", sentence), ()))
        figure = self._figure(draft)
        _, asked = self._keys(draft)
        for key in asked:
            found.update(self._by.get((*kind, *figure, *key), ()))
        # Those who fit anybody are many, and are told by many voices.
        who = "anybody" if asked else "any"
        for voice in self._voices(draft, (*kind, *figure, who)):
            found.update(self._by.get((*kind, *figure, who, *voice), ()))
        return sorted(found)

    def _index(self, draft: Draft, at: int) -> None:
        kind = _kind(draft)
        self._put((*kind, "all"), at)
        self._put((*kind, "in", draft.sentence), at)
        if self._leads(draft):
            self._put((*kind, "lead"), at)
        figure = self._figure(draft)
        shown, _ = self._keys(draft)
        for key in shown:
            self._put((*kind, *figure, *key), at)
        for who in ("any",) if shown else ("any", "anybody"):
            self._put_voice(draft, (*kind, *figure, who), at)

    def _put_voice(self, draft: Draft, key: tuple[object, ...], at: int) -> None:
        """Note a claim by who tells it: of two sources that are one, all words of the one are words of the other."""
        self._put((*key, "told"), at)
        words = words_of(self.tg, *draft.sources[0]) if draft.sources else set()
        if not words:
            self._put((*key, "anyone"), at)
            return
        self._put((*key, "rarest", self._rarest(words, key)), at)
        for word in words:
            self._put((*key, "word", word), at)
        if (actor := self._speaker(draft)) is not None:
            self._put((*key, "speaker", actor), at)

    def _voices(self, draft: Draft, key: tuple[object, ...]) -> Iterator[Key]:
        """Yield by what those are found that a claim's voice may have told too."""
        words = words_of(self.tg, *draft.sources[0]) if draft.sources else set()
        if not words:
            yield ("told",)
            return
        yield ("anyone",)
        yield "word", self._rarest(words, key)
        yield from (("rarest", word) for word in words)
        if (actor := self._speaker(draft)) is not None:
            yield "speaker", actor

    def _rarest(self, words: set[str], key: tuple[object, ...]) -> str:
        return min(sorted(words), key=lambda word: len(self._by.get((*key, "word", word), ())))

    def _speaker(self, draft: Draft) -> str | None:
        """Return the known body that a claim's source is or speaks for."""
        source = draft.sources[0]
        actor = actor_of(self.tg, source) if source[0] in self.tg.actors else None
        return actor.id if actor is not None else None

    def _put(self, key: tuple[object, ...], at: int) -> None:
        self._by[key].append(at)

    def _leads(self, draft: Draft) -> bool:
        return draft.start < self._head or draft.sentence <= 1

    def _figure(self, draft: Draft) -> tuple[object, ...]:
        """Return what the figures of two that are told apart by many sentences must share."""
        phrase = draft.phrase
        if draft.harm in TERRITORY:
            return ("ground",)
        if phrase.named:
            return ("named", phrase.low, phrase.high)
        few = phrase.low is None or phrase.low <= FEW
        return ("few", phrase.low, phrase.high, draft.sentence) if few else ("many", phrase.low, phrase.high)

    def _keys(self, draft: Draft) -> tuple[set[Key], set[Key]]:
        """Return what a claim that is kept is found by, and what a further one looks for; none where any will do."""
        if draft.harm in TERRITORY:
            return self._ground(draft)
        if draft.phrase.named:
            return self._name(draft)
        tg, phrase = self.tg, draft.phrase
        if loose(phrase):
            return set(), set()
        group = phrase.group or (0, 0)
        keys: set[Key] = {("word", word) for word in words_of(tg, *group) | words_of(tg, phrase.start, phrase.end)}
        if phrase.actor:
            keys.add(("actor", phrase.actor))
        title = tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
        if title is not None:
            keys.add(("title", title.id))
        return keys, keys

    def _ground(self, draft: Draft) -> tuple[set[Key], set[Key]]:
        """Places share a word that tells them apart, or, where one has none (*the town*), what they are."""
        own, common = apart(self.tg, *(draft.territory or (0, 0)), NO_NAME)
        names: set[Key] = {("own", word) for word in own}
        shown: set[Key] = {("named" if own else "bare", word) for word in common}
        asked: set[Key] = {("bare", word) for word in common}
        return names | shown, names | asked | (set() if own else {("named", word) for word in common})

    def _name(self, draft: Draft) -> tuple[set[Key], set[Key]]:
        """Names share a word; that two full names have for a given name alone is not enough."""
        tg, (start, stop) = self.tg, draft.phrase.group or (0, 0)
        words = words_of(tg, start, stop)
        given = words_of(tg, start, start + 1) if stop - start > 1 else set()
        rest = words - given
        keys: set[Key] = {("word", word) for word in rest}
        first: set[Key] = {("word" if tg.has(start, "nameparticle") else "given", word) for word in given}
        return keys | first, keys | {("given", word) for word in rest} | {("word", word) for word in given}


def _kind(draft: Draft) -> tuple[object, ...]:
    return draft.harm, draft.negated, draft.stance
