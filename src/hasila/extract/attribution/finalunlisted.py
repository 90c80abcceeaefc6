"""Names that no list knows, as subjects of verbs of saying, in languages that put the verb at the end (``verb_final``).

«صبغت‌الله نادم، سخنگوی والی، گفت که ...», ««ایوان ریدنکو» در تلگرام نوشت: ...», «گل‌آقا توانا گفته است ...»: an office
behind a comma, quotes, or the verb itself tells that words which nothing else is known of name somebody.
"""

from hasila.extract.tagging import Tagged
from hasila.text import fold_word

Range = tuple[int, int]

#: A name that no list knows has at most so many words, and one without office or quotes at least so many.
_UNLISTED, _BARE = 5, 2
#: Behind *according to* a name has at most so many.
_LONGEST = 14
#: One who tells it to somebody is named so near the verb.
_TELLS = 9
#: What ends the name of a speaker.
ENDS = ("comp", "objectmark", "report", "verb", "calendar", "hedge", "amount", "clause", "meanwhile", "subset", "in",
        "to", "with_", "during", "agentby", "number", "on_", "since", "total", "notspeaker", "namesof")  # fmt: skip
#: No word of a name: what is done, used or counted, and where.
_THINGS = ("unit", "means", "placeword", "near", "employer", "statement", "plain", "during")
#: What may follow a name without an office: where, when and to whom it was said.
_FOLLOWS = ("in", "with_", "meanwhile", "plus", "calendar", "to", "report")
#: What opens no subject, and a subject with so many words; what may follow one.
_NO_SUBJECT = ("during", "of", "in", "to", "with_", "on_", "agentby", "from_", "notspeaker", "report", "comp", "verb",
               "objectmark", "unit", "means", "number", "amount", "total", "when", "may", "subset", "statement",
               "selfsame", "copula", "pronoun", "near", "not", "none", "caused", "attempt", "topic", "unreal", "since",
               "hedge", "thereby", "placeword", "plain", "basis")  # fmt: skip
_PHRASE = 9
_AFTER_SUBJECT = ("of", "in", "to", "with_", "calendar", "plus", "meanwhile", "report", "during", "on_", "notspeaker")
#: Kinds that a word of a name may have.
_NAMES = frozenset({"name", "titleword"})


def quoted_name(tg: Tagged, q: int, k: int) -> Range | None:
    """Return a name in quotes right before the office of the one who has it: «طاهرخان» رئیس ستاد ...."""
    if q == 0 or not tg.is_quote(q - 1):
        return None
    stop = q
    while stop < k and stop - q < _UNLISTED and tg.is_word(stop):
        if tg.has(stop, "report", "verb", "comp", "number", "in", "to") or _harmful(tg, stop):
            return None
        stop += 1
    if stop == q or stop + 1 >= k or not tg.is_quote(stop) or tg.has(q, "source", "selfsame"):
        return None
    after = stop + 1
    if tg.text(after) in "،,":
        after += 1
    return (q, stop) if _office(tg, after, k) else None


def the_source(tg: Tagged, name: Range) -> bool:
    """Tell whether a speaker is but *the source*, who was told before: منبع می‌افزاید, and neither منبعی nor یک منبع."""
    sense = tg.sense(name[0], "source")
    if name[1] != name[0] + 1 or sense is None or sense.id != "source" or sense.number == "pl":
        return False
    return not tg.text(name[0]).endswith(tuple(fold_word(ending) for ending in tg.lang.grammar.adjectives))


def surname(tg: Tagged, stop: int | None, k: int) -> int | None:
    """Return where a person's name ends with a surname that is also a place's: عطاالله خوگیانی، سخنگوی ...."""
    if stop is None or stop >= k or stop not in tg.places or tg.places[stop][1] != stop + 1:
        return stop
    after = stop + 1
    if after < k and tg.text(after) in "،,":
        after += 1
    return stop + 1 if _office(tg, after, k) or tg.has(after, "report") else stop


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


def open_name(tg: Tagged, at: int, end: int) -> Range | None:
    """Return a name that no list knows behind *according to*: up to a comma or what ends a name."""
    stop = at
    while stop < end and stop - at < _LONGEST and (tg.is_word(stop) or tg.is_quote(stop)):
        # به گفته پدر او، ...: whoever is told first, and nobody behind him.
        if stop >= at + _BARE and _office(tg, stop, end):
            # به گفته معزالدین احمدی مسئول اطلاعات ...، ...: the name before the office.
            return at, stop
        if tg.has(stop, *ENDS) or _harmful(tg, stop) or (tg.has(stop, "people") and stop > at):
            break
        if tg.has(stop, "plain"):
            # بر اساس آمار جمع‌آوری شده، ...: what was done with it, and nobody's name.
            return None
        stop += 1
    return (at, stop) if stop > at and tg.text(stop) in "،,.:" else None


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


def first_phrase(tg: Tagged, start: int, k: int) -> Range | None:
    """Return what opens a clause before its verb of saying at ``k`` where nothing governs it: its subject.

    «یک حساب نزدیک به ... از کشته شدن ... خبر داد»: no list has to know who speaks.
    """
    q = start
    while q < k and (
        tg.is_quote(q) or tg.text(q) in "،,؛-–—" or tg.is_break(q) or tg.has(q, "meanwhile", "clause", "calendar")
    ):
        q = max(tg.end(q, cat) if tg.has(q, cat) else q + 1 for cat in ("meanwhile", "clause", "calendar"))
    one = tg.sense(q, "number") if q + 1 < k and tg.is_word(q + 1) else None
    first = q + 1 if one is not None and getattr(one.data, "value", 0) == 1 else q
    if first >= k or not tg.is_word(first) or tg.has(first, *_NO_SUBJECT) or _harmful(tg, first) or first in tg.places:
        return None
    stop = first
    while stop < min(q + _PHRASE, k) and (tg.is_word(stop) or tg.is_quote(stop)):
        if (tg.has(stop, *ENDS, "plus", "meanwhile", "copula") and stop > first) or _harmful(tg, stop):
            break
        stop += 1
    ended = stop == k or tg.has(stop, *_AFTER_SUBJECT)
    many = getattr(tg.sense(first, "people"), "number", "") == "pl"
    if not ended or (stop - q < _BARE and not many) or tg.has(stop, "objectmark") or tg.any(stop, k, "comp"):
        return None
    last = max(tg.within(stop, k, "verb", "objectmark"), default=-1)
    # ... مسئولیت حمله را پذیرفته و مدعی ... شد: the subject of two verbs.
    joined = last < 0 or any(tg.text(x) == tg.lang.grammar.number_joiner for x in range(last + 1, min(last + 3, k)))
    return (q, stop) if joined else None


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
