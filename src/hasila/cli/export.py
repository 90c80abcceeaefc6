"""``hasila export``: the store's records in an exchange format."""

from pathlib import Path
from typing import Any

import click

from hasila.cli.stores import db_option, filter_of, filter_options, store_at, who_is, who_option
from hasila.export.formats import format_names


@click.command("export")
@click.option("--format", "form", required=True, type=click.Choice(format_names()), help="Exchange format.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Where to. Default: standard output.")  # fmt: skip
@db_option
@who_option
@filter_options
@click.option("--words", metavar="QUERY", help="Reports with these words, as hasila search finds them.")
@click.option("--profile", metavar="NAME", help="How figures are settled, where the format leaves it open.")
@click.option("--names", is_flag=True, help="Let victims' names out.")
@click.option("--excel", is_flag=True, help="Begin CSV with the byte-order mark that Excel wants.")
def command(
    form: str, output: Path | None, db: str | None, who: str | None, words: str | None, profile: str | None,
    names: bool, excel: bool, **chosen: Any,
) -> None:  # fmt: skip
    """Write what the store has, or what the options choose of it, in an exchange format.

    The log of changes tells of every export: who, when, which format and choice.
    """
    import sys

    from hasila.export import WriteError, export, export_formats
    from hasila.export.material import Options
    from hasila.intake.actors import actors
    from hasila.intake.asking import resolved
    from hasila.intake.exporting import log_export
    from hasila.intake.ingesting import TOOL
    from hasila.intake.material import StoredMaterial, keep_tolls
    from hasila.reconcile import profile_names

    known = export_formats()[form]
    if profile is not None and profile not in profile_names():
        raise click.UsageError(f"no profile {profile!r}; there are: {', '.join(profile_names())}")
    if known.PROFILE is not None and profile not in (None, known.PROFILE):
        raise click.UsageError(f"{form} gives figures by the profile {known.PROFILE}, not by {profile}")
    if known.BINARY and output is None and sys.stdout.isatty():
        raise click.UsageError(f"{form} is a binary format: name a file with -o")
    asked, rule = filter_of(words, **chosen), known.PROFILE or profile or "full-range"
    with store_at(db) as store:
        with store.reading() as connection:
            asked = resolved(asked, actors(connection))
        keep_tolls(store, rule)
        made = log_export(store, who_is(who), form, rule, asked, names)
        with store.reading() as connection:
            try:
                export(
                    StoredMaterial(connection, asked, rule, TOOL, made), form, output, Options(names=names, excel=excel)
                )
            except WriteError as error:
                raise click.ClickException(str(error)) from error
