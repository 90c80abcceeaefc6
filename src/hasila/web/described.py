"""The API described: OpenAPI for programs, a plain page for people."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from hasila import __version__
from hasila.web.view import View

_METHODS: Final = ("get", "post", "put", "patch", "delete")


def description() -> OpenAPIConfig:
    """Return how the API is described."""
    return OpenAPIConfig(
        title="hasila", version=__version__, path="/api", use_handler_docstrings=True,
        description="Reports of armed violence: who claims what toll, and what the claims come to together.",
        components=Components(security_schemes={
            "token": SecurityScheme(type="http", scheme="bearer", description="A token of your /account.")
        }),
        security=[{"token": []}],
        render_plugins=[_Page(path="/"), _Json(path="/openapi.json")],
    )  # fmt: skip


class _Json(JsonRenderPlugin):
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, tidy(openapi_schema))


class _Page(OpenAPIRenderPlugin):
    def __init__(self, *, path: str) -> None:
        super().__init__(path=path, media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        operations = [
            (method.upper(), path, one)
            for path, item in tidy(openapi_schema)["paths"].items()
            for method, one in item.items()
            if method in _METHODS
        ]
        page = View(request).page("api.html", operations=operations)
        return page.render(page.content, MediaType.HTML)


def tidy(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without what Litestar says wrongly.

    A list of any length, ``tuple[X, ...]`` in Python, is told as one of "X or whatever"; an operation's name begins
    with its path.
    """
    made: dict[str, Any] = _tidied(deepcopy(schema))
    for item in made["paths"].values():
        for method, one in item.items():
            if method in _METHODS:
                # The first line of the docstring is the summary, the rest is the description.
                lines = (one.get("description") or "").strip().partition("\n\n")
                one["summary"] = " ".join(lines[0].split())
                one["description"] = " ".join(lines[2].split())
    return made


def _tidied(value: Any) -> Any:
    if isinstance(value, Mapping):
        told = {name: _tidied(one) for name, one in value.items()}
        some = told.get("oneOf")
        if isinstance(some, list) and {} in some and len(some) == 2:
            del told["oneOf"]
            told |= next(one for one in some if one != {})
        return told
    return [_tidied(one) for one in value] if isinstance(value, list) else value
