"""From the claims of incidents to the report of their tolls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from hasila.model import (
    TERRITORY,
    ClaimRef,
    Control,
    Incident,
    Link,
    Place,
    Report,
    TollReport,
    When,
)
from hasila.reconcile.bodies import Called, nobody, parts_of, settle
from hasila.reconcile.disputes import disputes
from hasila.reconcile.groups import Contains, Groups, People, never
from hasila.reconcile.profiles import Profile, find
from hasila.reconcile.speakers import NOBODY, Speakers
from hasila.reconcile.timeline import timeline
from hasila.reconcile.tolls import cases_of, heads_of, parties_of, tally
from hasila.reconcile.translated import translated
from hasila.reconcile.voices import Statement, statements


class Grouping(Protocol):
    """The claims of one incident, as linking gives them."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def place(self) -> Place | None: ...  # noqa: D102
    @property
    def date(self) -> When | None: ...  # noqa: D102
    @property
    def means(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def belligerents(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def claims(self) -> tuple[ClaimRef, ...]: ...  # noqa: D102
    @property
    def links(self) -> tuple[Link, ...]: ...  # noqa: D102
    @property
    def split_from(self) -> str | None: ...  # noqa: D102


def reconcile(
    reports: Sequence[Report],
    groupings: Iterable[Grouping],
    profile: str = "full-range",
    contains_actor: Contains = never,
    contains_place: Contains = never,
    outside: Sequence[ClaimRef] = (),
    people: People | None = None,
    speakers: Speakers = NOBODY,
    called: Called = nobody,
) -> TollReport:
    """Return the tolls, contradictions and control of each incident under the profile of that name.

    ``contains_actor(whole, part)`` and ``contains_place(whole, part)`` take ids of the registry. ``people``
    classes the words for people who belong to no actor (default: ``people.yaml``), ``speakers`` tells who is whose
    voice, and ``called(name)`` gives the ids of the actors that have a name, be it full or short. ``outside`` are the
    claims that belong to no incident; claims of a period or a whole war that a grouping names are put there too, for
    they never enter a toll. The result does not depend on the order of ``reports`` or of the claims in a grouping.

    Raises:
        ValueError: if there is no profile of that name.
        KeyError: if a grouping names a report or claim that there is not.

    """
    chosen = find(profile)
    groups = Groups(contains_actor, people or People.default())
    by_id = {report.id: report for report in reports}
    incidents = []
    left = set(outside)
    for grouping in groupings:
        told = _one_language(statements(by_id, grouping.claims, groups, speakers.at(grouping.place)), by_id)
        left |= {s.ref for s in told if s.claim.scope != "event"}
        events = settle([s for s in told if s.claim.scope == "event"], groups, called)
        pairs = _own_pairs(by_id, events)
        known = replace(groups, told=parts_of(events, groups))
        incidents.append(_incident(grouping, by_id, events, pairs, chosen, known, contains_place))
    return TollReport(profile=profile, reports=len(by_id), incidents=tuple(incidents), outside=tuple(sorted(left)))


def _one_language(told: Sequence[Statement], reports: Mapping[str, Report]) -> list[Statement]:
    """Give those whom two languages name differently one voice."""
    same = translated(told, reports)
    return [replace(s, voice=same.get(s.voice, s.voice)) for s in told]


def _own_pairs(reports: Mapping[str, Report], told: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Return the pairs that a report itself sets against each other, each pair of voices and figures once."""
    by_ref = {s.ref: s for s in told}
    pairs: dict[frozenset[tuple[object, ...]], tuple[Statement, Statement]] = {}
    for name in dict.fromkeys(s.ref.report for s in told):
        for first, second in reports[name].contradictions:
            a, b = by_ref.get(ClaimRef(name, first)), by_ref.get(ClaimRef(name, second))
            if a is not None and b is not None:
                said = ((s.voice, s.claim.harm, s.key, s.claim.count.low, s.claim.count.high) for s in (a, b))
                pairs.setdefault(frozenset(said), (a, b))
    return list(pairs.values())


def _incident(
    grouping: Grouping,
    reports: Mapping[str, Report],
    told: Sequence[Statement],
    pairs: Sequence[tuple[Statement, Statement]],
    profile: Profile,
    groups: Groups,
    contains_place: Contains,
) -> Incident:
    # Who fights whom is told in other claims of the reports, too.
    parties = parties_of(c for name in {s.ref.report for s in told} for c in reports[name].claims)
    cases = cases_of(told, groups, [(a.ref, b.ref) for a, b in pairs], parties)
    tallies = tally(cases, profile, groups)
    replaced = {ref for t in tallies for ref in t.toll.superseded}
    standing = [(a, b) for a, b in pairs if not replaced & {a.ref, b.ref}]
    ground = [s for s in told if s.claim.harm in TERRITORY]
    return Incident(
        id=grouping.id,
        place=grouping.place,
        date=grouping.date,
        means=grouping.means,
        belligerents=grouping.belligerents,
        claims=tuple(sorted(grouping.claims)),
        tolls=tuple(t.toll for t in tallies),
        contradictions=disputes(heads_of(tallies), told, standing, groups, contains_place),
        control=_control(ground, grouping.place),
        timeline=timeline(cases, tallies, reports, groups),
        links=grouping.links,
        split_from=grouping.split_from,
    )


def _control(ground: Sequence[Statement], home: Place | None) -> tuple[Control, ...]:
    """Return who is asserted to have taken or lost which place; the incident's where the claim names none."""
    supports: dict[tuple[str, str | None, str], list[ClaimRef]] = {}
    for statement in ground:
        claim = statement.claim
        if claim.group is None or claim.stance not in ("asserts", "admits"):
            continue
        place = claim.place or home
        force = claim.group.name or claim.group.span.text
        where = None if place is None else place.name or place.span.text
        supports.setdefault((force, where, claim.harm), []).append(statement.ref)
    return tuple(
        Control(force=force, place=place, status=status, supports=tuple(sorted(refs)))  # type: ignore[arg-type]
        for (force, place, status), refs in sorted(
            supports.items(), key=lambda item: (item[0][2], item[0][0], item[0][1] or "")
        )
    )
