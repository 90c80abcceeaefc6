"""Entries over the shipped ones: what they are, and to which texts they can matter."""

import pytest

from hasila.model import Actor, Report
from hasila.pipeline import read_claims, under
from hasila.registry import SHIPPED, Layer, layer_of, load_registry

DESK = Actor(id="desk", kind="monitor", names={"ar": ["مكتب الجبل للتوثيق"], "en": ["Mountain Desk"]})
TEXT = "قال مكتب الجبل للتوثيق إن خمسة مدنيين قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."


def report(text: str, **other: str) -> Report:
    return Report(id="r", lang="ar", text=text, published="2020-05-07", **other)


def named(layer: Layer, text: str, **other: str) -> str:
    return under("rules", report(text, **other), layer)


def test_no_entries_are_no_layer() -> None:
    assert layer_of([]) == SHIPPED
    assert not SHIPPED
    assert load_registry("ar", SHIPPED) is load_registry("ar")
    assert named(SHIPPED, TEXT) == "rules"


def test_the_order_of_entries_and_languages_is_no_matter() -> None:
    other = Actor(id="other", kind="humanitarian", names={"en": ["Other"]})
    turned = Actor(id="desk", kind="monitor", names={"en": ["Mountain Desk"], "ar": ["مكتب الجبل للتوثيق"]})
    assert layer_of([DESK, other]) == layer_of([other, turned])


def test_an_actor_is_read_by_the_names_and_kind_that_were_written() -> None:
    (before,) = read_claims(report(TEXT)).claims
    (after,) = read_claims(report(TEXT), layer_of([DESK])).claims
    assert [source.actor for source in before.sources] == [None]
    assert [(source.actor, source.kind, source.name) for source in after.sources] == [
        ("desk", "monitor", "Mountain Desk")
    ]
    # Nobody else's registry is another one by that.
    assert "desk" not in load_registry("ar").actors
    assert read_claims(report(TEXT)).claims == (before,)


def test_an_entry_counts_instead_of_the_shipped_one() -> None:
    shipped = load_registry("ar").actors["sohr"]
    layer = layer_of([Actor(id="sohr", kind="humanitarian", names={"ar": ["مكتب الجبل للتوثيق"]}, part_of=["irgc"])])
    registry = load_registry("ar", layer)
    assert registry.named("مكتب الجبل للتوثيق") == layer.entries[0]
    assert registry.called(shipped.names["ar"][0]) == frozenset()
    assert registry.contains("irgc", "sohr")
    assert not load_registry("ar").contains("irgc", "sohr")
    assert registry.places is load_registry("ar").places


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        (TEXT, True),
        (TEXT.replace("قال مكتب", "وفقًا لمكتب"), True),
        (TEXT.replace("مكتب", "مَكْتَـب"), True),
        (TEXT.replace("الجبل", "السهل"), False),
        ("The Mountain  Desk said that five people were killed.", True),
        ("", False),
    ],
)
def test_to_which_texts_an_entry_can_matter(text: str, matters: bool) -> None:
    assert (named(layer_of([DESK]), text) != "rules") is matters


def test_the_outlet_is_looked_at_too() -> None:
    assert named(layer_of([DESK]), "قتل خمسة.", outlet="مكتب الجبل للتوثيق") != "rules"


def test_a_reading_is_named_by_the_entries_that_can_matter_alone() -> None:
    other = Actor(id="other", kind="humanitarian", names={"en": ["Somebody Else"]})
    assert named(layer_of([DESK, other]), TEXT) == named(layer_of([DESK]), TEXT)
    changed = Actor(id="desk", kind="humanitarian", names=DESK.names)
    assert named(layer_of([changed]), TEXT) != named(layer_of([DESK]), TEXT)


def test_who_is_part_of_an_actor_or_was_called_so_matters_too() -> None:
    part = Actor(id="part", kind="monitor", names={"ar": ["مكتب الجبل للتوثيق"]}, part_of=["whole"])
    mouth = Actor(id="mouth", kind="monitor", names={"ar": ["مكتب الجبل للتوثيق"]}, speaks_for="whole")
    whole = Actor(id="whole", kind="monitor", names={"en": ["Whole"]})
    for one in (part, mouth):
        assert named(layer_of([one, whole]), TEXT) != named(layer_of([one]), TEXT)
    renamed = layer_of([Actor(id="sohr", kind="monitor", names={"en": ["Something New"]})])
    assert named(renamed, TEXT.replace("مكتب الجبل للتوثيق", "المرصد السوري لحقوق الإنسان")) != "rules"
