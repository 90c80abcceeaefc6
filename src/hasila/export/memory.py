"""Material in memory: reports and incidents just read, without a store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from hasila.export.material import CaptureRecord, PlaceRecord
from hasila.model import Actor, ChangeRecord, Incident, Report


class MaterialOf(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An implementation of :class:`hasila.export.material.Material`.

    ``every`` may be any iterable of reports, also one that can be gone through once only: what is written claim by
    claim then needs no memory. What looks reports up or goes through them again needs a sequence.
    """

    every: Iterable[Report]
    found: Sequence[Incident] = ()
    profile: str = "full-range"
    tool: str = "hasila"
    made: str = "1970-01-01T00:00:00Z"
    whole: bool = True
    places: Mapping[str, PlaceRecord] = {}
    actors: Mapping[str, Actor] = {}
    captured: Sequence[CaptureRecord] = ()
    changed: Sequence[ChangeRecord] = ()

    def reports(self) -> Iterator[Report]:
        """Yield the reports."""
        return iter(self.every)

    def incidents(self) -> Iterator[Incident]:
        """Yield the incidents."""
        return iter(self.found)

    @cached_property
    def _by_id(self) -> dict[str, Report]:
        return {report.id: report for report in self.every}

    def report(self, report_id: str) -> Report:
        """Return a report.

        Raises:
            KeyError: if there is no such report.
        """
        return self._by_id[report_id]

    def place(self, place_id: str) -> PlaceRecord | None:
        """Return what the gazetteer knows of a place."""
        return self.places.get(place_id)

    def actor(self, actor_id: str) -> Actor | None:
        """Return what the registry knows of an actor."""
        return self.actors.get(actor_id)

    def captures(self) -> Iterator[CaptureRecord]:
        """Yield the captures."""
        return iter(self.captured)

    def changes(self) -> Iterator[ChangeRecord]:
        """Yield the log of changes."""
        return iter(self.changed)
