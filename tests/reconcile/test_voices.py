from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

import claimkit
from hasila.model import ClaimRef, Reason
from hasila.reconcile.floors import is_floor
from hasila.reconcile.groups import Groups
from hasila.reconcile.voices import statements


def voices(*reports: dict[str, Any]) -> list[str]:
    made = [claimkit.report({"id": f"r{n}", "outlet": f"O{n}", **told}) for n, told in enumerate(reports)]
    return voices_of(made)


def voices_of(made: Sequence[Any]) -> list[str]:
    refs = [ClaimRef(r.id, c.id) for r in made for c in r.claims]
    told = statements({r.id: r for r in made}, refs, Groups())
    return [s.voice for s in sorted(told, key=lambda s: s.ref)]


def one(source: str) -> dict[str, Any]:
    return {"claims": [{"n": 5, "source": [source]}]}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("monitor sohr", "official sohr", True),  # the registry gives the director the monitor's actor
        ("official مدير المرصد المحلي سالم", "monitor المرصد المحلي", True),
        ("official المتحدث", "official المتحدث باسم البلدية", False),  # one word fits anybody
        ("anonymous مصدر طبي", "anonymous مصدر طبي", True),
        ("anonymous مصدر طبي", "anonymous مصدر عسكري", False),
        ("anonymous مصدر طبي", "anonymous مصدر طبي آخر", False),  # the report says that he is another
        ("official وزارة الصحَّة", "official وزارة الصحة", True),
        ("monitor sohr", "media afp", False),
    ],
)
def test_who_is_one_voice(first: str, second: str, same: bool) -> None:
    heard = voices(one(first), one(second))
    assert (heard[0] == heard[1]) is same


def test_a_short_name_that_fits_two_long_ones_is_neither() -> None:
    heard = voices(
        one("official وزارة الصحة"), one("official وزارة الصحة في الشرق"), one("official وزارة الصحة في الغرب")
    )
    assert len(set(heard)) == 3


def test_only_the_originator_speaks_whoever_carries_him() -> None:
    chain = {"claims": [{"n": 5, "source": ["monitor sohr", "media afp"]}]}
    assert voices(chain) == voices(one("monitor sohr"))


def test_sources_side_by_side_are_a_voice_each() -> None:
    report = claimkit.report({"id": "r", "claims": [{"n": 5, "source": ["party rebels", "media afp"]}]})
    claim = msgspec.structs.replace(report.claims[0], why=(Reason(step="sources", rule="ar.sources.joint"),))
    assert len(voices_of([msgspec.structs.replace(report, claims=(claim,))])) == 2


def test_the_reports_own_voice_is_its_outlet() -> None:
    own = {"claims": [{"n": 5}]}
    assert len(set(voices({**own, "outlet": "جريدة"}, {**own, "outlet": "الجريدة"}, {**own, "outlet": "جَريدة"}))) == 2


def test_one_text_under_two_outlets_is_one_voice() -> None:
    own = {"claims": [{"n": 5}], "text": "the very same"}
    assert len(set(voices(own, own))) == 1


@pytest.mark.parametrize(
    ("source", "floor"),
    [("medical مصدر في مستشفى الشفاء", True), ("medical المشفى الوطني", True), ("medical مصادر طبية", False),
     ("official وزارة الصحة", False), ("medical doctor at the hospital", True)],
)  # fmt: skip
def test_what_one_hospital_tells_is_a_floor(source: str, floor: bool) -> None:
    assert is_floor(claimkit.claim(1, {"n": 5, "source": [source]})) is floor
