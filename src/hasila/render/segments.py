"""Cut a text into the runs between all span borders, so that overlapping highlights can be drawn."""

import itertools
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from hasila.model import Claim, Span

_LAM: Final = "\u0644"
_ALEFS: Final = frozenset("\u0622\u0623\u0625\u0627\u0671")


class Mark(NamedTuple):
    """A span of the text that belongs to a claim: its ``quote``, or one of the slots inside or outside it."""

    claim: str
    slot: str
    start: int
    end: int


class Segment(NamedTuple):
    """A run that every mark covers wholly or not at all.

    ``start`` and ``end`` are half-open code points of the text; ``claims`` are those whose quote covers
    it, ``slots`` the marks of the other kinds that do, both in the order of the claims.
    """

    start: int
    end: int
    claims: tuple[str, ...]
    slots: tuple[Mark, ...]


def marks_of(claim: Claim, name: str, text: str) -> list[Mark]:
    """Return the marks of a claim, named ``name``; a span that is not the text's own is left out.

    A wrong span (from a hand-edited file) would highlight words that nobody claimed.
    """
    spans: list[tuple[str, Span | None]] = [("quote", claim.quote), ("count", claim.count.span)]
    spans += [("group", claim.group.span if claim.group else None)]
    spans += [("source", source.span) for source in claim.sources]
    spans += [("place", claim.place.span if claim.place else None)]
    spans += [("date", claim.date.span if claim.date else None)]
    spans += [("by", claim.by.span if claim.by else None)]
    return [
        Mark(name, slot, span.start, span.end)
        for slot, span in spans
        if span is not None and 0 <= span.start < span.end <= len(text) and text[span.start : span.end] == span.text
    ]


def whole_letters(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Move borders that lie between lam and alef to before the lam, for drawing.

    The two are one sign; browsers paint it once and would leave the alef out. The article's lam is then
    highlighted with ``إيراني`` in ``الإيراني``. A mark that held nothing but that lam is left out.
    """

    def place(at: int) -> int:
        if at >= len(text) or text[at] not in _ALEFS:
            return at
        lam = at - 1
        while lam >= 0 and unicodedata.category(text[lam]) == "Mn":
            lam -= 1
        return lam if lam >= 0 and text[lam] == _LAM else at

    moved = (mark._replace(start=place(mark.start), end=place(mark.end)) for mark in marks)
    return [mark for mark in moved if mark.start < mark.end]


def cut(length: int, marks: Iterable[Mark], breaks: Iterable[int] = ()) -> list[Segment]:
    """Cut ``0:length`` at every border of a mark and at ``breaks``; the segments join up to the whole.

    Borders are the only cuts: letters on both sides of one still join when the segments are drawn
    without padding.
    """
    order = list(dict.fromkeys(marks))
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for number, mark in enumerate(order):
        opens.setdefault(mark.start, []).append(number)
        closes.setdefault(mark.end, []).append(number)
    borders = sorted({0, length, *opens, *closes, *(b for b in breaks if 0 < b < length)})
    active: set[int] = set()
    segments: list[Segment] = []
    for start, end in itertools.pairwise(borders):
        active.difference_update(closes.get(start, ()))
        active.update(opens.get(start, ()))
        here = [order[number] for number in sorted(active)]
        claims = tuple(dict.fromkeys(mark.claim for mark in here if mark.slot == "quote"))
        segments.append(Segment(start, end, claims, tuple(mark for mark in here if mark.slot != "quote")))
    return segments
