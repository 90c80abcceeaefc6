"""Explore: what a filter finds, as lists, a map and a line of time; and all of it to take along."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from hasila.cli import main
from hasila.store import log, publishing, search
from hasila.store.search import Filter
from hasila.web.exploring import taking

from .clients import Known
from .conftest import Serve, Served, Visit

VIEWS = ("incidents", "reports", "claims", "map", "timeline")


def get(url: str, **options: Any) -> httpx.Response:
    return httpx.get(url, timeout=60, **options)


def page(served: Served, **query: Any) -> str:
    answer = get(f"{served.url}/explore", params=query)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def reports(html: str) -> list[str]:
    return re.findall(r'<h2><a href="/report\?id=([^"&]+)', html)


def incidents(html: str) -> list[str]:
    return re.findall(r'<li><a href="/incident/([^"]+)"', html)


@pytest.mark.parametrize("words", ["الأسرى", "اسرى", "أَسْرَىٰ", "وأســرى"])
def test_words_are_found_whatever_their_spelling(serve: Serve, words: str) -> None:
    served = serve()
    found = reports(page(served, view="reports", words=words))
    assert found
    assert found == reports(page(served, view="reports", words="أسرى"))
    assert len(found) < len(reports(page(served, view="reports")))


def test_filters_choose_as_the_search_of_the_store_does(serve: Serve) -> None:
    served = serve()
    with served.store.reading() as connection:
        wanted = search.find_incidents(connection, Filter(harms=("wounded",), start="2020-01-01"))
        every = search.find_incidents(connection, Filter())
    html = page(served, harm="wounded", **{"from": "2020-01-01"})
    assert incidents(html) == wanted
    assert 0 < len(wanted) < len(every)
    assert f"Incidents: {len(wanted)}" in html
    # The tabs keep the filter.
    assert 'href="/explore?from=2020-01-01&harm=wounded&view=map"' in html


def test_a_governorate_is_found_by_any_of_its_names(serve: Serve) -> None:
    served = serve()
    assert incidents(page(served, place="السودان")) == incidents(page(served, place="Sudan")) != []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"from": "last week"}, "⁨last week⁩ is not a date"),
        ({"to": "2016-02-30"}, "⁨2016-02-30⁩ is not a date"),
        ({"from": "2016-05-02", "to": "2016-05-01"}, "comes after the last"),
        ({"harm": "bored"}, "is no harm"),
        ({"stance": "<b>"}, "is no stance"),
    ],
)
def test_what_cannot_be_asked_is_said(serve: Serve, asked: dict[str, str], told: str) -> None:
    served = serve()
    for path in ("/explore", "/explore/map.json", "/export"):
        answer = get(served.url + path, params={**asked, "format": "acled"})
        assert answer.status_code == 400
        if path == "/explore":
            assert told in answer.text
            assert "<b>" not in answer.text.replace("<b>hasila", "")


def test_pages_follow_each_other_without_gap_or_repeat(serve: Serve) -> None:
    served = serve()
    first = page(served, view="claims", lang="ar")
    second = page(served, view="claims", lang="ar", page="2")
    found = [re.findall(r'class="quote" href="([^"]+)"', html) for html in (first, second)]
    with served.store.reading() as connection:
        every = search.find_claims(connection, Filter(langs=("ar",)))
    assert len(found[0]) == 50
    assert len(found[0]) + len(found[1]) == len(every) == len({*found[0], *found[1]})
    assert 'rel="next" class="button" href="/explore?lang=ar&view=claims&page=2"' in first
    assert 'rel="prev" class="button" href="/explore?lang=ar&view=claims"' in second


def test_counting_stops_at_a_bound_and_says_so(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve()
    monkeypatch.setattr(search, "COUNTED", 5)
    for view, words in (("incidents", "Incidents"), ("reports", "Reports"), ("claims", "Claims")):
        assert f"{words}: more than 5" in page(served, view=view)


def test_no_victims_name_stands_in_a_list_of_claims(serve: Serve) -> None:
    served = serve()
    html = page(served, view="claims") + page(served, view="claims", page="2")
    with served.store.reading() as connection:
        from hasila.store.claims import stored

        numbers = search.find_reports(connection, Filter())
        groups = [c.group for one in stored(connection, numbers).values() for c in one.report.claims if c.names_victim]
    names = {group.span.text for group in groups if group is not None and len(group.span.text) > 8}
    assert names
    assert not [name for name in names if name in html]
    assert "named person" in html


def test_the_map_has_what_the_filter_finds(serve: Serve) -> None:
    served = serve()
    data = get(f"{served.url}/explore/map.json", params={"place": "Sudan"}).json()
    told = incidents(page(served, place="Sudan"))
    assert {one["id"] for one in data["incidents"]} <= set(told)
    assert len(data["incidents"]) + data["without"] == len(told)
    assert data["incidents"][0]["tolls"]


# What is taken along.


@pytest.mark.parametrize("form", ["acled", "geojson", "hxl", "claims-csv", "claims-jsonl", "parquet"])
@pytest.mark.parametrize("more", [{}, {"names": "1"}, {"excel": "1"}])
def test_an_export_is_what_the_command_gives(serve: Serve, tmp_path: Path, form: str, more: dict[str, str]) -> None:
    served = serve()
    query = {"format": form, "harm": "killed", "from": "2016-06-10", **more}
    answer = get(f"{served.url}/export", params=query)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="hasila-{form}-')
    given = [f"--{name}" for name in more]
    options = ["--db", served.store.name, "--format", form, "--harm", "killed", "--from", "2016-06-10", *given]
    done = CliRunner().invoke(main, ["export", *options, "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert answer.content == (tmp_path / "out").read_bytes()
    assert len(answer.content) > 100


def test_an_export_is_a_row_of_the_log(serve: Serve) -> None:
    served = serve()
    get(f"{served.url}/export", params={"format": "geojson", "place": "Sudan"})
    with served.store.reading() as connection:
        last = list(log.rows(connection))[-1]
    assert (last.who, last.action) == ("tester", "export")
    told = json.loads(last.new or "")
    assert told["format"] == "geojson"
    assert "Sudan" in told["chosen"]["places"]


def test_names_go_out_to_reviewers_alone(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    for role, status in (("reader", 403), ("reviewer", 200)):
        client = known.browser(served.url, served.store, role)
        assert client.get("/export?format=claims-csv").status_code == 200
        assert client.get("/export?format=claims-csv&names=1").status_code == status
        assert ("names=1" in client.get("/explore").text) == (status == 200)
    assert get(f"{served.url}/export?format=claims-csv").status_code in (303, 401)


def test_more_exports_at_once_than_there_is_room_for_are_asked_to_wait(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve()
    for _ in range(2):
        assert taking._turns.acquire(blocking=False)
    try:
        assert get(f"{served.url}/export?format=hxl").status_code == 429
    finally:
        for _ in range(2):
            taking._turns.release()
    assert get(f"{served.url}/export?format=hxl").status_code == 200


# In public.


def test_the_public_sees_what_is_published_and_nothing_else(serve: Serve) -> None:
    served = serve(public=True)
    assert "Incidents: 0" in page(served)
    with served.store.reading() as connection:
        every = search.find_incidents(connection, Filter())
        rows = log.count(connection)
    chosen = every[1]
    with served.store.writing() as connection:
        publishing.publish(connection, "tester", chosen)
    html = page(served)
    assert incidents(html) == [chosen]
    assert page(served, incident=every[0]).count("/incident/") == 0
    assert "view=reports" not in html
    assert "view=claims" not in html
    assert incidents(page(served, view="reports")) == [chosen]
    data = get(f"{served.url}/explore/map.json").json()
    assert [one["id"] for one in data["incidents"]] + ["-"] * data["without"] in ([chosen], ["-"])
    for name in ("words", "actor", "source", "report", "outlet", "lang", "stance"):
        assert get(f"{served.url}/explore", params={name: "x"}).status_code == 400
    features = get(f"{served.url}/export?format=geojson").json()["features"]
    assert [one["id"] for one in features] == [chosen]
    for form in ("claims-csv", "claims-jsonl", "datapackage", "ucdp", "webannotation"):
        assert get(f"{served.url}/export?format={form}").status_code == 404
    assert get(f"{served.url}/export?format=geojson&names=1").status_code == 403
    with served.store.reading() as connection:
        assert log.count(connection) == rows + 1  # that it was published


# In a browser.


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 390)])
def test_the_map_shows_marks_and_clusters_and_opens_an_incident(
    serve: Serve, visit: Visit, lang: str, width: int
) -> None:
    at = visit(f"{serve().url}/explore?view=map", lang=lang, width=width).page
    at.locator("#map[data-marks]").wait_for()
    assert at.locator("#map path.country").count() > 100
    assert at.locator("#map .place-name").count() > 5
    cluster = at.locator("#map .cluster").first
    many = int(cluster.inner_text())
    assert many > 1
    # By keys: a cluster opens into what it holds, a mark tells of its incident.
    at.locator("#map .at").first.focus()
    at.keyboard.press("Enter")
    link = at.locator(".leaflet-popup-content a")
    link.wait_for()
    assert at.locator(".leaflet-popup-content .toll-of").count() > 0
    assert (link.get_attribute("href") or "").startswith("/incident/i-")
    at.keyboard.press("Escape")
    at.locator(".leaflet-popup").wait_for(state="detached")
    before = at.locator("#map .at").count()
    cluster.click()
    expect(at.locator("#map .at")).not_to_have_count(before)


def test_an_area_is_drawn_where_only_an_area_was_named(serve: Serve, visit: Visit) -> None:
    served = serve()
    found = get(f"{served.url}/explore/map.json").json()["incidents"]
    unsure = next(one for one in found if one["precision"] in ("area", "adm1", "adm2", "country"))
    at = visit(f"{served.url}/explore?view=map&incident={unsure['id']}").page
    at.locator("#map path.reach").wait_for()
    assert at.locator("#map .dot.area").count() == 1


def test_without_scripts_the_map_is_a_list_of_places(serve: Serve, visit: Visit) -> None:
    at = visit(f"{serve().url}/explore?view=map", script=False).page
    assert not at.locator("#map").is_visible()
    assert at.locator(".places li").count() > 3
    at.locator(".places a").first.click()
    expect(at.locator(".lines > li").first).to_be_visible()


def test_a_month_of_the_timeline_leads_to_its_incidents(serve: Serve, visit: Visit) -> None:
    at = visit(f"{serve().url}/explore?view=timeline&outlet=&lang=ar", lang="ar").page
    every = at.locator(".one-line .lane").count()
    assert every > 10
    month = at.locator(".months a").nth(1)
    many = int(month.locator("text").text_content() or "0")
    month.focus()
    at.keyboard.press("Enter")
    at.wait_for_url("**from=*")
    assert at.locator(".one-line .lane").count() >= many > 0
    assert at.locator(".one-line .lane").count() < every
    assert "lang=ar" in at.url


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_is_wider_than_a_phone(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve()
    at = visit(f"{served.url}/explore?source=x&source=y&incident=i", lang=lang, width=390).page
    assert at.evaluate("document.documentElement.scrollWidth") <= 390
    for view in VIEWS:
        at.goto(f"{served.url}/explore?view={view}")
        assert at.evaluate("document.documentElement.scrollWidth") <= 390, view


def test_searching_by_hand_in_arabic(serve: Serve, visit: Visit) -> None:
    at = visit(f"{serve().url}/explore", lang="ar").page
    at.get_by_label("كلمات", exact=True).fill("اسرى")
    at.get_by_role("button", name="بحث").click()
    assert "words=" in at.url
    at.get_by_role("link", name="التقارير").click()
    expect(at.locator(".found > li").first).to_be_visible()
    assert at.get_by_label("كلمات", exact=True).input_value() == "اسرى"
    with at.expect_download() as told:
        at.get_by_role("link", name="claims-csv").click()
    assert told.value.suggested_filename.startswith("hasila-claims-csv-")
