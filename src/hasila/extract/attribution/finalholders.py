"""Who holds an office that is named again without him, in languages that put the verb at the end (``verb_final``).

«عصمت مرادی، سخنگوی والی قندوز، گفت ...» is meant by «سخنگوی والی قندوز» and by «سخنگوی والی» later on.
"""

from dataclasses import dataclass, field

from hasila.extract.attribution.introduced import Range
from hasila.extract.attribution.meant import Chain
from hasila.extract.tagging import Tagged

#: Nouns (their ids) for an office that one person holds.
_HELD = ("spokesman", "official", "director")
#: An office behind a name without a comma behind it has at most so many words.
_LONGEST = 8
#: What ends an office that no comma ends.
_ENDS = ("comp", "in", "of", "to", "report", "calendar", "objectmark", "plus", "verb", "during", "on_", "clause")


@dataclass(slots=True)
class Holders:
    """Remembers the offices that people were named with."""

    tg: Tagged
    #: The words of each office, whether it points to a place told before (این ولایت), and who holds it.
    _offices: list[tuple[frozenset[str], bool, Chain]] = field(default_factory=list)

    def note(self, chain: Chain, at: int, past: int, k: int) -> None:
        """Note the office that follows a name which ends at ``at``; ``past`` is where an aside in commas ends."""
        tg = self.tg
        first = at
        while first < k and (tg.is_quote(first) or tg.text(first) in "،,"):
            first += 1
        stop = past - 1
        if past <= at:
            if not (tg.has(first, "source") or tg.has(first, "people")) or tg.has(first, *_ENDS):
                return
            stop = next((q for q in range(first, min(first + _LONGEST, k)) if tg.has(q, *_ENDS)), first + _LONGEST)
        words = frozenset(tg.text(q) for q in range(first, min(stop, k)) if tg.is_word(q))
        if words:
            self._offices.append((words, tg.any(first, stop, "selfsame"), chain))

    def of(self, name: Range) -> Chain | None:
        """Return who was named with an office that a name repeats: سخنگوی والی after فلان، سخنگوی والی غزنی."""
        tg = self.tg
        words = {tg.text(q) for q in range(*name) if tg.is_word(q)}
        sense = tg.sense(name[0], "source") or tg.sense(name[0], "people")
        if sense is None or sense.id not in (*_HELD, "officer") or len(words) < 1:
            return None
        # قوماندان امنیه این ولایت, and then قوماندان امنیه بغلان: the place was told before.
        bare = {tg.text(q) for q in range(*name) if tg.is_word(q) and q not in tg.places}
        for office, points, chain in reversed(self._offices):
            if words <= office or (points and len(bare) > 1 and bare <= office):
                return chain
        return None
