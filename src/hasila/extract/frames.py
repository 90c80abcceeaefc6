"""Which people a harm word speaks of: the subject, the object, what follows a noun, or the noun itself."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.before import agent_like, antecedent, before_state, of_things, subject_before, told_before
from hasila.extract.doers import loser, of_whose, somebodys, to_whom, victims_behind
from hasila.extract.draft import Draft
from hasila.extract.happened import harm_of, known_ones, weak_enough
from hasila.extract.joined import joined, joined_before, negation
from hasila.extract.names import is_name, name_at
from hasila.extract.people import PeopleReader, Phrase
from hasila.extract.reach import Reach
from hasila.extract.tagging import Tagged
from hasila.extract.titles import named_one
from hasila.extract.told import loose, said_again, taken_before, unreal
from hasila.extract.triggers import HELD, Trigger, find_triggers, ruled_out
from hasila.languages.schema import HarmWord

#: How far from a verb its people may stand to the right, in tokens: place and time come between
#: (قتل، يوم الجمعة، في غارة على …، خمسة). Farther off is more often another clause.
_RIGHT_OF_VERB = 9
_RIGHT_OF_NOUN = 5
#: That nobody was arrested or freed is no claim (codebook, counting rule 6).
_NO_CLAIM = frozenset({"released", "detained", "captured", "abducted", "surrendered"})
#: Captives who are ill or on strike are told so within so many tokens.
_AILING = 9
#: Harms whose nouns with a definite plural are talk of a matter, not a report of people (measured on news).
_RHETORICAL = frozenset({"released", "displaced", "detained", "captured", "abducted"})


class FrameReader(Reach):
    """Finds the drafts of one sentence."""

    def __init__(self, tg: Tagged, people: PeopleReader, begin: int, end: int, sentence: int) -> None:
        super().__init__(tg, people, begin, end, find_triggers(tg, begin, end))
        self.sentence = sentence
        self.drafts: list[Draft] = []

    def read(self) -> list[Draft]:
        """Return the drafts of the sentence in order of appearance."""
        skip: set[int] = set()
        for trigger in self.triggers:
            if trigger.word.kind in ("take", "lose", "people") or trigger.start in skip:
                continue
            pair = self._paired(trigger)
            if pair is not None:
                skip.add(pair.start)
                for draft in self._of_pair(trigger, pair):
                    self.add(draft)
                continue
            count = len(self.drafts)
            for draft in self._of(trigger):
                self.add(draft)
            for other in self._other_readings(trigger):
                if len(self.drafts) > count:
                    break
                for draft in self._of_noun(other) if other.word.kind == "people" else self._of(other):
                    self.add(draft)
        for trigger in self.triggers:
            if trigger.word.kind == "people" and trigger.start not in self.used:
                count = len(self.drafts)
                for draft in self._of_noun(trigger):
                    self.add(draft)
                for other in self._other_readings(trigger):
                    if len(self.drafts) > count:
                        break
                    for draft in self._of(other):
                        self.add(draft)
        self.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))
        return self.drafts

    def add(self, draft: Draft) -> None:
        """Keep a draft, and mark its people as taken."""
        phrase = draft.phrase
        self.drafts.append(draft)
        self.used.update(range(phrase.start, phrase.end))

    def _other_readings(self, trigger: Trigger) -> Iterator[Trigger]:
        """Yield the other harms that a word can mean, for where its first reading finds nobody.

        A noun of harm may be the people themselves (لم ترد أنباء عن إصابات); what is lost may be missing (فقد).
        """
        if trigger.end - trigger.start > 1:
            return
        verbs = ("undergo", "inflict", "either")
        for sense in self.tg.an[trigger.start].harms:
            word = sense.data
            if not isinstance(word, HarmWord) or word is trigger.word or word.needs:
                continue
            if ruled_out(self.tg, word, trigger.end, self.end):
                continue
            same = trigger.word.kind in verbs and word.kind in verbs
            said = (trigger.word.kind, word.kind) == ("people", "state") and word.harm not in HELD
            if same or said or (trigger.word.kind, word.kind) in (("event", "people"), ("state", "people")):
                yield replace(trigger, word=word, number=sense.number, tail=trigger.end)

    def _paired(self, trigger: Trigger) -> Trigger | None:
        """Return the harm word that is joined to this one before any people are named (مقتل وإصابة 20)."""
        k = trigger.tail
        either = k < self.end and self.tg.text(k) in self.tg.lang.either_or
        if either:
            k += 1
        other = self.by_start.get(k)
        if trigger.tail != trigger.end:
            return None
        if self._subject_right_before(trigger) and not either:
            # أن 5000 مدني قتل وأصيب: the second verb has nobody of its own.
            alone = other is not None and other.end < self.end and self.right(other.end, _RIGHT_OF_NOUN) is None
            if not (alone and any(q in self.people.figures for q in range(max(self.begin, k - 7), k - 1))):
                return None
        if other is None or other.word.kind in ("people", "state", "take", "lose") or other.pron or trigger.pron:
            return None
        if trigger.number in ("pl", "du") and other.number != trigger.number:
            # A plural verb has its people before it, the next verb its own after it (شخصين قتلا وأصيب عشرة).
            return None
        return other if other.conj or k > trigger.tail else None

    def _subject_right_before(self, trigger: Trigger) -> bool:
        """Tell whether a verb's people stand right before it (أن جنديا قتل وأصيب آخر): it is no pair then."""
        if trigger.word.kind not in ("either", "undergo"):
            return False
        for k in range(max(self.begin, trigger.start - 6), trigger.start):
            phrase = self.people.at(k)
            if phrase is not None and phrase.end == trigger.start and phrase.noun >= 0 and not phrase.body:
                return phrase.counted or phrase.number == "sg"
        return False

    def _of_pair(self, first: Trigger, second: Trigger) -> Iterator[Draft]:
        """One figure under two harms: killed and wounded not told apart are casualties, else each is a claim."""
        drafts = [draft for draft in self._of(second) if not unreal(self, first, draft.phrase)]
        both = {first.word.harm, second.word.harm}
        for draft in drafts:
            draft.anchor = (first.start, draft.anchor[1])
            if both == {"killed", "wounded"}:
                draft.harm = "casualty"
                draft.rules.append(("harm", "two-harms-one-figure", (first.start, second.end)))
            elif len(both) == 2:
                twin = Draft(first.word.harm, draft.anchor, draft.phrase, self.sentence, list(draft.rules),
                             agent=draft.agent, word=first.word, negated=draft.negated)  # fmt: skip
                yield twin
            yield draft

    # -- one harm word -------------------------------------------------------------------------------

    def _of(self, trigger: Trigger) -> Iterator[Draft]:
        word = trigger.word
        found: Phrase | None = None
        agent: tuple[int, int] | None = None
        rule: str = word.kind
        if word.kind == "event":
            found, agent = self._after_noun(trigger)
            if found is None and trigger.pron:
                found, rule = told_before(self, trigger), "event-before"
        elif word.kind == "state":
            found = before_state(self, trigger)
            rule = "state"
        elif word.kind == "undergo":
            found, rule = self._subject(trigger)
        elif word.kind == "inflict":
            found, agent = self._object(trigger)
        elif word.kind == "either":
            found, agent, rule = self._subject_or_object(trigger)
        if found is None and word.harm in ("released", "missing"):
            found, rule = taken_before(self, trigger), "taken-before"
        if found is None and trigger.pron and word.kind in ("event", "either"):
            found, rule = of_whose(self, trigger), "event"
        if found is None:
            return
        if (rule != "event-before" and unreal(self, trigger, found)) or loose(self, trigger, found):
            if found.harm is not None and (word.harm == "released" or self.tg.has(found.start, "more")):
                # Whose release is only asked for, more of whom are feared: no claim by their noun either.
                self.used.update(range(found.start, found.end))
            return
        if said_again(trigger, found):
            return
        if word.named:
            if not (found.named or found.counted):
                return
            # A mourner has killed nobody.
            agent = None
        if found.low is None and found.number == "sg" and not found.counted and found.hedge == "exact":
            # A nationality alone (قتل أميركي, إصابة سورية) is one person beside its harm word, else an adjective.
            if found.start != trigger.tail or found.definite:
                return
            found = replace(found, low=1, high=1)
        if word.weak and not weak_enough(self, trigger, found):
            return
        if word.id.startswith("lost-") and agent is not None and not found.affiliated:
            # خسرت الفصائل 12 مقاتلا: the dead are the loser's.
            found, agent = replace(found, group=agent, affiliated=True, role="combatant"), None
        harm = harm_of(self, trigger, found)
        found = self._whose(trigger, found)
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{word.id}.{rule}", (trigger.start, trigger.end)),
            ("count", found.rule, found.figure),
        ]
        draft = Draft(harm, (trigger.start, trigger.end), found, self.sentence, rules, agent=agent, word=word)
        if not word.id.startswith("fate-"):
            draft.negated = negation(self, trigger.start, found)
        if draft.negated == "none" and harm in _NO_CLAIM:
            return
        if draft.negated and not found.counted and word.kind in ("event", "either") and not word.result:
            before = trigger.start - 1
            if before >= self.begin and self.tg.has(before, "isnot"):
                # وليس قتل المصلين: what it was not about.
                return
        half = trigger.tail - 1
        if word.needs and word.kind == "undergo" and half in (found.end, trigger.end) and half not in self.used:
            # سقط 52 شخصا قتلى, 52 شخصا سقطوا قتلى: the second half tells no more people.
            self.used.add(half)
        if rule == "subject-before":
            yield from joined_before(self, draft)
        yield draft
        yield from joined(self, draft)

    def _whose(self, trigger: Trigger, found: Phrase) -> Phrase:
        """Return people with the body that is named after their state: 40 عنصرا بين قتيل وجريح من الفصيل."""
        tg = self.tg
        state = trigger if trigger.word.kind == "state" else self.by_start.get(found.end)
        if state is None or state.word.kind != "state" or state.start != found.end or found.affiliated:
            return found
        link = next((cat for cat in ("rows", "of") if state.end < self.end and tg.has(state.end, cat)), None)
        body = self.people.affiliation(tg.end(state.end, link)) if link is not None else None
        if body is None:
            return found
        role = body[3] if found.role == "unknown" else found.role
        return replace(found, group=(body[0], body[1]), actor=body[2], role=role, affiliated=True)

    def _of_noun(self, trigger: Trigger) -> Iterator[Draft]:
        """Drafts of nouns for harmed people that no verb governs: 95 قتيلا, عشرات الجرحى, قتلى وجرحى."""
        tg, k = self.tg, trigger.start
        start = k
        figure = self._figure_ending_at(k)
        if figure is not None:
            start = figure
        phrase = self.people.at(start)
        if phrase is None or phrase.noun != k or phrase.harm is None:
            return
        if k > self.begin and tg.has(k - 1, "formation") and not (tg.an[k - 1].art or trigger.definite):
            # لواء شهداء اليرموك: the name of a unit.
            return
        if trigger.word.denied and (
            phrase.counted
            or not negation(self, start, phrase)
            or not tg.any(max(self.begin, k - 7), k, "none", "noword")
        ):
            return
        if known_ones(self, phrase):
            return
        if phrase.hedge in ("most", "all") and trigger.word.harm in ("captured", "detained", "missing"):
            return
        martyr = named_one(self, trigger) if not phrase.counted else None
        if martyr is not None:
            yield martyr
            return
        if not phrase.counted:
            aims = range(max(self.begin, start - 4), start)
            if trigger.word.harm != "missing" and any(
                tg.has(q, "averted") and tg.end(q, "averted") >= start - 2 for q in aims
            ):
                return
            caused = tg.any(max(self.begin, k - 4), k, "caused", "none", "noword", "not")
            if trigger.word.harm == "casualty" and trigger.end - k > 1:
                # تكبدت القوات خسائر في الأرواح
                caused = caused or tg.any(max(self.begin, k - 5), k, "loses", "inflicts")
            if trigger.word.weak and not caused and trigger.word.harm == "killed":
                caused = tg.any(max(self.begin, k - 3), k, "found")
            if tg.any(max(self.begin, k - _AILING), min(k + _AILING, self.end), "notharm"):
                return
            plain = not phrase.definite and phrase.number in ("pl", "du")
            unknown = negation(self, start, phrase) == "noword" and (trigger.word.denied or tg.has(k - 1, "total"))
            if not (plain or unknown or (caused and not phrase.definite)):
                return
            if trigger.word.weak and not caused and phrase.group == (k, trigger.end):
                return
            if trigger.word.harm in ("captured", "detained", "abducted", "casualty") and not caused:
                return
        elif (trigger.word.weak and phrase.open_class) or (
            trigger.word.harm in ("captured", "detained")
            and tg.any(max(self.begin, k - _AILING), min(k + _AILING, self.end), "notharm")
        ):
            return
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.noun", (k, trigger.end)),
            ("count", phrase.rule, phrase.figure),
        ]
        draft = Draft(trigger.word.harm, (k, trigger.end), phrase, self.sentence, rules, word=trigger.word)
        draft.negated = negation(self, start, phrase)
        yield draft
        yield from joined(self, draft)

    def _figure_ending_at(self, k: int) -> int | None:
        tg = self.tg
        for q in range(k - 1, max(self.begin - 1, k - 9), -1):
            figure = self.people.figures.get(q)
            if figure is not None and figure.end <= k:
                gap = range(figure.end, k)
                if all(tg.is_quote(g) or tg.has(g, "of") or tg.text(g) in "()" for g in gap) and len(gap) <= 2:
                    return figure.start
        return None

    # -- where the people stand ----------------------------------------------------------------------

    def _after_noun(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        """The people after a noun of harm; between them its agent may stand (اعتقال قوات الاحتلال خمسة)."""
        tg = self.tg
        k = trigger.end if trigger.word.needs else trigger.tail
        if trigger.pron or (trigger.definite and trigger.tail - trigger.start == 1):
            return None, None
        if trigger.word.weak and not trigger.word.needs and k < self.end and tg.has(k, "means") and not tg.an[k].prep:
            # سقوط قذيفة على …: a thing fell.
            return None, None
        phrase = self.right(k, _RIGHT_OF_NOUN)
        if phrase is None:
            if trigger.word.harm == "killed" and not trigger.word.weak and not trigger.definite:
                while k < self.end and (tg.is_quote(k) or tg.has(k, "eachof")):
                    k = max(k + 1, tg.end(k, "eachof"))
                stop = name_at(tg, k, self.end, open_class=True)
                if stop is not None:
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

    def _subject(self, trigger: Trigger) -> tuple[Phrase | None, str]:
        """The subject follows its verb, or stands before it (always, where the verb is plural)."""
        if of_things(self, trigger):
            return None, ""
        plural = trigger.number in ("pl", "du") and self._agrees(trigger)
        passive = self._passive(trigger) if self.tg.has(trigger.start, "passive") else None
        if passive is not None:
            return passive, "subject-after"
        if not plural:
            limit = trigger.tail - trigger.end + 1 if trigger.tail > trigger.end + 1 else _RIGHT_OF_VERB
            right = self.right(trigger.end, limit, far=True)
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

    def _near(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Tell whether people after a verb stand near enough to be its own, or are counted."""
        k = trigger.end
        while k < phrase.start and (self.tg.has(k, "calendar", "meanwhile") or self.tg.text(k) in "،,"):
            k = max(k + 1, self.tg.end(k, "calendar"), self.tg.end(k, "meanwhile"))
        if k == phrase.start:
            # قتلت فجر أمس، الشاب فلان: only when it was stands between.
            return True
        if phrase.start - trigger.end <= 2 and not self.tg.has(phrase.start - 1, "plus"):
            return True
        return phrase.counted and phrase.noun >= 0 and not self.governed(phrase.start)

    def _agrees(self, trigger: Trigger) -> bool:
        return trigger.number == "pl" or trigger.word.kind == "undergo"

    def _object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        if trigger.pron:
            ours = self._ours(trigger)
            if ours is not None or trigger.word.id.startswith("lost-"):
                return ours, None
            return antecedent(self, trigger)
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

    def _ours(self, trigger: Trigger) -> Phrase | None:
        """Return the object of a verb whose speakers did it (قتلنا ثمانية منهم): the pronoun is its subject then."""
        if trigger.pron not in self.tg.lang.grammar.doers:
            return None
        found = self.right(trigger.tail, 3, far=True)
        if found is None or found.named or self.governed(found.start):
            return None
        return found if found.counted or (found.noun >= 0 and not found.definite and not found.body) else None

    def _marked_object(self, first: Phrase | None) -> Phrase | None:
        """Return the object after a subject that lacks its ending: أردى شرطي مهاجما."""
        tg = self.tg
        case = tuple(tg.lang.grammar.accusative)
        if not case or first is None or first.counted or first.noun < 0 or first.end >= self.end:
            return None
        second = self.person(first.end)
        if second is None or second.noun != first.end or tg.an[first.end].conj:
            return None
        marked = tg.text(second.noun).endswith(case) and not tg.text(first.noun).endswith(case)
        return second if marked else None

    def _subject_or_object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None, str]:
        """A verb written the same in both voices: active where a force is followed by somebody else."""
        if trigger.pron:
            ours = self._ours(trigger)
            if ours is not None:
                return ours, None, "object"
            found, agent = antecedent(self, trigger)
            return found, agent, "object-before"
        right = self.right(trigger.end, _RIGHT_OF_VERB, far=True)
        marked = self._marked_object(right)
        if right is not None and marked is not None:
            return marked, right.group, "object"
        whom = victims_behind(self, trigger, right) if right is not None else None
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
        if before is not None and before.body and not before.counted:
            # التنظيم يعدم, القوات التي قتلت: a force before its verb does it.
            return None, None, ""
        return before, None, "subject-before"
