"""The parts of an incident's page that :mod:`hasila.render` draws, with what the web adds around them."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from hasila.intake.dossier import Dossier
from hasila.model import Claim, ClaimRef, Said, Toll
from hasila.render.basis import basis, link
from hasila.render.chart import chart, key
from hasila.render.figures import Index, toll_best, toll_range
from hasila.render.links import links_section
from hasila.render.markup import escape, language
from hasila.render.page import badge, contradictions_section, control_section
from hasila.render.reasons import say
from hasila.render.said import figure, outlets, voice
from hasila.web.view import View


class TollRow(NamedTuple):
    """A toll as it is shown: ``hue`` is the class of its colour."""

    name: str
    hue: str
    harm: str
    who: str
    role: str | None
    range: str
    best: int | None
    badge: Markup
    sources: int
    chart: Markup
    basis: Markup


class Row(NamedTuple):
    """A line of the table of claims: what one voice said, with all who carry it.

    ``state`` is that of :class:`hasila.model.Said`; ``refs`` are its claims, the first the one that is quoted.
    """

    said: Said
    figure: str
    voice: str
    through: str | None
    why: str | None
    refs: tuple[ClaimRef, ...]
    quote: Markup


class Drawing:
    """Draws the parts of one incident. Without ``names`` no victim's name is in anything it gives."""

    def __init__(self, told: Dossier, view: View, *, names: bool, public: bool) -> None:
        """Index what there is; the public gets no links to reports, whose texts name people."""
        self.told = told
        self.view = view
        self.public = public
        # As the page of a report numbers its cards: rejected claims stand there too.
        self._places = {
            ClaimRef(one.report.id, claim.id): place
            for one in told.reports
            for place, claim in enumerate(one.report.claims, 1)
        }
        counted = [one.counted for one in told.reports]
        full = Index.of(counted, show_names=names)
        self.index = Index(full.reports, full.claims, full.names, full.anchors, names, full.victims, self.href)

    def href(self, ref: ClaimRef) -> str | None:
        """Return the address of a claim in its report."""
        if self.public:
            return None
        place = self._places.get(ref)
        path = self.view.link("/report", id=ref.report, claim=ref.claim, incident=self.told.incident.id)
        return f"{path}{f'#r1-c{place}' if place else ''}"

    def tolls(self) -> Iterator[TollRow]:
        """Yield the tolls with their charts and reasons."""
        incident, index, strings = self.told.incident, self.index, self.view.strings
        profile = self.view.request.query_params.get("profile", "full-range")
        before: Toll | None = None
        for number, toll in enumerate(incident.tolls, 1):
            who = index.group(toll, strings)
            plain = toll.group.actor is None and toll.group.name is None
            yield TollRow(
                name=f"t{number}", hue=self.view.hue(toll.harm), harm=strings[f"harm.{toll.harm}"], who=who,
                role=None if plain else strings[f"role.{toll.group.role}"], range=toll_range(toll, strings),
                best=toll_best(toll), badge=Markup(badge(toll.status, strings)), sources=toll.independent_sources,
                chart=self.view.ours(chart(toll, incident, who, profile, strings)),
                basis=self.view.ours(basis(toll, before, incident, index, strings)),
            )  # fmt: skip
            before = toll

    def rows(self) -> Iterator[Row]:
        """Yield what was said, voice by voice, as the timeline has it; repeats are folded into one line."""
        strings, index = self.view.strings, self.index
        for said in self.told.incident.timeline:
            refs = tuple(ref for ref in said.claims if ref in index.claims)
            if not refs:
                continue
            name = voice(said)
            carrier = index.outlet(refs[0])
            yield Row(
                said=said, figure=figure(said, strings), voice=self._safe(name),
                through=None if carrier == name else carrier, why=None if said.why is None else say(said.why, strings),
                refs=refs, quote=self.quote(refs[0]),
            )  # fmt: skip

    def _safe(self, name: str) -> str:
        shown = self.index.show_names or name not in self.index.victims
        return name if shown else self.view.strings["group.named"]

    def quote(self, ref: ClaimRef) -> Markup:
        """Return the wording of a claim as a quotation in its own direction."""
        words = self.index.quote(ref, self.view.strings)
        return Markup(f"<blockquote {language(self.index.reports[ref.report], words)}>{escape(words)}</blockquote>")

    def folded(self, said: Said) -> str | None:
        """Return how many outlets carry a voice, ``None`` where one alone does."""
        return outlets(said, self.view.strings)

    def link(self, ref: ClaimRef) -> Markup:
        """Return a link to a claim, named after the outlet."""
        return Markup(link(ref, self.index, self.view.strings, voice=False))

    def contradictions(self) -> Markup:
        """Return the pairs of claims that cannot both be true."""
        return self.view.ours(contradictions_section(self.told.incident.contradictions, self.index, self.view.strings))

    def control(self) -> Markup:
        """Return who is said to have taken which place."""
        return self.view.ours(control_section(self.told.incident, self.index, self.view.strings))

    def links(self) -> Markup:
        """Return why the reports are held to tell of one incident."""
        return Markup("") if self.public else self.view.ours(links_section(self.told.incident, self.index,
                                                                           self.view.strings))  # fmt: skip

    def key(self) -> Markup:
        """Return what the marks of the charts mean."""
        return Markup(key(self.view.strings))

    def victims(self) -> list[tuple[str, ClaimRef]]:
        """Return the victims who are named, with a claim that names each; empty unless names are shown."""
        found: dict[str, ClaimRef] = {}
        if self.index.show_names:
            inside = set(self.told.incident.claims)
            for ref in self.index.claims:
                claim: Claim = self.index.claims[ref]
                if ref in inside and claim.names_victim and claim.group is not None:
                    found.setdefault(claim.group.name or claim.group.span.text, ref)
        return list(found.items())

    def named(self) -> int:
        """Return how many victims are named, whether they are shown or not."""
        inside = set(self.told.incident.claims)
        return len({
            claim.group.name or claim.group.span.text for ref, claim in self.index.claims.items()
            if ref in inside and claim.names_victim and claim.group is not None
        })  # fmt: skip
