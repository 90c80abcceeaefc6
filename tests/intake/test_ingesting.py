"""Ingest: in whole batches, once each, by one process or many, however often it is killed."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

import storekit
from hasila.ingest import Unreadable
from hasila.intake.ingesting import NO_RULES, TOOL, Counts, ingest
from hasila.model import Capture
from hasila.store import Store, open_store
from hasila.store.readings import current
from hasila.store.schema import captures, metadata, reports

#: Kills of one run; HASILA_KILLS=20 for more.
KILLS = int(os.environ.get("HASILA_KILLS", "2"))
PLACES = ("إدلب", "درعا", "حماة", "حلب", "دمشق", "حمص", "الرقة", "تدمر")
NUMBERS = ("ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة")


def line(number: int) -> dict[str, Any]:
    """A report; every seventh one is the next version of one before, every tenth is the same text elsewhere."""
    told = number - 7 if number % 10 == 9 and number > 9 else number
    text = (
        f"قتل {NUMBERS[told % 7]} مدنيين في قصف على مدينة {PLACES[told % 8]} يوم {told % 28 + 1} مايو 2020."
        f" وأصيب {told + 10} آخرون بجروح."
    )
    key = number - 5 if number % 7 == 6 else number
    return {
        "id": f"r{key}",
        "text": text,
        "published": f"2020-05-{told % 28 + 1:02}",
        "url": f"https://x.example/{key}",
    }


def capture(number: int) -> Capture:
    told = line(number)
    body = json.dumps(told, ensure_ascii=False).encode()
    return Capture(
        kind="jsonl", key=told["url"], body=body, source="reports.jsonl", locator=f"line {number}",
        report_id=told["id"], received=storekit.TIME,
    )  # fmt: skip


def run(where: str, *numbers: Capture | Unreadable, jobs: int = 1) -> tuple[Counts, list[Unreadable]]:
    told: list[Unreadable] = []
    with open_store(where) as store:
        return ingest(store, numbers, "Reem", jobs=jobs, tell=told.append), told


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from test_ingesting import capture
from hasila.intake import ingesting
from hasila.store import open_store
if __name__ == "__main__":
    # Small, so that there is something between the steps.
    ingesting._BATCH, ingesting.WINDOW = 5, 12
    with open_store(sys.argv[2]) as store:
        numbers = range(int(sys.argv[3]), int(sys.argv[4]))
        ingesting.ingest(store, map(capture, numbers), "Reem", jobs=int(sys.argv[5]),
                         progress=lambda counts: print(counts.done, counts.linked, flush=True))
    print("done", flush=True)
"""


def start(where: str, first: int, last: int, jobs: int = 1) -> "subprocess.Popen[str]":
    here = Path(__file__).parent
    program = here.parent.parent / "tests"
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(here), where, str(first), str(last), str(jobs)], stdout=subprocess.PIPE,
        text=True, start_new_session=True, env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(program)])},
    )  # fmt: skip


def content(store: Store) -> dict[str, Any]:
    """What must be the same however it came about: not times, ids of incidents, or how it was spread over steps."""
    with store.reading() as connection:
        storekit.check(connection)
        tables = storekit.dump(connection)
        incidents = {
            tuple(sorted((ref.report, ref.claim) for ref in one.claims)): (one.place, one.date, one.means, one.links)
            for one in storekit.groupings(connection).values()
        }
        names = {row.id: row.name for row in connection.execute(select(reports.c.id, reports.c.name))}
        return {
            "captures": [row[1:] for row in tables["captures"]],
            "reports": [[row[1], *row[3:12], row[13], row[14]] for row in tables["reports"]],
            "claims": [[names[row[0]], *row[1:13], row[14]] for row in tables["claims"]],
            "marks": sorted((row[0], row[1], names[row[2]], row[3]) for row in tables["marks"]),
            "incidents": incidents,
            "log": sorted((row[3], row[4]) for row in tables["log"] if row[3] != "create"),
        }


#: Reports; more of them for more kills, so that there is something left to kill.
COUNT = max(60, 25 * KILLS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    where = str(tmp_path_factory.mktemp("undisturbed") / "store.db")
    run(where, *map(capture, range(COUNT)))
    with open_store(where) as store:
        return content(store)


def test_counted_and_kept(where: str) -> None:
    bad = Unreadable("x.html", "it is not a page", "look at it")
    broken = Capture(
        kind="jsonl", body=b"{", source="reports.jsonl", locator="line 9", report_id="z", received=storekit.TIME
    )
    counts, told = run(where, capture(1), bad, capture(2), broken, capture(1), capture(6))
    assert (counts.added, counts.updated, counts.known, counts.failed, counts.done) == (2, 1, 1, 2, 6)
    assert told[0] == bad
    assert told[1].name == "reports.jsonl, line 9"
    again, _ = run(where, capture(1), bad, capture(2), broken, capture(6))
    assert (again.added, again.updated, again.known, again.failed, again.linked) == (0, 0, 3, 2, 0)
    with open_store(where) as store, store.reading() as connection:
        assert set(connection.scalars(select(captures.c.tool))) == {TOOL}
        storekit.check(connection)


def test_nothing(where: str) -> None:
    assert run(where) == (Counts(), [])


def test_language_without_rules(where: str) -> None:
    told = {"id": "n", "text": "Dün dokuz kişi öldürüldü.", "lang": "tr"}
    one = Capture(kind="jsonl", body=json.dumps(told).encode(), source="x", report_id="n", received=storekit.TIME)
    counts, _ = run(where, one)
    assert (counts.added, counts.claims) == (1, 0)
    with open_store(where) as store, store.reading() as connection:
        assert current(connection, 1).extractor == NO_RULES
        storekit.check(connection)


def test_two_processes_read_as_one(where: str, undisturbed: dict[str, Any]) -> None:
    run(where, *map(capture, range(COUNT)), jobs=2)
    with open_store(where) as store:
        assert content(store) == undisturbed


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_again_and_again(where: str, undisturbed: dict[str, Any], jobs: int) -> None:
    """Killed without warning at any step; what was said to be done is there, and in the end all is as undisturbed."""
    chance = random.Random(jobs)
    for _ in range(KILLS if jobs == 1 else 1):
        said = 0
        with start(where, 0, COUNT, jobs) as running:
            assert running.stdout is not None
            for _ in range(chance.randrange(1, 9)):
                words = running.stdout.readline().split()
                said = int(words[0]) if len(words) == 2 else said
            time.sleep(chance.random() * 0.05)
            running.send_signal(signal.SIGKILL)
        with open_store(where) as store, store.reading() as connection:
            assert storekit.faults(connection) == []
            kept = {(row.identity, row.sha256) for row in connection.execute(select(captures))}
            assert all((c.key, c.sha256) in kept or _same_text(c, said) for c in map(capture, range(said)))
    with start(where, 0, COUNT, jobs) as running:
        assert running.stdout is not None
        assert running.stdout.read().endswith("done\n")
    with open_store(where) as store:
        assert content(store) == undisturbed


def _same_text(one: Capture, said: int) -> bool:
    return [c.key for c in map(capture, range(said))].count(one.key) > 1


def _group(leader: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                yield int(entry.name)


def test_readers_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    with start(str(tmp_path / "store.db"), 0, 5_000, 2) as running:
        assert running.stdout is not None
        running.stdout.readline()
        assert len(list(_group(running.pid))) > 1
        running.send_signal(signal.SIGKILL)
        running.stdout.close()
    for _ in range(100):
        if not list(_group(running.pid)):
            break
        time.sleep(0.1)
    assert list(_group(running.pid)) == []


def test_two_at_once_lose_and_double_nothing(where: str) -> None:
    with start(where, 0, 40) as one, start(where, 20, COUNT) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        assert one.stdout.read().endswith("done\n")
        assert other.stdout.read().endswith("done\n")
    with open_store(where) as store:
        with store.reading() as connection:
            storekit.check(connection)
            kept = [tuple(row) for row in connection.execute(select(captures.c.identity, captures.c.sha256))]
        assert len(kept) == len(set(kept)) == COUNT
        assert set(kept) == {(c.key, c.sha256) for c in map(capture, range(COUNT))}


def test_no_statement_goes_through_all_there_is(tmp_path: Path) -> None:
    """In a store that the database has not looked over, each statement finds its rows by what few rows have."""
    plans: dict[str, list[str]] = {}

    def explain(connection: Any, _: Any, statement: str, asked: Any, __: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and statement not in plans:
            cursor = connection.connection.dbapi_connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", asked[0] if many else asked)
            plans[statement] = [row[3] for row in cursor]

    with open_store(str(tmp_path / "store.db")) as store:
        with store.writing() as connection:
            event.listen(connection.engine, "after_cursor_execute", explain)
        ingest(store, map(capture, range(40)), "Reem")
        ingest(store, map(capture, range(20, 60)), "Reem")
        explained = list(plans.items())
        # Tables that only people write to stay small.
        with store.reading() as connection:
            tables = metadata.sorted_tables
            growing = {
                one.name for one in tables if (connection.scalar(select(func.count()).select_from(one)) or 0) > 9
            }
    assert growing > {"captures", "reports", "readings", "claims", "marks", "episodes", "incidents", "tolls", "log"}
    for statement, steps in explained:
        for step in steps:
            words = step.split()
            # The last row of the log is found from its end.
            last = words[1:2] == ["log"] and "ORDER BY log.number DESC" in statement
            assert words[0] != "SCAN" or words[1] not in growing or last, (statement, step)
            # Nearly every report is the current version of itself, and has a current reading.
            many = "(current=?)" in step or "(open=?)" in step
            assert not many or "current = 0" in statement, statement
    assert any("episodes" in statement for statement in plans)
