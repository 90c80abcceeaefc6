"""Short ways to put written claims into a store."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from claimkit import above_place
from hasila.incidents import Grouping
from hasila.intake.layering import written
from hasila.intake.settling import settle, settled
from hasila.model import Capture, Incident, Report
from hasila.model.codec import from_json
from hasila.pipeline import places_above, read_claims
from hasila.store import keeping
from hasila.store.claims import Above, numbers_of, stored
from hasila.store.linkage import current
from hasila.store.schema import claims, incidents, metadata, reports, tolls
from hasila.store.verify import Fault, verify

TIME = "2020-06-01T00:00:00Z"


def taken(report: Report, *, key: str | None = None, received: str = TIME, extractor: str = "test/1") -> keeping.Taken:
    """A capture whose bytes are the report's text, and the report read from it."""
    body = report.text.encode("utf-8", "surrogatepass")
    capture = Capture(
        kind="text", key=key or f"test:{report.id}", body=body, source="test", report_id=report.id, received=received
    )
    return keeping.Taken(capture=capture, report=report, extractor=extractor)


def keep(connection: Connection, told: Iterable[Report], above: Above = above_place) -> list[str]:
    """Keep reports; say what became of each."""
    return keep_taken(connection, [taken(one) for one in told], above)


def keep_taken(connection: Connection, told: Sequence[keeping.Taken], above: Above = places_above) -> list[str]:
    """Keep captures with their reports; say what became of each."""
    return list(keeping.keep(connection, "tester", [keeping.ready(one, "test", above) for one in told], TIME))


def read(name: str, text: str, published: str | None = "2020-05-07", **other: Any) -> Report:
    """A report with the claims that the product itself reads in it."""
    return read_claims(Report(id=name, lang="ar", text=text, published=published, **other))


def link(connection: Connection) -> None:
    """Link all that waits."""
    while settle(connection):
        pass


def partition(connection: Connection) -> set[frozenset[str]]:
    """The claims that are together in an incident, each as report and claim."""
    query = select(claims.c.incident, reports.c.name, claims.c.claim).join(reports, reports.c.id == claims.c.report)
    together: dict[str, set[str]] = {}
    for row in connection.execute(query.where(claims.c.incident.is_not(None))):
        together.setdefault(row.incident, set()).add(f"{row.name}{row.claim}")
    return {frozenset(one) for one in together.values()}


def groupings(connection: Connection) -> dict[str, Grouping]:
    """The incidents that have claims, by their ids."""
    query = select(incidents.c.id, incidents.c.doc).where(incidents.c.doc.is_not(None))
    return {row.id: from_json(row.doc, Grouping) for row in connection.execute(query)}


def home(connection: Connection, report: str, claim: str) -> str | None:
    """The incident that a claim is in."""
    query = select(claims.c.incident).join(reports, reports.c.id == claims.c.report)
    return connection.scalar(query.where(reports.c.name == report, claims.c.claim == claim))


def faults(connection: Connection, head: str | None = None) -> list[str]:
    """What verify finds, in words."""
    return [f"{one.what}: {one.wrong}" for one in verify(connection, head) if isinstance(one, Fault)]


def dump(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def check(connection: Connection) -> None:
    """What must hold in a store where nothing waits for being linked."""
    assert faults(connection) == []
    inside: dict[str, set[tuple[str, str]]] = {}
    query = select(claims, reports.c.name, reports.c.current).join(reports, reports.c.id == claims.c.report)
    for row in connection.execute(query):
        if row.incident is not None:
            assert row.current
            assert row.state != "rejected"
            assert row.scope == "event"
            inside.setdefault(row.incident, set()).add((row.name, row.claim))
        else:
            assert not row.current or row.state == "rejected" or row.scope != "event", f"{row.name} {row.claim}"
    found = groupings(connection)
    assert {name: {(ref.report, ref.claim) for ref in one.claims} for name, one in found.items()} == inside
    assert all(one.id == name for name, one in found.items())
    kept = {row.incident: from_json(row.doc, Incident) for row in connection.execute(select(tolls))}
    assert set(kept) == set(found)
    names = sorted({ref.report for one in found.values() for ref in one.claims})
    told = [one.counted for one in stored(connection, list(numbers_of(connection, names).values())).values()]
    anew = settled(list(found.values()), told, "full-range", written(connection))
    assert {one.id: one for one in anew} == kept
    for row in connection.execute(select(incidents)):
        if row.doc is None:
            assert row.reports == 0
            assert row.place is row.start is row.lat is None
        else:
            assert row.forward is None
            assert row.reports == len({ref.report for ref in found[row.id].claims})
        current(connection, row.id)


def names(told: Sequence[Report]) -> list[str]:
    """The ids of reports."""
    return [one.id for one in told]
