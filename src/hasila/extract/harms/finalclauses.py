"""Clauses of languages that put the verb at the end (``verb_final``): where one begins, and whose people it shares."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader
    from hasila.extract.harms.triggers import Trigger

VERBS = frozenset({"undergo", "inflict", "either"})
_STOPS = ":؛;"
#: A verb of saying has at most so many words.
_SAID = 4


def clause_begin(reader: "FrameReader", k: int) -> int:
    """Return where the clause that ends before token ``k`` begins: behind *that*, a verb, or the sentence's begin."""
    tg = reader.tg
    ends = {t.end for t in reader.triggers if t.word.kind in VERBS and t.start < k}
    for q in range(k - 1, reader.begin - 1, -1):
        if tg.has(q, "nation") and tg.has(q - 1, "people"):
            # شهروند کرد: no verb.
            continue
        if q + 1 in ends or tg.text(q) in _STOPS or tg.is_break(q) or tg.has(q, "comp", "verb", "clause"):
            return q + 1
        sense = tg.sense(q, "report")
        if any(tg.has(x, "report") and tg.end(x, "report") > q for x in range(max(reader.begin, q - _SAID), q)):
            # به گفته پلیس: the words in it are no verb of saying.
            continue
        if (
            sense is not None
            and tg.end(q, "report") <= k
            and getattr(sense.data, "kind", "") not in ("according", "via")
        ):
            return tg.end(q, "report")
    return reader.begin


def clause_before(reader: "FrameReader", start: int, trigger: "Trigger") -> tuple[int, int | None] | None:
    """Return the clause whose people a verb shares that has none in its own, which begins at ``start``.

    It is where that clause begins, and before which token they stand; ``None`` there is before the verb.
    """
    tg = reader.tg
    at = start
    if tg.has(at - 1, "comp"):
        first = _verb_begin(reader, at - 1)
        if first is not None and not tg.has(first, "report", "copula") and _subjectless(reader, at, trigger):
            # سه نفر زخمی شدند که جان باختند: the clause is about those of the verb before it.
            return clause_begin(reader, first), first
        # سه مرزبان که ربوده شدند: whom a relative clause is about stands before it.
        return clause_begin(reader, at - 1), None
    if tg.has(at - 1, "clause", "meanwhile"):
        # بازداشت و سپس کشته شدند
        at -= 2 if tg.text(at - 2) == tg.lang.grammar.number_joiner or tg.text(at - 2) in "،," else 1
    first = _verb_begin(reader, at)
    if first is None:
        return None
    if tg.text(at) == tg.lang.grammar.number_joiner or (tg.text(at) in "،," and at < start):
        # نه عضو را هدف قرار داده و کشته است: the object of the verb before is this one's, too; so is a subject
        # of what is undergone (هدف قرار گرفتند و کشته شدند), but not of what none did.
        if trigger.word.kind != "inflict" and not _subjectless(reader, at + 1, trigger):
            return None
        return clause_begin(reader, first), at
    comp = next(iter(tg.within(reader.begin, at, "comp")[::-1]), None)
    if comp is None:
        return None
    said = any(tg.end(q, "report") == comp for q in tg.within(max(reader.begin, comp - _SAID), comp, "report"))
    # ۱۳ نفر که سه تن از آنان زن بودند کشته شدند: a relative clause stands between, which tells of its own people;
    # what follows a verb of saying (گفت که ...) is no such clause.
    return clause_begin(reader, comp), None if said else comp


def _subjectless(reader: "FrameReader", k: int, trigger: "Trigger") -> bool:
    """Tell whether a verb of what is undergone has no subject of its own from token ``k`` on, only how or when.

    «و در شفاخانه جان باختند», «و سپس کشته شدند», but «و دو خودرو توقیف شدند».
    """
    tg = reader.tg
    if trigger.word.kind != "undergo" or trigger.word.negated:
        return False
    while k < trigger.start and (tg.has(k, "meanwhile", "clause", "calendar") or tg.text(k) in "،,"):
        k += 1
    figures = [f for f in map(reader.people.figures.get, range(k, trigger.start)) if f is not None and f.things]
    # پس از دو روز: how long, and nothing that is counted.
    if not all(tg.has(f.end, "calendar", "stretch") for f in figures):
        return False
    opens = tg.has(k, "in", "to", "of", "with_", "on_", "during", "agentby", "stretch")
    return opens or k >= trigger.start or any(f.start == k for f in figures)


def _verb_begin(reader: "FrameReader", at: int) -> int | None:
    """Return where the verb begins that ends before a token, ``None`` where none does."""
    tg = reader.tg
    first = next((t.start for t in reader.triggers if t.end == at and t.word.kind in VERBS), None)
    if first is None and tg.has(at - 1, "verb"):
        first = at - 1
        while tg.has(first - 1, "verb") and tg.end(first - 1, "verb") == at:
            first -= 1
    return first


def joined_before(reader: "FrameReader", trigger: "Trigger") -> "Trigger | None":
    """Return the participle that shares a verb's people: کشته و زخمی شدند."""
    tg, k = reader.tg, trigger.start - 1
    if k - 1 > reader.begin and tg.text(k) in tg.lang.either_or and tg.text(k - 1) == tg.lang.grammar.number_joiner:
        # کشته و یا زخمی شدند
        k -= 1
    if k - 1 < reader.begin or (tg.text(k) != tg.lang.grammar.number_joiner and tg.text(k) not in tg.lang.either_or):
        return None
    return next((t for t in reader.triggers if t.tail == k and t.word.kind in VERBS), None)
