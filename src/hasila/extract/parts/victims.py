"""Victims of whom was told before: where the dead alone were told, the victims are they (codebook, section 3)."""

from collections.abc import Sequence

from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged

#: *The ten victims* are those told at most so many sentences before, *most victims* those of fewer.
_TOLD, _NEAR = 8, 3
#: Who is hurt is a victim too.
_HURT = frozenset({"wounded", "casualty"})


def tell_victims(tg: Tagged, drafts: Sequence[Draft]) -> None:
    """Let victims be the dead that they are by their number (الضحايا الستة), or as the only ones told."""
    for n, draft in enumerate(drafts):
        word, phrase = draft.word, draft.phrase
        if draft.harm != "casualty" or draft.negated or word is None or word.id != "victims" or phrase.harm is None:
            continue
        if not tg.an[draft.anchor[0]].art:
            continue
        told = [d for d in drafts[:n] if d.sentence < draft.sentence and d.part_of is None and not d.negated]
        if phrase.hedge in ("most", "all"):
            near = [d for d in told if draft.sentence - d.sentence <= _NEAR and d.phrase.counted]
            near = [d for d in near if d.harm in _HURT or d.harm == "killed"]
            if not near or any(d.harm in _HURT for d in near):
                continue
        elif phrase.hedge == "exact" and phrase.counted and phrase.low is not None:
            near = [d for d in told if draft.sentence - d.sentence <= _TOLD and d.harm == "killed"]
            near = [d for d in near if d.phrase.low == d.phrase.high == phrase.low]
        else:
            continue
        if not near:
            continue
        for d in (draft, *(d for d in drafts if d.part_of is draft and d.harm == "casualty")):
            d.harm = "killed"
            d.rules.append(("harm", "victims.of-the-dead", near[-1].anchor))
