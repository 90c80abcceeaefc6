"""What one report tells, cut into episodes: its claims of one place and time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from sys import intern
from zlib import crc32

from hasila.incidents.context import (
    Contains,
    Days,
    Placed,
    means_agree,
    never,
    place_claims,
    place_key,
    same_setting,
)
from hasila.incidents.unions import Unions
from hasila.model import TERRITORY, Claim, ClaimRef, Place, Report
from hasila.text import fold_word
from hasila.text.passages import passage

#: From the widest to the most exact; what the gazetteer cannot say counts as exact as a village.
_PRECISION = ("country", "adm1", "adm2", "area", "front", "unknown", "town", "village", "district")
#: Fighting that goes on; days of it that a report tells apart by no more than this are one battle.
_BATTLE = frozenset({"ground_combat", "siege"})
#: Kinds of places that lie in or by another one.
_SPOTS = frozenset({"district", "front"})
_BATTLE_DAYS = 2


@dataclass(frozen=True)
class Episode:
    """The claims of one report about one event.

    ``parties`` are the actors (ids, or folded names as worded) who did it or to whom it was done, and
    ``figures`` the counts told, as (harm, low, high), without the parts of wholes that are told.
    ``belligerents`` are those parties who fight, by their ids or as worded. ``text`` is the SHA-256 of the
    report's text, ``wording`` the runs of words in which figures are told, as
    sorted checksums: half as large as a set of them, and of all that is held of an episode they take most.
    """

    report: str
    text: str
    place: Place | None
    days: Days | None
    means: frozenset[str]
    parties: frozenset[str]
    belligerents: frozenset[str]
    figures: frozenset[tuple[str, int | None, int | None]]
    wording: tuple[str, ...]
    claims: tuple[ClaimRef, ...]

    @cached_property
    def key(self) -> str | None:
        """The key of its place."""
        return place_key(self.place)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Equal for the same claims of the same text, published twice."""
        return (self.text, *(ref.claim for ref in self.claims))

    @cached_property
    def order(self) -> tuple[str, ClaimRef]:
        """Sorts episodes the same way whatever order the reports came in."""
        return (self.days.start.isoformat() if self.days else "", self.claims[0])


def exactness(place: Place | None) -> int:
    """Return how exact a place is, greater being more exact; -1 for no place."""
    if place is None:
        return -1
    return _PRECISION.index(place.precision) if place.precision in _PRECISION else _PRECISION.index("unknown")


def cut(report: Report, contains: Contains = never) -> tuple[Episode, ...]:
    """Cut the event claims of a report into episodes.

    Claims go together where their places are the same, or the one lies within the other (a governorate
    beside one of its villages means the village that stands nearest in the text), and their days meet; a
    battle goes on from day to day. Parts stay with their whole wherever they are, and a denial with what it
    denies, whenever it was made.
    """
    placed = place_claims(report, contains)
    unions = Unions(range(len(placed)))
    index = {item.claim.id: number for number, item in enumerate(placed)}
    for number, item in enumerate(placed):
        whole = index.get(item.claim.part_of or "")
        if whole is not None:
            unions.join(number, whole)
    homes = [_home(item, placed, contains) for item in placed]
    by_home: dict[str | None, list[int]] = {}
    for number, home in enumerate(homes):
        by_home.setdefault(home, []).append(number)
    for members in by_home.values():
        _join_by_days(members, placed, unions)
    for number, item in enumerate(placed):
        if item.claim.stance == "denies" and (denied := _denied(item, placed, contains)) is not None:
            unions.join(number, index[denied.claim.id])
    return tuple(
        _episode(report, [placed[number] for number in members], [homes[number] for number in members])
        for members in unions.groups()
    )


def _home(item: Placed, placed: Sequence[Placed], contains: Contains) -> str | None:
    """Return the key of the most exact place meant.

    That is a place within the claim's own, named nearest to it. A spot that is nowhere on the map (a gate, a market, a
    post) lies in the place on the map that is named nearest to it; a village that is nowhere on it stays apart.
    """
    key = item.key
    if key is None:
        return None
    if item.place is not None and item.place.lat is None and item.place.precision in _SPOTS:
        known = [o for o in placed if o.place is not None and o.place.lat is not None and _can_be_one(item, o)]
        nearest = min(known, key=lambda o: (abs(o.position - item.position), o.position), default=None)
        if nearest is not None:
            return _home(nearest, placed, contains)
    within = [
        other
        for other in placed
        if other.key is not None
        and other.key != key
        and contains(key, other.key)
        and not contains(other.key, key)
        and (item.days is None or other.days is None or item.days.gap(other.days) <= 0)
    ]
    nearest = min(within, key=lambda other: (abs(other.position - item.position), other.position), default=None)
    return _home(nearest, [other for other in placed if other is not item], contains) if nearest else key


def _can_be_one(a: Placed, b: Placed) -> bool:
    days = a.days is None or b.days is None or a.days.gap(b.days) <= 0
    return days and exactness(b.place) > 1 and means_agree(a.claim.means, b.claim.means)


def _denied(denial: Placed, placed: Iterable[Placed], contains: Contains) -> Placed | None:
    """Return the nearest assertion that a denial can be of: of the same harm, people and place."""
    whom = _people(denial.claim)
    assertions = [
        other
        for other in placed
        if (other.claim.harm, _people(other.claim)) == (denial.claim.harm, whom)
        and other.claim.stance != "denies"
        and same_setting(denial.key, other.key, contains)
    ]
    return min(assertions, key=lambda o: (abs(o.position - denial.position), o.position), default=None)


def _people(claim: Claim) -> str | None:
    return None if claim.group is None else claim.group.actor or fold_word(claim.group.name or claim.group.span.text)


def _join_by_days(members: list[int], placed: tuple[Placed, ...], unions: Unions[int]) -> None:
    """Join the claims of one place whose days meet; those without a day of their own go to the nearest."""
    days_of = [(placed[n].days, n) for n in members]
    dated = sorted((days, n) for days, n in days_of if days is not None and days.given)
    reach: Days | None = None
    last = -1
    for days, number in dated:
        means = {placed[n].claim.means for n in (last, number)}
        goes_on = _BATTLE_DAYS if means & _BATTLE and means <= {*_BATTLE, None} else 0
        if reach is not None and days.gap(reach) <= goes_on:
            unions.join(last, number)
            reach = Days(reach.start, max(reach.end, days.end), True)
        else:
            reach = days
        last = number
    alone: list[int] = []
    for bound, number in days_of:
        if bound is not None and bound.given:
            continue
        near = [n for days, n in dated if bound is None or bound.gap(days) <= 0]
        if near:
            here = placed[number].position
            unions.join(number, min(near, key=lambda n: (abs(placed[n].position - here), n)))
        else:
            alone.append(number)
    for first, second in pairwise(alone):
        unions.join(first, second)


def _episode(report: Report, items: list[Placed], homes: list[str | None]) -> Episode:
    here = {item.claim.id for item in items}
    roots = [n for n, item in enumerate(items) if item.claim.part_of not in here] or list(range(len(items)))
    votes = Counter(homes[n] for n in roots if homes[n] is not None) or Counter(h for h in homes if h is not None)
    place = None
    if votes:
        top = min(votes, key=lambda key: (-votes[key], homes.index(key)))
        named = [item.place for item in items if item.key == top]
        place = named[0] if named else next((item.place for item in items if item.place is not None), None)
    given = [item.days for item in items if item.days and item.days.given]
    bounds = [item.days for item in items if item.days]
    days = None
    if given or bounds:
        chosen = given or bounds
        days = Days(min(d.start for d in chosen), max(d.end for d in chosen), bool(given))
    parties: set[str] = set()
    belligerents: set[str] = set()
    figures: set[tuple[str, int | None, int | None]] = set()
    for claim in (item.claim for item in items):
        if claim.by is not None:
            parties.add(claim.by.actor or fold_word(claim.by.name or claim.by.span.text))
            belligerents.add(claim.by.actor or claim.by.name or claim.by.span.text)
        if claim.group is not None and claim.group.actor:
            parties.add(claim.group.actor)
            if claim.group.role == "combatant":
                belligerents.add(claim.group.actor)
    for claim in (items[n].claim for n in roots):
        if claim.harm not in TERRITORY:
            figures.add((claim.harm, claim.count.low, claim.count.high))
    return Episode(
        report=report.id,
        text=report.sha256,
        place=place,
        days=days,
        means=frozenset(item.claim.means for item in items if item.claim.means),
        parties=frozenset(parties),
        belligerents=frozenset(belligerents),
        figures=frozenset(figures),
        wording=tuple(sorted(set(_wording(report, (item.claim for item in items))))),
        claims=tuple(sorted(item.ref for item in items)),
    )


def _wording(report: Report, claims: Iterable[Claim]) -> Iterator[str]:
    """Yield the runs of words in which figures are told: two reports that share most of them are one's copies."""
    for claim in claims:
        if claim.count.low is None and claim.count.high is None:
            continue
        told = crc32(f"{claim.harm} {claim.count.low} {claim.count.high} ".encode())
        for run in passage(report.text, claim.quote.start, claim.quote.end):
            # Copies have the same ones, which are then held once.
            yield intern(f"{crc32(run.encode('utf-8', 'surrogatepass'), told):08x}")
