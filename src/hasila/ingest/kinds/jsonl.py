"""JSON lines: one report a line; a bad line is named and the rest goes on. Memory does not grow with the file."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from hasila.ingest.decode import as_received, binary_kind, decode_part, utf8_chunks, wide_encoding
from hasila.ingest.records import record_report
from hasila.ingest.source import Blob, Settings, Unreadable, url_key
from hasila.model import Capture, Report

EXTENSIONS: Final = (".jsonl", ".ndjson")
MEDIA_TYPES: Final = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/jsonlines")

_ESCAPE_BYTES: Final = 6  # a backslash, "u" and four digits: the longest way to write a character of the basic plane
_OTHER_FIELDS: Final = 1 << 20  # bytes left on a line for fields beside the text


def looks_like(head: str) -> bool:
    """Tell whether a text begins with a JSON object."""
    return head.startswith("{")


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the bytes of each line that is not blank.

    Of a record only its address is looked at here, because that is its key.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", "give JSON lines in UTF-8")
        return
    found = False
    limit = settings.max_chars * _ESCAPE_BYTES + _OTHER_FIELDS
    wide = wide_encoding(blob.head)
    for number, line, ended in lines(utf8_chunks(blob.chunks()), limit, skip_blank=True):
        number += blob.lines_before
        locator = f"line {number}"
        if line is None:
            found = True
            yield settings.too_long(f"{blob.name}, {locator}")
        elif line.strip():
            found = True
            context = {} if ended else {"end": "none"}
            yield settings.capture(
                blob,
                "jsonl",
                as_received(line, wide),
                key=_key(line),
                locator=locator,
                report_id=f"{blob.report_id}-{number}",
                context={**context, "encoding": wide} if wide else context,
            )
    if not found and not blob.lines_before:
        yield Unreadable(blob.name, "it is empty", "check that it was saved")


class _Address(msgspec.Struct):
    url: Any = None


_ADDRESS: Final = msgspec.json.Decoder(_Address)


def _key(line: bytes) -> str | None:
    """Return the key of a record by its field ``url``; a line that this decoder does not take has none."""
    try:
        url = _ADDRESS.decode(line).url
    except (ValueError, RecursionError):
        return None
    return url_key(url) if isinstance(url, str) else None


def lines(chunks: Iterable[bytes], limit: int, *, skip_blank: bool = False) -> Iterator[tuple[int, bytes | None, bool]]:
    r"""Yield each line's number from 1, its bytes (``None`` if over ``limit``), and whether ``\n`` ended it.

    ``skip_blank`` leaves out long runs of empty lines: a zip of a megabyte may have a billion of them.
    """
    number = 1
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        if skip_blank and not size and not chunk.strip(b"\r\n"):
            number += chunk.count(b"\n")
            continue
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            fits = size + len(piece) <= limit
            yield number, b"".join([*parts, piece]) if fits else None, True
            parts, size, number = [], 0, number + 1
        size += len(rest)
        if size <= limit:
            parts.append(rest)
        else:
            parts = []  # let go of what was read of a line that is too long; its size still counts
    if size:
        yield number, b"".join(parts) if size <= limit else None, False


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a line, or why it has none."""
    name = capture.name
    try:
        record = json.loads(decode_part(capture.body, capture.charset, capture.context.get("encoding")))
    except RecursionError:
        return Unreadable(name, "the JSON is nested too deeply", "give one flat object a line")
    except ValueError as error:
        where = f"character {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)
        if capture.context.get("end") != "none":
            return Unreadable(name, f"it is not JSON ({where})", "give one JSON object a line")
        return Unreadable(name, f"the last line is cut off or not JSON ({where})", "fetch or write the file again")
    if not isinstance(record, dict):
        return Unreadable(name, "it is not a JSON object", 'give {"id": …, "text": …} a line')
    return record_report(
        capture,
        record,
        settings,
        lambda field: f'the field "{field}"',
        lambda field: 'give the report in the field "text"' if field == "text" else "correct the field or leave it out",
    )
