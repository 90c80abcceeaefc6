"""Fetching, against a server of our own on the loopback interface."""

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest import Unreadable, read_reports, web
from hasila.model import Report

MODIFIED = "Sun, 08 May 2016 10:00:00 GMT"
SAMPLES = Path(__file__).parent / "samples"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass

    def answer(self, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        match path:
            case "/news/1.php":
                self.answer((SAMPLES / "page-utf8.html").read_bytes(), "text/html; charset=utf-8")
            case "/1256":
                text = "قتل ثلاثة"
                self.answer(text.encode("cp1256"), "text/plain; charset=windows-1256")
            case "/gzip":
                self.answer(gzip.compress("قتل ثلاثة جنود في القصف".encode()), "text/plain", Content_Encoding="gzip")
            case "/bomb":
                self.answer(gzip.compress(b"a" * 20_000_000), "text/plain", Content_Encoding="gzip")
            case "/badgzip":
                self.answer(b"\x1f\x8b\x08 no", "text/plain", Content_Encoding="gzip")
            case "/br":
                self.answer(b"...", "text/plain", Content_Encoding="br")
            case "/lines.jsonl":
                self.answer((SAMPLES / "good.jsonl").read_bytes(), "application/octet-stream")
            case "/pdf":
                self.answer(b"%PDF-1.4", "application/pdf")
            case "/untyped.txt":
                self.send_response(200)
                self.end_headers()
                self.wfile.write("<b> قتل ثلاثة".encode())
            case "/cutgzip":
                self.answer(gzip.compress(b"five killed " * 999)[:-20], "text/plain", Content_Encoding="gzip")
            case "/members":
                body = gzip.compress(b"five ") + gzip.compress(b"killed") + b"\0" * 9
                self.answer(body, "text/plain", Content_Encoding="gzip")
            case "/confetti":
                self.answer(gzip.compress(b"") * 400_000, "text/plain", Content_Encoding="gzip")
            case "/heads":
                self.answer(b"five killed", "Text/Plain; charset=UTF-8", X_Second="2", ETag='"v1"', x_second="3")
            case "/headflood":
                self.answer(b"five killed", "text/plain", **{f"X_{n}": "x" * 4000 for n in range(80)})
            case "/changing":
                self.validated = (self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
                if self.validated == ('"v1"', None) or self.validated == (None, MODIFIED):
                    self.send_response(304)
                    self.send_header("ETag", '"v1"')
                    self.end_headers()
                else:
                    self.answer(b"five killed", "text/plain", ETag='"v1"', Last_Modified=MODIFIED)
            case "/liar":
                self.send_response(304)
                self.end_headers()
            case "/busy":
                self.send_response(503)
                self.send_header("Retry-After", query)
                self.end_headers()
            case "/arabic":
                self.redirect("/خبر/١".encode().decode("latin-1"))
            case "/%D8%AE%D8%A8%D8%B1/%D9%A1":
                self.answer(b"five killed", "text/plain")
            case "/hop":
                self.redirect("/news/1.php")
            case "/loop":
                self.redirect(f"/loop?{len(query) * 'x'}x")
            case "/to":
                self.redirect(query)
            case "/cut":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"five killed")
            case "/endless":
                self.send_response(200)
                self.end_headers()
                self.pour(b"five killed " * 5000, 0)
            case "/trickle":
                self.send_response(200)
                self.end_headers()
                self.pour(b"a", 0.05)
            case _:
                self.send_error(404)

    def pour(self, piece: bytes, pause: float) -> None:
        try:
            while not self.server.stopped.wait(pause):  # type: ignore[attr-defined]
                self.wfile.write(piece)
        except OSError:
            pass  # the client hung up


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.stopped = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.stopped.set()  # type: ignore[attr-defined]
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def one(url: str) -> Report | Unreadable:
    (item,) = read_reports([url], allow_private=True)
    return item


def reason(url: str) -> str:
    item = one(url)
    assert isinstance(item, Unreadable)
    assert item.name == url
    assert item.advice
    return item.reason


def test_a_page_is_read_with_its_address(server: str) -> None:
    report = one(f"{server}/news/1.php")
    assert isinstance(report, Report)
    assert report.id == "127.0.0.1/news/1.php"
    assert report.url == f"{server}/news/1.php"
    assert report.outlet == "مرصد السهل"
    assert report.text.startswith("مقتل ستة جنود")


def test_redirects_are_followed_to_the_address_that_is_kept(server: str) -> None:
    report = one(f"{server}/hop")
    assert isinstance(report, Report)
    assert report.url == f"{server}/news/1.php"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/1256", "قتل ثلاثة"),
        ("/gzip", "قتل ثلاثة جنود في القصف"),
        ("/members", "five killed"),
        ("/untyped.txt", "<b> قتل ثلاثة"),
    ],
)
def test_encoding_compression_and_kind_are_found(server: str, path: str, text: str) -> None:
    report = one(server + path)
    assert isinstance(report, Report)
    assert report.text == text


def test_an_address_of_json_lines_gives_all_its_reports(server: str) -> None:
    found = list(read_reports([f"{server}/lines.jsonl"], allow_private=True))
    assert [item.id for item in found if isinstance(item, Report)] == ["sahl-1", "sahl-2", "sahl-3"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/none", "answered 404"),
        ("/pdf", "PDF"),
        ("/loop", "more than 5 redirects"),
        ("/endless", "larger than 10 MB"),
        ("/bomb", "larger than 10 MB"),
        ("/badgzip", "broken"),
        ("/cutgzip", "broken"),
        ("/confetti", "broken"),
        ("/headflood", "headers without end"),
        ("/liar", "answered 304"),
        ("/busy?60", "answered 503"),
        ("/br", "unknown way"),
        ("/cut", "no connection"),
        ("/to?file:///etc/passwd", "not a web address"),
        ("/to?http://[", "no address"),
        ("/to?http://user@", "not a web address"),
        ("/to?ftp://127.0.0.1/", "not a web address"),
        ("/to?data:text/plain,x", "not a web address"),
    ],
)
def test_what_cannot_be_fetched_is_explained(server: str, path: str, why: str) -> None:
    assert why in reason(server + path)


def test_a_server_that_never_ends_is_left(server: str) -> None:
    with pytest.raises(web.FetchError, match=r"within 0\.5 seconds"):
        web.fetch(f"{server}/trickle", allow_private=True, max_seconds=0.5)


def test_a_server_that_says_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(web.FetchError, match=r"within 0\.3 seconds"):
            web.fetch(url, allow_private=True, max_seconds=0.3)
        with pytest.raises(web.FetchError, match=r"within 0\.3 seconds"):
            web.fetch(url.replace("http:", "https:"), allow_private=True, max_seconds=0.3)


def test_a_server_that_is_not_there_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "no connection" in reason(f"http://127.0.0.1:{port}/")


def test_private_addresses_are_refused(server: str) -> None:
    (item,) = read_reports([f"{server}/news/1.php"])
    assert isinstance(item, Unreadable)
    assert "private network" in item.reason


def test_a_redirect_into_the_private_network_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first host counts as public here; the one that it redirects to is judged as it is.
    genuine = web.is_public
    asked: list[str] = []

    def first_only(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1 or genuine(address)

    monkeypatch.setattr(web, "is_public", first_only)
    with pytest.raises(web.FetchError, match="private network"):
        web.fetch(f"{server}/to?{server}/news/1.php")
    assert asked == ["127.0.0.1", "127.0.0.1"]


def test_a_host_is_resolved_once_and_the_checked_address_is_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(server.rpartition(":")[2])
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]]
    genuine = socket.getaddrinfo

    def rebinding(host: str, *args: object, **kwargs: object) -> object:
        if host == "rebinding.example":
            return answers.pop()  # a second question fails
        return genuine(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    page = web.fetch(f"http://rebinding.example:{port}/1256", allow_private=True)
    assert page.body == "قتل ثلاثة".encode("cp1256")
    assert answers == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "64:ff9b:1::808:808", "fec0::1",
        "2001:4860::5efe:10.0.0.1", "2001:4860::200:5efe:a00:1", "::ffff:169.254.169.254", "not an address",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not web.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert web.is_public(address)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https://host:99999/", "HTTP://:80/", "http:///path"])
def test_addresses_that_are_none(url: str) -> None:
    assert "not a web address" in reason(url)


def test_a_host_that_is_not_there_is_explained() -> None:
    assert "there is no host" in reason("http://nowhere.invalid/")
    assert "there is no host" in reason("http://" + "a" * 300 + "/")


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://[::ffff:7f00:1]/"]
)
def test_other_ways_to_write_the_own_machine_are_refused(url: str) -> None:
    with pytest.raises(web.FetchError, match="private network"):
        web.fetch(url)


def test_headers_are_kept_in_order(server: str) -> None:
    page = web.fetch(f"{server}/heads", allow_private=True)
    own = [(name, value) for name, value in page.headers if name not in ("Server", "Date")]
    assert own == [
        ("Content-Type", "Text/Plain; charset=UTF-8"),
        ("X-Second", "2"),
        ("ETag", '"v1"'),
        ("x-second", "3"),
        ("Content-Length", "11"),
    ]
    assert (page.media_type, page.charset, page.status) == ("text/plain", "utf-8", 200)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", page.received)


def test_a_page_that_has_not_changed_is_not_sent_again(server: str) -> None:
    url = f"{server}/changing"
    first = web.fetch(url, allow_private=True)
    assert first.validators == web.Validators('"v1"', MODIFIED)
    for validators in (web.Validators('"v1"'), web.Validators(None, MODIFIED)):
        again = web.fetch(url, allow_private=True, validators=validators)
        assert (again.status, again.body, again.validators) == (304, b"", web.Validators('"v1"'))
    assert web.fetch(url, allow_private=True, validators=web.Validators('"v0"')).body == b"five killed"


@pytest.mark.parametrize("etag", ['"x"\r\nX-Evil: 1', '"\x00"', "قديم", '"' + "x" * 5000 + '"', ""])
def test_validators_that_are_no_header_are_not_sent(server: str, etag: str) -> None:
    page = web.fetch(f"{server}/changing", allow_private=True, validators=web.Validators(etag))
    assert (page.status, page.body) == (200, b"five killed")


def test_an_arabic_redirect_is_followed_as_it_was_meant(server: str) -> None:
    assert web.fetch(f"{server}/arabic", allow_private=True).body == b"five killed"


def test_what_a_busy_server_asks_for_is_told(server: str) -> None:
    with pytest.raises(web.FetchError) as caught:
        web.fetch(f"{server}/busy?90", allow_private=True)
    assert (caught.value.status, caught.value.retry_after) == (503, 90.0)
    assert "90 seconds" in caught.value.advice


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), (" 0 ", 0.0), ("9" * 400, 999_999_999.0), ("Sun, 08 May 2016 10:00:00 GMT", 60.0),
        ("Sun, 08 May 2016 10:00:00 -0000", 60.0), ("Sun, 08 May 2016 09:00:00 GMT", 0.0), ("soon", None), ("", None),
        (None, None), ("-5", None), ("١٢", None), ("Sun, 99 May 2016 10:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(value: str | None, seconds: float | None) -> None:
    at = 1462701540.0  # 2016-05-08 09:59:00 UTC
    assert web.retry_after(value, at) == seconds


@given(st.text())
def test_retry_after_takes_anything(value: str) -> None:
    seconds = web.retry_after(value, 0.0)
    assert seconds is None or seconds >= 0
