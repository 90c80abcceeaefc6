"""Every page is checked by axe: no serious fault for those who read with other means than eyes and a mouse."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from hasila.intake.queues import QUEUES
from hasila.store import search
from hasila.store.claims import stored
from hasila.web.app import create_app
from hasila.web.config import Config

from .conftest import Serve, Served, Visit
from .test_access import routes

AXE = (Path(__file__).parent / "vendor" / "axe.js").read_text(encoding="utf-8")
#: The faults that count; axe's others are `minor` and `moderate`.
SERIOUS = {"serious", "critical"}
#: What gives no page: data, files, scripts, and what pages of their own tests lead to.
NO_PAGES = {
    "/drawn/page.css",
    "/drawn/page.js",
    "/explore/map.json",
    "/explore/places.json",
    "/export",
    "/capture",
    "/report/text",
}


def addresses(served: Served) -> dict[str, list[str]]:
    """By route, the pages to look at, each with something on it."""
    with served.store.reading() as connection:
        incident = search.find_incidents(connection, search.Filter(), 1)[0]
        number = search.find_reports(connection, search.Filter(), 1)[0]
        report = quote(stored(connection, [number])[number].report.id)
    return {
        "/": ["/"],
        "/account": ["/account"],
        "/add": ["/add"],
        "/api": ["/api"],
        "/explore": [f"/explore?view={view}" for view in ("incidents", "reports", "claims", "map", "timeline")],
        "/incident/{name:str}": [f"/incident/{incident}", f"/incident/{incident}?names=1"],
        "/login": ["/login"],
        "/people": ["/people"],
        "/report": [f"/report?id={report}", f"/report?id={report}&edit=c1"],
        "/review": [f"/review?queue={name}" for name in QUEUES],
        "/source": ["/source?id=rsf"],
        "/sources": ["/sources"],
    }


def faults(page: Any) -> list[str]:
    """What axe finds on a page, in words."""
    page.evaluate(AXE)
    told = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['help']}: {node['target']} {node['html'][:160]}"
        for fault in told["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"][:3]
    ]


def test_axe_finds_what_is_wrong(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/").page
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"data:,\"><input>'")
    assert {fault.split(":")[0] for fault in faults(page)} >= {"image-alt", "label"}


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 390)])
def test_no_page_has_a_serious_fault(serve: Serve, visit: Visit, lang: str, width: int) -> None:
    served = serve()
    looked_at = addresses(served)
    app = create_app(Config(store=served.store))
    there = {path for method, path, _ in routes(app) if method == "GET" and not path.startswith(("/api/", "/static/"))}
    assert there - NO_PAGES == set(looked_at)
    page = visit(served.url, lang=lang, width=width).page
    found = {}
    for address in (one for several in looked_at.values() for one in several):
        answer = page.goto(served.url + address)
        assert answer is not None
        assert answer.ok, address
        if told := faults(page):
            found[address] = told
    assert not found, "\n".join(f"{address} {fault}" for address, told in found.items() for fault in told)
