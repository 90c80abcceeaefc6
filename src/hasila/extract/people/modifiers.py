"""What follows a noun for people: how many, of which nation, whom they belong to, and a second noun."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.counts import Figure, bounds
from hasila.extract.people.bodies import Body, Linked, affiliation_at, body_at, joined_body, natives, role_of, side_at
from hasila.extract.people.finalbodies import bare_body, country_at, unlisted_body
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HedgeWord, PeopleWord
from hasila.model import Hedge

if TYPE_CHECKING:
    from hasila.extract.people.reader import PeopleReader

#: A bracket after a noun (an age, a gloss) closes within this many tokens.
_BRACKET = 12


def modified(reader: "PeopleReader", phrase: Phrase, word: PeopleWord | None, figure: Figure | None) -> Phrase:
    """Return the phrase with what follows its noun read into it."""
    return _Tail(reader, phrase, word, figure).read()


class _Tail:
    """Reads on from a noun, token by token; each reader takes what it knows and moves ``k`` on."""

    def __init__(self, reader: "PeopleReader", phrase: Phrase, word: PeopleWord | None, figure: Figure | None) -> None:
        self.reader = reader
        self.tg = reader.tg
        self.end = reader.end
        self.phrase = phrase
        self.word = word
        self.figure = figure
        self.k = self.stop = self.behind = phrase.end
        self.group, self.role, self.actor = phrase.group, phrase.role, phrase.actor
        self.affiliated = phrase.affiliated and not self.tg.an[phrase.noun].pron
        self.nation: tuple[int, int] | None = None
        self.low, self.high, self.rule = phrase.low, phrase.high, phrase.rule
        self.hedge: Hedge = phrase.hedge
        self.counted, self.span = phrase.counted, phrase.figure
        self.other = phrase.other
        self.anaphor = phrase.noun if phrase.pron else -1
        self.skipped = 0
        self.pointing = False
        sound = self.tg.lang.grammar.paradigms.get("sound", {})
        self._case = tuple(self.tg.lang.grammar.accusative) or ("\0",)
        self._absolute = tuple(ending for ending in sound if len(ending) > 1) or ("\0",)

    def read(self) -> Phrase:
        tg = self.tg
        while self.k < self.end:
            k = self.k
            if tg.text(k) in "()" or tg.is_quote(k):
                if not self._aside():
                    break
                continue
            if tg.text(k) in "،," and not self.affiliated and tg.has(k + 1, "belong"):
                # 17 شخصا، يشتبه في انتمائهم لتنظيم …
                self.k += 1
                continue
            if not tg.is_word(k) and not tg.is_number(k):
                break
            sense = tg.sense(k, "people")
            if sense is not None and sense.id == "others" and not tg.an[k].conj:
                # ۱۷ تن دیگر: a counter only counts those for whom *others* stands.
                self.other = self.other or (self.word is not None and self.word.counted and self.word.generic)
                if tg.lang.grammar.verb_final and k == self.behind and not tg.has(k + 1, "selfsame"):
                    # دو عضو دیگر طالبان: whose members the others are.
                    self.behind = k + 1
                self.k += 1
                self.stop = self.k
                continue
            if tg.an[k].conj:
                break
            second = self.phrase.generic and tg.lang.grammar.verb_final and tg.has(k, "people")
            if tg.has(k, "epithet") and not second and not tg.an[k].prep and bool(tg.an[k].art) == self.phrase.definite:
                # قيادي ميداني في …, مسلحون مجهولون
                self.k += 1
                self.stop = self.k
                continue
            if tg.has(k, "ranked") and (past := self._past_rank(k)) > k:
                self.skipped += 1
                self.k = past
                continue
            if not (self._bound() or self._count() or self._nation() or self._belonging() or self._second()):
                if self.skipped < 2 and self._adjective(k):
                    self.skipped += 1
                    self.k += 1
                    continue
                break
        if self.nation is not None and not self.affiliated:
            self.group, self.affiliated = self.nation, True
        stop = max(self.stop, self.group[1] if self.group else 0, self.span[1] if self.span else 0)
        stop = max(stop, self.k if self.other or self.skipped == 0 else self.stop)
        return replace(
            self.phrase, end=stop, group=self.group, role=self.role, actor=self.actor, other=self.other,
            affiliated=self.affiliated and not self.pointing, low=self.low, high=self.high, hedge=self.hedge,
            rule=self.rule, counted=self.counted, figure=self.span, anaphor=self.anaphor,
        )  # fmt: skip

    def _past_rank(self, k: int) -> int:
        """Return where the body stands that a rank parts from its officer (ضابط برتبة رائد في الشرطة), or ``k``."""
        tg = self.tg
        if self.word is None or not (self.word.member or self.word.works) or not tg.has(k + 1, "people"):
            return k
        at = tg.end(k + 1, "people")
        while at < self.end and (tg.has(at, "epithet") or tg.has(at, "quantity")) and not tg.an[at].conj:
            # ملازم أول
            at += 1
        return at if at < self.end and tg.has(at, "of", "rows", "belong", "in") and not tg.an[at].conj else k

    # -- asides, figures, nations --------------------------------------------------------------------

    def _aside(self) -> bool:
        """Pass over a bracket (an age, a gloss); a quote may open the name of a body."""
        tg, k = self.tg, self.k
        if tg.text(k) == "(":
            if tg.lang.grammar.verb_final and tg.has(k + 1, "subset"):
                # ۴۷ نفر (از جمله سه زن): some of them.
                return False
            close = next((at + 1 for at in range(k, min(k + _BRACKET, self.end)) if tg.text(at) == ")"), None)
            if close is None or any(tg.an[at].harms for at in range(k + 2, close) if tg.is_number(at - 1)):
                # 719 شخصا (208 قتلى و511 جريحا): no gloss, but those who make up the figure.
                return False
            self.k = close
            return True
        if (
            tg.is_quote(k)
            and not self.affiliated
            and self.word is not None
            and (self.word.member or (self.word.works and self.phrase.number == "pl"))
            and not (tg.lang.grammar.verb_final and "harm" in tg.multi.get(k + 1, {}))
        ):
            # ... but ۴۰۰ سرباز «کشته شدند».
            quoted = affiliation_at(tg, k, self.end)
            if quoted is not None:
                self._join(quoted)
                return True
        open_quotes = sum(tg.is_quote(q) for q in range(max(self.reader.begin, k - _BRACKET), k)) % 2
        if tg.is_quote(k) and open_quotes and not self.affiliated and tg.has(k + 1, "rows", "of", "ownrows", "amid"):
            # "عدد من الشهداء" في صفوف الجيش: the quotation ends, the people are told after it.
            self.k += 1
            return True
        return False

    def _bound(self) -> bool:
        """A word that bounds the figure before the noun (12 جنديا على الأقل)."""
        after = self.tg.sense(self.k, "hedge")
        if after is None or getattr(after.data, "where", "") not in ("after", "both"):
            return False
        assert isinstance(after.data, HedgeWord)
        self.k = self.tg.end(self.k, "hedge")
        if self.hedge == "exact" and self.low is not None and self.low == self.high and self.counted:
            self.low, self.high, self.hedge = bounds(self.low, after.data.hedge)
            self.rule = f"{self.rule}+{self.hedge}"
            self.span = (self.span[0], self.k) if self.span else None
        return True

    def _count(self) -> bool:
        """A figure after the noun (الجنود الخمسة)."""
        tg, k, figures = self.tg, self.k, self.reader.figures
        if tg.lang.grammar.verb_final:
            # مردان مسلح دو کشاورز را ...: figures stand before their noun, behind one begins the object.
            return False
        if tg.has(k, "amount") and tg.an[k].prep in tg.lang.grammar.outcome and k in figures:
            # شهداء بالعشرات
            if self.counted or self.phrase.number != "pl" or figures[k].hedge != "vague":
                return False
            self.low, self.high, self.hedge, self.rule = figures[k].low, None, "vague", "count.after-noun"
            self.counted, self.span, self.k = True, (k, figures[k].end), figures[k].end
            return True
        digits = tg.is_number(k) and self.phrase.number in ("du", "pl") and not self.phrase.definite
        if k not in figures or not (digits or tg.sense(k, "number") is not None):
            return False
        if (self.counted and self.hedge != "all") or (self.figure is not None and self.hedge != "all"):
            return False
        fig = figures[k]
        if fig.things or (not tg.an[k].art and self.phrase.number != "du" and fig.value not in (1, 2)):
            return False
        if digits and (fig.value != 2 or not self._two(k)):
            # عنصرين 2: the figure repeats the dual; any other may be of something else.
            return False
        self.low, self.high, self.hedge, self.rule = fig.low, fig.high, fig.hedge, "count.after-noun"
        self.counted, self.span, self.k = True, (fig.start, fig.end), fig.end
        return True

    def _two(self, k: int) -> bool:
        """Tell whether a noun whose ending may be a dual's stands before the figure at ``k``."""
        return self.tg.text(k - 1).endswith(tuple(self.tg.lang.grammar.object))

    def _nation(self) -> bool:
        tg, k = self.tg, self.k
        if tg.sense(k, "nation") is None or tg.an[k].prep or k in tg.actors:
            return False
        if self.phrase.figure is None and self._no_genitive(k) and tg.text(k).endswith(self._case):
            # خطف مسلحون هنديا: the ending of an object.
            return False
        if tg.has(k, "verb") and (self.skipped or k + 1 >= self.end or not tg.is_word(k + 1)):
            # چهار نفر خودکشی کرد: a verb that is written like a nation's name ends its clause.
            return False
        self.k = self.stop = tg.end(k, "nation")
        first = k if self.nation is None else self.nation[0]
        force = k - 1 if k - 1 > self.phrase.noun and self.phrase.number == "pl" else -1
        if force > 0 and tg.has(force, "source") and tg.text(k).endswith(tuple(tg.lang.grammar.feminine)):
            # أفراد الشرطة الإسرائيلية: the force is Israeli.
            first = force
        self.nation = (first, self.k)
        return True

    # -- whom they belong to -------------------------------------------------------------------------

    def _join(self, body: Body) -> None:
        """Take a body for who they are. The noun's own role is kept where it tells one."""
        self.group, self.actor, self.k, self.affiliated = (body[0], body[1]), body[2], body[1], True
        self.role = self.role if self.role != "unknown" else body[3]

    def _belonging(self) -> bool:
        return not self.affiliated and (self._construct() or self._hanging() or self._link())

    def _construct(self) -> bool:
        """A body right after the noun: مقاتلو الجيش, قائد كتيبة الاتصالات."""
        tg, k, word = self.tg, self.k, self.word
        if self.nation is not None or k != self.behind or self.phrase.definite or tg.an[k].prep:
            return False
        if tg.lang.grammar.verb_final and (country := country_at(tg, k, word)) is not None:
            self._join(country)
            return True
        if self._no_genitive(k):
            # مسلحون القبض: a noun with this ending has no genitive.
            return False
        member = word is not None and word.member
        lone = word is None or member or self.phrase.harm or word.id == "official" or self.phrase.generic or word.works
        if not lone and not (self.phrase.number == "pl" and self.phrase.role == "unknown"):
            # رجال المقاومة, شباب الكتيبة: men of a body under arms belong to it.
            return False
        if member or self.phrase.harm or (word is not None and word.works and self.phrase.number == "pl"):
            body = body_at(tg, k, self.end) or affiliation_at(tg, k, self.end)
        else:
            body = body_at(tg, k, self.end)
            if not lone and body is not None and body[3] != "combatant":
                return False
        if body is None and member and tg.text(k).startswith(tg.lang.article):
            # عناصر التمرد, قوات الصاعقة: a definite word after a noun of members names their body.
            # حراس المسجد guard a place, which is no body.
            if not tg.has(k, "during", "calendar", "others", "report", "manner", "to", "rel", "plus", "placeword"):
                body = (k, max(k + 1, tg.end(k, "people")), None, "unknown")
        if body is None and tg.lang.grammar.verb_final:
            body = (unlisted_body(self.reader, k, word) if member else None) or bare_body(self.reader, k, word)
        if body is None:
            return False
        if word is not None and word.id in ("official", "forces"):
            self.group, self.k, self.affiliated = (self.phrase.noun, body[1]), body[1], True
        else:
            self._join(body)
        return True

    def _no_genitive(self, k: int) -> bool:
        many = self.phrase.harm is None and self.phrase.number in ("pl", "du")
        return many and self.tg.text(k - 1).endswith(self._absolute)

    def _hanging(self) -> bool:
        """A body on a glued preposition: جنود بالجيش, قتلى للنظام."""
        tg, k, word = self.tg, self.k, self.word
        hangs = (word is not None and (word.member or word.works)) or (self.phrase.harm and not self.phrase.definite)
        if not tg.an[k].prep or not hangs or self.nation is not None:
            return False
        body = body_at(tg, k, self.end) or (affiliation_at(tg, k, self.end) if word is not None else None)
        if body is None and self.phrase.harm is not None:
            # 81 جثة لمسلحي التنظيم
            found = self._people(k)
            if found is not None:
                self._take(found)
                return True
        if body is None:
            return False
        self._join(body)
        return True

    def _link(self) -> bool:
        tg, k = self.tg, self.k
        if not tg.has(k, "of", "rows", "belong", "in", "ownrows", "amid"):
            return False
        if self.phrase.pron and tg.has(k, "between"):
            # جنودها المشاركين ضمن القوة: hers, wherever they serve.
            return False
        if tg.has(k, "ownrows"):
            # 38 قتيلا في صفوفها: the pronoun tells whose.
            self.anaphor = tg.end(k, "ownrows") - 1
            self.k = self.stop = self.anaphor + 1
            return True
        found = self._linked()
        if found is None:
            return False
        if found.own:
            self.k = found.group[1]
            self.affiliated = self.affiliated or self.nation is not None
            if self.nation is not None:
                self.group = self.nation
            else:
                self.affiliated = True
            return True
        self._take(found)
        return True

    def _take(self, found: Linked) -> None:
        self.group, self.actor, self.k, self.affiliated = found.group, found.actor, found.group[1], True
        self.role = found.role if self.role == "unknown" or found.noun else self.role
        if found.anaphor >= 0:
            self.anaphor, self.pointing = found.anaphor, True

    def _linked(self) -> Linked | None:
        """Read the affiliation that من, في, من صفوف, تابع لـ introduce."""
        tg, k, word, end = self.tg, self.k, self.word, self.end
        cat = next(cat for cat in ("rows", "belong", "of", "in", "amid") if tg.has(k, cat))
        stop = tg.end(k, cat)
        if tg.lang.grammar.verb_final and tg.has(stop, "selfsame") and tg.has(stop + 1, "people"):
            # ۵ نفر از این نظامیان
            stop += 1
        if tg.lang.grammar.verb_final and tg.is_quote(stop) and stop + 1 < end:
            # ۵ نفر از «مهاجمان»
            stop += 1
        if cat == "in" and self.phrase.harm is not None:
            # 1194 قتيلا في الجانب الإسرائيلي
            side = side_at(tg, stop, end)
            return Linked((side[0], side[1]), side[2], side[3]) if side is not None else None
        if cat == "in" and not (word is not None and (word.member or word.works) and self.nation is None):
            return None
        if cat == "in" and tg.has(stop, "front") and stop not in tg.actors and stop + 1 in tg.places:
            # 17 حوثيا في جبهة صرواح: where, not whose.
            return None
        if cat == "amid" and self.phrase.harm is None:
            return None
        body = affiliation_at(tg, stop, end)
        if body is not None:
            if cat in ("of", "rows"):
                body = joined_body(tg, body, end, self.reader.figures)
            return Linked((body[0], body[1]), body[2], body[3])
        if cat == "of" and word is not None and (word.member or word.works) and self.nation is None:
            # ناشطة من اليسار المتطرف
            two = [q for q in (stop, stop + 1) if q < end and self._definite(q)]
            if len(two) == 2 and not tg.known(stop) and stop not in tg.places:
                return Linked((stop, stop + 2), None, "unknown")
        if cat == "rows" and tg.lang.grammar.verb_final and tg.has(k, "of"):
            # از نیروهای امنیتی: the words that lead to a body are the people themselves where none follows.
            named = self._people(k + 1)
            if named is not None:
                return named
        people = cat in ("of", "rows", "amid") or (cat == "belong" and self.phrase.harm is not None)
        return self._people(stop) if people and stop < end and not tg.is_quote(stop) else None

    def _definite(self, k: int) -> bool:
        tg = self.tg
        return tg.is_word(k) and not tg.an[k].conj and (bool(tg.an[k].art) or tg.text(k).startswith(tg.lang.article))

    def _people(self, k: int) -> Linked | None:
        """Read people whom a link names: من الجنود, بين المدنيين."""
        tg, word = self.tg, self.word
        people = tg.sense(k, "people")
        family = people is not None and people.id == "household" and bool(tg.an[k].pron)
        if people is not None and (family or people.number != "sg") and people.id != "others":
            # ثلاثة آخرون من عائلته
            data = people.data
            assert isinstance(data, PeopleWord)
            to = tg.end(k, "people")
            pron = bool(tg.an[k].pron and to == k + 1) and not family
            inner = modified(
                self.reader, Phrase(k, to, None, None, "exact", None, k, (k, to), data.role, "", pron=pron), data, None
            )
            if inner.group is None:
                return None
            # ثمانية آخرين من رجال الأمن: others are who they are of.
            told = word is not None and not (word.generic or word.member or self.phrase.harm or word.id == "others")
            own = told and not inner.affiliated and (not tg.an[k].art or self.nation is not None)
            # ضابطا من مواطنيها: whose citizen he is tells less than what he is.
            own = own or (pron and people.id == "citizen" and word is not None and not word.generic)
            # جنود من أبناء بلدة دابق: where they are from tells less than what they are.
            own = own or (natives(tg, people.id, to) and word is not None and word.id != "others")
            return Linked(inner.group, inner.actor, inner.role, inner.anaphor, own, noun=True)
        if tg.has(k, "nation"):
            return Linked((k, k + 1), None, "unknown", noun=True)
        return None

    # -- a second noun -------------------------------------------------------------------------------

    def _second(self) -> bool:
        """Two nouns side by side (شخصا مدنيا, مقاتلي الثوار): the second is who they are where the first is vague."""
        tg, k, phrase = self.tg, self.k, self.phrase
        mate = tg.sense(k, "people")
        if mate is None or k != phrase.end or tg.an[k].prep or mate.id == "others":
            return False
        if tg.lang.grammar.verb_final and k in self.reader.figures:
            # در حمله طالبان یک نفر کشته شد: the next people.
            return False
        if tg.lang.grammar.verb_final and not phrase.counted and (mate.id == "kin" or tg.an[k].pron):
            # ماموران برادرش را بردند: another's kin.
            return False
        if tg.an[k].art and not phrase.definite and (phrase.number != "pl" or self._no_genitive(k)):
            return False
        if phrase.figure is None and phrase.number == "pl" and mate.number == "sg" and self._no_genitive(k):
            # اختطف مسلحون مدير المدرسة: whom they took.
            return False
        if not tg.an[k].art and phrase.definite and not phrase.pron and self.hedge not in ("most", "all"):
            # المسلحون شرطيا, بين القتلى ضابط: somebody else. But معظم القتلى مدنيون says who they are.
            return False
        if phrase.number and mate.number != phrase.number and phrase.definite:
            # بين القتلى القيادي …: one among many.
            return False
        if phrase.figure is None and tg.text(k).endswith(self._case):
            if not tg.text(phrase.end - 1).endswith(self._case):
                return False
        grammar = tg.lang.grammar
        acting = tg.text(phrase.end - 1).endswith(tuple(grammar.subject) or "\0")
        if grammar.accusative and (phrase.number, mate.number) == ("sg", "du") and not phrase.counted:
            # قتل مستوطن شابين: two are no attribute of one.
            return False
        if acting and (
            (phrase.number, mate.number) == ("pl", "sg") or tg.text(k).endswith(tuple(grammar.object) or "\0")
        ):
            # خطف مسلحون طبيبين, مسلحون شقيق النائب: a subject and an object, which do not agree.
            return False
        if k in tg.actors and not self.affiliated:
            # المسلحين الحوثيين
            self._join((k, tg.actors[k][1], tg.actors[k][0].id, role_of(tg.actors[k][0])))
            return True
        second = mate.data
        assert isinstance(second, PeopleWord)
        self.k = self.stop = tg.end(k, "people")
        if second.role == "unknown" and not (phrase.generic or phrase.harm):
            return True
        vague = phrase.generic or phrase.harm is not None or (self.role == "unknown" and second.role != "unknown")
        if vague or (tg.an[k].art and not phrase.definite):
            self.group, self.role = (k, self.k), second.role if second.role != "unknown" else self.role
            if tg.an[k].pron:
                # أفراد قواته
                self.anaphor, self.pointing = k, True
            self.word = second
        return True

    def _adjective(self, k: int) -> bool:
        """Tell whether an unlisted word may be an adjective of the noun that an affiliation follows."""
        tg = self.tg
        an = tg.an[k]
        if tg.known(k) or an.conj or an.prep or not tg.is_word(k) or k in tg.places:
            return False
        return k + 1 < self.end and tg.has(k + 1, "of", "rows", "belong", "in", "ownrows", "people", "nation")
