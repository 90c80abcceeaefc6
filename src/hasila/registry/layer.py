"""Entries of actors that people wrote over the shipped ones: a value that goes where texts are read and compared.

Which entries can matter to a text is told by its words, so that a reading names those entries and no other: who writes
one leaves all readings as they are but those of texts that may speak of it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from hasila.model import Actor
from hasila.model.codec import from_json, to_json
from hasila.text import all_word_texts

_HEX: Final = 12


class Layer(msgspec.Struct, frozen=True):
    """Entries that count instead of the shipped ones of their ids, or beside them; ``doc`` is their JSON, by id."""

    doc: str = ""

    def __bool__(self) -> bool:
        return bool(self.doc)

    @property
    def entries(self) -> tuple[Actor, ...]:
        """The entries."""
        return from_json(self.doc, tuple[Actor, ...]) if self.doc else ()

    def over(self, shipped: Iterable[Actor]) -> tuple[Actor, ...]:
        """Return all actors: the shipped ones in their order, each as it counts, then those of the layer alone."""
        written = {actor.id: actor for actor in self.entries}
        kept = [written.pop(actor.id, actor) for actor in shipped]
        return (*kept, *written.values())


#: Nobody wrote anything.
SHIPPED: Final = Layer()


def layer_of(entries: Iterable[Actor]) -> Layer:
    """Return the layer of entries, the same in whatever order they come."""
    told = sorted(entries, key=lambda actor: actor.id)
    return Layer(to_json([_plain(actor) for actor in told])) if told else SHIPPED


def _plain(actor: Actor) -> Actor:
    """Return an entry whose names stand in the order of their languages: what is the same is written the same."""
    names, short = (dict(sorted(one.items())) for one in (actor.names, actor.short))
    return msgspec.structs.replace(actor, names=names, short=short)


class Relevance:
    """Which entries of a layer can matter to a text.

    An entry matters where the text has a name of the actor, as it is shipped or as it is written, or of one that is
    part of it or speaks for it. Words are looked for without their ends, which may be joined with others there: rather
    one entry too many than one too few.
    """

    def __init__(self, layer: Layer, shipped: Mapping[str, Actor]) -> None:
        """``shipped`` are the actors by their ids."""
        actors = {actor.id: actor for actor in layer.over(shipped.values())}
        below: dict[str, set[str]] = {}
        for actor in actors.values():
            for whole in (*actor.part_of, *([actor.speaks_for] if actor.speaks_for else [])):
                below.setdefault(whole, set()).add(actor.id)
        self._named: list[tuple[Actor, frozenset[frozenset[str]]]] = []
        for entry in layer.entries:
            some = [actors[name] for name in sorted(_closure(entry.id, below))]
            some += [shipped[entry.id]] if entry.id in shipped else []
            told = sorted({name for actor in some for name in _names(actor)})
            self._named.append((entry, frozenset(frozenset(map(_core, words)) for words in all_word_texts(told))))

    def mark(self, text: str) -> str:
        """Return what names the entries that can matter to a text, nothing where there are none."""
        words = " ".join(all_word_texts([text])[0])
        found = [entry for entry, names in self._named if any(all(w in words for w in name) for name in names if name)]
        doc = layer_of(found).doc
        return f"+{hashlib.sha256(doc.encode('utf-8', 'surrogatepass')).hexdigest()[:_HEX]}" if doc else ""


def _closure(name: str, below: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {name}, [name]
    while waiting:
        fresh = below.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _names(actor: Actor) -> Iterable[str]:
    for told in (actor.names, actor.short):
        for names in told.values():
            for name in names:
                # As the index of names has it: a joiner may also be written as a space.
                yield from {name, name.replace("\u200c", " ")}


@lru_cache(maxsize=50_000)
def _core(word: str) -> str:
    """Return the part of a word that stays the same whatever is joined to it before and behind."""
    if len(word) > 5:
        return word[2:-1]
    return word[1:] if len(word) > 3 else word
