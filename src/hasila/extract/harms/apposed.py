"""What is told of people between them and those joined to them: age, other name, office, where, when and how."""

from typing import TYPE_CHECKING

from hasila.extract.harms.doers import somebodys
from hasila.extract.people.names import name_at
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import PeopleWord

#: What more is told of somebody before *and five others* has at most so many tokens.
_OTHERS = 9

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: A bracket, an age, an aside between commas have at most so many tokens.
_BRACKET, _AGE, _ASIDE = 9, 7, 14
#: What somebody is takes at most so many tokens.
_OFFICE = 7
#: So many things may be told of one person.
_TOLD = 4
#: Where, when and how something was takes at most so many tokens.
_WHERE = 8
#: Words that set people against others, so that who follows may be of these.
_PARTED = ("with_", "amid", "against", "belong", "agentby")
#: What ends the words for what somebody is.
_ENDS = ("verb", "report", "comp", "rel", "subset", "clause", "called", "age", "agentby", "plus", "heis",
         "when", "statement")  # fmt: skip


def past_told(reader: "FrameReader", k: int, previous: Phrase) -> int:
    """Return the token after what is told of people, where more are joined to them behind it, or ``k``.

    القائد فلان (34 عاما) وثلاثة جنود, جندي برصاص قناص وأربعة مدنيين. Only people of whom it is sure that they are
    more: with a figure, by name, somebody's kin.
    """
    if not reader.tg.lang.article or previous.body or previous.noun < 0:
        return k
    at, one = k, previous.low == previous.high == 1
    for _ in range(_TOLD):
        after = _past_one(reader, at) if one else at
        after = _past_circumstance(reader, at) if after == at else after
        if after == at:
            break
        at = after
    return at if at > k and _more_people(reader, at, previous) else k


def _past_circumstance(reader: "FrameReader", at: int) -> int:
    """Return the token after where, when or how it was: قرب حاجز للجيش, يوم الخميس, برصاص قناص, في قصف على البلدة."""
    tg, end = reader.tg, reader.end
    if at >= end or at in reader.by_start or tg.an[at].conj or not tg.is_word(at):
        return at
    if tg.has(at, "calendar"):
        return tg.end(at, "calendar")
    if tg.has(at, "of"):
        return _past_home(reader, at)
    if tg.has(at, "placeword") and tg.has(at - 1, "people"):
        # من أبناء / بلدة دابق: the phrase for people has taken the first half.
        return _past_home(reader, at - 1)
    how = tg.has(at, "means", "agentby") and tg.text(at).startswith(tuple(tg.lang.grammar.outcome) or "\0")
    if not (how or (tg.has(at, "in", "during", "aftermath", "near", "compass") and not tg.has(at, *_PARTED))):
        return at
    q, told = at, False
    while q < min(at + _WHERE, end) and (tg.is_word(q) or tg.is_quote(q)):
        ends = q in reader.by_start or q in reader.people.figures or tg.has(q, *_ENDS, *_PARTED)
        if q > at and (tg.an[q].conj or (ends and not tg.an[q].art)):
            break
        told = told or q in tg.places or tg.has(q, "means", "placeword", "unit", "calendar")
        q = max(q + 1, *(tg.end(q, cat) for cat in ("means", "calendar")))
        q = tg.places[q - 1][1] if q - 1 in tg.places else q
    return q if told else at


def _more_people(reader: "FrameReader", at: int, previous: Phrase) -> bool:
    tg = reader.tg
    if at < reader.end and tg.text(at) in "،,":
        at += 1
    if at >= reader.end or at in reader.by_start:
        return False
    if tg.has(at, "plus"):
        at = tg.end(at, "plus")
    elif not (tg.an[at].conj or tg.text(at) == tg.lang.grammar.number_joiner):
        return False
    phrase = reader.person(at) if at < reader.end else None
    if phrase is None or phrase.start != at or phrase.body:
        return False
    if phrase.end in reader.by_start and reader.by_start[phrase.end].word.kind in ("undergo", "either", "inflict"):
        # وأربعة أصيبوا: what befell them is told of them alone.
        return False
    if phrase.end < reader.end and tg.has(phrase.end, "report", "verb"):
        # وزميله يروي: another clause.
        return False
    sense = tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
    plain = sense is not None and isinstance(sense.data, PeopleWord) and (sense.data.title or sense.number == "du")
    few = plain and at not in tg.places and phrase.low == phrase.high and phrase.low in (1, 2) and not phrase.definite
    kin = phrase.low == 1 and phrase.noun >= 0 and somebodys(reader, phrase.noun)
    named = phrase.named and (reader.titled(phrase) or (previous.named and at not in tg.places))
    return few or kin or named or (phrase.counted and (phrase.noun >= 0 or phrase.other))


def _past_one(reader: "FrameReader", at: int) -> int:
    """Return the token after one thing that is told of somebody, or ``at``."""
    tg, end = reader.tg, reader.end
    if at >= end or at in reader.by_start or tg.is_break(at):
        return at
    if tg.text(at) == "(":
        close = next((q for q in range(at, min(at + _BRACKET, end)) if tg.text(q) == ")"), None)
        return at if close is None or any(q in reader.by_start for q in range(at, close)) else close + 1
    comma = tg.text(at) in "،,"
    k = at + 1 if comma else at
    if k >= end:
        return at
    if comma and tg.is_number(k) and tg.has(k + 1, "stretch"):
        # ، 34 عاما
        return k + 2
    if tg.has(k, "age"):
        # البالغ من العمر 34 عاما
        q = k + 1
        while (
            q < min(k + _AGE, end)
            and not tg.an[q].conj
            and (tg.is_number(q) or tg.has(q, "age", "of", "number", "stretch"))
        ):
            q += 1
        return q
    if tg.has(k, "called"):
        return _past_name(reader, k, at)
    if comma and tg.has(k, "heis"):
        close = next((q for q in range(k, min(k + _ASIDE, end)) if tg.text(q) in "،,"), None)
        return at if close is None or any(q in reader.by_start for q in range(k, close)) else close
    if tg.has(k, "calendar") and not comma and not tg.an[k].conj:
        return tg.end(k, "calendar")
    if tg.has(k, "of", "in") and not tg.an[k].conj and not comma:
        return _past_home(reader, k)
    sense = tg.sense(k, "people")
    office = sense is not None and sense.number == "sg" and isinstance(sense.data, PeopleWord) and sense.data.title
    if not office or tg.an[k].conj or tg.an[k].prep:
        return at
    q = k + 1
    while q < min(k + _OFFICE, end) and (tg.is_word(q) or tg.is_quote(q) or tg.is_number(q)):
        if tg.an[q].conj or q in reader.by_start or q in reader.people.figures:
            break
        if tg.has(q, "during", "means", "calendar", *_ENDS):
            break
        q = tg.actors[q][1] if q in tg.actors else q + 1
    return q


def _past_home(reader: "FrameReader", k: int) -> int:
    """Return the token after where somebody is from or was: من أبناء بلدة دابق, في مدينة إدلب."""
    tg, q = reader.tg, k + 1
    native = tg.sense(q, "people") if q < reader.end else None
    if native is not None and native.number == "pl" and not tg.an[q].conj:
        q = tg.end(q, "people")
    while q < reader.end and tg.has(q, "placeword", "compass") and not tg.an[q].conj and q not in tg.places:
        q += 1
    if q in tg.places:
        return tg.places[q][1]
    unlisted = q > k + 1 and q < reader.end and tg.is_word(q) and not (tg.known(q) or tg.an[q].conj)
    return q + 1 if unlisted else k


def _past_name(reader: "FrameReader", k: int, at: int) -> int:
    """Return the token after what else somebody is called: الملقب "أبو جندل"."""
    tg, end = reader.tg, reader.end
    q = tg.end(k, "called")
    while q < end and tg.text(q) in tg.lang.grammar.clitics.prep:
        q += 1
    if q < end and tg.is_quote(q):
        close = next((c for c in range(q + 1, min(q + _BRACKET, end)) if tg.is_quote(c)), None)
        return at if close is None else close + 1
    stop = name_at(tg, q, end, open_class=True) if q < end else None
    return at if stop is None else stop


def to_others(reader: "FrameReader", k: int, previous: Phrase) -> int:
    """Return where *others* are joined to somebody of whom more is told (سائق الشاحنة وخمسة آخرين), or ``k``.

    Behind a noun's own genitive, an age or a trade any counted people may (قائد اللواء وخمسة جنود).
    """
    tg = reader.tg
    if previous.noun < 0 or previous.counted or previous.number == "pl":
        return k
    told = not previous.definite
    for q in range(k, min(k + _OTHERS, reader.end)):
        if tg.is_break(q) or reader.stops(q) or (q in reader.by_start and reader.by_start[q].word.kind != "people"):
            return k
        if (tg.an[q].conj or tg.text(q) == tg.lang.grammar.number_joiner) and (
            q in reader.people.figures or q + 1 in reader.people.figures
        ):
            more = reader.person(q)
            if more is None or not more.counted or more.noun < 0:
                return k
            return q if more.other or (told and q > k) else k
        if tg.an[q].conj:
            return k
        # قائد اللواء, طفل في السابعة من عمره, فلان مدير المستشفى الميداني
        trade = previous.named and q == k and tg.has(q, "people")
        more_of = tg.text(q).startswith(tg.lang.article) or tg.has(q, "age", "in", "of", "number", "unit")
        told = told and (trade or more_of)
    return k
