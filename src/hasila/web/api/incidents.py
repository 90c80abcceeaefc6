"""Incidents over the API: found, whole, on a map, their tolls; what the public sees is published."""

from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter
from sqlalchemy import Connection, select

from hasila.model import Claim, Incident, Place, Toll, When
from hasila.model.values import Harm
from hasila.store import UnknownError, linkage, publishing, search
from hasila.store.claims import stored
from hasila.store.schema import incidents as table
from hasila.web.people import shown
from hasila.web.programs import (
    DEFAULT_PROFILE,
    FILTER,
    NAMES,
    Limit,
    Names,
    Offset,
    Profile,
    Shown,
    Sought,
    Told,
    fails,
    known_profile,
    narrowed,
)
from hasila.web.view import Asked


class FoundIncident(msgspec.Struct, kw_only=True):
    """An incident in a list: where, when, how many reports and claims tell of it, and its tolls."""

    id: str
    place: Place | None
    date: When | None
    means: tuple[str, ...]
    belligerents: tuple[str, ...]
    reports: int
    claims: int
    tolls: tuple[Toll, ...]


class FoundIncidents(msgspec.Struct, kw_only=True):
    """A page of incidents, the newest first. ``found``: how many match, no more than ``counted_up_to`` counted."""

    found: int
    counted_up_to: int
    profile: str
    incidents: list[FoundIncident]


@get("/api/incidents", guards=[shown], sync_to_thread=True, dependencies={**FILTER, **NAMES}, responses=fails())
def find(
    request: Asked, sought: Sought, names: Names, profile: Profile = DEFAULT_PROFILE, limit: Limit = 20,
    offset: Offset = 0,
) -> Told[FoundIncidents]:  # fmt: skip
    """Find incidents in which a claim is made that is asked for, with their tolls."""
    with request.app.state.config.store.reading() as connection:
        asked = narrowed(request, connection, sought)
        told = Shown(request, connection, known_profile(profile), names=names)
        some = told.incidents(search.find_incidents(connection, asked, limit, offset))
        many = search.count_of(connection, asked, "incidents")
    return Told(FoundIncidents(
        found=many, counted_up_to=search.COUNTED, profile=profile,
        incidents=[
            FoundIncident(
                id=one.id, place=one.place, date=one.date, means=one.means, belligerents=one.belligerents,
                reports=len({ref.report for ref in one.claims}), claims=len(one.claims), tolls=one.tolls,
            )
            for one in some
        ],
    ))  # fmt: skip


class IncidentClaim(msgspec.Struct, kw_only=True):
    """A claim of an incident, and the report that makes it. ``state`` is what people said of it."""

    report: str
    published: str | None
    outlet: str | None
    url: str | None
    state: Literal["read", "accepted", "edited", "rejected"]
    claim: Claim


class OneIncident(msgspec.Struct, kw_only=True):
    """An incident, with a page of its claims of ``incident.claims``. ``profile``: the rule of its tolls.

    ``published``: whether the public sees it. ``assessment``: what people last wrote of it.
    """

    profile: str
    incident: Incident
    published: bool
    assessment: str | None
    claims: list[IncidentClaim]


@get("/api/incidents/{id:str}", guards=[shown], sync_to_thread=True, dependencies=NAMES, responses=fails(404))
def incident(
    request: Asked, id: Annotated[str, PathParameter(description="The id, also one that it was once known by.")],
    names: Names, profile: Profile = DEFAULT_PROFILE, limit: Limit = 100, offset: Offset = 0,
) -> Told[OneIncident]:  # fmt: skip
    """Give an incident: tolls, timeline, contradictions, and its claims with the reports that make them."""
    with request.app.state.config.store.reading() as connection:
        name = current(request, connection, id)
        told = Shown(request, connection, known_profile(profile), names=names)
        one = told.incidents([name])[0]
        inside = linkage.claims_in(connection, [name])[name]
        some = inside[offset : offset + limit]
        kept = stored(connection, sorted({number for number, _, _ in some}))
        by_number = dict(zip(kept, told.reports(list(kept.values()), of=name), strict=True))
        claims = [
            IncidentClaim(
                report=report.id, published=report.published, outlet=report.outlet, url=report.url,
                state=kept[number].states[claim], claim=report.claim(claim),
            )
            for number, _, claim in some
            for report in (by_number[number],)
        ]  # fmt: skip
        written = publishing.assessments_of(connection, [name, id])
        public = name in publishing.published(connection)
    # An assessment may name anybody: without names it stays inside, as a note in the log does.
    text = written[-1].text if written and (names or request.app.state.config.public) else None
    return Told(OneIncident(profile=profile, incident=one, published=public, assessment=text, claims=claims))


def current(request: Asked, connection: Connection, name: str) -> str:
    """Return the id that an incident is known by now.

    Raises:
        UnknownError: if there is none.
        NotFoundException: if it is not published, and the public asks.
    """
    public = request.app.state.config.public
    try:
        found = linkage.current(connection, name)
    except KeyError:
        if public:
            raise NotFoundException from None
        raise UnknownError(f"there is no incident {name}", "/api/incidents finds incidents") from None
    if public and found not in publishing.published(connection):
        raise NotFoundException
    if connection.execute(select(table.c.id).where(table.c.id == found, table.c.doc.is_not(None))).first() is None:
        raise UnknownError(f"the incident {name} has no claims any more", "/api/incidents finds incidents")
    return found


class Point(msgspec.Struct, kw_only=True):
    """An incident on a map. ``place`` is the gazetteer's id; ``start`` and ``end`` are its days."""

    id: str
    place: str | None
    lat: float
    lon: float
    start: str | None
    end: str | None
    reports: int


class Map(msgspec.Struct, kw_only=True):
    """Incidents with a place that has coordinates (WGS 84), the newest first; ``without``: how many have none."""

    incidents: list[Point]
    without: int


_Most = Annotated[int, QueryParameter(ge=1, le=5_000, description="Look at so many incidents at most.")]


@get("/api/map", guards=[shown], sync_to_thread=True, dependencies=FILTER, responses=fails())
def on_a_map(request: Asked, sought: Sought, limit: _Most = 1_000, offset: Offset = 0) -> Told[Map]:
    """Say where incidents are."""
    with request.app.state.config.store.reading() as connection:
        names = search.find_incidents(connection, narrowed(request, connection, sought), limit, offset)
        found: dict[str, Point] = {}
        for at in range(0, len(names), 500):
            query = select(table).where(table.c.id.in_(names[at : at + 500]), table.c.lat.is_not(None))
            for row in connection.execute(query):
                found[row.id] = Point(
                    id=row.id, place=row.place, lat=row.lat, lon=row.lon, start=row.start, end=row.end,
                    reports=row.reports,
                )  # fmt: skip
    return Told(Map(incidents=[found[name] for name in names if name in found], without=len(names) - len(found)))


class TollOf(msgspec.Struct, kw_only=True):
    """A toll of an incident; ``place`` is the gazetteer's id."""

    incident: str
    place: str | None
    start: str | None
    end: str | None
    toll: Toll


class Tolls(msgspec.Struct, kw_only=True):
    """The tolls of a page of incidents, the newest first; ``incidents``: how many those are."""

    profile: str
    incidents: int
    tolls: list[TollOf]


@get("/api/tolls", guards=[shown], sync_to_thread=True, dependencies={**FILTER, **NAMES}, responses=fails())
def tolls(
    request: Asked, sought: Sought, names: Names, profile: Profile = DEFAULT_PROFILE, limit: Limit = 50,
    offset: Offset = 0,
) -> Told[Tolls]:  # fmt: skip
    """Give the tolls of incidents as rows, one for each harm and group: those of the harm that is asked for."""
    with request.app.state.config.store.reading() as connection:
        ids = search.find_incidents(connection, narrowed(request, connection, sought), limit, offset)
        some = Shown(request, connection, known_profile(profile), names=names).incidents(ids)
    rows = [
        TollOf(
            incident=one.id, place=one.place.id if one.place else None, start=one.date.start if one.date else None,
            end=one.date.end if one.date else None, toll=toll,
        )
        for one in some for toll in one.tolls if not sought.harms or toll.harm in sought.harms
    ]  # fmt: skip
    return Told(Tolls(profile=profile, incidents=len(some), tolls=rows))


Harms = Annotated[Harm | None, QueryParameter(description="Only this harm.")]
ROUTES = [find, incident, on_a_map, tolls]
