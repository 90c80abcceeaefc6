"""Claims as they count: what the newest extractor read, with what people decided about it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Connection, delete, select

from hasila.model import Claim, Report
from hasila.model.codec import from_json, to_json
from hasila.store.bulk import put
from hasila.store.schema import claims, marks, readings, reports
from hasila.text.terms import terms

#: ``above(place)``: the ids of the places that hold a place, the nearest first.
Above = Callable[[str], Sequence[str]]
#: What a claim is: as read, or what a person made of it.
State = Literal["read", "accepted", "edited", "rejected"]
#: Longest value of a mark, in characters.
_LONGEST: Final = 200
_CHUNK: Final = 500


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it is stored: its number in the store and the state of each claim, the rejected ones too."""

    number: int
    report: Report
    states: dict[str, State]
    current: bool
    incidents: dict[str, str]

    @property
    def counted(self) -> Report:
        """The report with the claims that count: without those that people rejected."""
        kept = tuple(c for c in self.report.claims if self.states[c.id] != "rejected")
        if len(kept) == len(self.report.claims):
            return self.report
        ids = {claim.id for claim in kept}
        return msgspec.structs.replace(
            self.report,
            claims=tuple(
                c if c.part_of is None or c.part_of in ids else msgspec.structs.replace(c, part_of=None) for c in kept
            ),
            contradictions=tuple(pair for pair in self.report.contradictions if ids.issuperset(pair)),
        )


class ClaimRows(msgspec.Struct, frozen=True):
    """The rows that the claims of a report become, without the number of the report, which stands before each."""

    claims: tuple[tuple[Any, ...], ...]
    marks: tuple[tuple[str, str, str], ...]


def claim_rows(report: Report, above: Above, states: Mapping[str, State] | None = None) -> ClaimRows:
    """Return the rows of a report's claims; ``states`` names those that are not as read, by their ids."""
    told = states or {}
    return ClaimRows(
        tuple(_row(at, c, report.published, told.get(c.id, "read")) for at, c in enumerate(report.claims)),
        tuple((kind, value, c.id) for c in report.claims for kind, value in sorted(set(_marks(c, above)))),
    )


def write_claims(connection: Connection, read: Sequence[tuple[int, ClaimRows]]) -> None:
    """Write the claims of reports, by the numbers of the reports."""
    put(connection, claims, _COLUMNS, [(number, *row) for number, rows in read for row in rows.claims])
    put(connection, marks, _MARKS, [(number, *mark) for number, rows in read for mark in rows.marks])


def rewrite_claims(connection: Connection, number: int, report: Report, above: Above, states: dict[str, State]) -> None:
    """Write the claims of one report in the place of those there are; each keeps the incident of its id."""
    homes = {
        row.claim: row.incident
        for row in connection.execute(select(claims.c.claim, claims.c.incident).where(claims.c.report == number))
    }
    connection.execute(delete(marks).where(marks.c.report == number))
    connection.execute(delete(claims).where(claims.c.report == number))
    write_claims(connection, [(number, claim_rows(report, above, states))])
    for claim in report.claims:
        if homes.get(claim.id) is not None:
            connection.execute(
                claims.update()
                .where(claims.c.report == number, claims.c.claim == claim.id)
                .values(incident=homes[claim.id])
            )


#: What :func:`_row` and :func:`_marks` give, after the number of the report.
_COLUMNS: Final = (
    "report", "claim", "number", "harm", "stance", "scope", "low", "high", "place", "start", "end", "confidence",
    "state", "doc",
)  # fmt: skip
_MARKS: Final = ("report", "kind", "value", "claim")


def _row(at: int, claim: Claim, published: str | None, state: State) -> tuple[Any, ...]:
    return (
        claim.id, at, claim.harm, claim.stance, claim.scope, _stored(claim.count.low), _stored(claim.count.high),
        claim.place and claim.place.id, claim.date.start if claim.date else published,
        claim.date.end if claim.date else published, claim.confidence, state, to_json(claim),
    )  # fmt: skip


def _stored(count: int | None) -> int | None:
    """Return a count as a column can hold it: a text may name a number of any length."""
    return None if count is None else min(count, 2**62)


def _marks(claim: Claim, above: Above) -> Iterator[tuple[str, str]]:
    for source in claim.sources:
        yield from named("source", source.actor, source.name, source.span.text)
    for party in (claim.group, claim.by):
        if party is not None:
            yield from named("actor", party.actor, party.name, party.span.text)
    if claim.place is not None:
        yield from named("place", claim.place.id, claim.place.name, claim.place.span.text)
        for holder in above(claim.place.id) if claim.place.id else ():
            yield "place", holder


def named(kind: str, known: str | None, *words: str | None) -> Iterator[tuple[str, str]]:
    """Yield what somebody or somewhere is found by: the id, and each name as it is searched."""
    if known is not None:
        yield kind, known[:_LONGEST]
    for name in words:
        if name and (folded := _folded(name)):
            yield kind, f"~{folded}"


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    """Return a name as it is searched. The same ones come again and again."""
    return " ".join(terms(name))[:_LONGEST]


def stored(connection: Connection, numbers: Sequence[int]) -> dict[int, Stored]:
    """Return reports by their numbers, with their claims in order of appearance."""
    out: dict[int, Stored] = {}
    for at in range(0, len(numbers), _CHUNK):
        out |= _stored_few(connection, numbers[at : at + _CHUNK])
    return out


def _stored_few(connection: Connection, numbers: Sequence[int]) -> dict[int, Stored]:
    of_report: defaultdict[int, list[Any]] = defaultdict(list)
    query = select(claims.c.report, claims.c.claim, claims.c.state, claims.c.incident, claims.c.doc)
    for one in connection.execute(query.where(claims.c.report.in_(numbers)).order_by(claims.c.report, claims.c.number)):
        of_report[one.report].append(one)
    pairs: dict[int, tuple[tuple[str, str], ...]] = {}
    # Not as `= 1`: SQLite would go through all that are current.
    newest = select(readings.c.report, readings.c.doc).where(
        readings.c.report.in_(numbers), readings.c.current.is_not(False)
    )
    for read in connection.execute(newest):
        pairs[read.report] = from_json(read.doc, _Pairs).contradictions
    out = {}
    for row in connection.execute(select(reports).where(reports.c.id.in_(numbers))):
        told = of_report[row.id]
        ids = {one.claim for one in told}
        out[row.id] = Stored(
            number=row.id,
            report=Report(
                id=row.name, lang=row.lang, text=row.text, published=row.published, outlet=row.outlet, url=row.url,
                title=row.title, claims=tuple(from_json(one.doc, Claim) for one in told),
                contradictions=tuple(pair for pair in pairs.get(row.id, ()) if ids.issuperset(pair)),
            ),
            states={one.claim: one.state for one in told},
            current=row.current,
            incidents={one.claim: one.incident for one in told if one.incident is not None},
        )  # fmt: skip
    return out


class _Pairs(msgspec.Struct):
    contradictions: tuple[tuple[str, str], ...]


def numbers_of(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """Return the numbers of reports by their ids; of those that are not there, nothing."""
    out: dict[str, int] = {}
    for at in range(0, len(names), _CHUNK):
        query = select(reports.c.name, reports.c.id).where(reports.c.name.in_(names[at : at + _CHUNK]))
        out |= {row.name: row.id for row in connection.execute(query)}
    return out
