"""Totals told of their noun, in languages that put the verb at the end (``verb_final``).

«شمار کشته‌شدگان به ۲۰ نفر رسید», «شمار قربانیان را ۲۰ تن اعلام کرد», «شهدای شهر از هزار نفر گذشت».
"""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

Range = tuple[int, int]
#: How far before its verb the people of a relative clause may stand, in tokens.
_BACK = 45
#: From the noun of a total to its figure, in tokens.
_TOTAL = 14
#: What a total reached is told within so many tokens: where and when it was may stand between.
_REACHED = 34
#: A toll's noun, with whose it is, has at most so many tokens before the object's mark.
_CALLED = 6
#: Whose toll it is stands in so many tokens between its noun and what it reached.
_WHOSE = 4


def read_final_totals(reader: "FrameReader") -> None:
    """Add totals told of their noun: شمار کشته‌شدگان به ۲۰ نفر رسید, شمار قربانیان را ۲۰ تن اعلام کرد."""
    tg = reader.tg
    _bare_total(reader)
    _called_total(reader)
    _item_totals(reader)
    for k in tg.within(reader.begin, reader.end, "total"):
        stop = tg.end(k, "total")
        first = next((q for q in range(stop, min(stop + 3, reader.end)) if _noun(reader, q) is not None), None)
        if first is None:
            _of_those_who(reader, k, stop)
            continue
        nouns = [first]
        at = tg.end(first, "harm")
        if tg.text(at) == tg.lang.grammar.number_joiner and _noun(reader, at + 1) is not None:
            nouns.append(at + 1)
            at = tg.end(at + 1, "harm")
        for q in _total_figures(reader, at):
            phrase = reader.people.at(q)
            if phrase is None or not phrase.counted or q in reader.used or (phrase.open_class and phrase.low == 1):
                continue
            if phrase.low == phrase.high == 1 and not tg.has(phrase.start - 1, "to", "objectmark"):
                # شمار قربانیان حمله به خانه یکی از شهروندان: no figure of theirs.
                continue
            word = _noun(reader, first)
            assert word is not None
            harm = (
                "casualty"
                if len(nouns) > 1 and {_harm(reader, n) for n in nouns} == {"killed", "wounded"}
                else word.harm
            )
            if harm == "casualty" and len(nouns) == 1 and phrase.harm is not None:
                # شمار تلفات به ۲۰ کشته و ۵۵ زخمی رسید: the figure's own noun tells more.
                harm, word = phrase.harm.harm, phrase.harm
            whose = reader.people.at(first)
            kind = reader.people.at(stop) if first > stop else None
            if kind is not None and phrase.generic and kind.harm is None and not kind.counted and kind.number == "pl":
                # شمار نظامیان کشته‌شده: who the dead are stands before their noun.
                phrase = replace(phrase, group=kind.group, actor=kind.actor, role=kind.role, affiliated=True)
            elif (of := _genitive(reader, nouns[-1])) is not None and phrase.generic and phrase.harm is None:
                # شمار کشته‌شدگان تروریست‌ها: whose dead they are stands behind their noun.
                phrase = replace(phrase, group=of.group, actor=of.actor, role=of.role, affiliated=True)
            elif whose is not None and whose.affiliated and phrase.generic:
                phrase = replace(phrase, group=whose.group, actor=whose.actor, role=whose.role, affiliated=True)
            if tg.has(phrase.end, "exceeds") and phrase.hedge == "exact":
                # از مرز ۵۰۰ نفر گذشت
                phrase = replace(phrase, high=None, hedge="more_than")
            draft = Draft(harm, (k, at), phrase, reader.sentence,
                          [("harm", f"{word.id}.total", (first, at)), ("count", phrase.rule, phrase.figure)],
                          word=word, total=True)  # fmt: skip
            reader.add(draft)
            reader.used.update(range(k, at))
            _earlier(reader, draft, q)
            _second_total(reader, phrase.end)
            break


def _bare_total(reader: "FrameReader") -> None:
    """Add a total without a word for number: شهدای غزه به ۴۰ هزار نفر رسید, کشته‌ها از هزار نفر گذشت.

    Or what the dead are by number: قربانیان این حمله ۱۲ نفر بودند.
    """
    tg, k = reader.tg, reader.begin
    while k < reader.end and not tg.is_word(k):
        k += 1
    word = _noun(reader, k) if k < reader.end and k not in reader.used else None
    if word is None or not _plural(reader, k):
        return
    at = max(k + 1, tg.end(k, "harm"))
    stop = next(
        (
            q
            for q in range(at, min(at + _TOTAL, reader.end))
            if tg.text(q) in "،,.؛:" or tg.has(q, "comp", "objectmark")
        ),
        min(at + _TOTAL, reader.end),
    )
    for q in range(at, stop):
        led = tg.has(q - 1, "to", "of", "border")
        phrase = reader.people.at(q) if q in reader.people.figures else None
        if phrase is not None and not led and not (q < at + _CALLED and tg.has(phrase.end, "copula")):
            continue
        if phrase is None or not phrase.counted or not phrase.generic or q in reader.used:
            continue
        over = tg.has(phrase.end, "exceeds")
        if led and not (tg.has(phrase.end, "reach") if tg.has(q - 1, "to") else over):
            continue
        if word.denied and phrase.harm is None:
            # تلفات به ۲۰ نفر رسید
            return
        if over and phrase.hedge == "exact":
            phrase = replace(phrase, high=None, hedge="more_than")
        whose = _genitive(reader, k) or reader.people.at(k)
        if whose is not None and (whose.affiliated or whose.harm is None):
            phrase = replace(phrase, group=whose.group, actor=whose.actor, role=whose.role, affiliated=True)
        word = phrase.harm or word
        reader.add(Draft(word.harm, (k, at), phrase, reader.sentence,
                         [("harm", f"{word.id}.total", (k, at)), ("count", phrase.rule, phrase.figure)],
                         word=word, total=True))  # fmt: skip
        reader.used.update(range(k, at))
        return


def _called_total(reader: "FrameReader") -> None:
    """Add a toll that somebody gives without a word for number: تلفات روس‌ها را ۱۱۵ تن خواند."""
    tg = reader.tg
    for mark in tg.within(reader.begin, reader.end, "objectmark"):
        q = mark + 1
        phrase = reader.people.at(q) if q in reader.people.figures else None
        if phrase is None or not phrase.counted or not phrase.generic or not tg.has(phrase.end, "report"):
            continue
        k = next((x for x in range(mark - 1, max(reader.begin - 1, mark - _CALLED), -1) if _noun(reader, x)), None)
        word = _noun(reader, k) if k is not None else None
        if k is None or word is None or not _plural(reader, k) or tg.has(k - 1, "total") or k in reader.used:
            continue
        _add_toll(reader, word, k, (k, mark), phrase)


def _item_totals(reader: "FrameReader") -> None:
    """Add the tolls that items of a list give behind a colon: زخمی‌ها: ۳۰ نفر, شمار شهدای غزه: ۱۲ نفر."""
    tg = reader.tg
    for colon in (q for q in range(reader.begin + 1, reader.end - 1) if tg.text(q) == ":"):
        phrase = reader.people.at(colon + 1) if colon + 1 in reader.people.figures else None
        k = next((x for x in range(colon - 1, max(reader.begin - 1, colon - _CALLED), -1) if _noun(reader, x)), None)
        word = _noun(reader, k) if k is not None else None
        if phrase is None or k is None or word is None or not phrase.counted or not _plural(reader, k):
            continue
        first = k - 1 if tg.has(k - 1, "total") else k
        alone = first == reader.begin or not tg.is_word(first - 1)
        people = phrase.noun < 0 or phrase.generic
        if (
            not (alone and people)
            or phrase.harm is not None
            or tg.any(k + 1, colon, "verb", "copula", "comp", "report")
        ):
            continue
        _add_toll(reader, word, k, (first, colon), phrase)


def _add_toll(reader: "FrameReader", word: HarmWord, k: int, at: Range, phrase: Phrase) -> None:
    """Add a toll told at ``at`` of the noun of harm at ``k``, whose people may stand behind that noun."""
    whose = _genitive(reader, k)
    if whose is not None:
        phrase = replace(phrase, group=whose.group, actor=whose.actor, role=whose.role, affiliated=True)
    reader.add(Draft(word.harm, at, phrase, reader.sentence,
                     [("harm", f"{word.id}.total", (k, at[1])), ("count", phrase.rule, phrase.figure)],
                     word=word, total=True))  # fmt: skip
    reader.used.update(range(*at))


def _genitive(reader: "FrameReader", k: int) -> Phrase | None:
    """Return people told as many right behind the noun of harm at a token."""
    tg = reader.tg
    at = max(k + 1, tg.end(k, "harm"))
    at += at < reader.end and tg.is_quote(at)
    phrase = reader.people.at(at) if at < reader.end and tg.has(at, "people", "nation") else None
    if phrase is None or phrase.start != at or phrase.counted or phrase.named or phrase.harm is not None:
        return None
    return phrase if phrase.number == "pl" and not phrase.generic and phrase.group is not None else None


def _plural(reader: "FrameReader", k: int) -> bool:
    here = reader.tg.multi.get(k, {}).get("harm")
    return any(s.number == "pl" for s in ([here[0]] if here else reader.tg.an[k].harms))


def _earlier(reader: "FrameReader", draft: Draft, at: int) -> None:
    """Add the toll that a total had before: از ۴۵ به ۴۷ نفر رسید."""
    tg = reader.tg
    figure = next((f for f in reader.people.figures.values() if f.end == at - 1 and tg.has(f.start - 1, "of")), None)
    if figure is None or figure.things or figure.value is None or not tg.has(at - 1, "to"):
        return
    phrase = replace(draft.phrase, start=figure.start, end=figure.end, low=figure.low, high=figure.high,
                     hedge=figure.hedge, figure=(figure.start, figure.end))  # fmt: skip
    rules: list[tuple[str, str, Range | None]] = [
        ("harm", f"{draft.word.id if draft.word else draft.harm}.earlier", (figure.start, figure.end)),
        ("count", f"count.{figure.rule}", phrase.figure),
    ]
    reader.add(Draft(draft.harm, (figure.start, figure.end), phrase, reader.sentence, rules, word=draft.word,
                     earlier=True, total=True))  # fmt: skip


def _second_total(reader: "FrameReader", k: int) -> None:
    """Add the total that goes on with another noun: شمار کشته‌ها را دو نفر و زخمی‌ها را شش نفر اعلام کرد."""
    tg = reader.tg
    if tg.text(k) != tg.lang.grammar.number_joiner or (word := _noun(reader, k + 1)) is None:
        return
    at = max(k + 2, tg.end(k + 1, "harm"))
    at += tg.has(at, "objectmark", "to")
    if (far := _next_total(reader, k)) is not None:
        # ... و تلفات دشمن به ۱۶ هزار کشته رسید
        at = far
    phrase = reader.people.at(at) if at in reader.people.figures else None
    if phrase is not None and phrase.counted and at not in reader.used:
        word = phrase.harm if word.harm == "casualty" and phrase.harm is not None else word
        reader.add(Draft(word.harm, (k + 1, at), phrase, reader.sentence,
                         [("harm", f"{word.id}.total", (k + 1, at)), ("count", phrase.rule, phrase.figure)],
                         word=word, total=True))  # fmt: skip
        reader.used.update(range(k + 1, at))


def _next_total(reader: "FrameReader", k: int) -> int | None:
    """Return where the figure begins that another toll's noun behind a joiner reached."""
    tg = reader.tg
    word = _noun(reader, k + 1) if k + 1 < reader.end else None
    if word is None or not _plural(reader, k + 1):
        return None
    at = max(k + 2, tg.end(k + 1, "harm"))
    return next((q + 1 for q in range(at, min(at + _WHOSE, reader.end)) if tg.has(q, "to", "objectmark")
                 and q + 1 in reader.people.figures), None)  # fmt: skip


def _of_those_who(reader: "FrameReader", k: int, stop: int) -> None:
    """Add the total of people whom a relative clause tells: شمار سربازانی که ... کشته شده‌اند به ۵۸ نفر رسید."""
    tg = reader.tg
    people = reader.people.at(stop)
    if people is None or people.counted or people.harm is not None or people.group is None:
        return
    if people.number != "pl" and not people.body:
        return
    verb = next((t for t in reader.triggers if t.start > people.end and t.word.kind == "undergo"), None)
    if verb is None or verb.start - k > _BACK or not tg.any(people.end, verb.start, "comp"):
        return
    for q in _total_figures(reader, verb.end):
        phrase = reader.people.at(q)
        if phrase is None or not phrase.counted or q in reader.used or not tg.has(q - 1, "to"):
            continue
        phrase = replace(phrase, group=people.group, role=people.role, actor=people.actor, affiliated=True)
        reader.add(Draft(verb.word.harm, (k, verb.end), phrase, reader.sentence,
                         [("harm", f"{verb.word.id}.total", (verb.start, verb.end)),
                          ("count", phrase.rule, phrase.figure)], word=verb.word, total=True))  # fmt: skip
        reader.used.update(range(k, verb.end))
        return


def _total_figures(reader: "FrameReader", at: int) -> list[int]:
    """Return where the figures of a total may begin, the likeliest first: the one that it reached (به ۴۷ نفر رسید)."""
    tg = reader.tg
    stop = next(
        (
            q for q in range(at, min(at + _REACHED, reader.end))
            if tg.text(q) in ".؛:"
            or tg.has(q, "comp", "verb")
            or (tg.has(q, "total") and _counts(reader, q))
            or (tg.text(q) == tg.lang.grammar.number_joiner and q > at and _next_total(reader, q))
        ),
        min(at + _REACHED, reader.end),
    )  # fmt: skip
    found = [q for q in range(at, stop) if q in reader.people.figures]
    for q in found:
        figure = reader.people.figures[q]
        phrase = reader.people.at(q)
        end = max(figure.end, phrase.end if phrase is not None else 0)
        if tg.has(q - 1, "to") and tg.has(end, "reach", "amounting"):
            return [q]
    return [q for q in found if q < at + _TOTAL]


def _counts(reader: "FrameReader", k: int) -> bool:
    """Tell whether a word for a number begins another total: شمار زخمی‌ها به صد تن و تعداد بازداشت‌شدگان به ...."""
    stop = reader.tg.end(k, "total")
    return any(_noun(reader, q) is not None for q in range(stop, min(stop + 2, reader.end)))


def _noun(reader: "FrameReader", k: int) -> HarmWord | None:
    words = (s.data for s in reader.tg.an[k].harms) if k < reader.end else ()
    here = reader.tg.multi.get(k, {}).get("harm")
    every = [*words, here[0].data] if here else list(words)
    return next((w for w in every if isinstance(w, HarmWord) and w.kind == "people"), None)


def _harm(reader: "FrameReader", k: int) -> str:
    word = _noun(reader, k)
    return word.harm if word is not None else ""
