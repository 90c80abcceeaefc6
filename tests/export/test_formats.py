"""Claims as JSON lines, CSV and Parquet: nothing lost, nothing run, nothing in between."""

import csv
import io
import json
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hasila
from hasila.export import WriteError, write_claims
from hasila.export.json import to_json
from hasila.export.rows import COLUMNS, SEPARATOR, rows
from hasila.model import Group, Report, Source, Span

TEXT = "أعلنت وزارة الصحة نقلا عن الدفاع المدني مقتل 5 مدنيين وإصابة 3 جنود في غارة على مدينة إدلب أمس"
FORMATS = ("jsonl", "csv", "parquet")
SURROGATE = "\ud83d"


@pytest.fixture(scope="module")
def report() -> Report:
    found = hasila.read(TEXT, id="r1", lang="ar", published="2024-03-15", outlet="السهل", url="https://example.org/1")
    assert len(found.claims) == 2
    return found


def renamed(report: Report, words: str) -> Report:
    """The report with every free text of its first claim put in other words."""
    span = Span(0, max(1, len(words)), words)
    claim = msgspec.structs.replace(
        report.claims[0],
        group=Group(actor=None, name=None, role="unknown", span=span),
        sources=(Source(actor=None, name=None, kind="other", span=span),),
        quote=span,
    )
    return msgspec.structs.replace(report, id=words, outlet=words, title=words, url=words, claims=(claim,))


def written(form: str, reports: Sequence[Report]) -> bytes:
    file = io.BytesIO()
    import_module(f"hasila.export.{form}").write(reports, file)
    return file.getvalue()


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_every_format_is_a_module_of_the_folder() -> None:
    folder = Path(str(files("hasila.export")))
    for form in FORMATS:
        assert (folder / f"{form}.py").is_file()
        assert import_module(f"hasila.export.{form}").suffix == f".{form}"


def test_rows_tell_each_slot(report: Report) -> None:
    killed, wounded = rows(report)
    assert tuple(killed) == COLUMNS
    told = {
        name: killed[name] for name in ("report", "claim", "harm", "low", "high", "hedge", "group", "role", "stance")
    }
    assert tuple(told.values()) == ("r1", "c1", "killed", 5, 5, "exact", "مدنيين", "civilian", "asserts")
    assert killed["sha256"] == report.sha256
    assert TEXT[killed["quote_start"] : killed["quote_end"]] == killed["quote"]
    assert (killed["date_start"], killed["means"]) == ("2024-03-14", "airstrike")
    assert killed["sources"].split(SEPARATOR) == [s.span.text for s in report.claims[0].sources]
    assert (wounded["claim"], wounded["low"]) == ("c2", 3)


def test_a_report_without_claims_has_a_header_and_no_row() -> None:
    empty = Report(id="e", lang="ar", text="")
    assert list(rows(empty)) == []
    assert written("csv", [empty]).decode().split("\r\n") == [",".join(COLUMNS), ""]
    assert pq.read_table(io.BytesIO(written("parquet", [empty]))).num_rows == 0
    assert pq.read_table(io.BytesIO(written("parquet", []))).column_names == list(COLUMNS)
    assert json.loads(written("jsonl", [empty]))["claims"] == []


def test_jsonl_is_the_contract(report: Report) -> None:
    data = written("jsonl", [report, report])
    assert data.endswith(b"\n")
    one, _ = (json.loads(line) for line in data.splitlines())
    assert list(one) == ["id", "lang", "published", "outlet", "url", "title", "sha256", "claims", "contradictions"]
    assert "text" not in one
    assert one["claims"] == json.loads(msgspec.json.encode(report.claims))
    assert "مدنيين".encode() in data


def test_csv_is_plain_utf_8(report: Report) -> None:
    data = written("csv", [report])
    assert data.startswith(b"report,claim,")
    assert data.count(b"\r\n") == 3
    killed, _ = table(data)
    assert (killed["low"], killed["group"], killed["by"]) == ("5", "مدنيين", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_cells_are_never_formulas(report: Report, start: str) -> None:
    words = f'{start}HYPERLINK("http://example.org","قتل")'
    (row,) = table(written("csv", [renamed(report, words)]))
    for column in ("report", "outlet", "url", "group", "sources", "quote"):
        assert row[column] == "'" + words
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


@pytest.mark.parametrize("start", [" =", "\n=", "\u200f=", "＝"])
def test_csv_cells_that_only_look_like_formulas_are_kept(report: Report, start: str) -> None:
    (row,) = table(written("csv", [renamed(report, start + "1")]))
    assert row["group"] in (start + "1", "'" + start + "1")


@given(words=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_csv_gives_back_any_words(words: str) -> None:
    base = hasila.read("قتل جندي", lang="ar")
    (row,) = table(written("csv", [renamed(base, words)]))
    assert row["group"] in (words, "'" + words)
    assert len(row) == len(COLUMNS)


def test_parquet_has_one_schema(report: Report) -> None:
    found = pq.read_table(io.BytesIO(written("parquet", [report])))
    assert found.column_names == list(COLUMNS)
    kinds = {field.name: field.type for field in found.schema}
    assert {name for name, kind in kinds.items() if kind == pa.int64()} == {"low", "high", "quote_start", "quote_end"}
    assert {name for name, kind in kinds.items() if kind == pa.float64()} == {"lat", "lon", "confidence"}
    assert all(kinds[name] == pa.string() for name in ("harm", "group", "date_start", "rules"))
    assert found.schema == pq.read_table(io.BytesIO(written("parquet", []))).schema
    assert found.to_pylist() == list(rows(report))


def test_parquet_writes_many_rows_in_groups(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hasila.export.parquet._GROUP", 3)
    data = pq.ParquetFile(io.BytesIO(written("parquet", [report] * 4)))
    assert (data.metadata.num_rows, data.num_row_groups) == (8, 3)


def test_json_escapes_half_characters(report: Report) -> None:
    broken = renamed(report, f"قتل {SURROGATE}")
    assert json.loads(to_json(msgspec.to_builtins(broken)))["id"] == f"قتل {SURROGATE}"
    (line,) = written("jsonl", [broken]).splitlines()
    assert json.loads(line)["claims"][0]["quote"]["text"] == f"قتل {SURROGATE}"


def test_csv_and_parquet_take_half_characters(report: Report) -> None:
    broken = renamed(report, f"قتل {SURROGATE}")
    (row,) = table(written("csv", [broken]))
    assert row["group"].startswith("قتل ")
    assert pq.read_table(io.BytesIO(written("parquet", [broken]))).num_rows == 1


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_json_gives_back_any_text(text: str) -> None:
    assert json.loads(to_json({"text": text})) == {"text": text}
    to_json({"text": text}).encode("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_files_that_cannot_be_written_are_told(report: Report, tmp_path: Path, form: str) -> None:
    target = tmp_path / "no" / f"such.{form}"
    with pytest.raises(WriteError, match="such"):
        write_claims([report], form, target)
    assert not target.exists()


@pytest.mark.parametrize("form", FORMATS)
def test_files_are_written(report: Report, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    write_claims([report], form, target)
    assert target.read_bytes() == written(form, [report])


def test_reports_are_written_as_they_come(report: Report) -> None:
    file = io.BytesIO()
    sizes: list[int] = []

    def stream() -> Any:
        for _ in range(3):
            sizes.append(file.tell())
            yield report

    import_module("hasila.export.jsonl").write(stream(), file)
    assert sizes[0] == 0
    assert sizes[1] > 0
    assert sizes[2] == 2 * sizes[1]
