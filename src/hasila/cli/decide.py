"""``hasila decide``: what people say about claims and incidents."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from hasila.cli.stores import db_option, store_at, who_is, who_option

_WHY = click.option("--why", metavar="WORDS", help="The reason, for the log.")


@click.group("decide")
def command() -> None:
    """Decide about claims and incidents: accept, reject, edit, merge, split, move, undo.

    Every decision is kept with your name and reason, stands over whatever is read or linked later, and can be undone. A
    claim is written REPORT#CLAIM, like aleppo-3#c2.
    """


def _shared(function: Callable[..., Any]) -> Callable[..., Any]:
    return db_option(who_option(_WHY(function)))


def _claim(told: str) -> tuple[str, str]:
    report, mark, claim = told.rpartition("#")
    if not (report and mark and claim):
        raise click.UsageError(f"{told!r} is no claim; write REPORT#CLAIM, like aleppo-3#c2")
    return report, claim


def _decide(db: str | None, decision: Callable[[Any], Any]) -> Any:
    with store_at(db) as store, store.writing() as connection:
        try:
            return decision(connection)
        except ValueError as error:
            raise click.UsageError(str(error)) from error


@command.command("accept")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@_shared
def accept(claims: tuple[str, ...], db: str | None, who: str | None, why: str | None) -> None:
    """Say that claims are right as they are."""
    from hasila.intake import deciding

    for report, claim in map(_claim, claims):
        number = _decide(db, partial(deciding.accept, who=who_is(who), report=report, claim=claim, why=why))
        click.echo(f"decision {number}: {report}#{claim} accepted")


@command.command("reject")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@_shared
def reject(claims: tuple[str, ...], db: str | None, who: str | None, why: str | None) -> None:
    """Say that claims are none: they no longer count, and stay on record."""
    from hasila.intake import deciding

    for report, claim in map(_claim, claims):
        number = _decide(db, partial(deciding.reject, who=who_is(who), report=report, claim=claim, why=why))
        click.echo(f"decision {number}: {report}#{claim} rejected")


@command.command("edit")
@click.argument("report", metavar="REPORT")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@_shared
def edit(report: str, file: Path, db: str | None, who: str | None, why: str | None) -> None:
    """Say how a claim of REPORT should read: FILE has it as JSON, as hasila extract writes claims, with its id."""
    import msgspec

    from hasila.intake import deciding
    from hasila.model import Claim

    try:
        claim = msgspec.json.decode(file.read_bytes(), type=Claim)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} is no claim as JSON: {error}") from error
    number = _decide(db, lambda c: deciding.edit(c, who_is(who), report, claim, why))
    click.echo(f"decision {number}: {report}#{claim.id} edited")


@command.command("merge")
@click.argument("into", metavar="INCIDENT")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@_shared
def merge(into: str, others: tuple[str, ...], db: str | None, who: str | None, why: str | None) -> None:
    """Say that incidents are one. It keeps the id INCIDENT, and the others lead to it."""
    from hasila.intake import deciding

    number = _decide(db, lambda c: deciding.merge(c, who_is(who), into, others, why))
    click.echo(f"decision {number}: merged into {into}")


@command.command("split")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@_shared
def split(claims: tuple[str, ...], db: str | None, who: str | None, why: str | None) -> None:
    """Say that claims are of an incident of their own."""
    from hasila.intake import deciding

    told = [_claim(claim) for claim in claims]
    number, made = _decide(db, lambda c: deciding.move(c, who_is(who), told, None, why))
    click.echo(f"decision {number}: they are the incident {made}")


@command.command("move")
@click.argument("incident", metavar="INCIDENT")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM...")
@_shared
def move(incident: str, claims: tuple[str, ...], db: str | None, who: str | None, why: str | None) -> None:
    """Say that claims are of INCIDENT."""
    from hasila.intake import deciding

    told = [_claim(claim) for claim in claims]
    number, target = _decide(db, lambda c: deciding.move(c, who_is(who), told, incident, why))
    click.echo(f"decision {number}: moved to {target}")


@command.command("undo")
@click.argument("decision", type=click.IntRange(1), metavar="DECISION")
@_shared
def undo(decision: int, db: str | None, who: str | None, why: str | None) -> None:
    """Take a decision back, by its number."""
    from hasila.intake import deciding

    _decide(db, lambda c: deciding.undo(c, who_is(who), decision, why))
    click.echo(f"decision {decision} undone")


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that were undone or replaced.")
@db_option
def list_(everything: bool, db: str | None) -> None:
    """List the decisions, and the claims that wait for one."""
    from hasila.cli.common import clean
    from hasila.store import decisions
    from hasila.store.claims import stored

    with store_at(db) as store, store.reading() as connection:
        made = decisions.all_of(connection) if everything else decisions.standing(connection)
        waiting = decisions.open_reviews(connection)
        about_reports = {one.report for one in made} | {one.report for one in waiting}
        numbers = sorted(number for number in about_reports if number is not None)
        names = {number: one.report.id for number, one in stored(connection, numbers).items()}
        for one in made:
            about = one.incident or f"{names.get(one.report or 0)}#{one.claim}"
            why = f"  ({one.why})" if one.why else ""
            state = "  undone" if one.undone else ""
            click.echo(clean(f"{one.id:>6}  {one.time}  {one.who}  {one.kind}  {about}{why}{state}"))
        for review in waiting:
            click.echo(clean(f"review  {review.made}  {names.get(review.report)}#{review.claim} reads otherwise now"))
