"""What people write of an incident, what a second person agreed to, and what the public sees.

Every change is a row of the log. What was written stays, also when something newer is shown.
"""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, delete, insert, select

from hasila.model.codec import to_json
from hasila.store import decisions, linkage, log
from hasila.store.errors import UnknownError
from hasila.store.schema import assessments, publications, signatures


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote of an incident, and when (UTC)."""

    id: int
    incident: str
    text: str
    who: str
    time: str


def publish(connection: Connection, who: str, incident: str, *, names: bool = False, why: str | None = None) -> None:
    """Let the public see an incident, and with ``names`` its victims' names.

    Raises:
        UnknownError: if there is no such incident.
    """
    current = _current(connection, incident)
    old = connection.scalar(select(publications.c.names).where(publications.c.incident == current))
    connection.execute(delete(publications).where(publications.c.incident == current))
    connection.execute(insert(publications).values(incident=current, names=names, who=who, time=log.now()))
    _log(connection, who, "publish", current, None if old is None else {"names": old}, {"names": names}, why)


def withdraw(connection: Connection, who: str, incident: str, why: str | None = None) -> None:
    """Show an incident to the public no more.

    Raises:
        UnknownError: if there is no such incident, or it was not published.
    """
    current = _current(connection, incident)
    found = [name for name in published(connection) if name == current]
    if not found:
        raise UnknownError(f"the incident {current} is not published", "nothing is to be done")
    for row in connection.execute(select(publications.c.incident)).all():
        if linkage.current(connection, row.incident) == current:
            connection.execute(delete(publications).where(publications.c.incident == row.incident))
    _log(connection, who, "withdraw", current, None, None, why)


def published(connection: Connection) -> dict[str, bool]:
    """Return the incidents that the public sees, by the ids that they are known under now, and whether with names.

    An incident that was published with others into which it was merged is shown with names only if all were.
    """
    found: dict[str, bool] = {}
    for row in connection.execute(select(publications.c.incident, publications.c.names)):
        name = linkage.current(connection, row.incident)
        found[name] = row.names and found.get(name, True)
    return found


def assess(connection: Connection, who: str, incident: str, text: str) -> int:
    """Write what there is to say of an incident; return the number of the assessment.

    Raises:
        UnknownError: if there is no such incident.
    """
    current = _current(connection, incident)
    earlier = assessments_of(connection, [current])
    query = insert(assessments).values(incident=current, text=text, who=who, time=log.now())
    number = int(connection.execute(query.returning(assessments.c.id)).scalar_one())
    _log(connection, who, "assess", current, earlier[-1].text if earlier else None, text, None)
    return number


def assessments_of(connection: Connection, incidents: Iterable[str]) -> list[Assessment]:
    """Return what was written of incidents (all ids under which one was ever known), the newest last."""
    query = select(assessments).where(assessments.c.incident.in_(list(incidents))).order_by(assessments.c.id)
    return [Assessment(**row._mapping) for row in connection.execute(query)]


def sign(connection: Connection, who: str, number: int) -> None:
    """Say that a decision of somebody else is right.

    Raises:
        UnknownError: if there is no such decision, or it does not stand.
        ValueError: if it is one's own.
    """
    try:
        one = decisions.get(connection, number)
    except KeyError:
        raise UnknownError(f"there is no decision {number}", "hasila log lists the decisions") from None
    if one.undone:
        raise UnknownError(f"decision {number} does not stand any more", "hasila log lists what was decided since")
    if one.who == who:
        raise ValueError(f"decision {number} is your own: somebody else has to agree to it")
    if who not in signed(connection, [number]).get(number, ()):
        connection.execute(insert(signatures).values(decision=number, who=who, time=log.now()))
        log.append(connection, who, [log.Change(action="sign", subject=f"decision:{number}")])


def signed(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return who agreed to decisions, by their numbers."""
    query = select(signatures).where(signatures.c.decision.in_(list(numbers))).order_by(signatures.c.time)
    found: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.decision] = (*found.get(row.decision, ()), row.who)
    return found


def _current(connection: Connection, incident: str) -> str:
    try:
        return linkage.current(connection, incident)
    except KeyError:
        raise UnknownError(f"there is no incident {incident}", "hasila search finds incidents") from None


def _log(
    connection: Connection, who: str, action: log.Action, incident: str, old: object, new: object, why: str | None
) -> None:
    told = [None if value is None else to_json(value) for value in (old, new)]
    change = log.Change(action=action, subject=f"incident:{incident}", old=told[0], new=told[1], why=why)
    log.append(connection, who, [change])
