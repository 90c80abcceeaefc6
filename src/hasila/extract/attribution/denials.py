"""Denials that point back: *the ministry denied this*, *which X denied*, *the report is baseless* (rule 22)."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.reader import Attribution
from hasila.extract.attribution.sources import Chain
from hasila.extract.draft import BySentence, Draft
from hasila.extract.tagging import Tagged
from hasila.model import Harm

#: A denial follows what it denies: in its own sentence, or in the next.
SENTENCES_BACK = 2
#: Where the verb is last, what points back stands at most so many tokens before the clause of who denies.
_BEFORE_VERB = 4


def deny(tg: Tagged, drafts: list[Draft], attribution: Attribution) -> list[Draft]:
    """Return the claims that denials make of the claims before them; the drafts given must have their sources.

    A claim inside a clause called untrue (the reports of five dead are baseless) is turned into a denial itself.
    """
    out: list[Draft] = []
    told = BySentence(drafts)
    #: The last sentence where each denier denies each harm.
    last: defaultdict[tuple[Harm, Chain], int] = defaultdict(lambda: -1 - SENTENCES_BACK)
    for draft in drafts:
        if draft.stance == "denies":
            last[draft.harm, draft.sources] = max(draft.sentence, last[draft.harm, draft.sources])
    copied: set[tuple[int, Chain]] = set()
    for n, scopes in enumerate(attribution.scopes):
        for scope in scopes:
            unsure = tg.lang.grammar.verb_final and scope.stance == "unconfirmed" and _party(tg, attribution, scope)
            if (scope.stance != "denies" and not unsure) or scope.kind == "carried":
                continue
            # نفى ذلك، مؤكدا أن …: what he goes on to affirm is another stretch.
            stop = min((s.at[0] for s in scopes if s.kind == "say" and s.at[0] > scope.at[0]), default=scope.end)
            if any(scope.at[0] <= d.phrase.start < stop for d in told.within(n, n)):
                continue
            ident = getattr(tg.sense(verb_of(tg, scope), "report"), "id", "")
            if ident == "untrue":
                inside = _in_clause(tg, told.within(n, n), n, scope)
                if inside:
                    for draft in inside:
                        draft.stance, draft.sources = "denies", draft.sources or scope.sources
                        last[draft.harm, draft.sources] = max(n, last[draft.harm, draft.sources])
                    continue
            if ident not in ("deny-it", "" if tg.lang.grammar.verb_final else "untrue") and not _points(tg, scope):
                continue
            for draft in meant(told, n, scope):
                # One who denies a claim twice denies it once; whose own words deny the same harm near by, not at all.
                again = (id(draft), scope.sources) in copied
                if not again and last[draft.harm, scope.sources] < n - SENTENCES_BACK:
                    out.append(_copy(draft, scope, n))
                    copied.add((id(draft), scope.sources))
    return out


def _party(tg: Tagged, attribution: Attribution, scope: Scope) -> bool:
    """Tell whether a party, and no press, has not confirmed a claim told before: ارتش این ادعا را تایید نکرده است."""
    doubt = getattr(tg.sense(verb_of(tg, scope), "report"), "id", "") == "doubt"
    return doubt and bool(scope.sources) and attribution.reader.kind(scope.sources[0]) != "media"


def verb_of(tg: Tagged, scope: Scope) -> int:
    """Return where the verb of a scope's words of saying stands: where verbs are last, the last of them."""
    verbs = tg.within(*scope.at, "report") if tg.lang.grammar.verb_final else ()
    return verbs[-1] if verbs else scope.at[0]


def points_before(tg: Tagged, scope: Scope) -> bool:
    """Tell whether what points back stands before a verb at the end: این ادعا را رد کرد, این آمار را تایید کرد."""
    return tg.any(max(0, scope.at[0] - _BEFORE_VERB), scope.at[1], "pointing")


def _points(tg: Tagged, scope: Scope) -> bool:
    """Tell whether *this* or *the report* is what is denied: right after the verb, or after its subject."""
    if tg.lang.grammar.verb_final:
        # ادعایی که ... دروغ خواند: a relative clause about what was told.
        return points_before(tg, scope) or tg.has(scope.at[0] - 1, "comp")
    verb = tg.end(scope.at[0], "report")
    places = [verb, *range(scope.at[1], min(scope.at[1] + 3, scope.end))]
    # "denied that" with a clause behind it points at nothing told before.
    return any(
        k < scope.end
        and tg.has(k, "pointing")
        and not (tg.has(k, "comp") and k + 1 < scope.end and tg.is_word(k + 1))
        # dismissed the claim of a mass surrender
        and not (tg.lang.grammar.subject_first and tg.has(tg.end(k, "pointing"), "of", "comp"))
        for k in places
    )


def _in_clause(tg: Tagged, drafts: Sequence[Draft], n: int, scope: Scope) -> list[Draft]:
    """The claims that stand in the clause that the predicate ends."""
    begin = scope.at[0]
    while begin > tg.doc.sentences[n][0] and not (tg.has(begin - 1, "comp") or tg.text(begin - 1) in ":،,؛"):
        begin -= 1
    return [d for d in drafts if begin <= d.start < scope.at[0]]


def meant(told: BySentence, n: int, scope: Scope) -> list[Draft]:
    """The claim before words that point back, with what its source says beside it in the same sentence."""
    before = [
        d for d in told.within(n - SENTENCES_BACK, n)
        if d.start < scope.at[0] and d.stance == "asserts" and not d.negated
        and (d.sources != scope.sources or not d.sources)
    ]  # fmt: skip
    if not before:
        return []
    last = max(before, key=lambda d: (d.sentence, d.start))
    return [d for d in before if d.sentence == last.sentence and d.sources == last.sources and d.part_of is None]


def _copy(draft: Draft, scope: Scope, n: int) -> Draft:
    return replace(
        draft, anchor=scope.at, sentence=n, stance=scope.stance, sources=scope.sources, denied=draft, merged=[],
        rules=[
            ("denial", "denial.points-back", scope.at),
            *(rule for rule in draft.rules if rule[0] == "count"),
            ("source", f"source.{scope.kind}", scope.at),
        ],
    )  # fmt: skip
