"""``hasila restore``: a store from a backup."""

from pathlib import Path

import click

from hasila.cli.common import clean
from hasila.cli.progress import Bar
from hasila.cli.stores import db_option, who_is, who_option


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path), metavar="BACKUP")
@db_option
@who_option
def command(backup: Path, db: str | None, who: str | None) -> None:
    """Fill a new store, SQLite or PostgreSQL, from a file that hasila backup made."""
    from hasila.store import StoreError, where_is
    from hasila.store.portable import restore

    bar = Bar("rows")
    try:
        rows = restore(backup, where_is(db), who_is(who), bar.show)
    except StoreError as error:
        raise click.ClickException(clean(f"{error.reason}; {error.advice}")) from error
    bar.clear()
    click.echo(f"{rows} rows restored")
