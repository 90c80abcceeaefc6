"""How well claims are read: gold reports beside predictions, figure by figure and slot by slot."""

from hasila.evaluation.gold import EvaluationError, GoldClaim, GoldReport, read_gold
from hasila.evaluation.run import Evaluation, evaluate
from hasila.evaluation.scoring import Pairing, Score, score_reports

__all__ = [
    "Evaluation",
    "EvaluationError",
    "GoldClaim",
    "GoldReport",
    "Pairing",
    "Score",
    "evaluate",
    "read_gold",
    "score_reports",
]
