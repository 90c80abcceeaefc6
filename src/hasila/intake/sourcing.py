"""What became of what sources said: counted from incidents as they were reconciled, figure by figure.

A figure is one point of an incident's timeline: one number of one voice about one harm and group, with all who repeated
it. A voice is the actor of the registry who knows it, or for whom it is said; outside the registry it is a name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from hasila.model import Incident, Said
from hasila.store.schema import marks

#: What the id of a voice begins with that the registry knows.
REGISTERED: Final = "actor:"
_POSITIVE: Final = ("asserts", "admits")


class Record(msgspec.Struct, kw_only=True):
    """What became of the figures of one voice in the incidents that were looked at.

    ``alone``: figures where no other voice gave one for the same harm and group. ``contradicted``: one of its claims
    and one of another voice cannot both be true. ``confirmed``: another voice gave on a later day a figure that fits.
    ``replaced``: the voice itself gave a newer one. ``denied``: how often it says that nobody was harmed so.
    """

    voice: str
    incidents: int = 0
    figures: int = 0
    alone: int = 0
    contradicted: int = 0
    confirmed: int = 0
    replaced: int = 0
    denied: int = 0


def records(incidents: Iterable[Incident]) -> dict[str, Record]:
    """Return the records of all voices in some incidents, by the ids of the voices."""
    found: dict[str, Record] = {}
    for incident in incidents:
        against = _against(incident)
        told: defaultdict[object, list[Said]] = defaultdict(list)
        for said in incident.timeline:
            told[said.harm, said.group].append(said)
        here = set()
        for some in told.values():
            for said in some:
                one = found.setdefault(said.voice_id, Record(voice=said.voice))
                here.add(said.voice_id)
                _count(one, said, [other for other in some if other.voice_id != said.voice_id], against)
        for voice in here:
            found[voice].incidents += 1
    return found


def _count(one: Record, said: Said, others: Sequence[Said], against: set[tuple[str, object]]) -> None:
    if said.stance == "denies":
        one.denied += 1
    else:
        one.figures += 1
        one.alone += not any(other.stance != "denies" for other in others)
        one.confirmed += said.stance in _POSITIVE and any(_confirms(other, said) for other in others)
    one.contradicted += any((said.voice_id, ref) in against for ref in said.claims)
    one.replaced += said.state == "superseded"


def _against(incident: Incident) -> set[tuple[str, object]]:
    """Return the claims, with their voices, that cannot be true beside one of another voice."""
    voices: defaultdict[object, set[str]] = defaultdict(set)
    for said in incident.timeline:
        for ref in said.claims:
            voices[ref].add(said.voice_id)
    out: set[tuple[str, object]] = set()
    for pair in incident.contradictions:
        for mine, other in (pair.claims, pair.claims[::-1]):
            out |= {(voice, mine) for voice in voices[mine] if voices[other] - {voice}}
    return out


def _confirms(later: Said, said: Said) -> bool:
    if later.stance not in _POSITIVE or not later.said or not said.said or later.said <= said.said:
        return False
    numbers = [(one.low, one.high) for one in (later, said)]
    if (None, None) in numbers:
        return False
    (low, high), (other_low, other_high) = numbers
    return (high is None or other_low is None or other_low <= high) and (
        other_high is None or low is None or low <= other_high
    )


def counts(connection: Connection, most: int) -> list[tuple[str, int]]:
    """Return the actors of the registry with how many claims have them among their sources, most first.

    Counted in one index: claims of older versions of reports, and those that people rejected, are among them.
    """
    many = func.count().label("many")
    # Wordings begin with a tilde, after all letters of ids; how other databases sort signs depends on their settings.
    sorted_so = connection.dialect.name == "sqlite"
    registered = marks.c.value < "~" if sorted_so else func.substr(marks.c.value, 1, 1) != "~"
    query = select(marks.c.value, many).where(marks.c.kind == "source", registered)
    query = query.group_by(marks.c.value).order_by(many.desc(), marks.c.value).limit(most)
    return [(row.value, row.many) for row in connection.execute(query)]
