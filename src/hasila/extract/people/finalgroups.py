"""Who *N persons* are, where the figure beside them tells it, in languages that count with counters (``verb_final``).

«۲۲ طالب کشته، ۱۵ تن زخمی و ۷ تن اسیر شده‌اند»: تن and نفر count those whom the figure before them names.
"""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.people.phrase import Phrase
from hasila.extract.tagging import Tagged

#: Claims of the same people are told within so many tokens of each other.
_WITHIN = 40
#: *These two* were told of within so many sentences.
_POINTS = 2


def name_counted(tg: Tagged, drafts: list[Draft]) -> None:
    """Give those whom but a figure tells the group of the claim before them in their sentence, or of their whole.

    A counter of their own is who they are (۷ نفر), unless their clause says whose they are (codebook, on groups).
    """
    for n, draft in enumerate(drafts):
        if not _counter_only(tg, draft):
            held = _alike(tg, drafts[:n], draft)
            if held is not None:
                draft.phrase = replace(draft.phrase, group=held.group, actor=held.actor, affiliated=True)
                draft.rules.append(("group", "others-alike", held.group))
            continue
        held = _pointed(tg, drafts[:n], draft)
        if held is None and draft.part_of is not None:
            held = draft.part_of.phrase
        elif held is None:
            held = _before(tg, drafts[:n], draft)
            if not (draft.phrase.noun < 0 or draft.subset or (held is not None and _led(held))):
                held = None
        if held is None or held.group is None or _plain(tg, held):
            continue
        draft.phrase = replace(
            draft.phrase, group=held.group, role=held.role, actor=held.actor, affiliated=held.affiliated
        )
        draft.group_from = held
        draft.rules.append(("group", "counted-like", held.group))


def _led(phrase: Phrase) -> bool:
    """Tell whether whose people are counted stands before their figure: از جنگجویان نه تن کشته و ۱۲ تن زخمی شدند."""
    return phrase.figure is not None and phrase.group is not None and phrase.group[0] < phrase.figure[0]


def _alike(tg: Tagged, before: list[Draft], draft: Draft) -> Phrase | None:
    """Return whose *other* people of the same noun were told before: ۱۴ سرباز ارتش ... و هفت سرباز دیگر."""
    phrase = draft.phrase
    if phrase.affiliated or phrase.named or phrase.noun < 0 or _plain(tg, phrase):
        return None
    behind = tg.sense(tg.end(phrase.noun, "people"), "people")
    if behind is None or behind.id != "others":
        return None
    near = (d.phrase for d in reversed(before) if draft.sentence - d.sentence <= 1 and d.phrase.noun >= 0)
    return next((p for p in near if p.affiliated and tg.text(p.noun) == tg.text(phrase.noun)), None)


def _pointed(tg: Tagged, before: list[Draft], draft: Draft) -> Phrase | None:
    """Return as many people told before whom *these N* points to: این دو تن ..., آن سه نفر ...."""
    phrase = draft.phrase
    if draft.part_of is not None or not tg.has(phrase.start - 1, "selfsame", "same"):
        return None
    told = (d.phrase for d in reversed(before) if draft.sentence - d.sentence <= _POINTS)
    return next((p for p in told if (p.low, p.high) == (phrase.low, phrase.high) and p.group is not None), None)


def _counter_only(tg: Tagged, draft: Draft) -> bool:
    phrase = draft.phrase
    if (
        not phrase.counted
        or phrase.named
        or phrase.affiliated
        or phrase.harm is not None
        or (draft.group_from is not None and (phrase.noun < 0 or (draft.part_of is None and not _plain(tg, phrase))))
    ):
        return False
    if draft.harm in ("took_control", "lost_control") or draft.total:
        return False
    return phrase.noun < 0 or _plain(tg, phrase)


def _plain(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether nothing but a counter or *persons* names people."""
    if phrase.affiliated or phrase.named or phrase.noun < 0:
        return phrase.noun < 0 and not phrase.affiliated
    nouns = {phrase.noun, phrase.group[0] if phrase.group is not None else phrase.noun}
    senses = [tg.sense(k, "people") for k in nouns]
    return all(sense is not None and sense.id in ("person", "others", "family", "anybody") for sense in senses)


def _before(tg: Tagged, drafts: list[Draft], draft: Draft) -> Phrase | None:
    """Return the people of the nearest claim before one in its sentence, ``None`` where several are told together."""
    stop = draft.anchor[1]
    if draft.word is not None and draft.word.elided and draft.anchor[0] > draft.phrase.start:
        if stop >= tg.size or tg.text(stop) not in ("،", ",", tg.lang.grammar.number_joiner):
            # A headline without a verb (۶ نظامی کشته و ۲۷ نفر زخمی): there is none that both would share.
            return None
    for other in reversed(drafts):
        if other.sentence != draft.sentence or draft.phrase.start - other.phrase.end > _WITHIN:
            return None
        if (
            other.part_of is not None
            or other.phrase.start >= draft.phrase.start
            or other.phrase.end > draft.phrase.start
        ):
            continue
        if other.harm in ("took_control", "lost_control") or other.negated or other.phrase.named:
            continue
        if tg.any(other.anchor[1], draft.phrase.start, "report", "clause") and draft.sources != other.sources:
            return None
        if other.phrase.harm is not None and not other.phrase.affiliated:
            return None
        if not _shares(other, draft):
            return None
        alike = {
            d.phrase.group for d in drafts
            if d.anchor == other.anchor and d.part_of is None and d.phrase.group is not None
        }  # fmt: skip
        return other.phrase if len(alike) == 1 else None
    return None


def _shares(other: Draft, draft: Draft) -> bool:
    """Tell whether two claims are told in one breath: the first a participle that shares the verb of the second.

    A noun of harm (زخمی شدن ۱۳ نفر) counts its own, and a single person (یک پزشک جان باخت و ...) is no kind of people.
    """
    event = draft.word is not None and draft.word.kind == "event"
    if event or other.phrase.high == 1:
        return False
    return draft.subset or draft.phrase.noun < 0 or (other.word is not None and other.word.kind != "event")
