"""Explore: what a filter finds, as a list, a map, a line of time; each view is a link."""

from typing import Any, Final

from litestar import get
from litestar.response import Response

from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import HARMS, STANCES
from hasila.store import overview, search
from hasila.web.exploring import found, mapped, taking, timeline
from hasila.web.exploring.sought import PUBLIC, Sought, shown, sought
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


@get("/explore", guards=[shown], include_in_schema=False, sync_to_thread=True)
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


@get("/explore/map.json", guards=[shown], include_in_schema=False, sync_to_thread=True)
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


@get("/explore/places.json", guards=[shown], include_in_schema=False, sync_to_thread=True)
def place_names(request: Asked) -> Response[list[Any]]:
    """Give the names that the map is labelled with."""
    lang = "ar" if request.query_params.get("lang") == "ar" else "en"
    return Response(mapped.names(lang), headers={"Cache-Control": "private, max-age=86400"})


def _page(told: str) -> int:
    return min(int(told), 100_000) if told.isascii() and told.isdigit() and len(told) < 7 and int(told) else 1


def _counted(connection: Any, asked: Sought, what: search.What) -> dict[str, Any]:
    assert asked.chosen is not None
    many = search.count_of(connection, asked.chosen, what, search.COUNTED + 1)
    return {"what": what, "many": min(many, search.COUNTED), "more": many > search.COUNTED}


def _listed(connection: Any, asked: Sought, view: View, page: int, what: search.What) -> dict[str, Any]:
    assert asked.chosen is not None
    size = _PAGE[what]
    offset = (page - 1) * size
    some: list[Any]
    if what == "incidents":
        names = search.find_incidents(connection, asked.chosen, size + 1, offset)
        some = found.whole(connection, names)
    elif what == "reports":
        some = list(found.found_reports(connection, asked.chosen, view.strings, size + 1, offset))
    else:
        some = list(found.found_claims(connection, asked.chosen, view.strings, size + 1, offset))
    return {
        **_counted(connection, asked, what), "found": some[:size], "next": len(some) > size, "first": offset + 1,
        "last": offset + len(some[:size]),
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
