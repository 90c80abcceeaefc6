"""People listed by name behind their number, in languages that put the verb at the end (``verb_final``).

«سه راننده به نام‌های آرش نوری، کمال صادقی و رضا امینی کشته شدند»: each name is a claim, a part of those counted.
"""

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.people.names import name_at
from hasila.extract.people.phrase import Phrase

#: The word that leads to the names stands at most so many tokens behind the people, and no list is longer than so many.
_LED, _FAR, _NAMES = 3, 18, 12
#: A sentence that tells the names says so within so many tokens.
_OPENS = 7
#: A surname and a given name have at most so many words together.
_WORDS = 4
_TWO = 2
#: What is no word of a name in a list.
_ENDS = ("verb", "comp", "report", "objectmark", "in", "of", "to", "with_", "age", "number", "plain", "called")


def read_final_names(reader: FrameReader) -> None:
    """Add those whom a claim of several people names behind *by the names of*."""
    tg = reader.tg
    for draft in list(reader.drafts):
        phrase = draft.phrase
        if not phrase.counted or (phrase.low or 0) < 2 or draft.negated:
            continue
        led = next(
            (q for q in range(phrase.end, min(phrase.end + _LED, reader.end)) if tg.has(q, "called", "eachone")), None
        )
        names = _names(reader, max(tg.end(led, "called"), tg.end(led, "eachone"))) if led is not None else []
        for at in names or _led_far(reader, draft) or _identified(reader, draft) or _told_after(reader, draft):
            named = Phrase(*at, 1, 1, "exact", None, at[0], at, phrase.role, "count.named", named=True, number="sg")
            rules: list[tuple[str, str, tuple[int, int] | None]] = [
                ("harm", f"{draft.word.id if draft.word else draft.harm}.listed-name", at),
                ("count", named.rule, None),
            ]
            reader.add(Draft(draft.harm, at, named, reader.sentence, rules, agent=draft.agent, word=draft.word,
                             part_of=draft, subset=True))  # fmt: skip
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _led_far(reader: FrameReader, draft: Draft) -> list[tuple[int, int]]:
    """Return the names told farther behind those counted, who are as many: چهار شهروند اهل روستای ... به نام‌های ...."""
    tg, many = reader.tg, draft.phrase.low
    stop = min(draft.phrase.end + _FAR, reader.end)
    led = next((q for q in range(draft.phrase.end, stop) if tg.has(q, "called")), None)
    if led is None or many != draft.phrase.high or tg.any(draft.phrase.end, led, "verb", "comp", "report"):
        return []
    names = _names(reader, tg.end(led, "called"))
    return names if len(names) == many else []


def _identified(reader: FrameReader, draft: Draft) -> list[tuple[int, int]]:
    """Return the names of those whose names are told: هویت سه تن از آنان، «...»، ...؛ نام دو سربازی را که ...: ...."""
    tg, phrase = reader.tg, draft.phrase
    if not tg.any(max(reader.begin, phrase.start - _LED), phrase.start, "namesof"):
        return []
    marks = [q for q in range(phrase.end, reader.end) if tg.text(q) in "،,:" or tg.is_quote(q)]
    near = range(phrase.end, min(phrase.end + _LED, reader.end))
    behind = (q for q in near if not tg.has(q, "pronoun", "ofthem", "selfsame", "of"))
    starts = [*marks[:1], *behind, *(q + 1 for q in marks if tg.text(q) == ":")]
    lists = (_names(reader, q) for q in starts)
    return next((names for names in lists if len(names) == phrase.low), [])


def _told_after(reader: FrameReader, draft: Draft) -> list[tuple[int, int]]:
    """Return the names of those counted in a sentence that tells them: نام این سه زندانی «...، ... و ...» است."""
    tg, many = reader.tg, draft.phrase.low
    following = reader.sentence + 1
    if many != draft.phrase.high or following >= len(tg.doc.sentences):
        return []
    begin, end = tg.doc.sentences[following]
    first = next((q for q in range(begin, min(begin + _OPENS, end)) if tg.has(q, "namesof")), None)
    if first is None or not tg.any(first, min(first + _OPENS, end), "selfsame", "ofthem"):
        return []
    # The names begin behind the noun for those who have them.
    for k in range(first + 1, min(first + _OPENS + _LED, end)):
        names = _names(reader, k, end) if not tg.known(k) or tg.has(k, "name") else []
        if len(names) == many:
            return names
    return []


def _item(reader: FrameReader, k: int, last: int, *, titled: bool = False) -> int | None:
    """Return where a name of a list ends: words up to a comma or a joiner, whatever these words are."""
    tg = reader.tg
    stop = name_at(tg, k, last, open_class=True, over_places=titled or k in tg.weak_places)
    if stop is None:
        return None
    stop = min(stop, k + _WORDS)
    at = stop
    while at < min(k + _WORDS, last) and tg.is_word(at) and not (tg.has(at, *_ENDS) or tg.an[at].harms):
        if tg.text(at) == tg.lang.grammar.number_joiner:
            break
        at += 1
    # رحمان جوان، ...: what ends at the next comma is the name, whatever its words are.
    if at > stop and at < last and (tg.is_quote(at) or tg.text(at) in "،,"):
        stop = at
    if stop - k > _TWO and stop < last and tg.has(stop, "plain") and not tg.is_quote(stop):
        # ... و رضا امینی اعلام شده است: the verb's noun.
        stop -= 1
    return stop


def _past_noun(reader: FrameReader, k: int, last: int) -> int:
    """Return where a name begins behind what its bearer is: گروهبان یکم ..., یک کودک ۱۵ ساله به نام «...»."""
    tg = reader.tg
    if not (tg.has(k, "people") or k in reader.people.figures):
        return k
    for q in range(k, min(k + _OPENS, last)):
        if tg.has(q, "called"):
            at = tg.end(q, "called")
            return at + 1 if tg.is_quote(at) else at
        if q > k and (tg.text(q) in "،," or tg.is_quote(q)):
            break
    return tg.end(k, "people") if tg.has(k, "people") else k


def _names(reader: FrameReader, k: int, end: int = 0) -> list[tuple[int, int]]:
    """Return the names of a list that begins at a token; none where it names but one."""
    tg = reader.tg
    out: list[tuple[int, int]] = []
    last = end or reader.end
    while k < last and len(out) < _NAMES:
        while k < last and (tg.is_quote(k) or tg.text(k) in ":،," or tg.has(k, "titleword")):
            k += 1
        first, k = k, _past_noun(reader, k, last)
        stop = _item(reader, k, last, titled=k > first)
        if stop is None or k in reader.people.figures:
            break
        out.append((k, stop))
        while stop < last and tg.is_quote(stop):
            stop += 1
        if stop >= last or not (tg.text(stop) in "،," or tg.text(stop) == tg.lang.grammar.number_joiner):
            break
        k = stop + 1
        while tg.text(k) == tg.lang.grammar.number_joiner:
            # آرش نوری، کمال صادقی، و رضا امینی
            k += 1
    return out if len(out) > 1 else []
