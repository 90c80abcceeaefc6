"""What a toll would be without a claim: an estimate that orders a queue, and the toll itself."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from hasila.incidents import regrouped
from hasila.intake.settling import DEFAULT_PROFILE, settled
from hasila.model import Claim, ClaimRef, Incident, Report, Toll
from hasila.pipeline import places_above
from hasila.store.claims import numbers_of, stored


def effect(incident: Incident, ref: ClaimRef) -> int:
    """Return by how many people a bound would move at least if a claim did not count: what orders a queue.

    An estimate by the figures that stand beside it; :func:`without` works it out.
    """
    moved = 0
    for toll in incident.tolls:
        if ref in toll.supports:
            others = set(toll.supports) - {ref}
            # A figure that somebody repeats stays when one of those who say it goes.
            rest = [said for said in incident.timeline if others.intersection(said.claims)]
            lows = [said.low for said in rest if said.low is not None]
            highs = [one for said in rest if (one := said.low if said.high is None else said.high) is not None]
            moved = max(moved, apart(toll.low, min(lows, default=None)), apart(toll.high, max(highs, default=None)))
    return moved


def apart(one: int | None, other: int | None) -> int:
    """Return how far two figures are apart; none counts as nobody."""
    return abs((one or 0) - (other or 0))


def claims_apart(one: Claim | None, other: Claim | None) -> int:
    """Return how far the figures of two readings of a claim are apart."""
    first, second = (claim.count if claim is not None else None for claim in (one, other))
    return max(
        apart(first.low if first else None, second.low if second else None),
        apart(first.high if first else None, second.high if second else None),
    )


def without(connection: Connection, incident: Incident, gone: ClaimRef) -> tuple[Toll, ...]:
    """Return the tolls that an incident would have without one of its claims."""
    mine = [ref for ref in incident.claims if ref != gone]
    numbers = numbers_of(connection, sorted({ref.report for ref in mine}))
    told = [_only(one.counted, mine) for one in stored(connection, sorted(numbers.values())).values()]
    told = [report for report in told if report.claims]
    if not told:
        return ()
    found = settled([regrouped(incident.id, told, places_above)], told, DEFAULT_PROFILE)
    return found[0].tolls if found else ()


def _only(report: Report, refs: Sequence[ClaimRef]) -> Report:
    ids = {ref.claim for ref in refs if ref.report == report.id}
    kept = tuple(
        c if c.part_of is None or c.part_of in ids else msgspec.structs.replace(c, part_of=None)
        for c in report.claims
        if c.id in ids
    )
    pairs = tuple(pair for pair in report.contradictions if ids.issuperset(pair))
    return msgspec.structs.replace(report, claims=kept, contradictions=pairs)
