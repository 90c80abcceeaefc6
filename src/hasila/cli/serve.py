"""``hasila serve``: the web application over the store."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from hasila.cli.stores import db_option, store_at, who_is, who_option


@click.command("serve")
@db_option
@who_option
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Where to listen. Default: this machine alone.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8750, metavar="N", help="Default: 8750; 0 takes a free one."
)
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", help="The language pages begin in. Default: en.")
@click.option("--team", is_flag=True, help="People log in, on this machine too.")
@click.option("--public", is_flag=True, help="Read only: published incidents alone, nobody logs in.")
@click.option("--two-person", is_flag=True, help="Publish only what a second person agreed to.")
@click.option("--https", is_flag=True, help="It is reached by https, through a proxy: send cookies over nothing else.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name that browsers call it by.")
@click.option("--demo", is_flag=True, help="A new store with the example reports, which is gone afterwards.")
@click.option("--tiles", metavar="URL", help="Fetch map tiles, like https://tiles.example/{z}/{x}/{y}.png. "
              "Default: none; no request leaves the machine.")  # fmt: skip
def command(
    db: str | None, who: str | None, host: str, port: int, lang: str, team: bool, public: bool, two_person: bool,
    https: bool, names: tuple[str, ...], demo: bool, tiles: str | None,
) -> None:  # fmt: skip
    """Open the store in a browser: read, decide, publish.

    On this machine alone (the default) nobody logs in, and what you decide is logged under your name. With another
    --host people log in.
    """
    try:
        import litestar  # noqa: F401
        import uvicorn
    except ImportError as error:
        raise click.ClickException("the web application is not installed; install hasila[web]") from error

    from hasila.web.app import create_app
    from hasila.web.config import LOOPBACK, Config

    if public and (team or two_person):
        raise click.UsageError("--public shows what is published: without --team and --two-person")
    alone = host in LOOPBACK and not team and not public
    with (
        _example_store(db) if demo else nullcontext(db) as where,
        store_at(where, create=True, who=who_is(who)) as store,
        _listening(host, port) as sock,
    ):
        port = sock.getsockname()[1]
        # A page elsewhere could else reach this machine's own address under a name of its own, and decide things.
        called = names or ((*LOOPBACK, "[::1]") if host in LOOPBACK else ())
        config = Config(
            store=store, who=who_is(who) if alone else None, public=public, two_person=two_person, tiles=tiles,
            lang="ar" if lang == "ar" else "en", secure=https,
            hosts=tuple(one for name in called for one in (name, f"{name}:{port}")),
        )  # fmt: skip
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"hasila: http://{shown}:{port}/ on {store.name} (Ctrl-C ends it)")
        server = uvicorn.Server(uvicorn.Config(
            create_app(config), log_level="warning", server_header=False, proxy_headers=False,
        ))  # fmt: skip
        server.run(sockets=[sock])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen, before anything is promised.

    Raises:
        click.ClickException: if the address is taken or is none.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        # Who opens the page before the application is ready waits for it, and is not refused.
        sock.listen()
    except OSError as error:
        raise click.ClickException(
            f"{host}:{port} cannot be listened on: {error.strerror}; choose another --port"
        ) from error
    with sock:
        yield sock


@contextmanager
def _example_store(db: str | None) -> Iterator[str]:
    """Make a store with the example reports, for as long as it is used."""
    import tempfile
    from pathlib import Path

    from hasila.cli.demo import examples
    from hasila.intake.examples import fill
    from hasila.store import open_store

    context = click.get_current_context()
    if context.get_parameter_source("db") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(f"--demo makes a store of its own: leave out --db {db}")
    with tempfile.TemporaryDirectory(prefix="hasila-") as folder:
        where = str(Path(folder, "examples.db"))
        with open_store(where) as store:
            fill(store, examples())
        yield where
