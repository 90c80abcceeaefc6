"""Episodes as rows for the linkage model, and the keys that say which of them are worth comparing.

Comparing every pair would cost the square of their number. Only those are compared that share a key: a cell of the
map, a place that holds the other, or a telling figure where a place is missing, each on one day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, get_args

from hasila.incidents.context import Days, means_agree
from hasila.incidents.episodes import Episode, exactness
from hasila.model import Means, Place

#: ``above(place)``: the ids of the places that hold a place, by the gazetteer.
Above = Callable[[str], Sequence[str]]

#: Days told for one event may differ by this many: the night between two days, a report filed late.
TOLERANCE_DAYS = 1
#: A stretch longer than this counts as undated where pairs are sought: it would stand under too many days.
LONG_DAYS = 31
#: Side of the cells in which near places are sought, in degrees: points within half of it share one of four cells.
_CELL = 0.4
#: The same for a town and the spots around it.
_AROUND = 0.9
#: A figure of 0, 1 or 2 is too common to tell one event from another.
_COMMON = 2
#: Kinds of places that spots around them are named after.
TOWNS = frozenset({"town", "area", "front"})
_EPOCH = date(1970, 1, 1).toordinal()


class Row(NamedTuple):
    """An episode as the model sees it; lists are ``None`` where nothing is known.

    ``exact``: rank of :func:`~hasila.incidents.episodes.exactness`. ``above``: ids of the places that hold its own.
    ``lat``, ``lon``: degrees. ``first``, ``last``: days since 1970-01-01. ``fitting``: all means that agree with one
    of its means. ``town``: other places are named after it. ``vague``: where it is on the map is
    not known. ``spots``, ``around``, ``holds``, ``loose`` are keys with a day; ``names`` the same without.
    """

    unique_id: int
    report: str
    place: str | None
    exact: int
    above: list[str]
    lat: float | None
    lon: float | None
    first: int | None
    last: int | None
    given: bool
    means: list[str] | None
    fitting: list[str] | None
    parties: list[str] | None
    figures: list[str] | None
    wording: list[str] | None
    town: bool
    vague: bool
    undated: bool
    spots: list[str]
    around: list[str]
    holds: list[str]
    loose: list[str]
    names: list[str]


def nowhere(place: str) -> tuple[str, ...]:
    """Say that nothing holds a place: the stand-in where no gazetteer is at hand."""
    return ()


def row(number: int, episode: Episode, above: Above) -> Row:
    """Return the row of an episode; ``number`` names it."""
    place, days = episode.place, episode.days
    holders = list(above(place.id)) if place is not None and place.id else []
    figures = [f"{harm} {low}–{high}" for harm, low, high in sorted(episode.figures, key=str) if telling(low, high)]
    spots, around = list(_spots(episode)), list(_cells("around", place, _AROUND))
    holds = [f"in {name}" for name in (*holders, *([place.id] if place is not None and place.id else []))]
    loose = [*(f"told {figure}" for figure in figures), *(f"of {party}" for party in sorted(episode.parties))]
    return Row(
        unique_id=number,
        report=episode.report,
        place=episode.key,
        exact=exactness(place),
        above=holders,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        first=_number(days.start) if days else None,
        last=_number(days.end) if days else None,
        given=bool(days and days.given),
        means=sorted(episode.means) or None,
        fitting=sorted(m for m in get_args(Means) if any(means_agree(m, own) for own in episode.means)) or None,  # type: ignore[arg-type]
        parties=sorted(episode.parties) or None,
        figures=figures or None,
        wording=list(episode.wording) or None,
        town=place is not None and place.precision in TOWNS,
        vague=place is None or place.lat is None or exactness(place) <= 0,
        undated=not _few(days),
        spots=list(_dated(days, spots)),
        around=list(_dated(days, around)),
        holds=list(_dated(days, holds)),
        loose=list(_dated(days, loose)),
        names=[*spots, *around, *holds, *loose],
    )


def found_by(made: Row) -> Iterator[str]:
    """Yield the keys under which an episode is found by others (see :func:`looks_for`)."""
    for key in made.names if made.undated else (*made.spots, *made.around, *made.holds, *made.loose):
        yield f"{_side(made, key)} {key} ~" if made.undated else f"{_side(made, key)} {key}"
    for name in made.names:
        yield f"{_side(made, name)} {name} ?"


def looks_for(made: Row) -> Iterator[str]:
    """Yield the keys that find the episodes which the model's blocks set beside this one.

    The pairs of :data:`hasila.incidents.scoring.BLOCKS`, said there for SQL and here for an index that grows report by
    report: a whole looks for its parts, a town for the spots around it, what is nowhere on the map for all.
    """
    if made.undated:
        yield from (f"{side} {name} ?" for name in made.names for side in _others(made, name))
        return
    for key in (*made.spots, *made.around, *made.holds, *made.loose):
        yield from (f"{side} {key}" for side in _others(made, key))
    for name in made.names:
        yield from (f"{side} {name} ~" for side in _others(made, name))


def _side(made: Row, key: str) -> str:
    """Return on which side of a key an episode stands."""
    if key.startswith("in "):
        return "whole" if f"{key} ".startswith(f"in {made.place} ") else "part"
    if key.startswith("around "):
        return "town" if made.town else "spot"
    if key.startswith(("told ", "of ")):
        return "vague" if made.vague else "sure"
    return "any"


_OTHERS = {
    "whole": ("part",),
    "part": ("whole",),
    "town": ("spot",),
    "spot": ("town",),
    "vague": ("vague", "sure"),
    "sure": ("vague",),
    "any": ("any",),
}


def _others(made: Row, key: str) -> tuple[str, ...]:
    return _OTHERS[_side(made, key)]


def telling(low: int | None, high: int | None) -> bool:
    """Tell whether a figure is large enough to tell one event from another."""
    return (low or high or 0) > _COMMON


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _spots(episode: Episode) -> Iterator[str]:
    """Yield what episodes at one place or near it share."""
    place = episode.place
    if place is None or exactness(place) == 0:
        return
    yield f"at {episode.key}"
    yield from _cells("near", place, _CELL)


def _cells(name: str, place: Place | None, size: float) -> Iterator[str]:
    """Yield the four cells of the map that a place lies in: points within half a cell share one of them."""
    if place is None or place.lat is None or place.lon is None or exactness(place) <= 1:
        return
    for south in (0.0, size / 2):
        for west in (0.0, size / 2):
            cell = (int((place.lat + south) // size), int((place.lon + west) // size))
            yield f"{name} {bool(south):d}{bool(west):d} {cell[0]} {cell[1]}"


def _dated(days: Days | None, names: Iterable[str]) -> Iterator[str]:
    """Yield each name with each day, and the tolerance after the last; nothing where there are no few days."""
    if days is None or not _few(days):
        return
    for day in range(_number(days.start), _number(days.end) + TOLERANCE_DAYS + 1):
        for name in names:
            yield f"{name} {day}"


def _few(days: Days | None) -> bool:
    return days is not None and (days.end - days.start).days <= LONG_DAYS
