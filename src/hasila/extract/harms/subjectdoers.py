"""Where a clause begins and who acts in it, in languages that tell who before the verb (``subject_first``)."""

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.bodies import role_of
from hasila.extract.people.phrase import Phrase

#: Who did it stands within so many tokens behind the verb.
_DOER_WITHIN = 10
#: A clause is searched backwards over at most so many tokens.
_LEFT = 34


class SpacedDoers(FrameReader):
    """Finds who did it."""

    def starts(self, k: int) -> int:
        """Return where the clause of token ``k`` begins."""
        tg = self.tg
        for q in range(k - 1, self.begin - 1, -1):
            if k - q > _LEFT:
                return q
            verb = q in self.by_start and self.by_start[q].word.kind != "people"
            if verb and self.by_start[q].end <= k:
                return self.by_start[q].end
            if tg.has(q, "comp", "report", "clause") or tg.text(q) in ":;":
                return q + 1
        return self.begin

    def by(self, k: int) -> tuple[int, int] | None:
        """Return who did it, told with *by* behind the verb."""
        tg = self.tg
        for q in range(k, min(k + _DOER_WITHIN, self.end)):
            if q in self.by_start or tg.text(q) in ".;":
                return None
            if tg.has(q, "agentby"):
                at = tg.end(q, "agentby")
                return self.body(at)
        return None

    def body(self, k: int) -> tuple[int, int] | None:
        """Return the body or the people who act, named at a token."""
        tg = self.tg
        while k < self.end and (tg.has(k, "det", "more") or tg.is_quote(k)):
            k += 1
        if k >= self.end:
            return None
        phrase = self.people.at(k)
        if phrase is not None and phrase.group is not None and phrase.harm is None:
            return phrase.group
        if k in tg.actors:
            return k, tg.actors[k][1]
        for q in range(k, min(k + 4, self.end)):
            if not tg.is_word(q) or tg.has(q, "prep", "join", "report"):
                return None
            sense = tg.sense(q, "source")
            if sense is not None and sense.id in ("army", "movement"):
                return k, tg.end(q, "source")
        return None

    def subject_body(self, trigger: Trigger) -> tuple[int, int] | None:
        """Return who is told to have done it: the body or fighters that the clause of a verb begins with."""
        tg = self.tg
        low = self.starts(trigger.start)
        earlier = next((t for t in self.triggers if t.end == low and t.word.kind != "people"), None)
        if earlier is not None and self.tg.has(trigger.start - 1, "join"):
            # killed 58 soldiers and captured 25 posts: who did the one did the other
            return self.subject_body(earlier)
        for q in range(low, trigger.start):
            if q > self.begin and tg.has(q - 1, "prep", "agentby"):
                continue
            if q in tg.actors or tg.has(q, "people", "source", "nation"):
                body = self.body(q)
                if body is not None and body[1] <= trigger.start:
                    phrase = self.people.at(q)
                    known = q in tg.actors and role_of(tg.actors[q][0]) == "combatant"
                    armed = tg.has(body[1] - 1, "source")
                    if known or armed or (phrase is not None and phrase.role == "combatant"):
                        return body
        return None

    def draft(self, trigger: Trigger, phrase: Phrase, rule: str) -> Draft:
        """Return the draft of people whom a harm word tells of."""
        return Draft(
            trigger.word.harm, (trigger.start, trigger.end), phrase, self.sentence,
            [("harm", rule, (trigger.start, trigger.end)), ("count", phrase.rule, phrase.figure)], word=trigger.word,
        )  # fmt: skip
