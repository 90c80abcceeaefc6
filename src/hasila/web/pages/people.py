"""Who may log in: for admins."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Response

from hasila.store import people
from hasila.web.people import admin, person
from hasila.web.view import Asked, View


def _page(request: Asked, wrong: str | None = None) -> Response[Any]:
    with request.app.state.config.store.reading() as connection:
        found = people.everybody(connection)
    return View(request).page(
        "people.html", 400 if wrong else 200, people=found, wrong=wrong, roles=people.ROLES,
        shortest=people.SHORTEST_PASSWORD,
    )  # fmt: skip


@get("/people", include_in_schema=False, sync_to_thread=True, guards=[admin])
def everybody(request: Asked) -> Response[Any]:
    """Show everybody who may log in, and a form for one more."""
    return _page(request)


class Change(msgspec.Struct, kw_only=True):
    """What is to be done with whom."""

    action: Literal["add", "role", "disable", "enable", "password"]
    name: str
    password: str = ""
    role: people.Role = "reader"
    why: str = ""


@post("/people", include_in_schema=False, sync_to_thread=True, guards=[admin])
def change(request: Asked, data: Annotated[Change, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Response[Any]:
    """Add somebody, give them another role or password, let them in no longer or again."""
    who, why = person(request).name, data.why.strip() or None
    try:
        with request.app.state.config.store.writing() as connection:
            if data.action == "add":
                people.add(connection, who, data.name, data.password, data.role)
            elif data.action == "role":
                people.set_role(connection, who, data.name, data.role, why)
            elif data.action == "password":
                people.set_password(connection, who, data.name, data.password)
            else:
                people.set_disabled(connection, who, data.name, data.action == "disable", why)
    except people.Refused as error:
        return _page(request, View(request).say(f"people.refused.{error.key}", **error.told))
    return Redirect("/people", status_code=303)


ROUTES = [everybody, change]
