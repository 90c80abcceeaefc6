"""The score of incidents as a small table, and every error behind it as lines."""

import json
from collections import Counter

from hasila.evaluation.incidents import ASKED, Fault, IncidentEvaluation, IncidentScore
from hasila.model import PROFILES


def score_text(score: IncidentScore) -> str:
    """Return the figures as aligned lines."""
    left_out = f", {score.left_out} incidents left out of tolls" if score.left_out else ""
    lines = [
        f"{score.dossiers} dossiers, {score.incidents} incidents, {score.reports} reports, {score.claims} claims "
        f"({score.mode}){left_out}",
        f"{'':<14} {'precision':>9} {'recall':>9} {'f1':>9}",
    ]
    for name, hits in (("links", score.links), ("toll groups", score.groups),
                       ("contradictions", score.contradictions), ("control", score.control)):  # fmt: skip
        if hits.gold or hits.pred:
            lines.append(
                f"{name:<14} {hits.precision:>9.4f} {hits.recall:>9.4f} {hits.f1:>9.4f}"
                f"   {hits.right} right, {hits.gold} expected, {hits.pred} given"
            )
    lines.append(f"{'tolls':<14} " + " ".join(f"{name:>9}" for name in ("all", *PROFILES)))
    for asked in ASKED:
        shares = (score.share(asked, profile) for profile in (None, *PROFILES))
        lines.append(f"{asked:<14} " + " ".join(f"{share:>9.4f}" for share in shares))
    return "\n".join([*lines, f"{score.rows} tolls expected under each profile"])


def score_json(score: IncidentScore) -> str:
    """Return the figures and counts as a JSON object."""
    return json.dumps({"mode": score.mode} | score.counts() | score.figures())


def faults_text(result: IncidentEvaluation) -> str:
    """Return every error as lines, those of one kind together, with how many there are of each kind at the end."""
    kinds = Counter(fault.kind for fault in result.faults)
    lines = [line for kind in kinds for fault in result.faults if fault.kind == kind for line in _lines(fault)]
    return "\n".join([*lines, "errors: " + (", ".join(f"{kinds[k]} {k}" for k in kinds) or "none")])


def _lines(fault: Fault) -> list[str]:
    return [f"[{fault.kind}] {fault.where}", *(f"   {line}" for line in fault.lines)]
