"""Reports to incidents."""

from typing import Any

import pytest

import claimkit
from hasila.incidents import Linked, link
from hasila.incidents.unions import Unions
from hasila.model import ClaimRef, Report


def reports(*told: dict[str, Any] | list[dict[str, Any]]) -> list[Report]:
    """Make a report of each claim, or list of claims; all published within the week."""
    return [
        claimkit.report({"id": f"r{n}", "published": "2020-05-08", "claims": c if isinstance(c, list) else [c]})
        for n, c in enumerate(told)
    ]


def linked(*told: dict[str, Any] | list[dict[str, Any]]) -> Linked:
    return link(reports(*told), claimkit.above_place)


def groups(found: Linked) -> set[frozenset[str]]:
    return {frozenset(f"{ref.report}{ref.claim}" for ref in g.claims) for g in found.groupings}


VILLAGE = {"n": 5, "place": "village", "date": "2020-05-06"}
FAR = {"n": 8, "place": "far-village", "date": "2020-05-06"}
GOV = {"n": 5, "place": "gov", "date": "2020-05-06"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([VILLAGE, VILLAGE], [{"r0c1", "r1c1"}]),
        ([VILLAGE, FAR], [{"r0c1"}, {"r1c1"}]),
        ([[VILLAGE, FAR], VILLAGE, FAR], [{"r0c1", "r1c1"}, {"r0c2", "r2c1"}]),
        # Both places lie in the governorate: it joins the one whose figure it tells, and does not join the two.
        ([VILLAGE, FAR, {**GOV, "group": "army"}, {**VILLAGE, "group": "army"}], [{"r0c1", "r2c1", "r3c1"}, {"r1c1"}]),
        # Day by day at one place: the chain does not grow past what the days allow.
        ([VILLAGE, {**VILLAGE, "date": "2020-05-07"}, {**VILLAGE, "date": "2020-05-08"}], [{"r0c1", "r1c1"}, {"r2c1"}]),
        ([{**VILLAGE, "place": "ضيعة"}, {**VILLAGE, "place": "الضيعة"}, {**VILLAGE, "place": "ضَيعة"}],
         [{"r0c1", "r2c1"}, {"r1c1"}]),
        # One report that keeps two events at one place apart is believed.
        ([[VILLAGE, {**VILLAGE, "date": "2020-05-01"}], VILLAGE], [{"r0c1", "r1c1"}, {"r0c2"}]),
    ],
)  # fmt: skip
def test_groups(told: list[Any], expected: list[set[str]]) -> None:
    assert groups(linked(*told)) == {frozenset(part) for part in expected}


def test_claims_of_a_period_are_outside() -> None:
    found = linked([VILLAGE, {"n": 900, "scope": "cumulative"}, {"n": 40, "scope": "period"}])
    assert found.outside == (ClaimRef("r0", "c2"), ClaimRef("r0", "c3"))
    assert groups(found) == {frozenset({"r0c1"})}


def test_an_incident_has_the_most_exact_place_and_all_its_days() -> None:
    (found,) = linked(
        {**VILLAGE, "means": "shelling", "group": "army"},
        {**VILLAGE, "place": "quarter", "group": "army", "by": "rebels"},
    ).groupings
    assert found.place is not None
    assert found.date is not None
    assert (found.place.id, found.date.start, found.date.end) == ("quarter", "2020-05-06", "2020-05-06")
    assert (found.means, found.belligerents) == (("shelling",), ("army", "rebels"))


def test_undated_reports_narrow_the_days_down() -> None:
    early, late = reports({"n": 7, "place": "village"}, {"n": 7, "place": "village", "group": "army"})
    late = claimkit.report({"id": "r1", "published": "2020-05-10", "claims": [{"n": 7, "place": "village"}]})
    (found,) = link([early, late]).groupings
    assert found.date is not None
    assert (found.date.start, found.date.end) == ("2020-05-07", "2020-05-08")


def test_every_link_tells_its_reasons() -> None:
    (found,) = linked(VILLAGE, VILLAGE).groupings
    (made,) = found.links
    assert made.points == 8.5
    told = ("same place (+5)", "same days (+2)", "means are missing", "parties are missing", "same figure (+1.5)",
            "nothing is worded at length")  # fmt: skip
    assert made.reasons == told


def test_one_figure_in_common_does_not_put_the_tolls_of_two_villages_together() -> None:
    """One pair of nine speaks for it: the villages are near, of one day, and both once told with 17 dead."""
    here = [{**VILLAGE, "n": n} for n in (17, 12, 14)]
    there = [{**VILLAGE, "place": "hamlet", "n": n} for n in (17, 30, 31)]
    assert groups(linked(*here, *there)) == {frozenset({"r0c1", "r1c1", "r2c1"}), frozenset({"r3c1", "r4c1", "r5c1"})}
    assert len(linked(here[0], there[0]).groupings) == 1


def test_an_id_depends_on_place_and_day_alone() -> None:
    one = linked(VILLAGE).groupings[0].id
    many = linked(VILLAGE, {**VILLAGE, "n": 9, "harm": "wounded"}, {**VILLAGE, "n": 12}).groupings[0].id
    assert one == many
    assert one != linked({**VILLAGE, "date": "2020-05-01"}).groupings[0].id
    assert one != linked({**VILLAGE, "place": "hamlet"}).groupings[0].id


def test_two_incidents_of_one_place_and_day_get_ids_of_their_own() -> None:
    found = linked(
        {**VILLAGE, "means": "airstrike", "by": "army", "group": "rebels"},
        {**VILLAGE, "n": 9, "means": "ied", "by": "irgc", "group": "un"},
    )
    first, second = (g.id for g in found.groupings)
    assert second == f"{first}-2"


def test_a_copy_goes_where_the_original_goes() -> None:
    """Without a place and a date there is nothing to weigh, but the text is the same."""
    texts = [{"id": name, "text": "same", "published": day, "claims": [{"n": 2}]}
             for name, day in [("a", "2020-05-01"), ("b", "2020-06-01")]]  # fmt: skip
    (found,) = link([claimkit.report(t) for t in texts]).groupings
    assert found.claims == (ClaimRef("a", "c1"), ClaimRef("b", "c1"))


def test_the_same_report_twice_is_one() -> None:
    made = reports(VILLAGE)
    assert link([*made, *made]) == link(made)


def test_two_reports_with_one_id_are_refused() -> None:
    made = claimkit.report({"id": "r0", "text": "another", "claims": [VILLAGE]})
    with pytest.raises(ValueError, match="two different reports have the id 'r0'"):
        link([*reports(VILLAGE), made])


def test_a_report_without_claims_makes_no_incident() -> None:
    assert linked([]) == Linked((), ())


def test_unions() -> None:
    unions = Unions("abcd")
    unions.join("c", "a")
    unions.join("d", "c")
    assert unions.groups() == [["a", "c", "d"], ["b"]]
    assert unions.find("d") == "a"
    with pytest.raises(KeyError):
        unions.find("z")
