"""What people decided: about claims, and about which claims are of one incident. Nothing here is ever changed or lost.

A decision can be undone; that is a decision as well, and both stay.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import Connection, exists, func, insert, select, update

from hasila.model import Claim
from hasila.model.codec import from_json, to_json
from hasila.store import log
from hasila.store.schema import decisions, reviews, signatures

#: ``accept``, ``edit`` and ``reject`` are of a claim; ``merge`` of incidents; ``move`` of claims to an incident;
#: ``approve`` and ``dismiss`` of tolls that moved.
Kind = Literal["accept", "edit", "reject", "merge", "move", "approve", "dismiss"]


#: Reports of one query.
_CHUNK = 500


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. ``report`` and ``claim``, or ``incident``, say what about.

    ``doc`` is JSON: of ``accept``, ``edit`` and ``reject`` the claim as it was read and as it counts
    (:class:`OfClaim`); of ``merge`` the incidents that are one with ``incident``; of ``move`` the claims that are in
    ``incident`` (:class:`Moved`); of ``approve`` and ``dismiss`` the numbers of the steps (``hasila.store.moves``).
    """

    id: int
    kind: Kind
    report: int | None
    claim: str | None
    incident: str | None
    doc: str
    who: str
    time: str
    why: str | None
    replaces: int | None
    undone: bool


class OfClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as an extractor read it, and as a person says it is (``None``: it is none)."""

    read: Claim
    counts: Claim | None


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Claims by the numbers of their reports and their ids, and the incident that each was in."""

    claims: tuple[tuple[int, str], ...]
    was: tuple[str | None, ...]


def add(
    connection: Connection, kind: Kind, who: str, doc: str, *, report: int | None = None, claim: str | None = None,
    incident: str | None = None, why: str | None = None,
) -> int:  # fmt: skip
    """Keep a decision and return its number. An earlier one about the same claim no longer stands."""
    replaces = None
    if claim is not None:
        earlier = [one.id for one in standing(connection, report=report) if one.claim == claim]
        for replaces in earlier:
            set_undone(connection, replaces, True)
    query = insert(decisions).values(
        kind=kind, report=report, claim=claim, incident=incident, doc=doc, who=who, time=log.now(), why=why,
        replaces=replaces, undone=False,
    )  # fmt: skip
    return int(connection.execute(query.returning(decisions.c.id)).scalar_one())


def get(connection: Connection, number: int) -> Decision:
    """Return a decision.

    Raises:
        KeyError: if there is none of that number.
    """
    row = connection.execute(select(decisions).where(decisions.c.id == number)).first()
    if row is None:
        raise KeyError(number)
    return Decision(**row._mapping)


def of_others(connection: Connection, who: str, numbers: Sequence[int]) -> bool:
    """Tell whether somebody else made one of these decisions: whoever takes it back says why."""
    query = select(decisions.c.id).where(decisions.c.id.in_(numbers), decisions.c.who != who)
    return connection.execute(query.limit(1)).first() is not None


def standing(connection: Connection, *kinds: Kind, report: int | None = None) -> list[Decision]:
    """Return the decisions that stand, of these kinds (all), about one report (all), in the order they were made."""
    query = select(decisions).where(~decisions.c.undone).order_by(decisions.c.id)
    if kinds:
        query = query.where(decisions.c.kind.in_(kinds))
    if report is not None:
        query = query.where(decisions.c.report == report)
    return [Decision(**row._mapping) for row in connection.execute(query)]


def latest_of(connection: Connection, who: str, most: int) -> list[Decision]:
    """Return the last decisions of somebody that stand, the newest first."""
    query = select(decisions).where(~decisions.c.undone, decisions.c.who == who)
    return [Decision(**row._mapping) for row in connection.execute(query.order_by(decisions.c.id.desc()).limit(most))]


def unsigned(connection: Connection, most: int, skip: int = 0) -> tuple[list[Decision], int]:
    """Return decisions that stand and that no second person agreed to, the newest first, and how many there are."""
    agreed = exists().where(signatures.c.decision == decisions.c.id, signatures.c.who != decisions.c.who)
    query = select(decisions).where(~decisions.c.undone, ~agreed)
    count = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = connection.execute(query.order_by(decisions.c.id.desc()).limit(most).offset(skip))
    return [Decision(**row._mapping) for row in rows], count


def of_claims(connection: Connection, report: int) -> list[Decision]:
    """Return the decisions that stand about the claims of a report, by its number: one for each claim."""
    return standing(connection, "accept", "edit", "reject", report=report)


def decided(connection: Connection, reports: Sequence[int]) -> set[tuple[int, str]]:
    """Return the claims of reports, by their numbers, that decisions stand about."""
    out: set[tuple[int, str]] = set()
    for at in range(0, len(reports), _CHUNK):
        query = select(decisions.c.report, decisions.c.claim).where(
            decisions.c.report.in_(reports[at : at + _CHUNK]), decisions.c.claim.is_not(None), ~decisions.c.undone
        )
        out |= {(row.report, row.claim) for row in connection.execute(query)}
    return out


def set_undone(connection: Connection, number: int, undone: bool) -> None:
    """Say whether a decision stands."""
    connection.execute(update(decisions).where(decisions.c.id == number).values(undone=undone))


def merges(connection: Connection) -> list[tuple[str, tuple[str, ...]]]:
    """Return the merges that stand: an incident, and those that are one with it."""
    return [(str(one.incident), from_json(one.doc, tuple[str, ...])) for one in standing(connection, "merge")]


def moved(connection: Connection) -> dict[tuple[int, str], str]:
    """Return where people put claims: the last word about each."""
    return {ref: str(one.incident) for one in standing(connection, "move") for ref in from_json(one.doc, Moved).claims}


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a person: ``doc`` is JSON of :class:`Differs`."""

    id: int
    kind: str
    report: int
    claim: str
    doc: str
    made: str
    open: bool


class Differs(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that people decided about, and what a newer extractor reads in its place (``None``: nothing)."""

    decided: Claim | None
    reads: Claim | None
    extractor: str


def put_up(connection: Connection, report: int, claim: str, differs: Differs) -> None:
    """Put a claim up for review; what was open about it is closed."""
    close_reviews(connection, report, claim)
    connection.execute(
        insert(reviews).values(
            kind="reread", report=report, claim=claim, doc=to_json(differs), made=log.now(), open=True
        )
    )


def close_reviews(connection: Connection, report: int, claim: str) -> None:
    """Close what is open about a claim: somebody decided, or it no longer differs."""
    connection.execute(
        update(reviews).where(reviews.c.report == report, reviews.c.claim == claim, reviews.c.open).values(open=False)
    )


def open_reviews(connection: Connection, numbers: Sequence[int] | None = None) -> list[Review]:
    """Return what waits for a person, of all reports or some, the oldest first."""
    query = select(reviews).where(reviews.c.open).order_by(reviews.c.id)
    if numbers is not None:
        query = query.where(reviews.c.report.in_(numbers))
    return [Review(**row._mapping) for row in connection.execute(query)]


def all_of(connection: Connection) -> list[Decision]:
    """Return every decision, undone ones too, in the order they were made."""
    return [Decision(**row._mapping) for row in connection.execute(select(decisions).order_by(decisions.c.id))]
