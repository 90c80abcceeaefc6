"""Review: what waits for a person, one thing at a time, by keys."""

from typing import Any, Final

from litestar import get
from litestar.params import FromQuery
from litestar.response import Response
from markupsafe import Markup
from sqlalchemy import Connection

from hasila.intake.material import incidents_under
from hasila.intake.queues import QUEUES, Item, Queue, queue, without
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import Claim, ClaimRef, Incident, Report, Toll
from hasila.render.figures import count_words, toll_range
from hasila.render.markup import escape, language
from hasila.store import decisions
from hasila.store.claims import Stored, numbers_of, stored
from hasila.web.people import person, reviewer
from hasila.web.view import Asked, View

#: Characters around a quotation that are shown.
_AROUND: Final = 400
#: Decisions of one's own that can be taken back from the page.
_MINE: Final = 10


@get("/review", include_in_schema=False, guards=[reviewer], sync_to_thread=True)
def review(request: Asked, at: FromQuery[int] = 0) -> Response[Any]:
    """Show a queue with one of its items in focus."""
    asked = request.query_params.get("queue", "")
    view = View(request)
    with request.app.state.config.store.reading() as connection:
        name: Queue = next((one for one in QUEUES if one == asked), "doubtful")
        items = queue(connection, name)
        at = min(max(at, 0), max(len(items) - 1, 0))
        reports, incidents = _around(connection, items)
        focus = _focus(connection, view, items[at], reports, incidents) if items else None
        mine = [one for one in decisions.standing(connection)[-200:] if one.who == person(request).name][-_MINE:]
    lines = [_line(view, item, reports, incidents) for item in items]
    return view.page(
        "review.html", queues=QUEUES, queue=name, items=list(zip(items, lines, strict=True)), at=at, focus=focus,
        mine=mine[::-1],
    )  # fmt: skip


def _around(connection: Connection, items: list[Item]) -> tuple[dict[str, Stored], dict[str, Incident]]:
    """Return the reports and incidents that items are about."""
    names = sorted({ref.report for item in items for ref in item.refs})
    told = stored(connection, sorted(numbers_of(connection, names).values()))
    events = sorted({name for item in items for name in (item.incident, item.other) if name})
    return {one.report.id: one for one in told.values()}, incidents_under(connection, events, DEFAULT_PROFILE)


def _claim(reports: dict[str, Stored], ref: ClaimRef) -> Claim | None:
    one = reports.get(ref.report)
    return next((c for c in one.report.claims if c.id == ref.claim), None) if one else None


def _line(view: View, item: Item, reports: dict[str, Stored], incidents: dict[str, Incident]) -> dict[str, Any]:
    """Return what the list says of an item."""
    incident = incidents.get(item.incident or "")
    claim = _claim(reports, item.refs[0]) if item.refs else None
    said = "" if claim is None else f"{count_words(claim.count, view.strings)} {view.strings[f'harm.{claim.harm}']}"
    return {"place": view.place_name(incident.place) if incident and incident.place else None, "said": said}


def _focus(
    connection: Connection, view: View, item: Item, reports: dict[str, Stored], incidents: dict[str, Incident]
) -> dict[str, Any]:
    """Return all that is shown of the item in focus."""
    shown = []
    for ref in item.refs:
        claim, one = _claim(reports, ref), reports.get(ref.report)
        if claim is not None and one is not None:
            place = 1 + one.report.claims.index(claim)
            shown.append({
                "ref": ref, "claim": claim, "report": one.report, "state": one.states[ref.claim],
                "text": _context(one.report, claim),
                "href": view.link("/report", id=ref.report, claim=ref.claim) + f"#r1-c{place}",
                "said": f"{count_words(claim.count, view.strings)} {view.strings[f'harm.{claim.harm}']}",
                "sources": [source.name or source.span.text for source in claim.sources],
            })  # fmt: skip
    incident = incidents.get(item.incident or "")
    tolls = []
    if item.queue in ("doubtful", "rereading") and incident is not None and item.refs:
        after = {_key(toll): toll for toll in without(connection, incident, item.refs[0])}
        for toll in incident.tolls:
            if item.refs[0] in (*toll.supports, *toll.denials, *(ref for ref, _ in toll.set_aside)):
                then = after.get(_key(toll))
                tolls.append((toll, toll_range(toll, view.strings),
                              toll_range(then, view.strings) if then else view.strings["no-figure"]))  # fmt: skip
    return {
        "item": item, "claims": shown, "incident": incident, "other": incidents.get(item.other or ""), "tolls": tolls,
    }  # fmt: skip


def _key(toll: Toll) -> tuple[str, str | None, str | None]:
    return toll.harm, toll.group.actor, toll.group.name


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
