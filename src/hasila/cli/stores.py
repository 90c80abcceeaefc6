"""What the commands that work on a store share: which store, who is at work, and what to choose from it."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from hasila.model import HARMS, STANCES

if TYPE_CHECKING:
    from hasila.store import Store
    from hasila.store.search import Filter

_Function = Callable[..., Any]


def _added(function: _Function, options: list[_Function]) -> _Function:
    for option in reversed(options):
        function = option(function)
    return function


def db_option(function: _Function) -> _Function:
    """Add the option that names the store."""
    return _added(function, [
        click.option("--db", metavar="STORE", envvar="HASILA_DB", show_envvar=False,
                     help="The store: an SQLite file or postgresql://… Default: HASILA_DB, else hasila.db."),
    ])  # fmt: skip


def who_option(function: _Function) -> _Function:
    """Add the option that says whose name the log gives."""
    return _added(function, [
        click.option("--who", metavar="NAME", envvar="HASILA_WHO", show_envvar=False,
                     help="Your name in the log of changes. Default: HASILA_WHO, else your user name."),
    ])  # fmt: skip


def filter_options(function: _Function) -> _Function:
    """Add the options that choose what is searched for or exported."""
    return _added(function, [
        click.option("--source", "sources", multiple=True, metavar="WHO", help="Claims of this source (id or name)."),
        click.option("--actor", "actors", multiple=True, metavar="WHO", help="Claims of harm to or by this actor."),
        click.option("--place", "places", multiple=True, metavar="WHERE", help="Claims of this place, or in it."),
        click.option("--from", "start", metavar="DATE", help="Claims of this day or later."),
        click.option("--to", "end", metavar="DATE", help="Claims of this day or earlier."),
        click.option("--harm", "harms", multiple=True, type=click.Choice(list(HARMS)), metavar="HARM",
                     help="Claims of this harm, like killed."),
        click.option("--stance", "stances", multiple=True, type=click.Choice(list(STANCES)), metavar="STANCE",
                     help="Claims of this stance, like denies."),
        click.option("--incident", "incidents", multiple=True, metavar="ID", help="Claims of this incident."),
        click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Reports of this outlet."),
        click.option("--lang", "langs", multiple=True, metavar="CODE", help="Reports in this language."),
        click.option("--report", "reports", multiple=True, metavar="ID", help="This report."),
    ])  # fmt: skip


def filter_of(words: str | None, **chosen: Any) -> "Filter":
    """Return what the options of :func:`filter_options` choose.

    Raises:
        click.UsageError: if a date is none.
    """
    from hasila.store.search import Filter

    for name in ("start", "end"):
        if chosen.get(name) is not None:
            try:
                chosen[name] = date.fromisoformat(chosen[name]).isoformat()
            except ValueError as error:
                raise click.UsageError(
                    f"{chosen[name]!r} is not a date; write year-month-day, like 2016-05-08"
                ) from error
    from hasila.intake.asking import resolved

    return resolved(Filter(words=words or None, **chosen))


def who_is(name: str | None) -> str:
    """Return whose name the log gives."""
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no user of that number
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "somebody"


@contextmanager
def store_at(db: str | None, *, create: bool = False, who: str = "hasila") -> Iterator["Store"]:
    """Open the store that the user named, and say what is wrong with it in one line.

    Raises:
        click.ClickException: whatever a store raises meanwhile.
    """
    from hasila.store import StoreError, open_store, where_is

    try:
        with open_store(where_is(db), create=create, who=who) as store:
            yield store
    except StoreError as error:
        from hasila.cli.common import clean

        raise click.ClickException(clean(f"{error.reason}; {error.advice}")) from error
