"""The toll over time: one entry for each voice and figure, dated by when the voice first gave it."""

from typing import Any

import msgspec
import pytest

import claimkit
from hasila.model import ClaimRef, Incident, Reason, Said

from .test_profiles import SITUATIONS, one_incident


def told(*reports: tuple[str | None, str | None, list[dict[str, Any]]], profile: str = "full-range") -> Incident:
    made = [
        {"id": f"r{number}", "published": day, "outlet": outlet, "claims": claims}
        for number, (day, outlet, claims) in enumerate(reports, 1)
    ]
    return one_incident([claimkit.report(report) for report in made], profile)


def row(said: Said) -> list[object]:
    return [said.said, said.voice, said.low, said.high, list(said.carriers), said.state]


SOHR = ["monitor sohr"]
SEVEN = [(f"2020-05-0{n}", f"Outlet {n}", [{"n": 12, "source": SOHR}]) for n in range(1, 8)]


def test_seven_outlets_with_one_source_are_one_entry_dated_by_the_first() -> None:
    (said,) = told(*reversed(SEVEN)).timeline
    assert row(said) == ["2020-05-01", "sohr", 12, 12, [f"Outlet {n}" for n in range(1, 8)], "standing"]
    assert said.voice_id == "actor:sohr"
    assert said.claims == tuple(ClaimRef(f"r{n}", "c1") for n in range(7, 0, -1))


def test_a_source_that_raises_its_figure_has_an_entry_for_each() -> None:
    found = told(
        ("2020-05-01", "A", [{"n": 12, "source": SOHR}]),
        ("2020-05-02", "B", [{"n": ">=20", "source": SOHR}]),
        ("2020-05-03", "C", [{"n": 12, "source": SOHR}]),  # a late copy of the old figure
    )
    assert [row(said) for said in found.timeline] == [
        ["2020-05-01", "sohr", 12, 12, ["A", "C"], "superseded"],
        ["2020-05-02", "sohr", 20, None, ["B"], "standing"],
    ]
    assert found.timeline[0].why == "its own source later says at least 20"
    assert found.timeline[1].why is None


def test_of_two_figures_of_one_day_the_reason_does_not_say_later() -> None:
    found = told(("2020-05-01", "A", [{"n": 12, "source": SOHR}, {"n": 20, "source": SOHR}]))
    assert [(s.low, s.why) for s in found.timeline if s.state == "superseded"] == [
        (12, "its own source says 20 on the same day")
    ]


def test_an_uncredited_copy_is_carried_and_is_no_voice() -> None:
    found = told(
        ("2020-05-01", "A", [{"n": 12, "source": SOHR}]),
        ("2020-05-02", "B", [{"n": 12}]),
        ("2020-05-02", "C", [{"n": "vague 2"}]),
    )
    # "Some" is C's loose word for the monitor's 12, and no figure of the monitor.
    assert [row(said) for said in found.timeline] == [["2020-05-01", "sohr", 12, 12, ["A", "B", "C"], "standing"]]


def test_a_report_in_its_own_voice_is_named_by_its_outlet_or_its_id() -> None:
    found = told(("2020-05-01", "A", [{"n": 12}]), (None, None, [{"n": 20}]))
    assert [row(said) for said in found.timeline] == [
        ["2020-05-01", "A", 12, 12, ["A"], "standing"],
        [None, "r2", 20, 20, ["r2"], "standing"],
    ]


def test_a_day_that_is_none_is_unknown() -> None:
    (said,) = told(("soon", "A", [{"n": 12}])).timeline
    assert said.said is None


def test_denials_and_what_is_not_confirmed_are_entries_of_their_own() -> None:
    found = told(
        ("2020-05-01", "A", [{"n": 12, "group": "army", "source": SOHR}]),
        ("2020-05-01", "B", [{"n": "?", "group": "army", "stance": "denies", "source": ["official army"]}]),
        ("2020-05-02", "C", [{"n": 40, "group": "army", "stance": "unconfirmed", "source": ["official un"]}]),
    )
    assert [(s.voice, s.state, s.stance) for s in found.timeline] == [
        ("army", "denial", "denies"), ("sohr", "standing", "asserts"), ("un", "unconfirmed", "unconfirmed"),
    ]  # fmt: skip
    assert found.timeline[2].why == "not confirmed by its own source"


def test_who_takes_his_figure_back_denies_it_later() -> None:
    found = told(
        ("2020-05-01", "A", [{"n": 12, "source": SOHR}]),
        ("2020-05-02", "B", [{"n": "?", "stance": "denies", "source": SOHR}]),
    )
    assert [(s.state, s.why) for s in found.timeline] == [
        ("superseded", "its own source later denies it"), ("denial", None),
    ]  # fmt: skip


def test_what_a_profile_passes_over_is_set_aside_with_its_reason() -> None:
    reports = [claimkit.report(report) for report in SITUATIONS["seventeen-thirteen"]]
    states = {s.low: (s.state, s.why) for s in one_incident(reports, "acled").timeline}
    assert states == {
        13: ("standing", None),
        17: ("set_aside", "not the most conservative"),
        20: ("set_aside", "not the most conservative"),
    }
    assert {s.state for s in one_incident(reports).timeline} == {"standing"}


def test_some_of_a_wholes_people_are_set_aside_under_its_group() -> None:
    found = told(
        ("2020-05-01", "A", [{"n": 12, "group": "army", "source": SOHR},
                             {"n": 3, "group": "army", "part_of": "c1", "source": SOHR}])
    )  # fmt: skip
    assert [(s.low, s.state, s.why) for s in found.timeline] == [
        (3, "set_aside", "some of the people of c1, worded like them"), (12, "standing", None),
    ]  # fmt: skip
    assert {s.group.actor for s in found.timeline} == {"army"}


def test_what_gives_no_toll_is_told_all_the_same() -> None:
    found = told(("2020-05-01", "A", [{"n": "?", "stance": "unconfirmed", "source": ["official army"]}]))
    assert found.tolls == ()
    assert [(s.state, s.low, s.group.role) for s in found.timeline] == [("unconfirmed", None, "unknown")]


def test_a_sum_that_nobody_states_is_no_entry() -> None:
    found = told(("2020-05-01", "A", [{"n": 12, "group": "army"}, {"n": 5, "group": "مدنيين/civilian"}]))
    assert found.tolls[0].derived
    assert sorted(s.low or 0 for s in found.timeline) == [5, 12]


def test_a_hospital_knows_only_of_some() -> None:
    found = told(("2020-05-01", "A", [{"n": 12, "source": ["medical مستشفى المدينة"]}]))
    assert [s.floor for s in found.timeline] == [True]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_short_name_does_not_hide_the_whole_one(order: tuple[int, int]) -> None:
    names = ["official مدير مكتب الصحة في المدينة", "official مكتب الصحة"]
    found = told(*(("2020-05-01", f"O{n}", [{"n": 12, "source": [names[n]]}]) for n in order))
    assert [s.voice for s in found.timeline] == ["مدير مكتب الصحة في المدينة"]


def test_two_who_speak_side_by_side_have_an_entry_each() -> None:
    made = claimkit.report(
        {
            "id": "r",
            "published": "2020-05-01",
            "outlet": "A",
            "claims": [{"n": 5, "source": ["monitor sohr", "official un"]}],
        }
    )
    joint = msgspec.structs.replace(made.claims[0], why=(Reason(step="sources", rule="ar.source.joint"),))
    found = one_incident([msgspec.structs.replace(made, claims=(joint,))])
    assert [(s.voice, s.claims) for s in found.timeline] == [
        ("sohr", (ClaimRef("r", "c1"),)), ("un", (ClaimRef("r", "c1"),)),
    ]  # fmt: skip
