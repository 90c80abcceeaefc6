"""Episodes as rows for the linkage model, and the keys that say which of them are worth comparing.

Comparing every pair would cost the square of their number. Only those are compared that share a key: a cell of the
map, a place that holds the other, or a telling figure where a place is missing, each on one day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, get_args

from hasila.incidents.context import Days, means_agree
from hasila.incidents.episodes import Episode, exactness
from hasila.model import Means

#: ``above(place)``: the ids of the places that hold a place, by the gazetteer.
Above = Callable[[str], Sequence[str]]

#: Days told for one event may differ by this many: the night between two days, a report filed late.
TOLERANCE_DAYS = 1
#: A stretch longer than this counts as undated where pairs are sought: it would stand under too many days.
_LONG_DAYS = 31
#: Side of the cells in which near places are sought, in degrees: points within half of it share one of four cells.
_CELL = 0.4
#: A figure of 0, 1 or 2 is too common to tell one event from another.
_COMMON = 2
_EPOCH = date(1970, 1, 1).toordinal()


class Row(NamedTuple):
    """An episode as the model sees it; lists are ``None`` where nothing is known.

    ``exact``: rank of :func:`~hasila.incidents.episodes.exactness`. ``above``: ids of the places that hold its own.
    ``lat``, ``lon``: degrees. ``first``, ``last``: days since 1970-01-01. ``fitting``: all means that agree with one
    of its means. ``spots``, ``holds``, ``loose`` are keys with a day; ``names`` the same without.
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
    vague: bool
    undated: bool
    spots: list[str]
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
    spots = list(_spots(episode))
    holds = [f"in {name}" for name in (*holders, *([place.id] if place is not None and place.id else []))]
    loose = [f"told {figure}" for figure in figures]
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
        vague=exactness(place) <= 0,
        undated=not _few(days),
        spots=list(_dated(days, spots)),
        holds=list(_dated(days, holds)),
        loose=list(_dated(days, loose)),
        names=[*spots, *holds, *loose],
    )


def found_by(made: Row) -> Iterator[str]:
    """Yield the keys under which an episode is found by others (see :func:`looks_for`)."""
    own = f"in {made.place}"
    for key in made.names if made.undated else (*made.spots, *made.holds, *made.loose):
        kind = "" if not key.startswith("in ") else "whole " if f"{key} ".startswith(f"{own} ") else "part "
        yield f"{kind}{key} ~" if made.undated else f"{kind}{key}"
    for name in made.names:
        kind = "" if not name.startswith("in ") else "whole " if name == own else "part "
        yield f"{kind}{name} ?"


def looks_for(made: Row) -> Iterator[str]:
    """Yield the keys that find the episodes which the model's blocks set beside this one.

    The same pairs as those of :data:`hasila.incidents.scoring.BLOCKS` and a few more: what both can be said of in a
    word is said there once for SQL and here once for an index that grows report by report.
    """
    own = f"in {made.place}"

    def other_side(key: str) -> str:
        """A whole looks for its parts, a part for its wholes."""
        return (
            key if not key.startswith("in ") else f"part {key}" if f"{key} ".startswith(f"{own} ") else f"whole {key}"
        )

    if made.undated:
        yield from (f"{other_side(name)} ?" for name in made.names)
        return
    yield from (other_side(key) for key in (*made.spots, *made.holds, *made.loose))
    yield from (f"{other_side(name)} ~" for name in made.names)


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
    if place.lat is None or place.lon is None or exactness(place) == 1:
        return
    for south in (0.0, _CELL / 2):
        for west in (0.0, _CELL / 2):
            cell = (int((place.lat + south) // _CELL), int((place.lon + west) // _CELL))
            yield f"near {bool(south):d}{bool(west):d} {cell[0]} {cell[1]}"


def _dated(days: Days | None, names: Iterable[str]) -> Iterator[str]:
    """Yield each name with each day, and the tolerance after the last; nothing where there are no few days."""
    if days is None or not _few(days):
        return
    for day in range(_number(days.start), _number(days.end) + TOLERANCE_DAYS + 1):
        for name in names:
            yield f"{name} {day}"


def _few(days: Days | None) -> bool:
    return days is not None and (days.end - days.start).days <= _LONG_DAYS
