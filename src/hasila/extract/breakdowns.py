"""Breakdowns: figures after a total that add up to it exactly (*73 dead: 43 fighters and 30 soldiers*).

That they add up is what shows that they count its people: no word beside them says so.
"""

from dataclasses import replace

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase

#: A breakdown is told within so many tokens of its total, and of a total at least so large.
_WITHIN = 60
_LEAST = 4


def read_breakdowns(reader: FrameReader) -> None:
    """Add the figures that break a claim of the sentence down: by people, by place, in brackets or after a colon."""
    for whole in list(reader.drafts):
        value = whole.phrase.low
        if value is None or value < _LEAST or value != whole.phrase.high or whole.negated or whole.phrase.elliptical:
            continue
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
