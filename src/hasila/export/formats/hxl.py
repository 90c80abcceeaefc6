"""``hxl``: one row per incident, as CSV with a row of HXL tags below the header."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from hasila.export.event import Event, events
from hasila.export.material import Material, Options
from hasila.export.rows import SEPARATOR
from hasila.export.table import write_table

SUFFIX: Final = ".csv"
BINARY: Final = False
PROFILE: Final = None
#: Header and tag of every column.
COLUMNS: Final = (
    ("first day", "#date+start"),
    ("last day", "#date+end"),
    ("first-level division", "#adm1+name"),
    ("place", "#loc+name"),
    ("latitude", "#geo+lat"),
    ("longitude", "#geo+lon"),
    ("country", "#country+code"),
    ("belligerents", "#group+name"),
    ("sources", "#meta+source"),
    ("killed", "#affected+killed"),
    ("injured", "#affected+injured"),
    ("incident", "#event+id"),
    ("precision of the place", "#geo+precision"),
    ("killed, least", "#affected+killed+min"),
    ("killed, most", "#affected+killed+max"),
    ("injured, least", "#affected+injured+min"),
    ("injured, most", "#affected+injured+max"),
    ("profile", "#meta+method"),
)


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write header, tags and a row for each incident."""
    heads = [[name for name, _ in COLUMNS], [tag for _, tag in COLUMNS]]
    write_table(file, heads, _rows(material), excel=options.excel)


def _rows(material: Material) -> Iterator[tuple[Any, ...]]:
    for event in events(material):
        yield _cells(event)


def _cells(event: Event) -> tuple[Any, ...]:
    incident, point = event.incident, event.point
    killed, injured = event.total("killed"), event.total("wounded")
    return (
        incident.date and incident.date.start,
        incident.date and incident.date.end,
        event.within("adm1"),
        event.place_name,
        point and point[0],
        point and point[1],
        event.country_code,
        SEPARATOR.join(map(event.name_of, incident.belligerents)),
        SEPARATOR.join(event.outlets),
        killed and killed.best,
        injured and injured.best,
        incident.id,
        event.precision,
        killed and killed.low,
        killed and killed.high,
        injured and injured.low,
        injured and injured.high,
        event.material.profile,
    )
