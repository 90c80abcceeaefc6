"""People listed by name behind their number, in languages that put the verb at the end (``verb_final``).

«سه راننده به نام‌های آرش نوری، کمال صادقی و رضا امینی کشته شدند»: each name is a claim, a part of those counted.
"""

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.people.names import name_at
from hasila.extract.people.phrase import Phrase

#: The word that leads to the names stands at most so many tokens behind the people, and no list is longer than so many.
_LED, _NAMES = 3, 12
#: A surname and a given name have at most so many words together.
_WORDS = 4


def read_final_names(reader: FrameReader) -> None:
    """Add those whom a claim of several people names behind *by the names of*."""
    tg = reader.tg
    for draft in list(reader.drafts):
        phrase = draft.phrase
        if not phrase.counted or (phrase.low or 0) < 2 or draft.negated:
            continue
        led = next(
            (q for q in range(phrase.end, min(phrase.end + _LED, reader.end)) if tg.has(q, "called", "eachone")), None
        )
        if led is None:
            continue
        k = max(tg.end(led, "called"), tg.end(led, "eachone"))
        for at in _names(reader, k):
            named = Phrase(*at, 1, 1, "exact", None, at[0], at, phrase.role, "count.named", named=True, number="sg")
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{draft.word.id if draft.word else draft.harm}.listed-name", at),
                ("count", named.rule, None),
            ]
            reader.add(Draft(draft.harm, at, named, reader.sentence, rules, agent=draft.agent, word=draft.word,
                             part_of=draft, subset=True))  # fmt: skip
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _names(reader: FrameReader, k: int) -> list[tuple[int, int]]:
    """Return the names of a list that begins at a token; none where it names but one."""
    tg = reader.tg
    out: list[tuple[int, int]] = []
    while k < reader.end and len(out) < _NAMES:
        while k < reader.end and (tg.is_quote(k) or tg.text(k) == ":" or tg.has(k, "titleword")):
            k += 1
        stop = name_at(tg, k, reader.end, open_class=True)
        if stop is None or k in reader.people.figures:
            break
        stop = min(stop, k + _WORDS)
        out.append((k, stop))
        while stop < reader.end and tg.is_quote(stop):
            stop += 1
        if stop >= reader.end or not (tg.text(stop) in "،," or tg.text(stop) == tg.lang.grammar.number_joiner):
            break
        k = stop + 1
    return out if len(out) > 1 else []
