"""``hasila log``: every change of the store, who made it, when and why."""

import click

from hasila.cli.stores import db_option, store_at


@click.command("log")
@click.argument("subject", required=False, metavar="[SUBJECT]")
@db_option
@click.option("--after", type=click.IntRange(0), default=0, metavar="N", help="Only rows after this one.")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", help="Default: table.")
def command(subject: str | None, db: str | None, after: int, form: str) -> None:
    """Print the log of changes, the oldest first: all of it, or that of a SUBJECT.

    A SUBJECT is written as the log has it, like report:ID, report:ID#c3, incident:ID or decision:7.
    """
    from hasila.cli.common import clean
    from hasila.model.codec import to_json
    from hasila.store import log

    with store_at(db) as store, store.reading() as connection:
        for row in log.rows(connection, subject, after):
            if form == "jsonl":
                click.echo(to_json(row))
            else:
                why = f"  ({row.why})" if row.why else ""
                click.echo(clean(f"{row.number:>6}  {row.time}  {row.who}  {row.action}  {row.subject}{why}"))
