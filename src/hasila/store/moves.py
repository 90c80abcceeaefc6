"""How tolls moved: what each was before its incident was made anew, what it is now, and the claims that moved it.

Each step is kept. What waits for a person is the last step of a toll: from what it was when somebody last looked, to
what it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import Connection, func, select, update

from hasila.model import ClaimRef, Toll, TollGroup
from hasila.model.codec import from_json, to_json
from hasila.model.values import Harm, Status
from hasila.store import log
from hasila.store.bulk import put
from hasila.store.schema import incidents, moves

#: What made an incident be made anew: reports that came or went, a decision, another reading of a report.
Cause = Literal["reports", "decision", "reread"]
#: What somebody says of a toll that moved: it is right so, or it does not matter.
Verdict = Literal["approve", "dismiss"]
_CHUNK: Final = 500
#: Claims of a step that are named at most.
_CLAIMS: Final = 20


class Figures(msgspec.Struct, frozen=True):
    """What a toll came to."""

    low: int | None
    best: int | None
    high: int | None
    open: bool
    status: Status


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a toll, ``None`` where there was or is none.

    ``since`` is what the toll was when somebody last looked at it, ``claims`` are those that moved it.
    """

    harm: Harm
    group: TollGroup
    cause: Cause
    before: Figures | None
    after: Figures | None
    since: Figures | None
    claims: tuple[ClaimRef, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A step as it is kept; ``effect`` is how far a bound is from where it was when somebody last looked."""

    id: int
    incident: str
    topic: str
    effect: int
    time: str
    open: bool
    move: Move


class _Said(msgspec.Struct, frozen=True):
    harm: Harm
    group: TollGroup
    low: int | None
    high: int | None
    voice_id: str
    claims: tuple[ClaimRef, ...]
    state: str


class _Told(msgspec.Struct, frozen=True):
    """Of an incident with its tolls, what tells how they moved."""

    tolls: tuple[Toll, ...]
    timeline: tuple[_Said, ...]


def keep(connection: Connection, was: Mapping[str, str], now: Mapping[str, str], cause: Cause) -> None:
    """Keep how tolls moved; ``was`` and ``now`` are incidents with their tolls, as JSON, by their ids.

    An incident that was not there before has not moved.
    """
    found = {name: _moved(was[name], doc, cause) for name, doc in now.items() if name in was and was[name] != doc}
    found = {name: some for name, some in found.items() if some}
    if not found:
        return
    waiting = {(one.incident, one.topic): one for one in _open_of(connection, sorted(found))}
    rows, done, time = [], [], log.now()
    for name, some in found.items():
        for move in some:
            topic = topic_of(move)
            earlier = waiting.get((name, topic))
            if earlier is not None:
                done.append(earlier.id)
                move = msgspec.structs.replace(move, since=earlier.move.since)
            effect = apart(move.since, move.after)
            rows.append((name, topic, effect, time, effect > 0, to_json(move)))
    set_open(connection, done, False)
    put(connection, moves, ("incident", "topic", "effect", "time", "open", "doc"), rows)


def _moved(was: str, now: str, cause: Cause) -> list[Move]:
    old, new = from_json(was, _Told), from_json(now, _Told)
    first, second = ({_about(toll): toll for toll in one.tolls} for one in (old, new))
    out = []
    for about in sorted(first.keys() | second.keys(), key=str):
        one, other = first.get(about), second.get(about)
        was_, is_ = _figures(one), _figures(other)
        toll = other or one
        if toll is not None and apart(was_, is_):
            out.append(Move(
                harm=toll.harm, group=toll.group, cause=cause, before=was_, after=is_, since=was_,
                claims=_movers(old, new, one, other),
            ))  # fmt: skip
    return out


def _figures(toll: Toll | None) -> Figures | None:
    return None if toll is None else Figures(toll.low, toll.best, toll.high, toll.open, toll.status)


def _about(toll: Toll | Move | _Said) -> tuple[str, str | None, str | None]:
    return toll.harm, toll.group.actor, toll.group.name


def topic_of(toll: Toll | Move) -> str:
    """Return what a toll is about, its harm and group, as it is kept."""
    return to_json(_about(toll))


def _movers(old: _Told, new: _Told, one: Toll | None, other: Toll | None) -> tuple[ClaimRef, ...]:
    """Return the claims that came, went or say something else: of those that the toll rests on, else of all."""
    toll = other or one
    assert toll is not None
    sides = [{(s.claims, s.low, s.high, s.voice_id, s.state, _about(s)) for s in told.timeline} for told in (old, new)]
    changed = sides[0] ^ sides[1]
    rests = {ref for t in (one, other) if t is not None for ref in (*t.supports, *t.denials, *t.superseded)}
    known = [{ref for said in told.timeline for ref in said.claims} for told in (old, new)]
    refs = {ref for claims, *_ in changed for ref in claims}
    # Those that were not there, or are no more: one that only has another voice beside it did not move anything.
    some: list[set[ClaimRef]] = [(known[0] ^ known[1]) & rests, refs & rests, refs, rests]
    chosen = next((found for found in some if found), set())
    return tuple(sorted(chosen))[:_CLAIMS]


def apart(one: Figures | None, other: Figures | None) -> int:
    """Return how far a bound of a toll is from where it was; one that opened or closed moved by one at least."""
    if one is None or other is None:
        there = one or other
        return 0 if there is None else max(there.low or 0, there.high or 0)
    first, second = _bounds(one), _bounds(other)
    moved = max(abs(a - b) for a, b in zip(first, second, strict=True))
    return max(moved, int(one.open != other.open or (one.high is None) != (other.high is None)))


def _bounds(figures: Figures) -> tuple[int, int]:
    low = figures.low or 0
    return low, low if figures.high is None else figures.high


def _kept(row: object) -> Kept:
    r = row._mapping  # type: ignore[attr-defined]
    return Kept(**{name: r[name] for name in Kept.__struct_fields__ if name != "move"}, move=from_json(r["doc"], Move))


def _open_of(connection: Connection, names: Sequence[str]) -> Iterable[Kept]:
    for at in range(0, len(names), _CHUNK):
        # Not as `= 1`: SQLite would go through all that are open.
        query = select(moves).where(moves.c.incident.in_(names[at : at + _CHUNK]), moves.c.open.is_not(False))
        yield from map(_kept, connection.execute(query))


def _waiting() -> tuple[object, ...]:
    there = select(incidents.c.id).where(incidents.c.id == moves.c.incident, incidents.c.doc.is_not(None)).exists()
    return moves.c.open, there


def waiting(connection: Connection, most: int, skip: int = 0) -> list[Kept]:
    """Return the tolls that wait for a person, of incidents that have claims: those that moved furthest first."""
    query = select(moves).where(*_waiting())  # type: ignore[arg-type]
    query = query.order_by(moves.c.effect.desc(), moves.c.id.desc()).limit(most).offset(skip)
    return [_kept(row) for row in connection.execute(query)]


def count_waiting(connection: Connection) -> int:
    """Return how many tolls wait for a person."""
    return connection.scalar(select(func.count()).select_from(moves).where(*_waiting())) or 0  # type: ignore[arg-type]


def get(connection: Connection, numbers: Sequence[int]) -> list[Kept]:
    """Return steps by their numbers."""
    return [_kept(row) for row in connection.execute(select(moves).where(moves.c.id.in_(numbers)).order_by(moves.c.id))]


def of_incidents(connection: Connection, names: Sequence[str], most: int) -> list[Kept]:
    """Return the last steps of the tolls of incidents, the newest last."""
    query = select(moves).where(moves.c.incident.in_(names)).order_by(moves.c.id.desc()).limit(most)
    return [_kept(row) for row in connection.execute(query)][::-1]


def set_open(connection: Connection, numbers: Sequence[int], open_: bool) -> None:
    """Say of steps whether they wait for a person."""
    for at in range(0, len(numbers), _CHUNK):
        connection.execute(update(moves).where(moves.c.id.in_(numbers[at : at + _CHUNK])).values(open=open_))


def reopen(connection: Connection, number: int) -> None:
    """Let a step wait again; where the toll moved since and that waits, it is from before this step."""
    for one in get(connection, [number]):
        query = select(moves).where(moves.c.incident == one.incident, moves.c.topic == one.topic, moves.c.id > number)
        later = [_kept(row) for row in connection.execute(query.order_by(moves.c.id))]
        last = later[-1] if later else None
        if last is None:
            set_open(connection, [number], True)
        elif last.open:
            move = msgspec.structs.replace(last.move, since=one.move.since)
            values = {"doc": to_json(move), "effect": apart(move.since, move.after)}
            connection.execute(update(moves).where(moves.c.id == last.id).values(values))
