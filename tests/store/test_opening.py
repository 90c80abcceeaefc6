"""A store is made once, opened again, and never mistaken for something else."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pg8000.native
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

import storekit
from hasila.store import DEFAULT, StoreError, log, open_store, where_is
from hasila.store.opening import HEAD, migrations
from hasila.store.schema import meta, metadata


def test_new_and_again(where: str) -> None:
    with open_store(where, who="Reem") as store:
        made = store.id
        assert len(made) == 16
    with open_store(where, create=False) as store:
        assert store.id == made
        with store.reading() as connection:
            (row,) = log.rows(connection)
            assert (row.who, row.action, row.subject) == ("Reem", "create", f"store:{made}")
            assert storekit.faults(connection) == []


def test_connections_have_the_settings_that_the_store_relies_on(where: str) -> None:
    with open_store(where) as store, store.reading() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.scalar(text("SHOW jit")) == "off"
        else:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_none_is_made_where_none_is_wanted(where: str) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_store(where, create=False)
    with open_store(where) as store:
        assert store.id


def test_models_are_what_the_migrations_make(where: str) -> None:
    def mine(thing: Any, name: str | None, kind: str, reflected: bool, to: Any) -> bool:
        # The index of words is each database's own, and not in the models.
        return not (kind == "table" and str(name).startswith("words")) and name != "ix_words_body"

    with open_store(where) as store, store.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": mine}
        )
        assert compare_metadata(context, metadata) == []


def test_head_is_the_last_migration() -> None:
    assert ScriptDirectory.from_config(migrations()).get_heads() == [HEAD]


def test_older_version(where: str) -> None:
    with open_store(where) as store, store.writing() as connection:
        connection.execute(text("DROP TABLE moves"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with open_store(where, who="Reem") as store, store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM moves")).scalar() == 0
        last = list(log.rows(connection))[-1]
        assert (last.who, last.action, last.old, last.new) == ("Reem", "upgrade", '"0001"', f'"{HEAD}"')
        assert storekit.faults(connection) == []


def test_newer_version(where: str) -> None:
    with open_store(where) as store, store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="made by a newer hasila"):
        open_store(where)


@pytest.mark.parametrize("table", ["people", "alembic_version"])
def test_database_of_something_else(where: str, table: str) -> None:
    if "://" in where:
        host, name = where.rsplit("/", 1)
        port = int(host.rsplit(":", 1)[1])
        other = pg8000.native.Connection("hasila", host="127.0.0.1", port=port, database=name)
        other.run(f"CREATE TABLE {table} (version_num text)")
        other.run(f"INSERT INTO {table} VALUES ('0001')")
        other.close()
    else:
        with sqlite3.connect(where) as file:
            file.execute(f"CREATE TABLE {table} (version_num text)")
            file.execute(f"INSERT INTO {table} VALUES ('0001')")
        file.close()
    with pytest.raises(StoreError, match="a database of something else"):
        open_store(where)


@pytest.mark.parametrize("name", ["%41 odd?.db", "مخزن.db", "with space.db", "a#b.db"])
def test_names_of_files(tmp_path: Path, name: str) -> None:
    with open_store(str(tmp_path / name)) as store:
        made = store.id
    assert (tmp_path / name).exists()
    with open_store(
        f"sqlite:///{tmp_path}/{name}" if "?" not in name and "%" not in name else str(tmp_path / name)
    ) as store:
        assert store.id == made


def test_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    with pytest.raises(StoreError, match="there is no store in"):
        open_store(str(tmp_path / "store.db"), create=False)
    with open_store(str(tmp_path / "store.db")) as store:
        assert store.id


WRONG = {
    "folder": (".", "is a folder"),
    "in no folder": ("nowhere/store.db", "there is no folder"),
    "in a file": ("file.txt/store.db", "there is no folder"),
    "not a store": ("file.txt", "is not a store of hasila"),
    "no name": ("a\0b", "is no name for a file"),
    "too long": ("x" * 5_000, "File name too long"),
}


@pytest.mark.parametrize(("name", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_store(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file.txt").write_text("a text, and a longer one than sixteen bytes")
    with pytest.raises(StoreError, match=said) as error:
        open_store(f"{tmp_path}/{name}")
    assert error.value.advice
    assert (tmp_path / "file.txt").read_text().startswith("a text")


@contextmanager
def not_root() -> Iterator[None]:
    """Be somebody whom permissions bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("forbidden", ["file", "folder"])
def test_no_permission(tmp_path: Path, forbidden: str) -> None:
    path = tmp_path / "store.db"
    with open_store(str(path)):
        pass
    (path if forbidden == "file" else tmp_path).chmod(0)
    try:
        with not_root(), pytest.raises(StoreError) as error:
            open_store(str(path))
        assert str(path) in error.value.reason
    finally:
        tmp_path.chmod(0o755)


ADDRESSES = {
    "no server": ("postgresql://reem:S3cret@127.0.0.1:1/x", "failed: Can't create a connection"),
    "no host": ("postgresql://reem:S3cret@no-such-host.invalid/x", "failed: Can't create a connection"),
    "no database": ("postgresql://hasila:S3cret@{server}/nowhere", 'database "nowhere" does not exist'),
    "other database": ("mysql://reem:S3cret@127.0.0.1/x", "there is no store on 'mysql'"),
    "two ats": ("postgresql://reem:S3cret@S3cret@127.0.0.1/x", "an @ too many"),
    "no port": ("postgresql://reem:S3cret@127.0.0.1:port/x", "cannot be read"),
    "no address": ("://S3cret", "cannot be read"),
    "password as option": ("postgresql://127.0.0.1/x?password=S3cret", "option that is not known: password"),
    "option": ("postgresql://reem:S3cret@127.0.0.1/x?colour=S3cret", "option that is not known: colour"),
    "sslmode": ("postgresql://reem:S3cret@127.0.0.1/x?sslmode=S3cret", "option that is not known: sslmode"),
    "no encryption there": ("postgresql://hasila:S3cret@{server}/postgres?sslmode=require", "failed:"),
}  # fmt: skip


@pytest.mark.parametrize(("address", "said"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_that_lead_nowhere(postgres: str, address: str, said: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(address.format(server=postgres.rsplit("@", 1)[1]))
    assert said in str(error.value)
    assert "S3cret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_wrong_password(postgres: str, tmp_path: Path) -> None:
    """A server that asks for one: the same server, told to ask this user."""
    port = int(postgres.rsplit(":", 1)[1])
    admin = pg8000.native.Connection("hasila", host="127.0.0.1", port=port, database="postgres")
    (path,) = admin.run("SHOW hba_file")[0]
    rules = Path(path).read_text()
    try:
        admin.run("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        Path(path).write_text("host all guarded all scram-sha-256\n" + rules)
        admin.run("SELECT pg_reload_conf()")
        for _ in range(50):
            if admin.run("SELECT count(*) FROM pg_hba_file_rules WHERE 'guarded' = ANY(user_name)")[0][0]:
                break
        with pytest.raises(StoreError, match="password authentication failed") as error:
            open_store(f"postgresql://guarded:S3cret@127.0.0.1:{port}/postgres")
        assert "S3cret" not in str(error.value)
    finally:
        Path(path).write_text(rules)
        admin.run("SELECT pg_reload_conf()")
        admin.run("DROP ROLE guarded")
        admin.close()


def test_user_of_the_system_if_the_address_names_none(
    postgres: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGUSER", "hasila")
    with open_store(where.replace("hasila@", "")) as store:
        assert store.id


def test_two_openers_of_a_new_store(where: str) -> None:
    program = "import sys; from hasila.store import open_store; print(open_store(sys.argv[1]).id)"
    with ThreadPoolExecutor(4) as pool:
        runs = [
            pool.submit(subprocess.run, [sys.executable, "-c", program, where], capture_output=True, text=True)
            for _ in range(4)
        ]
        ended = [run.result() for run in runs]
    assert [run.stderr for run in ended] == [""] * 4
    with open_store(where, create=False) as store:
        assert {run.stdout.strip() for run in ended} == {store.id}
        with store.reading() as connection:
            assert log.count(connection) == 1
            assert len(connection.execute(select(meta)).all()) == 2


def test_threads_that_open_one(where: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [where] * 4))
    assert len({store.id for store in stores}) == 1
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("said", "variable", "found"),
    [
        (None, None, DEFAULT),
        (None, "x.db", "x.db"),
        ("y.db", "x.db", "y.db"),
        ("", "", DEFAULT),
        ("y.db", None, "y.db"),
    ],
)
def test_where(monkeypatch: pytest.MonkeyPatch, said: str | None, variable: str | None, found: str) -> None:
    monkeypatch.delenv("HASILA_DB", raising=False)
    if variable is not None:
        monkeypatch.setenv("HASILA_DB", variable)
    assert where_is(said) == found
