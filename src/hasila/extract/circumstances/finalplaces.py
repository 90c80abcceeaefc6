"""Places where no article or capital tells a name from a word (``verb_final``): what only looks like one is left out.

«سینه», «طول» and «حافظان» are villages somewhere; «خوگیانی» behind a given name is a surname; «فلسطینی» is no country.
Behind a noun for a place, whatever stands in quotes is its name.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from hasila.extract.circumstances.mention import EXACT, Mention
from hasila.extract.circumstances.places import PlaceReader
from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import fold_word

#: A name in quotes has at most so many words.
_QUOTED = 5
#: Phrases that hide the words inside them begin at most so many tokens before.
_PHRASE = 3
#: What leads a name in, where nothing else does, is enough for a village.
_LED = frozenset({"noun", "located", "happened", "target", "introduced", "believed", "after-to", "settled"})
#: Right behind a preposition stand at most so many nouns for a place before its name.
_RIGHT = 4
#: So exact a place may hold where it happened: a province, a country.
_WIDE = 4
#: The sentence that tells where the one incident of a report was stands within so many sentences of a claim; where
#: there are several, within fewer.
_NEAR, _BESIDE = 5, 2
#: Kinds of phrases of which no word is a place.
_HIDING = ("during", "meanwhile", "report", "verb", "agentby", "clause", "basis", "hedge")


class FinalPlaces(PlaceReader):
    """Reads the places of sentences whose verbs stand last."""

    def __init__(self, tg: Tagged, saying: frozenset[int]) -> None:
        #: Endings of adjectives, as words are read.
        self._adjectives = tuple(fold_word(ending) for ending in tg.lang.grammar.adjectives) or ("\0",)
        super().__init__(tg, saying)

    def _at(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        if self._no_place(k, begin):
            return None
        found = super()._at(n, k, begin, end)
        if found is None or self._no_place(found.start, begin):
            return None
        village = isinstance(found.value, PlaceEntry) and found.value.precision == "village"
        if village and "after-of" in found.tags and _LED.isdisjoint(found.tags):
            # از حافظان مرزها: people, and a village of that name.
            return None
        return found

    def read(self, n: int, begin: int, end: int) -> list[Mention]:
        """Return the places of sentence ``n``; where an incident was that was told before has a tag of its own."""
        out = super().read(n, begin, end)
        tg = self.tg
        told, verb = incident_told(tg, begin, end)
        return [
            replace(x, tags=(*x.tags, "incident")) if told < x.start < verb and "of-source" not in x.tags else x
            for x in out
        ]

    def _no_place(self, k: int, begin: int) -> bool:
        """Tell whether a listed name is a word here, a surname, or an adjective of a country."""
        tg = self.tg
        if self._body_part(k):
            return True
        if k not in tg.places or tg.places[k][1] != k + 1:
            return False
        derived = tg.text(k).endswith(self._adjectives) and tg.text(k) not in tg.registry.place_names
        if tg.has(k, "loose", "placeadj") or (tg.has(k, "nation") and tg.text(k).endswith(self._adjectives)) or derived:
            return True
        if any(
            stop > k
            for q in range(max(begin, k - _PHRASE), k)
            for cat, (_, stop) in tg.multi.get(q, {}).items()
            if cat in _HIDING
        ):
            return True
        if k - 2 > begin and tg.is_quote(k - 2) and tg.is_quote(k + 1) and not tg.has(k - 3, "placeword", "spot"):
            # «هیوا مرادی»: a surname behind a word that no list knows.
            return tg.is_word(k - 1) and not tg.known(k - 1) and k - 1 not in tg.places
        return k > begin and tg.has(k - 1, "name", "titleword") and k - 1 not in tg.places

    def _body_part(self, k: int) -> bool:
        """Tell whether a noun for a part of a town or of a body leads to one of a body: از ناحیه پا."""
        return self._noun(k) and self.tg.has(k + 1, "bodypart")

    def _name_end(self, noun: int, at: int, end: int) -> int:
        """Return where the name in quotes ends, else that of words that no list knows."""
        tg = self.tg
        if at > noun + 1 and tg.is_quote(at - 1) and tg.is_word(at):
            close = next((q for q in range(at, min(at + _QUOTED + 1, end)) if tg.is_quote(q)), None)
            if close is not None and not any(tg.an[q].harms or tg.has(q, "verb", "comp") for q in range(at, close)):
                return close
        return super()._name_end(noun, at, end)

    def _led(self, n: int, k: int, at: int, begin: int, end: int) -> Mention | None:
        """Read what a noun for a place leads in; a longer name in quotes goes before a listed one that begins it."""
        tg = self.tg
        if at > k + 1 and tg.is_quote(at - 1) and at in tg.places and not tg.is_quote(tg.places[at][1]):
            stop = self._name_end(k, at, end)
            if stop > tg.places[at][1]:
                tags = (*self._tags(k, at, stop, begin, True, "unknown"), "settled")
                return Mention(at, stop, n, None, tags)
        return super()._led(n, k, at, begin, end)


def incident_told(tg: Tagged, begin: int, end: int) -> tuple[int, int]:
    """Return between which tokens a sentence tells where and when an incident was: این حمله ... رخ داد."""
    first = next((k for k in tg.within(begin, end, "incident") if k > begin and tg.has(k - 1, "selfsame")), end)
    return first, max(tg.within(first, end, "occurred"), default=first)


def told_day(tg: Tagged, sentence: int, dates: Callable[[int], Sequence[Mention]]) -> Mention | None:
    """Return the day of the incident that a sentence near a claim tells of, of a claim without a day."""
    for n in (sentence, sentence + 1, sentence - 1, sentence + 2, sentence - 2, sentence + 3):
        if 0 <= n < len(tg.doc.sentences):
            first, verb = incident_told(tg, *tg.doc.sentences[n])
            found = next((x for x in dates(n) if first < x.start < verb), None)
            if found is not None:
                return found
    return None


def behind(tg: Tagged, draft: Draft, places: Sequence[Mention]) -> Mention | None:
    """Return the place that stands right behind the people, where the verb is last: دو نفر در قم، سه نفر در یزد ...."""
    k = draft.phrase.end
    if not (tg.lang.grammar.verb_final and draft.phrase.counted and draft.territory is None):
        return None
    if k < tg.size and tg.text(k) == "(":
        k += 1
    if not tg.has(k, "in"):
        return None
    at = k + 1
    while at < min(k + _RIGHT, tg.size) and (tg.is_quote(at) or tg.has(at, "placeword")):
        at += 1
    return next((x for x in places if x.start <= at < x.end and x.start > k), None)


def sharper(chosen: Mention | None, sentence: int, places: Callable[[int], Sequence[Mention]]) -> Mention | None:
    """Return where the incident was that a sentence near by tells of, where that is more exact than what was chosen."""
    own = _exact(chosen) if chosen is not None else 0
    near = [n for k in range(_NEAR + 1) for n in ((sentence + k, sentence - k) if k else (sentence,))]
    tagged = [n for n in near if any("incident" in x.tags for x in places(n))]
    for n in tagged if len(tagged) == 1 else [n for n in tagged if abs(n - sentence) <= _BESIDE]:
        told = [x for x in places(n) if "incident" in x.tags]
        best = max(told, key=lambda x: (_exact(x), -x.start))
        if _exact(best) > own and (own <= _WIDE or any(_one(chosen, x) for x in places(n))):
            return best
    return chosen


def _one(a: Mention | None, b: Mention) -> bool:
    """Tell whether two mentions are of one place, or of one right in the other."""
    if a is None or not (isinstance(a.value, PlaceEntry) and isinstance(b.value, PlaceEntry)):
        return False
    return a.value.id == b.value.id or a.value.parent == b.value.id or b.value.parent == a.value.id


def _exact(mention: Mention) -> int:
    entry = mention.value
    return EXACT.get(entry.precision, 1) if isinstance(entry, PlaceEntry) else EXACT["unknown"]
