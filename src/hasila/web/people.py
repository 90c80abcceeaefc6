"""Who is asking, and what they may do."""

from typing import Any, Final, Literal

import msgspec
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

Role = Literal["public", "reader", "reviewer", "admin"]
#: Each may do what those before it may.
ROLES: Final[tuple[Role, ...]] = ("public", "reader", "reviewer", "admin")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking. ``id`` is ``None`` for the person at this machine and for the public."""

    name: str
    role: Role
    id: int | None = None

    def may(self, role: Role) -> bool:
        """Tell whether they may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


Connection = ASGIConnection[Any, Any, Any, Any]


def person(connection: Connection) -> Person:
    """Return who is asking (:mod:`hasila.web.access` found out)."""
    found = connection.scope["state"].get("person")
    return found if isinstance(found, Person) else nobody(connection)


def nobody(connection: Connection) -> Person:
    """Return who asks where nobody logged in: the person at this machine, or the public."""
    config = connection.app.state.config
    if config.who and not config.public:
        return Person(name=config.who, role="admin")
    return Person(name="", role="public")


def _needs(connection: Connection, role: Role) -> None:
    asking = person(connection)
    if not asking.may(role):
        if asking.role == "public" and not connection.app.state.config.public:
            raise NotAuthorizedException
        raise PermissionDeniedException


def reader(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard what only people who are known may see."""
    _needs(connection, "reader")


def shown(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard what the public sees as well where the application is public: what is not published is left out there."""
    if not connection.app.state.config.public:
        _needs(connection, "reader")


def reviewer(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard what changes the store."""
    _needs(connection, "reviewer")


def admin(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard what is about people."""
    _needs(connection, "admin")
