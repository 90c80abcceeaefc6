"""The style and script of what :mod:`hasila.render` draws, and what a reader chooses: language and digits."""

from importlib.resources import files
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hasila.web.forms import own_path
from hasila.web.view import Asked

_YEAR: Final = 365 * 24 * 3600


def _drawn(name: str, media_type: str) -> Response[str]:
    return Response(files("hasila.render").joinpath(name).read_text("utf-8"), media_type=media_type)


@get("/drawn/page.css", include_in_schema=False, sync_to_thread=False)
def style() -> Response[str]:
    """Give the style of texts, claims and charts."""
    return _drawn("page.css", "text/css")


@get("/drawn/page.js", include_in_schema=False, sync_to_thread=False)
def script() -> Response[str]:
    """Give the script that joins a text and its claims."""
    return _drawn("page.js", "text/javascript")


class Choice(msgspec.Struct, kw_only=True):
    """What a reader chose, and the page to go on with."""

    lang: str | None = None
    digits: str | None = None
    to: str = "/"


@post("/settings", include_in_schema=False, sync_to_thread=False)
def settings(request: Asked, data: Annotated[Choice, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Redirect:
    """Keep what the reader chose in cookies."""
    answer = Redirect(own_path(data.to), status_code=303)
    for name, value, known in (("lang", data.lang, ("ar", "en")), ("digits", data.digits, ("latin", "arabic"))):
        if value in known:
            answer.set_cookie(
                key=name, value=value, max_age=_YEAR, samesite="lax", httponly=True,
                secure=request.app.state.config.secure,
            )  # fmt: skip
    return answer


ROUTES = [style, script, settings]
