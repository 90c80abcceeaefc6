"""What is said and where, around verbs of saying that stand last (``verb_final``)."""

from hasila.extract.tagging import Tagged

#: An aside between commas behind a name (its office) has at most so many tokens.
_ASIDE = 14
#: Words of time that tell of a day or month of its own.
_DAYS = ("weekday", "month", "jalali", "hijri", "year", "day", "last")


def harmful(tg: Tagged, q: int) -> bool:
    """Tell whether a word of harm begins at a token."""
    return bool(tg.an[q].harms) or "harm" in tg.multi.get(q, {})


def deed(tg: Tagged, start: int, k: int) -> bool:
    """Tell whether a noun for harm done, or for ground lost, stands between two tokens."""
    words = [s.data for q in range(start, k) for s in tg.an[q].harms]
    words += [tg.multi[q]["harm"][0].data for q in range(start, k) if "harm" in tg.multi.get(q, {})]
    return any(getattr(word, "kind", "") in ("event", "take", "lose") for word in words)


def told_between(tg: Tagged, at: int, k: int) -> bool:
    """Tell whether harm is told between the speaker and the verb."""
    # نام سه سربازی را که کشته شدند اعلام کرد: behind the object's mark *that* tells who they are, not what was said.
    that = [q for q in tg.within(at, k, "comp") if not tg.has(q - 1, "objectmark")]
    return any(harmful(tg, q) for q in range(at, k)) and (tg.any(at, k, "sayingso") or not that)


def content(tg: Tagged, stop: int, end: int) -> bool:
    """Tell whether what is said stands behind the verb: *that*, a colon, or words that go on."""
    while stop < end and (tg.is_quote(stop) or tg.has(stop, "copula")):
        stop += 1
    return stop < end and tg.text(stop) not in ".؛!؟" and not tg.is_break(stop) and not (
        tg.text(stop) == tg.lang.grammar.number_joiner and not tg.has(stop + 1, "report"))  # fmt: skip


def goes_on_with_parts(tg: Tagged, stop: int, end: int) -> bool:
    """Tell whether the parts of what was said follow behind its verb: ... اعلام کرد؛ از این میان ...."""
    while stop < end and (tg.is_quote(stop) or tg.has(stop, "copula") or tg.text(stop) in "؛،"):
        stop += 1
    return stop < end and tg.has(stop, "subset")


def closes(tg: Tagged, stop: int, end: int) -> bool:
    """Tell whether a clause of another subject may begin behind a verb."""
    return stop < end and tg.text(stop) in (tg.lang.grammar.number_joiner, "؛", ".")


def past_aside(tg: Tagged, at: int, k: int) -> int:
    """Return where the office of one who is named ends: عنایت‌الله صابری، سخنگوی وزارت ...، گفت."""
    if at >= k or tg.text(at) not in "،,":
        return at
    close = next((q for q in range(at + 1, min(at + _ASIDE, k)) if tg.text(q) in "،,"), None)
    return close + 1 if close is not None else at


def earlier_day(tg: Tagged, begin: int, end: int) -> bool:
    """Tell whether a sentence opens with a day of its own."""
    days = (tg.sense(q, "calendar") for q in tg.within(begin, end, "calendar"))
    return any(d is not None and getattr(d.data, "kind", "") in _DAYS for d in days)


def supposed(tg: Tagged, at: int, end: int) -> int | None:
    """Return where a clause that tells who somebody may be ends, where the sentence goes on behind it."""
    copula = next((q for q in range(at, min(at + _ASIDE, end)) if tg.has(q, "copula", "verb")), None)
    goes_on = copula is not None and copula + 2 < end and tg.text(copula + 1) in "،,"
    return copula + 1 if goes_on and copula is not None else None
