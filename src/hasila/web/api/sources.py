"""Sources and actors over the API."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import QueryParameter

from hasila.intake.actors import actors
from hasila.intake.asking import resolved
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.intake.sourcing import REGISTERED, Record, records
from hasila.model import Actor
from hasila.store import UnknownError, entries, search
from hasila.store.search import Filter
from hasila.web.pages.sources import LOOKED_AT, standing_of
from hasila.web.people import reader
from hasila.web.programs import Limit, Offset, Told, fails
from hasila.web.view import Asked


class SourceLine(msgspec.Struct, kw_only=True):
    """An actor of the registry that claims are told by, and what became of it in the newest incidents."""

    actor: str
    claims: int
    record: Record | None


class Sources(msgspec.Struct, kw_only=True):
    """A page of sources, most claims first, as they were counted at ``time`` (UTC).

    ``claims``: those that have the actor among their sources, in older versions of reports as well. ``record``: over
    the newest ``incidents``.
    """

    time: str
    incidents: int
    sources: list[SourceLine]


@get("/api/sources", guards=[reader], sync_to_thread=True, responses=fails())
def list_(request: Asked, limit: Limit = 50, offset: Offset = 0) -> Told[Sources]:
    """List who said what: how many claims, and how often alone, contradicted, later confirmed, replaced."""
    told = standing_of(request).of(request.app.state.config.store)
    some = list(told.claims.items())[offset : offset + limit]
    return Told(Sources(time=told.time, incidents=told.incidents, sources=[
        SourceLine(actor=name, claims=many, record=told.records.get(f"{REGISTERED}{name}")) for name, many in some
    ]))  # fmt: skip


class OneSource(msgspec.Struct, kw_only=True):
    """An actor: the entry of the registry that counts, the shipped one where people wrote another, and its record.

    ``incidents``: the newest that it is told of as a source; ``record`` is counted over them.
    """

    entry: Actor
    shipped: Actor | None
    written_by: str | None
    incidents: list[str]
    record: Record | None


_Id = Annotated[str, QueryParameter(max_length=80, description="The id of the actor, like sohr.")]


@get("/api/source", guards=[reader], sync_to_thread=True, responses=fails(404))
def one(request: Asked, id: _Id) -> Told[OneSource]:
    """Give an actor of the registry and what became of what it said."""
    with request.app.state.config.store.reading() as connection:
        known = actors(connection)
        entry = known.get(id)
        if entry is None:
            raise UnknownError(f"there is no actor {id} in the registry", "/api/sources lists them")
        names = search.find_incidents(connection, resolved(Filter(sources=(id,)), known), LOOKED_AT)
        found = incidents_under(connection, names, DEFAULT_PROFILE)
        written = entries.history(connection, id) if id in known.written else []
    return Told(OneSource(
        entry=entry, shipped=known.shipped(id) if written else None, written_by=written[0].who if written else None,
        incidents=[name for name in names if name in found],
        record=records(found.values()).get(f"{REGISTERED}{id}"),
    ))  # fmt: skip


ROUTES = [list_, one]
