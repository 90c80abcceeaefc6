"""A little taken in while somebody waits: what became of each thing, and where it is now."""

import time
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import select

from hasila.ingest import Settings, Unreadable
from hasila.intake.ingesting import Counts, ingest
from hasila.model import Capture
from hasila.store import Store, keeping
from hasila.store.schema import captures, reports

#: Reports, and things that could not be read, that are named at most.
_NAMED = 100


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: ``reports`` are the ids of those met, the ones that were there before among them.

    ``stopped``: the time was over before all was read; the same again goes on after it.
    """

    counts: Counts
    reports: tuple[str, ...]
    unread: tuple[Unreadable, ...]
    stopped: bool


class _Within:
    """Passes things on until the time is over, and notes what they were."""

    def __init__(self, found: Iterable[Capture | Unreadable], seconds: float) -> None:
        self.met: dict[str, str] = {}
        self.stopped = False
        self._found = found
        self._end = time.monotonic() + seconds

    def __iter__(self) -> Iterator[Capture | Unreadable]:
        for item in self._found:
            if isinstance(item, Capture) and len(self.met) < _NAMED:
                self.met[keeping.identity(item)] = item.sha256
            yield item
            if time.monotonic() > self._end:
                self.stopped = True
                return


def add(
    store: Store, found: Iterable[Capture | Unreadable], who: str, settings: Settings, seconds: float, key: str | None
) -> Added:
    """Take captures in, for so many seconds; what was read until then is kept.

    Args:
        store: where to.
        found: what :func:`hasila.ingest.captures` gives, lazily.
        who: whose name the log gives.
        settings: what they said about reading.
        seconds: when to stop: after the capture that is then read.
        key: what names the thing, where nothing may come because it is known and has not changed.
    """
    unread: list[Unreadable] = []
    within = _Within(found, seconds)

    def tell(item: Unreadable) -> None:
        if len(unread) < _NAMED:
            unread.append(item)

    counts = ingest(store, within, who, settings=settings, tell=tell)
    if key is not None and not within.met and not counts.done:
        within.met[key] = ""
    return Added(counts=counts, reports=_reports(store, within.met), unread=tuple(unread), stopped=within.stopped)


def _reports(store: Store, met: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of the reports of things that were met: that of the same bytes, else the one that counts."""
    query = select(reports.c.identity, reports.c.name, reports.c.current, captures.c.sha256)
    query = query.join(captures, captures.c.id == reports.c.capture).where(reports.c.identity.in_(list(met)))
    found: dict[str, str] = {}
    with store.reading() as connection:
        for row in connection.execute(query):
            if row.sha256 == met[row.identity] or (row.current and row.identity not in found):
                found[row.identity] = row.name
    return tuple(found[thing] for thing in met if thing in found)
