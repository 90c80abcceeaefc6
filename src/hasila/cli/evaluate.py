"""``hasila evaluate``: how well claims are read, linked by incident and reconciled."""

import sys
from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("gold", required=False, type=_FILE, metavar="GOLD")
@click.argument("pred", required=False, type=_FILE, metavar="[PRED]")
@click.option("--errors", type=click.Choice(["text", "html"]), help="Show what was missed, wrong and extra.")
@click.option(
    "--by",
    type=click.Choice(["style", "length", "harm", "hedge", "confidence"]),
    help="The figures apart by kind of text, length, harm or hedge; or how often claims are right by their confidence.",
)
@click.option(
    "--incidents",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="Score linking and reconciling on the case files of DIR, instead of the reading of claims.",
)
@click.option(
    "--mode",
    type=click.Choice(["given", "read"]),
    help="With --incidents: link the claims that are written down (given, the default), or those that hasila reads.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def command(
    gold: Path | None,
    pred: Path | None,
    errors: str | None,
    by: str | None,
    incidents: Path | None,
    mode: str | None,
    as_json: bool,
) -> None:
    """Score an extractor's output PRED (default: the built-in extractor) against GOLD reports."""
    from hasila.evaluation import EvaluationError

    try:
        if incidents is not None:
            if gold is not None or by is not None or errors == "html":
                raise click.UsageError("--incidents goes with --mode, --errors text and --json only, without GOLD")
            _incidents(incidents, mode or "given", errors is not None, as_json)
        elif gold is None:
            raise click.UsageError("name GOLD, a file of gold reports, or --incidents DIR")
        elif mode is not None:
            raise click.UsageError("--mode goes with --incidents only")
        else:
            _claims(gold, pred, errors, by, as_json)
    except EvaluationError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(0)


def _claims(gold: Path, pred: Path | None, errors: str | None, by: str | None, as_json: bool) -> None:
    from hasila.evaluation import evaluate
    from hasila.evaluation.breakdown import breakdown_text, calibration_text
    from hasila.evaluation.errors import errors_page, errors_text

    result = evaluate(gold, pred)
    if by is not None:
        click.echo(calibration_text(result) if by == "confidence" else breakdown_text(result, by))
    elif errors == "html":
        click.echo(errors_page(result))
    elif errors == "text":
        click.echo(errors_text(result))
    if errors != "html" and by is None:
        click.echo(result.score.to_json() if as_json else result.score.to_text())


def _incidents(path: Path, mode: str, errors: bool, as_json: bool) -> None:
    from hasila.evaluation.incident_text import faults_text, score_json, score_text
    from hasila.evaluation.incidents import evaluate_incidents

    result = evaluate_incidents(path, mode)
    if errors:
        click.echo(faults_text(result))
    click.echo(score_json(result.score) if as_json else score_text(result.score))
