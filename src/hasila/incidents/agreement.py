"""What two groups of tellings know as a whole, held against each other.

Pairs are weighed one by one, and most tellings leave most things out: on the average of all pairs it counts little that
the one group names a doer whom nobody of the other names, or that both give one large figure. Here a group knows what
any of its tellings knows.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from hasila.incidents.context import means_agree
from hasila.incidents.episodes import Episode
from hasila.incidents.records import telling

#: Points for a figure that two groups share, for each time that 1 is doubled to reach it: a large one is no chance …
_DOUBLED = 0.25
#: … up to this many times (64): from there on it is sure enough.
_MOST_DOUBLED = 6.0
#: Points off where two groups both know parties, and none in common; or means, and only such that can be told of one
#: event (a mine, a bomb), and not the same. Not added up: who tells another event differs in all, who errs in one as
#: well. Means that cannot be one event's cost every pair enough. With more than this, forces that fight side by side
#: and are told one by one come apart.
_NOTHING_SHARED = 1.5
#: What "dozens", "hundreds" and so on stand for at the least: no figure that anybody counted.
_VAGUE = frozenset(2 * 10**power for power in range(1, 8))


@dataclass(slots=True)
class Known:
    """The parties, means and telling figures (by harm) that a group of tellings gives."""

    parties: set[str] = field(default_factory=set)
    means: set[str] = field(default_factory=set)
    figures: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, episodes: Iterable[Episode]) -> "Known":
        """Return what some episodes know together."""
        known = cls()
        for episode in episodes:
            known.parties |= episode.parties
            known.means |= episode.means
            for harm, low, high in episode.figures:
                number = high if low is None else low
                if number is not None and telling(low, high) and not (high is None and number in _VAGUE):
                    known.figures.setdefault(harm, set()).add(number)
        return known

    def learn(self, other: "Known") -> None:
        """Take over what another group knows."""
        self.parties |= other.parties
        self.means |= other.means
        for harm, numbers in other.figures.items():
            self.figures.setdefault(harm, set()).update(numbers)


def agreement(a: Known, b: Known) -> float:
    """Return the points that what two groups know speaks for their being one event, beside what their pairs say."""
    points = 0.0
    for harm in sorted(a.figures.keys() & b.figures.keys()):
        # Bounds do not matter here: one says 43 and the other at least 43.
        shared = a.figures[harm] & b.figures[harm]
        if shared:
            points += _DOUBLED * min(_MOST_DOUBLED, math.log2(max(shared)))
    if _strangers(a, b) or (a.means.isdisjoint(b.means) and any(means_agree(x, y) for x in a.means for y in b.means)):  # type: ignore[arg-type]
        points -= _NOTHING_SHARED
    return points


def _strangers(a: Known, b: Known) -> bool:
    """Tell whether two groups know parties, and none in common.

    In a fight each side is named alone by those who tell of the other's deeds or losses: there a group must know both.
    """
    if not a.parties or not b.parties or not a.parties.isdisjoint(b.parties):
        return False
    fought = "ground_combat" in a.means and "ground_combat" in b.means
    return not fought or min(len(a.parties), len(b.parties)) > 1
