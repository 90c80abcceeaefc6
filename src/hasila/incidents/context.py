"""Where and when each claim of one report is set, given or taken over from its neighbours.

Reports name the place and the day once and go on; the claims that follow leave them out. A claim
without a place or a day takes it from the claim whose people include its own, else from the nearest
claim of the report that gives one and that nothing contradicts (means and days may agree).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from hasila.model import Claim, ClaimRef, Means, Place, Report
from hasila.text import fold_word

#: ``contains(whole, part)``: the gazetteer says that the place ``part`` lies within ``whole`` (place ids).
Contains = Callable[[str, str], bool]

#: An undated report speaks of its day of publication or the three days before (UCDP GED codebook 23.1).
BOUND_DAYS = 3
#: Means that one and the same event is told with: a battle is shelled, an ambush opens with a bomb.
_TOGETHER: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        *(("ground_combat", other) for other in ("ambush", "small_arms", "siege", "shelling", "airstrike", "drone")),
        ("ground_combat", "execution"),
        ("airstrike", "drone"),
        ("airstrike", "shelling"),
        ("drone", "shelling"),
        ("ied", "landmine"),
        ("ied", "ambush"),
        ("ied", "small_arms"),
        ("landmine", "ambush"),
        ("ambush", "small_arms"),
        ("execution", "small_arms"),
    )
)


def never(whole: str, part: str) -> bool:
    """Say that no place lies within another: the stand-in where no gazetteer is at hand."""
    return False


def means_agree(a: Means | None, b: Means | None) -> bool:
    """Tell whether one event can be told with both means; unknown and ``other`` agree with all."""
    return a is None or b is None or a == b or "other" in (a, b) or frozenset((a, b)) in _TOGETHER


def place_key(place: Place | None) -> str | None:
    """Return what identifies a place across reports: its gazetteer id, else its folded name as worded."""
    if place is None:
        return None
    return place.id or f"name:{fold_word(place.name or place.span.text)}"


@dataclass(frozen=True, order=True)
class Days:
    """First and last day on which it can have happened. ``given``: a claim says so, it is no mere bound."""

    start: date
    end: date
    given: bool

    def gap(self, other: "Days") -> int:
        """Return how many days lie between the two, 0 or less where they meet."""
        return (max(self.start, other.start) - min(self.end, other.end)).days


@dataclass(frozen=True)
class Placed:
    """An event claim with its setting. ``position`` is the quote's first code point in its report."""

    ref: ClaimRef
    claim: Claim
    place: Place | None
    days: Days | None
    position: int

    @property
    def key(self) -> str | None:
        """The key of its place."""
        return place_key(self.place)


def parse_day(text: str | None) -> date | None:
    """Read the day of an ISO 8601 date or time; ``None`` where it is none (reports give all sorts of things)."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def own_days(claim: Claim) -> Days | None:
    """Return the days that the claim itself gives."""
    return None if claim.date is None else _given(claim.date.start, claim.date.end)


#: Asked for each pair of claims of a report, and few days are told in reports that come together.
@lru_cache(maxsize=10_000)
def _given(first: str | None, last: str | None) -> Days | None:
    start, end = parse_day(first), parse_day(last)
    if start is None or end is None:
        return None
    return Days(min(start, end), max(start, end), True)


def same_setting(a: str | None, b: str | None, contains: Contains) -> bool:
    """Tell whether two place keys can speak of one place: equal, one within the other, or one unknown."""
    return a is None or b is None or a == b or contains(a, b) or contains(b, a)


def place_claims(report: Report, contains: Contains = never) -> tuple[Placed, ...]:
    """Set every event claim of a report in its place and days; the other scopes are left out."""
    events = [claim for claim in report.claims if claim.scope == "event"]
    by_id = {claim.id: claim for claim in events}
    roots = {claim.id: _root(claim, by_id) for claim in events}
    places: dict[str, Place | None] = {}
    for claim in events:
        lineage, root = roots[claim.id]
        near = [c for c in events if c.place is not None and _fits(root, c)]
        donor = next((c for c in lineage if c.place is not None), None) or _nearest(root, near)
        places[claim.id] = donor.place if donor else None
    published = parse_day(report.published)
    bound = Days(published - timedelta(days=BOUND_DAYS), published, False) if published else None
    out = []
    for claim in events:
        lineage, root = roots[claim.id]
        key = place_key(places[root.id])
        near = [
            c for c in events if own_days(c) and _fits(root, c) and same_setting(key, place_key(places[c.id]), contains)
        ]
        donor = next((c for c in lineage if own_days(c)), None) or _nearest(root, near)
        days = (own_days(donor) if donor else None) or bound
        out.append(Placed(ClaimRef(report.id, claim.id), claim, places[claim.id], days, claim.quote.start))
    return tuple(out)


def _root(claim: Claim, by_id: dict[str, Claim]) -> tuple[list[Claim], Claim]:
    """Return the claim with its wholes above it, nearest first, and the topmost of them."""
    lineage = [claim]
    while (whole := by_id.get(lineage[-1].part_of or "")) is not None and whole not in lineage:
        lineage.append(whole)
    return lineage, lineage[-1]


def _fits(claim: Claim, other: Claim) -> bool:
    a, b = own_days(claim), own_days(other)
    return means_agree(claim.means, other.means) and (a is None or b is None or a.gap(b) <= 1)


def _nearest(claim: Claim, donors: Sequence[Claim]) -> Claim | None:
    """Return the nearest donor in the text, the one before on a tie.

    A denial speaks of what was claimed: claims of its own harm come first.
    """

    def order(donor: Claim) -> tuple[bool, int, int]:
        other_harm = claim.stance == "denies" and donor.harm != claim.harm
        return (other_harm, abs(donor.quote.start - claim.quote.start), donor.quote.start)

    return min(donors, key=order, default=None)
