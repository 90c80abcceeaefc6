"""Short ways to write claims and reports for tests of linking and reconciling. All of it is invented."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hasila.model import Claim, Count, Group, Party, Place, Report, Source, Span, When

#: Whole to part, as a registry would say it.
ACTORS = {("iran", "irgc"), ("regime", "army"), ("regime", "brigade-8"), ("army", "brigade-8")}
PLACES = {("gov", "quarter"), ("gov", "village"), ("gov", "hamlet"), ("gov", "far-village"), ("village", "quarter")}
KNOWN = {"irgc", "iran", "regime", "army", "brigade-8", "rebels", "hezbollah", "sohr", "ministry", "un", "sana", "afp"}
SPOTS = {
    "gov": (36.2, 37.1, "adm1"),
    "village": (36.11, 37.05, "village"),
    "quarter": (36.111, 37.051, "district"),
    "hamlet": (36.13, 37.06, "village"),
    "far-village": (36.60, 37.40, "village"),
    "elsewhere": (33.5, 36.3, "town"),
    "town": (36.2, 37.15, "town"),
}


def contains_actor(whole: str, part: str) -> bool:
    return (whole, part) in ACTORS


def contains_place(whole: str, part: str) -> bool:
    return (whole, part) in PLACES


def above_place(part: str) -> tuple[str, ...]:
    return tuple(sorted(whole for whole, inside in PLACES if inside == part))


def span(text: str, at: int = 0) -> Span:
    return Span(at, at + len(text), text)


def count(told: str) -> Count:
    """Read 17, >=43, >100, ~30, <=15, 40-50, vague 20, most, all, none, ? as a count."""
    told = str(told)
    if told in ("most", "all"):
        return Count(low=None, high=None, hedge=told)
    if told == "none":
        return Count(low=0, high=0, hedge="none")
    if told == "?":
        return Count(low=None, high=None, hedge="vague")
    match = re.fullmatch(r"(>=|>|~|<=|vague )?(\d+)(?:-(\d+))?", told)
    assert match, told
    sign, low, high = match[1] or "", int(match[2]), match[3]
    if high:
        return Count(low=low, high=int(high), hedge="range")
    bounds = {
        ">=": (low, None, "at_least"),
        ">": (low, None, "more_than"),
        "~": (low, low, "about"),
        "<=": (None, low, "at_most"),
        "vague ": (low, None, "vague"),
        "": (low, low, "exact"),
    }
    a, b, hedge = bounds[sign]
    return Count(low=a, high=b, hedge=hedge)


def group(told: str | None) -> Group | None:
    """Read an actor's id, or words with their role after a slash: مدنيين/civilian."""
    if told is None:
        return None
    word, _, role = told.partition("/")
    if word in KNOWN:
        return Group(actor=word, name=f"The {word}", role="combatant", span=span(word))
    return Group(actor=None, name=None, role=role or "unknown", span=span(word))


def source(told: str) -> Source:
    """Read a kind and an actor's id or a name: monitor sohr, anonymous مصدر ميداني."""
    kind, _, name = told.partition(" ")
    return Source(actor=name if name in KNOWN else None, name=None, kind=kind, span=span(name))


def place(told: str | None) -> Place | None:
    if told is None:
        return None
    if told not in SPOTS:
        return Place(id=None, name=None, lat=None, lon=None, precision="unknown", span=span(told))
    lat, lon, precision = SPOTS[told]
    return Place(id=told, name=told.title(), lat=lat, lon=lon, precision=precision, span=span(told))


def day(told: str | Sequence[str] | None) -> When | None:
    if told is None:
        return None
    first, last = (told, told) if isinstance(told, str) else told
    return When(start=first, end=last)


def claim(number: int, told: Mapping[str, Any]) -> Claim:
    """Read one claim; keys: harm, n, group, source (list), stance, place, date, means, by, scope, part_of, at."""
    by = told.get("by")
    at = int(told.get("at", number * 100))
    return Claim(
        id=told.get("id", f"c{number}"),
        harm=told.get("harm", "killed"),
        count=count(told.get("n", "none" if "control" in told.get("harm", "") else "?")),
        group=group(told.get("group", "شخصا")),
        stance=told.get("stance", "asserts"),
        sources=tuple(source(s) for s in told.get("source", [])),
        place=place(told.get("place")),
        date=day(told.get("date")),
        means=told.get("means"),
        by=Party(actor=by if by in KNOWN else None, name=None, span=span(by)) if by else None,
        scope=told.get("scope", "event"),
        part_of=told.get("part_of"),
        quote=span("x", at),
        extractor="test",
        confidence=1.0,
    )


def report(told: Mapping[str, Any]) -> Report:
    """Read a report; keys: id, published, outlet, text, claims."""
    return Report(
        id=told["id"],
        lang="ar",
        text=told.get("text", f"text of {told['id']}"),
        published=told.get("published"),
        outlet=told.get("outlet"),
        claims=tuple(claim(number, c) for number, c in enumerate(told.get("claims", []), 1)),
    )
