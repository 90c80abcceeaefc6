"""People that no rule has joined to a harm word, and the harm that was learned to be theirs.

The rules read the constructions that they know. What is left in a sentence that tells of harm — a figure, a noun
or a name that nothing took — is proposed with each harm word near by, and with the harm told just before; a
log-linear model (:mod:`hasila.extract.judge`) says which proposals are claims. Most are not, so it has to be sure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.joined import negation
from hasila.extract.judge import around, bucket, probability
from hasila.extract.people import Phrase
from hasila.languages.schema import HarmWord

#: A sentence of more people than this is a list or hostile: what is far down in it is not proposed.
_MOST_PEOPLE = 40
#: The harm told before is handed on over at most this many sentences.
_SENTENCES_BACK = 1
_GROUND = ("take", "lose")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that may be a claim, and what speaks for and against it."""

    draft: Draft
    features: list[str]


def propose(reader: FrameReader, before: Sequence[Draft]) -> None:
    """Add to a sentence's drafts the proposals that the language's model takes for claims, one for a phrase at most."""
    model = reader.tg.lang.judge
    if model is None or model.propose > 1:
        return
    best: dict[int, tuple[float, Draft]] = {}
    for proposal in proposals(reader, before):
        sure = probability(model.proposal, proposal.features)
        start = proposal.draft.phrase.start
        if sure >= model.propose and (start not in best or best[start][0] < sure):
            best[start] = (sure, proposal.draft)
    for _, draft in best.values():
        reader.add(draft)
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def proposals(reader: FrameReader, before: Sequence[Draft]) -> Iterator[Proposal]:
    """Yield the people of a sentence that nothing took, each with every harm that may be theirs."""
    triggers = [t for t in reader.triggers if t.word.kind not in _GROUND]
    told = next((d for d in reversed(before) if d.sentence >= reader.sentence - _SENTENCES_BACK), None)
    if not triggers and (told is None or told.word is None or told.word.kind in _GROUND):
        return
    people = list(_unused(reader))
    for phrase in people:
        left = next((t for t in reversed(triggers) if t.end <= phrase.start), None)
        right = next((t for t in triggers if t.start >= phrase.end), None)
        for trigger in (left, right):
            if trigger is not None:
                yield _with(reader, phrase, trigger.word, (trigger.start, trigger.end), people, "here")
        if left is None and told is not None and told.word is not None and told.word.kind not in _GROUND:
            yield _with(reader, phrase, told.word, (phrase.start, phrase.start + 1), people, "told", told)


def _unused(reader: FrameReader) -> Iterator[Phrase]:
    tg, k, found = reader.tg, reader.begin, 0
    while k < reader.end and found < _MOST_PEOPLE:
        if k in reader.used or not (k in reader.people.figures or tg.has(k, "people", "name", "harm")):
            k += 1
            continue
        phrase = reader.person(k)
        if phrase is None or any(q in reader.used for q in range(phrase.start, phrase.end)):
            k += 1
            continue
        if not phrase.body or phrase.counted:
            found += 1
            yield phrase
        k = max(phrase.end, k + 1)


def _with(
    reader: FrameReader, phrase: Phrase, word: HarmWord, anchor: tuple[int, int], people: Sequence[Phrase], how: str,
    told: Draft | None = None,
) -> Proposal:  # fmt: skip
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{word.id}.proposed-{how}", anchor), ("count", phrase.rule, phrase.figure),
    ]  # fmt: skip
    harm = phrase.harm.harm if phrase.harm is not None and (word.weak or how == "told") else word.harm
    draft = Draft(harm, anchor, phrase, reader.sentence, rules, word=word)
    draft.negated = negation(reader, anchor[0], phrase) if how == "here" else ""
    return Proposal(draft, _features(reader, draft, people, how, told))


def _features(reader: FrameReader, draft: Draft, people: Sequence[Phrase], how: str, told: Draft | None) -> list[str]:
    tg, phrase, word = reader.tg, draft.phrase, draft.word
    assert word is not None
    start, stop = draft.anchor
    after = phrase.start >= stop
    low, high = (stop, phrase.start) if after else (phrase.end, start)
    side = how if how == "told" else "after" if after else "before"
    between = range(low, high)
    kind = f"{word.kind}.{side}"
    shape = "name" if phrase.named else "bare" if phrase.noun < 0 else "counted" if phrase.counted else (
        f"{phrase.number or 'some'}{'-the' if phrase.definite else ''}")  # fmt: skip
    shape = f"open-{shape}" if phrase.open_class else shape
    takers = sum(d.anchor == draft.anchor for d in reader.drafts)
    crossed = sum(t.start in between for t in reader.triggers)
    out = [
        f"kind:{kind}", f"shape:{shape}", f"kind+shape:{kind}.{shape}", f"harm:{draft.harm}", f"word:{word.id}.{side}",
        f"gap:{side}.{bucket(len(between))}", f"crossed:{bucket(crossed)}", f"taken:{side}.{bucket(takers)}",
        f"others:{bucket(sum(p.start in between for p in people))}", f"role:{phrase.role}",
        f"shape+taken:{shape}.{bucket(takers)}", f"shape+gap:{shape}.{side}.{bucket(len(between))}",
        f"people:{bucket(len(people))}", f"drafts:{bucket(len(reader.drafts))}", f"hedge:{phrase.hedge}",
    ]  # fmt: skip
    flags = {
        "governed": reader.governed(phrase.start), "generic": phrase.generic, "affiliated": phrase.affiliated,
        "own-harm": phrase.harm is not None, "same-harm": phrase.harm is not None and phrase.harm.harm == word.harm,
        "pronoun": phrase.pron, "other": phrase.other, "weak": word.weak, "joined": bool(tg.an[phrase.start].conj),
        "negated": bool(draft.negated), "title": tg.has(phrase.start, "source"), "actor": phrase.actor is not None,
        "large": (phrase.low or 0) >= 1000, "first-sentence": reader.sentence == 0,
    }  # fmt: skip
    out += [f"is:{name}" for name, value in flags.items() if value]
    out += [f"is:{shape}.{name}" for name in ("governed", "joined", "affiliated") if flags[name]]
    for name in ("report", "comp", "rel", "subset", "unreal", "not", "attempt", "copula", "caused", "calendar"):
        if tg.any(between.start, between.stop, name):
            out.append(f"between:{name}")
    if any(tg.text(q) in "،؛:" for q in between):
        out.append("between:stop")
    if tg.any(reader.begin, phrase.start, "report"):
        out.append("said-before")
    near = [d for d in reader.drafts if abs(d.phrase.end - phrase.start) <= 3 or abs(phrase.end - d.phrase.start) <= 3]
    out += [f"beside:{d.harm == draft.harm}" for d in near]
    out += around(tg, phrase.start - 1, "before1", reader.begin, reader.end)
    out += around(tg, phrase.start - 2, "before2", reader.begin, reader.end)
    out += around(tg, phrase.end, "after1", reader.begin, reader.end)
    if told is not None:
        out += [f"told:{reader.sentence - told.sentence}", f"told-part:{told.part_of is not None}",
                f"told-counted:{told.phrase.counted}"]  # fmt: skip
    return out
