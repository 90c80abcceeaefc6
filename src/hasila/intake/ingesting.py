"""From captures to the store: what is known is passed over, the rest is read and kept, then linked.

Everything is kept in batches, each whole or not at all. What was counted as done is in the store; whoever is stopped,
by whatever means, starts the same command again, and it goes on where it was.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Final

import msgspec

from hasila import __version__
from hasila.ingest import Settings, Unreadable, read_capture
from hasila.intake.layering import written
from hasila.intake.settling import WINDOW, settle
from hasila.model import Capture
from hasila.pipeline import UnknownLanguageError, extractor, places_above, read_claims, under
from hasila.registry import SHIPPED, Layer
from hasila.store import Store, keeping, linkage
from hasila.store.engine import look_over
from hasila.text.collecting import no_collection

#: What the store says captures were taken in by.
TOOL: Final = f"hasila {__version__}"
#: What is kept as the extractor of a report in a language without rules: when there are some, it is read.
NO_RULES: Final = "none"
#: Captures that are looked up, or handed to a process, at once.
_CHUNK: Final = 16
#: A batch is kept when it has so many reports, or when it was begun so many seconds ago.
_BATCH: Final = 512
_SECONDS: Final = 2.0
#: Chunks, and bytes of captures, that are read or wait for it at most: enough to keep the processes busy while this one
#: links a window of reports, few enough to hold little in memory.
_AHEAD: Final = 512
_AHEAD_BYTES: Final = 32_000_000
#: Reports that make the database look over its tables anew; then each time there are twice as many.
_MANY: Final = 1_000


class Counts(msgspec.Struct, kw_only=True):
    """What came of an ingest so far: ``added`` and ``updated`` (a newer version of a report that was there) are kept.

    ``known`` were there already; ``failed`` could not be read; ``linked`` were put together with others by incident.
    """

    added: int = 0
    updated: int = 0
    known: int = 0
    failed: int = 0
    linked: int = 0
    claims: int = 0

    @property
    def done(self) -> int:
        """How many captures are dealt with, for good."""
        return self.added + self.updated + self.known + self.failed


#: What could not be read, one at a time.
Tell = Callable[[Unreadable], None]
#: Captures that are read together, with the entries of actors that count for them.
Chunk = tuple[list[Capture | Unreadable], Layer]
#: Called after each step that is kept.
Progress = Callable[[Counts], None]


def ingest(
    store: Store,
    found: Iterable[Capture | Unreadable],
    who: str,
    *,
    settings: Settings | None = None,
    jobs: int = 1,
    tell: Tell = lambda item: None,
    progress: Progress = lambda counts: None,
    link: bool = True,
) -> Counts:
    """Take captures into a store, read their claims and link them; return what came of it.

    Args:
        store: where to.
        found: what :func:`hasila.ingest.captures` gives, lazily.
        who: whose name the log gives.
        settings: what the user said about reading.
        jobs: processes that read.
        tell: is told what could not be read.
        progress: is told what is done, after each step that is kept.
        link: link at the end; without it the reports wait for the next time.

    Raises:
        StoreError: if the store fails. What was counted before is kept.
    """
    counts = Counts()
    batch: list[keeping.Ready] = []
    begun = time.monotonic()

    def keep() -> None:
        nonlocal begun
        if batch:
            with no_collection(), store.writing() as connection:
                for one, outcome in zip(batch, keeping.keep(connection, who, batch), strict=True):
                    setattr(counts, outcome, getattr(counts, outcome) + 1)
                    counts.claims += len(one.claims.claims) if outcome != "known" else 0
            batch.clear()
            progress(counts)
        begun = time.monotonic()

    def look() -> None:
        with store.writing() as connection:
            look_over(connection)

    waiting = 0
    seen = _MANY
    for item in _read(_unknown(store, found, counts, progress), (settings or Settings()).for_reading(), jobs):
        if isinstance(item, Unreadable):
            counts.failed += 1
            tell(item)
            continue
        batch.append(item)
        if len(batch) >= _BATCH or time.monotonic() - begun > _SECONDS:
            waiting += len(batch)
            keep()
            if link and waiting >= WINDOW:
                waiting = 0
                link_waiting(store, counts, progress, least=WINDOW)
                if counts.added >= seen:
                    # The way to rows that is best among few is the worst among many.
                    seen = 2 * counts.added
                    look()
    keep()
    if link:
        link_waiting(store, counts, progress)
    if counts.added + counts.linked >= _MANY:
        look()
    return counts


def link_waiting(store: Store, counts: Counts, progress: Progress, least: int = 1) -> None:
    """Link the reports that wait for it, step by step, while there are at least ``least``."""
    while True:
        with store.writing() as connection:
            if least > 1 and linkage.count_pending(connection) < least:
                return
            done = settle(connection)
        if not done:
            return
        counts.linked += done
        progress(counts)


def _unknown(
    store: Store, found: Iterable[Capture | Unreadable], counts: Counts, progress: Progress
) -> Iterator[Chunk]:
    """Yield what is not in the store yet, a few at once, in order."""
    for some in _chunks(found):
        captures = [item for item in some if isinstance(item, Capture)]
        with store.reading() as connection:
            there = keeping.known(connection, captures)
            layer = written(connection)
        known = {id(capture) for capture, known in zip(captures, there, strict=True) if known}
        if known:
            counts.known += len(known)
            progress(counts)
        fresh = [item for item in some if id(item) not in known]
        if fresh:
            yield fresh, layer


def _chunks(found: Iterable[Capture | Unreadable]) -> Iterator[list[Capture | Unreadable]]:
    """Yield a few at once; one that came late does not wait for others (a feed fetches page by page)."""
    some: list[Capture | Unreadable] = []
    begun = time.monotonic()
    for item in found:
        some.append(item)
        if len(some) >= _CHUNK or time.monotonic() - begun > _SECONDS:
            yield some
            some, begun = [], time.monotonic()
    if some:
        yield some


def _read(chunks: Iterator[Chunk], settings: Settings, jobs: int) -> Iterator[keeping.Ready | Unreadable]:
    """Read chunks in order, on so many processes."""
    if jobs == 1:
        for chunk, layer in chunks:
            yield from read_chunk(chunk, settings, layer)
        return
    # Spawned, not forked: a fork of a process with threads or open databases can hang or spoil them.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        waiting: deque[tuple[Future[list[keeping.Ready | Unreadable]], int]] = deque()
        held = 0
        ended = False
        try:
            while waiting or not ended:
                # Two for each that is taken away, while there is room: whoever takes them may be away for long, to link
                # a window of reports, and the processes must not run out of work meanwhile.
                full = len(waiting) >= _AHEAD or held >= _AHEAD_BYTES
                some = [] if full or ended else list(islice(chunks, 2))
                ended = ended or (not full and len(some) < 2)
                for chunk, layer in some:
                    size = sum(len(item.body) for item in chunk if isinstance(item, Capture))
                    waiting.append((pool.submit(read_chunk, chunk, settings, layer), size))
                    held += size
                if waiting and (full or ended or waiting[0][0].done()):
                    future, size = waiting.popleft()
                    held -= size
                    yield from future.result()
        finally:
            for future, _ in waiting:
                future.cancel()


def _end_with_parent() -> None:
    """End this process with the one that started it, even if that was killed and could not say so.

    Ctrl-C stops that one alone, which then stops this: both at once would be told twice.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def read_chunk(
    chunk: list[Capture | Unreadable], settings: Settings, layer: Layer = SHIPPED
) -> list[keeping.Ready | Unreadable]:
    """Read the reports in captures and their claims, and make them ready to be kept."""
    out: list[keeping.Ready | Unreadable] = []
    for item in chunk:
        one = item if isinstance(item, Unreadable) else read_one(item, settings, layer)
        out.append(one if isinstance(one, Unreadable) else keeping.ready(one, TOOL, places_above))
    return out


def read_one(capture: Capture, settings: Settings, layer: Layer = SHIPPED) -> keeping.Taken | Unreadable:
    """Read the report in a capture and its claims; in a language without rules, the report alone."""
    report = read_capture(capture, settings)
    if isinstance(report, Unreadable):
        return report
    try:
        read = read_claims(report, layer)
        return keeping.Taken(capture=capture, report=read, extractor=under(extractor(report.lang), report, layer))
    except UnknownLanguageError:
        return keeping.Taken(capture=capture, report=report, extractor=NO_RULES)
