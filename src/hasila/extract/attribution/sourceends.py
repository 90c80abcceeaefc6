"""Where the name of a source ends: before its verb, a count, a report, the press that it told."""

from hasila.extract.attribution.meant import BODIES, Meant
from hasila.extract.attribution.sourcewords import MEDIA, deed
from hasila.extract.people.names import is_name
from hasila.languages.schema import PeopleWord

#: What may follow *of* in the phrase of a source.
_OF_SOMEBODY = ("people", "source", "nation", "placeword", "formation", "employer", "kin", "name", "nameparticle",
                "number", "amount", "quantity", "sides", "side", "rows", "nationality", "selfsame", "near")  # fmt: skip
#: What leads on from a noun to another.
LEADS = ("in", "of", "to", "from_", "on_")
#: Nouns (their ids) for people who tell the press what they know.
_WHO_TELL = frozenset(
    {"witness", "survivor", "source", "official", "medical-source", "local-source", "security-source"}
)
#: A word of so many letters is a particle more often than a noun.
_SHORT = 2


class SourceEnds(Meant):
    """Tells what goes on with a source's name, and what begins something else."""

    def _portfolio(self, k: int) -> bool:
        """Tell whether a joined word is the second thing that one office sees to (وزير الصحة والسكان)."""
        tg, article = self.tg, self.tg.an[k].art
        if not (article and tg.an[k].conj and tg.has(k, "portfolio") and tg.has(k - 1, "portfolio")):
            return False
        return bool(tg.an[k - 1].art) and tg.has(k - 2, "source")

    def _begins_object(self, head: int, k: int, end: int) -> bool:
        """Tell whether a source has ended before what it tells of: a count of people, or reports of something.

        نعى "الحزب" ثلاثة من مقاتليه, نفى الحلف تقارير عن …
        """
        tg = self.tg
        if k + 1 >= end or (k == head + 1 and not (head in tg.actors or tg.an[head].art)) or tg.an[k].prep:
            return False
        if tg.an[k].art or tg.an[k].conj:
            return False
        if tg.has(k, "number") and tg.is_word(k) and not tg.has(k, "few"):
            # أحصى شاهد من الوكالة ثماني جثث
            counted = tg.has(k + 1, "people") or bool(tg.an[k + 1].harms)
            return tg.has(k + 1, "of") or (counted and not tg.an[k + 1].art)
        noun = tg.sense(k, "source")
        return noun is not None and noun.id == "statement" and tg.has(k + 1, "from_")

    def _adjectives(self, k: int) -> bool:
        """Tell whether a joined word goes on with the adjectives of the source (مصادر أمنية وطبية)."""
        tg = self.tg
        text = tg.text(k)
        return tg.is_word(k) and text.endswith(tuple(tg.lang.grammar.adjectives)) and not tg.has(k, "report", "harm")

    def _stops(self, k: int, end: int) -> bool:
        tg = self.tg
        if is_name(tg, k) and not tg.has(k, "statement"):
            return False
        if "source" in tg.multi.get(k - 1, {}) and tg.end(k - 1, "source") > k:
            # الممثل الخاص للأمين العام: a title of two words is not parted.
            return False
        if tg.has(k, "near") and tg.has(k - 1, "of"):
            # مصادر من داخل المدينة
            return False
        if (verb := tg.sense(k, "report")) is not None and verb.id == "soasto":
            # وعاد المدير ليؤكد
            return True
        if tg.an[k].prep in tg.lang.grammar.clitics.purpose and tg.an[k - 1].art and tg.has(k, "report"):
            # المركز السوري لرصد الجبهات: what a body is for.
            return False
        head = tg.sense(k - 1, "source") if tg.an[k].art and not tg.an[k - 1].art else None
        if head is not None and head.id in ("movement", "army", "monitor") and tg.end(k - 1, "source") == k:
            # جبهة التحرير الوطني: what names a body, whatever else it tells.
            return False
        if tg.an[k].prep in tg.lang.grammar.outcome and tg.has(k, "telling", "tidings"):
            # واكتفى المتحدث بالقول إن, أفاد الدفاع المدني بوجود عالقين
            return True
        press = tg.sense(k - 1, "source") if tg.has(k, "statement", "pointing") else None
        if press is not None and press.id == "paper" and tg.text(k).startswith(tg.lang.article):
            # وكالة الأنباء الرسمية
            return False
        if tg.has(k, "telling") and tg.an[k].pron:
            # جدد الوالي تأكيده أن
            return True
        if tg.an[k].art and tg.has(k, "statement") and self._construct(k - 1):
            # دائرة الاتصال: a noun without its article goes on with one that has it.
            return False
        if tg.has(k, "responsibility", "issued", "authored", "carried"):
            return True
        after_source = tg.has(k - 1, "source") or self._general(k - 1)
        if tg.has(k, "pointing") and not tg.an[k].art and not (tg.has(k, "source") and after_source):
            # نفى الحزب ذلك; but مدير صحة المدينة
            return True
        if (
            tg.has(k, "calendar")
            and (not tg.an[k].pron or k in tg.multi)
            and not tg.has(k - 1, "nameparticle")
            and not (k in tg.places and tg.has(k - 1, "placeword") and not tg.an[k - 1].art)
            and not self._general(k)
        ):
            # العامة is no "his year", محافظة إب no August, المفوض العام no commissioner of the year.
            return True
        if tg.an[k].art and tg.has(k, "portfolio") and tg.has(k - 1, "source") and not tg.an[k - 1].art:
            # وزير النقل: what an office sees to, whatever else the word tells.
            return False
        if tg.has(
            k,
            "comp",
            "report",
            "to",
            "from_",
            "subset",
            "hedge",
            "amount",
            "meanwhile",
            "during",
            "same",
            "statement",
        ):
            if tg.has(k, "same"):
                return True
            # النائب عن محافظة بابل
            represents = tg.has(k, "from_", "to") and k + 1 < end and (tg.has(k + 1, "placeword") or k + 1 in tg.places)
            return not represents
        if tg.has(k, "in", "with_", "on_"):
            return (
                k + 1 >= end
                or tg.has(k + 1, "statement", "calendar", "comp", "during", "meanwhile", "means", "harm")
                or tg.has(k, "with_", "on_")
            )
        if is_name(tg, k - 1) and tg.has(k, "content") and tg.an[k].art:
            # أشرف القدرة: right behind a given name, a surname.
            return False
        if tg.has(k, "rel", "total", "reach", "manner", "content") or (
            len(tg.text(k)) == 1 and tg.text(k) != tg.lang.grammar.number_joiner
        ):
            return True
        if self._verb(k) or (tg.marked(k) and not tg.marked(k - 1)):
            # قال فلان ردًّا على; but مصدراً مقرباً من, an adjective.
            return True
        if tg.has(k, "of") and not self._names_more(k + 1):
            # حذر تقرير من تضاعف: what is warned of.
            return True
        if k in tg.multi and "harm" in tg.multi[k]:
            return True
        if any(not tg.an[k].art or deed(sense.data) for sense in tg.an[k].harms):
            return True
        if is_name(tg, k - 1) and tg.an[k].harms and tg.an[k].harms[0].number == "pl":
            # زار محافظ الإقليم سالم ناصر المصابين: whom he saw. السكان المحاصرون, شؤون الأسرى are who speaks.
            return True
        return self._tells_carrier(k)

    def _general(self, k: int) -> bool:
        """Tell whether the word for a year stands right behind an office and is an adjective of it (القائد العام)."""
        tg = self.tg
        year, office = tg.sense(k, "calendar"), tg.sense(k - 1, "source")
        if year is None or getattr(year.data, "kind", "") != "year" or office is None or tg.end(k, "calendar") > k + 1:
            return False
        article = tg.lang.article
        alike = tg.text(k).startswith(article) == tg.text(k - 1).startswith(article)
        return office.id in ("official", "director", "spokesman") and alike

    def _construct(self, k: int) -> bool:
        """Tell whether a noun for a body without article stands at a token: what it is of follows."""
        tg, noun = self.tg, self.tg.sense(k, "source")
        named = noun is not None and noun.id in (*BODIES, "movement")
        return named and not tg.an[k].art and not tg.text(k).startswith(tg.lang.article)

    def _verb(self, k: int) -> bool:
        """Tell whether a word can only be a verb: with an article or a pronoun it is a noun (قوات التدخل, إعادة)."""
        an = self.tg.an[k]
        return self.tg.has(k, "verb") and not (an.art or an.prep or an.pron)

    def _past_body(self, head: int, k: int) -> bool:
        """Tell whether a body's name has ended before ``k``: an indefinite noun after a definite one is its object.

        أدانت نقابة الصحفيين اليمنيين قرار …, وتابعت الصحف تأجيل …. Men go on by name.
        """
        tg = self.tg
        if head in tg.actors and tg.actors[head][1] == k and self._titled(k):
            # تزف كتائب القسام الشهيد فلانا
            return True
        verb = tg.sense(head - 1, "report") if head else None
        if verb is not None and verb.id == "mourn" and self._titled(k, ranked=True):
            # نعت صفحات من مدينة جبلة العقيد فلانا, نعى رئيس الأركان اللواء فلانا
            placed = any(at in tg.places and tg.places[at][1] == k for at in range(max(head, k - 3), k))
            return placed or self._complete(head, k)
        noun = tg.sense(head, "source")
        # وحث البيان أفراد …, اتهم التقرير قوات …: a statement that is known has no more to its name.
        known = ("paper", "statement")
        if noun is None or not (noun.id in (*BODIES, "movement") or (noun.id in known and tg.an[head].art)):
            return False
        before, text = k - 1, tg.text(k)
        definite = tg.text(before).startswith(tg.lang.article) or bool(tg.an[before].art)
        if definite and self._titled(k):
            # تزف المقاومة الشهيد فلانا, نعت الحركة القائد فلانا: whom it mourns.
            return True
        glued = text.startswith((tg.lang.article, *tg.lang.glued)) or tg.an[k].conj or tg.an[k].prep
        if not definite or glued or len(text) <= _SHORT:
            return False
        return (
            tg.is_word(k) and k not in tg.actors and k not in tg.places and not tg.has(k, "in", "of", "belong", "name")
        )

    def _titled(self, k: int, *, ranked: bool = False) -> bool:
        """Tell whether a definite word is a fighter's title or tells that somebody fell (القائد, الشهيد).

        ``ranked`` takes a rank too, which is else a spokesman's own (المتحدث باسم الجيش العقيد فلان).
        """
        tg = self.tg
        if not tg.an[k].art or tg.an[k].prep or tg.an[k].conj:
            return False
        people = tg.sense(k, "people")
        if people is not None and isinstance(people.data, PeopleWord):
            return people.number == "sg" and people.data.role == "combatant" and (ranked or people.id != "rank")
        return any(s.number == "sg" and getattr(s.data, "harm", "") == "killed" for s in tg.an[k].harms)

    def _press(self, head: int, k: int) -> bool:
        """Tell whether a source has ended where its words go to the press: قال فلان للصحافيين (not اتحاد الصحافيين)."""
        tg = self.tg
        people, noun = tg.sense(k, "people"), tg.sense(head, "source")
        if people is None or people.id != "journalist" or tg.an[k].prep not in tg.lang.grammar.clitics.purpose:
            return False
        return noun is None or noun.id not in (*BODIES, "movement")

    def _told_press(self, head: int, k: int) -> bool:
        """Tell whether a source has ended before the press that it told, with no word between (أبلغ شهود رويترز أن).

        Who works for the press is named with it at once (مراسل الجزيرة), or with a word that leads on to it.
        """
        tg = self.tg
        press = tg.actors[k][0].kind in MEDIA if k in tg.actors else False
        if k not in tg.actors:
            noun = tg.sense(k, "source")
            press = noun is not None and noun.id == "paper"
        if not press or tg.an[k].prep or tg.an[k].conj:
            return False
        verb = tg.sense(head - 1, "report") if head else None
        whose = tg.sense(k - 1, "source") is not None and tg.end(k - 1, "source") == k
        if (
            getattr(verb and verb.data, "told", False)
            and (k in tg.actors or tg.an[k].art)
            and k > head + 1
            and not whose
        ):
            # أبلغ المتحدث باسم الوزارة فلان الصحيفة أن; but مدير الوكالة
            return True
        noun, before = tg.sense(head, "source"), k - 1
        if noun is None or noun.id not in _WHO_TELL:
            return False
        described = before > head and tg.text(before).endswith(tuple(tg.lang.grammar.adjectives))
        described = described and not tg.has(before, *LEADS)
        several = before == head and noun.id in ("witness", "survivor")
        return several or (described and not tg.an[before].art)

    def _object(self, head: int, k: int) -> bool:
        """Tell whether a definite word after a definite source is what is claimed or denied (تبنى الحزب التفجير)."""
        tg = self.tg
        if tg.has(k, "concern") and not (tg.an[k].prep or tg.an[k].conj) and self._complete(head, k):
            # استنكر الكاتب فلان الجريمة, أكدت مصادر طبية وجود جرحى
            return True
        whole = (head in tg.actors and tg.actors[head][1] == k) or (k == head + 1 and tg.an[head].art)
        bare = not tg.has(head, "source", "people") and (whole or k == head + 1)
        if bare and self.with_thing(k):
            # أشاد سالم بالدور, تنفيه أنقرة باستمرار
            return True
        if tg.an[head].art and k == head + 1 and not tg.an[k].art and tg.has(k, "content", "isnot", "telling"):
            # وبرر الوزير عدم إعلان الأسماء
            return True
        return (
            bool(whole)
            and (bool(tg.an[k].art) or tg.text(k).startswith(tg.lang.article))
            and not tg.an[k].prep
            and tg.has(k, "means", "toldof", "pointing", "sides")
        )

    def with_thing(self, k: int) -> bool:
        """Tell whether a preposition of means is glued to a thing or deed: no place, body or people (بقصف زورق)."""
        tg, grammar = self.tg, self.tg.lang.grammar
        if k in tg.places or k in tg.actors:
            return False
        if not tg.known(k) and not tg.an[k].prep:
            # A word that no list knows is not taken apart: its beginning tells.
            return bool(grammar.outcome) and tg.text(k).startswith(
                tuple(f"{p}{tg.lang.article}" for p in grammar.outcome)
            )
        if not tg.an[k].prep or tg.an[k].prep not in grammar.outcome:
            return False
        return not tg.has(k, "source", "placeword", "onbehalf", "calendar", "people", "formation", "employer", "name")

    def _complete(self, head: int, k: int) -> bool:
        """Tell whether a source can have ended before ``k``: with a definite word, a name, a place, an adjective."""
        tg, before = self.tg, k - 1
        if before == head and not tg.has(head, "source"):
            # وصف الدوسري الحادث بأنه: a surname alone.
            return True
        ended = any(start <= before and stop == k for start, stop in self._named(head, k))
        definite = bool(tg.an[before].art) or tg.text(before).startswith(tg.lang.article)
        adjective = before > head and tg.text(before).endswith(tuple(tg.lang.grammar.adjectives))
        return ended or definite or adjective or is_name(tg, before)

    def _named(self, head: int, k: int) -> list[tuple[int, int]]:
        """Return the actors and places of the registry and the gazetteer between two tokens."""
        tg = self.tg
        found = [(q, tg.actors[q][1]) for q in range(head, k) if q in tg.actors]
        return found + [(q, tg.places[q][1]) for q in range(head, k) if q in tg.places]

    def _names_more(self, k: int) -> bool:
        """Tell whether *from* goes on with where somebody is from, or of whom he is one."""
        tg = self.tg
        return k in tg.places or k in tg.actors or tg.is_quote(k) or tg.has(k, *_OF_SOMEBODY)

    def _tells_carrier(self, k: int) -> bool:
        tg = self.tg
        clitics = tg.lang.grammar.clitics
        told = tuple(clitics.purpose)
        if not told or not tg.text(k).startswith(told):
            return False
        if k in tg.actors:
            # لرويترز; but لوموند is a name that begins so.
            named = tg.text(k) in tg.registry.actor_names
            return tg.actors[k][0].kind in MEDIA and not named
        source = tg.sense(k, "source")
        return source is not None and source.id == "paper" and tg.an[k].prep in told
