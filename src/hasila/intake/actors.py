"""The registry of actors as it counts in a store: the shipped entries, and over them those that people wrote.

An entry changes at once how actors are shown and found, how texts are read that come after it, and how tolls are worked
out; texts that were there before keep the ids and names that they were read with until they are read again
(:mod:`hasila.intake.rereading`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection

from hasila.languages import available
from hasila.model import Actor, Claim, Incident, Report, Said
from hasila.registry import load_registry
from hasila.store import entries
from hasila.store.claims import Stored
from hasila.text.terms import terms

#: Languages of names.
LANGS: Final = ("ar", "fa", "en")
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_MOST: Final = 100
_LONGEST: Final = 200
_VOICE: Final = "actor:"
_Named = TypeVar("_Named", bound=msgspec.Struct)


class Refused(ValueError):  # noqa: N818
    """An entry that cannot be. ``key`` tells why, ``told`` what it is about."""

    def __init__(self, key: str, told: str = "") -> None:
        super().__init__(f"{key}: {told}")
        self.key = key
        self.told = told


class Actors:
    """Who is in the registry."""

    def __init__(self, written: Mapping[str, Actor]) -> None:
        """``written`` are the entries that count instead of the shipped ones."""
        self.written = written
        self._shipped = load_registry(available()[0])

    def __iter__(self) -> Iterator[Actor]:
        """Yield every actor, those of the shipped registry first."""
        for name, actor in self._shipped.actors.items():
            yield self.written.get(name, actor)
        yield from (actor for name, actor in self.written.items() if name not in self._shipped.actors)

    def get(self, name: str) -> Actor | None:
        """Return an actor's entry."""
        return self.written.get(name) or self.shipped(name)

    def shipped(self, name: str) -> Actor | None:
        """Return an actor's entry as it was shipped."""
        return self._shipped.actors.get(name)

    def display(self, name: str, lang: str) -> str:
        """Return what to call an actor in a language, else in another one; the id where nobody knows it."""
        found = self.get(name)
        names = {} if found is None else found.names
        return next((names[code][0] for code in (lang, "en", "ar", "fa") if names.get(code)), name)

    def called(self, name: str) -> frozenset[str]:
        """Return the ids of the actors that have a name, full or short, in any language."""
        shipped = {one for one in self._shipped.called(name) if one not in self.written}
        key = tuple(terms(name))
        return frozenset(shipped | {one for one, keys in _keys(self.written) if key and key in keys})

    def wordings(self, name: str) -> tuple[str, ...]:
        """Return the full names that people gave an actor: texts may have it that were read without them."""
        actor = self.written.get(name)
        return () if actor is None else tuple(dict.fromkeys(one for some in actor.names.values() for one in some))

    def parts(self, name: str) -> list[str]:
        """Return the ids of those who are part of an actor, or speak for it."""
        return [one.id for one in self if name in one.part_of or one.speaks_for == name]

    def incident(self, incident: Incident) -> Incident:
        """Return an incident with actors called as they are now."""
        if not self.written:
            return incident
        replace = msgspec.structs.replace
        return replace(
            incident,
            tolls=tuple(replace(toll, group=self._renamed(toll.group)) for toll in incident.tolls),
            timeline=tuple(self._said(said) for said in incident.timeline),
        )

    def report(self, report: Report) -> Report:
        """Return a report whose claims call actors as they are called now."""
        if not self.written:
            return report
        return msgspec.structs.replace(report, claims=tuple(self._claim(claim) for claim in report.claims))

    def stored(self, told: Stored) -> Stored:
        """Return a stored report whose claims call actors as they are called now: to be shown, never to be kept."""
        return msgspec.structs.replace(told, report=self.report(told.report)) if self.written else told

    def _said(self, said: Said) -> Said:
        actor = said.voice_id.removeprefix(_VOICE) if said.voice_id.startswith(_VOICE) else None
        voice = said.voice if actor is None else self._name(actor, said.voice)
        return msgspec.structs.replace(said, voice=voice, group=self._renamed(said.group))

    def _claim(self, claim: Claim) -> Claim:
        return msgspec.structs.replace(
            claim, sources=tuple(self._renamed(source) for source in claim.sources),
            group=claim.group and self._renamed(claim.group), by=claim.by and self._renamed(claim.by),
        )  # fmt: skip

    def _renamed(self, value: _Named) -> _Named:
        actor: str | None = value.actor  # type: ignore[attr-defined]
        name: str | None = value.name  # type: ignore[attr-defined]
        if actor is None or name is None or actor not in self.written:
            return value
        return msgspec.structs.replace(value, name=self._name(actor, name))

    def _name(self, actor: str, told: str) -> str:
        """Return what an actor is called now in the language of the name that it was told by."""
        entry, shipped = self.written.get(actor), self.shipped(actor)
        if entry is None:
            return told
        lang = next((code for code, names in (shipped.names if shipped else {}).items() if names[0] == told), None)
        return told if lang is None or not entry.names.get(lang) else entry.names[lang][0]


def actors(connection: Connection) -> Actors:
    """Return the registry as it counts in a store."""
    return Actors(entries.current(connection))


def write(connection: Connection, who: str, actor: Actor, why: str) -> None:
    """Write an entry in the place of an actor's shipped one, or of somebody whom the shipped registry does not know.

    Raises:
        Refused: if it cannot be one.
    """
    entries.write(connection, who, actor.id, _checked(actor, actors(connection)), why)


def restore(connection: Connection, who: str, name: str, why: str) -> None:
    """Give an actor its shipped entry back; one that the shipped registry does not know has none then.

    Raises:
        Refused: if nobody wrote one, or others are still part of it.
    """
    known = actors(connection)
    if name not in known.written:
        raise Refused("nothing", name)
    if known.shipped(name) is None and known.parts(name):
        raise Refused("needed", ", ".join(known.parts(name)))
    entries.write(connection, who, name, None, why)


def _checked(actor: Actor, known: Actors) -> Actor:
    """Return an entry as it is kept.

    Raises:
        Refused: if it cannot be one.
    """
    if not _ID.fullmatch(actor.id):
        raise Refused("id", actor.id)
    if actor.country is not None and not _COUNTRY.fullmatch(actor.country):
        raise Refused("country", actor.country)
    names, short = _names(actor.names), _names(actor.short)
    if not names:
        raise Refused("names")
    for whole in actor.part_of:
        if known.get(whole) is None or actor.id in (whole, *_wholes(whole, known)):
            raise Refused("part", whole)
    body = None if actor.speaks_for is None else known.get(actor.speaks_for)
    if actor.speaks_for is not None and (body is None or body.speaks_for is not None or body.id == actor.id):
        raise Refused("speaks", actor.speaks_for)
    return msgspec.structs.replace(actor, names=names, short=short, part_of=list(dict.fromkeys(actor.part_of)))


def _names(told: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for lang, some in told.items():
        names = list(dict.fromkeys(name for one in some if (name := " ".join(one.split()))))
        for name in names:
            # Invisible signs turn the line around a name; the joiners are letters' own.
            plain = all(sign.isprintable() or sign in "\u200c\u200d" for sign in name)
            if len(name) > _LONGEST or not plain or not terms(name):
                raise Refused("name", name[:40])
        if lang not in LANGS or len(names) > _MOST:
            raise Refused("many", lang)
        if names:
            out[lang] = names
    return out


def _wholes(name: str, known: Actors) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        actor = known.get(waiting.pop())
        fresh = [] if actor is None else [one for one in actor.part_of if one not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _keys(written: Mapping[str, Actor]) -> Iterator[tuple[str, frozenset[tuple[str, ...]]]]:
    for name, actor in written.items():
        told = (one for names in (actor.names, actor.short) for some in names.values() for one in some)
        yield name, _keys_of(tuple(told))


@lru_cache(maxsize=1_000)
def _keys_of(names: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(terms(name)) for name in names)
