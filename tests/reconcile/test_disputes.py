"""Which of the clashes of an incident are told."""

from typing import Any

import claimkit
from hasila.incidents import Grouping
from hasila.model import ClaimRef
from hasila.reconcile import reconcile

DENIAL = {"n": "?", "group": "مدنيين/civilian", "stance": "denies", "source": ["party rebels"]}


def pairs(*told: tuple[str, list[dict[str, Any]]]) -> list[tuple[str, str, str]]:
    reports = [
        claimkit.report({"id": f"r{n}", "outlet": f"O{n}", "published": day, "claims": claims})
        for n, (day, claims) in enumerate(told)
    ]
    refs = tuple(ClaimRef(r.id, c.id) for r in reports for c in r.claims)
    (found,) = reconcile(
        reports, [Grouping("i-1", None, None, (), (), refs)], contains_actor=claimkit.contains_actor
    ).incidents
    return [(c.kind, *(f"{ref.report}:{ref.claim}" for ref in c.claims)) for c in found.contradictions]  # type: ignore[misc]


def test_names_on_a_list_contradict_a_denial_once() -> None:
    names = [{"n": 1, "group": f"{name}/civilian"} for name in ("سالم", "رامز", "فدوى")]
    found = pairs(("2020-05-01", names), ("2020-05-02", [DENIAL]))
    assert [kind for kind, *_ in found] == ["denial"]


def test_names_and_shares_say_nothing_beside_a_figure_of_their_voice() -> None:
    by = {"source": ["monitor sohr"], "group": "مدنيين/civilian"}
    told = [{**by, "n": 9}, {**by, "n": "most", "group": "نساء/civilian"}, {**by, "n": 1, "group": "سالم/civilian"}]
    assert pairs(("2020-05-01", told), ("2020-05-02", [DENIAL])) == [("denial", "r0:c1", "r1:c1")]
    assert len(pairs(("2020-05-01", told[1:2]), ("2020-05-02", [DENIAL]))) == 1


def test_a_contradiction_names_the_first_report_that_carries_the_figure() -> None:
    army = {"n": 13, "group": "army", "source": ["official army"]}
    rebels = {"n": 20, "group": "army", "source": ["party rebels"]}
    found = pairs(("2020-05-03", [army]), ("2020-05-01", [rebels]), ("2020-05-02", [army]))
    assert found == [("figures", "r1:c1", "r2:c1")]


def test_a_recap_of_who_took_the_place_is_the_voice_of_him_who_said_so() -> None:
    took = {"harm": "took_control", "group": "rebels"}
    lost = {"harm": "lost_control", "group": "army", "stance": "denies", "source": ["official army"]}
    said = ("2020-05-01", [{**took, "source": ["party rebels"]}])
    assert pairs(said, ("2020-05-02", [took]), ("2020-05-02", [lost])) == [("control", "r0:c1", "r2:c1")]


def test_who_denies_dozens_does_not_deny_eight() -> None:
    denial = {"n": "vague 20", "stance": "denies", "source": ["official ministry"]}
    for n, kinds in ((8, []), (43, ["denial"]), ("vague 20", ["denial"]), ("vague 2", [])):
        found = pairs(("2020-05-01", [{"n": n, "source": ["monitor sohr"]}]), ("2020-05-02", [denial]))
        assert [kind for kind, *_ in found] == kinds, n
