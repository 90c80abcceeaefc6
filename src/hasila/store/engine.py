"""Engines: how each database is connected to, and its transactions."""

import getpass
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from hasila.store.errors import StoreError

#: Seconds that a writer waits for another one: linking many reports at once takes a minute or two.
_PATIENCE: Final = 600
#: The lock that writers on PostgreSQL take in turn; any number that nobody else uses.
_LOCK: Final = 0x68_61_73_69_6C_61
#: Options of an address that the driver knows, and ``sslmode`` as others write it: what the driver calls each.
_OPTIONS: Final = ("application_name", "unix_sock")
_SSL: Final[dict[str, bool | None]] = {
    "disable": False, "allow": None, "prefer": None, "require": True, "verify-full": True,
}  # fmt: skip
#: SQLite's own cache, in KiB: an index that does not fit is read from the disk again and again. Whoever writes has
#: more: the reports that were just kept are read again to be linked.
_CACHE_KB: Final = 64 * 1024
_WRITERS_CACHE_KB: Final = 256 * 1024
#: Pages of SQLite's log of writes, 32 MB, before they are put into their places: pages of an index change with nearly
#: each commit, and those that wait are put there once. What outlives a power cut is the same.
_LOG_PAGES: Final = 8_000


def url_of(where: str) -> URL:
    """Return the address of a store that the user named: a PostgreSQL URL, or the path of an SQLite file.

    Raises:
        StoreError: if it is neither.
    """
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "the address of the store cannot be read", "write postgresql://user@host/name or a path"
        ) from error
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    if url.get_backend_name() != "postgresql":
        raise StoreError(
            f"there is no store on {url.get_backend_name()!r}", "name an SQLite file or a postgresql:// address"
        )
    if "@" in (url.host or ""):
        raise StoreError(
            "the address of the store cannot be read: there is an @ too many", "write that of the password as %40"
        )
    unknown = sorted(set(url.query) - {"sslmode", *_OPTIONS})
    if unknown or url.query.get("sslmode", "prefer") not in _SSL:
        raise StoreError(
            f"the address of the store has an option that is not known: {', '.join(unknown) or 'sslmode'}",
            f"leave it out; known are sslmode ({', '.join(_SSL)}) and {', '.join(_OPTIONS)}",
        )
    # As whom, if the address does not say: as other programs do it.
    user = url.username or os.environ.get("PGUSER") or getpass.getuser()
    return url.set(drivername="postgresql+pg8000", username=user)


def name_of(url: URL) -> str:
    """Return what to call a store before the user: never its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def engine_of(url: URL) -> Engine:
    """Return an engine with the settings that the store relies on.

    Raises:
        StoreError: if the driver is not installed, or an SQLite file lies in no folder.
    """
    if url.get_backend_name() == "sqlite":
        if url.database and not Path(url.database).parent.is_dir():
            raise StoreError(f"there is no folder {Path(url.database).parent}", "make it, or name another file")
        engine = create_engine(url, connect_args={"timeout": _PATIENCE, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    mode = str(url.query.get("sslmode", "prefer"))
    # Required alone takes any certificate, as other programs do.
    secure = ssl.create_default_context() if mode == "verify-full" else _SSL[mode]
    try:
        address = url.difference_update_query(["sslmode"])
        engine = create_engine(address, pool_pre_ping=True, connect_args={"ssl_context": secure})
    except ImportError as error:
        raise StoreError("the driver for PostgreSQL is missing", "install hasila[postgres]") from error
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _: Any) -> None:
    # Searches are guessed to look through all there is and end after a few rows: compiling each takes longer than it.
    cursor = connection.cursor()
    cursor.execute("SET jit = off")
    connection.commit()
    cursor.close()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver's own idea of when a transaction begins is switched off: it would begin them too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    # What was reported done outlives a power cut: a commit is on the disk before it returns.
    for pragma in (
        "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"cache_size = -{_CACHE_KB}",
        "temp_store = MEMORY", f"wal_autocheckpoint = {_LOG_PAGES}",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer that began as a reader fails at once where another has written meanwhile; one that says so at the
    # beginning waits for its turn.
    writes = connection.get_execution_options().get("writes", False)
    if writes:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITERS_CACHE_KB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine, name: str, *, in_turn: bool = True) -> Iterator[Connection]:
    """Give a connection whose changes are all kept or, if anything is raised, none. Writers take turns.

    ``in_turn``: without it, PostgreSQL does not wait for other writers; what is written must touch nothing of theirs.

    Raises:
        StoreError: if the database fails: it says what the database said.
    """
    with _explained(name), engine.connect().execution_options(writes=True) as connection, connection.begin():
        if in_turn and engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """Give a connection that sees the store as it is at one moment.

    Raises:
        StoreError: if the database fails: it says what the database said.
    """
    with _explained(name), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise StoreError(f"the store {name} is being written by others", "try again when they are done") from error
        raise StoreError(f"the store {name} failed: {_said(error)}", "check the disk, and run hasila verify") from error
    except DBAPIError as error:
        raise StoreError(f"the store {name} failed: {_said(error)}", "check its address and that it runs") from error


def _said(error: DBAPIError) -> str:
    """Return what the driver said, in one line."""
    original = error.orig
    found = original.args[0] if original is not None and original.args else original
    return str(found.get("M", found) if isinstance(found, dict) else found).split("\n")[0]


def look_over(connection: Connection) -> None:
    """Let the database see what its tables hold by now: without that it takes the wrong index, and seconds for it."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA analysis_limit = 1000"))
    connection.execute(text("ANALYZE"))
