"""``hasila verify``: prove that captures and log are unbroken."""

import re
import sys

import click

from hasila.cli.stores import db_option, store_at


@click.command("verify")
@db_option
@click.option("--head", metavar="HASH", help="A hash of the log that was noted earlier: it must still be there.")
def command(db: str | None, head: str | None) -> None:
    """Prove that the evidence, the texts and the log of changes are as they were kept, and name what is not.

    The last line gives the last hash of the log. Note it somewhere else: with --head it later shows that no row was cut
    off from the end. Exit status 1 if anything was changed.
    """
    from hasila.cli.common import clean
    from hasila.store.verify import Fault, verify

    if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
        raise click.UsageError("--head takes the 64 digits that hasila verify printed")
    faults = 0
    with store_at(db) as store, store.reading() as connection:
        for found in verify(connection, head):
            if isinstance(found, Fault):
                faults += 1
                click.echo(clean(f"{found.what}: {found.wrong}"))
            else:
                state = f"{faults} faults" if faults else "unbroken"
                click.echo(
                    f"{state}: {found.captures} captures, {found.reports} texts, {found.changes} changes; "
                    f"the log ends with {found.head}"
                )
    sys.exit(1 if faults else 0)
