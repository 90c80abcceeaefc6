"""Predicates: who the harmed are is told after their noun (*most of the dead are X*, *the dead are 13 men and …*)."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase

#: A figure that people reached is told within so many tokens after what happened to them.
_REACHED_WITHIN = 14


def read_predicates(reader: FrameReader) -> None:
    """Give *most of the dead are X* and *the dead are 13 men and …* the people that the predicate names."""
    tg = reader.tg
    for draft in list(reader.drafts):
        phrase = draft.phrase
        if phrase.harm is None or phrase.hedge not in ("most", "all") or phrase.noun < 0:
            continue
        k = phrase.end
        twin = _beside(reader, draft, k)
        if twin is not None:
            k = twin.end
        plain = k
        if k < reader.end and tg.has(k, "copula"):
            k = tg.end(k, "copula")
        if k < reader.end and tg.has(k, "of") and not tg.an[k].conj:
            k += 1
        elif k == plain:
            continue
        found = reader.people.affiliation(k)
        if found is not None:
            start, stop, actor, role = found
        else:
            people = reader.people.at(k)
            if people is None or people.group is None or people.counted:
                continue
            (start, stop), actor, role = people.group, people.actor, people.role
        draft.phrase = replace(phrase, end=max(phrase.end, stop), group=(start, stop), role=role, actor=actor,
                               affiliated=True)  # fmt: skip
        draft.rules.append(("group", "predicate", (start, stop)))
        reader.used.update(range(start, stop))
        if twin is not None:
            _share(reader, draft, twin)
    for draft in reader.drafts:
        _reached(reader, draft)
    for trigger in reader.triggers:
        # ضحاياه: with its owner a noun is as definite as with an article.
        owned = trigger.number == "pl" and tg.text(trigger.start).endswith(tuple(tg.lang.grammar.owners) or "\0")
        if trigger.word.kind != "people" or not (trigger.definite or owned) or trigger.start in reader.used:
            continue
        k = trigger.end
        listed = tg.has(k, "copula") if k < reader.end else False
        k = tg.end(k, "copula") if listed else k
        whole = _all_of(reader, trigger, k, listed=listed)
        if whole is not None:
            reader.add(whole)
            continue
        while listed and k < reader.end:
            person = reader.person(k)
            if person is None or person.noun < 0 or person.hedge in ("most", "all"):
                break
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{trigger.word.id}.listed", (trigger.start, trigger.end)),
                ("count", person.rule, person.figure),
            ]
            reader.add(Draft(trigger.word.harm, (trigger.start, trigger.end), person, reader.sentence, rules,
                              word=trigger.word))  # fmt: skip
            k = person.end + (1 if tg.text(person.end) in "،," else 0)
            if k >= reader.end or not (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner):
                break


def _beside(reader: FrameReader, draft: Draft, k: int) -> Trigger | None:
    """Return the noun for other harmed people who share a share: most of the dead *and the wounded* are X."""
    other = reader.by_start.get(k)
    if other is None or other.word.kind != "people" or not (other.definite and other.conj) or k in reader.used:
        return None
    return other if other.word.harm != draft.harm else None


def _share(reader: FrameReader, draft: Draft, other: Trigger) -> None:
    """Add those who share a share: معظم القتلى والمصابين من … are most of the dead, and most of the wounded."""
    phrase = replace(draft.phrase, start=other.start, noun=other.start, harm=other.word)
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{other.word.id}.joined", (other.start, other.end)),
        ("count", draft.phrase.rule, draft.phrase.figure),
        ("group", "predicate", phrase.group),
    ]
    anchor = (other.start, other.end)
    reader.add(Draft(other.word.harm, anchor, phrase, reader.sentence, rules, word=other.word))


def _all_of(reader: FrameReader, trigger: Trigger, k: int, *, listed: bool) -> Draft | None:
    """Return the claim that all of the harmed are of one kind: الضحايا مدنيون, القتلى جميعهم من المدعوين."""
    tg, start = reader.tg, trigger.start
    if (
        k >= reader.end
        or tg.is_quote(k)
        or not (start == reader.begin or tg.has(start - 1, "comp") or tg.text(start - 1) in "،:")
    ):
        return None
    of = listed and tg.has(k, "of") and not tg.an[k].conj
    people = (_body(reader, k + 1) if of else None) or reader.person(k + 1 if of else k)
    if people is None or people.counted or people.named or people.group is None or people.number != "pl":
        return None
    if people.harm is not None or people.start != (k + 1 if of else k) or (people.definite and not of):
        return None
    phrase = replace(people, start=start, low=None, high=None, hedge="all", rule="count.share.all")
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{trigger.word.id}.predicate", (start, trigger.end)),
        ("count", phrase.rule, (start, k)),
    ]
    return Draft(trigger.word.harm, (start, trigger.end), phrase, reader.sentence, rules, word=trigger.word)


def _body(reader: FrameReader, k: int) -> Phrase | None:
    """Return the people of a body that the harmed were of: الضحايا كانوا من الشرطة."""
    body = reader.people.affiliation(k)
    if body is None:
        return None
    start, stop, actor, role = body
    return Phrase(start, stop, 2, None, "vague", None, start, (start, stop), role, "people.body", actor=actor,
                  affiliated=True, body=True, number="pl")  # fmt: skip


def _reached(reader: FrameReader, draft: Draft) -> None:
    """Give people told by a relative clause the figure that they reached: المدنيين الذين قتلوا … بلغوا 452 مدنيا."""
    tg, phrase = reader.tg, draft.phrase
    begin = draft.anchor[1]
    if phrase.counted or phrase.number != "pl" or not phrase.definite or not tg.has(draft.anchor[0] - 1, "rel"):
        return
    for k in range(begin, min(begin + _REACHED_WITHIN, reader.end)):
        if tg.text(k) in ".؛:" or tg.has(k, "comp", "subset") or (k in reader.by_start and k >= begin):
            return
        if not tg.has(k, "reach"):
            continue
        at = next((q for q in range(k + 1, min(k + 4, reader.end)) if q in reader.people.figures), None)
        found = reader.people.at(at) if at is not None and at not in reader.used else None
        if found is None or not found.counted or found.open_class or found.low is None:
            return
        draft.phrase = replace(phrase, low=found.low, high=found.high, hedge=found.hedge, figure=found.figure,
                               counted=True, rule=found.rule)  # fmt: skip
        draft.rules.append(("count", found.rule, found.figure))
        reader.used.update(range(found.start, found.end))
        return
