"""Places: names beside nouns, what points back, homonyms, and what a street is set in."""

import pytest

from hasila.extract.circumstances.mentions import MentionReader
from hasila.extract.tagging import Tagged
from hasila.languages import load
from hasila.registry import load_registry
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import Document


def mentions(text: str) -> list[tuple[str, str | None]]:
    """Every place of a text, with the name of the entry that it stands for."""
    tg = Tagged(Document(text), load("ar"), load_registry("ar"))
    reader = MentionReader(tg, None, frozenset())
    found = [m for n in range(len(tg.doc.sentences)) for m in reader.setting(n).places]
    return [(tg.name_span(*m.named).text, m.value.name if isinstance(m.value, PlaceEntry) else None) for m in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("هجوم في جرود عرسال", ("جرود عرسال", "Jurud Arsal")),
        ("هجوم على قرية العزيبة", ("العزيبة", None)),
        ("هجوم على بلدة بيت كردس", ("بيت كردس", None)),
        ("قصف على قرى تيغورو وأمبالا", ("تيغورو وأمبالا", None)),
        ("قصف على الجبهة الجنوبية", ("الجبهة الجنوبية", None)),
    ],
)
def test_a_name_is_read_as_it_stands(text: str, wanted: tuple[str, str | None]) -> None:
    assert mentions(text)[0] == wanted


@pytest.mark.parametrize("text", ["قتل في موقع عسكري", "سوق لبيع الخضار", "انفجار وأدى الاستهداف", "انتهت المعركة"])
def test_what_is_no_name_is_no_place(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("نقل أربعة من الجرحى إلى مدينة حلب", []),
        ("نقل أربعة من الجرحى إلى مستشفى حلب", ["Aleppo"]),
        ("أربعة من الجرحى في حلب", ["Aleppo"]),
    ],
)
def test_where_people_were_brought_is_no_place_but_for_a_hospital(text: str, wanted: list[str]) -> None:
    assert [entry for _, entry in mentions(text)] == wanted


def test_what_points_back_means_the_last_place_of_its_kind() -> None:
    assert mentions("قصف على مدينة الموصل. وقتل خمسة في المدينة")[-1] == ("الموصل", "Mosul")


@pytest.mark.parametrize(
    ("text", "country"),
    [("معارك في الجوف، وقصف على صنعاء", "Al Jawf Governorate"), ("في مدينة الجوف ببنغازي", "Al Jawf")],
)
def test_of_two_places_of_a_name_the_one_is_meant_whose_country_is_told(text: str, country: str) -> None:
    assert mentions(text)[0][1] == country


def test_a_building_that_is_not_listed_is_in_the_town_behind_it() -> None:
    text = "هجوم على مخفر النظام في مدينة الموصل"
    tg = Tagged(Document(text), load("ar"), load_registry("ar"))
    reader = MentionReader(tg, None, frozenset())
    place = reader.place_of(reader.setting(0).places[0])
    assert place is not None
    assert place.name == "Mosul"
