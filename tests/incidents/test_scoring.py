"""What speaks for two episodes being one event."""

import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimkit
from hasila.incidents.clusters import compatible, kilometres
from hasila.incidents.episodes import Episode, cut
from hasila.incidents.records import row
from hasila.incidents.scoring import BLOCKS, Scored, model, score
from hasila.model import Span


def episode(name: str, published: str | None = "2020-05-10", **told: Any) -> Episode:
    report = claimkit.report({"id": name, "published": published, "claims": [{"n": 5, **told}]})
    return cut(report, claimkit.contains_place)[0]


def weighed(a: dict[str, Any], b: dict[str, Any]) -> Scored | None:
    """Weigh two claims of two reports; the order of the two must not matter."""
    found = []
    for first, second in ((a, b), (b, a)):
        pair = (episode("r0", **first), episode("r1", **second))
        found.append(score([row(n, e, claimkit.above_place) for n, e in enumerate(pair)]))
    assert [(s.points, s.reasons) for s in found[0]] == [(s.points, s.reasons) for s in found[1]]
    return found[0][0] if found[0] else None


DAY = {"place": "village", "date": "2020-05-06"}


@pytest.mark.parametrize(
    ("a", "b", "linked"),
    [
        (DAY, DAY, True),
        (DAY, {**DAY, "date": "2020-05-07", "means": "airstrike"}, True),  # the night between: figures agree
        (DAY, {**DAY, "date": "2020-05-09"}, False),
        (DAY, {"place": "village", "published": "2020-05-08"}, True),
        (DAY, {**DAY, "place": "far-village"}, False),
        (DAY, {**DAY, "place": "quarter"}, True),
        (DAY, {**DAY, "place": "hamlet"}, True),  # 2 km away, and the same figure
        (DAY, {**DAY, "place": "hamlet", "n": 9}, False),  # 2 km away, another figure
        ({**DAY, "means": "airstrike", "by": "army", "n": 7}, {**DAY, "means": "ied", "by": "rebels", "n": 4}, False),
        ({**DAY, "means": "airstrike", "by": "army"}, {**DAY, "means": "ied", "by": "army"}, True),
        (DAY, {"date": "2020-05-06", "n": 9}, False),  # only the day is the same
        (DAY, {"n": 5, "published": "2020-05-30"}, False),
        # One governorate on one day is not yet one event; with the figure it is.
        ({**DAY, "place": "gov", "n": 9}, {**DAY, "place": "gov"}, False),
        ({**DAY, "place": "gov"}, {**DAY, "place": "gov"}, True),
    ],
)
def test_link_or_not(a: dict[str, Any], b: dict[str, Any], linked: bool) -> None:
    found = weighed(a, b)
    assert (found is not None and found.sure) is linked
    if found is not None:
        assert found.points >= model().kept
        assert found.sure is (found.points >= model().threshold)
        assert len(found.reasons) == len(model().comparisons)


def told_alike(text: str, other: str) -> Scored | None:
    """Weigh two claims without a place or a date of two texts."""
    quote = "قتل سبعة مدنيين"
    rows = []
    for number, told in enumerate((text, other)):
        draft = {"id": f"r{number}", "published": "2020-05-10", "text": told, "claims": [{"n": 7}]}
        report = claimkit.report(draft)
        at = told.index(quote)
        claim = msgspec.structs.replace(report.claims[0], quote=Span(at, at + len(quote), quote))
        (found,) = cut(msgspec.structs.replace(report, claims=(claim,)), claimkit.contains_place)
        rows.append(row(number, found, claimkit.above_place))
    found_pairs = score(rows)
    return found_pairs[0] if found_pairs else None


def test_the_same_words_are_one_event_though_neither_tells_where() -> None:
    story = "قتل سبعة مدنيين بينهم طفلان في قصف مدفعي طال سوق البلدة صباح اليوم الخميس بحسب شهود من المكان"
    copy = told_alike(f"{story}.", f"عنوان آخر للخبر\n{story}. وأضافت الصحيفة أن السوق أغلقت.")
    assert copy is not None
    assert any(reason.startswith("told in the same words") for reason in copy.reasons)
    other = "أعلنت مديرية الصحة في بيان مساء الخميس أنه قتل سبعة مدنيين من عائلة واحدة جراء سقوط قذيفة على منزل"
    assert told_alike(f"{story}.", f"{other}.") is None


def test_what_has_no_day_is_set_beside_what_has_one_in_either_order() -> None:
    assert weighed(DAY, {"place": "village", "published": None}) is not None


def test_no_block_asks_either_side_for_its_day() -> None:
    """*l or r is undated* would let an engine set all beside all of one place before it asks."""
    assert [rule.count("undated") for key, rule in BLOCKS if key == "names"] == [1, 1]


def test_weighing_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made: list[str] = []
    folder = tempfile.TemporaryDirectory

    def watched(prefix: str) -> Any:
        made.append(prefix)
        return folder(prefix=prefix)

    monkeypatch.setattr(tempfile, "TemporaryDirectory", watched)
    assert weighed(DAY, DAY) is not None
    assert made
    assert list(tmp_path.iterdir()) == []


def test_small_figures_tell_nothing() -> None:
    same, one = weighed(DAY, DAY), weighed({**DAY, "n": 1}, {**DAY, "n": 1})
    assert same is not None
    assert one is not None
    assert same.points - one.points == 1.5


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "place": st.sampled_from([None, "ضيعة", *claimkit.SPOTS]),
                "date": st.sampled_from([None, "2020-05-06", "2020-05-07", "2020-05-08", ("2020-05-01", "2020-05-20")]),
                "n": st.sampled_from([1, 5, 9]),
            }
        ),
        min_size=2,
        max_size=8,
    )
)
def test_the_model_never_links_what_is_ruled_out(told: list[dict[str, Any]]) -> None:
    """The points of the model and the rule that clusters keep to say the same of days and places too far apart."""
    episodes = [episode(f"r{n}", **claim) for n, claim in enumerate(told)]
    for pair in score([row(n, e, claimkit.above_place) for n, e in enumerate(episodes)]):
        assert compatible(episodes[pair.first], episodes[pair.second], claimkit.contains_place)


def test_distance() -> None:
    village, hamlet = claimkit.place("village"), claimkit.place("hamlet")
    assert village is not None
    assert hamlet is not None
    assert kilometres(village, hamlet) == pytest.approx(2.4, abs=0.2)
    unknown = claimkit.place("somewhere")
    assert unknown is not None
    assert kilometres(village, unknown) is None


def test_the_table_of_points_in_the_docs_is_the_model() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reconciliation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^ +\| (\w+) \| ([^|]+) \| ([+-][\d.]+) \|$", page, flags=re.MULTILINE)
    told = [
        (name, level.why, f"{level.points:+g}")
        for name, levels in model().comparisons.items()
        for level in levels
        if not level.missing
    ]
    assert rows == told
    assert f"with\n   {model().threshold:g} points or more" in page
    assert f"with {model().kept:g} points or more" in page
