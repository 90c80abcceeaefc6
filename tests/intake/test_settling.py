"""Incidents in the store: the same as those made at once, however the reports came in."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claimkit
import storekit
from hasila.incidents import link
from hasila.intake import settling
from hasila.model import Report
from hasila.store import open_store


def made(name: str, *claims: dict[str, Any], published: str = "2020-05-08", text: str | None = None) -> Report:
    told: dict[str, Any] = {"id": name, "published": published, "claims": list(claims)}
    return claimkit.report({**told, "text": text} if text else told)


CLAIMS = st.fixed_dictionaries(
    {
        "place": st.sampled_from([None, "ضيعة", "village", "quarter", "hamlet", "gov", "far-village"]),
        "date": st.sampled_from([None, "2020-05-06", "2020-05-07", "2020-05-08"]),
        "n": st.sampled_from([5, 9, 30]),
        "means": st.sampled_from([None, "airstrike", "ied"]),
        "group": st.sampled_from(["شخصا", "army", "rebels"]),
    }
)
REPORTS = st.lists(st.tuples(st.integers(0, 4), st.lists(CLAIMS, max_size=2), st.booleans()), min_size=1, max_size=7)


@pytest.fixture(autouse=True)
def _places() -> Any:
    with patch.object(settling, "places_above", claimkit.above_place):
        yield


@settings(max_examples=25, deadline=None)
@given(told=REPORTS, data=st.data())
def test_through_the_store_as_all_at_once(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, list[dict[str, Any]], bool]], data: st.DataObject
) -> None:
    texts: dict[int, list[dict[str, Any]]] = {}
    reports = [
        made(
            f"r{n}",
            *texts.setdefault(text, claims),
            text=f"text {text}",
            published=f"2020-05-{8 + n % 2:02}" if dated else None,
        )
        for n, (text, claims, dated) in enumerate(told)
    ]
    folder: Path = tmp_path_factory.mktemp("settling")
    with open_store(str(folder / "store.db")) as store:
        waiting = list(data.draw(st.permutations(reports)))
        seen: set[str] = set()
        while waiting:
            size = data.draw(st.integers(1, len(waiting)))
            with store.writing() as connection:
                storekit.keep(connection, waiting[:size])
                storekit.link(connection)
                found = storekit.groupings(connection)
                # Whoever kept an id still finds an incident.
                assert {settling.Roots(connection).of(name) for name in seen} <= set(found)
                seen |= set(found)
            del waiting[:size]
        whole = link(reports, claimkit.above_place)
        with store.reading() as connection:
            expected = {frozenset(f"{ref.report}{ref.claim}" for ref in g.claims) for g in whole.groupings}
            assert storekit.partition(connection) == expected
            found = storekit.groupings(connection)
        plain = {(g.place, g.date, g.means, g.belligerents, g.claims, g.links) for g in whole.groupings}
        assert {(g.place, g.date, g.means, g.belligerents, g.claims, g.links) for g in found.values()} == plain
