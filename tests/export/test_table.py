"""CSV: no cell is a formula, and what was written is what is read."""

import csv
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.export.table import BOM, guard, read_table, unguard, write_table

from .hostile import HALF, texts

RUNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("start", RUNS)
@pytest.mark.parametrize("quotes", ["", "'", "''"])
def test_what_a_spreadsheet_would_run_is_guarded_and_comes_back(start: str, quotes: str) -> None:
    words = f"{quotes}{start}1+1"
    assert guard(words) == f"'{words}"
    assert unguard(guard(words)) == words


@pytest.mark.parametrize("words", ["قتل", "'", "'قتل", "''", " =", "١", "x=1", ""])
def test_what_nobody_runs_stays(words: str) -> None:
    assert guard(words) == words
    assert unguard(words) == words


@given(st.text())
def test_no_cell_is_run_and_every_cell_comes_back(words: str) -> None:
    assert not guard(words).startswith(RUNS)
    assert unguard(guard(words)) == words


def test_numbers_are_no_text() -> None:
    assert [guard(value) for value in (-1, -33.5, None, True)] == [-1, -33.5, None, True]


@given(st.lists(st.lists(st.none() | texts(), min_size=2, max_size=2), max_size=4), st.booleans())
def test_a_table_comes_back(rows: list[list[str | None]], excel: bool) -> None:
    file = io.BytesIO()
    write_table(file, [("a", "b"), ("#x", "#y")], rows, excel=excel)
    assert file.getvalue().startswith(BOM) == excel
    file.seek(0)
    assert [[row["a"], row["b"]] for row in read_table(file, heads=2)] == rows
    assert not file.closed


@given(st.lists(texts(), min_size=1, max_size=4))
def test_other_readers_of_csv_read_the_same(cells: list[str]) -> None:
    file = io.BytesIO()
    write_table(file, [[f"n{n}" for n in range(len(cells))]], [cells])
    _, row = csv.reader(io.StringIO(file.getvalue().decode("utf-8"), newline=""))
    assert row == [guard(cell) for cell in cells]


def test_half_characters_become_question_marks_one_for_one() -> None:
    file = io.BytesIO()
    write_table(file, [("a",)], [[f"قتل {HALF[0]}{HALF[1]}"]])
    assert file.getvalue().decode("utf-8") == "a\r\nقتل ??\r\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "no header"), (b"a,b\r\n1\r\n", "line 2: 1 cells"), (b'a\r\n"x', "line 2"), (b"a\r\n\xff\r\n", "utf-8")],
)
def test_damaged_tables_are_told(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        list(read_table(io.BytesIO(data)))


def test_a_whole_report_fits_into_a_cell() -> None:
    file = io.BytesIO()
    write_table(file, [("a",)], [["ق" * 200_000]])
    file.seek(0)
    assert [len(row["a"] or "") for row in read_table(file)] == [200_000]


def test_rows_are_written_as_they_come() -> None:
    file = io.BytesIO()
    sizes: list[int] = []

    def rows() -> object:
        for _ in range(300):
            sizes.append(file.tell())
            yield ["x" * 1000]

    write_table(file, [("a",)], rows())  # type: ignore[arg-type]
    assert max(b - a for a, b in itertools.pairwise(sizes)) < 100_000
    assert sizes[-1] > 200_000
