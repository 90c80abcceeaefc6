"""Backup and restore: all of a store, from either database into either, and nothing by halves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import postgreskit
import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.pipeline import places_above
from hasila.store import Store, StoreError, log, open_store
from hasila.store.portable import backup, restore
from hasila.store.search import Filter, find_reports

TEXT = "قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020."


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [
            storekit.read("a", TEXT, outlet="\0\ud800"),
            storekit.read("b", TEXT.replace("خمسة", "ستة") + "\0\ud800"),
        ]
        storekit.keep(connection, told, places_above)
        storekit.keep(connection, [storekit.read("a", TEXT + " وأصيب أربعة.")], places_above)
        storekit.link(connection)
        deciding.reject(connection, "Reem", "b", "c1", "\0")


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    with open_store(copied(fill)) as made:
        yield made


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as connection:
        assert storekit.faults(connection) == []
        storekit.check(connection)
        found = storekit.dump(connection)
    # What a backup and a restore say of themselves.
    found["log"] = [row for row in found["log"] if row[3] not in ("backup", "restore")]
    return found


def test_there_and_back(store: Store, postgres: str, tmp_path: Path) -> None:
    before = rows(store)
    first, second, third = (str(tmp_path / name) for name in ("first.db", "second.db", "third.db"))
    server = postgreskit.fresh_database(postgres, f"restored_{tmp_path.name}")
    seen: list[int] = []
    copied = backup(store, Path(first), "Reem", seen.append)
    assert seen[-1] == copied == sum(len(found) for found in before.values()) + 1
    assert seen == sorted(seen)
    restore(Path(first), server, "Reem")
    with open_store(server, create=False) as there:
        assert rows(there) == before
        backup(there, Path(second), "Reem")
    restore(Path(second), third, "Reem")
    with open_store(third, create=False) as back:
        assert rows(back) == before
        assert back.id == store.id
        with back.reading() as connection:
            assert [row.action for row in log.rows(connection)][-4:] == ["backup", "restore", "backup", "restore"]
    for where in (server, third):
        with open_store(where) as there, there.writing() as connection:
            assert len(find_reports(connection, Filter(words="إدلب"))) == 2
            # What comes later gets numbers of its own.
            storekit.keep(connection, [storekit.read("new", "قتل ثلاثة جنود في انفجار في مدينة درعا.")], places_above)
            storekit.link(connection)
            deciding.accept(connection, "Reem", "new", "c1")
            storekit.check(connection)
    assert sorted(os.listdir(tmp_path)) == ["first.db", "second.db", "third.db"]


def test_the_backup_ends_with_the_row_that_tells_of_it(store: Store, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.db", "Reem")
    with open_store(str(tmp_path / "b.db")) as made, made.reading() as there, store.reading() as here:
        assert log.head(there) == log.head(here)


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        backup(store, tmp_path / "there", "Reem")
    assert (tmp_path / "there").read_text() == "mine"
    with pytest.raises(StoreError, match=r"there is no folder|cannot be written"):
        backup(store, tmp_path / "nowhere" / "b.db", "Reem")


def test_restored_only_into_what_is_empty(store: Store, copied: Copied, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.db", "Reem")
    full = copied(fill)
    with pytest.raises(StoreError, match="is not empty"):
        restore(tmp_path / "b.db", full, "Reem")
    with open_store(full) as there:
        assert rows(there)["log"]


@pytest.mark.parametrize("content", [None, b"", b"no store at all, this is"])
def test_restored_from_nothing(where: str, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "b.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"there is no|is not a store"):
        restore(tmp_path / "b.db", where, "Reem")


SLOW = """
import sys, time, pathlib
from hasila.store import open_store
from hasila.store.portable import backup
def slowly(rows):
    print(rows, flush=True)
    time.sleep(0.5)
with open_store(sys.argv[1]) as store:
    backup(store, pathlib.Path(sys.argv[2]), "Reem", slowly)
"""


def test_killed_in_the_middle(store: Store, copied: Copied, tmp_path: Path) -> None:
    where = copied(fill)
    with subprocess.Popen([sys.executable, "-c", SLOW, where, str(tmp_path / "b.db")], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.send_signal(signal.SIGKILL)
    assert not (tmp_path / "b.db").exists()
    with open_store(where) as there:
        backup(there, tmp_path / "b.db", "Reem")
    assert os.listdir(tmp_path) == ["b.db"]
    with open_store(str(tmp_path / "b.db")) as made:
        assert rows(made) == rows(store)
