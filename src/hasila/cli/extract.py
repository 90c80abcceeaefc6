"""``hasila extract``: claims only."""

import sys
from pathlib import Path

import click

from hasila.cli.common import Run, report_options


@click.command("extract")
@report_options
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", help="Default: jsonl."
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to. Default: standard output."
)
def command(
    reports: tuple[str, ...], published: str | None, outlet: str | None, lang: str | None, jobs: int, engine: str,
    form: str, output: Path | None,
) -> None:  # fmt: skip
    """Write the claims of every report: one JSON object per report, or one row per claim."""
    from hasila.export import WriteError, write_claims

    run = Run(published, outlet, lang, jobs)
    if form == "parquet" and output is None:
        raise click.UsageError("parquet is a binary format: name a file with -o")
    try:
        write_claims(run.read(reports), form, output)
    except WriteError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(run.status())
