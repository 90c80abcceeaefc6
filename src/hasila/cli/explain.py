"""``hasila explain``: why a claim reads as it does, and why a toll has its range."""

import sys
from collections.abc import Sequence

import click

from hasila.cli.common import LANGUAGE, Run, clean
from hasila.model import HARMS, TERRITORY, Report

#: So many incidents are named where one was not found.
_NAMED = 20


@click.command("explain")
@click.argument("reports", metavar="REPORT... [CLAIM]", nargs=-1, required=True)
@click.option("--incident", metavar="ID", help="Explain the tolls of this incident; the beginning of its id will do.")
@click.option("--harm", type=click.Choice([h for h in HARMS if h not in TERRITORY]), metavar="HARM",
              help="With --incident: only this harm, like killed.")  # fmt: skip
@click.option("--profile", default="full-range", metavar="NAME", help="With --incident: as for toll.")
@click.option("--published", metavar="DATE", help="Day of publication of plain text, like 2016-05-08.")
@click.option("--outlet", metavar="NAME", help="Who published plain text.")
@click.option("--lang", type=LANGUAGE, metavar="CODE", help="Language, like ar, fa or en. Default: detected.")
def command(
    reports: tuple[str, ...], incident: str | None, harm: str | None, profile: str, published: str | None,
    outlet: str | None, lang: str | None,
) -> None:  # fmt: skip
    """Show the chain of rules for one CLAIM (like c3) of a REPORT; without CLAIM, list the claims.

    Where REPORT holds several reports, write CLAIM as id:c3, or as id to list the claims of that report.

    With --incident, show for each toll of an incident the rule, the claims that gave it, and every claim that
    was replaced, denied or set aside, with the reason. Every REPORT is read then.
    """
    run = Run(published, outlet, lang, 1)
    if incident is not None:
        _incident(list(run.read(reports)), incident, harm, profile)
    elif harm is not None:
        raise click.UsageError("--harm goes with --incident")
    elif len(reports) > 2:
        raise click.UsageError("name one REPORT and at most one CLAIM, or an --incident")
    else:
        _claims(run, reports[0], reports[1] if len(reports) > 1 else None)
    sys.exit(run.status())


def _claims(run: Run, report: str, claim: str | None) -> None:
    from hasila.render.explain import explain_claim, list_claims

    wanted, _, name = (claim or "").rpartition(":")
    found = False
    for read in run.read([report]):
        if claim is None or read.id == claim:
            click.echo(list_claims(read))
            found = True
        elif wanted in ("", read.id) and any(c.id == name for c in read.claims):
            click.echo(explain_claim(read, name))
            found = True
    if not found and (claim is not None or not run.failed):
        raise click.UsageError(
            f"no report or claim {clean(claim or '')} in {clean(report)}; without CLAIM the claims are listed"
        )


def _incident(read: Sequence[Report], wanted: str, harm: str | None, profile: str) -> None:
    from hasila.pipeline import make_toll
    from hasila.render.explain import explain_tolls, name_incident

    try:
        result = make_toll(read, profile)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    exact = [i for i in result.incidents if i.id == wanted]
    found = exact or [i for i in result.incidents if wanted and i.id.startswith(wanted)]
    if len(found) != 1:
        named = "".join(f"\n  {name_incident(i)}" for i in (found or result.incidents)[:_NAMED])
        how = "several incidents begin with" if found else "no incident"
        raise click.UsageError(f"{how} {clean(wanted)}; there are:{named}" if named else f"{how} {clean(wanted)}")
    tolls = [t for t in found[0].tolls if harm in (None, t.harm)]
    if not tolls:
        told = ", ".join(dict.fromkeys(t.harm for t in found[0].tolls)) or "nobody"
        raise click.UsageError(f"{clean(found[0].id)} has no toll of {harm or 'anybody'}; it counts: {told}")
    click.echo(explain_tolls(found[0], tolls, read))
