"""Breakdowns: people after a total who add up to it exactly (*73 dead: 43 fighters and 30 soldiers*).

That they add up is what shows that they count its people: no word beside them says so.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.people.reader import Phrase
from hasila.languages.schema import CalendarWord

#: A breakdown is told within so many tokens of its total, and of a total at least so large.
_WITHIN = 60
_LEAST = 4
#: A list without figures of its own (*three: a man and two women*) begins within so many tokens; a word or two on
#: where somebody was from may stand behind each of its items.
_LISTED_WITHIN = 14
_REMARK = 4


def read_breakdowns(reader: FrameReader) -> None:
    """Add the figures that break a claim of the sentence down: by people, by place, in brackets or after a colon."""
    for whole in list(reader.drafts):
        value = whole.phrase.low
        final = reader.tg.lang.grammar.verb_final
        # "At least 1,062: 417 civilians …": what is known adds up to the bound.
        bound = final and whole.phrase.hedge == "at_least"
        if value is None or value < 2 or (value != whole.phrase.high and not bound) or whole.negated:
            continue
        parts = _listed(reader, whole, value)
        if not parts and value >= _LEAST and not whole.phrase.elliptical:
            parts = _parts(reader, whole, value)
        for phrase in parts:
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{whole.word.id if whole.word else whole.harm}.breakdown", (phrase.start, phrase.end)),
                ("count", phrase.rule, phrase.figure),
            ]
            draft = Draft(whole.harm, (phrase.start, phrase.start + 1), phrase, reader.sentence, rules,
                          word=whole.word, part_of=whole, agent=whole.agent, subset=True)  # fmt: skip
            if phrase.noun < 0 and whole.phrase.group is not None:
                held = whole.phrase
                draft.phrase = replace(phrase, group=held.group, role=held.role, actor=held.actor)
                draft.group_from = held
            reader.add(draft)
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _parts(reader: FrameReader, whole: Draft, value: int) -> list[Phrase]:
    """Return the people after a claim whose figures make it up, or none."""
    tg, out, total = reader.tg, [], 0
    k = max(whole.phrase.end, whole.end if whole.anchor[0] > whole.phrase.start else 0)
    if tg.lang.grammar.verb_final and tg.has(k, "report") and tg.text(tg.end(k, "report")) == ":":
        # شمار ... را هزار نفر ثبت کرده است: ...: the verb stands behind the total that its colon breaks down.
        k = tg.end(k, "report") + 1
    stop = min(reader.end, k + _WITHIN)
    while k < stop:
        if k in reader.by_start and reader.by_start[k].word.kind != "people":
            return []
        if tg.has(k, "report", "comp"):
            return []
        figure = reader.people.figures.get(k)
        if figure is None:
            k += 1
            continue
        phrase = reader.people.at(k)
        taken = not reader.used.isdisjoint(range(figure.start, figure.end))
        if figure.things or figure.value is None or phrase is None or taken:
            k = max(figure.end, k + 1)
            continue
        if phrase.open_class or phrase.other or (phrase.harm is not None and phrase.harm.harm != whole.harm):
            return []
        out.append(phrase)
        total += figure.value
        if total >= value:
            return out if total == value and len(out) > 1 else []
        k = max(phrase.end, k + 1)
    return []


def _listed(reader: FrameReader, whole: Draft, value: int) -> list[Phrase]:
    """Return the people listed right behind a claim, one of each counting as one: three, a man and two women."""
    own = range(whole.phrase.start, whole.phrase.end)
    for k in _openings(reader, whole):
        out: list[Phrase] = []
        total, at = 0, k
        while at < reader.end and total < value:
            item = _item(reader, at, total + 1)
            if item is None or any(q in reader.used and q not in own for q in range(item.start, item.end)):
                break
            out.append(item)
            total += item.low or 0
            at = _next_item(reader, item.end)
        if total == value and len(out) > 1:
            return out
    return []


def _openings(reader: FrameReader, whole: Draft) -> Iterator[int]:
    """Yield where a list may begin behind a claim: after a comma, a bracket, a colon or *they are*."""
    tg, held = reader.tg, whole.phrase
    k = held.noun + 1 if held.noun >= held.start else held.end
    stop = min(reader.end, max(k, held.end) + _LISTED_WITHIN)
    while k < stop:
        if whole.anchor[0] <= k < whole.anchor[1]:
            k += 1
            continue
        if (k in reader.by_start and reader.by_start[k].word.kind != "people") or tg.has(k, "report", "comp", "subset"):
            return
        if tg.has(k, "copula"):
            yield tg.end(k, "copula")
        elif tg.text(k) in "،,(:-–—" and k + 1 < reader.end and not tg.has(k + 1, "copula"):
            yield k + 1
        k += 1


def _item(reader: FrameReader, k: int, number: int) -> Phrase | None:
    """Read one item of a list: people of a known number, a nationality alone, or the last by its ordinal."""
    tg = reader.tg
    while k < reader.end and tg.is_quote(k):
        k += 1
    ordinal = tg.sense(k, "calendar")
    if ordinal is not None and isinstance(ordinal.data, CalendarWord) and _is_last(ordinal.data, number):
        # ثلاثة من الجنسية الهندية والرابع من الجنسية الباكستانية
        link = tg.end(k, "calendar")
        body = reader.people.affiliation(link + 1) if link + 1 < reader.end and tg.has(link, "of") else None
        group = (body[0], body[1]) if body is not None else (k, link)
        return Phrase(k, group[1], 1, 1, "exact", (k, link), k, group, body[3] if body is not None else "unknown",
                      "count.nth", number="sg", counted=True)  # fmt: skip
    phrase = reader.person(k)
    if phrase is None or phrase.start != k or phrase.other or phrase.harm is not None or phrase.hedge != "exact":
        return None
    if phrase.low is None and phrase.number == "sg" and phrase.affiliated and not phrase.definite:
        return replace(phrase, low=1, high=1)
    return phrase if phrase.low is not None and phrase.low == phrase.high else None


def _is_last(word: CalendarWord, number: int) -> bool:
    return word.kind == "ordinal" and word.value == number


def _next_item(reader: FrameReader, k: int) -> int:
    """Return where the next item of a list begins behind token ``k``, a remark passed over, or the end."""
    tg = reader.tg
    for at in range(k, min(k + _REMARK, reader.end)):
        if tg.is_break(at) or at in reader.by_start or tg.has(at, "report", "comp"):
            break
        if tg.text(at) in "،," and at + 1 < reader.end and (at + 1 in reader.people.figures or tg.an[at + 1].conj):
            return at + 1
        if tg.an[at].conj or tg.text(at) == tg.lang.grammar.number_joiner:
            return at
    return reader.end
