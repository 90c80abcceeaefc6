"""Contradictions that one report sets side by side."""

from typing import Any

import pytest

import claimkit
from hasila.reconcile import report_contradictions

MONITOR, PARTY, ARMY = {"source": ["monitor sohr"]}, {"source": ["party rebels"]}, {"source": ["official army"]}
MOTHER = {"n": 20, **MONITOR, "place": "village"}

CASES: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str]]]] = {
    "figures of two voices": (
        [{"n": 17, "group": "irgc", **MONITOR}, {"n": 13, "group": "irgc", **ARMY}],
        [("c1", "c2")],
    ),
    "a total and another group": ([{"n": 73, **MONITOR}, {"n": 17, "group": "irgc", **ARMY}], []),
    "a share": ([{"n": 17, "group": "irgc", **MONITOR}, {"n": "most", "group": "irgc", **ARMY}], []),
    "an earlier toll of the same voice": ([{"n": 23, **MONITOR}, {"n": 17, **MONITOR}], []),
    "an earlier toll beside another voice": ([{"n": 23, **MONITOR}, {"n": 17, **MONITOR}, {"n": 23, **ARMY}], []),
    "some of the whole worded like it": ([MOTHER, {"n": 2, "part_of": "c1", **MONITOR}, {"n": 20, **ARMY}], []),
    "captives denied": (
        [
            {"harm": "captured", "n": 5, "group": "hezbollah", **PARTY},
            {"harm": "captured", "n": "vague 2", "group": "الأفغان/combatant", **PARTY},
            {"harm": "captured", "n": "?", "group": "hezbollah", "stance": "denies", **ARMY},
        ],
        [("c1", "c3")],
    ),
    "the soldiers are the army": (
        [{"n": 8, "group": "جنود/combatant", **PARTY}, {"n": 2, "group": "army", **ARMY}],
        [("c1", "c2")],
    ),
    "the militants are not the army": (
        [{"n": 60, "group": "مسلحين/combatant", **ARMY}, {"n": 2, "group": "army", **PARTY}],
        [],
    ),
    "soldiers harmed by different hands": (
        [{"n": 8, "group": "جنود/combatant", "by": "rebels", **PARTY}, {"n": 2, "group": "army", "by": "irgc", **ARMY}],
        [],
    ),
    "some of the soldiers": (
        [
            {"n": 8, "group": "جنود/combatant", **PARTY},
            {"n": 2, "group": "جنود/combatant", **ARMY},
            {"n": 1, "group": "ضباط/combatant", "part_of": "c2", **ARMY},
        ],
        [("c1", "c2")],
    ),
    "civilians are all that either tells": (
        [{"n": 9, "group": "مدنيين/civilian", **MONITOR}, {"n": 11, **ARMY}],
        [("c1", "c2")],
    ),
    "civilians beside others": (
        [{"n": 9, "group": "مدنيين/civilian", **MONITOR}, {"n": 2, "group": "army", **MONITOR}, {"n": 11, **ARMY}],
        [],
    ),
    "other places": ([MOTHER, {"n": 5, **ARMY, "place": "far-village"}], []),
    "a battle named after a village and after the town by it": (
        [MOTHER, {"n": 5, **ARMY, "place": "town"}],
        [("c1", "c2")],
    ),
    "a village and a far town": ([MOTHER, {"n": 5, **ARMY, "place": "elsewhere"}], []),
    "two villages by each other": ([MOTHER, {"n": 5, **ARMY, "place": "hamlet"}], []),
    "a checkpoint that no gazetteer knows, and the town": (
        [{**MOTHER, "place": "حاجز المستودعات"}, {"n": 5, **ARMY, "place": "town"}],
        [("c1", "c2")],
    ),
    "a checkpoint that no gazetteer knows, and a village": (
        [{**MOTHER, "place": "حاجز المستودعات"}, {"n": 5, **ARMY, "place": "village"}],
        [],
    ),
    "one named body, far apart": (
        [{"n": 17, "group": "irgc", **MONITOR}, {"n": 13, "group": "irgc", **ARMY, "at": 2500}],
        [("c1", "c2")],
    ),
    "people without a name, far apart": ([{"n": 17, **MONITOR}, {"n": 13, **ARMY, "at": 2500}], []),
    "a place within": ([MOTHER, {"n": 5, **ARMY, "place": "quarter"}], [("c1", "c2")]),
    "other days": ([{"n": 20, **MONITOR, "date": "2020-05-01"}, {"n": 5, **ARMY, "date": "2020-05-02"}], []),
    "other scopes": ([{"n": 20, **MONITOR}, {"n": 500, **ARMY, "scope": "cumulative"}], []),
    "totals of a war and of a town": (
        [{"n": 500, **MONITOR, "scope": "cumulative"}, {"n": 5, **ARMY, "scope": "cumulative", "place": "village"}],
        [],
    ),
    "totals of one war": (
        [{"n": 614, **MONITOR, "scope": "cumulative"}, {"n": ">=1062", **ARMY, "scope": "cumulative"}],
        [("c1", "c2")],
    ),
    "a hospital knows only of some": ([{"n": 20, **MONITOR}, {"n": 5, "source": ["medical مصدر في مستشفى"]}], []),
    "a hospital received more": ([{"n": 4, **MONITOR}, {"n": 5, "source": ["medical مصدر في مستشفى"]}], [("c1", "c2")]),
    "a taking and a denial of the loss": (
        [
            {"harm": "took_control", "group": "rebels", **PARTY},
            {"harm": "lost_control", "group": "army", "stance": "denies", **ARMY},
        ],
        [("c1", "c2")],
    ),
    "a taking by a force without a known name, and its denial": (
        [
            {"harm": "took_control", "group": "القوات/combatant", "place": "village", **PARTY},
            {"harm": "took_control", "group": "army", "place": "village", "stance": "denies", **ARMY},
        ],
        [("c1", "c2")],
    ),
    "parts of wholes that contradict": (
        [
            {"n": 26, **MONITOR},
            {"n": 9, "group": "نساء/civilian", "part_of": "c1", **MONITOR},
            {"n": 69, **ARMY},
            {"n": 22, "group": "نساء/civilian", "part_of": "c3", **ARMY},
        ],
        [("c1", "c3")],
    ),
    "allies take a place": (
        [{"harm": "took_control", "group": "rebels", **PARTY}, {"harm": "took_control", "group": "hezbollah", **ARMY}],
        [],
    ),
    "a denied figure and who states it": (
        [
            {"n": ">=300", "group": "brigade-8", **PARTY},
            {"n": 300, "group": "army", "stance": "denies", **ARMY},
            {"n": 13, "group": "army", **ARMY},
            {"n": "vague 200", "group": "army", "source": ["anonymous مصدر"]},
        ],
        [("c1", "c2"), ("c1", "c3"), ("c3", "c4")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_report(name: str) -> None:
    told, expected = CASES[name]
    claims = [claimkit.claim(number, c) for number, c in enumerate(told, 1)]
    assert list(report_contradictions(claims, claimkit.contains_actor, claimkit.contains_place)) == expected


def test_no_claims_no_contradictions() -> None:
    assert report_contradictions([]) == ()


def test_a_day_that_is_none_keeps_nothing_apart() -> None:
    told = [{"n": 20, **MONITOR, "date": "soon"}, {"n": 5, **ARMY, "date": "2020-05-02"}]
    assert report_contradictions([claimkit.claim(n, c) for n, c in enumerate(told, 1)]) == (("c1", "c2"),)
