from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimkit
from hasila.model import Actor
from hasila.reconcile.speakers import Speakers, one_voice, raw_source
from hasila.registry import load_registry
from hasila.text import fold_word

OFFICE = Actor(id="office", kind="agency", names={"ar": ["العلاقات العامة للثوار"]}, speaks_for="rebels")
REBELS = Actor(id="rebels", kind="armed_group", names={"ar": ["الثوار"]})
PAPER = Actor(id="afp", kind="agency", names={"ar": ["الوكالة الوطنية"]})
MINISTRY = Actor(id="ministry", kind="health", names={"ar": ["وزارة الصحة الشمالية"]}, short={"ar": ["وزارة الصحة"]})
UN = Actor(id="un", kind="un", names={"ar": ["الأمم"]}, short={"ar": ["وزارة الصحة"]})
ACTORS = (OFFICE, REBELS, PAPER, MINISTRY, UN)
SPEAKERS = Speakers(
    lambda actor: "rebels" if actor == "office" else actor,
    lambda text: next((a for a in ACTORS if text in a.names["ar"]), None),
    lambda text: tuple(a for a in ACTORS if text in map(fold_word, a.short.get("ar", ()))),
)


def voice(told: str, *others: str, outlets: frozenset[str] = frozenset()) -> str:
    sources = [claimkit.source(s) for s in (told, *others)]
    raw = raw_source(sources[0])
    return one_voice(sources, outlets, SPEAKERS).get(raw, raw)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("official وزارة الصحة", "official ministry", True),  # the registry's short name, and its ministry speaks
        ("official وزارة الصحة", "official sohr", False),  # the registry's short name of one who does not speak
        ("medical خدمة الإسعاف", "official مسؤول في خدمة الإسعاف", True),
        ("medical خدمة الإسعاف", "official المتحدث باسم خدمة الإسعاف", True),
        ("medical خدمة الإسعاف", "official مسؤول في خدمة أخرى", False),
        ("official بلدية الضاحية", "official رئيس بلدية الضاحية", True),
        ("local سكان القرية", "local سكان القرية المجاورة", False),  # nameless: only of one description
    ],
)
def test_who_is_one_voice(first: str, second: str, same: bool) -> None:
    assert (voice(first, second) == voice(second, first)) is same


def test_a_short_name_of_two_who_speak_is_neither() -> None:
    assert voice("official وزارة الصحة", "official ministry", "official un") == "name:وزاره الصحه"


def test_a_short_name_is_that_of_the_country_where_nobody_speaks_by_his_full_name() -> None:
    here = claimkit.place("town")
    north = msgspec.structs.replace(MINISTRY, country="AA")
    knows = Speakers(named_short=lambda text: (north, UN), country_of=lambda place: "AA")
    source = claimkit.source("official وزارة الصحة")
    assert one_voice([source], (), knows.at(here)) == {"name:وزاره الصحه": "actor:ministry"}
    assert one_voice([source], (), knows.at(None)) == {}
    assert one_voice([source], (), replace(knows, here="BB")) == {}


@pytest.mark.parametrize(
    ("outlet", "owner"),
    [("الثوار", "rebels"), ("قناة الثوار (تلغرام)", "rebels"), ("المكتب الإعلامي للثوار", None), ("صحيفة الثوار", None),
     ("المكتب الإعلامي لالثوار", "rebels"), ("الإعلام الحربي - الثوار", "rebels"), ("العلاقات العامة للثوار", "office"),
     ("الوكالة الوطنية", "afp"), ("", None)],
)  # fmt: skip
def test_whose_channel_an_outlet_is(outlet: str, owner: str | None) -> None:
    found = SPEAKERS.owner(outlet)
    assert (found.id if found else None) == owner


def test_a_source_may_have_the_outlets_name_in_short() -> None:
    same = one_voice([claimkit.source("media وكالة بيسان")], {"outlet:وكاله بيسان للانباء"}, SPEAKERS)
    assert same == {"name:وكاله بيسان": "outlet:وكاله بيسان للانباء"}


def test_an_outlet_is_the_source_of_its_name() -> None:
    same = one_voice([claimkit.source("local لجان الحي")], {"outlet:لجان الحي (فيسبوك)"}, SPEAKERS)
    assert same == {"outlet:لجان الحي (فيسبوك)": "name:لجان الحي"}


NAMES = st.sampled_from(
    [
        "official مدير المرصد المحلي",
        "official المرصد المحلي",
        "monitor المرصد",
        "local المرصد المحلي في الشمال",
        "official مسؤول في المرصد المحلي",
        "official وزارة الصحة",
        "medical وزارة الصحة",
        "official ministry",
        "anonymous مسؤول",
    ]
)


@given(st.lists(NAMES, max_size=6), st.randoms(use_true_random=False))
def test_every_voice_is_its_own_end_whatever_the_order(told: list[str], random: Any) -> None:
    sources = [claimkit.source(s) for s in told]
    same = one_voice(sources, (), SPEAKERS)
    assert not same.keys() & set(same.values())
    assert one_voice(random.sample(sources, len(sources)), (), SPEAKERS) == same


@pytest.mark.parametrize(
    ("actor", "body"),
    [("irgc-public-relations", "irgc"), ("hezbollah-war-media", "hezbollah"), ("irgc", "irgc"), ("nna", "nna"),
     ("nobody-knows", "nobody-knows")],
)  # fmt: skip
def test_the_registry_tells_whose_mouth_an_actor_is(actor: str, body: str) -> None:
    assert load_registry("ar").speaks_for(actor) == body


def test_the_registry_finds_whole_names_only() -> None:
    registry = load_registry("ar")
    found = registry.named("المرصد السوري لحقوق الإنسان")
    assert found is not None
    assert found.id == "sohr"
    assert registry.named("مدير المرصد السوري لحقوق الإنسان في دمشق") is None
    assert registry.named("") is None
    assert "lebanese-health-ministry" in [a.id for a in registry.named_short("وزارة الصحة العامة")]
