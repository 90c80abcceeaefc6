"""Places of one name: which of them a report means, by the others that it names."""

from collections import Counter
from collections.abc import Mapping, Sequence

from hasila.model import Actor
from hasila.registry import Registry
from hasila.registry.gazetteer import PlaceEntry

#: Two places of one name: the entry, and whether its name is to be believed only beside a noun for a place.
Candidate = tuple[PlaceEntry, bool]


def settle(
    registry: Registry, alike: Mapping[int, Sequence[Candidate]], sure: Sequence[PlaceEntry], actors: Sequence[Actor]
) -> dict[int, Candidate]:
    """Return, by token, the place that is meant where the first candidate is not.

    ``alike`` gives the places of the name at a token, the most likely by itself (the most populous) first; ``sure``
    the places of the report whose names nobody shares; ``actors`` who is named. A place is meant rather than a more
    populous one of the same name where the report names more of its country, or what it lies in (البيضاء beside عدن
    is that of Yemen, beside بنغازي that of Libya). With no such sign the first stays.
    """
    if not alike:
        return {}
    countries = Counter(entry.country for entry in {entry.id: entry for entry in sure}.values())
    countries.update(actor.country for actor in {actor.id: actor for actor in actors}.values() if actor.country)
    told = {entry.id for entry in sure}

    def weight(entry: PlaceEntry) -> tuple[int, int]:
        return countries[entry.country], len(told & _above(registry, entry))

    out = {}
    for k, candidates in alike.items():
        best = max(candidates, key=lambda c: weight(c[0]))
        if weight(best[0]) > weight(candidates[0][0]):
            out[k] = best
    return out


def _above(registry: Registry, entry: PlaceEntry) -> set[str]:
    """Return the ids of the places that hold one."""
    out: set[str] = set()
    parent = entry.parent
    while parent is not None and parent not in out:
        out.add(parent)
        upper = registry.places.get(parent)
        parent = upper.parent if upper is not None else None
    return out
