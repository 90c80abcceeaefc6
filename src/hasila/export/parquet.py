"""One row per claim, as Apache Parquet."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from hasila.export.rows import COLUMNS, rows
from hasila.model import Report

suffix = ".parquet"
_KINDS: dict[str, Any] = {
    "low": pa.int64(), "high": pa.int64(), "quote_start": pa.int64(), "quote_end": pa.int64(), "lat": pa.float64(),
    "lon": pa.float64(), "confidence": pa.float64(),
}  # fmt: skip
_SCHEMA = pa.schema([(name, _KINDS.get(name, pa.string())) for name in COLUMNS])
#: Rows of one row group: flat memory, and groups large enough to compress well.
_GROUP = 20_000


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """Replace half characters (lone surrogates), which the format cannot hold."""
    return {k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for k, v in row.items()}


def write(reports: Iterable[Report], file: BinaryIO) -> None:
    """Write the claims in row groups."""
    everything = (_whole(row) for report in reports for row in rows(report))
    with pq.ParquetWriter(file, _SCHEMA) as writer:
        while group := list(islice(everything, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=_SCHEMA))
