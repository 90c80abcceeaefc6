"""How sources stand: counted over the store now and then, not by every reader."""

import threading
import time
from typing import Final

import msgspec

from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.intake.sourcing import Record, counts, records
from hasila.store import Store, log
from hasila.store.search import Filter, find_incidents

#: Incidents whose figures are counted: the newest.
LOOKED_AT: Final = 300
#: Actors that are counted: more than there are in the registry.
_MOST: Final = 10_000
#: A count is good for so many times as long as it took, while the store changes.
_GOOD_FOR: Final = 100


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted, at which time (UTC): claims by actor, records by voice over the newest ``incidents``."""

    time: str
    claims: dict[str, int]
    records: dict[str, Record]
    incidents: int


class Counted:
    """Keeps what was counted last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Standing | None = None
        self._head = -1
        self._when = self._took = 0.0

    def of(self, store: Store) -> Standing:
        """Return how sources stand, counted anew if something changed and the last count is old enough."""
        with store.reading() as connection:
            head = log.head(connection)[0]
        if self._good(head):
            assert self._last is not None
            return self._last
        # Others are told the last count meanwhile; the first of all waits.
        if not self._lock.acquire(blocking=self._last is None):
            assert self._last is not None
            return self._last
        try:
            if not self._good(head):
                begun = time.monotonic()
                self._last, self._head = _counted(store), head
                self._when, self._took = time.monotonic(), time.monotonic() - begun
            assert self._last is not None
            return self._last
        finally:
            self._lock.release()

    def _good(self, head: int) -> bool:
        if self._last is None:
            return False
        # What takes a moment is counted anew with every change.
        return head == self._head or (self._took > 0.2 and time.monotonic() - self._when < self._took * _GOOD_FOR)


def _counted(store: Store) -> Standing:
    with store.reading() as connection:
        names = find_incidents(connection, Filter(), LOOKED_AT)
        found = incidents_under(connection, names, DEFAULT_PROFILE)
        return Standing(
            time=log.now(),
            claims=dict(counts(connection, _MOST)),
            records=records(found.values()),
            incidents=len(names),
        )
