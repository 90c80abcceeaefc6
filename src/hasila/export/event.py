"""An incident beside all that is known of it: what the formats of event datasets are filled from.

What the recorders' codebooks leave to a person's judgement is not decided here: where it is not sure, it is ``None``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from hasila.export.material import Material, PlaceRecord
from hasila.model import Actor, Claim, ClaimRef, Harm, Incident, Report, Toll

#: Reports kept at hand while incidents are gone through: those of one place and time lie beside each other.
_KEPT: Final = 256
_STANDS: Final = frozenset({"asserts", "admits"})
_STATES: Final = frozenset({"government", "armed_force"})


def events(material: Material) -> Iterator["Event"]:
    """Yield every incident of the material, in its order."""
    report = lru_cache(maxsize=_KEPT)(material.report)
    for incident in material.incidents():
        names = dict.fromkeys(ref.report for ref in incident.claims)
        told = sorted(map(report, names), key=lambda r: (r.published or "9999", r.outlet or "", r.id))
        yield Event(incident, tuple(told), material)


@dataclass(frozen=True)
class Event:
    """An incident with the reports that tell it, the first published first."""

    incident: Incident
    reports: tuple[Report, ...]
    material: Material

    # -- claims and tolls --------------------------------------------------------------------------

    @cached_property
    def claims(self) -> dict[ClaimRef, Claim]:
        """The claims of the incident."""
        wanted = frozenset(self.incident.claims)
        told = ((ClaimRef(report.id, claim.id), claim) for report in self.reports for claim in report.claims)
        return {ref: claim for ref, claim in told if ref in wanted}

    def of(self, *harms: Harm) -> list[Claim]:
        """Return the claims that assert one of these harms."""
        return [c for c in self.claims.values() if c.harm in harms and c.stance in _STANDS]

    def total(self, harm: Harm) -> Toll | None:
        """Return the toll of all people; where there is none, that of the largest group, which is part of it."""
        tolls = [toll for toll in self.incident.tolls if toll.harm == harm]
        whole = [t for t in tolls if t.group.actor is None and t.group.name is None and t.group.role == "unknown"]
        return whole[0] if whole else _largest(tolls)

    def civilians(self, harm: Harm) -> Toll | None:
        """Return the toll of all civilians; where there is none, that of the largest group of civilians."""
        tolls = [t for t in self.incident.tolls if t.harm == harm and t.group.role == "civilian"]
        whole = [t for t in tolls if t.group.actor is None and t.group.name is None]
        return whole[0] if whole else _largest(tolls)

    def fighters(self, harm: Harm, side: "Side") -> Toll | None:
        """Return the toll of a side's fighting people, the largest where several of its bodies have one."""
        tolls = (t for t in self.incident.tolls if t.harm == harm and t.group.actor in side.bodies)
        return _largest(t for t in tolls if t.group.role == "combatant")

    @cached_property
    def civilians_only(self) -> bool:
        """Whether all who were killed, or harmed where nobody was, are said to be civilians."""
        told = self.of("killed") or self.of("wounded", "casualty")
        return bool(told) and all(claim.group is not None and claim.group.role == "civilian" for claim in told)

    @cached_property
    def fought(self) -> bool:
        """Whether fighting people are said to be among those harmed."""
        told = self.of("killed", "wounded", "casualty", "captured")
        return any(claim.group is not None and claim.group.role == "combatant" for claim in told)

    # -- sides -------------------------------------------------------------------------------------

    @cached_property
    def doers(self) -> frozenset[str] | None:
        """The registry's ids of those who are said to have done it; ``None`` where one has no id or a claim denies."""
        if any(claim.stance == "denies" for claim in self.claims.values()):
            return None
        told = [claim.by for claim in self.of("killed", "wounded", "casualty") if claim.by is not None]
        ids = frozenset(by.actor for by in told if by.actor is not None)
        return ids if all(by.actor is not None for by in told) else None

    @cached_property
    def sides(self) -> "tuple[Side, Side] | None":
        """The two sides, where the claims leave no other reading.

        All belligerents are in the registry; by what it says of their parents they belong to two bodies and no more;
        and a claim tells that one of the two harmed the other's fighters: two who merely both lost some may be allies.
        A government or its force comes first, else the order is that of their names.
        """
        told = self.of("killed", "wounded", "casualty", "captured", "surrendered")
        pairs = {(c.by.actor, c.group.actor) for c in told if c.by and c.group and c.group.role == "combatant"}
        harmed = {c.group.actor for c in told if c.group and c.group.actor and c.group.role == "combatant"}
        doers = {c.by.actor for c in told if c.by and c.by.actor}
        sides = self._bodies({*self.incident.belligerents, *harmed, *doers})
        if sides is None or len(sides) != 2:
            return None
        first, second = sorted(sides, key=lambda s: (s.actor.kind not in _STATES, s.name))
        against = any(
            (by in a.bodies and of in b.bodies) for by, of in pairs for a, b in ((first, second), (second, first))
        )
        return (first, second) if against else None

    def single(self, actors: frozenset[str] | None) -> "Side | None":
        """Return the one side that all these actors are of."""
        sides = self._bodies(actors) if actors else None
        return sides[0] if sides and len(sides) == 1 else None

    def _bodies(self, actors: Iterable[str]) -> "list[Side] | None":
        """Put actors together who belong to one body; ``None`` where one is unknown or a body has no one head."""
        above = {actor: self._above(actor) for actor in sorted(actors)}
        groups: list[set[str]] = []
        for actor, holders in above.items():
            if not holders:
                return None
            near = [g for g in groups if any(holders & above[other] for other in g)]
            groups = [g for g in groups if g not in near] + [{actor}.union(*near)]
        out: list[Side] = []
        for group in groups:
            common = set.intersection(*(set(above[actor]) for actor in group))
            # The nearest body that holds them all: the one with the most bodies above it.
            head = max(sorted(common), key=lambda a: len(self._above(a)), default=None)
            known = self.material.actor(head) if head else None
            if known is None:
                return None
            out.append(Side(known, frozenset(group)))
        return out

    def _above(self, actor: str) -> frozenset[str]:
        """Return an actor's id with those of all bodies that contain it; nothing where the registry lacks it."""
        found: set[str] = set()
        left = [actor]
        while left:
            here = left.pop()
            entry = self.material.actor(here)
            if entry is not None and here not in found:
                found.add(here)
                left += entry.part_of
        return frozenset(found)

    # -- where and when ----------------------------------------------------------------------------

    @cached_property
    def _places(self) -> list[PlaceRecord]:
        """The place and those that hold it, the nearest first, as the gazetteer has them."""
        place = self.incident.place
        record = self.material.place(place.id) if place is not None and place.id else None
        if record is None:
            return []
        return [record, *(held for name in record.above if (held := self.material.place(name)) is not None)]

    def within(self, precision: str) -> str | None:
        """Return the English name of the place of this kind (``adm1``, ``country``) that it happened in."""
        return next((p.names.get("en") or p.name for p in self._places if p.precision == precision), None)

    @property
    def country_code(self) -> str | None:
        """ISO 3166-1 alpha-2 code of the country."""
        return self._places[0].country or None if self._places else None

    @property
    def precision(self) -> str:
        """The precision of the place; ``unknown`` where there is none or it is not on the map."""
        place = self.incident.place
        return place.precision if place is not None and place.lat is not None and place.lon is not None else "unknown"

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        place = self.incident.place
        return None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)

    @property
    def place_name(self) -> str | None:
        """The display name of the place, else its wording."""
        place = self.incident.place
        return None if place is None else place.name or place.span.text

    @cached_property
    def days(self) -> int | None:
        """How many days it may have happened on: 1 where the day is known."""
        when = self.incident.date
        if when is None:
            return None
        try:
            return (date.fromisoformat(when.end) - date.fromisoformat(when.start)).days + 1
        except ValueError:
            return None

    @property
    def year(self) -> str | None:
        """The year, where first and last day lie in one."""
        when = self.incident.date
        return when.start[:4] if when is not None and when.start[:4] == when.end[:4] else None

    # -- who says so -------------------------------------------------------------------------------

    @property
    def outlets(self) -> list[str]:
        """Who published: the outlets, else the reports' ids."""
        return list(dict.fromkeys(report.outlet or report.id for report in self.reports))

    @property
    def originators(self) -> list[str]:
        """Those who are said to know: the first source of each claim, by name or as worded."""
        told = (claim.sources[0] for claim in self.claims.values() if claim.sources)
        return list(dict.fromkeys(source.name or source.span.text for source in told))

    def name_of(self, actor: str) -> str:
        """Return the English name of an actor's id; the words themselves where it is none."""
        entry = self.material.actor(actor)
        return _name(entry) if entry is not None else actor


@dataclass(frozen=True)
class Side:
    """A party to the fighting: the body that holds all of it, and which of its bodies the claims name."""

    actor: Actor
    bodies: frozenset[str]

    @property
    def name(self) -> str:
        """Its English name."""
        return _name(self.actor)

    def foreign(self, country: str | None) -> bool:
        """Tell whether it is a state's force in another country than its own."""
        own = self.actor.country
        return self.actor.kind in _STATES and own is not None and country is not None and own != country


def _name(actor: Actor) -> str:
    return next(iter(actor.names.get("en", ())), actor.id)


def _largest(tolls: Iterable[Toll]) -> Toll | None:
    told = [toll for toll in tolls if toll.status != "denied"]
    return max(told, key=lambda t: (t.best or -1, t.high or -1), default=None)
