"""``hasila backup``: the whole store in one file."""

from pathlib import Path

import click

from hasila.cli.progress import Bar
from hasila.cli.stores import db_option, store_at, who_is, who_option


@click.command("backup")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A new file.")
@db_option
@who_option
def command(output: Path, db: str | None, who: str | None) -> None:
    """Write all of the store, as it is at one moment, into one new file, whichever database it is in."""
    from hasila.store.portable import backup

    bar = Bar("rows")
    with store_at(db) as store:
        rows = backup(store, output, who_is(who), bar.show)
    bar.clear()
    click.echo(f"{rows} rows in {output}")
