"""Totals: the word for the people stands apart from its figure (*the number of the dead rose to N*)."""

from dataclasses import replace

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase
from hasila.languages.schema import HarmWord

#: A total's figure stands at most this many tokens after the word for the people (عدد القتلى … إلى 1916).
_TOTAL_WITHIN = 24
#: Captives who are ill or on strike are told so within so many tokens.
_AILING = 9
_VERBS = frozenset({"undergo", "inflict", "either"})


def read_totals(reader: FrameReader) -> list[Draft]:
    """Read *the number of the dead rose to N*: the harm word far from its figure. Runs before the frames."""
    tg, out = reader.tg, []
    for k in range(reader.begin, reader.end):
        if not tg.has(k, "total"):
            continue
        noun = _harm_noun_near(reader, tg.end(k, "total"))
        if noun is None:
            those = _those_who(reader, k)
            if those is not None:
                out.append(those)
            continue
        at, head = noun
        if head_harm(head).harm in ("captured", "detained") and any(
            tg.has(q, "notharm") for q in range(max(reader.begin, k - _AILING), min(at + _AILING, reader.end))
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


def _those_who(reader: FrameReader, k: int) -> Draft | None:
    """Read *the number of those who were killed … reached N*: a verb in place of the noun for the harmed."""
    tg = reader.tg
    rel = tg.end(k, "total")
    if rel >= reader.end or not tg.has(rel, "rel", "of"):
        return None
    verb = reader.by_start.get(rel + 1)
    if verb is None or verb.word.kind not in _VERBS or (verb.word.kind == "inflict" and not verb.pron):
        return None
    reached = any(tg.has(b, "reach") for b in range(max(reader.begin, k - 2), k))
    q = verb.end
    while q < min(reader.end, verb.end + _TOTAL_WITHIN):
        if reader.stops(q):
            return None
        figure = reader.people.figures.get(q)
        counted = reader.people.at(q) if figure is not None and not figure.things else None
        if figure is not None and not figure.things:
            vague = not reached and figure.hedge == "exact"
            if vague or counted is None or counted.open_class or (counted.noun < 0 and tg.an[q].prep):
                return None
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{verb.word.id}.those-who", (verb.start, verb.end)),
                ("count", counted.rule, counted.figure),
            ]
            draft = Draft(verb.word.harm, (k, verb.end), counted, reader.sentence, rules, word=verb.word, total=True)
            reader.used.update(range(k, counted.end))
            reader.drafts.append(draft)
            return draft
        if tg.has(q, "reach", "to"):
            reached = True
        q = figure.end if figure is not None else q + 1
    return None


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
