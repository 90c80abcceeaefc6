"""The press that carries what somebody said, in languages that put the verb at the end (``verb_final``)."""

from typing import TYPE_CHECKING

from hasila.extract.attribution.meant import Chain
from hasila.extract.attribution.sourcewords import MEDIA

if TYPE_CHECKING:
    from hasila.extract.attribution.verbfinal import FinalClauses

#: The press stands at most so many tokens before the words that tell whom it quotes.
_QUOTES = 6
_OURS = 4
#: An outlet's name behind a longer one of it ends within so many tokens.
_HEAD = 9


def quoting(clauses: "FinalClauses", begin: int, k: int) -> Chain:
    """Return the press that quotes somebody: روزنامه ... به نقل از مقام‌ها نوشت."""
    tg = clauses.tg
    found = clauses.speaker(begin, k) if k > begin and not tg.any(begin, k, "report", "comp") else None
    if found is None or len(found[0]) > 1 or clauses.own(found[0][0]):
        return ()
    return (found[0][0],) if k - found[0][0][1] <= _QUOTES and is_press(clauses, *found[0][0]) else ()


def media_of(clauses: "FinalClauses", chain: Chain) -> Chain:
    """Return the chain of who opened a sentence where it is the press alone: به گزارش ... به نقل از الجزیره، ...."""
    return chain if all(is_press(clauses, *source) and not clauses.own(source) for source in chain) else ()


def told_to(clauses: "FinalClauses", at: int, k: int) -> Chain:
    """Return the press to which it was told: به خبرگزاری ... گفت, در ایکس نوشت."""
    tg = clauses.tg
    for q in range(at, k):
        if not tg.has(q, "to", "in"):
            continue
        press = clauses.name(q + 1, k)
        if press is None or press[1] > k or clauses.own(press):
            continue
        sense = tg.sense(q + 1, "source")
        inner = next((x for x in range(q + 1, press[1]) if x in tg.actors), None)
        paper = sense is not None and sense.id == "paper"
        media = (inner is not None and tg.actors[inner][0].kind in MEDIA) or paper
        if media and not any(clauses.harmful(x) for x in range(q, k)):
            first = inner if inner is not None and paper else q + 1
            while first < press[1] - 1 and (tg.is_quote(first) or tg.has(first, "paper")):
                first += 1
            return ((first, press[1]),)
    return ()


def basis_end(clauses: "FinalClauses", k: int, end: int) -> int | None:
    """Return where *on the basis of* somebody's words ends: بر اساس تازه‌ترین گزارش‌های ...."""
    tg = clauses.tg
    at = tg.end(k, "basis")
    while at < end and tg.has(at, "basisadj"):
        at = tg.end(at, "basisadj")
    return tg.end(at, "basisnoun") if at < end and tg.has(at, "basisnoun") else None


def past_basis(clauses: "FinalClauses", at: int, end: int) -> int:
    """Return where the author of words begins behind what is told of them: گزارش رسیده به ..., آمار ثبت شده در ...."""
    tg, first = clauses.tg, at
    while at < end and tg.has(at, "basisadj"):
        at = tg.end(at, "basisadj")
    for cat in ("agentby", "from_", "in", "to"):
        if at > first and at < end and tg.has(at, cat) and not tg.any(at, min(at + _OURS, end), "weword"):
            # گزارش رسیده به ما: nobody else's.
            return tg.end(at, cat)
    return at


def named_so(clauses: "FinalClauses", at: int, end: int) -> bool:
    """Tell whether the outlet's name stands behind a source between dashes: خبرگزاری ... ـ ابنا ـ ...."""
    tg = clauses.tg
    marks = [q for q in range(at, min(at + _HEAD, end)) if not tg.is_word(q)]
    if not clauses.outlet or len(marks) <= 1 or marks[0] != at:
        return False
    return clauses.outlet <= {tg.text(q) for q in range(at, marks[-1]) if tg.is_word(q)}


def is_press(clauses: "FinalClauses", q: int, stop: int) -> bool:
    """Tell whether a name is that of a paper, an agency, a station."""
    tg = clauses.tg
    sense = tg.sense(q, "source")
    inner = any(x in tg.actors and tg.actors[x][0].kind in MEDIA for x in range(q, stop))
    return inner or (sense is not None and sense.id == "paper")
