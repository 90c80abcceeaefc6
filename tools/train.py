"""Learn from the gold reports how far a claim of the extractor can be trusted.

python tools/train.py           write languages/<code>/judge.json for every language with gold reports
python tools/train.py --report  only say how well the model does on reports that it was not trained on

The model and its features: hasila/extract/judge.py. The gate (eval/gold/*/gate.jsonl) is never used. What is
reported comes from cross-validation: each report is judged by a model that has seen none of its claims.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from hasila.evaluation import read_gold, score_reports
from hasila.evaluation.gold import GoldReport
from hasila.export.jsonl import record
from hasila.extract.assemble import extract, read_drafts
from hasila.extract.judge import features
from hasila.extract.tagging import Tagged
from hasila.languages import Judge, Language, Weights, load
from hasila.model import Report
from hasila.registry import load_registry
from hasila.text import Document
from hasila.text.furniture import furniture

ROOT = Path(__file__).parent.parent
FOLDS = 10
#: A feature of fewer claims than this is left out: it would only name a report.
LEAST = 4
#: How strongly weights are drawn to zero (the inverse, as scikit-learn has it); by cross-validation.
STRENGTH = {"claim": 0.1, "right": 0.05}


@dataclass(frozen=True, slots=True)
class Example:
    """A draft's features, the report that it is from, and whether it is a claim and is all right."""

    report: str
    features: list[str]
    claim: bool
    right: bool


def examples(path: Path, language: Language) -> Iterator[Example]:
    registry = load_registry(language.code)
    for gold in read_gold(path):
        document = Document(gold.text)
        tagged = Tagged(document, language, registry)
        skipped = furniture(gold.text, language.furniture, gold.outlet, document.folded)
        drafts, _ = read_drafts(tagged, skipped, gold.outlet)
        claims = extract(tagged, gold.published, skipped, gold.outlet)
        kinds = outcome(gold, Report(id=gold.id, lang=gold.lang, text=gold.text, claims=claims))
        assert len(claims) == len(drafts), "train without the weights of before"
        for draft, claim in zip(drafts, claims, strict=True):
            # One that only tells a claim again is neither right nor wrong, and teaches nothing.
            kind = kinds.get(claim.id)
            if kind is not None:
                yield Example(gold.id, features(tagged, draft, drafts), kind != "extra", kind == "right")


def outcome(gold: GoldReport, report: Report) -> dict[str, str]:
    """By claim id: ``right``, ``wrong`` in a slot, or ``extra``."""
    _, pairings = score_reports([gold], [record(report)])
    return {p.pred["id"]: p.kind for p in pairings if p.pred is not None}


def fit(
    found: Sequence[Sequence[str]], truth: Sequence[bool], strength: float
) -> tuple[DictVectorizer, LogisticRegression]:
    counts: dict[str, int] = {}
    for names in found:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform([{n: 1.0 for n in names if counts[n] >= LEAST} for names in found])
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(matrix, truth)
    return vectorizer, model


def predict(model: tuple[DictVectorizer, LogisticRegression], found: Sequence[Sequence[str]]) -> np.ndarray:
    vectorizer, fitted = model
    return np.asarray(fitted.predict_proba(vectorizer.transform([dict.fromkeys(names, 1.0) for names in found]))[:, 1])


def cross_validated(items: Sequence[Example], label: str) -> np.ndarray:
    found = [item.features for item in items]
    truth = np.array([getattr(item, label) for item in items])
    out = np.zeros(len(items))
    for train, test in GroupKFold(FOLDS).split(found, truth, [item.report for item in items]):
        model = fit([found[i] for i in train], truth[train], STRENGTH[label])
        out[test] = predict(model, [found[i] for i in test])
    return out


def report(items: Sequence[Example], label: str) -> np.ndarray:
    """Print how the probabilities of one label agree with what was so, and return them."""
    guesses = cross_validated(items, label)
    truth = np.array([getattr(item, label) for item in items])
    loss = -np.mean(np.where(truth, np.log(guesses), np.log(1 - guesses)))
    base = truth.mean()
    print(f"{label}: {len(items)} drafts, {base:.3f} so; loss {loss:.3f}, of a constant "
          f"{-(base * np.log(base) + (1 - base) * np.log(1 - base)):.3f}")  # fmt: skip
    for low in np.arange(0.0, 1.0, 0.1):
        here = (guesses >= low) & (guesses < low + 0.1)
        if here.any():
            print(f"  given {low:.1f}-{low + 0.1:.1f}: {here.sum():5} drafts, {truth[here].mean():.3f} so")
    return guesses


def best_keep(items: Sequence[Example], guesses: np.ndarray) -> float:
    """The threshold under which a draft is dropped: where found F1 over the drafts is highest."""
    claims = np.array([item.claim for item in items])
    total = claims.sum()
    scored = [
        (2 * claims[guesses >= t].sum() / (total + (guesses >= t).sum()), -t) for t in np.arange(0.05, 0.75, 0.01)
    ]
    value, threshold = max(scored)
    print(f"keep {-threshold:.2f}: found F1 over drafts {value:.4f}; all kept {2 * total / (total + len(items)):.4f}")
    return round(float(-threshold), 2)


def weights(model: tuple[DictVectorizer, LogisticRegression]) -> Weights:
    vectorizer, fitted = model
    named = dict(zip(vectorizer.get_feature_names_out(), fitted.coef_[0], strict=True))
    kept = {str(name): round(float(w), 3) for name, w in sorted(named.items()) if abs(w) >= 0.0005}
    return Weights(bias=round(float(fitted.intercept_[0]), 3), of=kept)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--report", action="store_true", help="write nothing")
    only_report = parser.parse_args(arguments).report
    for folder in sorted((ROOT / "eval" / "gold").iterdir()):
        paths = [p for p in sorted(folder.glob("*.jsonl")) if p.stem != "gate"]
        if not folder.is_dir() or not paths:
            continue
        language = load(folder.name)
        language.judge = None
        items = [item for path in paths for item in examples(path, language)]
        guesses = report(items, "claim")
        keep = best_keep(items, guesses)
        report(items, "right")
        if only_report:
            continue
        found = [item.features for item in items]
        judge = Judge(
            made_from=[f"{folder.name}/{p.stem}" for p in paths],
            keep=keep,
            claim=weights(fit(found, [i.claim for i in items], STRENGTH["claim"])),
            right=weights(fit(found, [i.right for i in items], STRENGTH["right"])),
        )
        out = ROOT / "src" / "hasila" / "languages" / folder.name / "judge.json"
        out.write_bytes(msgspec.json.format(msgspec.json.encode(judge), indent=1) + b"\n")
        print(f"wrote {out.relative_to(ROOT)}: {len(judge.claim.of)} and {len(judge.right.of)} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
