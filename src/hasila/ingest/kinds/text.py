"""Plain text: one report, its text kept to the last character, line ends included."""

from collections.abc import Iterator
from typing import Final

from hasila.ingest.decode import binary_kind, decode
from hasila.ingest.source import Blob, Settings, Unreadable
from hasila.model import Report

EXTENSIONS: Final = (".txt", ".md")
MEDIA_TYPES: Final = ("text/plain", "text/markdown")

#: No encoding that is read here takes more bytes for one character.
_MAX_BYTES_PER_CHAR: Final = 4


def looks_like(head: str) -> bool:
    """Say no: text is what remains."""
    return False


def read(blob: Blob, settings: Settings) -> Iterator[Report | Unreadable]:
    """Yield the one report of a text, or why there is none.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", "save the report as plain text (UTF-8) or as HTML")
        return
    data = blob.read(settings.max_chars * _MAX_BYTES_PER_CHAR)
    text = None if data is None else decode(data, blob.charset)
    if text is None or len(text) > settings.max_chars:
        yield settings.too_long(blob.name)
    elif not text.strip("\ufeff \t\r\n\f\v"):
        yield Unreadable(blob.name, "it is empty", "check that it was saved")
    else:
        yield settings.report(report_id=blob.report_id, text=text, url=blob.url)
