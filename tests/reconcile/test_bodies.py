from typing import Any

import pytest

import claimkit
from hasila.model import ClaimRef
from hasila.reconcile.bodies import parts_of, settle
from hasila.reconcile.groups import Groups, Key
from hasila.reconcile.voices import Statement, statements
from hasila.text import fold_word

NAMES = {
    "الشرطة": frozenset({"army", "rebels"}),  # a short name that two bodies share
    "الفصائل": frozenset({"iran", "hezbollah"}),
    "egyptian army": frozenset({"army"}),
}


def called(name: str) -> frozenset[str]:
    return next((ids for known, ids in NAMES.items() if fold_word(known) == fold_word(name)), frozenset())


def told(*claims: dict[str, Any]) -> list[Statement]:
    report = claimkit.report({"id": "r", "claims": claims})
    return statements({"r": report}, [ClaimRef("r", c.id) for c in report.claims], Groups(claimkit.contains_actor))


def keys(*claims: dict[str, Any]) -> list[str]:
    settled = settle(told(*claims), Groups(claimkit.contains_actor), called)
    return [s.key.name for s in sorted(settled, key=lambda s: s.ref)]


@pytest.mark.parametrize(
    ("short", "beside", "meant"),
    [
        ("الشرطة/combatant", "army", "army"),  # named in full elsewhere
        ("الفصائل/combatant", "irgc", "iran"),  # one that belongs to it is named
        ("Egyptian soldiers/combatant", "army", "army"),
        ("الشرطة/combatant", "hezbollah", "police"),  # nobody of the name
    ],
)
def test_a_short_name_is_of_the_body_that_the_incident_names(short: str, beside: str, meant: str) -> None:
    assert keys({"n": 3, "group": short}, {"n": 5, "group": beside}) == [meant, beside]


def test_a_short_name_of_two_bodies_that_are_both_named_is_nobodys() -> None:
    assert keys({"group": "الشرطة/combatant"}, {"group": "army"}, {"group": "rebels"})[0] == "police"


def test_a_report_puts_one_body_in_another_but_no_children_in_a_body() -> None:
    made = told(
        {"n": 15, "group": "إيرانيا"},
        {"n": 10, "group": "irgc", "part_of": "c1"},
        {"n": 2, "group": "أطفال/civilian", "part_of": "c1"},
    )
    (pair,) = parts_of(made, Groups())
    assert pair == (Key("actor", "irgc"), Key("word", "ايرانيا"))
    assert Groups(told=frozenset({pair})).within(*pair)
