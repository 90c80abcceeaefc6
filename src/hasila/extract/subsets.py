"""Subsets within a sentence and the one before: *among them*, *N of them*, *most of them*."""

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase
from hasila.languages.schema import HarmWord


def read_subsets(reader: FrameReader, before: list[Draft]) -> None:
    """Add the parts that *among them*, *they are*, *N of them* and *most of them* introduce.

    ``before`` are the drafts of earlier sentences.
    """
    tg = reader.tg
    k = reader.begin
    while k < reader.end:
        listed = tg.has(k, "copula") and any(0 <= k - d.phrase.end <= 1 for d in reader.drafts)
        if tg.has(k, "subset") or listed:
            stop = tg.end(k, "copula" if listed else "subset")
            base = _base(reader, k, before, reader.person(stop) if stop < reader.end else None)
            own = None if listed else _figure_before(reader, k)
            if own is not None and own.hedge == "vague":
                own = None
            if own is not None and own.start not in reader.used and tg.has(k, "ofthem") and base is not None:
                _append(reader, base, own, "subset.of-them")
                k = max(stop, k + 1)
                continue
            k = max(stop, k + 1)
            if base is not None:
                k = _part_list(reader, base, k, "subset.listed" if listed else "subset.among")
            continue
        figure = reader.people.figures.get(k)
        if figure is not None and figure.back and k not in reader.used:
            base = _base(reader, k, before)
            phrase = reader.people.at(k)
            if base is not None and phrase is not None and phrase.noun >= 0:
                _append(reader, base, phrase, "subset.share")
                k = phrase.end
                continue
        k += 1
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _figure_before(reader: FrameReader, k: int) -> Phrase | None:
    """Return the bare figure right before *of them* at ``k``."""
    for q in range(k - 1, max(reader.begin - 1, k - 6), -1):
        figure = reader.people.figures.get(q)
        if figure is not None and figure.end == k and figure.value is not None:
            return reader.people.at(figure.start)
    return None


def _part_list(reader: FrameReader, base: Draft, k: int, rule: str) -> int:
    tg = reader.tg
    while k < reader.end:
        part = reader.person(k) if k not in reader.used else None
        if part is None or part.hedge in ("most", "all") or part.open_class:
            return k
        if part.noun < 0 and not part.counted:
            return k
        if part.harm is not None and (not part.counted or part.harm.harm != base.harm):
            return k
        if part.counted and base.phrase.low is not None and part.low is not None and part.low > base.phrase.low:
            return k
        _append(reader, base, part, rule)
        k = part.end
        # An age or a remark may stand before the next part: 62 طفلا دون الخامسة و39 امرأة.
        for at in range(k, min(k + 5, reader.end)):
            if at in reader.by_start and reader.by_start[at].word.kind != "people":
                return k
            joined = tg.an[at].conj or tg.text(at) == tg.lang.grammar.number_joiner
            if joined and (at <= k + 1 or reader.people.figures.get(at) or reader.people.figures.get(at + 1)):
                k = at
                break
        else:
            return k
        if k == part.end and not (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner):
            return k
    return k


def _append(reader: FrameReader, base: Draft, phrase: Phrase, rule: str) -> None:
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{base.word.id if base.word else base.harm}.{rule}", (phrase.start, phrase.end)),
        ("count", phrase.rule, phrase.figure),
    ]
    draft = Draft(base.harm, (phrase.start, phrase.start + 1), phrase, reader.sentence, rules, word=base.word,
                  part_of=base, agent=base.agent, subset=True, negated=base.negated)  # fmt: skip
    reader.used.update(range(phrase.start, phrase.end))
    reader.drafts.append(draft)


def _base(reader: FrameReader, k: int, before: list[Draft], part: Phrase | None = None) -> Draft | None:
    """Return the claim that a part at token ``k`` belongs to: the nearest that is large enough.

    A marker that names its people (*among the dead*) asks for their harm.
    """
    tg = reader.tg
    stop = tg.end(k, "subset") if tg.has(k, "subset") else k
    named = {sense.data.harm for q in range(k, stop) for sense in tg.an[q].harms if isinstance(sense.data, HarmWord)}

    def fits(draft: Draft) -> bool:
        if draft.subset or (named and draft.harm not in named):
            return False
        least, whole = (part.low if part is not None else None), draft.phrase.low
        return least is None or whole is None or least <= whole or draft.phrase.high is None

    here = [d for d in reader.drafts if d.phrase.end <= k + 1 and d.anchor[0] <= k + 8 and fits(d)]
    if here:
        return max(here, key=lambda d: d.phrase.end)
    if k - reader.begin <= 8:
        earlier = [d for d in before[-8:] if d.sentence >= reader.sentence - 2 and fits(d)]
        return earlier[-1] if earlier else None
    return None
