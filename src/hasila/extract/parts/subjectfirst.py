"""Parts and wholes, and whom figures without a noun count, where who comes before the verb (``subject_first``)."""

from msgspec.structs import replace

from hasila.extract.counts import Figure
from hasila.extract.draft import Draft
from hasila.extract.parts.subjectlent import SpacedLent
from hasila.extract.people.bodies import role_of
from hasila.extract.people.namelist import NameList
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import Role

#: Those who are named were told of in so many claims before.
_LATELY = 6
#: Who is told to be among others stands so many tokens before that.
_SUBJECT = 16
#: What *some* is at least.
_SOME = 2
#: Whose family they are of stands so many tokens behind where they begin.
_NEAR = 5


class SpacedParts(SpacedLent):
    """Finds the drafts of one sentence, and those that are part of others."""

    def read_parts(self, before: list[Draft]) -> None:
        """Read those who are told to be among others: including two children, seven women among them."""
        tg = self.tg
        self.labelled(before)
        self.called()
        self.identified(before)
        shares = {q for f in self.people.figures.values() if f.share for q in range(f.start, f.end)}
        for k in tg.within(self.begin, self.end, "subset"):
            if k in shares or (k > self.begin and tg.has(k, "namely") and tg.has(k - 1, "of")):
                # most of the victims were soldiers: who they were is read with the share
                continue
            whole = self._whole(k, before)
            if whole is None:
                self._one_of_them(k)
                continue
            figure = next((f for q, f in self.people.figures.items() if f.end == k and q == f.start), None)
            if figure is not None and tg.has(figure.start - 1, "in"):
                # inside one of them: of places
                continue
            if figure is not None and figure.start not in self.used:
                self._some_of_them(whole, figure, k)
                continue
            own = [d for d in self.drafts if k <= d.phrase.start <= tg.end(k, "subset") + 1]
            if own:
                for draft in own:
                    if draft is not whole:
                        draft.part_of = draft.part_of or whole
                continue
            stop = self._inverted(k, tg.end(k, "subset"))
            if stop + 1 < self.end and tg.has(stop, "pronoun", "there") and tg.has(stop + 1, "aux", "have"):
                # Among the dead there were two girls, we have four women
                stop += 2
            while stop < self.end and tg.has(stop, "aux"):
                # Among the dead were four women
                stop += 1
            phrases: list[Phrase] = []
            after = tg.has(k, "afterset") and not (k > self.begin and tg.has(k - 1, "aux"))
            last = self._ending_at(k) if after else self._being(k)
            if last is not None:
                phrases = [last] if after else [*self._mates(last), last]
            else:
                first = self.people.at(stop) if stop < self.end else None
                inner = k > self.begin and tg.text(k - 1) != "," and not tg.has(k, "namely")
                named = NameList(tg, self.begin, self.end).read(stop)
                named = named if len(named) > 1 or tg.has(k, "namely") else []
                nth = tg.is_number(stop) and stop + 1 < self.end and tg.tokens[stop + 1].glued
                if named and (nth or not (first is not None and first.counted)):
                    self.names(whole, named, (k, stop))
                    continue
                if first is not None and (inner or not self.own_verb(first.end)):
                    phrases = [first, *self.joined(first)]
            for phrase in phrases:
                if tg.has(k, "namely", "listing") and not (phrase.counted or phrase.named):
                    continue
                if phrase.harm is None and phrase.start not in self.used:
                    self.part(whole, phrase, (k, stop))
        self.listed(before)
        self._shares(before)
        for draft in list(self.drafts):
            self._of_the_dead(draft, before)
            some = draft.phrase
            vague = some.low == _SOME and some.hedge == "vague" and some.harm is not None
            if vague and some.figure and tg.has(some.figure[1], "of") and draft.rules[0][1].endswith(".noun"):
                # some of the bodies were burning: no more of them than those told before
                self.drafts.remove(draft)
        self._counted_of(before)
        self._gravely()
        for draft in self.drafts:
            self.of_victims(draft, before)
        for draft in list(self.drafts):
            self._breakdown(draft)
        self.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))
        for draft in self.drafts:
            self.lend(draft, before)

    def _are(self, phrase: Phrase) -> Phrase:
        """Give a figure the people that it is said to be: of whom forty are civilians."""
        at = phrase.end
        who = self.people.at(at + 1) if phrase.noun < 0 and at + 1 < self.end and self.tg.has(at, "aux") else None
        if who is None or who.noun < 0 or who.counted or who.definite or who.harm is not None:
            return phrase
        return replace(phrase, end=who.end, noun=who.noun, group=who.group, role=who.role, actor=who.actor)

    def _inverted(self, k: int, stop: int) -> int:
        """Return where it is told who were among those a sentence begins with: Among those hurt … were two."""
        tg = self.tg
        if any(tg.is_word(q) for q in range(self.begin, k)) or tg.has(stop, "aux"):
            return stop
        for q in range(stop, min(stop + _SUBJECT, self.end)):
            if tg.text(q) in ",;:" or tg.has(q, "report", "rel", "comp"):
                return stop
            if tg.has(q, "aux") and q + 1 < self.end and self.people.at(q + 1) is not None:
                return q
        return stop

    def _being(self, k: int) -> Phrase | None:
        """Return who is told to be among others: Omar Said was among those killed."""
        tg, q = self.tg, k
        while q > self.begin and tg.has(q - 1, "adverb") and not tg.has(q - 1, "aux"):
            q -= 1
        if q <= self.begin or not tg.has(q - 1, "aux"):
            return None
        q -= 1
        while q > self.begin and (tg.has(q - 1, "adverb", "have") or tg.text(q - 1) == ","):
            q -= 1
        for at in range(max(self.begin, q - _SUBJECT), q):
            phrase = self.people.at(at)
            if phrase is not None and q in (phrase.end, self.past_aside(phrase)):
                low = phrase.start if tg.has(phrase.start, "from_", "of", "with_") else phrase.start - 1
                low -= tg.has(low, "indefinite")
                if low > self.begin and tg.has(low, "from_", "of", "with_"):
                    # nine children from one family were among those killed
                    near = (self.people.at(x) for x in range(max(self.begin, low - _NEAR), low))
                    phrase = next((p for p in near if p and p.end == low and (p.counted or p.named)), phrase)
                return phrase if phrase.start not in self.used else None
        return None

    def people_before(self, last: Phrase) -> list[Phrase]:
        """Return the people joined before some, in order: my uncle, two cousins and a neighbour."""
        out = [last]
        for before in reversed(self._main(self.starts(last.start), last.start)):
            if before.end > out[0].start or not self.linked(range(self.past_aside(before), out[0].start)):
                break
            out.insert(0, before)
        return out[:-1]

    def _mates(self, last: Phrase) -> list[Phrase]:
        """Return those joined before some who are told to be among others: my uncle and two cousins are among them."""
        found = self.people_before(last)
        return [p for p in found if p.start not in self.used]

    def _one_of_them(self, k: int) -> None:
        """Read who was among the killed, where those are counted nowhere."""
        tg, being = self.tg, self._being(k)
        stop = tg.end(k, "subset")
        behind = self.people.at(stop) if being is None and stop < self.end else None
        phrases = [being] if being is not None else [] if behind is None else [behind, *self.joined(behind)]
        named = NameList(tg, self.begin, self.end).read(stop) if being is None and stop < self.end else []
        if named and not any(p.counted for p in phrases):
            phrases = named if len(named) >= len(phrases) else phrases
        # The slain soldiers were identified as …
        low = self.begin if tg.has(k, "beingnamed") else k
        for q in range(low, min(stop + 1, self.end)):
            words = [s.data for s in tg.an[q].harms if isinstance(s.data, HarmWord)]
            for phrase in phrases if words else ():
                if phrase.harm is None and (phrase.named or phrase.counted or phrase.low == 1):
                    rules: list[tuple[str, str, tuple[int, int] | None]] = [
                        ("harm", f"{words[0].id}.among", (q, q + 1)), ("count", phrase.rule, phrase.figure),
                    ]  # fmt: skip
                    self.add(Draft(words[0].harm, (q, q + 1), phrase, self.sentence, rules, word=words[0]))
            if words:
                return

    def _of_the_dead(self, draft: Draft, before: list[Draft]) -> None:
        """Read who some of the dead were: six of the dead were children."""
        tg, phrase = self.tg, draft.phrase
        if phrase.harm is None or phrase.figure is None or not tg.has(phrase.figure[1], "of"):
            return
        who = self._told_to_be(phrase.end)
        wholes = [d for d in (*before, *self.drafts) if d.harm == draft.harm and not d.subset and d is not draft]
        wholes = [d for d in wholes if d.phrase.low != 1 and (d.phrase.low or 0) >= (phrase.low or 0)]
        if who is None or draft.subset:
            return
        if draft.harm == "casualty" and not wholes:
            # 142 of the victims: of the dead
            wholes = [d for d in (*before, *self.drafts) if d.harm == "killed" and d.phrase.low != 1 and not d.subset]
            draft.harm = "killed" if wholes else draft.harm
        draft.phrase = replace(phrase, group=who.group, role=who.role, actor=who.actor, end=who.end, harm=None,
                               noun=who.noun)  # fmt: skip
        draft.subset = bool(wholes)
        draft.part_of = wholes[-1] if wholes else None

    def _told_to_be(self, k: int) -> Phrase | None:
        """Return the people that others are told to be behind an auxiliary: … were children."""
        tg = self.tg
        if k >= self.end or not tg.has(k, "aux"):
            return None
        k += 1
        while k < self.end and tg.has(k, "adverb"):
            k += 1
        who = self.people.at(k) if k < self.end else None
        plain = who is not None and who.noun >= 0 and who.harm is None and not (who.counted or who.definite)
        return who if plain and who is not None and not self.own_verb(who.end) else None

    def _counted_of(self, before: list[Draft]) -> None:
        """Read *eleven of the 23 are women*, *of the 22 killed, eight were policemen*."""
        tg = self.tg
        for k, figure in list(self.people.figures.items()):
            if k != figure.start or figure.share or figure.things or k in self.used:
                continue
            at = figure.end
            whole: Draft | None = None
            olds = [d for d in (*before, *self.drafts) if not d.territory and d.phrase.low != 1 and not d.subset]
            if at + 2 < self.end and tg.has(at, "of") and tg.has(at + 1, "det") and at + 2 in self.people.figures:
                other = self.people.figures[at + 2]
                at = other.end
                whole = next((d for d in reversed(olds) if d.phrase.low == other.low), None)
            elif (figure.start > self.begin and tg.has(figure.start - 1, "relative", "subset", "rel")) or (
                tg.has(self.begin, "of") and tg.has(self.begin + 1, "det", "pronoun", "them")
            ):
                whole = olds[-1] if olds else None
            elif tg.has(k - 1, "join") or tg.text(k - 1) == ",":
                # 142 of the victims were students, three were policemen
                whole = next((d.part_of for d in self.drafts if d.part_of and d.phrase.start < k and d.subset), None)
            who = self._told_to_be(at) if whole is not None and at < self.end else None
            if who is not None and whole is not None:
                phrase = replace(who, start=k, low=figure.low, high=figure.high, hedge=figure.hedge, counted=True,
                                 figure=(figure.start, figure.end), rule=f"count.{figure.rule}")  # fmt: skip
                self.part(whole, phrase, (k, figure.end))
                for mate in self.joined(who):
                    if mate.counted:
                        self.part(whole, mate, (k, figure.end))

    def _gravely(self) -> None:
        """Read how many of those hurt are hurt badly: nine people were wounded, two critically."""
        tg = self.tg
        for k, figure in list(self.people.figures.items()):
            if k != figure.start or figure.things or figure.share or k in self.used or tg.text(k - 1) != ",":
                continue
            at = figure.end
            if at >= self.end or not tg.has(at, "gravely"):
                continue
            stop = tg.end(at, "gravely")
            whole = next((d for d in reversed(self.drafts) if d.start < k and d.harm == "wounded"), None)
            closed = stop >= self.end or not tg.is_word(stop) or tg.has(stop, "prep", "clause", "join")
            if whole is None or not closed or whole.phrase.low == 1:
                continue
            phrase = Phrase(k, at, figure.low, figure.high, figure.hedge, (figure.start, at), -1, None, "unknown",
                            f"count.{figure.rule}+ellipsis", elliptical=True, counted=True)  # fmt: skip
            self.part(whole, phrase, (k, stop))

    def _some_of_them(self, whole: Draft, figure: Figure, k: int) -> None:
        """Read *six of them children*: so many, and who they are; without a noun they are of the whole's."""
        stop = self.tg.end(k, "subset")
        who = self.people.at(stop) if stop < self.end else None
        told = who is not None and who.noun >= 0 and not (who.counted or who.definite) and who.start == stop
        base = Phrase(figure.start, stop, figure.low, figure.high, figure.hedge, (figure.start, figure.end), -1, None,
                      "unknown", f"count.{figure.rule}+ellipsis", elliptical=True, counted=True)  # fmt: skip
        if told and who is not None:
            base = replace(base, end=who.end, noun=who.noun, group=who.group, role=who.role, actor=who.actor)
        elif (are := self._told_to_be(stop)) is not None:
            # some of whom were police officers
            base = replace(base, end=are.end, noun=are.noun, group=are.group, role=are.role, actor=are.actor)
        elif figure.hedge == "vague" and figure.low == _SOME:
            # ten were hurt, some of them seriously
            return
        elif (body := self._from(stop)) is not None:
            # at least 43 of them from the rebel groups and 30 from the government forces
            base = replace(base, end=body.end, noun=body.noun, group=body.group, role=body.role, actor=body.actor)
            self.part(whole, base, (k, stop))
            at = body.end + 1
            more = self.people.figures.get(at) if self.tg.has(body.end, "join") else None
            if more is not None and (body := self._from(more.end)) is not None:
                base = replace(base, start=at, end=body.end, low=more.low, high=more.high, hedge=more.hedge,
                               figure=(more.start, more.end), noun=body.noun, group=body.group, role=body.role,
                               actor=body.actor)  # fmt: skip
                self.part(whole, base, (k, stop))
            return
        elif self.own_verb(stop) or self._goes_on(k, stop):
            return
        self.part(whole, base, (k, stop))
        if told and who is not None and figure.hedge == "vague":
            for mate in self.joined(who):
                if not (mate.counted or mate.named):
                    # some of them teachers and guards
                    self.part(whole, mate, (k, stop))

    def _goes_on(self, k: int, stop: int) -> bool:
        """Tell whether of some of those told of something else is told: two of whom later escaped."""
        tg = self.tg
        if not tg.has(k, "relative"):
            return False
        while stop < self.end and tg.has(stop, "adverb"):
            stop += 1
        return stop < self.end and tg.is_word(stop) and not tg.known(stop)

    def _from(self, k: int) -> Phrase | None:
        """Return the body or people that *from* names at a token."""
        tg = self.tg
        if k >= self.end or not tg.has(k, "from_"):
            return None
        at = k + 1
        while at < self.end and tg.has(at, "det"):
            at += 1
        body = self.body(at)
        if body is None:
            return None
        actor = tg.actors.get(at)
        phrase = self.people.at(at)
        role: Role = role_of(actor[0]) if actor is not None else "combatant" if phrase is None else phrase.role
        return Phrase(k, body[1], None, None, "vague", None, body[0], body, role, "people.body",
                      actor=actor[0].id if actor is not None else None)  # fmt: skip

    def _breakdown(self, whole: Draft) -> None:
        """Read who make up a figure behind its colon: eight people: a soldier, six civilians and a worker."""
        tg, k = self.tg, whole.phrase.end
        stop = self.dashed(k, self.end) if k < self.end else k
        dashes = stop > k
        stop = stop if dashes else self.end
        opens = k < self.end and (tg.text(k) == ":" or dashes)
        if not opens or not whole.phrase.counted or whole.phrase.low == 1:
            return
        for q in range(k + 1, stop):
            if tg.has(q, "report") or tg.text(q) == ";":
                return
            led = tg.text(q - 1) in ":,-–—" or tg.has(q - 1, "join")
            phrase = self.people.at(q) if led and q not in self.used else None
            if phrase is None or phrase.start != q or phrase.noun < 0 or phrase.harm is not None or phrase.definite:
                continue
            if not self.own_verb(phrase.end):
                self.part(whole, phrase, (k, k + 1))

    def _shares(self, before: list[Draft]) -> None:
        """Read *most of them teenagers*, *mostly women and children*."""
        for k, figure in self.people.figures.items():
            if figure.share and not figure.back and k == figure.start:
                self._share_of_the_dead(k, figure, before)
            if not (figure.share and figure.back) or k != figure.start or k in self.used:
                continue
            whole = self._whole(k, before)
            phrase = self.people.at(k)
            if whole is not None and phrase is not None and phrase.noun >= 0:
                for mate in self.joined(phrase):
                    if phrase.group is not None and not mate.counted:
                        phrase = replace(phrase, group=(phrase.group[0], mate.end), end=mate.end)
                self.part(whole, phrase, (k, figure.end))

    def _share_of_the_dead(self, k: int, figure: Figure, before: list[Draft]) -> None:
        """Read *most of the dead were traders*: who they are is told behind."""
        tg, at = self.tg, figure.end
        while at < self.end and tg.has(at, "det"):
            at += 1
        if at >= self.end or not tg.an[at].harms or at in self.used:
            return
        harms = {s.data.harm for s in tg.an[at].harms if isinstance(s.data, HarmWord)}
        at = self.asides.get(at + 1, at)
        who = self.people.at(at + 2) if at + 2 < self.end and tg.has(at + 1, "aux") else None
        if who is None or who.noun < 0 or who.counted or who.definite:
            return
        wholes = [d for d in (*before, *self.drafts) if (d.harm in harms or "casualty" in harms) and not d.subset]
        wholes = [d for d in wholes if d.harm == "killed"] or wholes
        if not wholes:
            return
        phrase = replace(who, start=k, low=None, high=None, hedge=figure.hedge, figure=(figure.start, figure.end),
                         counted=True, rule=f"count.{figure.rule}")  # fmt: skip
        for mate in self.joined(who):
            if phrase.group is not None and not mate.counted:
                phrase = replace(phrase, group=(phrase.group[0], mate.end), end=mate.end)
        self.part(wholes[-1], phrase, (k, figure.end))

    def _ending_at(self, k: int) -> Phrase | None:
        """Return the people who end right before a token."""
        for q in range(max(self.begin, k - 6), k):
            phrase = self.people.at(q)
            if phrase is not None and phrase.end == k and phrase.start not in self.used:
                return phrase
        return None

    def _whole(self, k: int, before: list[Draft]) -> Draft | None:
        """Return those among whom others are told at token ``k``: the last with a figure before it."""
        tg = self.tg
        marked = range(k, min(self.tg.end(k, "subset") + self.tg.has(k, "amongof"), self.end))
        told = {s.data.harm for q in marked for s in self.tg.an[q].harms if isinstance(s.data, HarmWord)}
        if told:
            # Among the dead: of those who died, of victims first
            told |= {"killed"} if "casualty" in told else set()
            fits = [d for d in (*before, *self.drafts) if d.harm in told and not d.subset and d.phrase.low != 1]
            fits = [d for d in fits if d.sentence != self.sentence or d.phrase.start < k]
            fits = [d for d in fits if d.harm == "killed"] or fits
            return fits[-1] if fits else None
        here = [d for d in self.drafts if d.phrase.start < k and not d.territory and d.phrase.low != 1 and not d.subset]
        if here:
            return max(here, key=lambda d: d.phrase.start)
        ahead = [d for d in self.drafts if d.phrase.start > k and d.phrase.counted and not d.subset]
        if self.tg.has(k, "namely"):
            here = [d for d in self.drafts if d.phrase.start < k and not d.territory and not d.phrase.named]
            lately = [d for d in before[-_LATELY:] if d.harm == "killed" and d.phrase.counted and not d.subset]
            return here[-1] if here else lately[-1] if lately and tg.has(k, "beingnamed") else None
        old = [d for d in before if not d.territory and d.phrase.low != 1 and not d.subset]
        return old[-1] if old and not ahead else None
