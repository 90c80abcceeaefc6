"""Review: by keys alone, in both languages; each queue shows what there is."""

import pytest
from playwright.sync_api import Page, expect

from hasila.intake.material import incidents_under
from hasila.intake.queues import QUEUES, Item, queue, without
from hasila.model import ClaimRef
from hasila.store import decisions
from hasila.store.claims import numbers_of, stored

from .conftest import Serve, Served, Visit


def items(served: Served, name: str) -> list[Item]:
    with served.store.reading() as connection:
        return queue(connection, name)  # type: ignore[arg-type]


def state(served: Served, ref: ClaimRef) -> str:
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, [ref.report]).values()
        return stored(connection, [number])[number].states[ref.claim]


def test_doubtful_claims_come_by_their_effect(serve: Serve) -> None:
    effects = [item.effect for item in items(serve(), "doubtful")]
    assert len(effects) > 5
    assert effects[0] > 0
    assert effects == sorted(effects, reverse=True)


def test_the_effect_is_that_of_the_claim_gone(serve: Serve) -> None:
    served = serve()
    first = items(served, "doubtful")[0]
    with served.store.reading() as connection:
        incident = incidents_under(connection, [str(first.incident)], "full-range")[str(first.incident)]
        after = without(connection, incident, first.refs[0])
    assert incident.tolls
    assert after != incident.tolls


@pytest.mark.parametrize("name", QUEUES)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_queue_has_a_page(serve: Serve, visit: Visit, name: str, lang: str) -> None:
    served = serve(two_person=True)
    page = visit(f"{served.url}/review?queue={name}", lang=lang).page
    expect(page.locator(".items > li")).to_have_count(len(items(served, name)))
    if name in ("doubtful", "contradictions"):
        assert items(served, name)


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


def test_marked_claims_are_accepted_together(serve: Serve, visit: Visit) -> None:
    served = serve()
    some = items(served, "doubtful")[:2]
    page = visit(f"{served.url}/review").page
    page.keyboard.press("x")
    page.locator(".items input").nth(1).check()
    page.keyboard.press("A")
    arrived(page, "is kept")
    assert [state(served, item.refs[0]) for item in some] == ["accepted", "accepted"]


def test_incidents_are_merged_by_keys(serve: Serve, visit: Visit) -> None:
    served = serve()
    found = items(served, "links")
    page = visit(f"{served.url}/review?queue=links").page
    if not found:
        expect(page.locator(".notice")).to_contain_text("Nothing waits")
        pytest.fail("the examples have no pair of incidents that may be one")
    page.keyboard.press("m")
    page.keyboard.type("one battle")
    page.keyboard.press("Enter")
    arrived(page, "is kept")
    with served.store.reading() as connection:
        assert [one.kind for one in decisions.standing(connection)] == ["merge"]


def test_review_works_without_scripts(serve: Serve, visit: Visit) -> None:
    served = serve()
    first = items(served, "doubtful")[0]
    page = visit(f"{served.url}/review", script=False).page
    page.get_by_role("button", name="Accept a", exact=True).click()
    arrived(page, "is kept")
    assert state(served, first.refs[0]) == "accepted"
