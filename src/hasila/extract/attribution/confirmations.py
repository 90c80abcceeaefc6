"""Confirmations that point back: *the hospital confirmed this toll* is a further source of the claim (rule 23)."""

from hasila.extract.attribution.denials import meant
from hasila.extract.attribution.reader import Attribution
from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged

#: Who confirms stands between the verb and what it points to, in at most this many words after the source's name.
_WITHIN = 3


def confirm(tg: Tagged, drafts: list[Draft], attribution: Attribution) -> None:
    """Add those who confirm a claim by pointing back to its sources; the drafts given must have theirs."""
    for n, scopes in enumerate(attribution.scopes):
        for scope in scopes:
            sense = tg.sense(scope.at[0], "report")
            if scope.kind != "say" or scope.stance != "asserts" or sense is None or not scope.sources:
                continue
            pronoun = sense.id == "affirm-it"
            if not pronoun and not (sense.id == "affirm" and _points(tg, scope.at, scope.end)):
                continue
            if any(d.sentence == n and scope.at[0] <= d.phrase.start < scope.end for d in drafts):
                # It has words of its own to affirm.
                continue
            for draft in meant(drafts, n, scope):
                draft.sources += tuple(s for s in scope.sources if s not in draft.sources)
                draft.rules.append(("source", "source.confirmed", scope.at))


def _points(tg: Tagged, at: tuple[int, int], end: int) -> bool:
    """Tell whether *this* or *the toll* alone is affirmed, and no clause or thing of another name."""
    places = (tg.end(at[0], "report"), *range(at[1], min(at[1] + _WITHIN, end)))
    for k in places:
        if k >= end or tg.has(k, "comp") or tg.text(k) in ":،":
            break
        if not _back(tg, k):
            continue
        last = k
        while last + 1 < end and _back(tg, last + 1):
            last += 1
        # هذه الخطوة: a demonstrative whose noun is no report.
        return not (tg.has(last, "eachof") and last + 1 < end and tg.is_word(last + 1))
    return False


def _back(tg: Tagged, k: int) -> bool:
    """Tell whether a word points back, or is a definite noun for what was told."""
    return tg.has(k, "pointing") or (tg.has(k, "toldof") and bool(tg.an[k].art))
