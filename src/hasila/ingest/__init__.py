"""Reading reports: files, directories, web pages and standard input become :class:`hasila.model.Report`.

What cannot be read is not raised but yielded as :class:`Unreadable`, so that the rest goes on.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from hasila.ingest.inputs import Walk
from hasila.ingest.language import detect_language
from hasila.ingest.source import DEFAULT_MAX_CHARS, Settings, Unreadable, iso_day
from hasila.model import Report

__all__ = ["DEFAULT_MAX_CHARS", "Unreadable", "detect_language", "read_reports"]


def read_reports(
    inputs: Iterable[str],
    *,
    published: str | None = None,
    outlet: str | None = None,
    lang: str | None = None,
    stdin: BinaryIO | None = None,
    allow_private: bool = False,
    max_chars: int = DEFAULT_MAX_CHARS,
) -> Iterator[Report | Unreadable]:
    """Read reports one after the other, in the order named; no more than one is held in memory.

    Ids are the same in every run: that of a JSONL record, else the file's name without ending (in a
    directory: its path from there), ``stdin``, or host and path of a URL. Where an id comes back, ``-2``,
    ``-3`` … is added. A file that is named twice, or again by its directory, is read once.

    Args:
        inputs: files, directories, ``http(s)`` URLs, or ``-`` for standard input.
        published: ISO date of publication, for reports that do not tell theirs.
        outlet: who published, for reports that do not tell theirs.
        lang: language code, for reports that do not tell theirs; ``None`` detects it.
        stdin: what ``-`` reads.
        allow_private: let URLs lead to private, loopback and link-local addresses.
        max_chars: longest text of one report, in code points.

    Returns:
        An iterator over reports without claims, and what could not be read, in order.

    Raises:
        ValueError: at once, if ``published`` is not a date or ``max_chars`` not positive.
    """
    settings = Settings(
        published=_day(published),
        outlet=outlet or None,
        lang=lang or None,
        max_chars=max_chars,
        allow_private=allow_private,
    )
    if max_chars < 1:
        raise ValueError(f"max_chars is {max_chars}; it must be 1 or more")
    return _read(list(inputs), Walk(settings, stdin))


def _day(published: str | None) -> str | None:
    if not published:
        return None
    day = iso_day(published)
    if day is None:
        raise ValueError(f"{published!r} is not a date; write year-month-day, like 2016-05-08")
    return day


def _read(inputs: list[str], walk: Walk) -> Iterator[Report | Unreadable]:
    used: dict[str, int] = {}
    for name in inputs:
        for item in walk.read(name):
            yield item if isinstance(item, Unreadable) else _with_own_id(item, used)


def _with_own_id(report: Report, used: dict[str, int]) -> Report:
    """Give the report an id that none before it has; ``used`` counts how often each was asked for."""
    report_id = report.id
    while report_id in used:
        used[report.id] += 1
        report_id = f"{report.id}-{used[report.id]}"
    used[report_id] = 1
    return report if report_id == report.id else msgspec.structs.replace(report, id=report_id)
