"""One report, cut into what happened where and when."""

from typing import Any

import pytest

import claimkit
from hasila.incidents.episodes import cut, exactness


def episodes(*told: dict[str, Any]) -> set[frozenset[str]]:
    report = claimkit.report({"id": "r", "published": "2020-05-10", "claims": told})
    return {frozenset(ref.claim for ref in e.claims) for e in cut(report, claimkit.contains_place)}


V, F, G, Q = ({"n": 5, "place": p} for p in ("village", "far-village", "gov", "quarter"))

BATTLE, STRIKE = ({"n": 5, "place": "village", "group": "army", "means": m} for m in ("ground_combat", "airstrike"))


def day(claim: dict[str, Any], date: str) -> dict[str, Any]:
    return {**claim, "date": date}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([V, V], [{"c1", "c2"}]),
        ([V, F], [{"c1"}, {"c2"}]),
        ([V, {"n": 3}, F], [{"c1", "c2"}, {"c3"}]),
        ([V, Q], [{"c1", "c2"}]),  # a quarter of the village
        ([V, G, F], [{"c1", "c2"}, {"c3"}]),  # the governorate means the village named nearest to it
        ([{**V, "date": "2020-05-01"}, {**V, "date": "2020-05-04"}], [{"c1"}, {"c2"}]),
        ([{**V, "date": "2020-05-01"}, {**V, "date": ["2020-05-01", "2020-05-02"]}], [{"c1", "c2"}]),
        ([{**V, "date": "2020-05-01"}, {**V, "date": "2020-05-04"}, V], [{"c1"}, {"c2", "c3"}]),
        ([{"n": 9, "place": "gov"}, {**V, "part_of": "c1"}, {**F, "part_of": "c1"}], [{"c1", "c2", "c3"}]),
        ([{"n": 49, "scope": "period"}, {**V, "part_of": "c1"}, {**F, "part_of": "c1"}], [{"c2"}, {"c3"}]),
        ([{"n": 5}, {"n": 6}], [{"c1", "c2"}]),
        # A battle goes on from day to day; strikes on one place are told apart by their days.
        ([day(BATTLE, "2020-05-06"), day(BATTLE, "2020-05-08")], [{"c1", "c2"}]),
        ([day(BATTLE, "2020-05-06"), day(BATTLE, "2020-05-09")], [{"c1"}, {"c2"}]),
        ([day(STRIKE, "2020-05-06"), day(STRIKE, "2020-05-07")], [{"c1"}, {"c2"}]),
        # A denial, made days later, is of what it denies.
        ([day(STRIKE, "2020-05-01"), {**day(STRIKE, "2020-05-07"), "stance": "denies"}], [{"c1", "c2"}]),
        (
            [day(STRIKE, "2020-05-01"), {**day(STRIKE, "2020-05-07"), "stance": "denies", "group": "un"}],
            [{"c1"}, {"c2"}],
        ),
        ([G, V, Q], [{"c1", "c2", "c3"}]),
    ],
)
def test_cut(told: list[dict[str, Any]], expected: list[set[str]]) -> None:
    assert episodes(*told) == {frozenset(part) for part in expected}


def test_an_episode_tells_what_speaks_for_it() -> None:
    report = claimkit.report(
        {"id": "r", "published": "2020-05-10", "claims": [
            {"n": 9, "place": "village", "group": "army", "by": "rebels", "means": "ambush"},
            {"n": 2, "group": "hezbollah", "part_of": "c1"},
        ]}
    )  # fmt: skip
    (found,) = cut(report)
    assert found.key == "village"
    assert found.parties == {"army", "hezbollah", "rebels"}
    assert found.figures == {("killed", 9, 9)}
    assert found.means == {"ambush"}


def test_exactness_grows_from_country_to_district() -> None:
    assert exactness(None) < exactness(claimkit.place("gov")) < exactness(claimkit.place("village"))
    assert exactness(claimkit.place("village")) < exactness(claimkit.place("quarter"))
