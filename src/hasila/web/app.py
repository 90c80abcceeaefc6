"""Puts the application together: pages and API are found by folder."""

import logging
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders, State
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect, Response
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler, Message, Scope

from hasila.store import StoreError, UnknownError
from hasila.web import api, pages
from hasila.web.access import Access
from hasila.web.config import Config
from hasila.web.described import description
from hasila.web.rereading import Rereading
from hasila.web.standing import Counted
from hasila.web.throttle import Throttle
from hasila.web.view import Asked, View, problem

#: Bytes that a request may bring (an upload; ``hasila ingest`` takes more).
MOST: Final = 64 * 1024 * 1024
_HERE: Final = Path(__file__).parent


def create_app(config: Config) -> Litestar:
    """Return the application over a store, ready for a server.

    A page or a part of the API is a module in ``pages`` or ``api`` with its handlers in ``ROUTES``.
    """
    return Litestar(
        route_handlers=[
            # One router: two handlers of one path, each given by itself, are wrapped twice for their thread (Litestar
            # 2.25), and answer nothing.
            Router("/", route_handlers=[*_routes(pages), *_routes(api)]),
            create_static_files_router("/static", [_HERE / "static"], include_in_schema=False),
        ],
        state=State({"config": config, "throttle": Throttle(), "standing": Counted(), "rereading": Rereading()}),
        middleware=[Access(config)],
        request_max_body_size=MOST,
        exception_handlers={
            HTTPException: _refused, UnknownError: _unknown, StoreError: _store_failed, Exception: _failed,
        },
        before_send=[_with_headers],
        openapi_config=description(),
        debug=False,
    )  # fmt: skip


def _routes(package: ModuleType) -> Iterator[ControllerRouterHandler]:
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        yield from import_module(f"{package.__name__}.{found.name}").ROUTES


async def _with_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        tiles = scope["litestar_app"].state.config.tiles
        for name, value in HEADERS.items():
            if tiles and name == "Content-Security-Policy":
                parts = urlsplit(tiles)
                value = value.replace("img-src", f"img-src {parts.scheme}://{parts.netloc.replace('{s}', '*')}")
            headers.setdefault(name, value)


#: Nothing is fetched from elsewhere, nothing is framed, no script or style stands in a page.
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def _refused(request: Asked, error: HTTPException) -> Response[Any]:
    if error.status_code == 401 and request.method == "GET" and not request.url.path.startswith("/api"):
        view = View(request)
        return Redirect(view.link("/login", to=view.here()), status_code=303)
    told: dict[str, str] = error.extra if isinstance(error.extra, dict) else {}
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        told = {"detail": "; ".join(f"{one.get('key', 'it')}: {one.get('message')}" for one in error.extra)}
    key = {"CSRF": "error.csrf", "host": "error.host"}.get(str(error.detail), f"error.{error.status_code}")
    answer = problem(request, error.status_code, told.get("key", key), told.get("detail"))
    answer.headers.update(error.headers or {})
    if error.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _unknown(request: Asked, error: UnknownError) -> Response[Any]:
    return problem(request, 404, "error.404", error.reason)


def _store_failed(request: Asked, error: StoreError) -> Response[Any]:
    return problem(request, 503, "error.500", f"{error.reason}; {error.advice}")


def _failed(request: Asked, error: Exception) -> Response[Any]:
    logging.getLogger("hasila.web").error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(request, 500, "error.500")
