"""Victims whose name no list knows, told by what stands behind it (``verb_final``).

«ویکتور هورنیاک، معلم ۴۲ ساله، کشته شد»: before a comma and what he was; «شاهین رودباری و دو محافظش»: before his own.
"""

from typing import TYPE_CHECKING

from hasila.extract.people.phrase import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader
    from hasila.extract.harms.triggers import Trigger

#: A name that no list knows has so many words.
_LEAST, _MOST = 2, 3
#: Words for a death of which only people are the subject.
_DEATHS = ("be-killed", "martyred", "died")
#: What may be known of a word of a name.
_OF_NAMES = frozenset({"name", "titleword"})


def unlisted_holder(reader: "FrameReader", first: Phrase, start: int) -> Phrase | None:
    """Return the one named at the begin of a clause, right before what he was or people who are his own."""
    tg = reader.tg
    if first.named or first.harm is not None or first.noun < 0:
        return None
    joiner = tg.lang.grammar.number_joiner
    stop = first.start if tg.text(first.start) == joiner else first.start - 1
    office = tg.text(stop) in "،," and first.low == first.high == 1 and not first.counted
    owned = tg.text(stop) == joiner and first.counted and tg.text(first.noun).endswith(tuple(tg.lang.grammar.owners))
    if not (office or owned):
        return None
    k = stop
    while k > start and stop - k < _MOST and tg.is_word(k - 1) and _of_name(reader, k - 1):
        k -= 1
    opens = k == start or tg.is_quote(k - 1) or tg.text(k - 1) in "،,:"
    if stop - k < _LEAST or not opens:
        return None
    role = first.role if office else "unknown"
    return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), role, "count.named", named=True)


def unlisted_victim(reader: "FrameReader", trigger: "Trigger", start: int) -> Phrase | None:
    """Return the one at the begin of a clause whose death is told and whom no list knows: ویکتور هورنیاک دیروز کشته شد.

    Only people are killed, so that words of which nothing is known are somebody where nobody else stands.
    """
    tg = reader.tg
    whole = trigger.word.id in _DEATHS and trigger.number == "sg" and not tg.has(trigger.start, "of")
    k = start
    while k < trigger.start and (tg.has(k, "meanwhile", "calendar") or tg.text(k) in "،," or tg.is_quote(k)):
        k += 1
    stop = k
    while whole and stop < trigger.start and stop - k <= _MOST and tg.is_word(stop) and _of_name(reader, stop):
        stop += 1
    if not _LEAST <= stop - k <= _MOST:
        return None
    after = stop + (stop < trigger.start and tg.is_quote(stop))
    how = tg.has(after, "in", "during", "agentby", "with_", "calendar", "on_") or tg.text(after) in "،,"
    if not (after == trigger.start or how):
        return None
    return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True)


def _of_name(reader: "FrameReader", k: int) -> bool:
    tg = reader.tg
    # شاهین رودباری: from a place, and none.
    written = tg.doc.text[tg.tokens[k].start : tg.tokens[k].end]
    place = k in tg.places and k not in tg.weak_places and not written.endswith(tuple(tg.lang.grammar.adjectives))
    return not place and not tg.an[k].harms and set(tg.kinds[k] or ()) <= _OF_NAMES
