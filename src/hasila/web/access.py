"""Who gets in: the host that was asked, who is asking, and that it was they who asked.

Who asks is the owner of the token in ``Authorization: Bearer``, else of the session in the cookie, else the person at
this machine or the public. In public mode it is the public, whatever comes with the request.
"""

from asyncio import to_thread
from typing import Final

from litestar import Request
from litestar.enums import ScopeType
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from hasila.store import people
from hasila.web.config import Config
from hasila.web.forgery import SAFE, Forgery
from hasila.web.people import Connection, Person, nobody
from hasila.web.view import Asked

#: What strangers may send: names, passwords, choices.
MOST_OF_STRANGERS: Final = 64 * 1024
STRANGER: Final = Person(name="", role="public")
#: What is the same for everybody; nobody is looked up for it.
_PLAIN: Final = ("/static/", "/drawn/")
_ELSEWHERE: Final = ("cross-site", "same-site")
_BEARER: Final = "bearer "


class Access(ASGIMiddleware):
    """Puts a :class:`hasila.web.people.Person` into each request's state, or refuses the request."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, config: Config) -> None:
        """Guard an application."""
        self._config = config
        self._forgery = Forgery(secure=config.secure)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find out who asks, then go on."""
        request: Asked = Request(scope, receive, send)
        if self._config.hosts and request.headers.get("host", "").lower() not in self._config.hosts:
            # A page elsewhere gave its own name our address, to read and post here as if it were ours (DNS rebinding).
            scope["state"]["person"] = STRANGER
            raise ClientException("host")
        state = scope["state"]
        if request.headers.get("sec-fetch-site") in _ELSEWHERE and request.headers.get("sec-fetch-mode") != "navigate":
            # A page elsewhere that loads what is here as its picture or script learns from that, or makes us work.
            raise PermissionDeniedException
        if "\0" in scope["path"]:
            raise NotFoundException  # no file has such a name, and asking for one is an error
        if scope["path"].startswith(_PLAIN):
            state["person"] = STRANGER
            await next_app(scope, receive, send)
            return
        by_token = await self._find(request)
        known = self._forgery.known(request)
        if request.method in SAFE:
            state["csrf"] = known or self._forgery.fresh()
            # A program has no forms.
            told = known is not None or by_token
            await next_app(scope, receive, send if told else self._forgery.setting(send, state["csrf"]))
            return
        state["csrf"] = known
        self._limit(request)
        # A stranger has no authority to borrow: each operation of the API says itself that it wants somebody known.
        nobodys = state["person"].role == "public" and scope["path"].startswith("/api/")
        if not by_token and not nobodys:
            # Whoever is known by a cookie, or by being at this machine, may have been made to ask by another page; no
            # page can send a token that it does not know.
            await self._forgery.check(request)
        await next_app(scope, receive, send)

    async def _find(self, request: Asked) -> bool:
        """Put into the state who asks; return whether they are known by a token."""
        state = request.scope["state"]
        state["person"] = nobody(request)
        if self._config.public:
            return False
        told = request.headers.get("authorization")
        if told is not None:
            found = await to_thread(self._whose, told[len(_BEARER) :].strip(), "token")
            if not told.lower().startswith(_BEARER) or found is None:
                # Nor is it the person at this machine: whoever says who they are, and is not, is nobody.
                state["person"] = STRANGER
                raise NotAuthorizedException
            state["person"] = found
            return True
        secret = request.cookies.get(session_cookie(self._config))
        if secret:
            found = await to_thread(self._whose, secret, "session")
            if found is not None:
                state["person"] = found
                state["session"] = secret
        return False

    def _whose(self, secret: str, kind: people.Kind) -> Person | None:
        with self._config.store.reading() as connection:
            found = people.whose(connection, secret, kind)
        return None if found is None else Person(name=found.name, role=found.role, id=found.id)

    def _limit(self, request: Asked) -> None:
        """Refuse what is too much from somebody unknown: it would be read before anybody asks whether they may.

        Raises:
            HTTPException: if it is, or its length is not told.
        """
        length = request.headers.get("content-length")
        if request.scope["state"]["person"].role == "public":
            if "transfer-encoding" in request.headers:
                raise HTTPException(status_code=411)
            if length is not None and (not length.isdigit() or int(length) > MOST_OF_STRANGERS):
                raise HTTPException(status_code=413)


def session_cookie(config: Config) -> str:
    """Return what the cookie of a session is called: with https in a way that no neighbouring host can set it."""
    return "__Host-session" if config.secure else "session"


def client_of(connection: Connection) -> str:
    """Return the address that a request came from: behind a proxy, as the proxy told it."""
    peer = connection.client.host if connection.client else ""
    if connection.app.state.config.secure:
        # The last is what our own proxy saw; whatever stands before it, anybody can write.
        return connection.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
    return peer
