"""``hasila toll``: the main job."""

import sys
from pathlib import Path

import click

from hasila.cli.common import Run, no_spark, report_options
from hasila.model import Report, TollReport


@click.command("toll")
@report_options
@click.option("--db", metavar="STORE", help="The tolls of a store (see hasila ingest) instead of REPORTs.")
@click.option("--profile", default="full-range", metavar="NAME",
              help="How figures are settled: full-range (default), ucdp, gtd, acled.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json", "html", "parquet"]), default="table",
              help="Default: table; parquet: with --engine spark.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path),
              help="Where to. Default: standard output. For parquet: a folder.")  # fmt: skip
@click.option("--page", type=click.Choice(["en", "ar"]), default="en", help="Language of the html page. Default: en.")
@click.option("--names", is_flag=True, help="Show victims' names in tolls (they always stand in a report's own text).")
@click.option("--bidi", type=click.Choice(["auto", "logical", "visual"]), default="auto",
              help="Right-to-left text in the table: as the terminal needs it (auto).")  # fmt: skip
@click.option("--width", type=click.IntRange(40, 400), metavar="N", help="Cells of a line. Default: the terminal's.")
def command(
    reports: tuple[str, ...], published: str | None, outlet: str | None, lang: str | None, jobs: int, engine: str,
    master: str | None, conf: tuple[str, ...], work: str | None, db: str | None, profile: str, form: str,
    output: Path | None, page: str, names: bool, bidi: str, width: int | None,
) -> None:  # fmt: skip
    """Read reports and print the toll of each incident."""
    from hasila.reconcile import profile_names

    if profile not in profile_names():
        raise click.UsageError(f"no profile {profile!r}; there are: {', '.join(profile_names())}")
    if output is not None and output.is_dir() and form != "parquet":
        raise click.UsageError(f"{output} is a directory: name a file with -o")
    if form == "parquet" and (engine != "spark" or db is not None):
        raise click.UsageError("parquet is for --engine spark")
    if db is not None:
        if reports or published or outlet or lang:
            raise click.UsageError("--db takes the reports of a store: name no REPORT and say nothing of them")
        _of_store(db, profile, form, output, names, bidi, width, page)
        return
    if engine == "spark":
        from hasila.cli.spark import on_spark, settings_of

        if form == "parquet" and output is None:
            raise click.UsageError("parquet on Spark is many files: name a folder with -o")
        out = str(output) if form == "parquet" else None
        runner = on_spark(master, conf, jobs)
        with runner.toll(reports, out, work, settings_of(published, outlet, lang), profile) as made:
            if form != "parquet" and (made.reports or not made.failed):
                told = made.report()
                every = made.read() if form != "json" else []
                write_toll(told, every, form, output, names=names, bidi=bidi, width=width, page=page)
        sys.exit(1 if made.failed else 0)
    no_spark(master, conf, work)
    run = Run(published, outlet, lang, jobs)
    read = list(run.read(reports))
    if not read and run.status():
        # Nothing could be read: an empty table would look like a finding.
        sys.exit(run.status())
    show(read, profile, form, output, names=names, bidi=bidi, width=width, page=page)
    sys.exit(run.status())


def _of_store(
    db: str, profile: str, form: str, output: Path | None, names: bool, bidi: str, width: int | None, page: str
) -> None:
    """Print the tolls of a store."""
    from hasila.cli.stores import store_at
    from hasila.intake.ingesting import TOOL
    from hasila.intake.material import StoredMaterial
    from hasila.store.search import Filter

    with store_at(db) as store, store.reading() as connection:
        material = StoredMaterial(connection, Filter(), profile, TOOL, "")
        told, read = material.toll_report(), list(material.reports())
    write_toll(told, read, form, output, names=names, bidi=bidi, width=width, page=page)


def show(
    read: list[Report], profile: str, form: str, output: Path | None, *, names: bool, bidi: str, width: int | None,
    page: str = "en",
) -> None:  # fmt: skip
    """Write the toll of read reports in the form asked for."""
    from hasila.pipeline import make_toll

    try:
        result = make_toll(read, profile)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    write_toll(result, read, form, output, names=names, bidi=bidi, width=width, page=page)


def write_toll(
    result: TollReport, read: list[Report], form: str, output: Path | None, *, names: bool, bidi: str,
    width: int | None, page: str,
) -> None:  # fmt: skip
    """Write a toll in the form asked for."""
    import shutil

    from hasila.cli.write import write_text

    if form == "json":
        from hasila.export.json import to_json

        text = to_json(result) + "\n"
    elif form == "html":
        from hasila.render import render_page
        from hasila.render.strings import EN
        from hasila.render.strings_ar import AR

        text = render_page(result, read, names=names, strings=AR if page == "ar" else EN)
    else:
        from hasila.render import render_table

        color = output is None and sys.stdout.isatty()
        cells = width or shutil.get_terminal_size().columns
        text = render_table(result, read, width=cells, color=color, bidi=bidi, names=names)  # type: ignore[arg-type]
    write_text(text, output)
