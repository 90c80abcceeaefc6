"""Subsets within a sentence and the one before: *among them*, *N of them*, *most of them*, *one of them*."""

from typing import NamedTuple

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.harms.joined import join_spans, one_figure, same_side
from hasila.extract.harms.triggers import HELD
from hasila.extract.parts.wholes import WITHIN, people_fit, told_earlier
from hasila.extract.people.reader import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import TERRITORY, Harm

#: The kinds of words that may lead to parts.
_MARKERS = ("between", "subset", "copula", "oneof")
#: *They are* names the parts of a claim that ends at most so many tokens before it.
_LISTED_WITHIN = 8


#: A whole stands at most so many sentences before its parts; so many where they name it (*among the dead*).
_BACK = 2
_NAMED_BACK = 5
#: How many claims before are looked at.
_AMONG = 16
#: The harm word of a whole stands at most so many tokens behind the marker of its parts; so many where verbs are last.
_AHEAD, _FAR_AHEAD, _VERB_AHEAD = 8, 14, 40
#: A name with its titles has at most so many tokens.
_NAME_WITHIN = 10
#: Between commas, who says so is told in at most so many tokens.
_ASIDE = 12
#: Between a part and the comma behind it stand at most so many adjectives that no list knows.
_ADJECTIVES = 2
#: An age with its words has at most so many tokens.
_AGE = 9
#: A part of a part is told within so many tokens of it.
_NESTED_WITHIN = 2


class _Marker(NamedTuple):
    """A marker of parts in tokens: where it ends, and what it says of those who hold the parts."""

    stop: int
    rule: str
    harms: frozenset[Harm] = frozenset()
    whole: Phrase | None = None


def read_subsets(reader: FrameReader, before: list[Draft]) -> None:
    """Add the parts that *among them*, *they are*, *N of them* and *most of them* introduce.

    ``before`` are the drafts of earlier sentences. People whom a harm word of their own has already taken
    (*among them 9 women who died*) are only given their whole.
    """
    tg = reader.tg
    marked = set(tg.within(reader.begin, reader.end, *_MARKERS))
    shares = any(figure.back for figure in reader.people.figures.values())
    k = reader.begin if marked or shares else reader.end
    while k < reader.end:
        if k in marked and tg.has(k, "oneof") and tg.has(tg.end(k, "oneof"), "critical"):
            k = _one_critical(reader, k, before)
            continue
        marker = _marker(reader, k) if k in marked else None
        if marker is not None:
            marker = marker._replace(stop=_past_aside(reader, marker.stop))
            if "casualty" in marker.harms and any(d.harm == "killed" and d.phrase.counted for d in before):
                # بين الضحايا: where dead are told, the victims are they, though the wounded may stand nearer.
                marker = marker._replace(harms=frozenset[Harm](("casualty", "killed")))
            part = reader.person(marker.stop) if marker.stop < reader.end else None
            base = _base(reader, k, before, marker, part)
            own = _figure_before(reader, k) if tg.has(k, "ofthem") else None
            if own is not None and (own.hedge == "vague" or (own.start in reader.used and part and part.counted)):
                # استشهاد 15 منهم 12 جنديا: the figure before it is the whole.
                own = None
            if own is not None and _taken(reader, own.start, own.end, before, marker):
                k = max(marker.stop, k + 1)
                continue
            if own is not None and own.start not in reader.used and base is not None:
                _append(reader, base, own, "subset.of-them")
                k = max(marker.stop, k + 1)
                continue
            _told_before(reader, k, before, marker)
            _among(reader, k, before, marker)
            k = max(marker.stop, k + 1)
            if _taken(reader, marker.stop, marker.stop + 2, before, marker):
                continue
            if base is not None:
                k = _part_list(reader, base, k, marker.rule)
            elif marker.harms and marker.whole is not None and part is not None and (part.counted or part.named):
                k = _of_untold(reader, k, marker)
            continue
        figure = reader.people.figures.get(k)
        if figure is not None and figure.back:
            back = _Marker(k, "subset.share")
            if _taken(reader, k, k + 1, before, back):
                k = figure.end
                continue
            base = _base(reader, k, before, back, None)
            phrase = reader.people.at(k)
            told = phrase is not None and phrase.noun >= 0 and not figure.own
            if k not in reader.used and base is not None and phrase is not None and told:
                _append(reader, base, phrase, "subset.share")
                k = phrase.end
                continue
            if k not in reader.used and base is not None and phrase is None and _tells_how(reader, figure.end, base):
                # معظمهم في غارة, بعضهم بالرصاص, والباقون تعذيبا: the harm is told once more by how it came.
                at = (figure.start, figure.end)
                some = Phrase(k, figure.end, figure.low, figure.high, figure.hedge, at, -1, None, "unknown",
                              f"count.{figure.rule}", elliptical=True, counted=True)  # fmt: skip
                _append(reader, base, some, "subset.share")
                k = figure.end
                continue
        k += 1
    reader.drafts.sort(key=lambda d: (d.phrase.start, d.anchor))


def _of_untold(reader: FrameReader, k: int, marker: _Marker) -> int:
    """Add the parts of dead or captives whom nobody counted: بين القتلى ثلاثة أطفال. They are part of no claim."""
    assert marker.whole is not None
    harm = marker.whole.harm.harm if marker.whole.harm is not None else min(marker.harms)
    untold = Draft(harm, (k, marker.stop), marker.whole, reader.sentence, [])
    stop = _part_list(reader, untold, k, marker.rule)
    for draft in (d for d in reader.drafts if d.part_of is untold):
        draft.part_of = None
    return stop


def _one_critical(reader: FrameReader, k: int, before: list[Draft]) -> int:
    """Add the one of the wounded who is told to be in a critical state (أحدهم بحالة خطيرة); return where to go on."""
    stop = reader.tg.end(k, "oneof")
    base = _base(reader, k, before, _Marker(k, "subset.critical", frozenset[Harm](("wounded",))), None)
    if base is not None and (base.phrase.low or 0) > 1:
        at = (k, stop)
        one = Phrase(k, stop, 1, 1, "exact", at, -1, None, "unknown", "count.number+exact", elliptical=True,
                     counted=True)  # fmt: skip
        _append(reader, base, one, "subset.critical")
    return max(stop, k + 1)


def _past_aside(reader: FrameReader, k: int) -> int:
    """Return where the parts begin behind an aside that tells who says so: بين القتلى، وفق الوكالة، سبعة."""
    tg = reader.tg
    if k + 2 >= reader.end or tg.text(k) not in "،," or not tg.has(k + 1, "report"):
        return k
    sense = tg.sense(k + 1, "report")
    if sense is None or getattr(sense.data, "kind", "") != "according":
        return k
    close = next((q for q in range(k + 2, min(k + _ASIDE, reader.end)) if tg.text(q) in "،,"), None)
    return close + 1 if close is not None else k


def _tells_how(reader: FrameReader, k: int, base: Draft) -> bool:
    """Tell whether a word at ``k`` tells how people were hurt: بالرصاص, في غارة, تعذيبا."""
    tg = reader.tg
    if k < reader.end and tg.has(k, "in"):
        return k + 1 < reader.end and tg.has(k + 1, "means")
    return k < reader.end and not tg.an[k].art and (
        # بعضهم بجروح خطيرة: how badly they are hurt is no claim of its own.
        (tg.has(k, "manner", "bywhat") and base.harm == "killed") or (tg.has(k, "means") and bool(tg.an[k].prep))
    )  # fmt: skip


def _marker(reader: FrameReader, k: int) -> _Marker | None:
    """Read the marker of parts at token ``k``."""
    tg = reader.tg
    if tg.has(k, "between"):
        at = tg.end(k, "between")
        among = reader.people.at(at) if at < reader.end else None
        if among is not None and among.noun == at and among.definite and not among.counted and among.number == "pl":
            harms = frozenset({among.harm.harm}) if among.harm is not None else frozenset[Harm]()
            if "casualty" in harms:
                harms |= {"killed", "wounded"}
            stop = max(at + 1, tg.end(at, "people"), tg.end(at, "harm"))
            if among.harm is not None and stop < reader.end and tg.an[stop].art and tg.has(stop, "nation", "people"):
                # بين القتلى المدنيين: whose dead; but بين القتلى الطفل …: the part itself.
                sense = tg.sense(stop, "people") or tg.sense(stop, "nation")
                stop += 1 if sense is not None and sense.number == "pl" else 0
            elif among.harm is None and stop < reader.end and tg.an[stop].art:
                stop = among.end
            while stop < reader.end and tg.has(stop, "also"):
                stop += 1
            if stop >= reader.end and among.harm is not None:
                return _Marker(stop, "subset.among", harms, among)
            if stop >= reader.end or (tg.an[stop].conj and stop not in reader.people.figures):
                return None  # Clashes between the soldiers and the rebels: two sides, no parts.
            if stop < among.end:
                among = replace(among, end=stop, group=(at, stop), affiliated=False, actor=None, role="unknown")
            return _Marker(stop, "subset.among", harms, among)
    if tg.has(k, "subset"):
        stop = tg.end(k, "subset")
        while stop < reader.end and tg.has(stop, "also"):
            stop += 1
        these = reader.people.at(stop) if stop < reader.end and tg.has(stop - 1, "selfsame") else None
        if these is not None and these.noun == stop and tg.an[stop].art and these.number == "pl" and not these.counted:
            # وبين هؤلاء المتهمين: of those people, and not of the dead told before.
            return _Marker(these.end, "subset.among", frozenset[Harm](), these)
        told = {s.data.harm for q in range(k, stop) for s in tg.an[q].harms if isinstance(s.data, HarmWord)}
        return _Marker(stop, "subset.among", frozenset(told))
    if tg.has(k, "copula"):
        stop = tg.end(k, "copula")
        counted = stop < reader.end and stop in reader.people.figures and not reader.people.figures[stop].things
        near = _LISTED_WITHIN if counted else 1
        if any(0 <= k - d.end <= near or 0 <= k - d.phrase.end <= 1 for d in reader.drafts):
            return _Marker(stop, "subset.listed")
    return None


def _told_before(reader: FrameReader, k: int, before: list[Draft], marker: _Marker) -> None:
    """Give people right before *among the wounded* the claim that they are among: a woman and a boy are among them."""
    last = next((d for d in reader.drafts if d.phrase.end == k and d.harm in marker.harms and d.part_of is None), None)
    if last is None:
        return
    same = [d for d in reader.drafts if d.anchor == last.anchor and d.part_of is None and d.phrase.end <= k]
    base = _base(reader, same[0].start, [d for d in before if d not in same], marker, last.phrase, last)
    for draft in same:
        if base is not None and base not in same:
            draft.part_of = base
            draft.rules.append(("relations", marker.rule, (k, marker.stop)))


def _among(reader: FrameReader, k: int, before: list[Draft], marker: _Marker) -> None:
    """Add people of whom nothing else is told than that they are among the dead: أن العميد فلانا بين القتلى."""
    tg, stop = reader.tg, marker.stop
    if not marker.harms or not (
        stop >= reader.end or tg.text(stop) in ".،,؛)" or tg.an[stop].conj or tg.has(stop, "opener")
    ):
        return
    last = k - 1 if k > reader.begin and tg.has(k - 1, "opener", "copula") else k
    while (found := _one_before(reader, last)) is not None:
        base = _base(reader, found.start, before, marker, found)
        if base is None:
            return
        _append(reader, base, found, "subset.among-them")
        if not tg.an[found.start].conj:
            return
        last = found.start


def _one_before(reader: FrameReader, last: int) -> Phrase | None:
    """Return who is named, or told as one or two, right before token ``last``."""
    tg, found = reader.tg, None
    for q in range(last - 1, max(reader.begin - 1, last - _NAME_WITHIN), -1):
        if tg.text(q) in ".،؛:" or tg.has(q, "comp", "report") or q in reader.by_start or q in reader.used:
            break
        phrase = reader.person(q)
        opened = q == reader.begin or tg.an[q].conj or tg.has(q - 1, "comp", "copula", "opener")
        told = phrase is not None and (phrase.named or phrase.low in (1, 2) or (phrase.counted and bool(opened)))
        told = told and phrase is not None and (phrase.named or phrase.counted or not phrase.definite)
        if phrase is not None and told and phrase.end == last and not (phrase.body or phrase.open_class):
            found = phrase if not reader.governed(q) else found
    return found


def _taken(reader: FrameReader, begin: int, end: int, before: list[Draft], marker: _Marker) -> bool:
    """Give people that a harm word has taken, and those joined to them, the claim that holds them."""
    tg = reader.tg
    # بينهم مسعفة وعشرات الجرحى: joined people are others.
    here = [d for d in reader.drafts if begin <= d.phrase.start < end and not d.subset]
    first = next((d for d in here if d.phrase.start == begin or not tg.an[d.phrase.start].conj), None)
    if first is None or first.part_of is not None or first.phrase.open_class:
        return first is not None
    base = _base(reader, begin, before, marker, first.phrase, first)
    if base is None:
        return True
    same = [d for d in reader.drafts if d.anchor == first.anchor and d.phrase.start >= first.phrase.start]
    for draft in same:
        if draft.part_of is None and draft is not base:
            draft.part_of = base
            if draft.phrase.noun < 0 and base.phrase.group and base.phrase.noun >= 0 and not base.phrase.other:
                # أفرج عن 19 منهم: a bare figure of those who were told before.
                held = base.phrase
                draft.phrase = replace(draft.phrase, group=held.group, role=held.role, actor=held.actor)
                draft.group_from = held
            draft.rules.append(("relations", marker.rule, (begin, begin + 1)))
    return True


def _figure_before(reader: FrameReader, k: int) -> Phrase | None:
    """Return the bare figure right before *of them* at ``k``."""
    for q in range(k - 1, max(reader.begin - 1, k - 6), -1):
        figure = reader.people.figures.get(q)
        if figure is not None and figure.end == k and figure.value is not None:
            return reader.people.at(figure.start)
    return None


def _part_list(reader: FrameReader, base: Draft, k: int, rule: str) -> int:
    tg = reader.tg
    last: Draft | None = None
    while k < reader.end:
        part = reader.person(k) if k not in reader.used else None
        part = _of_nation(reader, k) or _the_other(reader, part) or part
        if part is not None and tg.any(part.end, min(part.end + 2, reader.end), "recovered"):
            # بينهم ثلاث حالات غادرت المستشفى: how they are now.
            return k
        if part is None or part.rule.startswith("count.share.") or part.open_class or (part.body and not part.counted):
            return k
        if part.noun < 0 and not part.counted:
            return k
        if part.harm is not None and (not part.counted or part.harm.harm != base.harm):
            return k
        ill = tg.sense(part.noun, "people") if base.harm in HELD and part.noun >= 0 else None
        if ill is not None and ill.id == "patient":
            # بينهم 1800 مريض: how many of those held are ill is no claim.
            return k
        if part.low is None and part.number == "sg" and part.affiliated and not part.definite:
            # بينهم بريطاني وهندية: a nationality alone is one of them.
            part = replace(part, low=1, high=1)
        if part.counted and _exceeds(part, base.phrase):
            return k
        gap = -1 if last is None else k - last.phrase.end
        if last is not None and gap == 0 and same_side(reader, last.phrase, part):
            # هم 52 من القوات والتشكيلات العاملة معها: the figure is of both.
            last.phrase = replace(last.phrase, end=part.end)
            reader.used.update(range(part.start, part.end))
        elif last is not None and gap in (0, 1) and one_figure(last.phrase, part):
            last.phrase = replace(last.phrase, end=part.end, group=join_spans(last.phrase.group, part.group))
            reader.used.update(range(part.start, part.end))
        else:
            last = _append(reader, base, part, rule)
        k = part.end
        k = _past_age(reader, k)
        more = _next_listed(reader, k) if tg.lang.grammar.verb_final else None
        if more is not None and not _exceeds(more, base.phrase):
            k = more.start
            continue
        # An age or a remark may stand before the next part: 62 طفلا دون الخامسة و39 امرأة.
        for at in range(k, min(k + 5, reader.end)):
            if at in reader.by_start and reader.by_start[at].word.kind != "people":
                return k
            joined = tg.an[at].conj or tg.text(at) == tg.lang.grammar.number_joiner
            near = at <= k + 1 or (at == k + 2 and tg.has(k, "in"))
            if joined and (near or reader.people.figures.get(at) or reader.people.figures.get(at + 1)):
                k = at
                break
        else:
            return k
        if k == part.end and not (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner):
            return k
    return k


def _next_listed(reader: FrameReader, k: int) -> Phrase | None:
    """Return the next part behind a comma, by its noun: از جمله دو کودک، پنج سرباز ارشد، و سه تن زن."""
    tg, at = reader.tg, k
    while at < k + _ADJECTIVES and tg.is_word(at) and not tg.kinds[at]:
        at += 1
    more = reader.person(at + 1) if tg.text(at) in "،," else None
    plain = more is not None and more.generic and (more.group is None or more.group[0] == more.noun)
    return more if more is not None and more.counted and more.start == at + 1 and not plain else None


def _past_age(reader: FrameReader, k: int) -> int:
    """Return the token after an age at ``k``, or ``k``: طفلة تبلغ من العمر (5 سنوات)، وسيدة."""
    tg, number = reader.tg, False
    for q in range(k, min(k + _AGE, reader.end)):
        number = number or tg.is_number(q) or tg.has(q, "number")
        if tg.is_number(q) or tg.text(q) in "()" or tg.has(q, "number", "unit", "age", "of", "reach", "calendar"):
            continue
        return q if number and tg.any(k, q, "age", "unit", "calendar") and tg.text(q) in "،," else k
    return k


def _the_other(reader: FrameReader, part: Phrase | None) -> Phrase | None:
    """Return who the second of two is said to be: أحدهما عامل والآخر صاحب مطعم."""
    if part is None or not part.other or part.number != "sg" or part.counted or not part.definite:
        return None
    who = reader.person(part.noun + 1) if part.noun + 1 < reader.end else None
    if who is None or who.number != "sg" or who.definite or who.counted or who.start != part.noun + 1:
        return None
    return replace(who, start=part.start) if who.noun >= 0 and not reader.tg.an[who.start].conj else None


def _of_nation(reader: FrameReader, k: int) -> Phrase | None:
    """Return the one who is told by his nationality: أحدهما من الجنسية الباكستانية, والآخر من الهندية."""
    tg, at = reader.tg, k
    other = tg.sense(at, "people")
    if other is not None and other.id == "others" and other.number == "sg" and tg.an[at].conj:
        at += 1
    if at + 1 >= reader.end or not tg.has(at, "of") or (tg.an[at].conj and at == k):
        return None
    first = stop = at + 1
    if tg.has(first, "nationality"):
        stop += 1
    nation = tg.sense(stop, "nation") if stop < reader.end else None
    if nation is None or nation.number == "pl" or not (stop > first or at > k):
        return None
    whose = (stop, stop + 1)
    return Phrase(
        stop, stop + 1, 1, 1, "exact", None, stop, whose, "unknown", "count.singular", affiliated=True, number="sg"
    )


def _exceeds(part: Phrase, whole: Phrase) -> bool:
    """Tell whether more people are told than a whole with a known end can hold."""
    return whole.low is not None and part.low is not None and whole.high is not None and part.low > whole.low


def _append(reader: FrameReader, base: Draft, phrase: Phrase, rule: str) -> Draft:
    rules: list[tuple[str, str, tuple[int, int] | None]] = [
        ("harm", f"{base.word.id if base.word else base.harm}.{rule}", (phrase.start, phrase.end)),
        ("count", phrase.rule, phrase.figure),
    ]
    draft = Draft(base.harm, (phrase.start, phrase.start + 1), phrase, reader.sentence, rules, word=base.word,
                  part_of=base, agent=base.agent, subset=True, negated=base.negated)  # fmt: skip
    reader.used.update(range(phrase.start, phrase.end))
    reader.drafts.append(draft)
    return draft


def _base(
    reader: FrameReader, k: int, before: list[Draft], marker: _Marker, part: Phrase | None, own: Draft | None = None
) -> Draft | None:
    """Return the claim that a part at token ``k`` belongs to: the nearest that is large enough.

    A marker that names its people (*among the dead*) asks for their harm. A part with a harm of its own
    (``own``) asks for one that can hold it.
    """
    tg = reader.tg
    # Among the civilians may be among those of a part; among the dead are the dead of a whole.
    people = marker.whole is not None and marker.whole.harm is None

    def fits(draft: Draft) -> bool:
        if (
            draft is own
            or draft.harm in TERRITORY
            or (draft.part_of is not None and not people and not _nested(reader, draft, k))
            or (marker.harms and draft.harm not in marker.harms)
        ):
            return False
        if own is not None and draft.harm != own.harm and draft.harm not in WITHIN.get(own.harm, ()):
            return False
        if marker.whole is not None and not _names(reader, marker.whole, draft):
            return False
        least, whole = (part.low if part is not None else None), draft.phrase.low
        if draft.part_of is not None and (least is None or whole is None or least >= whole):
            return False
        return least is None or whole is None or least <= whole or draft.phrase.high is None

    if marker.whole is None and own is None and _others_beside(reader, k):
        return None
    # The verb that ends a clause stands behind the parts of its people.
    far = _FAR_AHEAD if marker.rule == "subset.among" else _AHEAD
    ahead = _VERB_AHEAD if tg.lang.grammar.verb_final else far
    here = [d for d in reader.drafts if d.phrase.end <= k + 1 and d.anchor[0] <= k + ahead and fits(d)]
    if here:
        return max(here, key=lambda d: d.phrase.end)
    if k - reader.begin <= 8 or marker.harms:
        back = _NAMED_BACK if marker.harms else _BACK
        earlier = [d for d in before[-_AMONG:] if d.sentence >= reader.sentence - back and fits(d)]
        now = [d for d in earlier if not told_earlier(tg, d)] or earlier
        if marker.harms and not people and now:
            # Among the dead: of all that were told, not of those that one hospital received.
            return max(now, key=lambda d: (d.phrase.hedge != "vague", d.phrase.low or 0, d.phrase.end))
        return now[-1] if now else None
    return None


def _nested(reader: FrameReader, draft: Draft, k: int) -> bool:
    """Tell whether a marker at ``k`` goes on from a part right before it: 50 مدنيا، من ضمنهم 20 طفلا."""
    gap = range(draft.phrase.end, k)
    if draft.phrase.end > k or len(gap) > _NESTED_WITHIN or reader.tg.an[k].conj:
        return False
    return not any(reader.tg.an[q].conj or reader.tg.is_break(q) for q in gap)


def _others_beside(reader: FrameReader, k: int) -> bool:
    """Tell whether people who are no claim's stand right before the marker: it is their parts that it names."""
    before = k - 1 if k - 1 > reader.begin and reader.tg.text(k - 1) in "،," else k
    for q in range(max(reader.begin, before - 5), before):
        phrase = reader.people.at(q)
        if (
            phrase is None
            or phrase.end != before
            or phrase.noun < 0
            or phrase.number != "pl"
            or phrase.harm is not None
        ):
            continue
        if phrase.counted and phrase.hedge != "vague":
            return False
        if reader.tg.an[phrase.noun].conj and any(
            phrase.noun - 1 <= d.phrase.end <= phrase.noun for d in reader.drafts
        ):
            # 43 من الجبهة وحلفائها بينهم قيادي: the allies only go on with whose they were.
            return False
        return q not in reader.used and not any(d.phrase.start <= q < d.phrase.end for d in reader.drafts)
    return False


def _names(reader: FrameReader, among: Phrase, draft: Draft) -> bool:
    """Tell whether *the civilians*, *the Chadian dead* can be the people of a claim told before."""
    if among.harm is None:
        tg = reader.tg
        sense = tg.sense(among.noun, "people")
        held = tg.sense(draft.phrase.noun, "people") if draft.phrase.noun >= 0 else None
        if sense is None or held is None or sense.id != held.id:
            return False
    return people_fit(reader.tg, draft.phrase, among) and people_fit(reader.tg, among, draft.phrase)
