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


def ways(case: dict[str, Any]) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    """Yield every way of telling a case, with the range that its figure means."""
    slots = [name for name in case if name not in FIXED]
    for chosen in product(*(case[name] for name in slots)):
        told = dict(zip(slots, chosen, strict=True))
        low, high = case["count"][told["count"]]
        yield case["text"].format(**told), (low, high)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['harm']}")
def test_every_way_of_telling_it_makes_the_claim(case: dict[str, Any]) -> None:
    missed = []
    for text, wanted in ways(case):
        claims = hasila.read(text, lang=case["lang"], published="2024-03-15").claims
        if not any(c.harm == case["harm"] and (c.count.low, c.count.high) == wanted for c in claims):
            missed.append(text)
    assert missed == []


def test_there_are_many_ways() -> None:
    assert sum(1 for case in CASES for _ in ways(case)) > 1000
