"""Numbers, groups and references in words, the same for the page and the terminal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hasila.model import Claim, ClaimRef, Contradiction, Count, Report, Toll, TollReport, When
from hasila.render.clean import snippet
from hasila.render.names import actor_name, name_of
from hasila.render.strings import Strings, plural


class Ranged(Protocol):
    """What has a range: a toll, or what one came to once."""

    @property
    def low(self) -> int | None:
        """The least."""

    @property
    def high(self) -> int | None:
        """The most."""

    @property
    def open(self) -> bool:
        """Whether there may be more than the most."""


def toll_range(toll: Ranged, strings: Strings) -> str:
    """Return ``low–high`` of a toll: ``43``, ``13–20``, ``57+`` (or more), ``up to 9``, ``no figure``."""
    return _range(toll.low, toll.high, toll.open or (toll.high is None and toll.low is not None), strings)


def toll_best(toll: Toll) -> int | None:
    """Return the best figure where it says more than the range does, else ``None``."""
    return None if toll.best is None or (toll.low == toll.best == toll.high) else toll.best


def count_words(count: Count, strings: Strings) -> str:
    """Return a claim's count with its hedge: ``at least 43``, ``40–50``, ``vague, 20+``, ``no figure``."""
    if count.hedge in ("most", "all", "none"):
        return strings[f"hedge.{count.hedge}"]
    if count.low is None and count.high is None:
        return strings["no-figure"]
    if count.hedge == "vague":
        return strings["hedge.vague"].format(n=_range(count.low, count.high, count.high is None, strings))
    if count.low is None or count.high is None:
        bound = count.high if count.low is None else count.low
        return strings[f"hedge.{count.hedge}"].format(n=bound)
    return strings[f"hedge.{count.hedge}"].format(n=_range(count.low, count.high, False, strings))


def _range(low: int | None, high: int | None, is_open: bool, strings: Strings) -> str:
    plus = "+" if is_open else ""
    if low is None:
        return strings["no-figure"] if high is None else strings["up-to"].format(n=f"{high}{plus}")
    if high is None or high == low:
        return f"{low}{plus}"
    return f"{low}–{high}{plus}"


def when_words(when: When | None, strings: Strings) -> str:
    """Return the day or the days, as ISO dates."""
    if when is None:
        return strings["date.unknown"]
    return when.start if when.start == when.end else strings["date.range"].format(start=when.start, end=when.end)


@dataclass(frozen=True)
class Index:
    """The reports by id, their claims by reference, and the names of actors as the claims give them.

    ``page`` gives the address of a claim where its report stands on another page.
    """

    reports: Mapping[str, Report]
    claims: Mapping[ClaimRef, Claim]
    names: Mapping[str, str]
    anchors: Mapping[ClaimRef, str]
    show_names: bool = False
    victims: frozenset[str] = frozenset()
    page: Callable[[ClaimRef], str | None] | None = None

    @classmethod
    def of(cls, reports: Sequence[Report], *, show_names: bool = False) -> "Index":
        """Index the reports.

        ``anchors`` gives each claim an id made of positions only, since a stranger chose the report's
        own id. ``victims`` are the names of victims, which stand outside their reports only with ``show_names``.
        """
        claims: dict[ClaimRef, Claim] = {}
        anchors: dict[ClaimRef, str] = {}
        names: dict[str, str] = {}
        for number, report in enumerate(reports, 1):
            for place, claim in enumerate(report.claims, 1):
                ref = ClaimRef(report.id, claim.id)
                claims[ref], anchors[ref] = claim, f"r{number}-c{place}"
                for who in (claim.group, claim.by, *claim.sources):
                    if who is not None and who.actor and who.name:
                        names.setdefault(who.actor, who.name)
        groups = [claim.group for claim in claims.values() if claim.group is not None and claim.names_victim]
        victims = frozenset(snippet(words) for group in groups for words in (group.name, group.span.text) if words)
        return cls({r.id: r for r in reports}, claims, names, anchors, show_names, victims)

    def href(self, ref: ClaimRef) -> str | None:
        """Return the address of a claim: on this page by its anchor, or where ``page`` says; ``None``: no link."""
        if self.page is not None:
            return self.page(ref)
        return f"#{self.anchors[ref]}" if ref in self.anchors else None

    def actor(self, actor: str, strings: Strings) -> str:
        """Return the display name of an actor's id; the id itself where nothing names it."""
        return snippet(actor_name(actor, strings) or self.names.get(actor, actor))

    def group(self, toll: Toll, strings: Strings) -> str:
        """Return whose toll it is; a named victim is only ``named person`` unless names are to be shown."""
        group = toll.group
        if group.actor is None and group.name is None:
            return strings[f"group.{group.role}"]
        refs = known((*toll.supports, *toll.denials, *toll.superseded), self)
        name = snippet(group.name or "")
        named = name in self.victims or (bool(refs) and all(self.claims[ref].names_victim for ref in refs))
        if named and group.actor is None and not self.show_names:
            return strings["group.named"]
        return snippet(
            actor_name(group.actor, strings) or group.name or self.names.get(group.actor or "", group.actor or "")
        )

    def quote(self, ref: ClaimRef, strings: Strings) -> str:
        """Return a claim's wording on one line, without the victim's name unless names are to be shown."""
        claim = self.claims[ref]
        text = claim.quote.text
        if not self.show_names and claim.group is not None and claim.names_victim:
            text = text.replace(claim.group.span.text, f"[{strings['group.named']}]")
        return snippet(text)

    def outlet(self, ref: ClaimRef) -> str:
        """Return who published a claim's report: the outlet, or else the report's id."""
        report = self.reports.get(ref.report)
        return snippet((report.outlet if report else None) or ref.report)

    def originator(self, ref: ClaimRef, strings: Strings) -> str | None:
        """Return who makes a claim, where its report says so and it is not the outlet itself."""
        claim = self.claims.get(ref)
        if claim is None or not claim.sources:
            return None
        name = snippet(name_of(claim.sources[0], strings) or claim.sources[0].span.text)
        return name if name != self.outlet(ref) else None

    def source_names(self, ref: ClaimRef, strings: Strings) -> list[str]:
        """Return the chain of a claim's sources, originator first; the report's own voice where it is empty."""
        claim = self.claims[ref]
        if not claim.sources:
            report = self.reports[ref.report]
            return [snippet(report.outlet)] if report.outlet else [strings["claim.own-voice"]]
        return [snippet(name_of(source, strings) or source.span.text) for source in claim.sources]


def known(refs: Iterable[ClaimRef], index: Index) -> list[ClaimRef]:
    """Return the references whose claims are at hand, in order."""
    return [ref for ref in refs if ref in index.claims]


def contradiction_sides(contradiction: Contradiction, index: Index) -> tuple[ClaimRef, ClaimRef] | None:
    """Return the two claims of a contradiction, or ``None`` where one is not among the reports."""
    first, second = contradiction.claims
    return (first, second) if first in index.claims and second in index.claims else None


def lead(toll: TollReport, strings: Strings) -> str:
    """Return the one sentence above everything: how many incidents, reports, by which profile."""
    return strings["lead"].format(
        incidents=plural(strings, "incident", len(toll.incidents)),
        reports=plural(strings, "report", toll.reports),
        profile=snippet(toll.profile),
    )
