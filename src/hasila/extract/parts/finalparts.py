"""Parts told by their share of a whole, in languages that put the verb at the end (``verb_final``).

«۲۲ نفر از قربانیان کودک بودند», «که ۱۴ نفرشان زن هستند», «بیش از ۹۰ درصد کشته‌شدگان غیرنظامی‌اند»: a figure, of whom,
and what they are. Those whom a harm word of their own has taken («۱۱ نفر از آنان زخمی‌اند») are only given their whole.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from hasila.extract.counts import Figure
from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.reader import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import Harm

#: A whole stands at most so many claims before its part, and so many sentences.
_AMONG, _BACK = 12, 2
#: The share from which it is most.
_MOST = 50
#: What a part is said to be stands within so many tokens of it: a date or place of the whole may come between.
_SAID_WITHIN = 7
#: Being taken, which who escaped no longer is.
_TAKEN = frozenset({"captured", "detained", "abducted"})
#: Whoever is a victim may be dead or wounded.
_WHOLES: dict[str, frozenset[Harm]] = {"casualty": frozenset({"casualty", "killed", "wounded"})}


class _Part(NamedTuple):
    """A figure in tokens, of whom it is a part (a noun of harm, else those told before), and where that ends."""

    figure: Figure
    noun: HarmWord | None
    whom: tuple[int, int] | None
    stop: int
    share: bool = False


def read_final_parts(reader: FrameReader, before: list[Draft]) -> None:
    """Add the parts that a sentence tells of a whole, and give those already read their whole."""
    k = reader.begin
    figures = reader.people.figures
    while k < reader.end:
        figure = figures.get(k)
        if figure is None:
            k += 1
            continue
        part = _part(reader, figure)
        if part is None:
            k = max(figure.end, k + 1)
            continue
        base = _base(reader, part, before)
        taken = next((d for d in reader.drafts if d.phrase.start <= figure.first < d.phrase.end), None)
        if taken is not None:
            _give(reader, taken, base, part)
            k = max(part.stop, k + 1)
            continue
        if (base is None and part.noun is None) or figure.back:
            k = max(figure.end, k + 1)
            continue
        k = max(k + 1, _add(reader, part, base))
    _critical(reader, before)
    _consists(reader, before)
    _among(reader)
    _amidst(reader)
    _told_among(reader, before)
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _among(reader: FrameReader) -> None:
    """Add those who are among harmed people of whom no figure was told: در میان کشته‌شدگان دو خبرنگار نیز هستند."""
    tg = reader.tg
    for k in tg.within(reader.begin, reader.end, "subset"):
        at = tg.end(k, "subset")
        while tg.text(at) in "،," or tg.has(at, "too"):
            at += 1
        word = next((w for q in range(max(reader.begin, k - 2), at) if (w := _noun(reader, q)) is not None), None)
        while word is not None and at < reader.end:
            phrase = reader.person(at)
            free = phrase is not None and reader.used.isdisjoint(range(phrase.start, phrase.end))
            if phrase is None or not free or not phrase.counted or phrase.noun < 0 or phrase.harm is not None:
                break
            draft = Draft(
                word.harm, (at, at + 1), phrase, reader.sentence,
                [("harm", f"{word.id}.subset.among", (k, at)), ("count", phrase.rule, phrase.figure)], word=word,
            )  # fmt: skip
            reader.add(draft)
            at = phrase.end + (1 if tg.text(phrase.end) in "،," else 0)


def _consists(reader: FrameReader, before: list[Draft]) -> None:
    """Add those whom the harmed are by their nouns: کشته‌شدگان سه زن، دو مرد و یک کودک هستند."""
    tg, joiner = reader.tg, reader.tg.lang.grammar.number_joiner
    for trigger in [t for t in reader.triggers if t.word.kind == "people" and t.start not in reader.used]:
        if _noun(reader, trigger.start) is None or not (
            trigger.start == reader.begin or tg.text(trigger.start - 1) in "،,:"
        ):
            continue
        told: list[Phrase] = []
        at = trigger.end
        while (phrase := reader.person(at)) is not None and phrase.start == at and phrase.counted:
            if phrase.noun < 0 or phrase.generic or phrase.harm is not None or at in reader.used:
                break
            told.append(phrase)
            at = phrase.end + (tg.text(phrase.end) in "،,")
            at += tg.text(at) == joiner and at < reader.end
        if not told or not tg.has(told[-1].end, "copula"):
            continue
        total = sum(p.low or 0 for p in told)
        same = (d for d in reversed(before[-_AMONG:]) if d.harm == trigger.word.harm and d.phrase.low == total)
        whole = next(same, None)
        for phrase in told:
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{trigger.word.id}.subset.consists", (trigger.start, trigger.end)),
                ("count", phrase.rule, phrase.figure),
            ]
            reader.add(Draft(trigger.word.harm, (phrase.start, phrase.start + 1), phrase, reader.sentence, rules,
                             word=trigger.word, part_of=whole, subset=True))  # fmt: skip


def _amidst(reader: FrameReader) -> None:
    """Add those who are among counted people: در میان ۷۵ مجروح این حمله ۱۴ کودک دیده می‌شوند."""
    tg = reader.tg
    for base in [d for d in reader.drafts if d.phrase.harm is not None and d.phrase.counted]:
        if not tg.any(base.phrase.start - 1, base.phrase.start + 1, "midst"):
            continue
        for q in range(base.phrase.end, min(base.phrase.end + _SAID_WITHIN, reader.end)):
            phrase = reader.person(q) if q in reader.people.figures else None
            if phrase is None or not phrase.counted or not reader.used.isdisjoint(range(phrase.start, phrase.end)):
                continue
            if any(tg.has(x, "verb", "copula") for x in _until_verb(reader, phrase.end)):
                rules: list[tuple[str, str, tuple[int, int] | None]] = [
                    ("harm", f"{base.word.id if base.word else base.harm}.subset.amidst", (phrase.start, phrase.end)),
                    ("count", phrase.rule, phrase.figure),
                ]
                reader.add(Draft(base.harm, (q, phrase.end), phrase, reader.sentence, rules, word=base.word,
                                 part_of=base, subset=True))  # fmt: skip
            break


def _told_among(reader: FrameReader, before: list[Draft]) -> None:
    """Add those of whom it is told last that they are among them: سه خارجی نیز در میان آنها هستند."""
    tg = reader.tg
    for k in tg.within(reader.begin, reader.end, "subset"):
        if not tg.has(tg.end(k, "subset"), "copula", "verb") or not tg.any(k, tg.end(k, "subset"), "pronoun", "ofthem"):
            continue
        for q in range(max(reader.begin, k - _SAID_WITHIN), k):
            phrase = reader.person(q)
            if phrase is None or phrase.end > k or not phrase.counted or q in reader.used or phrase.harm is not None:
                continue
            told = [d for d in reader.drafts if d.phrase.start < q] or before[-1:]
            base = next((d for d in reversed(told) if d.part_of is None and not d.negated), None)
            if base is not None and (base.phrase.low or 0) > 1:
                rules: list[tuple[str, str, tuple[int, int] | None]] = [
                    ("harm", f"{base.word.id if base.word else base.harm}.subset.told-among", (q, phrase.end)),
                    ("count", phrase.rule, phrase.figure),
                ]
                reader.add(Draft(base.harm, (q, phrase.end), phrase, reader.sentence, rules, word=base.word,
                                 part_of=base, subset=True))  # fmt: skip
            break


def _critical(reader: FrameReader, before: list[Draft]) -> None:
    """Give those whose state is critical the wounded that were told before them: حال ۵ نفر وخیم است."""
    for draft in list(reader.drafts):
        if draft.word is None or draft.word.id != "critical-state" or draft.part_of is not None:
            continue
        if draft.phrase.hedge == "vague":
            # حال برخی از مجروحان وخیم است: how some of them are is no figure.
            reader.drafts.remove(draft)
            continue
        earlier = [d for d in reader.drafts if d.phrase.start < draft.phrase.start] or before[-_AMONG:]
        base = next((d for d in reversed(earlier) if d.harm in ("wounded", "casualty") and d is not draft), None)
        low = base.phrase.low if base is not None else None
        if base is None or (low is not None and (draft.phrase.low or 0) > low):
            continue
        draft.part_of = base
        if draft.phrase.generic and not draft.phrase.affiliated and base.phrase.group is not None:
            held = base.phrase
            draft.phrase = replace(draft.phrase, group=held.group, role=held.role, actor=held.actor)
            draft.group_from = held


def _part(reader: FrameReader, figure: Figure) -> _Part | None:
    """Read a figure that is told as a part: of them, or of a noun of harm; ``None`` where it is none."""
    tg, k = reader.tg, figure.end
    if figure.back:
        return _Part(figure, None, None, k, figure.share)
    if figure.share:
        return None
    counter = tg.sense(k, "people") if k < reader.end else None
    percent = figure.things and tg.has(k, "percent")
    if percent:
        k = tg.end(k, "percent")
    elif figure.things:
        return None
    elif counter is not None and getattr(counter.data, "counted", False):
        pron = tg.has(k, "counterof")
        k = tg.end(k, "people")
        if pron:
            return _Part(figure, None, None, k)
    elif not tg.has(k, "of", "ofthem"):
        return None
    if k >= reader.end:
        return None
    if tg.has(k, "ofthem"):
        return _Part(figure, None, None, tg.end(k, "ofthem"), percent)
    of = tg.has(k, "of")
    at = k + 1 if of else k
    at += of and tg.is_quote(at)
    if not (of or percent) or at >= reader.end:
        return None
    if tg.has(at, "selfsame", "total"):
        at += 1
    noun = _noun(reader, at)
    if noun is None:
        return None
    return _Part(figure, noun, (at, max(tg.end(at, "harm"), at + 1)), max(tg.end(at, "harm"), at + 1), percent)


def _noun(reader: FrameReader, k: int) -> HarmWord | None:
    """Return the noun for many harmed people that stands at a token."""
    here = reader.tg.multi.get(k, {}).get("harm")
    senses = [here[0]] if here else list(reader.tg.an[k].harms) if k < reader.end else []
    for sense in senses:
        word = sense.data
        if isinstance(word, HarmWord) and word.kind == "people" and sense.number == "pl" and not word.denied:
            return word
    return None


def _base(reader: FrameReader, part: _Part, before: list[Draft]) -> Draft | None:
    """Return the whole of a part: the nearest claim before it that can hold it."""
    harms = frozenset[Harm]()
    if part.noun is not None:
        harms = _WHOLES.get(part.noun.harm, frozenset({part.noun.harm}))
    start = part.figure.start
    earlier = [d for d in reader.drafts if d.phrase.start < start]
    back = [d for d in before[-_AMONG:] if reader.sentence - d.sentence <= (_BACK if part.noun is None else _AMONG)]
    near = sorted(earlier, key=lambda d: d.phrase.start)
    for draft in (*reversed(near), *reversed(back)):
        if draft.subset and part.noun is None and draft.part_of is not None:
            continue
        if harms and draft.harm not in harms and not (draft.harm == "casualty" and "killed" in harms):
            continue
        if draft.negated or draft.harm in ("took_control", "lost_control") or draft.phrase.named:
            continue
        value, low = part.figure.value, draft.phrase.low
        many = draft.phrase.number == "pl" or (low or draft.phrase.high or 0) > 1
        if not many or (
            value is not None and not part.share and low is not None and low == draft.phrase.high and low < value
        ):
            if part.noun is None and not earlier:
                return None
            continue
        return draft
    return None


def _give(reader: FrameReader, draft: Draft, base: Draft | None, part: _Part) -> None:
    """Give a claim that is already read its whole, and whose people they are where only a counter tells it."""
    if base is None or base is draft or draft.part_of is not None:
        return
    draft.part_of = base
    draft.rules.append(("relations", "subset.of-them", (part.figure.start, part.stop)))
    if part.whom is not None and draft.phrase.generic and not draft.phrase.affiliated:
        draft.phrase = replace(draft.phrase, group=part.whom)
        draft.group_from = draft.phrase
    elif part.whom is None and draft.phrase.generic and not draft.phrase.affiliated and not draft.phrase.harm:
        held = base.phrase
        if held.group is not None:
            draft.phrase = replace(draft.phrase, group=held.group, role=held.role, actor=held.actor)
            draft.group_from = held


def _add(reader: FrameReader, part: _Part, base: Draft | None) -> int:
    """Add the part and those listed behind it, and return where to go on."""
    tg, stop = reader.tg, part.stop
    figure = part.figure
    while True:
        group, stop = _said(reader, stop)
        if base is not None and base.harm in _TAKEN and any(tg.has(q, "escaped") for q in _until_verb(reader, stop)):
            # ۲۵ نفر از آنها موفق به فرار شدند: who escaped is no part of the taken.
            return stop
        word = part.noun or (base.word if base is not None else None)
        harm = part.noun.harm if part.noun is not None else base.harm if base is not None else "killed"
        if part.noun is not None and base is not None and part.noun.harm == "casualty":
            harm = base.harm
        state = _state(reader, stop)
        if state is not None and group is None:
            harm, word, stop = state.word.harm, state.word, state.end
        _draft(reader, figure, (part, group, stop), harm, word, base)
        following = _next(reader, stop)
        if following is None or part.share:
            return stop
        figure, stop = following


def _draft(
    reader: FrameReader, figure: Figure, told: tuple[_Part, Phrase | None, int], harm: Harm,
    word: HarmWord | None, base: Draft | None,
) -> None:  # fmt: skip
    part, group, stop = told
    low, high, hedge = figure.low, figure.high, figure.hedge
    if part.share:
        most = (figure.value or 0) >= _MOST
        low, high, hedge = None, None, "most" if most else "vague"
    whom = part.whom
    held = base.phrase if base is not None else None
    phrase = Phrase(
        figure.start, max(figure.end, min(stop, figure.end + 2)), low, high, hedge, (figure.start, figure.end), -1,
        whom or (held.group if held is not None else None), held.role if held is not None else "unknown",
        f"count.{figure.rule}", counted=True, elliptical=True, actor=held.actor if held is not None else None,
    )  # fmt: skip
    if group is not None and group.group is not None:
        phrase = replace(phrase, end=max(phrase.end, group.end), group=group.group, role=group.role,
                         actor=group.actor, affiliated=True)  # fmt: skip
    draft = Draft(
        harm, (figure.start, max(phrase.end, figure.start + 1)), phrase, reader.sentence,
        [("harm", f"{word.id if word else harm}.subset.said", (figure.start, stop)),
         ("count", phrase.rule, phrase.figure)],
        word=word, part_of=base, subset=True,
    )  # fmt: skip
    draft.group_from = phrase
    reader.add(draft)


def _said(reader: FrameReader, k: int) -> tuple[Phrase | None, int]:
    """Return who a part is said to be, and where that ends: کودک هستند, از اتباع ..., زنان و کودکان‌اند."""
    tg = reader.tg
    for q in range(k, min(k + _SAID_WITHIN, reader.end)):
        if tg.text(q) in "،,.؛:" or tg.has(q, "comp", "verb", "copula") or q in reader.people.figures:
            break
        if q in reader.by_start and q in reader.used:
            break
        if tg.has(q, "of") and q + 1 < reader.end:
            body = reader.people.affiliation(q + 1)
            family = next((x for x in (q + 1, q + 2) if tg.has(x, "kin")), None)
            if body is None and family is not None:
                # شش نفر از کشته‌شدگان از یک خانواده بودند
                at = (family, family + 1)
                return Phrase(q + 1, family + 1, None, None, "exact", None, family, at, "civilian", ""), family + 1
            if body is not None:
                start, end, actor, role = body
                return Phrase(start, end, None, None, "exact", None, start, (start, end), role, "", actor=actor), end
            stop = _item_end(reader, q + 1)
            if stop is not None and reader.people.at(q + 1) is None and q + 1 not in tg.places:
                # ... از هیئت تحریر شام، ۱۷۴ نفر از ارتش هستند: a body that no list knows.
                at = (q + 1, stop)
                return Phrase(*at, None, None, "exact", None, q + 1, at, "unknown", ""), stop
        phrase = reader.people.at(q)
        if phrase is None or phrase.counted or phrase.harm is not None or phrase.group is None:
            continue
        if phrase.start > k and tg.has(phrase.start - 1, "in", "to", "with_", "agentby", "during", "on_"):
            break
        end = phrase.end
        if tg.text(end) == tg.lang.grammar.number_joiner:
            second = reader.people.at(end + 1)
            if second is not None and not second.counted and second.group is not None and _closes(reader, second.end):
                return replace(phrase, end=second.end, group=(phrase.group[0], second.group[1])), second.end
        if _closes(reader, end) or tg.text(end) in "،," or tg.text(end) == tg.lang.grammar.number_joiner:
            return phrase, end
        break
    return None, k


def _item_end(reader: FrameReader, k: int) -> int | None:
    """Return where an item of a list of parts ends: at a comma or joiner before the next figure, or the copula."""
    tg, joiner = reader.tg, reader.tg.lang.grammar.number_joiner
    for q in range(k, min(k + _SAID_WITHIN, reader.end)):
        if tg.has(q, "copula"):
            return q if q > k else None
        if tg.text(q) in "،," or (tg.text(q) == joiner and q + 1 in reader.people.figures):
            after = q + 1 + (tg.text(q + 1) == joiner)
            return q if q > k and after in reader.people.figures else None
        if not tg.is_word(q) or tg.has(q, "comp", "verb", "report") or q in reader.by_start:
            return None
    return None


def _closes(reader: FrameReader, k: int) -> bool:
    tg = reader.tg
    return k >= reader.end or tg.has(k, "copula", "verb") or not tg.is_word(k)


def _state(reader: FrameReader, k: int) -> Trigger | None:
    """Return a word for harm that a part is said to be: ۱۱ نفر از آنان زخمی‌اند."""
    trigger = reader.by_start.get(k)
    if trigger is None or trigger.start in reader.used or not _closes(reader, trigger.end):
        return None
    return trigger if trigger.word.kind in ("people", "state", "undergo") else None


def _next(reader: FrameReader, k: int) -> tuple[Figure, int] | None:
    """Return the next figure of a list, and where who they are is told: ... و ۱۵ نفر مسیحی بودند."""
    tg = reader.tg
    if k < reader.end and tg.is_word(k) and tg.text(k) != tg.lang.grammar.number_joiner:
        # سه تن از کشته‌شدگان اهل هرات و دو تن اهل فراه بودند
        k = _item_end(reader, k) or k
    if k >= reader.end or not (tg.text(k) in "،," or tg.text(k) == tg.lang.grammar.number_joiner):
        return None
    k += 1
    if k < reader.end and tg.text(k) == tg.lang.grammar.number_joiner:
        k += 1
    figure = reader.people.figures.get(k)
    if figure is None or figure.things or figure.share or not reader.used.isdisjoint(range(figure.start, figure.end)):
        return None
    if any(q in reader.by_start and reader.by_start[q].word.kind in ("undergo", "inflict", "either")
           for q in _until_verb(reader, figure.end)):  # fmt: skip
        return None
    counter = tg.sense(figure.end, "people")
    stop = tg.end(figure.end, "people") if getattr(getattr(counter, "data", None), "counted", False) else figure.end
    others = tg.sense(stop, "people")
    # ... و ۱۳ تن دیگر خبرنگار بودند
    return figure, stop + 1 if others is not None and others.id == "others" and others.number == "sg" else stop


def _until_verb(reader: FrameReader, k: int) -> Iterator[int]:
    """Yield the tokens up to where the clause ends."""
    for q in range(k, min(k + _SAID_WITHIN, reader.end)):
        yield q
        if reader.tg.has(q, "verb", "copula") or reader.tg.text(q) in ".؛":
            return
