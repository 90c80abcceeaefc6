"""People's decisions: each, over each other, undone, and under whatever linking does meanwhile."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.model import ChangeRecord, Claim, Reason, Span
from hasila.model.codec import from_json
from hasila.pipeline import places_above
from hasila.store import Store, UnknownError, decisions, log, open_store
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.linkage import current
from hasila.store.schema import tolls

IDLIB = "قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020. وأصيب عشرة آخرون بجروح."
IDLIB_TOO = "أعلن المرصد مقتل سبعة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020."
DERAA = "قتل ثلاثة جنود في انفجار في مدينة درعا يوم 2 مايو 2020."
HAMA = "قتل أربعة مدنيين في غارة على مدينة حماة يوم 4 مايو 2020."
TOTAL = "قتل مئتا مدني في سوريا منذ بداية العام."


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = {"a": IDLIB, "b": IDLIB_TOO, "d": DERAA, "h": HAMA}
        storekit.keep(connection, [storekit.read(name, text) for name, text in told.items()], places_above)
        storekit.link(connection)
        storekit.check(connection)


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    """A store with an incident of two reports (a, b), one in Deraa (d) and one in Hama (h)."""
    with open_store(copied(fill)) as made:
        yield made


def report(connection: Connection, name: str) -> Stored:
    return stored(connection, [numbers_of(connection, [name])[name]])[numbers_of(connection, [name])[name]]


def claim(connection: Connection, name: str, ident: str = "c1") -> Claim:
    return next(c for c in report(connection, name).report.claims if c.id == ident)


def state(connection: Connection, name: str, ident: str = "c1") -> str:
    return report(connection, name).states[ident]


def figures(connection: Connection, incident: str) -> set[tuple[str, int | None, int | None]]:
    doc = connection.scalar(select(tolls.c.doc).where(tolls.c.incident == incident))
    return {(t["harm"], t["low"], t["high"]) for t in from_json(str(doc), dict[str, Any])["tolls"]}


def last(connection: Connection) -> ChangeRecord:
    return list(log.rows(connection))[-1]


def with_count(one: Claim, low: int) -> Claim:
    return msgspec.structs.replace(one, count=msgspec.structs.replace(one.count, low=low, high=low))


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What must be again as it was, once all is undone."""
    tables = storekit.dump(connection)
    return {name: tables[name] for name in ("claims", "marks", "tolls", "reports")} | {
        "incidents": [tuple(row) for row in tables["incidents"] if row[4] is not None]
    }


def test_the_store_of_these_tests(store: Store) -> None:
    with store.reading() as connection:
        assert storekit.partition(connection) == {
            frozenset({"ac1", "ac2", "bc1"}),
            frozenset({"dc1"}),
            frozenset({"hc1"}),
        }


def test_accepted(store: Store) -> None:
    with store.writing() as connection:
        before = claim(connection, "a")
        number = deciding.accept(connection, "Reem", "a", "c1", "heard it")
        assert (state(connection, "a"), claim(connection, "a")) == ("accepted", before)
        one = decisions.get(connection, number)
        assert (one.who, one.why, one.kind, one.claim, one.undone) == ("Reem", "heard it", "accept", "c1", False)
        row = last(connection)
        assert (row.who, row.why, row.action, row.subject) == ("Reem", "heard it", "accept", "report:a#c1")
        assert from_json(row.old or "", Claim) == from_json(row.new or "", Claim) == before
        storekit.check(connection)


def test_rejected_claim_counts_no_more_and_comes_back(store: Store) -> None:
    with store.writing() as connection:
        before, home = everything(connection), storekit.home(connection, "a", "c1")
        assert home is not None
        number = deciding.reject(connection, "Reem", "a", "c1", "wrong town")
        assert state(connection, "a") == "rejected"
        assert storekit.home(connection, "a", "c1") is None
        assert "c1" not in {c.id for c in report(connection, "a").counted.claims}
        assert ("killed", 7, 7) in figures(connection, home)
        assert last(connection).new is None
        storekit.check(connection)
        deciding.undo(connection, "Omar", number, "it was right")
        assert everything(connection) == before
        row = last(connection)
        assert (row.action, row.subject, row.who, row.why) == ("undo", f"decision:{number}", "Omar", "it was right")


@pytest.mark.parametrize("name", ["a", "d"])
def test_incident_that_loses_all_its_claims(store: Store, name: str) -> None:
    with store.writing() as connection:
        before = everything(connection)
        gone = report(connection, name).report.claims
        home = storekit.home(connection, "d", "c1")
        numbers = [deciding.reject(connection, "Reem", name, c.id) for c in gone]
        storekit.check(connection)
        if name == "d":
            assert home not in storekit.groupings(connection)
            assert current(connection, str(home)) == home
        for number in reversed(numbers):
            deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert everything(connection) == before


def test_edited_figure_reaches_the_toll_and_the_incident_keeps_its_id(store: Store) -> None:
    with store.writing() as connection:
        before, home = everything(connection), storekit.home(connection, "d", "c1")
        assert figures(connection, str(home)) == {("killed", 3, 3)}
        number = deciding.edit(connection, "Reem", "d", with_count(claim(connection, "d"), 4), "four, says the list")
        assert storekit.home(connection, "d", "c1") == home
        assert figures(connection, str(home)) == {("killed", 4, 4)}
        assert state(connection, "d") == "edited"
        assert claim(connection, "d").why[-1] == Reason(step="decision", rule="edited by a person")
        row = last(connection)
        assert from_json(row.old or "", Claim).count.low == 3
        assert from_json(row.new or "", Claim).count.low == 4
        storekit.check(connection)
        deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert everything(connection) == before


def test_edited_to_no_event_leaves_its_incident(store: Store) -> None:
    with store.writing() as connection:
        before = everything(connection)
        number = deciding.edit(connection, "Reem", "b", msgspec.structs.replace(claim(connection, "b"), scope="period"))
        assert storekit.home(connection, "b", "c1") is None
        storekit.check(connection)
        deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert everything(connection) == before


def test_edited_place_goes_to_another_incident(store: Store) -> None:
    with store.writing() as connection:
        other = claim(connection, "h")
        wanted = msgspec.structs.replace(
            claim(connection, "b"),
            place=msgspec.structs.replace(other.place, span=claim(connection, "b").place.span),  # type: ignore[union-attr,type-var]
        )
        deciding.edit(connection, "Reem", "b", wanted)
        storekit.check(connection)
        assert storekit.home(connection, "b", "c1") != storekit.home(connection, "a", "c1")


WRONG_SPANS = {
    "other text": Span(0, 3, "xyz"),
    "shifted": Span(1, 4, "قتل"),
    "beyond the end": Span(5_000, 5_003, "قتل"),
    "empty": Span(0, 0, ""),
    "negative": Span(-3, -1, "رو"),
}


@pytest.mark.parametrize("span", WRONG_SPANS.values(), ids=WRONG_SPANS)
@pytest.mark.parametrize("field", ["quote", "count", "group"])
def test_nothing_is_invented_in_an_edit(store: Store, field: str, span: Span) -> None:
    with store.writing() as connection:
        before = storekit.dump(connection)
        one = claim(connection, "a")
        wrong: Any = span if field == "quote" else msgspec.structs.replace(getattr(one, field), span=span)
        with pytest.raises(ValueError, match="the text has no"):
            deciding.edit(connection, "Reem", "a", msgspec.structs.replace(one, **{field: wrong}))
        assert storekit.dump(connection) == before


@pytest.mark.parametrize("whole", ["c1", "c9"])
def test_part_of_itself_or_of_nothing(store: Store, whole: str) -> None:
    with store.writing() as connection, pytest.raises(ValueError, match="part of"):
        deciding.edit(connection, "Reem", "a", msgspec.structs.replace(claim(connection, "a"), part_of=whole))


def test_parts_of_each_other(store: Store) -> None:
    with store.writing() as connection:
        deciding.edit(connection, "Reem", "a", msgspec.structs.replace(claim(connection, "a"), part_of="c2"))
        with pytest.raises(ValueError, match="part of"):
            deciding.edit(connection, "Reem", "a", msgspec.structs.replace(claim(connection, "a", "c2"), part_of="c1"))
        storekit.check(connection)


UNKNOWN = {
    "accept": lambda c: deciding.accept(c, "Reem", "nobody", "c1"),
    "reject": lambda c: deciding.reject(c, "Reem", "a", "c99"),
    "merge": lambda c: deciding.merge(c, "Reem", "i-none", ["i-other"]),
    "move to": lambda c: deciding.move(c, "Reem", [("a", "c1")], "i-none"),
    "move what": lambda c: deciding.move(c, "Reem", [("a", "c99")]),
    "undo": lambda c: deciding.undo(c, "Reem", 99),
}


@pytest.mark.parametrize("act", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown(store: Store, act: Any) -> None:
    with store.writing() as connection:
        before = storekit.dump(connection)
        with pytest.raises(UnknownError, match=r"there is no|has no claim"):
            act(connection)
        assert storekit.dump(connection) == before


def test_decision_over_decision_and_back(store: Store) -> None:
    with store.writing() as connection:
        untouched = everything(connection)
        first = deciding.accept(connection, "Reem", "a", "c1")
        accepted = everything(connection)
        second = deciding.edit(connection, "Omar", "a", with_count(claim(connection, "a"), 6))
        edited = everything(connection)
        third = deciding.reject(connection, "Reem", "a", "c1")
        assert [one.id for one in decisions.standing(connection)] == [third]
        with pytest.raises(UnknownError, match="does not stand"):
            deciding.undo(connection, "Reem", first)
        deciding.undo(connection, "Reem", third)
        assert everything(connection) == edited
        with pytest.raises(UnknownError, match="does not stand"):
            deciding.undo(connection, "Reem", third)
        deciding.undo(connection, "Reem", second)
        assert everything(connection) == accepted
        deciding.undo(connection, "Reem", first)
        assert everything(connection) == untouched
        assert decisions.standing(connection) == []
        storekit.check(connection)
        actions = [row.action for row in log.rows(connection)]
        assert actions[-6:] == ["accept", "edit", "reject", "undo", "undo", "undo"]


def test_merged_and_apart_again(store: Store) -> None:
    with store.writing() as connection:
        before = everything(connection)
        deraa, hama = storekit.home(connection, "d", "c1"), storekit.home(connection, "h", "c1")
        number = deciding.merge(connection, "Reem", str(deraa), [str(hama)], "one attack")
        assert storekit.home(connection, "h", "c1") == deraa
        assert current(connection, str(hama)) == deraa
        assert {ref.report for ref in storekit.groupings(connection)[str(deraa)].claims} == {"d", "h"}
        with pytest.raises(ValueError, match="one incident already"):
            deciding.merge(connection, "Reem", str(hama), [str(deraa)])
        storekit.check(connection)
        deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert everything(connection) == before
        assert current(connection, str(hama)) == hama


def test_chain_of_merges(store: Store) -> None:
    with store.writing() as connection:
        before = everything(connection)
        idlib, deraa, hama = (str(storekit.home(connection, name, "c1")) for name in "adh")
        first = deciding.merge(connection, "Reem", deraa, [hama])
        second = deciding.merge(connection, "Reem", idlib, [hama])
        assert {storekit.home(connection, name, "c1") for name in "adh"} == {idlib}
        assert {current(connection, name) for name in (deraa, hama)} == {idlib}
        storekit.check(connection)
        deciding.undo(connection, "Reem", first)
        storekit.check(connection)
        assert storekit.home(connection, "h", "c1") == hama
        assert storekit.home(connection, "d", "c1") == idlib
        deciding.undo(connection, "Reem", second)
        assert everything(connection) == before


def test_split_and_back(store: Store) -> None:
    with store.writing() as connection:
        before = everything(connection)
        home = str(storekit.home(connection, "b", "c1"))
        number, made = deciding.move(connection, "Reem", [("b", "c1")], None, "another day")
        assert made != home
        assert storekit.home(connection, "b", "c1") == made
        assert storekit.home(connection, "a", "c1") == home
        assert last(connection).action == "split"
        storekit.check(connection)
        deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert everything(connection) == before
        # Whoever noted the new incident's id finds where its claims went.
        assert current(connection, made) == home


def test_moved_twice_and_back(store: Store) -> None:
    with store.writing() as connection:
        before = everything(connection)
        idlib, deraa, hama = (str(storekit.home(connection, name, "c1")) for name in "adh")
        first, _ = deciding.move(connection, "Reem", [("b", "c1")], deraa)
        second, _ = deciding.move(connection, "Reem", [("b", "c1"), ("d", "c1")], hama)
        assert {storekit.home(connection, name, "c1") for name in "bdh"} == {hama}
        assert current(connection, deraa) == hama
        storekit.check(connection)
        deciding.undo(connection, "Reem", first)
        assert storekit.home(connection, "b", "c1") == hama
        deciding.undo(connection, "Reem", second)
        storekit.check(connection)
        assert everything(connection) == before
        assert storekit.home(connection, "b", "c1") == idlib


def test_only_claims_of_events_are_moved(store: Store) -> None:
    with store.writing() as connection:
        storekit.keep(connection, [storekit.read("t", TOTAL)], places_above)
        storekit.link(connection)
        assert storekit.home(connection, "t", "c1") is None
        with pytest.raises(ValueError, match="only claims of an event"):
            deciding.move(connection, "Reem", [("t", "c1")])
        with pytest.raises(ValueError, match="only claims of an event"):
            deciding.move(connection, "Reem", [])


def test_decisions_outlive_new_reports_and_new_links(store: Store) -> None:
    with store.writing() as connection:
        idlib, deraa, hama = (str(storekit.home(connection, name, "c1")) for name in "adh")
        deciding.merge(connection, "Reem", deraa, [hama])
        _, made = deciding.move(connection, "Reem", [("b", "c1")])
        deciding.reject(connection, "Reem", "a", "c2")
        deciding.edit(connection, "Reem", "d", with_count(claim(connection, "d"), 4))
        more = {
            "x": HAMA.replace("أربعة", "ستة"), "y": DERAA + " وأصيب أربعة بجروح.",
            "z": IDLIB_TOO.replace("سبعة", "ثمانية"),
            "b2": IDLIB_TOO,
        }  # fmt: skip
        storekit.keep(connection, [storekit.read(name, text) for name, text in more.items()], places_above)
        storekit.link(connection)
        storekit.check(connection)
        assert {storekit.home(connection, name, "c1") for name in "dhxy"} == {deraa}
        assert storekit.home(connection, "b", "c1") == made
        assert storekit.home(connection, "z", "c1") == idlib
        assert state(connection, "a", "c2") == "rejected"
        assert claim(connection, "d").count.low == 4


def test_merge_outlives_linking_that_merges_and_parts_the_same(store: Store) -> None:
    """An incident that linking itself later finds to be another, and then not, stays where people put it."""
    with store.writing() as connection:
        early = storekit.read("p", "قتل تسعة أشخاص في هجوم في محافظة حمص يوم 1 مايو 2020.")
        late = storekit.read("q", "قتل أحد عشر شخصا في هجوم في تدمر يوم 1 مايو 2020.")
        storekit.keep(connection, [early, late], places_above)
        storekit.link(connection)
        homes = [str(storekit.home(connection, name, "c1")) for name in "pq"]
        deraa = str(storekit.home(connection, "d", "c1"))
        number = deciding.merge(connection, "Reem", deraa, sorted(set(homes)))
        bridge = storekit.read("r", "قتل تسعة أشخاص في هجوم في تدمر بمحافظة حمص يوم 1 مايو 2020.")
        storekit.keep(connection, [bridge], places_above)
        storekit.link(connection)
        storekit.check(connection)
        assert {storekit.home(connection, name, "c1") for name in "pqr"} == {deraa}
        deciding.reject(connection, "Reem", "r", "c1")
        storekit.check(connection)
        assert {storekit.home(connection, name, "c1") for name in "pq"} == {deraa}
        deciding.undo(connection, "Reem", number)
        storekit.check(connection)
        assert deraa not in {storekit.home(connection, name, "c1") for name in "pq"}


def test_page_corrected_after_decisions(store: Store) -> None:
    with store.writing() as connection:
        home = storekit.home(connection, "d", "c1")
        deciding.accept(connection, "Reem", "d", "c1")
        newer = storekit.read("d", DERAA.replace("ثلاثة", "ستة"))
        assert storekit.keep(connection, [newer], places_above) == ["updated"]
        # Decided between the newer version's coming and its being linked.
        deciding.reject(connection, "Reem", "d", "c1")
        storekit.link(connection)
        storekit.check(connection)
        assert storekit.home(connection, "d~2", "c1") == home
        assert figures(connection, str(home)) == {("killed", 6, 6)}
        assert state(connection, "d") == "rejected"


def test_nothing_is_kept_of_a_decision_that_fails(store: Store) -> None:
    with store.reading() as connection:
        before = storekit.dump(connection)

    def interrupted() -> None:
        with store.writing() as connection:
            deciding.reject(connection, "Reem", "a", "c1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    with store.reading() as connection:
        assert storekit.dump(connection) == before


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\ufdd0", "سبب\u202e طويل " * 1000])
def test_whatever_people_write(store: Store, text: str) -> None:
    with store.writing() as connection:
        number = deciding.accept(connection, text, "a", "c1", text)
        assert (decisions.get(connection, number).who, decisions.get(connection, number).why) == (text, text)
        assert (last(connection).who, last(connection).why) == (text, text)
        storekit.check(connection)
