"""Confirmations that point back: *the hospital confirmed this toll* is a further source of the claim (rule 23)."""

from hasila.extract.attribution.denials import meant, points_before, verb_of
from hasila.extract.attribution.reader import Attribution
from hasila.extract.draft import BySentence, Draft
from hasila.extract.tagging import Tagged

#: Who confirms stands between the verb and what it points to, in at most this many words after the source's name.
_WITHIN = 3


def confirm(tg: Tagged, drafts: list[Draft], attribution: Attribution) -> None:
    """Add those who confirm a claim by pointing back to its sources; the drafts given must have theirs."""
    told = BySentence(drafts)
    for n, scopes in enumerate(attribution.scopes):
        for scope in scopes:
            verb = verb_of(tg, scope)
            sense = tg.sense(verb, "report")
            if scope.kind != "say" or scope.stance != "asserts" or sense is None or not scope.sources:
                continue
            pronoun = sense.id == "affirm-it"
            thus = sense.id in ("say", "tell") and tg.has(tg.end(scope.at[0], "report"), "pointing", "thereby")
            final = tg.lang.grammar.verb_final and sense.id == "affirm" and points_before(tg, scope)
            if not (pronoun or final) and not ((sense.id == "affirm" or thus) and _points(tg, scope.at, scope.end)):
                continue
            if any(scope.at[0] <= d.phrase.start < scope.end for d in told.within(n, n)):
                # It has words of its own to affirm.
                continue
            for draft in meant(told, n, scope):
                draft.sources += tuple(s for s in scope.sources if s not in draft.sources)
                draft.rules.append(("source", "source.confirmed", scope.at))


def vouch(tg: Tagged, drafts: list[Draft], attribution: Attribution) -> None:
    """Give a claim in the report's own voice whose word it is, told right after it (هذا ما صرح به مدير الأمن)."""
    told = BySentence(drafts)
    for n, (begin, end) in enumerate(tg.doc.sentences[: len(attribution.scopes)]):
        for k in tg.within(begin, end, "what"):
            if k == begin or not tg.has(k - 1, "pointing", "heis") or tg.an[k - 1].prep:
                continue
            at = _told_it(tg, k + 1, end)
            if at is None:
                continue
            clauses = attribution.clauses
            carrier = clauses.reader.carrier(at, end)
            speakers = clauses.reader.read(
                clauses.skip(carrier[1] if carrier else at, end), end, strict=True, after_verb=True
            )
            if speakers is None:
                continue
            chain = clauses.reader.resolve(speakers)
            whole = k - 1 == begin
            for draft in told.within(n - 1, n - 1) if whole else told.within(n, n):
                if (whole or draft.start < k) and not draft.sources:
                    draft.sources = chain
                    draft.rules.append(("source", "source.vouched", (k, speakers.end)))


def _told_it(tg: Tagged, k: int, end: int) -> int | None:
    """Return the token behind a verb that says what was told before it (قاله, صرح به)."""
    for cat in ("saidit", "carried", "authored"):
        if k < end and tg.has(k, cat):
            return tg.end(k, cat)
    return None


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
    return tg.has(k, "pointing", "thereby") or (tg.has(k, "toldof") and bool(tg.an[k].art))
