"""The page of a report: reading, deciding, evidence, reports too large for a page, hostile ones."""

import html
import re

import httpx
import msgspec
import pytest
from playwright.sync_api import expect

from hasila.intake.ingesting import ingest
from hasila.model import Capture, Claim, Report
from hasila.pipeline import places_above, read_claims
from hasila.store import Store, keeping

from .conftest import Serve, Visit

_LONG = "قال المرصد إن 12 مدنيا قتلوا في قصف على بلدة الأتارب اليوم الثلاثاء.\n"


def take(store: Store, text: str, name: str = "given", **fields: str) -> str:
    """Keep a text as a report with the given fields."""
    body = msgspec.json.encode({"id": name, "text": text, **fields})
    capture = Capture(kind="jsonl", body=body, source="test", report_id=name, received="2026-01-01T00:00:00Z")
    ingest(store, [capture], "tester")
    return name


def test_a_report_is_read_beside_its_claims_without_a_script(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/report?id=zirba-wire", script=False).page
    assert "قتل 48 مقاتلا على الأقل" in page.locator(".text").inner_text()
    card = page.locator("#r1-c1")
    assert "at least 48 killed" in card.inner_text()
    card.get_by_role("link", name="show in text").click()
    page.wait_for_url("**#r1-c1-text")
    page.locator("#r1-c3-text").click()
    page.wait_for_url("**#r1-c3")
    card.get_by_role("link", name="Southern Aleppo Countryside").click()
    page.wait_for_url("**/incident/**")


def test_figures_are_in_the_readers_digits_and_the_reports_words_are_as_they_are(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/report?id=zirba-wire", lang="ar", digits="arabic").page
    assert "٤٨" in page.locator("#r1-c1 .figure").inner_text()
    assert "٢٠١٦-٠٦-١٠" in page.locator("#r1-c1 .facts").inner_text()
    assert "قتل 48 مقاتلا" in page.locator("#r1-c1 blockquote").inner_text()
    assert "قتل 48 مقاتلا" in page.locator(".text").inner_text()


def test_a_report_is_read_by_keyboard(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/report?id=zirba-wire", lang="ar").page
    for _ in range(2):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "r1-c2"
    assert page.locator("#r1-c2.on").count() == 1
    assert page.locator("#r1-c2-text.on").count() == 1
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "r1-c1"
    # The same key of an Arabic keyboard.
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))")
    assert page.evaluate("document.activeElement.id") == "r1-c2"


def test_a_claim_is_rejected_by_keyboard_stays_struck_through_and_comes_back(serve: Serve, visit: Visit) -> None:
    served = serve()
    page = visit(f"{served.url}/report?id=zirba-wire").page
    page.keyboard.press("j")
    page.keyboard.press("r")  # it asks why first
    page.keyboard.type("a headline, not a claim")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=*")
    card = page.locator("#r1-c1")
    assert "a headline, not a claim" in card.inner_text()
    assert "tester" in card.inner_text()
    assert "line-through" in card.locator(".figure").evaluate("node => getComputedStyle(node).textDecorationLine")
    assert page.locator("#r1-c1-text.gone").count() == 1
    assert "rejected" in page.locator(".history").inner_text()
    card.get_by_role("button", name="Undo").click()
    page.locator("#r1-c1.is-rejected").wait_for(state="detached")
    assert "rejected" in page.locator(".history").inner_text()


def test_an_edit_changes_the_slots_and_shows_what_was_read(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/report?id=zirba-wire").page
    page.locator("#r1-c3").get_by_role("link", name="Edit").click()
    page.get_by_label("At least").fill("30")
    page.get_by_label("How it is put").select_option("range")
    page.get_by_label("Last day").fill("2016-06-11")
    page.locator("#r1-c3").get_by_label("Why").fill("checked by telephone")
    page.get_by_role("button", name="Keep the edit").click()
    page.wait_for_url("**done=*")
    card = page.locator("#r1-c3").inner_text()
    assert "30–31 killed" in card
    assert "2016-06-10 to 2016-06-11" in card
    assert "It was read as: 31 killed, asserts" in card


def test_slots_that_nobody_told_are_empty_in_the_form(serve: Serve) -> None:
    served = serve()
    name = take(served.store, "قتل أكثر من 12 مدنيا في قصف على بلدة الأتارب.")
    page = httpx.get(f"{served.url}/report", params={"id": name, "edit": "c1"})
    assert page.status_code == 200
    assert re.search(r'name="low"[^>]*value="1\d"', page.text)
    for slot in ("high", "start", "end"):
        assert re.search(f'name="{slot}"[^>]*value=""', page.text), slot


@pytest.mark.parametrize("slots", [{"low": "many"}, {"low": "9", "high": "3"}, {"start": "10/06/2016", "end": ""}])
def test_an_edit_that_is_none_changes_nothing(serve: Serve, slots: dict[str, str]) -> None:
    with httpx.Client(base_url=serve().url) as client:
        page = client.get("/report", params={"id": "zirba-wire"}).text
        token = page.split('name="_csrf_token" value="')[1].split('"')[0]
        told = {"claims": "zirba-wire#c3", "why": "so", "_csrf_token": token, **slots}
        assert client.post("/decide/edit", data=told).status_code == 400
        assert client.get("/report", params={"id": "zirba-wire"}).text.count("is-edited") == 0


def test_the_evidence_comes_out_as_it_went_in_and_cannot_be_rendered(serve: Serve) -> None:
    served = serve()
    body = b"<html><body><script>alert(1)</script><p>" + _LONG.encode() * 5 + b"</p></body></html>"
    capture = Capture(
        kind="html", body=body, source='"><script>alert(2)</script>.html', report_id='../../x"\r\nX: y',
        received="2026-01-01T00:00:00Z", media_type="text/html",
        context={"said:outlet": "<img src=x onerror=alert(3)>"},
    )  # fmt: skip
    ingest(served.store, [capture], "tester")
    answer = httpx.get(f"{served.url}/capture", params={"report": capture.report_id})
    assert answer.content == body
    assert answer.headers["content-type"] == "application/octet-stream"
    assert re.fullmatch(
        r'attachment; filename="capture-\d+-[0-9a-f]{12}\.html\.bin"', answer.headers["content-disposition"]
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert httpx.get(f"{served.url}/capture", params={"report": "no such"}).status_code == 404


def test_hostile_words_change_nothing_around_them(serve: Serve, visit: Visit) -> None:
    served = serve()
    name = take(
        served.store, _LONG + "<script>document.title='taken'</script>\u202e<b onclick=x>", '"><script>x</script>',
        outlet="\u202e\u2066<i>outlet</i>", title="</title><script>document.title='taken'</script>\u202e",
        url="javascript:document.title='taken'",
    )  # fmt: skip
    seen = visit(f"{served.url}/report?{httpx.QueryParams(id=name)}")
    page = seen.page
    assert "taken" not in page.title()[:5]
    assert page.locator("main script, main b[onclick], main i, a[href^=javascript]").count() == 0
    shown = html.unescape(page.content())
    assert "\u202e" not in shown
    assert "\u2066" not in page.locator("h1").inner_html()


def test_five_megabytes_are_shown_in_parts_with_the_whole_beside_them(serve: Serve, visit: Visit) -> None:
    served = serve()
    text = ("كلمة " * 20 + "\n") * 28_000 + _LONG
    name = take(served.store, text, "large")
    page = visit(f"{served.url}/report?id={name}").page
    assert len(page.content()) < 400_000
    assert "This report is too long for one page" in page.locator(".notice").inner_text()
    page.get_by_role("link", name="To the next claim").click()
    expect(page.locator(".card")).to_have_count(1)
    assert page.locator("#r1-c1-text").inner_text() in _LONG
    assert httpx.get(f"{served.url}/report/text", params={"id": name}).text == text


def crowd(store: Store, many: int) -> str:
    """Keep a report of so many lines with a claim each, without reading them (that takes its time)."""
    one = read_claims(Report(id="many", lang="ar", text=_LONG, published="2016-05-10"))
    claims = tuple(moved(one.claims[0], at) for at in range(many))
    report = msgspec.structs.replace(one, text=_LONG * many, claims=claims)
    capture = Capture(kind="text", body=b"many", source="test", report_id="many", received="2026-01-01T00:00:00Z")
    with store.writing() as connection:
        taken = keeping.Taken(capture=capture, report=report, extractor=one.claims[0].extractor)
        keeping.keep(connection, "tester", [keeping.ready(taken, "test", places_above)])
    return "many"


def moved(claim: Claim, line: int) -> Claim:
    """Return the claim as another line of the same words makes it."""
    quote, shift = claim.quote, line * len(_LONG)
    quote = msgspec.structs.replace(quote, start=quote.start + shift, end=quote.end + shift)
    return msgspec.structs.replace(claim, id=f"c{line + 1}", quote=quote)


def test_ten_thousand_claims_are_shown_some_at_a_time_and_keys_lead_on(serve: Serve, visit: Visit) -> None:
    served = serve()
    name = crowd(served.store, 10_000)
    page = visit(f"{served.url}/report?id={name}&claim=c100#r1-c100").page
    assert page.locator(".card").count() == 100
    assert page.locator("#r1-c100:target").count() == 1
    page.keyboard.press("j")
    page.wait_for_url("**claim=c101*")
    expect(page.locator("#r1-c101.on")).to_have_count(1)
    page.get_by_label("Go to part").fill("100")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#r1-c10000")).to_have_count(1)


def test_an_older_version_leads_to_the_one_that_counts(serve: Serve) -> None:
    served = serve()
    for at, number in enumerate((12, 15)):
        body = f"قتل {number} مدنيا في قصف على بلدة الأتارب.".encode()
        capture = Capture(
            kind="text", key="https://news.example/1", body=body, source="https://news.example/1",
            report_id="news.example/1", received=f"2026-01-0{at + 1}T00:00:00Z",
        )  # fmt: skip
        ingest(served.store, [capture], "tester")
    old = httpx.get(f"{served.url}/report", params={"id": "news.example/1"}).text
    assert "A newer version of this report has come" in old
    assert 'href="/report?id=news.example%2F1~2"' in old
    assert "no longer counts" not in httpx.get(f"{served.url}/report", params={"id": "news.example/1~2"}).text


def test_the_reports_of_an_incident_follow_each_other(serve: Serve, visit: Visit) -> None:
    served = serve()
    incident = (
        httpx.get(f"{served.url}/report", params={"id": "udhaym-cell"}).text.split('href="/incident/')[1].split('"')[0]
    )
    page = visit(f"{served.url}/report?id=udhaym-cell&incident={incident}").page
    page.get_by_role("link", name="Next report").click()
    assert "id=udhaym-cell" not in page.url
    page.get_by_role("link", name="Report before").click()
    assert "id=udhaym-cell" in page.url


def test_what_a_search_found_is_read_one_after_the_other(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/explore?view=reports&words=حزب").page
    found = page.locator("ol.found h2 a")
    titles = found.all_inner_texts()
    found.first.click()
    for title in titles[1:]:
        page.get_by_role("link", name="Next report").click()
        page.get_by_role("heading", level=1, name=title).wait_for()
    page.get_by_role("link", name="What was found").click()
    expect(page.locator("ol.found h2 a")).to_have_text(titles)


def test_a_report_that_is_not_there_is_said_to_be_missing(serve: Serve) -> None:
    url = serve().url
    assert httpx.get(f"{url}/report", params={"id": "no such"}).status_code == 404
    assert httpx.get(f"{url}/report").status_code == 400
    assert httpx.get(f"{url}/report/text", params={"id": "no such"}).status_code == 404
    assert httpx.get(f"{url}/report", params={"id": "zirba-wire", "part": "99"}).status_code == 200


def test_reports_are_not_for_the_public(serve: Serve) -> None:
    url = serve(public=True).url
    for path in ("/report?id=zirba-wire", "/report/text?id=zirba-wire", "/capture?report=zirba-wire"):
        answer = httpx.get(url + path)
        assert answer.status_code in (401, 403)
        assert "مقاتلا" not in answer.text
