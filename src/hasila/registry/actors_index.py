"""The names of actors and places, found by their first word. Read-only after loading."""

from collections import Counter
from collections.abc import Iterable
from copy import copy
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from hasila.model import Actor
from hasila.registry.gazetteer import PlaceEntry, load_places
from hasila.registry.layer import SHIPPED, Layer, Relevance
from hasila.text import all_word_texts
from hasila.text.compiled import compiled
from hasila.text.data import load_yaml

T = TypeVar("T")
_PASSED_OVER: Final = frozenset({'"', "-"})
#: Which name lists are looked up in a report of a language: Persian reports write Arabic names too.
_NAMES_OF: Final = {"ar": ("ar",), "fa": ("fa", "ar"), "en": ("en",)}


class Named(NamedTuple, Generic[T]):
    """One name of an entry: its words after the first, and whether it holds only after the full name."""

    rest: tuple[str, ...]
    entry: T
    short: bool


#: Names by their first and second word: thousands begin alike (قوات, محافظة), few go on alike.
Names = dict[str, dict[str, list[Named[T]]]]


class RegistryError(Exception):
    """Registry data that does not follow the schema. The message names the file and the entry."""


def read_actors() -> tuple[Actor, ...]:
    """Read every actor of the registry, in the order of the files.

    Raises:
        RegistryError: on an unknown key or value, a double id, an unknown ``part_of``, or a ``speaks_for`` that is
            unknown or speaks for somebody itself.
    """
    actors: dict[str, Actor] = {}
    folder = files("hasila.registry") / "actors"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        raw: Any = load_yaml(path.read_text(encoding="utf-8"))
        for item in raw or []:
            try:
                actor = msgspec.convert(item, Actor)
            except msgspec.ValidationError as error:
                raise RegistryError(f"registry/actors/{path.name}: {item}: {error}") from error
            if actor.id in actors:
                raise RegistryError(f"registry/actors/{path.name}: the id {actor.id} is used twice")
            actors[actor.id] = actor
    for actor in actors.values():
        for whole in actor.part_of:
            if whole not in actors:
                raise RegistryError(f"registry/actors: {actor.id} is part of {whole}, which is not there")
        if actor.speaks_for is not None:
            body = actors.get(actor.speaks_for)
            if body is None or body.speaks_for is not None:
                raise RegistryError(f"registry/actors: {actor.id} speaks for {actor.speaks_for}, which is no such body")
    return tuple(actors.values())


class Registry:
    """Actors and places as one language names them.

    ``actor_names`` and ``place_names`` map a folded first word to the second ("" for names of one word), and that to
    the names that begin so, longest first. ``first_words`` has the first words of both.
    """

    def __init__(self, lang: str, actors: tuple[Actor, ...], places: tuple[PlaceEntry, ...]) -> None:
        self.places = {place.id: place for place in places}
        self.place_names: Names[PlaceEntry] = {}
        langs = _NAMES_OF.get(lang, ("ar", "fa", "en"))
        self._take(lang, actors)
        found: list[tuple[str, PlaceEntry, bool]] = []
        for place in places:
            names = {"ar": place.ar, "fa": place.fa, "en": (place.name, *place.en)}
            for code in langs:
                found += [(name, place, place.needs_context(name)) for name in names[code]]
        _index(self.place_names, found)
        for places_by_second in self.place_names.values():
            for place_names in places_by_second.values():
                place_names.sort(key=lambda n: (-len(n.rest), -n.entry.population))
        self.first_words = frozenset((*self.actor_names, *self.place_names))
        self._shared = {
            (first, *name)
            for first, by_second in self.place_names.items()
            for names in by_second.values()
            for name, count in Counter(n.rest for n in names).items()
            if count > 1
        }

    def _take(self, lang: str, actors: tuple[Actor, ...]) -> None:
        """Index the names of actors, in the place of those that were indexed before."""
        self.actors = {actor.id: actor for actor in actors}
        self.actor_names: Names[Actor] = {}
        told: list[tuple[str, Actor, bool]] = []
        for actor in actors:
            for code in _NAMES_OF.get(lang, ("ar", "fa", "en")):
                told += [(name, actor, False) for name in actor.names.get(code, ())]
                told += [(name, actor, True) for name in actor.short.get(code, ())]
        _index(self.actor_names, told)
        for by_second in self.actor_names.values():
            for names_of in by_second.values():
                names_of.sort(key=lambda n: -len(n.rest))
        self._wholes: dict[str, frozenset[str]] = {}
        self._whole_names: dict[str, dict[tuple[str, ...], tuple[Actor, ...]]] = {}

    def under(self, lang: str, layer: Layer) -> "Registry":
        """Return the registry with the entries of a layer; the places are shared, the names of actors indexed anew."""
        made = copy(self)
        made._take(lang, layer.over(self.actors.values()))
        made.first_words = frozenset((*made.actor_names, *made.place_names))
        return made

    def called(self, name: str) -> frozenset[str]:
        """Return the ids of the actors that have the whole text as a name, be it full or short, in any language."""
        key = _key(name)
        keys = {key, key[1:]} if key[:1] == ("the",) else {key}
        return frozenset(a.id for which in ("names", "short") for k in keys for a in self._by_whole(which).get(k, ()))

    def shared(self, first: str, rest: tuple[str, ...]) -> bool:
        """Tell whether several places have the name of these folded words."""
        return (first, *rest) in self._shared

    def contains(self, whole: str, part: str) -> bool:
        """Tell whether the actor ``part`` lies within the actor ``whole``, by the registry's ``part_of``."""
        known = self._wholes.get(part)
        if known is None:
            found: set[str] = set()
            queue = list(self.actors[part].part_of) if part in self.actors else []
            while queue:
                one = queue.pop()
                if one not in found:
                    found.add(one)
                    queue.extend(self.actors[one].part_of)
            known = self._wholes[part] = frozenset(found)
        return whole in known

    def speaks_for(self, actor: str) -> str:
        """Return the id of the body whose mouth an actor is, by the registry; the actor's own where it is nobody's."""
        entry = self.actors.get(actor)
        return actor if entry is None else entry.speaks_for or actor

    def country_of(self, place: str) -> str | None:
        """Return the code of the country that a place is in, as actors have it; ``None`` where it is not known."""
        entry = self.places.get(place)
        return None if entry is None else entry.country or None

    def named(self, text: str) -> Actor | None:
        """Return the actor that has the whole text as a full name in any language; of several the first listed."""
        found = self._by_whole("names").get(_key(text), ())
        return found[0] if found else None

    def named_short(self, text: str) -> tuple[Actor, ...]:
        """Return the actors that have the whole text as a short name in any language."""
        return self._by_whole("short").get(_key(text), ())

    def _by_whole(self, which: str) -> dict[tuple[str, ...], tuple[Actor, ...]]:
        index = self._whole_names.get(which)
        if index is None:
            lists = ((actor, getattr(actor, which).values()) for actor in self.actors.values())
            told = [(name, actor) for actor, by_language in lists for names in by_language for name in names]
            index = self._whole_names[which] = {}
            for (_, actor), words in zip(told, all_word_texts([name for name, _ in told]), strict=True):
                known = index.get(_bare(words), ())
                if not known or known[-1] is not actor:
                    index[_bare(words)] = (*known, actor)
        return index


@lru_cache(maxsize=50_000)
def _key(text: str) -> tuple[str, ...]:
    return _bare(all_word_texts([text])[0])


def _bare(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _PASSED_OVER)


def _index(index: Names[T], names: list[tuple[str, T, bool]]) -> None:
    # Cut as text is cut, so that names with digits, dots and brackets are found; quotes and hyphens are passed
    # over on both sides (see Tagged), and a Persian joiner may also be written as a space.
    told = [
        (spelled, entry, short)
        for name, entry, short in names
        for spelled in ((name, name.replace("\u200c", " ")) if "\u200c" in name else (name,))
    ]
    for (_, entry, short), cut in zip(told, all_word_texts([name for name, _, _ in told]), strict=True):
        first, *rest = _bare(cut)
        index.setdefault(first, {}).setdefault(rest[0] if rest else "", []).append(Named(tuple(rest), entry, short))


def load_registry(lang: str, layer: Layer = SHIPPED) -> Registry:
    """Load the registry as seen by a language, once; what was compiled before, from the disk.

    Args:
        lang: the code of the language.
        layer: entries that people wrote over the shipped ones.

    Raises:
        RegistryError: if the data does not follow the schema.
    """
    return _under(lang, layer) if layer else _shipped(lang)


@lru_cache(maxsize=16)
def _under(lang: str, layer: Layer) -> Registry:
    return _shipped(lang).under(lang, layer)


@lru_cache(maxsize=4)
def relevance(layer: Layer) -> Relevance:
    """Return what tells which entries of a layer can matter to a text."""
    # The actors are the same ones in every language.
    return Relevance(layer, _shipped("ar").actors)


@cache
def _shipped(lang: str) -> Registry:
    parts = {name: files(f"hasila.{name}") for name in ("registry", "model", "text")}
    return compiled(f"registry-{lang}", parts, lambda: Registry(lang, read_actors(), load_places()), Registry)
