"""An incident: where and when, its tolls and why they are so, who said what, what people decided and wrote."""

from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect, Response

from hasila.intake.dossier import Dossier, dossier, near
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.languages import available
from hasila.reconcile import profile_names
from hasila.registry import load_registry
from hasila.store import publishing
from hasila.web.assessment import MOST, drawn
from hasila.web.drawing import Drawing
from hasila.web.forms import back, reason
from hasila.web.people import person, reviewer, shown
from hasila.web.view import Asked, View

#: Claims in the table; beyond that it says how many there are.
_CLAIMS: Final = 400


@get("/incident/{name:str}", include_in_schema=False, guards=[shown], sync_to_thread=True)
def incident(request: Asked, name: FromPath[str]) -> Response[Any]:
    """Show an incident; the public sees it if it is published."""
    config, asking = request.app.state.config, person(request)
    public = config.public
    profile = request.query_params.get("profile", DEFAULT_PROFILE)
    if profile not in profile_names():
        raise ClientException
    with config.store.reading() as connection:
        told = dossier(connection, name, profile)
        if public and told.published is None:
            raise NotFoundException
        beside = [] if public else list(incidents_under(connection, near(connection, told.incident), profile).values())
    if told.incident.id != name:
        return Redirect(f"/incident/{told.incident.id}", status_code=301)
    wants = request.query_params.get("names") == "1" and asking.may("reviewer") and not public
    view = View(request)
    drawing = Drawing(told, view, names=wants or (public and bool(told.published)), public=public)
    return view.page(
        "incident.html", told=told, drawing=drawing, profile=profile, profiles=profile_names(), public=public,
        place=_place(told), beside=beside, names=wants, most=_CLAIMS,
        assessment=_assessment(told, drawing), named=drawing.victims(),
    )  # fmt: skip


def _place(told: Dossier) -> dict[str, Any] | None:
    """Return what is known of the place: its names in Arabic and Latin letters, what it is and what it lies in."""
    place = told.incident.place
    if place is None:
        return None
    registry = load_registry(available()[0])
    entry = registry.places.get(place.id or "")
    names = [entry.ar[0] if entry.ar else None, entry.name] if entry else [place.name or place.span.text]
    return {
        "names": [name for name in names if name], "precision": place.precision, "lat": place.lat, "lon": place.lon,
        "id": place.id,
    }  # fmt: skip


def _assessment(told: Dossier, drawing: Drawing) -> dict[str, Any] | None:
    if not told.assessments:
        return None
    newest = told.assessments[-1]
    return {"html": drawn(newest.text, drawing.href), "text": newest.text, "who": newest.who, "time": newest.time}


class Written(msgspec.Struct, kw_only=True):
    """An assessment."""

    text: str


@post("/incident/{name:str}/assess", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def assess(
    request: Asked, name: FromPath[str], data: Annotated[Written, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Redirect:
    """Keep what somebody wrote of an incident."""
    if len(data.text) > MOST:
        raise ClientException(extra={"key": "incident.too-long"})
    with request.app.state.config.store.writing() as connection:
        publishing.assess(connection, person(request).name, name, data.text.strip())
    return back(f"/incident/{quote(name)}#assessment")


class Published(msgspec.Struct, kw_only=True):
    """Whether the public sees an incident."""

    action: str
    names: str | None = None
    why: str | None = None


@post("/incident/{name:str}/publish", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def publish(
    request: Asked, name: FromPath[str], data: Annotated[Published, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Redirect:
    """Publish an incident or take it back; with two persons wanted, only when no decision waits for the second."""
    config, who = request.app.state.config, person(request).name
    why = reason(request, data.why, wanted=data.action == "withdraw")
    with config.store.writing() as connection:
        if data.action == "withdraw":
            publishing.withdraw(connection, who, name, why)
        elif data.action == "publish":
            if config.two_person and dossier(connection, name, DEFAULT_PROFILE).waiting:
                raise ClientException(extra={"key": "incident.two-person"})
            publishing.publish(connection, who, name, names=data.names == "1", why=why)
        else:
            raise ClientException
    return back(f"/incident/{quote(name)}")


ROUTES = [incident, assess, publish]
