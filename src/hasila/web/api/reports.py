"""Reports over the API: found, whole, added."""

import io
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from litestar import get, post
from litestar.exceptions import ClientException
from litestar.params import JSONBody, QueryParameter
from sqlalchemy import Connection, select

from hasila.ingest import Unreadable, captures
from hasila.intake.ingesting import ingest
from hasila.model import Capture, Claim, Report
from hasila.model.codec import to_json
from hasila.store import UnknownError, search
from hasila.store.claims import Stored, numbers_of, stored
from hasila.store.keeping import Outcome
from hasila.store.schema import captures as kept
from hasila.store.schema import reports
from hasila.web.people import person, reader, reviewer
from hasila.web.programs import (
    DEFAULT_PROFILE,
    FILTER,
    NAMES,
    Limit,
    Names,
    Offset,
    Shown,
    Sought,
    Told,
    fails,
    narrowed,
)
from hasila.web.view import Asked

#: Longest text that is taken, in characters.
_LONGEST: Final = 2_000_000


class Counted(msgspec.Struct, kw_only=True):
    """How many there are; of any, no more than ``counted_up_to`` are counted."""

    reports: int
    claims: int
    incidents: int
    counted_up_to: int


class FoundReport(msgspec.Struct, kw_only=True):
    """A report in a list, with those of its claims that match. ``title`` and ``excerpt`` are null without names."""

    id: str
    lang: str
    published: str | None
    outlet: str | None
    url: str | None
    title: str | None
    excerpt: str | None
    claims: tuple[Claim, ...]
    incidents: dict[str, str]


class FoundReports(msgspec.Struct, kw_only=True):
    """A page of reports, the newest first."""

    found: Counted
    reports: list[FoundReport]


@get("/api/search", guards=[reader], sync_to_thread=True, dependencies={**FILTER, **NAMES}, responses=fails())
def find(request: Asked, sought: Sought, names: Names, limit: Limit = 20, offset: Offset = 0) -> Told[FoundReports]:
    """Find reports by their words and by what they claim, like hasila search.

    Each comes with the claims that match, and the incidents that these are in.
    """
    with request.app.state.config.store.reading() as connection:
        asked = narrowed(request, connection, sought)
        numbers = search.find_reports(connection, asked, limit, offset)
        told = stored(connection, numbers)
        picked = set(search.find_claims(connection, asked, among=numbers))
        shown = Shown(request, connection, DEFAULT_PROFILE, names=names).reports([told[number] for number in numbers])
        many = search.count(connection, asked)
    return Told(FoundReports(
        found=Counted(reports=many[0], claims=many[1], incidents=many[2], counted_up_to=search.COUNTED),
        reports=[
            _found(told[number], report, {claim for which, claim in picked if which == number}, asked.words, names)
            for number, report in zip(numbers, shown, strict=True)
        ],
    ))  # fmt: skip


def _found(one: Stored, report: Report, picked: set[str], words: str | None, names: bool) -> FoundReport:
    return FoundReport(
        id=report.id, lang=report.lang, published=report.published, outlet=report.outlet, url=report.url,
        title=report.title if names else None,
        # A name that was not read as one is not masked: without names no more goes out than what claims quote.
        excerpt=search.excerpt(report.text, words) if names else None,
        claims=tuple(claim for claim in report.claims if claim.id in picked),
        incidents={claim: incident for claim, incident in one.incidents.items() if claim in picked},
    )  # fmt: skip


class OneReport(msgspec.Struct, kw_only=True):
    """A report with its claims that count.

    ``text`` is null without names. ``current``: no newer version of it is there. ``states``: what people said of each
    claim, the rejected ones too. ``incidents``: the incident of each claim. ``capture``: SHA-256 of the bytes that it
    was read from, and when they came (UTC).
    """

    id: str
    lang: str
    published: str | None
    outlet: str | None
    url: str | None
    title: str | None
    sha256: str
    text: str | None
    current: bool
    claims: tuple[Claim, ...]
    contradictions: tuple[tuple[str, str], ...]
    states: dict[str, Literal["read", "accepted", "edited", "rejected"]]
    incidents: dict[str, str]
    capture: str
    received: str


_Id = Annotated[str, QueryParameter(max_length=300, description="The id of the report.")]


@get("/api/report", guards=[reader], sync_to_thread=True, dependencies=NAMES, responses=fails(404))
def report(request: Asked, id: _Id, names: Names) -> Told[OneReport]:
    """Give a report with its claims, what people decided about each, and where it came from."""
    with request.app.state.config.store.reading() as connection:
        one = found_report(connection, id)
        told = Shown(request, connection, DEFAULT_PROFILE, names=names).reports([one])[0]
        query = select(kept.c.sha256, kept.c.received).join(reports, reports.c.capture == kept.c.id)
        behind = connection.execute(query.where(reports.c.id == one.number)).one()
    return Told(OneReport(
        id=told.id, lang=told.lang, published=told.published, outlet=told.outlet, url=told.url, title=told.title,
        sha256=told.sha256, text=told.text if names else None, current=one.current, claims=told.claims,
        contradictions=told.contradictions, states=one.states, incidents=one.incidents, capture=behind.sha256,
        received=behind.received,
    ))  # fmt: skip


def found_report(connection: Connection, name: str) -> Stored:
    """Return a report by its id.

    Raises:
        UnknownError: if there is none.
    """
    numbers = numbers_of(connection, [name])
    if name not in numbers:
        raise UnknownError(f"there is no report {name}", "/api/search finds reports")
    return stored(connection, [numbers[name]])[numbers[name]]


class NewReport(msgspec.Struct, kw_only=True):
    """A report to add. Without ``lang`` the language is detected, without ``id`` one is made."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=_LONGEST)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    published: date | None = None
    outlet: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    url: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    title: Annotated[str, msgspec.Meta(max_length=2000)] | None = None
    lang: Literal["ar", "fa", "en"] | None = None


class AddedReport(msgspec.Struct, kw_only=True):
    """What became of it. ``known``: these very bytes are there already; ``updated``: it is a newer version."""

    id: str
    outcome: Outcome
    claims: int


@post("/api/reports", guards=[reviewer], sync_to_thread=True, responses=fails(413))
def add(request: Asked, data: JSONBody[NewReport]) -> Told[AddedReport]:
    """Add a report: it is kept as evidence as it was sent, read, and linked with others by incident."""
    store, who = request.app.state.config.store, person(request).name
    line = to_json({name: value for name, value in msgspec.to_builtins(data).items() if value is not None})
    found = next(iter(captures(["-"], stdin=io.BytesIO(line.encode() + b"\n"))))
    if isinstance(found, Unreadable):
        raise ClientException(extra={"detail": f"{found.reason}; {found.advice}"})
    capture: Capture = msgspec.structs.replace(found, source="api", locator="", report_id=f"api-{found.sha256[:16]}")
    wrong: list[Unreadable] = []
    counts = ingest(store, [capture], who, tell=wrong.append)
    if wrong:
        raise ClientException(extra={"detail": f"{wrong[0].reason}; {wrong[0].advice}"})
    outcome: Literal["added", "updated", "known"] = (
        "known" if counts.known else "updated" if counts.updated else "added"
    )
    with store.reading() as connection:
        query = select(reports.c.name).join(kept, kept.c.id == reports.c.capture)
        newest = query.where(kept.c.sha256 == capture.sha256).order_by(reports.c.id.desc()).limit(1)
        name = str(connection.scalar(newest))
    return Told(AddedReport(id=name, outcome=outcome, claims=counts.claims), status_code=201)


ROUTES = [find, report, add]
