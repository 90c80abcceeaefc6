"""What passes between the parts of ingest: settings, an opened input, and what could not be read."""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, Final

import msgspec

from hasila.ingest.language import detect_language
from hasila.model import Report

#: Longest text of one report, in code points. The longest news article is a hundred times shorter; what is
#: longer is a mistake (an archive, a log, one word without end) and would only stop the reports after it.
DEFAULT_MAX_CHARS: Final = 5_000_000

_CHUNK: Final = 1 << 16


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(value: str) -> str | None:
    """Return the value if it is a date of the calendar written year-month-day (``2016-05-08``), else ``None``."""
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


class Unreadable(msgspec.Struct, frozen=True):
    """An input, or a line of one, that gave no report.

    ``name`` is the input as the user named it, with ``, line N`` for a line of a JSONL file; ``reason``
    says what is wrong and ``advice`` what to do about it, each a sentence without its full stop.
    """

    name: str
    reason: str
    advice: str


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the user said about all inputs.

    ``published`` (ISO date), ``outlet`` and ``lang`` stand in where an input does not tell them itself.
    ``max_chars`` is the longest text of one report in code points; ``allow_private`` lets URLs lead to
    addresses that are not on the public internet.
    """

    published: str | None = None
    outlet: str | None = None
    lang: str | None = None
    max_chars: int = DEFAULT_MAX_CHARS
    allow_private: bool = False

    def too_long(self, name: str) -> Unreadable:
        """Say that a text is over the limit."""
        return Unreadable(
            name,
            f"the text is longer than {self.max_chars:,} characters",
            "split it into its reports, one each",
        )

    def report(
        self,
        *,
        report_id: str,
        text: str,
        lang: str | None = None,
        published: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> Report:
        """Make a report without claims; what the input does not tell is taken from the settings, then detected."""
        return Report(
            id=report_id,
            lang=lang or self.lang or detect_language(text),
            text=text,
            published=published or self.published,
            outlet=outlet or self.outlet,
            url=url,
            title=title,
        )


class Blob:
    """An opened input: bytes that are read once, from front to back, whatever they come from.

    Args:
        name: the input as the user named it.
        report_id: the id for a report that brings none.
        stream: where the bytes come from; the caller closes it.
        url: the address after redirects, for what came over the web.
        charset: the encoding that the web server declared.
    """

    def __init__(
        self,
        name: str,
        report_id: str,
        stream: BinaryIO,
        url: str | None = None,
        charset: str | None = None,
    ) -> None:
        self.name = name
        self.report_id = report_id
        self.url = url
        self.charset = charset
        self._stream = stream
        self.head = stream.read(4096)
        """The first bytes, for telling what kind of input it is."""

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, the head first.

        Raises:
            OSError: if the stream fails.
        """
        chunk = self.head
        while chunk:
            yield chunk
            chunk = self._stream.read(_CHUNK)

    def read(self, limit: int) -> bytes | None:
        """Return all bytes, or ``None`` if there are more than ``limit``: no more than that is ever held.

        Raises:
            OSError: if the stream fails.
        """
        parts: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            size += len(chunk)
            if size > limit:
                return None
            parts.append(chunk)
        return b"".join(parts)
