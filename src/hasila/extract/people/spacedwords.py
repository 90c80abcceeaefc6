"""What the words of a people phrase are, where people are described before their noun (``subject_first``)."""

from functools import cached_property

from hasila.extract.counts import Figure
from hasila.extract.people.reader import PeopleReader
from hasila.languages.schema import HarmWord

#: Nobody is so old.
_AGED = 111
#: What no description of people goes across.
ENDS = ("comp", "report", "aux", "have", "prep", "agentby", "rel", "clause", "join", "calendar", "subset", "pronoun",
         "not", "none", "noword", "unreal", "reach", "unit", "means", "hedge", "amount", "adverb", "det", "amid",
         "nonpeople")  # fmt: skip


class SpacedWords(PeopleReader):
    """Tells of words whether they are an age, a thing, a participle, a name."""

    @cached_property
    def _plurals(self) -> tuple[str, ...]:
        """Endings of plurals."""
        endings = self.tg.lang.grammar.paradigms.get("plural", {})
        return tuple(ending for ending, number in endings.items() if number == "pl") or ("\0",)

    @cached_property
    def _heading(self) -> bool:
        """Whether the sentence is written with capitals, as headings are."""
        words = range(self.begin, self.end)
        return sum(self._capital(q) for q in words) * 2 > sum(self.tg.is_word(q) for q in words)

    def _measures(self, k: int) -> bool:
        """Tell whether a figure is glued to a word that makes it a measure: a 12-year-old, a three-soldier patrol."""
        tg = self.tg
        if tg.has(k, "calendar") and tg.has(k + 1, "old"):
            return True
        return tg.text(k) == "-" and tg.tokens[k].glued and k + 1 < tg.size and tg.tokens[k + 1].glued

    def _age(self, figure: Figure) -> bool:
        """Tell whether a figure is somebody's age: Omar Said, 34, of Hama; two men, aged 18 and 24."""
        tg, k = self.tg, figure.first
        if figure.end != k + 1 or not tg.is_number(k) or (figure.value or _AGED) >= _AGED:
            return False
        aged = next((q for q in range(k - 1, max(self.begin, k - 4) - 1, -1) if tg.has(q, "aged")), k)
        of_others = any(tg.has(q, "people") for q in range(aged, k))
        if (aged < k and not of_others) or tg.has(k - 1, "both"):
            # two girls, both 13
            return True
        closed = k + 1 >= self.end or tg.text(k + 1) in ",;.)" or tg.has(k + 1, "join")
        if not closed or k - 2 < self.begin or tg.text(k - 1) not in ",(" or not self._capital(k - 2):
            return False
        return not tg.is_number(k - 2)

    def _unknown_thing(self, k: int) -> bool:
        """Tell whether a figure counts what follows it, which is no people: no word of the grammar or of harm."""
        tg = self.tg
        if k >= self.end or not tg.is_word(k):
            return False
        return not (tg.has(k, *ENDS) or self._acts(k))

    def _acts(self, q: int) -> bool:
        return bool(self.tg.an[q].harms) or "harm" in self.tg.multi.get(q, {})

    def owns(self, q: int) -> bool:
        """Tell whether a word ends as one whose something is: Haddad's, the rebels'."""
        marks = tuple(self.tg.lang.grammar.possessive)
        behind = q + 1 < self.end and self.tg.text(q + 1) in marks and self.tg.tokens[q + 1].glued
        return bool(marks) and (self.tg.text(q).endswith(marks) or behind)

    def _befell(self, q: int) -> bool:
        """Tell whether a word of harm follows, behind words that help a verb at most: a third was later killed."""
        tg = self.tg
        while q < self.end and tg.has(q, "adverb", "aux", "have"):
            q += 1
        return q < self.end and self._acts(q) and not tg.has(q, "people")

    def _body_of(self, i: int, k: int) -> bool:
        """Tell whether people at a token are those whose body is told of, and no noun follows: the body of a third."""
        tg = self.tg
        body = i - 2 >= self.begin and tg.has(i - 1, "of") and "harm" in tg.multi.get(i - 2, {})
        return body and (k >= self.end or not tg.is_word(k) or tg.has(k, *ENDS))

    def _participle(self, q: int) -> bool:
        """Tell whether a word of harm but describes the people right behind it: two wounded soldiers."""
        tg = self.tg
        said = any(isinstance(s.data, HarmWord) and s.data.kind in ("either", "state") for s in tg.an[q].harms)
        at = q + 1
        follows = at < self.end and (tg.has(at, "people", "nation") or at in tg.actors)
        return said and follows and at not in self.figures

    def _participles(self, q: int) -> bool:
        """Tell whether a word for harmed people may also say of those before it what happened: two men wounded."""
        return any(isinstance(s.data, HarmWord) and s.data.kind != "people" for s in self.tg.an[q].harms)

    def _verbal(self, q: int) -> bool:
        """Tell whether a word for harmed people is a participle here: no article, no figure before it."""
        tg = self.tg
        return self._participles(q) and not (q > self.begin and tg.has(q - 1, "det"))

    def _describes_more(self, q: int, figure: Figure | None = None) -> bool:
        """Tell whether a noun for people follows soon, so that what stands before it describes them."""
        tg = self.tg
        body = figure is not None and (q in tg.actors or q in tg.places)
        at = tg.actors[q][1] if q in tg.actors else q
        if body and at < self.end and tg.has(at, "people"):
            # five dead Sinai Province fighters
            return True
        for at in range(q, min(q + 3, self.end)):
            if tg.has(at, "people"):
                return True
            if not tg.is_word(at) or tg.has(at, *ENDS) or self._acts(at):
                return False
        return False

    def _compound(self, q: int) -> bool:
        """Tell whether a noun for one thing describes the people right behind it: bus passengers, camp residents."""
        tg = self.tg
        thing = tg.has(q, "nonpeople", "means") and not tg.has(q, "unit")
        if not thing or q + 1 >= self.end or tg.has(q, "prep", "rel", "join", "report", "calendar"):
            return False
        people = tg.sense(q + 1, "people")
        return people is not None and people.number == "pl" and not self._acts(q + 1)

    def _of_several(self, head: int, q: int, figure: Figure | None) -> bool:
        """Tell whether counted people have been named and a noun of one tells what became of them: guards hostage."""
        tg = self.tg
        several, one = tg.sense(head, "people"), tg.sense(q, "people")
        if figure is None or figure.value == 1 or several is None or one is None:
            return False
        return several.number == "pl" and one.number == "sg" and not self._describes_more(tg.end(q, "people"))

    def _called_so(self, q: int) -> bool:
        """Tell whether a word but tells what people right behind it are called: alleged spies, so-called "bandits"."""
        tg, k = self.tg, self.tg.end(q, "wanted")
        while k < self.end and (tg.is_quote(k) or tg.has(k, "nation") or k in tg.actors):
            k = tg.actors[k][1] if k in tg.actors else k + 1
        return k < self.end and tg.has(k, "people")

    def _attribute(self, head: int, q: int) -> bool:
        """Tell whether a noun of one behind a figure of many describes those whose noun follows: civilian guards."""
        tg = self.tg
        first = tg.sense(head, "people")
        if first is None or first.number != "sg" or q != tg.end(head, "people") or not tg.has(q, "source"):
            return False
        after = tg.sense(q + 1, "people") if q + 1 < self.end else None
        return after is not None and after.number == "pl"

    def _names_one(self, q: int) -> bool:
        """Tell whether a word behind a noun for people is a name, by its capital: Sepoy Marine."""
        return False if q == self.begin else self._capital(q) and not self._capital(q - 1)

    def _capital(self, q: int) -> bool:
        tg = self.tg
        return tg.is_word(q) and tg.doc.text[tg.tokens[q].start].isupper()
