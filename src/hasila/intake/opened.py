"""All that there is about one report: its claims as they count, its evidence, versions, decisions, history."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select

from hasila.intake.actors import actors
from hasila.model import ChangeRecord, Claim
from hasila.model.codec import from_json
from hasila.store import decisions, log
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.errors import UnknownError
from hasila.store.schema import captures, claims, readings, reports
from hasila.store.schema import decisions as decided

#: Rows of the log, and versions, that are shown at most: the newest.
_ROWS = 200
_VERSIONS = 100


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """How the evidence was received: all that is kept of a capture but its bytes."""

    number: int
    kind: str
    sha256: str
    size: int
    source: str
    locator: str
    url: str | None
    media_type: str | None
    received: str
    tool: str


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One of the texts that were received of the same thing; one of them counts."""

    report: str
    received: str
    added: str
    current: bool


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that stands about a claim, and the claim as it was read."""

    id: int
    kind: str
    who: str
    time: str
    why: str | None
    read: Claim


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A report with all that is known of it. ``extractor`` read its claims; ``decided`` is by claim."""

    stored: Stored
    added: str
    extractor: str
    received: Received
    versions: tuple[Version, ...]
    decided: dict[str, Decided]
    history: tuple[ChangeRecord, ...]


def opened(connection: Connection, name: str) -> Opened:
    """Return all that there is about a report, by its id.

    Raises:
        UnknownError: if there is no such report.
    """
    number = numbers_of(connection, [name]).get(name)
    if number is None:
        raise UnknownError(f"there is no report {name}", "hasila search finds reports")
    row = connection.execute(
        select(reports.c.identity, reports.c.added, reports.c.capture, readings.c.extractor)
        .join(readings, (readings.c.report == reports.c.id) & readings.c.current)
        .where(reports.c.id == number)
    ).one()
    return Opened(
        stored=actors(connection).stored(stored(connection, [number])[number]),
        added=row.added,
        extractor=row.extractor,
        received=_received(connection, row.capture),
        versions=_versions(connection, row.identity),
        decided={one.claim: _of_claim(one) for one in decisions.of_claims(connection, number) if one.claim is not None},
        history=_history(connection, number, name),
    )


def _received(connection: Connection, capture: int) -> Received:
    columns = [captures.c[name] for name in Received.__struct_fields__ if name != "number"]
    row = connection.execute(select(*columns).where(captures.c.id == capture)).one()
    return Received(number=capture, **row._mapping)


def _versions(connection: Connection, identity: str) -> tuple[Version, ...]:
    query = select(reports.c.name.label("report"), captures.c.received, reports.c.added, reports.c.current)
    query = query.join(captures, captures.c.id == reports.c.capture).where(reports.c.identity == identity)
    rows = connection.execute(query.order_by(captures.c.received.desc(), reports.c.id.desc()).limit(_VERSIONS))
    return tuple(Version(**row._mapping) for row in rows)


def _of_claim(one: decisions.Decision) -> Decided:
    read = from_json(one.doc, decisions.OfClaim).read
    return Decided(id=one.id, kind=one.kind, who=one.who, time=one.time, why=one.why, read=read)


def _history(connection: Connection, number: int, name: str) -> tuple[ChangeRecord, ...]:
    """Return what the log tells of a report, its claims and what was decided about them, the newest first."""
    subjects = {f"report:{name}"}
    for row in connection.execute(select(decided.c.id, decided.c.claim).where(decided.c.report == number)):
        subjects |= {f"report:{name}#{row.claim}", f"decision:{row.id}"}
    return tuple(log.rows_about(connection, sorted(subjects), _ROWS))


def reports_of(connection: Connection, incident: str) -> Sequence[str]:
    """Return the ids of the reports that have claims of an incident, in the order in which they were published."""
    query = select(reports.c.name).join(claims, claims.c.report == reports.c.id).where(claims.c.incident == incident)
    query = query.group_by(reports.c.id, reports.c.name, reports.c.published)
    return connection.scalars(query.order_by(reports.c.published.asc().nulls_last(), reports.c.id)).all()
