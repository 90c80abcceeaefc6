"""What people write of actors counts for what is read and worked out: at once, and in what was there before."""

from collections.abc import Iterator
from typing import Any

import pytest

import storekit
from hasila.intake import deciding
from hasila.intake.actors import restore, write
from hasila.intake.ingesting import ingest
from hasila.intake.layering import written
from hasila.intake.rereading import Reread, reread
from hasila.model import Actor, Capture, Claim, Incident
from hasila.model.codec import from_json
from hasila.pipeline import extractor
from hasila.store import Store, decisions, moves, open_store, readings, tolls
from hasila.store.claims import numbers_of, stored

DESK = "قال مكتب الجبل للتوثيق إن خمسة مدنيين قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."
VOICE = "قال مركز الوادي للأنباء إن سبعة مدنيين قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."
OTHER = "قتل ثلاثة جنود في انفجار في مدينة درعا يوم 2 مايو 2020."


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as made:
        add(made, desk=DESK, voice=VOICE, other=OTHER)
        yield made


def add(store: Store, jobs: int = 1, **texts: str) -> None:
    found = [
        Capture(kind="text", key=f"test:{name}", body=text.encode(), source="test", report_id=name,
                received=storekit.TIME)
        for name, text in texts.items()
    ]  # fmt: skip
    assert ingest(store, found, "tester", jobs=jobs).added == len(texts)


def entry(name: str = "desk", **other: Any) -> Actor:
    return Actor(id=name, **({"kind": "monitor", "names": {"ar": ["مكتب الجبل للتوثيق"]}} | other))


def put(store: Store, *some: Actor) -> None:
    with store.writing() as connection:
        for one in some:
            write(connection, "Reem", one, "ours")


def again(store: Store) -> Reread:
    made = reread(store, "Reem")
    with store.reading() as connection:
        storekit.check(connection)
    return made


def claim(store: Store, name: str) -> Claim:
    with store.reading() as connection:
        number = numbers_of(connection, [name])[name]
        return stored(connection, [number])[number].report.claims[0]


def source(store: Store, name: str) -> list[tuple[str | None, str]]:
    return [(one.actor, one.kind) for one in claim(store, name).sources]


def by(store: Store, name: str) -> str:
    with store.reading() as connection:
        return readings.current(connection, numbers_of(connection, [name])[name]).extractor


def incident(store: Store, name: str) -> Incident:
    with store.reading() as connection:
        home = str(storekit.home(connection, name, "c1"))
        return from_json(tolls.docs(connection, [home], "full-range")[home], Incident)


@pytest.mark.parametrize("jobs", [1, 2])
def test_texts_that_come_after_are_read_with_it(store: Store, jobs: int) -> None:
    put(store, entry())
    add(store, jobs, late=f"{DESK} وأصيب عشرة بجروح.")
    assert source(store, "late") == [("desk", "monitor")]
    assert source(store, "desk")[0][0] is None


def test_texts_that_were_there_are_read_again_and_no_others(store: Store) -> None:
    assert again(store) == Reread()
    put(store, entry())
    names = {name: by(store, name) for name in ("desk", "voice", "other")}
    assert set(names.values()) == {extractor("ar")}
    assert again(store) == Reread(reports=1, changed=1)
    assert source(store, "desk") == [("desk", "monitor")]
    assert by(store, "desk").startswith(f"{extractor('ar')}+")
    assert {name: by(store, name) for name in ("voice", "other")} == {"voice": names["voice"], "other": names["other"]}
    assert again(store) == Reread()
    put(store, entry(kind="humanitarian"))
    assert again(store) == Reread(reports=1, changed=1)
    assert source(store, "desk") == [("desk", "humanitarian")]
    with store.writing() as connection:
        restore(connection, "Reem", "desk", "not ours")
        assert not written(connection)
    assert again(store) == Reread(reports=1, changed=1)
    assert source(store, "desk")[0][0] is None
    assert by(store, "desk") == names["desk"]


def test_what_people_decided_stands_and_goes_to_review_where_it_differs(store: Store) -> None:
    with store.writing() as connection:
        deciding.accept(connection, "Ali", "desk", "c1")
    before = claim(store, "desk")
    put(store, entry())
    assert again(store).reviews == 1
    assert claim(store, "desk") == before
    with store.reading() as connection:
        (one,) = decisions.open_reviews(connection)
        reads = from_json(one.doc, decisions.Differs).reads
    assert reads is not None
    assert [s.actor for s in reads.sources] == ["desk"]


def test_who_speaks_for_whom_makes_them_one_voice(store: Store) -> None:
    put(store, entry(), entry("valley", names={"ar": ["مركز الوادي للأنباء"]}))
    again(store)
    (toll,) = incident(store, "desk").tolls
    assert toll.independent_sources == 2
    with store.writing() as connection:
        for one in moves.waiting(connection, 10):
            deciding.look_at(connection, "Reem", "approve", [one.id])
    put(store, entry("valley", names={"ar": ["مركز الوادي للأنباء"]}, speaks_for="desk"))
    # Nothing is read otherwise, and yet the toll is another one.
    assert again(store) == Reread(reports=1)
    (toll,) = incident(store, "desk").tolls
    assert toll.independent_sources == 1
