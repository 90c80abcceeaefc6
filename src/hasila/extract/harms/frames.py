"""Which people a harm word speaks of: the subject, the object, what follows a noun, or the noun itself."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.before import before_state
from hasila.extract.harms.doers import of_whose
from hasila.extract.harms.finalanew import told_anew
from hasila.extract.harms.finalclauses import joined_before as shared_before
from hasila.extract.harms.governed import RIGHT_OF_NOUN, Governed
from hasila.extract.harms.happened import harm_of, known_ones, weak_enough
from hasila.extract.harms.held import agreed_on, come_home
from hasila.extract.harms.joined import joined, joined_before, negation
from hasila.extract.harms.pointing import told_before
from hasila.extract.harms.standing import counted_before, left_so, one_each, qualifies, stands_alone
from hasila.extract.harms.talk import honoured, talked_of
from hasila.extract.harms.told import loose, said_again, taken_before, unreal
from hasila.extract.harms.triggers import HELD, Trigger, find_triggers, ruled_out
from hasila.extract.harms.twice import by_end, told_twice
from hasila.extract.harms.verbfinal import verb_drafts
from hasila.extract.people.names import name_at
from hasila.extract.people.reader import PeopleReader, Phrase
from hasila.extract.people.titles import named_one
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord

#: That nobody was arrested or freed is no claim (codebook, counting rule 6).
_NO_CLAIM = frozenset({"released", "detained", "captured", "abducted", "surrendered"})
#: Captives who are ill or on strike are told so within so many tokens.
_AILING = 13
#: What a noun of harm is but an aim, a demand or a topic of stands so many tokens before it.
_AIMED = 3
#: The kinds of harm words that may tell more of people who were told under another.
_TELL_AGAIN = frozenset({"undergo", "inflict", "either", "state"})
_AIMS = ("unreal", "topic", "attempt", "demand")
#: Where a body was found may stand between the verb and it.
_FOUND = 12
#: How many the dead are is told so many tokens behind them.
_TOLD_WITHIN = 12


def replace_harm(draft: Draft, trigger: Trigger) -> Draft:
    """Return a draft of the same people under another harm."""
    return Draft(trigger.word.harm, draft.anchor, draft.phrase, draft.sentence, list(draft.rules),
                 agent=draft.agent, word=trigger.word, negated=draft.negated)  # fmt: skip


class FrameReader(Governed):
    """Finds the drafts of one sentence."""

    def __init__(self, tg: Tagged, people: PeopleReader, begin: int, end: int, sentence: int) -> None:
        super().__init__(tg, people, begin, end, find_triggers(tg, begin, end))
        self.sentence = sentence
        #: The words of figures and of what bounds them.
        self.hedged = frozenset(q for figure in people.figures.values() for q in range(figure.start, figure.end))

    def read(self) -> list[Draft]:
        """Return the drafts of the sentence in order of appearance."""
        skip: set[int] = set()
        #: Harm words that found nobody, who may go on about people told before.
        silent: list[Trigger] = []
        tg_final = self.tg.lang.grammar.verb_final
        for trigger in self.triggers:
            if trigger.word.kind in ("take", "lose", "people") or trigger.start in skip:
                continue
            if tg_final and trigger.word.kind in ("undergo", "inflict", "either"):
                for draft in self._before_verb(trigger, skip):
                    self.add(draft)
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
            if len(self.drafts) == count and trigger.word.kind in _TELL_AGAIN:
                silent.append(trigger)
            if trigger.word.needs and len(self.drafts) > count and not tg_final:
                # ألقت الشرطة القبض على فلان، أحد أقارب …: the second half has nobody of its own.
                halves = (t for t in self.triggers if trigger.end <= t.start < trigger.tail)
                skip.update(t.start for t in halves if t.word.harm == trigger.word.harm)
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
                if len(self.drafts) == count and trigger.word.harm in HELD:
                    silent.append(trigger)
        ends = by_end(self.drafts) if silent else {}
        for trigger in silent:
            again = told_twice(self, trigger, ends)
            for draft in self._told(trigger, again, None, "told-twice") if again is not None else ():
                self.add(draft)
        self.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))
        return self.drafts

    def _before_verb(self, trigger: Trigger, skip: set[int]) -> list[Draft]:
        """Return the drafts of a verb at the end of its clause; one of two that share their people tells both harms."""
        following = next((t for t in self.triggers if t.start > trigger.start), None)
        if trigger.word.elided and following is not None and shared_before(self, following) is trigger:
            # کشته و زخمی شدند: read with the verb that follows.
            drafts = list(verb_drafts(self, trigger))
            skip.add(following.start)
            both = {trigger.word.harm, following.word.harm}
            twins = []
            for draft in drafts:
                draft.anchor = (draft.anchor[0], following.end)
                if both == {"killed", "wounded"}:
                    draft.harm = "casualty"
                    draft.rules.append(("harm", "two-harms-one-figure", (trigger.start, following.end)))
                elif len(both) == 2:
                    twins.append(replace_harm(draft, following))
            return drafts + twins
        return list(verb_drafts(self, trigger))

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
            alone = other is not None and other.end < self.end and self.right(other.end, RIGHT_OF_NOUN) is None
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
        if second.word.weak and not first.word.weak and second.word.harm == first.word.harm:
            # نزح أو لجأ نحو 15 مليونا: the surer of the two takes them.
            second = replace(second, word=first.word)
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
        if self.tg.lang.grammar.verb_final and self.tg.any(
            max(self.begin, trigger.start - _AIMED), trigger.start, *_AIMS
        ):
            return
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
        yield from self._told(trigger, found, agent, rule)

    def _told(self, trigger: Trigger, found: Phrase, agent: tuple[int, int] | None, rule: str) -> Iterator[Draft]:
        """Yield the drafts of a harm word whose people are found, with those joined to them."""
        word = trigger.word
        if (rule != "event-before" and unreal(self, trigger, found)) or loose(self, trigger, found):
            nobody = word.harm == "released" or self.tg.has(found.start, "more")
            if found.harm is not None and (nobody or talked_of(self, trigger, found)):
                # Whose release is only asked for, more of whom are feared: no claim by their noun either.
                self.used.update(range(found.start, found.end))
            return
        if said_again(trigger, found):
            return
        found = self._without_half(trigger, found)
        if self.tg.lang.grammar.verb_final and not told_anew(self, trigger, found):
            return
        inside = trigger.start > self.begin and self.tg.has(trigger.start - 1, "in")
        if self.tg.lang.grammar.verb_final and (found.harm is not None or inside) and not found.counted:
            # در بازداشت طالبان: where they were.
            return
        if word.named:
            if not (found.named or found.counted):
                return
            # A mourner has killed nobody.
            agent = None
        if found.low is None and found.number == "sg" and not found.counted and found.hedge == "exact":
            # A nationality alone (قتل أميركي, إصابة سورية) is one person beside its harm word, else an adjective.
            marked = tuple(self.tg.lang.grammar.accusative) or "\0"
            taken = rule == "object" and found.noun >= 0 and self.tg.text(found.noun).endswith(marked)
            if (found.start not in (trigger.tail, trigger.end) and not taken) or found.definite:
                # خطف مسلحون هنديا: the object of those who did it.
                return
            found = replace(found, low=1, high=1)
        if (word.weak or word.counted) and not weak_enough(self, trigger, found):
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
        state = self.by_start.get(found.end)
        if state is not None and state.word.kind == "people" and state.number == "pl" and found.counted:
            if state.word.harm == harm and not (state.conj or state.definite or state.prep or state.pron):
                # نقل ثلاثة جنود جرحى: how they were, and no more people.
                self.used.add(found.end)
        if rule == "subject-before" or (rule == "object-before" and trigger.number != "pl" and found.low == 1):
            yield from joined_before(self, draft)
        yield draft
        yield from joined(self, draft)

    def _without_half(self, trigger: Trigger, found: Phrase) -> Phrase:
        """Return people without the second half of their expression: رفع 25 مسلحا الراية البيضاء."""
        if found.noun < 0 or found.group is None or not (trigger.word.needs and found.affiliated):
            return found
        stop = self.tg.end(found.noun, "people")
        if found.group[0] < stop or not self.tg.has(found.group[0], "content"):
            return found
        return replace(found, end=stop, group=(found.noun, stop), actor=None, affiliated=False)

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
        whom = counted_before(self, phrase) if figure is not None else None
        if whom is not None:
            phrase = replace(phrase, group=whom.group, role=whom.role, actor=whom.actor, affiliated=whom.affiliated)
            self.used.update(range(whom.start, whom.end))
        some = tg.lang.grammar.verb_final and phrase.hedge == "vague" and trigger.number == "pl" and phrase.low == 2
        if some and not trigger.word.denied and k > self.begin and tg.any(start, k, "amount"):
            # بعضی از مجروحان به بیمارستان منتقل شدند: some of those who were told.
            return
        if tg.lang.grammar.verb_final and not (phrase.counted or trigger.word.denied):
            # قربانیان, مجروحان: without an article, a plural alone means those that all know of.
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
        if not phrase.counted and qualifies(self, trigger):
            return
        left = left_so(self, trigger) if not phrase.counted else None
        if left is not None:
            phrase, trigger = left, replace(trigger, word=msgspec.structs.replace(trigger.word, weak=False))
        if not phrase.counted and trigger.word.id == "killed-and-wounded":
            pair = one_each(self, trigger, phrase)
            if pair:
                yield from pair
                return
        if known_ones(self, phrase):
            yield from self._who_it_is(trigger, phrase)
            return
        if trigger.word.harm == "wounded" and tg.any(phrase.end, min(phrase.end + 3, self.end), "recovered"):
            # عشرة مصابين غادروا المستشفى: they were told of when they were hurt.
            return
        if trigger.word.id == "body" and not phrase.counted and trigger.number == "sg":
            at = trigger.end
            while at < self.end and (tg.is_quote(at) or tg.text(at) == "("):
                at += 1
            whose = self.person(at) if at < self.end else None
            if whose is not None and whose.named and whose.start == at:
                # جثمان الجندي فلان: whose body it is.
                yield self._named_body(trigger, whose)
                return
        if phrase.hedge in ("most", "all") and trigger.word.harm in ("captured", "detained", "missing"):
            return
        home = phrase.counted and come_home(self, trigger, start)
        if phrase.counted and not home and agreed_on(self, trigger, start):
            self.used.update(range(phrase.start, phrase.end))
            return
        some = k > self.begin and (tg.has(k - 1, "ofthem") or (tg.has(k - 1, "few") and bool(tg.an[k - 1].pron)))
        if some and trigger.word.harm == "wounded" and not phrase.counted:
            # البعض منهم مصابون بجروح خطرة: how they are.
            return
        martyr = named_one(self, trigger) if not phrase.counted else None
        if martyr is not None:
            yield martyr
            if trigger.number != "sg":
                yield from joined(self, martyr)
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
                # عثر الأهالي في بلدة كذا على جثة رجل
                caused = tg.any(
                    max(self.begin, k - (_FOUND if tg.has(k - 1, "on_") and trigger.number != "pl" else 3)), k, "found"
                )
            if tg.any(max(self.begin, k - _AILING), min(k + _AILING, self.end), "notharm"):
                return
            known = phrase.number == "pl" and not (phrase.affiliated or trigger.word.weak)
            known = known and trigger.word.harm in ("killed", "casualty") and self._of_the(trigger.end)
            definite = phrase.definite or known
            alone = not definite and stands_alone(self, trigger)
            plain = alone or (not definite and phrase.number in ("pl", "du"))
            unknown = negation(self, start, phrase) == "noword" and (trigger.word.denied or tg.has(k - 1, "total"))
            if not (plain or unknown or (caused and not definite)):
                return
            if trigger.word.weak and not (caused or alone) and phrase.group == (k, trigger.end):
                return
            if trigger.word.harm in ("captured", "detained", "abducted", "casualty") and not caused:
                return
        elif (trigger.word.weak and phrase.open_class) or (
            trigger.word.harm in ("captured", "detained")
            and tg.any(max(self.begin, k - _AILING), min(k + _AILING, self.end), "notharm")
        ):
            return
        if honoured(self, trigger, phrase):
            return
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.noun", (k, trigger.end)),
            ("count", phrase.rule, phrase.figure),
        ]
        harm = "released" if home else trigger.word.harm
        draft = Draft(harm, (k, trigger.end), phrase, self.sentence, rules, word=trigger.word)
        draft.negated = negation(self, start, phrase)
        yield draft
        yield from joined(self, draft)

    def _named_body(self, trigger: Trigger, whose: Phrase) -> Draft:
        self.used.update(range(whose.start, whose.end))
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.named", (trigger.start, trigger.end)),
            ("count", whose.rule, None),
        ]
        return Draft(trigger.word.harm, (trigger.start, trigger.end), whose, self.sentence, rules, word=trigger.word)

    def _who_it_is(self, trigger: Trigger, phrase: Phrase) -> Iterator[Draft]:
        """Yield the claim of one of the dead who is named: أحد القتلى هو فلان."""
        k = phrase.end
        if phrase.low != 1 or k + 1 >= self.end or not self.tg.has(k, "heis"):
            return
        named = self.person(k + 1)
        if named is None or not named.named:
            stop = name_at(self.tg, k + 1, self.end, open_class=True)
            if stop is None or stop - k <= 2:
                return
            at = (k + 1, stop)
            named = Phrase(*at, 1, 1, "exact", None, k + 1, at, "unknown", "count.named", named=True)
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.named", (trigger.start, trigger.end)),
            ("count", named.rule, None),
        ]
        yield Draft(trigger.word.harm, (trigger.start, trigger.end), named, self.sentence, rules, word=trigger.word)

    def _of_the(self, k: int) -> bool:
        """Tell whether what follows a noun makes it definite: شهداء الواجب, ضحايا باريس are those that all know."""
        tg = self.tg
        if k >= self.end or not tg.is_word(k) or tg.an[k].prep or tg.an[k].conj:
            return False
        if any(q in self.people.figures for q in range(k, min(k + _TOLD_WITHIN, self.end))):
            # قتلى الجانبين لا يزيدون على سبعة: how many they are is told.
            return False
        return tg.text(k).startswith(tg.lang.article) or (k in tg.places and k not in tg.weak_places)

    def _figure_ending_at(self, k: int) -> int | None:
        tg = self.tg
        for q in range(k - 1, max(self.begin - 1, k - 9), -1):
            figure = self.people.figures.get(q)
            if figure is not None and figure.end <= k:
                gap = range(figure.end, k)
                if all(tg.is_quote(g) or tg.has(g, "of") or tg.text(g) in "()" for g in gap) and len(gap) <= 2:
                    return figure.start
        return None
