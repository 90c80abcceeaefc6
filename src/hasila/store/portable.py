"""Backup and restore: a store as one SQLite file, whichever database it is in, and back."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, text

from hasila.store import log
from hasila.store.errors import StoreError
from hasila.store.opening import Store, open_store
from hasila.store.schema import keys, metadata, reports
from hasila.store.search import index, words_of

#: Rows copied at once.
_BATCH: Final = 1_000

#: What is in no backup. Sessions and tokens belong to where the application runs: a copy of the store must let in
#: nobody who was logged in there, or has since been shut out. People and their passwords are copied.
_LEFT_OUT: Final = (keys,)

Progress = Callable[[int], None]


def backup(store: Store, target: Path, who: str, progress: Progress | None = None) -> int:
    """Write all of a store, as it is at one moment, into a new SQLite file; return how many rows that are.

    The backup is a store itself. Its log, and that of the original, end with the same row, which tells of it.

    Raises:
        StoreError: if the file is there already or cannot be written.
    """
    if target.exists():
        raise StoreError(f"{target} is there already", "name a new file: a backup overwrites nothing")
    partial = target.with_name(target.name + ".partial")
    try:
        _clear(partial)
        with store.writing() as connection:
            log.append(connection, who, [log.Change(action="backup", subject="store", new=None)])
        with store.reading() as source:
            rows = _into(str(partial), source, progress)
        os.replace(partial, target)
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror}", "check the folder and the disk") from error
    finally:
        _clear(partial)
    return rows


def _clear(partial: Path) -> None:
    """Remove what an interrupted backup left, with what SQLite keeps beside a file."""
    for name in (partial, *(partial.with_name(partial.name + end) for end in ("-wal", "-shm"))):
        name.unlink(missing_ok=True)


def restore(backup_file: Path, where: str, who: str, progress: Progress | None = None) -> int:
    """Fill an empty or new store, SQLite or PostgreSQL, from a backup; return how many rows that are.

    Raises:
        StoreError: if the backup is none, or the store has anything in it.
    """
    if not backup_file.is_file():
        raise StoreError(f"there is no backup {backup_file}", "check the name")
    with open_store(str(backup_file), create=False) as source, open_store(where, who=who) as target:
        with source.reading() as old, target.writing() as new:
            if log.count(new) > 1 or new.scalar(select(func.count()).select_from(reports)):
                raise StoreError(f"the store {target.name} is not empty", "restore into a new one")
            rows = _copy(old, new, progress)
            log.append(new, who, [log.Change(action="restore", subject="store")])
        return rows


def _into(path: str, source: Connection, progress: Progress | None) -> int:
    # Closing the last connection puts what is in the write-ahead log into the file.
    with open_store(path) as made, made.writing() as target:
        return _copy(source, target, progress)


def _copy(source: Connection, target: Connection, progress: Progress | None) -> int:
    """Copy every row of every table but those left out into a store just made, and make its index of words."""
    rows = 0
    for table in reversed(metadata.sorted_tables):
        target.execute(table.delete())
    for table in metadata.sorted_tables:
        if table in _LEFT_OUT:
            continue
        found = source.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": _BATCH})
        for some in found.mappings().partitions(_BATCH):
            copied: list[dict[str, Any]] = [dict(row) for row in some]
            target.execute(insert(table), copied)
            if table is reports:
                index(target, [(row["id"], words_of(row["title"], row["text"])) for row in copied])
            rows += len(copied)
            if progress is not None:
                progress(rows)
    if target.dialect.name == "postgresql":
        _count_on(target)
    return rows


def _count_on(target: Connection) -> None:
    """Let PostgreSQL number the next rows after those that were copied with their numbers."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and table.c.get("id") is not None:
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                    f"COALESCE((SELECT max(id) FROM {table.name}), 0) + 1, false)"
                )
            )
