"""Who did it, who lost people, and whom a preposition marks as those it was done to."""

from typing import TYPE_CHECKING

from hasila.extract.harms.before import agent_like, subject_before
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.names import name_at
from hasila.extract.people.phrase import Phrase

if TYPE_CHECKING:
    from hasila.extract.harms.reach import Reach

#: What is told of an attacker between him and his victims takes at most so many tokens.
_WITHIN = 14


def victims_behind(reader: "Reach", trigger: Trigger, doer: Phrase) -> Phrase | None:
    """Return the people with a figure behind an attacker who is the subject of a verb written alike in both voices.

    Only of nouns that say that somebody attacks: of a soldier *قتل جندي* mostly tells that he is dead.
    """
    tg = reader.tg
    sense = tg.sense(doer.noun, "people") if doer.noun >= 0 else None
    if sense is None or sense.id != "attacker" or doer.counted or trigger.number != "sg":
        return None
    k = doer.end
    if k < reader.end and tg.text(k) in "،,":
        # قتل انتحاري، يشتبه بأنه من التنظيم، 32 شخصا: an insertion between commas.
        close = next((q for q in range(k + 1, min(k + _WITHIN, reader.end)) if tg.text(q) in "،,"), None)
        if close is None or any(q in reader.by_start for q in range(k, close)):
            return None
        k = close + 1
    while k < min(doer.end + _WITHIN, reader.end):
        if tg.text(k) in "،,.؛:" or tg.is_break(k) or k in reader.by_start or tg.has(k, "verb", "clause", "subset"):
            return None
        found = reader.people.at(k) if k in reader.people.figures else None
        if found is not None and found.start == k:
            whole = found.noun >= 0 and not found.open_class and not reader.governed(k) and not tg.an[k].conj
            return found if whole and found.low is not None and found.low > 1 else None
        k += 1
    return None


def kin_behind(reader: "Reach", doer: Phrase) -> Phrase | None:
    """Return one of the doer's own kin right behind him, who is the object then: قتل الشاب والده."""
    tg, k = reader.tg, doer.end
    if doer.counted or doer.low != 1 or doer.noun < 0 or k >= reader.end or tg.an[k].conj or tg.an[k].prep:
        return None
    kin = reader.person(k)
    if kin is None or kin.start != k or kin.noun != k or kin.low != 1 or kin.counted:
        return None
    return kin if somebodys(reader, k) else None


def of_whose(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """Return the people after a noun whose pronoun tells who did it: قتله لثلاثة شبان, قتلها للصحافية."""
    tg, k = reader.tg, trigger.end
    if k >= reader.end:
        return None
    phrase = reader.person(k)
    direct = phrase is not None and phrase.start == k and phrase.counted and phrase.noun >= 0
    if phrase is not None and phrase.start == k and phrase.low == 1 and not phrase.definite and phrase.noun == k:
        # قتلها طفلا
        direct = tg.text(k).endswith(tuple(tg.lang.grammar.accusative) or "\0")
    one = phrase is not None and phrase.noun >= 0 and phrase.low == phrase.high == 1 and not phrase.body
    if phrase is not None and one and phrase.definite and phrase.noun == k and phrase.start == k:
        # بقتلها القيادي; but قتله المسلح is told of him who did it.
        direct = direct or trigger.word.kind == "event" or bool(trigger.prep)
    if direct and not trigger.word.result and not (tg.an[k].prep or tg.an[k].conj):
        # خطفها ثمانية مقاتلين
        return phrase
    if not tg.text(k).startswith(tuple(tg.lang.grammar.clitics.purpose)):
        return None
    marked = phrase is not None and (tg.an[k].prep or len(tg.text(k)) == 1)
    return phrase if marked and phrase is not None and (phrase.counted or phrase.named or one) else None


def to_whom(reader: "Reach", agent: Phrase) -> Phrase | None:
    """Return the victim after who did it, where a preposition marks it: قتل فلان للعقيد فلان."""
    tg = reader.tg
    if agent.counted or not (agent.definite or agent.named or agent.body):
        return None
    at = agent.end
    while at < reader.end and at < agent.end + 3 and tg.text(at).startswith(tg.lang.article) and not tg.an[at].prep:
        at += 1
    whom = reader.person(at) if at < reader.end and tg.an[at].prep in tg.lang.grammar.clitics.purpose else None
    return whom if whom is not None and whom.start == at and not whom.body else None


def loser(reader: "Reach", trigger: Trigger, lost: Phrase | None) -> tuple[tuple[int, int] | None, bool]:
    """Return who lost people, and whether the words say that they are dead.

    They are where a force lost its own (خسروا عشرة من عناصرهم, الحركة فقدت تسعة) or somebody kin (فقدت زوجها).
    """
    tg = reader.tg
    if lost is None or lost.noun < 0:
        return None, False
    own = any(somebodys(reader, q) for q in range(lost.noun, lost.end))
    at = trigger.end
    if own and lost.start > at and name_at(tg, at, reader.end, open_class=True) == lost.start:
        # فقد علي شقيقه: who lost him stands between.
        at = lost.start
    if own and lost.start == at and not (lost.role == "combatant" or lost.counted or lost.body):
        return None, tg.has(lost.noun, "people")
    few = lost.counted or (lost.low in (1, 2) and lost.high == lost.low and not lost.definite and not lost.named)
    just = range(max(reader.begin, trigger.start - 3), trigger.start)
    country = next((q for q in just if _country(reader, q)), None)
    if country is not None and few and not lost.open_class:
        return (country, tg.places[country][1]), True
    before = subject_before(reader, trigger)
    if before is None:
        # The subject itself, a force without a figure, may stand right before: المقاومة فقدت.
        near = range(max(reader.begin, trigger.start - 8), trigger.start)
        before = next((reader.people.at(q) for q in near if _body_at(reader, q)), None)
    if before is not None and agent_like(before) and few:
        return before.group, True
    return None, own and lost.counted


def somebodys(reader: "Reach", q: int) -> bool:
    """Tell whether a noun has a pronoun of its owner, also where the lexicon lists both as one word (زوجها)."""
    tg, token = reader.tg, reader.tg.tokens[q]
    if tg.an[q].pron:
        return True
    written = tg.doc.text[token.start : token.end]
    return tg.has(q, "people") and written.endswith(tuple(tg.lang.grammar.owners))


def _country(reader: "Reach", q: int) -> bool:
    """Tell whether a country stands as a subject at token ``q`` (فرنسا فقدت)."""
    return q in reader.tg.places and reader.tg.places[q][0].precision == "country" and not reader.governed(q)


def _body_at(reader: "Reach", q: int) -> bool:
    phrase = reader.people.at(q)
    return phrase is not None and phrase.body and not reader.governed(q)
