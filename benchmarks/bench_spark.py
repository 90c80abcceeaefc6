"""What reading and linking cost on Spark beside the local engine, by generated reports: ``make bench-spark``.

Each run is a process of its own; its cost is the processor time of all processes that it starts, those of Spark among
them. What is measured, and how: docs/performance.md.
"""

import argparse
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench_report import table

ROOT: Final = Path(__file__).parents[1]
_COMMAND: Final = "from hasila.cli import main; main()"
#: Seconds between two looks at the processes: what one did after the last look before its end is not seen.
_EVERY: Final = 0.1
_TICK: Final = os.sysconf("SC_CLK_TCK")


def stats() -> Iterator[tuple[int, int, float]]:
    """Yield process, parent and seconds of processor time of all processes, from /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(folder.name), int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICK


def run(arguments: Sequence[str]) -> tuple[float, float]:
    """Run the command line; return seconds of processor time, of all that it starts, and of the clock."""
    begun = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, *arguments], cwd=ROOT, env=environment, stderr=errors, stdout=errors
        )
        spent: dict[int, float] = {}
        family = {process.pid}
        while process.poll() is None:
            now = {pid: (parent, seconds) for pid, parent, seconds in stats()}
            grown = True
            while grown:
                more = {pid for pid, (parent, _) in now.items() if parent in family} - family
                family |= more
                grown = bool(more)
            spent |= {pid: now[pid][1] for pid in family & now.keys()}
            time.sleep(_EVERY)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(errors.read().decode("utf-8", "replace")[-3000:])
    return sum(spent.values()), time.perf_counter() - begun


def measure(count: int, master: str, folder: Path, steps: Sequence[str], conf: Sequence[str]) -> list[tuple[str, ...]]:
    """Run both engines on so many generated reports; return the rows of the table."""
    made = folder / str(count)
    make = [sys.executable, str(ROOT / "benchmarks" / "generate.py"), str(count), "--out", str(made)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run(make, check=True, env=environment, stdout=subprocess.DEVNULL)
    reports = str(made / "reports.jsonl")
    rows = []
    properties = [part for one in conf for part in ("--conf", one)]
    spark = ["--engine", "spark", "--master", master, *properties]
    for step in steps:
        here, there = made / f"{step}.here", made / f"{step}.there"
        if step == "extract":
            local = run(["extract", reports, "-o", str(here)])
            out = str(made / "claims")
            other = run(["extract", reports, "-o", out, *spark])
            run(["collect", out, "-o", str(there)])
        else:
            local = run(["toll", reports, "--format", "json", "-o", str(here)])
            work = str(made / "work")
            other = run(["toll", reports, "--format", "json", "-o", str(there), "--work", work, *spark])
        same = "yes" if filecmp.cmp(here, there, shallow=False) else "NO"
        for name, (processor, clock) in (("local", local), ("spark", other)):
            ratio = "" if name == "local" else f"{processor / local[0]:.2f}"
            each = f"{1000 * processor / count:.2f}"
            rows.append((f"{count:,}", step, name, f"{processor:.1f}", f"{clock:.1f}", each, ratio, same))
            print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--steps", nargs="+", default=["extract", "toll"], choices=["extract", "toll"])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE")
    told = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="hasila-bench-") as folder:
        for count in told.reports:
            rows += measure(count, told.master, Path(folder), told.steps, told.conf)
    head = ("reports", "step", "engine", "processor s", "clock s", "ms/report", "to local", "same output")
    print(table(head, rows))


if __name__ == "__main__":
    main()
