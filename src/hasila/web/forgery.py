"""Guards against pages elsewhere that make a reader's browser post here (CSRF).

A form carries the token that the browser's own cookie has. Litestar's own guard is not used: it knows no request that
needs none (a program with a token of its own), and goes on with a cookie of an earlier run of the server, whose forms
would all be refused.
"""

import hashlib
import hmac
import secrets
from typing import Final

from litestar.datastructures import Cookie
from litestar.datastructures.headers import MutableScopeHeaders
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.types import Message, Send

from hasila.web.people import Connection
from hasila.web.view import Asked

#: What changes nothing.
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD: Final = "_csrf_token"
HEADER: Final = "x-csrftoken"


class Forgery:
    """Makes and checks the tokens of one run of the server."""

    def __init__(self, *, secure: bool) -> None:
        """``secure``: the cookie is sent over https alone, and no neighbouring host can set it."""
        self._secret = secrets.token_bytes(32)
        self._secure = secure
        self.cookie = "__Host-csrf" if secure else "csrf"

    def known(self, connection: Connection) -> str | None:
        """Return the token of a browser's cookie, if it is one of ours."""
        told = connection.cookies.get(self.cookie, "")
        return told if self._ours(told) else None

    def fresh(self) -> str:
        """Return a new token."""
        made = secrets.token_hex(32)
        return made + self._sign(made)

    async def check(self, request: Asked) -> None:
        """Refuse a request that changes something and does not carry the token of its cookie.

        Raises:
            PermissionDeniedException: if it carries none or another one.
        """
        told = request.headers.get(HEADER)
        if not told and request.content_type[0] in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART):
            told = (await request.form()).get(FIELD)
        known = self.known(request)
        if not isinstance(told, str) or known is None or not hmac.compare_digest(told.encode(), known.encode()):
            raise PermissionDeniedException("CSRF")

    def setting(self, send: Send, token: str) -> Send:
        """Return a way to send that gives the browser the cookie."""
        cookie = Cookie(key=self.cookie, value=token, secure=self._secure, httponly=True, samesite="strict")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableScopeHeaders.from_message(message).add("set-cookie", cookie.to_header(header=""))
            await send(message)

        return sending

    def _ours(self, told: str) -> bool:
        made, signed = told[:64], told[64:]
        return hmac.compare_digest(signed.encode("utf-8", "replace"), self._sign(made).encode())

    def _sign(self, made: str) -> str:
        return hmac.new(self._secret, made.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
