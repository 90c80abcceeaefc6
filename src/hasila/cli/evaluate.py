"""``hasila evaluate``: how well claims are read."""

import sys
from pathlib import Path

import click


@click.command("evaluate")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="GOLD")
@click.argument("pred", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[PRED]")
@click.option("--errors", type=click.Choice(["text", "html"]), help="Show what was missed, wrong and extra.")
@click.option(
    "--by",
    type=click.Choice(["style", "length", "harm", "hedge", "confidence"]),
    help="The figures apart by kind of text, length, harm or hedge; or how often claims are right by their confidence.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def command(gold: Path, pred: Path | None, errors: str | None, by: str | None, as_json: bool) -> None:
    """Score an extractor's output PRED (default: the built-in extractor) against GOLD reports."""
    from hasila.evaluation import EvaluationError, evaluate
    from hasila.evaluation.breakdown import breakdown_text, calibration_text
    from hasila.evaluation.errors import errors_page, errors_text

    try:
        result = evaluate(gold, pred)
    except EvaluationError as error:
        raise click.ClickException(str(error)) from error
    if by is not None:
        click.echo(calibration_text(result) if by == "confidence" else breakdown_text(result, by))
    elif errors == "html":
        click.echo(errors_page(result))
    elif errors == "text":
        click.echo(errors_text(result))
    if errors != "html" and by is None:
        click.echo(result.score.to_json() if as_json else result.score.to_text())
    sys.exit(0)
