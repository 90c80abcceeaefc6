"""Reports that come one by one: the same incidents as all at once, and ids that stay."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimkit
from hasila.incidents import Linkage, Linked, link
from hasila.incidents import linking as linking_module
from hasila.incidents.records import Row
from hasila.incidents.scoring import Scored, score
from hasila.model import Report

VILLAGE = {"n": 50, "place": "village", "date": "2020-05-06"}
HAMLET = {"n": 50, "place": "hamlet", "date": "2020-05-06"}


def made(name: str, *claims: dict[str, Any], published: str = "2020-05-08", text: str | None = None) -> Report:
    told: dict[str, Any] = {"id": name, "published": published, "claims": list(claims)}
    return claimkit.report({**told, "text": text} if text else told)


def partition(found: Linked) -> set[frozenset[str]]:
    return {frozenset(f"{ref.report}{ref.claim}" for ref in g.claims) for g in found.groupings}


CLAIMS = st.fixed_dictionaries(
    {
        "place": st.sampled_from([None, "ضيعة", "village", "quarter", "hamlet", "gov", "far-village"]),
        "date": st.sampled_from([None, "2020-05-06", "2020-05-07", "2020-05-08"]),
        "n": st.sampled_from([5, 9, 30]),
        "means": st.sampled_from([None, "airstrike", "ied"]),
        "group": st.sampled_from(["شخصا", "army", "rebels"]),
    }
)
#: Reports by the number of their text: some texts are published twice.
REPORTS = st.lists(st.tuples(st.integers(0, 4), st.lists(CLAIMS, max_size=2)), min_size=1, max_size=7)


@settings(max_examples=15, deadline=None)
@given(REPORTS, st.data())
def test_one_by_one_makes_the_same_incidents_as_all_at_once(
    told: list[tuple[int, list[dict[str, Any]]]], data: st.DataObject
) -> None:
    texts: dict[int, list[dict[str, Any]]] = {}
    reports = [
        made(f"r{n}", *texts.setdefault(text, claims), text=f"text {text}", published=f"2020-05-{8 + n % 2:02}")
        for n, (text, claims) in enumerate(told)
    ]
    linkage = Linkage(claimkit.above_place)
    for report in data.draw(st.permutations(reports)):
        before = {g.id for g in linkage.linked().groupings}
        change = linkage.add([report])
        now = linkage.linked()
        assert before - {g.id for g in now.groupings} == set(change.gone)
        # Whoever kept an id still finds an incident.
        assert {linkage.current(name) for name in before} <= {g.id for g in now.groupings}
    whole = link(reports, claimkit.above_place)
    assert partition(linkage.linked()) == partition(whole)
    assert linkage.linked().outside == whole.outside
    gone = data.draw(st.lists(st.sampled_from(reports), unique_by=lambda r: r.id))
    linkage.remove([r.id for r in gone])
    left = [r for r in reports if r not in gone]
    assert partition(linkage.linked()) == partition(link(left, claimkit.above_place))


def test_an_incident_keeps_its_id_when_an_earlier_day_is_told() -> None:
    linkage = Linkage(claimkit.above_place)
    (first,) = linkage.add([made("a", VILLAGE)]).changed
    (second,) = linkage.add([made("b", {**VILLAGE, "date": "2020-05-05"})]).changed
    assert second.id == first.id
    assert second.date is not None
    assert second.date.start == "2020-05-05"


def test_merged_incidents_forward_to_the_one_that_remains() -> None:
    """Two spots near each other: only a third report, which names both sides, shows that they are one event."""
    linkage = Linkage(claimkit.above_place)
    a = made("a", {**VILLAGE, "n": 7, "means": "ied", "group": "army"})
    b = made("b", {**HAMLET, "n": 9, "means": "shelling", "by": "rebels"}, published="2020-05-09")
    linkage.add([a, b])
    ids = [g.id for g in linkage.linked().groupings]
    assert len(ids) == 2
    both = {"place": "village", "date": "2020-05-06", "group": "army", "by": "rebels"}
    change = linkage.add([made("c", {**both, "n": 9})])
    (found,) = linkage.linked().groupings
    assert len(found.claims) == 3
    assert found.id in ids
    (gone,) = change.gone
    assert {gone, found.id} == set(ids)
    assert linkage.linked().forwards == ((gone, found.id),)
    assert linkage.current(gone) == found.id


def test_a_split_incident_tells_where_it_came_from() -> None:
    """Reports of a stretch of days hold its first and its last day together; without them there are two incidents."""
    linkage = Linkage(claimkit.above_place)
    bridges = [made(f"b{n}", {**VILLAGE, "date": ["2020-05-06", "2020-05-08"]}) for n in range(3)]
    linkage.add([made("a", VILLAGE), *bridges, made("c", {**VILLAGE, "date": "2020-05-08"})])
    (one,) = linkage.linked().groupings
    assert len(one.claims) == 5
    linkage.remove(["b0", "b1", "b2"])
    kept, new = sorted(linkage.linked().groupings, key=lambda g: g.id != one.id)
    assert (kept.id, kept.split_from) == (one.id, None)
    assert new.id != one.id
    assert new.split_from == one.id
    assert linkage.current(one.id) == one.id


def test_a_new_report_is_weighed_against_its_neighbours_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def watch(rows: Iterable[Row]) -> list[Scored]:
        told = list(rows)
        seen.append({row.report for row in told})
        return score(told)

    monkeypatch.setattr(linking_module, "score", watch)
    far = {"n": 40, "place": "far-village", "date": "2020-05-06"}
    linkage = Linkage(claimkit.above_place)
    linkage.add(
        [
            made("a", VILLAGE),
            made("far", far),
            made("later", {**VILLAGE, "date": "2020-06-06"}),
            made("undated", {"n": 50, "place": "village"}, published=""),
        ]
    )
    change = linkage.add([made("b", VILLAGE)])
    assert seen[-1] == {"a", "b", "undated"}
    assert [ref.report for g in change.changed for ref in g.claims] == ["a", "b", "undated"]


def test_what_cannot_be_added_or_removed_changes_nothing() -> None:
    linkage = Linkage(claimkit.above_place)
    linkage.add([made("a", VILLAGE)])
    before = linkage.linked()
    with pytest.raises(ValueError, match="two different reports have the id 'a'"):
        linkage.add([made("b", VILLAGE), made("a", HAMLET)])
    with pytest.raises(KeyError):
        linkage.remove(["a", "z"])
    assert linkage.linked() == before
    assert linkage.add([made("a", VILLAGE)]).changed == ()
