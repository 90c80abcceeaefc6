"""What holds for any set of reports, linked and reconciled."""

from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import claimkit
from hasila.incidents import Grouping, link
from hasila.model import PROFILES, TERRITORY, ClaimRef, Incident, Report, Said, Toll, TollReport
from hasila.reconcile import reconcile, report_contradictions

SOURCES = [[], ["monitor sohr"], ["party rebels"], ["official army"], ["media afp"], ["anonymous مصدر"],
           ["medical مصدر في مستشفى"], ["monitor sohr", "media afp"]]  # fmt: skip
COUNTS = [
    "3",
    "5",
    "8",
    "13",
    "17",
    "30",
    ">=5",
    ">=13",
    "~17",
    "<=8",
    "5-8",
    "vague 2",
    "vague 20",
    "most",
    "none",
    "?",
]
GROUPS = ["شخصا", "مدنيين/civilian", "أطفال/civilian", "army", "regime", "rebels", "irgc", "جنود/combatant", "البدو"]

claims = st.fixed_dictionaries(
    {
        "harm": st.sampled_from(
            ["killed", "killed", "wounded", "captured", "casualty", "took_control", "lost_control"]
        ),
        "n": st.sampled_from(COUNTS),
        "group": st.sampled_from(GROUPS),
        "source": st.sampled_from(SOURCES),
        "stance": st.sampled_from(["asserts", "asserts", "asserts", "admits", "denies", "unconfirmed"]),
        "scope": st.sampled_from(["event", "event", "event", "period"]),
        "place": st.sampled_from([None, "village", "village", "quarter", "gov", "hamlet", "elsewhere", "ضيعة"]),
        "date": st.sampled_from([None, None, "2020-05-01", "2020-05-02", "2020-05-09"]),
        "means": st.sampled_from([None, "shelling", "airstrike", "ied"]),
        "by": st.sampled_from([None, "rebels", "army"]),
        "part_of": st.sampled_from([None, None, "c1", "c2"]),
    }
)
days = st.sampled_from([None, "2020-05-01", "2020-05-02", "2020-05-03", "2020-05-10"])
drafts = st.lists(
    st.tuples(days, st.sampled_from([None, "A", "B", "C"]), st.lists(claims, max_size=4)), min_size=1, max_size=5
)
profiles = st.sampled_from(PROFILES)


def build(told: list[tuple[str | None, str | None, list[dict[str, Any]]]]) -> list[Report]:
    out = []
    for n, (published, outlet, made) in enumerate(told):
        # A part comes after its whole, as reports tell it.
        earlier = [
            {**c, "part_of": c["part_of"] if c["part_of"] and int(c["part_of"][1:]) < number else None}
            for number, c in enumerate(made, 1)
        ]
        out.append(
            judged(claimkit.report({"id": f"r{n}", "published": published, "outlet": outlet, "claims": earlier}))
        )
    return out


def judged(report: Report) -> Report:
    """Return the report with its own contradictions, as the pipeline fills them in."""
    pairs = report_contradictions(report.claims, claimkit.contains_actor, claimkit.contains_place)
    return msgspec.structs.replace(report, contradictions=pairs)


def tolls_of(reports: list[Report], profile: str) -> TollReport:
    """Reconcile all claims as those of one incident: linking has its own tests, and takes its time."""
    seen = {report.id: report for report in reports}
    refs = tuple(sorted(ClaimRef(r.id, c.id) for r in seen.values() for c in r.claims))
    whole = Grouping("i-1", None, None, (), (), tuple(r for r in refs if _scope(seen, r) == "event"))
    outside = tuple(r for r in refs if _scope(seen, r) != "event")
    return reconcile(reports, [whole], profile, claimkit.contains_actor, claimkit.contains_place, outside)


def _scope(reports: dict[str, Report], ref: ClaimRef) -> str:
    return reports[ref.report].claim(ref.claim).scope


def linked_tolls(reports: list[Report], profile: str) -> TollReport:
    linked = link(reports, claimkit.above_place)
    return reconcile(
        reports, linked.groupings, profile, claimkit.contains_actor, claimkit.contains_place, linked.outside
    )


@settings(deadline=None, max_examples=25)
@given(drafts, profiles, st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(told: Any, profile: str, random: Any) -> None:
    reports = build(told)
    shuffled = random.sample(reports, len(reports))
    assert linked_tolls(shuffled, profile) == linked_tolls(reports, profile)


@settings(deadline=None, max_examples=25)
@given(drafts, profiles)
def test_every_claim_is_in_one_incident_or_outside(told: Any, profile: str) -> None:
    reports = build(told)
    found = linked_tolls(reports, profile)
    placed = [ref for incident in found.incidents for ref in incident.claims]
    assert sorted([*placed, *found.outside]) == sorted(ClaimRef(r.id, c.id) for r in reports for c in r.claims)
    assert set(found.outside) == {ClaimRef(r.id, c.id) for r in reports for c in r.claims if c.scope != "event"}
    assert len({incident.id for incident in found.incidents}) == len(found.incidents)


def without(incident: Incident, gone: str) -> Incident:
    """Return the incident without the claims of one report among those that give its numbers."""

    def keep(refs: tuple[ClaimRef, ...]) -> tuple[ClaimRef, ...]:
        return tuple(ref for ref in refs if ref.report != gone)

    def strip(toll: Toll) -> Toll:
        return msgspec.structs.replace(
            toll,
            supports=keep(toll.supports),
            denials=keep(toll.denials),
            superseded=keep(toll.superseded),
            set_aside=tuple(item for item in toll.set_aside if item[0].report != gone),
        )

    def quieter(said: Said) -> Said:
        carriers = tuple(name for name in said.carriers if name != gone)
        return msgspec.structs.replace(said, claims=keep(said.claims), carriers=carriers)

    return msgspec.structs.replace(
        incident,
        timeline=tuple(map(quieter, incident.timeline)),
        claims=keep(incident.claims),
        tolls=tuple(map(strip, incident.tolls)),
        control=tuple(msgspec.structs.replace(c, supports=keep(c.supports)) for c in incident.control),
    )


@settings(deadline=None)
@given(drafts, profiles, st.integers(0, 4))
def test_a_copy_changes_nothing_but_the_supports(told: Any, profile: str, which: int) -> None:
    reports = build(told)
    original = reports[which % len(reports)]
    copy = msgspec.structs.replace(original, id="z-copy")
    before, after = tolls_of(reports, profile), tolls_of([*reports, copy], profile)
    assert [without(i, copy.id) for i in after.incidents] == list(before.incidents)


@settings(deadline=None)
@given(drafts, profiles, st.integers(0, 4))
def test_a_copy_under_another_outlet_changes_nothing_but_who_carries_it(told: Any, profile: str, which: int) -> None:
    reports = build(told)
    original = reports[which % len(reports)]
    # A copy cannot be the first to tell: of texts without a day the outlet's name decides who was.
    copy = msgspec.structs.replace(original, id="z-copy", outlet="~Z" if original.outlet else None)
    before, after = tolls_of(reports, profile), tolls_of([*reports, copy], profile)
    assert [quiet(without(i, copy.id), "~Z") for i in after.incidents] == list(before.incidents)


def quiet(incident: Incident, outlet: str) -> Incident:
    """Return the incident without an outlet among those that carry what was said."""

    def strip(said: Said) -> Said:
        carriers = tuple(name for name in said.carriers if name != outlet)
        return msgspec.structs.replace(said, carriers=carriers)

    return msgspec.structs.replace(incident, timeline=tuple(map(strip, incident.timeline)))


@settings(deadline=None)
@given(drafts, profiles, st.integers(0, 4), st.sampled_from(COUNTS), st.integers(0, 9))
def test_a_part_changes_no_total(told: Any, profile: str, which: int, n: str, whole: int) -> None:
    reports = build(told)
    report = reports[which % len(reports)]
    wholes = [c for c in report.claims if c.count.low and c.stance != "denies" and c.scope == "event"]
    assume(wholes)
    parent = wholes[whole % len(wholes)]
    draft = {
        "id": "part", "n": n, "harm": parent.harm, "group": "brigade-8", "part_of": parent.id,
        "stance": parent.stance, "at": parent.quote.start,
    }  # fmt: skip
    part = msgspec.structs.replace(claimkit.claim(99, draft), sources=parent.sources)
    grown = judged(msgspec.structs.replace(report, claims=(*report.claims, part)))
    before = tolls_of(reports, profile)
    after = tolls_of([grown if r is report else r for r in reports], profile)
    assert totals(after) == totals(before)


def totals(found: TollReport) -> list[list[tuple[object, ...]]]:
    return [
        [(t.harm, t.low, t.best, t.high, t.open) for t in i.tolls if (t.group.actor, t.group.name) == (None, None)]
        for i in found.incidents
    ]


@settings(deadline=None)
@given(drafts, profiles)
def test_low_is_at_most_best_and_high(told: Any, profile: str) -> None:
    for incident in tolls_of(build(told), profile).incidents:
        for toll in incident.tolls:
            bounds = [n for n in (toll.low, toll.best, toll.high) if n is not None]
            assert bounds == sorted(bounds)
            assert all(n >= 0 for n in bounds)


@settings(deadline=None)
@given(drafts, profiles)
def test_every_figure_has_a_rule_and_a_claim(told: Any, profile: str) -> None:
    for incident in tolls_of(build(told), profile).incidents:
        known = set(incident.claims)
        for toll in incident.tolls:
            assert toll.rule
            used = (*toll.supports, *toll.denials, *toll.superseded, *(ref for ref, _ in toll.set_aside))
            assert set(used) <= known
            assert used
            assert toll.low is None or toll.supports


@settings(deadline=None)
@given(drafts, profiles)
def test_every_claim_about_people_stands_in_the_timeline_as_its_toll_says(told: Any, profile: str) -> None:
    reports = build(told)
    by_id = {r.id: r for r in reports}
    for incident in tolls_of(reports, profile).incidents:
        people = {r for r in incident.claims if by_id[r.report].claim(r.claim).harm not in TERRITORY}
        assert {ref for said in incident.timeline for ref in said.claims} == people
        days = [said.said or "9999" for said in incident.timeline]
        assert days == sorted(days)
        by_state: dict[str, set[ClaimRef]] = {}
        for said in incident.timeline:
            by_state.setdefault(said.state, set()).update(said.claims)
            assert said.voice
            assert said.carriers
        for toll in incident.tolls:
            assert set(toll.supports) <= by_state.get("standing", set())
            assert set(toll.superseded) <= by_state.get("superseded", set())
            assert set(toll.denials) <= by_state.get("denial", set())


@settings(deadline=None, max_examples=25)
@given(drafts, profiles, st.sampled_from([s for s in SOURCES if s]))
def test_removing_all_reports_of_a_source_equals_never_having_had_it(told: Any, profile: str, source: Any) -> None:
    """Nothing is kept of reports that were read before: of a linkage that had them no more than of none."""
    reports = build(told)
    linked_tolls(reports, profile)
    tolls_of(reports, profile)
    rest = [r for r in reports if all(c.sources[0].span.text not in source[0] for c in r.claims if c.sources)]
    never = [r for r in build(told) if r.id in {r.id for r in rest}]
    assert linked_tolls(rest, profile) == linked_tolls(never, profile)
    assert tolls_of(rest, profile) == tolls_of(never, profile)
    gone = {r.id for r in reports} - {r.id for r in rest}
    for incident in tolls_of(rest, profile).incidents:
        assert not gone & {ref.report for said in incident.timeline for ref in said.claims}


@pytest.mark.parametrize("profile", PROFILES)
def test_no_reports_no_incidents(profile: str) -> None:
    assert linked_tolls([], profile) == TollReport(profile=profile, reports=0, incidents=())
