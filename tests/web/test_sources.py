"""Sources and actors: the list, the page of one, its entry."""

import httpx
import pytest
from playwright.sync_api import expect

from hasila.store import Store, log

from .clients import Known
from .conftest import Serve, Visit

TEXT = "قال المرصد السوري لحقوق الإنسان إن {n} مدنيين قتلوا في قصف على مدينة إدلب يوم 6 مايو 2020."


def told(known: Known, url: str, store: Store) -> None:
    """Add reports that tell of one source, which others contradict."""
    client = known.program(url, store, "reviewer", "adder")
    for name, text, day in (
        ("one", TEXT.format(n="خمسة"), "2020-05-07"), ("two", TEXT.format(n="ستة"), "2020-05-08"),
        ("three", TEXT.format(n="ستة").replace("المرصد السوري لحقوق الإنسان", "الدفاع المدني السوري"), "2020-05-09"),
    ):  # fmt: skip
        assert client.post("/api/reports", json={"id": name, "text": text, "published": day}).status_code == 201


def test_the_list_counts_what_sources_said_and_what_became_of_it(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    with known.program(served.url, served.store, "reader") as client:
        before = {one["actor"]: one for one in client.get("/api/sources").json()["sources"]}
        assert "sohr" not in before
        told(known, served.url, served.store)
        one = {one["actor"]: one for one in client.get("/api/sources").json()["sources"]}["sohr"]
        assert one["claims"] == 2
        assert {key: one["record"][key] for key in ("incidents", "figures", "alone", "confirmed", "replaced")} == {
            "incidents": 1, "figures": 2, "alone": 0, "confirmed": 1, "replaced": 1,
        }  # fmt: skip
        page = client.get("/sources").text
        assert "Syrian Observatory for Human Rights" in page
        assert client.get("/api/source?id=sohr").json()["record"] == one["record"]
        alone = client.get("/sources", params={"q": "observatory"}).text
        assert "Syrian Observatory" in alone
        assert "United Nations" not in alone.split("<table")[1]
        # Who is in the registry is found also where no report tells of them.
        assert "Taliban" in client.get("/sources", params={"q": "طالبان"}).text


def test_a_source_leads_to_its_incidents_and_claims(serve: Serve, known: Known, visit: Visit) -> None:
    served = serve(who="tester")
    told(known, served.url, served.store)
    page = visit(f"{served.url}/sources", lang="ar", width=390).page
    page.get_by_role("link", name="المرصد السوري لحقوق الإنسان").first.click()
    page.wait_for_url("**/source?id=sohr", wait_until="load")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lines = page.locator(".figures-of > li")
    assert "5" in lines.inner_text()
    assert lines.locator("b.struck").inner_text() == "5"
    page.locator(".figures-of ul a").first.click()
    assert "/report?id=" in page.url


def test_a_reviewer_writes_an_entry_with_a_reason_and_gives_the_shipped_one_back(
    serve: Serve, known: Known, visit: Visit
) -> None:
    served = serve(who="tester")
    told(known, served.url, served.store)
    incident = next(iter(httpx.get(f"{served.url}/api/report?id=one").json()["incidents"].values()))
    page = visit(f"{served.url}/source?id=sohr").page
    assert "when you have them read again" in page.locator("main").inner_text()
    page.locator("[name=names_en]").fill("The <b>Watchers</b>\nSOHR")
    page.locator("[name=names_ar]").fill("الراصدون\nالمرصد السوري لحقوق الإنسان")
    page.locator("form.actor [name=why]").fill("a better name")
    page.get_by_role("button", name="Save the entry").click()
    assert page.locator("h1").inner_text() == "The <b>Watchers</b>"
    assert "written by \u2068tester\u2069" in page.locator("main").inner_text()
    with known.program(served.url, served.store, "reader") as reader:
        reader.cookies.set("lang", "ar")
        assert "الراصدون" in reader.get(f"/incident/{incident}").text
    page.goto(f"{served.url}/incident/{incident}")
    assert "Watchers" in page.locator("main").inner_text()
    assert not page.locator("b", has_text="Watchers").count()
    page.goto(f"{served.url}/explore?view=claims&source=الراصدون")
    rows = page.locator("table.claims tbody")
    assert rows.count() == 2
    assert "Watchers" in rows.first.inner_text() or "الراصدون" in rows.first.inner_text()
    page.goto(f"{served.url}/source?id=sohr")
    page.locator("form.actor [name=why]").last.fill("no")
    page.get_by_role("button", name="Give the shipped entry back").click()
    assert page.locator("h1").inner_text() == "Syrian Observatory for Human Rights"
    with served.store.reading() as connection:
        assert [row.why for row in log.rows(connection, "actor:sohr")] == ["a better name", "no"]


@pytest.mark.parametrize(
    ("lang", "begin", "done"),
    [("en", "Read them again", "read again, 2 of them"), ("ar", "إعادة قراءتها", "أُعيدت قراءة")],
)
def test_reports_are_read_again_with_what_was_written(
    serve: Serve, known: Known, visit: Visit, lang: str, begin: str, done: str
) -> None:
    served = serve(who="tester")
    text = TEXT.replace("المرصد السوري لحقوق الإنسان", "مكتب الجبل للتوثيق")
    client = known.program(served.url, served.store, "reviewer", "adder")
    for name, n in (("one", "خمسة"), ("two", "ستة")):
        asked = {"id": name, "text": text.format(n=n), "published": "2020-05-07"}
        assert client.post("/api/reports", json=asked).status_code == 201
    page = visit(f"{served.url}/source?id=desk", lang=lang).page
    assert not page.get_by_role("button", name=begin).count()
    page.locator("[name=names_ar]").fill("مكتب الجبل للتوثيق")
    page.locator("[name=kind]").select_option("monitor")
    page.locator("form.actor [name=why]").fill("they document")
    page.locator("form.actor button.main").click()
    page.get_by_role("button", name=begin).click()
    for _ in range(60):
        if page.locator("[role=status]", has_text=done).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("[role=status]", has_text=done)).to_be_visible()
    told_ = client.get("/api/report?id=one").json()["claims"][0]["sources"]
    assert [one["actor"] for one in told_] == ["desk"]
    assert not page.get_by_role("button", name=begin).count()


def test_a_reader_does_not_have_reports_read_again(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    with known.browser(served.url, served.store, "reader") as reader:
        assert reader.form("/reread", {}).status_code == 403


def test_a_reader_sees_entries_and_changes_none(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    with known.browser(served.url, served.store, "reader") as reader:
        assert "Save the entry" not in reader.get("/source?id=sohr").text
        assert reader.form("/source", {"id": "sohr", "names_en": "x", "why": "x"}).status_code == 403
        assert reader.get("/source?id=nobody").status_code == 404
    with known.browser(served.url, served.store, "reviewer") as reviewer:
        assert "no such actor" in reviewer.get("/source?id=nobody").text
        assert reviewer.form("/source", {"id": "sohr", "names_en": "x"}).status_code == 400
        refused = reviewer.form("/source", {"id": "sohr", "names_en": "x", "part_of": "<i>nobody</i>", "why": "x"})
        assert refused.status_code == 400
        assert "&lt;i&gt;nobody" in refused.text
        assert "<i>nobody" not in refused.text
        assert reviewer.form("/source", {"id": "sohr", "kind": "king", "why": "x"}).status_code == 400


@pytest.mark.parametrize(
    "id", ["<script>alert(1)</script>", "../../etc/passwd", "' OR 1=1 --", "\x00", "\u202eevil", "a" * 5000]
)
def test_hostile_ids(serve: Serve, id: str) -> None:
    url = serve(who="tester").url
    answer = httpx.get(f"{url}/source", params={"id": id})
    assert answer.status_code in (200, 404)
    assert "<script>alert" not in answer.text
    assert httpx.get(f"{url}/sources", params={"q": id}).status_code == 200
