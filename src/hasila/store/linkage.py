"""Episodes, their pairs and the incidents, as linking keeps them between runs.

What an episode or incident is made of is linking's own business (:mod:`hasila.incidents`): here it is a ``doc``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from hasila.model.codec import from_json, to_json
from hasila.store.bulk import put
from hasila.store.schema import claims, episode_names, episodes, incidents, pairs, reasons, reports, tolls

_CHUNK: Final = 500


class EpisodeRow(msgspec.Struct, frozen=True, kw_only=True):
    """An episode: ``order`` is its rank among the copies that share its number, ``names`` what it is found by.

    ``first`` and ``last`` are days since 1970-01-01, ``None`` where it is not told within a few days.
    """

    number: int
    report: str
    order: int
    content: str
    home: str
    first: int | None
    last: int | None
    doc: str
    names: tuple[int, ...] = ()


class PairRow(msgspec.Struct, frozen=True, kw_only=True):
    """Two episodes that are one event by the model."""

    first: int
    second: int
    points: float
    reasons: tuple[str, ...]


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident: ``doc`` is what it is, the rest is there to search by."""

    id: str
    doc: str
    place: str | None
    lat: float | None
    lon: float | None
    start: str | None
    end: str | None
    reports: int
    forward: str | None = None


def pending(connection: Connection, limit: int) -> tuple[list[int], list[int]]:
    """Return the numbers of reports that wait for being linked, and of those that no longer count but are linked."""
    # Sought by what few are, each: asked for both as `= 1`, SQLite goes through all that are current.
    waiting = select(reports.c.id).where(*_waiting()).order_by(reports.c.id).limit(limit)
    stale = select(reports.c.id).where(~reports.c.current, reports.c.linked.is_not(False))
    stale = stale.order_by(reports.c.id).limit(limit)
    return list(connection.scalars(waiting)), list(connection.scalars(stale))


def count_pending(connection: Connection) -> int:
    """Return how many reports wait for being linked."""
    return connection.scalar(select(func.count()).where(*_waiting())) or 0


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return (~reports.c.linked, reports.c.current.is_not(False))


def is_linked(connection: Connection, number: int) -> bool:
    """Tell whether the claims of a report are linked."""
    return bool(connection.scalar(select(reports.c.linked).where(reports.c.id == number)))


def mark_linked(connection: Connection, numbers: Iterable[int], linked: bool) -> None:
    """Say of reports whether their claims are linked."""
    for some in _chunks(list(numbers)):
        connection.execute(update(reports).where(reports.c.id.in_(some)).values(linked=linked))


def next_number(connection: Connection) -> int:
    """Return a number above those of all episodes. Numbers of forgotten ones come again: nothing names them."""
    last = connection.scalar(select(func.max(episodes.c.number)))
    return 0 if last is None else last + 1


def with_content(connection: Connection, contents: Sequence[str]) -> set[int]:
    """Return the numbers of the episodes with these contents (hashes)."""
    out: set[int] = set()
    for some in _chunks(contents):
        out |= set(connection.scalars(select(episodes.c.number).where(episodes.c.content.in_(some))))
    return out


def numbers_of_episodes(connection: Connection, names: Sequence[str]) -> set[int]:
    """Return the numbers of the episodes that reports (by their ids) have a part in."""
    out: set[int] = set()
    for some in _chunks(names):
        out |= set(connection.scalars(select(episodes.c.number).where(episodes.c.report.in_(some))))
    return out


def near(
    connection: Connection, spans: Iterable[tuple[int, int]], longest: int, names: Sequence[int], undated: Sequence[int]
) -> set[int]:
    """Return the numbers of the episodes that a fresh one could be about.

    Those whose days meet one of ``spans`` (first and last day; no episode with days lasts longer than ``longest``),
    those without days that have one of ``names``, and those with or without that have one of ``undated``.
    """
    out: set[int] = set()
    for first, last in _merged(spans):
        query = select(episodes.c.number).where(
            episodes.c.first.between(first - longest, last), episodes.c.last >= first
        )
        out |= set(connection.scalars(query))
    for wanted, condition in ((names, episode_names.c.undated), (undated, None)):
        for some in _chunks(wanted):
            conditions: list[ColumnElement[bool]] = [episode_names.c.name.in_(some)]
            if condition is not None:
                conditions.append(condition)
            out |= set(connection.scalars(select(episode_names.c.number).where(and_(*conditions))))
    return out


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans put together where they meet."""
    begun: tuple[int, int] | None = None
    for first, last in sorted(spans):
        if begun is None:
            begun = first, last
        elif first <= begun[1] + 1:
            begun = begun[0], max(begun[1], last)
        else:
            yield begun
            begun = first, last
    if begun is not None:
        yield begun


def episodes_of(connection: Connection, numbers: Iterable[int]) -> list[EpisodeRow]:
    """Return the episodes with these numbers, copies in their order."""
    out = []
    for some in _chunks(sorted(numbers)):
        query = select(episodes).where(episodes.c.number.in_(some)).order_by(episodes.c.number, episodes.c.place_in)
        out += [
            EpisodeRow(
                number=row.number, report=row.report, order=row.place_in, content=row.content, home=row.home,
                first=row.first, last=row.last, doc=row.doc,
            )
            for row in connection.execute(query)
        ]  # fmt: skip
    return out


def pairs_of(connection: Connection, numbers: Iterable[int]) -> list[PairRow]:
    """Return the pairs that these episodes are in."""
    found: dict[tuple[int, int], PairRow] = {}
    for some in _chunks(sorted(numbers)):
        query = (
            select(pairs.c.first, pairs.c.second, pairs.c.points, reasons.c.doc)
            .join(reasons, reasons.c.id == pairs.c.reasons)
            .where(or_(pairs.c.first.in_(some), pairs.c.second.in_(some)))
        )
        for row in connection.execute(query):
            found[row.first, row.second] = PairRow(
                first=row.first, second=row.second, points=row.points, reasons=from_json(row.doc, tuple[str, ...])
            )
    return list(found.values())


def save(
    connection: Connection,
    kept: Sequence[EpisodeRow],
    forgotten: Sequence[int],
    renewed: Sequence[int],
    fresh: Sequence[PairRow],
) -> None:
    """Keep what linking made: ``kept`` replace the episodes of their numbers, pairs of ``renewed`` ones are void."""
    for some in _chunks(sorted({row.number for row in kept} | set(forgotten))):
        connection.execute(delete(episodes).where(episodes.c.number.in_(some)))
        connection.execute(delete(episode_names).where(episode_names.c.number.in_(some)))
    for some in _chunks(sorted(set(renewed) | set(forgotten))):
        connection.execute(delete(pairs).where(or_(pairs.c.first.in_(some), pairs.c.second.in_(some))))
    put(
        connection,
        episodes,
        ("number", "report", "place_in", "content", "home", "first", "last", "doc"),
        [(r.number, r.report, r.order, r.content, r.home, r.first, r.last, r.doc) for r in kept],
    )
    put(
        connection,
        episode_names,
        ("name", "undated", "number"),
        [(name, r.first is None, r.number) for r in kept if r.order == 0 for name in sorted(set(r.names))],
    )
    if fresh:
        known = _reasons(connection, {pair.reasons for pair in fresh})
        rows = [(p.first, p.second, p.points, known[p.reasons]) for p in fresh]
        put(connection, pairs, ("first", "second", "points", "reasons"), rows)


def _reasons(connection: Connection, told: set[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    docs = {to_json(one): one for one in told}
    out: dict[tuple[str, ...], int] = {}

    def find() -> None:
        for some in _chunks(sorted(docs)):
            for row in connection.execute(select(reasons.c.id, reasons.c.doc).where(reasons.c.doc.in_(some))):
                out[docs[row.doc]] = row.id

    find()
    missing = sorted(doc for doc, one in docs.items() if one not in out)
    if missing:
        connection.execute(insert(reasons), [{"doc": doc} for doc in missing])
        find()
    return out


def linked_docs(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """Return incidents with these ids as linking made them; those that linking did not make are left out."""
    out: dict[str, str] = {}
    for some in _chunks(names):
        query = select(incidents.c.id, incidents.c.linked).where(
            incidents.c.id.in_(some), incidents.c.linked.is_not(None)
        )
        out |= {row.id: row.linked for row in connection.execute(query)}
    return out


def taken(connection: Connection, name: str) -> bool:
    """Tell whether an id was ever given to an incident."""
    return connection.execute(select(incidents.c.id).where(incidents.c.id == name)).first() is not None


def alive(connection: Connection, names: Sequence[str]) -> set[str]:
    """Return which of these incidents have claims, by linking or as they count, or go on in another one."""
    lives = or_(*(incidents.c[column].is_not(None) for column in ("linked", "heir", "doc", "forward")))
    out: set[str] = set()
    for some in _chunks(names):
        out |= set(connection.scalars(select(incidents.c.id).where(incidents.c.id.in_(some), lives)))
    return out


def save_linked(connection: Connection, docs: Iterable[tuple[str, str | None, str | None]]) -> None:
    """Keep incidents as linking made them: id, doc (``None``: it is no more) and the one that it was found to be."""
    told = list(docs)
    there: set[str] = set()
    for some in _chunks([name for name, _, _ in told]):
        there |= set(connection.scalars(select(incidents.c.id).where(incidents.c.id.in_(some))))
    fresh = [{"id": name, "linked": doc, "heir": heir, "reports": 0} for name, doc, heir in told if name not in there]
    if fresh:
        connection.execute(insert(incidents), fresh)
    again = [{"name": name, "doc_": doc, "heir_": heir} for name, doc, heir in told if name in there]
    if again:
        connection.execute(
            update(incidents)
            .where(incidents.c.id == bindparam("name"))
            .values(linked=bindparam("doc_"), heir=bindparam("heir_")),
            again,
        )


def save_incidents(connection: Connection, rows: Sequence[IncidentRow]) -> None:
    """Keep incidents as they count now; their tolls are no longer right."""
    names = [row.id for row in rows]
    there: set[str] = set()
    for some in _chunks(names):
        there |= set(connection.scalars(select(incidents.c.id).where(incidents.c.id.in_(some))))
        connection.execute(delete(tolls).where(tolls.c.incident.in_(some)))
    values: list[dict[str, Any]] = [msgspec.structs.asdict(row) for row in rows]
    fresh = [one for one in values if one["id"] not in there]
    again = [{"name": one.pop("id"), **one} for one in values if one["id"] in there]
    if fresh:
        connection.execute(insert(incidents), fresh)
    if again:
        connection.execute(update(incidents).where(incidents.c.id == bindparam("name")), again)


def empty_incident(connection: Connection, name: str, forward: str | None) -> None:
    """Keep that an incident has no claims any more, and which has them."""
    connection.execute(
        update(incidents).where(incidents.c.id == name).values(doc=None, forward=forward, reports=0, place=None,
                                                               lat=None, lon=None, start=None, end=None)
    )  # fmt: skip
    connection.execute(delete(tolls).where(tolls.c.incident == name))


def homes_of(connection: Connection, refs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str | None]:
    """Return the incidents of claims, by the numbers of the reports and the ids of the claims."""
    wanted = set(refs)
    out: dict[tuple[int, str], str | None] = {}
    for some in _chunks(sorted({number for number, _ in wanted})):
        query = select(claims.c.report, claims.c.claim, claims.c.incident).where(claims.c.report.in_(some))
        for row in connection.execute(query):
            if (row.report, row.claim) in wanted:
                out[row.report, row.claim] = row.incident
    return out


def move_claims(connection: Connection, homes: dict[tuple[int, str], str | None]) -> None:
    """Put claims into incidents."""
    if homes:
        connection.execute(
            update(claims)
            .where(claims.c.report == bindparam("r"), claims.c.claim == bindparam("c"))
            .values(incident=bindparam("i")),
            [{"r": number, "c": claim, "i": home} for (number, claim), home in sorted(homes.items())],
        )


def claims_in(connection: Connection, names: Sequence[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Return the claims of incidents: the report's number and id, and the claim's id, in this order."""
    out: dict[str, list[tuple[int, str, str]]] = {name: [] for name in names}
    for some in _chunks(names):
        query = (
            select(claims.c.incident, claims.c.report, reports.c.name, claims.c.claim)
            .join(reports, reports.c.id == claims.c.report)
            .where(claims.c.incident.in_(some))
            .order_by(claims.c.report, claims.c.number)
        )
        for row in connection.execute(query):
            out[row.incident].append((row.report, row.name, row.claim))
    return out


def current(connection: Connection, name: str) -> str:
    """Return the id under which an incident is known now.

    Raises:
        KeyError: if there never was one of that id.
    """
    seen = {name}
    while True:
        row = connection.execute(select(incidents.c.forward).where(incidents.c.id == name)).first()
        if row is None:
            raise KeyError(name)
        if row[0] is None or row[0] in seen:
            return name
        name = row[0]
        seen.add(name)


def heirs(connection: Connection, names: Sequence[str]) -> dict[str, str | None]:
    """Return, of those of these incidents that there are, the one that linking found each to be, if any."""
    out: dict[str, str | None] = {}
    for some in _chunks(names):
        query = select(incidents.c.id, incidents.c.heir).where(incidents.c.id.in_(some))
        out |= {row.id: row.heir for row in connection.execute(query)}
    return out


def homes_by_linking(connection: Connection, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the episodes of reports (by their ids) as linking has them: its incident, and the episode's ``doc``."""
    out: list[tuple[str, str]] = []
    for some in _chunks(names):
        query = select(episodes.c.home, episodes.c.doc).where(episodes.c.report.in_(some))
        out += [(row.home, row.doc) for row in connection.execute(query)]
    return out


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]
