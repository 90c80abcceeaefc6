"""Web archives: what of them is a page, that it is kept as archived, and that a broken or hostile one does no harm."""

import base64
import gzip
import hashlib
import io
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastwarc import GzipWriter, WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.ingest import Settings, Unreadable, captures, read_capture
from hasila.ingest.kinds import warc
from hasila.ingest.source import Blob
from hasila.ingest.transfer import GunzipStream
from hasila.model import Capture, Report
from warckit import (
    PAGE,
    SAMPLES,
    THREE,
    Endless,
    answer,
    brotli,
    cut,
    one,
    packed,
    pages,
    record,
    report,
    response,
    wacz,
)


def test_the_sample_gives_its_pages_as_archived() -> None:
    found = list(captures([str(SAMPLES / "pages.warc")]))
    assert all(isinstance(item, Capture) for item in found)
    got = [item for item in found if isinstance(item, Capture)]
    assert [(item.locator, item.key, item.report_id) for item in got] == [
        ("record 3", "https://sahl.example/akhbar/4711", "sahl.example/akhbar/4711"),
        ("record 6", "https://sahl.example/brief?id=12", "sahl.example/brief?id=12"),
    ]
    page, brief = got
    assert page.url == "https://sahl.example/akhbar/4711#top"
    assert page.received == "2021-03-15T08:00:02Z"
    assert page.headers == (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Set-Cookie", "a=1"),
        ("X-Cache", "hit, from the second of two"),
        ("Set-Cookie", "b=2"),
    )
    assert (page.media_type, page.charset, page.kind) == ("text/html", "utf-8", "warc")
    assert page.context == {"record": "response", "record_id": "urn:uuid:5d4c7a52-0000-4000-8000-000000000003"}
    assert page.body in (SAMPLES / "pages.warc").read_bytes()
    assert page.body.startswith(b"HTTP/1.1 200 OK\r\n")
    first, second = (read_capture(item) for item in (page, brief))
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert first.text.startswith("مقتل أربعة")
    assert first.url == "https://sahl.example/akhbar/4711#top"
    assert second.text == "أصيب اثنان من الحراس في تل الورد مساء الأحد.\n"


def test_a_packed_archive_gives_the_same(tmp_path: Path) -> None:
    plain = (SAMPLES / "pages.warc").read_bytes()
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(gzip.compress(plain))
    collection = tmp_path / "pages.wacz"
    collection.write_bytes(wacz({"datapackage.json": b"{}", "archive/data.warc.gz": gzip.compress(plain)}))
    keys = [item.key for item in captures([str(SAMPLES / "pages.warc")]) if isinstance(item, Capture)]
    for name in (path, collection):
        found = [item for item in captures([str(name)]) if isinstance(item, Capture)]
        assert [item.key for item in found] == keys
    assert [item.locator for item in found] == ["archive/data.warc.gz, record 3", "archive/data.warc.gz, record 6"]


def test_what_fastwarc_writes_is_read() -> None:
    out = io.BytesIO()
    writer = GzipWriter(out)
    for number in range(3):
        made = WarcRecord()
        made.init_headers(record_type=WarcRecordType.response)
        made.headers["WARC-Target-URI"] = f"https://sahl.example/{number}"
        made.headers["Content-Type"] = "application/http; msgtype=response"
        made.set_bytes_content(answer())
        made.write(writer, checksum_data=True)
    writer.close()
    assert [item.key for item in pages(out.getvalue())] == [f"https://sahl.example/{n}" for n in range(3)]


@pytest.mark.parametrize(
    "data",
    [
        record("request", "https://a.example/", b"GET / HTTP/1.1\r\n\r\n"),
        record("revisit", "https://a.example/", answer()),
        record("metadata", "https://a.example/", b"via: x"),
        record("warcinfo", None, b"software: x"),
        record("conversion", "https://a.example/", PAGE, Content_Type="text/html"),
        record("response", "https://a.example/", answer(status="404 Not Found")),
        record("response", "https://a.example/", answer(status="301 Moved")),
        record("response", "https://a.example/", answer(b"\x89PNG", Content_Type="image/png")),
        record("response", "https://a.example/", answer(b"{}", Content_Type="application/json")),
        record("response", "https://a.example/", answer(b"{}", Content_Type="")),
        record("response", "dns:a.example", answer()),
        record("response", None, answer()),
        record("response", "https://a.example/", b"no answer"),
        record("resource", "urn:text:https://a.example/", b"five killed", Content_Type="text/plain"),
        record("resource", "file:///etc/passwd", b"five killed", Content_Type="text/plain"),
    ],
)
def test_what_is_no_page_gives_nothing(data: bytes) -> None:
    page = response("https://b.example/")
    assert [item.key for item in pages(data + page + data)] == ["https://b.example/"]
    (alone,) = cut(data)
    assert isinstance(alone, Unreadable)
    assert "no web page" in alone.reason


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (record("response", "<https://b.example/x#y>", answer()), "text/html"),
        (record("response", "HTTPS://B.example/x", answer(Content_Type="TEXT/HTML")), "text/html"),
        (record("response", "https://b.example/x", answer(Content_Type="")), "text/html"),
        (
            record("resource", "https://b.example/x", PAGE, Content_Type="application/xhtml+xml"),
            "application/xhtml+xml",
        ),
        (record("response", "https://b.example/x", answer().replace(b"\r\n", b"\n")), "text/html"),
    ],
)
def test_pages_are_known_however_they_are_written(data: bytes, media_type: str) -> None:
    capture = one(data)
    assert (capture.key, capture.media_type) == ("https://b.example/x", media_type)
    found = read_capture(capture)
    assert isinstance(found, Report)
    assert found.text.startswith("مقتل ستة جنود")


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in (body[:99], body[99:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (brotli(PAGE), {"Content_Encoding": "br"}),
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE, {"Transfer_Encoding": "chunked", "Content_Encoding": "br"}),
    ],
)
def test_encodings_are_kept_in_the_capture_and_undone_for_the_report(payload: bytes, headers: dict[str, str]) -> None:
    data = response("https://b.example/", payload, **headers)
    assert one(data).body == answer(payload, **headers)
    assert report(data).text == report(response("https://b.example/")).text


@pytest.mark.parametrize(
    ("payload", "headers", "why"),
    [
        (gzip.compress(PAGE)[:-30], {"Content_Encoding": "gzip"}, "broken"),
        (gzip.compress(b"<p>" * 9_000_000), {"Content_Encoding": "gzip"}, "larger than 10 MB"),
        (PAGE, {"Content_Encoding": "rot13"}, "unknown way"),
        (b"%PDF-1.4 \x00", {}, "a PDF file"),
        (b"GIF89a\x00\x00", {"Content_Type": "text/plain"}, "a GIF image"),
        (b"", {}, "empty"),
    ],
)
def test_pages_that_cannot_be_read_are_explained(payload: bytes, headers: dict[str, str], why: str) -> None:
    found = read_capture(one(response("https://b.example/", payload, **headers)))
    assert isinstance(found, Unreadable)
    assert why in found.reason
    assert found.name == "a.warc, record 1"


@pytest.mark.parametrize(
    ("date", "received"),
    [
        ("2021-03-15T08:00:00Z", "2021-03-15T08:00:00Z"),
        ("2021-03-15T08:00:00.123456789Z", "2021-03-15T08:00:00Z"),
        ("2021-03-15T08:00:00+03:00", "2021-03-15T05:00:00Z"),
        ("2021-03-15", "2021-03-15T00:00:00Z"),
    ],
)
def test_the_time_of_receipt_is_that_of_the_archive(date: str, received: str) -> None:
    assert one(record("response", "https://b.example/", answer(), WARC_Date=date)).received == received


@pytest.mark.parametrize("date", ["", "yesterday", "20210315080000x", "0001-01-01T00:00:00+14:00"])
def test_where_the_archive_has_no_time_it_is_now(date: str) -> None:
    assert one(record("response", "https://b.example/", answer(), WARC_Date=date)).received > "2024"


def digest(data: bytes, name: str = "sha1", base: int = 32) -> str:
    made = hashlib.new(name, data).digest()
    return f"{name}:{base64.b32encode(made).decode() if base == 32 else made.hex()}"


CHUNKS = answer(chunked(gzip.compress(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("block", "digests"),
    [
        (answer(), {"WARC_Block_Digest": digest(answer())}),
        (answer(), {"WARC_Block_Digest": digest(answer(), "sha256", 16)}),
        (answer(), {"WARC_Block_Digest": digest(answer(), "md5").rstrip("=")}),
        (answer(), {"WARC_Payload_Digest": digest(PAGE, "sha512", 16)}),
        (CHUNKS, {"WARC_Payload_Digest": digest(chunked(gzip.compress(PAGE)))}),
        (CHUNKS, {"WARC_Payload_Digest": digest(gzip.compress(PAGE))}),
        (CHUNKS, {"WARC_Payload_Digest": digest(PAGE)}),
        (answer(), {"WARC_Block_Digest": "blake3:abcdefghijklmnopqrstuvwxyz"}),
        (answer(), {"WARC_Block_Digest": "nonsense"}),
    ],
)
def test_digests_that_fit_or_are_not_known_pass(block: bytes, digests: dict[str, str]) -> None:
    # gzip.compress writes the time into its head; the same second or not, each block is compared with itself only
    assert one(record("response", "https://b.example/", block, **digests)).body == block


@pytest.mark.parametrize("which", ["block", "payload"])
def test_a_digest_that_does_not_fit_is_said_and_the_rest_goes_on(which: str) -> None:
    digests = {f"WARC_{which.title()}_Digest": digest(b"other")}
    bad = record("response", "https://b.example/1", answer(), **digests)
    wrong, right = cut(bad + response("https://b.example/2"))
    assert isinstance(wrong, Unreadable)
    assert wrong.name == "a.warc, record 1"
    assert f"{which} digest" in wrong.reason
    assert isinstance(right, Capture)


@pytest.mark.parametrize("pack", [False, True])
def test_wherever_an_archive_is_cut_what_came_before_stands_and_it_is_said(pack: bool) -> None:
    parts = [packed(one) for one in THREE] if pack else THREE
    data = b"".join(parts)
    whole = [item.body for item in pages(data)]
    ends = [sum(map(len, parts[:n])) for n in range(4)]
    for at in range(1, len(data)):
        found = cut(data[:at])
        got = [item.body for item in found if isinstance(item, Capture)]
        faults = [item for item in found if isinstance(item, Unreadable)]
        complete = sum(end <= at for end in ends) - 1
        # the page may be whole where only the blank lines or the check sum after it are missing
        assert got in (whole[:complete], whole[: complete + 1])
        assert found[: len(got)] == [item for item in found if isinstance(item, Capture)]
        if at in ends[1:]:
            assert faults == []
        else:
            assert len(faults) == 1, at
            assert faults[0].advice


@pytest.mark.parametrize("pack", [False, True])
def test_a_broken_archive_ends_with_one_error(pack: bool) -> None:
    parts = [packed(one) for one in THREE] if pack else THREE
    start = len(parts[0])
    data = b"".join(parts)
    found = cut(data[:start] + b"\x00" * 40 + data[start + 40 :])
    assert [type(item) for item in found] == [Capture, Unreadable]


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<html>", b"\x1f\x8b\x08", b"PK\x03\x04", b"\x00" * 9999, b"WARC/1.1\r\n"]
)
def test_what_is_no_archive_gives_one_error(data: bytes) -> None:
    (found,) = cut(data)
    assert isinstance(found, Unreadable)
    assert found.name.startswith("a.warc")


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damage_never_raises(data: st.DataObject) -> None:
    whole = bytearray(b"".join(THREE))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    plain, in_gzip = cut(bytes(whole)), cut(gzip.compress(bytes(whole)))
    for item in plain + in_gzip:
        if isinstance(item, Capture):
            read_capture(item)


def test_lengths_that_lie_do_no_harm() -> None:
    for length in ("-1", "99999999999999999999", "abc", "1", "10000000"):
        bad = record("response", "https://b.example/1", answer(b"<p>x"), Content_Length=length)
        found = cut(THREE[0] + bad + THREE[1])
        assert isinstance(found[0], Capture)
        assert isinstance(found[-1], Unreadable)


def test_a_page_over_the_limit_is_said_and_the_rest_goes_on() -> None:
    large, small = cut(response("https://b.example/1", b"<p>" * 100_000) + THREE[0], max_bytes=100_000)
    assert isinstance(large, Unreadable)
    assert "larger than 0.1 MB" in large.reason
    assert isinstance(small, Capture)


def test_memory_does_not_grow_with_the_archive() -> None:
    image = record("response", "https://b.example/i", answer(os.urandom(1_000_000), Content_Type="image/jpeg"))
    text = response("https://b.example/", b"<p>five killed</p>" * 1000)
    pieces = (packed(image, text) for _ in range(60))
    blob = Blob("-", "stdin", Endless(pieces))  # type: ignore[arg-type]
    tracemalloc.start()
    try:
        assert sum(1 for _ in warc.split(blob, Settings())) == 60
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_stream_that_fails_is_not_taken_for_a_broken_archive() -> None:
    def pieces() -> Iterator[bytes]:
        yield THREE[0] * 200
        raise OSError(5, "Input/output error")

    items = warc.split(Blob("-", "stdin", Endless(pieces())), Settings())  # type: ignore[arg-type]
    assert isinstance(next(items), Capture)
    with pytest.raises(OSError, match="Input/output"):
        list(items)


def test_packed_bombs_are_left() -> None:
    bomb = gzip.compress(
        record("response", "https://b.example/i", answer(b"\0" * 30_000_000, Content_Type="image/png"))
    )
    assert len(bomb) * 200 < GunzipStream.RATIO_FROM
    page, fault = cut(packed(THREE[0]) + bomb + packed(THREE[1]))
    assert isinstance(page, Capture)
    assert isinstance(fault, Unreadable)
    assert "200 times" in fault.reason
