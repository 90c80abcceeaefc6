"""``ucdp``: one row per incident with dead, in the 49 columns of the UCDP Georeferenced Event Dataset.

What UCDP assigns (its ids, conflicts, dyads, quality marks) cannot be known and stays empty. Column by column:
``docs/exports.md``.
"""

import math
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from hasila.export.event import Event, events
from hasila.export.material import Material, Options
from hasila.export.table import write_table

SUFFIX: Final = ".csv"
BINARY: Final = False
PROFILE: Final = "ucdp"
COLUMNS: Final = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high",
    "low", "gwnoa", "gwnob",
)  # fmt: skip
#: ``where_prec`` by the precision of the place. A front (a base, a hill, a crossing) is told as what is near it.
_WHERE_PREC: Final = {
    "town": 1, "village": 1, "district": 1, "front": 2, "adm2": 3, "adm1": 4, "area": 5, "country": 6,
}  # fmt: skip


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write the header and a row for each incident with dead."""
    write_table(file, [COLUMNS], _rows(material), excel=options.excel)


def _rows(material: Material) -> Iterator[list[Any]]:
    for event in events(material):
        told = row(event)
        if told is not None:
            yield [told.get(column) for column in COLUMNS]


def row(event: Event) -> dict[str, Any] | None:
    """Return the cells that are known of an incident; ``None`` where nobody gives a figure of dead above 0."""
    toll = event.total("killed")
    if toll is None or not (toll.high or toll.best):
        return None
    when, place, point = event.incident.date, event.incident.place, event.point
    sides = event.sides
    return {
        "relid": event.incident.id,
        "year": event.year,
        "side_a": sides and sides[0].name,
        "side_b": sides and sides[1].name,
        "number_of_sources": len(event.reports),
        "source_article": ";".join(
            ",".join(f'"{part}"' for part in (r.outlet or "", r.published or "", r.title or "")) for r in event.reports
        ),
        "source_office": ";".join(r.outlet or "" for r in event.reports),
        "source_date": ";".join(r.published or "" for r in event.reports),
        "source_headline": ";".join(r.title or "" for r in event.reports),
        "source_original": ";".join(event.originators),
        "where_prec": _WHERE_PREC.get(event.precision),
        "where_coordinates": event.place_name if point else None,
        "where_description": place and place.span.text,
        "adm_1": event.within("adm1"),
        "adm_2": event.within("adm2"),
        "latitude": point and point[0],
        "longitude": point and point[1],
        "geom_wkt": point and f"POINT ({point[1]} {point[0]})",
        "priogrid_gid": point and priogrid(*point),
        "country": event.within("country"),
        "event_clarity": 1,
        "date_prec": date_prec(event.days),
        "date_start": when and when.start,
        "date_end": when and when.end,
        **_deaths(event),
        "best": toll.best,
        "high": toll.high,
        "low": toll.low,
    }


def _deaths(event: Event) -> dict[str, int | None]:
    """Share the best figure out among sides and civilians; the rest is unknown, so that the four add up to it.

    Where the parts are told higher than the whole they cannot be told apart, and all of it is unknown.
    """
    toll, sides = event.total("killed"), event.sides
    if toll is None or toll.best is None:
        return {}
    parts = {"deaths_civilians": event.civilians("killed")}
    if sides is not None:
        parts |= {"deaths_a": event.fighters("killed", sides[0]), "deaths_b": event.fighters("killed", sides[1])}
    known = {name: part.best for name, part in parts.items() if part is not None and part.best is not None}
    if sum(known.values()) > toll.best:
        known = {}
    return {**known, "deaths_unknown": toll.best - sum(known.values())}


def date_prec(days: int | None) -> int | None:
    """Return UCDP's precision of a stretch of days: 1 a day, 2 up to 6, 3 a week, 4 up to a month, 5 longer."""
    if days is None or days < 1:
        return None
    return next((code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31)) if days <= most), 5)


def priogrid(lat: float, lon: float) -> int:
    """Return the cell of PRIO-GRID: squares of half a degree, counted from 1 at 90° S 180° W, eastwards and up."""
    row = min(math.floor((lat + 90) * 2), 359)
    column = min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1
