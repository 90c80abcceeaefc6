"""Contradictions between the reports of one incident, by kind."""

from typing import Any

import pytest

import claimkit

from .test_profiles import one_incident


def kinds(*told: dict[str, Any]) -> list[str]:
    reports = [
        claimkit.report({"id": f"r{n}", "outlet": f"O{n}", "published": "2020-05-01", "claims": [c]})
        for n, c in enumerate(told)
    ]
    return [c.kind for c in one_incident(reports).contradictions]


TOOK = {"harm": "took_control", "place": "village"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"n": 5, "source": ["monitor sohr"]}, {"n": 6, "source": ["media afp"]}, ["figures"]),
        ({"n": 5, "source": ["monitor sohr"]}, {"n": "~6", "source": ["media afp"]}, []),
        ({"n": 5, "source": ["monitor sohr"]}, {"n": 6, "source": ["monitor sohr"]}, []),
        ({"n": 5, "group": "army", "source": ["monitor sohr"]}, {"n": 6, "source": ["media afp"]}, []),
        ({"n": 5, "group": "army", "source": ["monitor sohr"]}, {"n": 4, "source": ["media afp"]}, ["figures"]),
        (
            {"n": 5, "group": "irgc", "source": ["monitor sohr"]},
            {"n": 4, "group": "iran", "source": ["media afp"]},
            ["figures"],
        ),
        ({"n": 5, "group": "irgc", "source": ["monitor sohr"]}, {"n": 4, "group": "army", "source": ["media afp"]}, []),
        ({"n": 5, "harm": "wounded", "source": ["monitor sohr"]}, {"n": 4, "source": ["media afp"]}, []),
        ({"n": 5, "source": ["monitor sohr"]}, {"n": 9, "stance": "unconfirmed", "source": ["media afp"]}, []),
        ({"n": 0, "source": ["monitor sohr"]}, {"n": "?", "stance": "denies", "source": ["media afp"]}, []),
        (
            {**TOOK, "group": "rebels", "source": ["monitor sohr"]},
            {**TOOK, "harm": "lost_control", "group": "army", "stance": "denies", "source": ["official army"]},
            ["control"],
        ),
        (
            {**TOOK, "group": "rebels", "source": ["monitor sohr"]},
            {**TOOK, "group": "rebels", "stance": "denies", "source": ["official army"]},
            ["denial"],
        ),
        (
            {**TOOK, "group": "rebels", "source": ["monitor sohr"]},
            {**TOOK, "group": "hezbollah", "source": ["media afp"]},
            [],
        ),
    ],
)
def test_pairs(first: dict[str, Any], second: dict[str, Any], expected: list[str]) -> None:
    assert kinds(first, second) == expected
    assert kinds(second, first) == expected


def test_two_forces_that_fight_each_other_cannot_both_have_taken_the_place() -> None:
    fight = {"n": 3, "group": "army", "by": "rebels", "source": ["media afp"]}
    rebels = {**TOOK, "group": "rebels", "source": ["party rebels"]}
    army = {**TOOK, "group": "army", "source": ["official army"]}
    assert kinds(fight, rebels, army) == ["control"]
    assert kinds(fight, rebels, {**army, "place": "far-village"}) == []


def test_copies_of_two_voices_make_one_contradiction() -> None:
    wire = {"n": 5, "source": ["monitor sohr"]}
    assert kinds(wire, wire, wire, {"n": 9, "source": ["media afp"]}, {"n": 9, "source": ["media afp"]}) == ["figures"]
