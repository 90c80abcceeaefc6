"""People who are told of twice: found dead, they had been abducted before (جثث ثلاثة عمال كانوا قد خطفوا)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.insertions import past_circumstance
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.reader import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: What leads from people to more that is told of them.
_LINKS = ("rel", "been")
#: They stand at most so many tokens before it.
_WITHIN = 16


def by_end(drafts: Iterable[Draft]) -> Mapping[int, Sequence[Draft]]:
    """Return claims by the token behind their people, so that a long sentence is not gone through for each verb."""
    out: dict[int, list[Draft]] = {}
    for draft in drafts:
        out.setdefault(draft.phrase.end, []).append(draft)
    return out


def told_twice(reader: "FrameReader", trigger: Trigger, ends: Mapping[int, Sequence[Draft]]) -> Phrase | None:
    """Return the people of a claim made before (``ends``), of whom a clause right behind them tells another harm.

    Only what links it to them, and when and where it happened, stands between. A verb's number, or the pronoun of its
    object, must be theirs.
    """
    k = trigger.start
    if reader.tg.an[k].conj or trigger.definite or trigger.prep:
        return None
    for draft in (d for end in range(k, max(k - _WITHIN, reader.begin) - 1, -1) for d in ends.get(end, ())):
        phrase = draft.phrase
        if draft.harm == trigger.word.harm or draft.negated or phrase.noun < 0 or phrase.body:
            continue
        if draft.harm == "casualty" and trigger.word.harm in ("killed", "wounded"):
            # الضحايا ال32 الذين قضوا: the same harm.
            continue
        if _leads(reader, draft, trigger) and _theirs(reader, trigger, phrase):
            # جثة صحافي كان قد اختطف: who it was is told, and not how he was found.
            return replace(phrase, harm=None)
    return None


def _leads(reader: "FrameReader", draft: Draft, trigger: Trigger) -> bool:
    """Tell whether a link, and nothing but circumstances beside it, leads from a claim's people to a harm word.

    A verb right behind people who have no article needs none (جثث عمال خطفوا), nor does what goes on behind the first
    harm (أن ثلاثة عمال خطفوا في أيار قتلوا).
    """
    tg, k, end = reader.tg, draft.phrase.end, trigger.start
    linked = k == end and not draft.phrase.definite and trigger.word.kind not in ("state", "people")
    while k < end:
        if k == draft.anchor[0]:
            linked, k = True, draft.anchor[1]
            continue
        if tg.has(k, *_LINKS) and not tg.an[k].conj:
            linked, k = True, max(k + 1, *(tg.end(k, cat) for cat in _LINKS))
            continue
        stop = past_circumstance(tg, k, end)
        if stop == k:
            return False
        k = stop
    return linked


def _theirs(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a verb, or the pronoun of its object, agrees with people in number."""
    many = phrase.low is None or phrase.low > 1
    two = phrase.low == phrase.high == 2
    if trigger.word.kind == "inflict" and not trigger.pron:
        return False
    if trigger.pron and trigger.word.kind in ("inflict", "either"):
        plural = trigger.pron in reader.tg.lang.grammar.plural_pronouns
        return plural == many
    if trigger.number == "sg":
        return not many or phrase.number == "sg"
    return two if trigger.number == "du" else many
