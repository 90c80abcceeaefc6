"""Adding reports by a form: pasted, by address, as files; and nothing by a path or an address that points inward."""

import pytest
from playwright.sync_api import expect

from .clients import Client, Known
from .conftest import Serve, Served, Visit

TEXT = "قال مصدر طبي إن خمسة مدنيين قتلوا وأصيب تسعة آخرون في قصف على بلدة خان طومان أمس."


def post(client: Client, files: list[tuple[str, bytes]] | None = None, **data: str) -> "object":
    sent = [("files", (name, body, "application/octet-stream")) for name, body in files or []]
    # At least one part has to be a file for the form to be sent in parts.
    return client.post("/add", data={"_csrf_token": client.token(), **data}, files=sent or [("files", ("", b""))])


@pytest.fixture
def reviewer(serve: Serve, known: Known) -> tuple[Client, Served]:
    served = serve(who=None)
    return known.browser(served.url, served.store, "reviewer", "Amal"), served


@pytest.mark.parametrize(("lang", "button"), [("en", "Read"), ("ar", "قراءة")])
@pytest.mark.parametrize("script", [True, False])
def test_a_pasted_text_shows_its_claims_at_once(
    serve: Serve, visit: Visit, lang: str, button: str, script: bool
) -> None:
    served = serve()
    page = visit(f"{served.url}/add", lang=lang, script=script).page
    page.locator("#text").fill(TEXT)
    page.locator("#published").fill("2016-05-08")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".card .figure").first).to_contain_text("5")


def test_files_are_read_and_those_that_cannot_be_are_told(reviewer: tuple[Client, Served]) -> None:
    client, _ = reviewer
    answer = post(client, [("one.txt", TEXT.encode()), ("two.html", b""), ("../../etc/passwd.txt", TEXT[:40].encode())])
    text = answer.text  # type: ignore[attr-defined]
    assert answer.status_code == 201 or answer.status_code == 200  # type: ignore[attr-defined]
    assert "Not read: 1." in text
    assert "two.html" in text
    assert "hasila-add-" not in text
    assert "etc" not in text


def test_where_it_lay_meanwhile_is_not_kept(reviewer: tuple[Client, Served]) -> None:
    client, served = reviewer
    post(client, [("one.txt", TEXT.encode())])
    from sqlalchemy import select

    from hasila.store.schema import captures

    with served.store.reading() as connection:
        rows = [
            dict(row._mapping) for row in connection.execute(select(captures).where(captures.c.source == "one.txt"))
        ]
    assert len(rows) == 1
    assert "hasila-add-" not in repr(rows)


def test_the_same_text_is_not_taken_twice(reviewer: tuple[Client, Served]) -> None:
    client, _ = reviewer
    first, second = (post(client, text=TEXT).headers["location"] for _ in range(2))  # type: ignore[attr-defined]
    assert first == second


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "file:///etc/passwd", "/etc/passwd", "-"]
)
def test_addresses_that_point_inward_are_refused(reviewer: tuple[Client, Served], url: str) -> None:
    client, _ = reviewer
    answer = post(client, url=url)
    assert "root:" not in answer.text  # type: ignore[attr-defined]
    assert "Not read: 1." in answer.text or answer.status_code == 400  # type: ignore[attr-defined]


def test_an_empty_form_and_a_wrong_day_are_told(reviewer: tuple[Client, Served]) -> None:
    client, _ = reviewer
    assert "nothing to read" in post(client).text  # type: ignore[attr-defined]
    assert "not a date" in post(client, text=TEXT, published="yesterday").text  # type: ignore[attr-defined]


def test_names_of_strangers_are_shown_as_they_are(reviewer: tuple[Client, Served]) -> None:
    client, _ = reviewer
    answer = post(client, text=TEXT, outlet="<img src=x onerror=alert(1)>\u202egnirts")
    page = client.get(answer.headers["location"]).text  # type: ignore[attr-defined]
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_a_reader_adds_nothing(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reader")
    assert post(client, text=TEXT).status_code == 403  # type: ignore[attr-defined]
