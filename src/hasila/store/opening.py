"""Opening a store: making it where there is none, bringing its tables up to date where they are older."""

import os
import secrets
import stat
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from hasila.store import log
from hasila.store.engine import engine_of, name_of, reading, url_of, writing
from hasila.store.errors import StoreError
from hasila.store.schema import meta

if TYPE_CHECKING:
    from alembic.config import Config

#: The newest version of the tables: the last file in ``migrations/versions``.
HEAD: Final = "0002"
#: Where the store is if nobody says: a file in the folder that one works in.
DEFAULT: Final = "hasila.db"
_VARIABLE: Final = "HASILA_DB"
_MAKE_ONE: Final = "make one with hasila ingest, or name another with --db"


class Store:
    """An open store. Give it back with :meth:`close`, or use it in a ``with`` statement."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Use :func:`open_store`."""
        self.engine = engine
        self.name = name

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a transaction that writes: all of it is kept or, if anything is raised, none. Writers take turns."""
        return writing(self.engine, self.name)

    def noting(self) -> AbstractContextManager[Connection]:
        """Return a transaction for sessions alone: nobody waits for an import to end in order to log in.

        It writes nothing that is logged. An SQLite file has one writer at a time, this one too.
        """
        return writing(self.engine, self.name, in_turn=False)

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a transaction that sees the store as it is at one moment."""
        return reading(self.engine, self.name)

    @property
    def id(self) -> str:
        """What tells this store from others, for ever."""
        with self.reading() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.name == "store")) or ""

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def where_is(db: str | None) -> str:
    """Return where the store is: as the user says, else as ``HASILA_DB`` says, else ``hasila.db``."""
    return db or os.environ.get(_VARIABLE) or DEFAULT


def open_store(where: str, *, create: bool = True, who: str = "hasila") -> Store:
    """Open the store at a path (SQLite) or a ``postgresql://`` address.

    Args:
        where: the path or address.
        create: make the tables where there are none.
        who: whose name the log gives for making or upgrading them.

    Raises:
        StoreError: if there is none and ``create`` is false, if something else is there, if a newer hasila made it,
            or the database fails.
    """
    url = url_of(where)
    name = name_of(url)
    if url.get_backend_name() == "sqlite" and url.database:
        _check_file(Path(url.database), create)
    engine = engine_of(url)
    try:
        with reading(engine, name) as connection:
            at = _version(connection)
            tables = inspect(connection).get_table_names()
        if at != HEAD or meta.name not in tables:
            if tables and meta.name not in tables:
                raise StoreError(f"{name} is a database of something else", "name another one")
            if at is None and not create:
                raise StoreError(
                    f"there is no store in {name}", "make one with hasila ingest, or name another with --db"
                )
            _upgrade(engine, name, who)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, name)


def _check_file(path: Path, create: bool) -> None:
    try:
        # Not is_dir and exists: they take a name that cannot be one for a file that is not there.
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise StoreError(f"{path} is a folder", "name a file in it")
        with path.open("rb") as file:
            head = file.read(16)
    except (FileNotFoundError, NotADirectoryError):
        if not create:
            raise StoreError(f"there is no store {path}", _MAKE_ONE) from None
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "check whose it is, or name another") from error
    except ValueError as error:
        raise StoreError(f"{str(path)!r} is no name for a file: {error}", "name another one") from error
    if head and head != b"SQLite format 3\x00":
        raise StoreError(f"{path} is not a store of hasila", "name another file")


def _version(connection: Connection) -> str | None:
    """Return the version of the tables, ``None`` where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(engine: Engine, name: str, who: str) -> None:
    """Make the tables, or bring them up to date, in one transaction."""
    # Here: it takes as long to load as a small report to read, and is hardly ever needed.
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    config = migrations()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with writing(engine, name) as connection:
        at = _version(connection)
        if at == HEAD:
            return  # somebody else did it meanwhile
        if at is not None and at not in known:
            raise StoreError(f"the store {name} was made by a newer hasila", "install that version")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(f"the store {name} cannot be brought up to date: {error}", "restore a backup") from error
        if at is None:
            made = secrets.token_hex(8)
            connection.execute(insert(meta), [{"name": "store", "value": made}, {"name": "made", "value": log.now()}])
            log.append(connection, who, [log.Change(action="create", subject=f"store:{made}")])
        else:
            log.append(connection, who, [log.Change(action="upgrade", subject="store", old=f'"{at}"', new=f'"{HEAD}"')])


def migrations() -> "Config":
    """Return Alembic's configuration: where the migrations are."""
    from alembic.config import Config

    config = Config()
    # A percent sign means something to the reader of this.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
