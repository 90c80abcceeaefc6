"""What waits for a person, sorted by what it would change: doubtful claims, contradictions, links, changed tolls.

Each queue looks at a bounded number of incidents or claims, so that its page is quick whatever the store holds; when
those are decided, the next ones come.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import Connection, select, tuple_

from hasila.incidents import regrouped
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE, settled
from hasila.model import ClaimRef, Incident, Report, Toll
from hasila.pipeline import places_above
from hasila.store import decisions, linkage, publishing
from hasila.store.claims import numbers_of, stored
from hasila.store.schema import claims, episodes, incidents, reports

#: The queues, in the order in which they are offered.
Queue = Literal["rereading", "doubtful", "contradictions", "links", "changes", "signatures"]
QUEUES: Final[tuple[Queue, ...]] = ("rereading", "doubtful", "contradictions", "links", "changes", "signatures")
#: A claim under this confidence is doubtful until somebody decides: of those that are given more, more than nine in
#: ten are right (docs/accuracy.md).
DOUBTFUL: Final = 0.6
#: Claims, and incidents (the latest), that a queue looks at.
_CLAIMS: Final = 150
_INCIDENTS: Final = 200
#: Items of a queue that are given.
_MOST: Final = 100


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to decide.

    ``refs`` are the claims it is about; ``incident`` the one that a decision would change, ``other`` the second one of
    a proposed link; ``decision`` the number of one that waits for a second person. ``effect`` is by how many people a
    bound of a toll would move (for a contradiction: how far the two figures are apart). ``why`` is the reason of a
    contradiction, or those of a link.
    """

    queue: Queue
    refs: tuple[ClaimRef, ...]
    incident: str | None = None
    other: str | None = None
    decision: int | None = None
    effect: int = 0
    why: str | None = None


def queue(connection: Connection, name: Queue) -> list[Item]:
    """Return what waits in a queue, that with the largest effect first."""
    found = _QUEUES[name](connection)
    return sorted(found, key=lambda item: (-item.effect, item.incident or "", item.refs))[:_MOST]


def _latest(connection: Connection) -> list[Incident]:
    query = select(incidents.c.id).where(incidents.c.doc.is_not(None)).order_by(incidents.c.start.desc())
    names = list(connection.scalars(query.limit(_INCIDENTS)))
    return list(incidents_under(connection, names, DEFAULT_PROFILE).values())


def _rereading(connection: Connection) -> Iterator[Item]:
    waiting = decisions.open_reviews(connection)[:_MOST]
    told = stored(connection, sorted({one.report for one in waiting}))
    for one in waiting:
        report = told[one.report]
        yield Item(
            queue="rereading", refs=(ClaimRef(report.report.id, one.claim),), incident=report.incidents.get(one.claim)
        )


def _doubtful(connection: Connection) -> Iterator[Item]:
    query = (
        select(reports.c.name, claims.c.claim, claims.c.incident)
        .join(reports, reports.c.id == claims.c.report)
        .where(claims.c.state == "read", claims.c.confidence < DOUBTFUL, claims.c.incident.is_not(None))
        .where(reports.c.current)
        .order_by(claims.c.confidence)
        .limit(_CLAIMS)
    )
    rows = list(connection.execute(query))
    found = incidents_under(connection, sorted({row.incident for row in rows}), DEFAULT_PROFILE)
    figures = _figures(connection, found.values())
    for row in rows:
        incident = found.get(row.incident)
        if incident is not None:
            ref = ClaimRef(row.name, row.claim)
            yield Item(queue="doubtful", refs=(ref,), incident=incident.id, effect=effect(incident, ref, figures))


#: The bounds of claims as they count.
_Figures = dict[ClaimRef, tuple[int | None, int | None]]


def _figures(connection: Connection, some: Iterable[Incident]) -> _Figures:
    """Return the figures of the claims that incidents' tolls rest on."""
    wanted = {ref for one in some for toll in one.tolls for ref in toll.supports}
    numbers = numbers_of(connection, sorted({ref.report for ref in wanted}))
    names = {number: name for name, number in numbers.items()}
    keys = [(numbers[ref.report], ref.claim) for ref in wanted if ref.report in numbers]
    out: _Figures = {}
    for at in range(0, len(keys), 400):
        query = select(claims.c.report, claims.c.claim, claims.c.low, claims.c.high)
        for row in connection.execute(query.where(tuple_(claims.c.report, claims.c.claim).in_(keys[at : at + 400]))):
            out[ClaimRef(names[row.report], row.claim)] = (row.low, row.high)
    return out


def effect(incident: Incident, ref: ClaimRef, figures: _Figures) -> int:
    """Return by how many people a bound would move at least if a claim did not count: what orders a queue.

    An estimate by the figures that stand beside it; :func:`without` works it out.
    """
    moved = 0
    for toll in incident.tolls:
        if ref in toll.supports:
            rest = [figures.get(other, (None, None)) for other in toll.supports if other != ref]
            lows = [low for low, _ in rest if low is not None]
            highs = [one for low, high in rest if (one := low if high is None else high) is not None]
            moved = max(moved, _moved(toll.low, min(lows, default=None)), _moved(toll.high, max(highs, default=None)))
    return moved


def _moved(before: int | None, after: int | None) -> int:
    return abs((before or 0) - (after or 0))


def without(connection: Connection, incident: Incident, gone: ClaimRef) -> tuple[Toll, ...]:
    """Return the tolls that an incident would have without one of its claims."""
    mine = [ref for ref in incident.claims if ref != gone]
    numbers = numbers_of(connection, sorted({ref.report for ref in mine}))
    told = [_only(one.counted, mine) for one in stored(connection, sorted(numbers.values())).values()]
    told = [report for report in told if report.claims]
    if not told:
        return ()
    found = settled([regrouped(incident.id, told, places_above)], told, DEFAULT_PROFILE)
    return found[0].tolls if found else ()


def _only(report: Report, refs: Sequence[ClaimRef]) -> Report:
    ids = {ref.claim for ref in refs if ref.report == report.id}
    kept = tuple(
        c if c.part_of is None or c.part_of in ids else msgspec.structs.replace(c, part_of=None)
        for c in report.claims
        if c.id in ids
    )
    pairs = tuple(pair for pair in report.contradictions if ids.issuperset(pair))
    return msgspec.structs.replace(report, claims=kept, contradictions=pairs)


def _contradictions(connection: Connection) -> Iterator[Item]:
    found = _latest(connection)
    for incident in found:
        said = {ref: one for one in incident.timeline for ref in one.claims}
        for pair in incident.contradictions:
            figures = [said[ref].low or said[ref].high or 0 for ref in pair.claims if ref in said]
            apart = abs(figures[0] - figures[1]) if len(figures) == 2 else 0
            yield Item(queue="contradictions", refs=pair.claims, incident=incident.id, effect=apart, why=pair.why)


def _links(connection: Connection) -> Iterator[Item]:
    """Yield pairs of episodes that speak for one event and stand in two incidents."""
    names = [one.id for one in _latest(connection)]
    home: dict[int, tuple[str, str]] = {}
    for row in connection.execute(
        select(episodes.c.number, episodes.c.home, episodes.c.report).where(episodes.c.home.in_(names))
    ):
        home.setdefault(row.number, (row.home, row.report))
    seen: set[tuple[str, str]] = set()
    for pair in sorted(linkage.pairs_of(connection, home), key=lambda pair: -pair.points):
        if pair.points <= 0 or pair.first not in home or pair.second not in home:
            continue
        first, second = (linkage.current(connection, home[number][0]) for number in (pair.first, pair.second))
        key = (min(first, second), max(first, second))
        if first != second and key not in seen:
            seen.add(key)
            yield Item(
                queue="links", refs=(), incident=key[0], other=key[1], effect=round(pair.points),
                why="; ".join(pair.reasons),
            )  # fmt: skip


def _changes(connection: Connection) -> Iterator[Item]:
    """Yield figures that their own source replaced: the old one's claim first."""
    for incident in _latest(connection):
        for old in incident.timeline:
            if old.state != "superseded":
                continue
            new = next((one for one in incident.timeline if one.voice_id == old.voice_id and one.harm == old.harm
                        and one.group == old.group and one.state == "standing"), None)  # fmt: skip
            refs = (old.claims[0], *(new.claims[:1] if new else ()))
            moved = abs((new.low or new.high or 0) - (old.low or old.high or 0)) if new else 0
            yield Item(queue="changes", refs=refs, incident=incident.id, effect=moved, why=old.why)


def _signatures(connection: Connection) -> Iterator[Item]:
    made = decisions.standing(connection)[-_MOST * 5 :]
    signed = publishing.signed(connection, [one.id for one in made])
    names = {number: one.report.id for number, one in stored(
        connection, sorted({one.report for one in made if one.report is not None})
    ).items()}  # fmt: skip
    for one in made:
        if not set(signed.get(one.id, ())) - {one.who}:
            refs = (ClaimRef(names[one.report], one.claim),) if one.report in names and one.claim else ()
            yield Item(queue="signatures", refs=refs, incident=one.incident, decision=one.id, why=one.why)


_QUEUES: Final = {
    "rereading": _rereading,
    "doubtful": _doubtful,
    "contradictions": _contradictions,
    "links": _links,
    "changes": _changes,
    "signatures": _signatures,
}
