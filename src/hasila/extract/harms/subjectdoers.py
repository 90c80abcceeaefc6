"""Where a clause begins and who acts in it, in languages that tell who before the verb (``subject_first``)."""

from functools import cached_property

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.bodies import role_of
from hasila.extract.people.capitals import capital
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.reader import PeopleReader
from hasila.extract.tagging import Tagged
from hasila.model import Harm

#: Who did it stands within so many tokens behind the verb.
_DOER_WITHIN = 10
#: What is told of somebody between commas is at most so long.
_ASIDE = 14
#: Dashes, and how far apart two of them may stand around an aside.
_DASHES, _DASHED = ("-", "–", "—"), 30
#: Who says so, told between commas, has at most so many tokens.
_SAID = 14
#: Nouns (their ids) for bodies that soldiers may be of.
_OWNERS = frozenset({"army", "movement", "ministry", "aid"})
#: Nouns (their ids) for those who serve a state, and so arrest whom they hold.
_SERVE = frozenset({"policeman", "soldier", "officer"})
#: A clause is searched backwards over at most so many tokens.
_LEFT = 34


class SpacedDoers(FrameReader):
    """Finds who did it."""

    def __init__(self, tg: Tagged, people: PeopleReader, begin: int, end: int, sentence: int) -> None:
        super().__init__(tg, people, begin, end, sentence)
        #: Verbs of harm that a later one of the same people replaces, by their first token.
        self.dropped: set[int] = set()
        #: Participles that tell of whom a later verb tells more: six of those abducted were freed.
        self.those: set[int] = set()

    def starts(self, k: int) -> int:
        """Return where the clause of token ``k`` begins."""
        tg = self.tg
        q = k
        while q > self.begin:
            q -= 1
            if k - q > _LEFT:
                return q
            if q in self.closing:
                # twelve people, police said, were killed: who says so stands in between
                q = self.closing[q] + 1
                continue
            verb = q in self.by_start and self.by_start[q].word.kind != "people" and q not in self.dropped
            if verb and q > self.begin and tg.has(q - 1, "det") and tg.has(self.by_start[q].end, "people"):
                # three of the missing peacekeepers were later found dead: what they are
                verb = False
            if verb and q > self.begin and self.by_start[q].word.present and tg.has(q - 1, "prep"):
                # charged with murder and jailed: a noun
                verb = False
            if verb and self.by_start[q].end <= k:
                if (related := self._related(q, k)) is None:
                    return self.by_start[q].end
                q = related
                continue
            naming = q > self.begin and tg.has(q - 1, "subset") and tg.end(q - 1, "subset") > q
            naming = naming or self.joining(q)
            # as many as 18, three alleged spies: no clause begins there
            naming = naming or q in self.hedged or self._called_so(q) or tg.end(q, "adverb") > q + 1
            # two men were charged and jailed, nine officers accused of treason were held: said of them
            naming = naming or (tg.has(q, "report") and q + 1 < k and tg.has(q, "accused") and tg.has(q + 1, "of"))
            said = (
                tg.has(q, "report")
                and not tg.has(q, "adverb", "perhaps")
                and not (q > self.begin and tg.has(q - 1, "aux"))
            )
            if ((said or tg.has(q, "comp", "clause")) and not naming) or tg.text(q) in ":;":
                return tg.end(q, "report") if said and tg.end(q, "report") <= k else q + 1
        return self.begin

    def _related(self, q: int, k: int) -> int | None:
        """Return where a clause that only describes people begins, by its verb: men who had fled the town were killed.

        ``k`` is a verb of its own, with nothing between that begins or joins a clause.
        """
        tg = self.tg
        own = self.by_start.get(k)
        told = tg.has(k, "finite", "have") or (own is not None and own.word.kind in ("undergo", "state"))
        apart = (tg.text(x) in ",;:" or tg.has(x, "join", "comp", "rel", "report", "clause") for x in range(q + 1, k))
        if not told or any(apart):
            return None
        first = q
        while first > self.begin and tg.has(first - 1, "aux", "have", "adverb"):
            first -= 1
        whose = first - 1 if first > self.begin else -1
        return whose if whose > self.begin and tg.has(whose, "rel") and not tg.has(whose, "whom", "subset") else None

    def _called_so(self, k: int) -> bool:
        """Tell whether a word but tells what people behind it are called: three alleged spies, so-called bandits."""
        tg = self.tg
        stop = tg.end(k, "wanted") if tg.has(k, "wanted") else self.end
        return stop < self.end and self.people.at(stop) is not None

    @cached_property
    def asides(self) -> dict[int, int]:
        """Commas between which but who says so is told, the first to the second: twelve people, police said, died."""
        tg, out = self.tg, dict[int, int]()
        commas = [q for q in range(self.begin, self.end) if tg.text(q) == ","]
        for n, first in enumerate(commas):
            for last in commas[n + 1 : n + 3]:
                inner = range(first + 1, last)
                if last - first > _SAID or first in out.values() or not any(tg.has(q, "report") for q in inner):
                    continue
                begins = tg.has(first + 1, "join", "clause", "rel", "comp")
                if first == self.begin or not tg.is_word(first - 1) or begins or not self._one_saying(first, last):
                    continue
                if last + 1 < self.end and (tg.has(last + 1, "aux", "have", "adverb") or last + 1 in self.by_start):
                    out[first] = last
                    break
        return out

    def _one_saying(self, first: int, last: int) -> bool:
        """Tell whether nothing stands between commas but who says so, with a name behind his office at most."""
        tg = self.tg
        for q in range(first + 1, last):
            figure = self.people.figures.get(q)
            # two witnesses said
            counted = figure is not None and not tg.has(figure.end, "source") and q > first + 1
            if q in self.by_start or counted or tg.has(q, "comp"):
                return False
            if tg.text(q) == "," and not (capital(tg, q + 1) and all(capital(tg, x) for x in range(q + 1, last))):
                if not (capital(tg, q + 1) and tg.has(last - 1, "report")):
                    return False
        return True

    @cached_property
    def closing(self) -> dict[int, int]:
        """The same commas, the second to the first."""
        return {last: first for first, last in self.asides.items()}

    def joining(self, k: int) -> bool:
        """Tell whether a token is of several that join: as well as."""
        tg = self.tg
        return any(
            tg.has(q, "join") and tg.end(q, "join") > max(k, q + 1) for q in range(max(self.begin, k - 3), k + 1)
        )

    def dashed(self, k: int, high: int) -> int:
        """Return where what stands between dashes ends that open at a token: 228 people – 97 soldiers … – died."""
        tg = self.tg
        if not self._dash(k):
            return k
        # Written with two hyphens, the second is glued to the first.
        wide = 2 if k + 1 < high and tg.text(k) == tg.text(k + 1) == "-" else 1
        return next((q + wide for q in range(k + wide, min(k + _DASHED, high)) if self._dash(q)), k)

    def _dash(self, k: int) -> bool:
        tg = self.tg
        return tg.text(k) in _DASHES and not (tg.tokens[k].glued and tg.text(k) == "-")

    def held(self, agent: tuple[int, int], phrase: Phrase) -> Harm:
        """Return what being held is by who holds: rebels abduct civilians and capture soldiers, others detain."""
        holder = self.people.at(agent[0])
        actor = self.tg.actors.get(agent[0])
        group = actor is not None and actor[0].kind == "armed_group"
        noun = self.tg.sense(holder.noun, "people") if holder is not None and holder.noun >= 0 else None
        serves = noun is not None and noun.id in _SERVE
        group = group or (actor is None and holder is not None and holder.role == "combatant" and not serves)
        if not group:
            return "detained"
        return "captured" if phrase.role == "combatant" else "abducted"

    def force_before(self) -> tuple[int, int] | None:
        """Return the armed body told last before the sentence, for *it*, *they*."""
        tg = self.tg
        for q in range(self.begin - 1, max(-1, self.begin - 1 - _LEFT), -1):
            if q in tg.actors and role_of(tg.actors[q][0]) == "combatant":
                return q, tg.actors[q][1]
            if (sense := tg.sense(q, "source")) is not None and sense.id == "army":
                return q, tg.end(q, "source")
        return None

    def owner(self, k: int) -> tuple[int, int] | None:
        """Return the force told last before *its*, *their*: two of its soldiers, it lost five men."""
        tg = self.tg
        for q in range(k - 1, self.begin - 1, -1):
            if q in tg.actors and tg.actors[q][1] <= k:
                return q, tg.actors[q][1]
            sense = tg.sense(q, "source")
            if sense is not None and sense.id in _OWNERS and tg.end(q, "source") <= k:
                start = q
                while start > self.begin and (
                    tg.has(start - 1, "nation") or start - 1 in tg.places or (capital(tg, start - 1) and capital(tg, q))
                ):
                    start -= 1
                start += tg.has(start, "det")
                return start, tg.end(q, "source")
            people = tg.sense(q, "people")
            if people is not None and people.number == "pl" and getattr(people.data, "role", "") == "combatant":
                # the militants left behind the bodies of six of their men
                whose = next((p for x in range(max(self.begin, q - 4), q + 1) if (p := self.people.at(x))), None)
                plain = whose is not None and whose.noun == q and whose.end <= k and whose.actor is None
                if plain and whose is not None and whose.group is not None:
                    return whose.group
            if q in tg.places and tg.has(tg.places[q][1], "report"):
                # Pakistan said 23 of its soldiers had died
                return q, tg.places[q][1]
        return None

    def past_aside(self, phrase: Phrase) -> int:
        """Return where what is told of somebody named ends: Omar Said, 34, a baker from Hama, died."""
        tg, k = self.tg, phrase.end
        if not phrase.named:
            return k
        if k + 1 < self.end and tg.text(k) in ",(" and tg.is_number(k + 1) and self.people.at(k + 1) is None:
            k += 2
            if k < self.end and tg.text(k) == ")":
                k += 1
        if k < self.end and tg.text(k) == "(":
            # Sepoy Omar Said (age 23, resident of Hama)
            k = next((q + 1 for q in range(k + 1, min(k + _ASIDE, self.end)) if tg.text(q) == ")"), k)
        if k + 1 >= self.end or tg.text(k) != ",":
            return k
        relative = tg.has(k + 1, "rel")
        opens = relative or tg.has(k + 1, "det", "people", "of", "from_", "in", "aged")
        inner = self.people.at(k + 1)
        if not opens or (inner is not None and (inner.named or inner.counted)):
            return k
        for q in range(k + 1, min(k + _ASIDE, self.end)):
            if q in self.by_start or tg.has(q, "report") or (tg.has(q, "aux") and not relative):
                return k
            if tg.text(q) == ",":
                return q
        return k

    def by(self, k: int) -> tuple[int, int] | None:
        """Return who did it, told with *by* behind the verb."""
        tg = self.tg
        for q in range(k, min(k + _DOER_WITHIN, self.end)):
            if q in self.by_start or tg.text(q) == ";":
                return None
            if tg.has(q, "agentby"):
                at = tg.end(q, "agentby")
                return self.body(at)
        return None

    def by_or_in(self, trigger: Trigger) -> tuple[int, int] | None:
        """Return who did it, told behind the verb, or behind *by* that is part of it: held by police."""
        within = trigger.end > trigger.start + 1 and self.tg.has(trigger.end - 1, "agentby")
        return self.body(trigger.end) if within else self.by(trigger.end)

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
                    sense = tg.sense(body[1] - 1, "source")
                    armed = sense is not None and sense.id in _OWNERS
                    if known or armed or (phrase is not None and phrase.role == "combatant"):
                        return body
        return None

    def draft(self, trigger: Trigger, phrase: Phrase, rule: str) -> Draft:
        """Return the draft of people whom a harm word tells of."""
        return Draft(
            trigger.word.harm, (trigger.start, trigger.end), phrase, self.sentence,
            [("harm", rule, (trigger.start, trigger.end)), ("count", phrase.rule, phrase.figure)], word=trigger.word,
        )  # fmt: skip
