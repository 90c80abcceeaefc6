"""What ``toll`` and ``extract`` do with ``--engine spark``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from hasila.cli.common import clean

if TYPE_CHECKING:
    from hasila.batch import Failed
    from hasila.batch.spark.job import Cluster, Toll
    from hasila.ingest import Settings

#: So many of the reports that could not be read are named; all are in the table of errors.
_NAMED = 100


def settings_of(published: str | None, outlet: str | None, lang: str | None) -> "Settings":
    """Return what the user said of the reports.

    Raises:
        click.UsageError: if ``published`` is not a date.
    """
    from hasila.ingest import Settings

    try:
        return Settings(published=published or None, outlet=outlet or None, lang=lang or None)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def on_spark(master: str | None, conf: Sequence[str], jobs: int) -> "OnSpark":
    """Return what runs jobs on the cluster that was named.

    Raises:
        click.UsageError: if a property has no value.
    """
    from hasila.batch.spark.job import Cluster

    pairs = [one.partition("=") for one in conf]
    if wrong := next((one for one, (key, sign, _) in zip(conf, pairs, strict=True) if not key or not sign), None):
        raise click.UsageError(f"--conf {wrong}: write KEY=VALUE, like spark.executor.memory=8g")
    if master is None and jobs > 1:
        master = f"local[{jobs}]"
    return OnSpark(Cluster(master=master, conf={key.strip(): value.strip() for key, _, value in pairs}))


class OnSpark:
    """Runs the jobs of one command and counts what could not be read."""

    def __init__(self, cluster: "Cluster") -> None:
        self._cluster = cluster
        self._told = 0

    def extract(self, names: Sequence[str], out: str, work: str | None, settings: "Settings") -> int:
        """Leave the claims of inputs in a folder; return the exit status."""
        from hasila.batch.spark.job import extract

        if not names:
            raise click.UsageError("name a report: a file or a directory")
        with _saying():
            failed = extract(names, out, work, settings, self._cluster, self._tell)
        self._rest(failed, f"{out}/errors")
        return 1 if failed else 0

    @contextmanager
    def toll(
        self, names: Sequence[str], out: str | None, work: str | None, settings: "Settings", profile: str
    ) -> Iterator["Toll"]:
        """Give what came of reading, linking and reconciling inputs; without a folder it is there within the block."""
        import tempfile

        from hasila.batch.spark.job import toll

        if not names:
            raise click.UsageError("name a report: a file or a directory")
        master = self._cluster.master or self._cluster.conf.get("spark.master") or "local"
        if not work and not out and not master.startswith("local"):
            raise click.UsageError("name a folder that all workers reach with --work, or with --format parquet -o")
        with tempfile.TemporaryDirectory(prefix="hasila-") as passing, _saying():
            place = work or (None if out else passing)
            made = toll(names, out, place, settings, self._cluster, profile, self._tell)
            self._rest(made.failed, f"{out}/errors" if out else None)
            yield made

    def _tell(self, one: "Failed") -> None:
        self._told += 1
        if self._told <= _NAMED:
            click.echo(f"hasila: {clean(one.name)}: {clean(one.reason)}; {clean(one.advice)}", err=True)

    def _rest(self, failed: int, where: str | None) -> None:
        if failed > _NAMED:
            rest = f": all are in {where}" if where else ""
            click.echo(f"hasila: {failed - _NAMED:,} more could not be read{rest}", err=True)


@contextmanager
def _saying() -> Iterator[None]:
    from hasila.batch.spark.session import SparkError

    try:
        yield
    except SparkError as error:
        raise click.ClickException(clean(str(error))) from error
