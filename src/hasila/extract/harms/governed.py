"""Where the people of a harm word stand: its subject, its object, what follows a noun."""

from msgspec.structs import replace

from hasila.extract.harms.before import agent_like, antecedent, of_things, subject_before, unlisted_at
from hasila.extract.harms.doers import kin_behind, loser, somebodys, to_whom, victims_behind
from hasila.extract.harms.insertions import past_circumstance
from hasila.extract.harms.reach import Reach
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.names import is_name, name_at
from hasila.extract.people.reader import Phrase
from hasila.languages.schema import PeopleWord

#: How far from a verb its people may stand to the right, in tokens: place and time come between
#: (قتل، يوم الجمعة، في غارة على …، خمسة). Farther off is more often another clause.
_RIGHT_OF_VERB = 9
RIGHT_OF_NOUN = 5
#: A name may have so many adjectives behind it.
_ADJECTIVES = 2
#: Whom a deed was done to is told so many tokens after it.
_AGAINST_WITHIN = 12
#: A full name has two words at least.
_FULL = 2
#: On whom a sentence was carried out is told so many tokens after it: when and where stand between.
_CONDEMNED = 16
#: What calls it off stands so many tokens before it (أوقفت المحكمة العليا تنفيذ حكم الإعدام).
_CALLED_OFF = 5
#: Nouns of deeds that are done to persons, so that two words that no list knows behind them name one.
_OF_PERSONS = frozenset({"arresting", "abducting", "capturing", "releasing"})
#: Verbs of what befalls only persons.
_BEFALLS_PERSONS = frozenset({"abduct", "martyred", "assassinated", "executed", "died"})
#: Harms whose nouns with a definite plural are talk of a matter, not a report of people (measured on news).
_RHETORICAL = frozenset({"released", "displaced", "detained", "captured", "abducted"})


class Governed(Reach):
    """Finds the people that one harm word governs."""

    # -- where the people stand ----------------------------------------------------------------------

    def _after_noun(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        """The people after a noun of harm; between them its agent may stand (اعتقال قوات الاحتلال خمسة)."""
        tg = self.tg
        if trigger.word.id == "put-to-death":
            return self._condemned(trigger), None
        # إعدامات ميدانية … طالت 300 مواطن: whom they hit stands behind the verb that says so.
        hit = trigger.word.id.endswith("-hit")
        k = trigger.end if trigger.word.needs and not hit else trigger.tail
        if trigger.definite and trigger.tail - trigger.start == 1:
            return self._against(trigger), None
        if (trigger.pron and not hit) or (trigger.definite and trigger.tail - trigger.start == 1):
            return None, None
        if trigger.word.weak and not trigger.word.needs and k < self.end and tg.has(k, "means") and not tg.an[k].prep:
            # سقوط قذيفة على …: a thing fell.
            return None, None
        quoted = self._quoted_name(k) if tg.lang.grammar.verb_final else None
        if quoted is not None:
            return quoted, None
        phrase = self.right(k, RIGHT_OF_NOUN)
        if phrase is None:
            if trigger.word.id in _OF_PERSONS and not (trigger.definite and trigger.end - trigger.start == 1):
                named = unlisted_at(self, k, whole=trigger.end - trigger.start > 1)
                if named is not None:
                    return named, None
            if trigger.word.harm == "killed" and not trigger.word.weak and not trigger.definite:
                while k < self.end and (tg.is_quote(k) or tg.has(k, "eachof")):
                    k = max(k + 1, tg.end(k, "eachof"))
                stop = name_at(tg, k, self.end, open_class=True)
                # Without an article or case anything may stand behind a noun: a name has two words at least.
                alone = stop == k + 1 and tg.lang.grammar.verb_final and not is_name(tg, k)
                if stop is not None and not alone:
                    return (
                        Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True),
                        None,
                    )
            return None, None
        if phrase.start - k > 2 and not (phrase.counted or phrase.named) and phrase.definite:
            return None, None
        if phrase.body and not phrase.counted and to_whom(self, phrase) is None:
            # اعتقال الشرطة مستوطنين: who did it stands before whom.
            after = self.right(phrase.end, 3)
            if after is not None and not self.governed(after.start) and not after.body:
                return after, phrase.group
        of_any = phrase.start > k and tg.any(k, phrase.start, "anyof")
        whose = phrase.pron and phrase.low == phrase.high == 1
        if (
            trigger.word.harm in _RHETORICAL
            and phrase.definite
            and not (phrase.counted or phrase.named or of_any or whose)
        ):
            # إطلاق سراح الرهائن, تهجير الفلسطينيين: asked for, feared or talked of far more often than told.
            return None, None
        whom = to_whom(self, phrase) if not trigger.word.result else None
        return (whom, phrase.group) if whom is not None else (phrase, None)

    def _quoted_name(self, k: int) -> Phrase | None:
        """Return one whose name stands in quotes right behind a noun of harm: حکم اعدام «...» عضو داعش."""
        tg = self.tg
        stop = name_at(tg, k + 1, self.end, open_class=True) if k < self.end and tg.is_quote(k) else None
        if stop is None or stop >= self.end or not tg.is_quote(stop):
            return None
        who = self.person(stop + 1)
        role = who.role if who is not None and not who.counted and who.start <= stop + 1 else "unknown"
        return Phrase(k + 1, stop, 1, 1, "exact", None, k + 1, (k + 1, stop), role, "count.named", named=True)

    def _condemned(self, trigger: Trigger) -> Phrase | None:
        """Return him on whom a sentence was carried out: تنفيذ حكم القتل بمدينة جدة بحق فلان, … في فلان, … بفلان."""
        tg = self.tg
        if tg.any(max(self.begin, trigger.start - _CALLED_OFF), trigger.start, "calledoff"):
            return None
        for k in range(trigger.tail, min(trigger.tail + _CONDEMNED, self.end)):
            if self.stops(k) and not tg.has(k, "against"):
                break
            at = tg.end(k, "against") if tg.has(k, "against") else k + 1 if tg.has(k, "in") else k
            if at == k and tg.an[k].prep not in tg.lang.grammar.outcome:
                continue
            while at < self.end and (tg.is_quote(at) or tg.has(at, "eachof", "called")):
                at = max(at + 1, tg.end(at, "called"))
            son = at + 1 < self.end and tg.has(at + 1, "nameparticle")
            placed = (at in tg.places and not son) or tg.has(at, "placeword", "calendar", "unit", "spot")
            whom = self.person(at) if at < self.end and not placed else None
            if whom is not None and not whom.body and whom.noun >= 0:
                return whom
            stop = name_at(tg, at, self.end, open_class=True) if not placed and at > k else None
            if stop is not None and stop > at + 1:
                return Phrase(at, stop, 1, 1, "exact", None, at, (at, stop), "unknown", "count.named", named=True)
        return None

    def _against(self, trigger: Trigger) -> Phrase | None:
        """Return the people with a figure whom a deed was done to: عمليات القتل التي نفذها التنظيم بحق مئات."""
        for k in range(trigger.end, min(trigger.end + _AGAINST_WITHIN, self.end)):
            if self.stops(k) or (k in self.by_start and self.by_start[k].word.kind != "people"):
                return None
            if self.tg.has(k, "against"):
                found = self.person(self.tg.end(k, "against"))
                whole = found is not None and found.counted and found.noun >= 0 and not found.open_class
                return found if whole else None
        return None

    def _subject(self, trigger: Trigger) -> tuple[Phrase | None, str]:
        """The subject follows its verb, or stands before it (always, where the verb is plural)."""
        if of_things(self, trigger):
            return None, ""
        told = self._told_after(trigger)
        if told is not None:
            return told, "subject-after"
        plural = trigger.number in ("pl", "du") and self._agrees(trigger)
        passive = self._passive(trigger) if self.tg.has(trigger.start, "passive") else None
        if passive is not None:
            return passive, "subject-after"
        if not plural:
            limit = trigger.tail - trigger.end + 1 if trigger.tail > trigger.end + 1 else _RIGHT_OF_VERB
            right = self.right(trigger.end, limit, far=True)
            if right is not None and trigger.word.needs and right.start == trigger.tail - 1 and not right.counted:
                # قيادات كبيرة وقعت أسرى: how they ended, and not who.
                right = None
            if right is not None and self._near(trigger, right) and not self._owned_by(trigger, right):
                who = trigger.start > self.begin and self.tg.has(trigger.start - 1, "rel") and right.start > trigger.end
                who = who and not (right.counted or right.named or right.pron)
                told = subject_before(self, trigger) if who else None
                # الجندي الذي راح ضحية عملية إرهابية: a relative clause is about the one who stands before it.
                one = told is not None and told.low == told.high == 1
                return (told, "subject-before") if one else (right, "subject-after")
        before = subject_before(self, trigger)
        if before is not None:
            return before, "subject-before"
        right = self.right(trigger.end, _RIGHT_OF_VERB)
        if right is None and (named := self._one_behind(trigger)) is not None:
            return named, "subject-after"
        return (right, "subject-after") if right is not None and (plural or not right.definite) else (None, "")

    def _owned_by(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Tell whether people only own what the verb is told of, an unlisted noun between: هلكت محاصيل مئة مزارع."""
        tg, k = self.tg, trigger.end
        if phrase.start != k + 1 or not tg.is_word(k) or tg.known(k) or k in tg.places or k in tg.actors:
            return False
        text = tg.text(k)
        return (
            len(text) > 3
            and not text.startswith(self._no_name)
            and not text.endswith(tuple(tg.lang.grammar.accusative))
        )

    def _passive(self, trigger: Trigger) -> Phrase | None:
        """Return those of whom it is told that something *took place* (تم اعتقال فلان): they follow, by any name."""
        tg, k = self.tg, trigger.tail
        while k < self.end and (tg.is_quote(k) or tg.text(k) == ":" or tg.has(k, "called", "eachof")):
            k = max(k + 1, tg.end(k, "called"), tg.end(k, "eachof"))
        right = self.right(k, _RIGHT_OF_VERB, far=True)
        if right is not None and (right.start - k <= 1 or right.counted):
            return right
        stop = name_at(tg, k, self.end, open_class=True)
        if stop is None or (stop == k + 1 and not is_name(tg, k)):
            return right
        return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True)

    def _one_behind(self, trigger: Trigger) -> Phrase | None:
        """Return one whom two words that no list knows name right behind a verb of what befalls only persons."""
        alone = trigger.word.id in _BEFALLS_PERSONS and trigger.number == "sg" and not trigger.pron
        return unlisted_at(self, trigger.end) if alone and self.tg.lang.article else None

    def _told_after(self, trigger: Trigger) -> Phrase | None:
        """Return one whom words that no list knows name right behind a verb, when what he is, or his age, tells so.

        قتل تورغال كذا، الصحافي في قناة كذا, خطف ماكوني كذا (34 عاما).
        """
        tg, k = self.tg, trigger.end
        if trigger.pron or trigger.number != "sg" or not tg.lang.article or self.person(k) is not None:
            return None
        stop = name_at(tg, k, self.end, open_class=True)
        if stop is None or stop - k < _FULL or stop + 1 >= self.end or tg.marked(k):
            return None
        if tg.text(k).endswith(tuple(tg.lang.grammar.feminine)) or tg.text(stop) not in "،,(":
            return None
        what = stop + 1
        aged = tg.is_number(what) and tg.has(min(what + 1, self.end - 1), "stretch")
        office = tg.sense(what, "people")
        word = office.data if office is not None and office.number == "sg" else None
        titled = isinstance(word, PeopleWord) and word.title
        titled = titled or any(s.number == "sg" and tg.an[what].art for s in tg.an[what].harms)
        if not aged and (not titled or tg.an[what].prep or tg.an[what].conj):
            return None
        role = word.role if isinstance(word, PeopleWord) and not aged else "unknown"
        return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), role, "count.named", named=True, number="sg")

    def _near(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Tell whether people after a verb stand near enough to be its own, or are counted."""
        k = trigger.end
        while k < phrase.start and (self.tg.has(k, "calendar", "meanwhile", "thereupon") or self.tg.text(k) in "،,"):
            k = max(k + 1, *(self.tg.end(k, cat) for cat in ("calendar", "meanwhile", "thereupon")))
        if k == phrase.start or past_circumstance(self.tg, trigger.end, phrase.start) == phrase.start:
            # قتلت فجر أمس، الشاب فلان: only when it was stands between.
            return True
        if phrase.start - trigger.end <= 2 and not self.tg.has(phrase.start - 1, "plus"):
            return True
        if phrase.named and phrase.noun >= 0 and self._apart(trigger.end, phrase):
            return True
        return phrase.counted and phrase.noun >= 0 and not self.governed(phrase.start)

    def _apart(self, k: int, phrase: Phrase) -> bool:
        """Tell whether only where, when and how stand before one who is named with his title.

        استشهد في غارة على مدينة الباب القائد فلان: the word before him has its article, its owner or its place, so that
        nothing of it is left to be his (استهدفت منزل القائد فلان).
        """
        tg = self.tg
        if tg.any(k, phrase.start, "rel") or self.governed(phrase.start):
            return False
        if any(tg.an[q].pron or q == phrase.start - 1 for q in tg.within(k, phrase.start, "verb")):
            # في هجوم شنه القائد فلان: whose deed it was.
            return False
        return self.titled(phrase) and self.ends_at(phrase.start)

    def _agrees(self, trigger: Trigger) -> bool:
        return trigger.number == "pl" or trigger.word.kind == "undergo"

    def _object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        if trigger.pron:
            ours = self._ours(trigger)
            if ours is not None or trigger.word.id.startswith("lost-"):
                return ours, None
            return antecedent(self, trigger)
        if trigger.word.id == "put-to-death-by":
            by = self.people.at(trigger.end)
            return self._condemned(trigger), by.group if by is not None else None
        begin = trigger.tail if trigger.tail > trigger.end else trigger.end
        agent, whose = None, ""
        if trigger.word.harm == "released" and self.tg.has(trigger.tail - 1, "people", "harm"):
            # استعاد الجانب الحكومي 236 محتجزا: the second half is the people themselves.
            begin = trigger.end
        elif trigger.tail > trigger.end + 1:
            between = self.people.at(trigger.end)
            agent = between.group if between is not None else None
            if self.tg.has(begin, "on_"):
                whose = self.tg.an[begin].pron
                begin += 1
        if trigger.word.id == "eliminate-on" and trigger.end in self.tg.places and not self.people.at(trigger.end):
            # قضوا على المدينة
            return None, None
        first = self.right(begin, _RIGHT_OF_VERB, far=True)
        if whose and (first is None or not first.counted):
            # الذي ألقى مسلحون القبض عليه (but عليهم … 371 شخصا)
            return antecedent(self, replace(trigger, pron=whose))
        if first is None and trigger.tail > trigger.end + 1 and begin > trigger.end:
            # أردت الشرطة السائق قتيلا: the people stand before the second half.
            first, agent = self.right(trigger.end, _RIGHT_OF_VERB), None
        if trigger.word.id.startswith("lost-") and (first is None or not agent_like(first)) and agent is None:
            if first is not None and first.named and (kin := self.person(first.end)) is not None and kin.noun >= 0:
                # فقد علي شقيقه: who lost him stands before him.
                return (kin, None) if somebodys(self, kin.noun) and not self.tg.an[first.end].conj else (None, None)
            # خسرت الفصائل 12 مقاتلا: who lost them must be told, or the people are lost in another sense.
            agent, known = loser(self, trigger, first)
            if not known:
                return None, None
            return first, agent
        if first is not None and trigger.word.weak and first.definite and not first.counted:
            # دفن الأهالي 16 شخصا: a definite subject before a figure.
            counted = self.right(first.end, 3)
            if counted is not None and counted.counted and counted.noun >= 0:
                return counted, first.group
        if first is not None and agent_like(first):
            second = self.right(first.end, 6)
            if second is not None:
                return second, first.group
            return (None, None) if first.body else (first, None)
        marked = self._marked_object(first)
        if first is not None and marked is not None:
            return marked, first.group
        return first, agent

    def _does(self, trigger: Trigger) -> bool:
        """Tell whether a thing is the object right behind a verb written alike in both voices: أوقف رسائله."""
        tg, k = self.tg, trigger.end
        if trigger.number != "sg" or k >= self.end or not tg.is_word(k) or tg.an[k].conj or tg.an[k].prep:
            return False
        written = tg.doc.text[tg.tokens[k].start : tg.tokens[k].end]
        owned = written.endswith(tuple(tg.lang.grammar.owners) or "\0") and not tg.known(k)
        definite = owned or tg.text(k).startswith(tg.lang.article)
        told = tg.has(
            k, "calendar", "manner", "means", "during", "in", "on_", "from_", "to", "with_", "meanwhile", "when"
        )
        return definite and not told and k not in tg.places and not tg.has(k, "nation", "number", "another", "within")

    def _ours(self, trigger: Trigger) -> Phrase | None:
        """Return the object of a verb whose speakers did it (قتلنا ثمانية منهم): the pronoun is its subject then."""
        if trigger.pron not in self.tg.lang.grammar.doers:
            return None
        found = self.right(trigger.tail, 3, far=True)
        if found is None or found.named or self.governed(found.start):
            return None
        return found if found.counted or (found.noun >= 0 and not found.definite and not found.body) else None

    def _marked_object(self, first: Phrase | None) -> Phrase | None:
        """Return the object right after a subject: by its ending (أردى شرطي مهاجما), or counted (خطف رجل 3 أطفال)."""
        tg = self.tg
        case = tuple(tg.lang.grammar.accusative)
        if not case or first is None or first.counted or first.noun < 0 or first.end >= self.end:
            return None
        k = first.end
        while first.named and k < min(first.end + _ADJECTIVES, self.end) and tg.text(k).startswith(tg.lang.article):
            # قتلت الفتاة فلانة المراهقة جنديا
            k += 1
        second = self.person(k) if k < self.end else None
        counted = second is not None and second.counted and second.noun > second.start and not first.affiliated
        glued = k < self.end and (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner)
        if second is not None and counted and not (glued or first.body or first.definite or first.pron):
            return second
        if second is None or second.noun != k or tg.an[k].conj:
            return None
        marked = tg.text(second.noun).endswith(case) and not tg.text(first.noun).endswith(case)
        # قتل مستوطن شابين: two are no attribute of one.
        return second if marked or (second.number == "du" and first.number == "sg" and not first.named) else None

    def _subject_or_object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None, str]:
        """A verb written the same in both voices: active where a force is followed by somebody else."""
        if trigger.pron:
            ours = self._ours(trigger)
            if ours is not None:
                return ours, None, "object"
            found, agent = antecedent(self, trigger)
            return found, agent, "object-before"
        told = self._told_after(trigger)
        if told is not None:
            return told, None, "subject-after"
        right = self.right(trigger.end, _RIGHT_OF_VERB, far=True)
        marked = self._marked_object(right)
        if right is not None and marked is not None:
            return marked, right.group, "object"
        whom = victims_behind(self, trigger, right) if right is not None else None
        whom = kin_behind(self, right) if right is not None and whom is None else whom
        if right is not None and whom is not None:
            return whom, right.group, "object"
        by = right is not None and right.start > trigger.end and self.tg.has(right.start - 1, "agentby", "means")
        if right is not None and not by and agent_like(right) and right.start - trigger.end <= 2:
            sure = right.body or right.definite or right.affiliated
            second = self.right(right.end, _RIGHT_OF_VERB if sure else 0)
            if second is not None and second.body and not second.counted:
                # خطفت الحركة، ذراع التنظيم، خمسة: another name of who did it; الجيش وقواته الخاصة: two forces.
                second = self.right(second.end, _RIGHT_OF_VERB) or second
            next_to = second is not None and second.start == right.end and not self.tg.an[second.start].prep
            if second is not None and not second.body and (next_to or not self.governed(second.start)):
                return second, right.group, "object"
            if not right.counted and right.number == "pl" and not sure:
                second = self.behind_relative(right.end)
                if second is not None:
                    return second, right.group, "object"
            if right.body:
                # أوقفت الشرطة …: whom the force harmed is not told near by.
                return None, None, ""
        if right is not None and not by and right.start - trigger.end <= 1 and self.one_doer(right):
            # قتل انتحاري 12 شخصا, قتل مسلح يعتقد أنه من التنظيم أربعة جنود
            second = self.behind_relative(right.end)
            if second is not None:
                return second, right.group, "object"
        if trigger.number in ("pl", "du"):
            before = subject_before(self, trigger)
            if right is not None and right.start - trigger.end <= 1 and not agent_like(right):
                if before is None or not before.counted or (right.start == trigger.end and right.noun >= 0):
                    agent = before.group if before is not None and agent_like(before) else None
                    return right, agent, "object"
            if before is not None:
                return before, None, "subject-before"
        if right is not None and self._near(trigger, right):
            return right, None, "subject-after"
        before = subject_before(self, trigger)
        if before is None and right is not None and not right.definite:
            return right, None, "subject-after"
        if before is None and right is None and (named := self._one_behind(trigger)) is not None:
            return named, None, "subject-after"
        if before is not None and right is None and self._does(trigger):
            return None, None, ""
        if before is not None and before.body and not before.counted:
            # التنظيم يعدم, القوات التي قتلت: a force before its verb does it.
            return None, None, ""
        return before, None, "subject-before"
