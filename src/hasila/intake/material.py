"""What the store has, chosen by a filter, as exports and tables want it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec
from sqlalchemy import Connection, select

from hasila.export.material import CaptureRecord, PlaceRecord
from hasila.incidents import Grouping
from hasila.intake.actors import actors
from hasila.intake.layering import written
from hasila.intake.settling import settled
from hasila.languages import available
from hasila.model import Actor, ChangeRecord, ClaimRef, Incident, Report, TollReport
from hasila.model.codec import from_json, to_json
from hasila.pipeline import places_above
from hasila.registry import load_registry
from hasila.store import Store, log, search, tolls
from hasila.store.claims import numbers_of, stored
from hasila.store.schema import captures, incidents, reports

#: Reports or incidents in memory at once.
_BATCH = 500
#: Reports that are kept at hand, and that are read ahead with the incidents whose claims are in them: whoever takes an
#: incident asks for its reports next, and one by one they take four queries each.
_KEPT = 256


class StoredMaterial:
    """The records of a store that a filter chooses (:class:`hasila.export.material.Material`).

    A report goes out with the claims that were chosen, an incident whole where one of its claims was. Everything comes
    in the order in which the store has it.
    """

    def __init__(self, connection: Connection, chosen: search.Filter, profile: str, tool: str, made: str) -> None:
        """Read through a connection, which stays open meanwhile; ``made`` is the UTC time."""
        self._connection = connection
        self._chosen = chosen
        self.profile, self.tool, self.made = profile, tool, made
        self._registry = load_registry(available()[0])
        self._actors = actors(connection)
        self._report = lru_cache(maxsize=_KEPT)(self._read)
        self._ahead: dict[str, Report] = {}

    @property
    def whole(self) -> bool:
        """Whether the reports have all their claims."""
        return not self._chosen.of_claims

    def reports(self) -> Iterator[Report]:
        """Yield the chosen reports, each with its chosen claims."""
        numbers = sorted(search.find_reports(self._connection, self._chosen))
        for at in range(0, len(numbers), _BATCH):
            some = numbers[at : at + _BATCH]
            told = stored(self._connection, some)
            picked = self._picked(some)
            for number in some:
                report = told[number].counted
                if picked is not None:
                    kept = tuple(c for c in report.claims if c.id in picked[number])
                    report = msgspec.structs.replace(report, claims=kept, contradictions=tuple(
                        pair for pair in report.contradictions if picked[number].issuperset(pair)
                    ))  # fmt: skip
                yield report

    def _picked(self, numbers: Sequence[int]) -> dict[int, set[str]] | None:
        """Return the ids of the chosen claims of some reports, ``None`` where that is all."""
        if self.whole:
            return None
        out: defaultdict[int, set[str]] = defaultdict(set)
        for number, claim in search.find_claims(self._connection, self._chosen, among=numbers):
            out[number].add(claim)
        return out

    def incidents(self) -> Iterator[Incident]:
        """Yield the chosen incidents with their tolls under the profile."""
        names = sorted(search.find_incidents(self._connection, self._chosen))
        for at in range(0, len(names), _BATCH):
            some = names[at : at + _BATCH]
            found = incidents_under(self._connection, some, self.profile)
            for few, told in _few([found[name] for name in some]):
                numbers = numbers_of(self._connection, told)
                read = stored(self._connection, sorted(numbers.values()))
                self._ahead = {one.report.id: one.counted for one in read.values()}
                yield from few
        self._ahead = {}

    def report(self, report_id: str) -> Report:
        """Return a report with all its claims.

        Raises:
            KeyError: if there is no such report.
        """
        ahead = self._ahead.get(report_id)
        return self._report(report_id) if ahead is None else ahead

    def _read(self, name: str) -> Report:
        number = numbers_of(self._connection, [name])[name]
        return stored(self._connection, [number])[number].counted

    def place(self, place_id: str) -> PlaceRecord | None:
        """Return what the gazetteer knows of a place."""
        entry = self._registry.places.get(place_id)
        if entry is None:
            return None
        names = {lang: told[0] for lang, told in (("ar", entry.ar), ("fa", entry.fa), ("en", entry.en)) if told}
        return PlaceRecord(
            id=entry.id, name=entry.name, names=names, lat=entry.lat, lon=entry.lon, precision=entry.precision,
            country=entry.country, above=places_above(place_id),
        )  # fmt: skip

    def actor(self, actor_id: str) -> Actor | None:
        """Return what the registry knows of an actor."""
        return self._actors.get(actor_id)

    def captures(self) -> Iterator[CaptureRecord]:
        """Yield the captures of the chosen reports."""
        numbers = sorted(search.find_reports(self._connection, self._chosen))
        columns = [column for column in captures.c if column is not captures.c.body]
        for at in range(0, len(numbers), _BATCH):
            query = select(reports.c.name, *columns).join(captures, captures.c.id == reports.c.capture)
            query = query.where(reports.c.id.in_(numbers[at : at + _BATCH])).order_by(reports.c.id)
            for row in self._connection.execute(query):
                yield CaptureRecord(
                    id=row.id, report=row.name, kind=row.kind, key=row.key, sha256=row.sha256, size=row.size,
                    source=row.source, locator=row.locator, url=row.url, media_type=row.media_type,
                    headers=from_json(row.headers, tuple[tuple[str, str], ...]), received=row.received, tool=row.tool,
                )  # fmt: skip

    def changes(self) -> Iterator[ChangeRecord]:
        """Yield the log of changes."""
        return log.rows(self._connection)

    def toll_report(self) -> TollReport:
        """Return the incidents and the claims outside them, as ``hasila toll`` says them."""
        told = list(self.reports())
        outside = tuple(sorted(
            ClaimRef(report.id, claim.id) for report in told for claim in report.claims if claim.scope != "event"
        ))  # fmt: skip
        return TollReport(profile=self.profile, reports=len(told), incidents=tuple(self.incidents()), outside=outside)


def _few(some: Sequence[Incident]) -> Iterator[tuple[list[Incident], list[str]]]:
    """Yield incidents in their order, a few at once, with the ids of the reports that they have claims of."""
    few: list[Incident] = []
    told: dict[str, None] = {}
    for incident in some:
        more = {ref.report: None for ref in incident.claims}
        if few and len(told | more) > _KEPT:
            yield few, list(told)
            few, told = [], {}
        few.append(incident)
        told |= more
    if few:
        yield few, list(told)


def incidents_under(connection: Connection, names: Sequence[str], profile: str) -> dict[str, Incident]:
    """Return incidents with their tolls under a profile; those that the store does not have yet are worked out.

    Raises:
        ValueError: if there is no profile of that name.
    """
    found = {name: from_json(doc, Incident) for name, doc in tolls.docs(connection, names, profile).items()}
    missing = [name for name in names if name not in found]
    if missing:
        query = select(incidents.c.id, incidents.c.doc).where(incidents.c.id.in_(missing), incidents.c.doc.is_not(None))
        groupings = [from_json(row.doc, Grouping) for row in connection.execute(query)]
        told = sorted({ref.report for grouping in groupings for ref in grouping.claims})
        numbers = numbers_of(connection, told)
        read = [one.counted for one in stored(connection, sorted(numbers.values())).values()]
        for incident in settled(groupings, read, profile, written(connection)):
            found[incident.id] = incident
    return found


def keep_tolls(store: Store, profile: str) -> int:
    """Work out and keep the tolls under a profile that are missing, some at a time: others write in between.

    Returns how many.
    """
    done = 0
    while True:
        with store.writing() as connection:
            names = tolls.missing(connection, profile, _BATCH)
            found = incidents_under(connection, names, profile)
            tolls.save(connection, profile, {name: to_json(incident) for name, incident in found.items()})
        if not names:
            return done
        done += len(names)
