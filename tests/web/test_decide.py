"""Decisions by form: each is done or refused as a whole, and none without who may and, where it overrides, a reason."""

import pytest

from hasila.intake.examples import fill
from hasila.store import decisions, log
from hasila.store.claims import numbers_of, stored
from hasila.store.linkage import current

from .clients import Known
from .conftest import EXAMPLES, Serve, Served

ACCEPTED = {"action": "accept", "claims": "zirba-state#c1", "to": "/review"}


def state(served: Served, report: str, claim: str) -> str:
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, [report]).values()
        return stored(connection, [number])[number].states[claim]


def incident_of(served: Served, report: str, claim: str) -> str:
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, [report]).values()
        return stored(connection, [number])[number].incidents[claim]


def standing(served: Served) -> int:
    with served.store.reading() as connection:
        return len(decisions.standing(connection))


def test_a_claim_is_accepted_and_the_decision_taken_back(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer", "Amal")
    answer = client.form("/decide", ACCEPTED)
    assert answer.status_code == 303
    path, _, number = answer.headers["location"].partition("?done=")
    assert path == "/review"
    assert state(served, "zirba-state", "c1") == "accepted"
    with served.store.reading() as connection:
        assert decisions.get(connection, int(number)).who == "Amal"
    client.form("/decide", {"action": "undo", "decision": number, "to": "/review"})
    assert state(served, "zirba-state", "c1") == "read"


@pytest.mark.parametrize("action", ["reject", "merge", "split", "move", "keep"])
def test_what_overrides_needs_a_reason(serve: Serve, known: Known, action: str) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    first, other = incident_of(served, "zirba-wire", "c2"), incident_of(served, "zirba-recap", "c1")
    told = {"action": action, "claims": "zirba-recap#c1", "incident": first, "others": other, "why": "  "}
    answer = client.form("/decide", told)
    assert answer.status_code == 400
    assert "Say why" in answer.text
    assert standing(served) == 0
    assert client.form("/decide", {**told, "why": "one battle"}).status_code == 303
    assert standing(served) == 1


def test_many_claims_are_decided_together_or_not_at_all(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    some = ["zirba-state#c1", "zirba-state#c2", "zirba-state#c99"]
    answer = client.form("/decide", {"action": "accept", "claims": some})
    assert answer.status_code == 404
    assert "zirba-state has no claim c99" in answer.text
    assert standing(served) == 0
    client.form("/decide", {"action": "accept", "claims": some[:2]})
    assert standing(served) == 2


def test_what_was_decided_together_is_taken_back_together(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    some = ["zirba-state#c1", "zirba-state#c2"]
    answer = client.form("/decide", {"action": "accept", "claims": some, "to": "/review?at=1"})
    assert answer.headers["location"] == "/review?at=1&done=1-2"
    page = client.get(answer.headers["location"]).text
    assert "Decisions 1 to 2 are kept" in page
    assert client.form("/decide", {"action": "undo", "decision": ["1", "2", "3"]}).status_code == 404
    assert standing(served) == 2
    assert client.form("/decide", {"action": "undo", "decision": ["1", "2"]}).status_code == 303
    assert standing(served) == 0


def test_who_overrides_somebody_else_says_why(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    first = known.browser(served.url, served.store, "reviewer", "Amal")
    second = known.browser(served.url, served.store, "reviewer", "Basil")
    program = known.program(served.url, served.store, "reviewer", "Basil")
    rejected = {"action": "reject", "claims": "zirba-state#c1", "why": "hearsay"}
    first.form("/decide", rejected)
    for told in (ACCEPTED, {"action": "undo", "decision": "1"}):
        answer = second.form("/decide", told)
        assert answer.status_code == 400
        assert "Say why" in answer.text
    some = [{"report": "zirba-state", "claim": "c1"}]
    for asked in ({"action": "accept", "claims": some}, {"action": "undo", "decision": 1}):
        assert program.post("/api/decide", json=asked).status_code == 400
    assert state(served, "zirba-state", "c1") == "rejected"
    assert second.form("/decide", {**ACCEPTED, "why": "I saw it"}).status_code == 303
    assert state(served, "zirba-state", "c1") == "accepted"
    # One's own word needs none.
    assert second.form("/decide", {"action": "undo", "decision": "2"}).status_code == 303
    assert state(served, "zirba-state", "c1") == "rejected"


def test_claims_are_kept_where_they_are(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    told = {"action": "keep", "claims": ["zirba-wire#c2", "zirba-recap#c1"], "why": "two battles"}
    assert client.form("/decide", told).status_code == 400  # they are in two incidents
    assert standing(served) == 0
    home = incident_of(served, "zirba-recap", "c1")
    assert client.form("/decide", {**told, "claims": "zirba-recap#c1"}).status_code == 303
    assert incident_of(served, "zirba-recap", "c1") == home
    with served.store.reading() as connection:
        assert list(decisions.moved(connection).values()) == [home]


def test_a_merge_leads_the_old_address_to_the_new_one(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    first, other = incident_of(served, "zirba-wire", "c2"), incident_of(served, "zirba-recap", "c1")
    client.form("/decide", {"action": "merge", "incident": first, "others": other, "why": "one battle"})
    answer = client.get(f"/incident/{other}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/incident/{first}"
    page = client.get(f"/incident/{first}").text
    assert "one battle" in page
    assert other in page


EDIT = {"claims": "zirba-communique#c2", "low": "38", "high": "٤٠", "hedge": "range", "why": "as the film shows"}


def test_a_claim_is_edited(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    assert client.form("/decide/edit", EDIT).status_code == 303
    assert state(served, "zirba-communique", "c2") == "edited"
    with served.store.reading() as connection:
        (number,) = numbers_of(connection, ["zirba-communique"]).values()
        claim = stored(connection, [number])[number].report.claim("c2")
    assert (claim.count.low, claim.count.high, claim.count.hedge) == (38, 40, "range")


@pytest.mark.parametrize(
    "wrong", [{"low": "41"}, {"low": "many"}, {"low": "-1"}, {"harm": "hurt"}, {"why": ""}, {"high": "9" * 12}]
)
def test_an_edit_that_cannot_be_is_refused(serve: Serve, known: Known, wrong: dict[str, str]) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reviewer")
    assert client.form("/decide/edit", {**EDIT, **wrong}).status_code == 400
    assert standing(served) == 0


def test_a_reader_decides_nothing(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.browser(served.url, served.store, "reader")
    assert client.form("/decide", ACCEPTED).status_code == 403
    assert standing(served) == 0


def test_a_second_person_agrees_and_nobody_to_their_own(serve: Serve, known: Known) -> None:
    served = serve(who=None, two_person=True)
    first = known.browser(served.url, served.store, "reviewer", "Amal")
    second = known.browser(served.url, served.store, "reviewer", "Basil")
    number = first.form("/decide", ACCEPTED).headers["location"].partition("done=")[2]
    name = incident_of(served, "zirba-state", "c1")
    own = first.form("/decide", {"action": "sign", "decision": number})
    assert own.status_code == 400
    assert "is your own" in own.text
    refused = first.form(f"/incident/{name}/publish", {"action": "publish"})
    assert refused.status_code == 400
    assert "second person" in refused.text
    assert second.form("/decide", {"action": "sign", "decision": number}).status_code == 303
    assert first.form(f"/incident/{name}/publish", {"action": "publish"}).status_code == 303
    with served.store.reading() as connection:
        assert [row.action for row in log.rows(connection, f"decision:{number}")] == ["sign"]


def test_the_examples_have_what_is_decided_about_them(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> None:
    served = serve(where=str(tmp_path_factory.mktemp("examples") / "store.db"))
    fill(served.store, EXAMPLES)
    assert state(served, "zirba-recap", "c4") == "rejected"
    assert standing(served) == 4
    with served.store.reading() as connection:
        name = current(connection, incident_of(served, "zirba-recap", "c1"))
    assert name == incident_of(served, "zirba-wire", "c2")
