"""Who may work in the web application: their names, passwords and roles, and the keys by which they are known.

A key is 32 random bytes: a session's is in a browser's cookie, a token's in a program of its owner. Only their SHA-256
is kept: whoever reads the table cannot be anybody. Passwords are kept as argon2 makes of them. Every change of people,
and of their tokens, is a row of the log, without the secret; that somebody logs in changes nothing and is not logged.
"""

import hashlib
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import msgspec
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from hasila.model.codec import to_json
from hasila.store import log
from hasila.store.errors import StoreError, UnknownError
from hasila.store.lossless import plain
from hasila.store.schema import keys, people

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reader", "reviewer", "admin"]
Kind = Literal["session", "token"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
#: A name stands in the log beside others: no longer than this.
_LONGEST_NAME: Final = 60
SHORTEST_PASSWORD: Final = 12
_LONGEST_PASSWORD: Final = 1_000
SESSION_DAYS: Final = 7
MOST_TOKEN_DAYS: Final = 366
#: Tokens of one person.
_MOST_TOKENS: Final = 50


class Refused(ValueError):  # noqa: N818
    """What cannot be done with people. ``key`` tells which of the reasons it is, ``told`` what stands in it."""

    def __init__(self, key: str, reason: str, **told: int | str) -> None:
        super().__init__(reason)
        self.key = key
        self.told = told


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may log in."""

    id: int
    name: str
    role: Role
    made: str
    disabled: bool


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A session or token as it may be shown: ``id`` begins its hash, and opens nothing."""

    id: str
    label: str | None
    made: str
    expires: str | None


def everybody(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    return [_account(row) for row in connection.execute(select(people).order_by(people.c.name))]


def anybody(connection: Connection) -> bool:
    """Tell whether there is an account that can log in."""
    return connection.execute(select(people.c.id).where(~people.c.disabled).limit(1)).first() is not None


def called(connection: Connection, name: str) -> Account:
    """Return somebody's account.

    Raises:
        UnknownError: if there is nobody of that name.
    """
    row = connection.execute(select(people).where(people.c.name == _name(name))).first()
    if row is None:
        raise UnknownError(f"there is nobody called {name}", "hasila people list names everybody")
    return _account(row)


def add(connection: Connection, who: str, name: str, password: str, role: Role) -> Account:
    """Make an account and return it.

    Raises:
        Refused: if the name cannot be one or is taken (in capitals or not), or the password is too short.
    """
    name = _checked_name(name)
    taken = {_folded(one.name) for one in everybody(connection)}
    if _folded(name) in taken:
        raise Refused("taken", f"there is somebody called {name} already")
    values = {"name": name, "password": _hashed(password, name), "role": role, "made": log.now(), "disabled": False}
    connection.execute(insert(people).values(values))
    _log(connection, who, name, None, {"role": role})
    return called(connection, name)


def set_role(connection: Connection, who: str, name: str, role: Role, why: str | None = None) -> None:
    """Give somebody another role.

    Raises:
        UnknownError: if there is nobody of that name.
        Refused: if nobody would be left who manages people.
    """
    one = called(connection, name)
    if one.role != role:
        _keep_an_admin(connection, one, role == "admin")
        connection.execute(update(people).where(people.c.id == one.id).values(role=role))
        _log(connection, who, one.name, {"role": one.role}, {"role": role}, why)


def set_disabled(connection: Connection, who: str, name: str, disabled: bool, why: str | None = None) -> None:
    """Let somebody no longer in, or again. Their sessions and tokens end for good.

    Raises:
        UnknownError: if there is nobody of that name.
        Refused: if nobody would be left who manages people.
    """
    one = called(connection, name)
    if one.disabled != disabled:
        _keep_an_admin(connection, one, not disabled)
        connection.execute(update(people).where(people.c.id == one.id).values(disabled=disabled))
        connection.execute(delete(keys).where(keys.c.person == one.id))
        _log(connection, who, one.name, {"disabled": one.disabled}, {"disabled": disabled}, why)


def set_password(connection: Connection, who: str, name: str, password: str, keep: str | None = None) -> None:
    """Give somebody another password. Their sessions end, but that of the secret ``keep``; so do all their tokens.

    Raises:
        UnknownError: if there is nobody of that name.
        Refused: if the password is too short.
    """
    one = called(connection, name)
    connection.execute(update(people).where(people.c.id == one.id).values(password=_hashed(password, one.name)))
    others = keys.c.sha256 != (_sha256(keep) if keep else "")
    connection.execute(delete(keys).where(keys.c.person == one.id, others))
    _log(connection, who, one.name, None, {"password": "changed"})


class Kept(msgspec.Struct, frozen=True):
    """What a password is compared with: somebody's account and hash, or the hash of nobody's."""

    account: Account | None
    hash: str


def kept(connection: Connection, name: str) -> Kept:
    """Return what the password of a name is to be compared with, whether or not there is somebody of that name."""
    row = connection.execute(select(people).where(people.c.name == _name(name))).first()
    return Kept(None, _nobodys()) if row is None else Kept(_account(row), row.password)


def right(one: Kept, password: str) -> Account | None:
    """Return whose password it is, if they are let in. It takes long on purpose: hold no connection meanwhile."""
    same = _is(one.hash, password)
    return one.account if same and one.account is not None and not one.account.disabled else None


def start(connection: Connection, account: Account) -> str:
    """Begin a session; return its secret. Keys that have run out are removed."""
    connection.execute(delete(keys).where(keys.c.expires <= log.now()))
    return _key(connection, account, "session", None, SESSION_DAYS)


def give_token(connection: Connection, who: str, account: Account, label: str, days: int) -> str:
    """Make a token for somebody's program; return its secret, which cannot be had again.

    Raises:
        Refused: if there is no label, the days are too many, or there are too many tokens.
    """
    label = " ".join(plain(label).split())[:100]
    if not label or not 1 <= days <= MOST_TOKEN_DAYS:
        raise Refused("token", f"a token needs a name, and 1 to {MOST_TOKEN_DAYS} days", days=MOST_TOKEN_DAYS)
    if len(tokens(connection, account)) >= _MOST_TOKENS:
        raise Refused("tokens", f"there are {_MOST_TOKENS} tokens already: revoke one", n=_MOST_TOKENS)
    secret = _key(connection, account, "token", label, days)
    _log(connection, who, account.name, None, {"token": label, "key": _sha256(secret)[:_SHOWN], "days": days})
    return secret


def tokens(connection: Connection, account: Account) -> list[Key]:
    """Return somebody's tokens that hold, the newest first."""
    query = select(keys).where(keys.c.person == account.id, keys.c.kind == "token", _holds())
    found = connection.execute(query.order_by(keys.c.made.desc(), keys.c.sha256))
    return [Key(id=row.sha256[:_SHOWN], label=row.label, made=row.made, expires=row.expires) for row in found]


def revoke(connection: Connection, who: str, account: Account, key: str) -> None:
    """End a token of somebody's own, by the beginning of its hash as :func:`tokens` tells it.

    Raises:
        UnknownError: if they have no such token.
    """
    one = next((one for one in tokens(connection, account) if one.id == key), None)
    if one is None:
        raise UnknownError("there is no such token", "it may have run out")
    own = keys.c.person == account.id, keys.c.kind == "token"
    connection.execute(delete(keys).where(*own, func.substr(keys.c.sha256, 1, _SHOWN) == key))
    _log(connection, who, account.name, {"token": one.label, "key": one.id}, None)


def end(connection: Connection, secret: str) -> None:
    """End a session."""
    connection.execute(delete(keys).where(keys.c.sha256 == _sha256(secret), keys.c.kind == "session"))


def whose(connection: Connection, secret: str, kind: Kind) -> Account | None:
    """Return whose key a secret is, if it holds and its owner is let in."""
    query = select(people).join(keys, keys.c.person == people.c.id)
    query = query.where(keys.c.sha256 == _sha256(secret), keys.c.kind == kind, _holds(), ~people.c.disabled)
    row = connection.execute(query).first()
    return None if row is None else _account(row)


#: Of a hash: enough to tell keys apart, far too little to guess the rest from.
_SHOWN: Final = 12


def _holds() -> Any:
    return or_(keys.c.expires.is_(None), keys.c.expires > log.now())


def _key(connection: Connection, account: Account, kind: Kind, label: str | None, days: int) -> str:
    secret = secrets.token_urlsafe(32)
    until = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    connection.execute(insert(keys).values(
        sha256=_sha256(secret), kind=kind, person=account.id, label=label, made=log.now(), expires=until
    ))  # fmt: skip
    return secret


def _keep_an_admin(connection: Connection, one: Account, stays: bool) -> None:
    if stays or one.role != "admin" or one.disabled:
        return
    if not any(o.role == "admin" and not o.disabled and o.id != one.id for o in everybody(connection)):
        raise Refused("last", f"{one.name} is the only one who manages people: make somebody else admin first")


def _log(
    connection: Connection, who: str, name: str, old: dict[str, object] | None, new: dict[str, object] | None,
    why: str | None = None,
) -> None:  # fmt: skip
    was, made = (None if told is None else to_json(told) for told in (old, new))
    log.append(connection, who, [log.Change(action="person", subject=f"person:{name}", old=was, new=made, why=why)])


def _account(row: Any) -> Account:
    return Account(id=row.id, name=row.name, role=row.role, made=row.made, disabled=row.disabled)


def _name(name: str) -> str:
    return unicodedata.normalize("NFC", plain(" ".join(name.split())))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _checked_name(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        Refused: if it cannot be one. Invisible signs would make two names look alike, or turn the line around them.
    """
    made = _name(name)
    if not made or len(made) > _LONGEST_NAME or not all(c.isprintable() for c in made):
        raise Refused("name", f"a name has 1 to {_LONGEST_NAME} letters, none of them invisible", n=_LONGEST_NAME)
    return made


def _hashed(password: str, name: str) -> str:
    told = _typed(password)
    if not SHORTEST_PASSWORD <= len(told) <= _LONGEST_PASSWORD:
        raise Refused("short", f"a password has at least {SHORTEST_PASSWORD} letters", n=SHORTEST_PASSWORD)
    if _folded(told) == _folded(name) or len(set(told)) < 4:
        raise Refused("easy", "that password is too easy to guess")
    return _hasher().hash(told)


def _is(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, _typed(password)[:_LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def _typed(password: str) -> str:
    """Return a password the same from whatever keyboard: letters with marks may come in one piece or two."""
    return unicodedata.normalize("NFKC", plain(password))


@cache
def _hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise StoreError("passwords cannot be kept: argon2-cffi is missing", "install hasila[web]") from error
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """Return what is compared where there is nobody of a name."""
    return _hasher().hash(secrets.token_hex(16))


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
