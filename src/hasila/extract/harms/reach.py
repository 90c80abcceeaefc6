"""What a harm word can reach: the people that stand near it, and where a search for them ends."""

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.insertions import past_circumstance
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.names import is_name, is_surname, name_at, with_name
from hasila.extract.people.reader import PeopleReader, Phrase
from hasila.extract.tagging import Tagged

#: How far an insertion between commas may push a figure from its verb, in tokens.
_FAR = 26
#: A year has so many digits.
_YEAR = 4


def _year(text: str) -> bool:
    """Tell whether a figure that stands alone is written like a year of our time."""
    return len(text) == _YEAR and text.isdigit() and text[:2] in ("19", "20")


#: So many words may tell more of the doers before those that they harmed.
_RELATIVE = 10
#: The name of *one of* many stands at most this many tokens behind them.
_APPOSED = 5


class Reach:
    """The people of one sentence as its harm words see them."""

    def __init__(self, tg: Tagged, people: PeopleReader, begin: int, end: int, triggers: list[Trigger]) -> None:
        self.tg = tg
        self.people = people
        self.begin = begin
        self.end = end
        self.triggers = triggers
        self.by_start = {t.start: t for t in triggers}
        self.used: set[int] = set()
        self.drafts: list[Draft] = []
        self._persons: dict[int, Phrase | None] = {}
        clitics = tg.lang.grammar.clitics
        #: An unlisted word that begins so is no name after a title: an adjective, or a word with a preposition.
        self._no_name = (*clitics.article, *clitics.prep)

    def stops(self, k: int) -> bool:
        """Tell whether a search for people ends at token ``k``: another clause or another speaker begins."""
        tg = self.tg
        if tg.is_break(k) or k >= self.end:
            return True
        if tg.has(k, "comp", "subset", "clause") or tg.text(k) in ":؛;":
            return True
        if tg.has(k, "still") and k > self.begin and tg.text(k - 1).startswith(tg.lang.grammar.number_joiner or "\0"):
            # لقي حتفه ولا يزال آخرون …: another clause.
            return True
        if tg.has(k, "when") and k > self.begin and tg.text(k - 1) not in "،,":
            # قتل حرقا حين هاجم مستوطنون منزله; but between commas it is an insertion: قتل، حين انفجر لغم، ثلاثة جنود.
            return True
        sense = tg.sense(k, "report")
        if sense is not None and any(self._according(q, k) for q in range(max(self.begin, k - 3), k)):
            # وفق ما أفاد مصدر: an insertion, after which the clause goes on.
            return False
        return (
            sense is not None
            and not (tg.an[k].prep or tg.an[k].art or tg.an[k].pron)
            and getattr(sense.data, "kind", "") in ("say", "continue", "deny")
        )

    def _according(self, q: int, end: int) -> bool:
        sense = self.tg.sense(q, "report")
        return (
            sense is not None
            and getattr(sense.data, "kind", "") == "according"
            and self.tg.end(q, "report") == end
        )  # fmt: skip

    def right(self, begin: int, limit: int, *, adjacent: int = 1, far: bool = False) -> Phrase | None:
        """Find the first people phrase within ``limit`` tokens from ``begin``.

        A bare figure, a body or an unlisted noun counts only within ``adjacent`` tokens: farther off it is more
        likely to be something else. ``far`` goes on behind the limit for a figure with its noun that stands after a
        comma: an insertion lies between a verb and its people (قتل، في غارة على …، 18 جنديا). What tells when, where
        and in what it happened takes no room (أصيب خلال المعركة 19).
        """
        tg = self.tg
        of_whom = self._of_whom(begin)
        if of_whom is not None:
            return of_whom
        k = begin
        if tg.has(k, "ofthem"):
            k = tg.end(k, "ofthem")
        begin = k = past_circumstance(tg, k, self.end)
        if tg.has(k, "pointing") and k + 1 < self.end and tg.an[k + 1].art and tg.has(k + 1, "people"):
            # قتلت القوات هذا القيادي
            begin = k = k + 1
        steps = 0
        commas = 0
        while k < self.end and (steps <= limit or (far and commas and k - begin <= _FAR)):
            if self.stops(k):
                return None
            if tg.text(k) in "،,":
                commas += 1
            whole = self.people.figures.get(k)
            if tg.has(k, "eachof", "anyof") and not (whole is not None and whole.own):
                k = max(tg.end(k, "eachof"), tg.end(k, "anyof"))
                continue
            trigger = self.by_start.get(k)
            if trigger is not None and trigger.word.kind != "people":
                return None
            phrase = self.person(k)
            if phrase is not None and not phrase.counted and k > begin and tg.has(k - 1, "agentby"):
                # قتل برصاص الجيش خمسة شبان, استشهد بنيران مسلحين: who did it.
                k = phrase.end
                steps += 1
                continue
            if phrase is not None and phrase.other and not phrase.counted and phrase.number == "sg":
                if k > begin or any(s.number == "pl" for s in tg.an[k - 1].harms):
                    # أوقفت مفارز أخرى أربعة, لا إصابات أخرى: an adjective, not one more person.
                    k, phrase = max(k, phrase.end - 1), None
            if phrase is not None and phrase.noun < 0 and phrase.hedge == "exact" and _year(tg.text(phrase.start)):
                # توفي 1965: when, not how many.
                k, phrase = max(k, phrase.end - 1), None
            if phrase is not None and phrase.low is None and tg.an[phrase.noun].prep and not phrase.counted:
                # واعتقل فلان بروس…: an unlisted name that looks like a preposition with a nationality.
                k, phrase = max(k, phrase.end - 1), None
            if phrase is not None and phrase.body and not phrase.counted and self.governed(k):
                # وتوفي في المستشفى: where, not who.
                k, phrase = max(k, phrase.end - 1), None
            if phrase is not None and steps > limit and not self._after_insertion(phrase):
                k = max(k, phrase.end - 1)
                phrase = None
            if phrase is not None and k not in self.used:
                sure = phrase.noun >= 0 and (not phrase.body or phrase.counted) and not phrase.open_class
                if (
                    sure
                    and phrase.hedge == "vague"
                    and not phrase.counted
                    and phrase.affiliated
                    and phrase.harm is None
                ):
                    sure = phrase.role != "unknown" or phrase.number == "pl"
                if sure and steps > adjacent and not phrase.counted and self.governed(k):
                    sure = False
                if phrase.named and k - begin > adjacent and self._placed(k):
                    # في منطقة دار سعد: a place named after somebody.
                    sure = False
                elif (
                    phrase.named
                    and tg.any(begin, k, "aftermath")
                    and tg.any(begin, k, "means")
                    and not (self.titled(phrase) and self.ends_at(k))
                ):
                    # إصابات إثر قصف منزل لعائلة فلان
                    sure = False
                elif sure or k - begin <= adjacent or phrase.named:
                    return phrase
                k = phrase.end
                steps += 1
                continue
            figure = self.people.figures.get(k)
            k = figure.end if figure is not None else k + 1
            steps += 1
        return None

    def _placed(self, k: int) -> bool:
        """Tell whether a name belongs to a place (في منطقة دار سعد); a title behind a whole place does not."""
        tg = self.tg
        phrase = self.person(k)
        if phrase is not None and self.titled(phrase) and self.ends_at(k):
            return False
        return tg.has(k - 1, "placeword", "in") or (k - 2 >= self.begin and tg.has(k - 2, "placeword"))

    def titled(self, phrase: Phrase) -> bool:
        """Tell whether somebody is named with a title that has its article, or an office over what has one."""
        tg, k = self.tg, phrase.start
        if not phrase.named or phrase.noun < 0 or tg.an[k].prep or tg.an[k].conj:
            return False
        return bool(tg.an[k].art) or (tg.has(k, "people") and phrase.group is not None and phrase.group[0] > k + 1)

    def ends_at(self, k: int) -> bool:
        """Tell whether the words before a token are whole: a place's name, a day, a word with its article or owner.

        Nothing of them is left to be of whoever follows (استشهد في مدينة الباب القائد فلان, and not منزل القائد).
        """
        tg = self.tg
        for q in range(max(self.begin, k - 3), k):
            if any(q in names and names[q][1] == k for names in (tg.places, tg.actors)):
                return True
            ended = ("calendar", *(("means", "manner") if q < k - 1 else ()))
            if any(tg.has(q, cat) and tg.end(q, cat) == k for cat in ended):
                return True
        if k - 1 < self.begin or not tg.is_word(k - 1):
            return False
        article = tg.an[k - 1].art or tg.text(k - 1).startswith(tg.lang.article or "\0")
        return bool(article) or tg.an[k - 1].pron in tg.lang.grammar.owners

    def _after_insertion(self, phrase: Phrase) -> bool:
        before = phrase.start - 1
        return (
            phrase.counted and phrase.noun >= 0 and not phrase.open_class and not phrase.body
            and before >= self.begin and self.tg.text(before) in "،,"
        )  # fmt: skip

    def _of_whom(self, begin: int) -> Phrase | None:
        """Read people told before their figure: قتل من رجالها تسعة, أصيب من الجنود 3."""
        tg = self.tg
        if not tg.has(begin, "of") or begin + 1 >= self.end:
            return None
        whom = self.people.at(begin + 1)
        if whom is None or whom.counted or whom.number != "pl" or not whom.definite or whom.end >= self.end:
            return None
        figure = self.people.at(whom.end)
        if figure is None or not figure.counted or figure.noun >= 0 or figure.start in self.used:
            return None
        return replace(whom, start=begin, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
                       figure=figure.figure, rule=figure.rule, counted=True)  # fmt: skip

    def one_doer(self, phrase: Phrase) -> bool:
        """Tell whether one armed man, of whom a clause may tell more, is told right before whom he harmed."""
        if phrase.counted or phrase.definite or phrase.body or phrase.named or phrase.number != "sg":
            return False
        k = phrase.end
        if phrase.role != "combatant" or k >= self.end:
            return False
        if k + (phrase.affiliated and self.tg.text(k) in "،,") in self.people.figures or self.tg.has(
            k + (self.tg.text(k) in "،,"), "belong"
        ):
            return True
        return self.tg.text(k).startswith(self.tg.lang.grammar.imperfect[0]) and not self.tg.known(k)

    def behind_relative(self, k: int) -> Phrase | None:
        """Return whom they harmed of whom a clause tells more right after them: قتل مسلحون يستقلون سيارة ثلاثة جنود."""
        tg, figures = self.tg, self.people.figures
        if tg.has(k, "in", "during", "on_", "means", "aftermath"):
            # قتل مسلحون في غارة …: what happened to them is told, and not what they did.
            return None
        aside = tg.text(k) in "،,"
        if aside and not (k + 1 < self.end and (tg.has(k + 1, "belong") or k + 1 in figures)):
            return None
        for q in range(k + aside, min(k + _RELATIVE, self.end)):
            if aside and tg.text(q) in "،,":
                # انتحاري، يعتقد أنه من التنظيم، 12 شخصا
                continue
            if not (tg.is_word(q) or tg.is_number(q) or tg.is_quote(q)) or tg.has(q, "harm", "when", "subset"):
                return None
            joined = tg.an[q].conj or tg.text(q) == tg.lang.grammar.number_joiner
            if tg.has(q, "agentby", "with_", "plus") or (joined and (q in figures or q + 1 in figures)):
                return None
            if joined or self.governed(q):
                continue
            phrase = self.person(q)
            if phrase is not None and phrase.start == q and phrase.noun >= 0 and phrase.counted and not phrase.body:
                return phrase
            single = phrase is not None and phrase.start == q and phrase.number == "sg" and not phrase.definite
            if single and phrase is not None and tg.text(phrase.noun).endswith(tuple(tg.lang.grammar.accusative)):
                return phrase
        return None

    def governed(self, k: int) -> bool:
        """Tell whether a preposition governs the phrase at ``k``, so that it is no subject or object."""
        tg = self.tg
        if tg.an[k].prep:
            return True
        before = k - 1
        while before >= self.begin and tg.is_quote(before):
            before -= 1
        if before < self.begin or (tg.has(before, "opener") and not tg.has(before, "unit")):
            # وكان جندي قد قتل, حين هاجم مسلحون: a clause begins, nothing governs its subject.
            return False
        if tg.has(before, "of", "in", "on_", "from_", "to", "with_", "agentby", "belong"):
            return True
        if tg.has(before, "source") and not (tg.an[before].art and tg.an[k].art and tg.has(k, "people")):
            # على حاجز للجيش المحامي فلان: a body that has its article governs no title.
            return True
        if tg.has(before, "placeword", "unit") and tg.has(k, "few") and self.people.at(k) is not None:
            # سقطت على منزل أحد المواطنين: whose place it is.
            return True
        # بعد الهجوم; but واعتقلت الشرطة أيضا
        return tg.has(before, "during") and not tg.has(before, "meanwhile", "pointing")

    def person(self, k: int) -> Phrase | None:
        """Read people at ``k``; a title before a name gives the person by name. Read once: many harm words ask."""
        if k not in self._persons:
            found = self._person(k)
            self._persons[k] = self._before_half(found) if found is not None and found.named else found
        return self._persons[k]

    def _before_half(self, phrase: Phrase) -> Phrase:
        """Return a name without the second half of an expression, which no list knows: لقي الجندي فلان حتفه."""
        if phrase.group is None:
            return phrase
        start, stop = phrase.group
        half = next((t.tail - 1 for t in self.triggers if t.word.needs and start < t.tail - 1 < stop), stop)
        return replace(phrase, end=half, group=(start, half)) if half < stop == phrase.end else phrase

    def _person(self, k: int) -> Phrase | None:
        tg = self.tg
        phrase = self.people.at(k)
        called = phrase is None and tg.has(k, "called") and tg.text(k).startswith(tg.lang.article)
        if called and not (k > self.begin and tg.has(k - 1, "in")):
            at = tg.end(k, "called")
            while at < self.end and (tg.is_quote(at) or tg.text(at) == "("):
                at += 1
            stop = name_at(tg, at, self.end, open_class=True) if at < self.end else None
            close = stop is not None and stop < self.end and tg.is_quote(at - 1) and tg.is_quote(stop)
            if stop is not None and (stop - at > 1 or close):
                # المدعو فلان, المدعو (فلان)
                return Phrase(k, stop, 1, 1, "exact", None, k, (at, stop), "unknown", "count.named", named=True)
        if phrase is None and tg.an[k].art and tg.has(k, "title_skip") and not tg.an[k].conj:
            # الدكتور فلان, المرحوم فلان: a word of courtesy is title enough.
            stop = name_at(tg, k + 1, self.end, open_class=True)
            if stop is not None and (stop > k + 2 or is_name(tg, k + 1)):
                return Phrase(k, stop, 1, 1, "exact", None, k, (k + 1, stop), "unknown", "count.named", named=True)
        if phrase is None:
            one = self._one(k)
            if one is not None:
                return one
            inside = k > self.begin and any(end > k for _, end in tg.multi.get(k - 1, {}).values())
            stop = None if inside else name_at(tg, k, self.end, open_class=False)
            if stop is None and not inside and is_surname(tg, k):
                # إصابة الشدادي, whom the report named in full
                stop = k + 1
            if stop is None:
                return None
            return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True)
        # یک کولبر به نام ...: in languages that count one with its figure, whoever is counted so may be named, too.
        single = not phrase.counted or (tg.lang.grammar.verb_final and phrase.high == 1)
        if phrase.noun >= 0 and single and phrase.number in ("sg", "") and phrase.low == 1:
            return with_name(tg, phrase, self.end, lambda q: self.stops(q) or q in self.by_start)
        if phrase.figure is not None and tg.has(phrase.figure[0], "few") and phrase.low == phrase.high == 1:
            return self._apposed(phrase)
        return phrase

    def _apposed(self, phrase: Phrase) -> Phrase:
        """Return *one of* many by his name where it stands behind them: أحد قادة التنظيم أبو عمر الشيشاني."""
        tg = self.tg
        # مرافقي القائد, written like *my companion*, is of the commander.
        owned = (phrase.pron or phrase.definite) and tg.an[phrase.noun].pron not in tg.lang.grammar.speaking
        full = phrase.affiliated or owned
        for q in range(phrase.end, min(phrase.end + _APPOSED, self.end)):
            if q == phrase.end and not full and (tg.has(q, "people") or self.person(q) is not None):
                # أحد أقارب الرئيس فلان, أحد مساعدي فلان: the name is of him whose they are.
                break
            if self.stops(q) or q in self.by_start or tg.an[q].conj or tg.an[q].prep or tg.is_break(q):
                break
            if tg.text(q) in "،,:؛" or tg.has(q, "in", "rel", "during", "means", "calendar", "called"):
                break
            one = self.person(q)
            if one is not None and one.named and one.start == q:
                role = one.role if one.role != "unknown" else phrase.role
                return replace(phrase, end=one.end, group=one.group, named=True, role=role, actor=None)
        return phrase

    def _one(self, k: int) -> Phrase | None:
        """Read one more of those just told: an ordinal that stands alone (أصيب رابع), *one of them*."""
        tg = self.tg
        kind = "nth" if tg.has(k, "nth") else "oneof"
        if not tg.has(k, kind) or tg.an[k].prep or tg.an[k].art or self.governed(k):
            return None
        stop = tg.end(k, kind)
        following = self.people.at(stop) if stop < self.end else None
        when = tg.sense(stop, "calendar")
        of_days = when is not None and getattr(when.data, "kind", "") in ("dayunit", "monthunit", "year", "week")
        if following is not None or (
            kind == "nth" and (of_days or tg.has(stop, "unit", "placeword", "ground", "means"))
        ):
            # ثالث أيام, أحدهم ضابط: an ordinal of what follows, or who the one is stands there.
            return None
        if kind == "nth" and tg.is_word(stop) and not tg.known(stop) and not tg.text(stop).startswith(self._no_name):
            return None
        return Phrase(k, stop, 1, 1, "exact", (k, stop), k, (k, stop), "unknown", f"count.{kind}", other=True,
                      number="sg", counted=True)  # fmt: skip
