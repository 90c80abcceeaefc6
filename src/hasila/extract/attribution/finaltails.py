"""The clause in which somebody speaks behind another, where the verb is last: سه نفر کشته شدند، سخنگوی پلیس گفت."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hasila.extract.attribution.verbfinal import FinalClauses

Range = tuple[int, int]
#: The words between who speaks and the verb: when or to whom.
_BETWEEN = 8
#: A verb has at most so many words.
_VERB = 5


def own_clause(clauses: "FinalClauses", start: int, k: int) -> int:
    """Return where the clause of a verb of saying at ``k`` begins, which other clauses may stand before."""
    tg = clauses.tg
    for q in range(k - 1, start - 1, -1):
        if tg.text(q) in "؛" or (tg.has(q, "clause") and tg.any(start, q, "report")):
            # ... گفت که ...، اما (در حالی که) طالبان این آمار را رد کردند: another speaker's clause.
            return max(q + 1, tg.end(q, "clause"))
        if tg.text(q) in "،," and closed(clauses, q) and (whose := clauses.name(q + 1, k)) and whose[0] == q + 1:
            # ... کشته شدند، وزارت دفاع این خبر را رد کرد
            return q + 1
    return start


def said_last(clauses: "FinalClauses", start: int, k: int, stop: int, end: int) -> tuple[Range, int] | None:
    """Return who is named between the comma behind a whole clause and the verb at ``k`` that ends the sentence.

    With where the name begins. What was said stands before the comma.
    """
    tg = clauses.tg
    if any(tg.is_word(q) or tg.is_number(q) for q in range(stop, end)):
        return None
    comma = next((q for q in range(k - 1, start, -1) if tg.text(q) in "،,؛" and closed(clauses, q)), None)
    if comma is None or tg.has(k - 1, "objectmark"):
        return None
    found = clauses.speaker(comma + 1, k)
    if found is None or found[0][0][0] != comma + 1 or k - found[1] > _BETWEEN:
        return None
    return found[0][0], comma


def closed(clauses: "FinalClauses", k: int) -> bool:
    """Tell whether a verb ends right before a token: the comma there parts two clauses."""
    tg = clauses.tg
    verb = tg.has(k - 1, "verb", "copula")
    return verb or any("harm" in tg.multi.get(q, {}) and tg.multi[q]["harm"][1] == k for q in range(k - _VERB, k))
