"""Which names are one originator: a body, its officials, its press office, and its own channel.

What is known of a source is its actor in the registry, else its folded name. Names that the registry does not know are
compared with each other, with the wordings of those that it knows, and with the outlets.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

from hasila.model import Actor, Place, Source
from hasila.reconcile.nameless import is_named
from hasila.text import fold_word
from hasila.text.data import load_yaml

#: Kinds of actor who tell what others say: what they tell without credit may be anybody's.
NEWSROOMS = frozenset({"agency", "outlet"})


def itself(actor: str) -> str:
    """Return the actor: the stand-in where no registry is at hand."""
    return actor


def nobody(name: str) -> Actor | None:
    """Know no name: the stand-in where no registry is at hand."""
    return None


def nowhere(place: str) -> str | None:
    """Know no country: the stand-in where no registry is at hand."""
    return None


def none_of(name: str) -> tuple[Actor, ...]:
    """Know no short name: the stand-in where no registry is at hand."""
    return ()


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    channels: list[str]
    glued: list[str]
    people: list[str]


class _Folded(NamedTuple):
    channels: frozenset[str]
    glued: tuple[str, ...]
    people: frozenset[str]


@cache
def _words() -> _Folded:
    text = resources.files("hasila.reconcile").joinpath("speakers.yaml").read_text(encoding="utf-8")
    read = msgspec.convert(load_yaml(text), _Words)
    return _Folded(
        frozenset(map(_fold, read.channels)), tuple(map(_fold, read.glued)), frozenset(map(_fold, read.people))
    )


def _fold(text: str) -> str:
    return " ".join(fold_word(text).lower().split())


@dataclass(frozen=True)
class Speakers:
    """What a registry knows of those who speak.

    ``speaks_for(actor)`` is the id of the body whose mouth the actor is, its own where it is nobody's;
    ``named(text)`` the actor of that full name, ``named_short(text)`` all of that short name; ``country_of(place)``
    the country of a place, both by their codes in the registry. ``here`` is the country that is spoken of.
    """

    speaks_for: Callable[[str], str] = itself
    named: Callable[[str], Actor | None] = nobody
    named_short: Callable[[str], Sequence[Actor]] = none_of
    country_of: Callable[[str], str | None] = nowhere
    here: str | None = None

    def at(self, place: Place | None) -> "Speakers":
        """Return what is known of those who speak of a place."""
        return replace(self, here=self.country_of(place.id) if place is not None and place.id else None)

    def voice(self, actor: str) -> str:
        """Return the voice that an actor of the registry is."""
        return f"actor:{self.speaks_for(actor)}"

    def owner(self, outlet: str) -> Actor | None:
        """Return the actor whose channel an outlet is: it has his name, or his name after words for a channel.

        What stands in brackets says where the channel is (*Facebook*), and what stands after a dash who owns it.
        """
        bare = outlet.partition("(")[0].strip()
        for name in dict.fromkeys((bare, *(part.strip() for part in bare.split(" - ")[1:]))):
            if name and (found := self._owner(name.split())) is not None:
                return found
        return None

    def _owner(self, words: Sequence[str]) -> Actor | None:
        channels, glued, _ = _words()
        at = 0
        while at < len(words):
            name = " ".join(words[at:])
            loose = [name[len(g) :] for g in glued if at and name.startswith(g)]
            actor = next((found for text in (name, *loose) if (found := self.named(text)) is not None), None)
            if actor is not None or _fold(words[at]) not in channels:
                return actor
            at += 1
        return None


#: No registry at hand.
NOBODY = Speakers()


def raw_source(source: Source) -> str:
    """Return what one source is known by: its actor, else its folded name."""
    if source.actor:
        return f"actor:{source.actor}"
    kind = "name" if is_named(source) else "unnamed"
    return f"{kind}:{_fold(source.name or source.span.text)}"


def one_voice(sources: Sequence[Source], outlets: Iterable[str], speakers: Speakers) -> dict[str, str]:
    """Map what sources and outlets are known by to the voice that they are, where that is another.

    * An actor who speaks for a body is its voice.
    * A short name that the registry gives to one alone of the actors who speak is his (*the Health Ministry*); where
      none of them speaks by his full name, to one alone of the country.
    * An outlet that has the name of a source is he.
    * A name without its head ("*an official of* the ambulance service") is the body's, where it speaks too.
    * A name of two words or more within one longer name is that one, unless it fits several; the wordings of an actor
      and the names of outlets are such names (*Madar agency* is the outlet *Madar agency for news*).
    """
    same: dict[str, str] = {}
    wordings: dict[str, set[str]] = {}
    for source in sources:
        raw = raw_source(source)
        if source.actor:
            body = speakers.voice(source.actor)
            wordings.setdefault(_fold(source.span.text), set()).add(body)
            if body != raw:
                same[raw] = body
    raws = sorted({raw_source(source) for source in sources if not source.actor})
    bodies = {name: min(voices) for name, voices in wordings.items() if len(voices) == 1}
    speaking = {voice for voices in wordings.values() for voice in voices}
    for raw in raws:
        name = raw.partition(":")[2]
        called = speakers.named_short(name)
        short = {voice for actor in called if (voice := speakers.voice(actor.id)) in speaking} or {
            speakers.voice(actor.id) for actor in called if speakers.here and actor.country == speakers.here
        }
        bodies.setdefault(name, short.pop() if len(short) == 1 else raw)
    for raw in raws:
        found = _body(raw.partition(":")[2], bodies)
        if found is not None and found != raw:
            same[raw] = found
    # Only names that are nobody else's are compared, so that who is whose voice never runs in a ring.
    names = {raw.removeprefix("name:") for raw in raws if raw.startswith("name:") and raw not in same}
    papers = {
        name: outlet
        for outlet in outlets
        if outlet.startswith("outlet:") and (name := _outlet_name(outlet)) not in bodies
    }
    longer = names | wordings.keys() | papers.keys()
    for name in names:
        holds = {other for other in longer if other != name and _holds(other, name)} if " " in name else set()
        top = {other for other in holds if not any(_holds(wide, other) for wide in holds if wide != other)}
        voices = {voice for other in top for voice in wordings.get(other, {papers.get(other, f"name:{other}")})}
        if len(voices) == 1:
            same[f"name:{name}"] = voices.pop()
    for outlet in sorted(outlets):
        if outlet.startswith("outlet:") and (name := _outlet_name(outlet)) in bodies:
            same[outlet] = bodies[name]
    return {raw: _end(raw, same) for raw in same}


def _outlet_name(outlet: str) -> str:
    """Return an outlet's folded name without what stands in brackets: where it appears (*Facebook*)."""
    return _fold(outlet.removeprefix("outlet:").partition("(")[0])


def _end(raw: str, same: dict[str, str]) -> str:
    while raw in same:
        raw = same[raw]
    return raw


def _body(name: str, bodies: dict[str, str]) -> str | None:
    """Return the voice of that very name, or of the body that a description speaks for, where it speaks too."""
    people = _words().people
    words = name.split()
    for at in range(len(words)):
        if at and words[at - 1] not in people:
            break
        found = bodies.get(" ".join(words[at:])) if at else None
        if found is not None:
            return found
    return bodies.get(name)


def _holds(name: str, part: str) -> bool:
    return f" {part} " in f" {name} "
