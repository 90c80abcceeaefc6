"""Fetching a page, with limits on size, time, redirects and on where an address may lead.

A list of URLs is untrusted: an entry, or the page that it redirects to, may point into the network of the
machine that runs this. So each host is resolved here, and the connection is made to the very address
that was checked; resolving twice would let a name server answer first with a public address and then
with a private one. Proxies of the environment are not used, because behind one nothing could be checked.

:class:`hasila.ingest.polite.Fetcher` makes of this single request one that leaves a host its pauses.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import msgspec

from hasila.ingest.transfer import BrokenTransferError, TooLargeError, gunzip

MAX_BYTES: Final = 10_000_000
MAX_SECONDS: Final = 20.0
MAX_REDIRECTS: Final = 5

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "User-Agent": "hasila (casualty reports; one page at a time)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/x-ndjson;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}
#: Most characters of an answer's headers. Real ones have one to eight thousand; ``http.client`` alone would take 6 MB.
_MAX_HEADER_CHARS: Final = 100_000
#: Prefixes that carry an IPv4 address in their last 32 bits (RFC 6052): it is that address which counts.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
#: The prefix for translators inside one network (RFC 8215). Python before 3.11.10 takes it for public.
_LOCAL_NAT64: Final = ipaddress.ip_network("64:ff9b:1::/48")
#: Second 32 bits from the end of an address that a tunnel inside one site made of an IPv4 address (ISATAP, RFC 5214).
_ISATAP: Final = frozenset({0x0000_5EFE, 0x0200_5EFE})


class FetchError(Exception):
    """A page that could not be fetched: ``reason`` and ``advice``, sentences without full stop.

    ``status`` is the HTTP status if the server answered with one, ``retry_after`` the seconds for which it asked not
    to be asked again (RFC 9110, 10.2.3).
    """

    def __init__(
        self, reason: str, advice: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.status = status
        self.retry_after = retry_after


class Validators(msgspec.Struct, frozen=True):
    """What a server said that tells whether a page has changed: its ``ETag`` and ``Last-Modified``, as received."""

    etag: str | None = None
    modified: str | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to ask with."""
        return bool(self.etag or self.modified)


class Page(msgspec.Struct, frozen=True):
    """A page that was fetched.

    Attributes:
        url: its address, after redirects.
        body: its bytes, after the compression of the transfer (``Content-Encoding``, still named in the headers).
        media_type: as declared, without parameters, in lower case; empty if the server said none.
        charset: the declared encoding.
        headers: the answer's headers, in order, as received; line breaks inside a value became spaces.
        received: UTC time of the answer, ISO 8601 with ``Z``.
        status: 200; 304 if the page is still what the validators were of. Then the body is empty.
    """

    url: str
    body: bytes
    media_type: str
    charset: str | None
    headers: tuple[tuple[str, str], ...] = ()
    received: str = ""
    status: int = 200

    @property
    def validators(self) -> Validators:
        """What to ask with the next time."""
        return Validators(header(self.headers, "etag"), header(self.headers, "last-modified"))


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    max_bytes: int = MAX_BYTES,
    max_seconds: float = MAX_SECONDS,
    max_redirects: int = MAX_REDIRECTS,
    validators: Validators | None = None,
) -> Page:
    """Fetch a page over http or https.

    Args:
        url: the address.
        allow_private: let it lead to private, loopback and link-local addresses.
        max_bytes: largest page, before and after decompression.
        max_seconds: longest time for all of it, redirects included; name lookup has the system's own limit.
        max_redirects: most redirects to follow.
        validators: ask only for a page that has changed since; else the answer has status 304 and no body.

    Raises:
        FetchError: if there is no such page, it is too large or slow, or it leads where it may not.
    """
    deadline = time.monotonic() + max_seconds
    asking = {**_HEADERS, **_conditions(validators)}
    for _ in range(max_redirects + 1):
        parts = _parse(url)
        try:
            found = _get(parts, asking, allow_private, max_bytes, deadline)
        except TimeoutError:
            raise _slow(max_seconds) from None
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            if time.monotonic() >= deadline:
                raise _slow(max_seconds) from None  # whatever the closed socket looked like
            if isinstance(error, ssl.SSLError):
                raise FetchError(f"no safe connection: {error.reason or error}", "check the address") from None
            raise FetchError(
                f"no connection: {str(error)[:200] or type(error).__name__}", "check the address"
            ) from None
        if isinstance(found, Page):
            return found
        url = _join(url, found)
    raise FetchError(f"more than {max_redirects} redirects", "open it in a browser and save the page")


def now() -> str:
    """Return the UTC time, ISO 8601 to the second, with ``Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _conditions(validators: Validators | None) -> dict[str, str]:
    """Return the headers of a conditional request; what could not be sent as a header is left out."""
    if validators is None:
        return {}
    wanted = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
    return {
        name: value
        for name, value in wanted.items()
        if value and len(value) <= 1000 and all(" " <= c <= "\xff" and c != "\x7f" for c in value)
    }


def header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """Return the first header of a name, which is given in lower case."""
    return next((value for key, value in headers if key.lower() == name), None)


def _slow(seconds: float) -> FetchError:
    return FetchError(f"no full answer within {seconds:g} seconds", "try again, or save the page in a browser")


def _parse(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise FetchError(f"not a web address: {url[:200]}", "give an address that begins with http:// or https://")
    return parts


def _join(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        raise FetchError(f"it redirects to {location[:200]!r}, which is no address", "check the address") from None


def _addresses(host: str, port: int, allow_private: bool) -> list[str]:
    """Resolve a host to the addresses that may be connected to, in the system's order of preference."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"there is no host {host}", "check the address and the network") from None
    found = list(dict.fromkeys(str(info[4][0]) for info in infos))
    allowed = [address for address in found if allow_private or is_public(address)]
    if not allowed:
        raise FetchError(
            f"{host} is an address inside a private network", "fetch it yourself and give the file instead"
        )
    return allowed


def is_public(address: str) -> bool:
    """Tell whether an IP address lies on the public internet, also where IPv6 wraps an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _LOCAL_NAT64:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64 or (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner:
            return is_public(str(inner))
        if ip.is_site_local:  # given up long ago, and public to Python
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _connect(parts: SplitResult, allow_private: bool, deadline: float) -> tuple[socket.socket, str]:
    """Connect to a checked address of the host; return the socket and the host's ASCII name."""
    host = parts.hostname or ""
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    failure: OSError | None = None
    for address in _addresses(host, port, allow_private):
        try:
            connection = socket.create_connection((address, port), timeout=_left(deadline))
        except OSError as error:
            failure = error
            continue
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection = context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
        return connection, host
    raise failure or OSError("no address")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _get(
    parts: SplitResult, asking: Mapping[str, str], allow_private: bool, max_bytes: int, deadline: float
) -> Page | str:
    """Make one request; return the page, or the address that it redirects to."""
    connection, host = _connect(parts, allow_private, deadline)
    # A server that sends a byte now and then never runs into a socket's timeout; closing the socket ends it.
    watchdog = threading.Timer(_left(deadline), _hang_up, [connection])
    watchdog.daemon = True
    watchdog.start()
    client = http.client.HTTPConnection(host, connection.getpeername()[1])
    client.sock = connection
    answer: http.client.HTTPResponse | None = None
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()  # only now, under the watchdog
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
        bracketed = f"[{host}]" if ":" in host else host
        host_header = bracketed if parts.port is None else f"{bracketed}:{parts.port}"
        client.request("GET", path + query, headers={"Host": host_header, **asking})
        answer = client.getresponse()
        headers = _headers(answer)
        location = header(headers, "location")
        if answer.status in _REDIRECTS and location:
            return _utf8(location)
        unchanged = answer.status == 304 and len(asking) > len(_HEADERS)
        if answer.status != 200 and not unchanged:
            raise _refusal(answer.status, retry_after(header(headers, "retry-after"), time.time()))
        body = b"" if unchanged else _body(answer, max_bytes)
        if time.monotonic() >= deadline:
            raise TimeoutError  # the watchdog cut the page off
        return Page(
            url=parts.geturl(),
            body=body,
            media_type=_media_type(answer.headers),
            charset=answer.headers.get_content_charset(),
            headers=headers,
            received=now(),
            status=answer.status,
        )
    finally:
        watchdog.cancel()
        if answer:
            answer.close()  # it holds on to the socket
        client.close()
        connection.close()


def _headers(answer: http.client.HTTPResponse) -> tuple[tuple[str, str], ...]:
    headers = tuple((name, " ".join(str(value).splitlines())) for name, value in answer.getheaders())
    if sum(len(name) + len(value) for name, value in headers) > _MAX_HEADER_CHARS:
        raise FetchError("the server's answer has headers without end", "save the page in a browser")
    return headers


def _utf8(location: str) -> str:
    """Return an address as it was meant: servers send Arabic paths as plain UTF-8, headers are read as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _refusal(status: int, wait: float | None) -> FetchError:
    reason = f"the server answered {status}"
    if status in (429, 503):
        advice = f"try again in {wait:.0f} seconds" if wait else "try again later"
    elif status in (401, 402, 403, 451):
        advice = "it does not give the page to programs: save the page in a browser"
    else:
        advice = "try again later" if status >= 500 else "check that the page is still there"
    return FetchError(reason, advice, status=status, retry_after=wait)


def retry_after(value: str | None, at: float) -> float | None:
    """Return for how many seconds a ``Retry-After`` asks to wait: a number of seconds, or an HTTP date.

    Args:
        value: the header's value.
        at: the time now, in seconds since 1970.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - at)
    except (ValueError, OverflowError, OSError):
        return None


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended by itself
        connection.shutdown(socket.SHUT_RDWR)


def _media_type(headers: Message) -> str:
    # get_content_type() would answer text/plain where the server says nothing
    return headers.get_content_type() if "Content-Type" in headers else ""


def _body(answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    encoding = (answer.getheader("Content-Encoding") or "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(f"the page is compressed in an unknown way ({encoding[:40]})", "save the page in a browser")
    body = answer.read(max_bytes + 1)
    if answer.length and len(body) <= max_bytes:
        raise http.client.IncompleteRead(body, answer.length)  # read(n) does not say so itself
    large = FetchError(f"the page is larger than {max_bytes / 1_000_000:g} MB", "save the article alone, as text")
    if len(body) > max_bytes:
        raise large
    if not encoding.endswith("gzip") or not body:
        return body
    try:
        return gunzip(body, max_bytes)
    except TooLargeError:
        raise large from None
    except BrokenTransferError:
        raise FetchError("the compressed page is broken", "try again, or save the page in a browser") from None
