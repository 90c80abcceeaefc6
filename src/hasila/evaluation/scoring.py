"""The score: claims paired with gold claims, and how much of each pair is right.

Four levels, each asking more than the one before: ``found`` (same harm, places in the text overlap),
``counted`` (and the figures are equal), ``grouped`` (and the people are the same), ``full`` (and the
originating source and the stance are the same). Names are compared as words, not letter by letter.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import regex

from hasila.evaluation.gold import GoldClaim, GoldReport
from hasila.model import TERRITORY
from hasila.text import fold_word

LEVELS = ("found", "counted", "grouped", "full")
_WORD = regex.compile(r"\w+")
_GLUED = regex.compile(r"^(?:و|ف)?(?:ب|ك)?(?:ال|لل)(?=\w{2})")
_EMPTY = frozenset({"the", "a", "an", "of", "من", "في", "و"})


@lru_cache(maxsize=20_000)
def name_words(text: str) -> frozenset[str]:
    """Return the words of a name by which names are compared: folded, without glued particles and articles."""
    return frozenset(_GLUED.sub("", word) for word in _WORD.findall(fold_word(text))) - _EMPTY


def same_name(a: str | None, b: str | None) -> bool:
    """Tell whether two names plainly mean the same: one's words hold the other's, or half of all are shared."""
    one, two = name_words(a or ""), name_words(b or "")
    if not one or not two:
        return one == two
    return one <= two or two <= one or len(one & two) * 2 >= len(one | two)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Gold and prediction of one claim, either missing; ``slots`` tells which are right (``None``: not asked)."""

    report: GoldReport
    gold: GoldClaim | None
    pred: dict[str, Any] | None
    slots: dict[str, bool | None] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """``missed``, ``extra``, ``wrong`` (a slot of ``full`` is wrong) or ``right``."""
        if self.pred is None:
            return "missed"
        if self.gold is None:
            return "extra"
        return "right" if all(self.slots[s] for s in ("count", "group", "source", "stance")) else "wrong"


@dataclass(slots=True)
class Score:
    """Counts, and the figures made of them."""

    gold: int = 0
    pred: int = 0
    repeats: int = 0
    reports: int = 0
    missing: int = 0
    broken_spans: int = 0
    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    slot_right: dict[str, int] = field(default_factory=dict)
    slot_all: dict[str, int] = field(default_factory=dict)
    #: Gold claims that ask for a slot, found or not.
    slot_asked: dict[str, int] = field(default_factory=dict)
    parts_asked: int = 0
    parts: tuple[int, int] = (0, 0)
    pairs: tuple[int, int, int] = (0, 0, 0)

    def f1(self, level: str) -> float:
        """F1 of a level over claims."""
        return _f1(self.hits[level], self.gold, self.pred)

    def figures(self) -> dict[str, float]:
        """Return every figure by name: levels, slots, parts, contradictions."""
        out = {level: self.f1(level) for level in LEVELS}
        out |= {f"slot.{s}": self.slot_right[s] / n for s, n in sorted(self.slot_all.items()) if n}
        if self.parts[1]:
            out["part_of"] = self.parts[0] / self.parts[1]
        if self.pairs[1] or self.pairs[2]:
            out["contradictions"] = _f1(*self.pairs)
        return {name: round(value, 4) for name, value in out.items()}

    def of_all(self) -> dict[str, float]:
        """Return, of all gold claims that ask for a slot, the share found with it right.

        These never fall when more claims are found, as the shares of found claims may: what floors are pinned to.
        """
        out = {f"all.{s}": self.slot_right.get(s, 0) / n for s, n in sorted(self.slot_asked.items())}
        if self.parts_asked:
            out["all.part_of"] = self.parts[0] / self.parts_asked
        return {name: round(value, 4) for name, value in out.items()}

    def to_json(self) -> str:
        """Return the figures and counts as a JSON object."""
        counts = {"reports": self.reports, "claims_gold": self.gold, "claims_pred": self.pred, "repeats": self.repeats,
                  "reports_missing": self.missing, "broken_spans": self.broken_spans}  # fmt: skip
        return json.dumps(counts | self.figures())

    def to_text(self) -> str:
        """Return the figures as lines."""
        lines = [f"{self.reports} reports, {self.gold} gold claims, {self.pred} predicted, {self.repeats} repeats, "
                 f"{self.broken_spans} broken spans"]  # fmt: skip
        return "\n".join(lines + [f"{name:<20} {value:.4f}" for name, value in self.figures().items()])


def _f1(hits: int, gold: int, pred: int) -> float:
    return 2 * hits / (gold + pred) if gold + pred else 0.0


def score_reports(golds: Sequence[GoldReport], preds: Iterable[dict[str, Any]]) -> tuple[Score, list[Pairing]]:
    """Score predictions (objects as ``hasila extract`` writes them) against gold, matched by report id.

    A prediction that only tells a gold claim again elsewhere in the text is a repeat and costs nothing.
    """
    by_id = {pred["id"]: pred for pred in preds}
    score, pairings = Score(reports=len(golds)), []
    for report in golds:
        pred = by_id.get(report.id)
        if pred is None:
            score.missing += 1
        pairings += _report(report, pred or {"claims": []}, score)
    return score, pairings


def _report(report: GoldReport, pred: dict[str, Any], score: Score) -> list[Pairing]:
    claims: list[dict[str, Any]] = pred.get("claims", [])
    score.broken_spans += broken_spans(report.text, pred)
    found = match(report, claims)
    taken = {p for p, _ in found.values()}
    out = []
    for n, claim in enumerate(claims):
        if n in taken:
            continue
        if any(
            claim.get("harm") == g.harm and _slots(g, claim)["count"] and _slots(g, claim)["group"]
            for g in report.claims
        ):
            score.repeats += 1
        else:
            out.append(Pairing(report, None, claim))
    score.gold += len(report.claims)
    score.pred += len(claims) - (len(claims) - len(taken) - len(out))
    part_hits = part_all = 0
    for n, gold in enumerate(report.claims):
        for name, value in _slots(gold, {}).items():
            if value is not None:
                score.slot_asked[name] = score.slot_asked.get(name, 0) + 1
        score.parts_asked += gold.part_of is not None
        if n not in found:
            out.append(Pairing(report, gold, None))
            continue
        index, slots = found[n]
        right = [True, slots["count"], slots["group"], slots["source"] and slots["stance"]]
        for depth, level in enumerate(LEVELS):
            score.hits[level] += all(right[: depth + 1])
        for name, value in slots.items():
            if value is not None:
                score.slot_all[name] = score.slot_all.get(name, 0) + 1
                score.slot_right[name] = score.slot_right.get(name, 0) + bool(value)
        out.append(Pairing(report, gold, claims[index], slots))
        if gold.part_of is not None:
            part_all += 1
            whole = found.get(gold.part_of)
            part_hits += whole is not None and claims[index].get("part_of") == claims[whole[0]].get("id")
    score.parts = (score.parts[0] + part_hits, score.parts[1] + part_all)
    want = {frozenset((claims[found[i][0]]["id"], claims[found[j][0]]["id"])) for i, j in report.contradictions
            if i in found and j in found}  # fmt: skip
    have = {frozenset(pair) for pair in pred.get("contradictions", [])}
    hits, all_gold, all_pred = score.pairs
    score.pairs = (hits + len(want & have), all_gold + len(report.contradictions), all_pred + len(have))
    return out


def _span(value: Any) -> dict[str, Any] | None:
    span = (value or {}).get("span")
    return span if span and "start" in span else None


def _name(value: Any) -> str | None:
    if value is None:
        return None
    span = _span(value)
    found = span["text"] if span else value.get("name")
    return str(found) if found is not None else None


def _slots(gold: GoldClaim, pred: dict[str, Any]) -> dict[str, bool | None]:
    count = pred.get("count") or {}
    names = [_name(s) for s in pred.get("sources") or []]
    ground = gold.harm in TERRITORY
    if gold.sources:
        source = bool(names) and same_name(gold.sources[0], names[0])
        chain = len(names) == len(gold.sources) and all(map(same_name, gold.sources, names))
    else:
        source = chain = not names
    date, place = pred.get("date"), _name(pred.get("place"))
    group = pred.get("group") or {}
    return {
        "count": ground or (count.get("low"), count.get("high")) == (gold.low, gold.high),
        "hedge": ground or count.get("hedge") == gold.hedge,
        "group": same_name(gold.group, _name(pred.get("group"))),
        "role": group.get("role") == gold.role,
        "stance": pred.get("stance") == gold.stance,
        "source": source,
        "chain": chain,
        "place": (place is not None and same_name(gold.place, place)) if gold.place else None,
        "date": (date is not None and (date["start"], date["end"]) == tuple(gold.date)) if gold.date else None,
        "means": (pred.get("means") == gold.means) if gold.means else None,
        "scope": pred.get("scope") == gold.scope,
    }


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place of a quote: a text captured twice may be cited at either copy."""
    out, at = [], text.find(quote)
    while at >= 0:
        out.append((at, at + len(quote)))
        at = text.find(quote, at + len(quote))
    return out


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def match(report: GoldReport, claims: Sequence[dict[str, Any]]) -> dict[int, tuple[int, dict[str, bool | None]]]:
    """Pair gold and predicted claims of the same harm and place in the text, the best pairs first.

    Returns the index of the predicted claim, and which of its slots are right, by the index of the gold claim.
    """
    pairs = []
    for g, gold in enumerate(report.claims):
        places = _places(report.text, gold.quote)
        for p, pred in enumerate(claims):
            if pred.get("harm") != gold.harm:
                continue
            where = pred.get("quote") or _span(pred.get("count")) or _span(pred.get("group"))
            if where is None:
                continue
            at = (where["start"], where["end"])
            best = max(places, key=lambda place: _overlap(place, at))
            shared = _overlap(best, at)
            if not shared:
                continue
            slots = _slots(gold, pred)
            weight = (
                4 * bool(slots["count"]) + 3 * bool(slots["group"]) + 2 * bool(slots["source"]) + bool(slots["stance"])
            )
            pairs.append((weight + shared / max(best[1] - best[0], at[1] - at[0]), g, p, slots))
    found: dict[int, tuple[int, dict[str, bool | None]]] = {}
    taken: set[int] = set()
    for _, g, p, slots in sorted(pairs, key=lambda item: (-item[0], item[1], item[2])):
        if g not in found and p not in taken:
            found[g] = (p, slots)
            taken.add(p)
    return found


def broken_spans(text: str, node: Any) -> int:
    """Count the spans anywhere in a prediction whose text is not the text at their offsets."""
    if isinstance(node, dict):
        bad = {"start", "end", "text"} <= node.keys() and text[node["start"] : node["end"]] != node["text"]
        return int(bad) + sum(broken_spans(text, value) for value in node.values())
    if isinstance(node, list | tuple):
        return sum(broken_spans(text, value) for value in node)
    return 0
