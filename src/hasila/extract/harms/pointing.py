"""Whom a noun of harm with a pronoun points back to: 388 مسلحا جرى تحييدهم, ما أدى إلى مقتله."""

from typing import TYPE_CHECKING

from hasila.extract.harms.before import clause_start, written_feminine
from hasila.extract.harms.triggers import HELD, Trigger
from hasila.extract.people.reader import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.reach import Reach

#: Harms that a noun with a pronoun may tell in passing; of the others, too much is only feared or asked for.
TOLD_IN_PASSING = HELD | {"killed", "released"}
#: Of those who tell it of themselves: أعلن 25 مقاتلا استسلامهم.
_OF_THEMSELVES = frozenset({"surrendered"})


def told_before(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """The people that a noun of harm with a pronoun points back to: 388 مسلحا جرى تحييدهم, فلان قبل اغتياله.

    Only people of the same clause whose number fits the pronoun, with a figure or a name, and of whom nothing else is
    told yet: who was mentioned long before is mostly told as harmed already. One who is held may go without a name
    (أسيرة بعد إطلاق سراحها).
    """
    tg = reader.tg
    before = trigger.start - 1
    passive = before >= reader.begin and tg.has(before, "passive")
    if before - 1 > reader.begin and trigger.prep in tg.lang.grammar.outcome and tg.has(before, "manages"):
        return _whom_they_did(reader, trigger, before)
    caused = trigger.word.result and tg.any(max(reader.begin, before - 1), trigger.start, "caused")
    themselves = trigger.word.harm in _OF_THEMSELVES
    passive = passive or caused or themselves
    if not passive and not told_in_passing(reader, trigger):
        return None
    many = trigger.pron in tg.lang.grammar.plural_pronouns
    found: Phrase | None = None
    for q in range(before, max(clause_start(reader, trigger.start), trigger.start - 18) - 1, -1):
        phrase = reader.person(q) if q not in reader.used else None
        if phrase is None or phrase.end > trigger.start or phrase.body or phrase.noun < 0 or phrase.other:
            continue
        if found is not None:
            # The title before a name (القيادي فلان) tells more of who it is.
            if phrase.named and phrase.end == found.end:
                return phrase
            break
        if themselves and phrase.end != trigger.start:
            break
        if caused and phrase.figure is not None and tg.has(phrase.figure[0], "few"):
            # أطلق أحد الجنود النار عليه ما أدى إلى إصابته: who did it.
            continue
        if caused and not many and _the_one(reader, trigger, phrase):
            return phrase
        held = phrase.harm is not None and phrase.harm.harm in HELD and phrase.low == 1 and not reader.governed(q)
        if not (phrase.named or (phrase.counted and passive) or (held and trigger.word.harm == "released")):
            of_figure = any(figure.end in (q - 1, q) for figure in reader.people.figures.values())
            fits = many == (phrase.low is None or phrase.low > 1)
            if caused and fits and not (phrase.open_class or of_figure):
                # أطلقوا النار على المسلحين ما أدى إلى مقتلهم: they, of whom no figure is told, and none before them.
                break
            continue
        plural = phrase.low is None or phrase.low > 1 or (caused and many and _with_one(reader, phrase))
        # A figure before its noun: the phrase that begins earlier is the whole.
        if plural == many and not (q > reader.begin and q - 1 in reader.people.figures):
            found = phrase
    return found


def _the_one(reader: "Reach", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether one without a name is whom a pronoun means: أطلق جنود النار على شاب ما أدى إلى استشهاده."""
    tg = reader.tg
    one = phrase.low == phrase.high == 1 and phrase.number == "sg" and not (phrase.definite or phrase.counted)
    if not one or phrase.open_class or phrase.harm is not None or tg.an[phrase.noun].pron:
        return False
    if written_feminine(reader, phrase) != (tg.lang.grammar.agreement.get(trigger.pron, "") == "f"):
        return False
    q = phrase.start
    # صحفيا, على شاب: the object of what was done, and neither who did it nor whose thing it hit.
    object_ = tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.accusative))
    return object_ or (q > reader.begin and (tg.has(q - 1, "on_") or bool(tg.an[q].prep)))


def _with_one(reader: "Reach", phrase: Phrase) -> bool:
    """Tell whether one by name has another joined to him: فلان وابنه … ما أدى إلى مقتلهما."""
    k = phrase.end
    if not phrase.named or k >= reader.end or not reader.tg.an[k].conj:
        return False
    other = reader.person(k)
    return other is not None and other.start == k and other.low == other.high == 1


def _whom_they_did(reader: "Reach", trigger: Trigger, did: int) -> Phrase | None:
    """Return the people of a relative clause that says what somebody *did* to them: الصحفيين الذين قاموا باختطافهم."""
    tg = reader.tg
    if not tg.has(did - 1, "rel"):
        return None
    many = trigger.pron in tg.lang.grammar.plural_pronouns
    for start in range(clause_start(reader, did - 1), did - 1):
        phrase = reader.person(start) if start not in reader.used else None
        if phrase is None or phrase.end != did - 1 or phrase.noun < 0 or phrase.body or phrase.open_class:
            continue
        if many != (phrase.low == phrase.high == 1):
            return phrase
    return None


def told_in_passing(reader: "Reach", trigger: Trigger) -> bool:
    """Tell whether a noun of harm with a pronoun is told as what happened: بعد مقتله, في ذكرى اغتياله, وأنباء مقتله."""
    tg, before = reader.tg, trigger.start - 1
    if not trigger.pron or before < reader.begin:
        return False
    if trigger.word.harm == "killed" and (tg.an[trigger.start].conj or tg.has(before, "during", "report")):
        return not tg.has(before, "unreal") or tg.has(before, "during")
    if trigger.word.harm in TOLD_IN_PASSING and tg.has(before, "moment"):
        return True
    return trigger.word.harm in TOLD_IN_PASSING and tg.has(before, "during") and not tg.has(before, "unreal")
