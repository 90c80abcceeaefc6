"""Decisions over the API: what was decided, deciding, and the log of changes."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.exceptions import ClientException
from litestar.params import JSONBody, QueryParameter
from sqlalchemy import Connection, select

from hasila.intake import deciding
from hasila.model import ChangeRecord, Claim
from hasila.store import decisions, log, publishing
from hasila.store.claims import stored
from hasila.store.decisions import Kind
from hasila.store.moves import Verdict
from hasila.store.schema import decisions as table
from hasila.web.people import person, reader, reviewer
from hasila.web.programs import NAMES, Limit, Names, Offset, Told, Word, fails
from hasila.web.view import Asked

_Why = Annotated[str, msgspec.Meta(max_length=5_000)] | None
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
#: What overrides something needs a reason: a reading, the linking.
_Reason = Annotated[str, msgspec.Meta(max_length=5_000, pattern=r"\S")]


class ClaimId(msgspec.Struct, kw_only=True):
    """A claim by its report's id and its own id in it."""

    report: _Id
    claim: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


_Claims = Annotated[list[ClaimId], msgspec.Meta(min_length=1, max_length=500)]


class Accept(msgspec.Struct, kw_only=True, tag_field="action", tag="accept"):
    """Say that claims are right as they are."""

    claims: _Claims
    why: _Why = None


class Reject(msgspec.Struct, kw_only=True, tag_field="action", tag="reject"):
    """Say that claims are none: they count no longer."""

    claims: _Claims
    why: _Reason


class Edit(msgspec.Struct, kw_only=True, tag_field="action", tag="edit"):
    """Say how a claim should read: as ``/api/report?names=true`` gives it, changed, with its id."""

    report: _Id
    claim: Claim
    why: _Reason


class Merge(msgspec.Struct, kw_only=True, tag_field="action", tag="merge"):
    """Say that incidents are one, and keep the id ``incident``."""

    incident: _Id
    others: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    why: _Reason


class Split(msgspec.Struct, kw_only=True, tag_field="action", tag="split"):
    """Say that claims are of an incident of their own."""

    claims: _Claims
    why: _Reason


class Move(msgspec.Struct, kw_only=True, tag_field="action", tag="move"):
    """Say that claims are of ``incident``."""

    claims: _Claims
    incident: _Id
    why: _Reason


class Undo(msgspec.Struct, kw_only=True, tag_field="action", tag="undo"):
    """Take a decision back. A reason is wanted where it is somebody else's."""

    decision: _Number
    why: _Why = None


class Sign(msgspec.Struct, kw_only=True, tag_field="action", tag="sign"):
    """Agree to somebody else's decision."""

    decision: _Number


class Approve(msgspec.Struct, kw_only=True, tag_field="action", tag="approve"):
    """Say that tolls that moved are right so: their numbers in ``/api/queues/changes``."""

    moves: Annotated[list[_Number], msgspec.Meta(min_length=1, max_length=500)]
    why: _Why = None


class Dismiss(msgspec.Struct, kw_only=True, tag_field="action", tag="dismiss"):
    """Say that it does not matter how tolls moved: their numbers in ``/api/queues/changes``."""

    moves: Annotated[list[_Number], msgspec.Meta(min_length=1, max_length=500)]
    why: _Why = None


_Deciding = Accept | Reject | Edit | Merge | Split | Move | Undo | Sign | Approve | Dismiss


class Decided(msgspec.Struct, kw_only=True):
    """The numbers of the decisions that were made, and the incident that claims are in now."""

    decisions: list[int]
    incident: str | None = None


@post("/api/decide", guards=[reviewer], sync_to_thread=True, responses=fails(404, 413))
def decide(request: Asked, data: JSONBody[_Deciding]) -> Told[Decided]:
    """Decide about claims and incidents: all that is asked, or nothing of it. Every decision can be undone."""
    try:
        with request.app.state.config.store.writing() as connection:
            who = person(request).name
            if _unreasoned(connection, who, data):
                raise ValueError("somebody else decided that: give a reason, why")
            made = _done(connection, who, data)
    except ValueError as error:
        raise ClientException(extra={"detail": str(error)}) from error
    return Told(made, status_code=201)


def _unreasoned(connection: Connection, who: str, asked: _Deciding) -> bool:
    """Tell whether a person overrides somebody else, and does not say why."""
    if not isinstance(asked, Accept | Undo) or (asked.why or "").strip():
        return False
    if isinstance(asked, Undo):
        return decisions.of_others(connection, who, [asked.decision])
    return deciding.rejected_by_others(connection, who, [(c.report, c.claim) for c in asked.claims])


def _done(connection: Connection, who: str, asked: _Deciding) -> Decided:
    match asked:
        case Accept() | Reject():
            judge = deciding.accept if isinstance(asked, Accept) else deciding.reject
            return Decided(decisions=[judge(connection, who, c.report, c.claim, asked.why) for c in asked.claims])
        case Edit():
            return Decided(decisions=[deciding.edit(connection, who, asked.report, asked.claim, asked.why)])
        case Merge():
            number = deciding.merge(connection, who, asked.incident, asked.others, asked.why)
            return Decided(decisions=[number], incident=asked.incident)
        case Split() | Move():
            claims = [(c.report, c.claim) for c in asked.claims]
            to = asked.incident if isinstance(asked, Move) else None
            number, name = deciding.move(connection, who, claims, to, asked.why)
            return Decided(decisions=[number], incident=name)
        case Undo():
            deciding.undo(connection, who, asked.decision, asked.why)
        case Approve() | Dismiss():
            verdict: Verdict = "approve" if isinstance(asked, Approve) else "dismiss"
            return Decided(decisions=deciding.look_at(connection, who, verdict, asked.moves, asked.why))
        case Sign():
            publishing.sign(connection, who, asked.decision)
    return Decided(decisions=[])


class OneDecision(msgspec.Struct, kw_only=True):
    """A decision. ``report`` and ``claim``, or ``incident``, say what about; ``signed``: who agreed. ``why`` is null
    without names: a note may name anybody.
    """

    number: int
    kind: Kind
    report: str | None
    claim: str | None
    incident: str | None
    who: str
    time: str
    why: str | None
    undone: bool
    signed: tuple[str, ...]


class DecisionList(msgspec.Struct, kw_only=True):
    """A page of decisions, the newest first."""

    decisions: list[OneDecision]


@get("/api/decisions", guards=[reader], sync_to_thread=True, dependencies=NAMES, responses=fails())
def made(request: Asked, names: Names, limit: Limit = 50, offset: Offset = 0) -> Told[DecisionList]:
    """List decisions, undone ones too."""
    with request.app.state.config.store.reading() as connection:
        query = select(table).order_by(table.c.id.desc()).limit(limit).offset(offset)
        found = [decisions.Decision(**row._mapping) for row in connection.execute(query)]
        told = stored(connection, sorted({one.report for one in found if one.report is not None}))
        agreed = publishing.signed(connection, [one.id for one in found])
    return Told(DecisionList(decisions=[
        OneDecision(
            number=one.id, kind=one.kind, report=told[one.report].report.id if one.report is not None else None,
            claim=one.claim, incident=one.incident, who=one.who, time=one.time, why=one.why if names else None,
            undone=one.undone, signed=agreed.get(one.id, ()),
        )
        for one in found
    ]))  # fmt: skip


class Changes(msgspec.Struct, kw_only=True):
    """Rows of the log, the oldest first. Without names ``old``, ``new`` and ``why`` are null: they may name anybody."""

    changes: list[ChangeRecord]


_After = Annotated[int, QueryParameter(ge=0, le=2**53, description="Rows after the one of this number.")]


@get("/api/log", guards=[reader], sync_to_thread=True, dependencies=NAMES, responses=fails())
def changes(request: Asked, names: Names, subject: Word = None, after: _After = 0, limit: Limit = 100) -> Told[Changes]:
    """Give the log of changes: all of it, or that of a subject like report:ID, incident:ID or decision:7."""
    with request.app.state.config.store.reading() as connection:
        found = []
        for row in log.rows(connection, subject, after):
            found.append(row if names else msgspec.structs.replace(row, old=None, new=None, why=None))
            if len(found) == limit:
                break
    return Told(Changes(changes=found))


ROUTES = [decide, made, changes]
