"""How sure a claim is: a log-linear model over how the grammar came to it.

It gives the probability that harm, figure, people, source and stance of a draft are all right: a sum of weights, one
for each feature of the draft, so that every judgement can be taken apart; ``why`` names the features that moved it
most. The weights are made by ``tools/train.py`` from the gold reports of ``eval/gold``, and stand in the folder
of the language.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged
from hasila.languages import Weights
from hasila.text.document import WORD

#: The largest power of e that is taken: what is left is nothing.
_LARGEST: Final = 700.0
#: Readings of the words around a harm word that a feature may name; other readings say little and are many.
_AROUND: Final = (
    "report", "comp", "of", "in", "on_", "from_", "to", "with_", "caused", "not", "none", "noword", "unreal", "attempt",
    "rel", "during", "people", "number", "amount", "harm", "copula", "achieved", "total", "means", "source", "aim",
    "calendar", "responsibility", "nation", "subset", "meanwhile", "under", "name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft with the probability that all of it is right, and what moved that most."""

    draft: Draft
    confidence: float
    reasons: tuple[str, ...]


def told_in(drafts: Iterable[Draft]) -> Mapping[int, int]:
    """Return how many drafts of a report each of its sentences has."""
    return Counter(draft.sentence for draft in drafts)


def judge(tg: Tagged, draft: Draft, told: Mapping[int, int]) -> Judged:
    """Give a draft its confidence: one half where the language has learned nothing.

    ``told`` is how many drafts each sentence of the report has (:func:`told_in`).
    """
    model = tg.lang.judge
    if model is None:
        return Judged(draft, 0.5, ())
    found = features(tg, draft, told)
    return Judged(draft, round(probability(model.right, found), 2), tuple(reasons(model.right, found)))


def features(tg: Tagged, draft: Draft, told: Mapping[int, int]) -> list[str]:
    """Return the features of a draft, as ``name:value``; ``told`` as for :func:`judge`."""
    phrase, word = draft.phrase, draft.word
    begin, end = tg.doc.sentences[draft.sentence]
    start, stop = draft.anchor
    rules = {step: rule for step, rule, _ in reversed(draft.rules)}
    kind = word.kind if word is not None else "none"
    gap = phrase.start - stop if phrase.start >= stop else start - phrase.end if phrase.end <= start else -1
    harm_rule = rules.get("harm", rules.get("denial", "none")).split(".")
    how = ".".join(harm_rule[1:]) or "none"
    out = [
        f"harm:{draft.harm}", f"word:{word.id if word is not None else 'none'}", f"kind:{kind}", f"how:{how}",
        f"kind+how:{kind}.{how}", f"count:{rules.get('count', 'none')}", f"hedge:{phrase.hedge}",
        f"source:{rules.get('source', 'none')}", f"stance:{draft.stance}", f"sources:{min(len(draft.sources), 3)}",
        f"group:{rules.get('group', 'own')}", f"role:{phrase.role}", f"number:{phrase.number or 'none'}",
        f"gap:{'before' if phrase.end <= start else 'after'}.{bucket(gap)}",
        f"in-sentence:{bucket(told.get(draft.sentence, 0))}",
    ]  # fmt: skip
    flags = {
        "weak": word is not None and word.weak, "counted": phrase.counted, "named": phrase.named,
        "open": phrase.open_class, "bare": phrase.noun < 0, "affiliated": phrase.affiliated, "generic": phrase.generic,
        "definite": phrase.definite, "body": phrase.body, "own-harm": phrase.harm is not None, "other": phrase.other,
        "pronoun": phrase.pron, "actor": phrase.actor is not None, "agent": draft.agent is not None,
        "part": draft.part_of is not None, "total": draft.total, "earlier": draft.earlier,
        "lent": draft.group_from is not None,
        "merged": bool(draft.merged), "one": phrase.low == 1 and phrase.high == 1, "large": (phrase.low or 0) >= 100,
        f"negated-{draft.negated}": bool(draft.negated),
        "definite-word": bool(tg.an[start].art), f"prep-{tg.an[start].prep}": bool(tg.an[start].prep),
        "joined-word": bool(tg.an[start].conj), f"{kind}+indefinite": not phrase.definite and not phrase.counted,
        f"{kind}+uncounted": not phrase.counted, f"{draft.harm}+uncounted": not phrase.counted,
        f"{draft.harm}+definite": phrase.definite,
    }  # fmt: skip
    out += [f"is:{name}" for name, value in flags.items() if value]
    out += around(tg, start - 1, "before1", begin, end) + around(tg, start - 2, "before2", begin, end)
    out += around(tg, stop, "after1", begin, end)
    out += around(tg, phrase.start - 1, "people-before", begin, end) + around(
        tg, phrase.end, "people-after", begin, end
    )
    return out


def bucket(value: int) -> str:
    """Return a number of things or words as one of a few steps; negative is ``in``."""
    if value < 0:
        return "in"
    if value <= 3:
        return str(value)
    return "4-6" if value <= 6 else "7-12" if value <= 12 else "13+"


def around(tg: Tagged, k: int, name: str, begin: int, end: int) -> list[str]:
    """Return what stands at token ``k`` of the sentence from ``begin`` to ``end``, as features called ``name``."""
    if not begin <= k < end:
        return [f"{name}:edge"]
    if tg.tokens[k].kind != WORD:
        return [f"{name}:{tg.tokens[k].kind}{tg.text(k) if tg.tokens[k].kind == 'p' else ''}"]
    here = tg.kinds[k]
    known = [f"{name}:{cat}" for cat in _AROUND if cat in here] if here else []
    return known or [f"{name}:word"]


def probability(weights: Weights, found: Sequence[str]) -> float:
    """Return the probability that ``weights`` give a draft with the features ``found``."""
    total = weights.bias + sum(map(weights.of.get, found, repeat(0.0)))
    # A sentence of thousands of words may add up to more than an exponential can hold.
    return 1.0 / (1.0 + math.exp(min(-total, _LARGEST)))


def reasons(weights: Weights, found: Sequence[str], by: str = "judge", most: int = 3) -> list[str]:
    """Return the features that moved a judgement most, each with its weight, as rule names."""
    told = [(weights.of.get(name, 0.0), name) for name in found]
    moved = sorted((m for m in told if abs(m[0]) >= 0.1), key=lambda m: (-abs(m[0]), m[1]))
    return [f"{by}.{name}={weight:+.2f}" for weight, name in moved[:most]]
