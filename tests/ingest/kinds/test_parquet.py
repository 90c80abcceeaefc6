"""Parquet tables of reports."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hasila.ingest import Settings, Unreadable, captures, captures_of, read_capture, read_reports
from hasila.model import Capture, Report


def write(folder: Path, **columns: list[Any]) -> Path:
    path = folder / "table.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return path


def test_a_row_is_a_report(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ID=["a", None, "c"],
        Text=["مقتل 5 مدنيين", "قتل جندي", "أصيب طفلان"],
        published=[datetime.date(2020, 1, 2), None, datetime.date(2020, 1, 3)],
        url=["https://example.org/1", None, None],
        other=[1.5, 2.5, 3.5],
    )
    assert list(read_reports([str(path)])) == [
        Report(id="a", lang="ar", text="مقتل 5 مدنيين", published="2020-01-02", url="https://example.org/1"),
        Report(id="table-2", lang="ar", text="قتل جندي"),
        Report(id="c", lang="ar", text="أصيب طفلان", published="2020-01-03"),
    ]
    first = next(captures([str(path)]))
    assert isinstance(first, Capture)
    assert (first.key, first.locator) == ("https://example.org/1", "row 1")
    assert read_capture(first) == next(read_reports([str(path)]))


def test_bad_rows_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path, text=[None, " ", "قتل جندي"], published=["2020-01-02", "2020-01-02", "yesterday"])
    found = list(read_reports([str(path)]))
    assert [item.name for item in found if isinstance(item, Unreadable)] == [f"{path}, row {n}" for n in (1, 2, 3)]
    assert [item.reason for item in found if isinstance(item, Unreadable)] == [
        "it has no text",
        "its text is empty",
        "the column of the field \"published\" is not a date like 2016-05-08: 'yesterday'",
    ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, body=["قتل جندي"], when=["2020-01-02"], published=["no date"])
    (made,) = captures([str(path)], Settings(columns={"text": "body", "published": "when"}))
    assert isinstance(made, Capture)
    read = read_capture(made)
    assert isinstance(read, Report)
    assert (read.text, read.published) == ("قتل جندي", "2020-01-02")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"title": ["x"]}, "no column has the text; there are title"),
        ({"text": pa.array([], pa.string())}, "it has no rows"),
    ],
)
def test_a_table_without_reports_is_named(tmp_path: Path, columns: dict[str, Any], reason: str) -> None:
    (found,) = read_reports([str(write(tmp_path, **columns))])
    assert isinstance(found, Unreadable)
    assert found.reason == reason


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_a_broken_file_is_named(tmp_path: Path, kept: float) -> None:
    path = write(tmp_path, text=["قتل جندي"] * 5)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    (found,) = read_reports([str(path)])
    assert isinstance(found, Unreadable)
    assert "broken" in found.reason


def test_in_an_archive_or_a_stream_it_is_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, text=["قتل جندي"], id=["a"])
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(path, "in/table.parquet")
    expected = list(read_reports([str(path)]))
    assert list(read_reports([str(tmp_path / "z.zip")])) == expected

    class Onward(io.BytesIO):
        def seekable(self) -> bool:
            return False

    (made,) = captures_of([("table.parquet", Onward(path.read_bytes()))])
    assert isinstance(made, Capture)
    assert [read_capture(made)] == expected
