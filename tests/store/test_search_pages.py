"""Searching page by page: pages put together are all that is found, whichever way the search takes."""

from collections.abc import Iterator
from typing import Any

import pytest

import storekit
from databases import Copied
from hasila.pipeline import places_above
from hasila.store import Store, open_store, search
from hasila.store.claims import stored
from hasila.store.search import Filter, count_of, find_claims, find_incidents, find_reports

TEXTS = {
    "idlib": ("قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020.", "2020-05-07"),
    "daraa": ("أعلن المرصد مقتل 12 جنديا في انفجار في مدينة درعا يوم 2 مايو 2020. وأصيب 3.", "2020-05-03"),
    "hama": ("نفى الجيش مقتل أربعة مدنيين في غارة على مدينة حماة يوم 4 مايو 2020.", None),
    "plain": ("بيروت، مستشفى الرئيس: لا إصابات، قال المسؤولون والأطباء بالمدينة.", "2020-05-01"),
}


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [storekit.read(name, text, day) for name, (text, day) in TEXTS.items()]
        storekit.keep(connection, told, places_above)
        storekit.link(connection)


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    """Four reports, of them three with claims."""
    with open_store(copied(fill)) as made:
        yield made


@pytest.mark.parametrize("common", [False, True])
@pytest.mark.parametrize(
    "asked",
    [{}, {"words": "مدينة"}, {"harms": ("killed",)}, {"words": "مدينة", "harms": ("killed",)}, {"langs": ("ar",)}],
)
def test_pages_put_together_are_all_that_is_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, common: bool, asked: dict[str, Any]
) -> None:
    monkeypatch.setattr(search, "_common", lambda *_: common)
    wanted = Filter(**asked)
    with store.reading() as connection:
        for find, what in ((find_reports, "reports"), (find_claims, "claims"), (find_incidents, "incidents")):
            every = find(connection, wanted)
            assert every
            pages = [find(connection, wanted, 2, offset) for offset in range(0, len(every) + 2, 2)]
            assert [one for page in pages for one in page] == every
            assert count_of(connection, wanted, what) == len(every)
            assert count_of(connection, wanted, what, most=1) == 1


@pytest.mark.parametrize("few", [0, 2])
def test_pages_of_claims_are_the_same_when_they_are_many(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    with store.reading() as connection:
        every = find_claims(connection, Filter())
        monkeypatch.setattr(search, "_FEW", few)
        assert [find_claims(connection, Filter(), 1, offset)[0] for offset in range(len(every))] == every


def test_what_has_no_day_comes_last(store: Store) -> None:
    with store.reading() as connection:
        pages = [find_reports(connection, Filter(), 1, offset) for offset in range(len(TEXTS) + 1)]
        told = stored(connection, [number for page in pages for number in page])
    assert pages[-1] == []
    assert [told[number].report.id for (number,) in pages[:-1]] == ["idlib", "daraa", "plain", "hama"]
