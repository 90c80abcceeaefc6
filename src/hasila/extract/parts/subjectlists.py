"""Lists of people, by name or line by line, and who make up others (``subject_first``)."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjectfirst import SpacedFrames
from hasila.extract.people.namelist import NameList
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord

#: A line of a list has at most so many claims.
_LISTED = 12
#: A person's name in full has so many words.
_FULL = 2
#: Who is identified stands in so many tokens before *as*.
_AS = 10
#: What happened to victims is told in so many tokens.
_BEHIND = 5


class SpacedLists(SpacedFrames):
    """Finds the drafts of one sentence, and those of lists."""

    def names(self, whole: Draft, named: list[Phrase], at: tuple[int, int]) -> None:
        """Add those of a list of names to the people whose part they are."""
        for phrase in named:
            if phrase.start not in self.used:
                self.part(whole, phrase, at)
                at = (phrase.start, phrase.end)

    def identified(self, before: list[Draft]) -> None:
        """Read who the dead are said to be: The army identified the deceased soldiers as Omar Said and Ali Reza."""
        tg = self.tg
        for k in tg.within(self.begin, self.end, "identifies"):
            at = next((q for q in range(k + 1, min(k + _AS, self.end)) if tg.has(q, "as_")), None)
            passive = k > self.begin and tg.has(k - 1, "aux")
            if at is None or (passive and tg.has(k - 1, "beingnamed")) or (tg.has(k, "namely") and not passive):
                continue
            if any(tg.text(q) in ",;:" for q in range(k, at)):
                continue
            # Palestinians identified the dead as; one of those killed was identified by officials as
            low = self.begin if passive else k
            words = [s.data for q in range(low, at) for s in tg.an[q].harms if isinstance(s.data, HarmWord)]
            named = NameList(tg, self.begin, self.end).read(tg.end(at, "as_"), lone=True) if words else []
            if not named:
                continue
            for draft in list(self.drafts) if low < k else ():
                if draft.phrase.low == 1 and draft.phrase.start < k and not draft.phrase.named:
                    # one of those killed: who he is follows
                    self.drafts.remove(draft)
            told = {word.harm for word in words} | ({"killed"} if words[0].id == "victims" else set())
            wholes = [d for d in (*before, *self.drafts) if d.harm in told and d.phrase.low != 1 and not d.subset]
            if wholes:
                self.names(wholes[-1], named, (k, tg.end(at, "as_")))
                continue
            for phrase in named:
                rules: list[tuple[str, str, tuple[int, int] | None]] = [
                    ("harm", f"{words[0].id}.among", (k, at)), ("count", phrase.rule, phrase.figure),
                ]  # fmt: skip
                self.add(Draft(words[0].harm, (k, at), phrase, self.sentence, rules, word=words[0]))

    def called(self) -> None:
        """Put names in the place of the noun before them, or make them its parts: brothers Ali and Omar Haddad."""
        tg = self.tg
        for draft in list(self.drafts):
            phrase = draft.phrase
            plural = phrase.noun >= 0 and phrase.number == "pl" and not phrase.named and phrase.harm is None
            if not plural or draft.territory or phrase.end + 1 >= self.end or tg.has(phrase.end, "report", "source"):
                continue
            if not (phrase.end == phrase.noun + 1 and phrase.end not in tg.actors):
                continue
            comma = phrase.counted and tg.text(phrase.end) == ","
            names = NameList(tg, self.begin, self.end).read(phrase.end + comma, lone=comma)
            if comma and not (len(names) == phrase.low and tg.text(names[-1].end) == ","):
                # Two girls, Grace Akello and Rose Ayo, were abducted: all of them, and no list that goes on
                continue
            if len(names) < 1 + (not phrase.counted) or (names[0].end - names[0].start < _FULL and len(names) < _FULL):
                continue
            if (
                not comma
                and self.own_verb(names[-1].end)
                and not self.own_verb(phrase.end)
                and draft.anchor[0] < phrase.start
            ):
                continue
            if phrase.counted:
                self.names(draft, names, (phrase.end, names[0].end))
            else:
                self.drafts.remove(draft)
                for name in names:
                    one = replace(name, role=phrase.role if name.role == "unknown" else name.role)
                    self.add(self.draft_like(draft, one))

    def labelled(self, before: list[Draft]) -> None:
        """Read a line of a list of the dead, with who they are before its colon: Civilians: 348."""
        tg, k = self.tg, self.begin
        while k < self.end and not tg.is_word(k):
            k += 1
        who = self.people.at(k) if k < self.end else None
        if who is None or who.noun < 0 or who.counted or who.named or who.number != "pl" or who.harm is not None:
            return
        mate = self.people.at(who.end + 1) if tg.has(who.end, "join") else None
        if mate is not None and mate.noun >= 0 and not mate.counted and who.group is not None:
            who = replace(who, end=mate.end, group=(who.group[0], mate.end))
        figure = self.people.figures.get(who.end + 1) if tg.text(who.end) == ":" else None
        totals = [d for d in before if d.phrase.counted and not d.subset and not d.territory and d.phrase.low != 1]
        if figure is None or figure.things or not totals or who.end + 1 in self.used:
            return
        at = figure.end
        if at < self.end and (tg.is_word(at) and not tg.has(at, "prep", "subset", "join")):
            return
        whole = totals[-1]
        for old in reversed(totals):
            if (old.phrase.low or 0) > (figure.low or 0):
                whole = old
                break
        phrase = replace(who, start=who.start, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
                         counted=True, figure=(figure.start, figure.end), rule=f"count.{figure.rule}")  # fmt: skip
        self.part(whole, phrase, (figure.start, figure.end))
        line = self.drafts[-1]
        line.subset = False
        line.lead = whole.lead or (whole.sentence, max(whole.phrase.start, whole.anchor[0]))

    def listed(self, before: list[Draft]) -> None:
        """Read a line of a list that goes on with those told of in the line before: * 74 by shells."""
        tg, k = self.tg, self.begin
        while k < self.end and not tg.is_word(k) and not tg.is_number(k):
            k += 1
        figure = self.people.figures.get(k)
        if k == self.begin or figure is None or figure.things or self.drafts or tg.is_quote(k - 1):
            return
        lately = [
            d for d in before[-_LISTED:] if self.sentence - d.sentence <= 1 and d.phrase.counted and d.phrase.group
        ]
        first = next((d for d in lately if tg.is_break(d.phrase.start - 1) or not tg.is_word(d.phrase.start - 1)), None)
        if first is None or figure.end >= self.end or not tg.has(figure.end, "agentby"):
            return
        phrase = replace(first.phrase, start=k, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
                         noun=-1, figure=(figure.start, figure.end), elliptical=True,
                         rule=f"count.{figure.rule}+ellipsis")  # fmt: skip
        draft = Draft(first.harm, (k, figure.end), phrase, self.sentence, list(first.rules), word=first.word)
        draft.part_of, draft.subset = first.part_of, first.subset
        self.add(draft)

    def part(self, whole: Draft, phrase: Phrase, at: tuple[int, int]) -> None:
        """Add people who are told to be among others."""
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{whole.rules[0][1].split('.')[0]}.part", at), ("count", phrase.rule, phrase.figure),
        ]  # fmt: skip
        draft = Draft(whole.harm, at, phrase, self.sentence, rules, word=whole.word, agent=whole.agent)
        if whole.lead is not None and whole.sentence == self.sentence:
            draft.lead = whole.lead
        draft.part_of, draft.subset = whole, True
        self.add(draft)

    def of_victims(self, draft: Draft, before: list[Draft]) -> None:
        """Make victims dead where no fewer dead were counted before: the three remaining victims were elsewhere."""
        phrase = draft.phrase
        if draft.word is None or draft.word.id != "victims" or draft.harm != "casualty" or draft.negated:
            return
        behind = range(phrase.end, min(phrase.end + _BEHIND, self.end))
        if any(isinstance(s.data, HarmWord) and s.data.harm == "wounded" for q in behind for s in self.tg.an[q].harms):
            # 25 victims with gunshot wounds
            return
        dead = [d for d in (*before, *self.drafts) if d.harm == "killed" and d.phrase.counted and not d.earlier]
        dead = [d for d in dead if (d.phrase.low or 0) >= (phrase.low or 0) and not d.subset]
        if dead and phrase.counted:
            draft.harm = "killed"
            if (dead[-1].phrase.low or 0) > (phrase.low or 0) and not draft.subset:
                draft.part_of, draft.subset = dead[-1], True
