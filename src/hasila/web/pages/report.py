"""A report: its text with the claims in it, each with all that was read and why, and what people decided."""

import re
from typing import Any, Final

import msgspec
from litestar import get
from litestar.params import FromQuery
from litestar.response import Response
from sqlalchemy import Connection, select

from hasila.intake.dossier import evidence
from hasila.model import HARMS, HEDGES, ROLES, SCOPES, STANCES
from hasila.render.figures import Index
from hasila.render.reading import report_section
from hasila.store import UnknownError, decisions, keeping
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.schema import reports
from hasila.web.people import reader
from hasila.web.view import Asked, View

#: Claims on a page, and characters of a text: more would make a browser slow, so they are shown in parts.
_CLAIMS: Final = 200
#: A longer text is cut around the claims that are shown.
_TEXT: Final = 60_000


#: What a claim may be edited to.
_CHOICES: Final = {"harm": HARMS, "hedge": HEDGES, "stance": STANCES, "scope": SCOPES, "role": ROLES}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a long report is shown: claims ``first`` to ``last`` (from 1) of ``claims``.

    ``cut`` tells whether text was left out before or after.
    """

    number: int
    pages: int
    first: int
    last: int
    claims: int
    cut: bool


@get("/report", include_in_schema=False, guards=[reader], sync_to_thread=True)
def report(request: Asked, id: FromQuery[str], part: FromQuery[int] = 1) -> Response[Any]:
    """Show a report by its id."""
    with request.app.state.config.store.reading() as connection:
        one = _stored(connection, id)
        proof = evidence(connection, [one.number]).get(one.number)
        decided = {made.claim: made for made in decisions.of_claims(connection, one.number) if made.claim}
        versions = _versions(connection, one.number)
    view = View(request)
    shown, which = cut(one, part)
    index = Index.of([shown.report], show_names=True)
    ends = {
        claim.id: view.part(
            "claim.html", claim=claim, state=one.states[claim.id], incident=one.incidents.get(claim.id),
            decision=decided.get(claim.id), report=id, choices=_CHOICES,
        )
        for claim in shown.report.claims
    }  # fmt: skip
    return view.page(
        "report.html", one=one, which=which, proof=proof, versions=versions,
        section=view.ours(report_section(1, shown.report, index, view.strings, ends)),
    )  # fmt: skip


def cut(one: Stored, part: int) -> tuple[Stored, Part]:
    """Return the part of a long report that fits a page: some of its claims, with the text that they are in."""
    told = one.report
    pages = max(1, -(-len(told.claims) // _CLAIMS))
    part = min(max(part, 1), pages)
    some = told.claims[(part - 1) * _CLAIMS : part * _CLAIMS]
    which = Part(
        number=part, pages=pages, first=(part - 1) * _CLAIMS + 1, last=(part - 1) * _CLAIMS + len(some),
        claims=len(told.claims), cut=len(told.text) > _TEXT,
    )  # fmt: skip
    if len(told.text) > _TEXT:
        # Only spans move, so claims are shifted with the text they are in; those beyond it keep their card alone.
        start = max(0, min((c.quote.start for c in some), default=0) - 2_000)
        text = told.text[start : start + _TEXT]
        ids = {c.id for c in some}
        pairs = tuple(pair for pair in told.contradictions if ids.issuperset(pair))
        some = tuple(msgspec.convert(_shifted(msgspec.to_builtins(c), start), type(c)) for c in some)
        told = msgspec.structs.replace(told, text=text, claims=some, contradictions=pairs)
    elif pages > 1:
        ids = {c.id for c in some}
        pairs = tuple(pair for pair in told.contradictions if ids.issuperset(pair))
        told = msgspec.structs.replace(told, claims=some, contradictions=pairs)
    return msgspec.structs.replace(one, report=told), which


def _shifted(value: Any, by: int) -> Any:
    """Return a claim as plain values with every span moved to the beginning of the text that is shown."""
    if isinstance(value, dict):
        moved = {key: _shifted(inner, by) for key, inner in value.items()}
        if {"start", "end", "text"} <= moved.keys() and isinstance(moved["start"], int):
            # A span that lies before the text that is shown is drawn nowhere; offsets are never negative.
            start = moved["start"] - by
            moved |= {"start": max(start, 0), "end": max(moved["end"] - by, 0)}
        return moved
    return [_shifted(inner, by) for inner in value] if isinstance(value, (list, tuple)) else value


def _versions(connection: Connection, number: int) -> list[tuple[str, str, bool]]:
    """Return the versions of a report, the oldest first: id, when it was taken in, whether it counts."""
    identity = select(reports.c.identity).where(reports.c.id == number).scalar_subquery()
    query = select(reports.c.name, reports.c.added, reports.c.current).where(reports.c.identity == identity)
    return [(row.name, row.added, row.current) for row in connection.execute(query.order_by(reports.c.id))]


def _stored(connection: Connection, name: str) -> Stored:
    numbers = numbers_of(connection, [name])
    if name not in numbers:
        raise UnknownError(f"there is no report {name}", "hasila search finds reports")
    return stored(connection, [numbers[name]])[numbers[name]]


@get("/capture", include_in_schema=False, guards=[reader], sync_to_thread=True)
def capture(request: Asked, report: FromQuery[str]) -> Response[bytes]:
    """Give the bytes behind a report as they were received: always as a file to keep, never as something to open."""
    with request.app.state.config.store.reading() as connection:
        number, found = keeping.capture_behind(connection, report)
    # Nothing of a stranger's name or media type is handed on.
    name = f"capture-{number}.{re.sub(r'[^a-z]', '', found.kind)[:12] or 'bin'}"
    return Response(
        found.body, media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Capture-SHA256": found.sha256},
    )  # fmt: skip


ROUTES = [report, capture]
