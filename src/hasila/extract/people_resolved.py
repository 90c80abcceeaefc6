"""Figures and pronouns that stand for people named elsewhere."""

from dataclasses import replace

from hasila.extract.draft import Draft
from hasila.extract.frames import FrameReader
from hasila.extract.people import Phrase


def resolve_pronouns(reader: FrameReader, drafts: list[Draft], before: FrameReader | None) -> None:
    """Give *21 of them*, *his fighters* the body that they point back to: the nearest force or people before."""
    tg = reader.tg
    for draft in drafts:
        phrase = draft.phrase
        if draft.group_from is not None:
            continue
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
