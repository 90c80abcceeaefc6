"""Incidents at a glance: how many in each month, at which places."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from hasila.store.schema import incidents
from hasila.store.search import COUNTED, Filter, told_in

#: So many incidents are looked at where a filter has to be tried on each of them.
TRIED: Final = COUNTED
_CHUNK: Final = 500


class Months(NamedTuple):
    """``found``: how many incidents began in each month (year-month); ``undated``: how many have no day.

    ``cut``: there are more, earlier than these.
    """

    found: dict[str, int]
    undated: int
    cut: bool


def months(connection: Connection, asked: Filter, most: int = TRIED) -> Months:
    """Return how many incidents match in each month, the first month first; with a filter the newest ``most``."""
    if asked == Filter():
        # Told by the index of days alone: what is no incident any more has no day.
        days: Select[Any] = select(incidents.c.start).where(incidents.c.start.is_not(None))
        blank: list[ColumnElement[bool]] = [incidents.c.start.is_(None), incidents.c.doc.is_not(None)]
    else:
        matching = told_in(connection, asked, most + 1)
        days = (
            select(incidents.c.start)
            .where(*matching, incidents.c.start.is_not(None))
            .order_by(incidents.c.start.desc())
            .limit(most + 1)
        )
        blank = [*matching, incidents.c.start.is_(None)]
    some = days.subquery()
    # Figures as they are: PostgreSQL takes two parameters for different ones, whatever their values.
    month = func.substr(some.c.start, literal_column("1"), literal_column("7")).label("month")
    rows = connection.execute(select(month, func.count().label("many")).group_by(month).order_by(month)).all()
    found = {row.month: row.many for row in rows}
    undated = connection.scalar(select(func.count()).select_from(select(incidents.c.id).where(*blank).subquery())) or 0
    return Months(found, undated, asked != Filter() and sum(found.values()) > most)


def places(connection: Connection, names: Sequence[str]) -> dict[str | None, int]:
    """Return how many of some incidents are at each place (the gazetteer's id), most first."""
    found: dict[str | None, int] = {}
    for at in range(0, len(names), _CHUNK):
        query = select(incidents.c.place, func.count().label("many")).where(incidents.c.id.in_(names[at : at + _CHUNK]))
        for row in connection.execute(query.group_by(incidents.c.place)):
            found[row.place] = found.get(row.place, 0) + row.many
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0] or "")))
