"""``hasila collect``: from a folder that Spark left to one file."""

from pathlib import Path

import click


@click.command("collect")
@click.argument("folder", metavar="FOLDER")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet", "json"]),
              help="Default: jsonl; of tolls: json.")  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to. Default: standard output."
)
def command(folder: str, form: str | None, output: Path | None) -> None:
    """Write what extract or toll left in a folder on Spark as the local engine writes it: one file, in its order."""
    from typing import cast

    from hasila.batch.spark.collecting import kind_of, reports, write_lines
    from hasila.batch.spark.folders import Folder
    from hasila.batch.spark.session import SparkError
    from hasila.export import WriteError, write_claims, written
    from hasila.model import Report

    source = Folder(folder)
    if form == "parquet" and output is None:
        raise click.UsageError("parquet is a binary format: name a file with -o")
    try:
        of_tolls = kind_of(source) == "incidents"
        form = form or ("json" if of_tolls else "jsonl")
        if of_tolls != (form == "json"):
            there = "tolls: they are json" if of_tolls else "claims: they are jsonl, csv or parquet"
            raise click.UsageError(f"{folder} has {there}")
        if of_tolls:
            from hasila.batch.spark.tolls import collected
            from hasila.cli.write import write_text
            from hasila.export.json import to_json

            write_text(to_json(collected(source)) + "\n", output)
        elif form == "jsonl":
            written(output, lambda file: write_lines(source, file))
        else:
            # Rows need nothing of a report that its record has not.
            write_claims(cast("list[Report]", reports(source)), form, output)
    except (WriteError, SparkError) as error:
        raise click.ClickException(str(error)) from error
