"""Profiles: the recorders' rules for choosing a toll among figures that differ.

A profile is a function from :class:`Evidence` (the figures that stand for one harm and group, one for each
independent voice) to a :class:`Choice`. The rules that hold under every profile are applied before and
after it (:mod:`hasila.reconcile.tolls`). A profile of your own is registered by entry point::

    [project.entry-points."hasila.profiles"]
    my-rule = "my_package.rules:my_rule"
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final

from hasila.model import ClaimRef, Harm
from hasila.reconcile.figures import Range

#: The entry-point group under which other packages bring profiles.
ENTRY_POINTS: Final = "hasila.profiles"


@dataclass(frozen=True)
class Figure:
    """The figure of one voice that stands.

    ``low`` and ``high`` as worded (``None`` is open on that side); ``range`` what the wording allows ("about
    30" is 27 to 33). ``said`` is the ISO day of saying, empty
    where unknown. ``own``: the voice speaks of its own side's losses or concedes them. ``partisan``: a
    belligerent speaks of others. ``unnamed``: the originator has no name. ``exactness``: 2 for an exact
    number, 1 for a bounded or rounded one, 0 for a vague one.
    """

    ref: ClaimRef
    voice: str
    low: int | None
    high: int | None
    said: str
    exactness: int
    range: Range
    own: bool = False
    partisan: bool = False
    unnamed: bool = False

    @property
    def least(self) -> int:
        """The least that it says: its lower bound, else the number that it names."""
        return self.low if self.low is not None else (self.high or 0)

    @property
    def most(self) -> int:
        """The number at its upper end: the closed upper bound, else the lower bound that it is open above."""
        return self.high if self.high is not None else (self.low or 0)

    @property
    def open(self) -> bool:
        """Whether it is a lower bound."""
        return self.high is None


@dataclass(frozen=True)
class Evidence:
    """What stands for one harm and group: at least one figure, each of another voice.

    ``vague``: nobody gives more than words like "dozens". ``denied``: a named source denies that there
    was anybody.
    """

    harm: Harm
    figures: tuple[Figure, ...]
    vague: bool = False
    denied: bool = False


@dataclass(frozen=True)
class Choice:
    """The numbers, the rule in words, and the figures that were passed over with the reason."""

    low: int | None
    best: int | None
    high: int | None
    open: bool
    rule: str
    set_aside: tuple[tuple[ClaimRef, str], ...] = ()


Profile = Callable[[Evidence], Choice]


def top(figures: Iterable[Figure]) -> tuple[int, bool]:
    """Return the highest figure and whether it is open: "at least 57" is, "at least 100" beside 131 is not."""
    told = list(figures)
    highest = max(figure.most for figure in told)
    return highest, not any(figure.most == highest and not figure.open for figure in told)


def bottom(figures: Iterable[Figure]) -> int | None:
    """Return the lowest figure; ``None`` where the only figures have no lower bound ("at most 15")."""
    told = list(figures)
    if all(figure.low is None for figure in told) and len({figure.high for figure in told}) == 1:
        return None
    return min(figure.least for figure in told)


def allowed_by_most(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that the most voices allow, of these the most exact: 131 beside "at least 100"."""
    voices = {f.ref: sum(f.range.meets(g.range) for g in figures) for f in figures}
    most = max((voices[f.ref], f.exactness) for f in figures)
    return [f for f in figures if (voices[f.ref], f.exactness) == most]


def full_range(evidence: Evidence) -> Choice:
    """Give the lowest to the highest figure that stands (Airwars, Every Casualty)."""
    figures = evidence.figures
    high, is_open = top(figures)
    low = bottom(figures)
    rule = "full-range: the lowest to the highest figure that stands"
    if evidence.denied:
        low = 0
        rule += "; the least is 0, since a named source denies that there was anybody"
    best = _middle(allowed_by_most(figures))
    if evidence.vague:
        return Choice(low, None, high, is_open, rule + "; nobody gives more than a vague amount")
    return Choice(
        low, best.least, high, is_open, rule + "; best is the one that most voices allow, of several the middle"
    )


def _middle(figures: list[Figure]) -> Figure:
    """Return the middle figure by size, the lower of two."""
    ranked = sorted(figures, key=lambda f: (f.least, f.most, f.ref))
    return ranked[(len(ranked) - 1) // 2]


def ucdp(evidence: Evidence) -> Choice:
    """Give the most conservative, the best and the highest reliable figure (UCDP GED codebook).

    Best: a party's own admission before others; then a voice that is no party speaking of its enemy and has
    a name; then the more specific figure; then the later; then the one of more voices; then the lower.
    High: the highest figure of such voices, or of all where there is none such.
    """
    figures = evidence.figures
    reliable = [f for f in figures if f.own or not (f.partisan or f.unnamed)] or list(figures)
    voices = {f.ref: sum(f.range.meets(g.range) for g in figures) for f in figures}
    days = sorted({f.said for f in figures})

    def rank(f: Figure) -> tuple[object, ...]:
        return (not f.own, f not in reliable, -f.exactness, -days.index(f.said), -voices[f.ref], f.least, f.ref)

    best = min(figures, key=rank)
    high, is_open = top(reliable)
    rule = (
        "ucdp: low is the most conservative figure; best the most reliable and specific "
        "(own admission, independent, exact, later, more voices); high the highest reliable"
    )
    aside = tuple(
        (f.ref, "a party speaks of its enemy" if f.partisan else "the source has no name")
        for f in figures
        if f not in reliable and f.most > high
    )
    return Choice(bottom(figures), None if evidence.vague else best.least, high, is_open, rule, aside)


def gtd(evidence: Evidence) -> Choice:
    """Give the most recent independent figure; on a tie the majority; without one the lowest (GTD codebook).

    A belligerent's figure for its enemy is not independent and counts only where there is no other.
    """
    figures = evidence.figures
    independent = [f for f in figures if not f.partisan] or list(figures)
    latest = max(f.said for f in independent)
    recent = [f for f in independent if f.said == latest]
    majority = allowed_by_most(recent)
    bounds = {(f.low, f.high) for f in majority}
    chosen = min(majority, key=lambda f: (f.least, f.most, f.ref))
    how = "the most recent independent figure"
    if len({(f.low, f.high) for f in recent}) > 1:
        how = "of the most recent independent figures, " + (
            "that of the majority" if len(bounds) == 1 else "the lowest"
        )
    rule = f"gtd: {how}"
    if evidence.vague:
        rule += "; too vague for a best figure"
    return _single(chosen, evidence, rule, lambda f: _why_not_gtd(f, independent, latest))


def _why_not_gtd(figure: Figure, independent: list[Figure], latest: str) -> str:
    if figure not in independent:
        return "a party speaks of its enemy"
    return "not the most recent" if figure.said < latest else "not the majority's, or not the lowest, of its day"


def acled(evidence: Evidence) -> Choice:
    """Give the most conservative estimate (ACLED codebook)."""
    chosen = min(evidence.figures, key=lambda f: (f.least, f.most, f.ref))
    return _single(chosen, evidence, "acled: the most conservative estimate", lambda _: "not the most conservative")


def _single(chosen: Figure, evidence: Evidence, rule: str, why: Callable[[Figure], str]) -> Choice:
    """Return one figure as the whole toll; those that cannot be true beside it are passed over."""
    aside = tuple((f.ref, why(f)) for f in evidence.figures if not f.range.meets(chosen.range))
    best = None if evidence.vague else chosen.least
    return Choice(chosen.low, best, chosen.most, chosen.open, rule, aside)


BUILT_IN: Final[dict[str, Profile]] = {"full-range": full_range, "ucdp": ucdp, "gtd": gtd, "acled": acled}


def names() -> tuple[str, ...]:
    """Return the names of all profiles: those that come with hasila, then those of other packages."""
    others = {point.name for point in entry_points(group=ENTRY_POINTS)} - BUILT_IN.keys()
    return (*BUILT_IN, *sorted(others))


def find(name: str) -> Profile:
    """Return the profile of that name. The names of built-in profiles cannot be taken over.

    Raises:
        ValueError: if there is no such profile, or what another package registered is no function.

    """
    if name in BUILT_IN:
        return BUILT_IN[name]
    for point in sorted(entry_points(group=ENTRY_POINTS, name=name), key=lambda p: p.value):
        found = point.load()
        if not callable(found):
            raise ValueError(f"profile {name!r} ({point.value}) is not a function")
        profile: Profile = found
        return profile
    raise ValueError(f"there is no profile {name!r}; there are {', '.join(names())}")
