"""``acled``: one row per incident, in ACLED's 31 columns.

What ACLED assigns or judges (its ids, regions, scales, most actor types) stays empty. Column by column:
``docs/exports.md``. The injured have no place in it.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from hasila.export.event import Event, Side, events
from hasila.export.material import Material, Options
from hasila.export.table import write_table
from hasila.model import Toll

SUFFIX: Final = ".csv"
BINARY: Final = False
PROFILE: Final = "acled"
COLUMNS: Final = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
#: ``geo_precision``: 1 the place, 2 a part of a region, 3 a region. A country is more than ACLED locates.
_GEO: Final = {"town": 1, "village": 1, "district": 1, "front": 1, "adm2": 2, "area": 2, "adm1": 3}
_REMOTE: Final = "Explosions/Remote violence"
_BATTLE: Final = ("Battles", "Armed clash")
_ATTACK: Final = ("Violence against civilians", "Attack")
#: What a means says of the event without more; a bomb may be a suicide attack, which is another sub-event.
_TYPES: Final[dict[str, tuple[str, str | None]]] = {
    "airstrike": (_REMOTE, "Air/drone strike"),
    "drone": (_REMOTE, "Air/drone strike"),
    "shelling": (_REMOTE, "Shelling/artillery/missile attack"),
    "landmine": (_REMOTE, "Remote explosive/landmine/IED"),
    "ied": (_REMOTE, None),
}
_CIVILIANS, _EXTERNAL = 7, 8
#: What ACLED writes for an amount, by the least number that hasila keeps of it: tens (10), hundreds (100). English
#: reports say dozens (12).
_VAGUE: Final = {20: 10, 200: 100}
_DOZEN: Final = 12


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write the header and a row for each incident."""
    write_table(file, [COLUMNS], _rows(material), excel=options.excel)


def _rows(material: Material) -> Iterator[list[Any]]:
    for event in events(material):
        told = row(event)
        yield [told.get(column) for column in COLUMNS]


def row(event: Event) -> dict[str, Any]:
    """Return the cells that are known of an incident."""
    when, point = event.incident.date, event.point
    kind, sub = event_type(event)
    return {
        "event_date": when and when.start,
        "year": when and when.start[:4],
        "time_precision": time_precision(event.days),
        "disorder_type": "Political violence" if kind else None,
        "event_type": kind,
        "sub_event_type": sub,
        **_actors(event),
        "civilian_targeting": "Civilian targeting" if kind == _ATTACK[0] else None,
        "country": event.within("country"),
        "admin1": event.within("adm1"),
        "admin2": event.within("adm2"),
        "location": event.place_name,
        "latitude": point and point[0],
        "longitude": point and point[1],
        "geo_precision": _GEO.get(event.precision),
        "source": "; ".join(event.outlets),
        "notes": _notes(event),
        "fatalities": fatalities(event),
        "tags": f"hasila={event.incident.id}",
    }


def event_type(event: Event) -> tuple[str | None, str | None]:
    """Return event and sub-event type, as far as all means of the incident agree on them."""
    types = [_type(means, event) for means in event.incident.means]
    if not types or None in types:
        return None, None
    kinds = {t[0] for t in types if t is not None}
    subs = {t[1] for t in types if t is not None}
    if len(kinds) != 1:
        return None, None
    return kinds.pop(), subs.pop() if len(subs) == 1 else None


def _type(means: str, event: Event) -> tuple[str, str | None] | None:
    if means in ("ground_combat", "ambush"):
        # Taking ground is a sub-event of its own, which depends on who took it.
        return ((_BATTLE[0], None) if event.incident.control else _BATTLE) if event.fought else None
    if means in ("small_arms", "execution"):
        return _ATTACK if event.civilians_only else None
    return _TYPES.get(means)


def _actors(event: Event) -> dict[str, Any]:
    """Return the actors where it is sure who stands against whom: two sides, or one against civilians alone."""
    country, sides = event.country_code, event.sides
    if sides is not None:
        doer = event.single(event.doers)
        first, second = (sides[1], sides[0]) if doer and doer.bodies <= sides[1].bodies else sides
        return _pair(first.name, _inter(first, country), second.name, _inter(second, country))
    doer = event.single(event.doers) if event.civilians_only else None
    if doer is not None:
        within = event.within("country")
        return _pair(doer.name, _inter(doer, country), f"Civilians ({within})" if within else "Civilians", _CIVILIANS)
    return {}


def _inter(side: Side, country: str | None) -> int | None:
    """Return ACLED's type of actor where the registry is enough to tell it: a state's force abroad."""
    return _EXTERNAL if side.foreign(country) else None


def _pair(actor1: str, inter1: int | None, actor2: str, inter2: int | None) -> dict[str, Any]:
    both = None if inter1 is None or inter2 is None else "".join(sorted((str(inter1), str(inter2))))
    return {"actor1": actor1, "inter1": inter1, "actor2": actor2, "inter2": inter2, "interaction": both}


def time_precision(days: int | None) -> int | None:
    """Return ACLED's precision: 1 a day, 2 a week, 3 a month; nothing for longer, which it does not code."""
    if days is None or days < 1:
        return None
    return next((code for code, most in ((1, 1), (2, 7), (3, 31)) if days <= most), None)


def fatalities(event: Event) -> int | None:
    """Return the dead by the profile's figure; 0 where no report tells of dead; ``None`` where the amount is open."""
    toll = event.total("killed")
    if toll is None:
        return None if any(c.harm in ("killed", "casualty") for c in event.claims.values()) else 0
    return toll.best if toll.best is not None else _vague(toll, event)


def _vague(toll: Toll, event: Event) -> int | None:
    told = [(event.claims[ref], ref.report) for ref in toll.supports if ref in event.claims]
    lows = [(claim.count.low, report) for claim, report in told if claim.count.low is not None]
    if not lows:
        return None
    low, report = min(lows)
    english = any(r.id == report and r.lang == "en" for r in event.reports)
    return _DOZEN if low == min(_VAGUE) and english else _VAGUE.get(low)


def _notes(event: Event) -> str:
    toll = event.total("killed")
    told = f"{len(event.reports)} {'report' if len(event.reports) == 1 else 'reports'} read by hasila"
    if toll is None:
        return f"{told}: no figure of dead."
    sources = (
        "1 independent source" if toll.independent_sources == 1 else f"{toll.independent_sources} independent sources"
    )
    return f"{told}: {toll.status.replace('_', ' ')}, {sources}. {toll.rule}."
