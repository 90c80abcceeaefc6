"""The jobs: what the commands call, step by step, each step passed over where it is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from hasila.batch.local import Failed
from hasila.batch.spark import dataset
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.planning import Batch, plan
from hasila.batch.spark.reading import read_missing
from hasila.batch.spark.records import renames
from hasila.batch.spark.session import Job, SparkError, explained, readers, session_of
from hasila.ingest import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The property that says how many bytes of input one task reads.
BATCH = "spark.hasila.batch"
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
        said = self.conf.get(BATCH)
        if said is not None and not (said.isascii() and said.isdigit() and int(said)):
            raise SparkError(f"{BATCH} is {said!r}; it must be a number of bytes")
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
        new_ids = renames(session, notes, job)
        dataset.write(session, notes, new_ids, job, target)
        failed = (one for _, _, one in dataset.failures(session, notes, new_ids, job))
        count = dataset.write_failures(failed, target, tell)
    home.write(MANIFEST, dataset.manifest(notes, job.readers))
    target.sweep()
    home.sweep()
    target.write(dataset.DONE, b"")
    return count


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


__all__ = ["Cluster", "SparkError", "extract"]
