"""The tables of a data package: their columns, keys, and rows. Everything in the model stands in one of them once."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hasila.export.material import CaptureRecord
from hasila.export.package.flat import Column, Flat
from hasila.model import (
    ChangeRecord,
    Claim,
    ClaimRef,
    Contradiction,
    Control,
    Incident,
    Link,
    Reason,
    Report,
    Said,
    Source,
    Toll,
)

REPORT: Final = Flat(Report, without=("claims", "contradictions"))
CLAIM: Final = Flat(Claim, without=("sources", "why", "part_of"))
SOURCE: Final = Flat(Source)
REASON: Final = Flat(Reason)
INCIDENT: Final = Flat(
    Incident, without=("claims", "tolls", "contradictions", "control", "timeline", "links")
)  # fmt: skip
TOLL: Final = Flat(Toll, without=("supports", "denials", "superseded", "set_aside"))
CONTRADICTION: Final = Flat(Contradiction, without=("claims",))
CONTROL: Final = Flat(Control, without=("supports",))
SAID: Final = Flat(Said, without=("claims",))
LINK: Final = Flat(Link, without=("claims",))
CAPTURE: Final = Flat(CaptureRecord)
CHANGE: Final = Flat(ChangeRecord)
#: What a claim is to a toll, and the field of the toll that lists it.
EVIDENCE: Final = {"support": "supports", "denial": "denials", "superseded": "superseded", "set_aside": "set_aside"}

Rows = Iterator[tuple[str, list[Any]]]


class Reference(NamedTuple):
    """A foreign key: these columns name a row of that table."""

    columns: tuple[str, ...]
    table: str
    names: tuple[str, ...]


class Table(NamedTuple):
    """A table: what it holds, its columns, its primary key and its foreign keys."""

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()


def _key(*names: str, kind: str = "string") -> tuple[Column, ...]:
    return tuple(Column(name, kind, True) for name in names)


def _number(name: str) -> tuple[Column, ...]:
    return _key(name, kind="integer")


def _claim(report: str = "report", claim: str = "claim") -> Reference:
    return Reference((report, claim), "claims", ("report", "id"))


_OF_REPORT: Final = Reference(("report",), "reports", ("id",))
_OF_INCIDENT: Final = Reference(("incident",), "incidents", ("id",))
_IN_CLAIM: Final = (*_key("report", "claim"), *_number("position"))
_IN_INCIDENT: Final = (*_key("incident"), *_number("position"))
_CLAIM_IN: Final = ("report", "claim", "position")
_PLACE_IN: Final = ("incident", "position")
_REF: Final = _key("report", "claim")
_PAIR: Final = _key("report_1", "claim_1", "report_2", "claim_2")
_OF_PAIR: Final = (_claim("report_1", "claim_1"), _claim("report_2", "claim_2"))


def _part(of: str) -> tuple[Column, ...]:
    return (*_key("incident"), *_number(of), *_number("position"))


def _part_of(of: str, table: str) -> tuple[Reference, Reference]:
    return Reference(("incident", of), table, ("incident", "position")), _claim()


TABLES: Final[dict[str, Table]] = {
    "reports": Table(
        "Reports as they were read; text is empty where victims' names are withheld. text_json is the text as JSON, "
        "only where it has half characters, which CSV cannot hold",
        (*(c._replace(required=c.required and c.name != "text") for c in REPORT.columns),
         Column("text_json", "string", False), Column("sha256", "string", True)),
        ("id",),
    ),
    "claims": Table(
        "Claims of the reports, in order of appearance",
        (*_key("report"), *CLAIM.columns), ("report", "id"), (_OF_REPORT,),
    ),
    "parts": Table(
        "Claims whose people are among those of another claim of the report",
        (*_REF, *_key("part_of")), ("report", "claim"), (_claim(), _claim("report", "part_of")),
    ),
    "sources": Table(
        "Who makes a claim, from the originator (position 1) to the last carrier",
        (*_IN_CLAIM, *SOURCE.columns), _CLAIM_IN, (_claim(),),
    ),
    "reasons": Table("The rules that a claim was read by", (*_IN_CLAIM, *REASON.columns), _CLAIM_IN, (_claim(),)),
    "report_contradictions": Table(
        "Claims of one report that cannot both be true",
        (*_key("report"), *_number("position"), *_key("claim_1", "claim_2")), ("report", "position"),
        (_claim("report", "claim_1"), _claim("report", "claim_2")),
    ),
    "incidents": Table("Events that one or more reports tell of", INCIDENT.columns, ("id",)),
    "incident_claims": Table(
        "Which claims tell of an incident", (*_IN_INCIDENT, *_REF), _PLACE_IN, (_OF_INCIDENT, _claim())
    ),
    "tolls": Table(
        "The toll of an incident by harm and group, under the profile; not to be added up",
        (*_IN_INCIDENT, *TOLL.columns), _PLACE_IN, (_OF_INCIDENT,),
    ),
    "toll_claims": Table(
        "What each claim is to a toll: support, denial, superseded by its own source, or set_aside for a reason",
        (*_part("toll"), *_key("kind"), *_REF, Column("why", "string", False)),
        ("incident", "toll", "position"), _part_of("toll", "tolls"),
    ),
    "contradictions": Table(
        "Claims of an incident that cannot both be true", (*_IN_INCIDENT, *CONTRADICTION.columns, *_PAIR),
        _PLACE_IN, (_OF_INCIDENT, *_OF_PAIR),
    ),
    "control": Table(
        "Who is said to have taken or lost a place", (*_IN_INCIDENT, *CONTROL.columns), _PLACE_IN, (_OF_INCIDENT,)
    ),
    "control_claims": Table(
        "The claims that say so", (*_part("control"), *_REF), ("incident", "control", "position"),
        _part_of("control", "control"),
    ),
    "timeline": Table(
        "Every figure as its own source gave it, over time", (*_IN_INCIDENT, *SAID.columns), _PLACE_IN, (_OF_INCIDENT,)
    ),
    "timeline_claims": Table(
        "The claims that were folded into a figure", (*_part("said"), *_REF), ("incident", "said", "position"),
        _part_of("said", "timeline"),
    ),
    "links": Table(
        "Pairs of claims that put an incident together", (*_IN_INCIDENT, *LINK.columns, *_PAIR), _PLACE_IN,
        (_OF_INCIDENT, *_OF_PAIR),
    ),
    "captures": Table(
        "What the reports were read from: all that is known of the bytes but the bytes",
        CAPTURE.columns, ("id",), (_OF_REPORT,),
    ),
    "changes": Table("The log of changes, each row with the hash of the one before", CHANGE.columns, ("number",)),
}  # fmt: skip


def report_rows(report: Report, *, text: bool) -> Rows:
    """Yield the rows of a report, each with the name of its table; ``text`` lets its whole text out."""
    whole = _encodable(report.text)
    told = report.text if whole and text else ""
    as_json = None if whole or not text else json.dumps(report.text)
    cells = dict(zip((c.name for c in REPORT.columns), REPORT.cells(report), strict=True)) | {"text": told}
    yield "reports", [*cells.values(), as_json, report.sha256]
    for claim in report.claims:
        key = [report.id, claim.id]
        yield "claims", [report.id, *CLAIM.cells(claim)]
        if claim.part_of is not None:
            yield "parts", [*key, claim.part_of]
        for n, source in enumerate(claim.sources, 1):
            yield "sources", [*key, n, *SOURCE.cells(source)]
        for n, reason in enumerate(claim.why, 1):
            yield "reasons", [*key, n, *REASON.cells(reason)]
    for n, pair in enumerate(report.contradictions, 1):
        yield "report_contradictions", [report.id, n, *pair]


def incident_rows(incident: Incident) -> Rows:
    """Yield the rows of an incident, each with the name of its table."""
    key = incident.id
    yield "incidents", INCIDENT.cells(incident)
    for n, ref in enumerate(incident.claims, 1):
        yield "incident_claims", [key, n, *_cells(ref)]
    for n, toll in enumerate(incident.tolls, 1):
        yield "tolls", [key, n, *TOLL.cells(toll)]
        for m, (kind, ref, why) in enumerate(_evidence(toll), 1):
            yield "toll_claims", [key, n, m, kind, *_cells(ref), why]
    for n, contradiction in enumerate(incident.contradictions, 1):
        yield "contradictions", [key, n, *CONTRADICTION.cells(contradiction), *_pair(contradiction.claims)]
    for n, control in enumerate(incident.control, 1):
        yield "control", [key, n, *CONTROL.cells(control)]
        for m, ref in enumerate(control.supports, 1):
            yield "control_claims", [key, n, m, *_cells(ref)]
    for n, said in enumerate(incident.timeline, 1):
        yield "timeline", [key, n, *SAID.cells(said)]
        for m, ref in enumerate(said.claims, 1):
            yield "timeline_claims", [key, n, m, *_cells(ref)]
    for n, link in enumerate(incident.links, 1):
        yield "links", [key, n, *LINK.cells(link), *_pair(link.claims)]


def refs_of(incident: Incident) -> Iterator[ClaimRef]:
    """Yield every claim that the rows of an incident name."""
    yield from incident.claims
    for toll in incident.tolls:
        yield from (ref for _, ref, _ in _evidence(toll))
    for contradiction in incident.contradictions:
        yield from contradiction.claims
    for link in incident.links:
        yield from link.claims
    for control in incident.control:
        yield from control.supports
    for said in incident.timeline:
        yield from said.claims


def _evidence(toll: Toll) -> Iterator[tuple[str, ClaimRef, str | None]]:
    for kind, field in EVIDENCE.items():
        for item in getattr(toll, field):
            ref, why = item if kind == "set_aside" else (item, None)
            yield kind, ref, why


def _cells(ref: ClaimRef) -> tuple[str, str]:
    return ref.report, ref.claim


def _pair(claims: tuple[ClaimRef, ClaimRef]) -> tuple[str, ...]:
    return (*_cells(claims[0]), *_cells(claims[1]))


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
