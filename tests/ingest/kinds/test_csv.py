"""Tables. The samples are invented."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.export.table import guard
from hasila.ingest import Settings, Unreadable, captures, read_capture, read_reports
from hasila.model import Capture, Report

TABLE = Path(__file__).parent.parent / "samples" / "table.csv"
MAP = {"text": "body", "published": "Date", "outlet": "Source"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def cut(path: Path, **columns: str) -> list[Capture | Unreadable]:
    return list(captures([str(path)], Settings(columns=columns)))


def read(path: Path, **columns: str) -> list[Report | Unreadable]:
    return [item if isinstance(item, Unreadable) else read_capture(item) for item in cut(path, **columns)]


def good(path: Path, **columns: str) -> list[Report]:
    found = read(path, **columns)
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item for item in found if isinstance(item, Report)]


def refused(path: Path, **columns: str) -> Unreadable:
    (item,) = read(path, **columns)
    assert isinstance(item, Unreadable)
    assert item.advice
    return item


def test_rows_are_reports_by_the_columns_that_are_named() -> None:
    first, second, bad = read(TABLE, **MAP)
    assert first == Report(
        id="a1", lang="ar", published="2021-03-14", outlet="مرصد السهل",
        text='قتل ثلاثة جنود في كمين.\nوأصيب "أربعة" آخرون؛ بحسب المصدر.',
    )  # fmt: skip
    assert isinstance(second, Report)
    assert (second.published, second.outlet, second.text[-7:]) == ("2021-03-15", None, '5" مدفع')
    assert isinstance(bad, Unreadable)
    assert bad.name == f"{TABLE}, line 7"
    assert '"Date" is not a date like 2016-05-08' in bad.reason
    assert "--map published=COLUMN" in bad.advice


def test_the_capture_of_a_row_is_its_bytes() -> None:
    found = [item for item in cut(TABLE, **MAP) if isinstance(item, Capture)]
    data = TABLE.read_bytes()
    assert [data.count(capture.body + b"\n") for capture in found] == [1, 1, 1]
    assert [capture.locator for capture in found] == ["line 2", "line 5", "line 7"]
    assert [capture.report_id for capture in found] == ["table-2", "table-5", "table-7"]
    assert found[0].context == {
        "delimiter": ";",
        "columns": '["id", "Date", "Source", "Body", "Notes"]',
        "fields": '{"id": 0, "text": 3, "published": 1, "outlet": 2}',
        "encoding": "",
    }


HEADER = "ID,Text,url,Title"
ROW = "7,قتل ثلاثة جنود في القصف,https://Sahl.example/7#top,عنوان"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1256", "iso8859-6"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_line_ends_and_delimiters(table: Path, encoding: str, newline: str, delimiter: str) -> None:
    if encoding == "utf-16-le":
        data = ("\ufeff" + newline.join([HEADER, ROW, ""]).replace(",", delimiter)).encode(encoding)
    else:
        data = newline.join([HEADER, ROW, ""]).replace(",", delimiter).encode(encoding)
    table.write_bytes(data)
    (capture,) = cut(table)
    assert isinstance(capture, Capture)
    assert capture.key == "https://sahl.example/7"
    assert data.count(capture.body) == 1
    assert good(table) == [
        Report(id="7", lang="ar", text="قتل ثلاثة جنود في القصف", url="https://Sahl.example/7#top", title="عنوان")
    ]


def test_short_rows_of_an_old_encoding_are_read_as_their_table(table: Path) -> None:
    table.write_bytes("id,text,outlet\n1,قتل ثلاثة جنود,ال\n2,جرح,Reuters and others, abroad".encode("cp1256"))
    first, second = read(table)
    assert isinstance(first, Report)
    assert isinstance(second, Unreadable)
    table.write_bytes("id,text,outlet\n1,قتل ثلاثة جنود,ال\n2,جرح,Correspondents of an agency\n".encode("cp1256"))
    assert [report.text for report in good(table)] == ["قتل ثلاثة جنود", "جرح"]


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        ('sep=;\nid;text\n1;"a, b"\n', ";"),
        ("a,b,text\nx,y,five killed\n", ","),
        ("text\nfive killed\n", ","),
        ('"a,b,c,d";text\nx;five killed\n', ";"),
        ("\n\n text | id \nfive killed|2\n", "|"),
    ],
)
def test_the_delimiter_is_found(table: Path, data: str, delimiter: str) -> None:
    table.write_text(data, encoding="utf-8")
    (capture,) = cut(table)
    assert isinstance(capture, Capture)
    assert capture.context["delimiter"] == delimiter
    assert len(good(table)) == 1


def test_a_table_without_a_name_is_told_by_its_header() -> None:
    data = "id,published,text\na,2021-03-14,قتل ثلاثة\n".encode()
    assert [item.id for item in read_reports(["-"], stdin=io.BytesIO(data)) if isinstance(item, Report)] == ["a"]
    (prose,) = read_reports(["-"], stdin=io.BytesIO(b"five killed, in the text, of which\nwe know, nothing"))
    assert isinstance(prose, Report)
    assert prose.text.startswith("five killed, in")


@pytest.mark.parametrize("text", ["=1+1", "+5 قتلى", "-3 جرحى", "@مرصد: قتل", "\tقتل"])
def test_the_apostrophe_of_our_own_exports_is_undone(table: Path, text: str) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], ["1", guard(text)], ["2", "'قتل"], ["3", guard("''=x")]])
    assert [report.text for report in good(table)] == [text, "'قتل", "''=x"]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\r\n\t"), max_size=20)


@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_every_cell_that_is_written_comes_back(cells: list[str], delimiter: str) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["id", *(f"c{n}" for n in range(len(cells))), "text"])
    writer.writerow(["x", *cells, "five killed"])
    writer.writerow(["y", *cells[::-1], "three wounded"])
    found = list(read_reports(["-"], stdin=io.BytesIO(buffer.getvalue().encode())))
    assert [(item.id, item.text) for item in found if isinstance(item, Report)] == [
        ("x", "five killed"),
        ("y", "three wounded"),
    ]


@pytest.mark.parametrize(
    ("data", "columns", "reason"),
    [
        (b"", {}, "empty"),
        (b"\n\n \n", {}, "empty"),
        (b"id,text\n", {}, "no rows"),
        (b"id,text\n,\n;;\n"[:-3], {}, "no rows"),
        (b"id,body\n1,a\n", {}, "no column has the text; there are id, body"),
        (b"id,text\n1,a\n", {"published": "When"}, 'there is no column "When"'),
        (b"id,text\n1,a\n", {"text": ""}, "no column has the text"),
        (b"id,text\n1,a,b\n", {}, "the row has 3 cells, the header 2"),
        (b'id,text\n1,"a"b\n', {}, "quotes or line ends"),
        (b"id,text\n1,a\rb\n", {}, "quotes or line ends"),
        (b"id,text\n1\n", {}, "no text"),
        (b"id,text\n1,\n", {}, "no text"),
        (b'id,text\n1,"a\nb\n', {}, "never closed"),
        (b"id,text,lang\n1,a,Arabic mostly\n", {}, '"lang" is not a language code'),
        (b"PK\x03\x04...", {}, "zip"),
        (b"id,text\x00\n", {}, "zero bytes"),
        (b"x" * 2_000_000, {}, "empty or its header is"),
    ],
)
def test_what_cannot_be_read_is_explained(table: Path, data: bytes, columns: dict[str, str], reason: str) -> None:
    table.write_bytes(data)
    assert reason in refused(table, **columns).reason


def test_a_column_can_be_left_out(table: Path) -> None:
    table.write_text("text,published\nfive killed,15/03/2021\n", encoding="utf-8")
    assert [report.published for report in good(table, published="")] == [None]


def test_short_rows_and_empty_cells_beyond_the_header_are_no_fault(table: Path) -> None:
    table.write_text("text,title,outlet\nfive killed\nsix killed,a,b,,\n", encoding="utf-8")
    assert [report.outlet for report in good(table)] == [None, "b"]


def test_a_cell_of_100_mb_is_named_without_being_held_and_the_rest_goes_on() -> None:
    class Wide(io.RawIOBase):
        def __init__(self, piece: bytes) -> None:
            self.parts = self.make(piece)

        def make(self, piece: bytes) -> Iterator[bytes]:
            yield b'id,text\n1,five killed\n2,"'
            yield from (piece for _ in range(1600))
            yield b'"\n3,six killed\n'

        def read(self, size: int = -1) -> bytes:
            return next(self.parts, b"")

    for piece in (b"a" * 65_536, (b"a" * 1023 + b"\n") * 64):
        tracemalloc.start()
        first, bad, last = captures(["-"], Settings(max_chars=100_000), stdin=Wide(piece))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(first, Capture)
        assert bad == Settings(max_chars=100_000).too_long("-, line 3")
        assert isinstance(last, Capture)
        assert last.body == b"3,six killed"
        assert peak < 10_000_000


def test_a_stored_row_without_its_header_is_said() -> None:
    found = read_capture(Capture(kind="csv", body=b"1,a", source="a", report_id="a", received="2021-03-14T00:00:00Z"))
    assert isinstance(found, Unreadable)
    assert "header" in found.reason
