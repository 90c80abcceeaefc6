"""The page of an incident: its parts, profiles, names, publishing, print; in both languages and on a phone."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from hasila.intake.examples import fill
from hasila.store import log, moves, publishing
from hasila.store.claims import numbers_of, stored
from hasila.web.assessment import drawn

from .clients import Known
from .conftest import EXAMPLES, Serve, Served, Visit

#: A claim that names a victim (nobody's name), and one of the incident with most voices.
NAMED = ("nuhud-army", "c3")
BATTLE = ("zirba-wire", "c2")
VICTIM = "حمدان الدود"


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the examples and the decisions about them; copy it, do not change it."""
    from hasila.store import open_store

    where = str(tmp_path_factory.mktemp("decided") / "store.db")
    with open_store(where) as store:
        fill(store, EXAMPLES)
    return where


def of(served: Served, ref: tuple[str, str]) -> str:
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, [ref[0]]).values()
        return f"/incident/{stored(connection, [number])[number].incidents[ref[1]]}"


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_parts_are_there_and_fit(serve: Serve, visit: Visit, decided: str, lang: str, width: int) -> None:
    served = serve(where=decided)
    page = visit(served.url + of(served, BATTLE), lang=lang, width=width).page
    heads = page.locator("main h2").all()
    assert [head.get_attribute("id") for head in heads if head.get_attribute("id")] == [
        "toll", "assessment", "claims", "named", "sources", "history", "act",
    ]  # fmt: skip
    assert page.locator(".map[data-ready] .spot, .map[data-ready] path").count() or page.wait_for_selector(
        ".map[data-ready]"
    )
    assert page.locator(".toll-row").count() > 4
    assert page.locator("table.claims tbody").count() > 10
    assert page.locator(".assessment a").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_claim_leads_to_its_card(serve: Serve, visit: Visit, decided: str) -> None:
    served = serve(where=decided)
    page = visit(served.url + of(served, BATTLE)).page
    page.locator(".assessment a").first.click()
    page.wait_for_load_state()
    expect(page.locator(".card:focus")).to_contain_text("57")


def test_another_profile_gives_other_ranges(serve: Serve) -> None:
    served = serve()
    path = of(served, BATTLE)
    texts = {name: httpx.get(f"{served.url}{path}?profile={name}").text for name in ("full-range", "ucdp")}
    assert "<option selected>ucdp</option>" in texts["ucdp"]
    assert texts["ucdp"].count('class="range"') == texts["full-range"].count('class="range"')
    assert httpx.get(f"{served.url}{path}?profile=nobody").status_code == 400


def test_victims_are_named_only_when_asked_for(serve: Serve, visit: Visit) -> None:
    served = serve()
    path = of(served, NAMED)
    assert VICTIM not in httpx.get(served.url + path).text
    page = visit(served.url + path).page
    page.get_by_role("link", name="Show the names").click()
    expect(page.locator(".named")).to_contain_text(VICTIM)


def test_a_reader_is_not_shown_the_names(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reader")
    text = client.get(f"{of(served, NAMED)}?names=1").text
    assert VICTIM not in text
    assert 'action="/decide"' not in text


@pytest.mark.parametrize("names", [False, True])
def test_the_public_sees_what_is_published_and_no_more(serve: Serve, names: bool) -> None:
    private = serve()
    path, other = of(private, NAMED), of(private, BATTLE)
    with private.store.writing() as connection:
        publishing.publish(connection, "tester", path.rpartition("/")[2], names=names)
    served = serve(public=True)
    answer = httpx.get(served.url + path)
    assert answer.status_code == 200
    assert (VICTIM in answer.text) == names
    assert "/report?" not in answer.text
    assert "/decide" not in answer.text
    assert "tester" not in answer.text
    assert httpx.get(served.url + other).status_code == 404
    assert httpx.get(f"{served.url}/report?id={NAMED[0]}").status_code in (401, 403, 404)


def test_publishing_and_withdrawing_are_logged(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer", "Amal")
    path = of(served, BATTLE)
    assert client.form(f"{path}/publish", {"action": "publish"}).status_code == 303
    assert client.form(f"{path}/publish", {"action": "withdraw"}).status_code == 400
    assert client.form(f"{path}/publish", {"action": "withdraw", "why": "a mistake"}).status_code == 303
    with served.store.reading() as connection:
        rows = list(log.rows(connection, f"incident:{path.rpartition('/')[2]}"))
        assert publishing.published(connection) == {}
    assert [(row.who, row.action) for row in rows] == [("Amal", "publish"), ("Amal", "withdraw")]


def test_an_assessment_is_written_and_the_earlier_kept(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer", "Amal")
    path = of(served, BATTLE)
    for text in ("first", "<b>second</b> of [48](zirba-wire#c1)"):
        client.form(f"{path}/assess", {"text": text})
    page = client.get(path).text
    assert "&lt;b&gt;second&lt;/b&gt;" in page
    assert 'href="/report?id=zirba-wire' in page
    assert "2 versions are kept" in page


@pytest.mark.parametrize("text", ["[x](javascript:alert(1)#c1)", '[x](a"onclick=#c1)', "<script>", "[[a](b#c)](d#e)"])
def test_assessments_are_plain_text(text: str) -> None:
    def href(ref: Any) -> str:
        return f"/report?id={ref.report.encode().hex()}"

    html = str(drawn(text, href))
    assert "<script" not in html
    assert "javascript:" not in html.replace("(javascript:alert(1)#c1)", "")
    assert html.count("<a ") == html.count('<a href="/report?id=')


def test_it_prints(serve: Serve, visit: Visit, decided: str) -> None:
    served = serve(where=decided)
    page = visit(served.url + of(served, BATTLE)).page
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.locator("header.site nav")).to_be_hidden()
    expect(page.locator("#act")).to_be_hidden()
    expect(page.locator(".toll-row").first).to_be_visible()


def test_there_is_no_page_of_an_incident_that_never_was(serve: Serve) -> None:
    answer = httpx.get(f"{serve().url}/incident/i-000000000000")
    assert answer.status_code == 404


def test_the_history_tells_how_tolls_moved(serve: Serve, visit: Visit) -> None:
    served = serve()
    with served.store.reading() as connection:
        one = moves.waiting(connection, 1)[0]
    page = visit(f"{served.url}/incident/{one.incident}").page
    line = page.locator(".history li", has_text="Toll moved").filter(
        has_text=str(one.move.after and one.move.after.high)
    )
    expect(line.first).to_contain_text(one.move.claims[0].report)
