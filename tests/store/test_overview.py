"""Incidents at a glance: by month and by place, the same on both databases."""

from collections import Counter
from collections.abc import Iterator

import pytest

import storekit
from databases import Copied
from hasila.model import Incident
from hasila.model.codec import from_json
from hasila.pipeline import places_above
from hasila.store import Store, open_store, overview, tolls
from hasila.store.search import Filter, find_incidents

TEXTS = {
    "idlib": ("قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020.", "2020-05-07"),
    "daraa": ("أعلن المرصد مقتل 12 جنديا في انفجار في مدينة درعا يوم 2 مايو 2020. وأصيب 3.", "2020-05-03"),
    "hama": ("نفى الجيش مقتل أربعة مدنيين في غارة على مدينة حماة يوم 4 يونيو 2020.", "2020-06-05"),
    "undated": ("قتل سبعة مدنيين في قصف على مدينة حماة.", None),
}


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [storekit.read(name, text, day) for name, (text, day) in TEXTS.items()]
        storekit.keep(connection, told, places_above)
        storekit.link(connection)


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    """Four reports with claims, one of them without a day."""
    with open_store(copied(fill)) as made:
        yield made


@pytest.mark.parametrize(
    "asked", [Filter(), Filter(harms=("killed",)), Filter(words="مدينة"), Filter(end="2020-05-31")]
)
def test_months_and_places_are_those_of_what_is_found(store: Store, asked: Filter) -> None:
    with store.reading() as connection:
        names = find_incidents(connection, asked)
        found = {n: from_json(doc, Incident) for n, doc in tolls.docs(connection, names, "full-range").items()}
        over = overview.months(connection, asked)
        places = overview.places(connection, names)
    assert len(found) == len(names) > 1
    told = Counter(one.date.start[:7] for one in found.values() if one.date)
    assert over == (dict(sorted(told.items())), sum(one.date is None for one in found.values()), False)
    assert places == Counter(one.place.id if one.place else None for one in found.values())
    assert list(places.values()) == sorted(places.values(), reverse=True)


def test_of_many_with_a_filter_the_newest_are_counted(store: Store) -> None:
    with store.reading() as connection:
        every = overview.months(connection, Filter(harms=("killed",)))
        some = overview.months(connection, Filter(harms=("killed",)), most=1)
    assert every.found["2020-05"] == 2
    assert some == ({"2020-05": 1, "2020-06": 1}, every.undated, True)
