"""What actors and places are called in the language of the interface."""

from functools import cache
from typing import Protocol

from hasila.languages import available
from hasila.model import Place, Span
from hasila.registry import load_registry
from hasila.render.strings import Strings


class _Told(Protocol):
    """Somebody that a claim tells of: its people, its source, who did it."""

    @property
    def actor(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def span(self) -> Span: ...


def actor_name(actor: str | None, strings: Strings) -> str | None:
    """Return what the registry calls an actor in the language of the interface; ``None`` where it has no such name.

    Claims have the English name with them, so that an English page needs no registry. Names that people wrote over
    those of the registry stand among the strings, by ``actor.`` and the id.
    """
    if strings["lang"] == "en":
        return None
    return strings.get(f"actor.{actor}") or _actors(strings["lang"]).get(actor or "")


def name_of(told: _Told, strings: Strings) -> str | None:
    """Return the name of somebody that a claim tells of; ``None`` where only words of the report tell who it is."""
    return actor_name(told.actor, strings) or told.name


def place_name(place: Place, strings: Strings) -> str:
    """Return a place's name: the gazetteer's in the language of the interface, else as the claim has it."""
    if strings["lang"] == "ar" and place.id is not None:
        entry = load_registry(available()[0]).places.get(place.id)
        if entry is not None and entry.ar:
            return entry.ar[0]
    return place.name or place.span.text


@cache
def _actors(lang: str) -> dict[str, str]:
    entries = load_registry(available()[0]).actors.values()
    return {entry.id: entry.names[lang][0] for entry in entries if entry.names.get(lang)}
