"""``hasila explain``: why a claim reads as it does."""

import sys

import click

from hasila.cli.common import Run, clean


@click.command("explain")
@click.argument("report", metavar="REPORT")
@click.argument("claim", metavar="CLAIM", required=False)
@click.option("--published", metavar="DATE", help="Day of publication of plain text, like 2016-05-08.")
@click.option("--outlet", metavar="NAME", help="Who published plain text.")
@click.option("--lang", type=click.Choice(["ar", "fa", "en"]), help="Language. Default: detected.")
def command(report: str, claim: str | None, published: str | None, outlet: str | None, lang: str | None) -> None:
    """Show the chain of rules for one CLAIM (like c3) of a REPORT; without CLAIM, list the claims.

    Where REPORT holds several reports, write CLAIM as id:c3.
    """
    from hasila.render.explain import explain_claim, list_claims

    run = Run(published, outlet, lang, 1)
    wanted, _, name = (claim or "").rpartition(":")
    found = False
    for read in run.read([report]):
        if wanted and read.id != wanted:
            continue
        if claim is None:
            click.echo(list_claims(read))
            found = True
        elif any(c.id == name for c in read.claims):
            click.echo(explain_claim(read, name))
            found = True
    if not found:
        raise click.UsageError(f"no claim {clean(claim or '')} in {clean(report)}; without CLAIM the claims are listed")
    sys.exit(run.status())
