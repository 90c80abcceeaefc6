"""Ground that is taken or left, in languages that tell who before the verb (``subject_first``)."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjectdoers import SpacedDoers
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.model import Role

#: A clause with *whom* has at most so many tokens before its verb; those whom it is told of stand so many before it.
_CLAUSE, _BEFORE_WHOM = 9, 14
#: A negation or a modal stands so many tokens before the verb that it governs.
MODAL = 4
#: The second half of a verb, right behind its first, has at most so many tokens.
_HALF = 2
#: What may be told of things, too, and how near behind the verb people would stand.
_OF_THINGS = frozenset({"captured", "released", "abducted", "missing"})
_NEAR = 5
#: A clause that tells more of people tells a harm in so many tokens; people whom it tells of have at most so many.
_RELATED, _ANTECEDENT = 6, 8
#: What is told of a speaker before his verb has at most so many tokens.
_SPEAKS = 22
#: Those who were hurt die in so many tokens.
_LATER = 22
#: That nobody was arrested or freed is no claim (codebook, counting rule 6).
NO_CLAIM = frozenset({"released", "detained", "captured", "abducted", "surrendered"})
#: What may stand between *no one* and its verb.
_VERBAL = ("aux", "have", "adverb")


class SpacedGround(SpacedDoers):
    """Finds ground, and tells whether a verb is passive and real."""

    def goes_on(self, k: int, verb: int) -> bool:
        """Tell whether a verb is joined to one whose auxiliary is its own: was hauled to court and jailed."""
        tg = self.tg
        return tg.has(verb - 1, "join") and any(tg.has(q, "finite", "have") for q in range(k, verb))

    def past_half(self, trigger: Trigger) -> int:
        """Return where a verb ends, with its second half where that stands right behind: took hostage, took into …."""
        near = 0 < trigger.tail - trigger.end <= _HALF
        first = self.tg.sense(trigger.end, "people") if near else None
        # claimed 12 lives, treating survivors: the half is who they are
        whom = trigger.end in self.people.figures or (first is not None and first.number == "pl")
        return trigger.tail if near and not whom else trigger.end

    def kin_of(self, phrase: Phrase) -> bool:
        """Tell whether of one victim no more is told than who somebody else is: a relative of one of the victims."""
        tg, k = self.tg, phrase.start
        return (
            phrase.low == 1 and k - 2 >= self.begin and tg.has(k - 1, "of", "for_") and tg.has(k - 2, "people", "kin")
        )

    def behind_auxiliary(self, trigger: Trigger) -> bool:
        """Tell whether a verb is passive: were killed, was later found."""
        tg, q = self.tg, trigger.start - 1
        while q >= self.begin and ((tg.has(q, "adverb") and not tg.has(q, "aux")) or tg.is_quote(q)):
            q -= 1
        return q >= self.begin and tg.has(q, "aux")

    def describes(self, trigger: Trigger, whom: Phrase) -> bool:
        """Tell whether a participle but describes those of whom a verb tells more: one wounded man was captured."""
        tg, before = self.tg, trigger.start - 1
        led = before >= self.begin and (before in self.people.figures or tg.has(before, "indefinite"))
        return led and tg.has(whom.end, "aux") and whom.end + 1 in self.by_start

    def whom(self, trigger: Trigger) -> list[Phrase]:
        """Return the people whom a clause behind them tells to have been harmed: six men, whom rebels had murdered."""
        tg = self.tg
        for q in range(trigger.start - 1, max(self.begin, trigger.start - _CLAUSE), -1):
            if tg.text(q) in ",;:" or tg.has(q, "clause", "comp", "report"):
                return []
            if tg.has(q, "whom"):
                k = q - (tg.text(q - 1) == ",")
                found = (self.people.at(at) for at in range(max(self.begin, k - _BEFORE_WHOM), k))
                counted = (p for p in found if p is not None and p.counted and p.figure and p.noun >= 0)
                return [p for p in counted if p.start not in self.used][:1]
        return []

    def unreal(self, trigger: Trigger) -> bool:
        """Tell whether what a verb tells is an aim, a threat or a chance, and nothing that happened."""
        tg, low = self.tg, max(self.begin, trigger.start - MODAL)
        tells = trigger.word.kind in ("either", "undergo", "state")
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
            if tg.has(q, "adverb") and "adverb" not in tg.an[q].senses and "adverb" not in tg.multi.get(q, {}):
                # believed to be buried: inside what is said of the verb
                continue
            if tg.has(q, "finite"):
                # on their way to work were killed: the verb is of a sentence, and no aim
                return any(tg.has(x, "condition") for x in range(low, q))
            apart = tells and any(not tg.has(x, *_VERBAL, "not") for x in range(q + 1, trigger.start))
            if apart and (tg.has(q, "to") or (tg.has(q, "unreal") and trigger.word.harm not in NO_CLAIM)):
                # on their way to work died; a planned raid killed twelve: it governs no verb in the past
                continue
            if tg.has(q, "to") and trigger.word.kind != "event":
                # beat him to death and killed two others: what came of it
                return not any(t.word.needs and t.tail == q + 2 for t in self.triggers)
            if tg.has(q, "calendar") and (tg.is_number(q - 1) or tg.is_number(q + 1)):
                # on 4 May were freed
                continue
            if tg.has(q, "perhaps") and trigger.word.harm == "missing":
                # five people who may be trapped: whoever fears for them says so
                return False
            if tg.has(q, "unreal"):
                # accused the army of killing twelve: who accuses says so; accused of killing: nobody in particular
                return not (tg.has(q, "report") and q + 1 < trigger.start and not tg.has(q + 1, "of"))
        return False

    def _unlisted(self, k: int) -> int | None:
        """Return where a place is named that no gazetteer lists, right behind a verb: a capital word, nobody's name."""
        tg = self.tg
        while k < self.end and tg.has(k, "det"):
            k += 1
        named = k < self.end and tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()
        return k if named and not tg.known(k) and k not in tg.actors else None

    def ground(self, trigger: Trigger) -> Iterator[Draft]:
        """Draft of ground that a force took or left: rebels seized the town of X."""
        tg = self.tg
        if self.unreal(trigger) or tg.any(max(self.begin, trigger.start - MODAL), trigger.start, "not"):
            return
        passive = self.behind_auxiliary(trigger)
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
        if force is None and trigger.start - 1 > self.begin and tg.has(trigger.start - 1, "report"):
            # the rebels admitted pulling out of the port: theirs
            said = trigger.start - 1
            bodies = (self.body(q) for q in range(max(self.begin, said - _RELATED), said))
            force = next((body for body in bodies if body is not None and body[1] == said), None)
        before = trigger.start - 1
        while before > self.begin and tg.has(before, "have", "adverb"):
            before -= 1
        if force is None and tg.has(before, "pronoun"):
            # X took Tikrit a day after they captured Mosul
            force = next((d.phrase.group for d in reversed(self.drafts) if d.territory), None)
            # X said they had taken Tikrit; he was in Mosul a day after they took it.
            force = force or self.owner(before) or self.force_before()
        if force is None:
            return
        if force[0] > self.begin and tg.has(force[0] - 1, "owner"):
            # its troops had retaken four villages
            force = self.owner(force[0] - 1) or force
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

    def for_those(self, trigger: Trigger) -> bool:
        """Tell whether a participle but describes those for whom something is: a camp for displaced people."""
        tg, k = self.tg, trigger.start
        if k <= self.begin or not tg.has(k - 1, "for_"):
            return False
        who = self.people.at(trigger.end) if trigger.end < self.end else None
        return who is None or not who.counted

    def takes_things(self, trigger: Trigger) -> bool:
        """Tell whether a word is the active verb of something that is no people: The troops captured a launcher."""
        tg, k = self.tg, trigger.end
        if k < self.end and tg.has(k, "join") and k + 1 < self.end and tg.is_word(k + 1):
            # captured and destroyed a launcher
            k += 2
        if k + 1 >= self.end or not tg.has(k, "det") or trigger.word.harm not in _OF_THINGS:
            return False
        if trigger.end > trigger.start + 1:
            return False
        return not any(self.people.at(q) is not None or tg.text(q) == "," for q in range(k, min(k + _NEAR, self.end)))

    def shares_object(self, trigger: Trigger, *, passive: bool) -> bool:
        """Tell whether an active verb has its people behind the next: gunmen murdered and beheaded five men."""
        tg, k = self.tg, trigger.end
        after = self.by_start.get(k + 1) if k < self.end and tg.text(k) == tg.lang.grammar.number_joiner else None
        if passive or after is None or after.word.kind not in ("either", "inflict"):
            return False
        whom = self.people.at(after.end) if after.end < self.end else None
        return whom is not None and whom.harm is None

    def predicate(self, trigger: Trigger) -> bool:
        """Tell whether a word but tells who others are, behind an auxiliary: 42 of the victims are displaced people."""
        tg, k = self.tg, trigger.start
        noun = self.people.at(k)
        told = noun is not None and noun.end > trigger.end and not noun.counted and noun.number == "pl"
        return told and trigger.word.harm == "displaced" and k > self.begin and tg.has(k - 1, "aux")

    def speaks(self, k: int) -> bool:
        """Tell whether somebody named before a comma says something: Omar Said, commissioner for the town, said."""
        tg = self.tg
        if k >= self.end or tg.text(k) != ",":
            return False
        comma = False
        for q in range(k + 1, min(k + _SPEAKS, self.end)):
            if tg.has(q, "report") and (tg.text(q - 1) == "," or not comma):
                return True
            comma = comma or tg.text(q) == ","
        return False

    def died_later(self, trigger: Trigger) -> bool:
        """Tell whether those hurt are told to have died: a man who was shot last week has died."""
        if trigger.word.harm not in ("wounded", "casualty") or trigger.word.kind == "inflict":
            return False
        for later in self.triggers:
            if trigger.end <= later.start <= trigger.end + _LATER and later.word.kind == "undergo":
                own = (self.people.at(q) for q in range(trigger.end, later.start))
                same = later.word.harm == "killed" and not any(p is not None and (p.named or p.counted) for p in own)
                counted = any(q in self.people.figures for q in range(trigger.end, later.start))
                if same and not counted:
                    self.dropped.add(trigger.start)
                    return True
        return False

    def nobody(self, trigger: Trigger) -> Phrase | None:
        """Return *no one* before a verb as the people of a claim that nobody was harmed."""
        tg = self.tg
        for q in range(trigger.start - 1, max(self.begin - 1, trigger.start - MODAL - 1), -1):
            between = range(tg.end(q, "none"), trigger.start)
            if tg.has(q, "none") and not tg.has(q, "without") and all(tg.has(g, *_VERBAL) for g in between):
                # None died: of those told before; nobody: of no one in particular
                noun = q if tg.has(q, "nobody") else -1
                return Phrase(q, tg.end(q, "none"), 0, 0, "none", None, noun, (q, tg.end(q, "none")), "unknown",
                              "count.none", number="pl")  # fmt: skip
        return None

    def described(self, k: int) -> bool:
        """Tell whether a clause behind people but tells more of them, and no harm: two rebels whose guns were found."""
        tg = self.tg
        if k >= self.end or not tg.has(k, "rel"):
            return False
        near = (self.by_start.get(q) for q in range(k, min(k + _RELATED, self.end)))
        return not any(trigger is not None and trigger.word.kind != "people" for trigger in near)

    def told_of_those(self) -> None:
        """Find participles that but tell which people a later verb tells of: six of those abducted were freed."""
        tg = self.tg
        for trigger in self.triggers:
            k = trigger.start
            noun = tg.has(k, "people") and tg.end(k, "people") > trigger.end and k > self.begin
            at = (k, k - 1) if tg.has(k - 1, "of") else (k,)
            if noun and (tg.has(k - 1, "det") or any(f.end in at for f in self.people.figures.values())):
                # eight displaced people, dozens of displaced people were killed: who they are
                self.those.add(k)
                self.dropped.add(k)
                continue
            if trigger.word.kind != "either" or k - 2 <= self.begin or not tg.has(k - 1, "those"):
                continue
            if not tg.has(k - 2, "of") or not any(f.end == k - 2 for f in self.people.figures.values()):
                continue
            later = next((t for t in self.triggers if t.start >= trigger.end and t.word.kind != "people"), None)
            if later is None or not (self.behind_auxiliary(later) or later.word.kind in ("undergo", "state")):
                continue
            between = range(trigger.end, later.start)
            apart = any(tg.text(q) in ",;:" or tg.has(q, "comp", "rel", "report", "join") for q in between)
            if not apart:
                self.those.add(k)
                self.dropped.add(k)

    def told_of(self, trigger: Trigger) -> list[Phrase]:
        """Return those whom a participle before a verb describes: two workers held since May were freed."""
        tg = self.tg
        before = next((d for d in reversed(self.drafts) if d.anchor[1] <= trigger.start and not d.territory), None)
        lost = before is not None and before.harm == "missing" and trigger.word.kind == "state"
        if before is None or before.harm == trigger.word.harm:
            return []
        related = before.anchor[0]
        while related > self.begin and tg.has(related - 1, "aux", "have", "adverb"):
            related -= 1
        inner = related == before.phrase.end + 1 and tg.has(related - 1, "rel")
        if not (before.harm in NO_CLAIM or lost or (inner and before.harm == "displaced")):
            return []
        low, high = before.anchor[0], trigger.start
        while high > low and tg.has(high - 1, "adverb", "aux", "have"):
            high -= 1
        # were abducted and later killed; is missing and presumed dead
        mate = tg.has(high - 1, "join")
        if lost and not mate:
            return []
        led = low > self.begin and tg.has(low - 1, "aux") and not tg.has(low - 2, "rel")
        being = led and tg.text(low - 1).endswith(tuple(tg.lang.grammar.going))
        if (led and not (being or mate or inner)) or before.phrase.end > low:
            return []
        if not (before.phrase.counted or before.phrase.low == 1):
            return []
        lasts = trigger.word.kind == "undergo" or (inner and trigger.word.kind == "state")
        if not (mate or lasts or self.behind_auxiliary(trigger)):
            return []
        for q in range(before.anchor[1], high - mate):
            other = self.people.at(q)
            apart = tg.has(q, "clause", "comp", "report", "join") and not tg.has(q, "since")
            if apart or (other is not None and other.counted and other.noun >= 0):
                return []
        if before.word is not None and (before.word.id.startswith("hold") or before.word.id == "fled"):
            # hostages held in a church were set free: nobody holds them now; who had sought refuge died
            self.drafts.remove(before)
        return [replace(before.phrase, open_class=False)]

    def described_by(self, mains: list[Phrase], k: int) -> Phrase | None:
        """Return whom a clause without commas tells more of, where others stand in it: a woman who hid her son died."""
        tg, last = self.tg, mains[-1]
        for phrase in mains[:-1]:
            at = phrase.end
            if phrase.named or not tg.has(at, "rel") or tg.has(at, "whom") or last.start < at + 2:
                continue
            inner = range(at + 1, k)
            apart = any(tg.text(q) in ",;:" or tg.is_quote(q) or tg.has(q, "join", "comp", "rel") for q in inner)
            if not apart and phrase.start not in self.used and not (phrase.definite and not phrase.counted):
                return phrase
        return None

    def antecedent(self, k: int) -> Phrase | None:
        """Return whom a relative clause tells of, where the verb at ``k`` is its own: the names of two men who died."""
        tg, q = self.tg, k
        while q > self.begin and tg.has(q - 1, "adverb", "aux", "have", "perhaps"):
            q -= 1
        if q - 1 <= self.begin or not tg.has(q - 1, "rel") or tg.has(q - 1, "whom", "subset"):
            return None
        at = q - 1
        near = (self.people.at(x) for x in range(max(self.begin, at - _ANTECEDENT), at))
        whose = next((p for p in near if p is not None and p.end == at), None)
        governed = whose is not None and whose.start > self.begin and tg.has(whose.start - 1, "prep", "det")
        return whose if governed and whose is not None and whose.harm is None and whose.noun >= 0 else None
