"""A news page: trafilatura finds the article, its headline, date and outlet; the rest of the page is left out.

The report's text is what was extracted: the headline, then the paragraphs, one a line. Offsets count in it.
"""

import html
import logging
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from hasila.ingest.decode import binary_kind, decode
from hasila.ingest.source import Blob, Settings, Unreadable, iso_day, url_key
from hasila.model import Capture, Report

EXTENSIONS: Final = (".html", ".htm", ".xhtml")
MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml")

#: Most tags in a page. News pages have 500 to 10,000; finding the article takes about 0.1 ms for each, so what
#: has a hundred times as many would stop the reports after it for minutes.
MAX_TAGS: Final = 100_000

_SAVE_AS: Final = "save the page as HTML"
_TAG: Final = re.compile(r"<[a-zA-Z!?]")
_CHARSET: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?\b(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.I
)
_ENTITY: Final = re.compile(
    r"&(?:zwnj|zwj|lrm|rlm|shy|#(?:173|1564|6527[89]|82\d\d|x(?:ad|61c|20[0-6][0-9a-f]|feff)));", re.I
)
#: Where stand-ins are taken from: Linear A, printable letters without case or decomposition that no news page has.
_STAND_INS: Final = range(0x10600, 0x10737)


def looks_like(head: str) -> bool:
    """Tell whether a text begins with a tag, a doctype or an XML declaration."""
    return _TAG.match(head) is not None


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the page as it is, or why it is none.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", _SAVE_AS)
        return
    data = blob.read(settings.max_bytes)
    if data is None:
        yield Unreadable(
            blob.name,
            f"the page is larger than {settings.max_bytes / 1_000_000:g} MB",
            "save the article alone, as text",
        )
        return
    yield settings.capture(blob, "html", data, key=url_key(blob.url))


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a page, or why there is none."""
    name = capture.name
    what = binary_kind(capture.body[:4096])
    if what:  # a web archive has what its crawler met, whatever the server called it
        return Unreadable(name, f"it is {what}", _SAVE_AS)
    page = decode(capture.body, _declared(capture.body) or capture.charset)
    if not page.strip():
        return Unreadable(name, "it is empty", "check that it was saved")
    if sum(1 for _ in _TAG.finditer(page)) > MAX_TAGS:
        return Unreadable(name, f"the page has more than {MAX_TAGS:,} tags", "save the article alone, as text")
    article = _extract(page, capture.url)
    if article is None:
        return Unreadable(name, "no article was found in the page", "copy the article's text into a .txt file")
    if len(article["text"]) > settings.max_chars:
        return settings.too_long(name)
    return settings.report(report_id=capture.report_id, **article)


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


def _extract(page: str, url: str | None) -> dict[str, Any] | None:
    """Return text, title, published, outlet and url of the article in a page, ``None`` if there is none."""
    trafilatura = _trafilatura()
    guarded, marks = _guard(page)
    if "<html" not in guarded[:4096].lower():
        guarded = f"<html><body>{guarded}</body></html>"  # trafilatura does not take a lone paragraph for a page
    try:
        found = trafilatura.bare_extraction(
            guarded,
            url=url,
            with_metadata=True,
            config=_settings(),
            include_comments=False,  # readers' comments are not the report
            date_extraction_params={
                "original_date": True,  # relative dates ("yesterday") count from the first publication
                "extensive_search": False,  # a date found anywhere in the page may be that of another story
            },
        )
    except Exception:  # a page that breaks the parser is an unreadable page, whatever it raised
        return None
    if found is None or not found.text:
        return None
    title = _plain(found.title, marks)
    lines = [line for line in (_plain(line, marks) for line in found.text.split("\n")) if line]
    if not lines:
        return None
    if title and _fold(lines[0]) != _fold(title):
        lines.insert(0, title)
    return {
        "text": "\n".join(lines),
        "title": title,
        "published": iso_day(found.date) if found.date else None,
        "outlet": _plain(found.sitename, marks),
        "url": url or _web_address(found.url),
    }


@cache
def _trafilatura() -> Any:
    import trafilatura  # here: it takes a third of a second to load

    # What it has to say about a page is said by Unreadable; without a handler it goes to standard error.
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return trafilatura


@cache
def _settings() -> Any:
    """Return trafilatura's settings with a shorter shortest article.

    Below its 250 characters it falls back on all text of the page, share buttons and date line in one paragraph with
    the article; breaking news in Arabic is often shorter. A caption alone is hardly ever longer than 50.
    """
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "50")
    return settings


def _guard(page: str) -> tuple[str, dict[int, str]]:
    """Put stand-ins for the marks that trafilatura deletes (ZWNJ, bidi marks: Unicode category Cf).

    Returns the page and the table that puts the marks back.
    """
    page = _ENTITY.sub(lambda entity: html.unescape(entity[0]), page)
    present = set(page)
    marks = sorted(c for c in present if unicodedata.category(c) == "Cf")
    free = [chr(code) for code in _STAND_INS if chr(code) not in present]
    pairs = dict(zip(marks, free, strict=False))  # Unicode has fewer such marks than the block has letters
    guarded = page.translate({ord(mark): letter for mark, letter in pairs.items()})
    return guarded, {ord(letter): mark for mark, letter in pairs.items()}


def _plain(line: str | None, marks: dict[int, str]) -> str | None:
    """Put the marks back; ``None`` for a line with nothing to read."""
    line = (line or "").translate(marks).strip()
    return line if any(c.isalnum() for c in line) else None


def _fold(line: str) -> str:
    return " ".join("".join(c for c in line if unicodedata.category(c) != "Cf").split()).casefold()


def _web_address(url: str | None) -> str | None:
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
