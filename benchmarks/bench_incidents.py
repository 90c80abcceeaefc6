"""Linking and reconciling at size, on generated reports with known truth: ``make bench-incidents``.

What is measured, and how: docs/benchmarks.md. Each size runs in a process of its own.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bench_report import table
from bench_worker import peak_megabytes
from generate import Row, generate, tolls
from hasila.model import ClaimRef, Incident, Report, TollReport
from world_told import Made, Said

#: Incidents by how many reports tell them: the least of each row.
SIZES: Final = (1, 2, 6, 21)


class Truth:
    """What is true of some generated reports: the incident of each claim, and the tolls of each incident."""

    def __init__(self) -> None:
        self.home: dict[ClaimRef, str] = {}
        self._said: defaultdict[str, list[Said]] = defaultdict(list)

    def take(self, made: Made) -> Report:
        """Keep the truth of a report and return the report."""
        for claim, event in made.home.items():
            self.home[ClaimRef(made.report.id, claim)] = event
        for one in made.said:
            self._said[one.event].append(one)
        return made.report

    def tolls(self) -> dict[str, list[Row]]:
        """Return the ranges of every incident."""
        return {event: tolls(said) for event, said in self._said.items()}


def pairs(parts: Mapping[ClaimRef, Hashable]) -> int:
    """Count the pairs of claims of different reports that a partition puts together, without going through them."""
    claims: Counter[Hashable] = Counter(parts.values())
    of_report = Counter((part, ref.report) for ref, part in parts.items())
    return (sum(n * n for n in claims.values()) - sum(n * n for n in of_report.values())) // 2


def agreement(true: Mapping[ClaimRef, str], found: Mapping[ClaimRef, str]) -> dict[str, float]:
    """Return precision, recall and F1 of the pairs of claims of different reports, and how many there are."""
    both = pairs({ref: (home, found.get(ref, ref)) for ref, home in true.items()})
    expected, given = pairs(true), pairs(found)
    precision, recall = both / given if given else 1.0, both / expected if expected else 1.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return {"pairs": expected, "precision": precision, "recall": recall, "f1": f1}


def right_tolls(truth: Truth, result: TollReport) -> list[dict[str, Any]]:
    """Return, for incidents by how many reports tell them, how many there are and how many are right.

    ``linked``: the claims are those of one incident found, and no others. ``right``: all ranges of its dead are so in
    the incident that holds most of its claims.
    """
    claims: defaultdict[str, list[ClaimRef]] = defaultdict(list)
    for ref, event in truth.home.items():
        claims[event].append(ref)
    home = {ref: incident for incident in result.incidents for ref in incident.claims}
    expected = truth.tolls()
    rows = [{"reports": least, "incidents": 0, "linked": 0, "right": 0} for least in SIZES]
    for event, refs in claims.items():
        row = rows[sum(len({ref.report for ref in refs}) >= least for least in SIZES) - 1]
        votes = Counter(home[ref].id for ref in refs if ref in home)
        best = next(home[ref] for ref in refs if home[ref].id == votes.most_common(1)[0][0]) if votes else None
        row["incidents"] += 1
        row["linked"] += best is not None and set(best.claims) == set(refs)
        row["right"] += best is not None and set(expected.get(event, ())) <= set(_ranges(best))
    return rows


def _ranges(incident: Incident) -> Iterable[Row]:
    for toll in incident.tolls:
        if toll.harm == "killed" and not toll.derived and toll.high is not None:
            group = toll.group.actor or ("civilians" if toll.group.role == "civilian" else "everyone")
            if toll.group.actor or toll.group.name is None:
                yield Row(group, toll.low or 0, toll.high, toll.open)


def measure(count: int, seed: int, more: int) -> dict[str, Any]:
    """Link and reconcile so many generated reports, then add ``more`` one by one.

    Seconds are of processor time (of all threads) and of the wall clock, without making the reports.
    """
    from hasila.incidents import Linkage
    from hasila.pipeline import _places
    from hasila.reconcile import reconcile
    from hasila.registry import load_registry

    truth = Truth()
    stream = generate(count + more, seed)
    reports = [truth.take(next(stream)) for _ in range(count)]
    registry = load_registry("ar")
    places = _places(registry)
    gc.collect()
    held = peak_megabytes()
    out: dict[str, Any] = {"reports": count, "claims": sum(len(r.claims) for r in reports), "held_megabytes": held}
    with _Clock(out, "link"):
        linkage = Linkage(places.above)
        linkage.add(reports)
        linked = linkage.linked()
    with _Clock(out, "reconcile"):
        result = reconcile(reports, linked.groupings, "full-range", registry.contains, places, outside=linked.outside)
    out["peak_megabytes"] = peak_megabytes()
    out["incidents"] = len(result.incidents)
    out["seconds"] = out["link_seconds"] + out["reconcile_seconds"]
    out["processor_seconds"] = out["link_processor_seconds"] + out["reconcile_processor_seconds"]
    out["links"] = agreement(truth.home, {ref: i.id for i in result.incidents for ref in i.claims})
    out["tolls"] = right_tolls(truth, result)
    if more:
        fresh = [made.report for made in stream]
        changed = near = 0
        with _Clock(out, "add"):
            for report in fresh:
                changed += len(linkage.add([report]).changed)
                near += linkage.weighed
        out["added"] = {"reports": more, "changed": changed, "near": near}
    return out


class _Clock:
    def __init__(self, out: dict[str, Any], name: str) -> None:
        self._out, self._name = out, name

    def __enter__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self._out[f"{self._name}_seconds"] = time.perf_counter() - self._wall
        self._out[f"{self._name}_processor_seconds"] = time.process_time() - self._processor


def render(runs: Sequence[Mapping[str, Any]]) -> str:
    """Set out the runs for reading in a terminal, the ratios first."""
    first = runs[0]
    lines = []
    for run in runs[1:]:
        one, other = (r["processor_seconds"] / r["reports"] for r in (first, run))
        lines.append(
            f"a report costs {other / one:.2f} times as much at {run['reports']:,} reports as at {first['reports']:,}"
        )
    lines += ["", table(_COSTS, [_costs(run) for run in runs])]
    names = ("precision", "recall", "f1")
    links = [(f"{r['reports']:,}", f"{r['links']['pairs']:,}", *(f"{r['links'][n]:.4f}" for n in names)) for r in runs]
    lines += ["", table(("reports", "pairs", *names), links)]
    for run in runs:
        every = {key: sum(row[key] for row in run["tolls"]) for key in ("incidents", "linked", "right")}
        told = [_right(name, row) for name, row in zip(_BY, run["tolls"], strict=True)]
        head = (f"{run['reports']:,}: told by", "incidents", "linked", "toll right")
        lines += ["", table(head, [*told, _right("all", every)])]
    for run in runs:
        if "added" in run:
            n, changed = run["added"]["reports"], run["added"]["changed"]
            each = 1000 * run["add_seconds"] / n, 1000 * run["add_processor_seconds"] / n
            lines += [
                "",
                f"adding {n:,} reports one by one to {run['reports']:,}: {each[0]:.0f} ms each ({each[1]:.0f} ms of "
                f"processor), weighed against {run['added']['near'] / n:.0f} neighbours, "
                f"{changed / n:.2f} incidents changed by each",
            ]
    return "\n".join(lines)


#: The rows of :data:`SIZES`, as they are read.
_BY: Final = (
    *(str(a) if b == a + 1 else f"{a} to {b - 1}" for a, b in pairwise(SIZES)),
    f"{SIZES[-1]} and more",
)
_COSTS: Final = (
    "reports", "claims", "incidents", "link s", "reconcile s", "both s", "processor s", "ms/report", "peak MB",
    "before MB",
)  # fmt: skip


def _costs(run: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        *(f"{run[name]:,}" for name in ("reports", "claims", "incidents")),
        *(f"{run[name]:.1f}" for name in ("link_seconds", "reconcile_seconds", "seconds", "processor_seconds")),
        f"{1000 * run['processor_seconds'] / run['reports']:.2f}",
        *(f"{run[name]:,.0f}" for name in ("peak_megabytes", "held_megabytes")),
    )


def _right(name: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    count = max(1, row["incidents"])
    return (name, f"{row['incidents']:,}", f"{row['linked'] / count:.3f}", f"{row['right'] / count:.3f}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-incidents", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="numbers of reports")
    parser.add_argument("--add", type=int, default=1000, help="reports added one by one to the largest (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", metavar="OUT", help="write what was measured to this file too")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if min(asked.sizes) < 1 or asked.add < 0:
        parser.error("numbers are 1 or more, --add 0 or more")
    if asked.worker:
        print(json.dumps(measure(asked.sizes[0], asked.seed, asked.add)))
        return 0
    runs = []
    for size in sorted(asked.sizes):
        print(f"==> {size:,} reports", file=sys.stderr, flush=True)
        more = asked.add if size == max(asked.sizes) else 0
        command = [
            sys.executable,
            __file__,
            "--worker",
            "--sizes",
            str(size),
            "--add",
            str(more),
            "--seed",
            str(asked.seed),
        ]
        runs.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))
    if asked.json:
        Path(asked.json).write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    print(render(runs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
