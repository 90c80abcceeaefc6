"""The page on reconciliation says what the code does."""

import re
from pathlib import Path
from typing import Any

import claimkit
from hasila.model import STATUSES, ClaimRef
from hasila.reconcile import profiles
from hasila.reconcile.figures import Range

from .test_profiles import SITUATIONS, TABLES, one_incident

PAGE = (Path(__file__).parents[2] / "docs" / "reconciliation.md").read_text(encoding="utf-8")


def test_the_example_of_a_profile_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    figure = profiles.Figure(
        ref=ClaimRef("r", "c1"), voice="v", low=5, high=None, said="", exactness=1, range=Range(5, None)
    )
    choice = namespace["highest"](profiles.Evidence(harm="killed", figures=(figure,)))
    assert (choice.low, choice.high) == (5, 5)
    assert profiles.ENTRY_POINTS in PAGE


def test_the_table_of_profiles_is_the_worked_case() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| .* \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, flags=re.MULTILINE)
    assert [row[0] for row in rows] == list(profiles.BUILT_IN)
    for profile, *numbers in rows:
        (toll,) = one_incident([claimkit.report(r) for r in SITUATIONS["seventeen-thirteen"]], profile).tolls
        assert [str(n) for n in (toll.low, toll.best, toll.high)] == numbers
        assert TABLES[profile]["cases"]["seventeen-thirteen"]["tolls"][0][2:5] == [int(n) for n in numbers]


def test_every_status_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| [a-z]", PAGE, flags=re.MULTILINE)) >= set(STATUSES)
