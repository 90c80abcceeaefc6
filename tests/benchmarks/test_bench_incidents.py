"""The benchmark of linking and reconciling does its work; nothing here looks at the clock."""

from typing import Any

import pytest

import bench_incidents
from hasila.model import ClaimRef


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    return bench_incidents.measure(300, seed=1, more=2)


def ref(report: str, claim: str = "c1") -> ClaimRef:
    return ClaimRef(report, claim)


def test_pairs_of_different_reports_are_counted() -> None:
    parts = {ref("a"): 1, ref("a", "c2"): 1, ref("b"): 1, ref("c"): 1, ref("d"): 2}
    assert bench_incidents.pairs(parts) == 5
    assert bench_incidents.pairs({}) == 0


def test_agreement_is_worked_out() -> None:
    true = {ref(name): "one" if name in "abc" else "two" for name in "abcde"}
    found = {ref(name): "x" if name in "abd" else "y" for name in "abcde"}
    measured = bench_incidents.agreement(true, found)
    # Together in truth: ab ac bc de. Together here: ab ad bd ce. Both: ab.
    assert (measured["pairs"], measured["precision"], measured["recall"], measured["f1"]) == (4, 0.25, 0.25, 0.25)


def test_a_claim_that_was_lost_is_with_nobody() -> None:
    true = {ref("a"): "one", ref("b"): "one", ref("c"): "one"}
    measured = bench_incidents.agreement(true, {ref("a"): "x", ref("b"): "x"})
    assert (measured["precision"], round(measured["recall"], 3)) == (1.0, 0.333)


def test_generated_reports_are_linked_and_reconciled(run: dict[str, Any]) -> None:
    assert run["reports"] == 300
    assert run["links"]["pairs"] > 300
    assert run["links"]["precision"] > 0.8
    assert run["links"]["recall"] > 0.8
    every = {key: sum(row[key] for row in run["tolls"]) for key in ("incidents", "linked", "right")}
    assert every["incidents"] > 50
    assert every["right"] > 0.7 * every["incidents"]
    assert every["linked"] <= every["incidents"]
    assert run["added"]["changed"] >= 1


def test_a_run_is_set_out_in_full(run: dict[str, Any]) -> None:
    text = bench_incidents.render([run, {**run, "reports": 600}])
    assert text.startswith("a report costs 0.50 times as much at 600 reports as at 300")
    assert "adding 2 reports one by one to 300" in text
    assert "all" in text


@pytest.mark.parametrize("arguments", [["--sizes", "0"], ["--add", "-1"], ["--sizes", "x"]])
def test_wrong_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        bench_incidents.main(arguments)
