"""Ground that a force takes or loses: a noun for a place, a name, a list of them, or what a pronoun points back to."""

from hasila.extract.harms.frames import FrameReader
from hasila.extract.tagging import Tagged

#: So many words of quantity may come between a preposition and the ground (على معظم أحياء …).
_QUANTITY = 7


def ground_at(reader: FrameReader, k: int, end: int, *, names: bool = False) -> tuple[int, int] | None:
    """Read the object of a preposition as ground: how much of it may stand before it (على معظم أحياء …).

    With ``names`` an unlisted word is the name of a place there; what is seized or brought under control is none.
    """
    tg = reader.tg
    begin = k
    while k < min(begin + _QUANTITY, end):
        if tg.is_quote(k) or tg.has(k, "eachof"):
            k += 1
            continue
        place = place_at(reader, k, lead=True)
        if place is not None:
            return place
        if tg.has(k, "notground") or reader.stops(k) or k in reader.by_start or tg.text(k) in "،()":
            return None
        if tg.is_number(k) or tg.has(k, "number", "amount", "hedge", "of", "quantity"):
            k = max(k + 1, tg.end(k, "amount"))
            continue
        if tg.has(k, "people") or not tg.is_word(k) or (tg.known(k) and not tg.has(k, "name", "source", "placeadj")):
            return None
        if not names or (k > begin and tg.has(k - 1, "hedge", "number", "amount")):
            return None
        return k, named_end(tg, k + 1, end)
    return None


def place_at(reader: FrameReader, k: int, *, lead: bool = False) -> tuple[int, int] | None:
    """Read ground at ``k``: a noun for a place, counted or with its name, or a name; a list of them is one.

    ``lead``: the word is in the place of an object, where a name that is also a common word is believed.
    """
    tg = reader.tg
    if k >= reader.end or tg.is_break(k):
        return None
    start = k
    if tg.has(k, "placeword", "ground"):
        stop = named_end(tg, k + 1, reader.end)
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
            stop = named_end(tg, at + 1, reader.end)
        elif at in tg.places:
            stop = tg.places[at][1]
        else:
            break
    return start, stop


def named_end(tg: Tagged, k: int, end: int) -> int:
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


def place_before(tg: Tagged, k: int, begin: int, end: int) -> tuple[int, int] | None:
    """The nearest ground before ``k`` that a pronoun can point to."""
    for q in range(k - 1, begin - 1, -1):
        if q in tg.places and q not in tg.weak_places:
            return q, tg.places[q][1]
        if tg.has(q, "placeword", "ground") and not tg.an[q].pron:
            return q, min(named_end(tg, q + 1, end), k)
    return None
