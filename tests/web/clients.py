"""People at the application: somebody logged in, somebody's program."""

import re
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from typing import Any

import httpx
from sqlalchemy import insert

from hasila.store import Store, log, people
from hasila.store.schema import people as table

PASSWORD = "correct horse battery"
_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]+)"')


@cache
def _hash() -> str:
    from argon2 import PasswordHasher

    # As quick as can be: how long it takes is not what these tests are about.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def account(store: Store, name: str, role: people.Role) -> people.Account:
    """Make an account, or return it."""
    with store.writing() as connection:
        if name not in {one.name for one in people.everybody(connection)}:
            values = {"name": name, "password": _hash(), "role": role, "made": log.now(), "disabled": False}
            connection.execute(insert(table).values(values))
        return people.called(connection, name)


class Client(httpx.Client):
    """A browser without pictures: it posts forms with the token that the pages have."""

    def form(self, path: str, data: Mapping[str, Any], **options: Any) -> httpx.Response:
        return self.post(path, data={"_csrf_token": self.token(), **data}, **options)

    def token(self, path: str = "/account") -> str:
        found = _TOKEN.search(self.get(path, follow_redirects=True).text)
        assert found
        return found[1]


class Known:
    """People of each role, whose connections are closed in the end."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def stranger(self, url: str, **options: Any) -> Client:
        made = Client(base_url=url, timeout=60, **options)
        self._stack.callback(made.close)
        return made

    def browser(self, url: str, store: Store, role: people.Role, name: str | None = None) -> Client:
        """Somebody of a role who has a session (not by the form: that takes its time)."""
        one = account(store, name or role, role)
        with store.writing() as connection:
            return self.stranger(url, cookies={"session": people.start(connection, one)})

    def program(self, url: str, store: Store, role: people.Role, name: str | None = None) -> Client:
        """A program with a token of somebody of a role."""
        one = account(store, name or role, role)
        with store.writing() as connection:
            secret = people.give_token(connection, one.name, one, "test", 1)
        return self.stranger(url, headers={"Authorization": f"Bearer {secret}"})
