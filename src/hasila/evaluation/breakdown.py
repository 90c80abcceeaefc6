"""Figures by kind of text, harm, hedge or length, and what became of claims by their confidence."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

from hasila.evaluation.gold import GoldReport
from hasila.evaluation.run import Evaluation
from hasila.evaluation.scoring import LEVELS, Pairing

_LENGTHS: Final = ((60, "up to 60 words"), (150, "up to 150 words"), (10**9, "more than 150 words"))


def _style(pairing: Pairing) -> str:
    return pairing.report.style or "not said"


def _length(pairing: Pairing) -> str:
    words = _words(pairing.report)
    return next(name for most, name in _LENGTHS if words <= most)


def _words(report: GoldReport) -> int:
    return len(report.text.split())


def _harm(pairing: Pairing) -> str:
    return pairing.gold.harm if pairing.gold is not None else str((pairing.pred or {}).get("harm"))


def _hedge(pairing: Pairing) -> str:
    if pairing.gold is not None:
        return pairing.gold.hedge
    return str(((pairing.pred or {}).get("count") or {}).get("hedge"))


#: What figures can be told apart by. A made-up claim counts where its own report, harm or hedge stands.
BY: Final[dict[str, Callable[[Pairing], str]]] = {"style": _style, "length": _length, "harm": _harm, "hedge": _hedge}


def breakdown(result: Evaluation, by: str) -> list[tuple[str, int, dict[str, float]]]:
    """Return (value, gold claims, F1 by level) for each value of ``by`` (a key of `BY`), most claims first.

    Raises:
        KeyError: if ``by`` is none of them.
    """
    groups: dict[str, list[Pairing]] = {}
    for pairing in result.pairings:
        groups.setdefault(BY[by](pairing), []).append(pairing)
    out = [(name, sum(p.gold is not None for p in members), _levels(members)) for name, members in groups.items()]
    return sorted(out, key=lambda row: (-row[1], row[0]))


def _levels(pairings: list[Pairing]) -> dict[str, float]:
    gold = sum(p.gold is not None for p in pairings)
    pred = sum(p.pred is not None for p in pairings)
    hits = dict.fromkeys(LEVELS, 0)
    for pairing in pairings:
        if pairing.gold is None or pairing.pred is None:
            continue
        slots = pairing.slots
        right = (True, slots["count"], slots["group"], slots["source"] and slots["stance"])
        for depth, level in enumerate(LEVELS):
            hits[level] += all(right[: depth + 1])
    return {level: 2 * hits[level] / (gold + pred) if gold + pred else 0.0 for level in LEVELS}


def breakdown_text(result: Evaluation, by: str) -> str:
    """Return the breakdown as aligned lines."""
    rows = breakdown(result, by)
    width = max((len(name) for name, _, _ in rows), default=0)
    head = f"{by:<{width}} {'claims':>7} " + " ".join(f"{level:>8}" for level in LEVELS)
    lines = [
        f"{name:<{width}} {claims:>7} " + " ".join(f"{figures[level]:8.3f}" for level in LEVELS)
        for name, claims, figures in rows
    ]
    return "\n".join([head, *lines])


#: Claims are cut into so many parts of one size to measure how far confidence is off.
_PARTS = 3


def calibration(result: Evaluation) -> list[tuple[float, int, float, float]]:
    """Return, for each tenth of confidence that occurs: its lower end, claims, mean confidence, share all right.

    All right is what ``full`` asks: harm, figure, people, originating source and stance. Claims that only tell one
    again are left out, as they are of the score.
    """
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in _judged(result):
        tenths.setdefault(min(9, int(sure * 10 + 1e-9)), []).append((sure, right))
    return [
        (tenth / 10, len(found), sum(s for s, _ in found) / len(found), sum(r for _, r in found) / len(found))
        for tenth, found in sorted(tenths.items())
    ]


def _judged(result: Evaluation) -> Iterator[tuple[float, bool]]:
    for pairing in result.pairings:
        pred: dict[str, Any] | None = pairing.pred
        if pred is not None and pred.get("confidence") is not None:
            yield float(pred["confidence"]), pairing.kind == "right"


def miscalibration(result: Evaluation) -> float:
    """Return the mean distance, over claims, between the confidence of a third and the share of it that is right.

    The thirds are the least sure, the middle and the surest of the claims, of one size: of a hundred claims a tenth of
    confidence holds some ten, and chance alone puts it off by more than what is to be measured.
    """
    told = sorted(_judged(result))
    cuts = [len(told) * n // _PARTS for n in range(_PARTS + 1)]
    thirds = [told[low:high] for low, high in pairwise(cuts)]
    return sum(abs(sum(sure - right for sure, right in third)) for third in thirds) / len(told) if told else 0.0


def calibration_text(result: Evaluation) -> str:
    """Return the calibration as aligned lines, with the mean distance between confidence and what was right."""
    rows = calibration(result)
    lines = ["confidence   claims  mean   right"]
    lines += [f"{low:.1f} to {low + 0.1:.1f} {claims:>8}  {mean:.3f}  {right:.3f}" for low, claims, mean, right in rows]
    return "\n".join([*lines, f"off by {miscalibration(result):.3f} on average over thirds"])
