"""Another figure of a toll told before, where the verb is last: «طالبان این رقم را ده نفر اعلام کرد»."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.model import TERRITORY

#: A toll that is pointed at was told at most so many sentences before.
_BACK = 1
#: From what points at it to the new figure, in tokens.
_WITHIN = 5


def read_final_pointed(reader: FrameReader, before: list[Draft]) -> None:
    """Add the figures that somebody else gives for the last toll told."""
    tg = reader.tg
    for k in tg.within(reader.begin, reader.end, "samefigure"):
        stop = tg.end(k, "samefigure")
        mark = next((q for q in range(stop, min(stop + _WITHIN, reader.end)) if tg.has(q, "objectmark")), None)
        q = mark + 1 if mark is not None else reader.end
        phrase = reader.people.at(q) if q in reader.people.figures and q not in reader.used else None
        if phrase is None or not phrase.counted or not tg.has(phrase.end, "report"):
            continue
        told = [d for d in (*before, *reader.drafts) if d.phrase.end <= k and d.sentence >= reader.sentence - _BACK]
        base = next((d for d in reversed(told) if d.phrase.counted and d.harm not in TERRITORY), None)
        if base is None or base.part_of is not None:
            continue
        whom = base.phrase
        if phrase.noun < 0 or (phrase.generic and phrase.harm is None):
            phrase = replace(phrase, group=whom.group, role=whom.role, actor=whom.actor, affiliated=whom.affiliated)
        word = base.word
        reader.add(Draft(base.harm, (k, stop), phrase, reader.sentence,
                         [("harm", f"{word.id if word else base.harm}.pointed", (k, stop)),
                          ("count", phrase.rule, phrase.figure)], word=word, total=base.total))  # fmt: skip
