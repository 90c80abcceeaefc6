"""Sentences that go on with what was said before them, in languages that put the verb at the end (``verb_final``)."""

from typing import TYPE_CHECKING

from hasila.extract.attribution.finalcontent import earlier_day

if TYPE_CHECKING:
    from hasila.extract.attribution.verbfinal import FinalClauses

#: A sentence that goes on with what was said before says so within so many tokens (نیز, همچنین, از این تعداد).
_GOES_ON = 8
#: *Furthermore* opens a sentence within so many tokens.
_OPENING = 2


def speaks_on(clauses: "FinalClauses", begin: int, end: int) -> bool:
    """Tell whether a sentence is of the words that a colon opened in its paragraph: گفت: .... در پی آن ...."""
    tg = clauses.tg
    if not clauses.spoken or clauses.open_to < 0 or any(tg.is_break(q) for q in range(clauses.open_to - 1, begin + 1)):
        return False
    return not tg.any(begin, min(begin + _OPENING, end), "ownvoice") and not tg.any(begin, end, "report")


def goes_on_with(clauses: "FinalClauses", begin: int, end: int) -> bool:
    """Tell whether a sentence goes on with what was said up to the end of the one before it."""
    tg = clauses.tg
    parted = range(clauses.open_to, begin)
    if clauses.open_to < 0 or not clauses.last or not all(tg.is_break(q) for q in parted):
        return False
    if earlier_day(clauses.tg, begin, min(begin + _GOES_ON, end)):
        # سال گذشته نیز ..., روز یکشنبه نیز ...: what was on another day, told by the report.
        return False
    if parted and len({chain[0] for chain in clauses.given if chain}) > 1:
        # A new paragraph goes on with the one voice of a report; of several it may be the report's own.
        return False
    if parted and tg.any(begin + _OPENING, min(begin + _GOES_ON, end), "furthermore"):
        # ... طالبان همچنین ...: behind its subject it adds to what the report tells.
        return False
    marks = ("too", "subset", "ofthem") if parted else ("meanwhile", "plus", "subset", "ofthem")
    return tg.any(begin, min(begin + _GOES_ON, end), *marks)
