"""Whole incidents: what a reader of the toll must find there."""

from typing import Any

import pytest

import claimkit
from hasila.model import ClaimRef, Incident, Toll

from .test_profiles import one_incident

#: Claims as they stand in one report of a two-day battle, told by seven voices.
BATTLE: dict[str, Any] = {
    "id": "battle",
    "published": "2020-05-08",
    "outlet": "The paper",
    "claims": [
        {"n": 73, "source": ["monitor sohr"], "date": "2020-05-06"},
        {"harm": "took_control", "group": "rebels", "source": ["monitor sohr"], "date": "2020-05-06"},
        {"n": ">=43", "group": "rebels", "source": ["monitor sohr"], "part_of": "c1"},
        {"n": 1, "group": "قيادي محلي/combatant", "source": ["monitor sohr"], "part_of": "c3"},
        {"n": 30, "group": "army", "source": ["monitor sohr"], "part_of": "c1"},
        {"harm": "captured", "n": 5, "group": "hezbollah", "source": ["party مصادر المعارضة"]},
        {"harm": "captured", "n": 5, "group": "hezbollah", "source": ["media afp"]},
        {"harm": "captured", "n": "vague 2", "group": "الأفغان/combatant", "source": ["party مصادر المعارضة"]},
        {"harm": "captured", "n": "?", "group": "hezbollah", "stance": "denies", "source": ["party hezbollah"]},
        {"n": 17, "group": "irgc", "source": ["media موقع محلي"], "by": "rebels"},
        {"n": "most", "group": "hezbollah", "source": ["anonymous مصادر في الجبهة", "media موقع محلي"]},
        {"n": "?", "group": "irgc", "stance": "unconfirmed", "source": ["official irgc"]},
        {"harm": "captured", "n": "vague 2", "group": "irgc", "source": ["media صحيفة"]},
        {"n": 13, "group": "irgc", "source": ["official irgc", "media afp"]},
        {"n": 230000, "source": ["monitor sohr"], "scope": "cumulative"},
    ],
}


@pytest.fixture(scope="module")
def battle() -> Incident:
    return one_incident([claimkit.report(BATTLE)])


def toll(incident: Incident, harm: str, actor: str | None) -> Toll:
    (found,) = [t for t in incident.tolls if t.harm == harm and t.group.actor == actor and t.group.name != "الأفغان"]
    return found


def ref(number: int) -> ClaimRef:
    return ClaimRef("battle", f"c{number}")


def test_parts_of_a_total_are_not_counted_twice(battle: Incident) -> None:
    total = toll(battle, "killed", None)
    assert (total.low, total.best, total.high, total.open, total.derived) == (73, 73, 73, False, False)
    assert (toll(battle, "killed", "rebels").low, toll(battle, "killed", "rebels").open) == (43, True)
    assert (toll(battle, "killed", "army").low, toll(battle, "killed", "army").high) == (30, 30)


def test_captives_are_contested_between_those_who_assert_and_the_party(battle: Incident) -> None:
    captives = toll(battle, "captured", "hezbollah")
    assert (captives.low, captives.best, captives.high, captives.status) == (0, 5, 5, "contested")
    assert captives.supports == (ref(6), ref(7))
    assert captives.denials == (ref(9),)
    assert captives.independent_sources == 2


def test_other_captives_are_not_denied(battle: Incident) -> None:
    assert toll(battle, "captured", "irgc").status == "single_source"
    assert toll(battle, "captured", "irgc").denials == ()


def test_the_guards_are_contested(battle: Incident) -> None:
    guards = toll(battle, "killed", "irgc")
    assert (guards.low, guards.best, guards.high, guards.status) == (13, 13, 17, "contested")
    assert guards.set_aside == ((ref(12), "not confirmed by its own source"),)


def test_the_contradictions_are_those_and_no_others(battle: Incident) -> None:
    found = {(c.kind, c.claims) for c in battle.contradictions}
    assert found == {
        ("denial", (ref(6), ref(9))),
        ("denial", (ref(7), ref(9))),
        ("figures", (ref(10), ref(14))),
    }


def test_a_single_person_told_within_a_group_is_set_aside_there(battle: Incident) -> None:
    assert toll(battle, "killed", "rebels").set_aside == ((ref(4), "one of the people of c3"),)


def test_a_share_without_a_figure_is_shown_without_numbers(battle: Incident) -> None:
    most = toll(battle, "killed", "hezbollah")
    assert (most.low, most.best, most.high, most.open, most.rule) == (
        None,
        None,
        None,
        True,
        "no source gives a figure",
    )


def test_the_taking_is_told_under_control(battle: Incident) -> None:
    (control,) = battle.control
    assert (control.force, control.status, control.supports) == ("The rebels", "took_control", (ref(2),))


def test_a_cumulative_total_never_enters(battle: Incident) -> None:
    assert all(ref(15) not in (*t.supports, *t.superseded) for t in battle.tolls)


def claims(*told: dict[str, Any], **report: Any) -> Incident:
    return one_incident(
        [claimkit.report({"id": "r", "outlet": "O", "published": "2020-05-01", **report, "claims": told})]
    )


SOHR = {"source": ["monitor sohr"]}
REBELS = {"source": ["party rebels"]}


def test_a_denial_of_the_whole_denies_its_parts() -> None:
    found = claims(
        {"harm": "captured", "n": 4, "group": "brigade-8", **REBELS},
        {"harm": "captured", "n": "?", "group": "army", "stance": "denies", "source": ["official ministry"]},
    )
    assert toll(found, "captured", "brigade-8").status == "contested"
    assert toll(found, "captured", "army").status == "denied"


def test_a_denied_figure_takes_only_that_figure_away() -> None:
    found = claims(
        {"n": ">=300", "group": "army", **SOHR},
        {"n": 300, "group": "army", "stance": "denies", "source": ["official ministry"]},
    )
    denied = toll(found, "killed", "army")
    assert (denied.low, denied.status) == (300, "contested")


def test_a_part_larger_than_the_total_contests_it() -> None:
    found = claims({"n": 12, "group": "مزارعين/civilian"}, {"n": 8, "source": ["official ministry"]})
    (total,) = [t for t in found.tolls if t.group.role == "unknown"]
    assert total.status == "contested"
    assert [c.why for c in found.contradictions] == ["a part of 12 killed cannot lie in a whole of 8 killed"]


def test_nobody_hurt_contradicts_the_dead() -> None:
    found = claims(
        {"harm": "casualty", "n": "none", "group": "army", "source": ["official army"]},
        {"n": 4, "group": "army", **SOHR},
    )
    assert [c.kind for c in found.contradictions] == ["figures"]


def test_no_casualties_on_ones_own_side_is_no_admission() -> None:
    found = claims({"harm": "casualty", "n": "none", "group": "army", "source": ["official army"]})
    assert [t.status for t in found.tolls] == ["single_source"]
    assert [(t.low, t.high) for t in found.tolls] == [(0, 0)]


def test_a_concession_is_an_admission_whoever_speaks() -> None:
    found = claims({"n": 4, "group": "army", "stance": "admits", "source": ["media صحيفة"]})
    assert [t.status for t in found.tolls] == ["admitted"]


def test_what_is_feared_counts_only_where_nothing_is_asserted() -> None:
    feared = {"n": 50, "stance": "unconfirmed", "source": ["official ministry"]}
    (alone,) = claims(feared).tolls
    (beside,) = claims(feared, {"n": 20, **SOHR}).tolls
    assert (alone.low, beside.high) == (50, 20)
    assert beside.set_aside == ((ClaimRef("r", "c1"), "not confirmed by its own source"),)


def test_a_report_that_says_so_makes_one_group_part_of_another() -> None:
    """No registry puts Hezbollah within the army; the report does, so the two are not added."""
    found = claims(
        {"n": 30, "group": "army", **SOHR},
        {"n": 9, "group": "hezbollah", "part_of": "c1", **SOHR},
        {"n": 5, "group": "مدنيين/civilian", **SOHR},
    )
    (total,) = [t for t in found.tolls if t.derived]
    assert (total.low, total.high) == (35, 35)


def test_one_groups_figure_is_not_the_total() -> None:
    assert [t.group.actor for t in claims({"n": 30, "group": "army", **SOHR}).tolls] == ["army"]


def test_part_of_a_week_s_total_is_a_figure_of_its_incident() -> None:
    found = claims({"n": 49, "scope": "period", **SOHR}, {"n": 15, "part_of": "c1", **SOHR})
    assert [(t.low, t.high) for t in found.tolls] == [(15, 15)]


def test_a_later_denial_takes_the_voice_s_own_claim_back() -> None:
    reports = [
        {"id": "a", "published": "2020-05-01", "claims": [{"harm": "captured", "n": 5, "group": "army", **REBELS}]},
        {"id": "b", "published": "2020-05-02",
         "claims": [{"harm": "captured", "n": "?", "group": "army", "stance": "denies", **REBELS}]},
    ]  # fmt: skip
    (found,) = one_incident([claimkit.report(r) for r in reports]).tolls
    assert (found.status, found.superseded) == ("denied", (ClaimRef("a", "c1"),))


def test_a_rounded_figure_and_the_exact_one_of_one_speaker_are_one() -> None:
    (found,) = claims({"n": ">2000", **SOHR}, {"n": 2070, **SOHR}).tolls
    assert (found.low, found.high, found.independent_sources, len(found.supports)) == (2070, 2070, 1, 2)


def test_several_outlets_without_credit_are_one_voice_of_a_figure() -> None:
    reports = [{"id": name, "outlet": name, "published": "2020-05-01", "claims": [{"n": 5}]} for name in "abc"]
    (found,) = one_incident([claimkit.report(r) for r in reports]).tolls
    assert (found.independent_sources, found.status) == (1, "single_source")


def test_an_outlets_new_figure_is_a_voice() -> None:
    (found,) = claims({"n": 5}, {"n": 7, **SOHR}).tolls
    assert (found.independent_sources, found.status) == (2, "contested")
