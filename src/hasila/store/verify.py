"""Proof that what is kept for ever is unbroken: captures, texts, readings, decisions and the log."""

import hashlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from hasila.model import ChangeRecord
from hasila.model.codec import from_json
from hasila.store import log
from hasila.store.decided import Decided
from hasila.store.keeping import about_of_row, hashed, identity_of, seal_of_row, unpack
from hasila.store.schema import captures, readings, reports

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


class _Imported(msgspec.Struct, frozen=True):
    """What the log says of a capture: its seal, and hashes of the report's text, particulars and first reading."""

    capture: int
    seal: str
    text: str
    about: str
    extractor: str
    reading: str
    report: str = ""


class _Reread(msgspec.Struct, frozen=True):
    extractor: str
    reading: str


class _Told:
    """What the log tells of."""

    def __init__(self) -> None:
        self.captures: dict[int, _Imported] = {}
        self.readings: dict[tuple[str, str], str] = {}
        self.decided = Decided()


def verify(connection: Connection, head: str | None = None) -> Iterator[Fault | Proof]:
    """Yield every fault, then what was looked at.

    Every row of the log must have the hash of its contents and carry that of the row before; every capture must have
    the bytes and particulars whose hash the log holds, every report the text and particulars, every reading and
    decision what the log says of it; and of each that the log tells of, there must be one. ``head``: a hash of the log
    that was noted earlier, which must still be in it.

    Not found: rows cut off at the end of the log together with all that they tell of, or the whole log and store
    written anew, unless ``head`` is given; bits of the packing that change no byte of what was received; when a report
    was added; and changes in what is made from the rest and can be made again (claims as they count, incidents, tolls,
    reviews, the index of words).
    """
    with _whatever_text(connection):
        told = _Told()
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
            yield from _take(row, told)
        if not found:
            yield Fault("the log", f"the hash {head} is not in it: rows were cut off or written anew")
        seen = yield from _captures(connection, told)
        texts = yield from _reports(connection, told)
        yield from _readings(connection, told)
        for what, wrong in told.decided.faults(connection):
            yield Fault(what, wrong)
        yield Proof(captures=seen, reports=texts, changes=number, head=previous)


@contextmanager
def _whatever_text(connection: Connection) -> Iterator[None]:
    """Let SQLite hand over text that is no longer UTF-8: it is to be named, not to end the search."""
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def _take(row: ChangeRecord, told: _Told) -> Iterator[Fault]:
    """Note what a row of the log tells of."""
    try:
        name = row.subject.removeprefix("report:")
        if row.action in ("import", "update"):
            one = msgspec.structs.replace(from_json(row.new or "", _Imported), report=name)
            told.captures[one.capture] = one
            told.readings[name, one.extractor] = one.reading
        elif row.action == "reread":
            again = from_json(row.new or "", _Reread)
            told.readings[name, again.extractor] = again.reading
        else:
            told.decided.take(row)
    except (ValueError, TypeError, AttributeError):
        yield Fault(f"row {row.number} of the log", "it does not say what was done")


def _captures(connection: Connection, told: _Told) -> Generator[Fault, None, int]:
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
        logged = told.captures.get(row.id)
        if sha256 != row.sha256 or len(body) != row.size:
            yield Fault(name, f"its bytes were changed: their SHA-256 is {sha256}, not {row.sha256}")
        elif logged is None:
            yield Fault(name, "the log does not tell of it")
        elif not seal_of_row(row, sha256) == row.seal == logged.seal or identity_of(row.key, sha256) != row.identity:
            yield Fault(name, "what is kept about how it was received was changed")
    for missing in sorted(set(told.captures) - seen):
        wrong = f"it is missing; the log tells of it for the report {told.captures[missing].report}"
        yield Fault(f"capture {missing}", wrong)
    return len(seen)


def _reports(connection: Connection, told: _Told) -> Generator[Fault, None, int]:
    seen: set[int] = set()
    query = select(reports).order_by(reports.c.id)
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        name, logged = f"report {row.name}", told.captures.get(row.capture)
        if logged is None or row.capture in seen:
            yield Fault(name, "the log does not tell of it")
            continue
        seen.add(row.capture)
        if not hashed(row.text) == row.text_sha256 == logged.text:
            yield Fault(name, "its text was changed")
        if logged.report != row.name:
            yield Fault(name, f"its id was changed; the log tells of {logged.report}")
        elif about_of_row(row) != logged.about:
            yield Fault(name, "what is kept about it was changed: its language, date, outlet, address or title")
    for missing in sorted(set(told.captures) - seen):
        yield Fault(f"report {told.captures[missing].report}", "it is missing; the log tells of it")
    return connection.scalar(select(func.count()).select_from(reports)) or 0


def _readings(connection: Connection, told: _Told) -> Iterator[Fault]:
    left = dict(told.readings)
    query = select(readings.c.extractor, readings.c.doc, reports.c.name).join(
        reports, reports.c.id == readings.c.report
    )
    query = query.order_by(readings.c.id)
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        if left.pop((row.name, row.extractor), None) != hashed(row.doc):
            yield Fault(f"reading of {row.name} by {row.extractor}", "what was read was changed")
    for name, extractor in sorted(left):
        yield Fault(f"reading of {name} by {extractor}", "it is missing; the log tells of it")
