"""Sentences that name nobody, between two in which one speaker says something (``subject_first``): they are his too."""

from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.introduced import Range
from hasila.extract.tagging import Tagged

#: So many sentences that name nobody may stand between two of one speaker.
_MOST = 3
#: What tells that a sentence is background, or begins something new, and is the report's own.
_APART = ("cumulative", "setapart")


def between(tg: Tagged, scopes: list[list[Scope]]) -> list[tuple[int, Scope]]:
    """Return the scopes to add to sentences that name no speaker, by their numbers."""
    out: list[tuple[int, Scope]] = []
    last: tuple[int, Scope] | None = None
    for n, told in enumerate(scopes):
        says = [s for s in told if s.kind in ("say", "carried", "according") and s.sources]
        if not says:
            continue
        first = min(says, key=lambda s: s.at[0])
        if last is not None and 1 < n - last[0] <= _MOST + 1 and _same(tg, last[1].sources[0], first.sources[0]):
            for m in range(last[0] + 1, n):
                begin, end = tg.doc.sentences[m]
                if not _apart(tg, begin, end):
                    out.append((m, Scope(begin, end, first.sources[:1], "asserts", "carried", first.at)))
                else:
                    break
        latest = max(says, key=lambda s: s.at[0])
        last = (n, latest)
    return out


def _same(tg: Tagged, a: Range, b: Range) -> bool:
    """Tell whether two wordings of speakers are of one: the same words, or the same body."""
    if a == b or [tg.text(q) for q in range(*a)] == [tg.text(q) for q in range(*b)]:
        return True
    one, other = tg.actors.get(a[0]), tg.actors.get(b[0])
    return one is not None and other is not None and one[0].id == other[0].id and one[1] == a[1] and other[1] == b[1]


def _apart(tg: Tagged, begin: int, end: int) -> bool:
    return any(tg.has(q, *_APART) for q in range(begin, end))
