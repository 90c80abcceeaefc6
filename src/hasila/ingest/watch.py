"""Coming back to feeds and pages: which source is due when.

Nothing here fetches; the loop that does says what came of it::

    stop = threading.Event()
    fetcher = Fetcher()
    watch = Watch(["https://observatory.example/feed.xml"], 15 * 60, wait=stop.wait, rest=fetcher.rest)
    for source in watch:
        for item in captures([source], settings):
            ...
            if isinstance(item, Unreadable) and item.name == source:
                watch.failed(source)

It ends when ``wait`` says so, in the middle of a pause too; an interruption (Ctrl-C) passes through.
"""

import heapq
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

#: Longest pause after failures, in seconds, unless the interval is longer: a source that was down for a week is then
#: found again within six hours.
MAX_PAUSE: Final = 6 * 3600.0
#: By how much of itself a pause varies, so that many watchers do not come at one moment.
_SPREAD: Final = 0.1


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def _no_rest(source: str) -> float:
    return 0.0


class Watch:
    """Yields the sources again and again, each when it is due: all at once in the beginning, then in intervals.

    A source that fails is asked after twice the interval, then four times, and so on to ``max_pause``; one success and
    it is back to the interval. A time that was slept through is not made up for.

    Args:
        sources: addresses; one that is named twice is watched once.
        interval: seconds from one visit's beginning to the next.
        max_pause: longest pause after failures, in seconds.
        clock: seconds that only grow.
        wait: sleeps for so many seconds and tells whether to stop (``threading.Event().wait``). Also called with 0
            before each visit.
        jitter: a number from 0 to 1 by chance; the pause varies with it by 10 % to either side.
        rest: seconds for which a source's host asked not to be asked (:meth:`hasila.ingest.polite.Fetcher.rest`).

    Raises:
        ValueError: if a time is not positive and finite.
    """

    def __init__(
        self,
        sources: Iterable[str],
        interval: float,
        *,
        max_pause: float = MAX_PAUSE,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] = _sleep,
        jitter: Callable[[], float] = random.random,
        rest: Callable[[str], float] = _no_rest,
    ) -> None:
        for name, value in (("interval", interval), ("max_pause", max_pause)):
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} is {value}; it must be more than 0 seconds")
        self._interval = interval
        self._max_pause = max(max_pause, interval)
        self._clock = clock
        self._wait = wait
        self._jitter = jitter
        self._rest = rest
        self._failures: dict[str, int] = {}
        self._failed = False
        now = clock()
        # By moment, then by the order in which they were named.
        self._due = [(now, order, source) for order, source in enumerate(dict.fromkeys(sources))]

    def __iter__(self) -> Iterator[str]:
        """Yield the sources as they fall due, until ``wait`` says stop."""
        while self._due:
            moment, order, source = self._due[0]
            if self._wait(max(0.0, moment - self._clock())):
                return
            begun = self._clock()
            if begun < moment:
                continue  # woken too early
            self._failed = False
            yield source
            self._failures[source] = self._failures.get(source, 0) + 1 if self._failed else 0
            pause = self._pause(self._failures[source])
            heapq.heapreplace(self._due, (max(begun + pause, self._clock() + self._rest(source)), order, source))

    def failed(self, source: str) -> None:
        """Say, before the next one is asked for, that the visit of the source that was yielded last failed."""
        if not self._due or self._due[0][2] != source:
            raise ValueError(f"{source} is not being visited")
        self._failed = True

    def next_due(self) -> float:
        """Return in how many seconds the next visit is due, 0 if it is; infinity if nothing is watched."""
        return max(0.0, self._due[0][0] - self._clock()) if self._due else math.inf

    def _pause(self, failures: int) -> float:
        # the exponent is bounded, or a year of failures would overflow
        pause = min(self._interval * 2.0 ** min(failures, 30), self._max_pause)
        return pause * (1.0 + _SPREAD * (2.0 * self._jitter() - 1.0))
