"""Short ways to write web archives."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fastwarc.stream_io import BrotliWriter

from hasila.ingest import Settings, Unreadable, read_capture
from hasila.ingest.kinds import warc
from hasila.ingest.source import Blob
from hasila.model import Capture, Report

SAMPLES = Path(__file__).parent / "ingest" / "samples"
PAGE = (SAMPLES / "page-utf8.html").read_bytes()
DATE = "2021-03-15T08:00:00Z"


def record(kind: str, url: str | None, block: bytes, **headers: str) -> bytes:
    """One record; ``content_type="x"`` becomes ``Content-Type: x``, an empty value leaves a header out."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{len(block):012d}>",
        "WARC-Date": DATE,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        "WARC-Target-URI": url or "",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    merged: dict[str, tuple[str, str]] = {}
    for name, value in fields.items():
        merged[name.lower()] = (merged.get(name.lower(), (name, ""))[0], value)
    head = "".join(f"{name}: {value}\r\n" for name, value in merged.values() if value)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(payload: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    fields = {"Content-Type": "text/html; charset=utf-8"} | {n.replace("_", "-"): v for n, v in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + payload


def response(url: str, payload: bytes = PAGE, **headers: str) -> bytes:
    return record("response", url, answer(payload, **headers))


def brotli(body: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(body)
    writer.close()
    return out.getvalue()


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def wacz(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def cut(data: bytes, name: str = "a.warc", **limits: int) -> list[Capture | Unreadable]:
    return list(warc.split(Blob(name, "a", io.BytesIO(data)), Settings(**limits)))  # type: ignore[arg-type]


def pages(data: bytes, name: str = "a.warc") -> list[Capture]:
    found = cut(data, name)
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item for item in found if isinstance(item, Capture)]


def one(data: bytes) -> Capture:
    (capture,) = pages(data)
    return capture


def report(data: bytes) -> Report:
    found = read_capture(one(data))
    assert isinstance(found, Report)
    return found


class Endless(io.RawIOBase):
    """A stream of records that is made while it is read, and cannot be gone back in."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self.pieces = pieces
        self.rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while len(self.rest) < size and (piece := next(self.pieces, b"")):
            self.rest += piece
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


#: Three archived pages, and the packed archive of them.
THREE = [response(f"https://b.example/{n}", b"<p>five killed</p>") for n in range(3)]
GOOD = packed(*THREE)
