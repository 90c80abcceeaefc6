"""``hasila people``: who may log in to the web application."""

import sys
from collections.abc import Callable
from typing import Any

import click

from hasila.cli.stores import db_option, store_at, who_is, who_option

_ROLE = click.option("--role", type=click.Choice(["reader", "reviewer", "admin"]), default="reader",
                     help="reader sees all, reviewer decides, admin manages people. Default: reader.")  # fmt: skip


@click.group("people")
def command() -> None:
    """Manage who may log in to the web application.

    A password is asked for at the terminal; else it is the first line of standard input.
    """


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("name", metavar="NAME")(db_option(who_option(function)))


def _password() -> str:
    """Ask for a password, twice at a terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _change(db: str | None, change: Callable[[Any], Any], *, create: bool = False) -> Any:
    with store_at(db, create=create) as store, store.writing() as connection:
        try:
            return change(connection)
        except ValueError as error:
            raise click.UsageError(str(error)) from error


@command.command("add")
@_shared
@_ROLE
def add(name: str, db: str | None, who: str | None, role: Any) -> None:
    """Let somebody in under NAME, with a password."""
    from hasila.store import people

    password = _password()
    made = _change(db, lambda c: people.add(c, who_is(who), name, password, role), create=True)
    click.echo(f"{made.name} may log in as {role}")


@command.command("list")
@db_option
def list_(db: str | None) -> None:
    """List everybody: name, role, since when."""
    from hasila.cli.common import clean
    from hasila.store import people

    with store_at(db) as store, store.reading() as connection:
        for one in people.everybody(connection):
            click.echo(clean(f"{one.name}  {one.role}  {one.made}{'  disabled' if one.disabled else ''}"))


@command.command("role")
@_shared
@click.argument("role", type=click.Choice(["reader", "reviewer", "admin"]))
def role(name: str, role: Any, db: str | None, who: str | None) -> None:
    """Give NAME another role."""
    from hasila.cli.common import clean
    from hasila.store import people

    _change(db, lambda c: people.set_role(c, who_is(who), name, role))
    click.echo(clean(f"{name} is {role}"))


@command.command("password")
@_shared
def password(name: str, db: str | None, who: str | None) -> None:
    """Give NAME another password. Whoever is logged in by that name is logged out, and their tokens end."""
    from hasila.cli.common import clean
    from hasila.store import people

    told = _password()
    _change(db, lambda c: people.set_password(c, who_is(who), name, told))
    click.echo(clean(f"{name} has a new password"))


@command.command("disable")
@_shared
@click.option("--again", is_flag=True, help="Let them in again.")
def disable(name: str, db: str | None, who: str | None, again: bool) -> None:
    """Let NAME in no longer. The name stays taken, since the log has it."""
    from hasila.cli.common import clean
    from hasila.store import people

    _change(db, lambda c: people.set_disabled(c, who_is(who), name, not again))
    click.echo(clean(f"{name} may {'log in again' if again else 'no longer log in'}"))


@command.command("token")
@_shared
@click.option("--label", default="command line", metavar="WORDS", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 366), default=90, metavar="N", help="How long it holds. Default: 90.")
def token(name: str, db: str | None, who: str | None, label: str, days: int) -> None:
    """Print a token by which a program may use the API as NAME. It cannot be shown again."""
    from hasila.store import people

    click.echo(_change(db, lambda c: people.give_token(c, who_is(who), people.called(c, name), label, days)))
