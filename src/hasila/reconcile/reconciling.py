"""From the claims of incidents to the report of their tolls."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from hasila.model import (
    TERRITORY,
    ClaimRef,
    Contradiction,
    Control,
    Incident,
    Link,
    Place,
    Report,
    TollReport,
    When,
)
from hasila.reconcile.contradictions import clash, foes_of
from hasila.reconcile.figures import words
from hasila.reconcile.groups import Contains, Groups, People, never
from hasila.reconcile.profiles import Profile, find
from hasila.reconcile.timeline import timeline
from hasila.reconcile.tolls import cases_of, heads_of, tally
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
) -> TollReport:
    """Return the tolls, contradictions and control of each incident under the profile of that name.

    ``contains_actor(whole, part)`` and ``contains_place(whole, part)`` take ids of the registry. ``people``
    classes the words for people who belong to no actor (default: ``people.yaml``). ``outside`` are the
    claims that belong to no incident; claims of a period or a whole war that a grouping names are put there
    too, for they never enter a toll. The result does not depend on the order of ``reports`` or of the claims
    in a grouping.

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
        told = statements(by_id, grouping.claims, groups)
        left |= {s.ref for s in told if s.claim.scope != "event"}
        events = [s for s in told if s.claim.scope == "event"]
        pairs = _own_pairs(by_id, events)
        incidents.append(_incident(grouping, by_id, events, pairs, chosen, groups, contains_place))
    return TollReport(profile=profile, reports=len(by_id), incidents=tuple(incidents), outside=tuple(sorted(left)))


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
    cases = cases_of(told, groups, [(a.ref, b.ref) for a, b in pairs])
    tallies = tally(cases, profile, groups)
    replaced = {ref for t in tallies for ref in t.toll.superseded}
    ground = [s for s in told if s.claim.harm in TERRITORY]
    foes = foes_of((s.claim for s in told), groups)
    found: list[Contradiction] = []
    people = heads_of(tallies)
    for number, a in enumerate(people):
        found += [_contradiction(a, b, *why) for b in people[number + 1 :] if (why := clash(a, b, groups))]
    once = {(s.voice, s.claim.harm, s.key, s.claim.stance, _where(s)): s for s in reversed(ground)}
    fronts = sorted(once.values(), key=lambda s: s.order)
    for number, a in enumerate(fronts):
        for b in fronts[number + 1 :]:
            if _one_place(a.claim.place, b.claim.place, contains_place) and (why := clash(a, b, groups, foes)):
                found.append(_contradiction(a, b, *why))
    known = {frozenset(c.claims) for c in found}
    for a, b in pairs:
        refs = frozenset((a.ref, b.ref))
        if refs not in known and not refs & replaced and not _alike(a, b, people):
            found.append(_contradiction(a, b, *_side_by_side(a, b)))
    return Incident(
        id=grouping.id,
        place=grouping.place,
        date=grouping.date,
        means=grouping.means,
        belligerents=grouping.belligerents,
        claims=tuple(sorted(grouping.claims)),
        tolls=tuple(t.toll for t in tallies),
        contradictions=tuple(sorted(dict.fromkeys(found), key=lambda c: (c.kind, c.claims))),
        control=_control(ground, grouping.place),
        timeline=timeline(cases, tallies, reports),
        links=grouping.links,
        split_from=grouping.split_from,
    )


def _alike(a: Statement, b: Statement, people: Sequence[Statement]) -> bool:
    """Tell whether the pair is of one group and voice figures that were already compared."""
    compared = {(s.voice, s.claim.harm, s.key) for s in people}
    return a.key == b.key and all((s.voice, s.claim.harm, s.key) in compared for s in (a, b))


def _side_by_side(a: Statement, b: Statement) -> tuple[str, str]:
    wordings = " and ".join(
        f"{words(s.claim.count)} ({s.claim.group.span.text if s.claim.group else '–'})" for s in (a, b)
    )
    if a.claim.harm in TERRITORY:
        return ("control", "one report sets the two against each other")
    if "denies" in (a.claim.stance, b.claim.stance):
        return ("denial", f"one report sets an assertion and a denial against each other: {wordings}")
    return ("figures", f"one report sets the two against each other: {wordings}")


def _contradiction(a: Statement, b: Statement, kind: str, why: str) -> Contradiction:
    first, second = sorted((a.ref, b.ref))
    return Contradiction(kind=kind, claims=(first, second), why=why)  # type: ignore[arg-type]


def _where(statement: Statement) -> str | None:
    place = statement.claim.place
    return None if place is None else place.id or place.name or place.span.text


def _one_place(a: Place | None, b: Place | None, contains: Contains) -> bool:
    if a is None or b is None or not a.id or not b.id:
        return True
    return a.id == b.id or contains(a.id, b.id) or contains(b.id, a.id)


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
