"""Proof that what is kept for ever is unbroken: captures, texts and the log."""

import hashlib
import json
from collections.abc import Generator, Iterator
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from hasila.store import log
from hasila.store.keeping import seal_of_row, unpack
from hasila.store.schema import captures, reports

_BATCH: Final = 200


class Fault(msgspec.Struct, frozen=True):
    """Something that is not as it was: what (``capture 12``, ``row 7 of the log``), and what is wrong with it."""

    what: str
    wrong: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and the last hash of the log: noted elsewhere, it shows later that no row was cut off."""

    captures: int
    reports: int
    changes: int
    head: str


def verify(connection: Connection, head: str | None = None) -> Iterator[Fault | Proof]:
    """Yield every fault, then what was looked at.

    Every row of the log must have the hash of its contents and carry that of the row before; every capture must have
    the bytes and particulars whose hash the log holds, every report the text; and of each that the log tells of, there
    must be one. ``head``: a hash of the log that was noted earlier, which must still be in it.
    """
    kept: dict[int, tuple[str, str, str]] = {}
    number, previous, found = 0, log.START, head is None or head == log.START
    for row in log.rows(connection):
        number += 1
        if row.number != number:
            yield Fault(f"row {number} of the log", f"it is missing: row {row.number} follows")
            number = row.number
        if row.previous != previous:
            yield Fault(f"row {row.number} of the log", "it does not carry the hash of the row before")
        if row.hash != row.expected():
            yield Fault(f"row {row.number} of the log", "its contents were changed")
        previous = row.hash
        found = found or row.hash == head
        if row.action in ("import", "update"):
            yield from _take(row, kept)
    if not found:
        yield Fault("the log", f"the hash {head} is not in it: rows were cut off or written anew")
    seen = yield from _captures(connection, kept)
    texts = yield from _reports(connection, kept)
    yield Proof(captures=seen, reports=texts, changes=number, head=previous)


def _take(row: log.Row, kept: dict[int, tuple[str, str, str]]) -> Iterator[Fault]:
    """Note what the log says of a capture: its seal, the report read from it, the hash of the report's text."""
    try:
        told = json.loads(row.new or "")
        kept[told["capture"]] = (told["seal"], row.subject.removeprefix("report:"), told["text"])
    except (ValueError, KeyError, TypeError):
        yield Fault(f"row {row.number} of the log", "it does not say what was imported")


def _captures(connection: Connection, kept: dict[int, tuple[str, str, str]]) -> Generator[Fault, None, int]:
    seen: set[int] = set()
    query = select(captures).order_by(captures.c.id)
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        name = f"capture {row.id} ({row.source}{', ' if row.locator else ''}{row.locator})"
        seen.add(row.id)
        try:
            body = unpack(row.body)
        except ValueError as error:
            yield Fault(name, f"its bytes were changed: {error}")
            continue
        sha256 = hashlib.sha256(body).hexdigest()
        if sha256 != row.sha256 or len(body) != row.size:
            yield Fault(name, f"its bytes were changed: their SHA-256 is {sha256}, not {row.sha256}")
        elif row.id not in kept:
            yield Fault(name, "the log does not tell of it")
        elif seal_of_row(row, sha256) != kept[row.id][0] or row.seal != kept[row.id][0]:
            yield Fault(name, "what is kept about how it was received was changed")
    for missing in sorted(set(kept) - seen):
        yield Fault(f"capture {missing}", f"it is missing; the log tells of it for the report {kept[missing][1]}")
    return len(seen)


def _reports(connection: Connection, kept: dict[int, tuple[str, str, str]]) -> Generator[Fault, None, int]:
    seen: set[int] = set()
    query = select(reports.c.name, reports.c.capture, reports.c.text, reports.c.text_sha256).order_by(reports.c.id)
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        seen.add(row.capture)
        sha256 = hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest()
        _, name, text = kept.get(row.capture, ("", row.name, row.text_sha256))
        if sha256 != text or row.text_sha256 != text:
            yield Fault(f"report {row.name}", "its text was changed")
        if name != row.name:
            yield Fault(f"report {row.name}", f"its id was changed; the log tells of {name}")
    for missing in sorted(set(kept) - seen):
        yield Fault(f"report {kept[missing][1]}", "it is missing; the log tells of it")
    return connection.scalar(select(func.count()).select_from(reports)) or 0
