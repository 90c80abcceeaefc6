"""Every profile against its table of worked cases (``cases/*.yaml``)."""

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import claimkit
from hasila.model import PROFILES, ClaimRef, Incident, Report, Toll
from hasila.reconcile import Choice, Evidence, find_profile, profile_names, profiles, reconcile

CASES = Path(__file__).parent / "cases"


class _Text(yaml.SafeLoader):
    """Leaves dates as the text that they are in JSON."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(name: str) -> Any:
    return yaml.load((CASES / name).read_text(encoding="utf-8"), Loader=_Text)


SITUATIONS = load("situations.yaml")
TABLES = {path.stem: load(path.name) for path in sorted(CASES.glob("*.yaml")) if path.stem != "situations"}


def one_incident(reports: list[Report], profile: str = "full-range") -> Incident:
    grouping = SimpleNamespace(
        links=(),
        split_from=None,
        id="i-1",
        place=None,
        date=None,
        means=(),
        belligerents=(),
        claims=tuple(ClaimRef(r.id, c.id) for r in reports for c in r.claims),
    )
    found = reconcile(reports, [grouping], profile, claimkit.contains_actor, claimkit.contains_place)
    return found.incidents[0]


def row(toll: Toll) -> list[object]:
    group = toll.group
    who = group.actor or group.name or ("everyone" if group.role == "unknown" else "civilians")
    derived = " (derived)" if toll.derived else ""
    told = [toll.harm, who + derived, toll.low, toll.best, toll.high, toll.open]
    return [*told, toll.status, toll.independent_sources]


@pytest.mark.parametrize(
    ("profile", "name"), [(profile, name) for profile, table in TABLES.items() for name in table["cases"]]
)
def test_worked_case(profile: str, name: str) -> None:
    case = TABLES[profile]["cases"][name]
    reports = [claimkit.report(told) for told in SITUATIONS[name]]
    assert [row(toll) for toll in one_incident(reports, profile).tolls] == case["tolls"], case["why"]


def test_every_profile_has_a_table_of_every_situation_with_the_rule_in_words() -> None:
    assert set(TABLES) == set(PROFILES)
    for table in TABLES.values():
        assert set(table["cases"]) == set(SITUATIONS)
        assert len(table["cases"]) >= 12
        assert table["rule"]
        assert all(case["why"] for case in table["cases"].values())


@pytest.mark.parametrize("profile", PROFILES)
def test_the_rule_that_is_printed_names_its_profile(profile: str) -> None:
    reports = [claimkit.report(told) for told in SITUATIONS["seventeen-thirteen"]]
    assert [t.rule.startswith(f"{profile}: ") for t in one_incident(reports, profile).tolls] == [True]


def test_names_are_those_of_the_contract() -> None:
    assert profile_names()[: len(PROFILES)] == PROFILES


def test_an_unknown_profile_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"no profile 'mine'.*full-range"):
        find_profile("mine")


def highest(evidence: Evidence) -> Choice:
    """A profile of somebody else: the highest figure alone."""
    high, is_open = profiles.top(evidence.figures)
    return Choice(high, high, high, is_open, "highest: the highest figure")


not_a_function = 3


@pytest.fixture
def entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an installed package would declare under the entry-point group."""
    group = profiles.ENTRY_POINTS
    declared = EntryPoints(
        EntryPoint(name, f"{__name__}:{target}", group)
        for name, target in [("highest", "highest"), ("broken", "not_a_function"), ("acled", "highest")]
    )
    monkeypatch.setattr(profiles, "entry_points", declared.select)


@pytest.mark.usefixtures("entry_points")
def test_a_profile_of_another_package_is_found_and_used() -> None:
    assert profile_names() == (*PROFILES, "broken", "highest")
    reports = [claimkit.report(told) for told in SITUATIONS["seventeen-thirteen"]]
    (toll,) = one_incident(reports, "highest").tolls
    assert (toll.low, toll.best, toll.high, toll.rule) == (20, 20, 20, "highest: the highest figure")


@pytest.mark.usefixtures("entry_points")
def test_a_built_in_profile_cannot_be_taken_over() -> None:
    assert find_profile("acled") is profiles.acled


@pytest.mark.usefixtures("entry_points")
def test_a_profile_that_is_no_function_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'broken'.*is not a function"):
        find_profile("broken")
