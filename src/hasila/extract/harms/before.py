"""People who stand before their harm word: subjects before verbs, antecedents of pronouns, what a state qualifies."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.harms.standing import made_so
from hasila.extract.harms.triggers import HELD, Trigger
from hasila.extract.people.names import name_at
from hasila.extract.people.reader import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.reach import Reach

#: A clause is searched backwards over at most this many tokens.
_LEFT = 28
#: A name and its titles have at most so many tokens.
_TITLE = 6
#: A full name has two words at least.
_FULL = 2
#: With the last of a list before its verb, a list of names has so many more.
_SEVERAL = 2
#: A list of people before a verb is followed back over at most so many.
_LONGEST_LIST = 20
#: What is done to people before they are killed, so that a verb may go on about them.
_TAKEN = frozenset({"captured", "detained", "abducted"})


def agent_like(phrase: Phrase) -> bool:
    """Tell whether people are told as those who act: a force, or fighters without a figure."""
    if phrase.counted or phrase.harm is not None:
        return False
    return phrase.body or (phrase.number == "pl" and phrase.role == "combatant")


def before_state(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """The people that an adjective of state qualifies stand before it."""
    best: Phrase | None = None
    for k in range(max(reader.begin, trigger.start - 10), trigger.start):
        if k in reader.used:
            continue
        phrase = reader.person(k)
        if phrase is None or phrase.end > trigger.start + 1 or phrase.body:
            continue
        if phrase.open_class and (phrase.end != trigger.start or not phrase.counted):
            continue
        among = trigger.word.id == "among-dead"
        if trigger.start - phrase.end > (5 if phrase.counted or among else 1) or trigger.pron:
            continue
        if trigger.word.weak and (
            phrase.end != trigger.start or trigger.conj or trigger.prep or trigger.definite or not phrase.counted
        ):
            continue
        them = phrase.end < trigger.start and reader.tg.has(phrase.end, "ofthem")
        just = (reader.tg.end(phrase.end, "ofthem") if them else phrase.end) == trigger.start
        alone = phrase.noun < 0 and phrase.counted and just
        lasting = trigger.word.harm == "missing" or (them and trigger.word.harm in HELD)
        if alone and (trigger.word.harm == "casualty" or (lasting and not reader.governed(k))):
            # 20 بين قتيل وجريح, ولا يزال عشرون في عداد المفقودين, ولا يزال عشرات منهم محتجزين
            return phrase
        if phrase.noun >= 0 and (phrase.counted or among or phrase.number == "sg" or trigger.number == "pl"):
            if best is None or phrase.counted or not best.counted:
                best = phrase if best is None or phrase.start > best.end - 1 or phrase.counted else best
    return made_so(reader, trigger) if best is None and trigger.word.harm == "casualty" else best


def clause_start(reader: "Reach", k: int) -> int:
    """Return where the clause of token ``k`` begins: after *that*, a colon or a semicolon, or with the sentence."""
    tg = reader.tg
    for q in range(k - 1, reader.begin - 1, -1):
        if k - q > _LEFT:
            return q
        if tg.has(q, "comp") or tg.text(q) in ":؛;":
            return q + 1
    return reader.begin


def subject_before(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """The subject before a verb: a counted phrase nearest the start of the clause, else its first people."""
    first: Phrase | None = None
    last: Phrase | None = None
    k = clause_start(reader, trigger.start)
    before = trigger.start - 1
    if before >= k and reader.tg.has(before, "asalso"):
        # قتل ثلاثة كما أصيب كثير: the subject of the next clause stands behind its verb.
        return None
    if of_things(reader, trigger):
        return None
    if trigger.number == "pl" and _told_just(reader, trigger):
        return None
    if before > k and reader.tg.has(before, "rel"):
        if _of_a_thing(reader, trigger):
            return None
        # الجنود الذين قتلوا: whom the relative clause is about stands right before it.
        for start in range(k, before):
            phrase = reader.person(start) if start not in reader.used else None
            if phrase is not None and before - 1 <= phrase.end <= before and phrase.noun >= 0 and not phrase.body:
                if not _agrees(reader, trigger, phrase):
                    # قيادات الرئيس فلان الذين سلموا أنفسهم: they, not he.
                    break
                if reader.tg.has(before, "rel_one") and phrase.number == "pl" and not phrase.counted:
                    # أهل الشهيد الذي قتل: he, not they.
                    continue
                if (
                    reader.tg.has(before, "rel_one")
                    and not (phrase.counted or phrase.named)
                    and written_feminine(reader, phrase)
                ):
                    # عائلة الفقيد الذي استشهد: he, not she.
                    continue
                return phrase
        apart = reader.tg.text(before - 1) in "،," or trigger.number == "sg"
        # نظام فلان، إنما المناطق التي سقطت: she, or they, not he.
        apart = apart and reader.tg.has(before, "rel_one")
        near = _near_before(reader, trigger, k) if apart else None
        if near is not None:
            return near
    while k < trigger.start:
        phrase = reader.person(k) if k not in reader.used else None
        if phrase is None or phrase.end > trigger.start:
            k += 1
            continue
        if _both_of(reader, trigger, phrase):
            return phrase
        if _all_of(reader, trigger, phrase):
            last, k = phrase, phrase.end
            continue
        fits = _fits(reader, trigger, phrase)
        of_a_noun = reader.by_start.get(phrase.noun) if phrase.harm is not None and not phrase.counted else None
        if of_a_noun is not None and of_a_noun.word.kind == "event":
            # إصابة عنصرين، وجثة رجل قضى رميا بالرصاص: the noun of a harm, and nobody.
            fits = False
        if phrase.noun < 0 and not (trigger.number == "pl" and trigger.start - phrase.end <= 1):
            fits = False
        if phrase.other and not phrase.counted:
            # من جهة أخرى: another side, nobody.
            fits = False
        if k > reader.begin and phrase.definite | phrase.named and reader.tg.has(k - 1, "notground"):
            # سيارة الجنرال فلان أصيبت: the thing is told of, and not whose it is.
            fits = bool(reader.tg.an[k].conj)
        # أن يكون أي من عناصره قد أوقف
        any_of = any(reader.tg.has(q, "anyof") and reader.tg.end(q, "anyof") == k for q in (k - 1, k - 2) if q >= 0)
        if fits and not (reader.governed(k) and not (phrase.counted or any_of)):
            nearer = _one_of_them(reader, trigger, phrase) if phrase.counted else None
            if nearer is not None:
                return nearer
            if phrase.counted and not phrase.open_class:
                return _named_beside(reader, phrase, clause_start(reader, trigger.start)) or phrase
            if first is None and (not phrase.body or trigger.start - phrase.end <= 1):
                first = phrase
        k = max(phrase.end, k + 1)
    return last or first or _unlisted_name(reader, trigger)


def _told_just(reader: "Reach", trigger: Trigger) -> bool:
    """Tell whether the people right before a verb have been told under its harm: جثامين عشرة مدنيين قضوا في الغارة."""
    return any(
        draft.phrase.end == trigger.start and draft.harm == trigger.word.harm and draft.phrase.counted
        for draft in reader.drafts
    )


def _one_of_them(reader: "Reach", trigger: Trigger, phrase: Phrase) -> Phrase | None:
    """Return one of people told before, of whom alone a verb tells after *but*: نقل الجرحى ولكن أحد الجرحى توفي."""
    tg = reader.tg
    for q in range(trigger.start - 1, phrase.end - 1, -1):
        if tg.has(q, "clause", "opener"):
            k = tg.end(q, "clause")
            one = reader.person(k) if k < trigger.start and k not in reader.used else None
            few = one is not None and one.figure is not None and tg.has(one.figure[0], "few")
            return one if few and one is not None and one.start == k and one.end <= trigger.start else None
    return None


def _named_beside(reader: "Reach", phrase: Phrase, begin: int) -> Phrase | None:
    """Return who is named before a comma and then told as one of many: الرقيب فلان، أحد أفراد الحرس، قتل."""
    tg, k = reader.tg, phrase.start - 1
    one = phrase.low == phrase.high == 1 and phrase.figure is not None and tg.has(phrase.figure[0], "few")
    if not one or k <= begin or tg.text(k) not in "،,":
        return None
    for start in range(max(begin, k - _LEFT), k):
        named = reader.person(start) if start not in reader.used else None
        if named is not None and named.named and named.end == k:
            return named
    return None


def _unlisted_name(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """Return one whom only words that no list knows name, between *that* and a verb: أن مائير كذا وبيتار كذا وضعا.

    A verb that others are told to have done takes none: only of two, or of one who undergoes it.
    """
    tg, begin = reader.tg, clause_start(reader, trigger.start)
    if begin == reader.begin or not tg.has(begin - 1, "comp") or trigger.number == "pl" or trigger.word.weak:
        return None
    starts = [begin]
    joiner = tg.lang.grammar.number_joiner or "\0"
    if trigger.number == "du":
        starts = [q for q in range(begin + 1, trigger.start) if tg.text(q).startswith(joiner)][:1]
    elif trigger.word.kind != "undergo":
        return None
    return next((p for k in starts if (p := unlisted(reader, k, trigger.start)) is not None), None)


def unlisted_at(reader: "Reach", k: int, *, whole: bool = False) -> Phrase | None:
    """Return the person whom the words at ``k`` name, none of which a list knows: اعتقال مئير كذا.

    ``whole`` tells that what is before them can have no adjective behind it (الإفراج عن أوماري كذا).
    """
    tg, grammar = reader.tg, reader.tg.lang.grammar
    stop = name_at(tg, k, reader.end, open_class=True) if k < reader.end else None
    if stop is None or stop - k != _FULL or tg.text(k).endswith((*grammar.feminine, *grammar.accusative)):
        return None
    if not whole and tg.text(k).endswith(tuple(grammar.adjectives)):
        return None
    if tg.text(stop - 1).endswith(tuple(grammar.feminine)) or tg.marked(stop - 1):
        return None
    return unlisted(reader, k, stop)


def unlisted(reader: "Reach", k: int, end: int) -> Phrase | None:
    """Return the person whom all words from ``k`` to ``end`` name, none of which a list knows."""
    tg = reader.tg
    glued = tg.text(k).startswith(tg.lang.grammar.number_joiner or "\0")
    stop = name_at(tg, k, end, open_class=True, joined=glued)
    if stop != end or stop - k < _FULL or tg.text(k).startswith(tg.lang.article):
        return None
    return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True, glued=int(glued),
                  number="sg")  # fmt: skip


def _agrees(reader: "Reach", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether the verb of a relative clause agrees with people right before it.

    A plural verb goes with no one, a dual with one who is joined to another (فلان وفلان اللذين استشهدا).
    """
    if trigger.number == "pl":
        return not phrase.low == phrase.high == 1
    return trigger.number != "du" or phrase.low == 2 or bool(reader.tg.an[phrase.start].conj)


def _both_of(reader: "Reach", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a dual verb has the second of two before it (كلا من والده وشقيقه قتلا); the first is joined then."""
    tg = reader.tg
    apart = phrase.end == trigger.start - 1 and tg.text(phrase.end) in "،,"
    if trigger.number != "du" or phrase.low != 1 or not tg.an[phrase.start].conj:
        return False
    if phrase.end != trigger.start and not apart:
        return False
    low = max(reader.begin, phrase.start - 6)
    if tg.any(low, phrase.start, "eachof"):
        return True
    # أن فلان وفلان وضعا تحت الاعتقال
    pairs = (reader.person(q) for q in range(low, phrase.start) if q not in reader.used)
    return phrase.named and any(p is not None and p.named and p.end == phrase.start for p in pairs)


def _all_of(reader: "Reach", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a plural verb has the last of three or more by name before it: فلان، وفلان، وفلان استشهدوا."""
    if trigger.number != "pl" or not phrase.named or phrase.low != 1:
        return False
    others = joined_to(reader, phrase)
    return len(others) >= _SEVERAL and all(p.named for p in others) and not reader.governed(others[-1].start)


def joined_to(reader: "Reach", found: Phrase) -> list[Phrase]:
    """Return the people to whom those before a verb are joined, the nearest first; a comma may part names."""
    tg, out = reader.tg, list[Phrase]()
    while len(out) < _LONGEST_LIST:
        if not (tg.an[found.start].conj or found.glued or tg.text(found.start) == tg.lang.grammar.number_joiner):
            break
        comma = found.named and found.start > reader.begin and tg.text(found.start - 1) in "،,"
        stop = found.start - comma
        first: Phrase | None = None
        title: Phrase | None = None
        for q in range(stop - 1, max(reader.begin, stop - 8) - 1, -1):
            phrase = reader.person(q) if q not in reader.used else None
            if phrase is not None and phrase.end == stop and phrase.start == q and phrase.noun >= 0:
                first = phrase
            elif phrase is not None and phrase.named and first is not None and phrase.start == q:
                # العقيد فلان قائد الكتيبة: by his name, not by what he was.
                office = title if title is not None else first
                one = office.low == 1 and not (office.named or office.glued or tg.an[office.start].conj)
                if one and office.role == "combatant" and phrase.end == office.start:
                    title, first = office, replace(phrase, end=stop)
        if first is None or (comma and not first.named):
            break
        out.append(first)
        found = first
    return out


def _of_a_thing(reader: "Reach", trigger: Trigger) -> bool:
    """Tell whether a relative clause is about a thing: الغرفة التي احتجز فيها, الرصاصة التي أصيب بها."""
    tg, k = reader.tg, trigger.end
    return k < reader.end and (
        tg.has(k, "within", "filler") or (bool(tg.an[k].pron) and tg.has(k, "in", "on_", "of", "from_"))
    )


def _near_before(reader: "Reach", trigger: Trigger, begin: int) -> Phrase | None:
    """Return the named before a relative clause that other words part from them: the nearest one who fits.

    الرقيب فلان من القوة المشاركة في العمليات، الذي استشهد
    """
    glued = tuple(reader.tg.lang.grammar.clitics.prep)
    for start in range(trigger.start - 2, max(begin, trigger.start - _LEFT) - 1, -1):
        phrase = reader.person(start) if start not in reader.used else None
        if phrase is None or phrase.start != start or not phrase.named or phrase.end > trigger.start:
            continue
        whole = phrase
        for first in range(start - 1, max(begin, start - _TITLE) - 1, -1):
            # الرقيب أول سيف يوسف: with the title and names before it.
            longer = reader.person(first) if first not in reader.used else None
            if longer is None or not longer.named or longer.end != phrase.end or longer.group is None:
                continue
            between = range(first + 1, longer.group[0])
            if not any(reader.tg.text(q).startswith(glued) and not reader.tg.has(q, "people") for q in between):
                whole = longer
        return whole if _fits(reader, trigger, whole) else None
    return None


def of_things(reader: "Reach", trigger: Trigger) -> bool:
    """Tell whether a verb has things as its subject, right after it: سقطت قذائف, أصيبت سيارة (not برصاص, بقصف)."""
    tg, after = reader.tg, trigger.end
    if (
        trigger.end - trigger.start > 1
        or trigger.number == "pl"
        or after >= reader.end
        or not tg.has(after, "unit", "means")
    ):
        return False
    if tg.has(after, "calendar", "manner", "during") or tg.text(after).endswith(tuple(tg.lang.grammar.accusative)):
        # قتل يوم السبت, قتل طعنا: when and how it was done.
        return False
    return not tg.an[after].prep and not tg.has(after, "agentby")


def written_feminine(reader: "Reach", phrase: Phrase) -> bool:
    """Tell whether a noun is written as a feminine one (عائلة, not شقيقه)."""
    tg, token = reader.tg, reader.tg.tokens[phrase.noun]
    return tg.doc.text[token.start : token.end].endswith(tuple(tg.lang.grammar.no_pronoun))


def _fits(reader: "Reach", trigger: Trigger, phrase: Phrase) -> bool:
    """Tell whether a verb's number fits the people (singular verbs before their subject say nothing)."""
    many = phrase.low is None or phrase.low > 1 or phrase.high is None
    if trigger.number == "pl":
        return many
    if trigger.number == "du":
        return phrase.low == 2
    if trigger.end - trigger.start > 1 and trigger.pron and phrase.number == "pl":
        # رجال الشرطة … تم توقيفه: he, not they.
        if trigger.pron not in (*reader.tg.lang.grammar.plural_pronouns, *reader.tg.lang.grammar.feminine):
            return False
    just = phrase.end == trigger.start or (phrase.end == trigger.start - 1 and phrase.end in reader.by_start)
    if phrase.counted and just and (phrase.number == "sg" or trigger.word.harm == "displaced"):
        # 600 عائلة نزحت, 5000 مدني قتل وأصيب: a verb agrees with the noun counted, not with its figure.
        return True
    return not many or phrase.number == "pl" or phrase.definite


def antecedent(reader: "Reach", trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
    """The people before a verb with an object pronoun: 22 مواطنا اعتقلتهم القوات, من قتلتهم القوات."""
    before = trigger.start - 1
    owned = trigger.word.owned and not reader.tg.has(before, "rel")
    if owned and reader.tg.an[trigger.start].conj:
        # الرضيع وأسرته: somebody's family.
        return None, None
    if before > reader.begin and reader.tg.has(before, "rel"):
        before -= 1
        if before > reader.begin and reader.tg.text(before) in "،,":
            # أحمد فطيمة، الذي قتله قصف
            before -= 1
    elif not owned and before > reader.begin and reader.tg.has(before, "opener"):
        # فلان وفلان كان قد خطفهما مسلحون
        while before > reader.begin and reader.tg.has(before, "opener"):
            before -= 1
    after = reader.people.at(trigger.end) if trigger.end < reader.end else None
    agent = after.group if after is not None and agent_like(after) else None
    for start in range(max(reader.begin, before - 10), before + 1):
        phrase = reader.person(start) if start not in reader.used else None
        if phrase is None or phrase.end != before + 1 or phrase.noun < 0 or phrase.body or phrase.open_class:
            continue
        many = trigger.pron in reader.tg.lang.grammar.plural_pronouns
        if before != trigger.start - 1 and not reader.tg.has(before + 1, "rel") and phrase.low == 1 and many:
            # فلان وفلانة قد خطفهما: two who are joined.
            if not (phrase.named and reader.tg.an[phrase.start].conj):
                continue
        if phrase.counted or (not owned and (phrase.named or before != trigger.start - 1)):
            return _share_of(reader, phrase), agent
    return _told_of(reader, trigger), agent


def _share_of(reader: "Reach", phrase: Phrase) -> Phrase:
    """Read what a share is said to be of: معظم الأسرى هم من المدنيين الذين اختطفتهم."""
    tg, of = reader.tg, phrase.start - 1
    if of - 2 < reader.begin or not tg.has(of, "of") or not tg.has(of - 1, "copula") or phrase.counted:
        return phrase
    for start in range(of - 2, max(reader.begin, of - 6) - 1, -1):
        share = reader.person(start) if start not in reader.used else None
        if share is not None and share.hedge in ("most", "all") and share.end == of - 1:
            return replace(share, end=phrase.end, group=phrase.group, role=phrase.role, affiliated=True)
    return phrase


def _told_of(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """The people of a verb that goes on about them: رصدت عشرة مسلحين وقتلتهم, أسروا جنديا ثم أعدموه.

    Several with a figure of whom nothing is told yet, or those whom the verb before took.
    """
    tg, begin = reader.tg, clause_start(reader, trigger.start)
    if not (tg.an[trigger.start].conj or (trigger.start > begin and tg.has(trigger.start - 1, "then"))):
        return None
    many = trigger.pron in tg.lang.grammar.plural_pronouns
    for draft in reversed(reader.drafts):
        low = draft.phrase.low
        if draft.harm in _TAKEN and begin <= draft.anchor[0] and draft.word is not None and not draft.subset:
            fits = many == (low is None or low > 1)
            return draft.phrase if fits and draft.harm != trigger.word.harm else None
    if not many:
        return None
    for q in range(begin, trigger.start):
        phrase = reader.person(q) if q not in reader.used else None
        if phrase is None or phrase.start != q or not phrase.counted or phrase.noun < 0 or phrase.body:
            continue
        if phrase.end > trigger.start or phrase.low == 1 or phrase.open_class or tg.an[q].prep:
            continue
        if not (q > begin and tg.has(q - 1, "of", "in", "on_", "from_", "to", "with_", "agentby")):
            return phrase
    return None
