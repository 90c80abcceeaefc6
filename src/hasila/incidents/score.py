"""How much two episodes of different reports speak for being one event, with the reasons.

Weights are points, chosen by hand so that the table below can be explained to a recorder; they stand in
one place so that a model that is learned from data can take over.
"""

import math
from dataclasses import dataclass

from hasila.incidents.context import Contains, means_agree
from hasila.incidents.episodes import Episode, exactness
from hasila.model import Place

#: Two episodes are linked from this many points on.
THRESHOLD = 4.5
#: Days told for one event may differ by this many: the night between two days, a report filed late.
TOLERANCE_DAYS = 1
#: Kilometres within which two places are "the same spot" and "the same countryside".
NEAR_KM, AROUND_KM = 5.0, 15.0
#: That two claims name one governorate, or one names a governorate of the other's village, says little; the
#: less, the wider the place: a country, a governorate, a district of one.
_SAME, _SAME_WIDE = 4.0, {0: 0.5, 1: 2.0, 2: 3.0}
_WITHIN, _WITHIN_WIDE = 3.0, {0: 0.5, 1: 1.0, 2: 2.0}


@dataclass(frozen=True)
class Score:
    """Points for a link with the reasons, strongest evidence first told; ``None`` where it is ruled out."""

    points: float
    reasons: tuple[str, ...]


def kilometres(a: Place, b: Place) -> float | None:
    """Return the great-circle distance of two places, ``None`` where one has no coordinates."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def place_points(a: Episode, b: Episode, contains: Contains) -> tuple[float, str] | None:
    """Return the points of the places with the reason, or ``None`` where they are two different places."""
    if a.place is None or b.place is None:
        return (0.0, "a place is missing")
    key, other = a.key, b.key
    if key is not None and key == other:
        return (_SAME_WIDE.get(exactness(a.place), _SAME), "same place")
    for whole, part in ((a, b), (b, a)):
        if whole.key is not None and part.key is not None and contains(whole.key, part.key):
            return (_WITHIN_WIDE.get(exactness(whole.place), _WITHIN), "one place lies within the other")
    distance = kilometres(a.place, b.place)
    if distance is None or distance > AROUND_KM:
        return None
    if distance <= NEAR_KM:
        return (2.0, f"places {distance:.0f} km apart")
    return (0.5, f"places {distance:.0f} km apart")


def date_points(a: Episode, b: Episode) -> tuple[float, str] | None:
    """Return the points of the days with the reason, or ``None`` where they are too far apart."""
    if a.days is None or b.days is None:
        return (0.0, "a date is missing")
    gap = a.days.gap(b.days)
    if gap > TOLERANCE_DAYS:
        return None
    if gap > 0:
        return (0.0, f"{gap} day apart")
    if a.days.given and b.days.given:
        return (2.0, "same days")
    return (1.0, "days can be the same")


def score(a: Episode, b: Episode, contains: Contains) -> Score | None:
    """Weigh two episodes: ``None`` where place or time rule out that they are one event."""
    place = place_points(a, b, contains)
    if place is None:
        return None
    days = date_points(a, b)
    if days is None:
        return None
    weighed = [place, days]
    if a.means and b.means:
        agree = any(means_agree(x, y) for x in a.means for y in b.means)  # type: ignore[arg-type]
        weighed.append((1.0, "means agree") if agree else (-1.0, "means differ"))
    if a.parties and b.parties:
        weighed.append((1.0, "same parties") if a.parties & b.parties else (-1.0, "no party in common"))
    # A figure of 0, 1 or 2 is too common to tell one event from another.
    telling = {f for f in a.figures & b.figures if (f[1] or f[2] or 0) > 2}
    if telling:
        weighed.append((1.5, "same figure"))
    return Score(sum(points for points, _ in weighed), tuple(f"{why} ({points:+g})" for points, why in weighed))
