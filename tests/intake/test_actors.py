"""Entries of the registry that people wrote: kept, checked, and in the place of the shipped ones; on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

import storekit
from hasila.intake.actors import Refused, actors, restore, write
from hasila.intake.asking import resolved
from hasila.model import Actor
from hasila.pipeline import places_above
from hasila.store import Store, entries, log, open_store, search
from hasila.store.claims import numbers_of, stored
from hasila.store.search import Filter

TEXT = "قال المرصد السوري لحقوق الإنسان إن خمسة مدنيين قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as made:
        yield made


def entry(name: str = "sohr", **other: Any) -> Actor:
    return Actor(
        id=name, **({"kind": "monitor", "names": {"ar": ["مرصد حقوق الإنسان"], "en": ["The Monitor"]}} | other)
    )


def test_the_newest_counts_and_all_are_kept(store: Store) -> None:
    with store.writing() as connection:
        shipped = actors(connection).get("sohr")
        assert shipped is not None
        write(connection, "Reem", entry(), "shorter")
        write(connection, "Ali", entry(kind="humanitarian"), "better")
        known = actors(connection)
        assert known.get("sohr") == entry(kind="humanitarian")
        assert known.display("sohr", "ar") == "مرصد حقوق الإنسان"
        assert known.display("sohr", "fa") == "The Monitor"
        assert sum(one.id == "sohr" for one in known) == 1
        restore(connection, "Reem", "sohr", "as it was")
        assert actors(connection).get("sohr") == shipped
        assert [(one.who, one.why, one.actor is None) for one in entries.history(connection, "sohr")] == [
            ("Reem", "as it was", True), ("Ali", "better", False), ("Reem", "shorter", False),
        ]  # fmt: skip
        rows = list(log.rows(connection, "actor:sohr"))
        assert [(row.action, row.who, row.old is None, row.new is None) for row in rows] == [
            ("entry", "Reem", True, False), ("entry", "Ali", False, False), ("entry", "Reem", False, True),
        ]  # fmt: skip
        assert storekit.faults(connection) == []


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"name": "../x"}, "id"), ({"name": "A"}, "id"), ({"name": "a" * 81}, "id"), ({"name": ""}, "id"),
        ({"country": "Syria"}, "country"), ({"names": {}}, "names"), ({"names": {"ar": ["  "]}}, "names"),
        ({"names": {"ar": ["a\u202eb"]}}, "name"), ({"names": {"xx": ["a"]}}, "many"),
        ({"names": {"ar": ["..."]}}, "name"),
        ({"names": {"ar": [f"n{n}" for n in range(101)]}}, "many"), ({"part_of": ["nobody"]}, "part"),
        ({"part_of": ["sohr"]}, "part"), ({"name": "syrian-government", "part_of": ["syrian-army"]}, "part"),
        ({"speaks_for": "sohr"}, "speaks"), ({"speaks_for": "nobody"}, "speaks"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_entry(store: Store, wrong: dict[str, Any], key: str) -> None:
    with store.writing() as connection:
        with pytest.raises(Refused) as refused:
            write(connection, "Reem", entry(**wrong), "x")
        assert refused.value.key == key
        assert entries.current(connection) == {}


def test_an_added_actor_is_not_taken_out_while_others_are_part_of_it(store: Store) -> None:
    with store.writing() as connection:
        write(connection, "Reem", entry("new-body"), "new")
        write(connection, "Reem", entry(part_of=["new-body"]), "part of it")
        with pytest.raises(Refused, match="needed"):
            restore(connection, "Reem", "new-body", "x")
        restore(connection, "Reem", "sohr", "x")
        restore(connection, "Reem", "new-body", "x")
        assert actors(connection).get("new-body") is None
        with pytest.raises(Refused, match="nothing"):
            restore(connection, "Reem", "new-body", "x")


def test_names_take_effect_in_display_and_search(store: Store) -> None:
    with store.writing() as connection:
        storekit.keep(connection, [
            storekit.read("a", TEXT),
            storekit.read("b", TEXT.replace("المرصد السوري لحقوق الإنسان", "شبكة الغوطة الخضراء")),
        ], places_above)  # fmt: skip
        storekit.link(connection)
        numbers = numbers_of(connection, ["a", "b"])

        def found(source: str) -> list[str]:
            asked = resolved(Filter(sources=(source,)), actors(connection))
            by_number = {number: name for name, number in numbers.items()}
            return sorted(by_number[number] for number in search.find_reports(connection, asked))

        before = stored(connection, [numbers["a"]])[numbers["a"]]
        assert before.report.claims[0].sources[0].actor == "sohr"
        assert found("sohr") == ["a"]
        assert found("the watchers") == []
        names = {"ar": ["الراصدون", "شبكة الغوطة الخضراء"], "en": ["The Watchers"]}
        write(connection, "Reem", entry(names=names), "another name")
        assert actors(connection).stored(before).report.claims[0].sources[0].name in ("الراصدون", "The Watchers")
        assert stored(connection, [numbers["a"]])[numbers["a"]] == before, "what was read stays as it is"
        # By the new name; and by an old id what was told under a name that texts were read without.
        assert found("the watchers") == found("الراصدون") == found("sohr") == ["a", "b"]
        write(connection, "Reem", entry("ghouta-net", names={"ar": ["شبكة الغوطة الخضراء"]}), "new")
        assert "b" in found("ghouta-net")
