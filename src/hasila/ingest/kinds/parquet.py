"""Apache Parquet: a report a row, in columns that are called like the fields of a report.

Upper and lower case are one; ``Settings.columns`` names other columns. Only those columns are read. What the file holds
of a row has no bytes of its own, so the capture of a row is the row as a line of JSON.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, Final, cast

from hasila.ingest.kinds.csv import fields_of
from hasila.ingest.records import record_report
from hasila.ingest.source import Blob, Settings, Unreadable, url_key
from hasila.model import Capture, Report

EXTENSIONS: Final = (".parquet",)
MEDIA_TYPES: Final = ("application/vnd.apache.parquet", "application/x-parquet")

#: Rows that are held at once.
_ROWS: Final = 256
#: The table of contents lies at the end. Where that cannot be reached (in an archive, from the web), all of the file is
#: held in memory, up to this many bytes.
_MAX_HELD: Final = 200_000_000


def looks_like(head: str) -> bool:
    """Tell whether an input begins with the format's mark."""
    return head.startswith("PAR1")


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield each row as a line of JSON.

    Raises:
        OSError: if the stream fails.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = _whole(blob)
    if source is None:
        size = f"{_MAX_HELD / 1_000_000:g} MB"
        yield Unreadable(
            blob.name, f"it is larger than {size} and not a file of its own", "unpack it and name the file"
        )
        return
    number = 0
    try:
        table = pq.ParquetFile(source)
        columns = list(table.schema_arrow.names)
        try:
            fields = fields_of(columns, settings.columns)
        except LookupError as error:
            there = ", ".join(column[:40] for column in columns[:20])
            yield Unreadable(
                blob.name, f"{error.args[0]}; there are {there}", "name the columns with --map text=COLUMN"
            )
            return
        wanted = {field: columns[place] for field, place in fields.items()}
        for batch in table.iter_batches(batch_size=_ROWS, columns=list(wanted.values())):
            # By hand and not by to_pylist: a batch has a column once, two fields may take theirs from it.
            cells = {field: batch.column(name).to_pylist() for field, name in wanted.items()}
            for at in range(batch.num_rows):
                number += 1
                record = {field: value for field in cells if (value := _plain(cells[field][at])) is not None}
                url = record.get("url")
                yield settings.capture(
                    blob,
                    "parquet",
                    json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"),
                    key=url_key(url) if isinstance(url, str) else None,
                    locator=f"row {number}",
                    report_id=f"{blob.report_id}-{number}",
                )
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        where = f"{blob.name}, row {number + 1}" if number else blob.name
        yield Unreadable(where, f"the Parquet file is broken ({_first_line(error)})", "write or fetch the file again")
        return
    if not number:
        yield Unreadable(blob.name, "it has no rows", "check that it was saved")


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a row, or why it has none."""
    try:
        record = json.loads(capture.body)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        return Unreadable(capture.name, "it is no row of a table", "read the table again")
    return record_report(
        capture,
        record,
        settings,
        lambda field: f'the column of the field "{field}"',
        lambda field: _ADVICE if field == "text" else "correct the cell, or leave it empty",
    )


_ADVICE: Final = "give the report in the column that --map text=COLUMN names"


def _whole(blob: Blob) -> BinaryIO | None:
    """Return the file from its beginning on, which can be gone about in; ``None`` if it is too large for that."""
    import io

    try:
        if blob.stream.seekable():
            blob.stream.seek(0)
            return blob.stream
    except (OSError, AttributeError):
        pass
    data = blob.read(_MAX_HELD)
    return None if data is None else cast(BinaryIO, io.BytesIO(data))


def _plain(value: Any) -> Any:
    """Return a cell as JSON can have it: days and times as ISO writes them."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | None) else str(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
