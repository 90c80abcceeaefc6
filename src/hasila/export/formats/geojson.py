"""``geojson``: one feature per incident (RFC 7946), with what is not sure about its place said beside it."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import msgspec

from hasila.export.event import Event, events
from hasila.export.json import to_json
from hasila.export.material import Material, Options

SUFFIX: Final = ".geojson"
BINARY: Final = False
PROFILE: Final = None
#: Precisions whose point is where it happened, or within a settlement of it; of the others it only lies within.
_EXACT: Final = frozenset({"town", "village", "district", "front"})


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write a FeatureCollection, one feature a line."""
    head = to_json({"type": "FeatureCollection", "profile": material.profile, "generator": material.tool})
    file.write(f'{head[:-1]},"features":['.encode())
    for number, feature in enumerate(_features(material)):
        file.write(b",\n" if number else b"\n")
        file.write(to_json(feature).encode("utf-8"))
    file.write(b"\n]}\n")


def _features(material: Material) -> Iterator[dict[str, Any]]:
    for event in events(material):
        yield feature(event)


def feature(event: Event) -> dict[str, Any]:
    """Return the feature of an incident; without coordinates its geometry is null ("unlocated")."""
    incident, point = event.incident, event.point
    return {
        "type": "Feature",
        "id": incident.id,
        # RFC 7946: longitude first.
        "geometry": None if point is None else {"type": "Point", "coordinates": [point[1], point[0]]},
        "properties": {
            "place": event.place_name,
            "place_as_worded": incident.place and incident.place.span.text,
            "place_id": incident.place and incident.place.id,
            "precision": event.precision,
            "certain": event.precision in _EXACT,
            "place_note": _note(event),
            "country": event.country_code,
            "adm1": event.within("adm1"),
            "date_start": incident.date and incident.date.start,
            "date_end": incident.date and incident.date.end,
            "means": list(incident.means),
            "belligerents": list(map(event.name_of, incident.belligerents)),
            "tolls": [_toll(toll) for toll in incident.tolls],
            "contradictions": len(incident.contradictions),
            "reports": [report.id for report in event.reports],
            "outlets": event.outlets,
        },
    }


def _toll(toll: Any) -> dict[str, Any]:
    names = ("harm", "group", "low", "best", "high", "open", "status", "derived", "independent_sources")
    return {name: msgspec.to_builtins(getattr(toll, name)) for name in names}


def _note(event: Event) -> str | None:
    """Say in words what the point is, where it is not the place itself."""
    if event.incident.place is None:
        return "no report tells the place"
    if event.point is None:
        return "the place is not in the gazetteer"
    if event.precision in _EXACT:
        return None
    return "the point lies somewhere in the area that was named, not where it happened"
