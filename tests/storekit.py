"""Short ways to put written claims into a store."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from claimkit import above_place
from hasila.incidents import Grouping
from hasila.intake.settling import settle
from hasila.model import Capture, Report
from hasila.model.codec import from_json
from hasila.store import keeping
from hasila.store.schema import claims, incidents, reports

TIME = "2020-06-01T00:00:00Z"


def taken(report: Report, *, key: str | None = None, received: str = TIME, extractor: str = "test/1") -> keeping.Taken:
    """A capture whose bytes are the report's text, and the report read from it."""
    body = report.text.encode("utf-8", "surrogatepass")
    capture = Capture(
        kind="text", key=key or f"test:{report.id}", body=body, source="test", report_id=report.id, received=received
    )
    return keeping.Taken(capture=capture, report=report, extractor=extractor)


def keep(connection: Connection, told: Iterable[Report]) -> list[str]:
    """Keep reports; say what became of each."""
    return list(keeping.keep(connection, "tester", [taken(one) for one in told], "test", above_place, TIME))


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


def names(told: Sequence[Report]) -> list[str]:
    """The ids of reports."""
    return [one.id for one in told]
