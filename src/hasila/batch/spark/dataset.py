"""The folder that ``extract`` leaves: claims and reports as Parquet by month of publication, and what failed.

Its files are worked out beforehand from how many reports each batch has of each month: which report goes to which file
does not depend on who writes it or how often it is tried. A file that is there is whole, and is not written again.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hasila.batch.local import Failed
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.reading import Note, over_batches, records
from hasila.batch.spark.records import Record, Renames
from hasila.batch.spark.session import Job, map_in_arrow
from hasila.export.json import to_json
from hasila.export.parquet import table as claims_table
from hasila.model.codec import from_json

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

#: Reports of one file.
SLICE: Final = 50_000
_ROWS: Final = 500
LAYOUT: Final = "layout.json"
DONE: Final = "_SUCCESS"
TABLES: Final = ("claims", "reports")


class _Layout(msgspec.Struct):
    """Which files there are to be: those of each month; ``fingerprint`` is of all that decides what is in them."""

    fingerprint: str
    files: list[str]


def schema() -> "pa.Schema":
    """Return the columns of the table of reports; ``number`` counts them in the order of the inputs."""
    import pyarrow as pa

    texts = ("id", "lang", "published", "outlet", "url", "title", "sha256")
    numbers = [("number", pa.int64())]
    return pa.schema(
        [*numbers, *((name, pa.string()) for name in texts), ("claims", pa.int32()), ("record", pa.string())]
    )


def write(session: "SparkSession", notes: Sequence[Note], new_ids: Renames, job: Job, out: Folder) -> None:
    """Write the files that are not there yet, and take away those of another run on other inputs."""
    months: Counter[str] = Counter()
    starts: list[tuple[int, dict[str, int]]] = []
    total = 0
    for note in notes:
        starts.append((total, {month: months[month] for month in note.months}))
        total += note.reports
        months.update(note.months)
    files = [_file(month, part) for month, count in sorted(months.items()) for part in range(-(-count // SLICE))]
    layout = _Layout(fingerprint(notes, new_ids), files)
    work = Folder(job.work)
    data = work.read(LAYOUT)
    if data is None or msgspec.json.decode(data, type=_Layout) != layout:
        for name in TABLES:
            (out / name).clear()
        work.write(LAYOUT, msgspec.json.encode(layout))
    there = {name: (out / name).sizes() for name in TABLES}
    missing = {name: at for at, name in enumerate(n for n in files if any(n not in there[t] for t in TABLES))}
    if not missing:
        return
    # Only batches that have something for a file that is not there.
    keys, places = [], []
    for number, (note, (start, before)) in enumerate(zip(notes, starts, strict=True)):
        wanted = {m for m, n in note.months.items() if any(f in missing for f in _files(m, before[m], n))}
        if wanted:
            keys.append(note.key)
            places.append((start, before, dict(new_ids.get(number, {}))))
    columns = "part int, number long, record string"
    shared = session.sparkContext.broadcast(places)
    rows = over_batches(session, keys, job, _placed, columns, shared, missing)
    names = list(missing)
    # One file, one partition, where this Spark can say so; else by hash, some with several files and some with none.
    by_id = getattr(rows, "repartitionById", None)
    apart = by_id(len(names), "part") if by_id else rows.repartition(len(names), "part")
    done = map_in_arrow(apart.sortWithinPartitions("part", "number"), partial(_write, job, out, names), "part int")
    done.collect()


def fingerprint(notes: Sequence[Note], new_ids: Renames, *rules: str) -> str:
    """Return what names these batches with these ids, under these rules: what is made of them is kept under it."""
    own = sorted((number, sorted(ids.items())) for number, ids in new_ids.items())
    told = msgspec.json.encode([[note.key for note in notes], own, *rules])
    return hashlib.sha256(told).hexdigest()[:32]


def _file(month: str, part: int) -> str:
    return f"month={month}/part-{part:05}.parquet"


def _files(month: str, before: int, count: int) -> Iterator[str]:
    for part in range(before // SLICE, (before + count - 1) // SLICE + 1):
        yield _file(month, part)


def _placed(
    job: Job, told: Any, shared: Any, missing: dict[str, int], tasks: Iterator["pa.RecordBatch"]
) -> Iterator["pa.RecordBatch"]:
    """Yield the records of batches, each with the file that it goes to and its number."""
    import pyarrow as pa

    columns = pa.schema([("part", pa.int32()), ("number", pa.int64()), ("record", pa.string())])
    for task in tasks:
        for at in task.column(0).to_pylist():
            number, before, own = shared.value[at]
            seen: Counter[str] = Counter(before)
            rows = []
            for row in records(Folder(job.work), told.value[at], ("position", "month", "record")):
                if row["record"] is None:
                    continue
                file = missing.get(_file(row["month"], seen[row["month"]] // SLICE))
                seen[row["month"]] += 1
                if file is not None:
                    record = renamed(row["record"], own.get(row["position"]))
                    rows.append({"part": file, "number": number, "record": record})
                number += 1
                if len(rows) == _ROWS:
                    yield pa.RecordBatch.from_pylist(rows, schema=columns)
                    rows = []
            if rows:
                yield pa.RecordBatch.from_pylist(rows, schema=columns)


def renamed(record: str, own: str | None) -> str:
    """Return a record under another id, where it gets one."""
    return record if own is None else to_json(msgspec.structs.replace(from_json(record, Record), id=own))


def _write(
    job: Job, out: Folder, names: Sequence[str], tasks: Iterator["pa.RecordBatch"]
) -> Iterator["pa.RecordBatch"]:
    """Write the files of a partition, whose rows come in the order of the files and of their numbers."""
    import pyarrow as pa

    every = (row for task in tasks for row in task.to_pylist())
    for part, rows in groupby(every, key=lambda row: row["part"]):
        _write_file(out, names[part], rows)
        yield pa.RecordBatch.from_pydict({"part": pa.array([part], pa.int32())})


def _write_file(out: Folder, name: str, rows: Iterable[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with (out / "claims").writing(name) as first, (out / "reports").writing(name) as second:
        none = claims_table([])
        with (
            pq.ParquetWriter(first, none.schema, compression="zstd") as claims,
            pq.ParquetWriter(second, schema(), compression="zstd") as reports,
        ):
            every = iter(rows)
            while some := list(islice(every, _ROWS)):
                read = [from_json(row["record"], Record) for row in some]
                told = [
                    {**_cells(one), "number": row["number"], "record": row["record"]}
                    for one, row in zip(read, some, strict=True)
                ]
                reports.write_table(pa.Table.from_pylist(told, schema=schema()))
                claims.write_table(claims_table(read))


def _cells(one: Record) -> dict[str, Any]:
    cells = {name: getattr(one, name) for name in ("id", "lang", "published", "outlet", "url", "title", "sha256")}
    whole = {n: v.encode("utf-8", "replace").decode() if v and not v.isascii() else v for n, v in cells.items()}
    return {**whole, "claims": len(one.claims)}


def failures(
    session: "SparkSession", notes: Sequence[Note], new_ids: Renames, job: Job
) -> Iterator[tuple[int, int, Failed]]:
    """Yield what could not be read, with the numbers of its batch and its place in it, in order."""
    numbers = [number for number, note in enumerate(notes) if note.failed]
    if not numbers:
        return
    own = session.sparkContext.broadcast([(n, dict(new_ids.get(n, {}))) for n in numbers])
    columns = "batch int, position int, error string"
    frame = over_batches(session, [notes[n].key for n in numbers], job, _failures, columns, own)
    for row in frame.orderBy("batch", "position").toLocalIterator():
        yield row["batch"], row["position"], from_json(row["error"], Failed)


def _failures(job: Job, told: Any, own: Any, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa

    columns = pa.schema([("batch", pa.int32()), ("position", pa.int32()), ("error", pa.string())])
    for task in tasks:
        for at in task.column(0).to_pylist():
            number, ids = own.value[at]
            rows = []
            for row in records(Folder(job.work), told.value[at], ("position", "error")):
                if row["error"] is not None:
                    error = from_json(row["error"], Failed)
                    if row["position"] in ids:
                        error = msgspec.structs.replace(error, name=ids[row["position"]])
                    rows.append({"batch": number, "position": row["position"], "error": to_json(error)})
            yield pa.RecordBatch.from_pylist(rows, schema=columns)


def write_failures(found: Iterable[Failed], out: Folder, tell: Callable[[Failed], None]) -> int:
    """Write what could not be read as a table, and tell each; return how many there are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = pa.schema([(name, pa.string()) for name in Failed.__struct_fields__])
    count = 0
    every = iter(found)
    with (out / "errors").writing("part-00000.parquet") as file, pq.ParquetWriter(file, columns) as writer:
        while some := list(islice(every, _ROWS)):
            for one in some:
                tell(one)
            count += len(some)
            writer.write_table(pa.Table.from_pylist([_whole(one) for one in some], schema=columns))
    return count


def _whole(one: Failed) -> dict[str, str]:
    return {n: getattr(one, n).encode("utf-8", "replace").decode() for n in Failed.__struct_fields__}


def manifest(notes: Sequence[Note], readers: str) -> bytes:
    """Return what is told of a finished job: its inputs with their hashes, batch by batch, and the counts."""
    months: defaultdict[str, int] = defaultdict(int)
    for note in notes:
        for month, count in note.months.items():
            months[month] += count
    told = {
        "readers": readers,
        "reports": sum(note.reports for note in notes),
        "failed": sum(note.failed for note in notes),
        "claims": sum(note.claims for note in notes),
        "months": dict(sorted(months.items())),
        "batches": notes,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)
