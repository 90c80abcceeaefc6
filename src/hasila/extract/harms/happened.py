"""Which harm a word tells of its people, and whether they are told well enough to be harmed."""

from typing import TYPE_CHECKING

from hasila.extract.harms.told import held_by_rebels
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import Harm

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: Captives and hostages stay so where a verb only says that they are held.
_HELD = frozenset({"captured", "abducted"})
#: An adverb of so many tokens may stand between a verb of losing and the one or two whom it lost.
_ADVERB = 2
#: Words for being in the hands of others; whose they are stands within so many tokens.
_IN_WHOSE_HANDS = frozenset({"fell-into-captivity", "taken-captive", "led-away", "was-led-away", "hold"})
_HANDS_WITHIN = 4
#: From this many on, people of whom nothing else is told may be displaced where they leave.
_MANY = 100


def harm_of(reader: "FrameReader", trigger: Trigger, found: Phrase) -> Harm:
    """Return the harm: the word's own, except where the people are called by theirs or a state follows them."""
    word = trigger.word
    among = _among(reader, found.end) if word.weak and not found.harm else None
    if among is not None:
        return among
    # ستة من القوات الحكومية بين قتيل وجريح: an adjective of the people may stand between.
    tg = reader.tg
    adjective = found.end < reader.end and tg.is_word(found.end) and tg.text(found.end).startswith(tg.lang.article)
    behind = found.end + adjective
    for at in (found.end, trigger.end, behind):
        state = reader.by_start.get(at)
        if state is not None and state.word.kind == "state" and state.word.harm == "casualty":
            # سقوط 40 مقاتلا بين قتيل وجريح: not told apart, whatever the first word says.
            return state.word.harm
    if word.id in _IN_WHOSE_HANDS and (hands := _in_whose_hands(reader, trigger, found)) is not None:
        return hands
    if word.id.startswith("hold") and held_by_rebels(reader, trigger, found):
        taken = any(t.word.harm == "abducted" for t in reader.triggers)
        return "abducted" if taken else "captured"
    if found.harm is None:
        return word.harm
    # سقوط قتلى, إصابة أسير: a word that only says that it came about leaves the harm to the noun.
    light = word.weak and not word.result
    held = word.id.startswith("hold") and found.harm.harm in _HELD
    return found.harm.harm if light or held else word.harm


def _in_whose_hands(reader: "FrameReader", trigger: Trigger, found: Phrase) -> Harm | None:
    """Return what befell people whom a word tells as in whose hands: وقعوا في قبضة الشرطة, احتجز القراصنة ستة."""
    tg = reader.tg
    hands = trigger.word.needs
    begin = trigger.tail if hands else trigger.end
    stop = begin + _HANDS_WITHIN if hands else found.start
    for q in range(begin, min(stop, reader.end)):
        if reader.stops(q):
            return None
        if tg.has(q, "authority"):
            return "detained"
        if tg.has(q, "robbers"):
            return "abducted"
    return None


def _among(reader: "FrameReader", k: int) -> Harm | None:
    """Return the harm of those whom people who fell were among: سقطت امرأة وطفل بين المصابين."""
    for q in range(k, min(k + 3, reader.end)):
        if reader.tg.has(q, "subset"):
            for at in range(q, reader.tg.end(q, "subset")):
                for sense in reader.tg.an[at].harms:
                    if isinstance(sense.data, HarmWord) and sense.data.kind == "people":
                        return sense.data.harm
    return None


def weak_enough(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether people are told well enough for a weak harm word: near it, counted, named or kin."""
    if trigger.word.counted:
        # نقل سبعة عمال إلى المستشفى; but نقل 70 جريحا, who are told by their noun.
        # تبادل الطرفان 16 جثة: the dead are given back, and nobody is freed.
        told = phrase.harm is not None and (trigger.word.harm == "wounded" or phrase.harm.harm == "killed")
        before = trigger.word.kind == "undergo" and trigger.number != "pl" and phrase.start < trigger.end
        return phrase.counted and phrase.noun >= 0 and not (phrase.open_class or phrase.body or told or before)
    if trigger.word.harm == "displaced":
        return _fled(phrase) and (trigger.word.kind in ("inflict", "either") or not reader.governed(phrase.start))
    if phrase.harm is not None:
        return True
    few = not phrase.definite and not phrase.body and phrase.low in (1, 2) and phrase.start - trigger.tail <= _ADVERB
    if (
        trigger.word.id.startswith("lost-")
        and trigger.word.harm != "missing"
        and few
        and phrase.noun >= 0
        and not phrase.open_class
    ):
        # Who lost them has been found already.
        return True
    if trigger.word.id == "mourned":
        # نعى أربعة من عناصره, دفنوا 16 شخصا, نعت القيادة الرائد فلانا: with a figure or a fighter's title, for the
        # famous are mourned too.
        if reader.titled(phrase) and phrase.role == "combatant":
            return True
        return phrase.counted and phrase.noun >= 0 and not phrase.open_class and not phrase.body
    if trigger.word.id == "perished-beasts" and trigger.number != "pl":
        # نفق خمسة منهم; but not باقتحام نفق: a tunnel.
        return phrase.counted and phrase.start >= trigger.end
    one = phrase.number == "sg" and reader.tg.text(phrase.noun).endswith(tuple(reader.tg.lang.grammar.accusative))
    if trigger.word.id == "lost-one" and phrase.start != trigger.tail and trigger.number != "pl":
        # أهل المدينة … فقد ارتبطت, فقد أمر الرجل: the particle before a verb that no list knows.
        return phrase.counted and phrase.noun >= 0 and not phrase.open_class
    if trigger.word.id in ("met", "massacre-of"):
        # روايات لقيت إقبالا, المجزرة بحق أهلنا: without a figure nobody's end is told.
        named = phrase.named and trigger.word.id == "met" and phrase.start == trigger.tail
        return named or (phrase.counted and phrase.noun >= 0 and not phrase.open_class)
    if trigger.word.id == "hit" and reader.tg.has(phrase.noun, "formation"):
        # أصابت خمس وحدات: what was hit.
        return False
    if trigger.word.id == "hit" and phrase.role == "combatant" and not (phrase.counted or phrase.named or one):
        # أصابت وحدات ومواقع: what was hit is a target; but أصابوا ضابطا.
        return False
    if phrase.named and trigger.word.id in ("fell", "falls") and phrase.start > trigger.tail:
        # سقطت حكومة فلان: what fell was his.
        return False
    far = phrase.start - trigger.tail > 1
    if far and reader.titled(phrase) and reader.ends_at(phrase.start) and not reader.governed(phrase.start):
        # قضى في قصف على البلدة الصحافي فلان
        return True
    if far and (not phrase.counted or phrase.noun < 0 or phrase.body or reader.governed(phrase.start)):
        return False
    if phrase.pron and not phrase.body and phrase.start == trigger.end and phrase.number == "sg":
        # أصابت طفلها: kin are definite, and no less people.
        return phrase.role != "combatant" and not reader.tg.has(phrase.noun, "during")
    if phrase.counted or phrase.named:
        light = trigger.word.harm == "missing" or trigger.word.id.startswith("seiz")
        return not phrase.open_class and not (phrase.named and light)
    return phrase.noun >= 0 and phrase.hedge in ("exact", "vague") and not phrase.definite and not phrase.body


def known_ones(reader: "FrameReader", phrase: Phrase) -> bool:
    """Tell whether the harmed are some of those already told: بعض الجرحى, أحد الجرحى, عدد من المصابين."""
    tg = reader.tg
    if not phrase.counted or not tg.an[phrase.noun].art or phrase.figure is None:
        return False
    first = phrase.figure[0]
    if tg.has(first, "few") and phrase.end < reader.end and tg.has(phrase.end, "critical"):
        # بسبب وجود بعض الجرحى في حالات خطرة
        return True
    return tg.has(first, "few") and not tg.any(max(reader.begin, first - 4), first, "caused", "total")


def _fled(phrase: Phrase) -> bool:
    """Tell whether people who leave are told as displaced: many, or civilians, and none who is treated or fights."""
    if phrase.role == "combatant" or not phrase.counted or phrase.harm is not None:
        return False
    if phrase.rule.startswith("count.share."):
        # غالبية السكان غادروا, نزوح نصف السكان
        return phrase.role == "civilian" and phrase.noun >= 0
    if phrase.noun < 0:
        # المئات لجأوا إلى …
        return phrase.hedge == "vague" and (phrase.low or 0) >= _MANY
    least = phrase.low if phrase.low is not None else phrase.high
    return least is not None and (least >= _MANY or (phrase.role == "civilian" and least >= 20))
