"""The contradictions of one incident: each pair of voices once for each harm and group.

:mod:`hasila.reconcile.contradictions` tells whether two statements clash; here stands which are compared and which of
the clashes are told.

* Of each voice only the figure that stands is compared; it is named by the first report that carries it.
* A list of names is one statement: of single people who are named one by one the first is told, and only where the
  voice says nothing else that clashes. So is a share ("most of them women").
* What a report itself sets side by side is told where nothing was said of the same voices and people before.
"""

from collections.abc import Iterable, Sequence, Set

from hasila.model import TERRITORY, ClaimRef, Contradiction, Place
from hasila.reconcile.contradictions import clash, foes_of
from hasila.reconcile.figures import words
from hasila.reconcile.groups import Contains, Groups
from hasila.reconcile.voices import Statement, hear

_Pair = tuple[Statement, Statement]


def disputes(
    people: Sequence[Statement],
    told: Sequence[Statement],
    pairs: Iterable[_Pair],
    groups: Groups,
    contains_place: Contains,
) -> tuple[Contradiction, ...]:
    """Return the contradictions of one incident.

    ``people`` are the statements about people that can contradict others (:func:`hasila.reconcile.tolls.heads_of`),
    ``told`` all statements, ``pairs`` those that their own report sets against each other and that still stand.
    """
    found: list[tuple[_Pair, str, str]] = []
    for number, a in enumerate(people):
        for b in people[number + 1 :]:
            if clashing := clash(a, b, groups):
                found.append(((a, b), *clashing))
    larger = {
        (one.voice, one.claim.harm, other.ref)
        for pair, *_ in found
        for one, other in (pair, pair[::-1])
        if not _single(one)
    }
    found = [item for item in found if not _said_better(item[0], larger)]
    ground = hear_ground([s for s in told if s.claim.harm in TERRITORY])
    foes = foes_of((s.claim for s in told), groups)
    once = {(s.voice, s.claim.harm, s.key, s.claim.stance, _where(s)): s for s in reversed(ground)}
    fronts = sorted(once.values(), key=lambda s: s.order)
    for number, a in enumerate(fronts):
        for b in fronts[number + 1 :]:
            if _one_place(a.claim.place, b.claim.place, contains_place) and (clashing := clash(a, b, groups, foes)):
                found.append(((a, b), *clashing))
    seen = {_slots(pair) for pair, *_ in found}
    refs = {frozenset((a.ref, b.ref)) for (a, b), *_ in found}
    for a, b in pairs:
        if frozenset((a.ref, b.ref)) not in refs and _slots((a, b)) not in seen and not _compared(a, b, people):
            found.append(((a, b), *_side_by_side(a, b)))
            seen.add(_slots((a, b)))
    carriers = _first_carriers(told)
    first: dict[frozenset[object], Contradiction] = {}
    for (a, b), kind, why in found:
        one, other = sorted(carriers.get(_wording(s), s.ref) for s in (a, b))
        made = Contradiction(kind=kind, claims=(one, other), why=why)  # type: ignore[arg-type]
        first.setdefault(_slots((a, b)), made)
    # Of a claim that several originators make together the pairs are one.
    apart = {(c.kind, c.claims): c for c in reversed(first.values())}
    return tuple(c for _, c in sorted(apart.items()))


def hear_ground(ground: Sequence[Statement]) -> list[Statement]:
    """Give uncredited claims of who took or lost what the voice that they only repeat."""
    by_kind: dict[tuple[object, ...], list[Statement]] = {}
    for s in ground:
        by_kind.setdefault((s.claim.harm, s.key, s.claim.stance), []).append(s)
    return sorted((s for said in by_kind.values() for s in hear(said)), key=lambda s: s.order)


def _single(s: Statement) -> bool:
    """Tell whether a statement is of one person by name, or of a share: what lies within a larger statement."""
    count = s.claim.count
    one = s.key.kind == "word" and (count.low, count.high) == (1, 1)
    return one or count.hedge in ("most", "all")


def _slots(pair: _Pair) -> frozenset[object]:
    """Return what a contradiction is counted by: the two voices, with the harm, the people and whether it is denied."""
    return frozenset(
        (
            s.voice,
            s.claim.harm,
            "somebody" if _single(s) else s.key,
            s.claim.stance == "denies",
            _where(s) if s.claim.harm in TERRITORY else None,
        )
        for s in pair
    )


def _said_better(pair: _Pair, larger: Set[tuple[str, str, ClaimRef]]) -> bool:
    """Tell whether the voice of a single one or a share has more people who clash with the same statement."""
    return any(_single(s) and (s.voice, s.claim.harm, other.ref) in larger for s, other in (pair, pair[::-1]))


def _compared(a: Statement, b: Statement, people: Sequence[Statement]) -> bool:
    """Tell whether the pair is of one group and voice figures that were already compared."""
    compared = {(s.voice, s.claim.harm, s.key) for s in people}
    return a.key == b.key and all((s.voice, s.claim.harm, s.key) in compared for s in (a, b))


def _wording(s: Statement) -> tuple[object, ...]:
    count = s.claim.count
    where = _where(s) if s.claim.harm in TERRITORY else None
    return (s.voice, s.claim.harm, s.key, count.low, count.high, s.claim.stance == "denies", where)


def _first_carriers(told: Iterable[Statement]) -> dict[tuple[object, ...], ClaimRef]:
    """Return the first report's claim by which a voice says what it says: one that credits it, and that has a day."""
    first: dict[tuple[object, ...], ClaimRef] = {}
    for s in sorted(told, key=lambda s: (not s.claim.sources, not s.said, s.order)):
        first.setdefault(_wording(s), s.ref)
    return first


def _side_by_side(a: Statement, b: Statement) -> tuple[str, str]:
    wordings = " and ".join(
        f"{words(s.claim.count)} ({s.claim.group.span.text if s.claim.group else '–'})" for s in (a, b)
    )
    if a.claim.harm in TERRITORY:
        return ("control", "one report sets the two against each other")
    if "denies" in (a.claim.stance, b.claim.stance):
        return ("denial", f"one report sets an assertion and a denial against each other: {wordings}")
    return ("figures", f"one report sets the two against each other: {wordings}")


def _where(statement: Statement) -> str | None:
    place = statement.claim.place
    return None if place is None else place.id or place.name or place.span.text


def _one_place(a: Place | None, b: Place | None, contains: Contains) -> bool:
    if a is None or b is None or not a.id or not b.id:
        return True
    return a.id == b.id or contains(a.id, b.id) or contains(b.id, a.id)
