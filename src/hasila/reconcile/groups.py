"""Whose toll it is: when two claims speak of the same people, and when of a part and its whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import msgspec

from hasila.model import Group, Role
from hasila.text import fold_word
from hasila.text.data import load_yaml

#: ``contains(whole, part)``: the registry says that the actor (or place) ``part`` belongs to ``whole``.
Contains = Callable[[str, str], bool]


def never(whole: str, part: str) -> bool:
    """Say that nothing contains anything: the stand-in where no registry is at hand."""
    return False


class Key(NamedTuple):
    """What identifies a group of people across reports.

    ``kind`` is ``actor`` (``name`` is its id), ``class`` (a class of ``people.yaml``) or ``word`` (the folded
    wording, with the role as worded).
    """

    kind: str
    name: str
    role: Role = "unknown"


EVERYONE = Key("class", "everyone")
CIVILIANS = Key("class", "civilians", "civilian")


class _Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: list[str]
    within: str | None = None
    apart: list[str] = []


@lru_cache(maxsize=50_000)
def bare(word: str) -> str:
    """Fold a noun and take the articles off, so that the definite and the indefinite form are one."""
    words = fold_word(word.replace("\u200c", " ")).lower().split()
    return " ".join(w[2:] if w.startswith("ال") and len(w) > 4 else w for w in words)


@dataclass(frozen=True)
class People:
    """The classes of people who belong to no named body: which word is in which, and which lies in which."""

    words: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, data: Mapping[str, object]) -> "People":
        """Read the classes from data in the form of ``people.yaml``.

        Raises:
            msgspec.ValidationError: if a key is unknown or a value of the wrong type.
            ValueError: if a word stands in two classes, or a class names one that there is not.

        """
        classes = msgspec.convert(data, dict[str, _Class])
        words: dict[str, str] = {}
        for name, entry in classes.items():
            for other in (*entry.apart, *([entry.within] if entry.within else [])):
                if other not in classes:
                    raise ValueError(f"class {name!r} names {other!r}, which is no class")
            for word in entry.words:
                if words.setdefault(bare(word), name) != name:
                    raise ValueError(f"{word!r} stands in the classes {words[bare(word)]!r} and {name!r}")
        return cls(
            words,
            {name: entry.within for name, entry in classes.items() if entry.within},
            frozenset(frozenset((name, other)) for name, entry in classes.items() for other in entry.apart),
        )

    @staticmethod
    @cache
    def default() -> "People":
        """Return the classes that come with hasila (``people.yaml``)."""
        text = resources.files("hasila.reconcile").joinpath("people.yaml").read_text(encoding="utf-8")
        return People.of(load_yaml(text))

    def class_of(self, group: Group) -> str | None:
        """Return the class of a group that belongs to no known actor, ``None`` where its word is in none."""
        for text in (group.name, group.span.text):
            if text and (found := self.words.get(bare(text))):
                return found
        return None

    def inside(self, part: str, whole: str) -> bool:
        """Tell whether one class lies within another (not within itself)."""
        here = self.within.get(part)
        while here is not None and here != whole:
            here = self.within.get(here)
        return here is not None


@dataclass(frozen=True)
class Groups:
    """Tells groups apart, by the registry's containment of actors and the classes of people.

    ``told`` are pairs of a part and the whole that a report of the incident says it lies in (Guards in Iranians).
    """

    contains: Contains = never
    people: People = field(default_factory=People.default)
    told: frozenset[tuple[Key, Key]] = frozenset()

    def key(self, group: Group | None) -> Key:
        """Return what identifies the group. No group at all is everyone."""
        if group is None:
            return EVERYONE
        if group.actor:
            return Key("actor", group.actor)
        found = self.people.class_of(group)
        if found == "everyone" and group.role in ("civilian", "combatant"):
            found = {"civilian": "civilians", "combatant": "combatants"}[group.role]
        if found is not None:
            return CIVILIANS if found == "civilians" else Key("class", found)
        return Key("word", bare(group.name or group.span.text), group.role)

    def within(self, part: Key, whole: Key) -> bool:
        """Tell whether the people of ``part`` are all among those of ``whole``, by definition, registry or report."""
        if part == whole:
            return False
        if whole == EVERYONE or (part, whole) in self.told:
            return True
        if part.kind == whole.kind == "actor":
            return self.contains(whole.name, part.name)
        if part.kind == whole.kind == "class":
            return self.people.inside(part.name, whole.name)
        return part.kind == "word" and part.role == "civilian" and whole == CIVILIANS

    def civil(self, key: Key) -> bool:
        """Tell whether the group is civilians or some of them."""
        return key == CIVILIANS or self.within(key, CIVILIANS)

    def armed(self, key: Key, role: Role) -> bool:
        """Tell whether the group is of fighting people, by its class or as worded (``role``)."""
        return not self.civil(key) and (role == "combatant" or key.name == "combatants" or self._fights(key))

    def _fights(self, key: Key) -> bool:
        return key.kind == "class" and self.people.inside(key.name, "combatants")

    def apart(self, a: tuple[Key, Role], b: tuple[Key, Role]) -> bool:
        """Tell whether nobody can be in both groups, so that their figures may be added up.

        Fighters and civilians are apart; two actors are, where neither belongs to the other; two classes
        are, where ``people.yaml`` says so. Anything else may be the same people told twice.
        """
        (first, role), (second, other) = a, b
        if first == second or self.within(first, second) or self.within(second, first):
            return False
        if (self.civil(first) and self.armed(second, other)) or (self.armed(first, role) and self.civil(second)):
            return True
        if first.kind == second.kind == "actor":
            return True
        return frozenset((first.name, second.name)) in self.people.apart
