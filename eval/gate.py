"""The evaluation gate: every figure of every gold set against its pinned floor. Floors only rise.

python eval/gate.py            refuse a fall (exit 1)
python eval/gate.py --raise    write today's figures as floors, where they are higher
"""

import json
import sys
from pathlib import Path
from typing import Final

from hasila.evaluation import evaluate
from hasila.evaluation.breakdown import miscalibration
from hasila.evaluation.incidents import evaluate_incidents

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
#: Figures of a set with few claims jump when one claim changes; a floor stands this far under what was measured.
SLACK = 0.003
#: A third of a gate has some sixty claims, of which the share that is right is off by 0.05 by chance alone: how far
#: confidence is off moves where more is read right, too, and only a fall beyond so much is refused.
CHANCE: Final = {"calibrated": 0.02}
#: Figures of linking and reconciling that are pinned, in either mode.
PINNED = ("links.f1", "groups.f1", "tolls.range", "tolls.best", "tolls.status", "contradictions.f1", "control.f1")
#: The incidents' runs: with the claims as given, as read, and as read of the Arabic reports alone, so that no fall
#: hides behind a language that comes to be read.
RUNS: Final = (("given", None), ("read", None), ("read", "ar"))


def measure() -> dict[str, dict[str, float]]:
    out = {}
    for path in sorted(HERE.glob("gold/*/*.jsonl")):
        result = evaluate(path)
        figures = {k: v for k, v in result.score.figures().items() if not k.startswith(("slot.", "part_of"))}
        # Slots are pinned as shares of all gold claims: of the found ones alone a share falls when more are found.
        figures |= result.score.of_all()
        if path.stem == "gate":
            # How far confidence can be trusted shows only on reports that it was not learned from.
            figures["calibrated"] = round(1 - miscalibration(result), 4)
        figures["broken_spans"] = result.score.broken_spans
        out[f"{path.parent.name}/{path.stem}"] = figures
    for mode, lang in RUNS if any(HERE.glob("incidents/*.yaml")) else ():
        score = evaluate_incidents(HERE / "incidents", mode, lang).score
        found = score.figures()
        # The set is that of the incidents whose tolls are measured: with each language that is read it grows.
        size = {"incidents": score.incidents - score.left_out}
        out[f"incidents/{mode}{f'-{lang}' if lang else ''}"] = {k: found[k] for k in PINNED if k in found} | size
    return out


def main(arguments: list[str]) -> int:
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    measured = measure()
    if "--raise" in arguments:
        for name, figures in measured.items():
            old = floors.setdefault(name, {})
            if old.get("incidents") != figures.get("incidents"):
                # Other cases are another set: what was pinned of the old one says nothing.
                old = floors[name] = {"incidents": figures["incidents"]}
            for key, value in figures.items():
                if key not in ("broken_spans", "incidents"):
                    old[key] = max(old.get(key, 0.0), round(value - SLACK, 4))
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    faults = [f"{name}: no gold set of that name any more" for name in floors if name not in measured]
    for name, figures in measured.items():
        if figures.pop("broken_spans", 0):
            faults.append(f"{name}: spans that are not the text")
        if name not in floors and "incidents" in figures:
            # Case files come in one by one; from the first floors on, all of them are held.
            print(f"{name}: {figures['incidents']} incidents without floors; run eval/gate.py --raise")
            continue
        if figures.get("incidents") != floors.get(name, {}).get("incidents"):
            faults.append(f"{name}: there are {figures['incidents']} incidents, and its floors are those of others; "
                          "run eval/gate.py --raise")  # fmt: skip
            continue
        if name not in floors:
            faults.append(f"{name}: no floors yet; run eval/gate.py --raise")
        for key, floor in floors.get(name, {}).items():
            if figures.get(key, 0.0) < floor - CHANCE.get(key, 0.0):
                faults.append(f"{name} {key}: {figures.get(key, 0.0):.4f} is under its floor {floor:.4f}")
        shown = ("found", "counted", "grouped", "full", *PINNED)
        print(f"{name:<15} " + "  ".join(f"{key} {figures[key]:.3f}" for key in shown if key in figures))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
