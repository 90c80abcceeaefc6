"""Incidents and places for the map: what the browser draws."""

from typing import Any, Final

from hasila.languages import available
from hasila.model import Incident, Toll
from hasila.registry import load_registry
from hasila.render.clean import is_rtl
from hasila.web.view import View

#: Sizes of dots begin at these many people.
_SIZES: Final = (1, 5, 20, 100)
#: Names of places on the map: the people who live there, and the scale from which on it is named.
_NAMED: Final = ((3_000_000, 5), (1_000_000, 6), (300_000, 7), (100_000, 8), (50_000, 9))


def mark(incident: Incident, view: View) -> dict[str, Any] | None:
    """Return what the map shows of an incident; ``None`` where it has no point."""
    place = incident.place
    if place is None or place.lat is None or place.lon is None:
        return None
    shown = view.main_tolls(incident)
    main = next((toll for toll in shown if toll.harm == "killed"), shown[0] if shown else None)
    return {
        "id": incident.id,
        "at": [place.lat, place.lon],
        "name": view.plain(view.place_name(place)),
        "days": _ours(view.figure(view.days(incident.date))),
        "tolls": [
            [view.hue(toll.harm), _ours(view.figure(view.range_of(toll))), view.strings[f"harm.{toll.harm}"]]
            for toll in shown
        ],
        "hue": view.hue(main.harm) if main else "else",
        "size": size(main),
        "precision": place.precision,
    }


def _ours(text: str) -> str:
    """Set a figure or a day apart from the direction around it, as plain text."""
    begin = "\u2067" if is_rtl(text) else "\u2066"
    return f"{begin}{text}\u2069"


def size(toll: Toll | None) -> int:
    """Return the size of a dot: 0 where no figure is told, then by how many people."""
    many = next((n for n in (toll.best, toll.high, toll.low) if n is not None), None) if toll else None
    return 0 if many is None else sum(many >= least for least in _SIZES)


def names(lang: str) -> list[list[Any]]:
    """Return the places that a map names: name, latitude, longitude, the scale from which on it is named."""
    found = []
    for entry in load_registry(available()[0]).places.values():
        scale = 3 if entry.precision == "country" else next(
            (scale for most, scale in _NAMED if (entry.population or 0) >= most), None
        )  # fmt: skip
        if scale is not None and entry.precision in ("country", "town"):
            name = entry.ar[0] if lang == "ar" and entry.ar else entry.name
            found.append([name, entry.lat, entry.lon, scale, entry.population or 0])
    return sorted(found, key=lambda one: (one[3], -one[4]))


def name(place: str, lang: str) -> str:
    """Return what the gazetteer calls a place; its id where it does not know it."""
    entry = load_registry(available()[0]).places.get(place)
    if entry is None:
        return place
    return entry.ar[0] if lang == "ar" and entry.ar else entry.name
