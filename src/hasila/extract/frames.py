"""Which people a harm word speaks of: the subject, the object, what follows a noun, or the noun itself."""

from collections.abc import Iterator
from dataclasses import replace

from hasila.extract.before import agent_like, antecedent, before_state, subject_before
from hasila.extract.draft import Draft
from hasila.extract.joined import joined, negation
from hasila.extract.names import is_name, name_at
from hasila.extract.people import PeopleReader, Phrase
from hasila.extract.tagging import Tagged
from hasila.extract.triggers import Trigger, find_triggers
from hasila.languages.schema import HarmWord, PeopleWord

#: How far from a verb its people may stand to the right, in tokens: place and time come between
#: (قتل، يوم الجمعة، في غارة على …، خمسة). Farther off is more often another clause.
_RIGHT_OF_VERB = 9
_RIGHT_OF_NOUN = 5
#: Captives and hostages stay so where a verb only says that they are held.
_HELD = frozenset({"captured", "abducted"})
#: Harms whose nouns with a definite plural are talk of a matter, not a report of people (measured on news).
_RHETORICAL = frozenset({"released", "displaced", "detained", "captured", "abducted"})


class FrameReader:
    """Finds the drafts of one sentence."""

    def __init__(self, tg: Tagged, people: PeopleReader, begin: int, end: int, sentence: int) -> None:
        self.tg = tg
        self.people = people
        self.begin = begin
        self.end = end
        self.sentence = sentence
        self.triggers = find_triggers(tg, begin, end)
        self.by_start = {t.start: t for t in self.triggers}
        self.used: set[int] = set()
        self.drafts: list[Draft] = []
        clitics = tg.lang.grammar.clitics
        #: An unlisted word that begins so is no name after a title: an adjective, or a word with a preposition.
        self._no_name = (*clitics.article, *clitics.prep)

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
                for draft in self._of_noun(trigger):
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
            same = trigger.word.kind in verbs and word.kind in verbs
            if same or (trigger.word.kind == "event" and word.kind == "people"):
                yield replace(trigger, word=word, number=sense.number, tail=trigger.end)

    def _paired(self, trigger: Trigger) -> Trigger | None:
        """Return the harm word that is joined to this one before any people are named (مقتل وإصابة 20)."""
        k = trigger.tail
        if k < self.end and self.tg.text(k) in self.tg.lang.grammar.either_or:
            k += 1
        other = self.by_start.get(k)
        if trigger.tail != trigger.end or self._subject_right_before(trigger):
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
        drafts = list(self._of(second))
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
        elif word.kind == "state":
            found = before_state(self, trigger)
            rule = "state"
        elif word.kind == "undergo":
            found, rule = self._subject(trigger)
        elif word.kind == "inflict":
            found, agent = self._object(trigger)
        elif word.kind == "either":
            found, agent, rule = self._subject_or_object(trigger)
        if found is None or self._unreal(trigger, found):
            return
        if word.weak and not self._weak_enough(trigger, found):
            return
        if word.id.startswith("lost-") and agent is not None and not found.affiliated:
            # خسرت الفصائل 12 مقاتلا: the dead are the loser's.
            found, agent = replace(found, group=agent, affiliated=True, role="combatant"), None
        harm = found.harm.harm if found.harm is not None and word.weak else word.harm
        if found.harm is not None and found.harm.harm != harm:
            # سقوط قتلى, إصابة أسير: the harm word of its own governs, the noun says who they were.
            own = word.id in ("fell", "falling", "falls") or (word.harm == "detained" and found.harm.harm in _HELD)
            harm = found.harm.harm if own else word.harm
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{word.id}.{rule}", (trigger.start, trigger.end)),
            ("count", found.rule, found.figure),
        ]
        draft = Draft(harm, (trigger.start, trigger.end), found, self.sentence, rules, agent=agent, word=word)
        draft.negated = negation(self, trigger.start, found)
        yield draft
        yield from joined(self, draft)

    def _unreal(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Tell whether the harm is only attempted, threatened, asked for or ordered (codebook, rule 11)."""
        tg = self.tg
        if trigger.word.kind not in ("event", "undergo", "inflict", "either"):
            return False
        near = range(max(self.begin, trigger.start - 2), trigger.start)
        return any(tg.has(q, "unreal") and tg.end(q, "unreal") >= trigger.start - 1 for q in near)

    def _weak_enough(self, trigger: Trigger, phrase: Phrase) -> bool:
        if phrase.harm is not None:
            return True
        if abs(phrase.start - trigger.tail) > 1 and phrase.start > trigger.start:
            return False
        if phrase.counted or phrase.named:
            return not phrase.open_class and not (phrase.named and trigger.word.harm == "missing")
        return phrase.noun >= 0 and phrase.hedge in ("exact", "vague") and not phrase.definite and not phrase.body

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
        if phrase.hedge in ("most", "all") and trigger.word.harm in ("captured", "detained", "missing"):
            return
        if not phrase.counted:
            caused = any(tg.has(q, "caused", "none", "noword", "not") for q in range(max(self.begin, k - 4), k))
            if any(tg.has(q, "notharm") for q in range(self.begin, self.end)):
                return
            plain = not phrase.definite and phrase.number in ("pl", "du")
            if not (plain or (caused and not phrase.definite)):
                return
            if trigger.word.weak and not caused and phrase.group == (k, trigger.end):
                return
            if trigger.word.harm in ("captured", "detained", "abducted", "casualty") and not caused:
                return
        elif (trigger.word.weak and phrase.open_class) or (
            trigger.word.harm in ("captured", "detained")
            and any(tg.has(q, "notharm") for q in range(self.begin, self.end))
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

    def stops(self, k: int) -> bool:
        """Tell whether a search for people ends at token ``k``: another clause or another speaker begins."""
        tg = self.tg
        if tg.is_break(k) or k >= self.end:
            return True
        if tg.has(k, "comp", "subset") or tg.text(k) in ":؛;":
            return True
        sense = tg.sense(k, "report")
        return (
            sense is not None and not tg.an[k].prep and getattr(sense.data, "kind", "") in ("say", "continue", "deny")
        )

    def _right(self, begin: int, limit: int, *, adjacent: int = 1, through_triggers: bool = False) -> Phrase | None:
        """Find the first people phrase within ``limit`` tokens from ``begin``.

        A bare figure, a body or an unlisted noun counts only within ``adjacent`` tokens: farther off it is more
        likely to be something else.
        """
        tg = self.tg
        k = begin
        steps = 0
        while k < self.end and steps <= limit:
            if self.stops(k):
                return None
            if tg.has(k, "eachof", "anyof"):
                k = max(tg.end(k, "eachof"), tg.end(k, "anyof"))
                continue
            trigger = self.by_start.get(k)
            if trigger is not None and trigger.word.kind != "people" and not through_triggers:
                return None
            phrase = self.person(k)
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
                if sure or k - begin <= adjacent or phrase.named:
                    return phrase
                k = phrase.end
                steps += 1
                continue
            figure = self.people.figures.get(k)
            k = figure.end if figure is not None else k + 1
            steps += 1
        return None

    def governed(self, k: int) -> bool:
        """Tell whether a preposition governs the phrase at ``k``, so that it is no subject or object."""
        tg = self.tg
        if tg.an[k].prep:
            return True
        before = k - 1
        while before >= self.begin and tg.is_quote(before):
            before -= 1
        return before >= self.begin and tg.has(
            before, "of", "in", "on_", "from_", "to", "with_", "agentby", "during", "belong", "source"
        )

    def person(self, k: int) -> Phrase | None:
        """Read people at ``k``; a title before a name gives the person by name."""
        tg = self.tg
        phrase = self.people.at(k)
        if phrase is None:
            stop = name_at(tg, k, self.end, open_class=False)
            if stop is None:
                return None
            return Phrase(k, stop, 1, 1, "exact", None, k, (k, stop), "unknown", "count.named", named=True)
        if phrase.noun >= 0 and not phrase.counted and phrase.number in ("sg", "") and phrase.low == 1:
            return self._with_name(phrase)
        return phrase

    def _with_name(self, phrase: Phrase) -> Phrase:
        tg = self.tg
        sense = tg.sense(phrase.noun, "people")
        titled = sense is not None and isinstance(sense.data, PeopleWord) and sense.data.title
        if phrase.generic and not phrase.harm:
            return phrase
        k = phrase.end
        steps = 0
        while k < self.end and steps < 9:
            if self.stops(k) or k in self.by_start:
                break
            if tg.is_quote(k) or tg.text(k) in "،,()" or tg.has(k, "title_skip"):
                k = tg.end(k, "title_skip")
                continue
            open_class = phrase.definite and steps == 0 and not tg.text(k).startswith(self._no_name)
            stop = name_at(tg, k, self.end, open_class=open_class)
            given = is_name(tg, k)
            if stop is not None and (given or phrase.definite) and (titled or steps == 0 or given):
                if given and k in tg.places and stop - k < 2:
                    break
                return replace(phrase, end=stop, group=(k, stop), named=True, rule="count.named", actor=None)
            if tg.an[k].conj or (not phrase.definite and steps > 2):
                break
            if tg.has(k, "during", "calendar", "means", "not"):
                break
            k = tg.actors[k][1] if k in tg.actors else k + 1
            steps += 1
        return phrase

    def _after_noun(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        """The people after a noun of harm; between them its agent may stand (اعتقال قوات الاحتلال خمسة)."""
        tg = self.tg
        k = trigger.end if trigger.word.needs else trigger.tail
        if trigger.pron or (trigger.definite and trigger.tail - trigger.start == 1):
            return None, None
        phrase = self._right(k, _RIGHT_OF_NOUN)
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
        of_any = phrase.start > k and any(tg.has(q, "anyof") for q in range(k, phrase.start))
        if trigger.word.harm in _RHETORICAL and phrase.definite and not (phrase.counted or phrase.named or of_any):
            # إطلاق سراح الرهائن, تهجير الفلسطينيين: asked for, feared or talked of far more often than told.
            return None, None
        if phrase.body and not phrase.counted:
            after = self._right(phrase.end, 3)
            if after is not None and not self.governed(after.start) and not after.body:
                return after, phrase.group
        return phrase, None

    def _subject(self, trigger: Trigger) -> tuple[Phrase | None, str]:
        """The subject follows its verb, or stands before it (always, where the verb is plural)."""
        plural = trigger.number in ("pl", "du") and self._agrees(trigger)
        if not plural:
            limit = trigger.tail - trigger.end + 1 if trigger.tail > trigger.end + 1 else _RIGHT_OF_VERB
            right = self._right(trigger.end, limit)
            if right is not None and self._near(trigger, right):
                return right, "subject-after"
        before = subject_before(self, trigger)
        if before is not None:
            return before, "subject-before"
        right = self._right(trigger.end, _RIGHT_OF_VERB)
        return (right, "subject-after") if right is not None and (plural or not right.definite) else (None, "")

    def _near(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Tell whether people after a verb stand near enough to be its own, or are counted."""
        if phrase.start - trigger.end <= 2 and not self.tg.has(phrase.start - 1, "plus"):
            return True
        return phrase.counted and phrase.noun >= 0 and not self.governed(phrase.start)

    def _agrees(self, trigger: Trigger) -> bool:
        return trigger.number == "pl" or trigger.word.kind == "undergo"

    def _object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None]:
        if trigger.pron:
            return antecedent(self, trigger)
        begin = trigger.tail if trigger.tail > trigger.end else trigger.end
        agent = None
        if trigger.tail > trigger.end + 1:
            between = self.people.at(trigger.end)
            agent = between.group if between is not None else None
            if self.tg.has(begin, "on_"):
                begin += 1
        first = self._right(begin, _RIGHT_OF_VERB)
        if trigger.word.id.startswith("lost-") and (first is None or not agent_like(first)) and agent is None:
            # خسرت الفصائل 12 مقاتلا: who lost them must be told, or the people are lost in another sense.
            before = subject_before(self, trigger)
            if before is None or not agent_like(before):
                return None, None
        if first is not None and agent_like(first):
            second = self._right(first.end, 6)
            if second is not None:
                return second, first.group
            return (None, None) if first.body else (first, None)
        marked = self._marked_object(first)
        if first is not None and marked is not None:
            return marked, first.group
        return first, agent

    def _marked_object(self, first: Phrase | None) -> Phrase | None:
        """Return the object after a subject that lacks its ending: أردى شرطي مهاجما."""
        tg = self.tg
        case = tuple(tg.lang.grammar.accusative)
        if not case or first is None or first.counted or first.noun < 0 or first.end >= self.end:
            return None
        second = self.people.at(first.end)
        if second is None or second.noun != first.end or tg.an[first.end].conj:
            return None
        marked = tg.text(second.noun).endswith(case) and not tg.text(first.noun).endswith(case)
        return second if marked else None

    def _subject_or_object(self, trigger: Trigger) -> tuple[Phrase | None, tuple[int, int] | None, str]:
        """A verb written the same in both voices: active where a force is followed by somebody else."""
        if trigger.pron:
            found, agent = antecedent(self, trigger)
            return found, agent, "object-before"
        right = self._right(trigger.end, _RIGHT_OF_VERB)
        marked = self._marked_object(right)
        if right is not None and marked is not None:
            return marked, right.group, "object"
        by = right is not None and self.tg.has(right.start - 1, "agentby", "means")
        if right is not None and not by and agent_like(right) and right.start - trigger.end <= 2:
            sure = right.body or right.definite or right.affiliated
            second = self._right(right.end, _RIGHT_OF_VERB if sure else 0)
            next_to = second is not None and second.start == right.end and not self.tg.an[second.start].prep
            if second is not None and not second.body and (next_to or not self.governed(second.start)):
                return second, right.group, "object"
            if right.body:
                # أوقفت الشرطة …: whom the force harmed is not told near by.
                return None, None, ""
        if trigger.number in ("pl", "du"):
            before = subject_before(self, trigger)
            if right is not None and right.start - trigger.end <= 1 and not agent_like(right):
                if before is None or not before.counted:
                    agent = before.group if before is not None and agent_like(before) else None
                    return right, agent, "object"
            if before is not None:
                return before, None, "subject-before"
        if right is not None and self._near(trigger, right):
            return right, None, "subject-after"
        before = subject_before(self, trigger)
        if before is None and right is not None and not right.definite:
            return right, None, "subject-after"
        return before, None, "subject-before"
