"""Forces that take or lose ground: armed bodies, fighters, units by their noun, countries."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.ground.places import ground_at
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.reader import Phrase
from hasila.extract.tagging import Tagged

#: Countries and their governments take ground; other offices only speak of it.
_STATES = frozenset({"government", "armed_force", "armed_group", "coalition"})
#: A force farther before its verb than so many tokens is another clause's.
FAR = 30


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
    source = tg.sense(k, "source") if tg.an[k].art and not tg.an[k].conj else None
    if source is not None and source.id == "army" and phrase is not None and phrase.number == "sg":
        # المعارضة: with an article the opposition, and no woman of it.
        stop = max(phrase.end, tg.end(k, "source"))
        return Phrase(k, stop, 2, None, "vague", None, k, (k, stop), "combatant", "people.body", affiliated=True,
                      body=True)  # fmt: skip
    if phrase is not None and not phrase.counted:
        if phrase.body and not _armed(reader, phrase):
            return None
        if phrase.body or (phrase.role == "combatant" and phrase.number == "pl"):
            return _of_force(reader, phrase)
        if (
            phrase.pron
            and phrase.number == "pl"
            and phrase.harm is None
            and tg.an[phrase.noun].pron not in tg.lang.grammar.speaking
        ):
            return replace(phrase, role="combatant")
    return _unit_at(reader, k)


def driven(reader: FrameReader, trigger: Trigger) -> tuple[Phrase, tuple[int, int]] | None:
    """Read who was driven out of the ground, by nobody that is named: تم دحر المسلحين من البلدة, تم طردهم من."""
    tg = reader.tg
    if not tg.has(trigger.start - 1, "passive") or trigger.start - 1 < reader.begin:
        return None
    force = None if trigger.pron else force_at(reader, trigger.end)
    if trigger.pron and trigger.pron not in tg.lang.grammar.speaking:
        # They, of whom the sentence told before.
        told = (force_at(reader, q) for q in range(trigger.start - 2, reader.begin - 1, -1))
        near = next((f for f in told if f is not None and f.end < trigger.start), None)
        # مليشيات الحوثي: the whole of its name.
        whole = force_at(reader, near.start - 1) if near is not None and near.start > reader.begin else None
        force = whole if whole is not None and near is not None and whole.end == near.end else near
    if force is None:
        return None
    for q in range(max(trigger.end, trigger.start if trigger.pron else force.end), reader.end):
        if reader.stops(q) or tg.text(q) in "،,":
            break
        if tg.has(q, "of") and (place := ground_at(reader, q + 1, reader.end)) is not None:
            return force, place
    return None


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
    sense = tg.sense(phrase.noun, "people")
    if sense is not None and sense.id == "forces" and phrase.group is not None and phrase.group[0] >= noun:
        # القوات العسكرية العراقية: they are a force by all of their name.
        phrase = replace(phrase, group=(phrase.noun, max(noun, phrase.group[1])))
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
    if stop == k + 1 and tg.has(k, "people") and not (tg.is_number(stop) or tg.is_quote(stop)):
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


def country_at(reader: FrameReader, k: int) -> Phrase | None:
    """Read a country at ``k`` as a force: سحبت روسيا قواتها, تركيا تستعيد السيطرة."""
    tg = reader.tg
    if not is_country(tg, k) or tg.an[k].prep:
        return None
    stop = tg.places[k][1]
    return Phrase(k, stop, 2, None, "vague", None, k, (k, stop), "combatant", "people.body", affiliated=True, body=True)


def is_country(tg: Tagged, k: int) -> bool:
    """Tell whether the name of a country begins at ``k``."""
    return k in tg.places and k not in tg.weak_places and tg.places[k][0].precision == "country"


def joined_forces(reader: FrameReader, force: Phrase) -> Phrase:
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


def subjects(reader: FrameReader, begin: int, stop: int) -> Iterator[Phrase]:
    """The forces of a stretch of text that no preposition governs, in order."""
    k = begin
    while k < stop:
        phrase = force_at(reader, k)
        if phrase is None or phrase.end > stop:
            k += 1
            continue
        if not governed(reader, k) and not _led(reader, phrase.start):
            yield joined_forces(reader, phrase)
        k = max(phrase.end, k + 1)


def voice(reader: FrameReader, stop: int) -> Phrase | None:
    """The force that speaks before ``stop``, or that its speaker speaks for: أعلن المتحدث باسم الجيش أنها …."""
    tg = reader.tg
    best: Phrase | None = None
    k = max(reader.begin, stop - FAR)
    while k < stop:
        phrase = force_at(reader, k)
        if phrase is None or phrase.end > stop or tg.an[phrase.start].prep in tg.lang.grammar.outcome:
            k += 1
            continue
        best = phrase
        k = max(phrase.end, k + 1)
    return best


def speaker(reader: FrameReader, stop: int) -> Phrase | None:
    """The force that denies, concedes or announces what comes right behind it: نفى الجيش سقوط …."""
    tg = reader.tg
    for q in range(stop - 1, max(reader.begin - 1, stop - 10), -1):
        if tg.has(q, "comp") or tg.text(q) in ".:؛":
            return None
        if tg.has(q, "report"):
            found = [p for k in range(q + 1, stop) if (p := force_at(reader, k)) is not None]
            return found[0] if found else None
    return None


def governed(reader: FrameReader, k: int) -> bool:
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
