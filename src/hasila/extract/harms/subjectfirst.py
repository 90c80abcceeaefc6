"""Harms in languages that tell who before the verb and to whom after it (``subject_first``): the army killed ten men.

A participle that is also the past of the active verb is passive behind an auxiliary (*were killed*), active where
people stand right behind it (*killed ten*), and else said of those before it (*ten people killed in a raid*).
"""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjectground import MODAL, NO_CLAIM
from hasila.extract.harms.subjectlosses import SpacedLosses
from hasila.extract.harms.subjecttotals import TOLLS
from hasila.extract.harms.triggers import Trigger, ruled_out
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.spacedwords import SpacedWords
from hasila.languages.schema import HarmWord

#: No word of casualties is told so many tokens before them.
_NOWORD = 9
#: Who says so tells more of himself in so many tokens.
_ASIDE = 9
#: So many people at most are joined in one list.
_JOINED = 6
#: What happens to people and to no things.
_OF_PEOPLE = frozenset({"killed", "wounded", "abducted", "detained", "displaced", "released", "missing"})
#: A figure right before a word has at most so many tokens.
_COUNTED = 6


class SpacedFrames(SpacedLosses):
    """Finds the drafts of one sentence."""

    def read(self) -> list[Draft]:
        """Return the drafts of the sentence in order of appearance."""
        self.told_of_those()
        totals = {trigger.start: found for trigger in self.triggers if (found := self.number_of(trigger)) is not None}
        for trigger in self.triggers:
            count = len(self.drafts)
            if trigger.start in self.those:
                continue
            if trigger.start in totals:
                self.add(totals[trigger.start])
                continue
            for reading in (trigger, *self._readings(trigger)):
                if len(self.drafts) > count:
                    break
                if reading.word.id.startswith("toll"):
                    self._keep(self.toll(reading))
                elif reading.word.kind in ("take", "lose"):
                    self._keep(self.ground(reading))
                elif reading.word.kind != "people":
                    self._keep(self._of_verb(reading))
        for trigger in self.triggers:
            if (
                trigger.word.kind == "people"
                and not trigger.word.id.startswith("toll")
                and trigger.start not in self.used
            ):
                self._keep(self._of_people(trigger))
            elif (
                trigger.start not in self.used and trigger.start > self.begin and self.tg.has(trigger.start - 1, "det")
            ):
                # put the dead at 80 and the injured at 231
                for sense in self.tg.an[trigger.start].harms:
                    if isinstance(sense.data, HarmWord) and sense.data.kind == "people":
                        self._keep(self.put(replace(trigger, word=sense.data)))
        for draft in list(self.drafts):
            self._keep(self.gapped(draft))
            self._keep(self.compared(draft))
        self.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))
        return self.drafts

    def _keep(self, drafts: Iterator[Draft]) -> None:
        for draft in drafts:
            self.add(draft)

    def _readings(self, trigger: Trigger) -> Iterator[Trigger]:
        """Yield what else a word may mean, for where its first reading finds nobody: captured men, captured towns."""
        nominal = trigger.start > self.begin and self.tg.has(trigger.start - 1, "det")
        # two dead rebels, two dead ELN fighters: what they are
        nominal = nominal or any(self.tg.has(q, "people") for q in range(trigger.end, min(trigger.end + 2, self.end)))
        for sense in self.tg.an[trigger.start].harms if trigger.end == trigger.start + 1 else ():
            word = sense.data
            if not isinstance(word, HarmWord) or word is trigger.word or word.kind == "people" or word.needs:
                continue
            if not (nominal and word.after) and not ruled_out(self.tg, word, trigger.end, self.end):
                # not: they cremated the dead
                yield replace(trigger, word=word, tail=trigger.end)

    # -- verbs ---------------------------------------------------------------------------------------

    def _of_verb(self, trigger: Trigger) -> Iterator[Draft]:
        word = trigger.word
        tg = self.tg
        found: list[Phrase] = []
        agent: tuple[int, int] | None = None
        rule = "subject-before"
        passive = self.behind_auxiliary(trigger)
        if self.unreal(trigger) or self.died_later(trigger):
            return
        if word.kind in ("state", "undergo") and trigger.start > self.begin and tg.has(trigger.start - 1, "det"):
            # families hunt for the vanished: no verb
            return
        if word.kind == "either" and not passive and (self.for_those(trigger) or self.takes_things(trigger)):
            return
        if word.kind == "either" and (self.shares_object(trigger, passive=passive) or self.predicate(trigger)):
            return
        if word.kind in ("inflict", "event") or (word.kind == "either" and not passive):
            found = self._objects(trigger)
            rule = "object" if word.kind != "event" else "event"
            if found and word.kind == "either" and self.describes(trigger, found[0]):
                return
            if not found and word.kind != "event":
                found = self.whom(trigger)
            if found and word.kind != "event":
                agent = self.subject_body(trigger)
        if not found and word.kind == "either" and not passive:
            near = (self.people.at(k) for k in range(max(self.begin, trigger.start - 4), trigger.start))
            # up to 30 wounded soldiers were brought to the hospital
            found = [p for p in near if p and p.counted and p.figure and p.start < trigger.start < p.noun][:1]
            if found and word.harm not in ("wounded", "killed", "displaced"):
                # a lawyer for 18 jailed men: what they are
                return
        if not found and word.kind in ("either", "undergo", "state"):
            found = self._subjects(trigger)
            rule = "subject-before"
            agent = self.by_or_in(trigger)
        none = ""
        if found and (word.kind != "state" or word.harm == "missing"):
            first = found[0]
            if first.start > self.begin and tg.has(first.start - 1, "none"):
                none = "none"
            elif not first.counted and tg.any(max(self.begin, trigger.start - _NOWORD), trigger.start, "noword"):
                none = "noword"
        if not found and word.kind in ("either", "undergo"):
            nobody = self.nobody(trigger)
            if nobody is not None:
                found, none = [nobody], "none"
        if not found and word.kind == "state" and tg.has(trigger.start - 1, "as_"):
            # lists 41 soldiers as missing
            near = (self.people.at(k) for k in range(max(self.begin, trigger.start - _ASIDE), trigger.start - 1))
            found = [p for p in near if p and p.counted and p.end == trigger.start - 1][:1]
        if not found and word.kind in ("either", "undergo", "state"):
            found = self.told_of(trigger)
        negated = tg.any(max(self.begin, trigger.start - MODAL), trigger.start, "not")
        if negated and found and rule == "object" and tg.has(found[0].start, "any"):
            # did not kill or injure any soldiers
            none = "none"
        if not found or (negated and not none) or (none and word.harm in NO_CLAIM):
            return
        mates: list[Draft] = []
        for phrase in found:
            if word.id == "holding" and agent is None:
                # a facility holding migrants
                continue
            if word.named and not (phrase.named or phrase.counted):
                continue
            if phrase.harm is not None and phrase.harm.harm == "killed" and word.harm == "wounded":
                # ten bodies with bullet wounds
                continue
            if word.weak and not phrase.counted and rule == "subject-before" and tg.has(trigger.start - 1, "rel"):
                # residents who fled the attack said
                continue
            fled = word.harm == "displaced"
            known = phrase.counted or phrase.role == "civilian" or (phrase.named and rule == "object")
            if word.weak and ((phrase.open_class and not fled) or not known):
                continue
            if fled and phrase.role == "combatant" and (word.weak or not phrase.counted):
                # the assailants were forced to flee
                continue
            if phrase.open_class and word.harm not in _OF_PEOPLE and rule == "object":
                # captured two launchers
                continue
            again = phrase.figure is not None and tg.has(phrase.end, "relative")
            if again and any(d.harm == word.harm and d.phrase.counted for d in self.drafts):
                # killed three soldiers, one of whom died of his wounds: how, of those told of
                continue
            if phrase.definite and not (phrase.counted or phrase.named) and phrase.number == "pl" and none == "":
                if word.harm in ("released", "detained") and rule == "event":
                    continue
            if word.id == "lost":
                lost = self.lost(trigger, phrase, agent, rule)
                if lost is not None:
                    yield lost
                continue
            noun = phrase.harm is not None and phrase.noun == trigger.start
            named = f"{phrase.harm.id}.noun" if noun and phrase.harm is not None else f"{word.id}.{rule}"
            draft = self.draft(trigger, phrase, named)
            draft.agent, draft.negated = None if word.named else agent, none
            if word.id.startswith("hold") and agent is not None:
                draft.harm = self.held(agent, phrase)
            elif word.id == "hold-captive" and phrase.role == "civilian":
                draft.harm = "abducted"
            mates.append(draft)
            yield draft
        self.apposed(mates)

    def _main(self, low: int, high: int) -> list[Phrase]:
        """Return the people of a clause, without those that a preposition governs or that are a part of others."""
        tg, out, k = self.tg, list[Phrase](), low
        part = False
        while k < high:
            if k in self.asides:
                k = self.asides[k]
                continue
            listed = tg.has(k, "subset") and k > self.begin and tg.text(k - 1) == ","
            listed = listed and self.people.at(tg.end(k, "subset")) is not None
            if tg.has(k, "subset") and (listed or not tg.has(k, "afterset")):
                figure = self.people.figures.get(tg.end(k, "subset")) if tg.has(k, "relative") else None
                # of whom 41 are presumed dead: they are told of
                told = figure is not None and tg.has(figure.end, "aux") and not tg.has(figure.end + 1, "people")
                part, k = not told, tg.end(k, "subset")
                continue
            aside = self.dashed(k, high)
            if aside > k:
                k = aside
                continue
            phrase = self.people.at(k)
            if phrase is not None and phrase.noun < 0 and phrase.figure and tg.has(phrase.end, "subset"):
                # 184 people, 127 of them children, were killed
                if k > self.begin and tg.text(k - 1) == "," and not tg.has(phrase.end, "relative"):
                    part, k = True, tg.end(phrase.end, "subset")
                    continue
                if tg.has(phrase.end, "relative"):
                    whose = out[-1] if out else None
                    out = []
                    if whose is not None and whose.noun >= 0 and not whose.named:
                        # villagers, some of whom were killed
                        phrase = replace(phrase, noun=whose.noun, group=whose.group, role=whose.role, actor=whose.actor)
                elif not tg.has(phrase.end, "afterset") and (k == low or tg.text(k - 1) != ","):
                    # Three of them, a cook and two guards, were killed: the subject, and no part of it
                    phrase = replace(phrase, end=tg.end(phrase.end, "subset"))
            bracket = phrase is not None and phrase.noun < 0 and k > self.begin and tg.text(k - 1) == "("
            told = phrase is not None and phrase.harm is not None and not phrase.counted
            if phrase is None or phrase.end > high or phrase.start in self.used or bracket or told:
                if part and tg.text(k) in ",;":
                    part = tg.has(k + 1, "join") or self.people.at(k + 1) is not None
                k += 1
                continue
            # six members of a family
            before = k - 2 if k - 1 > self.begin and tg.has(k - 1, "indefinite") else k - 1
            ruled = before >= self.begin and tg.has(before, "prep", "agentby") and not self.joining(before)
            beyond = self.past_aside(phrase)
            if ruled and tg.has(k - 1, "clause") and beyond < self.end and tg.has(beyond, "aux", "have"):
                # after Omar Haddad was killed: a clause of his
                ruled = False
            governed = ruled and not phrase.figure
            inner = ruled and bool(phrase.figure)
            # a total of 831 men, 137 children and 81 women
            inner = inner and not any(tg.has(q, "total") and tg.end(q, "total") == k for q in (k - 2, k - 3))
            shared = phrase.figure is not None and self.people.figures[phrase.figure[0]].share
            if shared and self.people.figures[phrase.start].back:
                # 73 civilians, mostly women and children, were killed
                part = True
            if not (governed or inner or part):
                out.append(phrase)
            k = max(phrase.end, k + 1, min(self.past_aside(phrase), high))
        return out

    def _subjects(self, trigger: Trigger) -> list[Phrase]:
        """Return those of whom a verb or a state is told: the nearest people before it, and those joined to them."""
        tg, q = self.tg, trigger.start
        if any(tg.has(k, "amongof") for k in (q - 1, q - 2) if k >= self.begin):
            # nine children were among those killed: who they are is read as a part
            return []
        for k in range(max(self.begin, q - 5), q):
            whole = self.people.at(k)
            if whole is not None and whole.harm is not None and whole.noun == trigger.start and whole.counted:
                return [whole]
        while q > self.begin and (
            tg.has(q - 1, "adverb", "aux", "have", "rel", "comp") or tg.text(q - 1) in "," or tg.is_quote(q - 1)
        ):
            q -= 1
        q = self.closing.get(q, q)
        low = self.starts(q)
        whose = self.antecedent(trigger.start)
        if whose is not None and (whose.counted or whose.number == "sg") and whose.start not in self.used:
            return [whose]
        mains = self._main(low, q)
        if not mains:
            near = (self.people.at(k) for k in range(max(low, q - 8), q) if k not in self.used)
            # a lower toll of eight civilians killed: governed, and counted right before
            return [p for p in near if p is not None and p.end == q and p.counted and p.noun >= 0][:1]
        if (head := self.described_by(mains, q)) is not None:
            return [head]
        nearest = mains[-1]
        if nearest.noun < 0 and tg.has(nearest.end, "of") and tg.has(nearest.end + 1, "det") and q <= nearest.end + 2:
            # one of those detained
            return []
        apart = q - max(nearest.end, self.past_aside(nearest))
        bare = trigger.word.kind == "either" and not self.behind_auxiliary(trigger) and not nearest.counted
        if bare and apart > 2 and not (nearest.low == 1 and self.goes_on(nearest.end, trigger.start)):
            return []
        aside = tg.text(nearest.end) == "," and tg.text(q) == "," and tg.has(nearest.end + 1, "subset", "rel", "aged")
        if nearest.noun < 0 and apart > 3 and not (aside or any(nearest.end <= k < q for k in self.dropped)):
            return []
        if nearest.definite and not nearest.counted and nearest.number == "pl" and apart > 6:
            return []
        out = [nearest]
        for before in reversed(mains[:-1]):
            gap = range(max(before.end, self.past_aside(before)), out[0].start)
            apposed = out[0].named and before.low == 1 and not any(tg.has(g, "join") for g in gap)
            who = before.named and not (nearest.named or nearest.counted or nearest.definite) and nearest.number == "sg"
            if who and len(out) == 1 and all(tg.text(g) == "," for g in gap) and tg.has(nearest.start, "indefinite"):
                # Omar Said, a baker who was hurt: one man
                return [before]
            # A third man, Sergeant X, was injured; according to the mayor, Omar Haddad, 36 people were killed
            spoke = before.named and len(out) == 1 and out[0].counted and not any(tg.has(g, "join") for g in gap)
            if not (apposed or spoke) and before.harm is None and self.linked(gap):
                out.insert(0, before)
            else:
                break
        return out

    def _objects(self, trigger: Trigger) -> list[Phrase]:
        """Return whom a verb is told to have harmed: the people right behind it, and those joined to them."""
        tg, k = self.tg, self.past_half(trigger)
        while k < self.end and k - trigger.end < 5:
            if self.people.at(k) is not None:
                break
            if tg.has(k, "calendar"):
                k = tg.end(k, "calendar")
            elif (
                tg.has(k, "adverb")
                or tg.is_quote(k)
                or tg.text(k) == "'"
                or (tg.has(k, "of") and trigger.word.kind == "event")
            ):
                k += 1
            else:
                return []
        first = self.people.at(k) if k < self.end else None
        if first is None or first.start in self.used:
            return []
        if first.harm is not None and trigger.word.kind == "either" and not trigger.word.needs:
            # 4 killed, 43 injured
            return []
        before = trigger.start - 1
        if (
            isinstance(self.people, SpacedWords)
            and self.people.owns(first.end - 1)
            and not (first.named or first.counted)
        ):
            # a displaced people's camp
            return []
        vague = not first.counted and first.number == "pl" and not first.named
        if (
            vague
            and trigger.word.kind == "either"
            and any(
                (figure := self.people.figures.get(q)) is not None and figure.end == trigger.start
                for q in range(max(self.begin, trigger.start - _COUNTED), trigger.start)
            )
        ):
            # 1.5 million displaced people: counted before it
            return []
        if (
            vague
            and trigger.word.kind == "inflict"
            and before >= self.begin
            and tg.has(before, "prep", "join", "who", "det")
        ):
            # notorious for kidnapping and beheading captives; the martyred soldiers
            return []
        if vague and trigger.word.present and self.sentence:
            # those who kill our sons
            return []
        bare = not first.counted and first.start == trigger.end and not tg.has(first.start, "det")
        if trigger.word.kind == "either" and bare and not first.named:
            if before < self.begin or tg.has(before, "prep", "det", "join", "adjective") or not tg.is_word(before):
                # Captured fighters told …, a camp for displaced people: what they are, and nothing that was done.
                return []
        if first.noun < 0 and self.own_verb(first.end) and trigger.word.kind != "event":
            # 12 killed 30 wounded
            return []
        return [first, *self.joined(first)]

    def joined(self, phrase: Phrase) -> Iterator[Phrase]:
        """Yield the people joined to some: five men, two women and a child."""
        tg, k = self.tg, self.past_aside(phrase)
        for _ in range(_JOINED):
            at = k
            if at < self.end and tg.text(at) == ",":
                at += 1
            if at < self.end and tg.has(at, "join"):
                at = tg.end(at, "join")
            if at == k or at >= self.end:
                return
            following = self.people.at(at)
            shared = following is not None and following.figure and self.people.figures[following.figure[0]].share
            if following is not None and following.noun < 0 and tg.has(following.end, "subset"):
                # nine bodies, six of them children
                return
            if shared or (following is not None and tg.has(following.end, "afterset")):
                return
            if following is None or following.start in self.used:
                return
            if self.own_verb(following.end) and not self.described(following.end):
                return
            aside = at == k + 1 and tg.text(k) == ","
            stop = next((q for q in range(following.end, self.end) if tg.text(q) in ",;"), self.end)
            if aside and any(tg.has(q, "report") for q in range(following.end, min(following.end + _ASIDE, stop))):
                # four women, a doctor at the hospital said: who says so
                return
            told = self.past_aside(following)
            if told > following.end and told + 1 < self.end and tg.has(told + 1, "report"):
                # two guards, Adam Wolski, a spokesman, said
                return
            bare = following.number == "sg" and not (following.counted or following.named)
            if aside and bare and phrase.named and tg.has(following.start, "indefinite"):
                # Omar Haddad, a teacher: who he is
                return
            if aside and bare and not tg.has(following.start, "det"):
                # two people, resident in the village: who they are
                return
            if aside and not (following.counted or following.named) and tg.has(following.end, "rel"):
                # our elders, men who wanted peace: who they are
                return
            if aside and following.named and not phrase.named and self.speaks(following.end):
                # killing 23 people, Omar Said, commissioner for the town, said
                return
            if following.harm is not None and following.counted and following.other:
                # the village head and 17 other victims
                following = replace(following, harm=None)
            owned = tg.has(following.start, "owner") and tg.has(following.start - 1, "join")
            owned = owned or (following.noun >= 0 and tg.has(following.noun, "kin"))
            if following.definite and not (following.named or owned) and tg.text(k) == ",":
                return
            if following.harm is not None:
                return
            yield following
            k = self.past_aside(following)

    # -- nouns ---------------------------------------------------------------------------------------

    def _of_people(self, trigger: Trigger) -> Iterator[Draft]:
        """Drafts of nouns for the harmed that no verb governs: 95 dead, dozens of wounded, no casualties."""
        tg = self.tg
        phrase: Phrase | None = None
        for k in range(max(self.begin, trigger.start - 7), trigger.start + 1):
            phrase = self.people.at(k)
            if phrase is not None and phrase.noun == trigger.start and phrase.harm is not None:
                break
            if phrase is not None and phrase.counted and phrase.start < trigger.start < phrase.noun:
                # five dead fighters
                break
            phrase = None
        low = max(self.begin, trigger.start - _NOWORD)
        noword = tg.any(low, trigger.start, "noword") and not (phrase is not None and phrase.counted)
        none = tg.any(max(self.begin, trigger.start - 3), trigger.start, "none") and not noword
        if trigger.word.id == "body":
            inner = self.people.at(trigger.end) if trigger.end < self.end else None
            if inner is not None and phrase is not None and phrase.counted and inner.noun >= 0 and not inner.counted:
                # five bodies of the bandits
                whose = replace(phrase, group=inner.group, role=inner.role, actor=inner.actor, end=inner.end,
                                affiliated=inner.affiliated)  # fmt: skip
                yield self.draft(trigger, whose, "body.of")
                return
            if inner is not None and inner.start == trigger.end and (inner.counted or not inner.definite):
                draft = self.draft(trigger, inner, "body.of")
                # the body of a trader
                one = trigger.word.number == "sg" and inner.number == "sg" and inner.low == 1
                if inner.counted or inner.named or one:
                    yield draft
                    joins = inner.end < self.end and tg.has(inner.end, "join")
                    mate = self.people.at(tg.end(inner.end, "join")) if joins else None
                    if mate is not None and mate.counted and mate.harm is None and mate.noun >= 0:
                        # the bodies of five adults and 15 boys
                        yield self.draft(trigger, mate, "body.joined")
                return
            seen = trigger.start > self.begin and tg.has(trigger.start - 1, "report", "comp", "seen")
            lying = trigger.end < self.end and tg.has(trigger.end, "lying")
            if phrase is not None and not phrase.counted and not phrase.definite and (seen or lying):
                yield self.draft(trigger, phrase, "body.seen")
                return
        if none or noword:
            empty = phrase or Phrase(trigger.start, trigger.end, 0, 0, "none", None, trigger.start,
                                     (trigger.start, trigger.end), "unknown", "count.none", harm=trigger.word,
                                     number="pl")  # fmt: skip
            draft = self.draft(trigger, empty, f"{trigger.word.id}.noun")
            draft.negated = "noword" if noword else "none"
            yield draft
            return
        put = list(self.put(trigger))
        if put:
            yield from put
            return
        if phrase is None or not phrase.counted or phrase.start in self.used or trigger.word.harm not in TOLLS:
            return
        if self.kin_of(phrase) or self.unreal(replace(trigger, start=phrase.start)):
            return
        draft = self.draft(trigger, phrase, f"{trigger.word.id}.noun")
        draft.agent = self.by(trigger.end)
        yield draft
        for other in self.joined(phrase):
            yield self.draft(trigger, other, f"{trigger.word.id}.joined")
