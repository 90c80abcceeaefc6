"""``hasila capture``: the evidence behind a report, as it was received."""

from pathlib import Path

import click

from hasila.cli.stores import db_option, store_at


@click.command("capture")
@click.argument("report", metavar="REPORT")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the bytes there. Default: tell about them.")  # fmt: skip
@db_option
def command(report: str, output: Path | None, db: str | None) -> None:
    """Tell how the evidence of REPORT was received, or write its bytes, unchanged, into a file."""
    import json

    from hasila.cli.common import clean
    from hasila.cli.write import write_text
    from hasila.store.keeping import capture_behind

    with store_at(db) as store, store.reading() as connection:
        number, found = capture_behind(connection, report)
    if output is not None:
        try:
            output.write_bytes(found.body)
        except OSError as error:
            raise click.ClickException(f"cannot write {output}: {error.strerror}") from error
        return
    told = {
        "capture": number, "kind": found.kind, "sha256": found.sha256, "bytes": len(found.body), "source": found.name,
        "received": found.received, "url": found.url, "media type": found.media_type, "charset": found.charset,
        **{f"header {name}": value for name, value in found.headers}, **found.context,
    }  # fmt: skip
    lines = [
        f"{clean(name)}: {clean(value if isinstance(value, str) else json.dumps(value))}\n"
        for name, value in told.items()
        if value is not None
    ]
    write_text("".join(lines), None)
