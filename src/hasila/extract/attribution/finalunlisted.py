"""Names that no list knows, as subjects of verbs of saying, in languages that put the verb at the end (``verb_final``).

«صبغت‌الله نادم، سخنگوی والی، گفت که ...», ««ایوان ریدنکو» در تلگرام نوشت: ...», «گل‌آقا توانا گفته است ...»: an office
behind a comma, quotes, or the verb itself tells that words which nothing else is known of name somebody.
"""

from hasila.extract.tagging import Tagged

Range = tuple[int, int]

#: A name that no list knows has at most so many words, and one without office or quotes at least so many.
_UNLISTED, _BARE = 5, 2
#: One who tells it to somebody is named so near the verb.
_TELLS = 9
#: What ends the name of a speaker.
ENDS = ("comp", "objectmark", "report", "verb", "calendar", "hedge", "amount", "clause", "meanwhile", "subset", "in",
        "to", "with_", "during", "agentby", "number", "on_", "since", "total", "notspeaker")  # fmt: skip
#: No word of a name: what is done, used or counted, and where.
_THINGS = ("unit", "means", "placeword", "near", "employer", "statement", "plain", "during")
#: What may follow a name without an office: where, when and to whom it was said.
_FOLLOWS = ("in", "with_", "meanwhile", "plus", "calendar", "to", "report")
#: Kinds that a word of a name may have.
_NAMES = frozenset({"name", "titleword"})


def before_office(tg: Tagged, q: int, k: int) -> Range | None:
    """Return a name that no list knows, before a comma and the office of the one who has it."""
    if tg.has(q, "selfsame", "same"):
        return None
    stop = q
    while stop < k and stop - q < _UNLISTED and tg.is_word(stop):
        place = stop in tg.places and stop not in tg.weak_places
        if tg.text(stop) == tg.lang.grammar.number_joiner or tg.has(stop, *_THINGS):
            return None
        if tg.has(stop, *ENDS) or _harmful(tg, stop) or (place and (stop == q or tg.has(stop - 1, "placeword"))):
            return None
        stop += 1
    last = stop
    if stop < k and tg.is_quote(stop):
        stop += 1
    if (
        last - q < (1 if stop > last and q > 0 and tg.is_quote(q - 1) else _BARE)
        or stop + 1 >= k
        or tg.text(stop) not in "،,"
    ):
        return None
    office = tg.has(stop + 1, "source") or (tg.has(stop + 1, "people") and _titled(tg, stop + 1))
    return (q, last) if office else None


def bare_subject(tg: Tagged, q: int, k: int) -> Range | None:
    """Return words of which is known but that they speak: in quotes, or first in a clause before its verb."""
    quoted = q > 0 and tg.is_quote(q - 1)
    stop = q
    while stop < k and stop - q < _UNLISTED and _free(tg, stop):
        stop += 1
    if stop - q < _BARE:
        return None
    after = stop
    if after < k and tg.is_quote(after):
        after += 1
    elif quoted:
        return None
    if after > k or not (after == k or tg.has(after, *_FOLLOWS) or _office(tg, after, k)):
        return None
    return q, stop


def one_who_speaks(tg: Tagged, start: int, k: int) -> Range | None:
    """Return one person who opens a clause and told it to somebody: پدر رزوان به خبرنگار ما گفت, دختری از فراه نوشت."""
    sense = tg.sense(start, "people")
    if sense is None or sense.number != "sg" or k - start > _TELLS or getattr(sense.data, "counted", False):
        return None
    told = next((q for q in range(start + 1, k) if tg.has(q, "to")), k)
    clear = not any(_harmful(tg, q) for q in range(start, k)) and not tg.any(start, k, "verb", "objectmark", "comp")
    if not clear or told - start > _UNLISTED or (told == k and k - start > _BARE):
        return None
    return start, told


def _free(tg: Tagged, k: int) -> bool:
    """Tell whether a word is a name as far as is known."""
    if not tg.is_word(k) or _harmful(tg, k) or any(kind not in _NAMES for kind in tg.kinds[k]):
        return False
    return k not in tg.actors and (k not in tg.places or k in tg.weak_places)


def _office(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether an office stands right behind a name: ایوان ریدنکو فرماندار منطقه گفت."""
    sense = tg.sense(k, "source")
    return k < end and (
        (getattr(getattr(sense, "data", None), "kind", "") == "official") or (tg.has(k, "people") and _titled(tg, k))
    )


def _titled(tg: Tagged, k: int) -> bool:
    sense = tg.sense(k, "people")
    return sense is not None and bool(getattr(sense.data, "title", False))


def _harmful(tg: Tagged, k: int) -> bool:
    return bool(tg.an[k].harms) or "harm" in tg.multi.get(k, {})
