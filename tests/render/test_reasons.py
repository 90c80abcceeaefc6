"""Rules and reasons in Arabic."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import claimkit
from hasila.incidents.scoring import model
from hasila.model import PROFILES, ClaimRef, Incident
from hasila.reconcile import reconcile
from hasila.render.reasons import say
from hasila.render.strings import EN
from hasila.render.strings_ar import AR

SITUATIONS = Path(__file__).parents[1] / "reconcile" / "cases" / "situations.yaml"


def incidents() -> list[Incident]:
    """Return the worked situations of reconciliation under every profile."""
    told: dict[str, Any] = yaml.load(SITUATIONS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    out = []
    for profile in PROFILES:
        for situation in told.values():
            reports = [
                claimkit.report({**r, "published": r.get("published"), "claims": r["claims"]}) for r in situation
            ]
            refs = tuple(ClaimRef(r.id, c.id) for r in reports for c in r.claims)
            grouping: Any = SimpleNamespace(
                id="i", place=None, date=None, means=(), belligerents=(), claims=refs, links=(), split_from=None
            )
            found = reconcile(reports, [grouping], profile, claimkit.contains_actor, claimkit.contains_place)
            out.append(found.incidents[0])
    return out


def test_every_sentence_of_reconciliation_is_told_in_arabic() -> None:
    said = set()
    for incident in incidents():
        said |= {s.why for s in incident.timeline if s.why}
        said |= {c.why for c in incident.contradictions}
        for toll in incident.tolls:
            said |= {toll.rule, *(why for _, why in toll.set_aside)}
    assert len(said) > 25
    for text in said:
        rest = re.sub(r"\b(c\d+|full-range|ucdp|gtd|acled)\b", "", say(text, AR))
        assert not re.search("[A-Za-z]", rest), text
        assert say(text, EN) == text


def test_every_reason_of_a_link_is_told_in_arabic() -> None:
    for levels in model().comparisons.values():
        for level in levels:
            # Places and days too far apart are never a reason for a link.
            if level.points > -20:
                assert not re.search("[A-Za-z]", say(level.why, AR)), level.why


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("at least 20 and vaguely 200 or more cannot both be true",
         "لا يصحّ معاً: 20 على الأقل، وغير محدد، \u2066200+\u2069"),
        ("its own source later says 40 to 50", "قال مصدره لاحقاً: 40–50"),
        ("30 killed are more than none casualty allow", "30 (قتلى) أكثر مما يتسع له لا أحد (قتلى أو جرحى)"),
        ("one of the people of c12", "واحد ممن ذُكروا في c12"),
        ("one report sets the two against each other: 8 (جنود) and 2 (الجيش)",
         "تقرير واحد يضع الاثنين أحدهما مقابل الآخر: 8 (جنود)، و2 (الجيش)"),
        ("highest: a rule of another package", "highest: a rule of another package"),
        ("one of the people of {n}", "واحد ممن ذُكروا في {n}"),
    ],
)  # fmt: skip
def test_numbers_and_words_stay_in_their_places(text: str, told: str) -> None:
    assert say(text, AR) == told


def test_every_sentence_has_the_same_blanks() -> None:
    for key, words in AR.items():
        if key.startswith("say:"):
            assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", key)), key
