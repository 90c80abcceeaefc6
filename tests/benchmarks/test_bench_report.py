"""The benchmark's figures and their table."""

import copy
from typing import Any

import pytest

import bench_report as bench

ROUND = {"load_seconds": 0.5, "seconds": 4.0, "found": 7, "peak_megabytes": 50.0}
RESULT: dict[str, Any] = {
    "articles": {"documents": 1000, "bytes": 2_000_000, "claims": 3, "spans": 12},
    "machine": {"versions": {"Python": "3.11.7", "hasila": "0.1.0"}, "system": "Linux x86_64", "pinned": True},
    "speed": [
        bench.speed("hasila", ROUND, 1000, 2_000_000, 4.0),
        bench.speed("other", {**ROUND, "seconds": 10.0}, 1000, 2_000_000, 4.0),
    ],
    "startup": [{"what": "hasila --help", "seconds": 0.1234, "processor_seconds": 0.1}],
    "memory": [{"documents": 10_000, "peak_megabytes": 61.4}],
}


def test_table_sets_the_first_column_left_and_the_rest_right() -> None:
    assert bench.table(("tool", "a/s"), [("one", "7"), ("second", "1,000")]).split("\n") == [
        "tool      a/s",
        "------  -----",
        "one         7",
        "second  1,000",
    ]


def test_table_without_rows_is_its_header() -> None:
    assert bench.table(("a", "b"), []) == "a  b\n-  -"


@pytest.mark.parametrize("row", [("one",), ("one", "two", "three")])
def test_table_refuses_rows_of_another_length(row: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="2 cells"):
        bench.table(("a", "b"), [row])


def test_best_takes_least_time_and_most_memory() -> None:
    rounds = [ROUND, {"load_seconds": 0.7, "seconds": 3.0, "found": 7, "peak_megabytes": 60.0}]
    assert bench.best(rounds) == {"load_seconds": 0.5, "seconds": 3.0, "found": 7, "peak_megabytes": 60.0}


@pytest.mark.parametrize("rounds", [[], [ROUND, {**ROUND, "found": 8}]])
def test_best_refuses_rounds_that_cannot_be_one_measurement(rounds: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="different"):
        bench.best(rounds)


def test_speed_is_worked_out() -> None:
    row = bench.speed("other", ROUND, 1000, 2_000_000, 2.0)
    assert row["documents_per_second"] == 250
    assert row["documents_per_second_with_load"] == pytest.approx(1000 / 4.5)
    assert row["megabytes_per_second"] == 0.5
    assert row["hasila_ratio"] == 2.0
    assert row["found"] == 7


def test_result_is_set_out_in_full() -> None:
    text = bench.render(RESULT)
    assert text.split("\n")[:2] == [
        "1,000 articles, 2.00 MB of text, 3 claims with 12 spans",
        "Python 3.11.7, hasila 0.1.0; Linux x86_64, one core",
    ]
    cells = {line.split("  ")[0]: line.split()[-6:] for line in text.split("\n")}
    assert cells["hasila"] == ["222.2", "0.50", "50", "7", "1.00", "x"]
    assert cells["other"] == ["95.2", "0.20", "50", "7", "2.50", "x"]
    assert cells["hasila --help"][-2:] == ["0.123", "0.100"]
    assert cells["hasila extract, 10,000"][-1] == "61"


def test_memory_that_was_not_measured_is_left_out() -> None:
    result = copy.deepcopy(RESULT)
    result["memory"] = []
    result["machine"]["pinned"] = False
    text = bench.render(result)
    assert "memory" not in text
    assert "not held on one core" in text
