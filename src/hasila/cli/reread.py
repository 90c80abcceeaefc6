"""``hasila reread``: read everything in the store again, with this version."""

import click

from hasila.cli.progress import Bar
from hasila.cli.stores import db_option, store_at, who_is, who_option


@click.command("reread")
@db_option
@who_option
def command(db: str | None, who: str | None) -> None:
    """Read every report again that an earlier version read.

    What people decided stands. Where a decision and the new reading differ, the claim is put up for review.
    """
    from hasila.intake.rereading import reread

    bar = Bar("reports")
    with store_at(db) as store:
        found = reread(store, who_is(who), progress=lambda counts: bar.show(counts.reports))
    bar.clear()
    click.echo(f"{found.reports} reports read again, {found.changed} read otherwise, {found.reviews} claims to review")
