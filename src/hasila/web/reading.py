"""A part of a report as its page shows it: :mod:`hasila.render` draws the text and the cards, this joins them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from hasila.intake.opened import Decided, Opened
from hasila.model import Claim, ClaimRef, Incident
from hasila.render.figures import Index
from hasila.render.markup import attr, language
from hasila.render.reading import card_of, headline, text_of
from hasila.store.claims import State
from hasila.web.parting import Part, part_with, parted
from hasila.web.view import View

#: From what confidence on a figure is set in which weight.
_WEIGHTS: Final = ((0.8, "sure"), (0.5, "fair"), (0.0, "doubtful"))


class Card(NamedTuple):
    """A claim as it is shown: its place among those of the report from 1, what a person decided, its incident."""

    claim: Claim
    place: int
    state: State
    decided: Decided | None
    incident: Incident | None
    weight: str
    href: str


class Reading:
    """Draws one part of a report: that with the claim ``claim``, else the one that ``number`` counts from 1."""

    def __init__(self, told: Opened, view: View, *, number: int, claim: str | None, along: Mapping[str, Any]) -> None:
        """Cut the report; ``along`` is the query of the search in which the reader goes from report to report."""
        self.told = told
        self.report = told.stored.report
        self._view = view
        self._along = along
        self._places = {one.id: place for place, one in enumerate(self.report.claims)}
        self.parts = parted(self.report.text, [one.quote.start for one in self.report.claims])
        wanted = part_with(self.parts, self._places.get(claim, -1)) if claim else number
        self.number = min(max(wanted, 1), len(self.parts))
        anchors = {ClaimRef(self.report.id, one.id): f"r1-c{place + 1}" for one, place in self._of(self.part)}
        claims = {ClaimRef(self.report.id, one.id): one for one in self.report.claims}
        self._index = Index({self.report.id: self.report}, claims, {}, anchors, page=self._page)

    @property
    def part(self) -> Part:
        """The part that is shown."""
        return self.parts[self.number - 1]

    def _of(self, part: Part) -> list[tuple[Claim, int]]:
        return [(self.report.claims[place], place) for place in part.claims]

    def _page(self, ref: ClaimRef) -> str | None:
        return f"#{self._index.anchors[ref]}" if ref in self._index.anchors else self.href(ref.claim)

    def href(self, claim: str, **query: object) -> str:
        """Return the address of a claim on this page or another one of the report."""
        place = self._places.get(claim, 0) + 1
        path = self._view.link("/report", id=self.report.id, claim=claim, **self._along, **query)
        return f"{path}#r1-c{place}"

    def page(self, number: int) -> str:
        """Return the address of a part."""
        part = number if number > 1 else None
        return self._view.link("/report", id=self.report.id, part=part, **self._along)

    def of(self, report: str | None) -> str | None:
        """Return the address of another report, in the same walk."""
        return report and self._view.link("/report", id=report, **self._along)

    @cached_property
    def _drawn(self) -> tuple[str, dict[str, str]]:
        states = self.told.stored.states
        claims = [one for one, _ in self._of(self.part)]
        rejected = {one.id for one in claims if states[one.id] == "rejected"}
        return text_of(
            self.report, claims, self._index, self._view.strings,
            start=self.part.start, end=self.part.end, rejected=rejected,
        )  # fmt: skip

    def text(self) -> Markup:
        """Return the text of the part with its claims highlighted, in a box that the keyboard can scroll."""
        label = attr(self._view.strings["text"])
        told = language(self.report, self.report.text[self.part.start : self.part.end])
        box = f'<div class="text panel" tabindex="0" role="region" aria-label="{label}" {told}>{self._drawn[0]}</div>'
        return self._view.ours(box)

    def cards(self, incidents: dict[str, Incident]) -> list[Card]:
        """Return the claims of the part."""
        stored, decided = self.told.stored, self.told.decided
        return [
            Card(
                claim=one, place=place + 1, state=stored.states[one.id], decided=decided.get(one.id),
                incident=incidents.get(stored.incidents.get(one.id, "")), href=self.href(one.id),
                weight=next(name for least, name in _WEIGHTS if one.confidence >= least),
            )
            for one, place in self._of(self.part)
        ]  # fmt: skip

    def incidents(self) -> list[str]:
        """Return the ids of the incidents that the claims of the part are in."""
        homes = self.told.stored.incidents
        return sorted({homes[one.id] for one, _ in self._of(self.part) if one.id in homes})

    def card(self, card: Card, head: Markup, foot: Markup) -> Markup:
        """Return a card, with more at the end of its first line and of itself."""
        kind = f"{card.weight} is-{card.state}"
        drawn = card_of(
            self.report, card.claim, self._drawn[1], self._index, self._view.strings, kind=kind, head=head, foot=foot
        )
        return self._view.ours(drawn)

    def headline(self, claim: Claim) -> str:
        """Return a claim in a few words."""
        return headline(claim, self._view.strings)

    def after(self) -> str | None:
        """Return the address of the first claim of a later part."""
        later = (part.claims[0] for part in self.parts[self.number :] if part.claims)
        place = next(later, None)
        return None if place is None else self.href(self.report.claims[place].id)

    def before(self) -> str | None:
        """Return the address of the last claim of an earlier part."""
        earlier = (part.claims[-1] for part in reversed(self.parts[: self.number - 1]) if part.claims)
        place = next(earlier, None)
        return None if place is None else self.href(self.report.claims[place].id)
