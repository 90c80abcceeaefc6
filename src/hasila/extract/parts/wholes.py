"""Which claim's people include another's, where no word beside the part says so.

Read once sources and repeats are known, over the whole report: partitives (*nine of the dead*), sums, totals
that new figures raise (*bringing the toll to 983*), and totals over several incidents.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from hasila.extract.circumstances.chosen import Circumstances
from hasila.extract.draft import Draft
from hasila.extract.parts.repeats import same_voice
from hasila.extract.people.reader import Phrase
from hasila.extract.tagging import Tagged
from hasila.model import Harm

#: What lies within what: the dead and the wounded among casualties, the freed among those taken.
WITHIN: dict[Harm, tuple[Harm, ...]] = {
    "killed": ("casualty",),
    "wounded": ("casualty",),
    "released": ("detained", "captured", "abducted"),
}
#: Words for people (their ids) of a state's forces, and of those who are opposed to them.
_STATE = frozenset({"soldier", "officer", "policeman", "serviceman", "rank"})
_ARMED = frozenset({"member", "attacker"})
#: Nouns (their ids) for the dead as they lie: counted where they are brought.
_BODIES = frozenset({"body", "bodies-of"})
#: From here on an unclear amount (dozens, hundreds) may hold any figure.
_DOZENS = 20
#: A rounded total is at most so many times less than what makes it up.
_ROUND = 1.05
#: Some of the dead are some of those told at most so many sentences before, where any are.
_TOLD_WITHIN = 5
#: A total may raise figures told at most so many sentences before it.
_RAISED_BACK = 6
#: A word that raises a total stands at most so many tokens before its figure.
_CUE_WITHIN = 30
#: How many claims are looked at before a raised total, and at most before a part or after a total.
_BACK = 14
_FAR = 60
#: The headline and the first sentence.
_LEAD_SENTENCES = 2
#: How many claims after a total are looked at for its parts.
_PARTS_WITHIN = 9


def link_wholes(tg: Tagged, drafts: list[Draft], circumstances: Circumstances) -> None:
    """Give claims the claim that they are part of. Nothing that a word beside a part said is changed."""
    for draft in drafts:
        if told_earlier(tg, draft):
            draft.rules.append(("relations", "earlier-toll", None))
    _partitives(tg, drafts)
    _out_of(tg, drafts)
    for n in range(len(drafts)):
        _raised_after(tg, drafts, n)
    find_sums(tg, drafts)
    _raised(tg, drafts, circumstances)
    _periods(tg, drafts, circumstances)
    _dozens_of_the_lead(tg, drafts)


def told_earlier(tg: Tagged, draft: Draft) -> bool:
    """Tell whether a figure is told as an earlier one (*after a first toll of 43*): codebook, rule 18."""
    begin, _ = tg.doc.sentences[draft.sentence]
    return draft.earlier or tg.any(max(begin, draft.start - 14), draft.phrase.start, "earlier")


# -- what can hold what --------------------------------------------------------------------------


def holds(tg: Tagged, whole: Draft, part: Draft) -> bool:
    """Tell whether the people of one claim can be among those of another: harm, stance, people, number."""
    if whole is part or whole.negated or part.negated or "denies" in (whole.stance, part.stance):
        return False
    if told_earlier(tg, part):
        return False
    if whole.harm != part.harm and whole.harm not in WITHIN.get(part.harm, ()):
        return False
    if part in _chain(whole) or whole.phrase.named:
        return False
    few, many = _value(part), whole.phrase.low if whole.phrase.low is not None else whole.phrase.high
    if whole.phrase.hedge == "vague":
        many = None if (many or 0) >= _DOZENS else many
    return (few is None or many is None or few < many) and people_fit(tg, whole.phrase, part.phrase)


def people_fit(tg: Tagged, whole: Phrase, part: Phrase) -> bool:
    """Tell whether the people of ``part``, as worded, can be among those of ``whole``."""
    if {whole.role, part.role} == {"civilian", "combatant"} and not _anybody(tg, whole):
        return False
    if whole.actor and part.actor:
        return whole.actor == part.actor or tg.registry.contains(whole.actor, part.actor)
    if {_side(tg, whole), _side(tg, part)} == {"state", "armed"}:
        return False
    if not whole.affiliated or not part.affiliated:
        return True
    if whole.actor or part.actor:
        # A body that the registry does not know beside one that it knows: told apart by their words.
        return bool(_stems(tg, whole) & _stems(tg, part))
    return bool(_stems(tg, whole) & _stems(tg, part)) or whole.role == "unknown"


def _side(tg: Tagged, phrase: Phrase) -> str:
    """Return "state" or "armed" where people are told as a state's forces or as those who fight them, else ""."""
    actor = tg.registry.actors.get(phrase.actor) if phrase.actor else None
    if actor is not None:
        return {"armed_force": "state", "armed_group": "armed"}.get(actor.kind, "")
    sense = tg.sense(phrase.noun, "people") if phrase.noun >= 0 else None
    if sense is None or phrase.role != "combatant":
        return ""
    if sense.id in _STATE:
        return "state"
    return "armed" if sense.id in _ARMED and not phrase.affiliated else ""


def _anybody(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether people are told by a word that fits anybody (شخصا, قتيلا, a bare figure)."""
    return (phrase.generic or phrase.harm is not None or phrase.noun < 0) and not phrase.affiliated


def _stems(tg: Tagged, phrase: Phrase) -> set[str]:
    start, end = phrase.group or (phrase.start, phrase.end)
    return {tg.an[k].stems[-1] if tg.an[k].stems else tg.text(k) for k in range(start, end) if tg.is_word(k)}


def _chain(draft: Draft) -> list[Draft]:
    out: list[Draft] = []
    here = draft.part_of
    while here is not None and here not in out:
        out.append(here)
        here = here.part_of
    return out


def _value(draft: Draft) -> int | None:
    phrase = draft.phrase
    if phrase.low is None or phrase.hedge in ("vague", "range"):
        return None
    return phrase.low


def _link(part: Draft, whole: Draft, rule: str) -> None:
    part.part_of = whole
    part.rules.append(("relations", rule, (whole.phrase.start, whole.phrase.end)))


# -- partitives ----------------------------------------------------------------------------------


def _partitives(tg: Tagged, drafts: list[Draft]) -> None:
    """*Nine of the dead*, *most of the wounded*, *one of the victims*: some of those told before."""
    for n, part in enumerate(drafts):
        phrase = part.phrase
        if part.part_of is not None or phrase.harm is None or part.total or not phrase.counted:
            continue
        body = phrase.harm.id in _BODIES
        some = phrase.definite or _of(tg, phrase)
        if not (some or body) or phrase.hedge == "vague" or (phrase.figure and phrase.figure[0] > phrase.noun):
            continue
        kinds = (phrase.harm.harm, part.harm) if phrase.harm.harm == "casualty" else (phrase.harm.harm,)
        before = [
            d for d in drafts[max(0, n - _FAR) : n] if d.harm in kinds and holds(tg, d, part) and d.phrase.counted
        ]
        if not some:
            # 14 bodies at one hospital: of the dead that the same voice told shortly before.
            before = [d for d in before if _one_source(tg, d, part) and part.sentence - d.sentence <= 2]
        whole = _nearest(tg, before, part)
        if whole is not None:
            _link(part, whole, "some-of-those")


def _of(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether *of* stands between the figure and its noun, so that it counts some of them (3 من قتلى …)."""
    return phrase.figure is not None and tg.any(phrase.figure[1], phrase.noun, "of")


def _nearest(tg: Tagged, before: Sequence[Draft], part: Draft) -> Draft | None:
    """Return the largest near claim that is no subset and no earlier toll; of the same source before another's."""
    wholes = [d for d in before if not d.subset and not told_earlier(tg, d)] or [d for d in before if not d.subset]
    same = [d for d in wholes if _one_source(tg, d, part)]
    near = [d for d in same or wholes if part.sentence - d.sentence <= _TOLD_WITHIN] or (same or wholes)[-1:]
    return max(near, key=lambda d: (d.phrase.hedge != "vague", d.phrase.low or 0, d.start)) if near else None


def _out_of(tg: Tagged, drafts: list[Draft]) -> None:
    """*379 captives out of 5686*: the figure before is of those after."""
    for part, whole in pairwise(drafts):
        few, many = _value(part), _value(whole)
        if part.sentence != whole.sentence or part.part_of is not None or few is None or many is None or few >= many:
            continue
        if any(tg.has(k, "outof") and tg.end(k, "outof") == whole.phrase.start for k in range(part.end, whole.start)):
            _link(part, whole, "out-of")


# -- sums ----------------------------------------------------------------------------------------


def find_sums(tg: Tagged, drafts: list[Draft]) -> None:
    """Make parts of the claims that follow a total and add up to it exactly (codebook, rule 12)."""
    for n, whole in enumerate(drafts):
        value = _value(whole)
        if value is None or value < 3:
            continue
        parts: list[Draft] = []
        total = 0
        for part in drafts[n + 1 : n + _PARTS_WITHIN]:
            amount = _value(part)
            if part.part_of is not None or amount is None or not holds(tg, whole, part):
                continue
            if part.phrase.hedge == "more_than" and whole.phrase.high is not None:
                continue
            parts.append(part)
            total += amount
            if total >= value:
                break
        if parts and _beside(tg, whole, parts[0]):
            continue
        near = bool(parts) and parts[-1].sentence <= whole.sentence + 4
        voices = {d.sources[0] for d in parts if d.sources}
        lead = whole.sentence <= 2
        if len(parts) >= 2 and _adds_up(whole, total) and (lead or (len(voices) <= 1 and near)):
            for part in parts:
                _link(part, whole, "adds-up-to-total")


def _beside(tg: Tagged, whole: Draft, part: Draft) -> bool:
    """Tell whether two stand side by side in one list, where verbs are last: ۱۰ تن در کابل، هفت تن در هرات و ..."""
    if not tg.lang.grammar.verb_final:
        return False
    said = whole.subset and part.subset and whole.part_of is None
    return said or (whole.anchor == part.anchor and tg.has(whole.phrase.end, "in"))


def _adds_up(whole: Draft, total: int) -> bool:
    """Tell whether figures make up a total: exactly, or nearly where it is rounded (*more than 115*)."""
    value = whole.phrase.low or 0
    return total == value or (whole.phrase.hedge in ("more_than", "about") and value <= total <= value * _ROUND)


# -- totals that are raised ----------------------------------------------------------------------


def _raised(tg: Tagged, drafts: list[Draft], circumstances: Circumstances) -> None:
    """*Bringing the toll to 983*: the new figure is part of the total (codebook, rule 18)."""
    #: Those that are no subsets, by where they begin.
    order = sorted((d.start, n) for n, d in enumerate(drafts) if not d.subset)
    for n, whole in enumerate(drafts):
        if whole.subset or not whole.phrase.counted or (_value(whole) or 0) < 2:
            continue
        cue = _cue(tg, whole, circumstances)
        if cue is None:
            continue
        if whole.harm == "casualty" and whole.total and _of_dead(drafts, n):
            # مقتل خمسة … وبذلك يرتفع عدد الضحايا إلى سبعة: the victims are the dead.
            whole.harm = "killed"
        between = order[bisect_left(order, (cue,)) : bisect_left(order, (whole.start,))]
        if any(m < n and drafts[m].harm == whole.harm for _, m in between):
            continue
        before = [
            d
            for d in drafts[max(0, n - _BACK) : n]
            if d.end <= cue + 1
            and d.harm == whole.harm
            and d.part_of is None
            and not d.subset
            and whole.sentence - d.sentence <= _RAISED_BACK
            and d.stance in ("asserts", "admits")
            and d.phrase.low is not None
            and (d.sentence == whole.sentence or (_one_voice(tg, d, whole) and circumstances.scope(d) != "cumulative"))
        ]
        # A figure that is itself a raised total raises another only where no plain figure does.
        before = [d for d in before if _cue(tg, d, circumstances) is None] or before
        fitting = [d for d in before if holds(tg, whole, d)]
        for part in _making_up(before, whole) or _raising(fitting, whole):
            _link(part, whole, "raises-total")


def _of_dead(drafts: list[Draft], n: int) -> bool:
    """Tell whether only dead are told before a total of victims."""
    whole = drafts[n]
    near = [d for d in drafts[max(0, n - _BACK) : n] if whole.sentence - d.sentence <= _RAISED_BACK]
    return any(d.harm == "killed" and d.phrase.counted for d in near) and not any(d.harm == "wounded" for d in near)


def _one_voice(tg: Tagged, a: Draft, b: Draft) -> bool:
    return not a.sources or not b.sources or same_voice(tg, a.sources, b.sources)


def _one_source(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether one source tells both, or the report itself does."""
    return _one_voice(tg, a, b) if a.sources and b.sources else not a.sources and not b.sources


def _making_up(before: list[Draft], whole: Draft) -> list[Draft]:
    """Return the last claims before a total that add up to it, in its own sentence or in those before."""
    here = [d for d in before if d.sentence == whole.sentence]
    value, total = _value(whole), 0
    told = here or before
    for k in range(len(told) - 1, -1, -1):
        total += _value(told[k]) or 0
        if total == value and len(told) - k >= 2:
            return told[k:]
    return []


def _raising(before: list[Draft], whole: Draft) -> list[Draft]:
    """Return those of its own sentence; else the largest before it."""
    here = [d for d in before if d.sentence == whole.sentence]
    if here or not before:
        return here
    return [max(before, key=lambda d: (d.phrase.low or 0, d.start))]


def _cue(tg: Tagged, whole: Draft, circumstances: Circumstances) -> int | None:
    """Return the token of the word that raises the total: *thereby*, *bringing*; or *rose to*, of a war's toll."""
    begin, _ = tg.doc.sentences[whole.sentence]
    first = max(begin, whole.phrase.start - _CUE_WITHIN)
    for k in range(whole.phrase.start, first - 1, -1):
        if not tg.has(k, "thereby"):
            continue
        beside = tg.end(k, "thereby") == whole.phrase.start
        if beside or tg.any(k, whole.phrase.end, "reach", "total", "to"):
            return k
    if circumstances.scope(whole) != "cumulative":
        return None
    return next((k for k in range(whole.phrase.start, first - 1, -1) if tg.has(k, "rise")), None)


def _raised_after(tg: Tagged, drafts: list[Draft], n: int) -> None:
    """*The toll rose to 44 after a woman died*: whose death raised it."""
    whole = drafts[n]
    if whole.subset or not whole.phrase.counted or (_value(whole) or 0) < 2:
        return
    begin, _ = tg.doc.sentences[whole.sentence]
    if not tg.any(max(begin, whole.start - 12), whole.phrase.start, "rise"):
        return
    last: Draft | None = None
    for part in drafts[n + 1 : n + 4]:
        if part.sentence != whole.sentence or part.part_of is not None or not holds(tg, whole, part):
            continue
        begins = part.start if last is None or part.anchor != last.anchor else last.phrase.end
        after = tg.any(max(whole.phrase.end, begins - 3), begins, "after")
        joined = last is not None and part.anchor == last.anchor
        if (after or joined) and part.phrase.low is not None:
            if tg.any(whole.phrase.end, begins, "total"):
                continue
            _link(part, whole, "raises-total")
            last = part


# -- totals over several incidents ---------------------------------------------------------------


def _periods(tg: Tagged, drafts: list[Draft], circumstances: Circumstances) -> None:
    """A total over several incidents, told first, holds the figures of the single ones that follow.

    Measured on news: a lead's total does in most cases; one told later does so only of its own voice's figures.
    """
    for n, whole in enumerate(drafts):
        value = whole.phrase.low or 0
        if value < 3 or not whole.phrase.counted or whole.part_of is not None:
            continue
        scope = circumstances.scope(whole)
        if scope == "cumulative" and whole.phrase.hedge != "vague":
            _components(tg, drafts, n, circumstances)
        begin, end = tg.doc.sentences[whole.sentence]
        several = tg.any(begin, end, "period")
        if several and _anybody(tg, whole.phrase):
            _incidents_before(tg, drafts, n)
        if scope != "period" and not (several and scope == "event"):
            continue
        beside = (d for d in drafts[max(0, n - 6) : n + 6] if d.sentence == whole.sentence and d.harm == whole.harm)
        if any((d.phrase.low or 0) > value for d in beside):
            continue
        vague = whole.phrase.hedge == "vague"
        left = value * 1000 if vague else value if whole.phrase.high is not None else value * 2
        for part in drafts[n + 1 : n + _FAR]:
            if part.part_of is not None or part.subset or part.harm != whole.harm or not holds(tg, whole, part):
                continue
            if circumstances.scope(part) == "cumulative" or not part.phrase.counted:
                continue
            told = bool(whole.sources) and _one_source(tg, part, whole)
            lead = several and whole.sentence <= 2 and _anybody(tg, whole.phrase) and _side(tg, part.phrase) != "armed"
            amount = part.phrase.low or 0
            if amount > left or not (told or lead):
                continue
            left -= amount
            _link(part, whole, "within-period")


def _incidents_before(tg: Tagged, drafts: list[Draft], n: int) -> None:
    """Figures of single incidents before a total of all (*the wave of bombings killed 49*), where they add up to it."""
    whole = drafts[n]
    told = [
        d
        for d in drafts[max(0, n - _BACK) : n]
        if d.harm == whole.harm
        and d.part_of is None
        and d.sentence < whole.sentence
        and holds(tg, whole, d)
        and _side(tg, d.phrase) != "armed"
    ]
    if len(told) >= 2 and sum(_value(d) or 0 for d in told) == _value(whole):
        for part in told:
            _link(part, whole, "within-period")


def _components(tg: Tagged, drafts: list[Draft], n: int, circumstances: Circumstances) -> None:
    """A war's toll, and how the same voice then breaks it down: so many civilians, so many soldiers."""
    whole = drafts[n]
    left = whole.phrase.low or 0
    if not whole.sources or not _anybody(tg, whole.phrase):
        return
    for part in drafts[n + 1 : n + _FAR]:
        amount = _value(part) or 0
        if part.harm != whole.harm or part.part_of is not None or part.sentence == whole.sentence:
            continue
        dated = any("since" not in m.tags for m in circumstances.reader.setting(part.sentence).dates)
        if not _one_source(tg, part, whole) or dated or amount > left:
            return
        if amount * 100 < left:
            continue
        if not holds(tg, whole, part):
            return
        left -= amount
        _link(part, whole, "component")


def _dozens_of_the_lead(tg: Tagged, drafts: list[Draft]) -> None:
    """A lead that tells of dozens, and the figures of the body that make them up, of one people and harm: its parts."""
    for whole in drafts:
        if whole.sentence >= _LEAD_SENTENCES:
            return
        phrase = whole.phrase
        if phrase.hedge != "vague" or (phrase.low or 0) < _DOZENS or whole.part_of is not None or whole.negated:
            continue
        for part in drafts:
            counted = part.phrase.counted and _value(part) is not None and part.sentence >= _LEAD_SENTENCES
            if counted and part.part_of is None and part.stance == whole.stance and _one_people(tg, whole, part):
                _link(part, whole, "of-dozens-in-the-lead")


def _one_people(tg: Tagged, whole: Draft, part: Draft) -> bool:
    if not holds(tg, whole, part):
        return False
    one, other = whole.phrase, part.phrase
    return (one.actor == other.actor) if one.actor or other.actor else _anybody(tg, one)
