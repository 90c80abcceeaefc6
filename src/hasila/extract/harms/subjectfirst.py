"""Harms in languages that tell who before the verb and to whom after it (``subject_first``): the army killed ten men.

A participle that is also the past of the active verb is passive behind an auxiliary (*were killed*), active where
people stand right behind it (*killed ten*), and else said of those before it (*ten people killed in a raid*).
"""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjecttotals import TOLLS, SpacedTotals
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import Role

#: A negation or a modal stands so many tokens before the verb that it governs.
_MODAL = 4
#: No word of casualties is told so many tokens before them.
_NOWORD = 9
#: Who says so tells more of himself in so many tokens.
_ASIDE = 9
#: So many people at most are joined in one list.
_JOINED = 6
#: Marks of an aside.
_DASHES = ("–", "—", "-")
#: What may stand between *no one* and its verb.
_VERBAL = ("aux", "have", "adverb")
#: That nobody was arrested or freed is no claim (codebook, counting rule 6).
_NO_CLAIM = frozenset({"released", "detained", "captured", "abducted", "surrendered"})


class SpacedFrames(SpacedTotals):
    """Finds the drafts of one sentence."""

    def read(self) -> list[Draft]:
        """Return the drafts of the sentence in order of appearance."""
        totals = {trigger.start: found for trigger in self.triggers if (found := self.number_of(trigger)) is not None}
        for trigger in self.triggers:
            count = len(self.drafts)
            if trigger.start in totals:
                self.add(totals[trigger.start])
                continue
            for reading in (trigger, *self._readings(trigger)):
                if len(self.drafts) > count:
                    break
                if reading.word.id.startswith("toll"):
                    self._keep(self.toll(reading))
                elif reading.word.kind in ("take", "lose"):
                    self._keep(self._ground(reading))
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
        self.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))
        return self.drafts

    def _keep(self, drafts: Iterator[Draft]) -> None:
        for draft in drafts:
            self.add(draft)

    def _readings(self, trigger: Trigger) -> Iterator[Trigger]:
        """Yield what else a word may mean, for where its first reading finds nobody: captured men, captured towns."""
        for sense in self.tg.an[trigger.start].harms if trigger.end == trigger.start + 1 else ():
            word = sense.data
            if isinstance(word, HarmWord) and word is not trigger.word and word.kind != "people" and not word.needs:
                yield replace(trigger, word=word, tail=trigger.end)

    # -- verbs ---------------------------------------------------------------------------------------

    def _of_verb(self, trigger: Trigger) -> Iterator[Draft]:
        word = trigger.word
        tg = self.tg
        found: list[Phrase] = []
        agent: tuple[int, int] | None = None
        rule = "subject-before"
        passive = self._behind_auxiliary(trigger)
        if self._unreal(trigger):
            return
        if word.kind in ("inflict", "event") or (word.kind == "either" and not passive):
            found = self._objects(trigger)
            rule = "object" if word.kind != "event" else "event"
            if found and word.kind != "event":
                agent = self.subject_body(trigger)
        if not found and word.kind in ("either", "undergo", "state"):
            found = self._subjects(trigger)
            rule = "subject-before"
            agent = self.by(trigger.end)
        none = ""
        if found and word.kind != "state":
            first = found[0]
            if first.start > self.begin and tg.has(first.start - 1, "none"):
                none = "none"
            elif not first.counted and tg.any(max(self.begin, trigger.start - _NOWORD), trigger.start, "noword"):
                none = "noword"
        if not found and word.kind in ("either", "undergo"):
            nobody = self._nobody(trigger)
            if nobody is not None:
                found, none = [nobody], "none"
        negated = tg.any(max(self.begin, trigger.start - _MODAL), trigger.start, "not")
        if not found or (negated and not none) or (none and word.harm in _NO_CLAIM):
            return
        for phrase in found:
            if word.weak and not (phrase.counted or phrase.role == "civilian"):
                continue
            if phrase.definite and not (phrase.counted or phrase.named) and phrase.number == "pl" and none == "":
                if word.harm in ("released", "detained") and rule == "event":
                    continue
            if word.id == "lost":
                # The army lost ten men: they are its own.
                ours = tg.has(self._before_aux(trigger), "pronoun")
                kin = tg.has(phrase.start, "owner") and phrase.number == "sg"
                if not kin and not (phrase.counted and (ours or agent is not None or phrase.role == "combatant")):
                    continue
                phrase = phrase if agent is None or phrase.affiliated else replace(phrase, group=agent, affiliated=True)
            noun = phrase.harm is not None and phrase.noun == trigger.start
            named = f"{phrase.harm.id}.noun" if noun and phrase.harm is not None else f"{word.id}.{rule}"
            draft = self.draft(trigger, phrase, named)
            draft.agent, draft.negated = agent if word.id != "lost" else None, none
            yield draft

    def _before_aux(self, trigger: Trigger) -> int:
        """Return the token before a verb and its auxiliaries: its subject, where that is one word."""
        tg, q = self.tg, trigger.start - 1
        while q > self.begin and tg.has(q, "adverb", "have", "aux"):
            q -= 1
        return max(q, self.begin)

    def _behind_auxiliary(self, trigger: Trigger) -> bool:
        tg, q = self.tg, trigger.start - 1
        while q >= self.begin and tg.has(q, "adverb") and not tg.has(q, "aux"):
            q -= 1
        return q >= self.begin and tg.has(q, "aux")

    def _unreal(self, trigger: Trigger) -> bool:
        """Tell whether what a verb tells is an aim, a threat or a chance, and nothing that happened."""
        tg, low = self.tg, max(self.begin, trigger.start - _MODAL)
        for q in range(trigger.start - 1, low - 1, -1):
            if tg.text(q) in ",;:" or tg.has(q, "comp", "rel") or q in self.by_start:
                return False
            if q in self.hedged:
                # up to eighteen were wounded
                continue
            if tg.has(q, "have") and not tg.has(q - 1, "to"):
                # may have killed: the stance tells that
                return tg.has(q - 1, "unreal") and not tg.has(q - 1, "perhaps")
            if tg.has(q, "have"):
                return False
            if tg.has(q, "to") and trigger.word.kind != "event":
                return True
            if tg.has(q, "unreal"):
                return True
        return False

    def _main(self, low: int, high: int) -> list[Phrase]:
        """Return the people of a clause, without those that a preposition governs or that are a part of others."""
        tg, out, k = self.tg, list[Phrase](), low
        part = False
        while k < high:
            if tg.has(k, "subset") and not tg.has(k, "afterset"):
                part, k = True, tg.end(k, "subset")
                continue
            phrase = self.people.at(k)
            if phrase is not None and phrase.figure and tg.has(phrase.figure[1], "subset") and k > low:
                # 184 people, 127 of them elderly, were killed
                part, k = True, tg.end(phrase.figure[1], "subset")
                continue
            if tg.text(k) in _DASHES and not tg.tokens[k].glued:
                # 228 people – 97 guards, 74 civilians and 57 militants – lost their lives
                close = next((q for q in range(k + 1, high) if tg.text(q) in _DASHES and not tg.tokens[q].glued), None)
                if close is not None:
                    k = close + 1
                    continue
            bracket = phrase is not None and phrase.noun < 0 and k > self.begin and tg.text(k - 1) == "("
            told = phrase is not None and phrase.harm is not None and not phrase.counted
            if phrase is None or phrase.end > high or phrase.start in self.used or bracket or told:
                if part and tg.text(k) in ",;":
                    part = tg.has(k + 1, "join") or self.people.at(k + 1) is not None
                k += 1
                continue
            governed = k > self.begin and tg.has(k - 1, "prep", "agentby") and not phrase.figure
            inner = k > self.begin and tg.has(k - 1, "prep", "agentby") and bool(phrase.figure)
            shared = phrase.figure is not None and self.people.figures[phrase.figure[0]].share
            if shared and self.people.figures[phrase.start].back:
                # 73 civilians, mostly women and children, were killed
                part = True
            if not (governed or inner or part):
                out.append(phrase)
            k = max(phrase.end, k + 1)
        return out

    def _subjects(self, trigger: Trigger) -> list[Phrase]:
        """Return those of whom a verb or a state is told: the nearest people before it, and those joined to them."""
        tg, q = self.tg, trigger.start
        for k in range(max(self.begin, q - 5), q):
            whole = self.people.at(k)
            if whole is not None and whole.harm is not None and whole.noun == trigger.start and whole.counted:
                return [whole]
        while q > self.begin and (tg.has(q - 1, "adverb", "aux", "have", "rel", "comp") or tg.text(q - 1) in ","):
            q -= 1
        low = self.starts(q)
        mains = self._main(low, q)
        if not mains:
            near = (self.people.at(k) for k in range(max(low, q - 8), q) if k not in self.used)
            # a lower toll of eight civilians killed: governed, and counted right before
            return [p for p in near if p is not None and p.end == q and p.counted and p.noun >= 0][:1]
        nearest = mains[-1]
        apart = q - nearest.end
        if trigger.word.kind == "either" and not self._behind_auxiliary(trigger) and apart > 2 and not nearest.counted:
            return []
        if nearest.noun < 0 and apart > 3:
            return []
        if nearest.definite and not nearest.counted and nearest.number == "pl" and apart > 6:
            return []
        out = [nearest]
        for before in reversed(mains[:-1]):
            gap = range(before.end, out[0].start)
            apposed = out[0].named and before.low == 1 and not any(tg.has(g, "join") for g in gap)
            # A third man, Sergeant X, was injured
            if not apposed and len(gap) <= 2 and gap and all(tg.has(g, "join") or tg.text(g) == "," for g in gap):
                out.insert(0, before)
            else:
                break
        return out

    def _objects(self, trigger: Trigger) -> list[Phrase]:
        """Return whom a verb is told to have harmed: the people right behind it, and those joined to them."""
        tg, k = self.tg, trigger.end
        while k < self.end and k - trigger.end < 5:
            if self.people.at(k) is not None:
                break
            if tg.has(k, "calendar"):
                k = tg.end(k, "calendar")
            elif tg.has(k, "adverb") or tg.is_quote(k) or (tg.has(k, "of") and trigger.word.kind == "event"):
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
        vague = not first.counted and first.number == "pl" and not first.named
        if vague and trigger.word.kind == "inflict" and before >= self.begin and tg.has(before, "prep", "join", "who"):
            # notorious for kidnapping and beheading captives
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
        tg, k = self.tg, phrase.end
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
            if following is None or self.own_verb(following.end) or following.start in self.used:
                return
            aside = at == k + 1 and tg.text(k) == ","
            stop = next((q for q in range(following.end, self.end) if tg.text(q) in ",;"), self.end)
            if aside and any(tg.has(q, "report") for q in range(following.end, min(following.end + _ASIDE, stop))):
                # four women, a doctor at the hospital said: who says so
                return
            if following.harm is not None or (following.definite and not following.named and tg.text(k) == ","):
                return
            yield following
            k = following.end

    def own_verb(self, k: int) -> bool:
        """Tell whether people are the subject of a verb of their own: and thirty were wounded."""
        tg = self.tg
        while k < self.end and tg.has(k, "adverb"):
            k += 1
        if k >= self.end:
            return False
        trigger = self.by_start.get(k)
        return tg.has(k, "aux", "have", "report", "rel") or (trigger is not None and trigger.word.kind != "people")

    def _nobody(self, trigger: Trigger) -> Phrase | None:
        """Return *no one* before a verb as the people of a claim that nobody was harmed."""
        tg = self.tg
        for q in range(trigger.start - 1, max(self.begin - 1, trigger.start - _MODAL - 1), -1):
            between = range(tg.end(q, "none"), trigger.start)
            if tg.has(q, "none") and not tg.has(q, "without") and all(tg.has(g, *_VERBAL) for g in between):
                # None died: of those told before; nobody: of no one in particular
                noun = q if tg.has(q, "nobody") else -1
                return Phrase(q, tg.end(q, "none"), 0, 0, "none", None, noun, (q, tg.end(q, "none")), "unknown",
                              "count.none", number="pl")  # fmt: skip
        return None

    def _unlisted(self, k: int) -> int | None:
        """Return where a place is named that no gazetteer lists, right behind a verb: a capital word, nobody's name."""
        tg = self.tg
        while k < self.end and tg.has(k, "det"):
            k += 1
        named = k < self.end and tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()
        return k if named and not tg.known(k) and k not in tg.actors else None

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
            if inner is not None and inner.start == trigger.end and (inner.counted or not inner.definite):
                draft = self.draft(trigger, inner, "body.of")
                if inner.counted or inner.named:
                    yield draft
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
        if self._unreal(replace(trigger, start=phrase.start)):
            return
        draft = self.draft(trigger, phrase, f"{trigger.word.id}.noun")
        draft.agent = self.by(trigger.end)
        yield draft
        for other in self.joined(phrase):
            yield self.draft(trigger, other, f"{trigger.word.id}.joined")

    # -- ground --------------------------------------------------------------------------------------

    def _ground(self, trigger: Trigger) -> Iterator[Draft]:
        """Draft of ground that a force took or left: rebels seized the town of X."""
        tg = self.tg
        if self._unreal(trigger) or tg.any(max(self.begin, trigger.start - _MODAL), trigger.start, "not"):
            return
        passive = self._behind_auxiliary(trigger)
        near = range(trigger.end, min(trigger.end + (2 if trigger.word.weak else 8), self.end))
        if passive:
            # The town was seized by …: the ground stands before.
            near = range(max(self.begin, trigger.start - 8), trigger.start)
        place = next((q for q in near if q in tg.places), None)
        word = next((q for q in near[:5] if tg.has(q, "placeword")), None)
        if place is None and word is None and not passive:
            word = self._unlisted(trigger.end)
        if place is None and word is None:
            return
        force = self.by(trigger.end) if passive else self.subject_body(trigger)
        if force is None and tg.has(self._before_aux(trigger), "pronoun"):
            # X took Tikrit a day after they captured Mosul
            force = next((d.phrase.group for d in reversed(self.drafts) if d.territory), None)
        if force is None:
            return
        at = force
        if place is not None:
            at = (place, tg.places[place][1])
        elif word is not None:
            at = (word, word + 1)
        if place is not None and any(tg.text(q) in ",;" for q in range(trigger.end, place)):
            return
        role: Role = "combatant"
        end = max(at[1], trigger.end)
        phrase = Phrase(trigger.start, end, None, None, "none", None, force[0], force, role, "ground.force", body=True)
        draft = self.draft(trigger, phrase, f"{trigger.word.id}.{trigger.word.kind}")
        draft.territory = at
        yield draft
