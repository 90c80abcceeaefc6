"""What was learned: confidence and circumstances are sums of weights that can be taken apart."""

import math
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

import hasila
from hasila.extract.assemble import read_drafts
from hasila.extract.circumstances.chosen import Circumstances
from hasila.extract.judge import bucket, features, judge, probability, reasons, told_in
from hasila.extract.tagging import Tagged
from hasila.languages import Weights, load
from hasila.registry import load_registry
from hasila.text import Document

GOLD = Path(__file__).parents[2] / "eval" / "gold"
TEXT = (
    "أعلن الدفاع المدني مقتل 5 مدنيين أمس في غارة على مدينة إدلب.\n"
    "وقتل 12 جنديا في كمين قرب دير الزور يوم الأربعاء، بحسب مصدر عسكري."
)


def tagged(text: str = TEXT) -> Tagged:
    return Tagged(Document(text), load("ar"), load_registry("ar"))


def test_the_weights_are_of_the_gold_sets_that_are_there_without_the_gate() -> None:
    model = load("ar").judge
    assert model is not None
    assert model.made_from == sorted(f"ar/{p.stem}" for p in (GOLD / "ar").glob("*.jsonl") if p.stem != "gate")
    assert set(model.circumstances) == {"place", "date", "means", "scope"}


def test_a_confidence_is_the_sum_of_its_weights() -> None:
    tg = tagged()
    model = tg.lang.judge
    assert model is not None
    drafts, _ = read_drafts(tg)
    assert len(drafts) == 2
    for draft in drafts:
        found = features(tg, draft, told_in(drafts))
        total = model.right.bias + sum(model.right.of.get(name, 0.0) for name in found)
        judged = judge(tg, draft, told_in(drafts))
        assert judged.confidence == pytest.approx(1 / (1 + math.exp(-total)), abs=0.005)
        assert 0 < judged.confidence < 1
        assert judged.reasons


def test_most_features_of_the_model_are_those_of_claims() -> None:
    """A feature that was renamed, or whose value is written another way, leaves its weight behind without a word."""
    tg = tagged()
    model = tg.lang.judge
    assert model is not None
    drafts, _ = read_drafts(tg)
    known = {name.partition(":")[0] for name in model.right.of}
    names = {name.partition(":")[0] for draft in drafts for name in features(tg, draft, told_in(drafts))}
    assert known <= names | {"is"}
    assert sum(name in model.right.of for name in features(tg, drafts[0], told_in(drafts))) > 20


def test_why_names_what_moved_a_judgement_most() -> None:
    weights = Weights(bias=0.5, of={"a": 0.2, "b": -1.0, "c": 0.05})
    assert probability(weights, ["a", "b", "x"]) == pytest.approx(1 / (1 + math.exp(0.3)))
    assert reasons(weights, ["a", "b", "c", "x"]) == ["judge.b=-1.00", "judge.a=+0.20"]
    assert reasons(weights, ["a", "b"], "chosen", 1) == ["chosen.b=-1.00"]


@given(st.integers(-5, 10**9))
def test_buckets_are_few_and_in_order(value: int) -> None:
    steps = ["in", "0", "1", "2", "3", "4-6", "7-12", "13+"]
    assert steps.index(bucket(value)) <= steps.index(bucket(value + 1))


def test_each_claim_gets_the_place_day_and_means_of_its_own_sentence_and_says_why() -> None:
    report = hasila.read(TEXT, lang="ar", published="2024-03-15")
    one, two = report.claims
    assert one.place is not None
    assert two.place is not None
    assert (one.place.name, two.place.name) == ("Idlib", "Deir ez-Zor")
    assert one.date is not None
    assert two.date is not None
    assert (one.date.start, two.date.start) == ("2024-03-14", "2024-03-13")
    assert (one.means, two.means) == ("airstrike", "ambush")
    for claim in report.claims:
        told = {reason.step: reason for reason in claim.why if reason.rule.startswith("ar.chosen.")}
        assert set(told) == {"place", "date", "means"}
        assert claim.place is not None
        assert told["place"].span == claim.place.span


def test_without_weights_the_nearest_mention_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    tg = tagged()
    monkeypatch.setattr(tg.lang, "judge", None)
    drafts, attribution = read_drafts(tg)
    assert attribution is not None
    circumstances = Circumstances(tg, "2024-03-15", attribution.saying())
    place = circumstances.place(drafts[0])
    assert place is not None
    assert place.name == "Idlib"
    assert circumstances.scope(drafts[0]) == "event"
    assert judge(tg, drafts[0], drafts).confidence == 0.5
    assert circumstances.why(drafts[0])[0][:2] == ("place", "nearest")
