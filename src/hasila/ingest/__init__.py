"""Reading reports: what the user names becomes captures (the bytes, as evidence), and captures become reports.

Two stages, so that the first is cheap and the second can be skipped, handed to other processes, or done again with a
newer version: :func:`captures` cuts inputs into the bytes of one report each, :func:`read_capture` reads the report in
one. :func:`read_reports` does both.

What cannot be read is not raised but yielded as :class:`Unreadable`, so that the rest goes on.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import msgspec

from hasila.ingest.inputs import Walk, total_size
from hasila.ingest.kinds import kinds
from hasila.ingest.labels import label
from hasila.ingest.language import detect_language
from hasila.ingest.source import DEFAULT_MAX_CHARS, Settings, Unreadable
from hasila.model import Capture, Report

__all__ = [
    "DEFAULT_MAX_CHARS",
    "Settings",
    "Unreadable",
    "captures",
    "captures_of",
    "detect_language",
    "own_id",
    "read_capture",
    "read_reports",
    "total_size",
]

#: What the user says of inputs that do not say it themselves. A capture keeps it under these names in its context
#: (``said:outlet``), or reading it again years later would give another report.
_SAID: Final = ("published", "outlet", "lang")


def captures(
    inputs: Iterable[str], settings: Settings | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Capture | Unreadable]:
    """Cut inputs into captures, in the order named; no more than one is held in memory.

    Report ids are the same in every run, but may come back: that of a record, else the file's name without ending (in
    a directory: its path from there), ``stdin``, or host and path of a URL. A file that is named twice, or again by its
    directory, is read once.

    Args:
        inputs: files, directories, archives, ``http(s)`` URLs, or ``-`` for standard input.
        settings: what the user said, limits, and tools; what was said is kept in the captures.
        stdin: what ``-`` reads.

    Returns:
        An iterator over captures, and what could not be cut into any, in order.
    """
    chosen = settings or Settings()
    walk = Walk(chosen, stdin)
    for name in inputs:
        yield from _with_said(walk.read(name), chosen)


def captures_of(
    opened: Iterable[tuple[str, BinaryIO]], settings: Settings | None = None
) -> Iterator[Capture | Unreadable]:
    """Cut opened files into captures, as :func:`captures` does with the files that it opens itself.

    Args:
        opened: each file's name, and its bytes. The name tells the kind and is shown; nothing is opened by it.
        settings: what the user said, limits, and tools.

    Returns:
        An iterator over captures, and what could not be cut into any, in order.
    """
    chosen = settings or Settings()
    walk = Walk(chosen, None)
    for name, stream in opened:
        yield from _with_said(walk.read_stream(label(name), stream), chosen)


def _with_said(found: Iterator[Capture | Unreadable], settings: Settings) -> Iterator[Capture | Unreadable]:
    said = {f"said:{name}": value for name in _SAID if (value := getattr(settings, name))}
    for item in found:
        if said and isinstance(item, Capture):
            yield msgspec.structs.replace(item, context={**said, **item.context})
        else:
            yield item


def read_capture(capture: Capture, settings: Settings | None = None) -> Report | Unreadable:
    """Read the report in a capture: no network, no clock, nothing but its two arguments, so it can be done anywhere.

    Args:
        capture: the bytes and what is known of them.
        settings: what the user says; what was said when the capture was made stands in for what is not.

    Returns:
        A report without claims whose id is the capture's, or why there is none.
    """
    kind = kinds().get(capture.kind)
    if kind is None:
        return Unreadable(capture.name, f"its kind {capture.kind!r} is not known here", "use a newer version of hasila")
    chosen = settings or Settings()
    said = {name: capture.context[f"said:{name}"] for name in _SAID if f"said:{name}" in capture.context}
    missing = {name: value for name, value in said.items() if not getattr(chosen, name)}
    return kind.read(capture, msgspec.structs.replace(chosen, **missing) if missing else chosen)


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

    Ids are those of :func:`captures`, made unique: where an id comes back, ``-2``, ``-3`` … is added.

    Args:
        inputs: files, directories, archives, ``http(s)`` URLs, or ``-`` for standard input.
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
        published=published or None,
        outlet=outlet or None,
        lang=lang or None,
        max_chars=max_chars,
        allow_private=allow_private,
    )
    return _read(list(inputs), settings, stdin)


def _read(inputs: list[str], settings: Settings, stdin: BinaryIO | None) -> Iterator[Report | Unreadable]:
    used: dict[str, int] = {}
    for item in captures(inputs, settings, stdin=stdin):
        found = read_capture(item, settings) if isinstance(item, Capture) else item
        yield found if isinstance(found, Unreadable) else _with_own_id(found, used)


def _with_own_id(report: Report, used: dict[str, int]) -> Report:
    report_id = own_id(report.id, used)
    return report if report_id == report.id else msgspec.structs.replace(report, id=report_id)


def own_id(asked: str, used: dict[str, int]) -> str:
    """Return an id that none before it has; ``used`` counts how often each was asked for."""
    report_id = asked
    while report_id in used:
        used[asked] += 1
        report_id = f"{asked}-{used[asked]}"
    used[report_id] = 1
    return report_id
