"""Sources and actors: who said what, what became of it, and the entries of the registry, which reviewers may write."""

from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

import msgspec
from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect, Response
from sqlalchemy import Connection

from hasila.intake.actors import LANGS, Actors, Refused, actors, restore, write
from hasila.intake.asking import resolved
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.intake.sourcing import REGISTERED, Record, records
from hasila.model import Actor, Incident, Said
from hasila.model.values import ActorKind
from hasila.render.said import figure
from hasila.store import UnknownError, entries, search
from hasila.store.search import Filter
from hasila.web.forms import back, reason
from hasila.web.people import person, reader, reviewer
from hasila.web.rereading import Rereading
from hasila.web.standing import Counted
from hasila.web.view import Asked, View

#: Actors on a page of the list, and of those outside the registry.
_PAGE: Final = 60
_OUTSIDE: Final = 40
#: Incidents of a source that are counted, and those that are shown with what it said.
LOOKED_AT: Final = 100
_SHOWN: Final = 25


class Line(NamedTuple):
    """A source in the list. Without ``id`` it is not in the registry, and found by its name."""

    id: str | None
    name: str
    kind: str | None
    claims: int | None
    record: Record | None


def standing_of(request: Asked) -> Counted:
    """Return what keeps the counts of this application."""
    counted: Counted = request.app.state.standing
    return counted


def job_of(request: Asked) -> Rereading:
    """Return what reads again in this application."""
    job: Rereading = request.app.state.rereading
    return job


@get("/sources", include_in_schema=False, guards=[reader], sync_to_thread=True)
def sources(request: Asked, q: FromQuery[str] = "", page: FromQuery[int] = 1) -> Response[Any]:
    """List who is told as a source, most claims first."""
    view, wanted, page = View(request), q.strip()[:200], min(max(page, 1), 1_000)
    told = standing_of(request).of(view.config.store)
    with view.config.store.reading() as connection:
        known = actors(connection)
    lines = [
        Line(id=one, name=known.display(one, view.lang), kind=actor.kind if actor else None, claims=many,
             record=told.records.get(f"{REGISTERED}{one}"))
        for one, many in told.claims.items() for actor in (known.get(one),)
    ]  # fmt: skip
    if wanted:
        # Whoever is called so, whether or not anything is told by them.
        named = _named(wanted, known)
        lines = [line for line in lines if line.id in named]
        there = {line.id for line in lines}
        lines += [
            Line(id=one, name=known.display(one, view.lang), kind=actor.kind, claims=0, record=None)
            for one in sorted(named - there) if (actor := known.get(one))
        ]  # fmt: skip
    outside = sorted(
        (record for voice, record in told.records.items() if not voice.startswith(REGISTERED)),
        key=lambda record: (-record.figures, record.voice),
    )
    first = (page - 1) * _PAGE
    return view.page(
        "sources.html", lines=lines[first : first + _PAGE], many=len(lines), page=page, next=len(lines) > first + _PAGE,
        outside=[] if wanted else outside[:_OUTSIDE], q=wanted, told=told, may=person(request).may("reviewer"),
        job=job_of(request).of(view.config.store),
    )  # fmt: skip


def _named(wanted: str, known: Actors) -> set[str]:
    """Return the ids of the actors that have the words in a name, or in their id."""
    key = wanted.casefold()
    return set(known.called(wanted)) | {
        one.id
        for one in known
        if key in one.id or any(key in name.casefold() for some in one.names.values() for name in some)
    }


class Told(NamedTuple):
    """What a source said of an incident, figure by figure."""

    incident: Incident
    said: list[tuple[Said, str]]


@get("/source", include_in_schema=False, guards=[reader], sync_to_thread=True)
def source(request: Asked, id: FromQuery[str]) -> Response[Any]:
    """Show an actor: the entry, what it said, what became of that."""
    return _page(request, id)


def _page(
    request: Asked, name: str, status: int = 200, wrong: str | None = None, form: "Entry | None" = None
) -> Response[Any]:
    view = View(request)
    with view.config.store.reading() as connection:
        known = actors(connection)
        actor = known.get(name)
        may = person(request).may("reviewer")
        if actor is None and (not may or len(name) > 80):
            raise UnknownError("there is no such actor in the registry", "/sources lists them")
        told = _told(connection, name, known, view)
        history = entries.history(connection, name)
    return view.page(
        "source.html", status, id=name, actor=actor, known=known, told=told, history=history, may=may, wrong=wrong,
        form=form or Entry.of(name, actor), kinds=get_args(ActorKind), langs=LANGS, shown=_SHOWN, looked_at=LOOKED_AT,
        job=job_of(request).of(view.config.store),
        written=name in known.written, shipped=known.shipped(name) is not None,
    )  # fmt: skip


def _told(connection: Connection, name: str, known: Actors, view: View) -> dict[str, Any]:
    asked = resolved(Filter(sources=(name,)), known)
    names = search.find_incidents(connection, asked, LOOKED_AT + 1)
    found = incidents_under(connection, names[:LOOKED_AT], DEFAULT_PROFILE)
    voice = f"{REGISTERED}{name}"
    some = [known.incident(found[one]) for one in names[:LOOKED_AT] if one in found]
    lines = [
        Told(one, [(said, figure(said, view.strings)) for said in one.timeline if said.voice_id == voice])
        for one in some[:_SHOWN]
    ]
    return {
        "lines": lines, "incidents": len(some), "more": len(names) > LOOKED_AT, "record": records(some).get(voice),
        "claims": search.count_of(connection, asked, "claims"), "counted": search.COUNTED,
    }  # fmt: skip


class Entry(msgspec.Struct, kw_only=True):
    """The form of an entry; names stand on lines of their own."""

    id: str
    action: Literal["write", "restore"] = "write"
    kind: ActorKind = "local"
    country: str = ""
    names_ar: str = ""
    names_fa: str = ""
    names_en: str = ""
    short_ar: str = ""
    short_fa: str = ""
    short_en: str = ""
    part_of: str = ""
    speaks_for: str = ""
    why: str = ""

    @classmethod
    def of(cls, name: str, actor: Actor | None) -> "Entry":
        """Return the form as it is filled for an actor."""
        if actor is None:
            return cls(id=name)
        lines: dict[str, Any] = {
            f"{which}_{lang}": "\n".join(told.get(lang, []))
            for which, told in (("names", actor.names), ("short", actor.short))
            for lang in LANGS
        }
        return cls(
            id=name, kind=actor.kind, country=actor.country or "", part_of=" ".join(actor.part_of),
            speaks_for=actor.speaks_for or "", **lines,
        )  # fmt: skip

    def actor(self) -> Actor:
        """Return the entry that the form tells."""
        names: dict[str, dict[str, list[str]]] = {"names": {}, "short": {}}
        for which, told in names.items():
            for lang in LANGS:
                lines = [line.strip() for line in str(getattr(self, f"{which}_{lang}")).splitlines()]
                if any(lines):
                    told[lang] = [line for line in lines if line]
        return Actor(
            id=self.id, kind=self.kind, country=self.country.strip().upper() or None, names=names["names"],
            short=names["short"], part_of=self.part_of.replace(",", " ").split(),
            speaks_for=self.speaks_for.strip() or None,
        )  # fmt: skip


@post("/source", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def edit(request: Asked, data: Annotated[Entry, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Response[Any]:
    """Write an entry over the shipped one, or give that back; with a reason."""
    why = reason(request, data.why, wanted=True) or ""
    try:
        with request.app.state.config.store.writing() as connection:
            if data.action == "restore":
                restore(connection, person(request).name, data.id, why)
            else:
                write(connection, person(request).name, data.actor(), why)
    except Refused as error:
        view = View(request)
        return _page(request, data.id, 400, view.say(f"source.refused.{error.key}", told=view.plain(error.told)), data)
    return Redirect(View(request).link("/source", id=data.id), status_code=303)


class Again(msgspec.Struct, kw_only=True):
    """A form that asks for reading again; ``to`` is the page to go back to."""

    to: str | None = None


@post("/reread", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def read_again(request: Asked, data: Annotated[Again, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Redirect:
    """Begin to read again what the entries may matter to."""
    job_of(request).start(request.app.state.config.store, person(request).name)
    return back(data.to or "/sources")


ROUTES = [sources, source, edit, read_again]
