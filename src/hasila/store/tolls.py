"""The tolls of incidents under each profile, as they were last worked out."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, exists, select

from hasila.store.bulk import put
from hasila.store.schema import incidents, tolls

_CHUNK = 500


def save(connection: Connection, profile: str, docs: Mapping[str, str]) -> None:
    """Keep the tolls of incidents under a profile; each doc is the JSON of an ``Incident`` of the model."""
    names = sorted(docs)
    for at in range(0, len(names), _CHUNK):
        some = names[at : at + _CHUNK]
        connection.execute(delete(tolls).where(tolls.c.incident.in_(some), tolls.c.profile == profile))
        put(connection, tolls, ("incident", "profile", "doc"), [(name, profile, docs[name]) for name in some])


def docs(connection: Connection, names: Sequence[str], profile: str) -> dict[str, str]:
    """Return the tolls of incidents under a profile, those that were worked out."""
    out: dict[str, str] = {}
    for at in range(0, len(names), _CHUNK):
        query = select(tolls.c.incident, tolls.c.doc).where(
            tolls.c.incident.in_(names[at : at + _CHUNK]), tolls.c.profile == profile
        )
        out |= {row.incident: row.doc for row in connection.execute(query)}
    return out


def missing(connection: Connection, profile: str, limit: int) -> list[str]:
    """Return the ids of incidents whose tolls under a profile were not worked out yet, at most ``limit``."""
    there = exists().where(tolls.c.incident == incidents.c.id, tolls.c.profile == profile)
    query = select(incidents.c.id).where(incidents.c.doc.is_not(None), ~there).order_by(incidents.c.id).limit(limit)
    return list(connection.scalars(query))
