"""Ground taken and lost: who, and which place."""

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase
from hasila.extract.tagging import Tagged
from hasila.extract.triggers import Trigger

_FORCE_WITHIN = 14


def read_territory(reader: FrameReader) -> list[Draft]:
    """Return the drafts of ground taken or lost in a sentence; standing control and attempts are none."""
    out = []
    for trigger in reader.triggers:
        if trigger.word.kind in ("take", "lose") and trigger.start not in reader.used:
            draft = _one(reader, trigger)
            if draft is not None:
                reader.used.update(range(trigger.start, trigger.end))
                reader.drafts.append(draft)
                out.append(draft)
    return out


def _one(reader: FrameReader, trigger: Trigger) -> Draft | None:
    tg = reader.tg
    verbal = bool(trigger.number) and not trigger.prep
    if _attempted(reader, trigger):
        return None
    after = trigger.end
    force: Phrase | None = None
    if not trigger.word.id.endswith("ing") or not trigger.pron:
        force = _force_at(reader, after)
    place_from = force.end if force is not None else after
    place = _place(tg, place_from, reader.end)
    if place is None and force is not None:
        # التي سقطت في يد …: the place stands before.
        place = next((p for q in range(trigger.start - 1, max(reader.begin, trigger.start - 6) - 1, -1)
                      if (p := _place(tg, q, trigger.start)) is not None), None)  # fmt: skip
    if place is None:
        return None
    if trigger.word.id == "losing" and trigger.word.kind == "lose" and place[0] - place_from > 2:
        # سقوط مقذوف على منزل: things fall, too.
        return None
    if force is None or trigger.word.id == "expel":
        force = _force_before(reader, trigger, verbal)
    if force is None:
        return None
    if not verbal and trigger.word.id in ("taking", "losing") and not _told_as_done(reader, trigger):
        return None
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{trigger.word.id}.{'verb' if verbal else 'noun'}", (trigger.start, trigger.end)),
        ("group", "force", force.group),
    ]
    return Draft(trigger.word.harm, (trigger.start, trigger.end), force, reader.sentence, rules, word=trigger.word,
                 territory=place)  # fmt: skip


def _attempted(reader: FrameReader, trigger: Trigger) -> bool:
    tg = reader.tg
    return any(tg.has(q, "attempt", "not") for q in range(max(reader.begin, trigger.start - 5), trigger.start))


def _told_as_done(reader: FrameReader, trigger: Trigger) -> bool:
    """Tell whether a noun of taking is told as done: announced, managed, after it, and not standing control."""
    tg = reader.tg
    if trigger.prep in tg.lang.grammar.outcome or trigger.start == reader.begin:
        return True
    if tg.has(trigger.start - 1, "under", "aim", "on_", "to", "comp"):
        return False
    near = range(max(reader.begin, trigger.start - 8), trigger.start)
    if any(tg.has(q, "caused", "achieved") for q in near):
        return True
    return any(tg.has(q, "report") for q in range(reader.begin, trigger.start))


def _force_at(reader: FrameReader, k: int) -> Phrase | None:
    tg = reader.tg
    while k < reader.end and tg.is_quote(k):
        k += 1
    if k >= reader.end:
        return None
    phrase = reader.people.at(k)
    if (
        phrase is not None
        and not phrase.counted
        and (phrase.body or (phrase.role == "combatant" and phrase.number == "pl"))
    ):
        return phrase
    return None


def _force_before(reader: FrameReader, trigger: Trigger, verbal: bool) -> Phrase | None:
    best: Phrase | None = None
    k = max(reader.begin, trigger.start - _FORCE_WITHIN)
    while k < trigger.start:
        phrase = _force_at(reader, k)
        if phrase is not None and phrase.end <= trigger.start:
            best = best or phrase
            if not reader.governed(k):
                best = phrase
            k = phrase.end
            continue
        k += 1
    return best


def _place(tg: Tagged, k: int, end: int) -> tuple[int, int] | None:
    for q in range(k, min(k + 7, end)):
        if q in tg.places:
            return q, tg.places[q][1]
        if tg.has(q, "placeword"):
            stop = q + 1
            while stop < min(q + 4, end) and tg.is_word(stop) and not tg.known(stop):
                stop += 1
            return q, stop
        if tg.has(q, "report", "comp") or tg.is_break(q):
            return None
    return None
