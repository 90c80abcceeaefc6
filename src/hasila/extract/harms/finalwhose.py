"""Who those that a verb at the end has counted are (``verb_final``): of whom they are, and if they fled."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.people.reader import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: Whose they are stands in so many tokens before those counted.
_OF = 6
#: So many who flee leave their homes, and no place of a deed.
_MULTITUDE = 20
_HELD = frozenset({"captured", "detained", "abducted"})


def of_before(reader: "FrameReader", phrase: Phrase) -> Phrase:
    """Return people whom a counter counts with those they are of, told before it: از جنگجویان ... هشت تن کشته شدند."""
    if not (phrase.counted and phrase.generic) or phrase.affiliated:
        return phrase
    first = phrase.start
    for q in range(first - 1, max(reader.begin - 1, first - _OF), -1):
        if reader.tg.has(q, "of"):
            whose = reader.people.at(q + 1)
            if whose is None or whose.end != first or whose.counted or whose.number != "pl" or whose.group is None:
                return phrase
            return replace(phrase, group=whose.group, role=whose.role, actor=whose.actor, affiliated=True)
    return phrase


def driven_out(reader: "FrameReader", phrase: Phrase) -> bool:
    """Tell whether people who fled left their homes: a multitude, and neither fighters nor prisoners."""
    sense = reader.tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
    loose = sense is not None and sense.id in ("prisoner", "suspect", "those-who", "smuggler")
    # از ۹۰ ربوده‌شده ۳۰ نفر فرار کردند: they were taken before.
    loose = loose or any(t.word.harm in _HELD and t.start < phrase.start for t in reader.triggers)
    return phrase.role != "combatant" and not (loose or phrase.elliptical) and (phrase.low or 0) >= _MULTITUDE
