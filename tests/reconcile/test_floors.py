from typing import Any

import msgspec
import pytest

import claimkit
from hasila.model import Report, Span
from hasila.reconcile.floors import is_floor, listed, named_alone, of_wounds


def report(text: str, *claims: dict[str, Any]) -> Report:
    return claimkit.report({"id": "r", "text": text, "claims": claims})


@pytest.mark.parametrize(
    ("source", "floor"),
    [
        ("medical طبيب في مستشفى المدينة", True),
        ("medical مسئول شفاخانه سپین بولدک", True),
        ("medical دائرة الطب العدلي", True),
        ("medical staff at Rufaa hospital", True),
        ("official وزارة الصحة", False),
        ("official المتحدث باسم وزارة الصحة من مستشفى الشفاء", False),
        ("monitor sohr", False),
    ],
)
def test_what_one_house_received_is_a_floor(source: str, floor: bool) -> None:
    (claim,) = report("", {"n": 9, "source": [source]}).claims
    assert is_floor(claim) is floor


@pytest.mark.parametrize(
    ("text", "on_list"),
    [
        ("نشرت الشبكة قائمة بأسماء 37 شخصاً", True),
        ("وثقت الشبكة أسماء 37 شخصاً", True),
        ("فهرست اسامی 37 نفر منتشر شد", True),
        ("It published the names of 37 people", True),
        ("قال المتحدث باسم الوزارة إن 37 شخصاً قتلوا", False),
        ("نشرت أسماء بعضهم. وقتل 37 شخصاً", False),
    ],
)
def test_a_number_of_names_is_a_list(text: str, on_list: bool) -> None:
    told = report(text, {"n": 37, "at": text.index("37")}, {"n": 10, "group": "أطفال/civilian", "part_of": "c1"})
    assert listed(told) == (frozenset({"c1", "c2"}) if on_list else frozenset())


def test_names_in_the_place_of_a_number_are_a_list_and_those_told_beside_it_are_not() -> None:
    people = [{"n": 1, "group": f"{name}/civilian", "part_of": "c1"} for name in ("عباس سليم", "مهدي فرج")]
    told = report("", {"n": 2, "group": "مسعفين/civilian"}, *people)
    assert listed(told) == frozenset()
    quote = "المسعفين عباس سليم ومهدي فرج"
    named = msgspec.structs.replace(told.claims[0], quote=Span(0, len(quote), quote))
    told = msgspec.structs.replace(told, claims=(named, *told.claims[1:]))
    assert listed(told) == frozenset({"c1", "c2", "c3"})


def test_single_people_by_name_whom_nobody_counts_are_one_list() -> None:
    told = report(
        "",
        {"n": 1, "group": "سالم الخطيب/civilian"},
        {"n": 1, "group": "منى الخطيب/civilian"},
        {"n": 1, "group": "طفل/civilian"},
        {"n": 1, "group": "رامي الحلو/civilian", "source": ["monitor sohr"]},
    )
    assert [[claim.id for claim in people] for people in named_alone(told.claims)] == [["c1", "c2"]]


@pytest.mark.parametrize(
    ("group", "harm", "died"),
    [
        ("الجرحى/unknown", "killed", True),
        ("المصابين/combatant", "killed", True),
        ("الجرحى/unknown", "wounded", False),
        ("أطفال/civilian", "killed", False),
    ],
)
def test_the_wounded_who_were_killed_died_of_wounds(group: str, harm: str, died: bool) -> None:
    (claim,) = report("", {"n": 2, "group": group, "harm": harm}).claims
    assert of_wounds(claim) is died
