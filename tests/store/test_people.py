"""Accounts and keys, on both databases: what lets somebody in, and what no longer does."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

import storekit
from hasila.store import Store, UnknownError, log, open_store, people
from hasila.store.people import Account, Refused
from hasila.store.portable import backup
from hasila.store.schema import keys

PASSWORD = "correct horse battery"


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as made:
        yield made


def made(connection: Connection, name: str = "Reem", role: people.Role = "admin") -> Account:
    return people.add(connection, "root", name, PASSWORD, role)


def login(connection: Connection, name: str, password: str) -> Account | None:
    return people.right(people.kept(connection, name), password)


def test_a_name_and_its_password(store: Store) -> None:
    with store.writing() as connection:
        reem = made(connection)
        assert login(connection, "Reem", PASSWORD) == reem
        # Letters that a keyboard makes in two pieces.
        people.add(connection, "root", "زين", "cafe\u0301 مفتوح الآن", "reader")
        assert login(connection, "زين", "café مفتوح الآن") is not None
        for name, password in (
            ("Reem", PASSWORD + " "),
            ("Reem", ""),
            ("nobody", PASSWORD),
            ("", ""),
            ("\0\ud800", "\0\ud800"),
        ):
            assert login(connection, name, password) is None


def test_passwords_are_kept_as_argon2_makes_of_them(store: Store) -> None:
    with store.writing() as connection:
        made(connection)
        kept = people.kept(connection, "Reem").hash
        assert kept.startswith("$argon2id$")
        # Where there is nobody, as much is computed.
        assert people.kept(connection, "nobody").hash.split("$")[:4] == kept.split("$")[:4]
        told = json.dumps(storekit.dump(connection), default=str)
        assert PASSWORD not in told


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("reem", "taken"),
        (" REEM ", "taken"),
        ("", "name"),
        ("a\u202eb", "name"),
        ("a\u200bb", "name"),
        ("a" * 61, "name"),
    ],
)
def test_names_that_cannot_be(store: Store, name: str, key: str) -> None:
    with store.writing() as connection:
        made(connection)
        with pytest.raises(Refused) as refused:
            made(connection, name)
        assert refused.value.key == key


@pytest.mark.parametrize(
    ("password", "key"),
    [("short", "short"), ("x" * 1001, "short"), ("aaaaaaaaaaaaaa", "easy"), ("Reem Reem Reem", "easy")],
)
def test_passwords_that_cannot_be(store: Store, password: str, key: str) -> None:
    with store.writing() as connection:
        with pytest.raises(Refused) as refused:
            people.add(connection, "root", "reem reem reem", password, "reader")
        assert refused.value.key == key
        assert people.everybody(connection) == []


def test_a_session_lets_in_until_it_ends(store: Store) -> None:
    with store.writing() as connection:
        reem = made(connection)
        first, second = people.start(connection, reem), people.start(connection, reem)
        assert people.whose(connection, first, "session") == reem
        assert people.whose(connection, first, "token") is None
        assert people.whose(connection, "", "session") is None
        people.end(connection, first)
        assert people.whose(connection, first, "session") is None
        connection.execute(update(keys).values(expires="2020-01-01T00:00:00Z"))
        assert people.whose(connection, second, "session") is None
        people.start(connection, reem)
        assert len(connection.execute(select(keys)).all()) == 1, "what ran out is removed"


def test_only_hashes_of_keys_are_kept(store: Store) -> None:
    with store.writing() as connection:
        reem = made(connection)
        secrets = [people.start(connection, reem), people.give_token(connection, "Reem", reem, "a script", 3)]
        assert len(secrets[0]) >= 43
        rows = connection.execute(select(keys.c.sha256)).scalars().all()
        assert sorted(rows) == sorted(hashlib.sha256(secret.encode()).hexdigest() for secret in secrets)
        told = json.dumps(storekit.dump(connection), default=str)
        assert not [secret for secret in secrets if secret in told]


def test_a_new_password_ends_the_other_sessions(store: Store) -> None:
    with store.writing() as connection:
        reem, ali = made(connection), made(connection, "Ali")
        here, there, alis = (people.start(connection, one) for one in (reem, reem, ali))
        token = people.give_token(connection, "Reem", reem, "a script", 3)
        people.set_password(connection, "Reem", "Reem", "another long one", keep=here)
        assert people.whose(connection, here, "session") == reem
        assert people.whose(connection, there, "session") is None
        assert people.whose(connection, token, "token") is None
        assert people.whose(connection, alis, "session") == ali
        assert login(connection, "Reem", PASSWORD) is None
        people.set_password(connection, "Ali", "Reem", "yet another long one")
        assert people.whose(connection, here, "session") is None


def test_whoever_is_disabled_is_out_at_once(store: Store) -> None:
    with store.writing() as connection:
        made(connection)
        ali = made(connection, "Ali", "reviewer")
        secret = people.start(connection, ali)
        people.set_disabled(connection, "Reem", "Ali", True, "left")
        assert people.whose(connection, secret, "session") is None
        assert login(connection, "Ali", PASSWORD) is None
        people.set_disabled(connection, "Reem", "Ali", False)
        assert people.whose(connection, secret, "session") is None, "it ended for good"
        assert login(connection, "Ali", PASSWORD) is not None


def test_a_role_counts_at_once_and_somebody_stays_to_manage(store: Store) -> None:
    with store.writing() as connection:
        made(connection)
        ali = made(connection, "Ali", "reader")
        secret = people.start(connection, ali)
        for change in (
            lambda: people.set_role(connection, "x", "Reem", "reader"),
            lambda: people.set_disabled(connection, "x", "Reem", True),
        ):
            with pytest.raises(Refused, match="only one who manages"):
                change()
        people.set_role(connection, "Reem", "Ali", "admin")
        found = people.whose(connection, secret, "session")
        assert found is not None
        assert found.role == "admin"
        people.set_disabled(connection, "Ali", "Reem", True)


def test_tokens_are_revoked_by_their_owner_alone(store: Store) -> None:
    with store.writing() as connection:
        reem, ali = made(connection), made(connection, "Ali")
        secret = people.give_token(connection, "Reem", reem, "  a\n script ", 3)
        other = people.give_token(connection, "Reem", reem, "other", 3)
        shown = next(one for one in people.tokens(connection, reem) if one.label == "a script")
        with pytest.raises(UnknownError):
            people.revoke(connection, "Ali", ali, shown.id)
        people.revoke(connection, "Reem", reem, shown.id)
        assert people.whose(connection, secret, "token") is None
        assert people.whose(connection, other, "token") == reem
        for label, days in (("", 3), ("x", 0), ("x", 100_000)):
            with pytest.raises(Refused):
                people.give_token(connection, "Reem", reem, label, days)


def test_the_log_tells_of_every_change_and_holds(store: Store) -> None:
    with store.writing() as connection:
        reem = made(connection)
        people.set_password(connection, "Reem", "Reem", "another long one")
        made(connection, "Ali", "reader")
        people.set_role(connection, "Reem", "Ali", "reviewer", "works well")
        people.give_token(connection, "Reem", reem, "a script", 3)
        people.revoke(connection, "Reem", reem, people.tokens(connection, reem)[0].id)
        people.set_disabled(connection, "Reem", "Ali", True)
        told: list[Any] = [(row.who, row.subject, row.why) for row in log.rows(connection) if row.action == "person"]
        assert [one[:2] for one in told] == [
            ("root", "person:Reem"), ("Reem", "person:Reem"), ("root", "person:Ali"), ("Reem", "person:Ali"),
            ("Reem", "person:Reem"), ("Reem", "person:Reem"), ("Reem", "person:Ali"),
        ]  # fmt: skip
        assert told[3][2] == "works well"
        assert storekit.faults(connection) == []


def test_a_backup_has_people_and_lets_in_nobody_who_is_logged_in(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        reem = made(connection)
        secrets = people.start(connection, reem), people.give_token(connection, "Reem", reem, "a script", 3)
    backup(store, tmp_path / "b.db", "Reem")
    with open_store(str(tmp_path / "b.db")) as copy, copy.reading() as connection:
        assert login(connection, "Reem", PASSWORD) == reem
        assert connection.execute(select(keys)).all() == []
    assert not [
        secret
        for secret in secrets
        if hashlib.sha256(secret.encode()).hexdigest().encode() in (tmp_path / "b.db").read_bytes()
    ]
