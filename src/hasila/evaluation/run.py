"""Reading gold and predictions, and scoring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hasila.evaluation.gold import EvaluationError, GoldReport, read_gold
from hasila.evaluation.scoring import Pairing, Score, score_reports
from hasila.model import Report


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A score with every pairing behind it."""

    name: str
    score: Score
    pairings: list[Pairing]


def predict(golds: Sequence[GoldReport]) -> list[dict[str, Any]]:
    """Run the built-in extractor over gold reports; it sees text, date, outlet and language, nothing more."""
    from hasila.export.jsonl import record
    from hasila.pipeline import read_claims

    return [
        record(read_claims(Report(id=g.id, lang=g.lang, text=g.text, published=g.published, outlet=g.outlet)))
        for g in golds
    ]


def evaluate(gold: Path, pred: Path | None = None) -> Evaluation:
    """Score a file of predictions, or the built-in extractor, against a file of gold reports.

    Raises:
        EvaluationError: if either file cannot be read.
    """
    golds = read_gold(gold)
    if pred is None:
        preds = predict(golds)
    else:
        preds = []
        for number, line in enumerate(pred.read_text(encoding="utf-8").splitlines(), 1):
            try:
                preds.append(msgspec.json.decode(line))
            except msgspec.DecodeError as error:
                raise EvaluationError(f"{pred}, line {number}: not JSON: {error}") from error
    score, pairings = score_reports(golds, preds)
    return Evaluation(gold.stem, score, pairings)
