"""A sentence told in other words, or with something put in between, makes the same claim (``told_otherwise.yaml``)."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import hasila
from hasila.text.data import load_yaml

CASES: list[dict[str, Any]] = load_yaml((Path(__file__).parent / "told_otherwise.yaml").read_text(encoding="utf-8"))
#: What every case has beside its slots.
FIXED = {"lang", "harm", "text"}


#: People who are not named by their own word alone: *others* stand for those before, *passengers* are told of a bus.
ELSEWHERE = {"آخرين", "bus passengers"}


def ways(case: dict[str, Any]) -> Iterator[tuple[str, tuple[int | None, int | None], str]]:
    """Yield every way of telling a case, with the range that its figure means and the word for its people."""
    slots = [name for name in case if name not in FIXED]
    for chosen in product(*(case[name] for name in slots)):
        told = dict(zip(slots, chosen, strict=True))
        low, high = case["count"][told["count"]]
        yield case["text"].format(**told), (low, high), told["people"].strip('«»"')


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['harm']}")
def test_every_way_of_telling_it_makes_the_claim(case: dict[str, Any]) -> None:
    missed = []
    for text, wanted, people in ways(case):
        claims = hasila.read(text, lang=case["lang"], published="2024-03-15").claims
        found = [c for c in claims if c.harm == case["harm"]]
        right = len(found) == 1 and (found[0].count.low, found[0].count.high) == wanted
        group = found[0].group if right else None
        told = group is not None and (people in ELSEWHERE or people in group.span.text)
        if not told or ("source" in case and not found[0].sources):
            missed.append(text)
    assert missed == []


def test_there_are_many_ways() -> None:
    assert sum(1 for case in CASES for _ in ways(case)) > 1000
