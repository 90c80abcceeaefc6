"""The application at size: how long pages take for readers at once, while an ingest runs: ``make bench-web``.

What is measured, and how: docs/benchmarks.md. The store is filled with the reports of ``benchmarks/generate.py``, or
one that is there already is taken.
"""

import argparse
import asyncio
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from bench_report import table
from bench_store import QUERIES, write_reports

_HASILA: Final = [sys.executable, "-c", "from hasila.cli import main; main()"]
#: Ids that pages are asked for, of each kind.
_IDS: Final = 300
#: Seed of the reports that are taken in meanwhile: others than those of the store.
_OTHERS: Final = 77


def fill(db: str, count: int, jobs: int, folder: Path) -> None:
    """Fill a store with generated reports."""
    path = folder / "reports.jsonl"
    write_reports(path, count, 1)
    subprocess.run([*_HASILA, "ingest", str(path), "--db", db, "--jobs", str(jobs)], check=True, stdout=sys.stderr)


def ids(db: str) -> tuple[list[str], list[str]]:
    """Return some ids of incidents and of reports."""
    from sqlalchemy import select

    from hasila.store import open_store
    from hasila.store.schema import incidents, reports

    with open_store(db, create=False) as store, store.reading() as connection:
        events = list(connection.scalars(select(incidents.c.id).where(incidents.c.doc.is_not(None))))
        last = connection.scalar(select(reports.c.id).order_by(reports.c.id.desc()).limit(1)) or 1
        numbers = random.Random(1).sample(range(1, last + 1), min(_IDS, last))
        names = list(connection.scalars(select(reports.c.name).where(reports.c.id.in_(numbers))))
    return random.Random(1).sample(events, min(_IDS, len(events))), names


@contextmanager
def served(db: str) -> Iterator[str]:
    """Serve a store in a process of its own; give the address."""
    process = subprocess.Popen([*_HASILA, "serve", "--db", db, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield next(part for part in process.stdout.readline().split() if part.startswith("http")).rstrip("/")
    finally:
        process.terminate()
        process.wait()


def pages(
    events: Sequence[str], names: Sequence[str]
) -> dict[str, Callable[[random.Random], tuple[str, dict[str, str]]]]:
    """Return the pages that are asked for: what each is called, and a way to choose one of them."""
    words = [query for query in QUERIES if '"' not in query]
    return {
        "overview": lambda r: ("/", {}),
        "report": lambda r: ("/report", {"id": r.choice(names)}),
        "incident": lambda r: (f"/incident/{r.choice(events)}", {}),
        "explore: incidents": lambda r: ("/explore", {"words": r.choice(words)}),
        "explore: reports": lambda r: ("/explore", {"words": r.choice(words), "view": "reports"}),
        "explore: a place, a harm": lambda r: ("/explore", {"place": "Syria", "harm": "killed"}),
        "explore: map": lambda r: ("/explore/map.json", {"words": r.choice(words)}),
        "explore: timeline": lambda r: ("/explore", {"view": "timeline"}),
        "review": lambda r: ("/review", {}),
        "sources": lambda r: ("/sources", {}),
        "api: search": lambda r: ("/api/search", {"words": r.choice(words)}),
    }


async def read(url: str, chosen: dict[str, Any], readers: int, seconds: float, think: float) -> dict[str, list[float]]:
    """Let readers ask for one page after the other; return the milliseconds that each took, by page."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    end = time.perf_counter() + seconds

    async def reader(number: int) -> None:
        order = random.Random(number)
        kinds = itertools.cycle(order.sample(sorted(chosen), len(chosen)))
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            while time.perf_counter() < end:
                kind = next(kinds)
                path, query = chosen[kind](order)
                begun = time.perf_counter()
                answer = await client.get(path, params=query)
                if answer.status_code != 200:
                    raise RuntimeError(f"{answer.url} answered {answer.status_code}")
                times[kind].append(1000 * (time.perf_counter() - begun))
                await asyncio.sleep(order.uniform(0, 2 * think))

    await asyncio.gather(*(reader(number) for number in range(readers)))
    return times


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-web", description=__doc__)
    parser.add_argument("--db", help="a store that is there; it is written to. Default: one with --reports new ones")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2, help="processes that fill the store (default 2)")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0, help="seconds that a reader looks at a page, on average")
    parser.add_argument("--quiet", action="store_true", help="without an ingest meanwhile")
    parser.add_argument("--json", metavar="OUT", help="write what was measured to this file too")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        db = asked.db or str(folder / "store.db")
        if asked.db is None:
            fill(db, asked.reports, asked.jobs, folder)
        more = folder / "more.jsonl"
        write_reports(more, 100_000, _OTHERS)
        chosen = pages(*ids(db))
        with served(db) as url:
            asyncio.run(read(url, chosen, 1, 3, 0))  # to warm up
            ingest = None if asked.quiet else subprocess.Popen(
                [*_HASILA, "ingest", str(more), "--db", db, "--jobs", "1"], stderr=subprocess.DEVNULL
            )  # fmt: skip
            times = asyncio.run(read(url, chosen, asked.readers, asked.seconds, asked.think))
            if ingest is not None:
                if ingest.poll() is not None:
                    raise RuntimeError("the ingest ended before the readers did")
                ingest.terminate()
                ingest.wait()
    rows = [(kind, str(len(took)), f"{statistics.median(took):.0f}", f"{sorted(took)[int(0.95 * (len(took) - 1))]:.0f}",
             f"{max(took):.0f}") for kind, took in sorted(times.items())]  # fmt: skip
    if asked.json:
        Path(asked.json).write_text(json.dumps(times, indent=1), encoding="utf-8")
    state = "nothing else runs" if asked.quiet else "an ingest runs"
    print(f"{asked.readers} readers, {asked.think} s a page, {asked.seconds:.0f} s; {state}\n")
    print(table(("milliseconds", "pages", "median", "p95", "most"), rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
