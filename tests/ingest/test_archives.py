"""Archives: what lies in them is read, and what is made to do harm is not."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest import Settings, Unreadable, captures, read_reports
from hasila.ingest.labels import label, without_ending
from hasila.model import Capture

TEXT = "قتل ثلاثة جنود في القصف".encode()
PAGE = "<html><body><p>قتل ثلاثة جنود في انفجار قرب الجسر.</p></body></html>".encode()
FILES = {
    "folder/b.html": PAGE, "a.txt": TEXT, "c.jsonl": b'{"text": "five killed"}\n{"text": "six killed"}\n',
    "photo.jpg": b"\xff\xd8\xff", "README.md": b"about", ".git/x.txt": TEXT, "__MACOSX/a.txt": b"\x00",
}  # fmt: skip


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def cut(path: Path, data: bytes, **limits: int) -> list[Capture | Unreadable]:
    path.write_bytes(data)
    return list(captures([str(path)], Settings(**limits)))  # type: ignore[arg-type]


def names(found: list[Capture | Unreadable], path: Path) -> list[str]:
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item.name.removeprefix(str(path)) for item in found]


def only(found: list[Capture | Unreadable]) -> Unreadable:
    (item,) = found
    assert isinstance(item, Unreadable)
    assert item.advice
    return item


MAKERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "a.zip": zipped,
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "bzip2.ZIP": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "a.tar": tarred,
    "gnu.tar": lambda files: tarred(files, tarfile.GNU_FORMAT),
    "a.tar.gz": lambda files: gzip.compress(tarred(files)),
    "a.tgz": lambda files: gzip.compress(tarred(files)),
    "a.tar.bz2": lambda files: bz2.compress(tarred(files)),
    "a.tar.xz": lambda files: lzma.compress(tarred(files)),
    "two.tar.xz": lambda files: lzma.compress(tarred(files)[:1000]) + b"\0" * 8 + lzma.compress(tarred(files)[1000:]),
    "no-ending": lambda files: gzip.compress(tarred(files)),
}


@pytest.mark.parametrize("name", MAKERS)
def test_what_lies_in_an_archive_is_read_like_a_directory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    found = cut(path, MAKERS[name](FILES))
    assert names(found, path) == ["!folder/b.html", "!a.txt", "!c.jsonl, line 1", "!c.jsonl, line 2"]
    stem = without_ending(name, [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"])
    ids = [item.report_id for item in found if isinstance(item, Capture)]
    assert ids == [f"{stem}/folder/b", f"{stem}/a", f"{stem}/c-1", f"{stem}/c-2"]
    assert found[0].body == PAGE  # type: ignore[union-attr]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", MAKERS)
def test_archives_come_through_a_pipe_too(tmp_path: Path, name: str) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError(29, "Illegal seek")

    data = MAKERS[name](FILES)
    found = list(captures(["-"], stdin=Pipe(data)))
    assert len(found) == 4
    assert all(isinstance(item, Capture) for item in found)


@pytest.mark.parametrize(
    ("name", "pack"), [("a.txt.gz", gzip.compress), ("a.txt.bz2", bz2.compress), ("a.txt.xz", lzma.compress)]
)
def test_one_packed_file_is_read(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    (capture,) = cut(tmp_path / name, pack(TEXT))
    assert isinstance(capture, Capture)
    assert (capture.body, capture.report_id, capture.kind) == (TEXT, "a", "text")
    assert capture.name == f"{tmp_path / name}!a.txt"


def test_archives_in_directories_and_in_archives_are_read(tmp_path: Path) -> None:
    inner = zipped({"x.txt": TEXT})
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "outer.zip").write_bytes(
        zipped({"in/inner.zip": inner, "in/t.tar.gz": gzip.compress(tarred(FILES))})
    )
    found = list(captures([str(tmp_path)]))
    assert [item.report_id for item in found if isinstance(item, Capture)][:2] == [
        "d/outer/in/inner/x",
        "d/outer/in/t/folder/b",
    ]
    assert found[0].name == f"{tmp_path}/d/outer.zip!in/inner.zip!x.txt"


def test_archives_in_archives_end(tmp_path: Path) -> None:
    data = zipped({"x.txt": TEXT})
    for _ in range(5):
        data = zipped({"n.zip": data, "y.txt": TEXT})
    found = cut(tmp_path / "a.zip", data)
    assert [type(item) for item in found] == [Unreadable, Capture, Capture]
    assert "more than 2 archives deep" in found[0].reason  # type: ignore[union-attr]
    assert "1 archives deep" in cut(tmp_path / "a.zip", data, max_depth=1)[0].reason  # type: ignore[union-attr]
    packed = TEXT
    for _ in range(50):
        packed = gzip.compress(packed)
    assert "2 archives deep" in only(cut(tmp_path / ("a.txt" + ".gz" * 50), packed)).reason


# -- names -------------------------------------------------------------------------------------------------

TRICKS = [
    "../../etc/a.txt",
    "/etc/a.txt",
    "C:\\Windows\\a.txt",
    "x/../../a.txt",
    "./a.txt",
    "\x1b[31m\u202e/a.txt",
    "//a.txt",
]


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("trick", TRICKS)
def test_names_are_labels(tmp_path: Path, make: Callable[[dict[str, bytes]], bytes], trick: str) -> None:
    (capture,) = cut(tmp_path / "a.arc", make({trick: TEXT}))
    assert isinstance(capture, Capture)
    inside = capture.name.partition("!")[2]
    assert ".." not in inside
    assert inside.isprintable()
    assert not inside.startswith(("/", "C:"))
    assert inside.endswith("a.txt")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.arc"]


@given(st.text(st.characters(exclude_categories=[]), max_size=400))
def test_a_label_leads_nowhere(path: str) -> None:
    parts = label(path).split("/")
    assert 0 < len(label(path)) <= 300
    assert not {"", ".", ".."}.intersection(parts)
    assert label(label(path)) == label(path)


def test_names_in_utf8_without_the_flag_are_read(tmp_path: Path) -> None:
    data = zipped({"قتلى.txt": TEXT})
    plain = data.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00", 1)
    at = plain.rfind(b"PK\x01\x02")
    plain = plain[: at + 8] + b"\x00\x00" + plain[at + 10 :]
    start = plain.find(b"PK\x03\x04")
    plain = plain[: start + 6] + b"\x00\x00" + plain[start + 8 :]
    assert plain != data
    assert names(cut(tmp_path / "a.zip", plain), tmp_path / "a.zip") == ["!قتلى.txt"]


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"secret")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            entry = tarfile.TarInfo("link.txt")
            entry.type, entry.linkname = kind, str(secret)
            archive.addfile(entry)
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    assert names(cut(tmp_path / "a.tar", buffer.getvalue()), tmp_path / "a.tar") == ["!a.txt"]
    zip_buffer = io.BytesIO()
    with zipfile.ZipFile(zip_buffer, "w") as zip_archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        zip_archive.writestr(link, str(secret))
        zip_archive.writestr("a.txt", TEXT)
    assert names(cut(tmp_path / "a.zip", zip_buffer.getvalue()), tmp_path / "a.zip") == ["!a.txt"]


# -- limits ------------------------------------------------------------------------------------------------


def overlapping(count: int, size: int) -> bytes:
    """Return a zip all of whose entries are one and the same packed piece."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = (b'{"text": "' + b"five killed " * 200 + b'"}\n') * (size // 2400)
    packed = deflate.compress(content) + deflate.flush()
    check = zlib.crc32(content)
    fixed = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0, check, len(packed), len(content))
    local = b"PK\x03\x04" + fixed + struct.pack("<HH", 7, 0) + b"a.jsonl" + packed
    entry = b"PK\x01\x02\x14\x00" + fixed + struct.pack("<HHHHHII", 7, 0, 0, 0, 0, 0, 0) + b"a.jsonl"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, count * len(entry), len(local), 0)
    return local + entry * count + end


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped({"a.jsonl": b"\n" * 60_000_000})),
        ("overlap.zip", overlapping(1000, 100_000)),
        ("a.jsonl.gz", gzip.compress(b"\n" * 60_000_000)),
        ("a.jsonl.bz2", bz2.compress(b"\n" * 60_000_000)),
        ("a.jsonl.xz", lzma.compress(b"\n" * 60_000_000)),
        ("a.tar.gz", gzip.compress(tarred({"a.jsonl": b"\n" * 60_000_000}))),
        ("skipped.tar.gz", gzip.compress(tarred({"a.jpg": b"\n" * 60_000_000, "b.txt": TEXT}))),
        ("nested.zip", zipped({"b.zip": zipped({"a.jsonl": b"\n" * 60_000_000})})),
        ("manynested.zip", zipped({f"{n}.jsonl.gz": gzip.compress(b"\n" * 3_000_000) for n in range(40)})),
    ],
)
def test_bombs_are_one_error_and_little_memory(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    assert len(data) < 300_000
    path.write_bytes(data)
    (tmp_path / "z.txt").write_bytes(TEXT)
    tracemalloc.start()
    bad = 0
    for item in captures([str(path), str(tmp_path / "z.txt")], Settings(max_chars=10_000)):
        if isinstance(item, Unreadable) and ("200 times its size" in item.reason or "lie over" in item.reason):
            assert item.name == str(path)
            bad += 1
        last = item
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bad == 1
    assert isinstance(last, Capture)
    assert peak < 12_000_000


def test_entries_and_sizes_have_limits(tmp_path: Path) -> None:
    many = {f"{n}.txt": TEXT for n in range(30)}
    for name, data in (("a.zip", zipped(many)), ("a.tar", tarred(many)), ("n.zip", zipped({"b.tar": tarred(many)}))):
        found = cut(tmp_path / name, data, max_members=20)
        assert isinstance(found[-1], Unreadable)
        assert found[-1].name == str(tmp_path / name)
        assert found[-1].reason == "it has more than 20 entries"
    found = cut(tmp_path / "a.tar", tarred(many), max_unpacked=10 * len(TEXT))
    assert len(found) == 11
    assert "came out of it" in found[-1].reason  # type: ignore[union-attr]


def test_a_table_of_contents_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT})
    at = data.rfind(b"PK\x05\x06")
    huge = data[: at + 12] + struct.pack("<I", 900_000_000) + data[at + 16 :]
    assert "more than 100,000 entries" in only(cut(tmp_path / "a.zip", huge)).reason
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, at, 1)
    end = data[at : at + 12] + b"\xff" * 8 + data[at + 20 :]
    assert "more than 100,000 entries" in only(cut(tmp_path / "b.zip", data[:at] + record + locator + end)).reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_name_without_end_is_not_held(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("ab" * 2_500_000 + ".txt"))
    item = only(cut(tmp_path / "a.tar", pack(buffer.getvalue())))
    assert "name of an entry has no end" in item.reason


# -- what is broken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_what_breaks_off_is_said_after_what_it_gave(tmp_path: Path, name: str, part: float) -> None:
    files = {f"{n}.txt": TEXT + bytes(str(n * n), "ascii") * 700 for n in range(20)}
    data = MAKERS[name](files)
    found = cut(tmp_path / name, data[: int(len(data) * part)])
    assert isinstance(found[-1], Unreadable)
    assert "cut off" in found[-1].reason
    assert all(isinstance(item, Capture) for item in found[:-1])


def test_one_broken_entry_does_not_stop_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT * 50, "b.txt": TEXT, "c.txt": TEXT}, zipfile.ZIP_STORED))
    data[100] ^= 0xFF
    first, second, third = cut(tmp_path / "a.zip", bytes(data))
    assert isinstance(first, Unreadable)
    assert first.name.endswith("a.zip!a.txt")
    assert "broken" in first.reason
    assert isinstance(second, Capture)
    assert isinstance(third, Capture)


def test_encrypted_and_strangely_packed_entries_are_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 1)
    data[first + 8] |= 1
    data[second + 10 : second + 12] = struct.pack("<H", 14)
    encrypted, strange, good = cut(tmp_path / "a.zip", bytes(data))
    assert isinstance(encrypted, Unreadable)
    assert (encrypted.name, encrypted.reason) == (f"{tmp_path}/a.zip!a.txt", "it is encrypted")
    assert isinstance(strange, Unreadable)
    assert "unknown way (14)" in strange.reason
    assert isinstance(good, Capture)


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.gz", "a.txt.xz", "a.tar.bz2"])
@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04", b"five killed in the north " * 50])
def test_what_is_no_archive_is_said(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (item,) = read_reports([str(tmp_path / name)])
    assert isinstance(item, Unreadable)


@pytest.mark.parametrize("data", [zipped({}), zipped({"a.jpg": b"x"}), tarred({}), gzip.compress(tarred({"x": b""}))])
def test_an_archive_without_reports_is_said(tmp_path: Path, data: bytes) -> None:
    assert "no reports" in only(cut(tmp_path / "a.tar", data)).reason


def test_xz_that_wants_too_much_memory_is_refused(tmp_path: Path) -> None:
    data = bytearray(lzma.compress(TEXT))
    end = 12 + 4 * (data[12] + 1) - 4  # of the block's header, whose fifth byte is the size of the dictionary
    data[16] = 36  # 1 GB
    data[end : end + 4] = struct.pack("<I", zlib.crc32(data[12:end]))
    reason = only(cut(tmp_path / "a.txt.xz", bytes(data))).reason
    assert "Memory usage limit" in reason


@given(st.sampled_from(sorted(MAKERS)), st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_damage_anywhere_never_crashes(name: str, at: int, damage: bytes) -> None:
    data = bytearray(MAKERS[name]({"a.txt": TEXT, "b/c.jsonl": FILES["c.jsonl"], "d.zip": zipped({"x.txt": TEXT})}))
    at %= len(data)
    data[at : at + len(damage)] = damage
    for item in captures(["-"], stdin=io.BytesIO(bytes(data))):
        assert isinstance(item, Capture | Unreadable)
