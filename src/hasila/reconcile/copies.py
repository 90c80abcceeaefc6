"""Which claims are copies: told in words that another report of the incident told before.

Outlets run a wire's or each other's text under a new head, cut its tail, and put a paragraph of their own in. A claim
in a report's own voice whose passage stands in an earlier report, of the same people and figure, is that report's
claim again: with its voice, also where the copy lost the credit on the way, and dated as it was said there.

A passage is the sentence around the claim's quote as folded words: harakat, direction marks, punctuation and the
shape of digits say nothing. It is a copy where most of its runs of words stand in the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from hasila.model import Claim, ClaimRef, Report
from hasila.text import fold_word
from hasila.text.passages import SHARE, passage


def originals(reports: Mapping[str, Report], refs: Iterable[ClaimRef]) -> dict[ClaimRef, ClaimRef]:
    """Map the claims that are copies to the claims that they are copies of, which are none themselves.

    The original is the one published first; of one day the one that credits somebody, then by outlet and report.
    """
    out: dict[ClaimRef, ClaimRef] = {}
    known: dict[tuple[object, ...], list[ClaimRef]] = {}
    sizes: dict[ClaimRef, int] = {}
    told = [(reports[ref.report], reports[ref.report].claim(ref.claim), ref) for ref in set(refs)]
    for report, claim, ref in sorted(told, key=lambda item: _order(*item)):
        what = _what(claim)
        runs = [(what, run) for run in passage(report.text, claim.quote.start, claim.quote.end)]
        original = None if claim.sources else _original(ref, runs, known, sizes)
        if original is not None:
            # Copies are not kept: however many there are, each claim is compared with originals only.
            out[ref] = original
            continue
        sizes[ref] = len(runs)
        for run in runs:
            known.setdefault(run, []).append(ref)
    return out


def _order(report: Report, claim: Claim, ref: ClaimRef) -> tuple[str, bool, str, ClaimRef]:
    return ((report.published or "9999")[:10], not claim.sources, report.outlet or "", ref)


def _what(claim: Claim) -> tuple[object, ...]:
    """Return what a copy says as its original does; two claims of one sentence are told apart by it."""
    group = claim.group
    who = None if group is None else group.actor or fold_word(group.span.text)
    return (claim.harm, claim.count.low, claim.count.high, claim.count.hedge, claim.stance, who)


def _original(
    ref: ClaimRef,
    runs: Iterable[tuple[object, ...]],
    known: Mapping[tuple[object, ...], list[ClaimRef]],
    sizes: Mapping[ClaimRef, int],
) -> ClaimRef | None:
    told = list(runs)
    shared = Counter(other for run in told for other in known.get(run, ()) if other.report != ref.report)
    alike = [other for other, n in shared.items() if n >= SHARE * min(len(told), sizes[other])]
    return min(alike, key=lambda other: (-shared[other], other), default=None)
