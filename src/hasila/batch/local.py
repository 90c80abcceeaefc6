"""Extraction over a stream of reports, in this process or in several; memory does not grow with the stream."""

import multiprocessing
from collections.abc import Iterable, Iterator

import msgspec

from hasila.model import Report
from hasila.pipeline import UnknownLanguageError, read_claims

#: Reports handed to a process at once: enough to hide the cost of handing over, few enough to keep order cheap.
_CHUNK = 16


class Failed(msgspec.Struct, frozen=True):
    """A report whose claims could not be read: its id, why, and what to do."""

    name: str
    reason: str
    advice: str


def read_one(report: Report) -> Report | Failed:
    """Read one report; what has no rules comes back as :class:`Failed` and is not raised."""
    try:
        return read_claims(report)
    except UnknownLanguageError as error:
        return Failed(report.id, str(error), "name the language with --lang if it was detected wrongly")


def read_all(reports: Iterable[Report], jobs: int = 1) -> Iterator[Report | Failed]:
    """Read the claims of every report, in the order given, on ``jobs`` processes.

    Raises:
        ValueError: if ``jobs`` is less than 1.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}; it must be 1 or more")
    if jobs == 1:
        yield from map(read_one, reports)
        return
    # Spawned, not forked: a fork of a process with threads (a reader of a page) can hang.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(read_one, reports, chunksize=_CHUNK)
