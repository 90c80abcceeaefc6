"""Figures as ranges, and when two of them can both be true.

The rule: a figure is the range of whole people for which its wording holds. Two figures can both be true
where their ranges meet.

=========== ==========================================================================
exact n     n
range       from low to high
at least n  n and more
more than n n and more (speakers say "more than 100" of 100; the bound itself is let stand)
about n     n less a tenth to n and a tenth, both rounded outward: about 30 is 27–33
at most n   0 to n
vague       the least that the word says (some 2, dozens 20, hundreds 200) and more
none        0
most, all   no range: they tell a share and can clash with no figure
=========== ==========================================================================
"""

from typing import NamedTuple

from hasila.model import Count


class Range(NamedTuple):
    """How many people a wording allows: from ``low`` to ``high``, both included; ``None`` is no upper end."""

    low: int
    high: int | None

    def meets(self, other: "Range") -> bool:
        """Tell whether some number lies in both."""
        return (other.high is None or self.low <= other.high) and (self.high is None or other.low <= self.high)

    def exceeds(self, other: "Range") -> bool:
        """Tell whether even the least of this is more than the most of the other."""
        return other.high is not None and self.low > other.high


def range_of(count: Count) -> Range | None:
    """Return the range for which the wording holds, or ``None`` where it gives no figure."""
    if count.hedge == "none":
        return Range(0, 0)
    if count.hedge in ("most", "all") or (count.low is None and count.high is None):
        return None
    low, high = count.low, count.high
    if count.hedge == "about" and low is not None and high is not None:
        # Whole numbers only: a float would round 0.1 * 30 the wrong way.
        return Range(max(0, low - -(-low // 10)), high + -(-high // 10))
    return Range(low or 0, high)


def stated(count: Count) -> bool:
    """Tell whether the count is a figure that can set a toll: not vague, not a share, not empty."""
    return count.hedge != "vague" and range_of(count) is not None


def words(count: Count) -> str:
    """Return the figure as a reader would write it, for the reasons printed beside tolls."""
    if count.hedge in ("most", "all", "none"):
        return count.hedge
    if count.low is None and count.high is None:
        return "no figure"
    if count.low is None:
        return f"at most {count.high}"
    if count.hedge == "vague":
        return f"vaguely {count.low} or more"
    if count.high is None:
        return f"{'more than' if count.hedge == 'more_than' else 'at least'} {count.low}"
    if count.low != count.high:
        return f"{count.low} to {count.high}"
    return f"about {count.low}" if count.hedge == "about" else str(count.low)
