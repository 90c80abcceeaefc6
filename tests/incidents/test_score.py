"""What speaks for two episodes being one event."""

from typing import Any

import pytest

import claimkit
from hasila.incidents.episodes import Episode, cut
from hasila.incidents.score import THRESHOLD, kilometres, score


def episode(published: str | None = "2020-05-10", **told: Any) -> Episode:
    report = claimkit.report({"id": f"r-{told}", "published": published, "claims": [{"n": 5, **told}]})
    return cut(report, claimkit.contains_place)[0]


def points(a: Episode, b: Episode) -> float | None:
    found = score(a, b, claimkit.contains_place)
    back = score(b, a, claimkit.contains_place)
    assert (found is None) == (back is None)
    if found is None or back is None:
        return None
    assert found.points == back.points
    assert found.reasons
    return found.points


DAY = {"place": "village", "date": "2020-05-06"}


@pytest.mark.parametrize(
    ("a", "b", "linked"),
    [
        (DAY, DAY, True),
        (DAY, {**DAY, "date": "2020-05-07", "means": "airstrike"}, True),  # the night between: figures agree
        (DAY, {**DAY, "date": "2020-05-09"}, None),
        (DAY, {"place": "village", "published": "2020-05-08"}, True),
        (DAY, {**DAY, "place": "far-village"}, None),
        (DAY, {**DAY, "place": "quarter"}, True),
        (DAY, {**DAY, "place": "hamlet"}, True),  # 2 km away, and the same figure
        (DAY, {**DAY, "place": "hamlet", "n": 9}, False),  # 2 km away, another figure
        ({**DAY, "means": "airstrike", "by": "army", "n": 7}, {**DAY, "means": "ied", "by": "rebels", "n": 4}, False),
        ({**DAY, "means": "airstrike", "by": "army"}, {**DAY, "means": "ied", "by": "army"}, True),
        (DAY, {"date": "2020-05-06", "n": 9}, False),  # only the day is the same
        (DAY, {"n": 5, "published": "2020-05-30"}, None),
        # One governorate on one day is not yet one event; with the figure it is.
        ({**DAY, "place": "gov", "n": 9}, {**DAY, "place": "gov"}, False),
        ({**DAY, "place": "gov"}, {**DAY, "place": "gov"}, True),
    ],
)
def test_link_or_not(a: dict[str, Any], b: dict[str, Any], linked: bool | None) -> None:
    found = points(episode(**a), episode(**b))
    assert (found is None) if linked is None else (found is not None and (found >= THRESHOLD) is linked)


def test_small_figures_tell_nothing() -> None:
    same = points(episode(**DAY), episode(**DAY))
    one = points(episode(**{**DAY, "n": 1}), episode(**{**DAY, "n": 1}))
    assert same is not None
    assert one is not None
    assert same - one == 1.5


def test_distance() -> None:
    village, hamlet = claimkit.place("village"), claimkit.place("hamlet")
    assert village is not None
    assert hamlet is not None
    assert kilometres(village, hamlet) == pytest.approx(2.4, abs=0.2)
    unknown = claimkit.place("somewhere")
    assert unknown is not None
    assert kilometres(village, unknown) is None
