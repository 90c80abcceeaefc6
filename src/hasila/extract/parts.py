"""Parts and wholes within a sentence: subsets, shares, totals, and figures that stand for an unsaid noun."""

from dataclasses import replace

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase
from hasila.languages.schema import HarmWord

#: A total's figure stands at most this many tokens after the word for the people (عدد القتلى … إلى 1916).
_TOTAL_WITHIN = 24


def read_totals(reader: FrameReader) -> list[Draft]:
    """Read *the number of the dead rose to N*: the harm word far from its figure. Runs before the frames."""
    tg, out = reader.tg, []
    for k in range(reader.begin, reader.end):
        if not tg.has(k, "total"):
            continue
        noun = _harm_noun_near(reader, tg.end(k, "total"))
        if noun is None:
            continue
        at, head = noun
        if head_harm(head).harm in ("captured", "detained") and any(
            tg.has(q, "notharm") for q in range(reader.begin, reader.end)
        ):
            continue
        turned = _turned(reader, k, head)
        if turned is not None:
            out.append(turned)
            continue
        q = max(head.end, at + 1)
        reached = any(tg.has(b, "reach") for b in range(max(reader.begin, k - 2), k)) or q in reader.people.figures
        while q < min(reader.end, at + _TOTAL_WITHIN):
            if reader.stops(q) and not tg.has(q, "comp"):
                break
            figure = reader.people.figures.get(q)
            if figure is not None:
                if not figure.things and figure.value is not None and (reached or figure.hedge != "exact"):
                    counted = reader.people.at(q)
                    if (
                        counted is None
                        or counted.open_class
                        or (counted.harm is not None and counted.harm.harm != head_harm(head).harm)
                    ):
                        break
                    group, role, actor = head.group, head.role, head.actor
                    if head.group == (head.noun, head.noun + 1) and counted.noun >= 0 and not counted.other:
                        group, role, actor = counted.group, counted.role, counted.actor
                    phrase = replace(counted, group=group, role=role, actor=actor, noun=max(counted.noun, at),
                                     elliptical=False, start=q)  # fmt: skip
                    word = head_harm(head)
                    rules: list[tuple[str, str, tuple[int, int] | None]] = [
                        ("harm", f"{word.id}.total", (at, at + 1)),
                        ("count", counted.rule, counted.figure),
                    ]
                    draft = Draft(word.harm, (k, at + 1), phrase, reader.sentence, rules, word=word, total=True)
                    reader.used.update(range(k, phrase.end))
                    reader.drafts.append(draft)
                    out.append(draft)
                    break
                q = figure.end
                continue
            if tg.has(q, "reach", "to"):
                reached = True
            q += 1
    return out


def _turned(reader: FrameReader, k: int, head: Phrase) -> Draft | None:
    """Read the total that stands before its words: *rose to 37 the number of the dead*."""
    tg = reader.tg
    for q in range(k - 1, max(reader.begin - 1, k - 22), -1):
        figure = reader.people.figures.get(q)
        if figure is None or figure.start != q or figure.things or figure.value is None:
            continue
        counted = reader.people.at(q)
        if counted is None or counted.noun >= 0 or not any(tg.has(b, "reach", "to") for b in (q - 1, q - 2) if b >= 0):
            continue
        word = head_harm(head)
        phrase = replace(counted, group=head.group, role=head.role, actor=head.actor, noun=head.noun, elliptical=False)
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{word.id}.total-before", (k, head.end)),
            ("count", counted.rule, counted.figure),
        ]
        draft = Draft(word.harm, (q, q + 1), phrase, reader.sentence, rules, word=word, total=True)
        reader.used.update((*range(q, counted.end), *range(k, head.end)))
        reader.drafts.append(draft)
        return draft
    return None


def read_predicates(reader: FrameReader) -> None:
    """Give *most of the dead are X* and *the dead are 13 men and …* the people that the predicate names."""
    tg = reader.tg
    for draft in list(reader.drafts):
        phrase = draft.phrase
        if phrase.harm is None or phrase.hedge not in ("most", "all") or phrase.noun < 0:
            continue
        k = phrase.end
        if k < reader.end and tg.has(k, "copula"):
            k = tg.end(k, "copula")
        if k < reader.end and tg.has(k, "of") and not tg.an[k].conj:
            k += 1
        elif k == phrase.end:
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
    for trigger in reader.triggers:
        if trigger.word.kind != "people" or not trigger.definite or trigger.start in reader.used:
            continue
        k = trigger.end
        listed = tg.has(k, "copula") if k < reader.end else False
        k = tg.end(k, "copula") if listed else k
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


def read_bare_totals(reader: FrameReader) -> None:
    """Read a definite noun of harm and its bare figure: *the dead are four and the wounded nine*."""
    for trigger in reader.triggers:
        k = trigger.end
        if trigger.word.kind != "people" or not trigger.definite or trigger.start in reader.used or k >= reader.end:
            continue
        figure = reader.people.figures.get(k)
        if figure is None or figure.start != k or figure.things or figure.value is None:
            continue
        counted, head = reader.people.at(k), reader.people.at(trigger.start)
        if counted is None or head is None or counted.noun >= 0 or head.counted:
            continue
        phrase = replace(counted, group=head.group, role=head.role, actor=head.actor, noun=trigger.start,
                         start=trigger.start, elliptical=False)  # fmt: skip
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.bare-total", (trigger.start, trigger.end)),
            ("count", counted.rule, counted.figure),
        ]
        reader.add(Draft(trigger.word.harm, (trigger.start, trigger.end), phrase, reader.sentence, rules,
                          word=trigger.word))  # fmt: skip


def head_harm(phrase: Phrase) -> HarmWord:
    """Return the harm that the noun of a phrase tells."""
    assert phrase.harm is not None
    return phrase.harm


def _harm_noun_near(reader: FrameReader, k: int) -> tuple[int, Phrase] | None:
    for q in range(k, min(k + 4, reader.end)):
        phrase = reader.people.at(q)
        if phrase is not None and phrase.harm is not None and not phrase.counted:
            return q, phrase
        if reader.people.figures.get(q) is not None:
            return None
    return None


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


def resolve_pronouns(reader: FrameReader, drafts: list[Draft], before: FrameReader | None) -> None:
    """Give *21 of them*, *his fighters* the body that they point back to: the nearest force or people before."""
    tg = reader.tg
    for draft in drafts:
        phrase = draft.phrase
        pointing = phrase.pron and not phrase.affiliated and not phrase.named
        ofthem = phrase.noun < 0 and phrase.end < reader.end and tg.has(phrase.end, "ofthem")
        if not ofthem and not (pointing and (phrase.role == "combatant" or (phrase.generic and phrase.number == "pl"))):
            continue
        found = _nearest_body(reader, phrase.start)
        if found is None and before is not None:
            found = _nearest_body(before, before.end)
        if found is None:
            continue
        role = found.role if found.role != "unknown" else phrase.role
        draft.phrase = replace(phrase, group=found.group, actor=found.actor, role=role, affiliated=True)
        draft.group_from = found
        draft.rules.append(("group", "pronoun", found.group))


def _nearest_body(reader: FrameReader, k: int) -> Phrase | None:
    for q in range(k - 1, reader.begin - 1, -1):
        phrase = reader.people.at(q)
        if phrase is None or phrase.end > k or phrase.group is None or reader.tg.an[q].pron:
            continue
        # A ministry or hospital near by is who says so, not whose people they are.
        if phrase.role == "combatant" and (phrase.body or phrase.number == "pl"):
            return phrase
    return None


def resolve_ellipsis(drafts: list[Draft]) -> None:
    """Give a bare figure or *others* the people that it stands for (codebook, counting rule 14).

    The nearest earlier claim of the same or the sentence before lends its people; where none does, the
    next claim of the same sentence. What stays unresolved keeps its own words.
    """
    for n, draft in enumerate(drafts):
        phrase = draft.phrase
        if draft.group_from is not None:
            continue
        if phrase.noun >= 0 and not phrase.other:
            if phrase.harm is not None and phrase.affiliated:
                _share_back(drafts, n)
            continue
        if phrase.other and phrase.affiliated:
            _share_back(drafts, n)
            continue
        source = next(
            (
                d.phrase
                for d in reversed(drafts[max(0, n - 6) : n])
                if d.sentence >= draft.sentence - 1 and not d.subset and d.phrase.group and not d.phrase.named
                and (d.phrase.noun >= 0 or d.group_from)
            ),
            None,
        )  # fmt: skip
        if source is None:
            source = next(
                (d.phrase for d in drafts[n + 1 : n + 3] if d.sentence == draft.sentence and d.phrase.noun >= 0), None
            )
        if source is not None and source.group is not None:
            draft.phrase = replace(phrase, group=source.group, role=source.role, actor=source.actor)
            draft.group_from = source
            draft.rules.append(("group", "ellipsis", source.group))


def _share_back(drafts: list[Draft], n: int) -> None:
    """قتل 11 شخصا وجرح 30 آخرون من …, قتلى وجرحى من …: the body named with the second is the first one's too."""
    draft = drafts[n]
    if n and drafts[n - 1].sentence == draft.sentence and drafts[n - 1].phrase.generic:
        first = drafts[n - 1]
        near = 4 if draft.phrase.other else 1
        if not first.phrase.affiliated and 0 <= draft.phrase.start - first.phrase.end <= near:
            first.phrase = replace(first.phrase, group=draft.phrase.group, role=draft.phrase.role,
                                   actor=draft.phrase.actor)  # fmt: skip
            first.rules.append(("group", "shared-with-next", draft.phrase.group))
