"""The steps of extraction, in order, and the claims that they give."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from hasila.extract.attribution.confirmations import confirm, vouch
from hasila.extract.attribution.denials import SENTENCES_BACK, deny
from hasila.extract.attribution.ownpeople import own_people
from hasila.extract.attribution.reader import Attribution
from hasila.extract.attribution.sourcewords import actor_of
from hasila.extract.circumstances.chosen import Circumstances, display_name
from hasila.extract.counts import find_figures
from hasila.extract.draft import Draft
from hasila.extract.ground.territory import read_territory
from hasila.extract.ground.verbfinal import read_final_territory
from hasila.extract.harms.finaltotals import read_final_totals
from hasila.extract.harms.frames import FrameReader
from hasila.extract.judge import Judged, judge, told_in
from hasila.extract.parts.breakdowns import read_breakdowns
from hasila.extract.parts.finalnames import read_final_names
from hasila.extract.parts.finalparts import read_final_parts
from hasila.extract.parts.finalpointed import read_final_pointed
from hasila.extract.parts.linelists import read_line_lists
from hasila.extract.parts.namelists import read_name_lists
from hasila.extract.parts.predicates import read_predicates
from hasila.extract.parts.repeats import drop_headlines, merge_repeats
from hasila.extract.parts.subjectfirst import SpacedParts
from hasila.extract.parts.subsets import read_subsets
from hasila.extract.parts.totals import read_bare_totals, read_earlier, read_numbered, read_totals
from hasila.extract.parts.twins import words_of
from hasila.extract.parts.victims import tell_victims
from hasila.extract.parts.wholes import link_wholes
from hasila.extract.people.finalgroups import name_counted
from hasila.extract.people.named_bodies import name_bodies
from hasila.extract.people.phrase import Phrase
from hasila.extract.people.reader import PeopleReader
from hasila.extract.people.resolved import resolve_ellipsis, resolve_losses, resolve_pronouns
from hasila.extract.people.subjectfirst import SpacedPeople
from hasila.extract.tagging import Tagged
from hasila.model import TERRITORY, Claim, Count, Group, Reason, Source, Span

VERSION = 1
_PARTS = frozenset({"subset", "between", "ofthem"})


def extract(
    tg: Tagged, published: str | None, furniture: Sequence[tuple[int, int]] = (), outlet: str | None = None
) -> tuple[Claim, ...]:
    """Read the claims of a document, in order of appearance.

    ``published`` is an ISO date or ``None``; ``furniture``: half-open runs of the text, in order, that yield no claims;
    ``outlet`` is who published it.
    """
    drafts, attribution = read_drafts(tg, furniture, outlet)
    if attribution is None:
        return ()
    circumstances = Circumstances(tg, published, attribution.saying())
    told = told_in(drafts)
    judged = [judge(tg, draft, told) for draft in drafts]
    link_wholes(tg, drafts, circumstances)
    circumstances.follow(drafts)
    ids = {id(draft): f"c{n}" for n, draft in enumerate(drafts, 1)}
    return tuple(_claim(tg, item, ids, attribution, circumstances) for item in judged)


def read_drafts(
    tg: Tagged, furniture: Sequence[tuple[int, int]] = (), outlet: str | None = None
) -> tuple[list[Draft], Attribution | None]:
    """Return all drafts, in order, with their sources, and the attribution that gave these."""
    drafts: list[Draft] = []
    previous: FrameReader | None = None
    for n, (begin, end) in enumerate(tg.doc.sentences):
        # A sentence without a harm word may still go on telling of those harmed before: بينهم أربع نساء.
        if not any(
            an.harms or k in tg.multi or not _PARTS.isdisjoint(an.senses)
            for k, an in enumerate(tg.an[begin:end], begin)
        ) and not (tg.lang.grammar.subject_first and drafts):
            continue
        if _inside(tg, begin, end, furniture):
            continue
        if tg.lang.grammar.subject_first:
            spaced = SpacedParts(tg, SpacedPeople(tg, find_figures(tg, begin, end), begin, end), begin, end, n)
            spaced.previous = tg.doc.sentences[n - 1] if n else None
            spaced.read()
            spaced.read_parts(drafts)
            drafts.extend(spaced.drafts)
            continue
        people = PeopleReader(tg, find_figures(tg, begin, end), begin, end)
        reader = FrameReader(tg, people, begin, end, n)
        if tg.lang.grammar.verb_final:
            read_final_totals(reader)
        else:
            read_totals(reader)
            read_bare_totals(reader)
        reader.read()
        read_numbered(reader)
        read_predicates(reader)
        if tg.lang.grammar.verb_final:
            read_final_territory(reader, previous)
        else:
            read_territory(reader, previous)
        read_subsets(reader, drafts)
        if tg.lang.grammar.verb_final:
            read_final_pointed(reader, drafts)
            read_final_parts(reader, drafts)
            read_final_names(reader)
        read_breakdowns(reader)
        read_earlier(reader)
        resolve_pronouns(reader, reader.drafts, previous)
        resolve_losses(reader, previous)
        previous = reader
        drafts.extend(reader.drafts)
    spaced_out = tg.lang.grammar.subject_first
    named = [] if spaced_out else [*read_name_lists(tg, drafts), *read_line_lists(tg, drafts)]
    if named:
        drafts = sorted([*drafts, *named], key=lambda d: (d.sentence, d.phrase.start, d.anchor))
    if not drafts:
        return [], None
    if not spaced_out:
        resolve_ellipsis(tg, drafts)
    if tg.lang.grammar.verb_final:
        name_counted(tg, drafts)
    name_bodies(tg, drafts)
    if tg.lang.article:
        tell_victims(tg, drafts)
    attribution = Attribution(tg, max(d.sentence for d in drafts) + 1 + SENTENCES_BACK, outlet)
    for draft in drafts:
        _attribute(draft, attribution)
        if tg.lang.grammar.verb_final:
            own_people(tg, draft)
    drafts = merge_repeats(tg, drafts, attribution)
    if spaced_out or tg.lang.grammar.verb_final:
        drafts = drop_headlines(tg, drafts)
    vouch(tg, drafts, attribution)
    confirm(tg, drafts, attribution)
    drafts.extend(deny(tg, drafts, attribution))
    return drafts, attribution


def _inside(tg: Tagged, begin: int, end: int, furniture: Sequence[tuple[int, int]]) -> bool:
    start, stop = tg.tokens[begin].start, tg.tokens[end - 1].end
    # Runs are in order and apart from each other.
    first = bisect_right(furniture, start, key=lambda run: run[1])
    last = bisect_left(furniture, stop, key=lambda run: run[0])
    covered = sum(min(b, stop) - max(a, start) for a, b in furniture[first:last])
    # Marks between two pieces of furniture belong to neither.
    return covered * 10 >= (stop - start) * 6


def _himself(tg: Tagged, draft: Draft, source: tuple[int, int]) -> bool:
    """Tell whether the dead would tell of their own death: انضم سالم كمال إلى الفريق. وأعلن عن مقتل كمال."""
    group = draft.phrase.group
    if draft.harm != "killed" or not draft.phrase.named or group is None or not tg.has(source[0], "name"):
        return False
    return words_of(tg, *group) <= words_of(tg, *source)


def _attribute(draft: Draft, attribution: Attribution) -> None:
    sentence, told = draft.lead or (draft.sentence, max(draft.phrase.start, draft.anchor[0]))
    chain, stance, at, rule = attribution.of(sentence, told)
    if chain and _himself(attribution.tg, draft, chain[0]):
        chain = ()
    draft.sources = chain
    draft.stance = stance
    draft.rules.append(("source", f"source.{rule}", at))
    noun = draft.word is not None and draft.word.kind == "people" and draft.word.weak
    if noun and draft.negated and not draft.phrase.counted and draft.harm == "wounded":
        # "No injuries", "no word of injuries": nobody is meant apart from the dead.
        draft.harm = "casualty"
    open_end = attribution.tg.lang.grammar.verb_final and stance == "unconfirmed" and not draft.phrase.named
    if open_end and _unknown(attribution.tg, draft):
        # کشته شدن کسی را تایید نکرد, روشن نیست که چند تن: that anybody was, and how many, is what is not known.
        draft.negated = "noword"
    if draft.negated == "noword":
        draft.stance = "unconfirmed"
    elif stance == "denies" and at is not None:
        # "Denied that there are official statistics on the dead": the figure is unconfirmed, not denied.
        tg = attribution.tg
        if tg.any(at[0], draft.start, "novalue"):
            draft.stance, draft.negated = "unconfirmed", "noword"


def _unknown(tg: Tagged, draft: Draft) -> bool:
    """Tell whether a doubt is of whether, or of how many: people without a figure, or *some* behind the doubt."""
    verbs = [tg.sense(q, "report") for q in tg.within(*tg.doc.sentences[draft.sentence], "report")]
    doubt = any(sense is not None and sense.id == "doubt" for sense in verbs)
    return doubt and (not draft.phrase.counted or (draft.phrase.rule == "count.amount" and draft.phrase.low == 2))


def _told(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether so many people are told of: by a figure, or where articles are words, one by *a*."""
    return phrase.counted or (phrase.low == phrase.high == 1 and tg.has(phrase.start, "single"))


def _claim(
    tg: Tagged, judged: Judged, ids: dict[int, str], attribution: Attribution, circumstances: Circumstances
) -> Claim:
    draft = judged.draft
    phrase = draft.phrase
    low, high, hedge = phrase.low, phrase.high, phrase.hedge
    if draft.harm in TERRITORY:
        low, high, hedge = None, None, "none"
    elif draft.negated == "none" and draft.stance in ("asserts", "admits"):
        # يقر الجيش بإصابة جندي، زاعما عدم وقوع إصابات أخرى: nobody concedes that there were none.
        draft.stance = "asserts"
        low, high, hedge = 0, 0, "none"
    elif draft.negated == "noword" or (draft.stance == "denies" and draft.denied is None and not _told(tg, phrase)):
        low, high, hedge = None, None, "vague"
    figure = phrase.figure or ((phrase.noun, phrase.noun + 1) if phrase.noun >= 0 else (phrase.start, phrase.end))
    count_span = None if draft.harm in TERRITORY else tg.span(*figure)
    group = _group(tg, draft)
    sources = tuple(_source(tg, source, attribution) for source in draft.sources)
    part = draft.part_of
    told = draft.denied or draft
    place, date, means, scope = (
        circumstances.place(told), circumstances.date(told), circumstances.means(told), circumstances.scope(told),
    )  # fmt: skip
    learned = (*circumstances.why(told), *(("confidence", name, None) for name in judged.reasons))
    why = tuple(
        Reason(step=step, rule=f"{tg.lang.code}.{rule}", span=tg.span(*at) if at and at[1] > at[0] else None)
        for step, rule, at in (*draft.rules, *learned)
    )
    return Claim(
        id=ids[id(draft)], harm=draft.harm, count=Count(low=low, high=high, hedge=hedge, span=count_span), group=group,
        stance=draft.stance, sources=sources, place=place, date=date, means=means,
        by=circumstances.by(told), scope=scope,
        part_of=ids.get(id(part)) if part is not None else None, quote=tg.span(*_quote(draft)), why=why,
        extractor=f"rules-{tg.lang.code}/{VERSION}", confidence=judged.confidence,
    )  # fmt: skip


def _quote(draft: Draft) -> tuple[int, int]:
    if draft.denied is not None:
        return draft.anchor
    start, end = draft.start, draft.end
    if draft.phrase.group is not None and draft.group_from is None and draft.phrase.group[1] - start < 40:
        end = max(end, draft.phrase.group[1])
    return start, end


def _group(tg: Tagged, draft: Draft) -> Group | None:
    phrase = draft.phrase
    at = phrase.group
    if at is None:
        # A figure whose people the report never names stands for itself, or for those who (عدد من غادروا).
        those = draft.total and draft.anchor[1] - draft.anchor[0] > 2
        at = (draft.anchor[0] + 1, draft.anchor[1]) if those else (phrase.start, phrase.end)
    ident = phrase.actor
    actor = tg.registry.actors.get(ident) if ident else None
    if actor is None and not phrase.named:
        known = next((tg.actors[k] for k in range(*at) if k in tg.actors and tg.actors[k][1] <= at[1]), None)
        actor = known[0] if known else None
    return Group(
        actor=actor.id if actor else None, name=display_name(actor), role=phrase.role, span=_group_span(tg, draft, at)
    )


def _group_span(tg: Tagged, draft: Draft, at: tuple[int, int]) -> Span:
    """Cut the people's span; a person's own name keeps its first letter even where a clitic looks like it."""
    if not draft.phrase.named:
        return tg.name_span(*at)
    whole = tg.span(*at)
    glued = draft.phrase.glued or (1 if tg.an[at[0]].conj else 0)
    return Span.of(tg.doc.text, whole.start + glued, whole.end) if glued else whole


def _source(tg: Tagged, at: tuple[int, int], attribution: Attribution) -> Source:
    actor = actor_of(tg, at)
    return Source(
        actor=actor.id if actor else None,
        name=display_name(actor),
        kind=attribution.reader.kind(at),
        span=tg.name_span(*at),
    )
