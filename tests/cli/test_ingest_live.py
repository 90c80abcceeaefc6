"""``hasila ingest`` as a process of its own: stopped in the middle, watching a feed of a real server."""

import http.server
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

LINE = "مقتل {n} مدنيين في غارة على مدينة إدلب أمس، بحسب مصدر طبي رقم {n}"


def hasila(*arguments: str, db: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "HASILA_DB": str(db), "HASILA_WHO": "test", "PYTHONUTF8": "1"}
    # A shell lets what it runs in the background ignore interrupts, and so everything that this starts.
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{heeds}; from hasila.cli import main; main()", *arguments]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def kept(db: Path) -> int:
    """How many reports a store has, as another process sees it."""
    if not db.exists():
        return 0
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # it is being made
    finally:
        connection.close()


def done(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_keeps_what_is_done_and_the_next_run_goes_on(tmp_path: Path, jobs: str) -> None:
    count, db, reports = 1000, tmp_path / "store.db", tmp_path / "in.jsonl"
    # Days apart: what is told of one day and place is weighed pair by pair.
    days = [f"20{n // 100 + 10}-{n % 100 // 9 + 1:02}-{n % 9 * 3 + 1:02}" for n in range(count)]
    lines = (json.dumps({"id": f"r{n}", "published": days[n], "text": LINE.format(n=n)}) for n in range(1, count))
    reports.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    process = hasila("ingest", str(reports), "--jobs", jobs, db=db)
    until = time.monotonic() + 60
    while kept(db) == 0 and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    status, out, err = done(process)
    assert (status, out) == (130, "")
    assert "the same command goes on after it" in err
    assert "Traceback" not in err
    told = int(err.split("stopped: ")[1].split(" added")[0])
    status, out, err = done(hasila("ingest", str(reports), db=db))
    assert (status, err) == (0, "")
    added, known = (int(part.split()[0]) for part in out.split(";")[0].split(", "))
    assert added + known == count - 1
    assert known >= told
    assert done(hasila("verify", db=db))[0] == 0


class _Feed(http.server.BaseHTTPRequestHandler):
    """A feed whose second entry comes later, and its pages."""

    asked: list[str]
    more: bool

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path == "/feed.xml":
            entries = ["1", "2"] if type(self).more else ["1"]
            items = "".join(
                f"<item><title>خبر {n}</title><link>http://{self.headers['Host']}/{n}.html</link>"
                f"<guid>{n}</guid><pubDate>Fri, 15 Mar 2024 10:00:00 GMT</pubDate></item>"
                for n in entries
            )
            body = f"<rss version='2.0'><channel><title>وكالة السهل</title>{items}</channel></rss>"
            self._send(body, "application/rss+xml")
        else:
            number = self.path.strip("/.html")
            text = LINE.format(n=10 + int(number))
            body = (
                "<html lang='ar'><head><meta charset='utf-8'><title>خبر</title></head><body><article>"
                f"<h1>خبر {number}</h1><p>{text}. {text} في بيان لاحق صدر عن المشفى الوطني في المدينة.</p>"
                "</article></body></html>"
            )
            self._send(body, "text/html; charset=utf-8")

    def _send(self, body: str, kind: str) -> None:
        data = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def feed() -> Iterator[tuple[str, type[_Feed]]]:
    handler = type("Feed", (_Feed,), {"asked": [], "more": False})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml", handler
    server.shutdown()
    server.server_close()


def test_watching_a_feed_takes_what_is_new_alone(tmp_path: Path, feed: tuple[str, type[_Feed]]) -> None:
    address, handler = feed
    process = hasila("ingest", address, "--watch", "0.02", "--allow-private", db=tmp_path / "store.db")
    until = time.monotonic() + 60
    while "/1.html" not in handler.asked and time.monotonic() < until:
        time.sleep(0.1)
    handler.more = True
    while "/2.html" not in handler.asked and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    status, _, err = done(process)
    assert status == 130, err
    assert "stopped: 2 added" in err
    assert [handler.asked.count(page) for page in ("/1.html", "/2.html")] == [1, 1]


def test_an_address_inside_is_refused(tmp_path: Path, feed: tuple[str, type[_Feed]]) -> None:
    status, _, err = done(hasila("ingest", feed[0], db=tmp_path / "store.db"))
    assert status == 1
    assert "private" in err or "loopback" in err
    assert feed[1].asked == []
