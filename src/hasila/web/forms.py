"""What the forms of several pages share."""

from typing import Final

from litestar.exceptions import ClientException
from litestar.response import Redirect

from hasila.web.view import Asked

#: No address of ours is longer.
_LONGEST: Final = 4_000


def own_path(told: str | None) -> str:
    """Return an address of ours to go on with; one that leads elsewhere becomes the first page.

    A path that begins with two slashes, or a slash and a backslash, is another host's to a browser, which also takes
    out tabs and line breaks first; line breaks would write headers.
    """
    if told is None or len(told) > _LONGEST or not told.startswith("/") or told.startswith(("//", "/\\")):
        return "/"
    return told if all(sign.isprintable() and not sign.isspace() for sign in told) else "/"


def back(told: str | None, **query: object) -> Redirect:
    """Go back to the page that a form was on, with a note of what was done."""
    path, hashed, mark = own_path(told).partition("#")
    path, _, asked = path.partition("?")
    kept = [part for part in asked.split("&") if part and part.partition("=")[0] not in query]
    joined = "&".join([*kept, *(f"{name}={value}" for name, value in query.items())])
    return Redirect(f"{path}{'?' if joined else ''}{joined}{hashed}{mark}", status_code=303)


def reason(request: Asked, told: str | None, *, wanted: bool) -> str | None:
    """Return the reason that a person gave, ``None`` for none.

    Raises:
        ClientException: if one is wanted and there is none.
    """
    words = (told or "").strip()
    if wanted and not words:
        raise ClientException(extra={"key": "decide.why-wanted"})
    return words or None
