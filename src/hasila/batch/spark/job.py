"""The jobs: what the commands call, step by step, each step passed over where it is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from hasila.batch.local import Failed
from hasila.batch.spark import dataset
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.planning import Batch, plan
from hasila.batch.spark.reading import Note, read_missing
from hasila.batch.spark.records import renames
from hasila.batch.spark.session import Job, SparkError, explained, readers, session_of
from hasila.ingest import Settings
from hasila.model import Report, TollReport
from hasila.pipeline import linker

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The property that says how many bytes of input one task reads.
BATCH = "spark.hasila.batch"
#: The property that says of how many reports the driver still weighs the pairs by itself.
FEW = "spark.hasila.few"
_PARTS = "spark.sql.shuffle.partitions"
#: Reports of which the rows make one part.
_PART = 20_000
MANIFEST = "manifest.json"


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Where to run: the master and Spark's properties, as Spark's own programs take them."""

    master: str | None = None
    conf: Mapping[str, str] = {}

    def batch(self) -> int | None:
        """Return how many bytes of input a batch is to have, if that was said.

        Raises:
            SparkError: if it is no number.
        """
        return self._number(BATCH, 1, "bytes")

    def few(self) -> int | None:
        """Return of how many reports the driver still weighs the pairs, if that was said.

        Raises:
            SparkError: if it is no number.
        """
        return self._number(FEW, 0, "reports")

    def _number(self, name: str, least: int, of: str) -> int | None:
        said = self.conf.get(name)
        if said is not None and not (said.isascii() and said.isdigit() and int(said) >= least):
            raise SparkError(f"{name} is {said!r}; it must be a number of {of}")
        return int(said) if said else None

    @contextmanager
    def session(self) -> Iterator["SparkSession"]:
        """Start Spark for the time of a job, and say in a sentence why the job failed.

        Raises:
            SparkError: if it does not start, or the job fails.
        """
        session = session_of(self.master, self.conf)
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            yield session
        except (PySparkException, Py4JError) as error:
            raise explained(error) from error
        finally:
            session.stop()


def _spread(session: "SparkSession", notes: Sequence[Note]) -> None:
    """Choose into how many parts Spark sorts rows, unless the user did: each costs a task, and is held by one."""
    context = session.sparkContext
    if not context.getConf().contains(_PARTS):
        reports = sum(note.reports for note in notes)
        session.conf.set(_PARTS, str(max(context.defaultParallelism * 2, reports // _PART)))


class _Manifest(msgspec.Struct):
    """Of a manifest, what says whether it is of the same work."""

    batches: list["_Key"]


class _Key(msgspec.Struct):
    key: str


def extract(
    names: Sequence[str], out: str, work: str | None, settings: Settings, cluster: Cluster,
    tell: Callable[[Failed], None],
) -> int:  # fmt: skip
    """Read inputs and leave their claims in the folder ``out``; return how many reports could not be read.

    Args:
        names: files and folders that driver and workers reach by the same names.
        out: the folder.
        work: where finished parts are kept; ``None``: in ``out``.
        settings: what the user said of the inputs.
        cluster: where to run.
        tell: is told what could not be read, in order.

    Raises:
        SparkError: if it could not be done; what is finished is kept.
    """
    target = Folder(out)
    job = Job(
        work=work or (target / "_hasila").name, settings=settings.for_reading(), with_text=False, readers=readers()
    )
    home = Folder(job.work)
    batches = plan(names, job, home, cluster.batch())
    if _is_done(target, home, batches):
        return _tell_again(target, tell)
    target.forget(dataset.DONE)
    with cluster.session() as session:
        notes = read_missing(session, batches, job)
        _spread(session, notes)
        new_ids = renames(session, notes, job)
        dataset.write(session, notes, new_ids, job, target)
        failed = (one for _, _, one in dataset.failures(session, notes, new_ids, job))
        count = dataset.write_failures(failed, target, tell)
    home.write(MANIFEST, dataset.manifest(notes, job.readers))
    target.sweep()
    home.sweep()
    target.write(dataset.DONE, b"")
    return count


def toll(
    names: Sequence[str], out: str | None, work: str | None, settings: Settings, cluster: Cluster, profile: str,
    tell: Callable[[Failed], None],
) -> "Toll":  # fmt: skip
    """Read inputs, link and reconcile what they claim.

    Args:
        names: files and folders that driver and workers reach by the same names.
        out: the folder that incidents and tolls are left in as tables; ``None``: none.
        work: where finished parts are kept; ``None``: in ``out``.
        settings: what the user said of the inputs.
        cluster: where to run.
        profile: by which rules figures are settled.
        tell: is told what could not be read, in order.

    Raises:
        SparkError: if it could not be done; what is finished is kept.
        ValueError: if neither ``out`` nor ``work`` is named.
    """
    from hasila.batch.spark import linking, tolls

    place = work or (out and (Folder(out) / "_hasila").name)
    if not place:
        raise ValueError("there is no folder to work in")
    few = cluster.few()
    job = Job(work=Folder(place).name, settings=settings.for_reading(), with_text=True, readers=readers())
    home = Folder(job.work)
    batches = plan(names, job, home, cluster.batch())
    target = Folder(out) if out else None
    if target:
        target.forget(dataset.DONE)
    with cluster.session() as session:
        notes = read_missing(session, batches, job)
        _spread(session, notes)
        new_ids = renames(session, notes, job)
        failed = [one for _, _, one in dataset.failures(session, notes, new_ids, job)]
        for one in failed:
            tell(one)
        # Other rules than those of the last run make other incidents of the same batches.
        steps = linking.Steps(home / dataset.fingerprint(notes, new_ids, linker()))
        linking.link(session, notes, new_ids, job, steps, few)
        tolls.reconcile(session, notes, new_ids, job, steps, profile)
        if target:
            tolls.write(session, steps, profile, target)
    if target:
        dataset.write_failures(failed, target, lambda _: None)
        told = {"profile": profile, "reports": sum(note.reports for note in notes)}
        target.write("toll.json", msgspec.json.encode(told))
        target.sweep()
        target.write(dataset.DONE, b"")
    home.write(MANIFEST, dataset.manifest(notes, job.readers))
    home.sweep()
    return Toll(
        failed=len(failed),
        reports=sum(note.reports for note in notes),
        report=lambda: tolls.toll_report(steps, notes, profile),
        read=lambda: tolls.read_reports(notes, new_ids, job),
    )


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a job: how many reports were read and could not be; the rest is fetched when it is asked for."""

    failed: int
    reports: int
    report: Callable[[], TollReport]
    read: Callable[[], list[Report]]


def _is_done(target: Folder, home: Folder, batches: Sequence[Batch]) -> bool:
    if target.read(dataset.DONE) is None:
        return False
    try:
        manifest = msgspec.json.decode(home.read(MANIFEST) or b"", type=_Manifest)
    except msgspec.MsgspecError:
        return False
    return [one.key for one in manifest.batches] == [batch.key for batch in batches]


def _tell_again(target: Folder, tell: Callable[[Failed], None]) -> int:
    import pyarrow.parquet as pq

    with (target / "errors").open("part-00000.parquet") as file:
        rows = pq.read_table(file).to_pylist()
    for row in rows:
        tell(Failed(**row))
    return len(rows)


__all__ = ["Cluster", "SparkError", "Toll", "extract", "toll"]
