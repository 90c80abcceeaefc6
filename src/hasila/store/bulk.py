"""Many rows into a table at once.

SQLAlchemy spends more time on each value than SQLite takes to keep it. So rows of whole tables go to SQLite's driver as
they are, with the one thing that the columns would have done (:mod:`hasila.store.lossless`).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from hasila.store.lossless import Text, written

#: Values of a row, in the order of the columns that are named.
Values = Sequence[Any]


def put(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Values]) -> None:
    """Insert rows: the values of the named columns."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    statement, texts = _statement(table, names)
    made = []
    for row in rows:
        values = list(row)
        for at in texts:
            if values[at] is not None:
                values[at] = written(values[at])
        made.append(tuple(values))
    connection.exec_driver_sql(statement, made)


def put_numbered(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Values]) -> list[int]:
    """Insert rows into a table that counts them in its column ``id``; return their numbers.

    The connection must be one that writes: nobody else does meanwhile, and SQLite counts without gaps.
    """
    if not rows:
        return []
    if connection.dialect.name != "sqlite":
        found = connection.scalars(
            insert(table).returning(table.c.id, sort_by_parameter_order=True),
            [dict(zip(names, row, strict=True)) for row in rows],
        )
        return list(found.all())
    put(connection, table, names, rows)
    last = connection.scalar(select(func.max(table.c.id)))
    return list(range(last - len(rows) + 1, last + 1))


@lru_cache(maxsize=64)
def _statement(table: Table, names: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """Return the statement for SQLite, and which values are texts."""
    columns = ", ".join(f'"{name}"' for name in names)
    texts = tuple(at for at, name in enumerate(names) if isinstance(table.c[name].type, Text))
    return f'INSERT INTO "{table.name}" ({columns}) VALUES ({", ".join("?" * len(names))})', texts
