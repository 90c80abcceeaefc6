"""The store at size: ingest beside extraction alone, search, the queries of an incident's page: ``make bench-store``.

What is measured, and how: docs/benchmarks.md. The reports are those of ``benchmarks/generate.py``, as texts.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from bench_report import table
from bench_worker import peak_megabytes
from generate import generate

#: Words that are asked for: places, people, means, an outlet's turn of phrase; common ones and rare ones, one and more.
QUERIES: Final = (
    "قتل", "جرحى", "غارة", "مدنيين", "حلب", "إدلب", "الموصل", "صنعاء", "الفاشر", "غزة", "عبوة ناسفة", "قصف مدفعي",
    '"مصدر طبي"', "المرصد", "طائرة مسيرة", "كمين", "أسرى", "نازحين", "قتلى وجرحى", "مقتل 12", "اشتباك*", "سوق",
    "مستشفى", "طفل", "قائد", "مقتل -غارة",
)  # fmt: skip
#: What is asked of claims beside the words, in turn: nothing, harm, place, source, days.
FILTERS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"harms": ("killed",)},
    {"places": ("Syria",)},
    {"sources": ("sohr",)},
    {"start": "2016-01-01", "end": "2016-12-31"},
    {"harms": ("wounded",), "stances": ("denies",)},
)
#: How many incidents' pages are asked for.
PAGES: Final = 300
#: So many reports a page of results has.
_SHOWN: Final = 20


def write_reports(path: Path, count: int, seed: int) -> None:
    """Write generated reports as JSON lines, without their claims."""
    with path.open("w", encoding="utf-8") as file:
        for made in generate(count, seed):
            report = made.report
            line = {"id": report.id, "lang": report.lang, "text": report.text, "published": report.published,
                    "outlet": report.outlet}  # fmt: skip
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def extraction(path: Path, jobs: int) -> tuple[float, int]:
    """Return the seconds that extraction alone takes, and the claims."""
    from hasila.batch import Failed, read_all
    from hasila.ingest import read_reports
    from hasila.model import Report

    begun = time.perf_counter()
    found = (report for report in read_reports([str(path)]) if isinstance(report, Report))
    claims = sum(len(read.claims) for read in read_all(found, jobs) if not isinstance(read, Failed))
    return time.perf_counter() - begun, claims


def measure(path: Path, db: str, jobs: int) -> dict[str, Any]:
    """Ingest reports into a store and ask it."""
    from hasila.ingest import captures
    from hasila.intake.ingesting import ingest
    from hasila.store import open_store

    out: dict[str, Any] = {}
    out["extraction_seconds"], out["claims"] = extraction(path, jobs)
    with open_store(db) as store:
        begun = time.perf_counter()
        counts = ingest(store, captures([str(path)]), "benchmark", jobs=jobs)
        out["ingest_seconds"] = time.perf_counter() - begun
        out["reports"] = counts.added
        begun = time.perf_counter()
        again = ingest(store, captures([str(path)]), "benchmark", jobs=1)
        out["again_seconds"] = time.perf_counter() - begun
        if again.added or again.known != counts.added:
            raise RuntimeError(f"the second run was not empty: {again}")
        out["peak_megabytes"] = peak_megabytes()
        out |= searches(store) | pages(store)
    return out


def searches(store: Any) -> dict[str, Any]:
    """Return the milliseconds that searches take, each as the first page of results shows it, with the counts."""
    from hasila.intake.asking import resolved
    from hasila.store import search
    from hasila.store.claims import stored

    asked = [resolved(search.Filter(words=words, **FILTERS[n % len(FILTERS)])) for n, words in enumerate(QUERIES)]
    asked += [resolved(search.Filter(**chosen)) for chosen in FILTERS[1:]]
    found = 0

    def one(chosen: search.Filter) -> None:
        nonlocal found
        with store.reading() as connection:
            numbers = search.find_reports(connection, chosen, _SHOWN)
            found += len(stored(connection, numbers))
            search.count(connection, chosen)

    times = timed(one, asked)
    if not found:
        raise RuntimeError("the searches found nothing")
    return {"search": times, "searches": len(asked)}


def pages(store: Any) -> dict[str, Any]:
    """Return the milliseconds that all queries of an incident's page take: tolls, claims in their reports, history."""
    from sqlalchemy import select

    from hasila.intake.material import incidents_under
    from hasila.store import decisions, linkage, log
    from hasila.store.claims import stored
    from hasila.store.schema import captures, incidents, reports

    with store.reading() as connection:
        names = list(connection.scalars(select(incidents.c.id).where(incidents.c.doc.is_not(None)).order_by("id")))
    chosen = random.Random(1).sample(names, min(PAGES, len(names)))

    def one(name: str) -> None:
        with store.reading() as connection:
            incidents_under(connection, [linkage.current(connection, name)], "full-range")
            inside = linkage.claims_in(connection, [name])[name]
            numbers = sorted({number for number, _, _ in inside})
            told = stored(connection, numbers)
            query = select(captures.c.id, captures.c.sha256, captures.c.received, captures.c.url)
            rows = connection.execute(
                query.join(reports, reports.c.capture == captures.c.id).where(reports.c.id.in_(numbers))
            )
            if len(list(rows)) != len(told):
                raise RuntimeError(f"captures are missing for {name}")
            list(log.rows(connection, f"incident:{name}"))
            decisions.open_reviews(connection, numbers)

    return {"page": timed(one, chosen), "incidents": len(names)}


def timed(work: Callable[[Any], None], items: Iterable[Any]) -> dict[str, float]:
    """Return median, 95th percentile and most, in milliseconds, of one round after one that warms up."""
    told = list(items)
    for item in told:
        work(item)
    times = []
    for item in told:
        begun = time.perf_counter()
        work(item)
        times.append(1000 * (time.perf_counter() - begun))
    return {"median": statistics.median(times), "p95": sorted(times)[int(0.95 * (len(times) - 1))], "most": max(times)}


def render(run: dict[str, Any]) -> str:
    """Set out what was measured for reading in a terminal."""
    share = run["extraction_seconds"] / run["ingest_seconds"]
    rows = [
        (name, f"{run[key]:.1f}", f"{run['reports'] / run[key]:,.0f}")
        for name, key in (
            ("extraction alone", "extraction_seconds"),
            ("ingest, linked, with tolls", "ingest_seconds"),
            ("ingest again: nothing new", "again_seconds"),
        )
    ]
    asked = [
        (name, *(f"{run[key][figure]:.1f}" for figure in ("median", "p95", "most")))
        for name, key in (("a search", "search"), ("an incident's page", "page"))
    ]
    return "\n".join(
        [
            f"{run['reports']:,} reports, {run['claims']:,} claims, {run['incidents']:,} incidents; "
            f"ingest has {share:.2f} of the speed of extraction alone; store {run['megabytes']:,.0f} MB, "
            f"memory {run['peak_megabytes']:,.0f} MB",
            "",
            table(("step", "seconds", "reports/s"), rows),
            "",
            table(("milliseconds", "median", "p95", "most"), asked),
        ]
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-store", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default 2)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--db", help="a new store to use, kept afterwards; default: an SQLite file that is removed")
    parser.add_argument("--json", metavar="OUT", help="write what was measured to this file too")
    asked = parser.parse_args(arguments)
    if min(asked.reports, asked.jobs) < 1:
        parser.error("numbers are 1 or more")
    with tempfile.TemporaryDirectory() as folder:
        path, db = Path(folder, "reports.jsonl"), asked.db or str(Path(folder, "store.db"))
        write_reports(path, asked.reports, asked.seed)
        run = measure(path, db, asked.jobs)
        run["megabytes"] = Path(db).stat().st_size / 1e6 if Path(db).exists() else 0.0
    if asked.json:
        Path(asked.json).write_text(json.dumps(run, indent=1), encoding="utf-8")
    print(render(run))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
