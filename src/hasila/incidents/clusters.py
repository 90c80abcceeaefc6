"""Pairs of episodes to clusters: the surest pairs first, and not where too much speaks against it.

Connected components alone would chain events together ("the village" – "its governorate" – "the next village"), so
a join is refused where one report keeps the two groups apart, where few of the pairs across them are one event by the
model, and where many of them cannot be.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from hasila.incidents.context import Contains
from hasila.incidents.episodes import Episode
from hasila.incidents.records import TOLERANCE_DAYS, TOWNS
from hasila.incidents.scoring import Scored, model
from hasila.model import Place

#: Two groups join only where at least this share of the pairs across them is one event by the model. One vague report
#: that fits both would put two events together otherwise.
_SPOKEN_FOR = 0.15
#: So many pairs across two groups may be ruled out, for each that is one event by the model: a copy that was printed
#: the day after with "yesterday" as it stood does not keep the stories of that day apart.
_RULED_OUT = 0.5


def kilometres(a: Place, b: Place) -> float | None:
    """Return the great-circle distance of two places, ``None`` where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def compatible(a: Episode, b: Episode, contains: Contains) -> bool:
    """Tell whether nothing rules out that two episodes are one event: the days, and that the places are apart."""
    if a.days is not None and b.days is not None and a.days.gap(b.days) > TOLERANCE_DAYS:
        return False
    if a.place is None or b.place is None or a.key == b.key:
        return True
    if any(x.key and y.key and contains(x.key, y.key) for x, y in ((a, b), (b, a))):
        return True
    distance = kilometres(a.place, b.place)
    if distance is None:
        return True
    around = (a.place.precision in TOWNS) != (b.place.precision in TOWNS)
    return distance <= _farthest(around)


@cache
def _farthest(around: bool) -> float:
    """Return the kilometres within which two places can be one, by the model; ``around``: a town and a spot."""
    levels = model().comparisons["place"]
    return max(level.km for level in levels if level.km is not None and (around or level.when is None))


def cluster(
    episodes: Mapping[int, Episode], pairs: Iterable[Scored], contains: Contains
) -> tuple[list[list[int]], list[Scored]]:
    """Return the clusters of the numbered episodes, in the order of the episodes, and the pairs that made them.

    Pairs of one place go before those of places that differ (the wide ones: each joins the one incident that it
    fits best), then by their points; pairs that are alike in this by :attr:`Episode.order`, so that the outcome
    depends neither on the numbers nor on the order of the reports.
    """
    rank = {n: at for at, n in enumerate(sorted(episodes, key=lambda n: (episodes[n].order, n)))}
    pairs = list(pairs)
    clusters = _Clusters(episodes, contains, pairs)

    def order(pair: Scored) -> tuple[bool, float, tuple[int, int]]:
        a, b = sorted((pair.first, pair.second), key=rank.__getitem__)
        return (episodes[a].key != episodes[b].key, -pair.points, (rank[a], rank[b]))

    made = [pair for pair in sorted(pairs, key=order) if clusters.join(pair.first, pair.second)]
    groups = [sorted(members, key=rank.__getitem__) for members in clusters.groups()]
    return sorted(groups, key=lambda members: rank[members[0]]), made


class _Clusters:
    """Episodes put together step by step, with what rules out a further step."""

    def __init__(self, episodes: Mapping[int, Episode], contains: Contains, pairs: Iterable[Scored]) -> None:
        self._near: dict[int, set[int]] = {number: set() for number in episodes}
        for pair in pairs:
            self._near[pair.first].add(pair.second)
            self._near[pair.second].add(pair.first)
        self._episodes = episodes
        self._contains = contains
        self._of = {number: number for number in episodes}
        self._members = {number: [number] for number in episodes}

    def join(self, a: int, b: int) -> bool:
        """Join the clusters of two episodes, unless too much speaks against it; tell whether they were joined."""
        first, second = self._of[a], self._of[b]
        if first == second or not self._may(self._members[first], self._members[second]):
            return False
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        for number in self._members[second]:
            self._of[number] = first
        self._members[first] += self._members.pop(second)
        return True

    def _may(self, left: Sequence[int], right: Sequence[int]) -> bool:
        episodes = self._episodes
        if {episodes[n].report for n in left} & {episodes[n].report for n in right}:
            return False
        smaller, larger = sorted((left, right), key=len)
        there = set(larger)
        spoken_for = sum(len(self._near[n] & there) for n in smaller)
        if spoken_for < _SPOKEN_FOR * len(left) * len(right):
            return False
        # What is told of one place and time is weighed once.
        a = Counter((episodes[n].key, episodes[n].days) for n in left)
        b = Counter((episodes[n].key, episodes[n].days) for n in right)
        one_a = {(episodes[n].key, episodes[n].days): episodes[n] for n in left}
        one_b = {(episodes[n].key, episodes[n].days): episodes[n] for n in right}
        ruled_out = sum(
            a[x] * b[y] for x, e in one_a.items() for y, f in one_b.items() if not compatible(e, f, self._contains)
        )
        return ruled_out < _RULED_OUT * spoken_for

    def groups(self) -> list[list[int]]:
        """Return the clusters."""
        return list(self._members.values())


def components(start: Iterable[int], neighbours: Callable[[int], Iterable[int]]) -> set[int]:
    """Return everything that can be reached from the start."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for other in neighbours(waiting.pop()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
