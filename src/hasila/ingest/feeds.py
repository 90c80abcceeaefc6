"""Feeds taken apart: where the entries lie in the bytes of an RSS or Atom document, and what is in one.

The entries are found by their tags alone, so that each can be kept as it is in the document, and a document that is not
well-formed is no reason to lose them. What is in an entry is then read by feedparser, one entry at a time inside the
root element of its document and without the document's DOCTYPE: no entity that it declares is ever expanded.
"""

import re
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import msgspec

from hasila.ingest.source import iso_day, url_key

#: Longest opening tag of a feed that is kept. Thirty name spaces take three thousand characters.
_MAX_ROOT: Final = 8_000
#: How much before the first entry, and after the last, tells about the feed.
_MAX_ABOUT: Final = 50_000

_ROOT: Final = re.compile(rb"<((?:[\w.-]{1,40}:)?(?:rss|RDF|feed|channel))(?:\s[^<>]{0,20000})?>")
_OPENING: Final = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|RDF|feed)[\s>]|<html\b", re.I)
_STOPS: Final = re.compile(rb"<!\[CDATA\[|<!--|<\?|<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])")
_OPEN: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS: Final = re.compile(r"<(link|guid|id|comments|url)\b[^<>]*>[^<]*</\1>|<link\b[^<>]*>")
_ENDS: Final = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}


class Outline(msgspec.Struct):
    """Where things are in a feed.

    Attributes:
        root: the opening tag of the root element; empty if the document is no feed.
        about: the document without its entries.
        entries: first byte and the byte after the last of each entry.
        whole: whether no entry is cut off.
        entities: whether it declares entities.
    """

    root: bytes = b""
    about: bytes = b""
    entries: list[tuple[int, int]] = []
    whole: bool = True
    entities: bool = False


class Content(msgspec.Struct):
    """What an entry says: plain text or HTML as ``html`` tells."""

    value: str
    html: bool


class Entry(msgspec.Struct):
    """One entry of a feed; ``link`` is absolute, ``published`` an ISO date, titles may have HTML in them."""

    title: str = ""
    link: str | None = None
    guid: str | None = None
    published: str | None = None
    source: str | None = None
    content: Content | None = None


def is_feed(head: str) -> bool:
    """Tell whether a document that begins so, after white space, is a feed."""
    found = _OPENING.search(head[:4096]) if head.startswith("<") else None
    return found is not None and found[0].lower() != "<html"


def outline(data: bytes) -> Outline:
    """Find the parts of a feed; takes time in proportion to its length, whatever is in it."""
    found = Outline(entries=[])
    root = _ROOT.search(data)
    if not root:
        return found
    found.root = root[0] if len(root[0]) <= _MAX_ROOT else b"<" + root[1] + b">"
    found.entries = list(_entries(data))
    first = found.entries[0][0] if found.entries else len(data)
    if first < root.end():  # an entry before the root: no feed
        return Outline(entries=[])
    last = found.entries[-1][1] if found.entries else len(data)
    found.whole = _OPEN.search(data, last if found.entries else root.end()) is None
    found.entities = b"<!entity" in data[: root.start()].lower()
    after = data[last : last + _MAX_ABOUT]
    found.about = found.root + data[root.end() : min(first, root.end() + _MAX_ABOUT)] + after
    return found


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each outermost entry begins and ends; tags in comments and CDATA are none."""
    at = 0
    start = depth = 0
    name = b""
    while stop := _STOPS.search(data, at):
        mark = stop[0]
        if mark in _ENDS:
            end = data.find(_ENDS[mark], stop.end())
            if end < 0:
                return
            at = end + len(_ENDS[mark])
            continue
        close = data.find(b">", stop.end())
        if close < 0:
            return
        at = close + 1
        if stop[1]:
            if depth and stop[2] == name:
                depth -= 1
                if not depth:
                    yield start, at
        elif not depth:
            start, name = stop.start(), stop[2]
            depth = 1
            if data[close - 1 : close] == b"/":
                depth = 0
                yield start, at
        elif stop[2] == name and data[close - 1 : close] != b"/":
            depth += 1


def feed_title(about: str, base: str | None) -> tuple[str, str | None]:
    """Return the title of a feed, and the address that it gives as its own."""
    found = _parse(about, base).get("feed", {})
    link = found.get("link")
    return str(found.get("title") or ""), link if url_key(link) else None


def entry(xml: str, root: str, base: str | None) -> Entry:
    """Read one entry.

    Args:
        xml: the entry's element.
        root: the opening tag of the document's root element, which declares the name spaces.
        base: the address that links are relative to.
    """
    name = root[1:].split(None, 1)[0].rstrip(">")
    channel = ("<channel>", "</channel>") if name.rpartition(":")[2] == "rss" else ("", "")
    document = f'<?xml version="1.0" encoding="utf-8"?>\n{root}{channel[0]}{xml}{channel[1]}</{name}>'
    # An address that is none ("http://[") makes feedparser lose the entry; the words are worth more.
    parsed = _parse(document, base) or _parse(_ADDRESS.sub("", document), base)
    found = next(iter(parsed.get("entries", ())), None)
    if found is None:
        return Entry()
    link = found.get("feedburner_origlink") or found.get("link")
    return Entry(
        title=str(found.get("title") or ""),
        link=_absolute(base, link),
        guid=str(found.get("id") or "")[:1000] or None,
        published=_day(found),
        source=str((found.get("source") or {}).get("title") or "") or None,
        content=_content(found),
    )


def _parse(document: str, base: str | None) -> Any:
    import feedparser  # type: ignore[import-untyped]  # here: it takes a fifth of a second to load

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own changes, which are not the user's affair
        try:
            return feedparser.parse(
                document.encode("utf-8", "replace"),
                response_headers={"content-type": "application/xml; charset=utf-8", "content-location": base or ""},
                resolve_relative_uris=False,  # the text is kept, not its links
                sanitize_html=False,  # likewise: what is no text is left out anyway
            )
        except Exception:  # what breaks the parser is an unreadable entry, whatever it raised
            return {}


def _absolute(base: str | None, link: Any) -> str | None:
    try:
        found = urljoin(base or "", str(link or "").strip())
    except ValueError:
        return None
    # A link that is empty would be that of the feed itself.
    return found if url_key(found) not in (None, url_key(base)) else None


def _content(found: Any) -> Content | None:
    """Return the fullest of what an entry offers: its content before its summary, which may be a teaser."""
    offered = [*found.get("content", ()), found.get("summary_detail")]
    texts = [
        Content(str(item["value"]), item.get("type") not in ("text/plain", None))
        for item in offered
        if item and str(item.get("value") or "").strip() and str(item.get("type") or "").startswith(("text/", "appl"))
    ]
    return max(texts, key=lambda text: len(text.value), default=None)


def _day(found: Any) -> str | None:
    """Return the day of publication as it was where it was written, else in UTC."""
    for name in ("published", "updated"):
        value = dict.get(found, name)  # its own get has "updated" mean "published", with a warning
        if not value:
            continue
        value = str(value).strip()
        if _ISO.match(value):
            return iso_day(value[:10])
        try:
            return parsedate_to_datetime(value).date().isoformat()
        except (ValueError, OverflowError, IndexError, TypeError):
            pass
        parsed = dict.get(found, f"{name}_parsed")
        if parsed:
            return iso_day(f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}")
    return None


def not_after(day: str | None, received: str) -> str | None:
    """Return a day unless it is later than the day after that of receipt: a clock that is wrong tells nothing."""
    try:
        limit = date.fromisoformat(received[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return day
    return day if day is None or day <= limit.isoformat() else None
