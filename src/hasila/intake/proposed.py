"""Links that people should look at: incidents that may be one, and incidents that are only just one.

Whoever holds two incidents apart, or one together, moves its claims to where they are: people's word about each claim
stands whatever linking finds, and nothing is proposed where it does.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

import msgspec
from sqlalchemy import Connection, or_, select

from hasila.incidents.scoring import model
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import ClaimRef, Incident
from hasila.model.codec import from_json
from hasila.store import decisions, linkage
from hasila.store.claims import numbers_of
from hasila.store.schema import episodes, incidents, pairs, reasons

#: A link is weak if it has less than this many points above what makes two episodes one event.
_MARGIN: Final = 1.0
#: Proposals that are looked at, those with the most points first.
_MOST: Final = 100
#: Values of one query.
_CHUNK: Final = 400


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` and ``second`` may be one incident; or ``claims`` of ``first`` are only just of it.

    ``points`` are those of the best link between the two, which has these ``reasons``; ``effect`` is how many people
    fewer the two would count together as one (more, apart).
    """

    first: str
    second: str | None
    claims: tuple[ClaimRef, ...] = ()
    points: float
    reasons: tuple[str, ...]
    effect: int


def proposals(connection: Connection, found: Sequence[Incident]) -> Iterator[Proposal]:
    """Yield what may be one with one of these incidents, and what of them is only just one."""
    settled = _Settled(connection)
    yield from _apart(connection, {one.id: one for one in found}, settled)
    weak = [one for one in found if one.links and one.links[-1].points < model().threshold + _MARGIN]
    copies = _numbers(connection, [ref.report for one in weak for ref in one.claims])
    for incident in weak:
        side = _weaker(incident, copies)
        if side and not settled.holds(side, incident.id):
            link = incident.links[-1]
            yield Proposal(
                first=incident.id, second=None, claims=side, points=link.points, reasons=link.reasons,
                effect=_most_of(incident, side),
            )  # fmt: skip


class _Settled:
    """Where people put claims."""

    def __init__(self, connection: Connection) -> None:
        moved = decisions.moved(connection)
        ids = _currents(connection, set(moved.values()))
        self._to = {ref: ids[name] for ref, name in moved.items()}
        self._connection = connection

    def holds(self, refs: Sequence[ClaimRef], name: str) -> bool:
        """Tell whether people put each of these claims into an incident."""
        if not self._to:
            return False
        numbers = numbers_of(self._connection, sorted({ref.report for ref in refs}))
        return all(self._to.get((numbers.get(ref.report, -1), ref.claim)) == name for ref in refs)


def _apart(connection: Connection, known: dict[str, Incident], settled: _Settled) -> Iterator[Proposal]:
    """Yield incidents that a kept pair of episodes lies between."""
    homes = _homes(connection, episodes.c.home, list(known))
    best: dict[tuple[str, str], tuple[float, int]] = {}
    rows = [row for some in _chunks(sorted(homes)) for row in connection.execute(
        select(pairs).where(or_(pairs.c.first.in_(some), pairs.c.second.in_(some)))
    )]  # fmt: skip
    homes |= _homes(connection, episodes.c.number, sorted({n for row in rows for n in (row.first, row.second)}))
    for row in rows:
        if homes.get(row.first) != homes.get(row.second) and row.first in homes and row.second in homes:
            key = (min(homes[row.first], homes[row.second]), max(homes[row.first], homes[row.second]))
            best[key] = max(best.get(key, (row.points, row.reasons)), (row.points, row.reasons))
    likely = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))[: _MOST * 2]
    ids = _currents(connection, {name for key, _ in likely for name in key} - known.keys())
    wanted: dict[tuple[str, str], tuple[float, int]] = {}
    for key, link in likely:
        first, second = sorted(ids.get(name, name) for name in key)
        if first != second:
            wanted.setdefault((first, second), link)
    wanted = dict(list(wanted.items())[:_MOST])
    missing = sorted({name for key in wanted for name in key} - known.keys())
    there = known | incidents_under(connection, missing, DEFAULT_PROFILE)
    told = _reasons(connection, {number for _, number in wanted.values()})
    for (one, other), (points, number) in wanted.items():
        if one in there and other in there and not any(settled.holds(there[n].claims, n) for n in (one, other)):
            yield Proposal(
                first=one, second=other, points=points, reasons=told.get(number, ()),
                effect=_twice(there[one], there[other]),
            )  # fmt: skip


def _twice(one: Incident, other: Incident) -> int:
    """Return how many people would be counted twice if the two were one: the most of a harm that both tell."""
    most = 0
    for toll in one.tolls:
        for second in other.tolls:
            if toll.harm == second.harm and toll.group == second.group:
                most = max(most, min(_high(toll.high, toll.low), _high(second.high, second.low)))
    return most


def _most_of(incident: Incident, side: Sequence[ClaimRef]) -> int:
    """Return the highest figure of claims: so many people more there would be if they were of another event."""
    mine = set(side)
    return max((_high(said.high, said.low) for said in incident.timeline if mine.intersection(said.claims)), default=0)


def _high(high: int | None, low: int | None) -> int:
    return (low if high is None else high) or 0


def _weaker(incident: Incident, copies: dict[str, set[int]]) -> tuple[ClaimRef, ...]:
    """Return the claims on the smaller side of the weakest link; none if the incident does not fall in two there."""
    group = {ref.report: ref.report for ref in incident.claims}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    by_number: dict[int, str] = {}
    for name in group:
        for number in copies.get(name, ()):
            group[root(name)] = root(by_number.setdefault(number, name))
    for link in incident.links[:-1]:
        if all(ref.report in group for ref in link.claims):
            group[root(link.claims[0].report)] = root(link.claims[1].report)
    first, second = (ref.report for ref in incident.links[-1].claims)
    if first not in group or second not in group or root(first) == root(second):
        return ()
    sides = [tuple(ref for ref in incident.claims if root(ref.report) == root(name)) for name in (first, second)]
    return min(sides, key=lambda side: (len(side), side))


def _numbers(connection: Connection, names: Iterable[str]) -> dict[str, set[int]]:
    """Return the numbers of the episodes of reports: copies of a text share them."""
    out: dict[str, set[int]] = {}
    for some in _chunks(sorted(set(names))):
        query = select(episodes.c.report, episodes.c.number).where(episodes.c.report.in_(some))
        for row in connection.execute(query):
            out.setdefault(row.report, set()).add(row.number)
    return out


def _homes(connection: Connection, column: object, values: Sequence[object]) -> dict[int, str]:
    out: dict[int, str] = {}
    for some in _chunks(values):
        query = select(episodes.c.number, episodes.c.home).where(column.in_(some)).distinct()  # type: ignore[attr-defined]
        out |= {row.number: row.home for row in connection.execute(query)}
    return out


def _reasons(connection: Connection, numbers: set[int]) -> dict[int, tuple[str, ...]]:
    out: dict[int, tuple[str, ...]] = {}
    for some in _chunks(sorted(numbers)):
        query = select(reasons).where(reasons.c.id.in_(some))
        out |= {row.id: from_json(row.doc, tuple[str, ...]) for row in connection.execute(query)}
    return out


def _currents(connection: Connection, names: set[str]) -> dict[str, str]:
    """Return the ids under which incidents are known now; one that there never was stays as it is."""
    out = {name: name for name in names}
    alive: set[str] = set()
    for some in _chunks(sorted(names)):
        alive |= set(
            connection.scalars(select(incidents.c.id).where(incidents.c.id.in_(some), incidents.c.doc.is_not(None)))
        )
    for name in names - alive:
        with suppress(KeyError):
            out[name] = linkage.current(connection, name)
    return out


def _chunks(values: Sequence[object]) -> Iterator[Sequence[object]]:
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]
