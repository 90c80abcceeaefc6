"""Fetching, against a server of our own on the loopback interface."""

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hasila.ingest import Unreadable, read_reports, web
from hasila.model import Report

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
    [("/1256", "قتل ثلاثة"), ("/gzip", "قتل ثلاثة جنود في القصف"), ("/untyped.txt", "<b> قتل ثلاثة")],
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
        ("/br", "unknown way"),
        ("/cut", "no connection"),
        ("/to?file:///etc/passwd", "not a web address"),
        ("/to?http://[", "no address"),
        ("/to?http://user@", "not a web address"),
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
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "not an address",
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
