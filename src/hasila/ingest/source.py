"""What passes between the parts of ingest: settings, an opened input, and what could not be read."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import BinaryIO, Final, Protocol
from urllib.parse import urlsplit, urlunsplit

import msgspec

from hasila.ingest.language import detect_language
from hasila.model import Capture, Report

#: Longest text of one report, in code points. The longest news article is a hundred times shorter; what is
#: longer is a mistake (an archive, a log, one word without end) and would only stop the reports after it.
DEFAULT_MAX_CHARS: Final = 5_000_000

#: The fields that a record of a table or of JSON lines may give its report.
RECORD_FIELDS: Final = ("id", "text", "lang", "published", "outlet", "url", "title")

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


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def iso_time(time: datetime) -> str:
    """Write a time as :class:`hasila.model.Capture` keeps it: UTC, whole seconds, ``2016-05-08T14:30:00Z``."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def url_key(url: str | None) -> str | None:
    """Return what names a page, whoever links to it: its address without fragment, scheme and host in lower case.

    ``None`` for what is no address of the web.
    """
    try:
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, user + at + host.lower(), parts.path or "/", parts.query, ""))


def url_report_id(url: str) -> str:
    """Return the id for the report of a page: host, path and query of its address."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}".rstrip("/") + (f"?{parts.query}" if parts.query else "")


class Unreadable(msgspec.Struct, frozen=True):
    """An input, or a line of one, that gave no report.

    ``name`` is the input as the user named it, with ``, line N`` for a line of a JSONL file; ``reason``
    says what is wrong and ``advice`` what to do about it, each a sentence without its full stop.
    """

    name: str
    reason: str
    advice: str


class Fetched(Protocol):
    """A page that was fetched: its address after redirects, its bytes unpacked, and what the server said of it."""

    @property
    def url(self) -> str:
        """The address after redirects."""

    @property
    def body(self) -> bytes:
        """The bytes of the page."""

    @property
    def media_type(self) -> str:
        """Media type without parameters, in lower case; empty if the server named none."""

    @property
    def charset(self) -> str | None:
        """The encoding that the server declared."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The answer's headers, in order."""


class Fetch(Protocol):
    """Fetches a page, with the limits and refusals of :mod:`hasila.ingest.web`."""

    def __call__(self, url: str, /, *, etag: str | None = None, modified: str | None = None) -> Fetched | None:
        """Return the page, ``None`` if it is still the one that ``etag`` or ``modified`` name.

        Raises:
            hasila.ingest.web.FetchError: if there is no such page, or it may not be fetched.
        """


class Validators(Protocol):
    """Keeps what servers gave to ask "is it still this?" with: entity tag and time of last change of each address.

    They are put after the last capture of an answer was yielded. Whoever stores captures must not keep them before
    those are stored, or what was lost when it was killed would never be sent again.
    """

    def get(self, url: str, /) -> tuple[str | None, str | None]:
        """Return ``ETag`` and ``Last-Modified`` as they were last put, each ``None`` if there is none."""

    def put(self, url: str, etag: str | None, modified: str | None, /) -> None:
        """Keep both for the next time."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the user said about all inputs, limits, and the tools of the stage that cuts inputs into captures.

    Attributes:
        published: ISO date of publication, for reports that do not tell theirs.
        outlet: who published, for reports that do not tell theirs.
        lang: language code, for reports that do not tell theirs; ``None`` detects it.
        columns: for tables: field of a record (``text``, ``published`` …) to the name of the column that has it.
        max_chars: longest text of one report, in code points.
        max_bytes: largest page, message or record of an archive, in bytes.
        max_seconds: longest time for fetching one address, redirects included, in seconds.
        max_redirects: most redirects from one address.
        max_members: most entries of one archive, those of archives inside it included.
        max_unpacked: most bytes that all entries of one archive may have together, unpacked.
        max_ratio: how many times larger than packed an archive may become; looked at from 10 MB on.
        max_depth: how deep archives may lie in archives; 1 allows none inside another.
        allow_private: let URLs lead to addresses that are not on the public internet.
        follow: fetch the pages that a feed links to.
        fetch: fetches the pages that a feed links to, and the addresses that the user named; ``None`` is the plain one.
        known: tells whether the capture with this key is stored already, so that it need not be fetched again.
        validators: what to make requests conditional with.
        advanced: is told how many bytes more of a file were read.
        clock: tells the time, for the time of receipt.

    Raises:
        ValueError: if ``published`` is not a date, a limit not positive, or ``columns`` names no field.
    """

    published: str | None = None
    outlet: str | None = None
    lang: str | None = None
    columns: dict[str, str] = {}
    max_chars: int = DEFAULT_MAX_CHARS
    max_bytes: int = 10_000_000
    max_seconds: float = 20.0
    max_redirects: int = 5
    max_members: int = 100_000
    max_unpacked: int = 4_000_000_000
    max_ratio: int = 200
    max_depth: int = 2
    allow_private: bool = False
    follow: bool = True
    fetch: Fetch | None = None
    known: Callable[[str], bool] | None = None
    validators: Validators | None = None
    advanced: Callable[[int], None] | None = None
    clock: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        if self.published is not None and iso_day(self.published) is None:
            raise ValueError(f"{self.published!r} is not a date; write year-month-day, like 2016-05-08")
        for name in self.__struct_fields__:
            if name.startswith("max_") and getattr(self, name) < (0 if name == "max_redirects" else 1):
                raise ValueError(f"{name} is {getattr(self, name)}; it must be 1 or more")
        for field in self.columns:
            if field not in RECORD_FIELDS:
                raise ValueError(f"{field!r} is no field of a report; there are {', '.join(RECORD_FIELDS)}")

    def for_reading(self) -> "Settings":
        """Return what reading a capture needs: no network, no store, no clock, so that it goes to another process."""
        return msgspec.structs.replace(self, fetch=None, known=None, validators=None, advanced=None, clock=utc_now)

    def too_long(self, name: str) -> Unreadable:
        """Say that a text is over the limit."""
        return Unreadable(
            name,
            f"the text is longer than {self.max_chars:,} characters",
            "split it into its reports, one each",
        )

    def capture(
        self,
        blob: "Blob",
        kind: str,
        body: bytes,
        *,
        key: str | None = None,
        locator: str = "",
        report_id: str | None = None,
        context: Mapping[str, str] | None = None,
    ) -> Capture:
        """Make a capture of bytes that lie in an opened input; what is not given here is taken from there."""
        return Capture(
            kind=kind,
            key=key,
            body=body,
            source=blob.name,
            locator=locator,
            report_id=report_id or blob.report_id,
            url=blob.url,
            media_type=blob.media_type,
            charset=blob.charset,
            headers=blob.headers,
            received=blob.received or iso_time(self.clock()),
            context={**blob.context, **(context or {})},
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
        media_type: the media type that the web server declared.
        headers: the headers of the web server's answer.
        received: when it was received (UTC, ISO 8601 with ``Z``), if that was not now.
        context: what each of its captures is to know from around it.
        lines_before: line ends of the file before these bytes, where they are a piece of it.
    """

    def __init__(
        self,
        name: str,
        report_id: str,
        stream: BinaryIO,
        url: str | None = None,
        charset: str | None = None,
        *,
        media_type: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        received: str | None = None,
        context: Mapping[str, str] | None = None,
        lines_before: int = 0,
    ) -> None:
        self.name = name
        self.report_id = report_id
        self.url = url
        self.charset = charset
        self.media_type = media_type or None
        self.headers = headers
        self.received = received
        self.context = dict(context or {})
        self.lines_before = lines_before
        self.stream = stream
        """What comes after the head."""
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
            chunk = self.stream.read(_CHUNK)

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
