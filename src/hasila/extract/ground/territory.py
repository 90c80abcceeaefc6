"""Ground taken and lost: who, and which place."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.ground.forces import (
    FAR,
    country_at,
    driven,
    force_at,
    governed,
    is_country,
    joined_forces,
    speaker,
    subjects,
    voice,
)
from hasila.extract.ground.places import ground_at, named_end, place_at, place_before
from hasila.extract.harms.before import clause_start
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.reader import Phrase

#: How far behind its word the ground may stand, in tokens: the force and the day come between.
_GROUND_WITHIN = 14
#: A pronoun for ground points back at most so far, in tokens.
_BACK = 40
#: Nouns of taking: who announced or managed it stands at most so far before them.
_MANAGED_WITHIN = 16
#: Without a preposition the ground stands next to its word; with one, so many words of quantity may come between.
_OBJECT_WITHIN = 6
#: What may stand between a verb without a force behind it and its ground.
_BETWEEN = ("quantity", "amount", "number", "calendar", "meanwhile", "opener", "during", "in", "of", "harm", "placeadj")
#: What is announced stands nearer to its verb than what is managed.
_SAID_WITHIN = 8
#: The halves of an expression that tells nothing hide what is between them only where they are near.
_SPLIT_WITHIN = 4
#: What is joined to ground told of stands at most so many tokens behind it.
_JOINED_WITHIN = 6
#: From whom ground is freed stands at most so many tokens behind it.
_FREED_WITHIN = 5
#: A present form tells news only where its force opens a headline: at most so far into the line.
_OPENING = 9


def read_territory(reader: FrameReader, before: FrameReader | None) -> list[Draft]:
    """Return the drafts of ground taken or lost in a sentence; standing control and attempts are none.

    ``before`` read the sentence before: a verb without a subject goes on with its force.
    """
    out = []
    done = reader.begin
    for trigger in reader.triggers:
        if trigger.word.kind not in ("take", "lose") or trigger.start in reader.used or trigger.start < done:
            continue
        # The noun inside a split expression (استعاد الجيش السيطرة على …) is no claim of its own.
        draft = _one(reader, trigger, before)
        far = trigger.word.ground == "falls" or trigger.tail - trigger.end > _SPLIT_WITHIN
        done = trigger.end if draft is None and far else trigger.tail
        if draft is not None:
            reader.used.update(range(trigger.start, trigger.end))
            reader.drafts.append(draft)
            out.append(draft)
    return out


def _one(reader: FrameReader, trigger: Trigger, before: FrameReader | None) -> Draft | None:
    word = trigger.word
    verbal = bool(trigger.number) and not (trigger.prep or trigger.definite or _owned(reader, trigger))
    if _attempted(reader, trigger):
        return None
    if word.ground == "falls":
        found = _falls(reader, trigger)
    elif word.ground == "freed":
        found = _freed(reader, trigger, verbal)
    elif word.ground == "away":
        found = _leaves(reader, trigger, verbal, before)
    elif word.ground == "drives":
        found = _drives(reader, trigger, verbal, before)
    else:
        found = _gains(reader, trigger, verbal, before)
    harm = word.harm if found is not None else "lost_control"
    if found is None and word.kind == "take" and word.ground != "falls" and not word.now:
        # بعد تحرير المدينة من المسلحين: who took it is not told, who lost it is.
        found = driven(reader, trigger) if word.ground == "drives" else _freed(reader, trigger, verbal)
    if found is None:
        return None
    force, place = found
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.{'verb' if verbal else 'noun'}", (trigger.start, trigger.end)),
        ("group", "force", force.group),
    ]
    force = replace(force, low=None, high=None) if force.counted or force.low != 2 else force
    return Draft(harm, (trigger.start, trigger.end), force, reader.sentence, rules, word=word, territory=place)


def _owned(reader: FrameReader, trigger: Trigger) -> bool:
    """Tell whether a pronoun on the word is its owner (سيطرتها على): the noun is written like the verb."""
    if not trigger.pron or trigger.pron in reader.tg.lang.grammar.speaking:
        return False
    return bool(trigger.word.needs) or reader.tg.has(trigger.start - 1, "during", "passive", "of", "in", "to", "since")


# -- the three ways to tell it --------------------------------------------------------------------------


def _gains(
    reader: FrameReader, trigger: Trigger, verbal: bool, before: FrameReader | None
) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The force does it, the ground is what it is done to: سيطر الجيش على …, انسحاب القوات من …, سقوط …."""
    tg, word = reader.tg, trigger.word
    after = _force_after(reader, trigger)
    if after is None and word.needs and tg.an[trigger.tail - 1].pron:
        # المدينة التي سيطر عليها التنظيم: the force follows the preposition with its pronoun.
        after = force_at(reader, trigger.tail)
        if after is not None:
            after = None if tg.an[after.start].prep else joined_forces(reader, after)
    place = _ground(reader, trigger, after)
    if place is None:
        return None
    if word.now:
        force = _opening(reader, trigger)
        return None if force is None or place[1] <= trigger.start else (force, place)
    if word.ground == "lost":
        # سقوط المدينة: who lost it is not told; it is news of a force that denies or concedes it.
        if place[0] - trigger.tail > 2 or tg.has(trigger.start - 1, "on_", "comp"):
            return None
        spoken = speaker(reader, trigger.start)
        return (spoken, place) if spoken is not None else None
    if not verbal and not _told_as_done(reader, trigger, after):
        return None
    force = after
    passive = tg.has(trigger.start - 1, "passive") or (tg.has(trigger.start, "passive") and not verbal)
    if force is None:
        # تمت السيطرة على البوابة من قبل الكتيبة: the force comes last.
        by = next((q for q in range(place[1], min(place[1] + 8, reader.end)) if tg.has(q, "agentby")), None)
        force = force_at(reader, tg.end(by, "agentby")) if by is not None else None
    if force is None and not passive:
        force = _subject(reader, trigger, before) if verbal else _manager(reader, trigger, before)
    return (force, place) if force is not None else None


def _freed(reader: FrameReader, trigger: Trigger, verbal: bool) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The force from which ground is freed, where nobody is named who freed it: بعد تحريرها من سيطرة المتمردين."""
    tg = reader.tg
    if trigger.word.needs or not (verbal or _told_as_done(reader, trigger, None)):
        return None
    passive = tg.has(trigger.start - 1, "passive") or tg.has(trigger.start, "passive")
    if verbal and not passive and trigger.word.ground != "freed":
        return None
    place = _ground(reader, trigger, None)
    after = tg.has(trigger.start - 1, "during") and tg.has(trigger.start - 2, "what", "of")
    if place is None or after or _force_after(reader, trigger) is not None:
        # لمرحلة ما بعد تحريرها: what is to come.
        return None
    k = max(trigger.tail, place[1])
    while k < min(reader.end, max(trigger.tail, place[1]) + _FREED_WITHIN) and not (
        tg.has(k, "of") and not tg.an[k].conj
    ):
        if reader.stops(k) or tg.text(k) in "،," or k in reader.by_start:
            return None
        k += 1
    at = k + 1
    if not tg.has(k, "of") or at >= reader.end:
        return None
    while at < reader.end and (
        tg.has(at, "grip") or (at in reader.by_start and reader.by_start[at].word.id == "taking-on")
    ):
        at += 1
    force = force_at(reader, at)
    if force is None or tg.an[force.start].prep:
        return None
    return joined_forces(reader, force), place


def _falls(reader: FrameReader, trigger: Trigger) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The ground falls into the hands of a force, or out of them: سقطت المدينة بيد التنظيم, خرجت عن سيطرة الجيش."""
    tg = reader.tg
    hands, lead = trigger.tail - 1, trigger.tail - 2
    parts = ("in", "under") if trigger.word.kind == "take" else ("of", "from_")
    glued = bool(tg.an[hands].prep) or tg.has(hands, "agentby")
    if not glued and (tg.has(lead, "on_", "placeword") or not tg.has(lead, *parts)):
        # على يد: done by them; the rest must be governed by a preposition.
        return None
    if not glued:
        hands = lead
    force = force_at(reader, trigger.tail)
    if force is None:
        return None
    place = ground_at(reader, trigger.end, hands)
    if place is None and hands - trigger.end <= 1:
        back = _BACK if trigger.pron else 10
        place = place_before(tg, trigger.start, max(0, trigger.start - back), reader.end)
    elif place is not None and hands - place[1] > 3:
        place = None
    return (force, place) if place is not None else None


def _leaves(
    reader: FrameReader, trigger: Trigger, verbal: bool, before: FrameReader | None
) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The force leaves for somewhere else; what it leaves was named before: وانسحاب القوات إلى …."""
    tg = reader.tg
    force = _force_after(reader, trigger)
    if force is None and verbal:
        force = _subject(reader, trigger, None)
    if force is None or trigger.tail - max(force.end, trigger.end) > 2:
        return None
    if not verbal and not (trigger.conj or _told_as_done(reader, trigger, force)):
        return None
    place = place_before(tg, min(trigger.start, force.start), reader.begin, reader.end)
    return (force, place) if place is not None else None


def _drives(
    reader: FrameReader, trigger: Trigger, verbal: bool, before: FrameReader | None
) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The force drives another out of the ground: طرد الجيش المسلحين من البلدة."""
    tg = reader.tg
    # The ground follows the last preposition that has a place behind it, not the rows that people come from.
    place = None
    for q in range(trigger.end, min(trigger.end + _GROUND_WITHIN, reader.end)):
        if reader.stops(q):
            break
        at = q + 1 + (q + 1 < reader.end and tg.has(q + 1, "near"))
        if tg.has(q, "of") and (found := place_at(reader, at, lead=True)) is not None:
            place = found
            break
    if place is None:
        return None
    next_word = trigger.end
    while next_word < place[0] and tg.has(next_word, "meanwhile", "calendar"):
        next_word = max(next_word + 1, tg.end(next_word, "meanwhile"))
    first = force_at(reader, next_word)
    if first is None:
        return None
    second = force_at(reader, first.end)
    for q in range(first.start + 1, first.end):
        if first.body and tg.an[q].art and (other := force_at(reader, q)) is not None and not other.body:
            # طرد الجيش المسلحين: they are no part of its name; طرد قوات النظام is of one force.
            first, second = replace(first, end=q, group=(first.start, q)), other
            break
    if second is not None and not tg.an[second.start].conj and not tg.an[second.start].prep:
        return (first, place) if trigger.number else None
    either = any(s.data is not trigger.word and not s.number for s in tg.an[trigger.start].harms)
    if verbal and not either:
        force = _subject(reader, trigger, before)
    else:
        force = _manager(reader, trigger, before) if _told_as_done(reader, trigger, None) else None
    return (force, place) if force is not None else None


# -- what is no claim -----------------------------------------------------------------------------------


def _attempted(reader: FrameReader, trigger: Trigger) -> bool:
    tg = reader.tg
    for q in range(trigger.start - 1, max(reader.begin, trigger.start - 5) - 1, -1):
        if tg.text(q) in "،,؛":
            return False
        if tg.has(q, "attempt") or (tg.has(q, "not") and not tg.has(q + 1, "still")):
            return True
    return False


def _told_as_done(reader: FrameReader, trigger: Trigger, force: Phrase | None) -> bool:
    """Tell whether a noun is told as done: announced, managed, after it; a bare noun is talk of control."""
    tg, k = reader.tg, trigger.start
    for q in range(max(reader.begin, k - 3), k):
        if any(getattr(s.data, "kind", "") in ("take", "lose") for s in tg.an[q].harms) and not tg.an[k].conj:
            # لفرض سيطرتها على: the noun belongs to the expression before it.
            return False
    if tg.has(k - 1, "passive") or tg.has(k, "passive"):
        return True
    if trigger.prep in tg.lang.grammar.outcome or k == reader.begin or tg.text(k - 1) == ":":
        return True
    if tg.has(k - 1, "under", "aim", "on_", "to", "comp", "begun"):
        # تحت سيطرة, معركة تحرير, بدء تحرير
        return False
    body = tg.has(k - 1, "forceword") or getattr(tg.sense(k - 1, "source"), "id", "") == "army"
    if body and not (trigger.conj or trigger.pron or tg.an[k - 1].art):
        # جيش تحرير السودان
        return False
    if trigger.definite and trigger.tail == trigger.end:
        # ساحة التحرير, مدير التحرير
        return False
    if tg.any(max(reader.begin, k - 2), k, "aim", "under"):
        return False
    if tg.any(max(reader.begin, k - 8), k, "since", "caused", "achieved"):
        return True
    if _joined_to(reader, trigger) is not None or (trigger.definite and tg.has(k - 1, "aftermath")):
        return True
    return _managing(reader, trigger) is not None


def _conceded(reader: FrameReader, trigger: Trigger) -> bool:
    """Tell whether what a noun tells is denied or conceded by the verb that it hangs on."""
    verb = _managing(reader, trigger)
    sense = reader.tg.sense(verb, "report") if verb is not None else None
    return sense is not None and getattr(sense.data, "kind", "") in ("deny", "admit")


def _managing(reader: FrameReader, trigger: Trigger) -> int | None:
    """The verb that a noun of taking hangs on: تمكن من السيطرة, أعلن تحرير; a new clause between cuts it off."""
    tg = reader.tg
    # أكدت مصادر في المحافظة … سيطرة الجيش على: an object of its own may stand farther off.
    governed = bool(trigger.prep or trigger.conj) or tg.has(trigger.start - 1, "of", "in", "on_", "to", "from_")
    for q in range(trigger.start - 1, max(reader.begin - 1, trigger.start - _MANAGED_WITHIN - 1), -1):
        if tg.has(q, "comp", "rel") or tg.text(q) in ".؛:":
            return None
        if tg.has(q, "achieved") and not tg.has(q, "during"):
            return q
        if tg.has(q, "report") and trigger.start - q <= (_SAID_WITHIN if governed else _MANAGED_WITHIN):
            return q
    return None


# -- the force ------------------------------------------------------------------------------------------


def _force_after(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force right behind its word: سيطر أمس الجيش على, سيطرة شباب درنة على, بسط الجيش سيطرته."""
    tg = reader.tg
    if trigger.pron and not trigger.number:
        return None
    k, stop = trigger.end, trigger.tail if trigger.tail > trigger.end else trigger.end + 6
    while k < min(stop, reader.end):
        if reader.stops(k) or tg.has(k, "on_", "of", "from_", "in", "during", "with_"):
            return None
        phrase = force_at(reader, k)
        if phrase is None and tg.has(k, "people"):
            # سيطرة شباب درنة على: whoever stands between a word of taking and its ground took it.
            people = reader.people.at(k)
            if people is not None and people.number == "pl" and not people.counted:
                stop = tg.places[people.end][1] if people.end in tg.places else people.end
                if tg.has(stop, "on_"):
                    phrase = replace(people, end=stop, group=(k, stop), role="combatant")
        if phrase is None and k == trigger.end:
            phrase = country_at(reader, k)
        if phrase is not None:
            return None if tg.an[k].prep else joined_forces(reader, phrase)
        if k in tg.places or tg.has(k, "placeword"):
            return None
        k += 1
    return None


def _subject(reader: FrameReader, trigger: Trigger, before: FrameReader | None) -> Phrase | None:
    """The force before its verb: next to it, or first of its clause, else whom the sentence speaks of, or the last."""
    tg = reader.tg
    if (
        trigger.start > reader.begin
        and tg.has(trigger.start - 1, "rel")
        and not (trigger.pron or tg.an[trigger.start - 1].conj)
    ):
        for k in range(trigger.start - 2, max(reader.begin, trigger.start - 9) - 1, -1):
            phrase = force_at(reader, k)
            if phrase is not None and trigger.start - 3 <= phrase.end <= trigger.start - 1:
                return phrase
        return None
    if trigger.word.kind == "take" or trigger.word.id == "pull-back":
        for k in range(max(reader.begin, trigger.start - 3), trigger.start):
            country = None if trigger.conj or governed(reader, k) else country_at(reader, k)
            if country is not None and country.end == trigger.start:
                return country
    clause = clause_start(reader, trigger.start)
    found = [] if trigger.conj else list(subjects(reader, clause, trigger.start))
    if found and trigger.start - found[-1].end <= 2 and not tg.has(found[-1].start - 1, "with_", "plus"):
        gap = range(found[-1].end, trigger.start)
        led = tg.is_word(found[-1].start - 1) and not tg.known(found[-1].start - 1) and len(found) > 1
        if not led and all(not tg.known(q) or tg.has(q, "opener", "meanwhile") or tg.is_quote(q) for q in gap):
            return found[-1]
    first = next((f for f in subjects(reader, clause, trigger.start) if trigger.start - f.end < FAR), None)
    if first is None and clause > reader.begin:
        first = voice(reader, clause)
    if first is None and before is not None and trigger.number:
        first = next(
            (d.phrase for d in reversed(before.drafts) if d.territory is not None and d.phrase.body), None
        ) or next(subjects(before, before.begin, before.end), None)
    return first


def _manager(reader: FrameReader, trigger: Trigger, before: FrameReader | None) -> Phrase | None:
    """Who managed or announced what a noun tells: تمكن الجيش من السيطرة على, أعلنت القوات سيطرتها على."""
    tg = reader.tg
    verb = _managing(reader, trigger)
    if verb is not None:
        found = next(subjects(reader, verb + 1, trigger.start), None)
        if found is None:
            clause = list(subjects(reader, clause_start(reader, verb), verb))
            near = [f for f in clause if verb - f.end <= 1]
            found = near[-1] if near else clause[0] if clause else voice(reader, verb)
        if found is None and before is not None and tg.has(verb, "achieved"):
            found = next(subjects(before, before.begin, before.end), None)
        return found if found is not None else voice(reader, trigger.start)
    if trigger.start == reader.begin or tg.text(trigger.start - 1) == ":":
        return voice(reader, trigger.start)
    if trigger.pron and trigger.word.needs:
        # بعد سيطرتها على: the owner is whom the clause speaks of.
        found = next(subjects(reader, clause_start(reader, trigger.start), trigger.start), None)
        found = found or voice(reader, trigger.start)
        if found is None and before is not None:
            found = next(subjects(before, before.begin, before.end), None)
        return found
    if trigger.pron and ground_at(reader, trigger.end, reader.end) is not None:
        return next(subjects(reader, clause_start(reader, trigger.start), trigger.start), None)
    joined = _joined_to(reader, trigger)
    if joined is None and tg.has(trigger.start - 1, "aftermath"):
        # قال قيادي في المقاومة إن المعارك مستمرة عقب السيطرة على …: whom the clause speaks of, else who speaks.
        at = clause_start(reader, trigger.start)
        if tg.has(at - 1, "comp") and tg.any(reader.begin, at, "report") and (spoken := voice(reader, at - 1)):
            return next(subjects(reader, at, trigger.start), spoken)
    return joined


def _joined_to(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force of ground told right before, to whose taking a noun is joined: سيطرتها على المعسكر وتطهير الوادي."""
    last = next(reversed(reader.drafts), None) if trigger.conj and not trigger.number else None
    if last is None or last.territory is None or not last.rules[0][1].endswith(".noun"):
        return None
    return last.phrase if 0 <= trigger.start - last.territory[1] <= _JOINED_WITHIN else None


def _opening(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force that opens a headline or a line without a full stop, before its present verb."""
    tg = reader.tg
    full = tg.text(reader.end - 1) in ".؟" and tg.text(reader.end - 2) != "."
    if trigger.start - reader.begin > _OPENING or full:
        return None
    if reader.begin and not tg.is_break(reader.begin - 1):
        return None
    begin = reader.begin
    while begin < trigger.start and not tg.is_word(begin):
        begin += 1
    for k in range(begin, trigger.start):
        if tg.has(k, "comp", "rel", "report", "attempt") or tg.text(k) in ":؛":
            return None
    first = next(subjects(reader, begin, trigger.start), None) or country_at(reader, begin)
    if first is not None and first.start - begin <= 2:
        return first
    if trigger.start - begin == 1 and tg.text(begin).startswith(tg.lang.article) and not tg.known(begin):
        # الانتقالي يستعيد معسكرا: a party by a name that no list knows.
        return Phrase(begin, begin + 1, 2, None, "vague", None, begin, (begin, begin + 1), "combatant", "people.body",
                      affiliated=True, body=True)  # fmt: skip
    return None


# -- the ground -----------------------------------------------------------------------------------------


def _ground(reader: FrameReader, trigger: Trigger, force: Phrase | None) -> tuple[int, int] | None:
    """The ground behind its word; a pronoun on the word or its preposition points back to it."""
    tg = reader.tg
    split = trigger.tail > trigger.end
    pointing = bool(trigger.pron) and trigger.pron not in tg.lang.grammar.speaking and not trigger.word.needs
    if pointing and _owned(reader, trigger) and ground_at(reader, trigger.end, reader.end) is not None:
        pointing = False
    if split and tg.an[trigger.tail - 1].pron and tg.has(trigger.tail - 1, "on_", "of", "from_"):
        pointing = True
    if pointing:
        return place_before(tg, trigger.start, max(0, trigger.start - _BACK), reader.end)
    k = max(trigger.tail, force.end if force is not None else 0)
    if split and tg.has(trigger.tail - 1, "on_", "of", "from_"):
        return ground_at(reader, trigger.tail, reader.end, names=trigger.word.kind == "take")
    if trigger.end - trigger.start > 1 and tg.has(trigger.end - 1, "on_") and k == trigger.end:
        # استعادة السيطرة على عدد من القرى: the preposition is part of the expression.
        if (behind := ground_at(reader, k, reader.end, names=trigger.word.kind == "take")) is not None:
            return behind
    begin = k
    while k < min(begin + _GROUND_WITHIN, reader.end):
        if reader.stops(k):
            return None
        if tg.has(k, "on_", "of", "from_") and not tg.an[k].conj:
            if tg.an[k].pron:
                return place_before(tg, trigger.start, max(0, trigger.start - _BACK), reader.end)
            if tg.has(k, "on_") or trigger.word.kind == "lose":
                return ground_at(reader, k + 1, reader.end, names=tg.has(k, "on_"))
            if not trigger.word.needs and force is None:
                return None
        near = k - begin < (_OBJECT_WITHIN if force is None else _GROUND_WITHIN)
        if not trigger.word.needs and near and not tg.has(k - 1, "in"):
            place = None if is_country(tg, k) else place_at(reader, k, lead=k == begin)
            if place is not None:
                return place
            if tg.has(k, "notground") and k - begin < 2:
                return None
        noun = trigger.word.kind == "lose" and not trigger.number and not trigger.word.needs
        if noun and k == begin and tg.is_word(k) and not tg.known(k) and _conceded(reader, trigger):
            # أقر الجيش بخسارة كفر عين: conceded or denied, the name needs no list.
            return k, named_end(tg, k + 1, reader.end)
        lost = trigger.word.kind == "lose" and force is None and k >= trigger.tail
        if lost and tg.is_word(k) and not tg.has(k, *_BETWEEN):
            # خسر حزب …: somebody who is no force did it, or it was done to something else.
            return None
        other = reader.by_start.get(k)
        if other is not None and other.start > trigger.start and other.word.kind not in ("take", "lose"):
            return None
        k += 1
    return None
