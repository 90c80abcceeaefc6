"""Bodies right behind a noun for people, where no article tells them (``verb_final``): افسر پلیس, نظامی ترکیه."""

from typing import TYPE_CHECKING

from hasila.extract.people.bodies import Body
from hasila.extract.tagging import Tagged
from hasila.languages.schema import PeopleWord

if TYPE_CHECKING:
    from hasila.extract.people.reader import PeopleReader

#: A body whose name no list knows has at most so many words.
_BODY = 4


def unlisted_body(reader: "PeopleReader", k: int, word: PeopleWord | None) -> Body | None:
    """Return the body behind a noun for its members: its noun with words that no list knows, or letters (پ ک ک)."""
    tg = reader.tg
    if word is None or word.id != "member":
        return None
    stop = k
    while stop < reader.end and tg.is_word(stop) and len(tg.text(stop)) == 1 and not tg.known(stop):
        stop += 1
    if stop > k + 1:
        return k, stop, None, "combatant"
    if not tg.has(k, "source", "formation", "bodyword") or tg.has(k, "people", "in"):
        return None
    stop = max(k + 1, tg.end(k, "source"))
    while stop < min(k + _BODY, reader.end) and tg.is_word(stop) and not tg.known(stop) and stop not in tg.places:
        if tg.an[stop].harms or stop in reader.figures:
            break
        stop += 1
    if tg.has(stop, "called") and tg.is_quote(tg.end(stop, "called")):
        # عضو گروه موسوم به «...»
        opens = tg.end(stop, "called")
        close = next((q for q in range(opens + 1, min(opens + 2 + _BODY, reader.end)) if tg.is_quote(q)), None)
        stop = stop if close is None else close + 1
    return k, stop, None, "combatant" if tg.sense(k, "source") is not None else "unknown"


def country_at(tg: Tagged, k: int, word: PeopleWord | None) -> Body | None:
    """Return the country behind people that are of it: سه نظامی ترکیه, دو شهروند افغانستان."""
    place = tg.places.get(k)
    if place is None or place[0].precision != "country" or k in tg.weak_places or word is None or tg.has(k, "nation"):
        return None
    if not (word.member or word.works or word.id in ("resident", "foreigner", "official")):
        return None
    return k, place[1], None, "unknown"


def bare_body(reader: "PeopleReader", k: int, word: PeopleWord | None) -> Body | None:
    """Return a body that its noun alone names, with what no list knows: افسر پلیس, کارمندان وزارت حج."""
    tg = reader.tg
    sense = tg.sense(k, "source")
    if word is None or not (word.member or word.works) or sense is None or sense.id not in ("army", "ministry"):
        return None
    stop = max(k + 1, tg.end(k, "source"))
    if sense.id == "ministry" and not (word.member or tg.is_word(stop)):
        return None
    while stop < min(k + _BODY, reader.end) and tg.is_word(stop) and not tg.known(stop) and stop not in tg.places:
        if tg.an[stop].harms or stop in reader.figures or tg.text(stop) == tg.lang.grammar.number_joiner:
            break
        stop += 1
    return k, stop, None, "combatant" if sense.id == "army" else "unknown"
