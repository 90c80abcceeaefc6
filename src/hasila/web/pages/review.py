"""Review: what waits for a person, one thing at a time, by keys."""

from typing import Any, Final

from litestar import get
from litestar.params import FromQuery
from litestar.response import Response
from markupsafe import Markup
from sqlalchemy import Connection

from hasila.intake.effect import key_of, without
from hasila.intake.material import incidents_under
from hasila.intake.queues import QUEUES, Item, Queue, counts, queue
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import Claim, ClaimRef, Incident, Report, Toll
from hasila.model.codec import from_json
from hasila.model.values import HARMS, HEDGES, ROLES, SCOPES, STANCES, TERRITORY
from hasila.render.figures import count_words, toll_range
from hasila.render.markup import escape, language
from hasila.render.names import name_of
from hasila.store import decisions
from hasila.store.claims import Stored, numbers_of, stored
from hasila.web.people import person, reviewer
from hasila.web.view import Asked, View

#: Characters around a quotation that are shown.
_AROUND: Final = 400
#: Decisions of one's own that can be taken back from the page.
_MINE: Final = 10
#: Items of a queue that are listed at once.
_LISTED: Final = 30
#: Pages of a queue that can be asked for.
_PAGES: Final = 10_000
#: Claims of an incident that are shown of a proposed link.
_CLAIMS: Final = 2
#: Claims that can be kept apart by one form.
_KEPT: Final = 500
_CHOICES: Final = {"hedge": HEDGES, "harm": HARMS, "stance": STANCES, "scope": SCOPES, "role": ROLES}


@get("/review", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def review(request: Asked, at: FromQuery[int] = 0, page: FromQuery[int] = 0) -> Response[Any]:
    """Show a page of a queue with one of its items in focus."""
    asked = request.query_params.get("queue", "")
    name: Queue = next((one for one in QUEUES if one == asked), "doubtful")
    page = min(max(page, 0), _PAGES)
    view = View(request)
    with request.app.state.config.store.reading() as connection:
        waiting = queue(connection, name, page)
        at = min(max(at, 0), max(len(waiting.items) - 1, 0))
        first = at - at % _LISTED
        listed = waiting.items[first : first + _LISTED]
        reports, incidents = _around(connection, listed)
        focus = _focus(connection, view, waiting.items[at], reports, incidents) if listed else None
        mine = decisions.latest_of(connection, person(request).name, _MINE)
        counted = counts(connection)
    return view.page(
        "review.html", queues=QUEUES, queue=name, waiting=waiting, at=at, number=page, focus=focus, mine=mine,
        listed=[(first + n, item, _line(view, item, reports, incidents)) for n, item in enumerate(listed)],
        counts=counted, step=_LISTED, choices=_CHOICES,
    )  # fmt: skip


def _around(connection: Connection, items: tuple[Item, ...]) -> tuple[dict[str, Stored], dict[str, Incident]]:
    """Return the reports and incidents that items are about."""
    reports = _reports(connection, [ref for item in items for ref in item.refs[:_CLAIMS]])
    events = sorted({name for item in items for name in (item.incident, item.other) if name})
    return reports, incidents_under(connection, events, DEFAULT_PROFILE)


def _reports(connection: Connection, refs: list[ClaimRef]) -> dict[str, Stored]:
    numbers = numbers_of(connection, sorted({ref.report for ref in refs}))
    return {one.report.id: one for one in stored(connection, sorted(numbers.values())).values()}


def _claim(reports: dict[str, Stored], ref: ClaimRef) -> Claim | None:
    one = reports.get(ref.report)
    return next((c for c in one.report.claims if c.id == ref.claim), None) if one else None


def _line(view: View, item: Item, reports: dict[str, Stored], incidents: dict[str, Incident]) -> dict[str, Any]:
    """Return what the list says of an item."""
    incident = incidents.get(item.incident or "")
    claim = _claim(reports, item.refs[0]) if item.refs else None
    said = "" if claim is None else _said(view, claim)
    if item.moved is not None:
        move = item.moved.move
        group = view.group_of(move.group)
        said = view.strings[f"harm.{move.harm}"] + (f" {view.plain(group)}" if group else "")
    if item.decision is not None:
        said = view.say(f"decide.kind.{item.decision.kind}")
    return {"place": view.place_name(incident.place) if incident and incident.place else None, "said": said}


def _said(view: View, claim: Claim) -> str:
    harm = view.strings[f"harm.{claim.harm}"]
    return harm if claim.harm in TERRITORY else f"{count_words(claim.count, view.strings)} {harm}"


def _focus(
    connection: Connection, view: View, item: Item, reports: dict[str, Stored], incidents: dict[str, Incident]
) -> dict[str, Any]:
    """Return all that is shown of the item in focus."""
    incident, other = incidents.get(item.incident or ""), incidents.get(item.other or "")
    refs = list(item.refs[:_CLAIMS])
    if item.queue == "links":
        # A few claims of each side, so that both can be compared without leaving the page.
        rest = [ref for ref in incident.claims if ref not in item.refs] if incident else []
        refs += rest[:_CLAIMS] + (list(other.claims[:_CLAIMS]) if other else [])
        reports = reports | _reports(connection, refs)
    told: dict[str, Any] = {
        "item": item, "claims": [_shown(view, reports, ref) for ref in refs if _claim(reports, ref) is not None],
        "incident": incident, "other": other, "tolls": [], "reads": None, "merged": (), "keep": item.refs,
    }  # fmt: skip
    if item.queue in ("doubtful", "rereading") and incident is not None and item.refs:
        told["tolls"] = _tolls(connection, view, incident, item.refs[0])
    if item.differs is not None and item.differs.reads is not None:
        told["reads"] = _said(view, item.differs.reads)
    if item.other is not None and incident is not None and other is not None:
        told["keep"] = min(incident.claims, other.claims, key=len)
    if item.decision is not None and item.decision.kind == "merge":
        told["merged"] = from_json(item.decision.doc, tuple[str, ...])
    told["keepable"] = 0 < len(told["keep"]) <= _KEPT
    return told


def _shown(view: View, reports: dict[str, Stored], ref: ClaimRef) -> dict[str, Any]:
    """Return what is shown of a claim."""
    one = reports[ref.report]
    claim = one.report.claim(ref.claim)
    place = 1 + one.report.claims.index(claim)
    return {
        "ref": ref, "claim": claim, "report": one.report, "state": one.states[ref.claim],
        "text": _context(one.report, claim),
        "href": view.link("/report", id=ref.report, claim=ref.claim) + f"#r1-c{place}",
        "said": _said(view, claim),
        "sources": [name_of(source, view.strings) or source.span.text for source in claim.sources],
        "event": one.incidents.get(ref.claim),
    }  # fmt: skip


def _tolls(connection: Connection, view: View, incident: Incident, ref: ClaimRef) -> list[tuple[Toll, str, str]]:
    """Return the tolls that a claim has a part in or moves, each as it is and as it would be without it."""
    after = {key_of(toll): toll for toll in without(connection, incident, ref)}
    out = []
    for toll in incident.tolls:
        then = after.get(key_of(toll))
        now = toll_range(toll, view.strings)
        gone = toll_range(then, view.strings) if then else view.strings["no-figure"]
        if now != gone or ref in (*toll.supports, *toll.denials):
            out.append((toll, now, gone))
    known = {key_of(toll) for toll in incident.tolls}
    out += [(then, view.strings["no-figure"], toll_range(then, view.strings)) for key, then in after.items()
            if key not in known]  # fmt: skip
    return out


def _context(report: Report, claim: Claim) -> Markup:
    """Return the claim's words with those around them, in the direction of the text."""
    start, end = claim.quote.start, claim.quote.end
    first, last = max(0, start - _AROUND), min(len(report.text), end + _AROUND)
    before, after = report.text[first:start], report.text[end:last]
    # From the beginning of a line or a sentence where one is near.
    before = before[max(before.rfind("\n"), before.rfind(". ")) + 1 :]
    stop = min((at for at in (after.find("\n"), after.find(". ")) if at >= 0), default=len(after))
    around = f"{before}{claim.quote.text}{after[: stop + 1]}"
    return Markup(
        f"<p {language(report, around)}>{escape(before)}<mark>{escape(claim.quote.text)}</mark>"
        f"{escape(after[: stop + 1])}</p>"
    )


ROUTES = [review]
