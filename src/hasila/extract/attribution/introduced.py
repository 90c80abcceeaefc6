"""Who was introduced as a source, found by their words: a report may introduce thousands."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import merge

from hasila.extract.attribution.sourcewords import bare_stem, kind_of, noun_of
from hasila.extract.tagging import Tagged

#: A source in tokens: start, end (half-open).
Range = tuple[int, int]

#: A name between commas has, with its rank, fewer tokens than this.
_ASIDE = 9


class Introduced:
    """The sources that were introduced, in order, with what they are found by.

    All positions that a question is about are kept in lists, so that no question goes through all sources. What
    only some questions need is made when the first of them comes.
    """

    def __init__(self, tg: Tagged) -> None:
        self.tg = tg
        self.ranges: list[Range] = []
        #: Where bodies begin whose statement it was that said so: *the statement* is theirs.
        self.issuers: set[int] = set()
        self._words: list[set[str]] = []
        self._kept: dict[Range, list[str]] = {}
        self._of: defaultdict[tuple[str, object], list[int]] = defaultdict(list)
        #: For each position the lists that it stands in.
        self._listed: list[list[list[int]]] = []
        self._looked = 0
        self._plain = 0
        self._written = 0

    def __contains__(self, source: Range) -> bool:
        return any(self.ranges[at] == source for at in self._of.get(("start", source[0]), ()))

    def __len__(self) -> int:
        return len(self.ranges)

    def append(self, source: Range) -> None:
        """Add a source."""
        self.ranges.append(source)
        self._words.append(set(self.words(source)))
        self._listed.append([])
        for word in self._words[-1]:
            self._put("word", word, len(self.ranges) - 1)
        self._put("start", source[0], len(self.ranges) - 1)
        if source[0] in self.issuers:
            self._put("issued", None, len(self.ranges) - 1)

    def forget(self, known: int) -> None:
        """Take back all but the first ``known`` sources."""
        while len(self.ranges) > known:
            for positions in self._listed.pop():
                # It was the last everywhere.
                positions.pop()
            self.ranges.pop()
            self._words.pop()
        self._looked, self._plain = min(self._looked, known), min(self._plain, known)
        self._written = min(self._written, known)

    def issue(self, start: int) -> None:
        """Remember that a statement is of the body that begins at a token."""
        if start in self.issuers:
            return
        self.issuers.add(start)
        for at in self._of.get(("start", start), ()):
            positions = self._of["issued", None]
            insort(positions, at)
            self._listed[at].append(positions)

    def words(self, source: Range) -> list[str]:
        """Return the words of a source, without what is glued before them."""
        found = self._kept.get(source)
        if found is None:
            tg = self.tg
            told = (k for k in range(*source) if tg.is_word(k) and len(tg.text(k)) != 1)
            found = self._kept[source] = [bare_stem(tg, k) or tg.text(k) for k in told]
        return found

    def words_at(self, at: int) -> set[str]:
        """Return the words of the source at a position."""
        return self._words[at]

    def named_by(self, words: Iterable[str]) -> bool:
        """Tell whether one of these words belongs to a source."""
        return any(self._of.get(("word", word)) for word in words)

    def last_by(self, told: set[str], *, aside: str | None, issued: bool) -> Iterator[int]:
        """Yield the positions, last first, of sources that may have all words of ``told``, and perhaps others.

        ``aside``: also those beside whose office a name with this word stands; ``issued``: also those whose
        statement was told of.
        """
        lists = [min((self._of.get(("word", word), []) for word in told), key=len, default=[])]
        if aside is not None:
            self._look()
            lists.append(self._of.get(("aside", aside), []))
        if issued:
            lists.append(self._of.get(("issued", None), []))
        return merge(*map(reversed, lists), reverse=True)

    def written(self, source: Range, words: set[str]) -> Range | None:
        """Return the last source that is this one, or has all of some words as they are written, and more."""
        self._write()
        if not words:
            return self.ranges[-1] if self.ranges else None
        found = min((self._of.get(("text", word), []) for word in words), key=len)
        same = self._of.get(("start", source[0]), [])
        for at in merge(reversed(found), reversed(same), reverse=True):
            theirs = {self.tg.text(q) for q in range(*self.ranges[at])}
            if self.ranges[at] == source or (words <= theirs and len(words) < len(theirs)):
                return self.ranges[at]
        return None

    def last_noun(self, noun: str) -> Range | None:
        """Return the last source whose noun, wherever it stands in it, is one of this name."""
        self._write()
        found = self._of.get(("noun", noun))
        return self.ranges[found[-1]] if found else None

    def _write(self) -> None:
        for at in range(self._written, len(self.ranges)):
            for text in {self.tg.text(q) for q in range(*self.ranges[at])}:
                self._put("text", text, at)
            if (noun := noun_of(self.tg, self.ranges[at])) is not None:
                self._put("noun", noun.id, at)
        self._written = len(self.ranges)

    def last_plain(self, skipped: Callable[[Range], bool]) -> int:
        """Return the last position of a source without a nationality, but for ``skipped`` ones; -1 if none."""
        analyse = self.tg.lang.analyse
        for at in range(self._plain, len(self.ranges)):
            if not any("nation" in analyse(word).senses for word in self._words[at]):
                self._put("plain", None, at)
        self._plain = len(self.ranges)
        found = self._of.get(("plain", None), [])
        return next((at for at in reversed(found) if not skipped(self.ranges[at])), -1)

    def fuller(self, actor: str, words: int) -> Range | None:
        """Return the first source that is an actor, told by at least so many words."""
        self._look()
        # Only those told by more words than all before them are kept: the first of enough words is one of these.
        found = self._of.get(("actor", actor), [])
        n = bisect_left(found, words, key=lambda at: len(self.words(self.ranges[at])))
        return self.ranges[found[n]] if n < len(found) else None

    def last_of(self, *asked: tuple[str, object]) -> Range | None:
        """Return the last source of several kinds: ``("sense", id)``, ``("kind", kind)``, ``("party", kind)``."""
        self._look()
        at = max((found[-1] for one in asked if (found := self._of.get(one))), default=-1)
        return self.ranges[at] if at >= 0 else None

    def last_correspondent(self, places: set[str]) -> Range | None:
        """Return the last correspondent whose place is one of these or is not told; any, if these are none."""
        if not places:
            return self.last_of(("correspondent", None))
        return self.last_of(("correspondent-in", None), *(("correspondent-in", place) for place in places))

    def aside(self, source: Range) -> set[str]:
        """Return the words of the name that stands between commas right behind an office."""
        tg, k = self.tg, source[1]
        while k < tg.size and tg.is_quote(k):
            k += 1
        if k >= tg.size or tg.text(k) not in "،,":
            return set()
        stop = next((q for q in range(k + 1, min(k + _ASIDE, tg.size)) if not tg.is_word(q)), k)
        aside = self.words((k + 1, stop)) if stop > k and tg.text(stop) in "،,:" else []
        return set(aside) if any(tg.has(q, "name", "people") for q in range(k + 1, stop)) else set()

    def _put(self, what: str, which: object, at: int) -> None:
        positions = self._of[what, which]
        positions.append(at)
        self._listed[at].append(positions)

    def _look(self) -> None:
        tg = self.tg
        for at in range(self._looked, len(self.ranges)):
            start, stop = source = self.ranges[at]
            for word in self.aside(source):
                self._put("aside", word, at)
            sense, kind = tg.sense(start, "source"), kind_of(tg, source)
            name = sense.id if sense is not None else None
            if name is not None:
                self._put("sense", name, at)
            self._put("kind", kind, at)
            if start in tg.actors or name in _PARTIES:
                self._put("party", kind, at)
            if start in tg.actors and tg.actors[start][1] >= stop:
                actor = tg.actors[start][0].id
                most = self._of.get(("actor", actor))
                if not most or len(self.words(source)) > len(self.words(self.ranges[most[-1]])):
                    self._put("actor", actor, at)
            if tg.has(start, "correspondent"):
                self._put("correspondent", None, at)
                there = {tg.places[q][0].id for q in range(start, stop) if q in tg.places}
                for place in there or (None,):
                    self._put("correspondent-in", place, at)
        self._looked = len(self.ranges)


#: Nouns of those who may be meant by *the movement*.
_PARTIES = ("army", "movement", "spokesman")
#: The kinds of actors that a noun for one may mean.
_MEANT = {"monitor": "monitor", "armed_group": "movement", "political_party": "movement"}


class Named:
    """The bodies that a text names: the first by each word of its name, all of a kind, the longest name of each."""

    def __init__(self, tg: Tagged) -> None:
        self.by_word: dict[str, Range] = {}
        self.of_kind: defaultdict[str, list[Range]] = defaultdict(list)
        self.longest: dict[str, Range] = {}
        for start, (actor, stop) in sorted(tg.actors.items()):
            at = (start, stop)
            for q in range(start, stop) if stop - start > 1 else ():
                self.by_word.setdefault(tg.text(q), at)
            if actor.kind in _MEANT:
                self.of_kind[_MEANT[actor.kind]].append(at)
            known = self.longest.get(actor.id)
            if known is None or stop - start > known[1] - known[0]:
                self.longest[actor.id] = at
