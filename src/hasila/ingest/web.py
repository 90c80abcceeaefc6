"""Fetching a page, with limits on size, time, redirects and on where an address may lead.

A list of URLs is untrusted: an entry, or the page that it redirects to, may point into the network of the
machine that runs this. So each host is resolved here, and the connection is made to the very address
that was checked; resolving twice would let a name server answer first with a public address and then
with a private one. Proxies of the environment are not used, because behind one nothing could be checked.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from email.message import Message
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import msgspec

MAX_BYTES: Final = 10_000_000
MAX_SECONDS: Final = 20.0
MAX_REDIRECTS: Final = 5

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "User-Agent": "hasila (casualty reports; one page at a time)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/x-ndjson;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}
#: Prefixes that carry an IPv4 address in their last 32 bits (RFC 6052): it is that address which counts.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class FetchError(Exception):
    """A page that could not be fetched: ``reason`` and ``advice``, sentences without full stop."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


class Page(msgspec.Struct, frozen=True):
    """A page that was fetched: its address after redirects, bytes, media type and declared encoding."""

    url: str
    body: bytes
    media_type: str
    charset: str | None


def fetch(
    url: str, *, allow_private: bool = False, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS
) -> Page:
    """Fetch a page over http or https.

    Args:
        url: the address.
        allow_private: let it lead to private, loopback and link-local addresses.
        max_bytes: largest page, before and after decompression.
        max_seconds: longest time for all of it, redirects included; name lookup has the system's own limit.

    Raises:
        FetchError: if there is no such page, it is too large or slow, or it leads where it may not.
    """
    deadline = time.monotonic() + max_seconds
    for _ in range(MAX_REDIRECTS + 1):
        parts = _parse(url)
        try:
            found = _get(parts, allow_private, max_bytes, deadline)
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
    raise FetchError(f"more than {MAX_REDIRECTS} redirects", "open it in a browser and save the page")


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
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner:
            return is_public(str(inner))
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


def _get(parts: SplitResult, allow_private: bool, max_bytes: int, deadline: float) -> Page | str:
    """Make one request; return the page, or the address that it redirects to."""
    connection, host = _connect(parts, allow_private, deadline)
    # A server that sends a byte now and then never runs into a socket's timeout; closing the socket ends it.
    watchdog = threading.Timer(_left(deadline), _hang_up, [connection])
    watchdog.daemon = True
    watchdog.start()
    client = http.client.HTTPConnection(host, connection.getpeername()[1])
    client.sock = connection
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()  # only now, under the watchdog
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
        bracketed = f"[{host}]" if ":" in host else host
        host_header = bracketed if parts.port is None else f"{bracketed}:{parts.port}"
        client.request("GET", path + query, headers={"Host": host_header, **_HEADERS})
        answer = client.getresponse()
        location = answer.getheader("Location")
        if answer.status in _REDIRECTS and location:
            return location
        if answer.status != 200:
            raise FetchError(f"the server answered {answer.status}", "check that the page is still there")
        body = _body(answer, max_bytes)
        if time.monotonic() >= deadline:
            raise TimeoutError  # the watchdog cut the page off
        return Page(
            url=parts.geturl(),
            body=body,
            media_type=_media_type(answer.headers),
            charset=answer.headers.get_content_charset(),
        )
    finally:
        watchdog.cancel()
        client.close()
        connection.close()


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
    if encoding.endswith("gzip") and body:
        try:
            # the second argument bounds what a compression bomb may grow to
            body = zlib.decompressobj(31).decompress(body, max_bytes + 1)
        except zlib.error:
            raise FetchError("the compressed page is broken", "try again, or save the page in a browser") from None
    if len(body) > max_bytes:
        raise FetchError(f"the page is larger than {max_bytes / 1_000_000:g} MB", "save the article alone, as text")
    return body
