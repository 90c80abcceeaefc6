"""Where and when claims are set that do not say so themselves."""

from datetime import date
from typing import Any

import pytest

import claimkit
from hasila.incidents.context import Days, Placed, means_agree, parse_day, place_claims, place_key


def placed(*told: dict[str, Any], published: str | None = "2020-05-10") -> list[Placed]:
    report = claimkit.report({"id": "r", "published": published, "claims": told})
    return list(place_claims(report, claimkit.contains_place))


def test_a_claim_without_a_place_takes_the_nearest() -> None:
    found = placed({"place": "village", "at": 0}, {"at": 400}, {"place": "far-village", "at": 500})
    assert [p.key for p in found] == ["village", "far-village", "far-village"]


def test_on_a_tie_the_place_before_wins() -> None:
    found = placed({"place": "village", "at": 0}, {"at": 100}, {"place": "far-village", "at": 200})
    assert found[1].key == "village"


def test_means_that_differ_keep_a_place_away() -> None:
    found = placed({"place": "village", "means": "airstrike"}, {"means": "ied"})
    assert [p.key for p in found] == ["village", None]


def test_a_part_follows_its_whole_not_its_neighbour() -> None:
    found = placed({"place": "village", "at": 0}, {"place": "far-village", "at": 500}, {"at": 510, "part_of": "c1"})
    assert found[2].key == "village"


def test_a_denial_follows_what_it_denies() -> None:
    found = placed(
        {"harm": "captured", "n": 5, "group": "army", "place": "village", "at": 0},
        {"harm": "killed", "n": 9, "place": "far-village", "at": 300},
        {"harm": "captured", "group": "army", "stance": "denies", "at": 310},
    )
    assert found[2].key == "village"


def test_a_claim_without_a_day_takes_that_of_its_place() -> None:
    found = placed(
        {"place": "village", "date": "2020-05-01"}, {"place": "far-village", "date": "2020-05-07"}, {"place": "village"}
    )
    assert found[2].days == Days(date(2020, 5, 1), date(2020, 5, 1), True)


def test_an_undated_report_is_bound_by_its_publication() -> None:
    (found,) = placed({"n": 5})
    assert found.days == Days(date(2020, 5, 7), date(2020, 5, 10), False)


@pytest.mark.parametrize("published", [None, "", "yesterday", "2020-13-40"])
def test_without_a_day_of_publication_there_is_no_bound(published: str | None) -> None:
    (found,) = placed({"n": 5}, published=published)
    assert found.days is None


def test_a_time_of_publication_is_read_as_its_day() -> None:
    assert parse_day("2020-05-10T22:15:00+03:00") == date(2020, 5, 10)


def test_other_scopes_are_left_out() -> None:
    assert placed({"n": 5, "scope": "period"}, {"n": 5, "scope": "cumulative"}) == []


def test_parts_in_a_circle_come_to_an_end() -> None:
    assert len(placed({"n": 5, "part_of": "c2"}, {"n": 4, "part_of": "c1"})) == 2


def test_a_place_that_the_gazetteer_does_not_know_is_known_by_its_folded_name() -> None:
    assert place_key(claimkit.place("أَضيعة")) == place_key(claimkit.place("اضيعه"))


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        ("airstrike", "airstrike", True),
        ("airstrike", None, True),
        ("airstrike", "other", True),
        ("airstrike", "ied", False),
        ("ground_combat", "shelling", True),
        ("landmine", "airstrike", False),
    ],
)
def test_means_of_one_event(a: Any, b: Any, agree: bool) -> None:
    assert means_agree(a, b) is agree
    assert means_agree(b, a) is agree
