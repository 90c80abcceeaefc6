"""People before their verb, in languages that put the verb at the end of its clause (``verb_final``).

Such a verb takes what its clause has counted, nearest to it: the subject of what is undergone, and of what is done the
object with its mark. A participle whose light verb comes later (کشته و ... زخمی شدند) is a verb of its own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.counts import CENTURIES
from hasila.extract.draft import Draft
from hasila.extract.harms.finalclauses import VERBS, clause_before, clause_begin
from hasila.extract.harms.finalholders import unlisted_holder, unlisted_victim
from hasila.extract.harms.finallists import joined, listed, made_up, past, past_parts
from hasila.extract.harms.finalwhose import driven_out, of_before
from hasila.extract.people.reader import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader
    from hasila.extract.harms.triggers import Trigger

Range = tuple[int, int]
#: How far before its verb the people may stand, in tokens, and how many clauses a relative one may push them back.
_BACK, _OVER = 45, 2
#: An object's mark stands so many tokens behind the object at most: a clause may tell more of it.
_MARK = 8
#: A copula that makes people's share what they are stands within so many tokens.
_ONLY = 3
#: Who says it is named in so many tokens at most.
_SAID = 14
#: Between whom somebody lost and their mark stand at most so many words.
_LOST = 2
#: A light verb that several participles share comes within so many tokens.
_SHARED = 40
#: The verb that denies losses stands at most so many tokens behind their noun.
_DENIED = 7
#: Nouns (their ids) for those whom a pronoun tells whose they are.
_KIN = ("kin", "woman", "child")


def verb_drafts(reader: "FrameReader", trigger: "Trigger") -> Iterator[Draft]:
    """Yield the drafts of a verb of harm."""
    word = trigger.word
    if (word.elided and not _elided(reader, trigger)) or trigger.start in reader.used:
        return
    if reader.tg.any(trigger.end, min(trigger.end + 1, reader.end), "undone"):
        return
    if word.harm == "detained" and trigger.start > reader.begin and reader.tg.has(trigger.start - 1, "trap"):
        # در کمین گرفتار شدند
        return
    if (
        word.needs
        and word.kind == "undergo"
        and any(reader.tg.has(q, "verb") for q in range(trigger.end, trigger.tail - 1))
    ):
        # هنگام تسلیم هدف قرار گرفتند و کشته شدند: another clause's verb.
        return
    start = clause_begin(reader, trigger.start)
    if word.kind == "inflict" and not reader.tg.any(start, trigger.start, "objectmark"):
        start = _past_relative(reader, start)
    found = _people(reader, trigger, start)
    for _ in range(_OVER):
        if found or start <= reader.begin or trigger.start - start > _BACK:
            break
        before = clause_before(reader, start, trigger)
        if before is None:
            break
        start, until = before
        # What a relative clause tells counts where nobody is counted before it: غیرنظامیانی که ۲۰ نفر بودند.
        shared = _people(reader, trigger, start, again=True, until=until)
        if not any(p.counted for p in shared):
            inside = _people(reader, trigger, start, again=True)
            # احمد کریمی که معلم بود کشته شد: what is told of one named is no other.
            shared = inside if any(p.counted for p in inside) or not any(p.named for p in shared) else shared
        found = [p for p in shared if not any(d.harm == word.harm and d.phrase.start == p.start for d in reader.drafts)]
    if not found and not word.negated:
        found = [p for p in [unlisted_victim(reader, trigger, clause_begin(reader, trigger.start))] if p is not None]
    if word.id.startswith("lost-") and not _lost(reader, found):
        # کنترل شهر را از دست دادند, پاسگاه را از دست دادند
        found = []
    if word.harm == "killed":
        _died_of_wounds(reader, found)
    agent = _agent(reader, trigger, start, found)
    negated = word.negated
    if negated and word.needs:
        # تلفاتی در پی نداشت: its verb stands near, and in its own clause.
        between = range(trigger.end, trigger.tail - 1)
        if len(between) > _DENIED or any(reader.tg.has(q, "verb", "comp") for q in between):
            return
        if reader.tg.any(start, trigger.tail, "newsword"):
            negated = "noword"
    if not found and negated:
        nobody = _nobody(reader, trigger, start)
        found = [nobody] if word.harm == "casualty" or nobody.noun != trigger.start else []
    rules: list[tuple[str, str, Range | None]] = [("harm", f"{word.id}.verb-final", (trigger.start, trigger.end))]
    for phrase in found:
        if phrase.end == trigger.start and _attribute(reader, trigger, phrase):
            continue
        if word.weak and not (phrase.counted or phrase.named):
            continue
        if word.present and word.inflect and phrase.number == "pl" and not phrase.counted:
            # معترضان بازداشت می‌شوند: what happens, and nothing that happened.
            continue
        if word.id.startswith("brought-") and (phrase.harm is not None or _told_harmed(reader, phrase)):
            # پنج جسد به بیمارستان منتقل شد: what befell them is told.
            continue
        if word.id.startswith("fled-") and not driven_out(reader, phrase):
            continue
        if word.id.startswith("lost-") and agent is not None and not phrase.affiliated and phrase.role != "civilian":
            # ارتش چهار سرباز خود را از دست داد: the dead are the loser's.
            phrase, agent = replace(phrase, group=agent, affiliated=True, role="combatant"), None
        phrase = of_before(reader, phrase)
        draft = Draft(word.harm, (trigger.start, trigger.end), phrase, reader.sentence,
                      [*rules, ("count", phrase.rule, phrase.figure)], agent=agent, word=word)  # fmt: skip
        if negated and (not phrase.counted or reader.tg.has(phrase.start - 1, "not")):
            # به هیچ یک از مسافران آسیبی نرسید: none of them, and not one.
            draft.negated = negated
        elif negated:
            continue
        yield draft


def _lost(reader: "FrameReader", found: list[Phrase]) -> bool:
    """Tell whether counted people are what is lost: ارتش ۱۱ سرباز خود را از دست داد."""
    tg = reader.tg
    if not found or not any(p.counted for p in found):
        return False
    k = found[-1].end
    while k < found[-1].end + _LOST and (tg.has(k, "self") or (tg.is_word(k) and not tg.known(k))):
        k += 1
    return tg.has(k, "objectmark")


def _died_of_wounds(reader: "FrameReader", dead: list[Phrase]) -> None:
    """Drop what was told of the dead before: سه سرباز که زخمی شده بودند جان باختند tells of three dead."""
    at = {(p.start, p.end) for p in dead}
    reader.drafts[:] = [d for d in reader.drafts if not (d.harm == "wounded" and (d.phrase.start, d.phrase.end) in at)]


def _told_harmed(reader: "FrameReader", phrase: Phrase) -> bool:
    """Tell whether people are told of by a noun for harm, in or behind their figure: سه تن از زخمیان."""
    words = range(phrase.start, phrase.end)
    return any(reader.tg.an[q].harms or "harm" in reader.tg.multi.get(q, {}) for q in words)


def _attribute(reader: "FrameReader", trigger: "Trigger", phrase: Phrase) -> bool:
    """Tell whether a participle tells which people are meant: افراد ربوده شده عازم شهر بودند."""
    tg, k = reader.tg, trigger.end
    if phrase.counted or phrase.named or phrase.number != "pl" or trigger.number or k >= reader.end:
        return False
    follows = tg.is_word(k) or tg.is_number(k)
    return follows and tg.text(k) != tg.lang.grammar.number_joiner and not tg.has(k, "verb", "copula", "comp")


def _past_relative(reader: "FrameReader", start: int) -> int:
    """Return where the clause begins whose object a relative clause tells of: ۲۱۴ تن را، که ...، به گروگان گرفت."""
    tg = reader.tg
    for q in tg.within(max(reader.begin, start - _MARK), start, "comp"):
        mark = q - 2 if tg.text(q - 1) in "،," else q - 1
        if tg.has(mark, "objectmark") and (q == start - 1 or tg.any(q, start, "verb", "copula")):
            return clause_begin(reader, q)
    return start


def _elided(reader: "FrameReader", trigger: "Trigger") -> bool:
    """Tell whether a participle stands for its whole verb: another verb of harm follows that it is joined to."""
    tg, k = reader.tg, trigger.tail
    joined = k < reader.end and (
        tg.text(k) == tg.lang.grammar.number_joiner
        or tg.text(k) in "،,"
        or k in reader.by_start
        or k in reader.people.figures
    )
    if joined or k >= reader.end or tg.text(k) in tg.lang.either_or:
        later = (t for t in reader.triggers if k <= t.start < k + _SHARED and t.word.kind in VERBS)
        if any(True for _ in later):
            return True
    # A headline leaves the light verb out; so does ۱۲ تن زخمی بر جای گذاشت.
    figure = any(q in reader.people.figures for q in range(max(reader.begin, trigger.start - _MARK), trigger.start))
    if not figure or k >= reader.end or tg.is_break(k) or tg.text(k) in ".؛" or joined:
        return figure
    if tg.has(k, "leaves", "gives", "comp"):
        return True
    # ۳ تن کشته در تصادف: no verb follows at all.
    verb = tg.any(k, reader.end, "verb", "copula", "report", "reach", "leaves")
    return tg.has(k, "in", "during") and not (
        verb or any(t.start >= k and t.word.kind in VERBS for t in reader.triggers)
    )


def _people(
    reader: "FrameReader", trigger: "Trigger", start: int, *, again: bool = False, until: int | None = None
) -> list[Phrase]:
    """Return the people of a verb, in order: those joined to the nearest that it can take, told before ``until``."""
    tg = reader.tg
    mark = next((q for q in range(trigger.start, start - 1, -1) if tg.has(q, "objectmark")), None)
    active = trigger.word.kind == "inflict" or (trigger.word.kind == "either" and mark is not None)
    if active and mark is not None and tg.has(mark - 1, "pronoun") and not _owned(reader, start, mark - 1):
        # نیروهای امنیتی آنان را بازداشت کردند: who they are was told, and it is not who did it.
        return []
    stop = mark if active and mark is not None else trigger.start
    stop = min(stop, until) if until is not None else stop
    told = _told(reader, start, stop, again=again)
    for n in range(len(told) - 1, 0, -1):
        gap = range(told[n - 1].end, told[n].start)
        if (
            told[n].hedge in ("all", "most")
            and told[n - 1].counted
            and len(gap) <= 2
            and tg.any(gap.start, gap.stop, "comp")
        ):
            # پنج نفر که همگی کارگر بودند کشته شدند: what a relative clause tells of those counted.
            del told[n]
            continue
        if told[n].hedge in ("all", "most") and told[n - 1].counted and told[n - 1].end == told[n].start - 1:
            # ۱۶ تن، همه از هزاره‌ها: who those counted are; همگی از یک خانواده tells nothing else of them.
            told[n - 1] = (
                replace(told[n - 1], end=told[n].end, group=told[n].group, role=told[n].role, affiliated=True)
                if told[n].noun >= 0
                else replace(told[n - 1], end=told[n].end)
            )
            del told[n]
    last = told[-1] if told and active and mark is not None else None
    if last is not None and not (last.counted or last.named):
        # این افراد را بازداشت کردند: who they are was told, too; مهمات سربازان را بردند: what was theirs.
        if (last.generic and tg.has(last.start - 1, "selfsame")) or tg.has(last.start - 1, "unit"):
            return []
    if active and mark is not None:
        # سفته‌بازی که بازار را ...: behind *that* begins another object, but for a clause that ends before the mark.
        told = [
            p for p in told
            if mark - p.end <= _MARK
            and (not tg.any(p.end, mark, "comp") or tg.any(p.end, mark, "verb", "copula"))
            and (p.counted or not tg.any(p.end, mark, "placeword"))
        ]  # fmt: skip
    elif trigger.word.kind == "inflict":
        told = [p for p in told if p.counted]
    counted = [
        p
        for p in told
        if p.counted and not _years(p) and not (p.noun < 0 and p.hedge == "exact" and trigger.start - p.end > 4)
    ]
    # در کمین اشرار به شهادت رسیدند: people right behind a word for an attack are who did it.
    sure = counted or [
        p for p in told
        if not p.body and (p.named or p.harm is None) and _near(reader, p, stop) and not tg.has(p.start - 1, "means")
        and not (p.generic and tg.has(p.start - 1, "selfsame"))
    ]  # fmt: skip
    if not sure and active and mark is not None:
        sure = [p for p in told if p.end == mark]
    if not sure:
        return []
    out = [sure[-1]]
    for after in told[told.index(out[0]) + 1 :]:
        # دو دختر و همسرش: one more, without a figure.
        if after.low == after.high == 1 and not after.body and joined(reader, out[-1].end, after.start):
            out.append(after)
    held = next((p for p in told if p.named and p.end == out[0].start), None)
    if held is not None and out[0].low == out[0].high == 1 and not (out[0].counted or out[0].named):
        # عبدالرحمان پناه ولسوال آن: an office behind its holder.
        return [replace(held, role=out[0].role)]
    holder = unlisted_holder(reader, out[0], start)
    if holder is not None:
        return [holder, *out] if out[0].counted else [holder]
    for phrase in reversed(told[: told.index(sure[-1])]):
        alike = phrase.counted == out[0].counted and not phrase.body
        one = phrase.low == phrase.high == 1 and any(
            tg.text(q) == tg.lang.grammar.number_joiner for q in range(phrase.end, out[0].start + 1)
        )
        if phrase in sure or alike or one:
            one_of = out[0].low == out[0].high == 1
            office = (
                phrase.named
                and (one_of or not out[0].counted)
                and not out[0].named
                and tg.text(out[0].start - 1) in "،,"
            )
            if office and tg.text(out[0].end) in "،," and joined(reader, phrase.end, out[0].start):
                # محسن نوری، زندانی سیاسی، اعدام شد: what he was.
                out[0] = phrase
                continue
            if (
                joined(reader, phrase.end, out[0].start)
                or listed(reader, phrase, out[0])
                or made_up(reader, phrase, out)
            ):
                out.insert(0, phrase)
                continue
        break
    return out


def _owned(reader: "FrameReader", start: int, k: int) -> bool:
    """Tell whether a pronoun is of people before it (سه فرزند او را), or of a figure of them (شماری از آنها را)."""
    tg = reader.tg
    for q in range(start, k):
        figure, phrase = reader.people.figures.get(q), reader.person(q)
        if figure is not None and figure.back and figure.start < k < figure.end:
            return True
        if phrase is not None and phrase.counted and (phrase.end == k or tg.has(phrase.end, "ofthem", "of")):
            return True
        if phrase is not None and phrase.end == k and _kin(reader, phrase):
            return True
        if figure is not None and tg.has(figure.end, "ofthem") and k < tg.end(figure.end, "ofthem"):
            return True
    return False


def _years(phrase: Phrase) -> bool:
    """Tell whether a figure without a noun is of a year, or a range of years: از ۱۳۹۳ تا ۱۳۹۷."""
    low, high = phrase.low or 0, phrase.high or 0
    return phrase.noun < 0 and phrase.hedge in ("range", "exact") and any(a <= low <= high <= b for a, b in CENTURIES)


def _told(reader: "FrameReader", start: int, stop: int, *, again: bool) -> list[Phrase]:
    """Return the people told from ``start`` to ``stop`` whom a verb may take: no parts, nobody in a preposition."""
    tg, k = reader.tg, start
    told: list[Phrase] = []
    while k < stop:
        if not told and tg.has(k, "subset"):
            # به گفته پلیس، از این شمار ۱۷ نفر جان باخته: behind a marker before which nobody is told is the subject.
            k = tg.end(k, "subset")
            continue
        if tg.has(k, "subset"):
            # از جمله دو کودک، ...: parts are read by themselves; the comma behind them ends them.
            k = past_parts(reader, k, stop, told[-1] if told else None)
            continue
        if tg.has(k, "agentby"):
            k = past(reader, k, stop)
            continue
        sense = tg.sense(k, "report")
        if getattr(getattr(sense, "data", None), "kind", "") == "according":
            # به گفته پلیس، دو نفر ...: who says it is harmed by nobody.
            far, who = min(k + _SAID, stop), tg.end(k, "report")
            speaker = reader.person(who) if who < far else None
            # به گفته یک پزشک: who says it may be counted, too.
            if speaker is not None and speaker.start == who and speaker.end < stop:
                others = tg.text(speaker.end) in "،," or speaker.end in reader.people.figures
                who = speaker.end if others else who
            k = next((q for q in range(who, far) if tg.text(q) in "،," or q in reader.people.figures), max(k + 1, who))
            continue
        phrase = reader.person(k) if again or k not in reader.used else None
        figure = reader.people.figures.get(k)
        rest = figure is not None and (figure.back or (figure.share and figure.end == stop))
        if phrase is not None and phrase.end > stop and figure is not None and figure.end == stop and not figure.things:
            # شماری زخمی و ۷ تن اسیر شدند: the verb is no noun of theirs.
            phrase, rest = None, True
        if phrase is None and figure is not None and rest and k not in reader.used:
            # شماری از آنها، همه آنان، بقیه زخمی شدند: whose they are is told before.
            phrase = Phrase(
                k, figure.end, figure.low, figure.high, figure.hedge, (k, figure.end), -1, None, "unknown",
                f"count.{figure.rule}", counted=True, elliptical=True,
            )  # fmt: skip
        if phrase is not None and phrase.named and phrase.start in tg.places and tg.has(phrase.start - 1, "placeword"):
            # شهر مهران: nobody's name.
            phrase = None
        if phrase is None or phrase.end > stop:
            k = figure.end if figure is not None and figure.things else k + 1
            continue
        sense = tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
        if sense is not None and sense.id == "household" and phrase.low == phrase.high == 1 and tg.has(k - 1, "of"):
            # هفت نفر، همگی از یک خانواده: whose they are.
            k = phrase.end
            continue
        # پس از یک مشاجره: a noun that no list knows, and no people. که عمدتا کارگر هستند: only what they are.
        loose = phrase.open_class and phrase.low == phrase.high == 1
        only = phrase.hedge == "most" and tg.any(phrase.end, min(phrase.end + _ONLY, stop), "copula")
        # طالبان فرزند او را ...: a force that acts governs nobody's kin.
        acts = _kin(reader, phrase) and tg.has(phrase.start - 1, "source")
        if not (reader.governed(phrase.start) and (loose or not phrase.counted) and not acts) and not (
            only or tg.has(phrase.start - 1, "agentby")
        ):
            told.append(phrase)
        k = max(phrase.end, k + 1)
        if _kin(reader, phrase) and (whose := reader.person(k)) is not None and whose.start == k < stop:
            # پدر یک خبرنگار, دو پسر یک فرمانده: whose kin they are, who is not harmed himself.
            k = whose.end if tg.text(k) != tg.lang.grammar.number_joiner else k
    return told


def _kin(reader: "FrameReader", phrase: Phrase) -> bool:
    """Tell whether people are somebody's kin, whom what follows may name."""
    sense = reader.tg.sense(phrase.noun, "people") if phrase.noun >= 0 and not phrase.named else None
    return sense is not None and sense.id in _KIN and phrase.end == phrase.noun + 1


def _near(reader: "FrameReader", phrase: Phrase, stop: int) -> bool:
    """Tell whether people without a figure stand where a subject does: near the verb, or at one with it."""
    return stop - phrase.end <= (12 if phrase.named or phrase.number == "sg" else 6)


def _agent(reader: "FrameReader", trigger: "Trigger", start: int, found: list[Phrase]) -> Range | None:
    """Return who did it: behind *by*, else of a deed the first of its clause, before its object."""
    tg = reader.tg
    for q in tg.within(start, trigger.start, "agentby"):
        phrase = reader.person(tg.end(q, "agentby"))
        if phrase is not None and phrase.group is not None:
            return phrase.group
    if trigger.word.kind not in ("inflict", "either") or not found:
        return None
    for q in range(start, found[0].start):
        phrase = reader.person(q)
        if phrase is not None and phrase.end <= found[0].start and phrase.group is not None and not phrase.counted:
            return phrase.group
        noun = reader.tg.sense(q, "source")
        if noun is not None and noun.id in ("army", "movement") and not reader.governed(q):
            # ارتش سه روستایی را کشت: a force by its noun alone.
            return q, reader.tg.end(q, "source")
    return None


def _nobody(reader: "FrameReader", trigger: "Trigger", start: int) -> Phrase:
    """Return those of whom it is told that none was harmed: told before the verb, else the harm word's own."""
    whom: Phrase | None = None
    for q in range(start, trigger.start):
        phrase = reader.person(q) if q not in reader.used else None
        if phrase is not None and phrase.end <= trigger.start and not phrase.counted and phrase.group is not None:
            whom = phrase
    if whom is not None:
        return replace(whom, low=0, high=0, hedge="none", rule="count.nobody")
    # تلفاتی نداشت: the noun in it, without the verb.
    first = next(
        (
            q for q in range(trigger.start, trigger.end)
            if any(getattr(s.data, "denied", False) for s in reader.tg.an[q].harms)
        ),
        trigger.start,
    )  # fmt: skip
    at = (first, first + 1)
    return Phrase(*at, 0, 0, "none", None, trigger.start, at, "unknown", "count.nobody", generic=True)
