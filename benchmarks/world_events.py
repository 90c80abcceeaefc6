"""What happened: incidents with their truth, stretch by stretch of a world of wars.

The days of 2011 to 2026 are cut into stretches of ten; a run takes as many as it needs, spread over the years by a
fixed stride. So a larger run has more days and not more reports a day, and a smaller one is the beginning of a larger.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from hasila.incidents.clusters import kilometres
from hasila.model import Actor
from hasila.registry import load_registry
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import fold_word
from world_text import choose, data

FIRST: Final = date(2011, 1, 1)
STRETCH: Final = 10
STRETCHES: Final = 584
#: Coprime to the number of stretches, and about the golden share of it: neighbours in time are far apart in a run.
_STRIDE: Final = 361
_NEAR_KM: Final = 15.0


@dataclass(frozen=True)
class Voice:
    """Somebody who tells a toll: an ``actor`` of the registry, else known by ``words``; ``floor``: a hospital."""

    key: str
    kind: str
    words: str
    actor: Actor | None = None
    floor: bool = False


@dataclass(frozen=True)
class Side:
    """People killed: ``people`` is a noun of the wording, ``force`` whose fighters they were."""

    people: str
    force: Actor | None
    killed: int

    @property
    def key(self) -> str:
        """Whose toll it is: ``everyone``, ``civilians`` or an actor's id."""
        return self.force.id if self.force else self.people


@dataclass
class Event:
    """One incident. ``steps``: days after the last of it with the share of the toll known by then."""

    id: str
    war: dict[str, Any]
    place: PlaceEntry | None
    name: str
    near: PlaceEntry
    governorate: PlaceEntry
    first: date
    last: date
    means: str
    by: Actor
    sides: tuple[Side, ...]
    wounded: int
    reports: int
    voices: list[Voice] = field(default_factory=list)
    bias: dict[str, float] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    steps: tuple[tuple[int, float], ...] = ((0, 1.0),)
    denied: bool = False

    def figure(self, voice: Voice, side: Side, day: date) -> int:
        """Return the dead of a side by a voice on a day."""
        known = max((share for after, share in self.steps if (day - self.last).days >= after), default=self.steps[0][1])
        return max(1, round(side.killed * known * self.bias[voice.key]))


@dataclass(frozen=True)
class _Land:
    """The places of a country where something can happen, by governorate."""

    of: dict[str, tuple[PlaceEntry, ...]]
    near: dict[str, tuple[PlaceEntry, ...]]


@cache
def actor(name: str) -> Actor:
    return load_registry("ar").actors[name]


@cache
def _land(country: str) -> _Land:
    registry = load_registry("ar")
    of: defaultdict[str, list[PlaceEntry]] = defaultdict(list)
    # Of several places with one name a reader without context takes the largest.
    largest: dict[str, PlaceEntry] = {}
    for place in registry.places.values():
        for name in place.ar:
            known = largest.setdefault(fold_word(name), place)
            if place.population > known.population:
                largest[fold_word(name)] = place
    for place in registry.places.values():
        if place.country != country or place.precision not in ("town", "village") or not place.ar or place.common:
            continue
        above = registry.places.get(place.parent or "")
        if largest[fold_word(place.ar[0])] is not place or place.ar[0] in place.weak:
            continue
        if above is not None and above.precision in ("adm1", "area") and above.ar:
            of[above.id].append(place)
    kept = {name: tuple(places) for name, places in of.items() if len(places) >= 3}
    every = [place for places in kept.values() for place in places]
    near = {
        a.id: tuple(b for b in every if b.id != a.id and (kilometres(a, b) or 0) <= _NEAR_KM)  # type: ignore[arg-type]
        for a in every
    }
    return _Land(kept, near)


def places_near(event: Event) -> tuple[PlaceEntry, ...]:
    """Return the places within 15 km of where it happened."""
    return _land(event.war["country"]).near[event.near.id]


def stretches() -> Iterator[int]:
    """Yield the numbers of all stretches in the order in which a run takes them."""
    for n in range(STRETCHES):
        yield n * _STRIDE % STRETCHES


def events(stretch: int, seed: int) -> list[Event]:
    """Return the incidents of a stretch, in the order of their days."""
    noise = data("noise")
    rng = Random(f"{seed} events {stretch}")
    wars = data("wars")
    hot = {war["country"]: _governorate(_land(war["country"]), rng) for war in wars}
    begin = FIRST + timedelta(days=STRETCH * stretch)
    out: list[Event] = []
    told = 0
    while told < noise["reports_per_day"] * STRETCH:
        war = rng.choices(wars, [war["weight"] for war in wars])[0]
        day = begin + timedelta(days=rng.randrange(STRETCH))
        event = _event(f"e{stretch}-{len(out)}", war, day, hot[war["country"]], out, rng)
        out.append(event)
        told += event.reports
    return sorted(out, key=lambda e: (e.first, e.id))


def _governorate(land: _Land, rng: Random) -> str:
    """Draw a governorate, those of many places more often."""
    names = sorted(land.of)
    return rng.choices(names, [len(land.of[name]) for name in names])[0]


def _event(name: str, war: dict[str, Any], day: date, hot: str, before: Sequence[Event], rng: Random) -> Event:
    noise = data("noise")
    land = _land(war["country"])
    here = [e for e in before if e.war["country"] == war["country"]]
    taken = {e.near.id for e in here if abs((e.first - day).days) <= 1}
    # By chance no more incidents share town and day than the table says.
    choices = {
        "neighbour": [
            p for e in here if abs((e.first - day).days) <= 1 for p in land.near[e.near.id] if p.id not in taken
        ],
        "same_town_later": [e.near for e in here if 2 <= (day - e.last).days <= 6 and e.near.id not in taken],
        "same_town_same_day": [e.near for e in here if e.first == day],
        "elsewhere": [],
    }  # fmt: skip
    found = choices[choose(rng, {kind: noise[kind] for kind in choices})]
    place = rng.choice(found) if found else None
    while place is None:
        governorate = hot if rng.random() < noise["hot_governorate"] else _governorate(land, rng)
        free = [p for p in land.of[governorate] if p.id not in taken]
        place = rng.choice(free) if free else None
    near = place
    registry = load_registry("ar")
    named: PlaceEntry | None = place
    if rng.random() < noise["outside_gazetteer"]:
        named = None
    hamlets = data("wording")["hamlets"]
    text = place.ar[0] if named else " ".join(rng.choice(words) for words in hamlets)
    battle = rng.random() < noise["battle"]
    killed = max(1, min(180, round(rng.paretovariate(0.9) * 2.2)))
    by, means, sides = _who(war, battle, killed, rng)
    last = day + timedelta(days=1) if battle and rng.random() < 1 / 3 else day
    reports = min(noise["most_reports"], int(rng.paretovariate(noise["many"])))
    made = Event(
        name, war, named, text, near, registry.places[place.parent or ""], day, last, means, by, sides,
        max(1, round(killed * rng.uniform(0.5, 2.5))), reports,
    )  # fmt: skip
    _voices(made, rng)
    return made


def _who(war: dict[str, Any], battle: bool, killed: int, rng: Random) -> tuple[Actor, str, tuple[Side, ...]]:
    if battle:
        one, other = rng.sample(war["victims"], 2)
        sides = (Side("force", actor(one), killed), Side("force", actor(other), max(1, round(killed * rng.random()))))
        return actor(other), "ground_combat", sides
    if rng.random() < 0.45:
        by, means = rng.choice(war["air"]), rng.choice(["airstrike", "airstrike", "drone"])
    else:
        by, means = (
            rng.choice(war["ground"]),
            rng.choice(["shelling", "shelling", "ied", "small_arms", "landmine", "ambush"]),
        )
    attacked = [name for name in war["victims"] if name != by]
    if means == "ambush" or rng.random() < 0.2:
        return actor(by), means, (Side("force", actor(rng.choice(attacked)), killed),)
    return actor(by), means, (Side(rng.choice(["civilians", "everyone"]), None, killed),)


def _voices(event: Event, rng: Random) -> None:
    """Say who tells the toll of an incident, how far off, and from when."""
    noise = data("noise")
    war, wording = event.war, data("wording")
    known = [*((name, "monitor") for name in war["monitors"]), *((name, "medical") for name in war["health"]),
             *((name, "official") for name in war["officials"])]  # fmt: skip
    unnamed = [Voice(f"unnamed:{words}", kind, words) for words, kind in wording["sources"]]
    hospital = wording["hospital"].format(town=event.near.ar[0])
    pool = [Voice(f"actor:{name}", kind, rng.choice(actor(name).names["ar"][:2]), actor(name)) for name, kind in known]
    count = min(1 + event.reports // 3, rng.choice([1, 1, 2, 2, 3, 4]))
    event.voices = rng.sample(pool, min(count, len(pool)))
    if rng.random() < 0.3:
        event.voices[-1:] = [rng.choice(unnamed)]
    if len(event.voices) > 1 and rng.random() < 0.12:
        event.voices.append(Voice(f"unnamed:{hospital}", "medical", hospital, floor=True))
    for voice in event.voices:
        off = 1.0 if rng.random() < noise["same_figure"] else rng.uniform(0.67, 1.33)
        event.bias[voice.key] = rng.uniform(0.3, 0.8) if voice.floor else off
        people = event.sides[0].people
        if event.sides[0].force is None and rng.random() < 0.3:
            people = "everyone"
        event.people[voice.key] = people
    if event.sides[0].killed > 3 and rng.random() < noise["rising"]:
        low = rng.uniform(0.4, 0.85)
        event.steps = ((0, low), (1, 1.0)) if rng.random() < 0.6 else ((0, low), (1, (1 + low) / 2), (3, 1.0))
    denier = war["deniers"].get(event.by.id)
    event.denied = denier is not None and event.sides[0].force is None and rng.random() < noise["denial"]


def stretch_share(reports: int) -> float:
    """Return how many of all stretches a run of so many reports takes, as a share; more than 1 is too much."""
    return math.ceil(reports / (data("noise")["reports_per_day"] * STRETCH)) / STRETCHES
