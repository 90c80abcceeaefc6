"""What people ask for by name, by the ids of the registry and the gazetteer."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from hasila.intake.actors import Actors
from hasila.languages import available
from hasila.registry import load_registry
from hasila.store.search import Filter
from hasila.text.terms import terms


def resolved(asked: Filter, known: Actors | None = None) -> Filter:
    """Return a filter whose names of actors and places stand beside the ids of all who have that name.

    Claims are found under the ids of the places that hold theirs, so that a governorate finds its villages. A name that
    nobody in the registry has is sought as it is worded. ``known`` is the registry as it counts in a store: whoever was
    given further names there is found by those as well, also in texts that were read without them.
    """
    who = known or Actors({})

    def ids_of(name: str) -> Iterable[str]:
        found = who.called(name) | ({name} if name in who.written else set())
        return [one for actor in sorted(found) for one in (actor, *who.wordings(actor))]

    return msgspec.structs.replace(
        asked,
        sources=_with(asked.sources, ids_of),
        actors=_with(asked.actors, ids_of),
        places=_with(asked.places, lambda name: sorted(_places().get(tuple(terms(name)), ()))),
    )


def _with(names: Iterable[str], ids_of: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for name in names for one in (name, *ids_of(name))))


@cache
def _places() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the places that have a name, by its words as they are searched."""
    found: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for entry in load_registry(available()[0]).places.values():
        for name in (entry.name, *entry.ar, *entry.fa, *entry.en):
            found[tuple(terms(name))][entry.id] = None
    return {name: tuple(ids) for name, ids in found.items()}
