"""What a toll would be without a claim, and how far that is from what it is."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from hasila.incidents import regrouped
from hasila.intake.layering import written
from hasila.intake.settling import DEFAULT_PROFILE, settled
from hasila.model import Claim, ClaimRef, Incident, Report, Toll
from hasila.pipeline import places_above
from hasila.store.claims import numbers_of, stored

#: Incidents with more claims are not worked out anew for each of them.
_LARGEST: Final = 100
#: Effects that were worked out, by the claim and all that its incident is; they hold until the incident changes.
_KNOWN: Final[dict[tuple[ClaimRef, int], int]] = {}
_MOST_KNOWN: Final = 20_000


def effect(connection: Connection, incident: Incident, ref: ClaimRef) -> int:
    """Return by how many people a bound of a toll would move at most if a claim did not count.

    Of very large incidents it is the claim's own figure where it counts: that orders a queue well enough.
    """
    if len(incident.claims) > _LARGEST:
        return _own(incident, ref)
    key = (ref, hash(incident))
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _moved(incident.tolls, without(connection, incident, ref))
    return _KNOWN[key]


def _own(incident: Incident, ref: ClaimRef) -> int:
    if not any(ref in toll.supports for toll in incident.tolls):
        return 0
    return max((max(said.low or 0, said.high or 0) for said in incident.timeline if ref in said.claims), default=0)


def _moved(before: Sequence[Toll], after: Sequence[Toll]) -> int:
    """Return how far the bound is moved that moved most."""
    was, then = ({key_of(toll): _bounds(toll) for toll in tolls} for tolls in (before, after))
    return max(
        (
            apart(one, other)
            for key in was.keys() | then.keys()
            for one, other in zip(was.get(key, (0, 0)), then.get(key, (0, 0)), strict=True)
        ),
        default=0,
    )


def key_of(toll: Toll) -> tuple[str, str | None, str | None]:
    """Return what a toll is about: its harm and group."""
    return toll.harm, toll.group.actor, toll.group.name


def _bounds(toll: Toll) -> tuple[int, int]:
    low = toll.low or 0
    return low, low if toll.high is None else toll.high


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
    found = settled([regrouped(incident.id, told, places_above)], told, DEFAULT_PROFILE, written(connection))
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
