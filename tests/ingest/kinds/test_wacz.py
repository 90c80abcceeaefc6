"""Collections of web archives (WACZ): those in them, broken and hostile ones too."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.ingest import Settings, Unreadable, captures
from hasila.ingest.kinds import kind_of, warc
from hasila.ingest.source import Blob
from hasila.model import Capture
from warckit import GOOD, THREE, Endless, answer, cut, pages, record, wacz


def test_a_collection_gives_the_pages_of_all_its_archives() -> None:
    data = wacz(
        {
            "archive/b.warc": THREE[1],
            "archive/a.warc.gz": GOOD,
            "indexes/index.cdx.gz": gzip.compress(b"x"),
            "pages/pages.jsonl": b'{"text": "five killed"}',
            "archive/../../evil.warc": THREE[0],
            "/archive/evil.warc": THREE[0],
            "archive/deep/evil.warc": THREE[0],
            "archive/\x1b[31m.warc": THREE[0],
            "evil.warc": THREE[0],
        },
        zipfile.ZIP_DEFLATED,
    )
    found = pages(data, "a.wacz")
    assert [item.locator for item in found] == [f"archive/a.warc.gz, record {n}" for n in (1, 2, 3)] + [
        "archive/b.warc, record 1"
    ]
    assert found[0].name == "a.wacz, archive/a.warc.gz, record 1"


def test_a_collection_from_a_stream_is_read_too() -> None:
    data = wacz({"archive/a.warc.gz": GOOD})
    blob = Blob("-", "stdin", Endless(iter([data])))  # type: ignore[arg-type]
    assert [type(item) for item in warc.split(blob, Settings())] == [Capture] * 3
    large = Blob("-", "stdin", Endless(iter([data])))  # type: ignore[arg-type]
    (fault,) = warc.split(large, Settings(max_unpacked=100))
    assert isinstance(fault, Unreadable)
    assert "larger than" in fault.reason


def broken_member() -> bytes:
    data = wacz({"archive/a.warc": b"".join(THREE), "archive/b.warc": THREE[0]})
    at = data.index(b"https://b.example/2")
    return data[:at] + b"https://b.exemple/2" + data[at + 19 :]


def test_a_broken_archive_in_a_collection_leaves_the_others_alone() -> None:
    found = cut(broken_member(), "a.wacz")  # its check sum does not fit
    faults = [item for item in found if isinstance(item, Unreadable)]
    assert [item.name for item in faults] == ["a.wacz, archive/a.warc"]
    assert "broken" in faults[0].reason
    assert isinstance(found[-1], Capture)
    assert found[-1].locator == "archive/b.warc, record 1"


def overlapping() -> bytes:
    """Many entries of one ZIP that share the same bytes."""
    data = bytearray(wacz({f"archive/{n}.warc": THREE[0] if n else os.urandom(4000) for n in range(9)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        first = archive.infolist()[0]
    at = data.index(b"PK\x01\x02")
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 20 : at + 24] = first.compress_size.to_bytes(4, "little")
        data[at + 42 : at + 46] = b"\0\0\0\0"
        at += 4
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (wacz({"archive/a.warc.gz": GOOD})[:-30], "cut off"),
        (wacz({"pages/pages.jsonl": b"{}"}), "no WARC file"),
        (wacz({f"archive/{n:0200}.warc": b"" for n in range(5000)}), "table of contents"),
        (overlapping(), "overlap"),
        (b"PK\x05\x06" + b"\0" * 18, "no WARC file"),
    ],
)
def test_collections_that_cannot_be_read_are_explained(data: bytes, why: str) -> None:
    (found,) = cut(data, "a.wacz")
    assert isinstance(found, Unreadable)
    assert why in found.reason


@pytest.mark.parametrize("inner", [True, False])
def test_a_bomb_in_a_collection_is_left(inner: bool) -> None:
    warc_bomb = record("response", "https://b.example/i", answer(b"\0" * 40_000_000, Content_Type="image/png"))
    member = gzip.compress(warc_bomb) if inner else warc_bomb
    name = "archive/a.warc.gz" if inner else "archive/a.warc"
    (fault,) = cut(wacz({name: member}, zipfile.ZIP_DEFLATED), "a.wacz")
    assert isinstance(fault, Unreadable)
    assert "200 times" in fault.reason


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_damage_of_a_collection_never_raises(data: st.DataObject) -> None:
    whole = bytearray(wacz({"archive/a.warc.gz": GOOD, "archive/b.warc": THREE[0]}, zipfile.ZIP_DEFLATED))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert cut(bytes(whole), "a.wacz")


def test_archives_are_known_by_name_type_and_first_bytes() -> None:
    blob = Blob("x", "x", io.BytesIO(THREE[0]))
    assert kind_of(blob, "") is warc
    assert kind_of(Blob("x", "x", io.BytesIO(b"")), "A.WARC.GZ") is warc
    assert kind_of(Blob("x", "x", io.BytesIO(b"")), "a.wacz") is warc
    assert kind_of(Blob("x", "x", io.BytesIO(b"")), "", "application/warc") is warc


def test_the_limits_of_an_archive_around_a_web_archive_hold(tmp_path: Path) -> None:
    zeros = record("response", "https://b.example/i", answer(b"\0" * 40_000_000, Content_Type="image/png"))
    path = tmp_path / "all.zip"
    path.write_bytes(wacz({"in/a.warc": THREE[0] + zeros + THREE[1], "in/b.warc": THREE[2]}, zipfile.ZIP_DEFLATED))
    page, fault = captures([str(path)])
    assert isinstance(page, Capture)
    assert isinstance(fault, Unreadable)
    assert fault.name == str(path)
    path.write_bytes(wacz({"in/c.wacz": wacz({"archive/a.warc.gz": GOOD}), "in/a.warc.gz": GOOD}))
    assert [item.name.removeprefix(str(path)) for item in captures([str(path)]) if isinstance(item, Capture)] == [
        *(f"!in/c.wacz, archive/a.warc.gz, record {n}" for n in (1, 2, 3)),
        *(f"!in/a.warc.gz, record {n}" for n in (1, 2, 3)),
    ]
