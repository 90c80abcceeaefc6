"""Linking: the episodes of many reports to incidents."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hasila.incidents.context import Contains, Days, never
from hasila.incidents.episodes import Episode, cut, exactness
from hasila.incidents.score import THRESHOLD, TOLERANCE_DAYS, date_points, place_points, score
from hasila.model import ClaimRef, Place, Report, When
from hasila.text import fold_word

#: A stretch longer than this is compared by place alone: it would stand in too many blocks of days.
_LONG_DAYS = 31


@dataclass(frozen=True)
class Link:
    """Two claims' episodes that were held to be one event, with the points and the reasons."""

    first: ClaimRef
    second: ClaimRef
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    """The claims of one incident. ``id`` depends on its place and first day, not on which reports tell it."""

    id: str
    place: Place | None
    date: When | None
    means: tuple[str, ...]
    belligerents: tuple[str, ...]
    claims: tuple[ClaimRef, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Linked:
    """The incidents of some reports, and the claims of a period or a whole war, which belong to none."""

    groupings: tuple[Grouping, ...]
    outside: tuple[ClaimRef, ...]


def link(reports: Sequence[Report], contains: Contains = never) -> Linked:
    """Put the claims of many reports together by the incident they tell of.

    Every report is first cut into episodes; episodes of different reports are weighed in pairs, and the
    surest pairs joined first, never against a date or place that rules it out and never two episodes that
    one report itself keeps apart. Wide places (a governorate) join last, each to the one incident that it
    fits best. The result does not depend on the order of the reports.

    Raises:
        ValueError: if two different reports have the same id.

    """
    seen: dict[str, Report] = {}
    for report in reports:
        if seen.setdefault(report.id, report) != report:
            raise ValueError(f"two different reports have the id {report.id!r}")
    ordered = [seen[key] for key in sorted(seen)]
    outside = [ClaimRef(r.id, c.id) for r in ordered for c in r.claims if c.scope != "event"]
    episodes, copies = _fold(sorted((e for r in ordered for e in cut(r, contains)), key=lambda e: e.order))
    clusters = _Clusters(episodes, contains)
    scored = [(pair, found) for pair in _pairs(episodes) if (found := score(*_two(episodes, pair), contains))]
    strong = [(pair, found) for pair, found in scored if found.points >= THRESHOLD]
    strong.sort(key=lambda item: (_wide(episodes, item[0]), -item[1].points, item[0]))
    joined = [(a, b, found) for (a, b), found in strong if clusters.join(a, b)]
    groups = clusters.groups()
    home = {n: number for number, members in enumerate(groups) for n in members}
    links: dict[int, list[Link]] = {}
    for a, b, found in joined:
        made = Link(episodes[a].claims[0], episodes[b].claims[0], found.points, found.reasons)
        links.setdefault(home[a], []).append(made)
    ids = _ids([[episodes[n] for n in members] for members in groups])
    groupings = tuple(
        _grouping(
            ids[number],
            [episodes[n] for n in members],
            [copy for n in members for copy in copies[n]],
            links.get(number, []),
        )
        for number, members in enumerate(groups)
    )
    return Linked(groupings, tuple(sorted(outside)))


def _fold(episodes: Sequence[Episode]) -> tuple[list[Episode], list[list[Episode]]]:
    """Return the episodes without copies of the same text, and for each the copies: they go where it goes."""
    first: dict[tuple[str, ...], int] = {}
    kept: list[Episode] = []
    copies: list[list[Episode]] = []
    for episode in episodes:
        at = first.setdefault(episode.content, len(kept))
        if at < len(kept):
            copies[at].append(episode)
        else:
            kept.append(episode)
            copies.append([])
    return kept, copies


def _two(episodes: Sequence[Episode], pair: tuple[int, int]) -> tuple[Episode, Episode]:
    return episodes[pair[0]], episodes[pair[1]]


def _wide(episodes: Sequence[Episode], pair: tuple[int, int]) -> bool:
    """Tell whether the places differ, so that other pairs with the same place go first."""
    a, b = _two(episodes, pair)
    return a.key != b.key


def _pairs(episodes: Sequence[Episode]) -> Iterator[tuple[int, int]]:
    """Return the pairs worth weighing: those that share a day (within the tolerance) or a place."""
    blocks: dict[object, list[int]] = {}
    for number, episode in enumerate(episodes):
        for block in _blocks(episode):
            blocks.setdefault(block, []).append(number)
    pairs = {
        (a, b)
        for members in blocks.values()
        for position, a in enumerate(members)
        for b in members[position + 1 :]
        if episodes[a].report != episodes[b].report
    }
    yield from sorted(pairs)


def _blocks(episode: Episode) -> Iterable[object]:
    if episode.key is not None:
        yield episode.key
    days = episode.days
    if days is None or (days.end - days.start).days > _LONG_DAYS:
        return
    day = days.start
    while day <= days.end + timedelta(days=TOLERANCE_DAYS):
        yield day
        day += timedelta(days=1)


class _Clusters:
    """Episodes put together step by step, with what rules out a further step."""

    def __init__(self, episodes: Sequence[Episode], contains: Contains) -> None:
        self._episodes = episodes
        self._contains = contains
        self._of = list(range(len(episodes)))
        self._members = {number: [number] for number in range(len(episodes))}

    def join(self, a: int, b: int) -> bool:
        """Join the clusters of two episodes, unless some pair across them rules it out; tell whether joined."""
        first, second = sorted((self._of[a], self._of[b]))
        if first == second or not self._may(self._members[first], self._members[second]):
            return False
        for number in self._members[second]:
            self._of[number] = first
        self._members[first] += self._members.pop(second)
        return True

    def _may(self, left: list[int], right: list[int]) -> bool:
        episodes = self._episodes
        if {episodes[n].report for n in left} & {episodes[n].report for n in right}:
            return False
        # What is told of one place and time is weighed once.
        a = {(e.key, e.days): e for e in (episodes[n] for n in left)}
        b = {(e.key, e.days): e for e in (episodes[n] for n in right)}
        return all(
            date_points(x, y) is not None and place_points(x, y, self._contains) is not None
            for x in a.values()
            for y in b.values()
        )

    def groups(self) -> list[list[int]]:
        """Return the clusters in the order of their first episodes."""
        return [sorted(members) for _, members in sorted(self._members.items())]


def _core(episodes: Sequence[Episode]) -> tuple[Place | None, Days | None]:
    """Return the place and the days of an incident: the most exact place told by most, the days given."""
    votes = Counter(e.key for e in episodes if e.place is not None)
    placed = [e for e in episodes if e.place is not None]
    best = min(placed, key=lambda e: (-exactness(e.place), -votes[e.key], e.key or "", e.order), default=None)
    given = [e.days for e in episodes if e.days and e.days.given]
    if given:
        return (best.place if best else None, Days(min(d.start for d in given), max(d.end for d in given), True))
    bounds = [e.days for e in episodes if e.days]
    if not bounds:
        return (best.place if best else None, None)
    # Bounds narrow each other down: what all of them allow, where there is such a day.
    start, end = max(d.start for d in bounds), min(d.end for d in bounds)
    if start > end:
        start, end = min(d.start for d in bounds), max(d.end for d in bounds)
    return (best.place if best else None, Days(start, end, False))


def _ids(groups: Sequence[Sequence[Episode]]) -> list[str]:
    """Return a stable id for each incident: of its place and first day; the later of two alike get a suffix."""
    used: Counter[str] = Counter()
    out = []
    for members in groups:
        place, days = _core(members)
        name = (place.id or place.name or place.span.text) if place else ""
        first: date | str = days.start if days else ""
        digest = hashlib.sha256(f"{name}\n{first}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        used[digest] += 1
        out.append(f"i-{digest}" if used[digest] == 1 else f"i-{digest}-{used[digest]}")
    return out


def _grouping(incident: str, members: Sequence[Episode], copies: Sequence[Episode], links: Sequence[Link]) -> Grouping:
    place, days = _core(members)
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
    )
