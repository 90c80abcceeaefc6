"""Where the time of a report goes, step by step, beside the least that any reader needs: ``make bench-steps``.

The floor is to fold the text once and to go over it with the pattern of a word once. Each step is timed around its own
function, without the steps that it calls; timing itself adds a little to steps that are called often.
"""

import argparse
import gc
import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final

from bench_report import table
from run import load

ROOT = Path(__file__).resolve().parent.parent
#: What is timed: how it is called here, the module where it is looked up, and its name there.
STEPS: Final = (
    ("fold, cut into words and sentences", "hasila.pipeline", "Document"),
    ("page furniture", "hasila.pipeline", "furniture"),
    ("readings of words, names, places", "hasila.pipeline", "Tagged"),
    ("figures", "hasila.extract.assemble", "find_figures"),
    ("people", "hasila.extract.people.reader", "PeopleReader.at"),
    ("harms and whom they befall", "hasila.extract.assemble", "FrameReader.read"),
    ("parts, totals, lists", "hasila.extract.assemble", "read_drafts"),
    ("sources", "hasila.extract.assemble", "Attribution"),
    ("told again", "hasila.extract.assemble", "merge_repeats"),
    ("denied, confirmed", "hasila.extract.assemble", "deny"),
    ("places, dates, means: what is there", "hasila.extract.assemble", "Circumstances"),
    ("places, dates, means: which are the claim's", "hasila.extract.circumstances.chosen", "Circumstances._choose"),
    ("parts of wholes", "hasila.extract.assemble", "link_wholes"),
    ("how sure", "hasila.extract.assemble", "judge"),
    ("claims with their spans", "hasila.extract.assemble", "_claim"),
    ("contradictions", "hasila.reconcile", "report_contradictions"),
)


class Clock:
    """Times steps, each without those inside it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self._inner = [0.0]

    def around(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        """Return a step that is timed."""

        @wraps(step, updated=())
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.process_time()
            self._inner.append(0.0)
            try:
                return step(*arguments, **named)
            finally:
                took = time.process_time() - begun
                self.seconds[name] += took - self._inner.pop()
                self.calls[name] += 1
                self._inner[-1] += took

        return timed

    def attach(self, name: str, module: str, attribute: str) -> None:
        """Time a function or class where it is looked up."""
        owner: Any = importlib.import_module(module)
        *path, last = attribute.split(".")
        for part in path:
            owner = getattr(owner, part)
        setattr(owner, last, self.around(name, getattr(owner, last)))


def floor(texts: Sequence[str]) -> float:
    """Return the seconds that folding all texts and finding their words takes."""
    from hasila.text.document import _TOKEN
    from hasila.text.folding import fold

    begun = time.process_time()
    for text in texts:
        for _ in _TOKEN.finditer(fold(text).text):
            pass
    return time.process_time() - begun


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-steps", description=__doc__)
    parser.add_argument("--articles", metavar="FILE", help="JSONL of reports; default: the example reports")
    parser.add_argument("--rounds", type=int, default=3, help="how often all are read; the best counts (default 3)")
    parser.add_argument("--json", metavar="OUT", help="write what was measured to this file too")
    asked = parser.parse_args(arguments)
    from hasila import pipeline
    from hasila.model import Report

    files = [asked.articles] if asked.articles else sorted(map(str, ROOT.glob("examples/*/reports.jsonl")))
    reports = [Report(**article) for article in load(files)]
    texts = [report.text for report in reports]

    def once() -> float:
        gc.collect()
        begun = time.process_time()
        for report in reports:
            pipeline.read_claims(report)
        return time.process_time() - begun

    once()
    whole = min(once() for _ in range(asked.rounds))
    least = min(floor(texts) for _ in range(asked.rounds))
    rounds = []
    clock = Clock()
    for step in STEPS:
        clock.attach(*step)
    for _ in range(asked.rounds):
        clock.seconds.clear()
        clock.calls.clear()
        rounds.append((once(), dict(clock.seconds), dict(clock.calls)))
    took, seconds, calls = min(rounds)
    seconds["the rest"] = took - sum(seconds.values())
    found = {"reports": len(reports), "bytes": sum(len(text.encode()) for text in texts), "seconds": whole,
             "floor": least, "steps": seconds, "calls": calls}  # fmt: skip
    if asked.json:
        Path(asked.json).write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(render(found))
    return 0


def render(found: dict[str, Any]) -> str:
    """Set out what was measured for reading in a terminal."""
    reports, total = found["reports"], sum(found["steps"].values())
    rows = [
        (name, f"{1e3 * took / reports:.2f}", f"{took / total:.0%}", f"{took / found['floor']:.1f}",
         f"{found['calls'].get(name, reports) / reports:.1f}")
        for name, took in sorted(found["steps"].items(), key=lambda step: -step[1])
    ]  # fmt: skip
    return "\n".join(
        [
            f"{reports:,} reports, {found['bytes'] / 1e6:.2f} MB: {1e3 * found['seconds'] / reports:.2f} ms each, "
            f"{found['seconds'] / found['floor']:.1f} times the floor ({1e3 * found['floor'] / reports:.2f} ms)",
            "",
            table(("step", "ms each", "share", "x floor", "calls each"), rows),
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
