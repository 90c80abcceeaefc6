"""Contradictions inside one report, which the report itself sets side by side.

A report speaks of few people, so it can be read more freely than many reports together: "the soldiers"
beside "the army", or "the dead" beside "the civilians", are mostly the same people there.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hasila.model import BY_DEGREES, TERRITORY, Claim, ClaimRef, Harm, Place
from hasila.reconcile.contradictions import Foes, clash, foes_of
from hasila.reconcile.floors import is_floor, of_bodies
from hasila.reconcile.groups import CIVILIANS, EVERYONE, Contains, Groups, People, bare, never
from hasila.reconcile.speakers import raw_source
from hasila.reconcile.voices import Statement, raw_voice
from hasila.text import fold_word

#: Classes of fighting people that the report may name by their body elsewhere ("the soldiers", "the army"). Police are
#: not: reports set them beside militants whom they name.
_BODILESS = frozenset({"soldiers", "combatants"})
#: Claims that a report sets against each other stand at most so many characters apart: 84 of the 91 pairs of the gold
#: reports do so within 400. Of one armed body that both name, at most this far: there are few others it could be.
_NEAR, _NAMED = 450, 4000
#: A report's own figure is set against another's only this near; figures of different harms nearer still.
_OWN = 300
_BESIDE = 60


#: A voice, a harm, and the wording of a place.
Telling = tuple[object, Harm, str | None]


def report_contradictions(
    claims: Sequence[Claim],
    contains_actor: Contains = never,
    contains_place: Contains = never,
    people: People | None = None,
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of ids of claims of one report that cannot both be true, in order of appearance.

    ``contains_actor(whole, part)`` and ``contains_place(whole, part)`` take ids of the registry. Claims
    are compared where scope, place and days can be the same. Of several figures that one voice gives for
    the same people, only the highest is compared: the others are an earlier toll that it replaces, or some
    of the same people.
    """
    groups = Groups(contains_actor, people or People.default())
    by_id = {claim.id: claim for claim in claims}
    foes = foes_of(claims, groups)
    told = [_statement(c, groups) for c in claims if not _only_some(c, by_id, groups) and not _earlier(c)]
    told = _not_outgrown(told)
    #: How many people each voice tells of, by harm and place, but for parts of others.
    beside = Counter(map(_telling, (s for s in told if s.claim.part_of is None)))
    pairs: list[tuple[str, str]] = []
    for one, other in _near_pairs([s for s in told if not _nobody_elsewhere(s.claim)]):
        a, b = _both_found(one, other)
        if not _side_by_side(a, b, by_id) or not _one_setting(a.claim, b.claim, contains_place):
            continue
        if (not _named_once(a, b) and clash(a, b, groups, foes)) or _alike(a, b, beside, by_id, groups, foes):
            pairs.append((a.claim.id, b.claim.id))
    found = frozenset(pairs)
    return tuple(pair for pair in pairs if not _told_by_wholes(pair, found, by_id))


def _both_found(a: Statement, b: Statement) -> tuple[Statement, Statement]:
    """Return two statements as they are compared: the bodies that two found are no floor to each other."""
    if of_bodies(a.claim) and of_bodies(b.claim):
        return replace(a, floor=False), replace(b, floor=False)
    return a, b


def _near_pairs(told: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the pairs that stand near enough to be set against each other, in order.

    Far apart only two of one armed body are: a long report has few pairs for each of its claims.
    """
    order = sorted(range(len(told)), key=lambda n: told[n].claim.quote.start)
    starts = [told[n].claim.quote.start for n in order]
    of_actor: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for start, n in zip(starts, order, strict=True):
        if (actor := _actor(told[n])) is not None:
            of_actor[actor][0].append(start)
            of_actor[actor][1].append(n)
    for n, a in enumerate(told):
        at = a.claim.quote.start
        near = set(order[bisect_left(starts, at - _NEAR) : bisect_right(starts, at + _NEAR)])
        if (actor := _actor(a)) is not None:
            places, numbers = of_actor[actor]
            near.update(numbers[bisect_left(places, at - _NAMED) : bisect_right(places, at + _NAMED)])
        yield from ((a, told[m]) for m in sorted(near) if m > n)


def _actor(statement: Statement) -> str | None:
    """Return the known body whose people a claim tells of."""
    return statement.claim.group.actor if statement.claim.group else None


def _nobody_elsewhere(claim: Claim) -> bool:
    """Tell whether the report says in its own voice that nobody was hurt: it speaks of another incident then."""
    return claim.count.hedge == "none" and claim.count.high == 0 and not claim.sources


def _named_once(a: Statement, b: Statement) -> bool:
    """Tell whether the people of one figure are those of a known body, and the other's of none.

    They may be the same (*the army lost nine*, *40 soldiers fell*), but of the gold's pairs of two figures none is told
    so, and every one found so was wrong. Denials repeat the people of what they deny in any words.
    """
    known = [s.claim.group is not None and s.claim.group.actor is not None for s in (a, b)]
    return "denies" not in (a.claim.stance, b.claim.stance) and known[0] != known[1]


def _told_by_wholes(pair: tuple[str, str], pairs: frozenset[tuple[str, str]], by_id: dict[str, Claim]) -> bool:
    """Tell whether both are parts of claims that contradict each other: nine of 26 women and 27 of 169 do not."""
    first, second = (_wholes(by_id[name], by_id)[1:] for name in pair)
    return any((a, b) in pairs or (b, a) in pairs for a in first for b in second)


def _statement(claim: Claim, groups: Groups) -> Statement:
    return Statement(
        ref=ClaimRef("", claim.id),
        claim=claim,
        key=groups.key(claim.group),
        voice=raw_voice(claim),
        credited=bool(claim.sources),
        said="",
        floor=is_floor(claim),
    )


def _earlier(claim: Claim) -> bool:
    """Tell whether the report tells a figure as an earlier toll, which its own one replaces."""
    return any(reason.step == "relations" and reason.rule.endswith("earlier-toll") for reason in claim.why)


def _only_some(claim: Claim, by_id: dict[str, Claim], groups: Groups) -> bool:
    """Tell whether a claim is of some of its whole's people, worded and placed like the whole: no figure of its own."""
    whole = by_id.get(claim.part_of or "")
    if whole is None or whole.scope != claim.scope or whole.harm != claim.harm:
        return False
    key = groups.key(claim.group)
    moved = claim.place is not None and (whole.place is None or whole.place.span.text != claim.place.span.text)
    return key == EVERYONE or (key == groups.key(whole.group) and not moved)


def _side_by_side(a: Statement, b: Statement, by_id: dict[str, Claim]) -> bool:
    """Tell whether the report sets two claims against each other: by two voices, near each other.

    A report's own voice hardly ever contradicts those it quotes, unless right beside them. Parts of one whole are
    different people; where a whole has been told, so are its parts and what lies beside it.
    """
    quoted = a.credited and b.credited
    crossed = a.claim.harm != b.claim.harm and a.claim.harm not in TERRITORY
    actors = {_actor(a), _actor(b)}
    named = quoted and len(actors) == 1 and None not in actors
    near = _BESIDE if crossed else _NAMED if named else _NEAR if quoted else _OWN
    if abs(a.claim.quote.start - b.claim.quote.start) > near or _share_voice(a.claim, b.claim):
        return False
    return not set(_wholes(a.claim, by_id)) & set(_wholes(b.claim, by_id))


def _share_voice(a: Claim, b: Claim) -> bool:
    """Tell whether one source stands behind both, also where one name of it is cut short."""
    if {raw_source(s) for s in a.sources} & {raw_source(s) for s in b.sources}:
        return True
    if not a.sources or not b.sources:
        return False
    first, second = (set(bare(s.span.text).split()) for s in (a.sources[0], b.sources[0]))
    return first <= second or second <= first


def _wholes(claim: Claim, by_id: dict[str, Claim]) -> list[str]:
    """Return the ids of the claim itself and of those that hold it."""
    out: list[str] = []
    here: Claim | None = claim
    while here is not None and here.id not in out:
        out.append(here.id)
        here = by_id.get(here.part_of or "")
    return out


def _not_outgrown(told: Sequence[Statement]) -> list[Statement]:
    """Leave out those for whose people the same voice gives a higher figure."""
    #: The most that is surely told of one people, at each place.
    most: defaultdict[tuple[object, ...], dict[str | None, int]] = defaultdict(dict)
    for s in told:
        if s.range is not None and s.claim.stance != "denies":
            there = most[_people(s)]
            there[_place(s)] = max(there.get(_place(s), 0), s.range.low)
    #: The same at any place.
    anywhere = {people: max(there.values()) for people, there in most.items()}

    def outgrown(s: Statement) -> bool:
        if s.range is None or s.range.high is None or s.claim.stance == "denies":
            return False
        there = most[_people(s)]
        bounds = [there[_place(s)]]
        if s.claim.scope == "event":
            # One that names no place may be of any.
            bounds.append(anywhere[_people(s)] if s.claim.place is None else there.get(None, 0))
        return max(bounds) > s.range.high

    return [s for s in told if not outgrown(s)]


def _people(statement: Statement) -> tuple[object, ...]:
    return statement.voice, statement.key, statement.claim.harm, statement.claim.scope


def _place(statement: Statement) -> str | None:
    return statement.claim.place.span.text if statement.claim.place else None


def _one_setting(a: Claim, b: Claim, contains: Contains) -> bool:
    """Tell whether scope, place and days of two claims of a report can be the same.

    A total over days or years speaks of all that its place and means hold: it is compared only with one
    of the same place, or none, and the same means, or none.
    """
    if a.scope != b.scope or not _days_meet(a, b):
        return False
    if a.scope != "event":
        means = a.means is None or b.means is None or a.means == b.means
        return means and (a.place is None) == (b.place is None) and _one_place(a.place, b.place, contains)
    return _one_place(a.place, b.place, contains)


#: Kinds of places that hold others.
_WIDE = frozenset({"town", "adm2", "adm1", "area", "country"})


def _one_place(a: Place | None, b: Place | None, contains: Contains) -> bool:
    if a is None or b is None:
        return True
    if a.id and b.id:
        return a.id == b.id or contains(a.id, b.id) or contains(b.id, a.id) or _by(a, b)
    if (a.id or b.id) and (a if a.id else b).precision in _WIDE:
        # A street or checkpoint that the gazetteer does not know may lie in the town that it knows.
        return True
    first, second = (set(fold_word(p.span.text).lower().split()) for p in (a, b))
    return first <= second or second <= first


def _by(a: Place, b: Place) -> bool:
    """Tell whether one place is a town or wider and the other ground by it: reports name a battle after either."""
    if (a.precision in _WIDE) == (b.precision in _WIDE) or None in (a.lat, a.lon, b.lat, b.lon):
        return False
    return abs((a.lat or 0) - (b.lat or 0)) + abs((a.lon or 0) - (b.lon or 0)) < BY_DEGREES


#: A night has two days, which are this far apart.
_NIGHT = 1


def _days_meet(a: Claim, b: Claim) -> bool:
    if a.date is None or b.date is None:
        return True
    try:
        days = [date.fromisoformat(d) for d in (a.date.start, a.date.end, b.date.start, b.date.end)]
    except ValueError:
        return True
    if (max(days[0], days[2]) - min(days[1], days[3])).days > 0:
        return False
    # The dead of four days are not told wrongly by those of one of them.
    lengths = ((days[1] - days[0]).days, (days[3] - days[2]).days)
    return max(lengths) <= _NIGHT or abs(lengths[0] - lengths[1]) <= _NIGHT


def _alike(
    a: Statement, b: Statement, beside: Mapping[Telling, int], by_id: dict[str, Claim], groups: Groups, foes: Foes
) -> bool:
    """Tell whether two statements clash once their groups, worded differently, are read as the same people."""
    if a.claim.harm in TERRITORY:
        return _one_taking(a, b)
    if a.key == b.key or a.claim.scope != "event":
        return False
    if not (_fighters(a, b, by_id, groups) or _civilians(a, b, beside)):
        return False
    return clash(a, replace(b, key=a.key), groups, foes) is not None


def _one_taking(a: Statement, b: Statement) -> bool:
    """Tell whether one voice denies the taking of a place that another tells, where a force has no known name."""
    if a.claim.harm != b.claim.harm or a.claim.place is None or b.claim.place is None:
        return False
    if {a.key.kind, b.key.kind} == {"actor"} or {a.claim.stance, b.claim.stance} & {"unconfirmed"}:
        return False
    one = fold_word(a.claim.place.span.text) == fold_word(b.claim.place.span.text)
    return one and (a.claim.stance == "denies") != (b.claim.stance == "denies")


def _fighters(a: Statement, b: Statement, by_id: dict[str, Claim], groups: Groups) -> bool:
    """Tell whether both are fighting people, at least one without a body, and nothing sets them apart.

    What sets them apart: that they are called militants or gunmen, whom reports oppose to soldiers; that
    different hands harmed them; that the one are only some of other fighting people.
    """
    kinds = {s.key.name if s.key.kind == "class" else "" for s in (a, b)}
    if not kinds & _BODILESS or "fighters" in kinds:
        return False
    for statement in (a, b):
        whole = by_id.get(statement.claim.part_of or "")
        if not _armed(statement.claim, groups) or (whole is not None and _armed(whole, groups)):
            return False
    return len({fold_word(s.claim.by.span.text) for s in (a, b) if s.claim.by is not None}) <= 1


def _armed(claim: Claim, groups: Groups) -> bool:
    return claim.group is not None and groups.armed(groups.key(claim.group), claim.group.role)


def _civilians(a: Statement, b: Statement, beside: Mapping[Telling, int]) -> bool:
    """Tell whether one voice's civilians and the other's people are both all that the voice tells of the harm."""
    if {a.key, b.key} != {EVERYONE, CIVILIANS}:
        return False
    # The voice tells of nobody else of the same harm and place.
    return all(s.claim.part_of is None and beside.get(_telling(s), 0) <= 1 for s in (a, b))


def _telling(statement: Statement) -> Telling:
    """Return who tells of which harm at which place."""
    return statement.voice, statement.claim.harm, _place(statement)
