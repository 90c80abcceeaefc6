"""Fetching many pages without being a burden: a pause between two requests to one host, and its own wishes heeded.

It is the host of the address that was asked for which counts; where a redirect leads to another one, that is not waited
for.
"""

import functools
import threading
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from hasila.ingest.source import Settings
from hasila.ingest.web import FetchError, Page, Validators, fetch

#: Seconds between two requests to one host. Crawlers commonly leave one; a feed of 50 entries then takes a minute.
PAUSE: Final = 1.0
#: Longest time in seconds to wait for a host that said ``Retry-After`` before its page is given up for now.
PATIENCE: Final = 30.0

_MAX_HOSTS: Final = 10_000


class Fetcher:
    """Fetches pages, one host never sooner than ``pause`` seconds after the last time; may be shared by threads.

    A host that asked to be left alone (``Retry-After``) is waited for if it is a matter of ``patience`` seconds; what
    is asked of it before that fails at once, without a request.

    Args:
        pause: seconds between two requests to one host.
        patience: longest time to wait for a host, in seconds.
        clock: seconds that only grow.
        sleep: waits for so many seconds; may return early to stop, and then raises what shall end the work.
        get: makes the request; :func:`hasila.ingest.web.fetch` with its limits.
    """

    @classmethod
    def of(cls, settings: Settings) -> "Fetcher":
        """Return one with the limits of these settings."""
        return cls(
            get=functools.partial(
                fetch,
                allow_private=settings.allow_private,
                max_bytes=settings.max_bytes,
                max_seconds=settings.max_seconds,
                max_redirects=settings.max_redirects,
            )
        )

    def __init__(
        self,
        *,
        pause: float = PAUSE,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        get: Callable[..., Page] = fetch,
    ) -> None:
        self._pause = pause
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._get = get
        self._turns: dict[str, float] = {}  # when a host may be asked next, for our part
        self._away: dict[str, float] = {}  # until when it does not want to be
        self._lock = threading.Lock()

    def __call__(self, url: str, /, *, etag: str | None = None, modified: str | None = None) -> Page | None:
        """Fetch a page when its host may be asked again; ``None`` if it is still the one that these name.

        Raises:
            FetchError: as :func:`hasila.ingest.web.fetch`, and for a host that does not want to be asked yet.
        """
        host = _host(url)
        self._wait(host)
        try:
            page = self._get(url, validators=Validators(etag, modified))
        except FetchError as error:
            if error.retry_after:
                self._keep_away(host, error.retry_after)
            raise
        return None if page.status == 304 else page

    def rest(self, url: str) -> float:
        """Return for how many seconds the host of an address still wants to be left alone; 0 if it does not."""
        with self._lock:
            now = self._clock()
            return max(0.0, self._away.get(_host(url), now) - now)

    def _wait(self, host: str) -> None:
        """Take the host's next turn and sleep until then."""
        with self._lock:
            now = self._clock()
            away = self._away.get(host, now)
            if away - now > self._patience:
                raise FetchError(
                    f"{host} asked to be left alone for {away - now:.0f} seconds",
                    "try again after that",
                    retry_after=away - now,
                )
            turn = max(now, away, self._turns.get(host, now))
            if len(self._turns) + len(self._away) >= _MAX_HOSTS:
                self._turns = {name: free for name, free in self._turns.items() if free > now}
                self._away = {name: free for name, free in self._away.items() if free > now}
            self._turns[host] = turn + self._pause
        if turn > now:
            self._sleep(turn - now)

    def _keep_away(self, host: str, seconds: float) -> None:
        with self._lock:
            self._away[host] = max(self._away.get(host, 0.0), self._clock() + seconds)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""  # no address: fetching it says so
