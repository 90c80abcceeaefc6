"""What the commands share: options, reading reports, progress, telling what could not be read."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from hasila.model import Report

#: A progress bar is drawn from this many reports on (fewer are done before it can be read).
_BAR_FROM = 5


class Language(click.ParamType[str]):
    """A language that hasila reads. Which there are is looked up when one is named: it costs half of a start."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the code, or refuse it."""
        from hasila.languages import available

        if value not in available():
            self.fail(f"{value!r} is none of the languages that hasila reads: {', '.join(available())}", param, ctx)
        return value


LANGUAGE = Language()


def report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that ``toll`` and ``extract`` share (CLI reference in docs/commands.md)."""
    for option in reversed(
        [
            click.argument("reports", nargs=-1, metavar="REPORT..."),
            click.option("--published", metavar="DATE", help="Day of publication of plain text, like 2016-05-08."),
            click.option("--outlet", metavar="NAME", help="Who published plain text."),
            click.option(
                "--lang", type=LANGUAGE, metavar="CODE", help="Language, like ar, fa or en. Default: detected."
            ),
            click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Processes. Default: 1."),
            click.option(
                "--engine", type=click.Choice(["local", "spark"]), default="local", help="Where to run. Default: local."
            ),
            click.option("--master", metavar="URL", help="Spark's master, as Spark takes it. Default: local[*]."),
            click.option("--conf", multiple=True, metavar="KEY=VALUE", help="A property of Spark; as often as needed."),
            click.option("--work", metavar="DIR", help="Where Spark's workers keep what is finished."),
        ]
    ):
        function = option(function)
    return function


def no_spark(master: str | None, conf: tuple[str, ...], work: str | None) -> None:
    """Refuse what only ``--engine spark`` heeds.

    Raises:
        click.UsageError: if one of it was given.
    """
    for name, value in (("--master", master), ("--conf", conf), ("--work", work)):
        if value:
            raise click.UsageError(f"{name} is for --engine spark")


class Run:
    """Reads the reports of one command and counts what could not be read."""

    def __init__(self, published: str | None, outlet: str | None, lang: str | None, jobs: int) -> None:
        self.published, self.outlet, self.lang, self.jobs = published, outlet, lang, jobs
        self.failed = 0

    def read(self, inputs: Iterable[str]) -> Iterator[Report]:
        """Yield each report with its claims; name on standard error each that could not be read.

        Raises:
            click.UsageError: if ``--published`` is not a date, or nothing is named and standard input is a terminal.
        """
        from hasila.batch import Failed, read_all
        from hasila.ingest import read_reports

        names = list(inputs)
        if not names:
            if sys.stdin.isatty():
                raise click.UsageError("name a report: a file, a directory, a URL, or - for standard input")
            names = ["-"]
        try:
            found = read_reports(
                names, published=self.published, outlet=self.outlet, lang=self.lang, stdin=sys.stdin.buffer
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        for report in self._bar(read_all(self._readable(found), self.jobs)):
            if isinstance(report, Failed):
                self._tell(report.name, report.reason, report.advice)
            else:
                yield report

    def _readable(self, found: Iterable[Any]) -> Iterator[Report]:
        for item in found:
            if isinstance(item, Report):
                self._note_language(item)
                yield item
            else:
                self._tell(item.name, item.reason, item.advice)

    def _note_language(self, report: Report) -> None:
        """Say so where a report that ``--lang`` calls one language reads like another: few claims would be found."""
        if self.lang is None or report.lang != self.lang:
            return
        from hasila.ingest.language import detect_language

        like = detect_language(report.text)
        if like not in ("und", self.lang):
            click.echo(
                f"hasila: {clean(report.id)}: read as {self.lang}, as --lang says, but the text is like {like}",
                err=True,
            )

    def _tell(self, name: str, reason: str, advice: str) -> None:
        self.failed += 1
        click.echo(f"hasila: {clean(name)}: {clean(reason)}; {clean(advice)}", err=True)

    def _bar(self, items: Iterator[Any]) -> Iterator[Any]:
        """Show how many reports are done, on standard error, where that is a terminal and there are several."""
        if not sys.stderr.isatty():
            yield from items
            return
        import time

        begun, shown = time.monotonic(), 0.0
        for number, item in enumerate(items, 1):
            now = time.monotonic()
            if number >= _BAR_FROM and now - shown > 0.1:
                shown = now
                rate = number / max(now - begun, 1e-9)
                click.echo(f"\r{number} reports read, {rate:.0f} a second", nl=False, err=True)
            yield item
        if shown:
            click.echo("\r\033[K", nl=False, err=True)

    def status(self) -> int:
        """Return the exit status: 1 where something could not be read."""
        return 1 if self.failed else 0


def clean(text: str) -> str:
    """Take control characters out of untrusted words before they reach a terminal."""
    return "".join(c if c.isprintable() or c in " \u200c\u200d" else "\ufffd" for c in text)
