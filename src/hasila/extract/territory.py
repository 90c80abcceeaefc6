"""Ground taken and lost: who, and which place."""

from collections.abc import Iterator
from dataclasses import replace

from hasila.extract.before import clause_start
from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase
from hasila.extract.tagging import Tagged
from hasila.extract.triggers import Trigger

#: How far behind its word the ground may stand, in tokens: the force and the day come between.
_GROUND_WITHIN = 14
#: A pronoun for ground points back at most so far, in tokens.
_BACK = 40
#: Nouns of taking: who announced or managed it stands at most so far before them.
_MANAGED_WITHIN = 16
#: Without a preposition the ground stands next to its word; with one, so many words of quantity may come between.
_OBJECT_WITHIN = 6
_QUANTITY = 5
_FIRST_PERSON = ("نا", "ي")
#: What may stand between a verb without a force behind it and its ground.
_BETWEEN = ("quantity", "amount", "number", "calendar", "meanwhile", "opener", "during", "in", "of", "harm", "placeadj")
#: Countries and their governments take ground; other offices only speak of it.
_STATES = frozenset({"government", "armed_force", "armed_group", "coalition"})
#: A force farther before its verb than so many tokens is another clause's.
_FAR = 30
#: What is announced stands nearer to its verb than what is managed.
_SAID_WITHIN = 8
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
        done = trigger.end if draft is None and trigger.word.ground == "falls" else trigger.tail
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
    elif word.ground == "away":
        found = _leaves(reader, trigger, verbal, before)
    elif word.ground == "drives":
        found = _drives(reader, trigger, verbal, before)
    else:
        found = _gains(reader, trigger, verbal, before)
    if found is None:
        return None
    force, place = found
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.{'verb' if verbal else 'noun'}", (trigger.start, trigger.end)),
        ("group", "force", force.group),
    ]
    if force.counted or force.low != 2:
        force = replace(force, low=None, high=None)
    return Draft(word.harm, (trigger.start, trigger.end), force, reader.sentence, rules, word=word, territory=place)


def _owned(reader: FrameReader, trigger: Trigger) -> bool:
    """Tell whether a pronoun on the word is its owner: سيطرتها على, بعد استعادتها; the noun is written like the verb."""
    if not trigger.pron or trigger.pron in _FIRST_PERSON:
        return False
    return bool(trigger.word.needs) or reader.tg.has(trigger.start - 1, "during", "passive", "of", "in", "to", "since")


# -- the three ways to tell it --------------------------------------------------------------------------


def _gains(
    reader: FrameReader, trigger: Trigger, verbal: bool, before: FrameReader | None
) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The force does it, the ground is what it is done to: سيطر الجيش على …, انسحاب القوات من …, سقوط …."""
    tg, word = reader.tg, trigger.word
    after = _force_after(reader, trigger)
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
        spoken = _speaker(reader, trigger)
        return (spoken, place) if spoken is not None else None
    if not verbal and not _told_as_done(reader, trigger, after):
        return None
    force = after
    passive = tg.has(trigger.start - 1, "passive") or (tg.has(trigger.start, "passive") and not verbal)
    if force is None:
        for q in range(place[1], min(place[1] + 8, reader.end)):
            # تمت السيطرة على البوابة من قبل الكتيبة: the force comes last.
            if tg.has(q, "agentby"):
                force = force_at(reader, tg.end(q, "agentby"))
                break
    if force is None and not passive:
        force = _subject(reader, trigger, before) if verbal else _manager(reader, trigger, before)
    return (force, place) if force is not None else None


def _falls(reader: FrameReader, trigger: Trigger) -> tuple[Phrase, tuple[int, int] | None] | None:
    """The ground falls into the hands of a force: سقطت المدينة بيد التنظيم."""
    tg = reader.tg
    hands = trigger.tail - 1
    lead = hands - 1
    glued = bool(tg.an[hands].prep) or tg.has(hands, "agentby")
    if tg.has(lead, "on_", "placeword") or not (glued or tg.has(lead, "in", "under")):
        # على يد: done by them; the rest must be governed by a preposition.
        return None
    if not glued:
        hands = lead
    force = force_at(reader, trigger.tail)
    if force is None:
        return None
    if hands - trigger.end <= 1:
        back = _BACK if trigger.pron else 10
        place = _place_before(tg, trigger.start, max(0, trigger.start - back), reader.end)
    else:
        place = _ground_at(reader, trigger.end, hands)
        if place is not None and hands - place[1] > 3:
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
    place = _place_before(tg, min(trigger.start, force.start), reader.begin, reader.end)
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
        if tg.has(q, "of") and (found := _place_at(reader, q + 1, lead=True)) is not None:
            place = found
            break
    if place is None:
        return None
    first = force_at(reader, trigger.end)
    if first is None:
        return None
    second = force_at(reader, first.end)
    for q in range(first.start + 1, first.end):
        if first.body and tg.an[q].art and (second := force_at(reader, q)) is not None and not second.body:
            # طرد الجيش المسلحين: they are no part of its name.
            first = replace(first, end=q, group=(first.start, q))
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
    if tg.has(k - 1, "under", "aim", "on_", "to", "comp"):
        # تحت سيطرة, معركة تحرير
        return False
    body = tg.has(k - 1, "forceword") or getattr(tg.sense(k - 1, "source"), "id", "") == "army"
    if body and not (trigger.conj or trigger.pron or tg.an[k - 1].art):
        # جيش تحرير السودان
        return False
    if trigger.definite and trigger.tail == trigger.end:
        # ساحة التحرير, مدير التحرير
        return False
    if any(tg.has(q, "aim", "under") for q in range(max(reader.begin, k - 2), k)):
        return False
    if any(tg.has(q, "since", "caused", "achieved") for q in range(max(reader.begin, k - 8), k)):
        return True
    return _managing(reader, trigger) is not None


def _managing(reader: FrameReader, trigger: Trigger) -> int | None:
    """The verb that a noun of taking hangs on: تمكن من السيطرة, أعلن تحرير; a new clause between cuts it off."""
    tg = reader.tg
    for q in range(trigger.start - 1, max(reader.begin - 1, trigger.start - _MANAGED_WITHIN - 1), -1):
        if tg.has(q, "comp", "rel") or tg.text(q) in ".؛:":
            return None
        if tg.has(q, "achieved") and not tg.has(q, "during"):
            return q
        if tg.has(q, "report") and trigger.start - q <= _SAID_WITHIN:
            return q
    return None


# -- the force ------------------------------------------------------------------------------------------


def force_at(reader: FrameReader, k: int) -> Phrase | None:
    """Read a force at ``k``: an armed body, fighters without a figure, or somebody's men."""
    tg = reader.tg
    while k < reader.end and (tg.is_quote(k) or tg.has(k, "eachof")):
        k += 1
    if k >= reader.end:
        return None
    phrase = reader.people.at(k)
    if k in tg.actors and tg.actors[k][0].kind in _STATES and (phrase is None or not phrase.body):
        # طالبان: a name before the common word that is written like it.
        actor, stop = tg.actors[k]
        return Phrase(k, stop, 2, None, "vague", None, k, (k, stop), "combatant", "people.body", actor=actor.id,
                      affiliated=True, body=True)  # fmt: skip
    if phrase is not None and not phrase.counted:
        if phrase.body and not _armed(reader, phrase):
            return None
        if phrase.body or (phrase.role == "combatant" and phrase.number == "pl"):
            return _of_force(reader, phrase)
        if (
            phrase.pron
            and phrase.number == "pl"
            and phrase.harm is None
            and tg.an[phrase.noun].pron not in _FIRST_PERSON[1:]
        ):
            return replace(phrase, role="combatant")
    return _unit_at(reader, k)


def _armed(reader: FrameReader, phrase: Phrase) -> bool:
    """Tell whether a body takes ground: armed, or a state; an office, an outlet or a monitor only speaks of it."""
    if phrase.role == "combatant":
        return True
    actor = reader.tg.registry.actors.get(phrase.actor) if phrase.actor else None
    return actor is not None and actor.kind in _STATES


def _of_force(reader: FrameReader, phrase: Phrase) -> Phrase:
    """وحدات من الفرقة 60: the unit that its men are of, where the people reader knows no such body."""
    tg = reader.tg
    noun = tg.end(phrase.noun, "people")
    if tg.an[phrase.noun].art and phrase.group is not None and phrase.group[0] > noun and tg.has(noun, "of"):
        # استردها الثوار من الميليشيات: from whom, not whose they are.
        return replace(phrase, end=noun, group=(phrase.noun, noun), actor=None)
    if phrase.affiliated or phrase.body or not tg.has(phrase.end, "of"):
        return phrase
    unit = _unit_at(reader, phrase.end + 1)
    return replace(phrase, end=unit.end, group=unit.group, affiliated=True) if unit is not None else phrase


def _unit_at(reader: FrameReader, k: int) -> Phrase | None:
    """A force by its noun, with what tells it apart: جماعة منافسة, الكتيبة 102, جيشها."""
    tg = reader.tg
    if not tg.has(k, "forceword"):
        return None
    stop = tg.end(k, "forceword")
    if tg.has(k, "people") and not (tg.is_number(stop) or tg.is_quote(stop)):
        # اللواء عبد القادر: a rank.
        return None
    definite = tg.an[k].art or tg.an[k].pron
    while stop < min(k + 4, reader.end) and not tg.an[k].pron:
        if tg.is_number(stop) or tg.is_quote(stop):
            stop += 1
            continue
        if tg.is_word(stop) and not tg.known(stop) and stop not in tg.places:
            stop += 1
            continue
        break
    if tg.has(stop, "of") and (inner := reader.people.at(stop + 1)) is not None and inner.role == "combatant":
        stop = inner.end
    if stop == k + 1 and not definite:
        return None
    return Phrase(k, stop, 2, None, "vague", None, k, (k, stop), "combatant", "people.body", affiliated=True, body=True)


def _country_at(reader: FrameReader, k: int) -> Phrase | None:
    tg = reader.tg
    if not _is_country(tg, k) or tg.an[k].prep:
        return None
    stop = tg.places[k][1]
    return Phrase(k, stop, 2, None, "vague", None, k, (k, stop), "combatant", "people.body", affiliated=True, body=True)


def _is_country(tg: Tagged, k: int) -> bool:
    return k in tg.places and k not in tg.weak_places and tg.places[k][0].precision == "country"


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
            phrase = _country_at(reader, k)
        if phrase is not None:
            return None if tg.an[k].prep else _joined(reader, phrase)
        if k in tg.places or tg.has(k, "placeword"):
            return None
        k += 1
    return None


def _joined(reader: FrameReader, force: Phrase) -> Phrase:
    """A force and those joined to it act together: الجيش والمقاومة."""
    tg = reader.tg
    for _ in range(3):
        if force.end >= reader.end or not tg.an[force.end].conj or force.group is None:
            break
        other = force_at(reader, force.end)
        if other is None or other.start != force.end or other.group is None:
            break
        force = replace(force, end=other.end, group=(force.group[0], other.group[1]))
    return force


def _subjects(reader: FrameReader, begin: int, stop: int) -> Iterator[Phrase]:
    """The forces of a stretch of text that no preposition governs, in order."""
    k = begin
    while k < stop:
        phrase = force_at(reader, k)
        if phrase is None or phrase.end > stop:
            k += 1
            continue
        if not _governed(reader, k) and not _led(reader, phrase.start):
            yield _joined(reader, phrase)
        k = max(phrase.end, k + 1)


def _governed(reader: FrameReader, k: int) -> bool:
    """Tell whether a preposition governs the force at ``k``; words that only open a clause (وكان) do not."""
    tg = reader.tg
    if not reader.governed(k):
        return False
    before = k - 1
    while before > reader.begin and tg.is_quote(before):
        before -= 1
    return bool(tg.an[k].prep) or not (tg.has(before, "opener") or tg.an[before].pron)


def _led(reader: FrameReader, k: int) -> bool:
    """Tell whether the force at ``k`` only belongs to the noun before it (قادة الجيش, باسم الجيش)."""
    tg = reader.tg
    before = k - 1
    while before > reader.begin and tg.is_quote(before):
        before -= 1
    if before < reader.begin or tg.an[k].conj or not tg.is_word(before) or tg.an[before].art:
        return False
    if tg.has(before, "report", "achieved", "harm"):
        return False
    return tg.has(before, "source", "people", "statement", "placeword", "spokes")


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
            country = None if trigger.conj or _governed(reader, k) else _country_at(reader, k)
            if country is not None and country.end == trigger.start:
                return country
    clause = clause_start(reader, trigger.start)
    found = [] if trigger.conj else list(_subjects(reader, clause, trigger.start))
    if found and trigger.start - found[-1].end <= 2 and not tg.has(found[-1].start - 1, "with_", "plus"):
        gap = range(found[-1].end, trigger.start)
        led = tg.is_word(found[-1].start - 1) and not tg.known(found[-1].start - 1) and len(found) > 1
        if not led and all(not tg.known(q) or tg.has(q, "opener", "meanwhile") or tg.is_quote(q) for q in gap):
            return found[-1]
    first = next((f for f in _subjects(reader, clause, trigger.start) if trigger.start - f.end < _FAR), None)
    if first is None and clause > reader.begin:
        first = _voice(reader, clause)
    if first is None and before is not None and trigger.number:
        first = next(
            (d.phrase for d in reversed(before.drafts) if d.territory is not None and d.phrase.body), None
        ) or next(_subjects(before, before.begin, before.end), None)
    return first


def _voice(reader: FrameReader, stop: int) -> Phrase | None:
    """The force that speaks before ``stop``, or that its speaker speaks for: أعلن المتحدث باسم الجيش أنها …."""
    tg = reader.tg
    best: Phrase | None = None
    k = max(reader.begin, stop - _FAR)
    while k < stop:
        phrase = force_at(reader, k)
        if phrase is None or phrase.end > stop or tg.an[phrase.start].prep in tg.lang.grammar.outcome:
            k += 1
            continue
        best = phrase
        k = max(phrase.end, k + 1)
    return best


def _manager(reader: FrameReader, trigger: Trigger, before: FrameReader | None) -> Phrase | None:
    """Who managed or announced what a noun tells: تمكن الجيش من السيطرة على, أعلنت القوات سيطرتها على."""
    tg = reader.tg
    verb = _managing(reader, trigger)
    if verb is not None:
        found = next(_subjects(reader, verb + 1, trigger.start), None)
        if found is None:
            clause = list(_subjects(reader, clause_start(reader, verb), verb))
            near = [f for f in clause if verb - f.end <= 1]
            found = near[-1] if near else clause[0] if clause else _voice(reader, verb)
        if found is None and before is not None and tg.has(verb, "achieved"):
            found = next(_subjects(before, before.begin, before.end), None)
        return found if found is not None else _voice(reader, trigger.start)
    if trigger.start == reader.begin or tg.text(trigger.start - 1) == ":":
        return _voice(reader, trigger.start)
    if trigger.pron and trigger.word.needs:
        # بعد سيطرتها على: the owner is whom the clause speaks of.
        found = next(_subjects(reader, clause_start(reader, trigger.start), trigger.start), None)
        if found is None:
            found = _voice(reader, trigger.start)
        if found is None and before is not None:
            found = next(_subjects(before, before.begin, before.end), None)
        return found
    if trigger.pron and _ground_at(reader, trigger.end, reader.end) is not None:
        return next(_subjects(reader, clause_start(reader, trigger.start), trigger.start), None)
    return None


def _speaker(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force that denies, concedes or announces what comes right behind it: نفى الجيش سقوط …."""
    tg = reader.tg
    for q in range(trigger.start - 1, max(reader.begin - 1, trigger.start - 10), -1):
        if tg.has(q, "comp") or tg.text(q) in ".:؛":
            return None
        if tg.has(q, "report"):
            found = [p for k in range(q + 1, trigger.start) if (p := force_at(reader, k)) is not None]
            return found[0] if found else None
    return None


def _opening(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force that opens a headline or a line without a full stop, before its present verb."""
    tg = reader.tg
    if trigger.start - reader.begin > _OPENING or tg.text(reader.end - 1) in ".؟":
        return None
    if reader.begin and not tg.is_break(reader.begin - 1):
        return None
    begin = reader.begin
    while begin < trigger.start and not tg.is_word(begin):
        begin += 1
    for k in range(begin, trigger.start):
        if tg.has(k, "comp", "rel", "report", "attempt") or tg.text(k) in ":؛":
            return None
    first = next(_subjects(reader, begin, trigger.start), None) or _country_at(reader, begin)
    if first is not None and first.start - begin <= 2:
        return first
    if trigger.start - begin == 1 and tg.text(begin).startswith(tg.lang.article) and not tg.known(begin):
        # الانتقالي يستعيد معسكرا: a party by a name that no list knows.
        return Phrase(begin, begin + 1, 2, None, "vague", None, begin, (begin, begin + 1), "combatant", "people.body",
                      affiliated=True, body=True)  # fmt: skip
    return None


def _opening(reader: FrameReader, trigger: Trigger) -> Phrase | None:
    """The force that opens a headline or a line without a full stop, right before its present verb."""
    tg = reader.tg
    if trigger.start - reader.begin > _OPENING or (reader.end - reader.begin > 0 and tg.text(reader.end - 1) in ".؟"):
        return None
    if reader.begin and not tg.is_break(reader.begin - 1):
        return None
    for k in range(reader.begin, trigger.start):
        if tg.has(k, "comp", "rel", "during", "report", "attempt"):
            return None
    for phrase in _subjects(reader, reader.begin, trigger.start):
        gap = range(phrase.end, trigger.start)
        if all(tg.is_quote(q) or (tg.is_word(q) and not tg.known(q)) for q in gap):
            return phrase
    return None


# -- the ground -----------------------------------------------------------------------------------------


def _ground(reader: FrameReader, trigger: Trigger, force: Phrase | None) -> tuple[int, int] | None:
    """The ground behind its word; a pronoun on the word or its preposition points back to it."""
    tg = reader.tg
    split = trigger.tail > trigger.end
    pointing = bool(trigger.pron) and trigger.pron not in _FIRST_PERSON and not trigger.word.needs
    if pointing and _owned(reader, trigger) and _ground_at(reader, trigger.end, reader.end) is not None:
        pointing = False
    if split and tg.an[trigger.tail - 1].pron and tg.has(trigger.tail - 1, "on_", "of", "from_"):
        pointing = True
    if pointing:
        return _place_before(tg, trigger.start, max(0, trigger.start - _BACK), reader.end)
    k = max(trigger.tail, force.end if force is not None else 0)
    if split and tg.has(trigger.tail - 1, "on_", "of", "from_"):
        return _ground_at(reader, trigger.tail, reader.end, names=trigger.word.kind == "take")
    begin = k
    while k < min(begin + _GROUND_WITHIN, reader.end):
        if reader.stops(k):
            return None
        if tg.has(k, "on_", "of", "from_") and not tg.an[k].conj:
            if tg.an[k].pron:
                return _place_before(tg, trigger.start, max(0, trigger.start - _BACK), reader.end)
            if tg.has(k, "on_") or trigger.word.kind == "lose":
                return _ground_at(reader, k + 1, reader.end, names=tg.has(k, "on_"))
            if not trigger.word.needs and force is None:
                return None
        near = k - begin < (_OBJECT_WITHIN if force is None else _GROUND_WITHIN)
        if not trigger.word.needs and near and not tg.has(k - 1, "in"):
            place = None if _is_country(tg, k) else _place_at(reader, k, lead=k == begin)
            if place is not None:
                return place
            if tg.has(k, "notground") and k - begin < 2:
                return None
        lost = trigger.word.kind == "lose" and force is None and k >= trigger.tail
        if lost and tg.is_word(k) and not tg.has(k, *_BETWEEN):
            # خسر حزب …: somebody who is no force did it, or it was done to something else.
            return None
        other = reader.by_start.get(k)
        if other is not None and other.start > trigger.start and other.word.kind not in ("take", "lose"):
            return None
        k += 1
    return None


def _ground_at(reader: FrameReader, k: int, end: int, *, names: bool = False) -> tuple[int, int] | None:
    """Read the object of a preposition as ground: how much of it may stand before it (على معظم أحياء …).

    With ``names`` an unlisted word is the name of a place there; what is seized or brought under control is none.
    """
    tg = reader.tg
    begin = k
    while k < min(begin + _QUANTITY, end):
        if tg.is_quote(k) or tg.has(k, "eachof"):
            k += 1
            continue
        place = _place_at(reader, k, lead=True)
        if place is not None:
            return place
        if tg.has(k, "notground") or reader.stops(k) or k in reader.by_start or tg.text(k) in "،()":
            return None
        if tg.is_number(k) or tg.has(k, "number", "amount", "hedge", "of", "quantity"):
            k += 1
            continue
        if tg.has(k, "people") or not tg.is_word(k) or (tg.known(k) and not tg.has(k, "name", "source", "placeadj")):
            return None
        if not names or (k > begin and tg.has(k - 1, "hedge", "number", "amount")):
            return None
        return k, _named_place(tg, k + 1, end)
    return None


def _place_at(reader: FrameReader, k: int, *, lead: bool = False) -> tuple[int, int] | None:
    """Read ground at ``k``: a noun for a place, counted or with its name, or a name; a list of them is one.

    ``lead``: the word is in the place of an object, where a name that is also a common word is believed.
    """
    tg = reader.tg
    if k >= reader.end or tg.is_break(k):
        return None
    start = k
    if tg.has(k, "placeword", "ground"):
        stop = _named_place(tg, k + 1, reader.end)
    elif k in tg.places and (lead or k not in tg.weak_places) and k not in tg.actors:
        stop = tg.places[k][1]
    else:
        return None
    while stop < reader.end:
        at = stop + 1 if tg.text(stop) == "،" else stop
        if at >= reader.end or not tg.an[at].conj or reader.by_start.get(at) is not None:
            joint = tg.text(at).startswith(tuple(tg.lang.grammar.clitics.conj)) and not tg.known(at)
            if at >= reader.end or not (joint and tg.is_word(at) and len(tg.text(at)) > 4):
                break
            stop = at + 1
            continue
        if tg.has(at, "placeword", "ground"):
            stop = _named_place(tg, at + 1, reader.end)
        elif at in tg.places:
            stop = tg.places[at][1]
        else:
            break
    return start, stop


def _named_place(tg: Tagged, k: int, end: int) -> int:
    """Return where the name behind a noun for a place ends."""
    stop = k
    while stop < min(k + 4, end):
        if stop in tg.places and not tg.an[stop].conj:
            return tg.places[stop][1]
        if tg.is_quote(stop) or (tg.has(stop, "placeword", "ground") and not tg.an[stop].conj):
            stop += 1
            continue
        if (
            tg.is_word(stop)
            and not tg.known(stop)
            and not tg.text(stop).startswith(tuple(tg.lang.grammar.clitics.conj))
        ):
            stop += 1
            continue
        break
    return stop


def _place_before(tg: Tagged, k: int, begin: int, end: int) -> tuple[int, int] | None:
    """The nearest ground before ``k`` that a pronoun can point to."""
    for q in range(k - 1, begin - 1, -1):
        if q in tg.places and q not in tg.weak_places:
            return q, tg.places[q][1]
        if tg.has(q, "placeword", "ground") and not tg.an[q].pron:
            return q, min(_named_place(tg, q + 1, end), k)
    return None
