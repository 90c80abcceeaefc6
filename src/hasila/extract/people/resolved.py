"""Whose people are meant where the words beside the figure do not tell: pronouns, losses, ellipsis, shared bodies."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.frames import FrameReader
from hasila.extract.people.bodies import Body
from hasila.extract.people.reader import Phrase
from hasila.extract.tagging import Tagged
from hasila.languages.schema import SourceWord

#: A loss is told at most this many tokens before its figure (تكبدت خلال أسبوعين من القتال 200 قتيل).
_LOSS_WITHIN = 14
#: The second figure of one toll stands at most this many tokens after the first.
_SHARED_WITHIN = 14
#: Two figures of the same people stand at most this many tokens apart where the second names them.
_PAIR_WITHIN = 2
#: An official stands at most this many tokens before the body that he belongs to.
_OFFICE_WITHIN = 6
#: *Among them* has at most so many tokens.
_MARKED = 5
#: Harms that are told side by side of the same people.
_TOLLS = frozenset({"killed", "wounded", "missing", "casualty"})
#: Nouns for people of regular forces: joined, they are of one force.
_REGULARS = frozenset({"officer", "soldier", "rank", "policeman", "serviceman", "pilot"})
#: Those who tell are not those whose people are meant.
_TELLERS = frozenset({"outlet", "agency", "monitor"})


# -- pronouns ------------------------------------------------------------------------------------------


def resolve_pronouns(reader: FrameReader, drafts: list[Draft], before: FrameReader | None) -> None:
    """Give *21 of them*, *his fighters* the body that they point back to: the nearest that agrees with the pronoun."""
    tg = reader.tg
    for draft in drafts:
        phrase = draft.phrase
        if phrase.affiliated or phrase.named or draft.group_from is not None:
            continue
        found: Phrase | None = None
        if phrase.anaphor >= 0 and _belongs(tg, phrase):
            pronoun = tg.an[phrase.anaphor].pron or _pronoun_of(tg, phrase.anaphor)
            found = _body_meant(reader, phrase.start, pronoun, before)
        elif _points_back(reader, phrase):
            found = _said_of(reader, tg.end(phrase.end, "ofthem")) if tg.has(phrase.end, "ofthem") else None
            if found is None and draft.part_of is None:
                found = _many(reader, phrase.start, draft) or _fighters(reader, phrase.start, draft.agent)
                found = found or (_fighters(before, before.end) if before else None)
        if found is None and phrase.noun < 0 and draft.part_of is None:
            draft.near = _many(reader, draft.start, draft)
            draft.follows = tg.an[draft.anchor[0]].conj in tg.lang.grammar.consequence
        if found is not None:
            _lend(draft, found, "pronoun")


def _points_back(reader: FrameReader, phrase: Phrase) -> bool:
    """Tell whether a figure is of people told before: ۲۱ تن از آنان, شماری از آنها."""
    tg = reader.tg
    if _bare(tg, phrase) and phrase.end < reader.end and tg.has(phrase.end, "ofthem"):
        return True
    figure = reader.people.figures.get(phrase.start) if tg.lang.grammar.verb_final and phrase.noun < 0 else None
    return figure is not None and figure.back


def _bare(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether but a figure, or a figure and its counter, tells of people: واحد وعشرون منهم, ۲۱ تن از آنان."""
    if phrase.noun < 0:
        return True
    sense = tg.sense(phrase.noun, "people") if tg.lang.grammar.verb_final and phrase.counted else None
    return sense is not None and phrase.generic and bool(getattr(sense.data, "counted", False))


def _said_of(reader: FrameReader, k: int) -> Phrase | None:
    """Read what *N of them* are said to be: ستة منهم ضباط, تسعة منهم من عائلة واحدة."""
    tg = reader.tg
    if k < reader.end and tg.has(k, "of"):
        body = reader.people.affiliation(k + 1)
        return _phrase_of(body) if body is not None else None
    who = reader.people.at(k) if k < reader.end else None
    plain = (
        who is not None
        and who.noun == k
        and who.number == "pl"
        and not who.definite
        and (who.figure is None or who.figure[0] > k)
    )
    return who if plain and not tg.an[k].prep and not tg.an[k].conj and k not in reader.by_start else None


def _belongs(tg: Tagged, phrase: Phrase) -> bool:
    """Tell whether a noun with a pronoun names members of a body (عناصرها), not kin (زوجته) or aides (مساعديه)."""
    k = phrase.anaphor
    if tg.an[k].pron in tg.lang.grammar.speaking:
        return False
    sense = tg.sense(k, "people")
    if sense is None:
        return phrase.harm is not None
    return sense.id != "guard" and (
        getattr(sense.data, "member", False)
        or (phrase.generic and phrase.number == "pl")
        or (sense.id in ("man", "forces") and sense.number == "pl")
    )


def _pronoun_of(tg: Tagged, k: int) -> str:
    """Return the pronoun that ends a word listed with it (في صفوفها, باسمها)."""
    pronouns = sorted(tg.lang.grammar.agreement, key=len, reverse=True)
    return next((p for p in pronouns if tg.text(k).endswith(p)), "")


def _body_meant(reader: FrameReader, k: int, pronoun: str, before: FrameReader | None) -> Phrase | None:
    """Return the body that a pronoun at token ``k`` means, in this sentence or the one before.

    A body that only qualifies another (غرفة العمليات التابعة للحكومة) comes after those that stand for themselves.
    A speaker *in its name* (المتحدث باسمها … مقاتليه) speaks for what that pronoun means.
    """
    tg = reader.tg
    if "m" in tg.lang.grammar.agreement.get(pronoun, ""):
        for q in range(k - 1, reader.begin - 1, -1):
            if tg.has(q, "behalf"):
                k, pronoun = q, _pronoun_of(tg, q) or pronoun
                break
    found = list(_bodies(reader, k, pronoun))
    if not found and before is not None:
        reader, found = before, list(_bodies(before, before.end, pronoun))
    for phrase in found:
        if not _qualifies(reader, phrase.start) or _his_office(reader, phrase.start, pronoun):
            return phrase
    return found[0] if found else None


def _qualifies(reader: FrameReader, q: int) -> bool:
    """Tell whether the body at ``q`` only tells whose another is (… التابعة لحكومة الوفاق)."""
    tg = reader.tg
    low = max(reader.begin, q - 2)
    if tg.any(low, q, "loose"):
        return True
    link = next((k for k in range(low, q + 1) if tg.has(k, "belong")), None)
    # مواقع تابعة للتنظيم: things of the body at which a blow was aimed; غرفة تابعة للحكومة: another body.
    return link is not None and not (
        link > reader.begin and tg.has(link - 1, "notground", "ground", "placeword", "unit")
    )


def _bodies(reader: FrameReader, k: int, pronoun: str) -> Iterator[Phrase]:
    """Yield the bodies before token ``k`` that a pronoun can mean, the nearest first."""
    tg = reader.tg
    for q in range(k - 1, reader.begin - 1, -1):
        phrase = reader.people.at(q)
        if phrase is None and tg.has(q, "formation"):
            unit = reader.people.affiliation(q)
            phrase = _phrase_of(unit) if unit is not None else None
        if phrase is None or phrase.group is None or phrase.end > k or tg.an[q].pron or tg.an[phrase.noun].pron:
            continue
        if phrase.counted and phrase.role != "combatant":
            continue
        if not (phrase.body or (phrase.role == "combatant" and phrase.number == "pl")) or _teller(tg, phrase):
            continue
        if tg.has(q, "front") and phrase.actor is None:
            # هجوم بجبهة الكسارة تكبدت فيه …: where, not who.
            continue
        if tg.has(q, "placeword") and phrase.role != "combatant":
            # محافظة الحسكة: where, not who.
            continue
        if _agrees(tg, phrase, pronoun) or _his_office(reader, q, pronoun):
            yield phrase


def _teller(tg: Tagged, phrase: Phrase) -> bool:
    actor = tg.registry.actors.get(phrase.actor) if phrase.actor else None
    if actor is not None:
        return actor.kind in _TELLERS
    sense = tg.sense(phrase.noun, "source")
    return sense is not None and isinstance(sense.data, SourceWord) and sense.id in ("monitor", "paper")


def _agrees(tg: Tagged, phrase: Phrase, pronoun: str) -> bool:
    """Tell whether a pronoun agrees with a body: one for a man, one for a woman or a force, one for many."""
    grammar = tg.lang.grammar
    genders = grammar.agreement.get(pronoun)
    if genders is None:
        return True
    head = phrase.noun
    text = tg.text(head)
    if tg.has(head, "feminine") or text.endswith(tuple(grammar.feminine)):
        return "f" in genders
    sense = tg.sense(head, "people")
    if sense is not None and sense.number == "pl":
        return "p" in genders or ("f" in genders and phrase.body)
    return "m" in genders or not tg.has(head, "source", "formation")


def _his_office(reader: FrameReader, q: int, pronoun: str) -> bool:
    """Tell whether a man stands before a body that speaks or commands for it: ضابط في الفرقة … جنوده."""
    tg = reader.tg
    if "m" not in tg.lang.grammar.agreement.get(pronoun, ""):
        return False
    for at in range(q - 1, max(reader.begin - 1, q - _OFFICE_WITHIN), -1):
        sense = tg.sense(at, "source")
        if sense is not None and sense.id in ("official", "spokesman", "director"):
            return True
    return False


def _many(reader: FrameReader, k: int, draft: Draft) -> Phrase | None:
    """Return the nearest people before token ``k``, told as many, who are not those who did it."""
    tg = reader.tg
    parts = {d.phrase.start for d in reader.drafts if d.subset or d.part_of is not None}
    for q in range(k - 1, reader.begin - 1, -1):
        phrase = reader.people.at(q)
        if phrase is None or phrase.end > k or phrase.group is None or phrase.noun < 0 or phrase.open_class:
            continue
        if tg.lang.grammar.verb_final and (q in parts or _among(tg, q)):
            # ۲۴ زخمی، به شمول چهار کودک، ... سه تن از آنان: of all, not of those among them.
            continue
        if tg.an[q].pron or phrase.harm is not None or phrase.other or phrase.group == draft.agent:
            continue
        if not tg.has(phrase.noun, "people") or _teller(tg, phrase):
            continue
        if phrase.number == "pl" or (phrase.counted and (phrase.low or 0) > 1):
            return phrase
    return None


def _among(tg: Tagged, q: int) -> bool:
    """Tell whether a token stands right behind *among them*."""
    return any(tg.has(x, "subset") and tg.end(x, "subset") == q for x in range(max(0, q - _MARKED), q))


def _fighters(reader: FrameReader, k: int, agent: tuple[int, int] | None = None) -> Phrase | None:
    """Return the nearest force or fighters before token ``k`` who are not those who did it."""
    for q in range(k - 1, reader.begin - 1, -1):
        phrase = reader.people.at(q)
        if phrase is None or phrase.end > k or phrase.group is None or reader.tg.an[q].pron:
            continue
        if agent is not None and phrase.group[0] < agent[1] and agent[0] < phrase.group[1]:
            continue
        # A ministry or hospital near by is who says so, not whose people they are.
        if phrase.role == "combatant" and (phrase.body or phrase.number == "pl"):
            return phrase
    return None


def _lend(draft: Draft, source: Phrase, rule: str) -> None:
    phrase = draft.phrase
    role = phrase.role if phrase.role != "unknown" and source.role == "unknown" else source.role
    draft.phrase = replace(phrase, group=source.group, role=role, actor=source.actor, affiliated=True)
    draft.group_from = source
    draft.rules.append(("group", rule, source.group))


# -- losses --------------------------------------------------------------------------------------------


def resolve_losses(reader: FrameReader, before: FrameReader | None) -> None:
    """Give the dead and wounded that a force lost to the force: خسائر الجيش 9 قتلى, كبدتها 46 قتيلا."""
    tg = reader.tg
    for draft in reader.drafts:
        phrase = draft.phrase
        if phrase.harm is None or phrase.affiliated or phrase.named or draft.group_from is not None:
            continue
        if phrase.harm.harm != draft.harm:
            # أعدموا جريحين: another harm word governs them.
            continue
        beside = _beside(reader, phrase)
        if beside is not None:
            _lend(draft, beside, "beside")
            continue
        for q in range(phrase.start - 1, max(reader.begin - 1, phrase.start - _LOSS_WITHIN), -1):
            if tg.text(q) in ".:؛" or tg.is_break(q) or tg.has(q, "comp"):
                break
            found: Phrase | None = None
            if tg.has(q, "rows"):
                at = tg.end(q, "rows")
                body = reader.people.affiliation(at)
                if body is not None and body[1] >= phrase.start - 1:
                    found = _phrase_of(body)
            elif tg.has(q, "losses", "loses", "inflicts") and not _particle(tg, q):
                found = _loser(reader, q, before)
                if found is None:
                    break
            if found is not None:
                _lend(draft, found, "loser")
                break


def _particle(tg: Tagged, q: int) -> bool:
    """Tell whether a word that may mean *lost* is but the particle before a verb (فقد بلغ عدد القتلى)."""
    return not tg.an[q].pron and tg.has(q + 1, "reach", "verb", "passive", "opener", "copula", "still", "report")


def _beside(reader: FrameReader, phrase: Phrase) -> Phrase | None:
    """Return the people right before a noun of harm that only tells their state: جنديين قتيلين."""
    if phrase.counted or phrase.definite:
        return None
    for q in range(phrase.start - 1, max(reader.begin - 1, phrase.start - 4), -1):
        who = reader.people.at(q)
        if who is None or who.end != phrase.start or who.noun < 0 or who.harm is not None or reader.tg.an[q].conj:
            continue
        return who if who.number == phrase.number and not who.generic and not who.body else None
    return None


def _loser(reader: FrameReader, q: int, before: FrameReader | None) -> Phrase | None:
    """Return whose losses the word at ``q`` tells: its genitive, its object pronoun, or its subject."""
    tg = reader.tg
    pronoun = tg.an[q].pron
    if pronoun:
        return _body_meant(reader, q, pronoun, before)
    kind = next(kind for kind in ("losses", "loses", "inflicts") if tg.has(q, kind))
    at = tg.end(q, kind)
    if kind == "inflicts":
        for k in range(at, min(at + _LOSS_WITHIN, reader.end)):
            if tg.an[k].prep in tg.lang.grammar.outcome and (struck := reader.people.affiliation(k)) is not None:
                # ألحقت المقاومة بالميليشيات خسائر, إلحاق خسائر بالمتمردين
                return _phrase_of(struck)
            if tg.is_break(k):
                break
    body = reader.people.affiliation(at) if at < reader.end else None
    if body is not None:
        return _phrase_of(body)
    ours = reader.people.at(at) if at < reader.end else None
    if ours is not None and ours.body and not ours.counted and tg.an[at].pron in tg.lang.grammar.speaking:
        # احتسبت قواتنا 12 شهيدا
        return ours
    if kind == "loses":
        for k in range(q - 1, max(reader.begin - 1, q - 8), -1):
            phrase = reader.people.at(k)
            fights = phrase is not None and phrase.role == "combatant" and phrase.number == "pl" and phrase.definite
            if phrase is not None and (phrase.body or fights) and phrase.end <= q and not _teller(tg, phrase):
                return _with_former(reader, phrase)
    return None


def _with_former(reader: FrameReader, last: Phrase) -> Phrase:
    """Return a body with the one that it is joined to: الحوثيون وقوات صالح يتكبدون خسائر."""
    if not reader.tg.an[last.start].conj:
        return last
    for k in range(last.start - 1, max(reader.begin - 1, last.start - 4), -1):
        both = reader.people.affiliation(k)
        if both is not None and both[1] == last.end:
            return _phrase_of(both)
    return last


def _phrase_of(body: Body) -> Phrase:
    return Phrase(body[0], body[1], None, None, "vague", None, body[0], (body[0], body[1]), body[3], "people.body",
                  actor=body[2], affiliated=True, body=True)  # fmt: skip


# -- what is not repeated ------------------------------------------------------------------------------


def resolve_ellipsis(tg: Tagged, drafts: list[Draft]) -> None:
    """Give a bare figure or *others* the people that it stands for (codebook, counting rule 14).

    The nearest earlier claim of the same or the sentence before lends its people; where none does, the
    next claim of the same sentence. What stays unresolved keeps its own words.
    """
    _share_up(tg, drafts)
    for n, draft in enumerate(drafts):
        phrase = draft.phrase
        _share_joined(tg, drafts, n)
        if phrase.harm is not None and phrase.affiliated and draft.group_from is not None:
            _share_back(drafts, n)
        if draft.group_from is not None or (draft.negated == "none" and phrase.noun < 0):
            continue
        if phrase.noun >= 0 and not phrase.other:
            if phrase.harm is not None and phrase.affiliated:
                _share_back(drafts, n)
            elif phrase.harm is not None:
                _share_on(drafts, n)
            continue
        if phrase.other and phrase.affiliated:
            _share_back(drafts, n)
            continue
        held = draft.part_of.phrase if draft.part_of is not None else None
        if held is not None and phrase.noun < 0 and held.group is not None and not held.named:
            draft.phrase = replace(phrase, group=held.group, role=held.role, actor=held.actor)
            draft.group_from = held
            draft.rules.append(("group", "of-the-whole", held.group))
            continue
        source = _lender(tg, drafts, n)
        if draft.near is not None and (source is None or (draft.follows and not _told_here(drafts, n))):
            source = draft.near
        if source is not None and source.group is not None:
            draft.phrase = replace(phrase, group=source.group, role=source.role, actor=source.actor)
            draft.group_from = source
            draft.rules.append(("group", "ellipsis", source.group))


def _told_here(drafts: list[Draft], n: int) -> bool:
    return any(d.sentence == drafts[n].sentence for d in drafts[max(0, n - 3) : n])


def _lender(tg: Tagged, drafts: list[Draft], n: int) -> Phrase | None:
    """Return the people that a bare figure stands for: told before it, or right after it (مقتل 29 وجرح 15 من …)."""
    draft = drafts[n]
    following = [d for d in drafts[n + 1 : n + 3] if d.sentence == draft.sentence and d.phrase.noun >= 0]
    first = draft.sentence - 1
    for d in reversed(drafts[max(0, n - 6) : n]):
        if d.sentence < first or d.subset or not d.phrase.group or d.phrase.named:
            continue
        if d.harm == "took_control":
            # البلدة التي سقطت في يد تحالف … عشرات أصيبوا: who took a place came to no harm.
            continue
        if d.phrase.hedge == "most":
            # معظم القتلى مدنيون … عشرات أصيبوا: more of all, not of most.
            first = d.sentence - 1
            continue
        if d.phrase.noun < 0 and not d.group_from:
            continue
        if d.negated and d.phrase.harm is not None and not d.phrase.affiliated:
            # لم يبلغ عن إصابات: nobody, who lends no name.
            continue
        struck = d.phrase.harm is not None and not d.phrase.affiliated and not d.group_from
        if struck and d.harm != draft.harm and tg.lang.grammar.verb_final:
            continue  # ۱۱ کشته … و ۷۰ تن دیگر زخمی شدند: the dead are not the people of the wounded
        near = following and following[0].phrase.start - draft.phrase.end <= _PAIR_WITHIN
        if d.sentence < draft.sentence and near and following[0].phrase.counted and not following[0].phrase.generic:
            return following[0].phrase
        return d.phrase
    return following[0].phrase if following else None


def _share_up(tg: Tagged, drafts: list[Draft]) -> None:
    """52 عنصرا بينهم اثنان من قياديي …: members of an untold body are of the body that some of them are of."""
    told: dict[int, list[Draft]] = {}
    for draft in drafts:
        listed = any(rule.endswith(("subset.listed", ".breakdown", ".line-list")) for _, rule, _ in draft.rules)
        if draft.part_of is not None and draft.phrase.affiliated and not listed:
            told.setdefault(id(draft.part_of), []).append(draft)
    for parts in told.values():
        whole, part = parts[0].part_of, parts[0].phrase
        if whole is None or whole.phrase.affiliated or whole.phrase.named or whole.group_from is not None:
            continue
        if part.actor is None or len({p.phrase.actor for p in parts}) > 1 or whole.phrase.noun < 0:
            continue
        sense = tg.sense(whole.phrase.noun, "people")
        if sense is not None and getattr(sense.data, "member", False):
            whole.phrase = replace(whole.phrase, group=part.group, actor=part.actor, affiliated=True)
            whole.group_from = part
            whole.rules.append(("group", "shared-with-part", part.group))


def _share_joined(tg: Tagged, drafts: list[Draft], n: int) -> None:
    """ضابط وثلاثة جنود بالجيش: the body named with the last is that of those joined before, where all are regulars."""
    draft = drafts[n]
    phrase = draft.phrase
    if not phrase.affiliated or phrase.named or phrase.noun < 0 or n == 0:
        return
    first = drafts[n - 1]
    who = first.phrase
    near = first.anchor == draft.anchor and 0 <= phrase.start - who.end <= 1
    if not near or who.affiliated or who.named or who.noun < 0 or first.group_from is not None:
        return
    senses = tg.sense(phrase.noun, "people"), tg.sense(who.noun, "people")
    if all(sense is not None and sense.id in _REGULARS for sense in senses):
        first.phrase = replace(who, group=phrase.group, actor=phrase.actor, affiliated=True)
        first.group_from = phrase
        first.rules.append(("group", "shared-with-next", phrase.group))


def _share_back(drafts: list[Draft], n: int) -> None:
    """قتل 11 شخصا وجرح 30 آخرون من …, قتلى وجرحى من …: the body named with the second is the first one's too."""
    draft = drafts[n]
    if n and drafts[n - 1].sentence == draft.sentence and drafts[n - 1].phrase.generic:
        first = drafts[n - 1]
        near = 4 if draft.phrase.other else 1
        if not first.phrase.affiliated and 0 <= draft.phrase.start - first.phrase.end <= near:
            first.phrase = replace(first.phrase, group=draft.phrase.group, role=draft.phrase.role,
                                   actor=draft.phrase.actor)  # fmt: skip
            first.rules.append(("group", "shared-with-next", draft.phrase.group))


def _share_on(drafts: list[Draft], n: int) -> None:
    """3120 قتيلا مدنيا و6480 جريحا: the wounded are of those of whom the dead are, where that is told."""
    draft = drafts[n]
    if draft.phrase.harm is None or draft.phrase.harm.harm != draft.harm:
        return
    for first in reversed(drafts[max(0, n - 4) : n]):
        if first.sentence != draft.sentence or draft.phrase.start - first.phrase.end > _SHARED_WITHIN:
            return
        if first.subset:
            continue
        if first.harm not in _TOLLS:
            return
        told = first.phrase.affiliated or first.phrase.role != "unknown"
        if first.harm != draft.harm and told and not first.phrase.named and first.phrase.counted:
            _lend(draft, first.phrase, "shared-with-former")
        return
