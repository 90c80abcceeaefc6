"""Claims told twice: what one voice says again is one claim."""

from functools import partial

from msgspec.structs import replace

from hasila.extract.attribution.reader import Attribution
from hasila.extract.attribution.sources import Chain
from hasila.extract.attribution.sourcewords import actor_of
from hasila.extract.draft import Draft
from hasila.extract.parts.finaldays import other_day
from hasila.extract.parts.twins import FEW, NEAR, NO_NAME, Twins, apart, loose, words_of
from hasila.extract.tagging import Tagged
from hasila.model import TERRITORY

#: A headline has at most so many tokens.
_LINE = 60
#: A headline's *dozens* may be a few less in the body.
_LOOSE = 0.6
#: A headline's *dozens of* somebody are told exactly within so many sentences; a later figure is of something else.
_LEAD = 3
#: Words in the wording of a force that many forces share.
_NO_FORCE = ("forceword", "people", "source", "loose")
#: Ranks and those who have them: a headline says what he was, the report his rank (مقتل جندي, الرقيب فلان).
_SERVING = frozenset({"soldier", "officer", "rank", "policeman"})
#: Nouns that may mean one man: a civilian, and then a citizen by his name.
_ANYBODY = frozenset({"person", "civilian", "citizen", "man", "youth", "resident", "aged"})
#: *More than 90* is said of up to so many times as many.
_ROUND = 1.25


def merge_repeats(tg: Tagged, drafts: list[Draft], attribution: Attribution) -> list[Draft]:
    """Make one claim of what one voice tells twice (codebook, rules 10 and 13).

    The attributed wording stays before the report's own, then the fuller one. Claims of different
    sources stay apart.
    """
    head = _headline(tg)
    twins = Twins(tg, head)

    def rank(draft: Draft) -> tuple[int, int, int, int, int]:
        return _rank(draft, head, inner=_inner_headline(tg, draft))

    for draft in drafts:
        at = twins.first(draft, partial(_same, tg, draft, head))
        if at is None:
            twins.add(draft)
            continue
        twin = twins.kept[at]
        better, worse = (draft, twin) if rank(draft) > rank(twin) else (twin, draft)
        if better.sources and worse.sources and _speaks_for(tg, worse.sources[0], better.sources[0]):
            # By name, and not by what he speaks for.
            better, worse = worse, better
        kin = _kin_told(tg, twin, draft)
        if kin and worse.phrase.named:
            # His name tells more than whose son he was; and kin are no source of the news.
            better, worse = worse, better
        if not better.sources and not kin:
            better.sources = worse.sources
        if better.part_of is None and worse.part_of is not None and worse.part_of is not better:
            better.part_of = worse.part_of
        if better.phrase.named and worse.phrase.named and better.phrase.role == "unknown":
            # الزوبعي, before that the officer Mahmoud al-Zoubaie
            better.phrase = replace(better.phrase, role=worse.phrase.role)
        better.merged.append(worse)
        better.merged.extend(worse.merged)
        better.rules.append(("relations", "told-again", (worse.phrase.start, worse.phrase.end)))
        twins.replace(at, better)
    kept = twins.kept
    there = {id(draft) for draft in kept}
    #: Into which claim each went that is not kept.
    owners = {id(gone): draft for draft in reversed(kept) for gone in draft.merged}
    for draft in kept:
        if draft.part_of is not None and id(draft.part_of) not in there:
            owner = owners.get(id(draft.part_of))
            draft.part_of = owner if owner is not draft else None
    kept.sort(key=lambda d: (d.start, d.phrase.start))
    return kept


def drop_headlines(tg: Tagged, drafts: list[Draft]) -> list[Draft]:
    """Leave out what the headline tells in the report's own voice and the body tells again (codebook, rule 13).

    For languages whose headlines shorten names (IS fighters, terrorists), so that the people are not the same words.
    """
    head = _headline(tg)
    kept = [d for d in drafts if d.start >= head]
    out = list(kept)
    for draft in drafts:
        if draft.start >= head:
            continue
        figure = draft.phrase.low if draft.phrase.low is not None else draft.phrase.high
        again = draft.phrase.counted and any(
            d.harm == draft.harm and d.phrase.counted and figure in (d.phrase.low, d.phrase.high) for d in kept
        )
        if tg.lang.grammar.verb_final and draft.phrase.low == draft.phrase.high == 1:
            # یک کولبر کشته شد, and below by his name
            again = again or any(d.harm == draft.harm and d.phrase.named and d.part_of is None for d in kept)
        if draft.territory is not None:
            ground = {tg.text(k) for k in range(*draft.territory)}
            again = any(
                d.harm == draft.harm and d.territory and ground & {tg.text(k) for k in range(*d.territory)}
                for d in kept
            )
        if not again:
            out.append(draft)
        for d in drafts:
            if again and d.part_of is draft:
                d.part_of = None
    return sorted(out, key=lambda d: (d.start, d.phrase.start))


def _rank(draft: Draft, head: int, *, inner: bool) -> tuple[int, int, int, int, int]:
    return (
        draft.phrase.hedge != "vague",
        draft.start >= head and not inner,
        bool(draft.sources),
        # عدا تكبدها 30 قتيلا: whose they are is told better where it stands beside the figure.
        2 if draft.phrase.named else int(draft.phrase.affiliated and draft.group_from is None),
        draft.end - draft.start,
    )


def _headline(tg: Tagged) -> int:
    """Return where the headline ends: the first line, where no full stop ends it; 0 where there is none."""
    first = tg.doc.sentences[0][0] if tg.doc.sentences else 0
    end = next((k for k in range(first + 1, min(tg.size, first + _LINE)) if tg.is_break(k)), 0)
    return 0 if not end or tg.text(end - 1) == "." else end


def _same(tg: Tagged, b: Draft, head: int, a: Draft) -> bool:
    """Tell whether two are one claim. What lets two be so that stand far apart is in :class:`Twins` too."""
    if a.harm != b.harm or a.negated != b.negated or a.stance != b.stance:
        return False
    if a.sources and b.sources and not same_voice(tg, a.sources, b.sources):
        return False
    if (
        a.part_of is not None
        and b.part_of is not None
        and a.part_of is not b.part_of
        and b.part_of not in a.part_of.merged
        and not a.phrase.named
    ):
        return False
    if a.harm in TERRITORY:
        return _same_ground(tg, a, b)
    pa, pb = a.phrase, b.phrase
    if tg.lang.grammar.verb_final and a.sentence != b.sentence and other_day(tg, a, b):
        return False
    if a.sentence == b.sentence and pa.low == pb.low == pa.high == pb.high == 1 and not (pa.named or pb.named):
        if a.anchor == b.anchor or (a.part_of is not None and a.part_of is b.part_of):
            # ضابط وجندي في الجيش, أحدهما قائد سرية والآخر قائد فصيل: two, though of one body.
            return False
    if a.sentence == b.sentence and a.part_of is not None and a.part_of is b.part_of and pa.noun < 0 and pb.noun < 0:
        if pa.figure != pb.figure and pa.low == pb.low and pa.hedge == "vague":
            # بعضهم بالرصاص وبعضهم في التدافع: two parts of one whole.
            return False
    if _told_roughly(tg, a, b, head):
        return True
    if tg.lang.grammar.subject_first and a.sentence == b.sentence and _each_counted(a, b):
        return False
    if {pa.hedge, pb.hedge} == {"exact", "about"} and a.sentence != b.sentence and min(a.start, b.start) >= head:
        # قتل 13 في المدينة. وقتل نحو 13 مسلحا في الجبهة: a rounded figure and an exact one (codebook, rule 12).
        return False
    if (pa.low, pa.high) != (pb.low, pb.high):
        return _vouched_for(tg, a, b, loosely=True)
    if pa.named and pb.named:
        if _namesakes(tg, pa.group or (0, 0), pb.group or (0, 0)):
            return False
        return _one_name(tg, a, b, words_of(tg, *(pa.group or (0, 0))), words_of(tg, *(pb.group or (0, 0))))
    if pa.named != pb.named:
        return _kin_told(tg, a, b)
    if (a.part_of is None) != (b.part_of is None) and loose(pa if a.part_of is None else pb):
        # خمسة أشخاص in one place; ثمانية بينهم خمسة أطفال in another.
        if (a if a.part_of is None else b).part_of is not (b if a.part_of is None else a).part_of and pa.low:
            return False
    if a.negated == "noword" and a.sentence == b.sentence and a.anchor != b.anchor:
        # Nothing is known of each of two places.
        return False
    if not tg.lang.grammar.verb_final and _one_more(tg, a, b):
        return False
    if pa.hedge == "vague" and pa.affiliated and pb.affiliated and a.sentence == b.sentence:
        if not words_of(tg, *(pa.group or (0, 0))) & words_of(tg, *(pb.group or (0, 0))):
            # خسائر في صفوف المعارضة, خسائر في صفوف النظام
            return False
    if _the_same_few(tg, a, b):
        return True
    small = pa.low is None or pa.low <= 2
    if small and a.sentence != b.sentence and min(a.sentence, b.sentence) > 1 and not _vouched_for(tg, a, b):
        return False
    return _same_people(tg, a, b)


def _each_counted(a: Draft, b: Draft) -> bool:
    """Tell whether a sentence counts two groups, each with a figure of its own: seven died, another seven in Homs."""
    pa, pb = a.phrase, b.phrase
    own = pa.figure is not None and pb.figure is not None and pa.figure != pb.figure
    return own and not (pa.definite or pb.definite or a.total or b.total)


def _one_more(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether one sentence goes on to another deed that harmed as few: قتل شخص في الحي، كما قتل شخص في السوق."""
    if a.sentence != b.sentence or a.anchor == b.anchor or a.subset or b.subset or bool(a.sources) != bool(b.sources):
        return False
    first, second = (a, b) if a.phrase.start <= b.phrase.start else (b, a)
    pa, pb = first.phrase, second.phrase
    if any(d.word and d.word.weak and d.word.kind != "people" and d.phrase.figure is None for d in (a, b)):
        return False
    few = pa.low == pb.low and (pa.hedge == pb.hedge == "vague" or (pa.low or 0) <= FEW)
    known = pb.pron or (not pb.counted and (pb.definite or tg.an[pb.noun].art))
    if not few or pa.noun < 0 or pb.noun < 0 or pa.noun == pb.noun or known:
        return False
    if not all(p.harm is not None or tg.has(p.noun, "people") for p in (pa, pb)) or pa.other or pb.other:
        return False
    begin, end = sorted((first.anchor[0], second.anchor[0]))
    return any(tg.has(k, "asalso", "whereas") or tg.an[k].conj for k in range(begin + 1, end + 1))


def _kin_told(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether kin of one who was named go on about him: استشهد الجندي فلان. وأكد والده أن استشهاد ابنه فخر.

    Whom they call theirs is written with a pronoun, behind the noun for them.
    """
    first, second = (a, b) if a.sentence <= b.sentence else (b, a)
    pa, pb = first.phrase, second.phrase
    word = tg.doc.text[tg.tokens[pb.noun].start : tg.tokens[pb.noun].end] if pb.noun >= 0 else ""
    theirs = pb.pron or word.endswith(tuple(tg.lang.grammar.owners) or "\0")
    if not pa.named or not theirs or not pa.low == pa.high == pb.low == pb.high == 1 or second.part_of is not None:
        return False
    if first.sentence == second.sentence or first.harm != "killed" or not _is_kin(tg, pb.noun):
        return False
    begin = tg.doc.sentences[second.sentence][0]
    return any(_is_kin(tg, k) and not tg.has(k, "name") for k in range(begin, min(second.start, pb.start)))


def _is_kin(tg: Tagged, k: int) -> bool:
    sense = tg.sense(k, "people")
    return sense is not None and sense.id in ("offspring", "man", "woman", "household", "relative")


def _the_same_few(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether one or two just told of are told of again by their noun with its article.

    مقتل جنديين فرنسيين في مالي. وقتل الجنديان بعد أن أصابت عبوة مركبتهما
    """
    first, second = (a, b) if a.sentence <= b.sentence else (b, a)
    pa, pb = first.phrase, second.phrase
    if not 0 < second.sentence - first.sentence <= NEAR or pa.noun < 0 or pb.noun < 0 or second.sources:
        return False
    if not pa.low == pa.high == pb.low == pb.high or (pa.low or 0) > FEW or pa.definite or not pb.definite:
        return False
    if pa.counted or pb.counted or pa.other or pb.other or pb.pron or first.subset or second.subset or pb.affiliated:
        return False
    if not tg.text(pb.noun).startswith(tg.lang.article or "\0"):
        return False
    titles = tg.sense(pa.noun, "people"), tg.sense(pb.noun, "people")
    return all(titles) and len({t.id for t in titles if t}) == 1


def _vouched_for(tg: Tagged, a: Draft, b: Draft, *, loosely: bool = False) -> bool:
    """Tell whether a source tells at once what the report has told of itself: two by one noun, or two others.

    قتل مدنيان بقذيفة. وأكد سكان أنها أدت إلى مقتل مدنيين …; ``loosely`` is where the second may be a dual or plural.
    """
    first, second = (a, b) if a.sentence <= b.sentence else (b, a)
    if first.sources or not second.sources or second.sentence - first.sentence != 1:
        return False
    pa, pb = first.phrase, second.phrase
    if not pa.low == pa.high == FEW or pa.noun < 0 or pb.noun < 0:
        return False
    if loosely and not (pb.rule == "count.bare-plural" and tg.text(pb.noun).endswith(tuple(tg.lang.grammar.object))):
        return False
    titles = tg.sense(pa.noun, "people"), tg.sense(pb.noun, "people")
    return (pa.other and pb.other) or (all(titles) and len({t.id for t in titles if t}) == 1)


def _same_ground(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether two claims can mean one force and one place (المدينة and its name, القوات and whose they are).

    Words that each tells with a name of its own beside them tell nothing: قاعدة العند, قاعدة لبوزة.
    """
    if a.territory is None or b.territory is None or not _same_people(tg, a, b):
        return False
    if not (a.phrase.actor and b.phrase.actor):
        forces = [apart(tg, d.phrase.start, d.phrase.end, _NO_FORCE) for d in (a, b)]
        if not (forces[0][0] & forces[1][0]) and forces[0][0] and forces[1][0]:
            return False
    (one, first), (other, second) = (apart(tg, *d.territory, NO_NAME) for d in (a, b) if d.territory)
    if one & other:
        return True
    # على عدد من المواقع: some of many are told once.
    some = any(tg.has(d.territory[0] - 1, "of", "quantity", "amount", "number") for d in (a, b) if d.territory)
    return bool(first & second) and not (one and other) and not some


def _told_roughly(tg: Tagged, a: Draft, b: Draft, head: int) -> bool:
    """Tell whether one claim is a headline's or lead's rougher wording of the other.

    Rougher is the number without its hedge, *dozens* for a figure, *a girl* for her name. A lead is told again
    only where the body says who says so.
    """
    first, second = (a, b) if a.sentence <= b.sentence else (b, a)
    inner = _inner_headline(tg, first) and second.sentence - first.sentence <= NEAR
    far = second.sentence - first.sentence if inner else second.sentence
    heading = first.start < head or first.sentence == 0 or inner
    if second.sentence == first.sentence or first.part_of is not None or second.start < head:
        return False
    if _named_now(tg, first, second) or _story_of_one(tg, first, second, head) or _sentenced(first, second):
        return True
    if not (heading or first.sentence == 1):
        return False
    if first.sources and not (second.sources and same_voice(tg, first.sources, second.sources)):
        return False
    if not heading and (first.sources or not second.sources):
        return False
    pa, pb = first.phrase, second.phrase
    if pa.low is None or pb.low is None or pa.hedge in ("most", "all") or pa.named or second.subset:
        return False
    if pb.named:
        titles = tg.sense(pa.noun, "people"), tg.sense(pb.noun, "people")
        ids = {t.id for t in titles if t}
        return pa.low == pa.high == 1 and all(titles) and (len(ids) == 1 or ids <= _SERVING) and far <= 5
    if (pa.actor and pb.actor and pa.actor != pb.actor) or (pa.role != pb.role and "unknown" not in (pa.role, pb.role)):
        return False
    if pa.hedge == "vague":
        exact = heading and pb.hedge != "vague" and (pb.counted or (pa.low == 2 and pb.number == "du"))
        # قتلى وجرحى in a headline, and dozens in the body
        exact = exact or (first.start < head and not pa.counted and pb.counted and pa.low < pb.low)
        if pa.counted and pa.affiliated and far > _LEAD:
            return False
        return exact and second.part_of is None and pb.low >= pa.low * _LOOSE
    # In the body a rounded figure and the exact one are two (codebook, rule 12).
    if (first.start < head or inner) and pb.counted and second.part_of is None and pb.hedge != "vague" and far <= 5:
        if pa.hedge == "more_than" and pa.low < pb.low <= pa.low * _ROUND:
            return True
        if pa.hedge == "about" and abs(pa.low - pb.low) * 5 <= pa.low:
            return True
    return pa.low == pb.low and far <= 5


def _named_now(tg: Tagged, first: Draft, second: Draft) -> bool:
    """Tell whether one whom the report told of itself is named right after it by a source.

    وقتل شرطي في هجوم. ووفقا لمصادر، قتل الشرطي فلان …
    """
    pa, pb = first.phrase, second.phrase
    if pa.named or not pb.named or not pa.low == pa.high == 1 or pa.noun < 0 or second.subset:
        return False
    if second.sentence - first.sentence > NEAR:
        return False
    k = second.anchor[0]
    back = bool(tg.an[k].art) and second.word is not None and second.word.kind == "people"
    if back and first.sources and second.sources and second.sentence - first.sentence == 1:
        # استشهد جندي أول. وأوضحت أن الشهيد يدعى فلانا
        return True
    titles = tg.sense(pa.noun, "people"), tg.sense(pb.noun, "people")
    if first.phrase.rule == "count.singular" and titles[0] is not None and titles[0].id == "others":
        # قتل شاب وأصيب آخر. وأوضحت مصادر … مقتل الشاب فلان وإصابة فلان
        return not first.sources and bool(second.sources)
    ids = {t.id for t in titles if t}
    same = all(titles) and (len(ids) == 1 or (ids <= _ANYBODY and pa.role in (pb.role, "unknown")))
    return same and not first.sources and bool(second.sources)


def _sentenced(first: Draft, second: Draft) -> bool:
    """Tell whether one put to death is named where the sentence is told of again (القتل في مهرب, في الجاني فلان)."""
    pa, pb = first.phrase, second.phrase
    if first.word is None or second.word is None or not (first.word.means == "execution" and first.word.result):
        return False
    executed = second.word.id.startswith(first.word.id)
    one = pa.low == pa.high == 1 and not pa.named and pa.figure is None
    return executed and one and pb.named and not second.subset


def _story_of_one(tg: Tagged, first: Draft, second: Draft, head: int) -> bool:
    """Tell whether the one of whom headline and lead tell is named next, by the same voice.

    مقتل فلسطيني في الضفة ⏎ قتل شاب فلسطيني، حسبما أفاد مصدر. وقتل محمد علاونة …
    """
    pa, pb = first.phrase, second.phrase
    told = [first, *first.merged] if not (pa.named or second.subset) and pa.low == pa.high == 1 and pb.named else []
    heard = first.sources and second.sources and same_voice(tg, first.sources, second.sources)
    near = bool(heard) and second.sentence - first.sentence == 1 and tg.sense(pb.noun, "people") is None
    return near and any(d.start < head and d.phrase.low == 1 and not d.phrase.named for d in told)


def _inner_headline(tg: Tagged, draft: Draft) -> bool:
    """Tell whether a claim stands in a line between blank ones: the headline of one of several reports."""
    begin, end = tg.doc.sentences[draft.sentence]
    if (
        begin < 2
        or end - begin > _LINE // 2
        or end >= tg.size
        or not tg.is_break(begin - 1)
        or tg.text(end - 1) in ".:؟!"
    ):
        return False
    after = next((k for k in range(end, min(end + 3, tg.size)) if not tg.is_break(k)), end)
    written = tg.doc.text
    above = written[tg.tokens[begin - 2].end : tg.tokens[begin].start]
    below = written[tg.tokens[end - 1].end : tg.tokens[after].start]
    return above.count("\n") > 1 and below.count("\n") > 1


def _one_name(tg: Tagged, a: Draft, b: Draft, first: set[str], second: set[str]) -> bool:
    """Tell whether two names mean one person: in one sentence or list, kin share a word of their names.

    In one list a father's and a family's name may both be shared: there only a name that is told shorter is one.
    """
    if a.lead is not None and a.lead == b.lead and a is not b:
        # صلاح كذا، ونجله مصطفى: who is told by his first name alone is none of the others.
        return first == second or (min(len(first), len(second)) > 1 and (first <= second or second <= first))
    # مشعل بن مفرح الحريصي, بدر بن حسن الحريصي: *son of* is no name; أبو خالد is one.
    of = {word for word in first & second if "nameparticle" in tg.lang.words.get(word, {})}
    shared = len(first & second) - sum(not word.startswith(tg.lang.name_heads) for word in of)
    together = a.sentence == b.sentence or (a.lead is not None and a.lead == b.lead)
    return shared > 1 or (shared == 1 and (not together or min(len(first), len(second)) == 1))


def _namesakes(tg: Tagged, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Tell whether two full names share their given name alone: two men (محمد ألونة, محمد أبو ناعسة)."""
    if min(first[1] - first[0], second[1] - second[0]) < 2 or tg.has(first[0], "nameparticle"):
        return False
    shared = words_of(tg, *first) & words_of(tg, *second)
    return len(shared) == 1 and shared == words_of(tg, first[0], first[0] + 1) == words_of(tg, second[0], second[0] + 1)


def same_voice(tg: Tagged, a: Chain, b: Chain) -> bool:
    """Tell whether two chains begin with one source, also where one name of it is cut short."""
    if a[0] == b[0] or words_of(tg, *a[0]) <= words_of(tg, *b[0]) or words_of(tg, *b[0]) <= words_of(tg, *a[0]):
        return True
    if _speaks_for(tg, a[0], b[0]) or _speaks_for(tg, b[0], a[0]):
        return True
    # الحوثيون, ميليشيا الحوثي: one body by two names; who speaks for it is another voice.
    if not (a[0][0] in tg.actors and b[0][0] in tg.actors):
        return False
    first, second = actor_of(tg, a[0]), actor_of(tg, b[0])
    return first is not None and second is not None and first.id == second.id


def _speaks_for(tg: Tagged, who: tuple[int, int], body: tuple[int, int]) -> bool:
    """Tell whether one holds an office of a body called by its noun alone (المرصد السوري, مدير المرصد)."""
    office, at = tg.sense(who[0], "source"), max(who[0] + 1, tg.end(who[0], "source"))
    if office is None or office.id not in ("director", "spokesman") or not (at < who[1] and tg.has(at, "source")):
        return False
    return bool(tg.an[at].art) and tg.text(at) == tg.text(body[0]) and body[1] > body[0] + 1


def _same_people(tg: Tagged, a: Draft, b: Draft) -> bool:
    pa, pb = a.phrase, b.phrase
    if pa.actor and pb.actor:
        return pa.actor == pb.actor
    if loose(pa) or loose(pb):
        return True
    titles = [tg.sense(p.noun, "people") if p.noun >= 0 and not p.other and p.counted else None for p in (pa, pb)]
    many = a.harm not in TERRITORY and (pa.low or 0) > FEW and not (pa.affiliated and pb.affiliated)
    if (many and all(titles) and len({t.id for t in titles if t}) == 1) or _vouched_for(tg, a, b):
        # 18 جنديا, 18 من الجنود: one noun, in other forms.
        return True
    wa = words_of(tg, *(pa.group or (0, 0))) | words_of(tg, pa.start, pa.end)
    wb = words_of(tg, *(pb.group or (0, 0))) | words_of(tg, pb.start, pb.end)
    figures = {tg.text(k) for p in (pa, pb) if p.figure for k in range(*p.figure)}
    # اثنان من الشرطة, اثنان من رجال الأمن: that they are of somebody tells nothing.
    links = {tg.text(k) for p in (pa, pb) for k in range(p.start, p.end) if tg.has(k, "of", "in")}
    figures |= links
    return bool((wa & wb) - figures)
