"""What an export is made of: records that the caller chose, from the store or from reports just read."""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from hasila.model import Actor, ChangeRecord, Incident, Report


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the gazetteer with what holds it.

    ``above`` are the ids of the places that hold it, the nearest first; ``precision`` is that of
    :class:`hasila.model.Place`; ``country`` is ISO 3166-1 alpha-2; ``names`` gives display names per language code.
    """

    id: str
    name: str
    names: dict[str, str]
    lat: float
    lon: float
    precision: str
    country: str
    above: tuple[str, ...] = ()


class CaptureRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a capture: all but its bytes. ``report`` is the id of the report read from it."""

    id: int
    report: str
    kind: str
    key: str | None
    sha256: str
    size: int
    source: str
    locator: str
    url: str | None
    media_type: str | None
    headers: tuple[tuple[str, str], ...]
    received: str
    tool: str


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the user chose: ``names`` lets victims' names out; ``excel`` puts a byte-order mark before CSV."""

    names: bool = False
    excel: bool = False


class Material(Protocol):
    """The records of one export. Everything is in a stable order: two exports of the same records are equal bytes.

    ``tool`` names the version of hasila; ``made`` is the UTC time of the export, ISO 8601 with ``Z``. ``whole`` tells
    that every report that :meth:`reports` yields has all its claims, chosen one by one or not: it saves looking each
    up again, which hiding names needs, since a name may be that of a claim that was not chosen.
    """

    @property
    def profile(self) -> str:
        """The profile that the incidents' tolls were made under."""

    @property
    def tool(self) -> str:
        """What made the records: name and version."""

    @property
    def made(self) -> str:
        """The UTC time of the export."""

    @property
    def whole(self) -> bool:
        """Whether the reports have all their claims."""

    def reports(self) -> Iterator[Report]:
        """Yield the chosen reports, each with its chosen claims."""

    def incidents(self) -> Iterator[Incident]:
        """Yield the chosen incidents with their tolls under the profile."""

    def report(self, report_id: str) -> Report:
        """Return a report with all its claims.

        Raises:
            KeyError: if there is no such report.
        """

    def place(self, place_id: str) -> PlaceRecord | None:
        """Return what the gazetteer knows of a place."""

    def actor(self, actor_id: str) -> Actor | None:
        """Return what the registry knows of an actor."""

    def captures(self) -> Iterator[CaptureRecord]:
        """Yield the captures of the chosen reports; none where there is no store."""

    def changes(self) -> Iterator[ChangeRecord]:
        """Yield the log of changes; none where there is no store."""
