"""Reading again with another extractor: decisions stand, ids stay, and differences are put up for review."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.intake.rereading import Reread, reread
from hasila.model import Claim, Report
from hasila.model.codec import from_json
from hasila.pipeline import places_above, read_claims
from hasila.store import Store, decisions, open_store
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.schema import log, readings

TEXT = "قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020. وأصيب عشرة آخرون بجروح."
OTHER = "قتل ثلاثة جنود في انفجار في مدينة درعا يوم 2 مايو 2020."
Read = Callable[[Report], Report]


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [storekit.read("a", TEXT), storekit.read("b", OTHER)]
        storekit.keep(connection, told, places_above)
        storekit.link(connection)


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    with open_store(copied(fill)) as made:
        yield made


def changed(**figures: int | None) -> Read:
    """An extractor that reads other figures in claims, or does not see them (``None``)."""

    def read(report: Report) -> Report:
        claims = []
        for one in read_claims(report).claims:
            low = figures.get(one.id, one.count.low)
            if low is not None:
                claims.append(msgspec.structs.replace(one, count=msgspec.structs.replace(one.count, low=low, high=low)))
        # Ids are given anew in each reading, from the first claim on.
        names = {one.id: f"c{number}" for number, one in enumerate(claims, 1)}
        renamed = [msgspec.structs.replace(c, id=names[c.id], part_of=names.get(c.part_of or "")) for c in claims]
        return msgspec.structs.replace(report, claims=tuple(renamed))

    return read


def again(store: Store, name: str, read: Read = read_claims) -> Reread:
    made = reread(store, "Reem", read=read, named=lambda lang: f"{name}-{lang}")
    with store.reading() as connection:
        storekit.check(connection)
    return made


def of(store: Store, name: str) -> Stored:
    with store.reading() as connection:
        number = numbers_of(connection, [name])[name]
        return stored(connection, [number])[number]


def low(store: Store, name: str) -> dict[str, int | None]:
    return {c.id: c.count.low for c in of(store, name).report.claims}


def waiting(store: Store) -> list[tuple[str, int | None, int | None]]:
    with store.reading() as connection:
        told = [(one.claim, from_json(one.doc, decisions.Differs)) for one in decisions.open_reviews(connection)]
    return [(c, d.decided and d.decided.count.low, d.reads and d.reads.count.low) for c, d in told]


def act(store: Store, decide: Callable[..., Any], *told: Any) -> Any:
    with store.writing() as connection:
        return decide(connection, "Omar", *told)


def with_low(store: Store, name: str, ident: str, figure: int) -> Claim:
    one = next(c for c in of(store, name).report.claims if c.id == ident)
    return msgspec.structs.replace(one, count=msgspec.structs.replace(one.count, low=figure, high=figure))


def test_the_same_reading_changes_nothing_and_a_second_run_does_nothing(store: Store) -> None:
    before = of(store, "a"), of(store, "b")
    assert again(store, "new") == Reread(reports=2, changed=0, reviews=0)
    assert (of(store, "a"), of(store, "b")) == before
    with store.reading() as connection:
        rows = connection.scalar(select(func.count()).select_from(log))
        assert connection.scalar(select(func.count()).select_from(readings)) == 4
    assert again(store, "new") == Reread()
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(log)) == rows


def test_new_figure_counts_where_nobody_decided_and_the_incident_stays(store: Store) -> None:
    homes = of(store, "a").incidents
    assert again(store, "new", changed(c1=6)) == Reread(reports=2, changed=2, reviews=0)
    assert low(store, "a") == {"c1": 6, "c2": 10}
    assert of(store, "a").incidents == homes


@pytest.mark.parametrize("kind", ["accept", "edit", "reject"])
def test_word_of_a_person_counts_and_differences_are_put_up(store: Store, kind: str) -> None:
    if kind == "edit":
        number = act(store, deciding.edit, "a", with_low(store, "a", "c1", 7))
    else:
        number = act(store, getattr(deciding, kind), "a", "c1")
    decided = {"accept": 5, "edit": 7, "reject": None}[kind]
    again(store, "same")
    assert waiting(store) == []
    assert again(store, "new", changed(c1=6)).reviews == 1
    assert waiting(store) == [("c1", decided, 6)]
    assert of(store, "a").states["c1"] == {"accept": "accepted", "edit": "edited", "reject": "rejected"}[kind]
    assert {c.id: c.count.low for c in of(store, "a").counted.claims}.get("c1") == decided
    # It reads again what it read when the person decided: nothing to ask any more.
    again(store, "back")
    assert waiting(store) == []
    again(store, "newer", changed(c1=6))
    act(store, deciding.undo, number)
    assert waiting(store) == []
    assert low(store, "a") == {"c1": 6, "c2": 10}


def test_decided_again_after_a_review_is_not_asked_again(store: Store) -> None:
    act(store, deciding.accept, "a", "c1")
    again(store, "new", changed(c1=6))
    act(store, deciding.accept, "a", "c1", "five it is")
    assert waiting(store) == []
    again(store, "newer", changed(c1=6))
    assert waiting(store) == []
    assert low(store, "a")["c1"] == 5
    again(store, "newest", changed(c1=8))
    assert waiting(store) == [("c1", 5, 8)]


def test_extractor_that_comes_to_a_persons_figure(store: Store) -> None:
    act(store, deciding.edit, "a", with_low(store, "a", "c1", 7))
    again(store, "new", changed(c1=7))
    assert waiting(store) == []
    assert of(store, "a").states["c1"] == "edited"


def test_claim_that_is_read_no_more(store: Store) -> None:
    number = act(store, deciding.accept, "a", "c1")
    again(store, "new", changed(c1=None))
    assert waiting(store) == [("c1", 5, None)]
    assert low(store, "a") == {"c1": 5, "c2": 10}
    assert [c.id for c in of(store, "a").report.claims] == ["c1", "c2"]
    act(store, deciding.undo, number)
    assert low(store, "a") == {"c2": 10}
    again(store, "back")
    # Another claim's id is never given again: the decision about it could be looked up, or stand.
    assert set(low(store, "a").values()) == {5, 10}
    assert low(store, "a")["c2"] == 10


def test_accepted_then_rejected_then_gone_then_taken_back(store: Store) -> None:
    act(store, deciding.accept, "a", "c1")
    number = act(store, deciding.reject, "a", "c1")
    again(store, "new", changed(c1=None))
    assert low(store, "a") == {"c2": 10}
    act(store, deciding.undo, number)
    assert low(store, "a") == {"c1": 5, "c2": 10}
    assert of(store, "a").states["c1"] == "accepted"
    assert waiting(store) == [("c1", 5, None)]


def test_moved_claim_that_vanishes_leaves_its_incident(store: Store) -> None:
    with store.writing() as connection:
        _, made = deciding.move(connection, "Omar", [("a", "c1"), ("b", "c1")])
    again(store, "new", changed(c1=None))
    with store.reading() as connection:
        assert made not in storekit.groupings(connection)
    again(store, "back")


def test_moves_and_merges_stand(store: Store) -> None:
    homes = of(store, "a").incidents, of(store, "b").incidents
    act(store, deciding.merge, homes[0]["c1"], [homes[1]["c1"]])
    with store.writing() as connection:
        _, made = deciding.move(connection, "Omar", [("a", "c2")])
    again(store, "new", changed(c1=6, c2=11))
    assert of(store, "a").incidents == {"c1": homes[0]["c1"], "c2": made}
    assert of(store, "b").incidents == {"c1": homes[0]["c1"]}


def test_stopped_in_the_middle_goes_on(store: Store) -> None:
    seen: list[str] = []

    def once(report: Report) -> Report:
        seen.append(report.id)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return read_claims(report)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hasila.intake.rereading._BATCH", 1)
        with pytest.raises(KeyboardInterrupt):
            again(store, "new", once)
        assert again(store, "new").reports == 1
    assert again(store, "new").reports == 0
