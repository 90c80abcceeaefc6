"""Ground taken and lost in languages that put the verb at the end (``verb_final``).

«شورشیان شهرک ... را تصرف کردند», «نیروها از شش روستا عقب نشستند», «شهر به دست ... افتاد», «آزادسازی ... به دست تیپ ۳۱»:
the force opens the clause or stands behind *by*, the ground is the object, or behind *from*, *on*, or the noun.
"""

from hasila.extract.draft import Draft
from hasila.extract.ground.forces import force_at
from hasila.extract.harms.finalclauses import clause_begin
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.model import Harm

Range = tuple[int, int]
#: The ground stands at most so many tokens before its verb, and behind its noun.
_BEFORE, _BEHIND = 24, 10
#: A place's name behind a noun for places (روستای ...) has at most so many words.
_NAME = 4
#: Who took it is named within so many tokens behind *by*.
_BY = 3
#: Verbs (their ids) of people that ground may be the object or subject of: آزاد کرد, از دست داد, آزاد شد.
_EITHER: dict[str, Harm] = {"release": "took_control", "be-released": "took_control", "lost-own": "lost_control"}


def read_final_territory(reader: FrameReader, before: FrameReader | None) -> None:
    """Add the drafts of ground taken or lost in a sentence; a verb without a subject goes on with the force before."""
    tg = reader.tg
    for trigger in reader.triggers:
        word = trigger.word
        harm: Harm | None = word.harm if word.kind in ("take", "lose") else _EITHER.get(word.id)
        read = any(d.anchor[0] == trigger.start for d in reader.drafts)
        if (
            harm is None
            or read
            or tg.any(max(reader.begin, trigger.start - 3), trigger.start, "attempt", "unreal", "not")
        ):
            continue
        noun = word.id in ("taking-ground", "ground-fall", "pulling-back")
        found = _of_noun(reader, trigger) if noun else _of_verb(reader, trigger, before)
        if found is None:
            continue
        force, place, told = found
        harm = told or harm
        rules: list[tuple[str, str, Range | None]] = [
            ("harm", f"{word.id}.{'noun' if noun else 'verb-final'}", (trigger.start, trigger.end)),
            ("group", "force", force.group),
        ]
        reader.drafts.append(
            Draft(harm, (trigger.start, trigger.tail), force, reader.sentence, rules, word=word, territory=place)
        )
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _of_verb(
    reader: FrameReader, trigger: Trigger, before: FrameReader | None
) -> tuple[Phrase, Range | None, Harm | None] | None:
    """Return force and ground of a verb, and what it tells where its word alone tells another thing."""
    tg, word = reader.tg, trigger.word
    begin = max(clause_begin(reader, trigger.start), trigger.start - 2 * _BEFORE)
    if word.ground == "falls" or word.id == "be-released":
        place = _ground(reader, begin, trigger.start)
        by = _by(reader, begin, trigger.tail) or (
            _force(reader, trigger.end, trigger.tail) if trigger.tail > trigger.end else None
        )
        if by is None and place is not None:
            # شهر از وجود شورشیان پاک شد: nobody who took it is named, but those who lost it.
            rid = next(iter(tg.within(begin, trigger.start, "riddance")), None)
            loser = _force(reader, tg.end(rid, "riddance"), trigger.start) if rid is not None else None
            return (loser, place, "lost_control") if loser is not None else None
        return (by, place, None) if by is not None and place is not None else None
    stop = trigger.start
    mark = next(
        (q for q in range(stop if tg.has(stop, "objectmark") else stop - 1, begin - 1, -1) if tg.has(q, "objectmark")),
        None,
    )
    if word.id in _EITHER or word.id == "take-ground":
        if mark is None:
            return None
        stop = mark
    place = _ground(reader, begin, stop)
    if place is None or (word.id == "grab-ground" and place[1] != stop):
        return None
    force = _force(reader, begin, place[0])
    if force is None and begin > reader.begin:
        # شورشیان وارد شهر شدند و کنترل فرودگاه را به دست گرفتند: the subject of the clause before.
        force = _force(reader, reader.begin, begin)
    if force is None and before is not None and begin == reader.begin:
        force = next((d.phrase for d in reversed(before.drafts) if d.territory is not None), None)
    return (force, place, None) if force is not None else None


def _of_noun(reader: FrameReader, trigger: Trigger) -> tuple[Phrase, Range | None, Harm | None] | None:
    """Return force and ground of a noun: who took it behind *by*, who left it right behind the noun."""
    tg, k = reader.tg, trigger.end
    if trigger.word.id == "pulling-back":
        # عقب‌نشینی نیروهای دولتی از شهر ...
        force = _force(reader, k, min(k + 2, reader.end))
        place = _ground(reader, force.end, min(force.end + _BEHIND, reader.end)) if force is not None else None
        if force is None and tg.has(k, "of"):
            # ارتش عقب‌نشینی از شهر ... را پذیرفت: those who tell it left it.
            place = _ground(reader, k + 1, min(k + _BEHIND, reader.end))
            teller = tg.any(k, reader.end, "report") and place is not None
            force = _force(reader, clause_begin(reader, trigger.start), trigger.start) if teller else None
        if force is None or place is None:
            return None
        # از این شهر: a place told before.
        led = place[0] - 1 - tg.has(place[0] - 1, "selfsame")
        return (force, place, None) if tg.has(led, "of") else None
    place = _ground(reader, k, min(k + 2, reader.end), reader.end)
    by = _by(reader, place[1], min(place[1] + _BEHIND, reader.end)) if place is not None else None
    if (
        by is None
        and place is not None
        and trigger.word.harm != "lost_control"
        and tg.any(place[1], reader.end, "report")
    ):
        # ارتش از آزادسازی شهر ... خبر داد: a force that announces it took it.
        by = _force(reader, clause_begin(reader, trigger.start), trigger.start)
    # آزادسازی روستای ... به دست تیپ ۳۱, سقوط شهر به دست ...: who is named behind *by* took it.
    return (by, place, "took_control") if by is not None else None


def _by(reader: FrameReader, begin: int, end: int) -> Phrase | None:
    """Return the force behind *by*."""
    tg = reader.tg
    for q in tg.within(begin, end, "agentby"):
        at = tg.end(q, "agentby")
        force = _force(reader, at, min(at + _BY, reader.end))
        if force is not None:
            return force
    return None


def _force(reader: FrameReader, begin: int, end: int) -> Phrase | None:
    """Return the first force from ``begin`` on: a body, fighters told as many, a unit, a force by its noun alone."""
    tg = reader.tg
    for q in range(begin, end):
        if tg.has(q, "in", "of", "during", "on_") and q + 1 < end:
            # در درگیری با ارتش: no subject stands behind a preposition; but those of a clause that opens with one.
            continue
        if q > begin and tg.has(q - 1, "in", "of", "with_", "on_", "to"):
            continue
        phrase = force_at(reader, q)
        if phrase is not None and phrase.start == q:
            return phrase
        people = reader.people.at(q)
        if people is not None and people.number == "pl" and people.role == "combatant" and people.group is not None:
            return people
        unit = reader.people.affiliation(q) if tg.has(q, "formation") else None
        if unit is not None:
            return _as_force(unit[0], unit[1], unit[2])
        noun = tg.sense(q, "source")
        if noun is not None and noun.id in ("army", "movement") and tg.end(q, "source") < end + 1:
            return _as_force(q, tg.end(q, "source"), None)
    return None


def _as_force(start: int, end: int, actor: str | None) -> Phrase:
    return Phrase(start, end, 2, None, "vague", None, start, (start, end), "combatant", "people.body",
                  affiliated=True, body=True, actor=actor)  # fmt: skip


def _ground(reader: FrameReader, begin: int, stop: int, far: int | None = None) -> Range | None:
    """Return the ground between two tokens: a noun for a place with its name, or a place; the first of its kind.

    ``far`` bounds its name, where it may reach behind ``stop``.
    """
    tg = reader.tg
    far = stop if far is None else far
    for q in range(max(begin, stop - _BEFORE), stop):
        if tg.has(q, "placeword", "spot") and not tg.has(q - 1, "with_"):
            end = max(tg.end(q, "placeword"), q + 1)
            while end < far and end - q <= _NAME and tg.is_word(end) and not (
                tg.has(end, "report", "in", "objectmark", "of", "agentby", "to", "verb", "calendar", "during", "comp")
                or end in reader.by_start or tg.text(end) == tg.lang.grammar.number_joiner
            ):  # fmt: skip
                if end in tg.places and end not in tg.weak_places:
                    end = tg.places[end][1]
                    break
                end += 1
            return q, min(end, far)
        if q in tg.places and q not in tg.weak_places and q not in tg.actors:
            return q, tg.places[q][1]
    return None
