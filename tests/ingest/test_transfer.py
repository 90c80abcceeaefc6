"""Encodings of transfer undone: what was packed comes back, what is broken or a bomb is said to be."""

import contextlib
import gzip
import io
import tracemalloc
import zlib

import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import example, given
from hypothesis import strategies as st

from hasila.ingest.transfer import BrokenTransferError, GunzipStream, TooLargeError, decoded, gunzip, unchunked
from warckit import brotli

LIMIT = 1_000_000
PAGE = "<p>قتل ثلاثة جنود في القصف</p>".encode() * 40


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nTrailer: x\r\n\r\n"


def zstd(body: bytes) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(body)
    writer.close()
    return out.getvalue()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "br": brotli,
    "deflate": zlib.compress,
    "Deflate ": raw_deflate,
    "zstd": zstd,
    "identity": bytes,
    "": bytes,
    "deflate, gzip": lambda body: gzip.compress(zlib.compress(body)),
}


@pytest.mark.parametrize("name", PACKERS)
def test_encodings_are_undone(name: str) -> None:
    packed = PACKERS[name](PAGE)
    assert decoded(packed, [("content-encoding", name)], LIMIT) == PAGE
    both = [("Transfer-Encoding", "chunked"), ("Content-Encoding", name)]
    assert decoded(chunked(packed), both, LIMIT) == PAGE


@pytest.mark.parametrize("name", ["gzip", "br", "deflate", "zstd"])
def test_what_an_archive_has_undone_already_is_taken_as_it_is(name: str) -> None:
    headers = [("Transfer-Encoding", "chunked"), ("Content-Encoding", name)]
    assert decoded(PAGE, headers, LIMIT) == PAGE
    assert decoded(b"", headers, LIMIT) == b""


@pytest.mark.parametrize("name", ["gzip", "br", "deflate", "zstd"])
def test_bombs_do_not_go_off(name: str) -> None:
    bomb = PACKERS[name](b"\0" * 30_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            decoded(bomb, [("Content-Encoding", name)], LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 10 * LIMIT
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        (gzip.compress(PAGE)[:-9], [("Content-Encoding", "gzip")], "broken"),
        (b"\x1f\x8b no", [("Content-Encoding", "x-gzip")], "broken"),
        (gzip.compress(b"") * 1000, [("Content-Encoding", "gzip")], "broken"),
        (brotli(PAGE)[:-5], [("Content-Encoding", "br")], "broken"),
        (zlib.compress(PAGE)[:-5], [("Content-Encoding", "deflate")], "broken"),
        (zstd(PAGE)[:-5], [("Content-Encoding", "zstd")], "broken"),
        (b"x", [("Content-Encoding", "compress")], "unknown way"),
        (b"x", [("Content-Encoding", "gzip, gzip"), ("Content-Encoding", "gzip, gzip")], "too many times"),
        (b"5\r\nabc", [("Transfer-Encoding", "chunked")], "cut off"),
        (b"3\r\nabc\r\nrubbish", [("Transfer-Encoding", "chunked")], "cut off"),
        (b"ffffffff\r\nabc\r\n", [("Transfer-Encoding", "chunked")], "cut off"),
    ],
)
def test_what_is_broken_is_said(body: bytes, headers: list[tuple[str, str]], why: str) -> None:
    with pytest.raises(BrokenTransferError, match=why):
        decoded(body, headers, LIMIT)


def test_a_page_over_the_limit_is_refused_without_any_encoding() -> None:
    assert decoded(b"x" * 10, [], 10) == b"x" * 10
    with pytest.raises(TooLargeError):
        decoded(b"x" * 11, [], 10)
    with pytest.raises(TooLargeError):
        gunzip(gzip.compress(b"x" * 6) + gzip.compress(b"x" * 5), 10)


@given(st.binary(), st.integers(1, 50))
def test_chunks_are_put_together(body: bytes, size: int) -> None:
    assert unchunked(chunked(body, size)) == body


@given(st.binary(), st.sampled_from(["gzip", "br", "deflate", "zstd"]), st.booleans())
@example(b"\x1f\x8b\x08", "gzip", True)
def test_any_bytes_decode_or_are_refused(body: bytes, name: str, in_chunks: bool) -> None:
    headers = [("Content-Encoding", name)] + ([("Transfer-Encoding", "chunked")] if in_chunks else [])
    with contextlib.suppress(BrokenTransferError, TooLargeError):
        assert len(decoded(body, headers, 1000)) <= 1000


def drained(stream: GunzipStream, size: int) -> bytes:
    return b"".join(iter(lambda: stream.read(size), b""))


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 400), st.binary(max_size=1))
def test_a_packed_file_streams_to_its_content(members: list[bytes], size: int, padding: bytes) -> None:
    packed = b"".join(gzip.compress(member) + b"\0" * len(padding) for member in members)
    stream = GunzipStream(io.BytesIO(packed))
    assert drained(stream, size) == b"".join(members)
    assert stream.error is None
    assert stream.tell() == sum(map(len, members))


@given(st.data())
def test_a_packed_file_that_is_cut_off_says_so(data: st.DataObject) -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"second")
    whole = len(gzip.compress(b"first "))
    cut = data.draw(st.integers(3, len(packed) - 1))
    stream = GunzipStream(io.BytesIO(packed[:cut]))
    got = drained(stream, 100)
    assert b"first second".startswith(got)
    assert (stream.error is None) == (cut == whole)


def test_a_plain_file_passes_through() -> None:
    stream = GunzipStream(io.BytesIO(PAGE))
    assert drained(stream, 7) == PAGE
    assert stream.error is None


def test_a_broken_file_and_a_bomb_end_with_a_reason() -> None:
    broken = bytearray(gzip.compress(PAGE * 50))
    broken[40:60] = b"x" * 20
    stream = GunzipStream(io.BytesIO(bytes(broken)))
    drained(stream, 100)
    assert stream.error == "the compressed file is broken"
    bomb = GunzipStream(io.BytesIO(gzip.compress(b"\0" * 30_000_000)))
    assert GunzipStream.RATIO_FROM - (1 << 16) <= len(drained(bomb, 1 << 16)) <= GunzipStream.RATIO_FROM
    assert bomb.error == "it grows more than 200 times when it is unpacked"
    bounded = GunzipStream(io.BytesIO(gzip.compress(PAGE * 50)), max_bytes=1000)
    assert len(drained(bounded, 100)) == 1000
    assert bounded.error is not None


def test_a_disk_that_fails_is_told_from_a_broken_file() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    stream = GunzipStream(Failing())
    with pytest.raises(OSError, match="Input/output"):
        stream.read(10)
    assert stream.failure is not None
    assert stream.error is None
