"""The report of tolls as a whole."""

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

import claimkit
from hasila.model import ClaimRef, Report, TollReport
from hasila.reconcile import People, reconcile


def grouping(*refs: ClaimRef) -> Any:
    return SimpleNamespace(
        links=(),
        split_from=None,
        id="i-1",
        place=None,
        date=None,
        means=("shelling",),
        belligerents=("army",),
        claims=refs,
    )


def report(*claims: dict[str, Any]) -> Report:
    return claimkit.report({"id": "r", "published": "2020-05-01", "outlet": "O", "claims": claims})


def of_all(made: Report, **options: Any) -> TollReport:
    return reconcile([made], [grouping(*(ClaimRef("r", c.id) for c in made.claims))], **options)


def test_what_linking_says_of_an_incident_is_kept() -> None:
    (found,) = of_all(report({"n": 5})).incidents
    assert (found.id, found.means, found.belligerents, found.claims) == (
        "i-1", ("shelling",), ("army",), (ClaimRef("r", "c1"),),
    )  # fmt: skip


def test_a_period_in_a_grouping_is_put_outside() -> None:
    found = of_all(report({"n": 5}, {"n": 90, "scope": "period"}), outside=[ClaimRef("q", "c1")])
    assert found.outside == (ClaimRef("q", "c1"), ClaimRef("r", "c2"))
    assert [t.high for t in found.incidents[0].tolls] == [5]


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no profile 'best'"):
        of_all(report(), profile="best")


def test_a_reference_to_no_report_is_refused() -> None:
    with pytest.raises(KeyError):
        reconcile([], [grouping(ClaimRef("nowhere", "c1"))])


def test_classes_of_people_can_be_given() -> None:
    people = People.of({"everyone": {"words": ["ghosts"]}})
    made = report({"n": 5, "group": "ghosts"})
    assert [t.group.name for t in of_all(made).incidents[0].tolls] == ["ghosts"]
    assert [t.group.name for t in of_all(made, people=people).incidents[0].tolls] == [None]


def test_what_a_report_sets_against_each_other_is_a_contradiction_though_worded_differently() -> None:
    made = report(
        {"n": 8, "group": "جنود/combatant", "source": ["party rebels"]},
        {"n": 2, "group": "army", "source": ["official ministry"]},
    )
    assert of_all(made).incidents[0].contradictions == ()
    told = msgspec.structs.replace(made, contradictions=(("c1", "c2"),))
    (found,) = of_all(told).incidents[0].contradictions
    assert (found.kind, found.claims) == ("figures", (ClaimRef("r", "c1"), ClaimRef("r", "c2")))
    assert {t.status for t in of_all(told).incidents[0].tolls} == {"contested"}


def test_an_update_ends_what_a_report_set_against_each_other() -> None:
    told = msgspec.structs.replace(
        report(
            {"n": 8, "group": "جنود/combatant", "source": ["party rebels"]},
            {"n": 2, "group": "army", "source": ["official ministry"]},
        ),
        contradictions=(("c1", "c2"),),
    )
    later = claimkit.report(
        {"id": "s", "published": "2020-05-02", "claims": [{"n": 8, "group": "army", "source": ["official ministry"]}]}
    )
    refs = [ClaimRef("r", "c1"), ClaimRef("r", "c2"), ClaimRef("s", "c1")]
    assert reconcile([told, later], [grouping(*refs)]).incidents[0].contradictions == ()


def test_parts_in_a_circle_come_to_an_end() -> None:
    made = report({"n": 5, "part_of": "c2"}, {"n": 4, "part_of": "c1"}, {"n": 3, "part_of": "c3"})
    assert of_all(made).incidents[0].claims
