"""Bodies that one report names in short and others in full, and which group a report puts in which.

*The police* or *the government forces* may be anybody's. In one incident they are those of the body that its claims
name, or that belongs to one whom they name, where the registry knows the short name for it and for no other such.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from hasila.model import ClaimRef
from hasila.reconcile.groups import EVERYONE, Groups, Key
from hasila.reconcile.voices import Statement
from hasila.text import fold_word
from hasila.text.data import load_yaml

#: ``called(name)``: the ids of the actors that the registry gives that name, be it full or short.
Called = Callable[[str], frozenset[str]]


def nobody(name: str) -> frozenset[str]:
    """Say that nobody is called so: the stand-in where no registry is at hand."""
    return frozenset()


def settle(told: Sequence[Statement], groups: Groups, called: Called) -> list[Statement]:
    """Give people who are named in short the body that they are of, by what the whole incident tells."""
    mentioned = _mentioned(told)
    out = []
    for statement in told:
        group = statement.claim.group
        if (
            statement.key.kind != "actor"
            and group is not None
            and group.role != "civilian"
            and statement.key != EVERYONE
        ):
            found = _meant(group.span.text, mentioned, groups, called)
            if found is not None:
                statement = replace(statement, key=Key("actor", found))
        out.append(statement)
    return out


def _mentioned(told: Iterable[Statement]) -> frozenset[str]:
    found: set[str] = set()
    for s in told:
        parties = (s.claim.group, s.claim.by, *s.claim.sources)
        found |= {party.actor for party in parties if party is not None and party.actor}
    return frozenset(found)


def _meant(name: str, mentioned: frozenset[str], groups: Groups, called: Called) -> str | None:
    """Return the one actor of that name that is mentioned, else the one that is kin of one mentioned."""
    fitting = frozenset(actor for spelled in _spellings(name) for actor in called(spelled))
    near = fitting & mentioned
    if not near:
        near = frozenset(
            actor
            for actor in fitting
            if any(groups.contains(actor, other) or groups.contains(other, actor) for other in mentioned)
        )
    return next(iter(near)) if len(near) == 1 else None


def _spellings(name: str) -> list[str]:
    words = fold_word(name).lower().split()
    out = [" ".join(words)]
    for noun, bodies in _nouns().items():
        size = len(noun)
        if len(words) > size and tuple(words[-size:]) == noun:
            out += [" ".join((*words[:-size], body)) for body in bodies]
        elif len(words) > size and tuple(words[:size]) == noun:
            out += [" ".join((body, *words[size:])) for body in bodies]
    return out


@cache
def _nouns() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    data = load_yaml(resources.files("hasila.reconcile").joinpath("bodies.yaml").read_text(encoding="utf-8"))
    return {tuple(fold_word(noun).lower().split()): tuple(bodies) for noun, bodies in data.items()}


def parts_of(told: Sequence[Statement], groups: Groups) -> frozenset[tuple[Key, Key]]:
    """Return which group lies in which by what a report of the incident says ("15 Iranians, ten of them Guards").

    Only of people known by their body or nation: that three of a party's dead were children does not put all children
    among its people. Where the registry says the reverse it is believed.
    """
    by_ref = {s.ref: s for s in told}
    out: set[tuple[Key, Key]] = set()
    for part in told:
        whole = by_ref.get(ClaimRef(part.ref.report, part.claim.part_of or ""))
        if whole is None or part.key == whole.key or whole.claim.harm != part.claim.harm:
            continue
        bodies = part.key.kind == "actor" and whole.key.kind in ("actor", "word")
        if bodies and not groups.within(whole.key, part.key):
            out.add((part.key, whole.key))
    return frozenset(pair for pair in out if pair[::-1] not in out)
