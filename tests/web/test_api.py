"""The API: what it says of itself holds, and nobody gets more than they may."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from hasila.cli import main
from hasila.export.withheld import MASK
from hasila.store import Store, publishing

from .clients import Client, Known
from .conftest import Serve, Visit

#: A report that names its victim, and is of an incident.
NAMED = "قتل المدني سامر الحلبي برصاص قناص في مدينة إدلب يوم 6 مايو 2020."


def schemathesis(folder: Path, url: str, token: str, *options: str) -> None:
    """Run schemathesis on what is served; all of its checks, the same cases each time."""
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{url}/api/openapi.json", "-H", f"Authorization: {token}",
            "--seed", "1", "--checks", "all", "--no-color", "--generation-database", "none", "--continue-on-failure",
            *options,
        ],
        capture_output=True, text=True, timeout=600, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_whatever_is_asked_the_answer_is_as_described(serve: Serve, known: Known, tmp_path: Path) -> None:
    served = serve(who=None)
    token = known.program(served.url, served.store, "reviewer").headers["authorization"]
    more = os.environ.get("HYPOTHESIS_PROFILE") == "search"
    schemathesis(
        tmp_path,
        served.url,
        token,
        "--phases",
        "fuzzing,coverage" if more else "fuzzing",
        "--max-examples",
        "50" if more else "3",
    )
    if not more:
        # Each value at its bounds, each field left out: of one operation of each kind, all take minutes.
        schemathesis(tmp_path, served.url, token, "--phases", "coverage", "--include-path", "/api/report")


def test_every_operation_is_described(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    schema = httpx.get(f"{served.url}/api/openapi.json").json()
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert len(operations) >= 13
    for one in operations:
        assert one["summary"]
        assert {"400", "401", "403", "503"} <= set(one["responses"])
    assert all(path.startswith("/api/") for path in schema["paths"])


def test_the_page_of_the_api_lists_operations(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve().url}/api/", width=390).page
    assert "/api/incidents/{id}" in page.locator(".operations").inner_text()


def test_the_same_is_found_as_by_the_command(serve: Serve) -> None:
    served = serve()
    for options, query in (
        (["--harm", "killed", "--place", "سوريا"], {"harm": "killed", "place": "سوريا"}),
        (["مدنيين", "--from", "2016-01-01"], {"words": "مدنيين", "from": "2016-01-01"}),
        (["--stance", "denies", "--stance", "admits"], {"stance": ["denies", "admits"]}),
    ):  # fmt: skip
        told = CliRunner().invoke(main, ["search", "--db", served.store.name, "--format", "json", *options])
        command = json.loads(told.stdout)
        answer = httpx.get(f"{served.url}/api/search", params=query).json()
        assert command["found"] == answer["found"]
        assert command["reports"]
        assert [(r["id"], [c["id"] for c in r["claims"]]) for r in command["reports"]] == [
            (r["id"], [c["id"] for c in r["claims"]]) for r in answer["reports"]
        ]


def test_paging_is_bounded_and_whole(serve: Serve) -> None:
    url = serve().url
    assert httpx.get(f"{url}/api/incidents?limit=101").status_code == 400
    assert httpx.get(f"{url}/api/incidents?offset=100001").status_code == 400
    all_ = [one["id"] for one in httpx.get(f"{url}/api/incidents?limit=100").json()["incidents"]]
    paged = [
        one["id"]
        for offset in range(0, len(all_), 5)
        for one in httpx.get(f"{url}/api/incidents?limit=5&offset={offset}").json()["incidents"]
    ]
    assert paged == all_
    assert len(set(all_)) == len(all_) > 5


def added(client: Client, text: str = NAMED, **more: str) -> dict[str, Any]:
    answer = client.post("/api/reports", json={"text": text, "published": "2020-05-07", **more})
    assert answer.status_code == 201
    found: dict[str, Any] = answer.json()
    return found


def test_a_report_is_added_once_and_can_be_decided_about(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    reviewer = known.program(served.url, served.store, "reviewer")
    report = added(reviewer, outlet="<b>wire</b>")
    assert report["outcome"] == "added"
    assert report["claims"] == 1
    assert added(reviewer, outlet="<b>wire</b>") == report | {"outcome": "known", "claims": 0}
    one = reviewer.get("/api/report", params={"id": report["id"], "names": "true"}).json()
    assert one["text"] == NAMED
    assert one["outlet"] == "<b>wire</b>"
    claim = one["claims"][0]
    incident = one["incidents"][claim["id"]]
    ref = {"report": report["id"], "claim": claim["id"]}

    def decide(action: str, **told: Any) -> httpx.Response:
        return reviewer.post("/api/decide", json={"action": action, **told})

    claim["count"]["high"] = 2
    edited = decide("edit", report=report["id"], claim=claim, why="two of them")
    assert edited.status_code == 201
    rejected = decide("reject", claims=[ref], why="none").json()["decisions"][0]
    assert reviewer.get(f"/api/incidents/{incident}").status_code == 404
    assert decide("undo", decision=rejected).status_code == 201
    told = reviewer.get("/api/report", params={"id": report["id"], "names": "true"}).json()
    assert told["states"][claim["id"]] == "edited"
    assert told["claims"][0]["count"]["high"] == 2
    split = decide("split", claims=[ref], why="its own").json()["incident"]
    assert split != incident
    other = reviewer.get("/api/incidents?limit=1&offset=3").json()["incidents"][0]["id"]
    moved = decide("move", claims=[ref], incident=other, why="there")
    assert moved.json()["incident"] == other
    assert decide("undo", decision=moved.json()["decisions"][0]).status_code == 201
    assert decide("merge", incident=other, others=[split], why="one").status_code == 201
    assert reviewer.get(f"/api/incidents/{split}").json()["incident"]["id"] == other
    for wrong, status in (
        ({"action": "reject", "claims": [ref]}, 400), ({"action": "reject", "claims": [ref], "why": "  "}, 400),
        ({"action": "accept", "claims": [{"report": "'; DROP TABLE reports; --", "claim": "c1"}]}, 404),
        ({"action": "edit", "report": report["id"], "claim": claim | {"quote": {"start": 0, "end": 3, "text": "no"}},
          "why": "x"}, 400),
        ({"action": "undo", "decision": 10**6}, 404), ({"action": "own"}, 400), ({}, 400), ([], 400),
        ({"action": "accept", "claims": [ref] * 501}, 400), ({"action": "sign", "decision": 1}, 400),
    ):  # fmt: skip
        assert reviewer.post("/api/decide", json=wrong).status_code == status, wrong
    listed = reviewer.get("/api/decisions?names=true").json()["decisions"]
    assert [(one["kind"], one["why"]) for one in listed][-1] == ("edit", "two of them")
    assert {one["who"] for one in listed} == {"reviewer"}


def test_queues_are_gone_through_and_tolls_that_moved_are_looked_at(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    reviewer = known.program(served.url, served.store, "reviewer")

    def waiting(queue: str, **asked: str) -> dict[str, Any]:
        answer = reviewer.get(f"/api/queues/{queue}", params=asked)
        assert answer.status_code == 200, queue
        found: dict[str, Any] = answer.json()
        assert [one["effect"] for one in found["items"]] == sorted((o["effect"] for o in found["items"]), reverse=True)
        return found

    counted = reviewer.get("/api/queues").json()["queues"]
    assert counted["changes"]
    assert counted["doubtful"] == waiting("doubtful")["all"]
    for queue in counted:
        for item in waiting(queue)["items"]:
            assert (item["why"], item["reads"], item["decided"]) == (None, None, None)
            assert all(
                reviewer.get("/api/report", params={"id": r["report"]}).status_code == 200 for r in item["claims"]
            )
    assert any(item["why"] for item in waiting("contradictions", names="true")["items"])

    def decide(action: str, **told: Any) -> httpx.Response:
        return reviewer.post("/api/decide", json={"action": action, **told})

    link = next(one for one in waiting("links")["items"] if one["other"])
    assert decide("merge", incident=link["incident"], others=[link["other"]], why="one battle").status_code == 201
    first, second, *_ = before = waiting("changes")["items"]
    assert first["moved"]["since"] != first["moved"]["after"]
    approved = decide("approve", moves=[first["moved"]["number"]]).json()["decisions"]
    assert len(approved) == 1
    assert decide("dismiss", moves=[second["moved"]["number"]], why="known").status_code == 201
    assert waiting("changes")["items"] == before[2:]
    assert decide("approve", moves=[first["moved"]["number"]]).status_code == 404
    assert decide("undo", decision=approved[0]).status_code == 201
    assert waiting("changes")["items"] == [first, *before[2:]]
    assert reviewer.get("/api/queues/none").status_code in (400, 404)
    for path in ("/api/queues", "/api/queues/changes"):
        assert known.program(served.url, served.store, "reader").get(path).status_code == 403


def test_victims_names_are_told_to_reviewers_who_ask(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    reviewer = known.program(served.url, served.store, "reviewer")
    reader = known.program(served.url, served.store, "reader")
    report = added(reviewer, title="سامر الحلبي قتيلا", id="named")
    incident = next(iter(reviewer.get("/api/report?id=named").json()["incidents"].values()))
    reviewer.post(
        "/api/decide", json={"action": "accept", "claims": [{"report": "named", "claim": "c1"}], "why": "سامر الحلبي"}
    )
    paths = [
        "/api/report?id=named", "/api/search?report=named", f"/api/incidents/{incident}",
        f"/api/incidents?incident={incident}", f"/api/tolls?incident={incident}",
        f"/api/explain/toll?incident={incident}", "/api/explain/claim?report=named&claim=c1", "/api/decisions",
        "/api/log?subject=report:named%23c1", "/api/export?format=claims-jsonl&report=named",
    ]  # fmt: skip
    assert report["claims"] == 1
    told = 0
    for path in paths:
        for client in (reader, reviewer):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "سامر" not in answer.text, path
        assert reader.get(f"{path}{'&' if '?' in path else '?'}names=true").status_code == 403
        told += "سامر" in reviewer.get(f"{path}{'&' if '?' in path else '?'}names=true").text
    assert told >= 8
    assert MASK in reader.get("/api/report?id=named").text


def published(store: Store, url: str, *, names: bool) -> str:
    incident = str(httpx.get(f"{url}/api/report?id=named").json()["incidents"]["c1"])
    with store.writing() as connection:
        publishing.publish(connection, "tester", incident, names=names)
    return incident


@pytest.mark.parametrize("names", [False, True])
def test_the_public_sees_what_is_published(serve: Serve, known: Known, names: bool) -> None:
    served = serve(who=None)
    added(known.program(served.url, served.store, "reviewer"), id="named")
    incident = published(served.store, serve(who="tester").url, names=names)
    url = serve(public=True).url
    assert [one["id"] for one in httpx.get(f"{url}/api/incidents").json()["incidents"]] == [incident]
    assert [one["id"] for one in httpx.get(f"{url}/api/map").json()["incidents"]] == [incident]
    for path in ("", "?names=true"):
        text = httpx.get(f"{url}/api/incidents/{incident}{path}").text
        assert ("سامر" in text) == names
    assert {one["incident"] for one in httpx.get(f"{url}/api/tolls").json()["tolls"]} == {incident}
    for path in ("report?id=named", "search", "log", "decisions", "explain/claim?report=named&claim=c1"):
        assert httpx.get(f"{url}/api/{path}").status_code == 403
    for path in (
        "incidents?words=x",
        "incidents?report=named",
        "map?source=x",
        "incidents?outlet=x",
        "export?format=geojson&words=x",
    ):
        assert httpx.get(f"{url}/api/{path}").status_code == 400, path
    assert httpx.get(f"{url}/api/export?format=claims-csv").status_code == 404
    exported = httpx.get(f"{url}/api/export?format=geojson&names=true")
    assert [one["id"] for one in exported.json()["features"]] == [incident]
    assert "سامر" not in exported.text
    other = next(
        one["id"]
        for one in httpx.get(f"{serve(who='tester').url}/api/incidents").json()["incidents"]
        if one["id"] != incident
    )
    for path in (f"incidents/{other}", f"explain/toll?incident={other}", "incidents/none"):
        assert httpx.get(f"{url}/api/{path}").status_code == 404
    assert httpx.get(f"{url}/api/incidents?incident={other}").json()["incidents"] == []
    assert httpx.post(f"{url}/api/decide", json={"action": "undo", "decision": 1}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"source": "' OR '1'='1"}, {"place": "x'; DROP TABLE claims; --"}, {"outlet": '" OR ""="'},
        {"words": '"" OR (NEAR'}, {"incident": "\\' \\x00"}, {"report": "../../etc/passwd"}, {"words": "%_%"},
        {"lang": "ar' --"}, {"actor": "a\x00b"},
        {"words": "\u202e\u2066"}, {"words": "a" * 500},
    ],
)  # fmt: skip
def test_quotes_in_filters_find_nothing_and_break_nothing(serve: Serve, query: dict[str, str]) -> None:
    served = serve()
    before = httpx.get(f"{served.url}/api/search").json()["found"]
    for path in ("search", "incidents", "map", "tolls"):
        answer = httpx.get(f"{served.url}/api/{path}", params=query)
        assert answer.status_code == 200, path
        assert not answer.json().get("reports")
    assert httpx.get(f"{served.url}/api/search").json()["found"] == before


def test_hostile_records_come_out_as_data(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.program(served.url, served.store, "reviewer")
    hostile = "</script><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b\u202e"
    name = added(client, id=hostile, outlet=hostile, title=hostile, url="javascript:alert(1)")["id"]
    assert name == hostile
    answer = client.get("/api/report", params={"id": hostile})
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers, "a program has no cookies"
    assert answer.json()["id"] == hostile
    made = client.get("/api/export", params={"format": "claims-csv", "report": hostile})
    assert made.headers["content-disposition"].startswith('attachment; filename="hasila-claims-csv-')
    assert hostile.split("\r")[0] in made.text
    assert client.get("/api/export", params={"format": "x\r\nSet-Cookie: a=b"}).status_code == 404
    # A missing thing's name comes back in JSON alone.
    missing = client.get("/api/report", params={"id": "<b>none</b>"})
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/json"


def test_too_large_a_body_is_refused(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    client = known.program(served.url, served.store, "reviewer")
    assert client.post("/api/reports", json={"text": "ا" * 2_000_001}).status_code == 400
    host, port = served.url.removeprefix("http://").split(":")
    head = f"Host: {host}\r\nAuthorization: {client.headers['authorization']}\r\nContent-Type: application/json"
    with socket.create_connection((host, int(port))) as sock:
        sock.sendall(f"POST /api/reports HTTP/1.1\r\n{head}\r\nContent-Length: {10**9}\r\n\r\n".encode())
        assert b" 413 " in sock.recv(200)
