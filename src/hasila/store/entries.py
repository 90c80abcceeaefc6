"""Entries of the registry of actors that people wrote over the shipped ones: all are kept, the newest counts.

What an actor may be called is known where the registry is (:mod:`hasila.intake.actors`); here they are only kept.
"""

from typing import Final

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from hasila.model import Actor
from hasila.model.codec import from_json, to_json
from hasila.store import log
from hasila.store.schema import entries, meta


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote of an actor and when (UTC); ``actor`` is ``None`` where the shipped entry was given back."""

    id: int
    name: str
    actor: Actor | None
    who: str
    time: str
    why: str | None


def current(connection: Connection) -> dict[str, Actor]:
    """Return the entries that count instead of the shipped ones, by the ids of their actors."""
    newest = select(func.max(entries.c.id)).group_by(entries.c.actor)
    found = [_entry(row) for row in connection.execute(select(entries).where(entries.c.id.in_(newest)))]
    return {one.name: one.actor for one in sorted(found, key=lambda one: one.name) if one.actor is not None}


#: Under which name the store says up to which entry its reports are read.
_READ: Final = "entries-read"


def last(connection: Connection) -> int:
    """Return the number of the newest entry, 0 where nobody wrote one."""
    return connection.scalar(select(func.max(entries.c.id))) or 0


def read_to(connection: Connection) -> int:
    """Return the number of the newest entry with which all reports are read, or may be."""
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == _READ)) or 0)


def set_read(connection: Connection, number: int) -> None:
    """Say that all reports are read with the entries up to a number."""
    connection.execute(delete(meta).where(meta.c.name == _READ))
    connection.execute(insert(meta).values(name=_READ, value=str(number)))


def history(connection: Connection, actor: str) -> list[Entry]:
    """Return what was written of an actor, the newest first."""
    query = select(entries).where(entries.c.actor == actor).order_by(entries.c.id.desc())
    return [_entry(row) for row in connection.execute(query)]


def write(connection: Connection, who: str, name: str, actor: Actor | None, why: str | None) -> None:
    """Keep an entry (``None``: give the shipped one back), with a row of the log."""
    earlier = history(connection, name)
    old = earlier[0].actor if earlier else None
    told = None if actor is None else to_json(actor)
    connection.execute(insert(entries).values(actor=name, doc=told, who=who, time=log.now(), why=why))
    log.append(connection, who, [log.Change(
        action="entry", subject=f"actor:{name}", old=None if old is None else to_json(old), new=told, why=why,
    )])  # fmt: skip


def _entry(row: object) -> Entry:
    r = row._mapping  # type: ignore[attr-defined]
    doc = None if r["doc"] is None else from_json(r["doc"], Actor)
    return Entry(id=r["id"], name=r["actor"], actor=doc, who=r["who"], time=r["time"], why=r["why"])
