"""Keeping: each thing once, each version of it, each under an id of its own."""

from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import func, select

import storekit
from hasila.model import Report
from hasila.store import Store, log, open_store
from hasila.store.keeping import Taken, capture_of, has_key, known
from hasila.store.schema import captures, reports


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as made:
        yield made


def taken(name: str, text: str, *, key: str | None = "k", body: bytes | None = None, at: int = 0) -> Taken:
    report = Report(id=name, lang="ar", text=text, claims=())
    one = storekit.taken(report, received=f"2020-06-01T00:00:{at:02}Z")
    return msgspec.structs.replace(
        one, capture=msgspec.structs.replace(one.capture, key=key, body=text.encode() if body is None else body)
    )


def kept(store: Store, *told: Taken) -> list[str]:
    with store.writing() as connection:
        return storekit.keep_taken(connection, told)


def state(store: Store) -> dict[str, bool]:
    """The ids of the reports, and whether each counts."""
    with store.reading() as connection:
        assert storekit.faults(connection) == []
        return {row.name: row.current for row in connection.execute(select(reports))}


def test_the_same_twice(store: Store) -> None:
    one = taken("a", "text")
    assert kept(store, one, one) == ["added", "known"]
    with store.reading() as connection:
        before = storekit.dump(connection)
    assert kept(store, one) == ["known"]
    with store.reading() as connection:
        assert storekit.dump(connection) == before


def test_the_same_text_in_other_bytes(store: Store) -> None:
    assert kept(store, taken("a", "text"), taken("a", "text", body=b"advert text")) == ["added", "known"]
    assert kept(store, taken("a", "text", body=b"another advert")) == ["known"]
    assert state(store) == {"a": True}


ORDERS = {
    "as they came": ([0, 1, 2], ["added", "updated", "updated"], "a~3"),
    "the newest first": ([2, 1, 0], ["added", "added", "added"], "a"),
    "mixed": ([1, 0, 2], ["added", "added", "updated"], "a~3"),
}  # fmt: skip


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("order", "outcomes", "last"), ORDERS.values(), ids=ORDERS)
def test_the_version_received_last_counts(
    store: Store, order: list[int], outcomes: list[str], last: str, together: bool
) -> None:
    told = [taken("a", f"text {at}", at=at) for at in order]
    found = kept(store, *told) if together else [kept(store, one)[0] for one in told]
    assert found == outcomes
    assert state(store) == {name: name == last for name in ("a", "a~2", "a~3")}
    with store.reading() as connection:
        counting = connection.scalar(select(reports.c.text).where(reports.c.current))
        assert counting == "text 2"
        assert [row.action for row in log.rows(connection)] == ["create", "import", "update", "update"]


def test_two_things_without_a_key(store: Store) -> None:
    assert kept(store, taken("a", "one", key=None), taken("a", "two", key=None)) == ["added", "added"]
    assert state(store) == {"a": True, "a~2": True}


@pytest.mark.parametrize("together", [True, False])
def test_ids_that_many_want(store: Store, together: bool) -> None:
    wanted = ["a", "a", "a~2", "a", "a~2", "b"]
    told = [taken(name, f"text {number}", key=f"k{number}") for number, name in enumerate(wanted)]
    if together:
        kept(store, *told)
    else:
        for one in told:
            kept(store, one)
    assert len(state(store)) == len(wanted)
    assert set(state(store)) >= {"a", "a~2", "a~3", "b"}


def test_many_that_want_one_id(store: Store) -> None:
    first = [taken("a", f"text {number}", key=f"k{number}") for number in range(600)]
    assert kept(store, *first) == ["added"] * 600
    assert kept(store, *first) == ["known"] * 600
    assert set(state(store)) == {"a", *(f"a~{number}" for number in range(2, 601))}


def test_what_is_known(store: Store) -> None:
    told = [taken("a", f"text {number}", key=f"k{number}") for number in range(1_100)]
    kept(store, *told[::2])
    with store.reading() as connection:
        assert known(connection, [one.capture for one in told]) == [number % 2 == 0 for number in range(1_100)]
        assert known(connection, []) == []
        assert has_key(connection, "k0")
        assert not has_key(connection, "k1")


@pytest.mark.parametrize("body", [b"", b"\0", bytes(range(256)) * 1_000, b"\xff\xfe"])
def test_bytes_come_back(store: Store, body: bytes) -> None:
    kept(store, taken("a", "text", body=body))
    with store.reading() as connection:
        number = connection.scalar(select(captures.c.id))
        assert capture_of(connection, int(number or 0)).body == body
        with pytest.raises(KeyError):
            capture_of(connection, 99)


def test_nothing(store: Store) -> None:
    assert kept(store) == []
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(reports)) == 0
