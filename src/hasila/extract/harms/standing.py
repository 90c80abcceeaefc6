"""Nouns for the harmed that stand by themselves: one whom a headline tells of, and what only says how others ended."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader
    from hasila.extract.harms.reach import Reach

#: Whom a pronoun on a verb of making them fall means was told so many tokens before; those named behind it, fewer.
_THEM, _WHOM = 30, 6
#: The dead and the hurt of two words that are told together.
_PAIR = ("killed", "wounded")
#: What may stand behind a noun that begins a headline: where, how and by whom, or who else.
_BEHIND = (
    "in",
    "with_",
    "agentby",
    "means",
    "manner",
    "bywhat",
    "plus",
    "on_",
    "aftermath",
    "near",
    "calendar",
    "another",
)


def stands_alone(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether one without an article is told by the noun alone: شهيد في غارة, الحصيلة: شهيد وجريحان, وصول شهيد.

    Where the noun begins what is told, goes on with others who were harmed, or is whom somebody found or brought.
    """
    tg, k, after = reader.tg, trigger.start, trigger.end
    whom = reader.people.at(k)
    if whom is not None and whom.noun == k and after < reader.end and tg.has(after, "people", "nation"):
        # قتيل مدني في قصف
        after = whom.end
    if trigger.word.weak and trigger.number == "pl" and _by_what_begins(reader, trigger):
        return True
    several = trigger.number != "sg" and not (trigger.number == "du" and trigger.word.weak)
    if several or trigger.definite or trigger.prep or trigger.pron or trigger.word.harm == "casualty":
        return False
    if trigger.end - trigger.start > 1 or (after < reader.end and tg.text(after).startswith(tg.lang.article)):
        return False
    joined = reader.by_start.get(k - 1) if trigger.conj else None
    if joined is not None and joined.word.kind == "people":
        return True
    followed = after < reader.end and (bool(tg.an[after].conj) or tg.text(after) == tg.lang.grammar.number_joiner)
    with_others = followed and any(
        _people(reader, t) and after <= t.start <= after + 3 for t in reader.triggers if t is not trigger
    )
    begins = k == reader.begin or not (tg.is_word(k - 1) or tg.is_number(k - 1))
    if trigger.conj and not trigger.word.weak and any(d.phrase.end == k for d in reader.drafts):
        # 3 شهداء وجريح
        return True
    if not begins:
        return tg.has(k - 1, "found") or (with_others and tg.has(k - 1, "caused"))
    if with_others:
        return True
    if after >= reader.end or not tg.is_word(after):
        return k > reader.begin
    glued = bool(tg.an[after].prep) or tg.text(after).startswith(tuple(tg.lang.grammar.outcome))
    return glued or tg.has(after, *_BEHIND)


def _people(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether a harm word stands, or may stand, for people (شهيد وإصابات)."""
    readings = (s.data for s in reader.tg.an[trigger.start].harms)
    joined = bool(trigger.conj) and trigger.end - trigger.start == 1
    return trigger.word.kind == "people" or (
        joined and any(isinstance(d, HarmWord) and d.kind == "people" for d in readings)
    )


def _by_what_begins(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether wounds without a figure begin what is told, and by what stands right behind: إصابات في قصف مدفعي."""
    tg, k, after = reader.tg, trigger.start, trigger.end
    if trigger.definite or trigger.prep or trigger.pron or after - k > 1:
        return False
    first = reader.by_start.get(k - 1) if trigger.conj else None
    begins = first.start if first is not None and first.word.kind == "people" else k
    if begins > reader.begin and (tg.is_word(begins - 1) or tg.is_number(begins - 1)):
        return False
    behind = after + 1 if after < reader.end and tg.has(after, "in", "bywhat", "aftermath") else after
    if behind >= reader.end or not tg.has(behind, "means"):
        return False
    return behind > after or bool(tg.an[after].prep) or tg.text(after).startswith(tuple(tg.lang.grammar.outcome))


def one_each(reader: "FrameReader", trigger: Trigger, both: Phrase) -> list[Draft]:
    """Return the drafts of two nouns in the singular that begin what is told: شهيد وجريح في غارة is one each."""
    tg, k, end = reader.tg, trigger.start, trigger.end
    if (k > reader.begin and (tg.is_word(k - 1) or tg.is_number(k - 1))) or end - k != len(_PAIR):
        return []
    out = []
    for q in (k, k + 1):
        words = [s.data for s in tg.an[q].harms if isinstance(s.data, HarmWord) and s.data.kind == "people"]
        if not words or any(s.number != "sg" for s in tg.an[q].harms if s.data is words[0]):
            return []
        one = replace(both, start=q, end=q + 1, low=1, high=1, hedge="exact", noun=q, group=(q, q + 1), harm=words[0],
                      number="sg", rule="count.singular", glued=0)  # fmt: skip
        rules: list[tuple[str, str, tuple[int, int] | None]] = [
            ("harm", f"{words[0].id}.noun", (q, q + 1)),
            ("count", one.rule, None),
        ]
        out.append(Draft(words[0].harm, (q, q + 1), one, reader.sentence, rules, word=words[0]))
    reader.used.update(range(k, end))
    return out


def qualifies(reader: "FrameReader", trigger: Trigger) -> bool:
    """Tell whether a noun says how those counted right before it ended: سقوط 30 مواطنا تركيا قتلى."""
    if trigger.conj or trigger.definite or trigger.prep or trigger.pron:
        return False
    verb = reader.by_start.get(trigger.start - 1)
    if verb is not None and verb.pron and verb.word.harm == trigger.word.harm:
        # فأردوهم قتلى
        return any(draft.anchor == (verb.start, verb.end) for draft in reader.drafts)
    return any(
        draft.phrase.end == trigger.start and draft.phrase.counted and draft.phrase.noun >= 0 for draft in reader.drafts
    )


def counted_before(reader: "FrameReader", phrase: Phrase) -> Phrase | None:
    """Return who they are that a definite figure counts, told right before it: الجنود الأربعة المحتجزين."""
    tg, k = reader.tg, phrase.start
    if not phrase.definite or k == reader.begin or not tg.lang.article or not tg.text(k).startswith(tg.lang.article):
        return None
    for q in range(max(reader.begin, k - _WHOM), k):
        whom = reader.person(q) if q not in reader.used else None
        if whom is None or not whom.definite or whom.number != "pl" or whom.harm is not None or whom.body:
            continue
        if whom.end == (phrase.noun if whom.counted else k):
            return whom if not whom.counted or whom.figure == phrase.figure else None
    return None


def left_so(reader: "FrameReader", trigger: Trigger) -> Phrase | None:
    """Return those counted right before a plural noun that says how they ended: ترك ستة مقاتلين قتلى."""
    glued = trigger.conj or trigger.definite or trigger.prep or trigger.pron
    if trigger.number != "pl" or trigger.word.harm not in _PAIR or glued:
        return None
    for k in range(max(reader.begin, trigger.start - _WHOM), trigger.start):
        whom = reader.person(k) if k not in reader.used else None
        if whom is not None and whom.end == trigger.start and whom.counted and whom.noun >= 0 and whom.harm is None:
            return None if whom.body or whom.open_class else whom
    return None


def made_so(reader: "Reach", trigger: Trigger) -> Phrase | None:
    """Return those whom somebody left dead or wounded, where no figure tells how many.

    They stand behind the verb (أوقعت الجنود والضباط بين قتيل وجريح, أوقعنا أفرادها), or its pronoun points back to the
    force told before (قوة راجلة وإيقاعها بين قتيل وجريح).
    """
    tg, k = reader.tg, trigger.start - 1
    if k <= reader.begin:
        return None
    if tg.has(k, "makesthem"):
        for q in range(k - 1, max(reader.begin, k - _THEM) - 1, -1):
            if not tg.has(q, "formation", "forceword"):
                continue
            body = reader.people.affiliation(q)
            if body is not None and body[0] == q and body[1] <= k:
                nation = next((n for n in range(q, body[1]) if tg.has(n, "nation")), None)
                return _some(q, body[1], (q, body[1]) if nation is None else (nation, nation + 1))
        return None
    makes = next((q for q in range(k, max(reader.begin, k - _WHOM), -1) if tg.has(q, "makes")), None)
    if makes is None or makes == k:
        return None
    whom = reader.people.at(makes + 1)
    if tg.has(makes + 1, "formation", "forceword") and not tg.an[makes + 1].art:
        # إيقاع قوة راجلة بين قتيل وجريح
        return _some(makes + 1, trigger.start, (makes + 1, trigger.start))
    if whom is None or whom.counted or whom.number != "pl" or whom.noun < 0 or whom.harm is not None:
        return None
    if whom.end != trigger.start and not tg.an[whom.end].conj:
        return None
    group = whom.group or (whom.start, whom.end)
    if whom.end != trigger.start:
        group = (group[0], trigger.start)
    return replace(_some(makes + 1, trigger.start, group), role=whom.role, pron=whom.pron, anaphor=whom.anaphor,
                   noun=whom.noun, affiliated=whom.affiliated, actor=whom.actor)  # fmt: skip


def _some(start: int, end: int, group: tuple[int, int]) -> Phrase:
    """Return people of whom no figure is told."""
    return Phrase(start, end, 2, None, "vague", None, start, group, "combatant", "count.bare-plural", definite=True,
                  number="pl", affiliated=True)  # fmt: skip
