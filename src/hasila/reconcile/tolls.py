"""Tolls of one incident: for each harm and group, and for all people, by a profile.

What holds under every profile is applied here: a claim counts once for each independent originator; a
part is never added to its whole; denials stand beside the voices, not among them; vague claims set a
range only where nothing else does; where nobody states a total it is the sum of groups that nobody can
be in twice, marked ``derived``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from hasila.model import TERRITORY, Claim, ClaimRef, Harm, Role, Status, Toll, TollGroup
from hasila.reconcile.contradictions import clash, denies_figure
from hasila.reconcile.figures import Range, stated
from hasila.reconcile.groups import CIVILIANS, EVERYONE, Groups, Key
from hasila.reconcile.nameless import is_named
from hasila.reconcile.profiles import Evidence, Figure, Profile
from hasila.reconcile.standing import Standing, set_apart, sort_out
from hasila.reconcile.voices import Statement, speaks_for

_HARMS: tuple[Harm, ...] = get_args(Harm)
_EXACTNESS = {"exact": 2, "none": 2, "vague": 0}


@dataclass(frozen=True)
class Tally:
    """A toll with what it was made of.

    ``role`` as most claims word it; ``standing`` is ``None`` for a sum; ``wholes`` are the groups that a
    report says this one is a part of.
    """

    key: Key
    role: Role
    toll: Toll
    standing: Standing | None
    wholes: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Case:
    """One harm and group: what is told of it, of its parts and wholes, and what denies a group that it lies in.

    ``parties`` are the belligerents: who harmed somebody, and whose fighters were harmed.
    ``apart`` are statements that are no figure of their own, each with the reason.
    """

    harm: Harm
    key: Key
    told: Sequence[Statement]
    standing: Standing
    wider_denials: Sequence[Statement]
    inside: Sequence[Statement]
    outside: Sequence[Statement]
    wholes: frozenset[Key]
    parties: frozenset[str]
    disputed: frozenset[ClaimRef]
    apart: tuple[tuple[Statement, str], ...]


def tally(cases: Sequence[Case], profile: Profile, groups: Groups) -> list[Tally]:
    """Return the tolls of one incident, the total of each harm first."""
    out: list[Tally] = []
    for harm in _HARMS:
        tallies = [made for case in cases if case.harm == harm and (made := _tally(case, profile, groups))]
        if not any(t.key == EVERYONE and _has_figure(t.toll) for t in tallies) and (total := _derive(tallies, groups)):
            tallies = [total, *(t for t in tallies if t.key != EVERYONE)]
        out += sorted(tallies, key=lambda t: (t.key != EVERYONE, -(t.toll.high or 0), t.key))
    return out


def cases_of(
    told: Sequence[Statement],
    groups: Groups,
    pairs: Iterable[tuple[ClaimRef, ClaimRef]] = (),
    parties: frozenset[str] = frozenset(),
) -> list[Case]:
    """Sort the statements of one incident about people by harm and group.

    ``pairs`` are claims that their own report sets against each other, ``parties`` the belligerents.
    """
    people = [s for s in told if s.claim.harm not in TERRITORY]
    apart = set_apart(people, groups)
    by_key: dict[tuple[Harm, Key], list[Statement]] = {}
    for statement in people:
        if statement.ref not in apart:
            by_key.setdefault((statement.claim.harm, statement.key), []).append(statement)
    standing = {where: sort_out(said) for where, said in by_key.items()}
    replaced = {s.ref for sorted_out in standing.values() for s in sorted_out.superseded}
    disputed = frozenset(ref for pair in pairs if not replaced.intersection(pair) for ref in pair)
    by_ref = {s.ref: s for s in people}
    where_of = {s.ref: (s.claim.harm, s.key) for s in people}
    aside: dict[tuple[Harm, Key], list[tuple[Statement, str]]] = {}
    for ref, (whole, why) in sorted(apart.items()):
        aside.setdefault(where_of.get(whole, where_of[ref]), []).append((by_ref[ref], why))
    out = []
    for (harm, key), said in sorted(by_key.items(), key=lambda item: item[0]):
        others = [(h, k, s) for (h, k), s in standing.items() if (h, k) != (harm, key)]
        out.append(
            Case(
                harm=harm,
                key=key,
                told=said,
                standing=standing[harm, key],
                # A denial of the whole ("no soldier was captured") denies its parts too.
                wider_denials=[d for h, k, s in others if h == harm and groups.within(key, k) for d in s.denials],
                # "Nobody was hurt" speaks of killed and wounded too.
                inside=[
                    head
                    for h, k, s in others
                    if (h == harm or "casualty" in (h, harm)) and (k == key or groups.within(k, key))
                    for head in s.heads
                ],
                outside=[head for h, k, s in others if h == harm and groups.within(key, k) for head in s.heads],
                parties=parties,
                wholes=frozenset(key for s in said for key in _wholes(s, by_ref)),
                disputed=disputed,
                apart=tuple(aside.get((harm, key), ())),
            )
        )
    return out


def parties_of(claims: Iterable[Claim]) -> frozenset[str]:
    """Return the belligerents that some claims tell of: who harmed somebody, and whose fighters were harmed."""
    found: set[str] = set()
    for claim in claims:
        if claim.group is not None and claim.group.actor and claim.group.role == "combatant":
            found.add(claim.group.actor)
        if claim.by is not None and claim.by.actor:
            found.add(claim.by.actor)
    return frozenset(found)


def _wholes(statement: Statement, by_ref: Mapping[ClaimRef, Statement]) -> set[Key]:
    """Return the groups that a report says a claim's people are some of, however many steps up."""
    above: dict[ClaimRef, Statement] = {}
    here: Statement | None = statement
    while here is not None and here.ref not in above:
        above[here.ref] = here
        here = by_ref.get(ClaimRef(here.ref.report, here.claim.part_of or ""))
    return {s.key for s in above.values() if s.ref != statement.ref and s.claim.harm == statement.claim.harm}


def _has_figure(toll: Toll) -> bool:
    return toll.low is not None or toll.high is not None


def _tally(case: Case, profile: Profile, groups: Groups) -> Tally | None:
    """Make the toll of one group; ``None`` where nobody says a thing about how many."""
    key, standing = case.key, case.standing
    denials = [d for d in (*standing.denials, *case.wider_denials) if not standing.heads or _applies(d, standing)]
    exact = [s for s in standing.heads if stated(s.claim.count)]
    vague = [s for s in standing.heads if s not in exact]
    # What one hospital received says nothing against a total that has room for it.
    totals = [s for s in exact if not s.floor]
    setting = [s for s in exact if not (s.floor and any(_fits(s, t) for t in totals))] or vague
    unconfirmed = tuple((s.ref, "not confirmed by its own source") for s in standing.unconfirmed)
    unfit = [v for v in vague if exact and not any(_fits(v, e) for e in exact)]
    set_aside = (
        *((s.ref, why) for s, why in case.apart),
        *unconfirmed,
        *((v.ref, "a vague amount that fits no figure") for v in unfit),
    )
    if not setting and not standing.supports and not standing.denials:
        return None
    supports = [s for s in standing.supports if s not in unfit]
    voices = {s.voice for s in standing.supports}
    status = _status(case, denials, groups)
    role = role_of(case.told)
    low = best = high = None
    is_open = False
    if setting:
        evidence = Evidence(
            harm=case.harm,
            figures=tuple(_figure(s, groups, case.parties) for s in setting),
            vague=not exact,
            denied=any(_named(d) and d.range is None for d in denials),
        )
        choice = profile(evidence)
        low, best, high, is_open, rule = choice.low, choice.best, choice.high, choice.open, choice.rule
        passed = dict(choice.set_aside)
        spoken = {s.voice: passed[s.ref] for s in setting if s.ref in passed}
        set_aside = (*set_aside, *((s.ref, spoken[s.voice]) for s in supports if s.voice in spoken))
        supports = [s for s in supports if s.voice not in spoken]
    elif standing.supports:
        is_open = True
        rule = "no source gives a figure"
    else:
        rule = "only denials: nobody asserts it"
    toll = Toll(
        harm=case.harm,
        group=group_of(key, case.told, role),
        low=low,
        best=best,
        high=high,
        open=is_open,
        status=status,
        rule=rule,
        supports=_refs(supports),
        denials=tuple(sorted({d.ref for d in denials})),
        superseded=_refs(standing.superseded),
        set_aside=tuple(dict.fromkeys(set_aside)),
        independent_sources=len(voices),
    )
    return Tally(key, role, toll, standing, case.wholes)


def _refs(said: Sequence[Statement]) -> tuple[ClaimRef, ...]:
    """Return the references once each: a claim of two voices stands twice among the statements."""
    return tuple(dict.fromkeys(s.ref for s in said))


def _applies(denial: Statement, standing: Standing) -> bool:
    others = [h for h in standing.heads if h.voice != denial.voice]
    return any(denies_figure(denial.claim.count, h.claim.count) for h in others)


def _fits(a: Statement, b: Statement) -> bool:
    return a.range is not None and b.range is not None and a.range.meets(b.range)


def _named(denial: Statement) -> bool:
    return bool(denial.claim.sources) and is_named(denial.claim.sources[0])


def _figure(statement: Statement, groups: Groups, parties: frozenset[str]) -> Figure:
    claim = statement.claim
    kind = claim.sources[0].kind if claim.sources else "media"
    own = claim.stance == "admits" or speaks_for(statement, groups.contains)
    count = claim.count
    nobody = count.hedge == "none"
    return Figure(
        ref=statement.ref,
        voice=statement.voice,
        low=0 if nobody else count.low,
        high=0 if nobody else (None if statement.floor else count.high),
        said=statement.said,
        exactness=1 if statement.floor else _EXACTNESS.get(count.hedge, 1),
        range=statement.range or Range(0, None),
        own=own,
        partisan=not own and (kind == "party" or _of_enemy(statement, groups, parties)),
        unnamed=bool(claim.sources) and not is_named(claim.sources[0]),
    )


def _of_enemy(statement: Statement, groups: Groups, parties: frozenset[str]) -> bool:
    """Tell whether a belligerent, or a body of his (his war media), speaks of a body that is not his own."""
    actor = statement.claim.sources[0].actor if statement.claim.sources else None
    if not actor or statement.key.kind != "actor":
        return False
    return any(actor == party or groups.contains(party, actor) for party in parties)


def _status(case: Case, denials: Sequence[Statement], groups: Groups) -> Status:
    standing, heads = case.standing, case.standing.heads
    asserted = bool(heads or standing.supports)
    if asserted and (
        denials
        or any(h.ref in case.disputed for h in heads)
        or any(clash(a, b, groups) for n, a in enumerate(heads) for b in heads[n + 1 :])
        or any(clash(a, b, groups) for a in heads for b in (*case.inside, *case.outside))
    ):
        return "contested"
    if not asserted:
        return "denied"
    somebody = [s for s in standing.supports if s.range is None or s.range.high != 0]
    if any(s.claim.stance == "admits" or speaks_for(s, groups.contains) for s in somebody):
        return "admitted"
    return "agreed" if len({s.voice for s in standing.supports}) > 1 else "single_source"


def role_of(told: Sequence[Statement]) -> Role:
    """Return the role that most claims word, of several the first in the alphabet."""
    votes = Counter[Role](s.claim.group.role for s in told if s.claim.group is not None)
    return min(votes, key=lambda role: (-votes[role], role), default="unknown")


def group_of(key: Key, told: Sequence[Statement], role: Role) -> TollGroup:
    """Return whose toll it is, by the name that most claims give."""
    if key == EVERYONE:
        return TollGroup(actor=None, name=None, role="unknown")
    if key == CIVILIANS:
        return TollGroup(actor=None, name=None, role="civilian")
    named = [s.claim.group for s in told if s.claim.group is not None]
    votes = Counter(g.name or g.span.text for g in named)
    given = Counter(g.name for g in named if g.name) or votes
    name = min(given, key=lambda text: (-given[text], text))
    return TollGroup(actor=key.name if key.kind == "actor" else None, name=name, role=role)


def _derive(tallies: Sequence[Tally], groups: Groups) -> Tally | None:
    """Return the sum of the groups that nobody can be in twice, or ``None`` where there are no two such."""
    told = [t for t in tallies if t.key != EVERYONE and _has_figure(t.toll) and t.toll.status != "denied"]
    wholes = [
        t for t in told if not any(groups.within(t.key, o.key) or (o.key != t.key and o.key in t.wholes) for o in told)
    ]
    chosen: list[Tally] = []
    for candidate in sorted(wholes, key=lambda t: (-(t.toll.high or 0), t.key)):
        if all(groups.apart((candidate.key, candidate.role), (c.key, c.role)) for c in chosen):
            chosen.append(candidate)
    if len(chosen) < 2:
        return None
    left = [t for t in told if t not in chosen]
    tolls = [t.toll for t in chosen]
    status: Status = "agreed"
    for one in ("single_source", "contested"):
        if any(t.status == one for t in tolls):
            status = one
    if all(t.status == "admitted" for t in tolls):
        status = "admitted"
    everyone = [t for t in tallies if t.key == EVERYONE]
    bests = [t.best for t in tolls]
    toll = Toll(
        harm=tolls[0].harm,
        group=TollGroup(actor=None, name=None, role="unknown"),
        low=sum(t.low or 0 for t in tolls),
        best=None if None in bests else sum(b or 0 for b in bests),
        high=sum(t.high or 0 for t in tolls),
        open=any(t.open for t in tolls),
        status=status,
        rule=f"derived: nobody states a total; the sum of {len(chosen)} groups that nobody can be in twice, "
        "as sure as the least sure of them",
        supports=tuple(sorted({ref for t in tolls for ref in t.supports})),
        denials=tuple(sorted({ref for t in (*tolls, *(e.toll for e in everyone)) for ref in t.denials})),
        superseded=tuple(sorted({ref for t in tolls for ref in t.superseded})),
        set_aside=(
            *(item for e in everyone for item in e.toll.set_aside),
            *((ref, "may be the same people as others in the sum") for t in left for ref in t.toll.supports),
        ),
        independent_sources=min(t.independent_sources for t in tolls),
        derived=True,
    )
    return Tally(EVERYONE, "unknown", toll, None)


def heads_of(tallies: Sequence[Tally]) -> list[Statement]:
    """Return the statements that can contradict others: one for each voice and group, and the denials."""
    out: list[Statement] = []
    for standing in (t.standing for t in tallies if t.standing is not None):
        out += standing.heads
        heard = {s.voice for s in standing.heads}
        for s in (*standing.supports, *standing.denials):
            voice = f"{s.claim.stance == 'denies'} {s.voice}"
            if s.voice not in heard or s.claim.stance == "denies":
                if voice not in heard:
                    out.append(s)
                heard.add(voice)
    return sorted(out, key=lambda s: s.order)
