"""From the folder that Spark left back to what the local engine writes: in the order of the inputs, in one file."""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from hasila.batch.spark.dataset import DONE
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.records import Record
from hasila.batch.spark.session import SparkError
from hasila.model.codec import from_json

_ROWS = 500


def kind_of(folder: Folder) -> str:
    """Return ``reports`` or ``incidents``: what a folder was left with.

    Raises:
        SparkError: if it is no folder of a finished job.
    """
    if folder.read(DONE) is None:
        raise SparkError(f"{folder.name} is no folder of a finished job: there is no {DONE} in it; run the job again")
    return "reports" if folder.read("toll.json") is None else "incidents"


def lines(folder: Folder) -> Iterator[str]:
    """Yield the records of reports, as JSON, in the order of the inputs. One file of each month is open at a time."""
    months: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted((folder / "reports").sizes()):
        months[name.rpartition("/")[0]].append(name)
    for row in heapq.merge(*(_rows(folder, names) for names in months.values()), key=lambda row: row["number"]):
        yield row["record"]


def reports(folder: Folder) -> Iterator[Record]:
    """Yield the reports, without their texts, in the order of the inputs."""
    for line in lines(folder):
        yield from_json(line, Record)


def write_lines(folder: Folder, file: BinaryIO) -> None:
    """Write one JSON object per report."""
    for line in lines(folder):
        file.write(line.encode() + b"\n")


def _rows(folder: Folder, names: list[str]) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    for name in names:
        with (folder / "reports").open(name) as file:
            for some in pq.ParquetFile(file).iter_batches(batch_size=_ROWS, columns=["number", "record"]):
                yield from some.to_pylist()
