"""People phrases: how many, who they are, whom they belong to."""

from msgspec.structs import replace

from hasila.extract.counts import Figure
from hasila.extract.people.bodies import Body, affiliation_at, body_at, joined_body
from hasila.extract.people.modifiers import modified
from hasila.extract.people.names import or_before_verb
from hasila.extract.people.phrase import Phrase
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord, PeopleWord
from hasila.model import Role

__all__ = ["PeopleReader", "Phrase"]


class PeopleReader:
    """Reads people phrases of one sentence. ``figures`` are the sentence's figures by first token."""

    def __init__(self, tg: Tagged, figures: dict[int, Figure], begin: int, end: int) -> None:
        self.tg = tg
        self.figures = figures
        self.begin = begin
        self.end = end
        self._memo: dict[int, Phrase | None] = {}
        grammar = tg.lang.grammar
        marks = ("", *grammar.accusative)
        singular = [e for e in grammar.adjectives if len(e) == 1 or e.endswith(tuple(grammar.feminine))]
        self._adjectives = tuple(ending + mark for ending in singular for mark in marks)

    def at(self, i: int) -> Phrase | None:
        """Read the people phrase that begins at token ``i`` (a joined conjunction is passed over)."""
        if i not in self._memo:
            self._memo[i] = self._read(i)
        return self._memo[i]

    # -- the phrase ----------------------------------------------------------------------------------

    def _read(self, i: int) -> Phrase | None:
        tg, end = self.tg, self.end
        k = i
        if k + 1 < end and tg.text(k) == tg.lang.grammar.number_joiner and k not in self.figures:
            k += 1
        while k < end and (tg.is_quote(k) or tg.text(k) in "(["):
            k += 1
        if k >= end:
            return None
        figure = self.figures.get(k)
        if figure is not None and figure.things:
            return None
        if figure is not None:
            return self._counted(i, figure)
        if not tg.is_word(k):
            return None
        found = self._noun(i, k, None)
        return found if found is None or found.counted else self._numbering(found)

    def _numbering(self, found: Phrase) -> Phrase:
        """Return people with the figure that tells behind them how many they are: طاقمها المؤلف من خمسة أفراد."""
        tg, k = self.tg, found.end
        # عائلة من ستة أفراد; but جنود من خمسة ألوية are of them.
        family = found.noun >= 0 and tg.has(found.noun, "kin") and found.number == "sg"
        if family and k < self.end and tg.has(k, "entire"):
            # عائلة كاملة من سبعة أشخاص
            k = tg.end(k, "entire")
        family = family and tg.has(k, "of")
        if k >= self.end or not (family or tg.has(k, "numbering")):
            return found
        figure = self.figures.get(max(k + 1, tg.end(k, "numbering")))
        if figure is None or figure.things or figure.share:
            return found
        stop = figure.end
        if stop < self.end and (noun := tg.sense(stop, "people")) is not None and noun.number:
            stop = tg.end(stop, "people")
        return replace(found, end=stop, low=figure.low, high=figure.high, hedge=figure.hedge, counted=True,
                       figure=(figure.start, figure.end), rule=f"count.{figure.rule}")  # fmt: skip

    def _counted(self, i: int, figure: Figure) -> Phrase | None:
        tg, end = self.tg, self.end
        k = figure.end
        while k < end and tg.is_quote(k):
            k += 1
        if k < end and tg.text(k) in ")]":
            k += 1
        of = False
        if k + 1 < end and tg.has(k, "of") and tg.has(k + 1, "age"):
            # في الأربعين من عمره
            return None
        if k < end and tg.sense(k, "of") is not None and not tg.an[k].conj and "subset" not in tg.multi.get(k, {}):
            # 12 من بينهم طفلان: a figure alone, and its parts.
            of = True
            k += 1
            while k < end and (tg.is_quote(k) or tg.has(k, "selfsame")):
                k += 1
        if k + 1 < end and tg.has(k, "superlative") and not (tg.an[k].conj or tg.an[k].prep or tg.an[k].art):
            # أحد أبرز قادة التنظيم, واحد من أخطر المطلوبين
            whose = tg.sense(k + 1, "people")
            k += whose is not None and whose.number == "pl" and not tg.an[k + 1].conj
        last = figure.end - 1
        bare = tg.text(last).removeprefix(tg.lang.article) if tg.lang.article else tg.text(last)
        alone = not of and tg.has(last, "amount") and bare != tg.text(last) and "amount" in tg.lang.words.get(bare, {})
        if k < end and (tg.is_word(k) or tg.is_quote(k)) and not alone:
            # شيع المئات جثمان الشهيد: an amount with its article counts nothing without *of*.
            found = self._noun(i, k, figure, of)
            if found is not None:
                return found
            place = k in tg.places and figure.hedge != "vague"
            if of and tg.is_word(k) and not place and not tg.has(k, "during", "ofthem", "same"):
                # خمسة من معارفه: people by a word that no list knows; only a sure harm word may take them.
                base = Phrase(
                    start=i, end=k + 1, low=figure.low, high=figure.high, hedge=figure.hedge,
                    figure=(figure.start, figure.end), noun=k, group=(k, k + 1), role="unknown",
                    rule=f"count.{figure.rule}", counted=True, open_class=True,
                )  # fmt: skip
                return base if not figure.share and not tg.known(k) else None
        if figure.own and not tg.an[figure.start].conj:
            whole = (figure.start, figure.end)
            return Phrase(i, figure.end, None, None, figure.hedge, whole, figure.start, whole, "unknown",
                          f"count.{figure.rule}", counted=True)  # fmt: skip
        if figure.share or figure.back:
            return None
        rows = self._in_rows(i, figure)
        if rows is not None:
            return rows
        role: Role = "unknown"
        return Phrase(
            start=i, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
            figure=(figure.start, figure.end), noun=-1, group=None, role=role,
            rule=f"count.{figure.rule}+ellipsis", elliptical=True, counted=True,
        )  # fmt: skip

    def _in_rows(self, i: int, figure: Figure) -> Phrase | None:
        """Read a figure without a noun that tells in whose rows they were: أعداد كبيرة في صفوف المسلحين."""
        tg, k = self.tg, figure.end
        if k >= self.end or not tg.has(k, "rows") or tg.has(k, "harm"):
            return None
        at = tg.end(k, "rows")
        body = self.affiliation(at)
        whose = self._read(at) if body is None and at < self.end else None
        if body is None and (whose is None or whose.counted or whose.number != "pl" or whose.group is None):
            return None
        if body is not None:
            start, stop, ident, role = body
        else:
            assert whose is not None
            assert whose.group is not None
            (start, stop), ident, role = whose.group, whose.actor, whose.role
        return Phrase(
            start=i, end=stop, low=figure.low, high=figure.high, hedge=figure.hedge,
            figure=(figure.start, figure.end), noun=start, group=(start, stop), role=role, actor=ident,
            rule=f"count.{figure.rule}", counted=True, affiliated=True,
        )  # fmt: skip

    def _noun(self, i: int, k: int, figure: Figure | None, of: bool = False) -> Phrase | None:
        tg = self.tg
        an = tg.an[k]
        aside = not of and an.prep in tg.lang.grammar.outcome and not an.harms and "harm" not in tg.multi.get(k, {})
        if figure is not None and (an.conj or aside):
            # 700 بحاجة لتدخل: nothing that a preposition governs is counted.
            return None
        people = tg.sense(k, "people")
        # 150 إصاباتهم خطيرة: how they were hurt is no noun for those who are counted.
        harm = self._harm_noun(k) if figure is None or of or not an.pron else None
        nation = tg.sense(k, "nation")
        if nation is not None and figure is None and k in tg.places:
            nation = None
        actor = tg.actors.get(k)
        base = Phrase(
            start=i, end=k + 1, low=None, high=None, hedge="exact",
            figure=(figure.start, figure.end) if figure else None, noun=k, group=(k, k + 1), role="unknown",
            rule="", definite=bool(an.art or an.pron), counted=figure is not None,
        )  # fmt: skip
        if people is not None and figure is None and or_before_verb(tg, k):
            people = None
        if people is not None and getattr(people.data, "exact", False) and not self._spelled(k, people.data):
            people = None
        if people is not None and figure is None and getattr(people.data, "counted", False):
            people = None
        if people is not None and figure is None and people.number == "sg" and self._of_a_thing(k):
            people = None
        if people is not None and figure is None and people.id == "others" and people.number == "sg" and self._last(k):
            people = None
        in_place = k > self.begin and (tg.has(k - 1, "placeword") or an.prep in tg.lang.grammar.outcome)
        if people is not None and figure is None and k in tg.places and in_place:
            # مدينة جدة, بجدة: no grandmother.
            people = None
        if people is not None and people.id == "foreigner" and figure is None and people.number == "sg":
            if k > self.begin and tg.has(k - 1, "employer", "notground", "source", "placeword"):
                # شركة نفط أجنبية: an adjective.
                people = None
        if people is not None and not (actor and actor[1] > tg.end(k, "people")):
            word = people.data
            assert isinstance(word, PeopleWord)
            stop = tg.end(k, "people")
            number = people.number
            if number == "sg" and an.pron and stop == k + 1:
                bare = tg.text(k)[: -len(an.pron)]
                # طياراها: before a pronoun the ending of the object is that of a dual.
                number = "du" if bare.endswith(tuple(tg.lang.grammar.accusative) or "\0") else number
            if number == "sg" and figure is None and self._two_of(k, word):
                number, an = "du", an._replace(pron="")
            base = replace(
                base, end=stop, group=(k, stop), role=word.role, number=number, generic=word.generic,
                definite=bool(an.art or (an.pron and stop == k + 1)), pron=bool(an.pron and stop == k + 1),
                other=people.id == "others", body=people.id == "forces",
            )  # fmt: skip
            base = self._with_count(base, figure, number)
            return modified(self, base, word, figure)
        if harm is not None:
            stop = tg.end(k, "harm")
            role: Role = "civilian" if harm[0].harm == "displaced" else "unknown"
            # قتلانا: listed with its owner, a noun is as definite as with an article.
            owned = harm[1] == "pl" and tg.text(k).endswith((*tg.lang.grammar.owners, *tg.lang.grammar.doers))
            base = replace(base, end=stop, group=(k, stop), harm=harm[0], number=harm[1], generic=True, role=role,
                           definite=base.definite or owned)  # fmt: skip
            base = self._with_count(base, figure, harm[1])
            return modified(self, base, None, figure)
        if nation is not None and not actor and not (figure is None and an.art and nation.number == "sg"):
            base = replace(base, number=nation.number, affiliated=True)
            base = self._with_count(base, figure, nation.number)
            if figure is None and nation.number == "sg":
                base = replace(base, low=None, high=None)
            return modified(self, base, None, figure)
        body = body_at(tg, k, self.end) or (affiliation_at(tg, k, self.end) if of and figure is not None else None)
        if body is not None:
            start, stop, ident, role = joined_body(tg, body, self.end, self.figures) if of else body
            base = replace(base, end=stop, group=(start, stop), role=role, actor=ident, affiliated=True, body=True)
            base = self._with_count(base, figure, "pl")
            if figure is None:
                base = replace(base, rule="people.body", low=2, high=None, hedge="vague")
            return base
        if of and figure is not None and not (an.art or tg.text(k).startswith(tg.lang.article)):
            return None
        if figure is not None and not (figure.share or figure.back) and self._open_noun(k):
            base = replace(base, open_class=True)
            base = self._with_count(base, figure, "")
            return modified(self, base, None, figure)
        return None

    def _of_a_thing(self, k: int) -> bool:
        """Tell whether a word that may be one of a trade is an adjective of the thing before it: مقذوفا عسكريا."""
        tg = self.tg
        written = tg.text(k)
        if k == self.begin or tg.an[k].art or tg.an[k].prep or not written.endswith(self._adjectives):
            return False
        sense = tg.sense(k, "people")
        if sense is not None and sense.id == "military-man" and not tg.an[k].conj and tg.is_word(k - 1):
            # عرض عسكري, محلل عسكري: it describes; but مقتل عسكري, قتل أمس عسكري, بينهم عسكري.
            told = tg.an[k - 1].harms or tg.has(k - 1, "calendar", "subset", "few", "comp", "agentby")
            return not (told or self._ends_phrase(k))
        if tg.an[k].conj:
            # مؤسسات إعلامية وصحافية
            return tg.has(k - 1, "people") and not tg.an[k - 1].conj and self._of_a_thing(k - 1)
        case = tuple(tg.lang.grammar.accusative) or "\0"
        if written.endswith(case) != tg.text(k - 1).endswith(case):
            # قتل قناص صحفيا: an adjective has the ending of its noun.
            return False
        if tg.an[k - 1].art and tg.lang.article:
            # خلال المعركة جندي: an adjective of a definite thing is definite.
            return False
        thing = tg.has(k - 1, "means", "notground", "placeword", "employer", "ground")
        # قنص جندي: whom a deed is done to.
        return thing and not tg.has(k - 1, "people") and not tg.an[k - 1].harms

    def _ends_phrase(self, k: int) -> bool:
        """Tell whether a phrase for a harm, a day or a part ends right before a token."""
        cats = ("harm", "calendar", "subset", "agentby")
        starts = range(max(self.begin, k - 3), k - 1)
        return any(self.tg.multi.get(q, {}).get(cat, (None, -1))[1] == k for q in starts for cat in cats)

    def _last(self, k: int) -> bool:
        """Tell whether *another* is *the last* of many things: القضاء على آخر تجمعات الجماعة, آخر معاقلها."""
        tg, at = self.tg, k + 1
        if not tg.lang.article or at >= self.end or not tg.is_word(at) or tg.has(at, "people", "calendar", "nation"):
            return False
        if tg.an[at].conj or tg.an[at].prep or tg.an[at].art:
            return False
        many = tuple(ending for ending in tg.lang.grammar.feminine if len(ending) > 1)
        return tg.text(at).endswith(many) or tg.has(at, "placeword", "ground", "notground")

    def _spelled(self, k: int, word: object) -> bool:
        """Tell whether a word is spelled as it is listed (إمام an imam, أمام in front of)."""
        assert isinstance(word, PeopleWord)
        token = self.tg.tokens[k]
        return self.tg.doc.text[token.start : token.end].endswith((*word.sg, *word.du, *word.pl))

    def _open_noun(self, k: int) -> bool:
        """Tell whether an unlisted word after a figure may be a noun for people."""
        tg = self.tg
        if not tg.is_word(k) or len(tg.text(k)) < 3:
            return False
        an = tg.an[k]
        return (
            not an.senses
            and not self._verb(k)
            and k not in tg.multi
            and k not in tg.places
            and not tg.text(k).startswith(tuple(tg.lang.grammar.clitics.conj))
        )

    def _verb(self, k: int) -> bool:
        """Tell whether an unlisted word looks like a verb of the present in the plural (يعالجون)."""
        grammar, text = self.tg.lang.grammar, self.tg.text(k)
        present = grammar.paradigms.get("present", {})
        endings = tuple(ending for ending, number in present.items() if number != "sg" and len(ending) > 1)
        return bool(endings) and text.startswith(tuple(grammar.imperfect)) and text.endswith(endings)

    def _harm_noun(self, k: int) -> tuple[HarmWord, str] | None:
        """Return the reading of ``k`` as a noun for harmed people, with its number."""
        here = self.tg.multi.get(k)
        if here and "harm" in here:
            word = here["harm"][0].data
            if isinstance(word, HarmWord):
                return (word, here["harm"][0].number) if word.kind == "people" else None
        for sense in self.tg.an[k].harms:
            word = sense.data
            if isinstance(word, HarmWord) and word.kind == "people":
                return word, sense.number
        return None

    def _with_count(self, phrase: Phrase, figure: Figure | None, number: str) -> Phrase:
        if figure is not None:
            return replace(phrase, low=figure.low, high=figure.high, hedge=figure.hedge, rule=f"count.{figure.rule}")
        if number == "pl" and self._both(phrase):
            number = "du"
            phrase = replace(phrase, number="du")
        if number == "du":
            return replace(phrase, low=2, high=2, rule="count.dual")
        if number == "pl":
            return replace(phrase, low=2, high=None, hedge="vague", rule="count.bare-plural")
        sense = self.tg.sense(phrase.noun, "people")
        if number == "sg" and sense is not None and getattr(sense.data, "many", False):
            # إصابة عائلته: one word, but not one person.
            return replace(phrase, low=2, high=None, hedge="vague", rule="count.collective")
        return replace(phrase, low=1, high=1, rule="count.singular")

    def _two_of(self, k: int, word: PeopleWord) -> bool:
        """Tell whether a noun has the dual's ending before a genitive: ضابطي شرطة, قتل ضابطا شرطة.

        The first looks like *my officer*, which nobody says of those he has no kinship with; the second like an object,
        which an adjective with the same ending would follow.
        """
        tg, at = self.tg, k + 1
        if not (word.member or word.works) or at >= self.end or not tg.is_word(at) or tg.an[at].conj or tg.an[at].prep:
            return False
        case = tuple(tg.lang.grammar.accusative)
        owned = tg.an[k].pron in tg.lang.grammar.speaking
        marked = not tg.an[k].pron and tg.text(k).endswith(case) and not tg.text(at).endswith(case)
        if owned and tg.has(at, "source", "forceword", "placeword", "employer", "formation", "people"):
            return True
        return (owned or marked) and tg.has(at, "source") and not (tg.has(at, "people", "verb") or tg.an[at].pron)

    def _both(self, phrase: Phrase) -> bool:
        """Tell whether people whose ending may be a dual's are told one by one: مقيمين أحدهما هندي."""
        tg, k = self.tg, phrase.end
        if phrase.definite or not tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.object)):
            return False
        while k < self.end and (tg.text(k) in "،," or tg.has(k, "nation", "epithet")):
            k += 1
        return k < self.end and tg.has(k, "both")

    def affiliation(self, k: int) -> Body | None:
        """Read a body after a link, passing over the nouns that only lead to it (من عناصر …)."""
        return affiliation_at(self.tg, k, self.end)
