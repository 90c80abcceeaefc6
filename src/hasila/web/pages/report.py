"""A report: its text beside its claims, the evidence behind it, and what people decided."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter
from sqlalchemy import Connection, select

from hasila.intake.material import incidents_under
from hasila.intake.opened import opened, reports_of
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model.values import HARMS, HEDGES, ROLES, SCOPES, STANCES, TERRITORY
from hasila.store import UnknownError
from hasila.store.keeping import capture_behind
from hasila.store.schema import reports
from hasila.store.search import find_reports
from hasila.web.exploring.sought import Sought, sought
from hasila.web.people import reader
from hasila.web.reading import Reading
from hasila.web.view import Asked, View

#: What came of adding a report, as the page of it may be told to say.
_CAME: Final = ("added", "updated", "known")
#: Reports of a search that a reader can go through.
_WALK: Final = 500


@get("/report", guards=[reader], include_in_schema=False, sync_to_thread=True)
def report(
    request: Asked,
    name: Annotated[str, QueryParameter(name="id")],
    part: FromQuery[int] = 1,
    claim: FromQuery[str | None] = None,
    edit: FromQuery[str | None] = None,
    now: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show a report: the part of it that is asked for, or that has a claim; ``edit`` is a claim that is edited.

    The query may have a filter, as that of Explore: the reports that match are those before and after this one.
    """
    view = View(request)
    with request.app.state.config.store.reading() as connection:
        told = opened(connection, name)
        asked = sought(request, connection)
        reading = Reading(told, view, number=part, claim=edit or claim, along=asked.given)
        walk = _walk(connection, asked)
        walked = asked.given["incident"][0] if set(asked.given) == {"incident"} else None
        incidents = incidents_under(connection, [*reading.incidents(), *([walked] if walked else [])], DEFAULT_PROFILE)
    at = walk.index(name) if name in walk else None
    return view.page(
        "report.html", told=told, one=told.stored.report, reading=reading, cards=reading.cards(incidents),
        walked=incidents.get(walked or ""), search=walk and view.link("/explore", **asked.query(view="reports")),
        before=reading.of(walk[at - 1]) if at else None,
        after=reading.of(walk[at + 1]) if at is not None and at + 1 < len(walk) else None,
        edit=edit, came=now if now in _CAME else None, most=max(len(reading.parts), 1),
        vocabulary={"hedge": HEDGES, "stance": STANCES, "harm": HARMS, "scope": SCOPES, "role": ROLES},
        territory=TERRITORY,
    )  # fmt: skip


def _walk(connection: Connection, asked: Sought) -> Sequence[str]:
    """Return the ids of the reports that a reader goes through: an incident's in their order, else newest first."""
    if not asked.given or asked.chosen is None:
        return []
    if set(asked.given) == {"incident"} and len(asked.given["incident"]) == 1:
        return reports_of(connection, asked.given["incident"][0])
    numbers = find_reports(connection, asked.chosen, _WALK)
    names = {row.id: row.name for row in connection.execute(
        select(reports.c.id, reports.c.name).where(reports.c.id.in_(numbers))
    )}  # fmt: skip
    return [names[number] for number in numbers]


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
