"""Harm that is talked of, and told of nobody: what would be, and a deed in general."""

from typing import TYPE_CHECKING

from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: A condition stands at most so many tokens before its verb.
_CONDITION = 3
#: What is feared to follow stands so many tokens behind the verb that says so.
_FOLLOWS = 7
#: Who visits or praises people stands between the verb and them, in so many tokens.
_VISITED = 8


def talked_of(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a harm word only talks of a matter (codebook, rule 11)."""
    return (
        _supposed(reader, trigger)
        or _whoever(reader, trigger, phrase)
        or _may_follow(reader, trigger)
        or _everybody(reader, trigger, phrase)
        or _habit(reader, trigger, phrase)
        or _ill(reader, trigger, phrase)
        or _deed(reader, trigger, phrase)
    )


def _supposed(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether a condition is put right before a harm word: لو قتل منا مئة, في حال مقتل الرهائن."""
    tg = reader.tg
    until = trigger.start
    for q in range(trigger.start - 1, max(reader.begin, trigger.start - _CONDITION) - 1, -1):
        if tg.has(q, "supposing") and tg.end(q, "supposing") >= until:
            return True
        if tg.has(q, "opener", "not"):
            # إذا كان قد قتل, إذا لم يقتل
            until = q
    return False


def _whoever(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a verb is about whoever did it, or had it done to him: من قتل نفسا, من لم يقتل, كل من خطف."""
    tg, k = reader.tg, trigger.start - 1
    if (
        phrase.counted
        or phrase.start < trigger.start
        or trigger.word.kind not in ("either", "undergo", "inflict", "event")
    ):
        return False
    if k > reader.begin and tg.has(k, "not"):
        k -= 1
    before = k - 1
    if not phrase.named and before >= reader.begin and tg.has(before, "eachof") and tg.end(before, "eachof") == k + 1:
        return True
    # من قتل نفسا: a noun after a preposition by its spelling, with a name that no list knows.
    unlisted = phrase.named and trigger.word.kind == "event" and trigger.end == phrase.start
    verb = trigger.word.kind != "event" and not phrase.named and trigger.number == "sg"
    if not (verb or unlisted) or k < reader.begin or not tg.has(k, "of") or tg.an[trigger.start].art:
        return False
    # أكثر من قتل, وحذرت من خطف: a noun stands before the preposition.
    return before < reader.begin or not tg.is_word(before) or tg.has(before, "quantity", "on_", "comp")


def _may_follow(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether it is only thought what something may lead to: من أن يؤدي الاقتحام إلى مقتل الآلاف.

    What is feared to have happened is told with another form of the verb, and a feared number is a claim.
    """
    tg, k = reader.tg, trigger.start
    governed = k > reader.begin and tg.has(k - 1, "to", "from_", "in")
    if trigger.word.kind != "event" or not (governed or trigger.prep in tg.lang.grammar.outcome):
        return False
    for q in range(k - 1, max(reader.begin, k - _FOLLOWS), -1):
        if not tg.is_word(q) or tg.has(q, "report", "during", "rel"):
            return False
        if tg.has(q - 1, "comp"):
            if not tg.has(q, "yields") or tg.has(q - 2, "not", "none", "noword"):
                return False
            near = (tg.sense(p, "report") for p in range(max(reader.begin, q - 5), q))
            return not any(s is not None and getattr(s.data, "kind", "") == "expect" for s in near)
    return False


def _habit(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether people without a figure are harmed day by day: تعتقل مواطنين بشكل مستمر, سقوط ضحايا يوميا."""
    if phrase.counted or phrase.named or phrase.hedge != "vague":
        return False
    return reader.tg.any(reader.begin, reader.end, "habit")


def _ill(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether people were hit by an illness that is told behind them: إصابة آلاف الأطفال في المخيمات بأمراض."""
    tg, k = reader.tg, max(phrase.end, trigger.end)
    if trigger.word.harm != "wounded":
        return False
    for q in range(k, min(k + _FOLLOWS, reader.end)):
        if tg.text(q) in "،,؛:." or tg.is_break(q):
            return False
        if tg.has(q, "illness"):
            return True
    return False


def honoured(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether the harmed are only visited or praised: تفقد الوزير مصابين في المستشفى, فخورون بجميع الشهداء."""
    tg, k = reader.tg, trigger.start
    if trigger.word.kind != "people" or phrase.hedge not in ("vague", "all") or phrase.named:
        return False
    subject = tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.subject) or "\0")
    for q in range(min(k, phrase.start) - 1, max(reader.begin, k - _VISITED) - 1, -1):
        if tg.has(q, "tribute"):
            return not subject
        if tg.text(q) in ".؛:،," or q in reader.by_start or tg.has(q, "comp", "report", "caused", "rel"):
            return False
    return False


def _everybody(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether nobody in particular is killed: يقتل البشر, قتل الناس جميعا."""
    told = phrase.counted or phrase.named or phrase.affiliated or phrase.harm is not None
    if trigger.word.harm != "killed" or trigger.word.result or told or phrase.noun < 0:
        return False
    return phrase.generic and reader.tg.text(phrase.noun).startswith(reader.tg.lang.article)


def _deed(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether the noun of killing has all of a kind behind it: نرفض قتل الأبرياء, يقوم يوميا بقتل الأطفال.

    A verb may be written like the noun: it is one where its people are a subject by their ending. What something led
    to, and what took place, is told of people.
    """
    tg, k = reader.tg, trigger.start
    if trigger.word.harm != "killed" or trigger.word.result or trigger.word.weak or trigger.pron:
        return False
    if (
        phrase.counted
        or phrase.named
        or phrase.number != "pl"
        or phrase.harm is not None
        or phrase.start != trigger.end
    ):
        return False
    if not (phrase.definite or _of_all(reader, phrase)):
        return False
    noun = any(
        isinstance(s.data, HarmWord) and s.data.kind == "event" and s.data.harm == "killed" for s in tg.an[k].harms
    )
    if not noun or tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.subject)):
        return False
    at = phrase.end
    if at + 1 < reader.end and tg.has(at, "in") and (at + 1 in tg.places or tg.has(at + 1, "placeword", "ground")):
        # قتل الأبرياء في السوق: where it was tells that it was.
        return False
    return not (k > reader.begin and tg.has(k - 1, "passive", "caused"))


def _of_all(reader: "FrameReader", phrase: Phrase) -> bool:
    """Tell whether a plural noun is made definite by what it governs: أبناء الشعوب, رجال الأمن."""
    tg, after = reader.tg, phrase.noun + 1
    if phrase.noun < 0 or after >= reader.end or tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.object)):
        return False
    return tg.text(after).startswith(tg.lang.article) and not tg.an[after].prep
