"""``hasila ingest``: fetch or import reports into the store."""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from hasila.cli.common import LANGUAGE, clean
from hasila.cli.progress import Bar
from hasila.cli.stores import db_option, store_at, who_is, who_option

if TYPE_CHECKING:
    from hasila.ingest import Settings, Unreadable
    from hasila.intake.ingesting import Counts
    from hasila.store import Store


@click.command("ingest")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@db_option
@who_option
@click.option("--published", metavar="DATE", help="Day of publication, for reports that do not tell theirs.")
@click.option("--outlet", metavar="NAME", help="Who published, for reports that do not tell theirs.")
@click.option("--lang", type=LANGUAGE, metavar="CODE", help="Language, like ar, fa or en. Default: detected.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN",
              help="Column of a table for a field: text, id, published, outlet, url, title.")  # fmt: skip
@click.option("--limit", "limits", multiple=True, metavar="NAME=N",
              help="Another limit: chars, bytes, seconds, redirects, members, unpacked, ratio, depth.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Processes. Default: 1.")
@click.option("--watch", type=click.FloatRange(min=0, min_open=True), metavar="MINUTES",
              help="Come back to each SOURCE (a feed or page) so often, until Ctrl-C.")  # fmt: skip
@click.option("--allow-private", is_flag=True, help="Let addresses lead into private networks and this machine.")
def command(
    sources: tuple[str, ...], db: str | None, who: str | None, published: str | None, outlet: str | None,
    lang: str | None, columns: tuple[str, ...], limits: tuple[str, ...], jobs: int, watch: float | None,
    allow_private: bool,
) -> None:  # fmt: skip
    """Take reports into the store, each once: its evidence, its text, its claims, and which incident they tell of.

    A SOURCE is a file (.txt, .html, .jsonl, .csv, Telegram's result.json, .warc, .wacz, an archive of these), a
    directory, the address of a page or feed, or - for standard input. What is there already is passed over. Stop it at
    any time: the same command goes on where it was.
    """
    from hasila.ingest import Settings
    from hasila.ingest.polite import Fetcher

    if watch is not None and not all(source.lower().startswith(("http://", "https://")) for source in sources):
        raise click.UsageError("--watch comes back to addresses (http://, https://) only")
    name = who_is(who)
    with store_at(db, create=True, who=name) as store:
        try:
            settings = Settings(
                published=published or None, outlet=outlet or None, lang=lang, columns=_columns(columns),
                allow_private=allow_private, **_limits(limits),
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        run = _Run(store, settings, name, jobs, Fetcher.of(settings))
        try:
            if watch is None:
                run.take(sources)
            else:
                run.watch(sources, watch * 60)
        except KeyboardInterrupt:
            run.say(f"stopped: {run.summary()}. All of it is in the store, and the same command goes on after it")
            sys.exit(130)
        click.echo(run.summary())
    sys.exit(1 if run.failed else 0)


def _limits(told: Iterable[str]) -> dict[str, Any]:
    from hasila.ingest import Settings

    out: dict[str, Any] = {}
    for one in told:
        name, _, number = one.partition("=")
        if f"max_{name}" not in Settings.__struct_fields__ or not number.isdecimal():
            raise click.UsageError(
                f"--limit {clean(one)!r} is not NAME=N, like bytes=50000000; see hasila ingest --help"
            )
        out[f"max_{name}"] = int(number)
    return out


def _columns(told: Iterable[str]) -> dict[str, str]:
    out = {}
    for one in told:
        field, equals, column = one.partition("=")
        if not (field and equals and column):
            raise click.UsageError(f"--map {clean(one)!r} is not FIELD=COLUMN, like text=Body")
        out[field] = column
    return out


class _Run:
    """One run of the command."""

    def __init__(self, store: "Store", settings: "Settings", who: str, jobs: int, fetcher: Any) -> None:
        import msgspec

        from hasila.intake.fetching import StoredValidators, known_keys
        from hasila.intake.ingesting import Counts

        self._store, self._who, self._jobs, self._fetcher = store, who, jobs, fetcher
        self._bar = Bar("reports")
        self._validators = StoredValidators(store)
        self._read = 0
        self._settings = msgspec.structs.replace(
            settings, fetch=fetcher, known=known_keys(store), validators=self._validators, advanced=self._advance
        )
        self._total = Counts()
        self.failed = 0

    def take(self, sources: Iterable[str], failing: Callable[[str], None] = lambda source: None) -> None:
        """Take sources in once; ``failing`` is told of those of them that could not be had."""
        from hasila.ingest import captures, total_size
        from hasila.intake.ingesting import ingest

        names = list(sources)

        def tell(item: "Unreadable") -> None:
            self.failed += 1
            self._bar.clear()
            click.echo(f"hasila: {clean(item.name)}: {clean(item.reason)}; {clean(item.advice)}", err=True)
            if item.name in names:
                failing(item.name)

        size = total_size(names)
        before = self._total
        found = captures(names, self._settings, stdin=sys.stdin.buffer)
        last = before

        def progress(counts: "Counts") -> None:
            nonlocal last
            last = _sum(before, counts)
            self._total = last
            self._bar.show(last.done, self._read / size if size else None)

        counts = ingest(
            self._store, found, self._who, settings=self._settings, jobs=self._jobs, tell=tell,
            progress=progress,
        )  # fmt: skip
        self._validators.flush()
        self._total = _sum(before, counts)

    def _advance(self, size: int) -> None:
        self._read += size

    def watch(self, sources: Iterable[str], interval: float) -> None:
        """Come back to sources until interrupted."""
        from hasila.ingest.watch import Watch

        watch = Watch(sources, interval, rest=self._fetcher.rest)
        for source in watch:
            self.take([source], watch.failed)
            self.say(f"{clean(source)}: {self.summary()}")

    def say(self, what: str) -> None:
        """Say something on standard error."""
        self._bar.clear()
        click.echo(f"hasila: {what}", err=True)

    def summary(self) -> str:
        """Return what was done."""
        self._bar.clear()
        total = self._total
        parts = [f"{total.added} added"]
        parts += [f"{total.updated} updated"] if total.updated else []
        parts += [f"{total.known} known already"] if total.known else []
        parts += [f"{self.failed} could not be read"] if self.failed else []
        return f"{', '.join(parts)}; {total.claims} claims"


def _sum(a: "Counts", b: "Counts") -> "Counts":
    from hasila.intake.ingesting import Counts

    return Counts(**{name: getattr(a, name) + getattr(b, name) for name in Counts.__struct_fields__})
