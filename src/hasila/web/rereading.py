"""Reading again with the entries that people wrote: a job of this process, one at a time, that others can look at."""

import logging
import threading

import msgspec

from hasila.intake.rereading import Reread, reread
from hasila.store import Store, entries


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands. ``behind``: an entry was written since all was read; ``failed``: the last attempt did."""

    behind: bool
    running: bool
    failed: bool
    counts: Reread | None


class Rereading:
    """Reads again when somebody asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Reread | None = None
        self._running = self._failed = False

    def of(self, store: Store) -> Job:
        """Return how it stands."""
        with store.reading() as connection:
            behind = entries.read_to(connection) != entries.last(connection)
        return Job(behind=behind, running=self._running, failed=self._failed, counts=self._counts)

    def start(self, store: Store, who: str) -> None:
        """Begin, unless it is going on."""
        with self._lock:
            if self._running:
                return
            self._running, self._failed, self._counts = True, False, Reread()
        threading.Thread(target=self._run, args=(store, who), daemon=True).start()

    def _run(self, store: Store, who: str) -> None:
        def progress(counts: Reread) -> None:
            self._counts = msgspec.structs.replace(counts)

        try:
            self._counts = reread(store, who, progress=progress)
        except Exception:
            # Nobody waits for this thread: the page says it, the log of the server says why.
            self._failed = True
            logging.getLogger("hasila.web").exception("reading again failed")
        finally:
            self._running = False
