"""All that there is about one incident: tolls, claims in their reports, evidence, decisions, history."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, or_, select

from hasila.intake.actors import actors
from hasila.intake.material import incidents_under
from hasila.model import ChangeRecord, Incident
from hasila.store import linkage, log, moves, publishing
from hasila.store.claims import Stored, stored
from hasila.store.decisions import Decision
from hasila.store.errors import UnknownError
from hasila.store.schema import captures, incidents, reports
from hasila.store.schema import decisions as decided

#: Rows of the log, of the incident itself, that are shown.
_ROWS = 200
#: Incidents that are proposed for a merge, and how near they lie: degrees, days.
_NEAR = 8
_DEGREES = 0.35


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The capture behind a report: its number, hash of the bytes, when and from where it came."""

    capture: int
    sha256: str
    received: str
    url: str | None


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with all that is known of it.

    ``reports`` are all reports that it has claims of, as they are stored. ``former`` are the ids that lead here.
    ``waiting`` are the decisions about it that nobody but their maker agreed to.
    """

    incident: Incident
    reports: tuple[Stored, ...]
    evidence: dict[int, Evidence]
    former: tuple[str, ...]
    decisions: tuple[Decision, ...]
    signed: dict[int, tuple[str, ...]]
    history: tuple[ChangeRecord, ...]
    moves: tuple[moves.Kept, ...]
    assessments: tuple[publishing.Assessment, ...]
    published: bool | None

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """The decisions that no second person agreed to."""
        return tuple(one for one in self.decisions if not set(self.signed.get(one.id, ())) - {one.who})


def dossier(connection: Connection, name: str, profile: str) -> Dossier:
    """Return all that there is about an incident, by the id that it is known under now or ever was.

    Raises:
        UnknownError: if there is no such incident.
        ValueError: if there is no such profile.
    """
    try:
        current = linkage.current(connection, name)
        incident = incidents_under(connection, [current], profile)[current]
    except KeyError:
        raise UnknownError(f"there is no incident {name}", "hasila search finds incidents") from None
    inside = linkage.claims_in(connection, [current])[current]
    numbers = sorted({number for number, _, _ in inside})
    known = actors(connection)
    told = stored(connection, numbers)
    former = _former(connection, current)
    mine = _decisions(connection, [current, *former], numbers, {(number, claim) for number, _, claim in inside})
    history = [row for one in (current, *former) for row in log.rows(connection, f"incident:{one}")]
    return Dossier(
        incident=known.incident(incident),
        reports=tuple(known.stored(told[number]) for number in numbers),
        evidence=evidence(connection, numbers),
        former=former,
        decisions=tuple(mine),
        signed=publishing.signed(connection, [one.id for one in mine]),
        history=tuple(sorted(history, key=lambda row: row.number)[-_ROWS:]),
        moves=tuple(moves.of_incidents(connection, [current], _ROWS)),
        assessments=tuple(publishing.assessments_of(connection, [current, *former])),
        published=publishing.published(connection).get(current),
    )


def evidence(connection: Connection, numbers: Sequence[int]) -> dict[int, Evidence]:
    """Return the captures behind reports, by the numbers of the reports."""
    query = select(reports.c.id, captures.c.id.label("capture"), captures.c.sha256, captures.c.received, captures.c.url)
    query = query.join(captures, captures.c.id == reports.c.capture).where(reports.c.id.in_(numbers))
    return {
        row.id: Evidence(capture=row.capture, sha256=row.sha256, received=row.received, url=row.url)
        for row in connection.execute(query)
    }


def near(connection: Connection, incident: Incident) -> list[str]:
    """Return the ids of incidents of the same days near by: what a merge may be about."""
    place, date = incident.place, incident.date
    if date is None or place is None or place.lat is None or place.lon is None:
        return []
    query = select(incidents.c.id).where(
        incidents.c.doc.is_not(None), incidents.c.id != incident.id,
        incidents.c.start <= date.end, incidents.c.end >= date.start,
        incidents.c.lat.between(place.lat - _DEGREES, place.lat + _DEGREES),
        incidents.c.lon.between(place.lon - _DEGREES, place.lon + _DEGREES),
    )  # fmt: skip
    return list(connection.scalars(query.order_by(incidents.c.reports.desc(), incidents.c.id).limit(_NEAR)))


def _former(connection: Connection, current: str) -> tuple[str, ...]:
    """Return the ids that lead to an incident, by any way."""
    found: dict[str, None] = {}
    fresh = [current]
    while fresh:
        rows = connection.scalars(select(incidents.c.id).where(incidents.c.forward.in_(fresh)))
        fresh = [name for name in rows if name not in found and name != current]
        found |= dict.fromkeys(fresh)
    return tuple(sorted(found))


def _decisions(
    connection: Connection, names: Sequence[str], numbers: Sequence[int], claims: set[tuple[int, str]]
) -> list[Decision]:
    """Return the decisions that stand about incidents, or claims that are in one."""
    query = select(decided).where(~decided.c.undone, or_(decided.c.incident.in_(names), decided.c.report.in_(numbers)))
    found = [Decision(**row._mapping) for row in connection.execute(query.order_by(decided.c.id))]
    # A rejected claim is in no incident, and is still about the report that stands here.
    return [one for one in found if one.incident in names or (one.report, one.claim) in claims or one.kind == "reject"]
