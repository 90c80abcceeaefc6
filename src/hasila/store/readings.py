"""Readings: what each extractor read in each text, all of them kept."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, insert, select, true, update

from hasila.model import Claim
from hasila.model.codec import from_json, to_json
from hasila.store.keeping import Reading
from hasila.store.schema import decisions, readings, reports


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The newest reading of a text, with the name of its extractor."""

    extractor: str
    claims: tuple[Claim, ...]
    contradictions: tuple[tuple[str, str], ...]


def current(connection: Connection, report: int) -> Known:
    """Return the newest reading of a report, by its number.

    Raises:
        KeyError: if there is no such report.
    """
    query = select(readings.c.extractor, readings.c.doc).where(readings.c.report == report, readings.c.current)
    row = connection.execute(query).first()
    if row is None:
        raise KeyError(report)
    read = from_json(row.doc, Reading)
    return Known(extractor=row.extractor, claims=read.claims, contradictions=read.contradictions)


def ids(connection: Connection, report: int) -> set[str]:
    """Return the ids that claims of a report ever had: in any reading, or in a decision."""
    known = {
        claim.id
        for doc in connection.scalars(select(readings.c.doc).where(readings.c.report == report))
        for claim in from_json(doc, Reading).claims
    }
    query = select(decisions.c.claim).where(decisions.c.report == report, decisions.c.claim.is_not(None))
    return known | set(connection.scalars(query))


def outdated(
    connection: Connection, newest: Mapping[str, str], after: int, limit: int, all_: bool = False
) -> dict[int, str]:
    """Return reports, by their numbers above ``after``, that others than the ``newest`` of their language read.

    With ``all_`` those as well that the newest did. The values are who did. Reports that a newer version took the place
    of are left as they are.
    """
    query = (
        select(reports.c.id, reports.c.lang, readings.c.extractor)
        .join(readings, (readings.c.report == reports.c.id) & readings.c.current)
        .where(reports.c.current, reports.c.id > after, reports.c.lang.in_(sorted(newest)))
        .where(true() if all_ else readings.c.extractor.not_in(sorted(newest.values())))
        .order_by(reports.c.id)
        .limit(limit)
    )
    return {row.id: row.extractor for row in connection.execute(query)}


def replace(connection: Connection, report: int, extractor: str, read: Reading, made: str) -> None:
    """Keep a reading as the newest of a report; one of the same extractor before it makes way."""
    connection.execute(update(readings).where(readings.c.report == report).values(current=False))
    doc = to_json(read)
    known = readings.c.report == report, readings.c.extractor == extractor
    if connection.execute(select(readings.c.id).where(*known)).first() is None:
        connection.execute(
            insert(readings).values(report=report, extractor=extractor, made=made, current=True, doc=doc)
        )
    else:
        connection.execute(update(readings).where(*known).values(made=made, current=True, doc=doc))
