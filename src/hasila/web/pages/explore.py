"""Explore: what a filter finds, as a list, a map, a line of time; each view is a link."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import get
from litestar.response import Response

from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import HARMS, STANCES
from hasila.store import overview, search
from hasila.web.exploring import found, mapped, taking, timeline
from hasila.web.exploring.sought import PUBLIC, Sought, sought
from hasila.web.people import shown as may_see
from hasila.web.view import Asked, View

#: The views, in the order of the tabs; and those that the public has.
VIEWS: Final = ("incidents", "reports", "claims", "map", "timeline")
PUBLIC_VIEWS: Final = ("incidents", "map", "timeline")
#: Filters that are shown when they are used.
_NARROW: Final = ("source", "actor", "stance", "outlet", "lang")
_PAGE: Final = {"incidents": 40, "reports": 20, "claims": 50}
#: Incidents on a map.
MAPPED: Final = search.COUNTED
#: Incidents that get a line each in the timeline.
_LINES: Final = 200
#: Places in the list below the map.
_PLACES: Final = 60


@get("/explore", guards=[may_see], include_in_schema=False, sync_to_thread=True)
def explore(request: Asked) -> Response[Any]:
    """Show a view of what the filter finds."""
    view = View(request)
    views = PUBLIC_VIEWS if view.config.public else VIEWS
    asked_view = request.query_params.get("view", "")
    tab = asked_view if asked_view in views else "incidents"
    page = _page(request.query_params.get("page", ""))
    with view.config.store.reading() as connection:
        asked = sought(request, connection)
        values: dict[str, Any] = {} if asked.chosen is None else _VIEWS[tab](connection, asked, view, page)
    problems = [(name, view.say(words, value=view.plain(value))) for name, value, words in asked.wrong]
    return view.page(
        "explore.html", 400 if problems else 200,
        tab=tab, views=views, page=page, asked=asked, problems=problems, harms=HARMS, stances=STANCES,
        fields=PUBLIC if view.config.public else None, profile=DEFAULT_PROFILE,
        formats=[form for form in taking.OF_VIEW[tab] if not view.config.public or form in taking.PUBLIC],
        tables=taking.TABLES, narrowed=any(name in asked.given for name in _NARROW), **values,
    )  # fmt: skip


@get("/explore/map.json", guards=[may_see], include_in_schema=False, sync_to_thread=True)
def map_data(request: Asked) -> Response[dict[str, Any]]:
    """Give the incidents that the map shows."""
    view = View(request)
    with view.config.store.reading() as connection:
        asked = sought(request, connection)
        if asked.chosen is None:
            return Response(
                {"error": [view.say(words, value=value) for _, value, words in asked.wrong]}, status_code=400
            )
        names = search.find_incidents(connection, asked.chosen, MAPPED)
        marks = [mapped.mark(incident, view) for incident in found.lean(connection, names)]
    placed = [mark for mark in marks if mark is not None]
    return Response({"incidents": placed, "without": len(marks) - len(placed)})


@get("/explore/places.json", guards=[may_see], include_in_schema=False, sync_to_thread=True)
def place_names(request: Asked) -> Response[list[Any]]:
    """Give the names that the map is labelled with."""
    lang = "ar" if request.query_params.get("lang") == "ar" else "en"
    return Response(mapped.names(lang), headers={"Cache-Control": "private, max-age=86400"})


def _page(told: str) -> int:
    return min(int(told), 100_000) if told.isascii() and told.isdigit() and len(told) < 7 and int(told) else 1


def _listed(connection: Any, asked: Sought, view: View, page: int, what: search.What) -> dict[str, Any]:
    assert asked.chosen is not None
    size, most = _PAGE[what], search.COUNTED
    offset = (page - 1) * size
    some: list[Any]
    shown: Sequence[Any]
    if what == "claims":
        some = search.find_claims(connection, asked.chosen, size + 1, offset)
        many = search.count_of(connection, asked.chosen, what, most + 1)
        shown = found.claims(connection, some[:size], view.strings)
    else:
        find: Any = search.find_incidents if what == "incidents" else search.find_reports
        # One search both finds and counts, where the page is among those that are counted.
        every = find(connection, asked.chosen, most + 1) if offset + size <= most else None
        some = find(connection, asked.chosen, size + 1, offset) if every is None else every[offset : offset + size + 1]
        many = most + 1 if every is None else len(every)
        if what == "incidents":
            shown = found.whole(connection, some[:size])
        else:
            shown = found.reports(connection, asked.chosen, some[:size], view.strings)
    return {
        "what": what, "many": min(many, most), "more": many > most, "found": shown, "next": len(some) > size,
        "first": offset + 1, "last": offset + len(shown),
    }  # fmt: skip


def _mapped(connection: Any, asked: Sought, view: View, page: int) -> dict[str, Any]:
    assert asked.chosen is not None
    names = search.find_incidents(connection, asked.chosen, MAPPED + 1)
    at = overview.places(connection, names[:MAPPED])
    known = [(place, many) for place, many in at.items() if place is not None]
    return {
        "what": "incidents", "many": min(len(names), MAPPED), "more": len(names) > MAPPED,
        "places": [(place, mapped.name(place, view.lang), many) for place, many in known[:_PLACES]],
        "other_places": max(0, len(known) - _PLACES), "unplaced": at.get(None, 0),
    }  # fmt: skip


def _timeline(connection: Any, asked: Sought, view: View, page: int) -> dict[str, Any]:
    assert asked.chosen is not None
    over = overview.months(connection, asked.chosen)
    many = sum(over.found.values()) + over.undated
    lines = None
    if 0 < many <= _LINES:
        incidents = found.lean(connection, search.find_incidents(connection, asked.chosen, _LINES))
        lines = timeline.lines(list(reversed(incidents)), view)

    def link(first: str, last: str) -> str:
        return view.link("/explore", **{**asked.query(view="timeline"), "from": first, "to": last})

    return {
        "what": "incidents", "many": overview.TRIED if over.cut else many, "more": over.cut, "undated": over.undated,
        "months": timeline.months(over.found, view, link) if over.found else None, "lines": lines,
    }  # fmt: skip


_VIEWS: Final = {
    "incidents": lambda connection, asked, view, page: _listed(connection, asked, view, page, "incidents"),
    "reports": lambda connection, asked, view, page: _listed(connection, asked, view, page, "reports"),
    "claims": lambda connection, asked, view, page: _listed(connection, asked, view, page, "claims"),
    "map": _mapped, "timeline": _timeline,
}  # fmt: skip
ROUTES = [explore, map_data, place_names]
