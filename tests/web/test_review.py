"""Review: by keys alone, in both languages; each queue shows what there is."""

import pytest
from playwright.sync_api import Page, expect

from hasila.intake import deciding
from hasila.intake.queues import QUEUES, Item, queue
from hasila.model import ClaimRef
from hasila.model.codec import from_json
from hasila.store import decisions, publishing
from hasila.store.claims import numbers_of, stored
from hasila.store.linkage import current

from .conftest import Serve, Served, Visit


def items(served: Served, name: str) -> list[Item]:
    with served.store.reading() as connection:
        return list(queue(connection, name).items)  # type: ignore[arg-type]


def state(served: Served, ref: ClaimRef) -> str:
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, [ref.report]).values()
        return stored(connection, [number])[number].states[ref.claim]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_queue_has_a_page(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve(two_person=True)
    page = visit(f"{served.url}/review", lang=lang).page
    for name in QUEUES:
        page.goto(f"{served.url}/review?queue={name}")
        expect(page.locator(".items > li")).to_have_count(len(items(served, name)))
    page.goto(f"{served.url}/review?queue=doubtful&page=7&at=3")
    expect(page.locator("main > .notice")).to_be_visible()


def arrived(page: Page, text: str) -> None:
    expect(page.locator("[role=status]")).to_contain_text(text)
    page.wait_for_load_state()  # until the script is there that listens to keys


@pytest.mark.parametrize(("lang", "kept"), [("en", "is kept"), ("ar", "حُفظ القرار")])
def test_claims_are_reviewed_by_keys_alone(serve: Serve, visit: Visit, lang: str, kept: str) -> None:
    served = serve()
    first, second = items(served, "doubtful")[:2]
    page = visit(f"{served.url}/review", lang=lang).page
    page.keyboard.press("j")
    expect(page.locator("a[rel=prev]")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("k")
    expect(page.locator("a[rel=prev]")).to_have_count(0)
    page.wait_for_load_state()
    page.keyboard.press("a")
    arrived(page, kept)
    assert state(served, first.refs[0]) == "accepted"
    # A rejection asks for the reason before anything is sent.
    page.keyboard.press("r")
    expect(page.locator("#why")).to_be_focused()
    assert state(served, second.refs[0]) == "read"
    page.keyboard.type("no figure of its own")
    page.keyboard.press("Enter")
    arrived(page, kept)
    page.wait_for_url("**done=2*")
    assert state(served, second.refs[0]) == "rejected"
    page.keyboard.press("u")
    page.wait_for_url(lambda url: "done" not in url)
    assert state(served, second.refs[0]) == "read"
    with served.store.reading() as connection:
        assert [one.kind for one in decisions.standing(connection)] == ["accept"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_claim_is_edited_by_keys(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve()
    ref = items(served, "doubtful")[0].refs[0]
    page = visit(f"{served.url}/review", lang=lang).page
    page.keyboard.press("e")
    expect(page.locator("details.edit input[name=low]")).to_be_focused()
    # Esc leaves it as it is, and the keys work again.
    page.keyboard.press("Escape")
    expect(page.locator("details.edit input[name=low]")).to_be_hidden()
    page.keyboard.press("e")
    page.keyboard.type("24")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    # The browser asks for the reason itself.
    expect(page.locator("details.edit input[name=why]")).to_be_focused()
    assert state(served, ref) == "read"
    page.keyboard.type("counted by name")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=1*")
    assert state(served, ref) == "edited"
    with served.store.reading() as connection:
        (one,) = decisions.standing(connection)
        said = from_json(one.doc, decisions.OfClaim).counts
    assert one.why == "counted by name"
    assert said is not None
    assert (said.count.low, said.count.high) == (24, 30)


def test_keys_work_where_they_write_arabic(serve: Serve, visit: Visit) -> None:
    served = serve()
    first = items(served, "doubtful")[0]
    page = visit(f"{served.url}/review", lang="ar").page
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ش', code: 'KeyA', bubbles: true}))")
    page.wait_for_url("**done=1*")
    assert state(served, first.refs[0]) == "accepted"


def test_marks_stay_from_item_to_item_and_are_decided_together(serve: Serve, visit: Visit) -> None:
    served = serve()
    some = items(served, "doubtful")[:3]
    page = visit(f"{served.url}/review").page
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.wait_for_url("**at=1*")
    page.keyboard.press("x")
    expect(page.locator("#marked output")).to_have_text("2")
    page.keyboard.press("A")
    arrived(page, "Decisions 1 to 2 are kept")
    expect(page.locator("#marked output")).to_have_text("")
    assert [state(served, item.refs[0]) for item in some] == ["accepted", "accepted", "read"]
    page.get_by_role("status").get_by_role("button").click()
    page.wait_for_url(lambda url: "done" not in url)
    assert [state(served, item.refs[0]) for item in some] == ["read"] * 3
    page.keyboard.press("x")
    page.keyboard.press("R")
    expect(page.locator("#why-all")).to_be_focused()
    page.keyboard.type("hearsay")
    page.keyboard.press("Enter")
    arrived(page, "is kept")
    assert [state(served, item.refs[0]) for item in some] == ["rejected", "read", "read"]


def test_the_help_opens_by_its_key(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/review").page
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_hidden()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_incidents_are_merged_and_held_apart_by_keys(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve()
    before = items(served, "links")
    assert before[0].other
    page = visit(f"{served.url}/review?queue=links", lang=lang).page
    page.keyboard.press("n")
    page.keyboard.type("two battles")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=1*")
    assert (before[0].incident, before[0].other) not in {(one.incident, one.other) for one in items(served, "links")}
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url(lambda url: "done" not in url)
    assert items(served, "links") == before
    page.wait_for_load_state()
    page.keyboard.press("m")
    page.keyboard.type("one battle")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=2*")
    with served.store.reading() as connection:
        assert [one.kind for one in decisions.standing(connection)] == ["merge"]
        assert current(connection, str(before[0].other)) == before[0].incident


def test_a_second_person_agrees_by_keys(serve: Serve, visit: Visit) -> None:
    served = serve(two_person=True)
    with served.store.writing() as connection:
        number = deciding.accept(connection, "somebody else", "zirba-state", "c1")
        own = deciding.accept(connection, "tester", "zirba-state", "c2")
    page = visit(f"{served.url}/review?queue=signatures").page
    expect(page.locator(".items > li")).to_have_count(2)
    mine = page.get_by_text("Your own decision")
    if mine.count():
        page.keyboard.press("a")  # nothing is there to press
        page.keyboard.press("j")
        page.wait_for_url("**at=1*")
        page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.locator(".items > li")).to_have_count(1)
    expect(mine).to_be_visible()
    with served.store.reading() as connection:
        assert publishing.signed(connection, [number, own]) == {number: ("tester",)}


def test_review_works_without_scripts(serve: Serve, visit: Visit) -> None:
    served = serve()
    first = items(served, "doubtful")[0]
    page = visit(f"{served.url}/review", script=False).page
    page.get_by_role("button", name="Accept a", exact=True).click()
    arrived(page, "is kept")
    assert state(served, first.refs[0]) == "accepted"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_tolls_that_moved_are_looked_at_by_keys(serve: Serve, visit: Visit, lang: str) -> None:
    served = serve()
    link = next(one for one in items(served, "links") if one.other)
    with served.store.writing() as connection:
        merged = deciding.merge(connection, "somebody else", str(link.incident), [str(link.other)], "one battle")
    before = items(served, "changes")
    assert len(before) > 2
    assert before[0].moved
    assert before[0].effect > 0
    page = visit(f"{served.url}/review?queue=changes", lang=lang).page
    expect(page.locator("p.step b")).to_have_text(str(before[0].moved.move.after.high))  # type: ignore[union-attr]
    page.keyboard.press("a")
    page.wait_for_url("**done=*")
    assert items(served, "changes") == before[1:]
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url(lambda url: "done" not in url)
    assert items(served, "changes") == before
    page.wait_for_load_state()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.wait_for_url("**at=1*")
    page.wait_for_load_state()
    page.keyboard.press("x")
    page.keyboard.press("D")
    page.wait_for_url("**done=*")
    assert items(served, "changes") == before[2:]
    with served.store.reading() as connection:
        assert {one.kind for one in decisions.standing(connection) if one.id != merged} == {"dismiss"}


def test_a_claim_that_moved_a_toll_is_rejected_there(serve: Serve, visit: Visit) -> None:
    served = serve()
    one = items(served, "changes")[0]
    page = visit(f"{served.url}/review?queue=changes").page
    page.keyboard.press("1")
    page.keyboard.press("r")
    page.keyboard.type("a slip of the pen")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=1*")
    assert state(served, one.refs[0]) == "rejected"
    assert one.moved not in {item.moved for item in items(served, "changes")}
