"""Whom figures without a noun count, where who comes before the verb (``subject_first``): ten men came, six died."""

from msgspec.structs import replace

from hasila.extract.counts import find_figures
from hasila.extract.draft import Draft
from hasila.extract.parts.subjectlists import SpacedLists
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.subjectfirst import SpacedPeople
from hasila.languages.schema import HarmWord
from hasila.model import Harm

#: Those who are meant were told of in so many claims before.
_LATELY = 6
#: What names a side at the head of a sentence has at most so many tokens.
_SIDE = 6


class SpacedLent(SpacedLists):
    """Gives figures without a noun the people that are told before them."""

    #: The sentence before, in tokens, where there is one in the same paragraph.
    previous: tuple[int, int] | None = None

    def _of_those(self, phrase: Phrase) -> set[Harm]:
        """Return what befell those of whom a figure counts some: six of those abducted."""
        tg = self.tg
        at = phrase.figure[1] if phrase.figure is not None else phrase.end
        if at + 2 >= self.end or not (tg.has(at, "of") and tg.has(at + 1, "those")):
            return set()
        return {s.data.harm for s in tg.an[at + 2].harms if isinstance(s.data, HarmWord)}

    def _side(self) -> tuple[int, int] | None:
        """Return the side that a sentence begins with: on the government side, 38 were killed."""
        tg, k = self.tg, self.begin
        while k < self.end and not tg.is_word(k):
            k += 1
        if k >= self.end or not tg.has(k, "on_"):
            return None
        at = next((q for q in range(k + 1, min(k + _SIDE, self.end)) if tg.has(q, "side")), None)
        if at is None or at + 1 >= self.end or tg.text(at + 1) != ",":
            return None
        first = k + 1 + (tg.has(k + 1, "det") and not tg.has(k + 1, "owner"))
        return (first, at + 1) if first < at and not tg.has(first, "more") else None

    def _own_ones(self, phrase: Phrase) -> tuple[int, int] | None:
        """Return whose own some are: the brigade admitted the loss of two of its own."""
        tg = self.tg
        at = phrase.figure[1] if phrase.figure is not None else phrase.end
        own = at + 2 < self.end and tg.has(at, "of") and tg.has(at + 1, "owner") and tg.has(at + 2, "ownones")
        return self.owner(phrase.start) if own else None

    def _told_nearer(self, phrase: Phrase, known: list[Draft]) -> Phrase | None:
        """Return more people who were counted in the sentence before without harm: Ten men came. Three were killed."""
        if self.previous is None or phrase.noun >= 0 or phrase.low is None:
            return None
        if any(d.sentence >= self.sentence - 1 for d in known):
            return None
        figures = find_figures(self.tg, *self.previous)
        people = SpacedPeople(self.tg, figures, *self.previous) if figures else None
        found = [] if people is None else [p for k in sorted(figures) if (p := people.at(k)) is not None]
        counted = {p.start: p for p in found if p.counted and p.noun >= 0 and p.harm is None and p.hedge != "vague"}
        more = [p for p in counted.values() if (p.low or 0) > phrase.low]
        return more[0] if len(more) == 1 and more[0].number == "pl" and more[0].group else None

    def lend(self, draft: Draft, before: list[Draft]) -> None:
        """Give a figure without a noun, and *others*, the people that are told before it."""
        phrase = draft.phrase
        if draft.earlier and phrase.harm is not None and draft.rules[0][1].endswith(".earlier"):
            if not draft.anchor[1] <= phrase.start or not self.tg.any(draft.anchor[0] - 1, draft.anchor[1], "former"):
                return
            # an earlier count of 80: of those that the new one counts
            known = [d for d in (*before[-_LATELY:], *self.drafts) if d.harm == draft.harm and d.phrase.counted]
            known = [d for d in known if d.phrase.noun >= 0 and d.phrase.harm is None and d is not draft]
            if known and known[-1].phrase.group:
                draft.phrase = replace(phrase, group=known[-1].phrase.group, role=known[-1].phrase.role)
                draft.group_from = known[-1].phrase
            return
        put = phrase.harm is not None and draft.rules[0][1].endswith(".put") and phrase.figure is not None
        if put and phrase.figure and phrase.noun < phrase.figure[0] and not phrase.affiliated:
            whose = self.owner(phrase.start - 1) if self.tg.has(phrase.start - 1, "owner") else None
            if whose is not None:
                # The ministry put its wounded at 29
                actor = self.tg.actors.get(whose[0])
                draft.phrase = replace(phrase, group=whose, role="combatant", actor=actor[0].id if actor else None)
                draft.group_from = phrase
                return
            # Two guards were killed; another paper put the dead at three
            known = [d for d in (*before[-_LATELY:], *self.drafts) if d.harm == draft.harm and d.phrase.counted]
            known = [d for d in known if d.phrase.group and d.phrase.harm is None and not (d.subset or d.phrase.named)]
            if known and self.sentence - known[-1].sentence <= 1 and known[-1] is not draft:
                draft.phrase = replace(phrase, group=known[-1].phrase.group, role=known[-1].phrase.role)
                draft.group_from = known[-1].phrase
            return
        if phrase.harm is not None and not phrase.affiliated and phrase.group == (phrase.noun, phrase.noun + 1):
            # Ten soldiers were killed and 22 wounded
            here = [d for d in self.drafts if d.phrase.start < phrase.start and not d.territory]
            here = [d for d in here if not d.total or d.phrase.harm is None]
            told = [d.phrase for d in here if not d.subset] or [d.phrase for d in here]
            plain = told and told[-1].group and (told[-1].harm is None or told[-1].group[0] < told[-1].noun)
            # … though a doctor put the toll at 15 dead: others say so
            between = range(told[-1].end, phrase.start) if told else ()
            plain = plain and not any(
                self.tg.has(q, "report", "clause", "comp") and not self.tg.has(q, "since") for q in between
            )
            plain = plain and not (self.tg.has(phrase.start - 1, "det") or self.tg.has(phrase.start, "comp"))
            if plain and not told[-1].named and phrase.counted:
                draft.phrase = replace(phrase, group=told[-1].group, role=told[-1].role, actor=told[-1].actor)
                draft.group_from = told[-1]
                draft.rules.append(("group", "ellipsis", told[-1].group))
            return
        owned = any(self.tg.has(q, "owner") for q in range(phrase.start, max(phrase.noun, phrase.start)))
        lost = draft.word is not None and draft.word.id == "lost"
        if (owned or lost) and not phrase.affiliated and phrase.noun >= 0 and phrase.role in ("combatant", "unknown"):
            body = self.owner(phrase.start)
            people = self.tg.sense(phrase.noun, "people")
            member = people is not None and (getattr(people.data, "member", False) or phrase.number == "pl")
            member = member and not self.tg.has(phrase.noun, "kin")
            if body is not None and (phrase.role == "combatant" or member):
                actor = self.tg.actors.get(body[0])
                sense = self.tg.sense(body[1] - 1, "source")
                armed = sense is not None and sense.id in ("army", "movement")
                draft.phrase = replace(phrase, group=body, actor=actor[0].id if actor else None, affiliated=True,
                                       role="combatant" if armed else phrase.role)  # fmt: skip
                draft.group_from = phrase
                draft.rules.append(("group", "owner", body))
            return
        if phrase.named or not (phrase.noun < 0 or phrase.other) or phrase.harm is not None:
            return
        if phrase.noun >= 0 and not self.tg.has(phrase.noun, "people"):
            return
        if phrase.noun >= 0 and phrase.other and (sense := self.tg.sense(phrase.noun, "people")) is not None:
            if sense.id != "others":
                return
        if phrase.noun < 0 and phrase.affiliated and phrase.group:
            # The brigade lost three of its own: told with the verb
            return
        body = self._side() or self._own_ones(phrase)
        if body is not None and phrase.noun < 0:
            actor = self.tg.actors.get(body[0])
            draft.phrase = replace(phrase, group=body, role="combatant", affiliated=True,
                                   actor=actor[0].id if actor else None)  # fmt: skip
            draft.group_from = phrase
            draft.rules.append(("group", "side", body))
            return
        earlier = [d for d in (*before[-6:], *self.drafts) if d.phrase.start < phrase.start and not d.territory]
        known = [d for d in earlier if d.phrase.group and not (d.phrase.named or d.total)]
        known = [d for d in known if d.phrase.noun >= 0 or d.group_from is not None]
        if known and all(d.sentence == 0 for d in known) and any(d.sentence for d in earlier):
            # a headline's people, where the body has counted others without a noun
            known = []
        whole = [d for d in known if not d.subset]
        source = (whole or known)[-1].phrase if known else None
        harms = self._of_those(phrase)
        alike = [d for d in known if d.harm in harms]
        if alike:
            source = alike[-1].phrase
        elif (nearer := self._told_nearer(phrase, known)) is not None:
            source = nearer
        if source is None and phrase.noun < 0:
            # Villagers tried to flee, and some were killed
            near = (self.people.at(q) for q in range(self.begin, phrase.start))
            plain = [p for p in near if p is not None and p.noun >= 0 and p.number == "pl" and p.harm is None]
            # Officials said ten died: who says so
            plain = [p for p in plain if not (p.end < self.end and self.tg.has(p.end, "report"))]
            source = plain[-1] if plain else None
        if source is None or (source.harm is not None and phrase.noun >= 0):
            return
        draft.phrase = replace(phrase, group=source.group, role=source.role, actor=source.actor,
                               affiliated=source.affiliated)  # fmt: skip
        draft.group_from = source
        draft.rules.append(("group", "ellipsis", source.group))
        if phrase.noun < 0 and draft.part_of is None and not draft.subset and self.tg.has(draft.anchor[1], "onthespot"):
            # Eleven were killed. Nine died on the spot: of those
            more = [d for d in before[-_LATELY:] if d.harm == draft.harm and (d.phrase.low or 0) > (phrase.low or 0)]
            if more:
                draft.part_of, draft.subset = more[-1], True
        one = phrase.low == phrase.high == 1 and phrase.noun < 0 and not phrase.rule.startswith("count.ordinal")
        same = [d for d in before[-_LATELY:] if d.harm == draft.harm and d.phrase.counted and (d.phrase.low or 0) > 1]
        if one and same and draft.part_of is None and not draft.subset:
            # Twenty were hurt. One was hit in the chest: one of them.
            draft.part_of, draft.subset = same[-1], True
