"""Speed, start-up and memory of hasila beside trafilatura and LangExtract, in one run: ``make bench``.

What is measured, and how: docs/benchmarks.md.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench_articles import Article, renewed, repeated
from bench_report import best, render, speed
from bench_worker import TOOLS

ROOT = Path(__file__).resolve().parent.parent
WORKER = Path(__file__).with_name("bench_worker.py")
SINGLE = ROOT / "examples/single/report.txt"
RUN_HASILA = "from hasila.cli import main; main(prog_name='hasila')"
#: Bytes of the long text.
_LONG = 1_000_000
PACKAGES = ("hasila", "trafilatura", "langextract")


def say(what: str) -> None:
    print(f"==> {what}", file=sys.stderr, flush=True)


def pin() -> bool:
    """Stay on one core, with all that is started from here; tell whether the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def load(files: Sequence[str]) -> list[Article]:
    """Read the articles as hasila reads them; those in languages without rules are left out, and it is said."""
    from hasila.ingest import Unreadable, read_reports
    from hasila.languages import available

    articles: list[Article] = []
    for report in read_reports(files):
        if isinstance(report, Unreadable):
            say(f"left out: {report.name} ({report.reason})")
        elif report.lang not in available():
            say(f"left out: {report.id} (no rules for the language {report.lang!r})")
        else:
            keys = ("id", "lang", "text", "published", "outlet", "title")
            articles.append({key: getattr(report, key) for key in keys})
    if not articles:
        raise SystemExit(f"no articles to measure in {', '.join(files)}")
    return articles


def with_claims(articles: Iterable[Article]) -> list[Article]:
    """Add what LangExtract has to align: the claims' quotes, and all spans, each as (kind, text, start) in order.

    A span that several claims share (one source of three figures) is aligned once.
    """
    from hasila.model import Report
    from hasila.pipeline import read_claims

    out = []
    for article in articles:
        claims = read_claims(Report(**article)).claims
        quotes = [("quote", claim.quote) for claim in claims]
        spans = {("quote", claim.quote): None for claim in claims}
        for claim in claims:
            slots = (("count", claim.count), ("group", claim.group), ("place", claim.place), ("date", claim.date))
            for kind, slot in (*slots, ("by", claim.by), *(("source", source) for source in claim.sources)):
                if slot is not None and slot.span is not None:
                    spans[kind, slot.span] = None
        out.append({**article, "claims": _in_order(quotes), "spans": _in_order(spans)})
    return out


def _in_order(spans: Iterable[tuple[str, Any]]) -> list[tuple[str, str, int]]:
    ordered = sorted(spans, key=lambda item: (item[1].start, item[1].end))
    return [(kind, span.text, span.start) for kind, span in ordered]


def write(path: Path, articles: Iterable[Article]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


def worker(*arguments: str | Path) -> dict[str, Any]:
    """Run the worker.

    Raises:
        SystemExit: if it fails.
    """
    done = subprocess.run([sys.executable, WORKER, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{arguments[0]} failed:\n{done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def measure_speed(path: Path, documents: int, size: int, rounds: int) -> list[dict[str, Any]]:
    """Run the tools in turn, ``rounds`` times over, so that what disturbs the machine disturbs all of them."""
    measured: dict[str, list[dict[str, Any]]] = {tool: [] for tool in TOOLS}
    for n in range(rounds):
        for tool, done in measured.items():
            say(f"speed, round {n + 1} of {rounds}: {tool}")
            done.append(worker(tool, path))
    bests = {tool: best(done) for tool, done in measured.items()}
    return [speed(tool, one, documents, size, bests["hasila"]["seconds"]) for tool, one in bests.items()]


def measure_long(articles: Sequence[Article], folder: Path, size: int, short: float) -> dict[str, Any]:
    """Measure hasila on one text of ``size`` bytes, made of the articles; ``short`` is its seconds for a byte of these.

    The ratio says how many times as much a byte of the long text costs.
    """
    say(f"one text of {size / 1e6:.1f} MB")
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(articles[len(parts) % len(articles)]["text"])
        length += len(parts[-1].encode())
    one = {**articles[0], "text": "\n\n".join(parts)}
    measured = worker("hasila", write(folder / "long.jsonl", [one]))
    size = len(one["text"].encode())
    return {"bytes": size, **measured, "ratio": measured["seconds"] / size / short}


def measure_startup(one: Path, runs: int) -> list[dict[str, Any]]:
    """Time whole processes, the median of ``runs`` after one that warms the disk's cache.

    By the wall clock, as somebody waits for them, and in processor time, which a busy machine does not lengthen.
    """
    commands: dict[str, Sequence[str]] = {
        "python alone": ("-c", "pass"),
        "import hasila": ("-c", "import hasila"),
        "import trafilatura": ("-c", "import trafilatura"),
        "import langextract": ("-c", "import langextract"),
        "hasila --help": ("-c", RUN_HASILA, "--help"),
        "hasila toll, one report": ("-c", RUN_HASILA, "toll", str(SINGLE), "--published", "2020-09-11"),
        "trafilatura, one page": (str(WORKER), "trafilatura", str(one)),
        "langextract, one report": (str(WORKER), "langextract", str(one)),
    }
    out = []
    for what, arguments in commands.items():
        say(f"start-up: {what}")
        times = [_process_times(arguments) for _ in range(runs + 1)][1:]
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        out.append({"what": what, "seconds": wall, "processor_seconds": processor})
    return out


def _process_times(arguments: Sequence[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_memory(articles: Sequence[Article], folder: Path, count: int) -> list[dict[str, Any]]:
    """Peak memory of ``hasila extract`` over ``count`` and ten times as many reports, one process each."""
    out = []
    for documents in (count, 10 * count) if count else ():
        say(f"memory: {documents:,} reports")
        path = write(folder / f"reports-{documents}.jsonl", renewed(articles, documents))
        out.append({"documents": documents, **worker("command", path, folder / f"claims-{documents}.jsonl")})
    return out


def machine(pinned: bool) -> dict[str, Any]:
    from hasila import __version__

    versions = {"Python": platform.python_version(), "hasila": __version__}
    versions |= {package: importlib.metadata.version(package) for package in PACKAGES if package != "hasila"}
    return {"versions": versions, "system": f"{platform.system()} {platform.machine()}", "pinned": pinned}


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--articles", metavar="FILE", help="JSONL of reports; default: the example reports")
    parser.add_argument("--documents", type=int, default=1000, help="repeat the articles until so many (default 1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each tool runs; the best counts (default 3)")
    parser.add_argument("--runs", type=int, default=5, help="start-ups to take the median of (default 5)")
    parser.add_argument(
        "--memory",
        type=int,
        default=1000,
        metavar="N",
        help="peak memory at N and 10 N reports (default 1000; 0: none)",
    )
    parser.add_argument("--json", metavar="OUT", help="write what was measured to this file too; - prints it instead")
    asked = parser.parse_args(arguments)
    if min(asked.documents, asked.rounds, asked.runs) < 1 or asked.memory < 0:
        parser.error("numbers are 1 or more, --memory 0 or more")
    return asked


def main(arguments: Sequence[str]) -> int:
    asked = options(arguments)
    missing = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)}; `make bench` installs them")
    pinned = pin()
    files = [asked.articles] if asked.articles else sorted(map(str, ROOT.glob("examples/*/reports.jsonl")))
    say("reading the articles, and the claims that LangExtract is to align")
    given = load(files)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = with_claims(repeated(given, asked.documents))
        counts = {
            "documents": len(articles),
            "bytes": sum(len(article["text"].encode()) for article in articles),
            "claims": sum(len(article["claims"]) for article in articles),
            "spans": sum(len(article["spans"]) for article in articles),
        }
        path = write(folder / "articles.jsonl", articles)
        one = write(folder / "one.jsonl", articles[:1])
        del articles
        speeds = measure_speed(path, counts["documents"], counts["bytes"], asked.rounds)
        result = {
            "articles": counts,
            "machine": machine(pinned),
            "speed": speeds,
            "long": measure_long(given, folder, _LONG, speeds[0]["seconds"] / counts["bytes"]),
            "startup": measure_startup(one, asked.runs),
            "memory": measure_memory(given, folder, asked.memory),
        }
    written = json.dumps(result, ensure_ascii=False, indent=1)
    if asked.json == "-":
        print(written)
        return 0
    if asked.json:
        Path(asked.json).write_text(written + "\n", encoding="utf-8")
    print(render(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
