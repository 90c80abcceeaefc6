"""The gazetteer: places with their names and coordinates, from GeoNames and from our own supplement.

Two kinds of file lie in ``registry/places``: ``gazetteer.tsv``, cut from GeoNames by ``tools/build_gazetteer.py``
(CC BY 4.0), and ``supplement_*.yaml``, written by hand. Both give `PlaceEntry`. ``spellings.yaml``, by hand too, adds
names to their entries. The README there tells their rules.
"""

import math
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final, Literal, Protocol, TypeVar, get_args

import msgspec

from hasila.text.data import YAMLError, load_yaml

PlacePrecision = Literal["country", "adm1", "adm2", "town", "village", "district", "front", "area"]
PRECISIONS: Final[tuple[str, ...]] = get_args(PlacePrecision)

#: The columns of gazetteer.tsv, in order; the first line of the file repeats them.
COLUMNS: Final = (
    "id", "name", "ar", "fa", "en", "lat", "lon", "precision", "country", "parent", "population", "common", "weak",
)  # fmt: skip
EARTH_RADIUS_KM: Final = 6371.0088  # mean radius, IUGG
#: The file that adds names to the entries of the others.
SPELLINGS: Final = "spellings.yaml"
Kind = TypeVar("Kind")


class GazetteerError(ValueError):
    """A file of the gazetteer does not keep its form; the message names the file and the entry."""


class PlaceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place.

    ``id`` is ``geonames:<number>`` or ``hasila:<slug>``. ``name`` is the English display name; ``ar``, ``fa`` and
    ``en`` hold names as reports write them, unfolded, the best first, any of them possibly empty. ``lat`` and ``lon``
    are WGS 84 degrees: of a settlement its middle, of an area or country a point within. ``precision`` tells what kind
    of place it is (``district``: part of a town or a camp; ``front``: ground where nobody lives, such as a base,
    airport, crossing, hill or front line; ``area``: a region without an administration). ``country`` is ISO 3166-1
    alpha-2 (``XK`` Kosovo); ``parent`` the id of the next larger place, None for countries. ``population`` is in
    people, 0 where unknown.

    ``common`` warns that its names are ordinary words or persons' names as well: they are to be believed only beside
    a noun of place (مدينة، بلدة، حي …), which may be the first word of the name itself (محافظة صلاح الدين). ``weak``
    lists such names where the others are safe. `needs_context` joins the two.
    """

    id: str
    name: str
    ar: tuple[str, ...]
    lat: float
    lon: float
    precision: PlacePrecision
    country: str
    fa: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    parent: str | None = None
    population: int = 0
    common: bool = False
    weak: tuple[str, ...] = ()

    def needs_context(self, name: str) -> bool:
        """Whether `name`, as it stands in ``ar``, ``fa`` or ``en``, is to be believed only beside a noun of place."""
        return self.common or name in self.weak


class Spelling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """More names of a place that another file holds, with the fields of `PlaceEntry`."""

    id: str
    ar: tuple[str, ...] = ()
    fa: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class Point(Protocol):
    """Anything with WGS 84 coordinates in degrees."""

    @property
    def lat(self) -> float: ...  # noqa: D102
    @property
    def lon(self) -> float: ...  # noqa: D102


def read_table(text: str, file: str) -> Iterator[PlaceEntry]:
    """Entries of a table of the form of gazetteer.tsv; `file` is the name for messages.

    Raises GazetteerError, naming file, line and id, for a wrong header, a wrong number of columns, or a bad value.
    """
    lines = text.split("\n")
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise GazetteerError(f"{file}:1: the header is not {', '.join(COLUMNS)}")
    kinds = frozenset(PRECISIONS)
    flags = {"": False, "1": True}
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        try:
            key, name, ar, fa, en, lat, lon, kind, country, parent, population, common, weak = cells
            if kind not in kinds:
                raise ValueError(f"unknown precision {kind!r}")
            yield PlaceEntry(
                key,
                name,
                tuple(ar.split("|")) if ar else (),
                float(lat),
                float(lon),
                kind,  # type: ignore[arg-type]  # just compared with PRECISIONS
                country,
                tuple(fa.split("|")) if fa else (),
                tuple(en.split("|")) if en else (),
                parent or None,
                int(population),
                flags[common],
                tuple(weak.split("|")) if weak else (),
            )
        except (ValueError, KeyError) as error:
            raise GazetteerError(f"{file}:{number}: {cells[0]}: {error}") from None


def read_supplement(text: str, file: str) -> Iterator[PlaceEntry]:
    """Entries of a supplement: a YAML list of mappings with the fields of `PlaceEntry`.

    Raises GazetteerError, naming file and id, for YAML that does not parse, unknown or missing keys, or bad values.
    """
    return _listed(text, file, PlaceEntry)


def read_spellings(text: str, file: str) -> Iterator[Spelling]:
    """Names to add to entries: a YAML list of mappings with the fields of `Spelling`; raises as `read_supplement`."""
    return _listed(text, file, Spelling)


def _listed(text: str, file: str, kind: type[Kind]) -> Iterator[Kind]:
    try:
        items: Any = load_yaml(text)
    except YAMLError as error:
        raise GazetteerError(f"{file}: {error}") from None
    if not isinstance(items, list):
        raise GazetteerError(f"{file}: it must be a list of places")
    for number, item in enumerate(items, 1):
        try:
            yield msgspec.convert(item, kind)
        except msgspec.ValidationError as error:
            label = item.get("id") if isinstance(item, dict) else None
            raise GazetteerError(f"{file}: {label or f'entry {number}'}: {error}") from None


def read_folder(folder: Traversable) -> tuple[PlaceEntry, ...]:
    """All entries of a folder's ``*.tsv`` and ``*.yaml``, in the order of file names, with the names that are added.

    Raises GazetteerError where a file is malformed, an id stands twice, coordinates are off the globe, a place has no
    name in any script but Latin, the parents do not lead up to a place without one, or a name is added to a place that
    is not there or has it already.
    """
    entries: dict[str, PlaceEntry] = {}
    origin: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        read = read_table if path.name.endswith(".tsv") else read_supplement
        if not path.name.endswith((".tsv", ".yaml")) or path.name == SPELLINGS:
            continue
        for entry in read(path.read_text(encoding="utf-8"), path.name):
            if entry.id in entries:
                raise GazetteerError(f"{path.name}: {entry.id}: stands already in {origin[entry.id]}")
            if not (-90 <= entry.lat <= 90 and -180 <= entry.lon <= 180):
                raise GazetteerError(f"{path.name}: {entry.id}: {entry.lat}, {entry.lon} is not on the globe")
            if not entry.ar and not entry.fa:
                raise GazetteerError(f"{path.name}: {entry.id}: no Arabic and no Persian name")
            entries[entry.id] = entry
            origin[entry.id] = path.name
    more = folder / SPELLINGS
    for spelling in read_spellings(more.read_text(encoding="utf-8"), SPELLINGS) if more.is_file() else ():
        known = entries.get(spelling.id)
        if known is None:
            raise GazetteerError(f"{SPELLINGS}: {spelling.id}: no other file has this place")
        entries[spelling.id] = _spelled(known, spelling)
    rooted: set[str] = set()
    for entry in entries.values():
        chain: list[str] = []
        step: PlaceEntry | None = entry
        while step is not None and step.id not in rooted:
            if step.id in chain:
                raise GazetteerError(f"{origin[step.id]}: {step.id}: is its own parent: {' < '.join(chain)}")
            chain.append(step.id)
            if step.parent is not None and step.parent not in entries:
                raise GazetteerError(f"{origin[step.id]}: {step.id}: unknown parent {step.parent}")
            step = entries[step.parent] if step.parent is not None else None
        rooted.update(chain)
    return tuple(entries.values())


def _spelled(entry: PlaceEntry, more: Spelling) -> PlaceEntry:
    """Return an entry with names added to it."""
    for name in (*more.ar, *more.fa, *more.en):
        if name in (entry.name, *entry.ar, *entry.fa, *entry.en):
            raise GazetteerError(f"{SPELLINGS}: {entry.id}: {name} is there already")
    return msgspec.structs.replace(
        entry, ar=entry.ar + more.ar, fa=entry.fa + more.fa, en=entry.en + more.en, weak=entry.weak + more.weak
    )


@cache
def load_places() -> tuple[PlaceEntry, ...]:
    """Every place of the packaged gazetteer, read once.

    Raises GazetteerError as `read_folder` does.
    """
    return read_folder(resources.files("hasila.registry") / "places")


@cache
def _parents() -> dict[str, str | None]:
    return {entry.id: entry.parent for entry in load_places()}


def contains(parent_id: str, child_id: str) -> bool:
    """Whether the first place is the second or one of those above it; raises KeyError for an unknown id."""
    parents = _parents()
    if parent_id not in parents:
        raise KeyError(parent_id)
    step: str | None = child_id
    while step is not None:
        upper = parents[step]
        if step == parent_id:
            return True
        step = upper
    return False


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres (haversine on a sphere, within 0.5 % of the ellipsoid)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
