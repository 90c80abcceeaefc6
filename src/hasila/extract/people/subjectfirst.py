"""People phrases of languages that describe people before their noun (``subject_first``): ten Iraqi army soldiers."""

from msgspec.structs import replace

from hasila.extract.counts import Figure
from hasila.extract.people.bodies import role_of
from hasila.extract.people.capitals import name_end, written
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.spacedwords import ENDS, SpacedWords
from hasila.languages.schema import HarmWord, PeopleWord
from hasila.model import Role

#: So many words that no list knows may describe people before their noun.
_UNKNOWN = 4
#: A description is at most so long, in tokens; a short name in brackets in it so long.
_LONGEST = 10
_BRACKET = 4
#: Kinds of actors whose name alone stands for their fighters.
_BODIES = frozenset({"armed_group", "armed_force", "coalition"})
#: A noun for who does a work has at least so many letters.
_WORK = 6
#: Nouns (their ids) that are told together of one kind of people: women and children.
_PAIRED = frozenset({"woman", "child"})


class SpacedPeople(SpacedWords):
    """Reads people phrases: a figure or article, what describes them, their noun, and whose they are behind it."""

    def _read(self, i: int) -> Phrase | None:
        tg, k = self.tg, i
        while k < self.end and (tg.is_quote(k) or tg.text(k) in "(["):
            k += 1
        if k >= self.end:
            return None
        definite = indefinite = other = False
        figure = self.figures.get(k)
        if figure is None and tg.has(k, "det") and not tg.has(k, "more"):
            indefinite = tg.has(k, "indefinite")
            definite = not indefinite
            k += 1
            figure = self.figures.get(k)
        if figure is None and indefinite and tg.has(k, "total"):
            # a total of 33 men
            figure = self.figures.get(tg.end(k, "total"))
            indefinite, k = figure is None, k if figure is None else figure.start
        while figure is None and k < self.end and tg.has(k, "more"):
            # another twelve, three other men
            k = tg.end(k, "more")
            other = True
            figure = self.figures.get(k)
        if figure is not None and k > self.begin and tg.has(k - 1, "howmany"):
            return None
        if figure is not None and self._age(figure):
            return None
        if figure is not None and self._measures(figure.end):
            # a 31-year-old man; 31-year-old Omar Said
            if not (definite or indefinite):
                found = self._described(i, k, None, definite=False)
                return found if found is not None and found.named else None
            figure = None
        if figure is not None and figure.share and figure.hedge == "all":
            # all three crew members
            inner = self.figures.get(figure.end)
            figure = figure if inner is None or inner.share else inner
        if figure is not None:
            if figure.things:
                return None
            k = figure.end
            if tg.is_quote(k) and tg.has(k + 1, "of"):
                # "more than ten" of the attackers
                k += 1
            moved = k
            if moved < self.end and tg.has(moved, "of") and tg.has(moved + 1, "det", "owner"):
                moved += 2
            elif moved < self.end and tg.has(moved, "of") and (figure.hedge == "vague" or figure.share):
                moved += 1
            elif (
                moved < self.end
                and tg.has(moved, "of")
                and any(self.owns(q) for q in range(moved + 1, min(moved + _BRACKET, self.end)))
            ):
                # 18 of Haddad's soldiers
                moved += 1
            if tg.has(moved, "more"):
                other = True
                moved = tg.end(moved, "more")
            found = self._described(i, moved, figure, definite=definite)
            if found is not None and other and found.harm is not None and self._verbal(found.noun):
                # dozens more injured: more of those told before
                found = None
            if found is not None:
                return replace(found, other=found.other or other)
            quoted = self._quoted(i, k, figure, other=other)
            if quoted is not None:
                return quoted
            if figure.share or (self._unknown_thing(max(k, moved)) and not tg.has(moved, "oblique", "ownones")):
                return None
            return Phrase(
                start=i, end=max(figure.end, moved if other else figure.end), low=figure.low, high=figure.high,
                hedge=figure.hedge, figure=(figure.start, figure.end), noun=-1, group=None, role="unknown",
                rule=f"count.{figure.rule}+ellipsis", elliptical=True, counted=True, other=other,
            )  # fmt: skip
        verb = k
        while verb < self.end and tg.has(verb, "adverb") and not tg.has(verb, "aux"):
            verb += 1
        told = verb < self.end and (tg.has(verb, "aux", "have") or self._verbal(verb))
        nth = (definite or indefinite) and k < self.end and tg.has(k, "ordinal")
        if nth and (self._befell(k + 1) or self._body_of(i, k + 1)):
            # one died at once, a second in hospital; the fourth was still missing
            return Phrase(
                start=i, end=k + 1, low=1, high=1, hedge="exact", figure=None, noun=-1, group=None, role="unknown",
                rule="count.ordinal+ellipsis", elliptical=True, counted=True, other=True,
            )  # fmt: skip
        # killing one soldier and wounding another
        alone = i > self.begin and self._acts(i - 1) and (k >= self.end or not tg.is_word(k))
        if other and tg.has(i, "people") and (told or alone):
            # one was killed and another wounded
            return Phrase(
                start=i, end=k, low=1, high=1, hedge="exact", figure=None, noun=-1, group=None, role="unknown",
                rule="count.singular+ellipsis", elliptical=True, counted=True, other=True,
            )  # fmt: skip
        if definite or indefinite:
            mark = next(
                (q for q in range(k, min(k + _BRACKET, self.end)) if not tg.is_word(q) or self.owns(q)), self.end
            )
            theirs = self._kin_behind(i, mark) if mark < self.end and self.owns(mark) else None
            if theirs is not None:
                return theirs
        found = self._described(i, k, None, definite=definite)
        if found is not None:
            if indefinite and found.number == "pl" and found.harm is None and not found.counted:
                # a police officers' club
                return None
            return replace(found, other=found.other or other)
        named = self._named(i, k) if not (definite or indefinite) else None
        if named is not None and named.end < self.end and self.owns(named.end - 1):
            # Omar Haddad's youngest son: the son, and not he
            mark = tg.text(named.end) in tg.lang.grammar.possessive
            whose = self._described(i, named.end + mark, None, definite=False)
            kin = whose is not None and whose.noun >= 0 and tg.has(whose.noun, "kin", "fellow")
            return replace(whose, definite=False) if whose is not None and kin and whose.number == "sg" else None
        return named

    def _described(self, i: int, k: int, figure: Figure | None, *, definite: bool) -> Phrase | None:
        tg = self.tg
        head = -1
        unknown = 0
        first = k
        q = k
        role: Role = "unknown"
        actor: str | None = None
        nation = False
        harm: tuple[HarmWord, str] | None = None
        of: tuple[int, int] | None = None
        bodies = 0
        while q < self.end and q - k - bodies < _LONGEST:
            if tg.text(q) == "-" and tg.tokens[q].glued:
                q += 1
                continue
            if head < 0 and (tg.is_quote(q) or (tg.text(q) == "/" and tg.tokens[q].glued and q > k)):
                q += 1
                continue
            if tg.text(q) == "." and q > k and tg.tokens[q].glued and len(tg.text(q - 1)) == 1:
                # thirteen U.S. service members
                q += 1
                continue
            if tg.text(q) == "(" and head < 0 and q > k:
                # four Islamic State (ISIS) militants
                close = next((x for x in range(q + 1, min(q + _BRACKET, self.end)) if tg.text(x) == ")"), None)
                if close is not None and close + 1 < self.end and tg.has(close + 1, "people"):
                    q = close + 1
                    continue
            if head < 0 and q > i and tg.has(q, "wanted") and self._called_so(q):
                q = tg.end(q, "wanted")
                continue
            number = tg.is_number(q) or (tg.has(q, "number") and q == k)
            if number and head < 0 and self._measures(q + 1) and q + 2 < self.end:
                # a 12-year-old boy
                q += 2
                while q < self.end and (tg.has(q, "unit", "calendar", "aged", "old") or tg.text(q) == "-"):
                    q += 1
                continue
            if not tg.is_word(q) or (q > k and q in self.figures):
                break
            if q in tg.actors and not (tg.has(q, "people") and tg.actors[q][1] == q + 1):
                named, stop = tg.actors[q]
                if head >= 0:
                    break
                if stop > q + 1 and tg.has(stop - 1, "people"):
                    # Iranian police: a body whose name is a noun for its people
                    head = stop - 1
                bodies += stop - q - 1
                actor, q = named.id, stop
                role = role_of(named) if role == "unknown" else role
                continue
            noun = self._harm_noun(q) if head >= 0 else None
            if noun is not None and q == head + 1 and not self._participles(q):
                # 3,381 civilian deaths, rebel casualties
                of = (head, q)
                harm, head, q = noun, q, tg.end(q, "harm")
                break
            people = tg.sense(q, "people")
            if people is not None and head >= 0 and self._of_several(head, q, figure):
                # took twelve guards captive
                break
            if people is not None and not (head >= 0 and self._names_one(q)):
                head, q = q, tg.end(q, "people")
                continue
            noun = self._harm_noun(q)
            if (
                head < 0
                and noun is not None
                and not self._describes_more(tg.end(q, "harm"))
                and (figure is not None or not self._verbal(q))
            ):
                harm, head, q = noun, q, tg.end(q, "harm")
                break
            if tg.has(q, "nation") and head < 0:
                nation, q = True, tg.end(q, "nation")
                if not self._describes_more(q) and people is None and tg.sense(q - 1, "nation") is not None:
                    closed = not tg.is_word(q) or tg.has(q, *ENDS) or self._acts(q)
                    counted = figure is not None or tg.has(k - 1, "indefinite")
                    if tg.text(q - 1).endswith(self._plurals) or (counted and closed):
                        head = q - 1
                        break
                continue
            if q in tg.places and head < 0 and tg.places[q][1] < self.end:
                q = tg.places[q][1]
                continue
            if head >= 0 and figure is not None and figure.low != 1 and self._attribute(head, q):
                # many civilian army volunteers
                head = -1
            plain = tg.has(q, "source", "name", "placeword", "near") and not tg.has(q, "report", "prep", "clause")
            abbreviated = tg.has(q, "aux") and written(tg, q).isupper()
            ends = tg.has(q, *ENDS) and not (abbreviated or self._compound(q))
            if head >= 0 or ends or (self._acts(q) and not self._participle(q)):
                break
            if not plain and not self._acts(q):
                unknown += 1
                if unknown > _UNKNOWN or (figure is None and not definite and i == k and unknown > 2):
                    return None
            q += 1
        if head < 0:
            if figure is None and not definite and tg.has(q - 1, "band") and (many := self._so_many(q)) is not None:
                # a reconnaissance group of eight
                band = Phrase(i, many.end, None, None, "exact", (many.start, many.end), q - 1, (first, q), role, "",
                              counted=True, number="pl")  # fmt: skip
                return self._with_count(band, many, "pl")
            return self._of_actor(i, first, figure) or self._by_work(i, first, q, figure, definite=definite)
        if harm is not None:
            found = self._of_harm(i, head, harm, figure, first, role, actor)
            mate = tg.sense(of[0], "people") if of is not None else None
            if found is not None and mate is not None and isinstance(mate.data, PeopleWord):
                found = replace(found, group=of, role=mate.data.role)
            return found
        return self._noun_at(i, first, head, figure, definite=definite, role=role, actor=actor, nation=nation)

    def _kin_behind(self, i: int, k: int) -> Phrase | None:
        """Read the kin of somebody who is not named, counted or one: the man's two sons, the mayor's wife."""
        tg = self.tg
        k += 1 if tg.text(k + 1) not in tg.lang.grammar.possessive else 2
        kin = self.at(k) if k < self.end else None
        if kin is None or kin.noun < 0 or kin.named or not tg.has(kin.noun, "kin", "fellow"):
            return None
        return replace(kin, start=i, definite=False) if kin.counted or kin.number == "sg" else None

    def _quoted(self, i: int, k: int, figure: Figure, *, other: bool) -> Phrase | None:
        """Read counted people by a word in quotes that no list knows: nine "apostates"."""
        tg = self.tg
        if figure.share or figure.value == 1 or k + 2 >= self.end or not (tg.is_quote(k) and tg.is_quote(k + 2)):
            return None
        if not tg.text(k + 1).endswith(self._plurals) or tg.has(k + 1, *ENDS) or self._acts(k + 1):
            return None
        base = Phrase(
            start=i, end=k + 2, low=None, high=None, hedge="exact", figure=(figure.start, figure.end), noun=k + 1,
            group=(k + 1, k + 2), role="unknown", rule="", counted=True, number="pl", other=other,
        )  # fmt: skip
        return self._with_count(base, figure, "pl")

    def _of_actor(self, i: int, first: int, figure: Figure | None) -> Phrase | None:
        """Read counted people whom their body's name alone tells: four ADF, 200 Taliban and affiliated fighters."""
        tg = self.tg
        if figure is None or first not in tg.actors:
            return None
        actor, stop = tg.actors[first]
        if actor.kind not in _BODIES or (stop < self.end and tg.text(stop) in self.tg.lang.grammar.possessive):
            return None
        mate = self.at(stop + 1) if tg.text(stop) == tg.lang.grammar.number_joiner and stop + 1 < self.end else None
        if mate is not None and mate.noun >= 0 and not (mate.counted or mate.definite or mate.named or mate.harm):
            # 200 Taliban and affiliated fighters
            stop = mate.end
        base = Phrase(
            start=i, end=stop, low=None, high=None, hedge="exact", figure=(figure.start, figure.end), noun=first,
            group=(first, stop), role=role_of(actor), rule="", counted=True, number="pl", actor=actor.id,
            affiliated=True,
        )  # fmt: skip
        return self._with_count(base, figure, "pl")

    def _by_work(self, i: int, first: int, stop: int, figure: Figure | None, *, definite: bool) -> Phrase | None:
        """Read people by a noun that no list knows, whose ending tells that they do a work: three surveyors."""
        tg, k = self.tg, stop - 1
        while k > first and tg.text(k).endswith(tuple(tg.lang.grammar.going) or "\0"):
            # three surveyors working
            k, stop = k - 1, stop - 1
        endings = tuple(tg.lang.grammar.agents)
        # A prosecutor is one who may speak, too.
        listed = k >= first and tg.known(k) and not (tg.has(k, "source") and len(tg.an[k].senses) == 1)
        if not endings or definite or k < first or not tg.is_word(k) or listed or k in tg.places:
            return None
        text = tg.text(k)
        plural = any(text.removesuffix(mark).endswith(endings) for mark in self._plurals if text.endswith(mark))
        plural = plural or text.endswith(tuple(tg.lang.grammar.agents_many))
        single = figure is None or figure.value == 1
        if len(text) < _WORK or self._capital(k) or not (plural or (single and text.endswith(endings))):
            return None
        if figure is None and not tg.has(i, "indefinite"):
            return None
        number = "pl" if plural else "sg"
        base = Phrase(
            start=i, end=stop, low=None, high=None, hedge="exact",
            figure=(figure.start, figure.end) if figure else None, noun=k, group=(first, stop), role="civilian",
            rule="", counted=figure is not None, number=number, open_class=True,
        )  # fmt: skip
        return self._with_count(base, figure, number)

    def _so_many(self, k: int) -> Figure | None:
        """Return the figure behind *of* that tells how many a group is, where nothing that it counts follows."""
        tg = self.tg
        figure = self.figures.get(k + 1) if k + 1 < self.end and tg.has(k, "of") else None
        if figure is None or figure.things or figure.low is None or figure.low < 2:
            return None
        at = figure.end
        return figure if at >= self.end or not tg.is_word(at) or tg.has(at, *ENDS) or self._acts(at) else None

    def _of_harm(
        self, i: int, head: int, harm: tuple[HarmWord, str], figure: Figure | None, first: int, role: Role,
        actor: str | None,
    ) -> Phrase | None:  # fmt: skip
        tg = self.tg
        stop = tg.end(head, "harm")
        base = Phrase(
            start=i, end=stop, low=None, high=None, hedge="exact",
            figure=(figure.start, figure.end) if figure else None, noun=head, group=(head, stop), role=role, rule="",
            counted=figure is not None, harm=harm[0], number="pl", generic=True, actor=actor,
            definite=tg.has(i, "det") and figure is None,
        )  # fmt: skip
        base = self._with_count(base, figure, "pl")
        named = any(tg.actors[q][1] <= head for q in range(first, head) if q in tg.actors)
        if named or (head > first and any(tg.has(q, "nation") for q in range(first, head))):
            base = replace(base, group=(first, stop), affiliated=True)
        return self._whose(base)

    def _noun_at(
        self, i: int, first: int, head: int, figure: Figure | None, *, definite: bool, role: Role, actor: str | None,
        nation: bool,
    ) -> Phrase | None:  # fmt: skip
        tg = self.tg
        people = tg.sense(head, "people")
        word = people.data if people is not None else None
        stop = tg.end(head, "people") if people is not None else head + 1
        number = people.number if people is not None else "pl"
        told: Role = "unknown"
        generic = other = False
        if isinstance(word, PeopleWord):
            told, generic, other = word.role, word.generic, word.id == "others"
        if told == "unknown":
            for q in range(first, head):
                mate = tg.sense(q, "people")
                if mate is not None and isinstance(mate.data, PeopleWord) and mate.data.role != "unknown":
                    told = mate.data.role
        start = first
        aged = any(tg.has(q, "old") for q in range(start, head))
        while start < head and (tg.text(start) == "-" or tg.is_quote(start) or tg.is_number(start)
                                or tg.has(start, "number")
                                or (aged and tg.has(start, "calendar", "old"))):  # fmt: skip
            start += 1
        base = Phrase(
            start=i, end=stop, low=None, high=None, hedge="exact",
            figure=(figure.start, figure.end) if figure else None, noun=head, group=(start, stop),
            role=told if told != "unknown" else role, rule="", counted=figure is not None, number=number,
            generic=generic, definite=definite, actor=actor, affiliated=actor is not None or nation, other=other,
        )  # fmt: skip
        base = self._with_count(base, figure, number)
        if definite and number == "pl" and figure is None and tg.has(i, "both") and not base.counted:
            # both pilots
            base = replace(base, low=2, high=2, hedge="exact", counted=True, definite=False)
        if figure is None and not definite and tg.has(head, "band") and (many := self._so_many(stop)) is not None:
            # a family of seven
            return self._with_count(
                replace(base, end=many.end, counted=True, number="pl", figure=(many.start, many.end)), many, "pl"
            )
        paired = figure is not None or (people is not None and people.id in _PAIRED)
        if paired and number == "pl" and tg.text(stop) == tg.lang.grammar.number_joiner:
            second = self.at(stop + 1) if stop + 1 < self.end else None
            if figure is None and second is not None and self.tg.has(second.noun, "people"):
                # women and children: one kind
                mate = tg.sense(second.noun, "people")
                second = second if mate is not None and mate.id in _PAIRED and not definite else None
            plain = (
                second is not None and second.harm is None and not (second.counted or second.definite or second.named)
            )
            if second is not None and plain and second.number == "pl" and not (second.other or second.body):
                # 21 women and children, 40 soldiers and government employees
                mixed: Role = base.role if base.role == second.role else "mixed"
                return replace(base, end=second.end, group=(start, second.end), role=mixed)
        titled = isinstance(word, PeopleWord) and number == "sg" and figure is None
        while titled and stop + 1 < self.end and tg.text(stop) == "." and tg.text(stop - 1) in tg.lang.abbreviations:
            # Brig. Gen. Adam Wolski
            stop += 1
            if tg.has(stop, "people") and tg.text(tg.end(stop, "people")) == ".":
                stop = tg.end(stop, "people")
        if titled and (name := name_end(self.tg, self.end, stop, heading=self._heading)) > stop:
            return replace(base, end=name, group=(stop, name), low=1, high=1, hedge="exact", named=True,
                           rule="count.named")  # fmt: skip
        called = tg.end(stop, "called") if stop < self.end and tg.has(stop, "called") else stop
        if (
            isinstance(word, PeopleWord)
            and number == "sg"
            and called > stop
            and name_end(self.tg, self.end, called, heading=self._heading) > called
        ):
            # a local commander named Mullah Sadiq
            end = name_end(self.tg, self.end, called, heading=self._heading)
            return replace(base, end=end, group=(called, end), low=1, high=1, hedge="exact", named=True,
                           rule="count.named")  # fmt: skip
        if isinstance(word, PeopleWord) and number == "sg" and stop + 1 < self.end and tg.text(stop) == ",":
            # a jawan, Rakeshwar Singh, is missing
            apposed = self._named(stop + 1, stop + 1)
            if apposed is not None and (
                apposed.end >= self.end or not (tg.has(apposed.end, "join") or self._acts(apposed.end))
            ):
                return replace(base, end=apposed.end, group=apposed.group, low=1, high=1, hedge="exact", named=True,
                               rule="count.named")  # fmt: skip
        return self._whose(base)

    def _whose(self, phrase: Phrase) -> Phrase:
        """Read whose people they are, told behind the noun: members of the Free Army, 15 dead among its ranks."""
        tg, k = self.tg, phrase.end
        if k + 1 >= self.end or phrase.named:
            return phrase
        among = tg.has(k, "amid")
        if not (among or tg.has(k, "of", "from_", "with_")):
            return phrase
        at = tg.end(k, "amid") if among else k + 1
        while at < self.end and (tg.has(at, "of", "det", "more") or tg.is_quote(at)):
            at += 1
        if at not in tg.actors and at + 1 in tg.actors and (at in tg.places or tg.has(at, "nation")):
            # members of Iran's Revolutionary Guards
            at += 1
        if at in tg.actors and phrase.actor is None:
            actor, stop = tg.actors[at]
            role = phrase.role if phrase.role != "unknown" else role_of(actor)
            return replace(phrase, group=(at, stop), actor=actor.id, end=stop, role=role, affiliated=True)
        stop = name_end(self.tg, self.end, at, heading=self._heading)
        if stop > at and stop < self.end and tg.has(stop, "community") and not phrase.affiliated:
            # 22 people from the Dinka Bor community
            return replace(phrase, group=(at, stop), end=tg.end(stop, "community"), affiliated=True)
        people = tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
        member = people is not None and getattr(people.data, "member", False)
        letters = (
            stop == at + 1 and len(tg.text(at)) > 1 and tg.doc.text[tg.tokens[at].start : tg.tokens[at].end].isupper()
        )
        named = tg.has(k, "of") and (stop - at > 1 or letters) and not phrase.affiliated
        if member and named and at not in tg.places and not any(tg.has(q, "calendar") for q in range(at, stop)):
            role = phrase.role if phrase.role != "unknown" else "combatant"
            return replace(phrase, group=(at, stop), end=stop, role=role, affiliated=True)
        if (phrase.harm is not None or phrase.generic) and (among or tg.has(k, "of")):
            inner = self.at(k + 1 if not among else tg.end(k, "amid"))
            if inner is not None and inner.group is not None and not inner.counted and not inner.named:
                return replace(phrase, group=inner.group, role=inner.role, actor=inner.actor, end=inner.end,
                               affiliated=inner.affiliated)  # fmt: skip
        return phrase

    def _named(self, i: int, k: int) -> Phrase | None:
        """Read a person whom two capital words or more name, none of them a place, a body or a day."""
        tg = self.tg
        stop = name_end(self.tg, self.end, k, heading=self._heading)
        if k - 2 >= self.begin and tg.has(k - 2, "det") and not (tg.an[k - 1].harms or self._capital(k - 1)):
            # in the dreaded Sambisa Forest: no person
            return None
        aged = self.figures.get(stop + 1) if stop + 2 < self.end and tg.text(stop) in ",(" else None
        if stop == k + 1 and (aged is None or not self._age(aged) or tg.known(k)):
            # Haddad, 46, died: a surname with an age
            return None
        if stop == k or any(q in tg.actors for q in range(k, stop)):
            return None
        person = tg.has(k, "name") or (aged is not None and self._age(aged))
        if not person and any(q in tg.places for q in (range(k, stop) if stop - k < 3 else (k, stop - 1))):
            return None
        if any(tg.has(q, "people", "source", "nation", "placeword", "prep", "det", "harm", "number", "means", "clause")
               or self._acts(q) for q in range(k, stop)):  # fmt: skip
            return None
        if not any(tg.has(q, "name") for q in range(k, stop)):
            # A heading is written with capitals, too.
            if self._heading:
                return None
        return Phrase(i, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True, number="sg")
