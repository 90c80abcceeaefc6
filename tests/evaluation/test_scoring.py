"""The score on cases worked by hand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.evaluation import GoldClaim, GoldReport, score_reports
from hasila.evaluation.scoring import broken_spans, name_words, same_name

TEXT = "مقتل 5 مدنيين وإصابة 3 جنود في إدلب أمس، بحسب الدفاع المدني. وقتل جنديان في حلب."


def gold_claim(quote: str, **told: Any) -> GoldClaim:
    slots: dict[str, Any] = {
        "harm": "killed", "low": 5, "high": 5, "hedge": "exact", "group": "مدنيين", "role": "civilian",
        "stance": "asserts", "sources": ["الدفاع المدني"],
    }  # fmt: skip
    return GoldClaim(quote=quote, **(slots | told))


def gold(*claims: GoldClaim, contradictions: list[tuple[int, int]] | None = None) -> GoldReport:
    return GoldReport(id="r", lang="ar", text=TEXT, claims=list(claims), contradictions=contradictions or [])


def span(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def pred(words: str, ident: str = "c1", **told: Any) -> dict[str, Any]:
    slots: dict[str, Any] = {
        "id": ident, "harm": "killed", "count": {"low": 5, "high": 5, "hedge": "exact"},
        "group": {"span": span("مدنيين"), "role": "civilian"}, "stance": "asserts",
        "sources": [{"span": span("الدفاع المدني")}], "quote": span(words), "scope": "event", "part_of": None,
    }  # fmt: skip
    return slots | told


def figures(
    golds: list[GoldClaim], preds: list[dict[str, Any]], contradictions: Any = None, pairs: Any = ()
) -> dict[str, float]:
    reports = [gold(*golds, contradictions=contradictions)]
    score, _ = score_reports(reports, [{"id": "r", "claims": preds, "contradictions": pairs}])
    return score.figures()


QUOTE = "مقتل 5 مدنيين"


def test_all_right() -> None:
    found = figures([gold_claim(QUOTE)], [pred(QUOTE)])
    assert [found[level] for level in ("found", "counted", "grouped", "full")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("told", "levels"),
    [
        ({"harm": "wounded"}, (0, 0, 0, 0)),
        ({"quote": span("وقتل جنديان")}, (0, 0, 0, 0)),
        ({"count": {"low": 6, "high": 6, "hedge": "exact"}}, (1, 0, 0, 0)),
        ({"count": {"low": 5, "high": None, "hedge": "at_least"}}, (1, 0, 0, 0)),
        ({"count": {"low": 5, "high": 5, "hedge": "about"}}, (1, 1, 1, 1)),
        ({"group": {"span": span("جنود"), "role": "civilian"}}, (1, 1, 0, 0)),
        ({"group": None}, (1, 1, 0, 0)),
        ({"sources": []}, (1, 1, 1, 0)),
        ({"sources": [{"span": span("حلب")}]}, (1, 1, 1, 0)),
        ({"stance": "denies"}, (1, 1, 1, 0)),
        ({"quote": span("5 مدنيين وإصابة")}, (1, 1, 1, 1)),
    ],
)
def test_each_level_asks_more_than_the_one_before(told: dict[str, Any], levels: tuple[int, ...]) -> None:
    found = figures([gold_claim(QUOTE)], [pred(QUOTE, **told)])
    assert tuple(found[level] for level in ("found", "counted", "grouped", "full")) == levels


def test_missed_and_extra_claims_cost() -> None:
    two = [gold_claim(QUOTE), gold_claim("إصابة 3 جنود", harm="wounded", low=3, high=3, group="جنود")]
    assert figures(two, [pred(QUOTE)])["full"] == pytest.approx(2 / 3, abs=1e-4)
    extra = pred("وقتل جنديان", "c2", count={"low": 2, "high": 2, "hedge": "exact"}, group={"span": span("جنديان")})
    assert figures([gold_claim(QUOTE)], [pred(QUOTE), extra])["full"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures([gold_claim(QUOTE)], [])["full"] == 0
    assert figures([], [])["full"] == 0


def test_a_claim_told_again_elsewhere_costs_nothing() -> None:
    again = pred("وقتل جنديان", "c2")
    score, pairings = score_reports([gold(gold_claim(QUOTE))], [{"id": "r", "claims": [pred(QUOTE), again]}])
    assert (score.repeats, score.gold, score.pred, score.f1("full")) == (1, 1, 1, 1.0)
    assert [p.kind for p in pairings] == ["right"]


def test_one_prediction_serves_one_gold_claim() -> None:
    same = [gold_claim(QUOTE), gold_claim(QUOTE, sources=[])]
    found = figures(same, [pred(QUOTE)])
    assert found["found"] == pytest.approx(2 / 3, abs=1e-4)


def test_the_better_pair_is_taken_first() -> None:
    golds = [gold_claim(QUOTE, low=9, high=9), gold_claim(QUOTE)]
    preds = [pred(QUOTE, "c1"), pred(QUOTE, "c2", count={"low": 9, "high": 9, "hedge": "exact"})]
    assert figures(golds, preds)["full"] == 1


def test_slots_are_shares_of_found_claims() -> None:
    golds = [gold_claim(QUOTE, place="إدلب", date=("2024-03-14", "2024-03-14"), means="airstrike", scope="event")]
    wrong = pred(
        QUOTE,
        place={"span": span("حلب")},
        date=None,
        means="airstrike",
        scope="period",
        count={"low": 5, "high": 5, "hedge": "about"},
        group={"span": span("مدنيين"), "role": "unknown"},
    )
    found = figures(golds, [wrong])
    told = {name[5:]: value for name, value in found.items() if name.startswith("slot.")}
    assert told == {
        "count": 1, "hedge": 0, "group": 1, "role": 0, "stance": 1, "source": 1, "chain": 1, "place": 0, "date": 0,
        "means": 1, "scope": 0,
    }  # fmt: skip


def test_what_gold_does_not_tell_is_not_asked() -> None:
    found = figures([gold_claim(QUOTE)], [pred(QUOTE, place={"span": span("حلب")}, means="drone")])
    assert not {"slot.place", "slot.date", "slot.means"} & set(found)


def test_territory_has_no_count_to_get_wrong() -> None:
    taken = gold_claim("وقتل جنديان", harm="took_control", low=None, high=None, hedge="none")
    found = figures([taken], [pred("وقتل جنديان", harm="took_control", count={"low": 7, "high": 7, "hedge": "exact"})])
    assert found["full"] == 1


def test_the_originator_decides_full_and_the_whole_chain_is_a_slot() -> None:
    golds = [gold_claim(QUOTE, sources=["الدفاع المدني", "حلب"])]
    found = figures(golds, [pred(QUOTE)])
    assert (found["full"], found["slot.source"], found["slot.chain"]) == (1, 1, 0)


def test_parts_are_right_when_the_whole_is_the_same_claim() -> None:
    golds = [gold_claim(QUOTE), gold_claim("إصابة 3 جنود", harm="wounded", part_of=0)]
    wounded = pred("إصابة 3 جنود", "c2", harm="wounded")
    assert figures(golds, [pred(QUOTE), wounded | {"part_of": "c1"}])["part_of"] == 1
    assert figures(golds, [pred(QUOTE), wounded])["part_of"] == 0
    assert figures(golds, [wounded | {"part_of": "c1"}])["part_of"] == 0
    assert "part_of" not in figures([gold_claim(QUOTE)], [pred(QUOTE)])


def test_contradictions_are_pairs_in_either_order() -> None:
    golds = [gold_claim(QUOTE), gold_claim("إصابة 3 جنود", harm="wounded")]
    preds = [pred(QUOTE), pred("إصابة 3 جنود", "c2", harm="wounded")]
    assert figures(golds, preds, [(0, 1)], [["c2", "c1"]])["contradictions"] == 1
    assert figures(golds, preds, [(0, 1)], [])["contradictions"] == 0
    assert figures(golds, preds, [], [["c1", "c2"]])["contradictions"] == 0
    assert "contradictions" not in figures(golds, preds)


def test_a_report_without_prediction_is_counted() -> None:
    score, pairings = score_reports([gold(gold_claim(QUOTE))], [])
    assert (score.missing, score.reports, score.gold, score.pred) == (1, 1, 1, 0)
    assert [p.kind for p in pairings] == ["missed"]


def test_a_quote_that_stands_twice_may_be_cited_at_either() -> None:
    text = "قتل جندي.\nقتل جندي."
    claim = gold_claim("قتل جندي", low=1, high=1, group="جندي", sources=[])
    report = GoldReport(id="r", lang="ar", text=text, claims=[claim])
    told = pred(QUOTE, count={"low": 1, "high": 1, "hedge": "exact"}, group={"span": {"start": 14, "end": 18,
                "text": "جندي"}}, sources=[], quote={"start": 10, "end": 18, "text": "قتل جندي"})  # fmt: skip
    score, _ = score_reports([report], [{"id": "r", "claims": [told]}])
    assert score.f1("full") == 1


def test_kinds_of_pairings() -> None:
    golds = [gold(gold_claim(QUOTE), gold_claim("إصابة 3 جنود", harm="wounded"))]
    extra = pred("وقتل جنديان", "c9", count={"low": 2, "high": 2, "hedge": "exact"})
    preds = [{"id": "r", "claims": [pred(QUOTE, stance="denies"), extra]}]
    assert sorted(p.kind for p in score_reports(golds, preds)[1]) == ["extra", "missed", "wrong"]


def test_broken_spans_are_found_at_any_depth() -> None:
    right, wrong = span("إدلب"), span("إدلب") | {"text": "حلب"}
    assert broken_spans(TEXT, {"claims": [{"quote": right, "why": [{"span": right}]}]}) == 0
    assert broken_spans(TEXT, {"claims": [{"quote": wrong, "why": [{"span": wrong}]}]}) == 2


def test_figures_as_json_and_text() -> None:
    score, _ = score_reports([gold(gold_claim(QUOTE))], [{"id": "r", "claims": [pred(QUOTE)]}])
    found = json.loads(score.to_json())
    assert (found["claims_gold"], found["claims_pred"], found["full"]) == (1, 1, 1.0)
    assert "full                 1.0000" in score.to_text()


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("المرصد السوري لحقوق الإنسان", "المرصد السوري", True),
        ("الجيش", "جيش", True),
        ("للجيش", "الجيش", True),
        ("والدفاع المدني", "الدفاع المدني", True),
        ("حِزْبُ اللهِ", "حزب الله", True),
        ("وزارة الصحة", "وزارة الدفاع", False),
        ("وزارة الصحة في غزة", "وزارة الصحة الفلسطينية في غزة", True),
        ("جنود", "مدنيين", False),
        ("جنود", "", False),
        ("", "", True),
        (None, None, True),
        (None, "جنود", False),
        ("the Guards", "Guards", True),
    ],
)
def test_same_name(one: str | None, two: str | None, same: bool) -> None:
    assert same_name(one, two) is same
    assert same_name(two, one) is same


@given(st.text(max_size=20))
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert same_name(name, name)
    assert name_words(name) == name_words(name.upper() if name.isascii() else name)
