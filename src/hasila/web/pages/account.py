"""One's own account: password, and tokens for programs."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.params import Body
from litestar.response import Redirect, Response

from hasila.store import people
from hasila.web.access import client_of
from hasila.web.people import person, reader
from hasila.web.throttle import Throttle
from hasila.web.view import Asked, View


def _page(request: Asked, status: int = 200, **told: Any) -> Response[Any]:
    """Show the account; ``told`` is what was just made (``secret``), done or is wrong (a word's key)."""
    asking, tokens = person(request), []
    if asking.id is not None:
        with request.app.state.config.store.reading() as connection:
            tokens = people.tokens(connection, people.called(connection, asking.name))
    shown = {"secret": None, "wrong": None, "done": None} | told
    return View(request).page("account.html", status, tokens=tokens, shortest=people.SHORTEST_PASSWORD, **shown)


@get("/account", include_in_schema=False, sync_to_thread=True, guards=[reader])
def account(request: Asked) -> Response[Any]:
    """Show one's own account."""
    return _page(request)


class Change(msgspec.Struct, kw_only=True):
    """What is to be done with one's own account."""

    action: Literal["password", "token", "revoke"]
    old: str = ""
    new: str = ""
    again: str = ""
    label: str = ""
    days: int = 90
    key: str = ""


@post("/account", include_in_schema=False, sync_to_thread=True, guards=[reader])
def change(request: Asked, data: Annotated[Change, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Response[Any]:
    """Change one's password, make or revoke a token. Only in a session: a token makes no other."""
    asking, store = person(request), request.app.state.config.store
    if asking.id is None or "session" not in request.scope["state"]:
        raise PermissionDeniedException
    try:
        if data.action == "password":
            return _password(request, data)
        with store.writing() as connection:
            own = people.called(connection, asking.name)
            if data.action == "token":
                return _page(request, secret=people.give_token(connection, asking.name, own, data.label, data.days))
            people.revoke(connection, asking.name, own, data.key)
    except people.Refused as error:
        return _page(request, 400, wrong=View(request).say(f"people.refused.{error.key}", **error.told))
    return Redirect("/account", status_code=303)


def _password(request: Asked, data: Change) -> Response[Any]:
    view, name = View(request), person(request).name
    store, throttle = request.app.state.config.store, request.app.state.throttle
    assert isinstance(throttle, Throttle)
    with throttle.trying(name, client_of(request)) as was_right:
        with store.reading() as connection:
            kept = people.kept(connection, name)
        if people.right(kept, data.old) is None:
            return _page(request, 403, wrong=view.say("account.password.wrong"))
        was_right()
    if data.new != data.again:
        return _page(request, 400, wrong=view.say("account.password.differs"))
    with store.writing() as connection:
        people.set_password(connection, name, name, data.new, keep=request.scope["state"]["session"])
    return _page(request, done=view.say("account.password.done"))


ROUTES = [account, change]
