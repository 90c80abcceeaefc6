"""Plain text: one report, its text kept to the last character, line ends included."""

from collections.abc import Iterator
from typing import Final

from hasila.ingest.decode import binary_kind, decode
from hasila.ingest.source import Blob, Settings, Unreadable, url_key
from hasila.model import Capture, Report

EXTENSIONS: Final = (".txt", ".md")
MEDIA_TYPES: Final = ("text/plain", "text/markdown")

#: No encoding that is read here takes more bytes for one character.
_MAX_BYTES_PER_CHAR: Final = 4


def looks_like(head: str) -> bool:
    """Say no: text is what remains."""
    return False


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the bytes as they are, or why they are no text.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", "save the report as plain text (UTF-8) or as HTML")
        return
    data = blob.read(settings.max_chars * _MAX_BYTES_PER_CHAR)
    if data is None:
        yield settings.too_long(blob.name)
    else:
        yield settings.capture(blob, "text", data, key=url_key(blob.url))


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a text, or why there is none."""
    text = decode(capture.body, capture.charset)
    if len(text) > settings.max_chars:
        return settings.too_long(capture.name)
    if not text.strip("\ufeff \t\r\n\f\v"):
        return Unreadable(capture.name, "it is empty", "check that it was saved")
    return settings.report(report_id=capture.report_id, text=text, url=capture.url)
