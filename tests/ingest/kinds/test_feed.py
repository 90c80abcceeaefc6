"""Feeds: what an entry says, the pages that it links to, and what a broken or hostile feed does, which is no harm."""

import functools
import io
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.ingest import Settings, Unreadable, captures, read_capture
from hasila.ingest.kinds import feed, kind_of
from hasila.ingest.polite import Fetcher
from hasila.ingest.source import Blob
from hasila.ingest.web import fetch
from hasila.model import Capture, Report

SAMPLES = Path(__file__).parent.parent / "samples"
PAGE = (SAMPLES / "page-utf8.html").read_bytes()
ALONE = Settings(follow=False)
FEED = "https://sahl.example/feed"


def cut(data: bytes, chosen: Settings = ALONE, url: str | None = FEED) -> list[Capture | Unreadable]:
    return list(feed.split(Blob("feed", "feed", io.BytesIO(data), url), chosen))


def entries(data: bytes, chosen: Settings = ALONE, url: str | None = FEED) -> list[Capture]:
    found = cut(data, chosen, url)
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item for item in found if isinstance(item, Capture)]


def reports(data: bytes, url: str | None = FEED) -> list[Report]:
    found = [read_capture(item) for item in entries(data, url=url)]
    assert all(isinstance(item, Report) for item in found)
    return [item for item in found if isinstance(item, Report)]


def reason(data: bytes, chosen: Settings = ALONE) -> str:
    (found,) = cut(data, chosen)
    assert isinstance(found, Unreadable)
    assert found.advice
    return found.reason


def rss(*items: str, head: str = "<title>مرصد</title>", encoding: str = "utf-8", prologue: str = "") -> bytes:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{prologue}'
    return f'{declared}<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode(encoding)


def item(link: str = "", title: str = "", text: str = "", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>{text}</description>{more}</item>"


def test_the_rss_sample() -> None:
    data = (SAMPLES / "feed.rss").read_bytes()
    found = entries(data)
    assert [(one.locator, one.key, one.report_id) for one in found] == [
        ("entry 1", "https://sahl.example/akhbar/4711?utm=rss", "sahl.example/akhbar/4711?utm=rss"),
        ("entry 2", "https://sahl.example/brief/12", "sahl.example/brief/12"),
        ("entry 3", "https://sahl.example/bayan/7", "sahl.example/bayan/7"),
    ]
    for one in found:
        assert one.body in data
        assert one.body.startswith(b"<item>")
        assert one.body.endswith(b"</item>")
        assert one.kind == "feed"
    first, second, third = reports(data)
    assert first.text == (
        "مقتل ستة جنود في كمين شرق تل الورد\n"
        "قال متحدث إن ستة جنود قتلوا شرق تل الورد مساء السبت.\n"
        "أصيب أحد عشر آخرون \u200f(3 منهم بحال خطرة)\u200f"
    )
    assert first.url == "https://sahl.example/akhbar/4711?utm=rss#comments"
    assert first.outlet == "مرصد السهل & التل"
    assert (first.published, second.published, third.published) == ("2021-03-14", "2021-03-15", None)
    assert second.text == "إصابة حارسين في تل الورد\nأصيب حارسان في هجوم على حاجز تل الورد."
    assert third.text == "بيان\nلا ضحايا في قصف الأمس، قال المجلس المحلي."


def test_the_atom_sample() -> None:
    data = (SAMPLES / "feed.atom").read_bytes()
    found = list(captures([str(SAMPLES / "feed.atom")], ALONE))
    assert [one.key for one in found if isinstance(one, Capture)] == [
        "https://plain.example/news/2021/five-guards",
        "feed:https://plain.example/ tag:plain.example,2021:2",
    ]
    first, second = reports(data, None)
    assert first.text == (
        "Five guards killed at checkpoint\n"
        "At least five guards were killed on Sunday, a doctor said.\nTwo were wounded."
    )
    assert (first.outlet, first.published, first.lang) == ("Plain Observer", "2021-03-14", "en")
    assert second.text == "Correction\nFour guards, not five, were killed; 2 < 3."
    assert (second.url, second.published) == (None, "2021-03-15")


SIMPLE = (
    b'<rss version="0.91"><channel><title>T</title><item><title>five killed</title><link>https://b.example/1</link>'
    b"</item></channel></rss>"
)


@pytest.mark.parametrize(
    "data",
    [
        SIMPLE,
        b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://n.example/x.dtd">' + SIMPLE,
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>T'
        b'</title><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items></channel><item rdf:about="https://b.example/1">'
        b"<title>five killed</title><link>https://b.example/1</link></item></rdf:RDF>",
        b'<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry><a:title>five killed</a:title>'
        b'<a:link href="https://b.example/1"/></a:entry></a:feed>',
        b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>five killed</title>'
        b'<link rel="alternate" type="text/html" href="https://b.example/1"/></entry></feed>',
    ],
    ids=["0.91", "0.91 with DTD", "1.0", "Atom with prefix", "Atom 0.3"],
)  # fmt: skip
def test_dialects(data: bytes) -> None:
    (found,) = entries(data)
    assert found.key == "https://b.example/1"
    report = read_capture(found)
    assert isinstance(report, Report)
    assert (report.text, report.outlet, report.url) == ("five killed", "T", "https://b.example/1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1256", "iso-8859-6", "utf-16", "utf-32"])
def test_encodings(encoding: str) -> None:
    text = "قتل ثلاثة جنود في القصف على تل الورد مساء الأحد"
    (found,) = reports(rss(item("https://b.example/1", "خبر", text), encoding=encoding))
    assert found.text == f"خبر\n{text}"
    assert found.outlet == "مرصد"


@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1", "us-ascii", "klingon-8"])
def test_an_encoding_that_is_declared_wrongly(said: str) -> None:
    text = "قتل ثلاثة جنود في القصف على تل الورد مساء الأحد"
    data = rss(item("https://b.example/1", "خبر", text))
    for encoding in ("utf-8", "cp1256"):
        wrong = data.decode().replace("utf-8", said, 1).encode(encoding)
        (found,) = reports(wrong)
        assert found.text == f"خبر\n{text}"


@pytest.mark.parametrize(
    "broken",
    [
        item("https://b.example/1", "five killed & two wounded", "a &nbsp; b &bogus; c"),
        item("https://b.example/1", "five killed & two wounded", "<p>never closed<br>"),
        item("https://b.example/1", "five killed & two wounded", "\x01\x0b"),
        item("https://b.example/1", "five killed & two wounded", more="<x:y>no such name space</x:y>"),
        item("https://b.example/1", "<![CDATA[five killed & two wounded]]>", "<![CDATA[<item></item>]]>"),
    ],
)
def test_feeds_that_are_not_well_formed_are_read(broken: str) -> None:
    one, two = reports(rss(broken, item("https://b.example/2", "six killed")))
    assert one.text.splitlines()[0] == "five killed & two wounded"
    assert (one.url, two.text) == ("https://b.example/1", "six killed")


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("<pubDate>Sun, 14 Mar 2021 23:30:00 -0500</pubDate>", "2021-03-14"),
        ("<pubDate>14 Mar 2021</pubDate>", "2021-03-14"),
        ("<pubDate>2021-03-14 23:30</pubDate>", "2021-03-14"),
        ("<pubDate>Sun, 99 Mar 2021 23:30:00</pubDate>", None),
        ("<pubDate>2021-02-30</pubDate>", None),
        ("<pubDate>99999-99-99T99:99:99Z</pubDate>", None),
        ("<pubDate>Fri, 31 Dec 2399 23:30:00 GMT</pubDate>", None),
        ("<pubDate></pubDate>", None),
    ],
)
def test_dates(date: str, day: str | None) -> None:
    (found,) = reports(rss(item("https://b.example/1", "five killed", more=date)))
    assert found.published == day


@pytest.mark.parametrize(
    ("link", "base", "key"),
    [
        ("/1", FEED, "https://sahl.example/1"),
        ("?id=1", FEED, "https://sahl.example/feed?id=1"),
        ("//b.example/1", FEED, "https://b.example/1"),
        ("/1", None, "https://home.example/1"),
        ("file:///etc/passwd", FEED, None),
        ("javascript:alert(1)", FEED, None),
        ("http://[", FEED, None),
        ("", FEED, None),
        ("https://sahl.example/feed#1", FEED, None),
        ("http://", FEED, None),
    ],
)
def test_links(link: str, base: str | None, key: str | None) -> None:
    (found,) = entries(rss(item(link, "five killed"), head="<link>https://home.example/</link>"), url=base)
    assert found.key == key


def test_an_entry_that_comes_twice_or_is_known_is_passed_over() -> None:
    data = rss(
        item("https://b.example/1#a", "one"),
        item("https://b.example/1#b", "one again"),
        item("", "two", more="<guid isPermaLink='false'>g</guid>"),
        item("", "two again", more="<guid isPermaLink='false'>g</guid>"),
        item("https://b.example/3", "three"),
    )
    found = entries(data)
    assert [one.key for one in found] == ["https://b.example/1", f"feed:{FEED} g", "https://b.example/3"]
    known = {found[0].key, found[1].key}
    left = entries(data, Settings(follow=False, known=lambda key: key in known))
    assert [one.key for one in left] == ["https://b.example/3"]


def test_the_outlet_of_a_feed_of_feeds_is_the_one_that_wrote() -> None:
    (found,) = reports(
        rss(item("https://b.example/1", "five killed", more='<source url="https://b.example/f">B</source>'))
    )
    assert found.outlet == "B"


def test_an_entry_without_words_is_said() -> None:
    (found,) = entries(rss(item("https://b.example/1", " ", "<![CDATA[<img src='x'>]]>")))
    report = read_capture(found)
    assert isinstance(report, Unreadable)
    assert report.name == "feed, entry 1"
    long = read_capture(
        msgspec.structs.replace(found, body=item("", "five", "x" * 100).encode()), Settings(max_chars=50)
    )
    assert isinstance(long, Unreadable)


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {"abcdefghij"[n]} "{("&" + "abcdefghij"[n - 1] + ";") * 10}">' for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (rss(item("https://b.example/1", "&j;"), prologue=LAUGHS + "]>"), "entities of its own"),
        (
            rss(item("", "&x;"), prologue='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "entities of its own",
        ),
        (
            rss(item("", "&x;"), prologue='<!DOCTYPE r [<!ENTITY % x SYSTEM "http://b.example/">]>'),
            "entities of its own",
        ),
        (rss(item("", "&x;"), prologue='<!DOCTYPE r [<!ENTITY x "y">]>', encoding="utf-16"), "entities of its own"),
        (b"<html><body><p>not found</p></body></html>", "no RSS or Atom feed"),
        (b"", "no RSS or Atom feed"),
        (b"%PDF-1.4", "a PDF file"),
        (b"<rss>" + b"<item>" * 100_000, "cut off"),
        (b"<rss>" + b"<item/>" * 20_001 + b"</rss>", "more than 20,000 entries"),
        (rss("<p>" * 600_000), "more than 500,000 tags"),
        (rss(item("https://b.example/1", "five killed") * 150_000), "larger than 10 MB"),
    ],
)
def test_what_is_no_feed_or_an_attack_gives_one_error(data: bytes, why: str) -> None:
    assert why in reason(data)


def test_a_doctype_that_asks_for_a_file_is_not_heeded(tmp_path: Path) -> None:
    (tmp_path / "x.dtd").write_text('<!ENTITY x "secret">')
    prologue = f'<!DOCTYPE rss SYSTEM "{(tmp_path / "x.dtd").as_uri()}">'
    (found,) = reports(rss(item("https://b.example/1", "five killed", "&x;"), prologue=prologue))
    assert "secret" not in found.text


def test_a_feed_that_is_cut_off_gives_the_entries_before() -> None:
    data = rss(item("https://b.example/1", "five killed"), item("https://b.example/2", "six killed"))
    one, fault = cut(data[: data.index(b"six")])
    assert isinstance(one, Capture)
    assert isinstance(fault, Unreadable)
    assert "cut off" in fault.reason


@pytest.mark.parametrize(
    "piece",
    [b"<item ", b"<![CDATA[", b"<!--", b"<?", b"<item>", b"</item>", b"<rss ", b"<a b='", b"&a", b"\x01<", b"<item/>"],
)
def test_hostile_feeds_take_their_length_in_time(piece: bytes) -> None:
    data = b"<rss><channel>" + piece * (200_000 // len(piece)) + b"</channel></rss>"
    begun = time.process_time()
    for one in cut(data):
        if isinstance(one, Capture):
            read_capture(one)
    assert time.process_time() - begun < 30


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_damage_never_raises(data: st.DataObject) -> None:
    whole = bytearray((SAMPLES / data.draw(st.sampled_from(["feed.rss", "feed.atom"]))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=9))
    for one in cut(bytes(whole)):
        if isinstance(one, Capture):
            read_capture(one)


# Joining marks mean something inside words; white space and what XML forbids are none of the text.
WORDS = st.text(st.sampled_from("قتل7a\u200c\u200f\u064b<>&\"' "), min_size=1).map(lambda text: " ".join(text.split()))


@given(WORDS.filter(lambda text: any(c.isalnum() for c in text)))
@settings(deadline=None)
def test_any_words_come_through(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    (found,) = entries(rss(item("https://b.example/1", "", f"<![CDATA[<p>{escaped}</p>]]>")))
    report = read_capture(found)
    assert isinstance(report, Report)
    assert report.text == text.strip()


class Site(BaseHTTPRequestHandler):
    asked: list[str]

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        port = self.server.server_address[1]
        match self.path:
            case "/feed" | "/feed.html" | "/more":
                if self.headers.get("If-None-Match") == '"1"':
                    self.send_response(304)
                    self.end_headers()
                    return
                names = ("page", "gone", "film", "text", "page", "away", "more", "moved")
                body = rss(
                    *(item(f"/{name}", f"خبر {name}", "قتل ثلاثة", "<pubDate>2021-03-15</pubDate>") for name in names)
                )
                kind = "text/html" if self.path.endswith("html") else "application/rss+xml"
            case "/page":
                body, kind = PAGE, "text/html; charset=utf-8"
            case "/text":
                body, kind = "قتل أربعة".encode("cp1256"), "text/plain; charset=windows-1256"
            case "/film":
                body, kind = b"\x00\x00\x00", "video/mp4"
            case "/away" | "/moved":
                self.send_response(302)
                self.send_header(
                    "Location", "file:///etc/passwd" if self.path == "/away" else f"http://127.0.0.1:{port}/page"
                )
                self.end_headers()
                return
            case _:
                self.send_error(404)
                return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    httpd.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def fetcher() -> Fetcher:
    return Fetcher(pause=0.0, get=functools.partial(fetch, allow_private=True))


def online(site: ThreadingHTTPServer, path: str = "/feed", **more: object) -> list[Capture | Unreadable]:
    chosen = Settings(fetch=fetcher(), **more)  # type: ignore[arg-type]
    return list(captures([f"http://127.0.0.1:{site.server_port}{path}"], chosen))


def test_the_pages_of_a_feed_are_fetched_once(site: ThreadingHTTPServer) -> None:
    found = online(site)
    root = f"http://127.0.0.1:{site.server_port}"
    assert [(one.kind, one.key) for one in found if isinstance(one, Capture)] == [
        ("html", f"{root}/page"),
        ("feed", f"{root}/gone"),
        ("feed", f"{root}/film"),
        ("text", f"{root}/text"),
        ("feed", f"{root}/away"),
        ("feed", f"{root}/more"),
        ("html", f"{root}/moved"),
    ]
    page, gone, film, text, away, itself, moved = (one for one in found if isinstance(one, Capture))
    assert page.body == PAGE
    assert page.name == f"{root}/feed, entry 1"
    assert dict(page.headers)["ETag"] == '"1"'
    assert moved.url == f"{root}/page"
    assert [one.context["page"] for one in (gone, film, away, itself)] == [
        "the server answered 404",
        "it is not text: it has zero bytes",
        "not a web address: file:///etc/passwd",
        "it is application/rss+xml",
    ]
    assert site.asked == ["/feed", "/page", "/gone", "/film", "/text", "/away", "/more", "/moved", "/page"]  # type: ignore[attr-defined]
    report = read_capture(page)
    assert isinstance(report, Report)
    assert (report.outlet, report.published) == ("مرصد السهل", "2021-03-14")
    plain = read_capture(text)
    assert isinstance(plain, Report)
    assert (plain.text, plain.outlet, plain.published) == ("قتل أربعة", "مرصد", "2021-03-15")
    own = read_capture(gone)
    assert isinstance(own, Report)
    assert (own.text, own.url) == ("خبر gone\nقتل ثلاثة", f"{root}/gone")


class Kept:
    """Validators as a store keeps them; empty, it is false."""

    def __init__(self) -> None:
        self.all: dict[str, tuple[str | None, str | None]] = {}

    def __len__(self) -> int:
        return len(self.all)

    def get(self, url: str, /) -> tuple[str | None, str | None]:
        return self.all.get(url, (None, None))

    def put(self, url: str, etag: str | None, modified: str | None, /) -> None:
        self.all[url] = (etag, modified)


def test_a_feed_that_has_not_changed_is_not_read_again(site: ThreadingHTTPServer) -> None:
    kept = Kept()
    assert len(online(site, "/feed", validators=kept, follow=False)) == 7
    url = f"http://127.0.0.1:{site.server_port}/feed"
    assert kept.all == {url: ('"1"', None)}
    assert online(site, "/feed", validators=kept) == []
    assert site.asked == ["/feed", "/feed"]  # type: ignore[attr-defined]


def test_a_feed_counts_as_read_only_when_all_of_it_was_handed_over(site: ThreadingHTTPServer) -> None:
    kept = Kept()
    chosen = Settings(fetch=fetcher(), validators=kept, follow=False)
    handed = captures([f"http://127.0.0.1:{site.server_port}/feed"], chosen)
    for _ in range(7):
        next(handed)
        assert len(kept) == 0
    assert next(handed, None) is None
    assert len(kept) == 1


def test_a_feed_that_is_called_a_page_is_a_feed(site: ThreadingHTTPServer) -> None:
    found = online(site, "/feed.html", follow=False)
    assert [one.kind for one in found if isinstance(one, Capture)] == ["feed"] * 7


def test_known_pages_are_not_asked_for(site: ThreadingHTTPServer) -> None:
    assert online(site, known=lambda key: True) == []
    assert site.asked == ["/feed"]  # type: ignore[attr-defined]


def test_no_page_is_asked_for_that_shall_not_be(site: ThreadingHTTPServer) -> None:
    found = online(site, follow=False)
    assert {one.kind for one in found if isinstance(one, Capture)} == {"feed"}
    assert site.asked == ["/feed"]  # type: ignore[attr-defined]


def test_links_into_the_own_network_are_refused_and_the_entry_speaks_for_itself(site: ThreadingHTTPServer) -> None:
    link = f"http://127.0.0.1:{site.server_port}/page"
    (found,) = entries(rss(item(link, "five killed")), Settings())
    assert found.kind == "feed"
    assert "private network" in found.context["page"]
    assert site.asked == []  # type: ignore[attr-defined]


def test_a_feed_of_thousands_is_not_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_FOLLOWED", 1)
    found = entries(rss(item("http://127.0.0.1:1/1", "one"), item("http://127.0.0.1:1/2", "two")), Settings())
    assert "private network" in found[0].context["page"]
    assert "more than 1 pages" in found[1].context["page"]


def test_feeds_are_known_by_name_type_and_first_bytes() -> None:
    def kind(name: str, data: bytes = b"", media_type: str = "") -> object:
        return kind_of(Blob("x", "x", io.BytesIO(data)), name, media_type)

    assert kind("a.XML") is feed
    assert kind("", media_type="application/atom+xml") is feed
    for name in ("feed.rss", "feed.atom"):
        assert {kind("", (SAMPLES / name).read_bytes(), media) for media in ("", "text/xml")} == {feed}
    assert kind("", rss(prologue=LAUGHS + "]>")) is feed
    assert feed not in {kind("", data) for data in (PAGE, b"<!-- rss --> <html>", b"the <rss> tag")}
