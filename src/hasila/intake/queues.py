"""What waits for a person, sorted by what it would change: doubtful claims, contradictions, links, changed tolls.

Each queue is looked at a page at a time, each of a bounded number of incidents or claims, so that it is quick whatever
the store holds; what a page has is sorted by its effect.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal

import msgspec
from sqlalchemy import Connection, func, select

from hasila.intake.effect import apart, claims_apart, effect
from hasila.intake.material import incidents_under
from hasila.intake.proposed import proposals
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import ClaimRef, Incident, Said
from hasila.model.codec import from_json
from hasila.store import decisions, moves
from hasila.store.claims import numbers_of, stored
from hasila.store.decisions import Decision, Differs
from hasila.store.schema import claims, incidents, reports, reviews

#: The queues, in the order in which they are offered.
Queue = Literal["rereading", "doubtful", "contradictions", "links", "changes", "signatures"]
QUEUES: Final[tuple[Queue, ...]] = ("rereading", "doubtful", "contradictions", "links", "changes", "signatures")
#: A claim under this confidence is doubtful until somebody decides: of those that are given more, more than nine in
#: ten are right (docs/accuracy.md).
DOUBTFUL: Final = 0.6
#: Claims, and incidents (from the latest on), that a page of a queue looks at.
_CLAIMS: Final = 100
_INCIDENTS: Final = 200
#: Doubtful claims of a page: the tolls of their incidents are worked out without each.
_TRIED: Final = 30
_DOUBTED: Final = (claims.c.state == "read", claims.c.confidence < DOUBTFUL, claims.c.incident.is_not(None))


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to decide.

    ``refs`` are the claims it is about; ``incident`` the one that a decision would change, ``other`` the second one of
    a proposed link; ``decision`` the one that waits for a second person; ``differs`` what a newer reading says.
    ``moved`` is how a toll moved.
    ``effect`` is by how many people a bound of a toll would move (for a contradiction or a reading: how far the
    two figures are apart; for a link: how many are counted twice or once). ``why`` is the reason of a
    contradiction, or those of a link.
    """

    queue: Queue
    refs: tuple[ClaimRef, ...]
    incident: str | None = None
    other: str | None = None
    decision: Decision | None = None
    differs: Differs | None = None
    moved: moves.Kept | None = None
    effect: int = 0
    why: str | None = None


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a queue; ``all`` is how many wait on all pages, ``None`` where nobody counted; ``more`` come after."""

    items: tuple[Item, ...]
    more: bool
    all: int | None = None


def queue(connection: Connection, name: Queue, page: int = 0) -> Waiting:
    """Return a page (from 0) of what waits in a queue, that with the largest effect first."""
    found = _QUEUES[name](connection, page)
    items = sorted(found.items, key=lambda item: (-item.effect, item.incident or "", item.other or "", item.refs))
    return msgspec.structs.replace(found, items=tuple(items))


def counts(connection: Connection) -> dict[Queue, int]:
    """Return how many wait in those queues that can be counted at once; in the others, going through them tells."""
    told = {
        "rereading": select(func.count()).select_from(reviews).where(reviews.c.open),
        "doubtful": select(func.count()).select_from(claims).where(*_DOUBTED),
    }
    found: dict[Queue, int] = {name: connection.scalar(query) or 0 for name, query in told.items()}  # type: ignore[misc]
    found["changes"] = moves.count_waiting(connection)
    return found | {"signatures": decisions.unsigned(connection, 0)[1]}


def _latest(connection: Connection, page: int) -> tuple[list[Incident], bool]:
    """Return the incidents of a page, and whether there are more."""
    skip, wanted = page * _INCIDENTS, _INCIDENTS + 1
    there = select(incidents.c.id).where(incidents.c.doc.is_not(None))
    # Those without days come last. Two queries: the databases differ in where they put what has none.
    dated = there.where(incidents.c.start.is_not(None)).order_by(incidents.c.start.desc(), incidents.c.id.desc())
    names = list(connection.scalars(dated.limit(wanted).offset(skip)))
    if len(names) < wanted:
        count = skip + len(names) if names else connection.scalar(select(func.count()).select_from(dated.subquery()))
        rest = there.where(incidents.c.start.is_(None)).order_by(incidents.c.id)
        names += connection.scalars(rest.limit(wanted - len(names)).offset(max(0, skip - (count or 0))))
    found = incidents_under(connection, names[:_INCIDENTS], DEFAULT_PROFILE)
    return [found[name] for name in names[:_INCIDENTS] if name in found], len(names) > _INCIDENTS


def _rereading(connection: Connection, page: int) -> Waiting:
    waiting = decisions.open_reviews(connection)
    some = waiting[page * _CLAIMS : (page + 1) * _CLAIMS]
    told = stored(connection, sorted({one.report for one in some}))
    items = []
    for one in some:
        report, differs = told[one.report], from_json(one.doc, Differs)
        items.append(Item(
            queue="rereading", refs=(ClaimRef(report.report.id, one.claim),), differs=differs,
            incident=report.incidents.get(one.claim), effect=claims_apart(differs.decided, differs.reads),
        ))  # fmt: skip
    return Waiting(items=tuple(items), more=len(waiting) > (page + 1) * _CLAIMS, all=len(waiting))


def _doubtful(connection: Connection, page: int) -> Waiting:
    """Return doubtful claims, from those that say the highest figures on: most can change a range by no more."""
    # The index has all of these columns: no claim is read for the choice, and no report.
    query = select(claims.c.report, claims.c.claim, claims.c.incident).where(*_DOUBTED)
    query = query.order_by(func.coalesce(claims.c.high, claims.c.low, 0).desc(), claims.c.report, claims.c.claim)
    rows = list(connection.execute(query.limit(_TRIED + 1).offset(page * _TRIED)))
    more, rows = len(rows) > _TRIED, rows[:_TRIED]
    query = select(reports.c.id, reports.c.name).where(reports.c.id.in_({row.report for row in rows}))
    names = {row.id: row.name for row in connection.execute(query)}
    found = incidents_under(connection, sorted({row.incident for row in rows}), DEFAULT_PROFILE)
    items = []
    for row in rows:
        ref = ClaimRef(names[row.report], row.claim)
        incident = found[row.incident]
        items.append(
            Item(queue="doubtful", refs=(ref,), incident=incident.id, effect=effect(connection, incident, ref))
        )
    everything = connection.scalar(select(func.count()).select_from(claims).where(*_DOUBTED))
    return Waiting(items=tuple(items), more=more, all=everything)


def _open(connection: Connection, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the items with a claim that nobody has decided about."""
    some = tuple(items)
    numbers = numbers_of(connection, sorted({ref.report for item in some for ref in item.refs}))
    decided = decisions.decided(connection, sorted(numbers.values()))
    return tuple(item for item in some if any((numbers.get(ref.report), ref.claim) not in decided for ref in item.refs))


def _contradictions(connection: Connection, page: int) -> Waiting:
    found, more = _latest(connection, page)
    items = []
    for incident in found:
        said = {ref: one for one in incident.timeline for ref in one.claims}
        for pair in incident.contradictions:
            figures = [_figure(said.get(ref)) for ref in pair.claims]
            items.append(Item(
                queue="contradictions", refs=pair.claims, incident=incident.id, effect=apart(*figures), why=pair.why
            ))  # fmt: skip
    return Waiting(items=_open(connection, items), more=more)


def _figure(said: Said | None) -> int:
    return 0 if said is None else (said.low if said.low is not None else said.high) or 0


def _links(connection: Connection, page: int) -> Waiting:
    found, more = _latest(connection, page)
    items = [
        Item(queue="links", refs=one.claims, incident=one.first, other=one.second, effect=one.effect,
             why="; ".join(one.reasons))
        for one in proposals(connection, found)
    ]  # fmt: skip
    return Waiting(items=tuple(items), more=more)


def _changes(connection: Connection, page: int) -> Waiting:
    """Return tolls that are not what they were when somebody last looked at them, those that moved furthest first."""
    found = moves.waiting(connection, _CLAIMS + 1, page * _CLAIMS)
    items = tuple(
        Item(queue="changes", refs=one.move.claims, incident=one.incident, moved=one, effect=one.effect)
        for one in found[:_CLAIMS]
    )
    return Waiting(items=items, more=len(found) > _CLAIMS, all=moves.count_waiting(connection))


def _signatures(connection: Connection, page: int) -> Waiting:
    """Return decisions that only their maker stands for, those of the highest figures first."""
    made, count = decisions.unsigned(connection, _CLAIMS, page * _CLAIMS)
    told = stored(connection, sorted({one.report for one in made if one.report is not None}))
    items = []
    for one in made:
        refs: tuple[ClaimRef, ...] = ()
        weight, incident = 0, one.incident
        if one.report is not None and one.claim is not None:
            refs = (ClaimRef(told[one.report].report.id, one.claim),)
            said = from_json(one.doc, decisions.OfClaim)
            # An acceptance changes nothing; what it lets stand is its figure.
            weight = claims_apart(said.read, None if one.kind == "accept" else said.counts)
            incident = told[one.report].incidents.get(one.claim)
        items.append(Item(queue="signatures", refs=refs, incident=incident, decision=one, effect=weight, why=one.why))
    return Waiting(items=tuple(items), more=count > (page + 1) * _CLAIMS, all=count)


_QUEUES: Final[dict[Queue, Callable[[Connection, int], Waiting]]] = {
    "rereading": _rereading,
    "doubtful": _doubtful,
    "contradictions": _contradictions,
    "links": _links,
    "changes": _changes,
    "signatures": _signatures,
}
