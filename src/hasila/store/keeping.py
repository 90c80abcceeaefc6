"""Captures, texts and readings: what comes in, each once."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Column, Connection, Row, select, update

from hasila.model import Capture, Claim, Report
from hasila.model.codec import from_json, to_json
from hasila.store import log
from hasila.store.bulk import put, put_numbered
from hasila.store.claims import Above, ClaimRows, claim_rows, write_claims
from hasila.store.errors import StoreError, UnknownError
from hasila.store.schema import captures, readings, reports
from hasila.store.search import index, outlet_key, words_of

#: Longest id of a report, in characters: an index of PostgreSQL takes no longer ones.
_LONGEST_NAME: Final = 300
#: Values of one query; SQLite takes some thirty thousand.
CHUNK: Final = 500
#: Columns as the rows here have them.
_CAPTURE: Final = (
    "identity", "sha256", "kind", "key", "source", "locator", "wanted_id", "url", "media_type", "charset", "headers",
    "context", "received", "tool", "size", "body", "seal",
)  # fmt: skip
_REPORT: Final = ("identity", "text_sha256", "text", "lang", "published", "outlet", "outlet_key", "url", "title")
_READING: Final = ("report", "extractor", "made", "current", "doc")
#: What is said about a report beside its text.
_ABOUT: Final = ("identity", "lang", "published", "outlet", "url", "title")

Outcome = Literal["added", "updated", "known"]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A capture with the report that was read from it, its claims, and the extractor that read them."""

    capture: Capture
    report: Report
    extractor: str


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a capture and its report alone, ready to be kept: made by the processes that read."""

    identity: str
    sha256: str
    received: str
    name: str
    text_sha256: str
    #: The rows of ``captures`` and ``reports``, this one without what depends on what is kept already.
    capture: tuple[Any, ...]
    report: tuple[Any, ...]
    reading: str
    extractor: str
    #: What the log holds on to.
    seal: str
    about: str
    hashed: str
    claims: ClaimRows
    words: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one extractor read in one text."""

    claims: tuple[Claim, ...]
    contradictions: tuple[tuple[str, str], ...]


def identity(capture: Capture) -> str:
    """Return what tells two captures apart: the key, else the hash of the bytes."""
    return identity_of(capture.key, capture.sha256)


def identity_of(key: str | None, sha256: str) -> str:
    """Return the identity of a capture with a key and bytes of a hash."""
    return f"sha256:{sha256}" if key is None else _cut(key)


def seal(capture: Capture, tool: str) -> str:
    """Return the hash of all that is kept of a capture, its bytes through their own hash."""
    return _seal(
        capture.kind, capture.key, capture.sha256, capture.source, capture.locator, capture.report_id, capture.url,
        capture.media_type, capture.charset, to_json(capture.headers), to_json(capture.context), capture.received, tool,
    )  # fmt: skip


def seal_of_row(row: Row[tuple[object, ...]], sha256: str) -> str:
    """Return the seal that a row of ``captures`` must have if its bytes have this hash."""
    r = row._mapping
    return _seal(
        r["kind"], r["key"], sha256, r["source"], r["locator"], r["wanted_id"], r["url"], r["media_type"],
        r["charset"], r["headers"], r["context"], r["received"], r["tool"],
    )  # fmt: skip


def _seal(*fields: str | None) -> str:
    return hashed(to_json(fields))


def about_of_row(row: Row[tuple[object, ...]]) -> str:
    """Return the hash of what is kept about a report, by its row of ``reports``."""
    return _about(dict(row._mapping))


def _about(row: Mapping[str, object]) -> str:
    return hashed(to_json([row[name] for name in _ABOUT]))


def hashed(text: str | bytes) -> str:
    """Return the hex SHA-256 of a text, whatever is in it."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(raw).hexdigest()


def pack(body: bytes) -> bytes:
    """Pack the bytes of a capture as the store keeps them."""
    return zlib.compress(body, 6)


def unpack(packed: bytes) -> bytes:
    """Return the bytes of a capture.

    Raises:
        ValueError: if they were changed.
    """
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed)
    except (zlib.error, TypeError) as error:
        raise ValueError(f"the packed bytes are damaged ({error})") from error
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("the packed bytes are cut off" if not unpacking.eof else "there is more than the packed bytes")
    return body


def known(connection: Connection, found: Sequence[Capture]) -> list[bool]:
    """Tell for each capture whether these bytes of the same thing are kept already."""
    return _known(connection, [(identity(capture), capture.sha256) for capture in found])


def _known(connection: Connection, asked: Sequence[tuple[str, str]]) -> list[bool]:
    there = _there_of(connection, captures.c.identity, captures.c.sha256, asked)
    return [one in there for one in asked]


def _there_of(
    connection: Connection, thing: Column[Any], digest: Column[Any], asked: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return which things are kept, with the hashes of all their versions.

    Sought by the thing alone: asked for both at once, SQLite goes through the whole table.
    """
    there: set[tuple[str, str]] = set()
    things = sorted({one for one, _ in asked})
    for at in range(0, len(things), CHUNK):
        query = select(thing, digest).where(thing.in_(things[at : at + CHUNK]))
        there |= {(row[0], row[1]) for row in connection.execute(query)}
    return there


def has_key(connection: Connection, key: str) -> bool:
    """Tell whether anything is kept under a key."""
    return (
        connection.execute(select(captures.c.id).where(captures.c.identity == _cut(key)).limit(1)).first() is not None
    )


def ready(one: Taken, tool: str, above: Above) -> Ready:
    """Make ready what is to be kept; ``above(place)`` gives the ids of the places that hold a place."""
    capture, report, thing = one.capture, one.report, identity(one.capture)
    sealed = seal(capture, tool)
    doc = to_json(Reading(claims=report.claims, contradictions=report.contradictions))
    row = (
        thing, report.sha256, report.text, report.lang, report.published, report.outlet, outlet_key(report.outlet),
        report.url, report.title,
    )  # fmt: skip
    return Ready(
        identity=thing, sha256=capture.sha256, received=capture.received, name=report.id, text_sha256=report.sha256,
        capture=_capture_row(capture, thing, tool, sealed), report=row, reading=doc, extractor=one.extractor,
        seal=sealed, about=_about(dict(zip(_REPORT, row, strict=True))), hashed=hashed(doc),
        claims=claim_rows(report, above), words=words_of(report.title, report.text),
    )  # fmt: skip


def keep(connection: Connection, who: str, told: Sequence[Ready], time: str | None = None) -> list[Outcome]:
    """Keep what is not kept yet, and say of each what became of it.

    The same bytes of the same thing are ``known``, and so is the same text in other bytes (a page with another advert).
    Another text of the same thing is a version: the one received last counts (``updated``), the others are kept.
    """
    time = time or log.now()
    fresh, outcomes = _fresh(connection, told)
    if not fresh:
        return outcomes
    named = _names(connection, [told[at].name for at in fresh])
    numbers = put_numbered(connection, captures, _CAPTURE, [told[at].capture for at in fresh])
    current = _current(connection, {told[at].identity for at in fresh})
    #: The places, in ``rows``, of the versions that count.
    last: dict[str, int] = {}
    rows: list[list[Any]] = []
    changes = []
    for at, name, number in zip(fresh, named, numbers, strict=True):
        one = told[at]
        before = current.get(one.identity)
        newest = before is None or before[1] <= one.received
        if newest:
            if before is not None:
                outcomes[at] = "updated"
                if before[0] in last:
                    rows[last[before[0]]][-1] = False
                else:
                    connection.execute(update(reports).where(reports.c.name == before[0]).values(current=False))
            current[one.identity] = (name, one.received)
            last[name] = len(rows)
        rows.append([*one.report, name, number, time, False, newest])
        changes.append(
            log.Change(
                action="update" if before is not None else "import",
                subject=f"report:{name}",
                old=to_json({"report": before[0]}) if before is not None else None,
                new=to_json(
                    {
                        "capture": number,
                        "seal": one.seal,
                        "text": one.text_sha256,
                        "about": one.about,
                        "reading": one.hashed,
                        "extractor": one.extractor,
                        "claims": len(one.claims.claims),
                    }
                ),
            )
        )
    ids = put_numbered(connection, reports, (*_REPORT, "name", "capture", "added", "linked", "current"), rows)
    kept = [(number, told[at]) for at, number in zip(fresh, ids, strict=True)]
    put(connection, readings, _READING, [(n, one.extractor, time, True, one.reading) for n, one in kept])
    write_claims(connection, [(number, one.claims) for number, one in kept])
    index(connection, [(number, one.words) for number, one in kept])
    log.append(connection, who, changes, time)
    return outcomes


def _fresh(connection: Connection, told: Sequence[Ready]) -> tuple[list[int], list[Outcome]]:
    """Return the positions of those that are not kept yet, and what becomes of each (``added`` for these)."""
    there = _known(connection, [(one.identity, one.sha256) for one in told])
    asked = [(one.identity, one.text_sha256) for one in told]
    texts = _there_of(connection, reports.c.identity, reports.c.text_sha256, asked)
    fresh: list[int] = []
    outcomes: list[Outcome] = []
    for at, one in enumerate(asked):
        if there[at] or one in texts:
            outcomes.append("known")
            continue
        texts.add(one)
        fresh.append(at)
        outcomes.append("added")
    return fresh, outcomes


def _names(connection: Connection, wanted: Iterable[str]) -> list[str]:
    """Return an id for each report that no other has: the one wanted, else with ``~2``, ``~3`` … behind it."""
    out: list[str] = []
    bases = [_cut(name) for name in wanted]
    used: set[str] = set()
    for at in range(0, len(bases), CHUNK):
        used |= set(connection.scalars(select(reports.c.name).where(reports.c.name.in_(bases[at : at + CHUNK]))))
    counts: dict[str, int] = {}
    for base in bases:
        name, number = base, counts.get(base, 1)
        while name in used or (number > 1 and _there(connection, name)):
            number += 1
            name = f"{base}~{number}"
        counts[base] = number
        used.add(name)
        out.append(name)
    return out


def _there(connection: Connection, name: str) -> bool:
    return connection.execute(select(reports.c.id).where(reports.c.name == name)).first() is not None


def _cut(name: str) -> str:
    """Return a name as an index can hold it; a longer one is told apart by its hash."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:200]}~{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _current(connection: Connection, things: set[str]) -> dict[str, tuple[str, str]]:
    """Return, of things that are kept, the id of the report that counts and when it was received."""
    out: dict[str, tuple[str, str]] = {}
    asked = sorted(things)
    for at in range(0, len(asked), CHUNK):
        query = (
            select(reports.c.identity, reports.c.name, captures.c.received)
            .join(captures, captures.c.id == reports.c.capture)
            # Not as `= 1`: SQLite would go through all that are current.
            .where(reports.c.identity.in_(asked[at : at + CHUNK]), reports.c.current.is_not(False))
        )
        out |= {row.identity: (row.name, row.received) for row in connection.execute(query)}
    return out


def _capture_row(capture: Capture, thing: str, tool: str, sealed: str) -> tuple[Any, ...]:
    return (
        thing, capture.sha256, capture.kind, capture.key, capture.source, capture.locator, capture.report_id,
        capture.url, capture.media_type, capture.charset, to_json(capture.headers), to_json(capture.context),
        capture.received, tool, len(capture.body), pack(capture.body), sealed,
    )  # fmt: skip


def capture_of(connection: Connection, number: int) -> Capture:
    """Return a capture as it was received.

    Raises:
        KeyError: if there is none of that number.
        ValueError: if its bytes were changed.
    """
    row = connection.execute(select(captures).where(captures.c.id == number)).first()
    if row is None:
        raise KeyError(number)
    return Capture(
        kind=row.kind, key=row.key, body=unpack(row.body), source=row.source, locator=row.locator,
        report_id=row.wanted_id, url=row.url, media_type=row.media_type, charset=row.charset,
        headers=from_json(row.headers, tuple[tuple[str, str], ...]), received=row.received,
        context=from_json(row.context, dict[str, str]),
    )  # fmt: skip


def capture_behind(connection: Connection, report: str) -> tuple[int, Capture]:
    """Return the capture that a report was read from, by the report's id, and the number of the capture.

    Raises:
        UnknownError: if there is no such report.
        StoreError: if the bytes of the capture were changed.
    """
    number = connection.scalar(select(reports.c.capture).where(reports.c.name == report))
    if number is None:
        raise UnknownError(f"there is no report {report}", "hasila search finds reports")
    try:
        return number, capture_of(connection, number)
    except ValueError as error:
        raise StoreError(f"capture {number} is not as it was: {error}", "restore a backup") from error
