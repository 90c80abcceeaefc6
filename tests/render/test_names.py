"""Actors and places are called as the reader's language calls them."""

import pytest

from hasila.model import Place, Source, Span
from hasila.render.names import actor_name, name_of, place_name
from hasila.render.strings import EN
from hasila.render.strings_ar import AR

WORDS = Span(0, 7, "الميليش")


def source(actor: str | None, name: str | None) -> Source:
    return Source(actor=actor, name=name, kind="party", span=WORDS)


@pytest.mark.parametrize(
    ("actor", "name", "english", "arabic"),
    [
        ("rsf", "Rapid Support Forces", "Rapid Support Forces", "قوات الدعم السريع"),
        ("no-such", "Some Body", "Some Body", "Some Body"),
        (None, None, None, None),
    ],
)
def test_an_actor(actor: str | None, name: str | None, english: str | None, arabic: str | None) -> None:
    assert name_of(source(actor, name), EN) == english
    assert name_of(source(actor, name), AR) == arabic


def test_an_actor_without_a_claim() -> None:
    assert actor_name("rsf", AR) == "قوات الدعم السريع"
    assert actor_name(None, AR) is None


@pytest.mark.parametrize(
    ("ident", "name", "english", "arabic"),
    [("geonames:378699", "An Nuhud", "An Nuhud", "النهود"), (None, None, WORDS.text, WORDS.text)],
)
def test_a_place(ident: str | None, name: str | None, english: str, arabic: str) -> None:
    place = Place(id=ident, name=name, lat=None, lon=None, precision="town", span=WORDS)
    assert place_name(place, EN) == english
    assert place_name(place, AR) == arabic
