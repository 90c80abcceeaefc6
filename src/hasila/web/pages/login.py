"""Logging in and out."""

from typing import Annotated, Any, Final

import msgspec
from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body
from litestar.response import Redirect, Response

from hasila.store import people
from hasila.web.access import client_of, session_cookie
from hasila.web.forms import own_path
from hasila.web.people import person
from hasila.web.throttle import Throttle
from hasila.web.view import Asked, View

_SECONDS: Final = people.SESSION_DAYS * 24 * 3600


def _page(request: Asked, to: str, *, wrong: bool = False, name: str = "") -> Response[Any]:
    config = request.app.state.config
    with config.store.reading() as connection:
        anybody = people.anybody(connection)
    return View(request).page("login.html", 403 if wrong else 200, to=to, wrong=wrong, name=name, anybody=anybody)


@get("/login", include_in_schema=False, sync_to_thread=True)
def login(request: Asked) -> Response[Any]:
    """Show the form; whoever is known already goes on."""
    if request.app.state.config.public:
        raise NotFoundException
    if person(request).role != "public":
        return Redirect(own_path(request.query_params.get("to")))
    return _page(request, own_path(request.query_params.get("to")))


class Told(msgspec.Struct, kw_only=True):
    """Name and password, and the page to go on with."""

    name: str = ""
    password: str = ""
    to: str = "/"


@post("/login", include_in_schema=False, sync_to_thread=True)
def log_in(request: Asked, data: Annotated[Told, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Response[Any]:
    """Begin a session for whose name and password these are."""
    config = request.app.state.config
    if config.public:
        raise NotFoundException
    throttle: Throttle = request.app.state.throttle
    with throttle.trying(data.name, client_of(request)) as was_right:
        with config.store.reading() as connection:
            kept = people.kept(connection, data.name)
        # No connection is held while it compares.
        account = people.right(kept, data.password)
        if account is not None:
            was_right()
    if account is None:
        return _page(request, own_path(data.to), wrong=True, name=data.name)
    with config.store.noting() as connection:
        if old := request.cookies.get(session_cookie(config)):
            people.end(connection, old)
        secret = people.start(connection, account)
    answer = Redirect(own_path(data.to), status_code=303)
    # Lax: a link in a message leads to the page, and not to the login; whatever changes something has a form's token.
    answer.set_cookie(
        key=session_cookie(config), value=secret, max_age=_SECONDS, secure=config.secure, httponly=True, samesite="lax"
    )
    return answer


@post("/logout", include_in_schema=False, sync_to_thread=True)
def log_out(request: Asked) -> Response[Any]:
    """End the session."""
    config = request.app.state.config
    if secret := request.cookies.get(session_cookie(config)):
        with config.store.noting() as connection:
            people.end(connection, secret)
    answer = Redirect("/login" if not config.public and not config.who else "/", status_code=303)
    # Not delete_cookie: a __Host- cookie is dropped only by one that is secure as well.
    answer.set_cookie(
        key=session_cookie(config), value="", max_age=0, secure=config.secure, httponly=True, samesite="lax"
    )
    return answer


ROUTES = [login, log_in, log_out]
