"""The queues of what waits for a person, over the example reports, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from databases import Copied
from hasila.intake import deciding, queues
from hasila.intake.effect import key_of
from hasila.intake.examples import take_in
from hasila.intake.material import incidents_under
from hasila.intake.queues import QUEUES, Item, Queue, counts, queue
from hasila.model import ClaimRef, Toll
from hasila.store import Store, decisions, open_store, publishing
from hasila.store.claims import numbers_of, stored
from hasila.store.schema import incidents

EXAMPLES = Path(__file__).parents[2] / "examples"


def fill(store: Store) -> None:
    take_in(store, EXAMPLES, "tester")


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    with open_store(copied(fill)) as made:
        yield made


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as made:
        yield made


def waiting(connection: Connection, name: Queue) -> list[Item]:
    return list(queue(connection, name).items)


def pairs(connection: Connection) -> set[tuple[str | None, str | None]]:
    return {(item.incident, item.other) for item in waiting(connection, "links")}


def test_each_is_sorted_by_effect(connection: Connection) -> None:
    for name in QUEUES:
        effects = [item.effect for item in waiting(connection, name)]
        assert effects == sorted(effects, reverse=True)
    for name in ("doubtful", "contradictions", "links", "changes"):
        assert waiting(connection, name)[0].effect > 0  # type: ignore[arg-type]


def bounds(tolls: tuple[Toll, ...]) -> dict[tuple[str, str | None, str | None], tuple[int, int]]:
    return {key_of(t): (t.low or 0, (t.low if t.high is None else t.high) or 0) for t in tolls}


def test_an_effect_is_what_moves_when_the_claim_is_rejected(connection: Connection) -> None:
    found = waiting(connection, "doubtful")
    # Some speak against a figure rather than for one: without them it is another.
    assert next(item.effect for item in found if item.refs[0].report == "zirba-denial") > 0
    for item in found[:6]:
        before = incidents_under(connection, [str(item.incident)], "full-range")[str(item.incident)]
        number = deciding.reject(connection, "Amal", item.refs[0].report, item.refs[0].claim, "trying")
        after = incidents_under(connection, [before.id], "full-range").get(before.id)
        was, then = bounds(before.tolls), bounds(after.tolls if after is not None else ())
        moved = [
            abs(a - b)
            for key in was.keys() | then.keys()
            for a, b in zip(was.get(key, (0, 0)), then.get(key, (0, 0)), strict=True)
        ]
        assert max(moved) == item.effect, item
        deciding.undo(connection, "Amal", number)


def test_what_is_decided_waits_no_longer_and_again_when_it_is_taken_back(connection: Connection) -> None:
    before = waiting(connection, "doubtful")
    assert counts(connection)["doubtful"] == len(before)
    ref = before[0].refs[0]
    number = deciding.accept(connection, "Amal", ref.report, ref.claim)
    assert waiting(connection, "doubtful") == before[1:]
    assert counts(connection)["doubtful"] == len(before) - 1
    deciding.undo(connection, "Amal", number)
    assert waiting(connection, "doubtful") == before


def test_a_pair_waits_until_both_are_decided(connection: Connection) -> None:
    name: Queue = "contradictions"
    first = next(item for item in waiting(connection, name) if len(item.refs) == 2)
    for at, ref in enumerate(first.refs):
        assert first.refs in {item.refs for item in waiting(connection, name)}, at
        deciding.accept(connection, "Amal", ref.report, ref.claim)
    assert first.refs not in {item.refs for item in waiting(connection, name)}


def test_a_link_waits_until_it_is_made_or_refused(connection: Connection) -> None:
    first = next(item for item in waiting(connection, "links") if item.other)
    key = (first.incident, first.other)
    claims = incidents_under(connection, [str(first.other)], "full-range")[str(first.other)].claims
    refs = [(ref.report, ref.claim) for ref in claims]
    kept = deciding.move(connection, "Amal", refs, str(first.other), "two battles")[0]
    assert key not in pairs(connection)
    # Nobody else's claims went anywhere, and what was refused can be proposed again.
    assert incidents_under(connection, [str(first.other)], "full-range")[str(first.other)].claims == claims
    deciding.undo(connection, "Amal", kept)
    assert key in pairs(connection)
    deciding.merge(connection, "Amal", str(first.incident), [str(first.other)], "one battle")
    assert key not in pairs(connection)
    assert all(str(first.other) not in pair for pair in pairs(connection))


def test_what_is_only_just_in_an_incident_waits_until_it_is_kept_or_split_off(connection: Connection) -> None:
    first = next(item for item in waiting(connection, "links") if not item.other)
    incident = incidents_under(connection, [str(first.incident)], "full-range")[str(first.incident)]
    assert set(first.refs) < set(incident.claims)
    refs = [(ref.report, ref.claim) for ref in first.refs]
    kept = deciding.move(connection, "Amal", refs, str(first.incident), "they are of it")[0]
    assert first.refs not in {item.refs for item in waiting(connection, "links")}
    deciding.undo(connection, "Amal", kept)
    assert first in waiting(connection, "links")
    _, made = deciding.move(connection, "Amal", refs, None, "another battle")
    assert set(incidents_under(connection, [made], "full-range")[made].claims) == set(first.refs)
    assert first.refs not in {item.refs for item in waiting(connection, "links")}
    # Nobody proposes to undo by a link what people said.
    assert all(made not in pair for pair in pairs(connection))


def test_a_decision_waits_for_somebody_else(connection: Connection) -> None:
    (report,) = stored(connection, list(numbers_of(connection, ["zirba-recap"]).values())).values()
    number = deciding.reject(connection, "Amal", "zirba-recap", "c4", "hearsay")
    (item,) = waiting(connection, "signatures")
    assert item.decision is not None
    assert (item.decision.id, item.refs) == (number, (ClaimRef("zirba-recap", "c4"),))
    assert item.effect == report.report.claim("c4").count.low
    with pytest.raises(ValueError, match="your own"):
        publishing.sign(connection, "Amal", number)
    assert counts(connection)["signatures"] == 1
    publishing.sign(connection, "Basil", number)
    assert waiting(connection, "signatures") == []
    assert counts(connection)["signatures"] == 0


def test_a_reading_that_differs_waits(connection: Connection) -> None:
    (number,) = numbers_of(connection, ["zirba-recap"]).values()
    claim = stored(connection, [number])[number].report.claim("c1")
    deciding.accept(connection, "Amal", "zirba-recap", "c1")
    decisions.put_up(connection, number, "c1", decisions.Differs(decided=claim, reads=None, extractor="new/1"))
    (item,) = waiting(connection, "rereading")
    assert (item.refs, item.effect) == ((ClaimRef("zirba-recap", "c1"),), claim.count.high)
    assert counts(connection)["rereading"] == 1
    deciding.accept(connection, "Amal", "zirba-recap", "c1")
    assert waiting(connection, "rereading") == []


@pytest.mark.parametrize("name", ["doubtful", "contradictions"])
def test_pages_have_everything_once(connection: Connection, monkeypatch: pytest.MonkeyPatch, name: Queue) -> None:
    everything = waiting(connection, name)
    connection.execute(update(incidents).where(incidents.c.id == everything[0].incident).values(start=None, end=None))
    monkeypatch.setattr(queues, "_TRIED", 5)
    monkeypatch.setattr(queues, "_INCIDENTS", 5)
    found: list[Item] = []
    for page in range(100):
        told = queue(connection, name, page)
        found += told.items
        if not told.more:
            break
    assert page > 1
    assert sorted(found, key=str) == sorted(everything, key=str)
    assert queue(connection, name, page + 1).items == ()
    if name == "contradictions":
        # An incident without days comes after all that have some.
        dated = len(connection.execute(select(incidents.c.id).where(incidents.c.doc.is_not(None))).all())
        assert page == (dated - 1) // 5
        assert found[-1].incident == everything[0].incident or everything[0] in told.items
