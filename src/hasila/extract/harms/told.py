"""What a harm word is not told as: asked for, planned, or only some of its uses; and who holds those who are held."""

from typing import TYPE_CHECKING

from hasila.extract.harms.joined import negation
from hasila.extract.harms.talk import talked_of
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: A demand may stand so far before the release that it asks for.
_ASKED_WITHIN = 8
#: Who holds people stands within so many tokens of the word.
_HOLDER_WITHIN = 8
#: Whoever seeks to do it is told so many tokens before the noun of a deed.
_SOUGHT_WITHIN = 7
#: Who tries to do it stands within so many tokens of the verb.
_TRIED_WITHIN = 10
#: Those who were taken may be freed or missing so many tokens later.
_GOES_ON_WITHIN = 14
#: Nobody is killed or wounded in exchange.
_NOT_TRADED = frozenset({"killed", "wounded", "casualty", "missing"})
_TAKEN = frozenset({"captured", "detained", "abducted"})


def unreal(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether the harm is only attempted, threatened, asked for or ordered (codebook, rule 11)."""
    tg = reader.tg
    if trigger.word.harm in (*_TAKEN, "missing") and phrase.harm is not None and phrase.harm.harm == "killed":
        # احتجاز جثامين, فقدان الشهيدين, انتشال شهيد من تحت الأنقاض: the dead are held, found or mourned, and nobody's
        # captives.
        return True
    if trigger.word.kind not in ("event", "undergo", "inflict", "either"):
        return False
    if talked_of(reader, trigger, phrase):
        return True
    near = range(max(reader.begin, trigger.start - 3), trigger.start)
    # وفي المقابل، أصيب تسعة: what a comma cuts off governs nothing behind it.
    near = range(max((q + 1 for q in near if tg.text(q) in "،,"), default=near.start), trigger.start)
    if any(
        tg.has(q, "unreal")
        and tg.end(q, "unreal") >= trigger.start - 1
        and not tg.has(q + 1, "calendar", "unit")
        and not (trigger.word.harm in _NOT_TRADED and tg.has(q, "plus"))
        for q in near
    ):
        # قبل مقتله; but not اندلعت قبل أسبوع, and not مقابل مقتل أربعة, which sets one toll against another.
        return True
    also = trigger.word.harm == "released" and any(d.harm == "released" for d in reader.drafts)
    also = also and not tg.any(reader.begin, trigger.start, "demand")
    if not also and trigger.word.harm in (*_TAKEN, "released") and any(tg.has(q, "exchange") for q in near):
        # مقابل إطلاق سراح ثلاثة: a price; but مقابل سقوط 30 مقاتلا tells of the other side.
        return True
    if (
        trigger.word.harm == "detained"
        and trigger.start > reader.begin
        and not trigger.prep
        and tg.has(trigger.start - 1, "warrant")
    ):
        # مذكرة توقيف بحق …
        return True
    if trigger.word.harm == "released" and trigger.word.kind == "event":
        # يشترطون, رفعوا مطالبهم إلى … وإطلاق: letting people go is asked for far more often than other harms.
        far = range(max(reader.begin, trigger.start - _ASKED_WITHIN), trigger.start)
        if any(tg.has(q, "unreal") for q in far) and not any(tg.has(q, "caused", "comp") for q in far):
            return True
    if trigger.word.present and trigger.start > reader.begin and tg.has(trigger.start - 1, "may"):
        # قد تصيب مليون طفل, لن يقتل: what may or will be.
        return True
    if trigger.word.present and phrase.definite and phrase.number == "pl" and not (phrase.counted or phrase.named):
        # التنظيم يقتل الأبرياء: what somebody does, not what happened one day; but لم يقتلوا, and a headline.
        denied = tg.any(max(reader.begin, trigger.start - 2), trigger.start, "not", "none", "noword")
        return reader.sentence > 0 and not (denied and negation(reader, trigger.start, phrase))
    if trigger.word.id == "qada" and (
        tg.any(phrase.end, min(phrase.end + 3, reader.end), "spent") or _ruled(reader, trigger, phrase)
    ):
        # قضى خمسة سياح ليلتهم: time is spent.
        return True
    if tg.has(phrase.start, "more") and phrase.harm is not None and tg.has(trigger.start - 1, "with_"):
        # ومع سقوط مزيد من القتلى: that it goes on.
        return True
    if tg.has(phrase.start, "more"):
        feared = (tg.sense(q, "report") for q in range(max(reader.begin, trigger.start - 5), trigger.start))
        if any(s is not None and getattr(s.data, "kind", "") == "expect" for s in feared):
            # تخشى سقوط مزيد من القتلى: no figure, and nothing that happened.
            return True
    told = trigger.start - 1
    if trigger.word.id == "death" and phrase.named and told > reader.begin and tg.has(told, "telling"):
        if tg.has(told - 1, "during", "aftermath"):
            # منذ إعلان وفاة زعيمها: known long before.
            return True
    if trigger.word.id in ("death", "passed-away") and phrase.named and not _by_force(reader, trigger):
        return True
    if trigger.word.kind == "undergo" and trigger.word.needs and not phrase.counted:
        if any(tg.has(q, "topic") and tg.end(q, "topic") == trigger.start for q in near):
            # قضية تعرض فلان للاغتيال: the noun that the verb is written like.
            return True
    before = range(max(reader.begin, trigger.start - 14), trigger.start)
    if any(tg.has(q, "imagined") for q in before):
        return True
    if not trigger.word.result and _threatened(reader, trigger):
        return True
    sought = range(max(reader.begin, trigger.start - _SOUGHT_WITHIN), trigger.start - 1)
    if trigger.word.kind == "event" and not trigger.word.result and tg.has(trigger.start - 1, "to"):
        if tg.any(sought.start, sought.stop, "attempt") and not any(tg.has(q, "caused", "comp") for q in sought):
            # سعى المسلحون إلى اعتقال عدد من السكان: who sought to stands between.
            return True
    if trigger.word.kind == "event" and not (trigger.word.result or trigger.conj or trigger.prep):
        far = range(max(reader.begin, trigger.start - _TRIED_WITHIN), trigger.start)
        tried = next((q for q in reversed(far) if tg.has(q, "tries")), None)
        between = range(far.stop if tried is None else tried, far.stop)
        if tried is not None and not any(tg.has(q, "comp", "rel") or tg.text(q) in "،,؛:" for q in between):
            # تحاول قوة من المستعربين اعتقال مطلوبين: who tries to stands between.
            return True
    if trigger.word.kind not in ("event", "either") or trigger.word.result or (trigger.start - 1) < reader.begin:
        return False
    if not phrase.counted and any(tg.has(q, "topic") and tg.end(q, "topic") == trigger.start for q in near):
        # المشاركة في قتل الفتى, حوادث خطف: talk of the deed, which is told elsewhere if at all.
        return True
    if not (phrase.counted or phrase.named) and tg.has(trigger.start - 1, "in"):
        if tg.any(max(reader.begin, trigger.start - 7), trigger.start, "party"):
            return True
    if trigger.word.kind == "either" and not tg.has(trigger.start - 1, "to", "on_"):
        return False
    # كانوا يخططون لتفجير سيارات وقتل المئات: the second thing that was planned.
    if not trigger.conj and not any(tg.has(q, "plan") for q in near):
        return False
    return any(tg.has(q, "plan") for q in before) and not any(tg.has(q, "caused", "comp") for q in before)


def _ruled(reader: "FrameReader", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether one who *spent* or *ruled* is told of (قضت بسحب القيادات, قضى أربعين منها), and not one who died."""
    tg, k = reader.tg, trigger.end
    if k < reader.end and tg.an[k].prep in tg.lang.grammar.outcome and phrase.start >= k:
        return not tg.has(k, "means", "manner", "bywhat", "calendar", "placeword") and k not in tg.places
    bare = phrase.counted and phrase.noun < 0 and phrase.start == k
    return bare and not (phrase.end < reader.end and tg.has(phrase.end, "ofthem", "in", "on_", "means", "manner"))


def _by_force(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether the sentence has another harm or a means beside a death: the named also die in their beds."""
    tg = reader.tg
    if any(t.start != trigger.start and t.word.kind not in ("take", "lose") for t in reader.triggers):
        return True
    return tg.any(reader.begin, reader.end, "means", "manner", "agentby", "bywhat")


def _threatened(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether a threat, demand or sentence governs a noun of harm, with who makes it between.

    تهديد التنظيم بقتل …, دعا المعتصمون إلى إعدام …, قضت المحكمة بإعدام …
    """
    tg, k = reader.tg, trigger.start
    to = k > reader.begin and tg.has(k - 1, "to")
    if trigger.word.kind not in ("event", "either") or not (to or trigger.prep in tg.lang.grammar.outcome):
        return False
    for q in range(k - 2 if to else k - 1, max(reader.begin, k - 8) - 1, -1):
        if tg.has(q, "comp", "caused", "report", "rel") or tg.text(q) in "،,.؛:":
            return False
        if tg.has(q, "demand") or (not to and tg.has(q, "plan")):
            return True
    return False


def loose(reader: "FrameReader", trigger: Trigger, found: Phrase) -> bool:
    """Tell whether a light word finds people that it need not speak of: it takes only some, or only a figure."""
    word = trigger.word
    if word.id in ("gave-back", "letting-go"):
        if found.hedge in ("most", "all"):
            # تسلم جميع الأسرى: who are all of them is told where they are counted, or nowhere.
            return True
        held = found.harm is not None or found.end == trigger.tail - 1
        return not found.counted and (found.definite or not held)
    if word.harm == "displaced" and found.role == "combatant":
        # أرغموا المسلحين على الفرار: fighters are driven back, not displaced.
        return True
    if word.id == "languish":
        # أصغر أسير يقبع في السجون: that he is held is in his name.
        return found.harm is not None
    if word.id == "release-present":
        return found.definite and not found.counted
    tg = reader.tg
    if word.id.startswith("drown"):
        # غرق قارب يقل 200: what went down is no person.
        return found.start - trigger.tail > 0
    if word.harm == "detained" and found.start > trigger.end and tg.has(found.start - 1, "unit") and not found.counted:
        # أوقفت مركبات المواطنين: they were stopped, nobody was arrested.
        return True
    if found.low == 1 and not found.counted and tg.has(found.start - 1, "whichever"):
        # توقيف أي شخص: no one in particular. But لم يصب أي شخص tells that nobody was.
        said = (tg.sense(q, "report") for q in range(reader.begin, trigger.start))
        denied = any(s is not None and getattr(s.data, "kind", "") == "deny" for s in said)
        return not (denied or negation(reader, trigger.start, found))
    return word.harm == "besieged" and word.weak and not found.counted


def said_again(trigger: Trigger, found: Phrase) -> bool:
    """Tell whether a verb tells nothing new of its people: الشهداء الذين لقوا حتفهم, or of all the world."""
    if found.generic and found.harm is None and found.definite and trigger.word.kind == "either":
        # قتل الناس, قتلوا كل البشر: nobody in particular.
        return not (found.counted or found.named or found.affiliated)
    noun = found.harm
    again = noun is not None and noun.harm == trigger.word.harm and trigger.word.kind in ("undergo", "either")
    return again and found.definite and not found.counted and not found.named and found.hedge == "vague"


def held_by_rebels(reader: "FrameReader", trigger: Trigger, found: Phrase) -> bool:
    """Tell whether those who hold people are no authority: a group, rebels, gunmen beside the word."""
    tg = reader.tg
    near = range(max(reader.begin, trigger.start - _HOLDER_WITHIN), min(trigger.end + _HOLDER_WITHIN, reader.end))
    for q in near:
        if found.start <= q < found.end or tg.has(q, "rel"):
            continue
        if tg.has(q, "irregular") or (q in tg.actors and tg.actors[q][0].kind == "armed_group"):
            return True
    return False


def taken_before(reader: "FrameReader", trigger: Trigger) -> Phrase | None:
    """Return the people just told as taken, whom a word without people of its own goes on about.

    27 عاملا خطفوا … أفرج عنهم; اعتقلوا طالبا ثم أفرج عنه; 3 عمال خطفوا لا يزال مصيرهم مجهولا.
    """
    if trigger.word.kind not in ("undergo", "state") or trigger.word.weak:
        return None
    taken = [d for d in reader.drafts if d.harm in _TAKEN and d.end <= trigger.start and d.part_of is None]
    if not taken or trigger.start - taken[-1].end > _GOES_ON_WITHIN:
        return None
    phrase = taken[-1].phrase
    many = phrase.low is None or phrase.low > 1
    told = phrase.counted or phrase.low == 1
    return phrase if told and many == (trigger.number != "sg") else None
