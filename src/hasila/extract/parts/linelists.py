"""Lists of figures on lines of their own behind a total: *83 dead:* and then *27 in the city*, *fighters: 19*."""

from typing import NamedTuple

from msgspec.structs import replace

from hasila.extract.counts import find_figures
from hasila.extract.draft import Draft
from hasila.extract.people.bodies import affiliation_at
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.reader import PeopleReader
from hasila.extract.tagging import Tagged

#: A list has at most so many lines; the words before a colon are so many at most.
_LINES = 40
_LABEL = 14
_LEAST = 3


class _Item(NamedTuple):
    """One figure of a list: its people, the number of its line, and those of them that are told apart there."""

    phrase: Phrase
    sentence: int
    inner: tuple[Phrase, ...] = ()


def read_line_lists(tg: Tagged, drafts: list[Draft]) -> list[Draft]:
    """Return the claims of the lines that break a total down; ``drafts`` are those read already.

    The total stands in a sentence that a colon ends, and the lines add up to it at most. A line's figure that is a
    claim already is only given its whole.
    """
    out: list[Draft] = []
    sentences = tg.doc.sentences
    for n, (begin, end) in enumerate(sentences):
        if end - begin < _LEAST:
            continue
        if tg.text(end - 1) != ":":
            _tell_labelled(tg, n, drafts, out)
            continue
        # The words that lead to the lines may stand on a line of their own (وتوزعوا على النحو التالي:).
        whole = _whole(drafts, n) or (_whole(drafts, n - 1) if not any(d.sentence == n for d in drafts) else None)
        if whole is None:
            continue
        items = _items(tg, n, whole)
        value = whole.phrase.low or 0
        if len(items) < 2 or sum(item.phrase.low or 0 for item in items) > value:
            continue
        for item in items:
            _tell(tg, item, whole, drafts, out)
    return out


def _tell_labelled(tg: Tagged, n: int, drafts: list[Draft], out: list[Draft]) -> None:
    """Read the lines right behind a total that are nothing but people, a colon and a bare figure: *children: 14*."""
    sentences = tg.doc.sentences
    items: list[_Item] = []
    whole: Draft | None = None
    for m in range(n + 1, min(n + 1 + _LINES, len(sentences))):
        begin, end = sentences[m]
        while begin < end and not (tg.is_word(begin) or tg.is_number(begin)):
            begin += 1
        colon = tg.mark(begin, min(begin + _LABEL, end), ":")
        if colon is None or not tg.an[begin].art or not tg.has(begin, "people") or tg.has(begin, "harm"):
            break
        people = PeopleReader(tg, find_figures(tg, begin, end), begin, end)
        figure = people.figures.get(colon + 1)
        if figure is None or figure.end < end - 1:
            break
        whole = whole or _whole(drafts, n)
        phrase = _figure(people, colon + 1, whole) if whole is not None else None
        if whole is None or phrase is None:
            break
        items.append(_Item(_labelled(people, phrase, begin, colon, whole), m))
    if whole is None or len(items) < 2 or sum(item.phrase.low or 0 for item in items) > (whole.phrase.low or 0):
        return
    for item in items:
        _tell(tg, item, whole, drafts, out)


def _tell(tg: Tagged, item: _Item, whole: Draft, drafts: list[Draft], out: list[Draft]) -> None:
    phrase = item.phrase
    told = next((d for d in drafts if d.phrase.figure == phrase.figure), None)
    if told is None:
        told = _part(phrase, item.sentence, whole)
        out.append(told)
    elif told is not whole and told.part_of is None and told.harm == whole.harm:
        told.part_of = whole
    # منهم 38 من …: of those whom the line tells, not of the total.
    end = tg.doc.sentences[item.sentence][1]
    for draft in drafts:
        if draft.sentence == item.sentence and draft.part_of is whole and told.phrase.end <= draft.phrase.start < end:
            draft.part_of = told
    known = {d.phrase.figure for d in drafts}
    out.extend(_part(inner, item.sentence, told) for inner in item.inner if inner.figure not in known)


def _part(phrase: Phrase, sentence: int, whole: Draft) -> Draft:
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{whole.word.id if whole.word else whole.harm}.line-list", phrase.figure),
        ("count", phrase.rule, phrase.figure),
    ]
    draft = Draft(whole.harm, (phrase.start, phrase.start + 1), phrase, sentence, rules, word=whole.word, part_of=whole,
                  agent=whole.agent, subset=True, lead=whole.lead or (whole.sentence, whole.start))  # fmt: skip
    if phrase.group is None:
        held = whole.phrase
        draft.phrase = replace(phrase, group=held.group, role=held.role, actor=held.actor, noun=held.noun)
        draft.group_from = held
    return draft


def _inner(people: PeopleReader, k: int) -> tuple[Phrase, ...]:
    """Return the counted people that *of them* introduces right behind token ``k``."""
    tg, out = people.tg, []
    if k < people.end and tg.text(k) in "،,(":
        k += 1
    if k >= people.end or not tg.has(k, "subset"):
        return ()
    k = tg.end(k, "subset")
    while k < people.end:
        phrase = people.at(k)
        if phrase is None or not phrase.counted or phrase.noun < 0 or phrase.open_class:
            break
        out.append(phrase)
        k = phrase.end + (phrase.end < people.end and tg.text(phrase.end) in "،,")
        if k >= people.end or not (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner):
            break
    return tuple(out)


def _whole(drafts: list[Draft], n: int) -> Draft | None:
    """Return the largest exact figure of a sentence that is no part of another."""
    here = [
        d for d in drafts
        if d.sentence == n and d.part_of is None and d.phrase.counted and not d.negated
        and (d.phrase.low or 0) >= _LEAST and d.phrase.hedge not in ("most", "all", "vague")
    ]  # fmt: skip
    return max(here, key=lambda d: d.phrase.low or 0) if here else None


def _items(tg: Tagged, n: int, whole: Draft) -> list[_Item]:
    out: list[_Item] = []
    sentences = tg.doc.sentences
    for m in range(n + 1, min(n + 1 + _LINES, len(sentences))):
        begin, end = sentences[m]
        people = PeopleReader(tg, find_figures(tg, begin, end), begin, end)
        found = [_Item(phrase, m, _inner(people, phrase.end)) for phrase in _line(people, whole)]
        if not found:
            break
        out.extend(found)
    return out


def _line(people: PeopleReader, whole: Draft) -> list[Phrase]:
    """Read a line that opens with a figure (*27 in the city*), or people and a colon before theirs (*fighters: 19*)."""
    tg, end = people.tg, people.end
    k = people.begin
    while k < end and not (tg.is_word(k) or tg.is_number(k)):
        k += 1
    first = people.figures.get(k)
    if first is not None:
        phrase = _figure(people, k, whole)
        return [phrase] if phrase is not None else []
    out: list[Phrase] = []
    start = k
    for q in range(k, end - 1):
        if tg.text(q) in "،,":
            start = q + 1
        elif tg.text(q) == ":" and q + 1 in people.figures and 0 < q - start <= _LABEL:
            phrase = _figure(people, q + 1, whole)
            if phrase is not None:
                out.append(_labelled(people, phrase, start, q, whole))
    return out


def _figure(people: PeopleReader, k: int, whole: Draft) -> Phrase | None:
    figure, phrase = people.figures[k], people.at(k)
    if figure.things or figure.value is None or figure.hedge != "exact" or phrase is None:
        return None
    if phrase.harm is not None and phrase.harm.harm != whole.harm and whole.harm != "casualty":
        return None
    if phrase.open_class:
        # 27 ريف دمشق: where, not who.
        phrase = replace(phrase, group=None, end=figure.end, noun=-1, open_class=False, elliptical=True)
    return phrase


def _labelled(people: PeopleReader, phrase: Phrase, start: int, colon: int, whole: Draft) -> Phrase:
    """Return a figure with the people that the words before its colon name, if they name any."""
    tg = people.tg
    named = people.at(start)
    body = affiliation_at(tg, start, colon)
    if whole.phrase.role == "civilian" or phrase.role == "civilian":
        body_role = body[3] if body is not None else (named.role if named is not None else "unknown")
        if body_role == "combatant":
            # قوات النظام: 417 مدنيا: who killed them, not who they were.
            return phrase
    if named is not None and named.group is not None and not named.counted and named.end <= colon:
        affiliated = named.affiliated or body is not None
        return replace(phrase, start=start, noun=named.noun, group=(start, colon), role=named.role, actor=named.actor,
                       affiliated=affiliated, elliptical=False)  # fmt: skip
    if body is not None:
        return replace(phrase, start=start, noun=start, group=(start, colon), role=body[3], actor=body[2],
                       affiliated=True, elliptical=False)  # fmt: skip
    return phrase
