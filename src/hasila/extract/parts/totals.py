"""Totals: the word for the people stands apart from its figure (*the number of the dead rose to N*)."""

from msgspec.structs import replace

from hasila.extract.counts import bounds
from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.people.reader import Phrase
from hasila.languages.schema import HarmWord

#: A total's figure stands at most this many tokens after the word for the people (عدد القتلى … إلى 1916).
_TOTAL_WITHIN = 24
#: How many they are is told at most so many tokens after people.
_NUMBERED_WITHIN = 8
#: Captives who are ill or on strike are told so within so many tokens.
_AILING = 13
#: A figure that people reached stands at most so many tokens after them; that of an earlier toll so many after its cue.
_REACHED_WITHIN = 6
_EARLIER_WITHIN = 5
#: A verb of estimating stands at most so many tokens before its total.
_ESTIMATED_WITHIN = 10
_VERBS = frozenset({"undergo", "inflict", "either"})


def _estimated(reader: FrameReader, k: int) -> bool:
    """Tell whether a verb of estimating stands before a total at ``k``: its figure follows a preposition (قدر … ب)."""
    senses = (reader.tg.sense(q, "report") for q in range(max(reader.begin, k - _ESTIMATED_WITHIN), k))
    return any(s is not None and s.id == "tally" for s in senses)


def read_totals(reader: FrameReader) -> list[Draft]:
    """Read *the number of the dead rose to N*: the harm word far from its figure. Runs before the frames."""
    tg, out = reader.tg, []
    for k in tg.within(reader.begin, reader.end, "total"):
        noun = _harm_noun_near(reader, tg.end(k, "total"))
        if noun is None:
            those = _those_who(reader, k)
            if those is not None:
                out.append(those)
            continue
        at, head = noun
        if tg.has(k, "amount"):
            continue  # عدد من المصابين: an unclear number of them, no total.
        if head_harm(head).harm in ("captured", "detained") and tg.any(
            max(reader.begin, k - _AILING), min(at + _AILING, reader.end), "notharm"
        ):
            reader.used.update(_figure_reached(reader, at + 1))
            continue
        turned = _turned(reader, k, head)
        if turned is not None:
            out.append(turned)
            continue
        q = max(head.end, at + 1)
        reached = tg.any(max(reader.begin, k - 2), k, "reach") or q in reader.people.figures
        if q + 1 < reader.end and tg.text(q) == ":" and q + 1 in reader.people.figures:
            # إجمالي الضحايا: 31
            q, reached = q + 1, True
        while q < min(reader.end, at + _TOTAL_WITHIN):
            figure = reader.people.figures.get(q)
            if figure is None and reader.stops(q) and not tg.has(q, "comp"):
                # عدد الجرحى يقدر بتسعة عشر ألفا: a bound may be written like a word of saying.
                break
            clause = reader.by_start.get(q)
            if clause is not None and clause.word.kind != "people" and tg.an[q].conj and figure is None:
                break
            if figure is not None:
                # قدرت اللجنة عدد القتلى بثلاثة آلاف: with its preposition a figure is what the number comes to.
                set_at = reached or tg.an[figure.start].prep in tg.lang.grammar.outcome or _glued(reader, figure.start)
                if not figure.things and figure.value is not None and (set_at or figure.hedge != "exact"):
                    counted = reader.people.at(q)
                    if counted is not None and counted.open_class and reached:
                        # عدد الأسرى الأطفال بلغ 39 شبلا: whom the figure counts is known, whatever it calls them.
                        counted = replace(counted, noun=-1, group=None, open_class=False)
                    if (
                        counted is None
                        or counted.open_class
                        or (counted.harm is not None and counted.harm.harm not in (head_harm(head).harm, "casualty"))
                    ):
                        break
                    group, role, actor = head.group, head.role, head.actor
                    if head.group == (head.noun, head.noun + 1) and counted.noun >= 0 and not counted.other:
                        group, role, actor = counted.group, counted.role, counted.actor
                    if counted.hedge == "exact" and figure.value is not None and _passed(reader, k):
                        low, high, hedge = bounds(figure.value, "more_than")
                        counted = replace(counted, low=low, high=high, hedge=hedge)
                    phrase = replace(counted, group=group, role=role, actor=actor, noun=max(counted.noun, at),
                                     elliptical=False, start=q)  # fmt: skip
                    word = head_harm(head)
                    rules: list[tuple[str, str, tuple[int, int] | None]] = [
                        ("harm", f"{word.id}.total", (at, at + 1)),
                        ("count", counted.rule, counted.figure),
                    ]
                    harm = "casualty" if _both(reader, head, counted) else word.harm
                    draft = Draft(harm, (k, at + 1), phrase, reader.sentence, rules, word=word, total=True)
                    reader.used.update(range(k, phrase.end))
                    reader.drafts.append(draft)
                    out.append(draft)
                    break
                q = figure.end
                continue
            if tg.has(q, "reach", "to", "heis"):
                reached = True
            q += 1
    return out


def _both(reader: FrameReader, head: Phrase, counted: Phrase) -> bool:
    """Tell whether one figure is of the dead and the wounded: عدد القتلى والمصابين بلغ 112."""
    tg, at = reader.tg, head.end
    if counted.harm is not None:
        return counted.harm.harm == "casualty" and counted.harm.id == "killed-and-wounded"
    told = {"killed", "wounded"}
    if head_harm(head).harm not in told or at >= reader.end or not tg.an[at].conj:
        return False
    after = counted.end
    if after < reader.end and (after in reader.people.figures or tg.text(after) == tg.lang.grammar.number_joiner):
        # عدد القتلى والجرحى 31 و81: a figure for each.
        return False
    harms = (s.data.harm for s in tg.an[at].harms if isinstance(s.data, HarmWord) and s.data.kind == "people")
    return any(harm in told and harm != head_harm(head).harm for harm in harms)


def _figure_reached(reader: FrameReader, k: int) -> range:
    """Return the tokens of the figure that a total reached, with its noun: those on strike are not captives anew."""
    for q in range(k, min(reader.end, k + _TOTAL_WITHIN)):
        if q in reader.people.figures:
            counted = reader.people.at(q)
            return range(q, counted.end if counted is not None else q + 1)
    return range(0)


def _passed(reader: FrameReader, k: int) -> bool:
    """Tell whether the verb before the word for a total says that it passed its figure (تجاوز عدد القتلى 300)."""
    sense = reader.tg.sense(k - 1, "hedge") if k > reader.begin else None
    return sense is not None and getattr(sense.data, "hedge", "") == "more_than"


def _glued(reader: FrameReader, k: int) -> bool:
    """Tell whether a preposition that tells an outcome stands alone before digits (بـ3800)."""
    tg = reader.tg
    return tg.text(k) in tg.lang.grammar.outcome or (k > reader.begin and tg.text(k - 1) in tg.lang.grammar.outcome)


def _those_who(reader: FrameReader, k: int) -> Draft | None:
    """Read *the number of those who were killed … reached N*: a verb in place of the noun for the harmed."""
    tg = reader.tg
    rel = tg.end(k, "total")
    if rel >= reader.end or not tg.has(rel, "rel", "of"):
        return None
    verb = reader.by_start.get(rel + 1)
    if verb is None or verb.word.kind not in _VERBS or (verb.word.kind == "inflict" and not verb.pron):
        return None
    reached = tg.any(max(reader.begin, k - 2), k, "reach")
    q = verb.end
    while q < min(reader.end, verb.end + _TOTAL_WITHIN):
        if reader.stops(q):
            return None
        figure = reader.people.figures.get(q)
        counted = reader.people.at(q) if figure is not None and not figure.things else None
        if figure is not None and not figure.things:
            estimated = bool(tg.an[q].prep) and _estimated(reader, k)
            vague = not reached and figure.hedge == "exact" and not estimated
            if vague or counted is None or counted.open_class:
                return None
            if counted.noun < 0 and tg.an[q].prep and not estimated:
                return None
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{verb.word.id}.those-who", (verb.start, verb.end)),
                ("count", counted.rule, counted.figure),
            ]
            if counted.noun < 0 and verb.word.harm == "displaced":
                # عدد من غادروا … بسبعين ألفا: those who left are not those who were killed before.
                counted = replace(counted, group=(rel, verb.end), noun=rel, elliptical=False)
            draft = Draft(verb.word.harm, (k, verb.end), counted, reader.sentence, rules, word=verb.word, total=True)
            reader.used.update(range(k, counted.end))
            reader.drafts.append(draft)
            return draft
        if tg.has(q, "reach", "to"):
            reached = True
        q = figure.end if figure is not None else q + 1
    return None


def _turned(reader: FrameReader, k: int, head: Phrase) -> Draft | None:
    """Read the total that stands before its words: *rose to 37 the number of the dead*."""
    tg = reader.tg
    for q in range(k - 1, max(reader.begin - 1, k - 22), -1):
        figure = reader.people.figures.get(q)
        if figure is None or figure.start != q or figure.things or figure.value is None:
            continue
        if q in reader.used:
            # ارتفع عدد القتلى إلى 750، أما عدد النازحين …: the figure is that of another total.
            return None
        counted = reader.people.at(q)
        if counted is None or counted.noun >= 0 or not any(tg.has(b, "reach", "to") for b in (q - 1, q - 2) if b >= 0):
            continue
        word = head_harm(head)
        phrase = replace(counted, group=head.group, role=head.role, actor=head.actor, noun=head.noun, elliptical=False)
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{word.id}.total-before", (k, head.end)),
            ("count", counted.rule, counted.figure),
        ]
        draft = Draft(word.harm, (q, q + 1), phrase, reader.sentence, rules, word=word, total=True)
        reader.used.update((*range(q, counted.end), *range(k, head.end)))
        reader.drafts.append(draft)
        return draft
    return None


def read_bare_totals(reader: FrameReader) -> None:
    """Read a definite noun of harm and its bare figure: *the dead are four*, *the dead of the quarter exceed 400*."""
    grammar = reader.tg.lang.grammar
    # شهداؤنا 206: whose they are makes them as definite as an article.
    owners = (*grammar.owners, *grammar.doers)
    for trigger in reader.triggers:
        k = trigger.end
        if trigger.word.kind != "people" or trigger.start in reader.used or k >= reader.end:
            continue
        if trigger.start > reader.begin and reader.tg.has(trigger.start - 1, "between", "amid"):
            # من بين المعتقلين ثلاثة من المدينة: some of them.
            continue
        own = trigger.number == "pl" and reader.tg.text(trigger.start).endswith(owners)
        at = k if trigger.definite or own else None
        figure = reader.people.figures.get(k)
        if figure is None and trigger.number == "pl" and (trigger.definite or reader.tg.an[k].art):
            at = _reached(reader, k)
            figure = reader.people.figures.get(at) if at is not None else None
        if figure is None or figure.start != at or figure.things or figure.value is None:
            continue
        counted, head = reader.people.at(figure.start), reader.people.at(trigger.start)
        if counted is None or head is None or counted.noun >= 0 or head.counted:
            continue
        phrase = replace(counted, group=head.group, role=head.role, actor=head.actor, noun=trigger.start,
                         start=trigger.start, elliptical=False)  # fmt: skip
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{trigger.word.id}.bare-total", (trigger.start, trigger.end)),
            ("count", counted.rule, counted.figure),
        ]
        reader.add(Draft(trigger.word.harm, (trigger.start, trigger.end), phrase, reader.sentence, rules,
                          word=trigger.word))  # fmt: skip


def _reached(reader: FrameReader, k: int) -> int | None:
    """Return where the figure begins that the people before token ``k`` are said to have reached or exceeded."""
    tg = reader.tg
    for q in range(k, min(k + _REACHED_WITHIN, reader.end)):
        if reader.stops(q) or tg.an[q].conj or tg.text(q) in "،," or (q in reader.by_start and q > k):
            return None
        figure = reader.people.figures.get(q)
        if figure is not None:
            told = tg.has(q - 1, "reach") or tg.has(q - 2, "reach") or figure.hedge in ("more_than", "at_most", "about")
            return q if told and q > k else None
    return None


def read_numbered(reader: FrameReader) -> None:
    """Give people without a figure the one that is told of them after: *all of the post's men, 16 in number*."""
    tg = reader.tg
    plural = tuple(tg.lang.grammar.plural_pronouns)
    for draft in reader.drafts:
        phrase = draft.phrase
        if (phrase.counted and phrase.hedge != "all") or phrase.named or draft.part_of is not None:
            continue
        for q in range(phrase.end, min(phrase.end + _NUMBERED_WITHIN, reader.end)):
            if reader.stops(q) or q in reader.used or (q in reader.by_start and q >= draft.anchor[1]):
                break
            if not (tg.has(q, "total") and tg.text(q).endswith(plural)):
                continue
            at = next((k for k in range(q + 1, min(q + 4, reader.end)) if k in reader.people.figures), None)
            figure = reader.people.figures[at] if at is not None else None
            counted = reader.people.at(at) if at is not None else None
            if figure is None or counted is None or figure.things or figure.value is None or counted.open_class:
                break
            draft.phrase = replace(
                phrase, end=max(phrase.end, counted.end), low=counted.low, high=counted.high, hedge=counted.hedge,
                figure=counted.figure, rule=counted.rule, counted=True,
            )  # fmt: skip
            reader.used.update(range(q, counted.end))
            break


def read_earlier(reader: FrameReader) -> None:
    """Read the bare figure of an earlier toll beside the one that replaces it: *37 dead, after 28 in a first toll*."""
    tg = reader.tg
    for k in tg.within(reader.begin, reader.end, "earlier"):
        now = [d for d in reader.drafts if d.end <= k and d.phrase.counted and not d.subset and not d.negated]
        after = range(tg.end(k, "earlier"), min(tg.end(k, "earlier") + _EARLIER_WITHIN, reader.end))
        before = range(max(reader.begin, k - 3), k)
        at = next((q for q in (*after, *before) if q in reader.people.figures), None)
        if not now or at is None or any(q in reader.by_start for q in after if q < at):
            continue
        figure, phrase = reader.people.figures[at], reader.people.at(at)
        taken = not reader.used.isdisjoint(range(figure.start, figure.end))
        if phrase is None or phrase.noun >= 0 or figure.things or figure.value is None or taken:
            continue
        base = now[-1]
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{base.word.id if base.word else base.harm}.earlier", (k, tg.end(k, "earlier"))),
            ("count", phrase.rule, phrase.figure),
        ]
        draft = Draft(base.harm, (phrase.start, phrase.start + 1), phrase, reader.sentence, rules,
                      word=base.word, earlier=True)  # fmt: skip
        reader.add(draft)


def head_harm(phrase: Phrase) -> HarmWord:
    """Return the harm that the noun of a phrase tells."""
    assert phrase.harm is not None
    return phrase.harm


def _harm_noun_near(reader: FrameReader, k: int) -> tuple[int, Phrase] | None:
    for q in range(k, min(k + 4, reader.end)):
        phrase = reader.people.at(q)
        if phrase is not None and phrase.harm is not None and not phrase.counted:
            return q, phrase
        if reader.people.figures.get(q) is not None:
            return None
        here = reader.by_start.get(q)
        if here is not None and here.word.kind in ("people", "state") and here.number == "pl" and here.definite:
            # عدد المحاصرين, عدد الفارين: a word for their state, or one that may be other people.
            plain = Phrase(q, here.end, 2, None, "vague", None, q, (q, here.end), "unknown", "count.bare-plural",
                           number="pl", definite=True, generic=True)  # fmt: skip
            return q, replace(phrase if phrase is not None and phrase.noun == q else plain, harm=here.word)
        told = _who_were_harmed(reader, q, phrase)
        if told is not None:
            return told
    return None


def _who_were_harmed(reader: FrameReader, k: int, people: Phrase | None) -> tuple[int, Phrase] | None:
    """Read *the soldiers who fell* at ``k`` as the people whom the verb harmed."""
    if people is None or people.noun < 0 or people.number != "pl" or people.counted or people.body:
        return None
    verb = people.end + 1
    trigger = reader.by_start.get(verb)
    if trigger is None and verb < reader.end and reader.tg.has(verb, "passive"):
        # الإرهابيين الذين تم تحييدهم
        trigger = reader.by_start.get(verb + 1)
        if trigger is not None and trigger.word.kind == "event" and trigger.pron and reader.tg.has(people.end, "rel"):
            return k, replace(people, harm=trigger.word, end=trigger.end)
    if not reader.tg.has(people.end, "rel") or trigger is None or trigger.word.kind not in _VERBS:
        return None
    if trigger.word.kind == "inflict" and not trigger.pron:
        return None
    return k, replace(people, harm=trigger.word, end=trigger.end)
