"""Verify finds whatever was changed by others than the store, and names it."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.intake.rereading import reread
from hasila.model import Report
from hasila.pipeline import places_above, read_claims
from hasila.store import Store, keeping, open_store
from hasila.store.log import START, head
from hasila.store.schema import captures, decisions, log, readings, reports
from hasila.store.verify import Proof, verify

FIRST = "قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020."
SECOND = "قتل ثلاثة جنود في انفجار في مدينة درعا يوم 2 مايو 2020. وأصيب أربعة آخرون."


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [storekit.read("a", FIRST, outlet="موقع"), storekit.read("b", SECOND), storekit.read("n", "لا شيء.")]
        storekit.keep(connection, told, places_above)
        storekit.keep(connection, [storekit.read("a", FIRST.replace("خمسة", "ستة"))], places_above)
        storekit.link(connection)
        undone = deciding.accept(connection, "Reem", "b", "c1")
        deciding.reject(connection, "Reem", "b", "c2")
        deciding.undo(connection, "Omar", undone)
        homes = [str(storekit.home(connection, name, "c1")) for name in ("a~2", "b")]
        deciding.merge(connection, "Reem", homes[0], homes[1:], "one attack")
        deciding.move(connection, "Reem", [("b", "c1")])
    reread(store, "Reem", read=read_claims, named=lambda lang: f"newer-{lang}/2")


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    """A store where something of each kind happened: a version, decisions, one undone, a second reading."""
    with open_store(copied(fill)) as made:
        yield made


def faults(store: Store, noted: str | None = None) -> list[str]:
    with store.reading() as connection:
        return storekit.faults(connection, noted)


def change(store: Store, act: Callable[[Connection], Any]) -> None:
    with store.writing() as connection:
        act(connection)


def other(value: Any) -> Any:
    """A value of the same type with one character or bit changed."""
    if isinstance(value, bytes):
        middle = len(value) // 2
        return value[:middle] + bytes([value[middle] ^ 0x10]) + value[middle + 1 :]
    if isinstance(value, str):
        return ("y" if value[:1] == "x" else "x") + value[1:]
    return (value or 0) + 1


def test_untouched(store: Store) -> None:
    with store.reading() as connection:
        found = list(verify(connection))
        number, last = head(connection)
        assert found == [Proof(captures=4, reports=4, changes=number, head=last)]
        assert storekit.faults(connection, last) == storekit.faults(connection, START) == []


def test_empty(where: str) -> None:
    with open_store(where) as store:
        assert faults(store) == []


@pytest.mark.parametrize("name", [c.name for c in captures.columns if c.name != "id"])
def test_capture_changed(store: Store, name: str) -> None:
    with store.reading() as connection:
        value = connection.scalar(select(captures.c[name]).where(captures.c.id == 1))
    change(store, lambda c: c.execute(update(captures).where(captures.c.id == 1).values({name: other(value)})))
    found = faults(store)
    assert [one.split(" ")[:2] for one in found] == [["capture", "1"]]


@pytest.mark.parametrize(
    "name", ["name", "capture", "identity", "text_sha256", "text", "lang", "published", "outlet", "url", "title"]
)
def test_report_changed(store: Store, name: str) -> None:
    with store.reading() as connection:
        value = connection.scalar(select(reports.c[name]).where(reports.c.id == 1))
    new = 2 if name == "capture" else other(value)
    change(store, lambda c: c.execute(update(reports).where(reports.c.id == 1).values({name: new})))
    found = faults(store)
    assert any(one.startswith(f"report {new if name == 'name' else 'a'}:") for one in found)


@pytest.mark.parametrize("name", [c.name for c in log.columns])
@pytest.mark.parametrize("number", [1, 3, -1])
def test_row_of_the_log_changed(store: Store, name: str, number: int) -> None:
    with store.reading() as connection:
        number = number if number > 0 else head(connection)[0]
        value = connection.scalar(select(log.c[name]).where(log.c.number == number))
    new = 999 if name == "number" else other(value)
    change(store, lambda c: c.execute(update(log).where(log.c.number == number).values({name: new})))
    wanted = 999 if name == "number" and number > 1 else number
    assert any(one.startswith(f"row {wanted} of the log:") for one in faults(store))


@pytest.mark.parametrize(
    "new", [None, "", "[]", "{}", "null", '{"capture":[1],"seal":"","text":""}', '{"capture":"x"}', "\0"]
)
def test_row_of_the_log_that_says_something_else(store: Store, new: str | None) -> None:
    change(store, lambda c: c.execute(update(log).where(log.c.number == 2).values(new=new)))
    found = faults(store)
    assert any(one.startswith("row 2 of the log: its contents") for one in found)
    assert any("the log does not tell of it" in one for one in found)


@pytest.mark.parametrize("number", [1, 2, 5, 9])
def test_row_of_the_log_deleted(store: Store, number: int) -> None:
    change(store, lambda c: c.execute(delete(log).where(log.c.number == number)))
    assert any(one.startswith(f"row {number} of the log: it is missing") for one in faults(store))


def test_rows_cut_off_show_in_what_they_told_of(store: Store) -> None:
    with store.reading() as connection:
        number, noted = head(connection)
    for last in range(number, 1, -1):
        change(store, lambda c, last=last: c.execute(delete(log).where(log.c.number == last)))  # type: ignore[misc]
        assert faults(store), f"row {last}"
        assert any(noted in one for one in faults(store, noted))


def test_row_cut_off_that_tells_of_nothing_kept_shows_by_the_noted_hash(where: str) -> None:
    with open_store(where) as store:
        with store.reading() as connection:
            noted = head(connection)[1]
        change(store, lambda c: c.execute(delete(log)))
        assert faults(store, noted) == [f"the log: the hash {noted} is not in it: rows were cut off or written anew"]


def test_rows_of_the_log_swapped(store: Store) -> None:
    def swap(connection: Connection) -> None:
        for before, after in ((3, 1003), (4, 3), (1003, 4)):
            connection.execute(update(log).where(log.c.number == before).values(number=after))

    change(store, swap)
    found = faults(store)
    assert {one.split(":")[0] for one in found} >= {"row 3 of the log", "row 4 of the log"}


def test_row_put_into_the_log(store: Store) -> None:
    def put(connection: Connection) -> None:
        row = dict(connection.execute(select(log).where(log.c.number == 3)).one()._mapping)
        number, _ = head(connection)
        for at in range(number, 3, -1):
            connection.execute(update(log).where(log.c.number == at).values(number=at + 1))
        connection.execute(insert(log).values({**row, "number": 4, "previous": row["hash"]}))

    change(store, put)
    assert any(one.startswith("row 4 of the log") for one in faults(store))


def test_capture_and_report_deleted(store: Store) -> None:
    of_it = ["DELETE FROM readings WHERE report = 3", "DELETE FROM reports WHERE id = 3"]
    if store.engine.dialect.name == "postgresql":
        of_it.insert(0, "DELETE FROM words WHERE report = 3")
    for sql in of_it:
        change(store, lambda c, sql=sql: c.execute(text(sql)))  # type: ignore[misc]
    assert any(one == "report n: it is missing; the log tells of it" for one in faults(store))
    change(store, lambda c: c.execute(delete(captures).where(captures.c.id == 3)))
    found = faults(store)
    assert "capture 3: it is missing; the log tells of it for the report n" in found
    assert any(one.startswith("reading of n by ") for one in found)


def test_capture_put_in(store: Store) -> None:
    def put(connection: Connection) -> None:
        row = dict(connection.execute(select(captures).where(captures.c.id == 1)).one()._mapping)
        connection.execute(insert(captures).values({**row, "id": 77, "identity": "other", "key": "other"}))

    change(store, put)
    assert [one.split(" (")[0] for one in faults(store)] == ["capture 77"]


@pytest.mark.parametrize("act", ["changed", "deleted", "put in"])
def test_readings(store: Store, act: str) -> None:
    def touch(connection: Connection) -> None:
        row = connection.execute(select(readings).order_by(readings.c.id).limit(1)).one()
        if act == "changed":
            doc = row.doc.replace('"low":5', '"low":6')
            assert doc != row.doc
            connection.execute(update(readings).where(readings.c.id == row.id).values(doc=doc))
        elif act == "deleted":
            connection.execute(delete(readings).where(readings.c.id == row.id))
        else:
            connection.execute(insert(readings).values({**row._mapping, "id": 999, "extractor": "mine/1"}))

    change(store, touch)
    assert [one.startswith("reading of a by ") for one in faults(store)] == [True]


DECISIONS: dict[str, Callable[[Connection], Any]] = {
    "who": lambda c: c.execute(update(decisions).where(decisions.c.kind == "merge").values(who="Nobody")),
    "why": lambda c: c.execute(update(decisions).where(decisions.c.kind == "merge").values(why=None)),
    "kind": lambda c: c.execute(update(decisions).where(decisions.c.kind == "reject").values(kind="accept")),
    "claim": lambda c: c.execute(update(decisions).where(decisions.c.kind == "reject").values(claim="c1")),
    "incident": lambda c: c.execute(update(decisions).where(decisions.c.kind == "merge").values(incident="i-0")),
    "doc": lambda c: c.execute(update(decisions).where(decisions.c.kind == "merge").values(doc='["i-0"]')),
    "damaged": lambda c: c.execute(update(decisions).where(decisions.c.kind == "move").values(doc="{")),
    "stands": lambda c: c.execute(update(decisions).where(decisions.c.kind == "accept").values(undone=False)),
    "undone": lambda c: c.execute(update(decisions).where(decisions.c.kind == "reject").values(undone=True)),
    "deleted": lambda c: c.execute(delete(decisions).where(decisions.c.kind == "reject")),
    "put in": lambda c: c.execute(
        insert(decisions).values(kind="merge", incident="i-1", doc='["i-2"]', who="X", time="", undone=False)
    ),
}


@pytest.mark.parametrize("act", DECISIONS.values(), ids=DECISIONS)
def test_decision_touched(store: Store, act: Callable[[Connection], Any]) -> None:
    change(store, act)
    found = faults(store)
    assert found
    assert all(one.startswith("decision ") for one in found)


def test_any_byte_of_the_packed_bytes(where: str) -> None:
    """Whatever is done to the packed bytes is found, or changes nothing of what was received."""
    body = "نص يصف حادثة، مكتوب للاختبار. ".encode() * 20
    with open_store(where) as store:
        report = Report(id="a", lang="ar", text="text", claims=())
        one = storekit.taken(report)
        one = msgspec.structs.replace(one, capture=msgspec.structs.replace(one.capture, body=body))
        change(store, lambda c: storekit.keep_taken(c, [one]))
        packed = keeping.pack(body)

        def put(raw: bytes) -> list[str]:
            change(store, lambda c: c.execute(update(captures).values(body=raw)))
            return faults(store)

        @settings(max_examples=60, suppress_health_check=list(HealthCheck))
        @given(at=st.integers(0, len(packed) - 1), bits=st.integers(1, 255))
        def flipped(at: int, bits: int) -> None:
            raw = packed[:at] + bytes([packed[at] ^ bits]) + packed[at + 1 :]
            if not put(raw):
                assert keeping.unpack(raw) == body

        flipped()
        for raw in (b"", packed[:-1], packed + b"\0", keeping.pack(body + b"x"), keeping.pack(b"")):
            assert len(put(raw)) == 1
        assert put(packed) == []


def test_sqlite_with_what_is_no_text(tmp_path: Any) -> None:
    """A byte changed in the file may leave text that is no UTF-8, or no text: it is named, and the search goes on."""
    with open_store(str(tmp_path / "store.db")) as store:
        told = [Report(id=name, lang="ar", text=f"text {name}", claims=()) for name in "ab"]
        change(store, lambda c: storekit.keep(c, told))
        for sql in (
            "UPDATE reports SET text = CAST(x'74ff' AS TEXT) WHERE id = 1",
            "UPDATE reports SET text = x'00ff' WHERE id = 2",
            "UPDATE captures SET source = CAST(x'ff' AS TEXT) WHERE id = 1",
            "UPDATE captures SET body = 'text' WHERE id = 2",
            "UPDATE log SET who = CAST(x'ff' AS TEXT) WHERE number = 2",
            "UPDATE log SET why = x'ff', subject = x'ff' WHERE number = 3",
        ):
            change(store, lambda c, sql=sql: c.exec_driver_sql(sql))  # type: ignore[misc]
        found = {one.split(":")[0].split(" (")[0] for one in faults(store)}
        assert found >= {"report a", "report b", "capture 1", "capture 2", "row 2 of the log", "row 3 of the log"}
        with store.reading() as connection:
            assert connection.scalar(select(reports.c.lang).where(reports.c.id == 1)) == "ar"
