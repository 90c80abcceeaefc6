"""A report: its text beside its claims, the evidence behind it, and what people decided."""

from typing import Annotated, Any, Final

from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import select

from hasila.intake.material import incidents_under
from hasila.intake.opened import opened, reports_of
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model.values import HARMS, HEDGES, ROLES, SCOPES, STANCES, TERRITORY
from hasila.store import UnknownError
from hasila.store.keeping import capture_behind
from hasila.store.schema import reports
from hasila.web.people import reader
from hasila.web.reading import Reading
from hasila.web.view import Asked, View

#: What came of adding a report, as the page of it may be told to say.
_CAME: Final = ("added", "updated", "known")


@get("/report", guards=[reader], include_in_schema=False, sync_to_thread=True)
def report(
    request: Asked,
    name: Annotated[str, QueryParameter(name="id")],
    part: FromQuery[int] = 1,
    claim: FromQuery[str | None] = None,
    edit: FromQuery[str | None] = None,
    incident: FromQuery[str | None] = None,
    now: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show a report: the part of it that is asked for, or that has a claim; ``edit`` is a claim that is edited."""
    view = View(request)
    with request.app.state.config.store.reading() as connection:
        told = opened(connection, name)
        reading = Reading(told, view, number=part, claim=edit or claim, incident=incident)
        incidents = incidents_under(connection, reading.incidents(), DEFAULT_PROFILE)
        along = reports_of(connection, incident) if incident else []
        walked = incidents_under(connection, [incident], DEFAULT_PROFILE).get(incident) if incident else None
    at = along.index(name) if name in along else None
    return view.page(
        "report.html", told=told, one=told.stored.report, reading=reading, cards=reading.cards(incidents),
        walked=walked, before=reading.of(along[at - 1]) if at else None,
        after=reading.of(along[at + 1]) if at is not None and at + 1 < len(along) else None,
        edit=edit, came=now if now in _CAME else None, most=max(len(reading.parts), 1),
        vocabulary={"hedge": HEDGES, "stance": STANCES, "harm": HARMS, "scope": SCOPES, "role": ROLES},
        territory=TERRITORY,
    )  # fmt: skip


@get("/report/text", guards=[reader], include_in_schema=False, sync_to_thread=True)
def whole_text(request: Asked, name: Annotated[str, QueryParameter(name="id")]) -> Response[bytes]:
    """Give the whole text of a report, as plain text."""
    with request.app.state.config.store.reading() as connection:
        text = connection.scalar(select(reports.c.text).where(reports.c.name == name))
    if text is None:
        raise UnknownError(f"there is no report {name}", "hasila search finds reports")
    return Response(text.encode("utf-8", "replace"), media_type=f"{MediaType.TEXT}; charset=utf-8")


@get("/capture", guards=[reader], include_in_schema=False, sync_to_thread=True)
def capture(request: Asked, name: Annotated[str, QueryParameter(name="report")]) -> Response[bytes]:
    """Give the evidence of a report as it was received.

    It came from a stranger: no browser may show it, and no program open it by its name. That is made of our own words.
    """
    with request.app.state.config.store.reading() as connection:
        number, found = capture_behind(connection, name)
    kind = found.kind if found.kind.isascii() and found.kind.isalnum() else "bytes"
    file = f"capture-{number}-{found.sha256[:12]}.{kind}.bin"
    return Response(
        found.body, media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )  # fmt: skip


ROUTES = [report, whole_text, capture]
