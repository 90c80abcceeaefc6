"""What an incident is known by: its place, days, means, belligerents, and its id."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hasila.incidents.context import Days
from hasila.incidents.episodes import Episode, cut, exactness
from hasila.incidents.records import Above
from hasila.model import ClaimRef, Link, Place, Report, When
from hasila.text import fold_word


@dataclass(frozen=True)
class Grouping:
    """The claims of one incident.

    ``id`` is made of its place and first day when it is first seen, and kept from then on. ``split_from`` is the id
    of the incident that its claims were part of before a report showed that there were two.
    """

    id: str
    place: Place | None
    date: When | None
    means: tuple[str, ...]
    belligerents: tuple[str, ...]
    claims: tuple[ClaimRef, ...]
    links: tuple[Link, ...] = ()
    split_from: str | None = None

    @property
    def first_id(self) -> str:
        """The id that such an incident has when it is first seen, if no other has it."""
        return _id_of(self.place, self.date.start if self.date else "")


def grouping(
    incident: str, members: Sequence[Episode], copies: Sequence[Episode], links: Sequence[Link], split_from: str | None
) -> Grouping:
    """Put an incident together; ``copies`` are the episodes of copied texts, whose claims go along."""
    place, days = core(members)
    # One wording for each name, whatever its spelling.
    named = {fold_word(name): name for name in sorted({n for e in members for n in e.belligerents}, reverse=True)}
    return Grouping(
        id=incident,
        place=place,
        date=When(start=days.start.isoformat(), end=days.end.isoformat()) if days else None,
        means=tuple(sorted({means for e in members for means in e.means})),
        belligerents=tuple(sorted(named.values())),
        claims=tuple(sorted(ref for e in (*members, *copies) for ref in e.claims)),
        links=tuple(links),
        split_from=split_from,
    )


def regrouped(incident: str, reports: Sequence[Report], above: Above) -> Grouping:
    """Put an incident together of claims that people chose: all claims of these reports, whatever linking thinks."""

    def contains(whole: str, part: str) -> bool:
        return whole in above(part)

    return grouping(incident, [e for report in reports for e in cut(report, contains)], (), (), None)


def core(episodes: Sequence[Episode]) -> tuple[Place | None, Days | None]:
    """Return the place and the days of an incident: the most exact place told by most, the days given."""
    votes = Counter(e.key for e in episodes if e.place is not None)
    placed = [e for e in episodes if e.place is not None]
    best = min(placed, key=lambda e: (-exactness(e.place), -votes[e.key], e.key or "", e.order), default=None)
    place = best.place if best else None
    given = [e.days for e in episodes if e.days and e.days.given]
    if given:
        return place, Days(min(d.start for d in given), max(d.end for d in given), True)
    bounds = [e.days for e in episodes if e.days]
    if not bounds:
        return place, None
    # Bounds narrow each other down: what all of them allow, where there is such a day.
    start, end = max(d.start for d in bounds), min(d.end for d in bounds)
    if start > end:
        start, end = min(d.start for d in bounds), max(d.end for d in bounds)
    return place, Days(start, end, False)


def new_id(members: Sequence[Episode]) -> str:
    """Return the id of an incident that is first seen: of its place and first day, whoever tells it."""
    place, days = core(members)
    return _id_of(place, days.start.isoformat() if days else "")


def _id_of(place: Place | None, first: str) -> str:
    name = (place.id or place.name or place.span.text) if place else ""
    return "i-" + hashlib.sha256(f"{name}\n{first}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
