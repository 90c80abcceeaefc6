"""Pairs of episodes to clusters: groups of tellings join where they are one event on the whole.

Connected components alone would chain events together ("the village" – "its governorate" – "the next village"), and so
would single sure pairs between large groups. So copies are put together first: a story speaks once, whoever carries it.
Then groups of stories join by what all pairs across them say and what they know as a whole, the surest first; and where
two groups have nobody else to go to, less is enough.
"""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hasila.incidents.agreement import Known, agreement
from hasila.incidents.context import Contains
from hasila.incidents.episodes import Episode
from hasila.incidents.records import TOLERANCE_DAYS, TOWNS
from hasila.incidents.scoring import Scored, model
from hasila.incidents.unions import Unions
from hasila.model import Place
from hasila.text.passages import SHARE

#: Two groups of stories are one event where the pairs across them have more points than this on the average, with those
#: for what the groups know as a whole.
_ENOUGH = 3.5
#: What counts for a pair that was not kept, for it has fewer points than the model keeps or was never weighed …
_UNKNOWN = 2.5
#: … and for one whose days or places rule each other out.
_RULED_OUT = -4.5
#: So many points below :data:`_ENOUGH` are allowed to groups that have nobody else to go to: on the average, times the
#: square root of the number of pairs, for many pairs that say no are surer than one.
_ALONE = 1.5
#: And at least this share of the pairs must be sure, in every join: many near misses are none.
_SPOKEN_FOR = 0.125


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


def copied(a: Episode, b: Episode) -> bool:
    """Tell whether two episodes tell their figures in the same words."""
    least = min(len(a.wording), len(b.wording))
    return least > 0 and len(set(a.wording).intersection(b.wording)) >= SHARE * least


def cluster(
    episodes: Mapping[int, Episode], pairs: Iterable[Scored], contains: Contains
) -> tuple[list[list[int]], list[Scored]]:
    """Return the clusters of the numbered episodes, in the order of the episodes, and the pairs that made them.

    Only what is connected by sure pairs is looked at together; the pairs below that are weighed where they stand within
    it. Everything that is alike is settled by :attr:`Episode.order`, so that the outcome depends neither on the numbers
    nor on the order of the reports.
    """
    ranked = sorted(episodes, key=lambda n: (episodes[n].order, n))
    rank = {number: at for at, number in enumerate(ranked)}
    parts = Unions(range(len(ranked)))
    known = {}
    for pair in pairs:
        a, b = sorted((rank[pair.first], rank[pair.second]))
        known[a, b] = pair
        if pair.sure:
            parts.join(a, b)
    within: defaultdict[int, dict[tuple[int, int], Scored]] = defaultdict(dict)
    for (a, b), pair in known.items():
        if parts.find(a) == parts.find(b):
            within[parts.find(a)][a, b] = pair
    groups: list[list[int]] = []
    made: list[Scored] = []
    for members in parts.groups():
        part = _Part({n: episodes[ranked[n]] for n in members}, within[members[0]], contains)
        groups += part.groups()
        made += part.made
    return [[ranked[n] for n in members] for members in sorted(groups)], made


@dataclass(slots=True)
class _Tie:
    """What speaks for two groups being one: the points of all pairs of stories across them, and the surest pair."""

    points: float
    sure: int
    best: tuple[float, int, int]

    def __add__(self, other: "_Tie | float") -> "_Tie":
        if isinstance(other, _Tie):
            return _Tie(self.points + other.points, self.sure + other.sure, min(self.best, other.best))
        return _Tie(self.points + other, self.sure, self.best)


class _Part:
    """Episodes that are connected, numbered by their order, put together step by step."""

    def __init__(
        self, episodes: Mapping[int, Episode], pairs: Mapping[tuple[int, int], Scored], contains: Contains
    ) -> None:
        self._episodes, self._pairs, self._contains = episodes, pairs, contains
        self.made: list[Scored] = []
        #: The stories by the first of their episodes; groups of them by the first of their stories.
        self._stories = self._tell()
        self._leads = {story: self._lead(members) for story, members in self._stories.items()}
        self._apart: dict[tuple[int, int], float] = {}
        self._groups = {story: [story] for story in self._stories}
        self._reports = {s: {episodes[n].report for n in members} for s, members in self._stories.items()}
        self._known = {s: Known.of(episodes[n] for n in members) for s, members in self._stories.items()}
        self._ties: dict[int, dict[int, _Tie]] = {story: {} for story in self._stories}
        if len(self._groups) > 1:
            self._tie()
            self._join_surest()
            self._join_lonely()

    def groups(self) -> list[list[int]]:
        """Return the clusters, the episodes of each in their order."""
        return [sorted(n for s in stories for n in self._stories[s]) for stories in self._groups.values()]

    def _tell(self) -> dict[int, list[int]]:
        """Put copies together, the surest first, but never two episodes that one report keeps apart."""
        of = {n: n for n in self._episodes}
        stories = {n: [n] for n in self._episodes}
        reports = {n: {e.report} for n, e in self._episodes.items()}
        for (a, b), pair in sorted(self._pairs.items(), key=lambda item: (-item[1].points, item[0])):
            first, second = sorted((of[a], of[b]))
            if first == second or not copied(self._episodes[a], self._episodes[b]):
                continue
            if not reports[first].isdisjoint(reports[second]):
                continue
            of |= dict.fromkeys(stories[second], first)
            stories[first] += stories.pop(second)
            reports[first] |= reports.pop(second)
            self.made.append(pair)
        return stories

    def _lead(self, members: Sequence[int]) -> Episode:
        """Return the episode that stands for a story: the first that tells the place that most of its copies tell.

        The first is that of the earliest day: "yesterday" in a copy printed a day later means a day too late.
        """
        told = [self._episodes[n] for n in sorted(members)]
        votes = Counter(e.key for e in told if e.place is not None)
        most = max(votes.values(), default=0)
        return next(e for e in told if votes[e.key] == most)

    def _tie(self) -> None:
        """Weigh the stories: of all pairs of their copies the surest counts, for it knows most."""
        of = {n: story for story, members in self._stories.items() for n in members}
        for (a, b), pair in self._pairs.items():
            first, second = of[a], of[b]
            if first != second:
                tie = _Tie(pair.points - _ENOUGH, pair.sure, (-pair.points, a, b))
                known = self._ties[first].get(second, tie)
                self._ties[first][second] = self._ties[second][first] = min(known, tie, key=lambda t: t.best)

    def _unknown(self, a: int, b: int) -> float:
        """Return what counts for two groups of stories none of whose pairs was kept."""
        return sum(self._guess(*sorted((x, y))) for x in self._groups[a] for y in self._groups[b])

    def _guess(self, a: int, b: int) -> float:
        if (a, b) not in self._apart:
            can_be = compatible(self._leads[a], self._leads[b], self._contains)
            self._apart[a, b] = (_UNKNOWN if can_be else _RULED_OUT) - _ENOUGH
        return self._apart[a, b]

    def _weight(self, a: int, b: int) -> float:
        """Return how far above :data:`_ENOUGH` two groups are, by the average of the pairs and all that they know."""
        mean = self._ties[a][b].points / (len(self._groups[a]) * len(self._groups[b]))
        return mean + agreement(self._known[a], self._known[b])

    def _join(self, a: int, b: int) -> int:
        """Make two groups one; return its number."""
        a, b = sorted((a, b))
        ties, others = self._ties[a], self._ties.pop(b)
        self.made.append(self._pairs[ties.pop(b).best[1:]])
        del others[a]
        for c in sorted(ties.keys() | others.keys()):
            first, second = ties.get(c), others.get(c)
            if first is None:
                assert second is not None
                both = second + self._unknown(a, c)
            else:
                both = first + (self._unknown(b, c) if second is None else second)
            self._ties[c].pop(b, None)
            ties[c] = self._ties[c][a] = both
        self._groups[a] += self._groups.pop(b)
        self._reports[a] |= self._reports.pop(b)
        self._known[a].learn(self._known.pop(b))
        return a

    def _may(self, a: int, b: int) -> bool:
        """Tell whether enough pairs are sure, and no report keeps the two groups apart."""
        enough = self._ties[a][b].sure >= _SPOKEN_FOR * len(self._groups[a]) * len(self._groups[b])
        return enough and self._reports[a].isdisjoint(self._reports[b])

    def _join_surest(self) -> None:
        """Join groups that are one event by all pairs of their stories and what they know, the surest first.

        What many say is surer than what one says: as many as the smaller of the two groups has.
        """
        changes = dict.fromkeys(self._groups, 0)
        waiting: list[tuple[float, int, int, int, int]] = []

        def look(a: int, b: int) -> None:
            weight = self._weight(a, b)
            if weight > 0 and self._may(a, b):
                sure = weight * math.sqrt(min(len(self._groups[a]), len(self._groups[b])))
                heapq.heappush(waiting, (-sure, a, b, changes[a], changes[b]))

        for a, ties in self._ties.items():
            for b in ties:
                if a < b:
                    look(a, b)
        while waiting:
            _, a, b, *then = heapq.heappop(waiting)
            if a in self._groups and b in self._groups and [changes[a], changes[b]] == then:
                joined = self._join(a, b)
                changes[joined] += 1
                for c in self._ties[joined]:
                    look(*sorted((joined, c)))

    def _join_lonely(self) -> None:
        """Join groups that could go to each other alone, until there are none left."""
        while True:
            only = {a: b for a in self._groups if (b := self._only(a)) is not None}
            both = sorted((a, b) for a, b in only.items() if a < b and only.get(b) == a)
            if not both:
                return
            for a, b in both:
                self._join(a, b)

    def _only(self, a: int) -> int | None:
        """Return the one group that a group could go to; ``None`` where there is none or more than one."""
        found = list(self._candidates(a))
        return found[0] if len(found) == 1 else None

    def _candidates(self, a: int) -> Iterator[int]:
        for b in self._ties[a]:
            pairs = len(self._groups[a]) * len(self._groups[b])
            if self._weight(a, b) * math.sqrt(pairs) > -_ALONE and self._may(a, b):
                yield b
