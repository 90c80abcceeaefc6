"""Tolls that moved: what they were, what moved them, and looking at them; on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.intake.queues import counts, queue
from hasila.pipeline import places_above
from hasila.store import Store, UnknownError, decisions, moves, open_store
from hasila.store.linkage import current

FIVE = "قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020."
SEVEN = "أعلن المرصد مقتل سبعة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020."
TWENTY = "قالت وزارة الصحة إن 20 مدنيا قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."


def add(connection: Connection, **texts: str) -> None:
    storekit.keep(connection, [storekit.read(name, text) for name, text in texts.items()], places_above)
    storekit.link(connection)


def fill(store: Store) -> None:
    with store.writing() as connection:
        add(connection, a=FIVE)
        add(connection, b=SEVEN)


@pytest.fixture
def connection(copied: Copied) -> Iterator[Connection]:
    """A store where a second report moved a toll from five to five to seven."""
    with open_store(copied(fill)) as store, store.writing() as made:
        yield made


def waiting(connection: Connection) -> list[tuple[tuple[int | None, ...], tuple[int | None, ...], int]]:
    """What waits, as bounds before and after, with the effect."""
    return [(_bounds(one.move.since), _bounds(one.move.after), one.effect) for one in moves.waiting(connection, 10)]


def _bounds(figures: moves.Figures | None) -> tuple[int | None, ...]:
    return () if figures is None else (figures.low, figures.high)


def test_a_report_moves_a_toll(connection: Connection) -> None:
    (item,) = queue(connection, "changes").items
    assert item.moved is not None
    assert item.moved.move.cause == "reports"
    assert [(ref.report, ref.claim) for ref in item.refs] == [("b", "c1")]
    assert item.incident == storekit.home(connection, "a", "c1")
    assert waiting(connection) == [((5, 5), (5, 7), 2)]
    assert counts(connection)["changes"] == 1
    assert storekit.faults(connection) == []


def test_a_new_incident_has_not_moved(connection: Connection) -> None:
    add(connection, h="قتل أربعة مدنيين في غارة على مدينة حماة يوم 4 مايو 2020.")
    assert counts(connection)["changes"] == 1


def test_steps_add_up_until_somebody_looks(connection: Connection) -> None:
    add(connection, c=TWENTY)
    assert waiting(connection) == [((5, 5), (5, 20), 15)]
    incident = str(storekit.home(connection, "a", "c1"))
    steps = [
        (_bounds(one.move.before), _bounds(one.move.after)) for one in moves.of_incidents(connection, [incident], 9)
    ]
    assert steps == [((5, 5), (5, 7)), ((5, 7), (5, 20))]


def test_what_moves_back_waits_no_longer(connection: Connection) -> None:
    number = deciding.reject(connection, "Reem", "b", "c1", "hearsay")
    assert waiting(connection) == []
    deciding.undo(connection, "Reem", number)
    (item,) = queue(connection, "changes").items
    assert item.moved is not None
    assert item.moved.move.cause == "decision"
    assert waiting(connection) == [((5, 5), (5, 7), 2)]


@pytest.mark.parametrize("verdict", ["approve", "dismiss"])
def test_who_looks_at_it_says_so_and_can_take_that_back(connection: Connection, verdict: moves.Verdict) -> None:
    (item,) = queue(connection, "changes").items
    assert item.moved is not None
    (number,) = deciding.look_at(connection, "Reem", verdict, [item.moved.id])
    assert waiting(connection) == []
    assert [(one.kind, one.incident) for one in decisions.standing(connection)] == [(verdict, item.incident)]
    assert storekit.faults(connection) == []
    with pytest.raises(UnknownError, match="no toll waits"):
        deciding.look_at(connection, "Reem", verdict, [item.moved.id])
    deciding.undo(connection, "Reem", number)
    assert waiting(connection) == [((5, 5), (5, 7), 2)]
    assert storekit.faults(connection) == []


def test_after_a_look_it_waits_from_there(connection: Connection) -> None:
    (one,) = moves.waiting(connection, 10)
    (number,) = deciding.look_at(connection, "Reem", "approve", [one.id])
    add(connection, c=TWENTY)
    assert waiting(connection) == [((5, 7), (5, 20), 13)]
    # As if nobody had looked.
    deciding.undo(connection, "Reem", number)
    assert waiting(connection) == [((5, 5), (5, 20), 15)]


def test_a_look_that_a_later_one_goes_beyond_stays_closed(connection: Connection) -> None:
    (one,) = moves.waiting(connection, 10)
    (number,) = deciding.look_at(connection, "Reem", "approve", [one.id])
    add(connection, c=TWENTY)
    (two,) = moves.waiting(connection, 10)
    deciding.look_at(connection, "Reem", "approve", [two.id])
    deciding.undo(connection, "Reem", number)
    assert waiting(connection) == []


def test_a_merge_and_a_split_move_tolls(connection: Connection) -> None:
    (one,) = moves.waiting(connection, 10)
    deciding.look_at(connection, "Reem", "approve", [one.id])
    home = str(storekit.home(connection, "a", "c1"))
    _, apart = deciding.move(connection, "Reem", [("b", "c1")], None, "another bombardment")
    assert waiting(connection) == [((5, 7), (5, 5), 2)]
    deciding.merge(connection, "Reem", home, [apart], "the same one")
    assert waiting(connection) == []
    assert current(connection, apart) == home


def test_incidents_that_are_no_more_do_not_wait(connection: Connection) -> None:
    for name in ("a", "b"):
        deciding.reject(connection, "Reem", name, "c1", "hearsay")
    assert waiting(connection) == []
    assert counts(connection)["changes"] == 0


@pytest.mark.parametrize(
    ("was", "now", "effect"),
    [
        (None, None, 0),
        (None, (5, 7, False), 7),
        ((5, 7, False), None, 7),
        ((None, None, True), None, 0),
        ((5, 7, False), (5, 7, False), 0),
        ((5, 7, False), (3, 8, False), 2),
        ((5, 7, False), (5, 7, True), 1),
        ((5, None, True), (5, 5, False), 1),
        ((5, None, True), (9, None, True), 4),
    ],
)
def test_how_far_a_toll_moved(
    was: tuple[int | None, int | None, bool] | None, now: tuple[int | None, int | None, bool] | None, effect: int
) -> None:
    def figures(told: tuple[int | None, int | None, bool] | None) -> moves.Figures | None:
        return None if told is None else moves.Figures(told[0], None, told[1], told[2], "agreed")

    assert moves.apart(figures(was), figures(now)) == effect
