"""Which figure of a voice stands, and what becomes of its others."""

from typing import Any

import pytest

import claimkit
from hasila.model import ClaimRef
from hasila.reconcile.groups import Groups
from hasila.reconcile.standing import set_apart, sort_out
from hasila.reconcile.voices import Statement, statements


def told(*claims: tuple[str, dict[str, Any]]) -> list[Statement]:
    """Make a report of each claim, on its day."""
    reports = [
        claimkit.report({"id": f"r{n}", "outlet": f"O{n}", "published": day, "claims": [claim]})
        for n, (day, claim) in enumerate(claims)
    ]
    return statements({r.id: r for r in reports}, [ClaimRef(r.id, "c1") for r in reports], Groups())


def sohr(n: object, **more: object) -> dict[str, Any]:
    return {"n": n, "source": ["monitor sohr"], **more}


ONE, TWO, THREE = "2020-05-01", "2020-05-02", "2020-05-03"


@pytest.mark.parametrize(
    ("claims", "head", "superseded"),
    [
        ([(ONE, sohr(5)), (TWO, sohr(8))], "r1", ["r0"]),
        ([(TWO, sohr(8)), (ONE, sohr(5))], "r0", ["r1"]),
        ([(ONE, sohr(8)), (TWO, sohr(5))], "r1", ["r0"]),  # a correction downwards
        ([(ONE, sohr(5)), (TWO, sohr(8)), (THREE, sohr(5))], "r1", ["r0", "r2"]),  # a late copy of the first
        ([(ONE, sohr(5)), (ONE, sohr(8))], "r1", ["r0"]),  # tolls grow within a day
        ([(ONE, sohr(">=40")), (TWO, sohr(43))], "r1", ["r0"]),
        ([(ONE, sohr("vague 20")), (TWO, sohr(43))], "r1", ["r0"]),
        ([(ONE, sohr(54)), (TWO, sohr("vague 20"))], "r0", []),
        ([(ONE, sohr(54)), (TWO, sohr("vague 200"))], "r1", ["r0"]),
        ([(ONE, sohr(5)), (TWO, sohr(5))], "r0", []),
        ([(ONE, sohr(5)), (THREE, {"n": 5}), (TWO, sohr(8))], "r2", ["r0", "r1"]),  # an uncredited stale copy
        ([("", sohr(5)), (ONE, sohr(8))], "r1", ["r0"]),
    ],
)
def test_the_later_figure_stands(claims: list[tuple[str, dict[str, Any]]], head: str, superseded: list[str]) -> None:
    found = sort_out(told(*claims))
    assert [s.ref.report for s in found.heads] == [head]
    assert sorted(s.ref.report for s in found.superseded) == superseded


def test_the_credited_claim_stands_for_the_uncredited() -> None:
    found = sort_out(told((ONE, {"n": 5}), (ONE, sohr(5))))
    assert [s.ref.report for s in found.heads] == ["r1"]


def test_a_share_supports_without_a_figure() -> None:
    found = sort_out(told((ONE, sohr("most"))))
    assert found.heads == ()
    assert len(found.supports) == 1


def test_an_assertion_after_a_denial_takes_the_denial_back() -> None:
    found = sort_out(told((ONE, sohr("?", stance="denies")), (TWO, sohr(5))))
    assert (len(found.heads), found.denials, len(found.superseded)) == (1, (), 1)


def within(*claims: dict[str, Any]) -> dict[str, str]:
    report = claimkit.report({"id": "r", "published": ONE, "claims": claims})
    made = statements({"r": report}, [ClaimRef("r", c.id) for c in report.claims], Groups())
    return {ref.claim: whole.claim for ref, (whole, _) in set_apart(made, Groups()).items()}


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([{"n": 9}, {"n": 3, "part_of": "c1"}], {"c2": "c1"}),
        ([{"n": 9}, {"n": 3, "group": "أطفال/civilian", "part_of": "c1"}], {}),
        ([{"n": 9, "group": "army"}, {"n": 1, "group": "سالم/combatant", "part_of": "c1"}], {"c2": "c1"}),
        ([{"n": 9, "group": "army"}, {"n": 2, "group": "جنود/combatant", "part_of": "c1"}], {"c2": "c1"}),
        ([{"n": 9}, {"n": 2, "group": "الجرحى"}], {"c2": "c1"}),  # no total is told anew
        ([{"n": 9, "group": "army"}, {"n": 2, "group": "الجرحى/combatant"}], {"c2": "c1"}),
        ([{"n": 2, "group": "الجرحى"}], {}),  # nobody else was killed
        ([{"n": 9}, {"n": 3, "part_of": "c1"}, {"n": 2, "part_of": "c2"}], {"c2": "c1", "c3": "c1"}),
        ([{"n": 9}, {"n": 3, "part_of": "c2"}], {}),
        ([{"n": 9, "harm": "detained"}, {"n": 3, "harm": "released", "part_of": "c1"}], {}),
    ],
)
def test_some_of_a_whole_are_no_figure(claims: list[dict[str, Any]], expected: dict[str, str]) -> None:
    assert within(*claims) == expected
