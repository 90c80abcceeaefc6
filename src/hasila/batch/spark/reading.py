"""Reading the batches of a plan on the workers: each becomes one file of records and a note of what is in it."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import msgspec

from hasila.batch.local import Failed, read_one
from hasila.batch.spark.folders import Folder, filesystem, is_address
from hasila.batch.spark.planning import Batch, Part
from hasila.batch.spark.session import Job, SparkError, check, map_in_arrow
from hasila.export.json import to_json
from hasila.export.jsonl import record
from hasila.ingest import Settings, Unreadable, read_capture
from hasila.ingest.inputs import Walk
from hasila.model import Capture, Report

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

FOLDER: Final = "batches"
#: The partition of reports whose day of publication nobody tells.
UNKNOWN: Final = "unknown"
#: Records written at once.
_ROWS: Final = 500


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a finished batch: its inputs with their hashes, and how much came of them.

    ``months``: reports by month of publication. ``lang``: the language of the first report that was read. ``bytes``:
    the size of the file of records, by which one that was cut off is known.
    """

    key: str
    inputs: tuple[dict[str, Any], ...]
    reports: int
    failed: int
    claims: int
    months: dict[str, int]
    lang: str | None
    bytes: int


def schema() -> "pa.Schema":
    """Return the columns of a batch's records, in the order of its inputs.

    A report has its ``record`` as JSON, as the local engine writes it; what could not be read has an ``error``, and its
    ``id`` where it was known.
    """
    import pyarrow as pa

    fields = [("position", pa.int32()), ("id", pa.string()), ("month", pa.string())]
    return pa.schema([*fields, *((name, pa.string()) for name in ("record", "text", "error"))])


def read_missing(session: "SparkSession", batches: Sequence[Batch], job: Job) -> list[Note]:
    """Read the batches that are not finished yet; return the notes of all, in order."""
    work = Folder(job.work) / FOLDER
    notes = finished(work)
    missing = [batch for batch in batches if batch.key not in notes]
    missing = list({batch.key: batch for batch in missing}.values())
    if missing:
        told = session.sparkContext.broadcast([msgspec.json.encode(batch) for batch in missing])
        # A task for each: what one leaves undone is little, and none waits for the slowest.
        numbers = session.range(0, len(missing), 1, len(missing))
        done = map_in_arrow(numbers, partial(_read, job, told), "key string, note string")
        for row in done.collect():
            notes[row["key"]] = msgspec.json.decode(row["note"], type=Note)
    return [notes[batch.key] for batch in batches]


def finished(work: Folder) -> dict[str, Note]:
    """Return the notes of the batches that are finished, by key; what is damaged counts as not there."""
    sizes = work.sizes()
    notes = {}
    for name in sizes:
        if name.endswith(".json") and (note := noted(work, name.removesuffix(".json"), sizes)):
            notes[note.key] = note
    return notes


def noted(work: Folder, key: str, sizes: Mapping[str, int] | None = None) -> Note | None:
    """Return the note of a batch if that is finished; ``sizes``: of the files that are there, where they are known."""
    try:
        note = msgspec.json.decode(work.read(f"{key}.json") or b"", type=Note)
    except msgspec.MsgspecError:
        return None
    name = f"{key}.parquet"
    return note if (work.size(name) if sizes is None else sizes.get(name)) == note.bytes else None


def _read(job: Job, told: Any, tasks: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Read batches, by their numbers: the work of a task."""
    import pyarrow as pa

    check(job)
    for task in tasks:
        for number in task.column(0).to_pylist():
            batch = msgspec.json.decode(told.value[number], type=Batch)
            # A worker that was lost may have finished it and not lived to say so.
            note = noted(Folder(job.work) / FOLDER, batch.key) or read_batch(batch, job)
            text = msgspec.json.encode(note).decode()
            yield pa.RecordBatch.from_pydict({"key": [note.key], "note": [text]})


def read_batch(batch: Batch, job: Job) -> Note:
    """Read a batch and write its records; its note comes last, and makes it a finished one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    work = Folder(job.work) / FOLDER
    counts: Counter[str] = Counter()
    months: Counter[str] = Counter()
    langs: dict[str, None] = {}

    def rows() -> Iterator[dict[str, Any]]:
        for position, item in enumerate(_items(batch, job.settings)):
            report, failed = item
            counts["failed" if failed else "reports"] += 1
            row: dict[str, Any] = {"position": position, "id": None, "month": None, "record": None}
            row |= {"text": None, "error": None}
            if report is not None:
                row["id"] = text_of(report.id)
                row["month"] = report.published[:7] if report.published else UNKNOWN
            if failed is not None:
                row["error"] = to_json(failed)
            else:
                assert report is not None
                months[row["month"]] += 1
                langs[report.lang] = None
                counts["claims"] += len(report.claims)
                row["record"] = to_json(record(report))
                # JSON again: of lone surrogates offsets depend, and the format has none.
                row["text"] = to_json(report.text) if job.with_text else None
            yield row

    every = rows()
    with work.writing(f"{batch.key}.parquet") as file, pq.ParquetWriter(file, schema(), compression="zstd") as writer:
        while some := list(islice(every, _ROWS)):
            writer.write_table(pa.Table.from_pylist(some, schema=schema()))
    note = Note(
        key=batch.key,
        inputs=tuple(_input(part) for part in batch.parts),
        reports=counts["reports"],
        failed=counts["failed"],
        claims=counts["claims"],
        months=dict(sorted(months.items())),
        lang=next(iter(langs), None),
        bytes=work.size(f"{batch.key}.parquet"),
    )
    work.write(f"{batch.key}.json", msgspec.json.encode(note))
    return note


def _input(part: Part) -> dict[str, Any]:
    piece = part.piece
    return {"name": piece.file.name, "sha256": part.sha256, "start": piece.start, "bytes": part.size}


def text_of(text: str) -> str:
    """Replace half characters (lone surrogates), which the format cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _items(batch: Batch, settings: Settings) -> Iterator[tuple[Report | None, Failed | None]]:
    """Yield the reports of a batch, read, and what could not be read, in order."""
    for part in batch.parts:
        if part.fault is not None:
            yield None, Failed(*part.fault)
            continue
        for item in _captures(part, settings):
            found = read_capture(item, settings) if isinstance(item, Capture) else item
            if isinstance(found, Unreadable):
                yield None, Failed(found.name, found.reason, found.advice)
                continue
            try:
                read = read_one(found)
            except Exception as error:  # a fault of ours: it is told, and the rest goes on
                read = Failed(found.id, f"{type(error).__name__}: {error}", "tell the makers of hasila")
            yield (found, read) if isinstance(read, Failed) else (read, None)


def _captures(part: Part, settings: Settings) -> Iterator[Capture | Unreadable]:
    piece = part.piece
    if not part.sha256:
        # The driver could not read it either; here it is found out why, as the local engine does.
        yield from Walk(settings, None).read(piece.file.path)
        return
    try:
        stream = _opened(piece.file.path)
    except OSError as error:
        raise SparkError(
            f"a worker cannot open {piece.file.path} ({error}): inputs must have the same name on all workers"
        ) from error
    with stream:
        if piece.end is None and not piece.start:
            yield from Walk(settings, None).read_piece(piece, stream)
        else:
            stream.seek(piece.start)
            window = cast(BinaryIO, _Window(stream, None if piece.end is None else piece.end - piece.start))
            yield from Walk(settings, None).read_piece(piece, window)


def _opened(path: str) -> BinaryIO:
    if not is_address(path):
        return open(path, "rb")
    system, place = filesystem(path)
    return cast(BinaryIO, system.open_input_file(place))


class _Window(io.RawIOBase):
    """The next so many bytes of a file, or all that are left."""

    def __init__(self, file: BinaryIO, size: int | None) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._left is not None:
            size = self._left if size < 0 else min(size, self._left)
        data = self._file.read(size)
        if self._left is not None:
            self._left -= len(data)
        return data


def records(work: Folder, key: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the records of a finished batch, in order."""
    import pyarrow.parquet as pq

    with (work / FOLDER).open(f"{key}.parquet") as file:
        for some in pq.ParquetFile(file).iter_batches(batch_size=_ROWS, columns=list(columns)):
            yield from some.to_pylist()


def over_batches(
    session: "SparkSession", keys: Sequence[str], job: Job, read: Callable[..., Any], columns: str, *more: Any
) -> Any:
    """Return a frame of what ``read(job, told, *more, tasks)`` yields of finished batches; ``told`` are their keys."""
    told = session.sparkContext.broadcast(list(keys))
    # Several small ones to a task: here little is done with each.
    tasks = min(len(keys), max(session.sparkContext.defaultParallelism * 4, len(keys) // 20))
    return map_in_arrow(session.range(0, len(keys), 1, max(1, tasks)), partial(read, job, told, *more), columns)
