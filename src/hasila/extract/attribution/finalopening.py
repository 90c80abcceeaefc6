"""What opens a sentence before anybody speaks in it, where the verb is last (``verb_final``): clocks, datelines."""

from typing import TYPE_CHECKING

from hasila.extract.attribution.finalcarriers import is_press
from hasila.extract.tagging import Tagged

if TYPE_CHECKING:
    from hasila.extract.attribution.verbfinal import FinalClauses

#: A speaker before a headline's colon, and each part of a dateline, ends within so many tokens.
_HEAD = 12
_DASHES = "–—-ـ"
#: Marks that may stand behind the clock of a liveblog's item.
_MARKS = "|-–—:،,؛"


def opens_item(tg: Tagged, begin: int) -> bool:
    """Tell whether a sentence opens a line, behind a sign or none: the items of a post have their own speakers."""
    return begin > 1 and (tg.is_break(begin - 1) or not (tg.is_word(begin - 1) or tg.is_word(begin - 2)))


def past_clock(tg: Tagged, begin: int, end: int) -> int:
    """Return where a sentence begins behind the clock of a liveblog's item: ۱۸:۴۰ ..., ساعت ۷:۱۵ | ...."""
    at = begin + (tg.has(begin, "hourunit") and begin + 1 < end)
    if at + 2 >= end or not (tg.is_number(at) and tg.text(at + 1) in ":." and tg.is_number(at + 2)):
        return begin
    if tg.tokens[at].end != tg.tokens[at + 1].start or tg.tokens[at + 1].end != tg.tokens[at + 2].start:
        return begin
    at += 3
    while at < end and (tg.is_break(at) or tg.text(at) in _MARKS):
        at += 1
    return at if at < end else begin


def colon_at(clauses: "FinalClauses", begin: int, end: int) -> int | None:
    """Return the colon behind the name or dateline that opens a sentence, or the last dash of a dateline."""
    tg = clauses.tg
    colon = next((q for q in range(begin, min(begin + _HEAD, end)) if tg.text(q) == ":"), None)
    told = colon is None or tg.any(begin, colon, "report", "verb", "total")
    return _dateline(clauses, begin, end) if told else colon


def _dateline(clauses: "FinalClauses", begin: int, end: int) -> int | None:
    """Return the dash behind the press, and the place beside it, that open a sentence: خبرگزاری ... –, کابل - ... -."""
    tg, at = clauses.tg, begin
    last = None
    while at < end:
        dash = next((q for q in range(at + 1, min(at + _HEAD, end)) if tg.text(q) in _DASHES), None)
        if dash is None or tg.tokens[dash].glued:
            break
        paper = clauses.name(at, dash)
        press = paper is not None and paper[1] == dash and is_press(clauses, *paper)
        if not press and not (at in tg.places and tg.places[at][1] == dash):
            break
        last, at = dash, dash + 1
    return last
