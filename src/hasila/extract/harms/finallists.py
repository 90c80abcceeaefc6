"""People listed before a verb at the end (``verb_final``): joined, one group after another with where or how, in parts.

«از کابل پنج تن و از لوگر سه تن زخمی شدند», ««سهراب ناصری» و سه تن دیگر», «۸ نفر - سه زن و پنج مرد -».
"""

from typing import TYPE_CHECKING

from hasila.extract.harms.finalclauses import VERBS
from hasila.extract.people.phrase import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

_DASHES = "-–—"
#: An item of a list of people, with where or how, has at most so many tokens behind them; no such word governs them.
_ITEM = 14
_GOVERNS = ("of", "in", "to", "with_", "during", "on_", "agentby")
#: Where or when the people of an item were told stands before them in at most so many tokens.
_PLACED = 6


def joined(reader: "FrameReader", end: int, start: int) -> bool:
    """Tell whether nothing but a joiner or a comma parts two people."""
    tg = reader.tg
    age = reader.people.figures.get(end)
    if age is not None and age.things and tg.has(age.end, "unit") and tg.end(age.end, "unit") <= start:
        # یک پسر ۱۲ ساله و مادرش
        end = tg.end(age.end, "unit")
    while end < start and (tg.is_quote(end) or (tg.is_word(end) and not tg.kinds[end] and end not in tg.places)):
        # هشت زندانی گیلک، ...: an adjective that no list knows; «سهراب ناصری» و سه تن دیگر.
        if tg.text(end) == tg.lang.grammar.number_joiner:
            break
        end += 1
    while start - 1 > end and tg.is_quote(start - 1):
        start -= 1
    between = [tg.text(q) for q in range(end, start)]
    joins = (tg.lang.grammar.number_joiner, "،", ",")
    # The joiner may be read into the people behind it.
    if len(between) > 1 and reader.tg.has(start - 1, "furthermore"):
        # ۷ شهروند و همچنین ۴۰ زن
        between = between[:-1]
    return len(between) <= 2 and all(text in joins for text in between) and (bool(between) or tg.text(start) in joins)


def listed(reader: "FrameReader", phrase: Phrase, after: Phrase) -> bool:
    """Tell whether counted people go on in a list with where or how: شش نفر در محل و یک نفر در بیمارستان فوت کردند."""
    tg, last = reader.tg, after.start - 1
    if (
        phrase.low == phrase.high == 1
        and phrase.counted
        and tg.has(phrase.start - 1, "means")
        and tg.text(last) in "،,"
    ):
        # در تیراندازی یک سرباز در پادگان، پنج سرباز کشته شدند: one right behind a word for an attack did it.
        return False
    same = tg.text(phrase.noun) == tg.text(after.noun) if phrase.noun >= 0 <= after.noun else False
    # «آرش نوری»، ۲۴ ساله از ناحیه پا و «ساسان احمدی»، ۴۳ ساله از ناحیه کمر زخمی شدند
    both = phrase.named and after.named
    between = range(phrase.end, after.start)
    placed = phrase.low == phrase.high and after.low == after.high and tg.has(phrase.end, "in")
    placed = placed and any(q in tg.places for q in between)
    before = phrase.counted and after.counted and _placed_before(reader, between)
    # یک معلم در لغمان و یک دکاندار در خوست به قتل رسیدند
    counted = phrase.counted and after.counted and (after.generic or same or placed)
    if not (both or counted or before) or tg.has(phrase.start - 1, *_GOVERNS):
        return False
    joiner = tg.lang.grammar.number_joiner
    if not before and tg.text(after.start) != joiner and tg.text(last) not in ("،", ",", joiner):
        return False
    led = both or before or tg.has(phrase.end, "in", "with_", "during", "agentby", "to", "on_", "means")
    if len(between) > _ITEM or not led:
        return False
    return not any(
        tg.has(q, "comp", "verb", "copula", "report", "clause", "objectmark") or tg.text(q) in ".؛:"
        or (q in reader.by_start and reader.by_start[q].word.kind in VERBS)
        for q in between
    )  # fmt: skip


def _placed_before(reader: "FrameReader", between: range) -> bool:
    """Tell whether the next item of a list begins with where or when: پنج تن، از لوگر سه تن و روز شنبه دو تن."""
    tg, k = reader.tg, between.start
    joins = (tg.lang.grammar.number_joiner, "،", ",")
    if k >= between.stop or tg.text(k) not in joins:
        return False
    while k < between.stop and tg.text(k) in joins:
        k += 1
    if not 0 < between.stop - k <= _PLACED or any(tg.text(q) in joins for q in range(k, between.stop)):
        return False
    inside = range(k, between.stop)
    place = tg.has(k, "of", "in") and any(q in tg.places or tg.has(q, "placeword") for q in inside)
    return (place or tg.has(k, "calendar")) and not any(tg.has(q, "subset", "during") for q in inside)


def made_up(reader: "FrameReader", phrase: Phrase, parts: list[Phrase]) -> bool:
    """Tell whether those between dashes make up the figure before them: ۸ نفر - سه زن و پنج مرد - کشته شدند."""
    if not any(reader.tg.text(q) in _DASHES for q in range(phrase.end, parts[0].start)):
        return False
    return phrase.low == phrase.high and phrase.low == sum(p.low or 0 for p in parts)


def past_parts(reader: "FrameReader", k: int, stop: int, whole: Phrase | None) -> int:
    """Return where the parts of a whole end that a marker at ``k`` leads to: at the comma that closes the list."""
    tg = reader.tg
    at = past(reader, k, stop)
    while at < stop and tg.text(at) in "،," and (more := reader.person(at + 1)) is not None:
        # شامل پدر، مادر و سه فرزند، در این حمله: one more of the list; but ...، ۵۰ نفر دیگر are others.
        beyond = whole is not None and whole.low is not None and (more.low or 0) > whole.low
        if more.end >= stop or more.generic or beyond or (more.counted and _closes(reader, more.end)):
            break
        at = past(reader, at, stop)
    comma = next((q for q in range(max(at, tg.end(k, "subset") + 1), stop) if tg.text(q) in "،,"), None)
    return at if comma is None else comma


def _closes(reader: "FrameReader", k: int) -> bool:
    """Tell whether nothing joins people that end before a token to more: they are the subject behind the parts."""
    tg = reader.tg
    return tg.text(k) != tg.lang.grammar.number_joiner and tg.text(k) not in "،,"


def past(reader: "FrameReader", k: int, stop: int) -> int:
    """Return where the people behind a word that leads to them end."""
    tg = reader.tg
    at = max(tg.end(k, "subset"), tg.end(k, "agentby"), k + (tg.text(k) in "،,"))
    while at < stop:
        phrase = reader.person(at)
        if phrase is not None:
            at = phrase.end
            if at < stop and tg.text(at) == tg.lang.grammar.number_joiner and reader.person(at + 1) is not None:
                at += 1
                continue
            while at < stop and (more := reader.person(at)) is not None and more.named:
                # به دست رزمندگان اسلام: part of their name.
                at = more.end
            return at
        if at > k + 3:
            break
        at += 1
    return max(at, k + 1)
