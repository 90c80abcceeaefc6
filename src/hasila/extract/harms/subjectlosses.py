"""People whom somebody lost, in languages that tell who before the verb (``subject_first``): the army lost ten men."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjectgaps import SpacedGaps
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase

#: The name of who lost people has at most so many words.
_NAME = 4


class SpacedLosses(SpacedGaps):
    """Tells whose losses people are."""

    def lost(self, trigger: Trigger, phrase: Phrase, agent: tuple[int, int] | None, rule: str) -> Draft | None:
        """Return the draft of people who were lost: a force's own, or somebody's kin."""
        tg = self.tg
        if phrase.end < self.end and tg.has(phrase.end, "noloss"):
            return None
        before = trigger.start - 1
        while before > self.begin and tg.has(before, "have", "adverb"):
            before -= 1
        ours = before >= self.begin and tg.has(before, "pronoun")
        kin = phrase.noun >= 0 and tg.has(phrase.noun, "kin", "fellow") and (phrase.counted or phrase.number == "sg")
        theirs = phrase.counted and phrase.role != "combatant" and before >= self.begin
        if kin or (theirs and phrase.noun >= 0 and tg.has(before, "people")):
            # lost his brother; the neighbour lost three sons
            return self.draft(trigger, phrase, f"{trigger.word.id}.{rule}")
        near = self._loser(before) if phrase.counted else None
        agent = near or agent
        known = ours or agent is not None or phrase.role == "combatant"
        if not phrase.counted or not known or (phrase.role == "civilian" and not ours):
            return None
        if agent is not None and not phrase.affiliated:
            phrase = replace(phrase, group=agent, affiliated=True)
        return self.draft(trigger, phrase, f"{trigger.word.id}.{rule}")

    def apposed(self, drafts: list[Draft]) -> None:
        """Make parts of those who stand beside a figure and make it up: two soldiers, a sergeant and a private."""
        whole = drafts[0] if len(drafts) > 2 else None
        if whole is None or not whole.phrase.counted or whole.phrase.hedge != "exact":
            return
        parts = drafts[1:]
        # three soldiers, two civilians and a guard were killed: a list
        comma = self.tg.text(parts[0].phrase.start - 1) == self.tg.text(parts[-1].phrase.end) == ","
        if comma and sum(d.phrase.low or 0 for d in parts) == whole.phrase.low:
            for draft in parts:
                draft.part_of, draft.subset = whole, True

    def _loser(self, before: int) -> tuple[int, int] | None:
        """Return the force right before the verb: the LTTE lost 43 cadres, the enemy lost 150 men."""
        tg, first = self.tg, before
        if before < self.begin or tg.has(before, "pronoun"):
            return None
        if tg.has(before, "foe"):
            return before, before + 1
        while first >= self.begin and before - first < _NAME and self._named_so(first):
            first -= 1
        first += 1
        if first > before or (first in tg.actors and tg.actors[first][1] > before + 1):
            return None
        led = first == self.begin or not tg.is_word(first - 1) or tg.has(first - 1, "det", "comp", "report", "clause")
        led = led or tg.has(first - 1, "join")
        people = any(tg.has(q, "people", "name") for q in range(first, before + 1))
        return (first, before + 1) if led and not people else None

    def _named_so(self, k: int) -> bool:
        tg = self.tg
        capital = tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()
        return capital and not tg.has(k, "det", "prep", "clause", "calendar", "pronoun", "report")
