"""``hasila extract``: claims only."""

import sys
from pathlib import Path

import click

from hasila.cli.common import Run, no_spark, report_options


@click.command("extract")
@report_options
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]),
              help="Default: jsonl; with --engine spark: parquet.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="Where to. Default: standard output. With --engine spark: a folder.")  # fmt: skip
def command(
    reports: tuple[str, ...], published: str | None, outlet: str | None, lang: str | None, jobs: int, engine: str,
    master: str | None, conf: tuple[str, ...], work: str | None, form: str | None, output: Path | None,
) -> None:  # fmt: skip
    """Write the claims of every report: one JSON object per report, or one row per claim."""
    from hasila.export import WriteError, write_claims

    if engine == "spark":
        from hasila.cli.spark import on_spark, settings_of

        if form not in (None, "parquet"):
            raise click.UsageError(
                f"--engine spark writes a folder of parquet; then: hasila collect FOLDER --format {form} -o FILE"
            )
        if output is None:
            raise click.UsageError("--engine spark leaves many files: name a folder with -o")
        sys.exit(on_spark(master, conf, jobs).extract(reports, str(output), work, settings_of(published, outlet, lang)))
    no_spark(master, conf, work)
    run = Run(published, outlet, lang, jobs)
    form = form or "jsonl"
    if output is not None and output.is_dir():
        raise click.UsageError(f"{output} is a directory: name a file with -o")
    if form == "parquet" and output is None:
        raise click.UsageError("parquet is a binary format: name a file with -o")
    try:
        write_claims(run.read(reports), form, output)
    except WriteError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(run.status())
