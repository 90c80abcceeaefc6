"""More people under one harm word, joined by *and*; and harm words that are denied by what stands before them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.apposed import past_told, to_others
from hasila.extract.harms.before import clause_start, joined_to, unlisted
from hasila.extract.people.names import is_name, name_at
from hasila.extract.people.reader import Phrase

#: A place that no list knows has at most so many words after its noun.
_LONG_PLACE = 4
#: So many words may tell more of people before others are joined to them.
_ADJECTIVES = 3
#: From here on an unclear amount is one of many people, not one of each kind.
_DOZENS = 20

#: Some of them are told between commas in so many tokens.
_PARTS = 9
#: A remark in brackets behind people has at most so many tokens.
_BRACKET = 7

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader


def joined(reader: "FrameReader", draft: Draft) -> Iterator[Draft]:
    """Yield the claims of people joined to a claim's: an officer and three soldiers are two claims."""
    tg = reader.tg
    k = draft.phrase.end
    previous = draft.phrase
    #: The last claim, which more words for its people may go on with.
    last = draft
    if k <= draft.anchor[0] and draft.anchor[1] < reader.end:
        # The people stand before their verb, and more follow it: لقي مصرعه مع 40 آخرين, اعتقل أمس، مع ابنه.
        after = draft.anchor[1]
        while after < reader.end and (tg.has(after, "calendar") or tg.text(after) in "،,"):
            after = max(after + 1, tg.end(after, "calendar"))
        k = after if after < reader.end and tg.has(after, "plus") else k
    while k < reader.end:
        at = _joint(reader, k, previous)
        if at is None:
            return
        phrase = reader.person(at)
        if phrase is None and _goes_on_naming(reader, at, previous):
            stop = name_at(tg, at, reader.end, open_class=True, joined=True)
            if stop is not None:
                phrase = Phrase(
                    at, stop, 1, 1, "exact", None, at, (at, stop), "unknown", "count.named", named=True, glued=1
                )
        if phrase is None or phrase.start != at or phrase.hedge in ("most", "all"):
            return
        if phrase.open_class and at > k + 1:
            # سقوط ضحايا في العاصمة وعدد من الولايات: more places, behind one.
            return
        if phrase.noun >= 0 and tg.has(phrase.noun, "unharmed"):
            # 103 قتلى و6 ناجين
            return
        if previous.noun < 0 and phrase.noun >= 0 and not phrase.counted:
            # تقتل 5 في العاصمة والرئيس يحذر: after a bare figure another clause begins.
            return
        if phrase.named and previous.counted and previous.affiliated and phrase.end - at == 1:
            # 18 من مسلحي الحوثي وصالح: whose they are, too; nobody is killed by his first name.
            last.phrase = replace(last.phrase, end=phrase.end, group=join_spans(last.phrase.group, phrase.group))
            reader.used.update(range(phrase.start, phrase.end))
            previous, k = replace(previous, end=phrase.end), phrase.end
            continue
        if phrase.noun < 0 and phrase.counted and phrase.elliptical and _by_what(reader, phrase.end):
            # أصيب سبعة شبان بالرصاص ونحو 40 بالاختناق
            reader.used.update(range(phrase.start, phrase.end))
            rules = [*draft.rules[:1], ("count", phrase.rule, phrase.figure), ("harm", "joined", (at, at + 1))]
            yield Draft(draft.harm, draft.anchor, phrase, reader.sentence, rules, agent=draft.agent, word=draft.word,
                        negated=draft.negated)  # fmt: skip
            return
        if phrase.noun < 0 and not _parallel(reader, k, phrase):
            return
        another = phrase.other and phrase.affiliated and phrase.low == 1
        if (phrase.body or phrase.other) and not (phrase.counted or another):
            # ضابط سعودي وآخر إماراتي, but not: and others.
            return
        if phrase.harm is not None and phrase.harm.harm != draft.harm:
            if draft.harm == "casualty" and phrase.harm.harm == "wounded" and draft.phrase.harm is not None:
                # ضحايا وجرحى: beside the wounded, victims are the dead.
                draft.harm = "killed"
            if previous.harm is None or phrase.counted or not previous.counted:
                return
            if _not_told_apart(previous, phrase):
                # عشرات القتلى والجرحى, 40 قتيلا وجريحا: so many people, dead or wounded.
                draft.harm = "casualty"
                draft.phrase = replace(draft.phrase, end=phrase.end, group=join_spans(draft.phrase.group, phrase.group),
                                       role=phrase.role, actor=phrase.actor, affiliated=phrase.affiliated)  # fmt: skip
                if phrase.affiliated:
                    draft.phrase = replace(draft.phrase, group=phrase.group)
                draft.rules.append(("harm", "killed-and-wounded", (phrase.start, phrase.end)))
                reader.used.update(range(phrase.start, phrase.end))
                return
            if previous.hedge != "vague":
                return
            # عدد من القتلى والجرحى: one vague amount for both nouns.
            rules = [("harm", f"{phrase.harm.id}.joined", (at, at + 1)), ("count", previous.rule, previous.figure)]
            phrase = replace(phrase, low=previous.low, high=previous.high, hedge=previous.hedge, counted=True)
            reader.used.update(range(phrase.start, phrase.end))
            assert phrase.harm is not None
            last = Draft(
                phrase.harm.harm, (draft.anchor[0], phrase.end), phrase, reader.sentence, rules, agent=draft.agent,
                word=phrase.harm, negated=draft.negated,
            )  # fmt: skip
            yield last
            previous, k = phrase, phrase.end
            continue
        shared = tg.lang.grammar.verb_final and draft.phrase.hedge in ("most", "vague") and not phrase.counted
        if same_side(reader, previous, phrase) or (shared and draft.phrase.rule.startswith("count.share.")):
            # بیشتر زخمی‌ها زنان و کودکان هستند
            # 12 عنصرا من قوات النظام والمسلحين الموالين لها: the figure is of both.
            last.phrase = replace(last.phrase, end=phrase.end, group=join_spans(last.phrase.group, phrase.group))
            reader.used.update(range(phrase.start, phrase.end))
            previous, k = replace(previous, end=phrase.end), phrase.end
            continue
        if _of_one_total(reader, draft.phrase, phrase):
            # عدد المقاتلين والمدنيين: the figure told behind them is of all.
            last.phrase = replace(last.phrase, end=phrase.end, group=join_spans(last.phrase.group, phrase.group))
            reader.used.update(range(phrase.start, phrase.end))
            previous, k = replace(previous, end=phrase.end), phrase.end
            continue
        if phrase.low is None and phrase.number == "sg" and not phrase.counted and not phrase.definite:
            # إصابة باكستاني وهندي: a nationality joined to one is one more.
            nations = tg.has(previous.noun, "nation") and tg.has(phrase.noun, "nation")
            if previous.number != "sg" and not (nations and previous.low == previous.high):
                return
            phrase = replace(phrase, low=1, high=1)
        if another and phrase.role == "unknown":
            phrase = replace(phrase, role=previous.role)
        if tg.an[at].pron and not phrase.counted and phrase.definite and phrase.number == "pl":
            return
        reader.used.update(range(phrase.start, phrase.end))
        if at == k and one_figure(previous, phrase) and _cased(reader, previous, phrase):
            last.phrase = replace(last.phrase, end=phrase.end, group=join_spans(last.phrase.group, phrase.group))
            last.rules.append(("count", "count.one-figure-two-nouns", (phrase.start, phrase.end)))
        else:
            rules = [*draft.rules[:1], ("count", phrase.rule, phrase.figure), ("harm", "joined", (at, at + 1))]
            last = Draft(
                draft.harm, draft.anchor, phrase, reader.sentence, rules, agent=draft.agent, word=draft.word,
                negated=draft.negated,
            )  # fmt: skip
            yield last
        previous = phrase
        k = phrase.end


def _cased(reader: "FrameReader", first: Phrase, second: Phrase) -> bool:
    """Tell whether a second noun under one figure has the ending of the first: 21 سائحا وعون أمن are two claims."""
    tg = reader.tg
    case = tuple(tg.lang.grammar.accusative)
    if not case or first.number != "sg" or second.harm is not None or not tg.text(first.noun).endswith(case):
        return True
    return tg.text(second.noun).endswith((*case, *tg.lang.grammar.feminine))


def joined_before(reader: "FrameReader", draft: Draft) -> Iterator[Draft]:
    """Yield the claims of people to whom a subject before its verb is joined: جندي وثمانية عمال قتلوا."""
    tg, found = reader.tg, draft.phrase
    before = joined_to(reader, found)
    if not before and found.named and (tg.an[found.start].conj or found.glued):
        begin = clause_start(reader, found.start)
        whole = unlisted(reader, begin, found.start) if tg.has(begin - 1, "comp") else None
        before = [whole] if whole is not None else []
    for first in before:
        if first.body or first.harm is not None or first.hedge in ("most", "all"):
            return
        # كلا من والده وشقيقه: what governs is no preposition.
        at = first.start
        each = any(tg.has(q, "eachof") and tg.end(q, "eachof") == at for q in (at - 2, at - 1))
        if not each and (reader.governed(at) or not (first.counted or first.named or not first.definite)):
            return
        if first.open_class or not (first.counted or first.named or first.number in ("sg", "du")):
            return
        reader.used.update(range(at, first.end))
        rules = [*draft.rules[:1], ("count", first.rule, first.figure), ("harm", "joined", (at, at + 1))]
        yield Draft(draft.harm, draft.anchor, first, reader.sentence, rules, agent=draft.agent, word=draft.word,
                    negated=draft.negated)  # fmt: skip


def _joint(reader: "FrameReader", k: int, previous: Phrase) -> int | None:
    """Return where joined people begin after token ``k``; a place between is passed over (في حلب و…)."""
    tg = reader.tg
    if k < reader.end and tg.is_quote(k) and tg.text(k) and previous.affiliated:
        # خمسة من «الحركة»، وخمسة من …: the mark that closes the name of a body.
        k += 1
    at = _past_place(reader, k)
    age = reader.people.figures.get(k) if tg.lang.grammar.verb_final else None
    if age is not None and age.things and tg.has(age.end, "unit"):
        # یک مرد ۴۰ ساله و دو کودک
        at = tg.end(age.end, "unit")
    if at == k:
        at = _past_words(reader, k, previous)
    if at == k:
        at = _past_side(reader, k, previous)
    at = max(at, past_told(reader, k, previous))
    if at == k:
        at = to_others(reader, k, previous)
    if at < reader.end and tg.text(at) == "(":
        # ضابط برتبة ملازم (لم يذكر اسمه) ومدني
        close = next((q for q in range(at, min(at + _BRACKET, reader.end)) if tg.text(q) == ")"), None)
        inside = any(tg.is_number(q) or tg.an[q].harms for q in range(at, close or at))
        at = close + 1 if close is not None and not inside else at
    if _by_what(reader, at):
        at += 1
        what = at
        while at < reader.end and at < what + 2 and not tg.an[at].conj and tg.is_word(at):
            # بالرصاص المطاطي, بجروح خطيرة
            if not (tg.has(at, "manner") or (tg.text(at).startswith(tg.lang.article) and not tg.has(at, "people"))):
                break
            at += 1
    if at < reader.end and tg.text(at) in "،,":
        at += 1
    at = _past_parts(reader, at)
    if not _open(reader, at):
        return None
    if tg.has(at, "plus"):
        at = tg.end(at, "plus")
        if not _open(reader, at):
            return None
    elif not (
        tg.an[at].conj
        or _and_one(reader, at)
        or _goes_on_naming(reader, at, previous)
        or tg.text(at) == tg.lang.grammar.number_joiner
    ):
        return None
    return None if tg.has(at, "subset", "report") else at


def _and_one(reader: "FrameReader", at: int) -> bool:
    """Tell whether a word that reads as the figure one is *and one of*: قائد وأحد العناصر."""
    tg, joiner = reader.tg, reader.tg.lang.grammar.number_joiner or "\0"
    text = tg.text(at)
    if not text.startswith(joiner) or at + 1 >= reader.end or not tg.an[at + 1].art:
        return False
    return "few" in tg.lang.words.get(text[len(joiner) :], {})


def _past_words(reader: "FrameReader", k: int, previous: Phrase) -> int:
    """Return the token after what goes on with the people before ``k`` (جندي دولي و…, والدة الرضيع و…), or ``k``.

    Adjectives and ordinals agree with their noun in the article; a second noun has it where the first lacks it.
    """
    tg, at = reader.tg, k
    if previous.noun < 0 or previous.named or previous.harm is not None:
        return k
    adjectives, article = tuple(tg.lang.grammar.adjectives), tg.lang.article
    if tg.has(k, "ranked") and tg.has(k + 1, "people"):
        # ضابط برتبة نقيب و3 مجندين
        return tg.end(k + 1, "people")
    if not (previous.definite or tg.an[k].art) and tg.has(k, "source") and not tg.has(k, "people") and _open(reader, k):
        # ضابط شرطة ومجند: whose officer he is, and his rank.
        at = k + 1
        if at + 1 < reader.end and tg.has(at, "ranked") and tg.has(at + 1, "people"):
            at = tg.end(at + 1, "people")
        return at if at < reader.end and (tg.an[at].conj or tg.text(at) == "(") else k
    while at < reader.end and at - k < _ADJECTIVES and tg.is_word(at) and not tg.an[at].conj and not tg.an[at].prep:
        definite = tg.text(at).startswith(article)
        unlisted = (
            (not tg.known(at) or tg.an[at].pron in tg.lang.grammar.speaking)
            and tg.text(at).endswith(adjectives)
            and at not in tg.places
        )
        # اثنين مطلوبين أمنيا و56 فردا: an adverb
        adverb = at > k and tg.has(at, "plain")
        case = tuple(tg.lang.grammar.accusative) or "\0"
        if not (tg.known(at) or definite) and tg.text(at).endswith(case) and tg.text(at - 1).endswith(case):
            # 839 مقاتلا حليفا و…: an adjective with the ending of its noun.
            at += 1
            continue
        if adverb or (definite == previous.definite and (unlisted or tg.has(at, "nth", "epithet"))):
            at += 1
            continue
        if at == k and definite and not previous.definite and previous.low == 1 and tg.has(at, "people"):
            at = max(at + 1, tg.end(at, "people"))
            continue
        break
    return at


def _by_what(reader: "FrameReader", at: int) -> bool:
    """Tell whether a word tells by what people were hurt: بالرصاص, بجروح, بالاختناق."""
    tg = reader.tg
    if at >= reader.end or not tg.text(at).startswith(tuple(tg.lang.grammar.outcome)):
        return False
    return tg.has(at, "means", "manner", "bywhat") and not tg.an[at].conj


def _past_parts(reader: "FrameReader", at: int) -> int:
    """Return the token after some of the people, told between commas before more of them: سبعة، بينهم قائد، وعشرة."""
    tg = reader.tg
    if at >= reader.end or not tg.has(at, "subset") or tg.text(at - 1) not in "،,":
        return at
    close = next((q for q in range(at, min(at + _PARTS, reader.end)) if tg.text(q) in "،,"), None)
    if close is None or close + 1 >= reader.end or any(q in reader.by_start for q in range(at, close)):
        return at
    more = close + 1
    glued = tg.an[more].conj or tg.text(more) == tg.lang.grammar.number_joiner
    return more if glued and (more in reader.people.figures or more + 1 in reader.people.figures) else at


def _past_place(reader: "FrameReader", k: int) -> int:
    """Return the token after *in Aleppo*, *from Jenin* at ``k``, or ``k``."""
    tg = reader.tg
    if k + 1 < reader.end and tg.has(k, "age") and tg.has(k + 1, "people"):
        # ضابط برتبة ملازم وجنديان
        return tg.end(k + 1, "people")
    if not tg.has(k, "in", "of") or tg.an[k].conj or k + 1 >= reader.end or tg.an[k + 1].conj:
        return k
    if k + 1 in tg.places:
        return tg.places[k + 1][1]
    if not tg.has(k + 1, "placeword"):
        return k
    # من بلدة بني نعيم و…
    at = tg.end(k + 1, "placeword")
    while at < reader.end and at - k <= _LONG_PLACE and tg.is_word(at) and not tg.an[at].conj:
        if at in tg.places:
            return tg.places[at][1]
        if tg.text(at) == tg.lang.grammar.number_joiner:
            break
        if tg.known(at) and not (at == k + 2 and tg.text(at).startswith(tg.lang.article)):
            # في بلدة الكنيسة و…: a place may be called by any word with its article.
            break
        at += 1
    return at


def _past_side(reader: "FrameReader", k: int, previous: Phrase) -> int:
    """Return the token after more of whose the people are (16 مسلحا حوثيا ومن قوات صالح), or an adverb of theirs."""
    tg = reader.tg
    if k + 1 >= reader.end or not previous.counted:
        return k
    if tg.has(k, "of") and tg.an[k].conj:
        body = reader.people.at(k + 1)
        return body.end if body is not None and body.body and not body.counted else k
    adverb = tg.is_word(k) and not tg.known(k) and tg.text(k).endswith(tuple(tg.lang.grammar.accusative) or "\0")
    return k + 1 if adverb and k + 1 in reader.people.figures and tg.an[k + 1].conj else k


def _parallel(reader: "FrameReader", k: int, phrase: Phrase) -> bool:
    """Tell whether a bare figure goes on a list by places: 15 فلسطينيا من الخليل و8 من رام الله."""
    return _past_place(reader, k) > k and _past_place(reader, phrase.end) > phrase.end and phrase.counted


def _open(reader: "FrameReader", at: int) -> bool:
    return at < reader.end and (at not in reader.by_start or reader.by_start[at].word.kind == "people")


def _goes_on_naming(reader: "FrameReader", k: int, previous: Phrase) -> bool:
    """Tell whether an unlisted word joined to a named person goes on with another name."""
    tg = reader.tg
    if not previous.named or not tg.is_word(k) or tg.known(k):
        return False
    joiner, text = tg.lang.grammar.number_joiner or "", tg.text(k)
    rest = text[len(joiner) :]
    # ويعتبرها: a verb of the present, no name.
    # الملا عمر والغموض الناجم, … وسرعة تعيين خلفه: things, as their article and ending tell.
    thing = rest.startswith(tg.lang.article) or rest.endswith(tuple(tg.lang.grammar.feminine))
    verb = rest[:1] in tg.lang.grammar.imperfect
    if not joiner or not text.startswith(joiner) or len(rest) <= 2 or verb or thing:
        return False
    stop = name_at(tg, k, reader.end, open_class=True, joined=True) or k + 1
    if any(is_name(tg, q) for q in range(k + 1, min(k + 3, stop))):
        return True
    # وعصيان قيادات …: a noun with what it governs. A name ends with its clause, or at another.
    after = stop if stop < reader.end else -1
    ends = after < 0 or not tg.is_word(after) or tg.has(after, "in", "calendar", "meanwhile", "plus")
    return ends or bool(tg.an[after].conj) or tg.text(after).startswith(joiner)


def one_figure(first: Phrase, second: Phrase) -> bool:
    """21 امرأة وطفلا: one figure for both nouns, where the second has no figure and the same form.

    Bare plurals of one role (نساء وأطفال) are one unclear number of people, too.
    """
    if second.counted or second.named or first.low is None:
        return False
    if not first.counted:
        bare = all(p.number == "pl" and p.hedge == "vague" and not (p.affiliated or p.body or p.harm or p.other)
                   for p in (first, second))  # fmt: skip
        # قادة ميدانيون ومرتزقة: a noun with a word of its own is told apart.
        return bare and first.role == second.role and first.definite == second.definite and first.end == first.noun + 1
    plural = second.number == "pl" and first.number == "pl"
    if first.hedge == "vague":
        # عدد من رجال الأمن والعاملين: some of each kind; but عشرات الجنود والعمال.
        apart = first.low < _DOZENS and {first.role, second.role} == {"combatant", "civilian"}
        # المئات من الشبان الأكراد والناشطين الإيرانيين: definite both, and the amount is of both.
        both = first.definite and second.definite and second.harm is None and first.role == second.role
        return plural and (not second.affiliated or both) and not apart
    if first.low < 3:
        return False
    # 40 من الجنود والضباط: definite both, and one figure takes them from both.
    alike = second.definite == first.definite and not (second.definite and (first.affiliated or second.affiliated))
    # مئة من رجال الأمن والقضاة: a definite noun without a figure tells of no others.
    alike = alike or (first.low > 10 and second.definite and not second.affiliated and second.harm is None)
    return alike if plural else second.number == "sg" and first.number == "sg" and first.low >= 11


def _of_one_total(reader: "FrameReader", first: Phrase, second: Phrase) -> bool:
    """Tell whether people joined to others without a figure go on with whose total is told."""
    both = all(p.definite and p.number == "pl" and not (p.counted or p.named or p.harm) for p in (first, second))
    return both and first.start > reader.begin and reader.tg.has(first.start - 1, "total")


def same_side(reader: "FrameReader", first: Phrase, second: Phrase) -> bool:
    """Tell whether definite people without a figure only go on with whose the people counted before are."""
    if not (first.counted and first.affiliated and first.hedge not in ("most", "all")) or first.named:
        return False
    plain = second.harm is None and not (second.counted or second.named or second.other)
    return plain and second.definite and second.number == "pl" and first.noun >= 0 and first.role == second.role


def _not_told_apart(first: Phrase, second: Phrase) -> bool:
    """Tell whether one figure counts the dead and the wounded together: dozens of them, or eleven and more."""
    assert first.harm is not None
    assert second.harm is not None
    if {first.harm.harm, second.harm.harm} != {"killed", "wounded"} or first.affiliated:
        return False
    if first.hedge == "vague":
        return (first.low or 0) >= _DOZENS and first.number == second.number == "pl"
    return (first.low or 0) > 10 and first.number == second.number == "sg"


def join_spans(a: tuple[int, int] | None, b: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the span from the first to the second, whichever there are."""
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), max(a[1], b[1])


def negation(reader: "FrameReader", k: int, phrase: Phrase) -> str:
    """Return how what stands before the harm word at ``k`` denies it: "none", "noword" or "" (not at all)."""
    tg = reader.tg
    trigger = reader.by_start.get(k)
    if tg.any(k + 1, min(phrase.start + 1, k + 5), "except_"):
        # لم تفقد سوى تسعة: as many as that.
        return ""
    verb = trigger is not None and trigger.word.kind in ("undergo", "inflict", "either")
    for q in range(k - 1, max(reader.begin - 1, k - 10), -1):
        if tg.text(q) in ".:؛" or (tg.text(q) == "،" and (tg.an[k].conj or verb)):
            # دون إصابات، وأوقفت الشرطة …: the denial ends with its clause.
            break
        for kind in ("noword", "none"):
            if tg.has(q, kind) and tg.end(q, kind) >= k - 6 and not phrase.counted and not tg.has(q, "means"):
                return kind
    for q in range(k - 1, max(reader.begin - 1, k - 4), -1):
        if tg.text(q) in ".،:؛" or tg.has(q, "comp"):
            return ""
        if k - q <= 2 and tg.has(q, "not") and not tg.has(q, "comp") and not tg.has(q + 1, "still"):
            return "none"
    return ""
