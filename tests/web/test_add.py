"""Adding reports: what is pasted, fetched or uploaded is read at once, and nothing of it is trusted."""

import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload
from sqlalchemy import func, select

from hasila.ingest.source import Fetch
from hasila.ingest.web import Page
from hasila.store import Store
from hasila.store.keeping import capture_behind
from hasila.store.schema import reports
from hasila.web.app import MOST
from hasila.web.pages import add

from .clients import Client, Known
from .conftest import Serve, Visit

TEXT = "قال المرصد السوري لحقوق الإنسان إن 12 مدنيا قتلوا في قصف على بلدة الأتارب يوم الثلاثاء."
OTHER = "أعلنت وزارة الدفاع أسر ثلاثة مقاتلين في بلدة الزربة."


def send(client: Client, files: Any = None, **fields: str) -> httpx.Response:
    """Send a form as a browser does: in parts."""
    told = {"_csrf_token": client.token("/add"), **fields}
    return client.post("/add", files=[*((name, (None, value)) for name, value in told.items()), *(files or [])])


def many(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(reports)) or 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_text_is_pasted_and_its_claims_are_seen(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve()
    page = visit(f"{served.url}/add", lang=lang).page
    form = page.locator("form.add").first
    form.locator("textarea").fill(f"{TEXT}\n\n{OTHER}")
    form.locator('[name="outlet"]').fill("وكالة")
    form.locator('[name="published"]').fill("2016-05-10")
    form.locator("button.main").click()
    page.wait_for_url("**/report?**")
    assert "12" in page.locator("#r1-c1 .figure").inner_text()
    assert page.locator(".card").count() == 2
    assert ("The report is kept." if lang == "en" else "حُفظ التقرير.") in page.locator(".notice").inner_text()
    name = httpx.URL(page.url).params["id"]
    with served.store.reading() as connection:
        _, capture = capture_behind(connection, name)
        row = connection.execute(select(reports).where(reports.c.name == name)).one()
    assert capture.body.decode() == f"{TEXT}\n\n{OTHER}"
    assert (row.lang, row.published, row.outlet) == ("ar", "2016-05-10", "وكالة")


def test_the_same_text_again_leads_to_the_report_that_is_there(serve: Serve, known: Known) -> None:
    served = serve()
    client = known.stranger(served.url)
    first = send(client, what="text", text=TEXT).headers["location"]
    before = many(served.store)
    again = send(client, what="text", text=TEXT)
    assert again.status_code == 303
    assert again.headers["location"] == first.replace("now=added", "now=known")
    assert many(served.store) == before


def test_hostile_outlets_and_names_of_files_are_words_and_no_more(
    serve: Serve, known: Known, visit: Visit, tmp_path: Path
) -> None:
    served = serve()
    client = known.stranger(served.url)
    there = send(client, what="text", text=TEXT, outlet="\u202e<script>document.title='taken'</script>").headers[
        "location"
    ]
    page = visit(served.url + there).page
    assert page.locator("main script").count() == 0
    assert "\u202e" not in page.locator("main").inner_text()
    evil = f"../../../../../..{tmp_path}/here\u202e<img src=x>.txt"
    there = send(client, [("files", (evil, OTHER.encode()))], what="files").headers["location"]
    page = visit(served.url + there).page
    assert page.locator("main img").count() == 0
    assert ".." not in page.locator(".proof code").first.inner_text()
    assert not list(tmp_path.glob("here*"))


def test_files_of_several_kinds_are_listed_with_their_claims_and_what_was_no_report(serve: Serve, visit: Visit) -> None:
    served = serve()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/one.txt", OTHER.replace("ثلاثة", "أربعة"))
        archive.writestr("a/two.html", f"<html><body><p>{OTHER.replace('ثلاثة', 'خمسة')}</p></body></html>")
    lines = "\n".join([json.dumps({"id": "line", "text": TEXT, "title": "<b>عنوان</b>"}), "not json", ""])
    page = visit(f"{served.url}/add").page
    sent: list[FilePayload] = [
        {"name": "some.zip", "mimeType": "application/zip", "buffer": packed.getvalue()},
        {"name": "some.jsonl", "mimeType": "text/plain", "buffer": lines.encode()},
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 \x00\x01"},
    ]
    page.locator("#files").set_input_files(sent)
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("heading", name="What was added").wait_for()
    assert page.locator(".got").count() == 3
    assert "12 killed" in page.locator(".got").nth(2).inner_text()
    told = page.locator(".unread").inner_text()
    assert "scan.pdf" in told
    assert "it is a PDF file" in told
    assert "some.jsonl, line 2" in told
    page.locator(".got a").first.click()
    assert "/report?" in page.url


def test_an_address_inside_a_private_network_is_refused_and_says_so(serve: Serve, known: Known) -> None:
    served = serve()
    client = known.stranger(served.url)
    before = many(served.store)
    for url in (
        f"{served.url}/report?id=zirba-wire",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://localhost/",
    ):
        answer = send(client, what="url", url=url)
        assert answer.status_code == 200, url
        assert "inside a private network" in answer.text, url
    assert many(served.store) == before


@pytest.mark.parametrize(
    "url", ["/etc/passwd", "file:///etc/passwd", "-", "ftp://news.example/", "http://", "examples"]
)
def test_what_is_no_web_address_is_not_looked_for_on_this_machine(serve: Serve, known: Known, url: str) -> None:
    answer = send(known.stranger(serve().url), what="url", url=url)
    assert answer.status_code == 400
    assert "That is no web address" in answer.text
    assert "root:" not in answer.text


def test_a_page_is_fetched_once_and_is_known_when_it_comes_again(
    serve: Serve, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fetch(url: str, /, *, etag: str | None = None, modified: str | None = None) -> Page | None:
        asked.append(url)
        html = f"<html><body><article><p>{TEXT}</p></article></body></html>".encode()
        unchanged = etag == '"1"'
        return None if unchanged else Page(url, html, "text/html", "utf-8", (("ETag", '"1"'),), "2026-01-01T00:00:00Z")

    def fetcher() -> Fetch:
        return fetch

    monkeypatch.setattr(add, "fetcher", fetcher)
    client = known.stranger(serve().url)
    first = send(client, what="url", url="https://news.example/1")
    assert first.headers["location"] == "/report?id=news.example%2F1&now=added"
    again = send(client, what="url", url="https://news.example/1")
    assert again.headers["location"] == "/report?id=news.example%2F1&now=known"
    assert asked == ["https://news.example/1"] * 2


def test_what_takes_too_long_stops_is_kept_and_goes_on_the_next_time(
    serve: Serve, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve()
    client = known.stranger(served.url)
    lines = "".join(json.dumps({"id": f"n{at}", "text": TEXT.replace("12", str(at))}) + "\n" for at in range(2, 42))
    before = many(served.store)
    monkeypatch.setattr(add, "SECONDS", 0.0)
    answer = send(client, [("files", ("some.jsonl", lines.encode()))], what="files")
    assert "The time for one go is over" in answer.text
    assert many(served.store) == before + 1
    monkeypatch.undo()
    answer = send(client, [("files", ("some.jsonl", lines.encode()))], what="files")
    assert "New reports: 39. Newer versions: 0. Known already: 1." in answer.text
    assert many(served.store) == before + 40


def test_a_form_that_is_wrong_says_why_and_keeps_what_was_written(serve: Serve, known: Known) -> None:
    client = known.stranger(serve().url)
    answer = send(client, what="text", text=TEXT, published="10/05/2016", outlet='"><b>x')
    assert answer.status_code == 400
    assert "The date is none" in answer.text
    assert TEXT in answer.text
    assert '"><b>x' not in answer.text
    assert "There is no text." in send(client, what="text", text=" \n").text
    assert "No file was chosen." in send(client, what="files").text
    assert send(client, what="other").status_code == 400
    assert "That is no web address" in send(client, what="text", text=TEXT, url="javascript:alert(1)").text


def test_an_upload_that_is_too_large_is_refused(serve: Serve, known: Known, visit: Visit, tmp_path: Path) -> None:
    served = serve()
    client = known.stranger(served.url)
    before = many(served.store)
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MOST + 1)
    with large.open("rb") as file, contextlib.suppress(httpx.TransportError):  # the server may hang up on it
        assert send(client, [("files", ("large.txt", file))], what="files").status_code == 413
    page = visit(f"{served.url}/add").page
    page.locator("#files").set_input_files(large)
    page.get_by_role("button", name="Read the files").click()
    assert "That is more than 60 MB" in page.locator("[data-most] [role=status]").inner_text()
    assert page.url.endswith("/add")
    assert many(served.store) == before


def test_readers_and_strangers_add_nothing(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    reader = known.browser(served.url, served.store, "reader")
    assert reader.get("/add").status_code == 403
    token = reader.token()
    fields = [("_csrf_token", (None, token)), ("what", (None, "text")), ("text", (None, TEXT))]
    before = many(served.store)
    assert reader.post("/add", files=fields).status_code == 403
    assert known.stranger(served.url).post("/add", files=fields).status_code in (401, 403)
    assert many(served.store) == before
