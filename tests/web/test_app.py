"""What holds for every page."""

import hashlib
import json
import re
from importlib.resources import files

import httpx
import pytest

from hasila.web.view import MENU
from hasila.web.words import words

from .conftest import Serve, Visit

_FILLED = re.compile(r"{(\w+)}")


def test_words_stand_in_both_languages_with_the_same_places_to_fill() -> None:
    english, arabic = ({k: said for k, said in words(lang).items() if not k.startswith("r.")} for lang in ("en", "ar"))
    assert english.keys() == arabic.keys()
    for key, said in english.items():
        assert set(_FILLED.findall(said)) == set(_FILLED.findall(arabic[key])), key


def test_what_is_served_and_is_not_ours_is_what_was_published() -> None:
    folder = files("hasila.web") / "static" / "vendor"
    listed = json.loads((folder / "vendor.json").read_text("utf-8"))
    there = {file.name: file for file in folder.iterdir() if file.name != "vendor.json"}
    assert there.keys() == listed.keys()
    for name, file in there.items():
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[name]["sha256"], name


def test_a_page_allows_nothing_from_elsewhere(serve: Serve) -> None:
    answer = httpx.get(serve().url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_is_found_where_there_is_none(serve: Serve) -> None:
    answer = httpx.get(f"{serve().url}/nothing")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_changes_something_needs_the_token_of_a_form(serve: Serve) -> None:
    answer = httpx.post(f"{serve().url}/settings", data={"lang": "ar"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers or "lang=" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("to", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"])
def test_a_choice_leads_to_no_other_host(serve: Serve, to: str) -> None:
    with httpx.Client(base_url=serve().url) as client:
        token = client.get("/").text.split('name="_csrf_token" value="')[1].split('"')[0]
        answer = client.post("/settings", data={"lang": "ar", "to": to, "_csrf_token": token})
    assert answer.headers["location"] == "/"


def test_language_and_digits_are_the_readers_choice(serve: Serve, visit: Visit) -> None:
    page = visit(serve().url).page
    page.get_by_role("button", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.get_by_role("button", name="الأرقام: ١٢٣").click()
    assert "١٧ تقريرًا" in page.locator("main").inner_text()


@pytest.mark.parametrize("place", [path for _, path, _ in MENU])
def test_every_page_of_the_menu_is_there(serve: Serve, place: str) -> None:
    assert httpx.get(serve().url + place).status_code == 200


def test_the_latest_incidents_come_first(serve: Serve, visit: Visit) -> None:
    days = visit(serve().url).page.locator(".lines > li > .soft").all_inner_texts()
    assert len(days) > 3
    assert days == sorted(days, reverse=True)
