"""Who gets in, and what each may do."""

import re
import socket
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import HTTPRouteHandler

from hasila.store import log, people
from hasila.web.app import create_app
from hasila.web.config import Config
from hasila.web.forms import own_path
from hasila.web.people import admin, reader, reviewer, shown
from hasila.web.throttle import Throttle

from .clients import PASSWORD, Known, account
from .conftest import Serve, Visit

#: What has no guard, and why: the login, what a reader chooses, style and script; the first page and the public's own
#: look after themselves.
OPEN = {
    ("GET", "/login"), ("POST", "/login"), ("POST", "/logout"), ("POST", "/settings"), ("GET", "/"),
    ("GET", "/drawn/page.css"), ("GET", "/drawn/page.js"), ("GET", "/static/{file_path:path}"),
    ("HEAD", "/static/{file_path:path}"), ("GET", "/api/openapi.json"),
    ("GET", "/api"), ("GET", "/api/{path:str}"),
}  # fmt: skip
GUARDS = {reader, reviewer, admin}


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            found += [
                (str(method), route.path, handler) for method in sorted(handler.http_methods) if method != "OPTIONS"
            ]
    return found


def guards_of(handler: HTTPRouteHandler) -> set[Any]:
    """The guards of a handler, out of what runs them in a thread."""
    return {getattr(guard, "func", guard) for guard in handler.resolve_guards()}


def test_every_route_has_a_guard_or_is_known_to_be_open(serve: Serve) -> None:
    app = create_app(Config(store=serve().store))
    unguarded = {(method, path) for method, path, handler in routes(app) if not guards_of(handler)}
    assert unguarded <= OPEN, "a handler needs guards=[…] of hasila.web.people"
    assert len(routes(app)) > 10


def _path(path: str) -> str:
    return re.sub(r"{[^}]*}", "x", path)


def test_each_may_do_what_their_role_may_and_no_more(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    app = create_app(Config(store=served.store))
    who: dict[str, Any] = {
        "public": known.stranger(served.url), "reader": known.program(served.url, served.store, "reader"),
        "reviewer": known.program(served.url, served.store, "reviewer"),
    }  # fmt: skip
    changing = 0
    for method, path, handler in routes(app):
        guards = guards_of(handler)
        if reviewer in guards or admin in guards:
            for role in ("public", "reader") if reviewer in guards else ("public", "reader", "reviewer"):
                answer = who[role].request(method, _path(path))
                assert answer.status_code in (401, 403) or answer.headers.get("location", "").startswith("/login"), (
                    role,
                    path,
                )
                changing += 1
        elif reader in guards or shown in guards:
            answer = who["public"].request(method, _path(path))
            assert answer.status_code in (401, 403) or answer.headers.get("location", "").startswith("/login"), path
        if method not in ("GET", "HEAD") and (method, path) not in OPEN and path != "/account":
            assert reviewer in guards or admin in guards, f"{path} changes something: a reader must not"
    assert changing > 5
    # The public of a public application sees nothing that needs somebody to be known, whoever they say they are.
    public = serve(public=True)
    with known.program(public.url, public.store, "admin") as client:
        for method, path, handler in routes(app):
            if GUARDS & guards_of(handler):
                assert client.request(method, _path(path)).status_code == 403, path


def test_logging_in_and_out(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    account(served.store, "Reem", "reader")
    with known.stranger(served.url) as client:
        asked = client.get("/account?x=1")
        assert asked.headers["location"] == "/login?to=%2Faccount%3Fx%3D1"
        for name, password in (("Reem", "wrong"), ("nobody", PASSWORD), ("Reem' OR '1'='1", PASSWORD)):
            answer = client.form("/login", {"name": name, "password": password})
            assert answer.status_code == 403
            assert "session" not in client.cookies
        answer = client.form("/login", {"name": "Reem", "password": PASSWORD, "to": "/account?x=1"})
        assert answer.headers["location"] == "/account?x=1"
        cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("session="))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        secret = client.cookies["session"]
        assert client.get("/account").status_code == 200
        client.form("/logout", {})
        assert "session" not in client.cookies
        # Not the cookie alone: the session has ended.
        again = httpx.get(f"{served.url}/account", cookies={"session": secret})
        assert again.headers["location"].startswith("/login")


def test_each_login_begins_a_session_of_its_own(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    account(served.store, "Reem", "reader")
    with known.stranger(served.url, cookies={"session": "planted"}) as client:
        client.form("/login", {"name": "Reem", "password": PASSWORD})
        first = client.cookies.get("session", domain="127.0.0.1") or ""
        assert first not in ("", "planted")


def test_behind_https_cookies_go_nowhere_else(serve: Serve) -> None:
    served = serve(who=None, secure=True)
    account(served.store, "Reem", "reader")
    page = httpx.get(f"{served.url}/login")
    csrf = page.headers["set-cookie"]
    assert csrf.startswith("__Host-csrf=")
    assert "Secure" in csrf
    token = csrf.split("=")[1].split(";")[0]
    answer = httpx.post(
        f"{served.url}/login", data={"name": "Reem", "password": PASSWORD, "_csrf_token": token},
        headers={"cookie": f"__Host-csrf={token}"},
    )  # fmt: skip
    made = answer.headers["set-cookie"]
    assert made.startswith("__Host-session=")
    assert "Secure" in made


def test_where_nobody_has_an_account_the_login_says_how_to_make_one(serve: Serve) -> None:
    served = serve(who=None)
    assert "hasila people add NAME --role admin" in httpx.get(f"{served.url}/login").text
    account(served.store, "Reem", "admin")
    assert "hasila people add" not in httpx.get(f"{served.url}/login").text


def test_a_form_of_an_earlier_run_is_replaced_when_the_page_is_loaded_again(serve: Serve, known: Known) -> None:
    served = serve()
    with known.stranger(served.url, cookies={"csrf": "0" * 128}) as client:
        assert client.post("/settings", data={"lang": "ar", "_csrf_token": "0" * 128}).status_code == 403
        client.cookies.delete("csrf")
        assert client.form("/settings", {"lang": "ar"}).status_code == 303
    stale = httpx.get(served.url, headers={"cookie": f"csrf={'0' * 128}"})
    assert stale.headers["set-cookie"].startswith("csrf=")


def test_a_session_needs_the_token_of_a_form_and_a_program_does_not(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    data = {"action": "add", "name": "New", "password": PASSWORD, "role": "reader"}
    with known.browser(served.url, served.store, "admin") as browser:
        assert browser.post("/people", data=data).status_code == 403
        token = browser.token()
        assert browser.post("/people", data=data | {"_csrf_token": token[:-1] + "x"}).status_code == 403
        # A header alone is none: it must be the token of somebody.
        for told in ("Bearer x", "Bearer", "Basic eDp4", "bearer"):
            answer = browser.post("/people", data=data, headers={"Authorization": told})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
        # A session's secret is no token, nor a token one of a session.
        assert (
            httpx.get(
                f"{served.url}/account", headers={"Authorization": f"Bearer {browser.cookies['session']}"}
            ).status_code
            != 200
        )
    with known.program(served.url, served.store, "admin") as program:
        token = program.headers["authorization"].removeprefix("Bearer ")
        assert program.post("/people", data=data).status_code == 303
        assert httpx.get(f"{served.url}/account", cookies={"session": token}).status_code != 200
    with served.store.reading() as connection:
        assert people.called(connection, "New").role == "reader"
        assert [row.who for row in log.rows(connection, "person:New")] == ["admin"]


def test_at_this_machine_a_page_elsewhere_can_do_nothing(serve: Serve) -> None:
    served = serve(who="tester")
    data = {"action": "add", "name": "New", "password": PASSWORD}
    assert httpx.post(f"{served.url}/people", data=data).status_code == 403
    # Somebody who says who they are, and is not, is not taken for the person at this machine.
    wrong = {"Authorization": "Bearer x"}
    assert httpx.post(f"{served.url}/people", data=data, headers=wrong).status_code == 401
    assert httpx.get(f"{served.url}/people", headers=wrong).status_code in (401, 303)


def test_a_page_elsewhere_can_load_nothing_of_ours(serve: Serve) -> None:
    url = serve(who="tester").url
    for site, mode, status in (
        ("cross-site", "no-cors", 403), ("same-site", "cors", 403), ("cross-site", "navigate", 200),
        ("same-origin", "no-cors", 200), ("none", "navigate", 200),
    ):  # fmt: skip
        told = {"sec-fetch-site": site, "sec-fetch-mode": mode}
        for path in ("/", "/api/incidents", "/static/app.css"):
            assert httpx.get(f"{url}{path}", headers=told).status_code == status, (site, mode, path)


def test_another_name_for_this_machine_is_refused(serve: Serve) -> None:
    served = serve(who="tester", hosts=("127.0.0.1", "localhost"))
    port = served.url.rpartition(":")[2]
    # The server does not know its port beforehand here: that the name alone is right does not do.
    for host in (
        "evil.example",
        f"evil.example:{port}",
        f"127.0.0.1.evil.example:{port}",
        "",
        f"127.0.0.1:{port}@evil",
    ):
        answer = httpx.get(served.url, headers={"host": host})
        assert answer.status_code == 400
        assert "Overview" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert httpx.get(served.url, headers={"host": "LOCALHOST"}).status_code == 200
    answer = httpx.post(f"{served.url}/settings", data={"lang": "ar"}, headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_admins_manage_people_and_see_what_is_wrong(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    with known.browser(served.url, served.store, "admin", "Reem") as reem:
        hostile = '<img src=x onerror="alert(1)">'
        assert reem.form("/people", {"action": "add", "name": hostile, "password": PASSWORD}).status_code == 303
        page = reem.get("/people").text
        assert "<img" not in page
        assert "&lt;img" in page
        refused = reem.form("/people", {"action": "add", "name": "x", "password": "short"})
        assert refused.status_code == 400
        assert "at least 12 letters" in refused.text
        assert "Nobody else manages people" in reem.form("/people", {"action": "disable", "name": "Reem"}).text
        assert reem.form("/people", {"action": "own", "name": "Reem"}).status_code == 400
        assert reem.form("/people", {"action": "role", "name": "nobody", "role": "admin"}).status_code == 404
    ali = known.browser(served.url, served.store, "reviewer", "Ali")
    assert ali.get("/people").status_code == 403
    with known.browser(served.url, served.store, "admin", "Reem") as reem:
        reem.form("/people", {"action": "disable", "name": "Ali", "why": "left"})
    assert ali.get("/account").headers["location"].startswith("/login")


def test_a_token_is_shown_once_and_makes_no_other(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    with known.browser(served.url, served.store, "reader", "Reem") as reem:
        page = reem.form("/account", {"action": "token", "label": "<b>script</b>", "days": "7"}).text
        secret = page.split('<code class="secret" dir="ltr">')[1].split("<")[0]
        assert "<b>script" not in page
        assert secret not in reem.get("/account").text
        program = known.stranger(served.url, headers={"Authorization": f"Bearer {secret}"})
        assert program.get("/account").status_code == 200
        assert program.post("/account", data={"action": "token", "label": "more", "days": "7"}).status_code == 403
        key = reem.get("/account").text.split('name="key" value="')[1].split('"')[0]
        other = known.browser(served.url, served.store, "admin", "Other")
        assert other.form("/account", {"action": "revoke", "key": key}).status_code == 404
        assert reem.form("/account", {"action": "revoke", "key": key}).status_code == 303
        assert program.get("/account").status_code in (303, 401)


def test_changing_ones_password_needs_the_old_one(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    new = "quite another one"
    there = known.browser(served.url, served.store, "reader", "Reem")
    with known.browser(served.url, served.store, "reader", "Reem") as here:
        told = {"action": "password", "old": "wrong", "new": new, "again": new}
        assert here.form("/account", told).status_code == 403
        assert here.form("/account", told | {"old": PASSWORD, "again": "x"}).status_code == 400
        assert here.form("/account", told | {"old": PASSWORD}).status_code == 200
        assert here.get("/account").status_code == 200
        assert there.get("/account").headers["location"].startswith("/login")


def test_whoever_guesses_is_slowed_down(serve: Serve, known: Known) -> None:
    served = serve(who=None)
    account(served.store, "Reem", "reader")
    with known.stranger(served.url) as client:
        token = client.token("/login")
        told = {"name": "Reem", "password": "wrong", "_csrf_token": token}
        seen = [client.post("/login", data=told).status_code for _ in range(10)]
        assert seen == [403] * 8 + [429] * 2
        # The right password is none now, either.
        assert client.post("/login", data=told | {"password": PASSWORD}).status_code == 429


def test_the_throttle_forgets_and_stays_small() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])

    def tries(name: str, address: str, *, right: bool = False) -> int:
        for done in range(100):
            try:
                with throttle.trying(name, address) as was_right:
                    if right:
                        was_right()
            except TooManyRequestsException:
                return done
        return 100

    assert tries("Reem", "a") == 8
    assert tries(" reem ", "b") == 0, "a name is one however it is written"
    now[0] += 31
    assert tries("Reem", "b") == 1
    assert tries("Ali", "c", right=True) == 100
    assert sum(tries(f"n{number}", "d") for number in range(5)) == 20, "one address and many names"
    for number in range(25_000):
        with throttle.trying(f"n{number}" * 1000, f"a{number}"):
            pass
    assert len(throttle) <= 20_000
    with throttle.trying("1", "1"), throttle.trying("2", "2"), throttle.trying("3", "3"):  # noqa: SIM117
        with pytest.raises(TooManyRequestsException), throttle.trying("4", "4"):
            pass


def test_strangers_can_send_little(serve: Serve) -> None:
    served = serve(who=None)
    host, port = served.url.removeprefix("http://").split(":")

    form = "Content-Type: multipart/form-data; boundary=x"

    def answer(head: str) -> str:
        with socket.create_connection((host, int(port))) as sock:
            sock.sendall(f"POST /login HTTP/1.1\r\nHost: {host}\r\n{form}\r\n{head}\r\n\r\n".encode())
            return sock.recv(200).decode().split("\r\n")[0]

    # Refused before anything of it is read.
    assert "413" in answer(f"Content-Length: {10**9}")
    assert "411" in answer("Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/\n/evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b", "/ok\u2028", "\\\\evil.example", "", None, "/" + "a" * 5000,
        "/\x00/evil.example", "/x\u202ey",
    ],
)  # fmt: skip
def test_a_form_leads_to_no_other_place(to: str | None) -> None:
    assert own_path(to) == "/"


def test_paths_of_own_path() -> None:
    for path in ("/", "/report?id=a%2F..%2Fb#r1-c3", "/incident/حلب-2016"):
        assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/....//app.py",
    ],
)
def test_no_other_file_is_served(serve: Serve, path: str) -> None:
    url = serve().url
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        told = b""
        while more := sock.recv(65536):
            told += more
    assert told.split(b"\r\n")[0].split()[1] == b"404"
    assert b"Litestar" not in told
    assert b"root:" not in told


def test_login_and_people_in_a_browser(serve: Serve, visit: Visit) -> None:
    served = serve(who=None)
    account(served.store, "Reem", "admin")
    page = visit(f"{served.url}/people", lang="ar", width=390).page
    assert page.url.endswith("/login?to=%2Fpeople")
    page.locator("#name").fill("Reem")
    page.locator("#password").fill(PASSWORD)
    page.locator("form.fields button").click()
    assert page.url.endswith("/people")
    page.locator("#new-name").fill("عليّ")
    page.locator("#new-password").fill(PASSWORD)
    page.locator("#new-role").select_option("reviewer")
    page.locator("form.fields button").click()
    assert "عليّ" in page.locator("table.people").inner_text()
    assert "مراجع" in page.locator("table.people").inner_text()
    page.get_by_role("button", name="تسجيل الخروج").click()
    assert page.url.endswith("/login")
