"""Finds out who is asking: the person at this machine, somebody who logged in, or the public."""

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from hasila.web.people import nobody


class Access(ASGIMiddleware):
    """Puts a :class:`hasila.web.people.Person` into each request's state."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find out who asks, then go on."""
        scope["state"]["person"] = nobody(ASGIConnection(scope))
        await next_app(scope, receive, send)
