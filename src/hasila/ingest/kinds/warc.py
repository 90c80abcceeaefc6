"""Web archives: WARC files, packed or not, and WACZ collections; each page in them is one capture.

A page is a ``response`` record with status 200, or a ``resource`` record, of an address of the web, whose media type is
HTML or plain text. Its capture is the record's block as archived: for a response the HTTP head and the payload. Records
of other types, and images, scripts and the like, give nothing. Format: ISO 28500 (WARC/1.1) and WACZ 1.1.1.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from itertools import chain
from typing import Final, Protocol

import msgspec
from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from hasila.ingest.decode import binary_kind
from hasila.ingest.kinds import html, text
from hasila.ingest.source import Blob, Settings, Unreadable, iso_time, url_key, url_report_id
from hasila.ingest.transfer import BrokenTransferError, GunzipStream, TooLargeError, decoded
from hasila.ingest.wacz import BROKEN, WaczError, members
from hasila.model import Capture, Report

EXTENSIONS: Final = (".warc", ".warc.gz", ".wacz")
MEDIA_TYPES: Final = ("application/warc", "application/wacz", "application/x-wacz")

#: Longest head of an HTTP answer, in bytes. Servers and browsers stop at 8 to 64 KiB.
_MAX_HEAD: Final = 1 << 16
_AGAIN: Final = "make or fetch the archive anew; what came before this is kept"
_STATUS: Final = re.compile(rb"HTTP/[0-9.]{1,4}[ \t]+([0-9]{3})\b")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_DIGEST: Final = re.compile(r"(md5|sha-?1|sha-?256|sha-?512):([0-9A-Za-z+/=_-]{20,140})")
_TYPES: Final = WarcRecordType.response | WarcRecordType.resource


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Http(msgspec.Struct):
    """The head of an archived answer; ``at`` is where the payload begins in the block."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    at: int = 0

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


def looks_like(head: str) -> bool:
    """Tell whether a text begins as a record does; packed archives are known by their name."""
    return head.startswith(("WARC/1.", "WARC/0."))


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield each page's record, and what of the archive cannot be read: what came before that stands.

    Raises:
        OSError: if the stream fails.
    """
    found = False
    for item in _wacz(blob, settings) if blob.head.startswith(b"PK") else _whole(blob, settings):
        found = True
        yield item
    if not found:
        yield Unreadable(blob.name, "there is no web page with text in it", "give an archive of news pages")


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of an archived page, its encodings of transfer undone, or why there is none."""
    at = _http(capture.body[:_MAX_HEAD]).at if capture.context.get("record") == "response" else 0
    try:
        page = decoded(capture.body[at:], capture.headers, settings.max_bytes)
    except BrokenTransferError as error:
        return Unreadable(capture.name, str(error), "save the page itself, if it still is on the web")
    except TooLargeError:
        size = f"{settings.max_bytes / 1_000_000:g} MB"
        return Unreadable(capture.name, f"the page is larger than {size}", "save the article alone, as text")
    what = binary_kind(page[:4096])
    if what:  # whatever the server called it
        return Unreadable(capture.name, f"it is {what}", "nothing has to be done: it is no page")
    unpacked = msgspec.structs.replace(capture, body=page)
    return (text.read if capture.media_type in text.MEDIA_TYPES else html.read)(unpacked, settings)


def _whole(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    stream = GunzipStream(_Chunks(blob), settings.max_ratio)
    yield from _records(blob, stream, "", settings)


def _wacz(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    try:
        with members(blob, settings) as archives:
            for archive in archives:
                place = f"{archive.name}, "
                try:
                    with archive.open() as file:
                        stream = GunzipStream(file, settings.max_ratio, archive.max_bytes)
                        yield from _records(blob, stream, place, settings)
                except BROKEN as error:
                    yield Unreadable(f"{blob.name}, {archive.name}", f"the ZIP archive is broken ({error})", _AGAIN)
    except WaczError as error:
        yield Unreadable(blob.name, str(error), "give a WACZ file, as web archiving tools make it")


class _Chunks:
    """Reads an opened input from its first byte on."""

    def __init__(self, blob: Blob) -> None:
        self._chunks = blob.chunks()

    def read(self, size: int, /) -> bytes:
        return next(self._chunks, b"")


def _records(blob: Blob, stream: GunzipStream, place: str, settings: Settings) -> Iterator[Capture | Unreadable]:
    number = 0
    fault = ""
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            number += 1
            locator = f"{place}record {number}"
            if record.record_type & _TYPES:
                item = _record(blob, record, locator, settings)
                if item is not None:
                    yield item
                _skip(record)
            elif _skip(record) < record.content_length:
                raise _CutOffError
    except _CutOffError:
        fault = "the archive is cut off in the middle of this record"
    except Exception as error:
        if stream.failure:  # whatever the parser made of it
            raise stream.failure from None
        if not isinstance(error, OSError):
            raise
        number += 1
        fault = "the archive is broken here" if number > 1 else f"it is no web archive ({error})"
    if not fault and number and not stream.error and not stream.tail.endswith((b"\n\n", b"\n\r\n")):
        fault = "the archive is cut off after this record"  # each record ends in blank lines
    if stream.error or fault:
        where = f"{blob.name}, {place}record {number}" if number else f"{blob.name}, {place}".rstrip(", ")
        yield Unreadable(where, stream.error or fault, _AGAIN)


class _CutOffError(Exception):
    """A record that is shorter than it says."""


def _read(record: WarcRecord, size: int) -> bytes:
    """Return the next ``size`` bytes of a block, less at its end."""
    parts: list[bytes] = []
    while size > 0 and (part := record.reader.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _skip(record: WarcRecord) -> int:
    """Pass over the rest of a block; return its length."""
    size = 0
    while part := record.reader.read(1 << 16):
        size += len(part)
    return size


def _record(blob: Blob, record: WarcRecord, locator: str, settings: Settings) -> Capture | Unreadable | None:
    """Return the capture of a record, ``None`` if it is no page.

    Raises:
        _CutOffError: if the archive ends within it.
    """
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> \t")
    key = url_key(url)
    is_response = record.record_type == WarcRecordType.response
    block = _read(record, min(_MAX_HEAD, record.content_length))
    if len(block) < min(_MAX_HEAD, record.content_length):
        raise _CutOffError
    http = _http(block) if is_response else _Http(headers=(("Content-Type", record.headers.get("Content-Type") or ""),))
    media_type, charset = _type(http.get("content-type"))
    if not media_type and html.looks_like(block[http.at : http.at + 200].decode("latin-1").lstrip()):
        media_type = "text/html"
    if key is None or http.status != 200 or media_type not in (*html.MEDIA_TYPES, *text.MEDIA_TYPES):
        return None
    name = f"{blob.name}, {locator}"
    if record.content_length > settings.max_bytes + _MAX_HEAD:
        size = f"{settings.max_bytes / 1_000_000:g} MB"
        return Unreadable(name, f"the page is larger than {size}", "save the article alone, as text")
    block += _read(record, record.content_length - len(block))
    if len(block) < record.content_length:
        raise _CutOffError
    wrong = _wrong_digest(record, block, http)
    if wrong:
        return Unreadable(name, f"its bytes do not fit the {wrong} of the archive", "get an undamaged copy")
    context = {"record": "response" if is_response else "resource"}
    if record_id := (record.headers.get("WARC-Record-ID") or "").strip("<> \t")[:200]:
        context["record_id"] = record_id
    capture = settings.capture(
        blob, "warc", block, key=key, locator=locator, report_id=url_report_id(url), context=context
    )
    return msgspec.structs.replace(
        capture,
        url=url,
        media_type=media_type,
        charset=charset,
        headers=http.headers if is_response else (),
        received=_time(record.headers.get("WARC-Date") or "") or capture.received,
    )


def _http(block: bytes) -> _Http:
    """Read the head of an answer; what has none has status 0."""
    status = _STATUS.match(block)
    if not status:
        return _Http(status=0)
    end = _END_OF_HEAD.search(block)
    head = block[: end.start()] if end else block
    headers: list[tuple[str, str]] = []
    for line in head.decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:  # a long header goes on
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon:
            headers.append((name.strip(), value.strip()))
    return _Http(int(status[1]), tuple(headers), end.end() if end else len(block))


def _type(value: str) -> tuple[str, str | None]:
    if not value:
        return "", None
    message = Message()
    message["Content-Type"] = value
    return message.get_content_type(), message.get_content_charset()


def _wrong_digest(record: WarcRecord, block: bytes, http: _Http) -> str | None:
    """Return which digest of a record does not fit its bytes; digests of unknown kind are not looked at."""
    if not _fits(record.headers.get("WARC-Block-Digest"), [block]):
        return "block digest"
    # The standard takes the payload without the encoding of transfer; some tools take all that follows the head.
    payload = block[http.at :]
    plain = chain([payload], _unchunked(payload, http))
    return None if _fits(record.headers.get("WARC-Payload-Digest"), plain) else "payload digest"


def _unchunked(payload: bytes, http: _Http) -> Iterator[bytes]:
    transfer = [(name, value) for name, value in http.headers if name.lower() == "transfer-encoding"]
    for headers in (transfer, http.headers):
        try:
            yield decoded(payload, headers, 10 * len(payload) + 1_000_000)
        except (BrokenTransferError, TooLargeError):
            continue


def _fits(digest: str | None, candidates: "Iterator[bytes] | list[bytes]") -> bool:
    named = _DIGEST.fullmatch((digest or "").strip())
    if not named:
        return True
    value = named[2]
    for data in candidates:
        made = hashlib.new(named[1].replace("-", ""), data, usedforsecurity=False).digest()
        if value.upper().rstrip("=") in (made.hex().upper(), base64.b32encode(made).decode().rstrip("=")):
            return True
        if value.rstrip("=") == base64.b64encode(made).decode().rstrip("="):
            return True
    return False


def _time(value: str) -> str | None:
    try:
        moment = datetime.fromisoformat(value.strip())
        return iso_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
