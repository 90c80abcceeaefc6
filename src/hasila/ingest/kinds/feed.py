"""RSS 0.9 to 2.0 and Atom: the pages that a feed links to, or what its entries say themselves.

By default the page that an entry links to is fetched, and its capture is of kind ``html`` (or ``text``) with the link
as key. Where the page cannot be had, or with ``settings.follow`` off, the entry is the report: a capture of kind
``feed``, whose bytes are the slice of the document from the entry's opening tag to its closing one, as received. Only
of a document in UTF-16 or UTF-32 they are that slice in UTF-8, which the charset of the capture then says.

Entries whose link is known to the store, or was met before in the feed, are passed over without a request. The title
and the day that the feed gives stand in where the page tells none.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from hasila.ingest.decode import binary_kind, decode, wide_encoding
from hasila.ingest.feeds import Content, Entry, entry, feed_title, is_feed, not_after, outline
from hasila.ingest.kinds import html, kind_of, kinds
from hasila.ingest.source import Blob, Fetch, Settings, Unreadable, url_key, url_report_id
from hasila.model import Capture, Report

EXTENSIONS: Final = (".rss", ".atom", ".rdf", ".xml")
MEDIA_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+xml")

#: Most tags in a feed. Full feeds of a hundred articles have 50,000; broken ones take 0.04 ms for each.
MAX_TAGS: Final = 500_000
#: Most entries of a feed; each takes half a millisecond to look at.
MAX_ENTRIES: Final = 20_000
#: Most pages to fetch for one feed. Feeds have 10 to 100 entries; one of thousands would make us a burden to others.
MAX_FOLLOWED: Final = 1000

_TAG: Final = re.compile(r"<[a-zA-Z/!?]")
_DECLARED: Final = re.compile(rb"""<\?xml\b[^>]{0,300}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""")
_SPACE: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
#: Elements that begin and end a line, and those without words of the report.
_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre|"
    "section|table|td|th|tr|ul"
)
_WORDLESS: Final = re.compile("button|embed|form|head|iframe|noscript|object|script|style|svg|template")


def looks_like(head: str) -> bool:
    """Tell whether a document begins as a feed does: its root element is the proof."""
    return is_feed(head)


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the page or the bytes of each entry that is not known, and why there are none.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", "give the address of an RSS or Atom feed")
        return
    data = blob.read(settings.max_bytes)
    if data is None:
        yield Unreadable(
            blob.name,
            f"the feed is larger than {settings.max_bytes / 1_000_000:g} MB",
            "give the feed's latest entries only",
        )
        return
    charset = _charset(data) or blob.charset
    if wide_encoding(data):
        data, charset = decode(data).encode("utf-8", "replace"), "utf-8"
    parts = outline(data)
    if not parts.root:
        yield Unreadable(blob.name, "it is no RSS or Atom feed", "give the address of the feed, not of a page")
    elif parts.entities:
        yield Unreadable(blob.name, "it declares entities of its own, as attacks do", "remove its DOCTYPE")
    elif data.count(b"<") > MAX_TAGS:
        yield Unreadable(blob.name, f"the feed has more than {MAX_TAGS:,} tags", "give the feed's latest entries only")
    elif len(parts.entries) > MAX_ENTRIES:
        yield Unreadable(
            blob.name, f"the feed has more than {MAX_ENTRIES:,} entries", "give the feed's latest entries only"
        )
    else:
        title, home = feed_title(decode(parts.about, charset), blob.url)
        context = {"feed": blob.url or home or "", "feed_title": _line(title), "root": decode(parts.root, charset)}
        yield from _Feed(blob, settings, charset, context).captures(data, parts.entries)
        if not parts.whole:
            yield Unreadable(blob.name, "the feed is cut off in its last entry", "fetch it again")


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report that an entry holds itself, or why there is none."""
    found = _entry(capture.body, capture.charset, capture.context)
    lines = _lines(found.content, settings.max_chars)
    title = _line(found.title)
    if lines is None:
        return settings.too_long(capture.name)
    if title and (not lines or _fold(lines[0]) != _fold(title)):
        lines.insert(0, title)
    if not lines:
        return Unreadable(capture.name, "the entry has no text", "look at the page that it links to, if it does")
    return settings.report(
        report_id=capture.report_id,
        text="\n".join(lines),
        title=title or None,
        published=not_after(found.published, capture.received),
        outlet=_line(found.source or "") or capture.context.get("feed_title") or None,
        url=found.link,
    )


def _charset(data: bytes) -> str | None:
    found = _DECLARED.search(data[:1024])
    return found[1].decode("ascii") if found else None


def _entry(body: bytes, charset: str | None, context: dict[str, str]) -> Entry:
    return entry(decode(body, charset), context.get("root") or "<rss>", context.get("feed") or None)


class _Feed:
    """One pass over the entries of a feed."""

    def __init__(self, blob: Blob, settings: Settings, charset: str | None, context: dict[str, str]) -> None:
        self._blob = blob
        self._settings = settings
        self._charset = charset
        self._context = context
        self._fetch: Fetch | None = None
        self._followed = 0

    def captures(self, data: bytes, entries: list[tuple[int, int]]) -> Iterator[Capture | Unreadable]:
        seen: set[str] = set()
        known = self._settings.known
        for number, (start, end) in enumerate(entries, 1):
            body = data[start:end]
            found = _entry(body, self._charset, self._context)
            key = url_key(found.link) or (f"feed:{self._context['feed']} {found.guid}" if found.guid else None)
            if key:
                if key in seen or (known and known(key)):
                    continue
                seen.add(key)
            yield self._capture(found, key, body, f"entry {number}")

    def _capture(self, found: Entry, key: str | None, body: bytes, locator: str) -> Capture:
        context = self._context | ({"guid": found.guid} if found.guid else {})
        if found.link and self._settings.follow:
            page = self._page(found, context, key, locator)
            if isinstance(page, Capture):
                return page
            context["page"] = page
        name = found.guid.encode("utf-8", "replace") if found.guid else body
        report_id = f"{self._blob.report_id}-{hashlib.sha256(name).hexdigest()[:12]}"
        made = self._settings.capture(
            self._blob,
            "feed",
            body,
            key=key,
            locator=locator,
            report_id=url_report_id(found.link) if found.link else report_id,
            context=context,
        )
        return msgspec.structs.replace(made, charset=self._charset)

    def _page(self, found: Entry, context: dict[str, str], key: str | None, locator: str) -> Capture | str:
        """Return the capture of the page that an entry links to, or why there is none."""
        from hasila.ingest import polite, web  # here: http and ssl cost time at start-up, and most inputs are files

        url = found.link or ""
        self._followed += 1
        if self._followed > MAX_FOLLOWED:
            return f"the feed links to more than {MAX_FOLLOWED:,} pages"
        if self._fetch is None:
            self._fetch = self._settings.fetch or polite.Fetcher.of(self._settings)
        try:
            page = self._fetch(url)
        except web.FetchError as error:
            return error.reason
        if page is None:
            return "the server says that it has not changed"
        blob = Blob(
            self._blob.name,
            url_report_id(url),
            io.BytesIO(page.body),
            page.url,
            page.charset,
            media_type=page.media_type,
            headers=page.headers,
            context=self._blob.context,
        )
        kind = next(name for name, kind in kinds().items() if kind is kind_of(blob, "", page.media_type))
        what = binary_kind(blob.head)
        if kind not in ("html", "text") or what:
            return f"it is {what or page.media_type or 'no page'}"
        del context["root"]
        published = not_after(found.published, self._blob.received or "9999")
        said = {"said:published": published, "said:outlet": _line(found.source or "") or context["feed_title"]}
        return self._settings.capture(
            blob,
            kind,
            page.body,
            key=key,
            locator=locator,
            context=context | {name: value for name, value in said.items() if value},
        )


def _lines(content: Content | None, limit: int) -> list[str] | None:
    """Return the lines of what an entry says; ``None`` if there is more than ``limit`` characters."""
    if content is None:
        return []
    if not content.html:
        found = [_SPACE.sub(" ", line).strip() for line in content.value.splitlines()]
    elif sum(1 for _ in _TAG.finditer(content.value)) > html.MAX_TAGS:
        return None
    else:
        found = _html_lines(content.value)
    lines = [line for line in found if any(c.isalnum() for c in line)]
    return lines if sum(map(len, lines)) + len(lines) <= limit else None


def _html_lines(fragment: str) -> list[str]:
    """Return the words of HTML, a block a line; marks for direction and joining are kept."""
    from trafilatura.utils import load_html  # here: it takes a third of a second to load

    # What XML forbids the parser of HTML would stop at.
    clean = "".join(c if c >= " " or c in "\t\n\r" else " " for c in fragment)
    tree: Any = load_html(f"<html><body>{clean}</body></html>")
    if tree is None:
        return []
    parts: list[str] = []
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = node.tag if isinstance(node.tag, str) else "script"  # comments and the like have functions as tags
        edge = "\0" if _BLOCKS.fullmatch(tag) else ""
        if node.tail:
            pending.append(_SPACE.sub(" ", node.tail))
        pending.append(edge)
        if not _WORDLESS.fullmatch(tag):
            pending.extend(reversed(node))
            pending.append(edge + _SPACE.sub(" ", node.text or ""))
    return [_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\0")]


def _line(title: str) -> str:
    """Return a title as one line of plain text."""
    if "<" in title or "&" in title:
        title = " ".join(_lines(Content(title, html=True), 10_000) or ())
    return _SPACE.sub(" ", "".join(c for c in title if c >= " " or c in "\t\n")).strip()[:1000]


def _fold(line: str) -> str:
    return " ".join("".join(c for c in line if unicodedata.category(c) != "Cf").split()).casefold()
