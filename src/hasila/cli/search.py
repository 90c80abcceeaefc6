"""``hasila search``: find reports, claims and incidents in the store."""

from typing import TYPE_CHECKING, Any

import click

from hasila.cli.stores import db_option, filter_of, filter_options, store_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hasila.store.search import Filter


@click.command("search")
@click.argument("words", nargs=-1, metavar="[WORDS...]")
@db_option
@filter_options
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", help="At most so many. Default: 20.")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Default: table.")
@click.option("--bidi", type=click.Choice(["auto", "logical", "visual"]), default="auto",
              help="Right-to-left text: as the terminal needs it (auto).")  # fmt: skip
def command(
    words: tuple[str, ...], db: str | None, limit: int, offset: int, form: str, bidi: str, **chosen: Any
) -> None:
    """Find reports by their words and by what they claim, the newest first.

    Words are found whatever their harakat, forms of alef and ya, digits, and with the article or a conjunction before
    them. "Words in quotes" stand together, word* begins a word, -word must not be there (write -- before it).
    """
    from hasila.cli.write import write_text

    asked = filter_of(" ".join(_quoted(word) for word in words), **chosen)
    with store_at(db) as store, store.reading() as connection:
        found = _found(connection, asked, limit, offset)
    if form == "json":
        from hasila.model.codec import to_json

        write_text(to_json(found) + "\n", None)
    else:
        from hasila.render.results import render_results

        write_text(render_results(found, bidi), None)  # type: ignore[arg-type]


def _quoted(word: str) -> str:
    """Return an argument as the query has it: one that the shell took the quotes from is a phrase still."""
    return f'"{word}"' if " " in word and '"' not in word else word


def _found(connection: "Connection", asked: "Filter", limit: int, offset: int) -> dict[str, Any]:
    from hasila.intake.actors import actors
    from hasila.intake.asking import resolved
    from hasila.store import search
    from hasila.store.claims import stored

    asked = resolved(asked, actors(connection))
    numbers = search.find_reports(connection, asked, limit, offset)
    told = stored(connection, numbers)
    picked = set(search.find_claims(connection, asked, among=numbers))
    reports, claims, incidents = search.count(connection, asked)
    return {
        "found": {"reports": reports, "claims": claims, "incidents": incidents, "counted_up_to": search.COUNTED},
        "reports": [
            {
                "id": told[number].report.id,
                "published": told[number].report.published,
                "outlet": told[number].report.outlet,
                "title": told[number].report.title or search.excerpt(told[number].report.text, None),
                "excerpt": search.excerpt(told[number].report.text, asked.words),
                "claims": [
                    {
                        "id": c.id,
                        "harm": c.harm,
                        "low": c.count.low,
                        "high": c.count.high,
                        "hedge": c.count.hedge,
                        "stance": c.stance,
                        "quote": c.quote.text,
                        "incident": told[number].incidents.get(c.id),
                    }
                    for c in told[number].report.claims
                    if (number, c.id) in picked
                ],
            }
            for number in numbers
        ],
    }
