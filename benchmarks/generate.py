"""Reports with known truth, as many as wanted: ``python benchmarks/generate.py 10000 --out FOLDER``.

Writes ``reports.jsonl`` (text only, for reading by hasila), ``claims.jsonl`` (the same with the claims that each text
makes), ``truth.jsonl`` (report, claim, incident) and ``tolls.jsonl`` (the toll of each incident as its sources give
it). The same seed makes the same reports, and more of them begin with fewer. The levels of noise are one table,
``benchmarks/world/noise.yaml``; the world is described in docs/benchmarks.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from world_events import events, stretch_share, stretches
from world_stories import tell
from world_told import Made, Said


class Row(NamedTuple):
    """The range that stands for the dead of one group of an incident, under ``full-range``."""

    group: str
    low: int
    high: int
    open: bool


def generate(count: int, seed: int = 1) -> Iterator[Made]:
    """Yield so many reports in the order of their publication within each stretch of days; memory does not grow.

    Raises:
        ValueError: if the world has not so many reports.
    """
    if stretch_share(count) > 1:
        most = round(count / stretch_share(count))
        raise ValueError(f"the world tells some {most:,} reports; {count:,} are too many")
    done = 0
    for stretch in stretches():
        made = []
        here = events(stretch, seed)
        for at, event in enumerate(here):
            near = [
                o for o in here[max(0, at - 40) : at + 40]
                if o.war is event.war and o is not event and timedelta() <= event.last - o.last <= timedelta(days=1)
            ]  # fmt: skip
            made += [(day, event.id, n, one) for n, (day, one) in enumerate(tell(event, near, seed))]
        for _, _, _, one in sorted(made, key=lambda item: item[:3]):
            if done == count:
                return
            done += 1
            # Numbers in the order of printing, as a store gives them.
            yield one._replace(report=msgspec.structs.replace(one.report, id=f"r{done:07}"))


def tolls(said: Iterable[Said]) -> list[Row]:
    """Return the ranges of one incident from all that is told of its dead, by the rules of docs/reconciliation.md.

    Worked out here from who said what, and not with hasila: each source's latest figure stands, and of one day its
    highest; a copy says nothing new; vague amounts set a range only where nothing else does; a hospital's figure is a
    floor; what its doer denies has 0 as its least.
    """
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.group, []).append(one)
    out = []
    for group, told in sorted(groups.items()):
        stands: dict[str, Said] = {}
        credited = {one.figure[:2] for one in told if one.credited and not one.denies}
        for one in sorted((o for o in told if not o.denies), key=lambda o: (o.said, o.figure.low)):
            if one.figure.hedge != "vague" and (one.credited or one.figure[:2] not in credited):
                stands[one.voice] = one
        figures = list(stands.values())
        totals = [one for one in figures if not one.floor]
        room = max((float("inf") if one.figure.high is None else one.figure.high for one in totals), default=0.0)
        figures = [one for one in figures if not one.floor or one.figure.low > room]
        if not figures:
            if any(not one.denies for one in told):
                out.append(Row(group, 20, 20, True))
            continue
        top = max(one.figure.low for one in figures)
        closed = any(one.figure.low == top and one.figure.high is not None and not one.floor for one in figures)
        low = 0 if any(one.denies for one in told) else min(one.figure.low for one in figures)
        out.append(Row(group, low, top, not closed))
    return out


def write(made: Iterable[Made], folder: Path) -> int:
    """Write the files; return how many reports there are."""
    folder.mkdir(parents=True, exist_ok=True)
    said: dict[str, list[Said]] = {}
    count = 0
    names = ("reports", "claims", "truth")
    files = {name: (folder / f"{name}.jsonl").open("w", encoding="utf-8") for name in names}
    try:
        for one in made:
            count += 1
            report = one.report
            plain = {
                "id": report.id,
                "text": report.text,
                "lang": report.lang,
                "published": report.published,
                "outlet": report.outlet,
            }
            files["reports"].write(json.dumps(plain, ensure_ascii=False) + "\n")
            files["claims"].write(msgspec.json.encode(report).decode() + "\n")
            for claim, event in one.home.items():
                files["truth"].write(json.dumps({"report": report.id, "claim": claim, "incident": event}) + "\n")
            for told in one.said:
                said.setdefault(told.event, []).append(told)
    finally:
        for file in files.values():
            file.close()
    with (folder / "tolls.jsonl").open("w", encoding="utf-8") as file:
        for event, told in said.items():
            for row in tolls(told):
                file.write(json.dumps({"incident": event, **row._asdict()}) + "\n")
    return count


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="generate.py", description=__doc__)
    parser.add_argument("count", type=int, help="how many reports")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    asked = parser.parse_args(arguments)
    print(f"{write(generate(asked.count, asked.seed), asked.out):,} reports in {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
