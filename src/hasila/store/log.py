"""The log of changes: rows that are only ever added, each carrying the hash of the one before.

Whoever changes a row, or takes one away that others follow, breaks the chain (:mod:`hasila.store.verify` finds
it). Rows cut off at the end break nothing in the log itself: that they are missing shows in what they should
have told of, and in the last hash, which can be noted elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec
from sqlalchemy import Connection, func, select

from hasila.model.changes import ChangeRecord, change_hash
from hasila.store.bulk import put
from hasila.store.schema import log

#: What stands before the first row.
START: Final = "0" * 64
Action = Literal[
    "create", "import", "update", "reread", "accept", "edit", "reject", "merge", "split", "move", "undo", "export",
    "backup", "restore", "upgrade", "publish", "withdraw", "assess", "sign", "person", "entry",
    "approve", "dismiss",
]  # fmt: skip
#: Rows read from the database at once.
_BATCH: Final = 5_000
#: Subjects of one query.
_SUBJECTS: Final = 500


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be logged: ``old`` and ``new`` are JSON, ``why`` a person's words."""

    action: Action
    subject: str
    old: str | None = None
    new: str | None = None
    why: str | None = None


def now() -> str:
    """Return the time as the store writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def append(connection: Connection, who: str, changes: Iterable[Change], time: str | None = None) -> None:
    """Add changes to the end of the log. The connection must be one that writes: writers take turns."""
    number, previous = head(connection)
    time = time or now()
    rows = []
    for change in changes:
        number += 1
        fields = (number, time, who, change.action, change.subject, change.old, change.new, change.why, previous)
        made = change_hash(fields)
        rows.append((*fields, made))
        previous = made
    put(connection, log, _FIELDS, rows)


def head(connection: Connection) -> tuple[int, str]:
    """Return the number and hash of the last row; 0 and :data:`START` for an empty log."""
    last = connection.execute(select(log.c.number, log.c.hash).order_by(log.c.number.desc()).limit(1)).first()
    return (last.number, last.hash) if last else (0, START)


def rows(connection: Connection, subject: str | None = None, after: int = 0) -> Iterator[ChangeRecord]:
    """Yield the rows after one, all or those about one subject, in order; memory does not grow with them."""
    query = select(log).where(log.c.number > after).order_by(log.c.number)
    if subject is not None:
        query = query.where(log.c.subject == subject)
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        yield ChangeRecord(**row._mapping)


def rows_about(connection: Connection, subjects: Sequence[str], most: int) -> list[ChangeRecord]:
    """Return the rows about some subjects, the newest first, no more than ``most``."""
    found: list[ChangeRecord] = []
    for at in range(0, len(subjects), _SUBJECTS):
        query = select(log).where(log.c.subject.in_(subjects[at : at + _SUBJECTS]))
        rows = connection.execute(query.order_by(log.c.number.desc()).limit(most))
        found += [ChangeRecord(**row._mapping) for row in rows]
    return sorted(found, key=lambda row: row.number, reverse=True)[:most]


def count(connection: Connection) -> int:
    """Return how many rows there are."""
    return connection.scalar(select(func.count()).select_from(log)) or 0


_FIELDS: Final = ("number", "time", "who", "action", "subject", "old", "new", "why", "previous", "hash")
