"""``hasila demo``: the main job on the bundled example reports."""

import sys
from importlib.resources import files
from pathlib import Path

import click


@click.command("demo")
@click.option("--format", "form", type=click.Choice(["table", "json", "html"]), default="table", help="Default: table.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to. Default: standard output."
)
@click.option("--profile", default="full-range", metavar="NAME", help="full-range (default), ucdp, gtd, acled.")
def command(form: str, output: Path | None, profile: str) -> None:
    """Print the tolls of the example reports. They were written for hasila; the events in them are invented."""
    from hasila.cli.common import Run
    from hasila.cli.toll import show
    from hasila.cli.write import write_text

    folder = examples()
    run = Run(None, None, None, 1)
    inputs = sorted(str(path) for path in folder.glob("*/reports.jsonl"))
    if not inputs:
        raise click.ClickException(f"no example reports in {folder}")
    show(list(run.read(inputs)), profile, form, output, names=False, bidi="auto", width=None)
    if form == "table" and output is None:
        # As it was called, so that the line can be copied: make does it by a path.
        called = sys.argv[0] if sys.argv[0].endswith("hasila") else "hasila"
        write_text(f"\nTo read, decide and publish on these reports in a browser: {called} serve --demo\n", None)
    sys.exit(run.status())


def examples() -> Path:
    """Return the folder of the examples: beside an installed package, else in the source tree."""
    installed = Path(str(files("hasila"))) / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "examples"
