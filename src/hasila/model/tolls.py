"""Incidents and their tolls: what many reports say together."""

from typing import Literal

import msgspec

from hasila.model.claims import Place, When
from hasila.model.values import Harm, Hedge, Role, Stance, Status

#: What became of a figure: it gives the toll, its own source replaced it, it denies, it gave no number, or is not sure.
SaidState = Literal["standing", "superseded", "denial", "set_aside", "unconfirmed"]


class ClaimRef(msgspec.Struct, frozen=True, order=True):
    """A claim of a report: the report's id and the claim's id within it."""

    report: str
    claim: str


class TollGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Whose toll it is. ``actor``, ``name`` ``None`` together with role ``unknown``: all people of the incident."""

    actor: str | None
    name: str | None
    role: Role


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """A range for one harm and group, by a named rule, with all that speaks for and against it.

    ``open`` is true when ``high`` is itself a lower bound; ``derived`` when the figure is a sum that no
    source states; ``set_aside`` pairs each claim that did not give the numbers with the reason.
    """

    harm: Harm
    group: TollGroup
    low: int | None
    best: int | None
    high: int | None
    open: bool
    status: Status
    rule: str
    supports: tuple[ClaimRef, ...] = ()
    denials: tuple[ClaimRef, ...] = ()
    superseded: tuple[ClaimRef, ...] = ()
    set_aside: tuple[tuple[ClaimRef, str], ...] = ()
    independent_sources: int = 0
    derived: bool = False


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two claims that cannot both be true, and why."""

    kind: Literal["figures", "denial", "control"]
    claims: tuple[ClaimRef, ClaimRef]
    why: str


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """Who is said to have taken or lost a place."""

    force: str
    place: str | None
    status: Literal["took_control", "lost_control"]
    supports: tuple[ClaimRef, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One figure as one independent source gave it, with all who repeated it: a point of the toll over time.

    ``said`` is the ISO day on which the source first gave it, ``None`` where no report tells a day of publication;
    ``low``, ``high``, ``hedge`` are as worded. ``floor``: the source knows only of some (a hospital), so there may be
    more. ``partisan``: a party to the fighting says it of people other than its own, civilians left out. ``voice`` is
    the source's display name, ``voice_id`` what it is told apart by. ``carriers`` are the outlets that carry it, the
    first first; ``claims`` all its claims in the same order. ``why`` is the reason of ``state``.
    """

    said: str | None
    harm: Harm
    group: TollGroup
    low: int | None
    high: int | None
    hedge: Hedge
    floor: bool = False
    partisan: bool = False
    stance: Stance
    voice: str
    voice_id: str
    carriers: tuple[str, ...]
    claims: tuple[ClaimRef, ...]
    state: SaidState
    why: str | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two claims by which two reports were held to tell of one event.

    ``points`` are the sum of those of the ``reasons`` (match weights, see ``docs/reconciliation.md``).
    """

    claims: tuple[ClaimRef, ClaimRef]
    points: float
    reasons: tuple[str, ...]


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One event that one or more reports tell, with its tolls.

    ``links`` are those that put it together, the surest first; ``split_from`` is the id of the incident that it was
    part of before a later report showed that there were two.
    """

    id: str
    place: Place | None
    date: When | None
    means: tuple[str, ...]
    belligerents: tuple[str, ...]
    claims: tuple[ClaimRef, ...]
    tolls: tuple[Toll, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    control: tuple[Control, ...] = ()
    timeline: tuple[Said, ...] = ()
    links: tuple[Link, ...] = ()
    split_from: str | None = None


class TollReport(msgspec.Struct, frozen=True, kw_only=True):
    """What ``hasila toll`` says: the incidents, and the claims kept outside them."""

    profile: str
    reports: int
    incidents: tuple[Incident, ...]
    outside: tuple[ClaimRef, ...] = ()
