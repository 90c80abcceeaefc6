"""What a report is made of before it is written: settings, claims to be, segments; and what comes out of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from hasila.model import Report
from hasila.registry.gazetteer import PlaceEntry
from world_events import Event, Side, Voice
from world_text import Figure

#: Said for a report's own voice, which is its outlet.
OWN: Final = Voice("own", "media", "")


class Said(NamedTuple):
    """A toll of dead as the truth has it: by whom first, whoever carries it here."""

    event: str
    group: str
    voice: str
    figure: Figure
    said: date
    floor: bool
    denies: bool
    credited: bool


class Made(NamedTuple):
    """A report with its claims, the incident of each claim of an event, and what it tells of the dead."""

    report: Report
    home: dict[str, str]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Setting:
    """How one incident is set in a story: what the text tells of where, when and how, true or not."""

    event: Event
    place: PlaceEntry | None
    name: str | None
    also: PlaceEntry | None
    day: date | None
    day_words: str
    relative: bool
    means: str | None
    how: str
    by: bool


@dataclass(frozen=True)
class Told:
    """A claim to be: ``quote`` names its mark, ``side`` who died, ``part_of`` the claim of the segments before."""

    quote: str
    harm: str
    figure: Figure | None
    people: str
    side: Side | None
    voice: Voice
    stance: str = "asserts"
    scope: str = "event"
    part_of: str | None = None


@dataclass(frozen=True)
class Segment:
    """A sentence: its template, the claims in it, who is named as source. ``unsourced``: without him."""

    kind: str
    template: str
    setting: Setting
    told: tuple[Told, ...] = ()
    source: Voice | None = None
    unsourced: str | None = None


@dataclass
class Story:
    """A report to be printed."""

    event: Event
    outlet: str
    published: date
    head: str
    segments: list[Segment] = field(default_factory=list)
    arabic: bool = False
    seed: str = ""
