"""Slows down whoever guesses passwords."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from litestar.exceptions import TooManyRequestsException

#: Tries that a name and an address have at once, and seconds until each comes back.
_OF_NAME: Final = (8, 30.0)
_OF_ADDRESS: Final = (20, 10.0)
#: Names and addresses remembered; the longest unseen is forgotten.
_REMEMBERED: Final = 20_000
#: Passwords compared at once: each takes 64 MiB and a processor for a moment.
_AT_ONCE: Final = 3


class Throttle:
    """Counts tries by name and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` tells seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._comparing = threading.BoundedSemaphore(_AT_ONCE)

    @contextmanager
    def trying(self, name: str, address: str) -> Iterator[Callable[[], None]]:
        """Let somebody try a password; call what is given if it was right, so that it does not count.

        Raises:
            TooManyRequestsException: if there were too many tries, or too many at once.
        """
        both = (_hash("name", name.strip().casefold()), _OF_NAME), (_hash("address", address), _OF_ADDRESS)
        with self._lock:
            left = [self._now(key, *limit) for key, limit in both]
            if min(left) < 1:
                raise TooManyRequestsException
            for (key, _), tries in zip(both, left, strict=True):
                self._note(key, tries - 1)
        if not self._comparing.acquire(blocking=False):
            raise TooManyRequestsException

        def was_right() -> None:
            with self._lock:
                for key, limit in both:
                    self._note(key, min(limit[0], self._now(key, *limit) + 1))

        try:
            yield was_right
        finally:
            self._comparing.release()

    def __len__(self) -> int:
        return len(self._left)

    def _now(self, key: bytes, most: int, seconds: float) -> float:
        tries, then = self._left.get(key, (float(most), 0.0))
        return min(float(most), tries + (self._clock() - then) / seconds)

    def _note(self, key: bytes, tries: float) -> None:
        self._left[key] = (tries, self._clock())
        self._left.move_to_end(key)
        while len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)


def _hash(kind: str, told: str) -> bytes:
    # Of one length, however long the name.
    return hashlib.sha256(f"{kind}:{told}".encode("utf-8", "surrogatepass")).digest()
