"""Predicates: who the harmed are is told after their noun (*most of the dead are X*, *the dead are 13 men and …*)."""

from dataclasses import replace

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader


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
