"""From claims to incidents in the store: linking, then people's decisions over it, then the tolls.

Linking works report by report and knows nothing of people. What people decided lies over it and wins: claims that
were moved stay where they were put, incidents that were merged stay one. So linking can be run again at any time, with
more reports or a better model, and no decision is lost.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from hasila.incidents import Grouping, Linkage, Linked, regrouped
from hasila.incidents.episodes import Episode
from hasila.intake.known import StoredLinks, rows_of
from hasila.intake.layering import written
from hasila.model import Claim, Incident, Report
from hasila.model.codec import from_json, to_json
from hasila.pipeline import make_toll, places_above
from hasila.registry import SHIPPED, Layer
from hasila.store import decisions, linkage, moves, tolls
from hasila.store.claims import Stored, numbers_of, stored
from hasila.text.collecting import no_collection

#: A claim: the number of its report, and its id.
Ref = tuple[int, str]
#: The profile whose tolls are always there; others are worked out when somebody asks.
DEFAULT_PROFILE: Final = "full-range"
#: Reports linked at once. More are linked faster each, and hold up other writers longer.
WINDOW = 5_000
#: Incidents whose tolls are worked out at once.
_INCIDENTS = 500


def settle(connection: Connection, window: int = WINDOW) -> int:
    """Link reports that wait for it, at most ``window``, and take out those that no longer count; return how many.

    What comes of it does not depend on how the reports were spread over calls, but for the ids of incidents.
    """
    waiting, stale = linkage.pending(connection, window)
    if not waiting and not stale:
        return 0
    with no_collection():
        told = stored(connection, [*waiting, *stale])
        relink(connection, [told[n] for n in stale], [told[n] for n in waiting])
    linkage.mark_linked(connection, waiting, True)
    linkage.mark_linked(connection, stale, False)
    return len(waiting) + len(stale)


def relink(
    connection: Connection, before: Sequence[Stored], after: Sequence[Stored], cause: moves.Cause = "reports"
) -> None:
    """Take reports out of linking, and put reports in; everything that follows is kept.

    ``before`` are reports as they were when they were linked, ``after`` as they are: the same ones with other claims,
    or others. ``cause`` is what is told of tolls that move.
    """
    links = Linkage(places_above, StoredLinks(connection))
    put_in = [one.counted for one in after]
    links.replace([one.report.id for one in before], put_in)
    delta = links.delta()
    linkage.save(
        connection,
        rows_of(delta.kept),
        delta.forgotten,
        delta.renewed,
        [linkage.PairRow(first=p.first, second=p.second, points=p.points, reasons=p.reasons) for p in delta.pairs],
    )
    linkage.save_linked(
        connection,
        [*((g.id, to_json(g), None) for g in delta.incidents), *((name, None, heir) for name, heir in delta.gone)],
    )
    # A claim that is in no episode now counts nowhere: it was rejected, or is no longer of an event.
    homes: dict[Ref, str | None] = {(s.number, c.id): None for s in (*before, *after) for c in s.report.claims}
    names = {one.report.id: one.number for one in after}
    for kept in delta.kept:
        mine = [ref for episode in kept.episodes if episode.report in names for ref in episode.claims]
        homes |= {(names[ref.report], ref.claim): kept.home for ref in mine}
    numbers = numbers_of(connection, sorted({ref.report for g in delta.incidents for ref in g.claims}))
    homes |= {(numbers[ref.report], ref.claim): g.id for g in delta.incidents for ref in g.claims}
    # Those of the reports before are made anew in any case: figures may differ where nothing else does.
    touched = {home for one in before for home in one.incidents.values()}
    touched |= {g.id for g in delta.incidents} | {name for name, _ in delta.gone}
    known = {one.number: counted for one, counted in zip(after, put_in, strict=True)}
    _rehome(connection, homes, touched, known, cause)


def refresh(
    connection: Connection, numbers: Iterable[int], touched: Iterable[str] = (), cause: moves.Cause = "decision"
) -> None:
    """Bring the claims of reports, and incidents, up to date with people's decisions about them."""
    told = stored(connection, sorted(set(numbers)))
    names = {one.report.id: number for number, one in told.items()}
    homes: dict[Ref, str | None] = {}
    for home, doc in linkage.homes_by_linking(connection, sorted(names)):
        homes |= {(names[ref.report], ref.claim): home for ref in from_json(doc, Episode).claims}
    _rehome(connection, homes, set(touched), {number: one.counted for number, one in told.items()}, cause)


def _rehome(
    connection: Connection, homes: dict[Ref, str | None], touched: set[str], known: Mapping[int, Report],
    cause: moves.Cause,
) -> None:  # fmt: skip
    """Put claims into the incidents where they count, given where linking has them, and make those incidents anew."""
    roots = Roots(connection)
    moved = decisions.moved(connection)
    roots.look_up({home for home in homes.values() if home is not None} | touched)
    new = {ref: None if home is None else roots.of(moved.get(ref, home)) for ref, home in homes.items()}
    old = linkage.homes_of(connection, new)
    changed = {ref: home for ref, home in new.items() if ref in old and old[ref] != home}
    linkage.move_claims(connection, changed)
    affected = touched | {roots.of(name) for name in touched}
    affected |= {home for ref, home in changed.items() if home is not None}
    affected |= {home for ref in changed if (home := old[ref]) is not None}
    went: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for ref, home in changed.items():
        left = old[ref]
        if left is not None and home is not None:
            went[left][home] += 1
    heirs = {name: min(found, key=lambda home: (-found[home], home)) for name, found in went.items()}
    rebuild(connection, sorted(affected), roots, heirs, known, cause)


def rebuild(
    connection: Connection,
    names: Sequence[str],
    roots: "Roots",
    heirs: Mapping[str, str],
    known: Mapping[int, Report],
    cause: moves.Cause,
) -> None:
    """Make incidents anew of the claims that are in them now, with their tolls by the first profile.

    One that has none left leads to the one that linking or a merge put in its place, else to that of ``heirs``: where
    people moved most of its claims to. ``known`` are reports that need not be looked up, by their numbers.
    """
    layer = written(connection)
    for at in range(0, len(names), _INCIDENTS):
        some = names[at : at + _INCIDENTS]
        inside = linkage.claims_in(connection, some)
        numbers = sorted({number for refs in inside.values() for number, _, _ in refs})
        others = stored(connection, [number for number in numbers if number not in known])
        told = {n: known[n] if n in known else others[n].counted for n in numbers}
        docs = linkage.linked_docs(connection, some)
        made: list[Grouping] = []
        for name in some:
            refs = inside[name]
            if not refs:
                root = roots.of(name)
                linkage.empty_incident(connection, name, root if root != name else heirs.get(name))
                continue
            made.append(_grouping(name, docs.get(name), refs, told))
        was = tolls.docs(connection, [found.id for found in made], DEFAULT_PROFILE)
        linkage.save_incidents(connection, [_row(found) for found in made])
        settled_ = settled(made, [told[n] for n in numbers], DEFAULT_PROFILE, layer)
        now = {incident.id: to_json(incident) for incident in settled_}
        tolls.save(connection, DEFAULT_PROFILE, now)
        moves.keep(connection, was, now, cause)


def settled(
    groupings: Sequence[Grouping], reports: Sequence[Report], profile: str, layer: Layer = SHIPPED
) -> tuple[Incident, ...]:
    """Return incidents with their tolls under a profile; ``reports`` are all that they have claims of.

    ``layer`` are entries of actors that people wrote over the shipped ones.
    """
    if not groupings:
        return ()
    return make_toll(reports, profile, Linked(tuple(groupings), ()), layer).incidents


def _grouping(name: str, doc: str | None, refs: Sequence[tuple[int, str, str]], told: Mapping[int, Report]) -> Grouping:
    if doc is not None:
        linked = from_json(doc, Grouping)
        if {(ref.report, ref.claim) for ref in linked.claims} == {(report, claim) for _, report, claim in refs}:
            return linked
    # People had a hand in it.
    chosen: defaultdict[int, set[str]] = defaultdict(set)
    for number, _, claim in refs:
        chosen[number].add(claim)
    return regrouped(name, [_only(told[number], ids) for number, ids in sorted(chosen.items())], places_above)


def _only(report: Report, ids: set[str]) -> Report:
    kept: tuple[Claim, ...] = tuple(c for c in report.claims if c.id in ids)
    return msgspec.structs.replace(
        report, claims=kept, contradictions=tuple(p for p in report.contradictions if ids.issuperset(p))
    )


def _row(found: Grouping) -> linkage.IncidentRow:
    place, date = found.place, found.date
    return linkage.IncidentRow(
        id=found.id,
        doc=to_json(found),
        place=place.id if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        start=date.start if date else None,
        end=date.end if date else None,
        reports=len({ref.report for ref in found.claims}),
    )


class Roots:
    """Under which id each incident counts, after linking's own forwards and people's merges."""

    def __init__(self, connection: Connection) -> None:
        """Read the merges that stand, and linking as it is now."""
        self._connection = connection
        self._into: dict[str, str] = {}
        self._found: dict[str, str] = {}
        for into, others in decisions.merges(connection):
            root = self.of(into)
            for other in others:
                found = self.of(other)
                if found != root:
                    self._into[found] = root

    def look_up(self, names: Iterable[str]) -> None:
        """Find many at once: one by one they take long."""
        told = sorted(set(names) - self._found.keys())
        heirs: dict[str, str | None] = {}
        asked = told
        while asked:
            # One that is not there is about to be made.
            heirs |= dict.fromkeys(asked) | linkage.heirs(self._connection, asked)
            asked = sorted({heir for name in asked if (heir := heirs[name]) is not None} - heirs.keys())
        for name in told:
            last, seen = name, {name}
            while (heir := heirs[last]) is not None and heir not in seen:
                seen.add(heir)
                last = heir
            self._found[name] = last

    def of(self, name: str) -> str:
        """Return the id under which an incident counts."""
        self.look_up([name])
        found = self._found[name]
        while found in self._into:
            found = self._into[found]
        return found
