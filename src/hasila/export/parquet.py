"""One row per claim, as Apache Parquet."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from hasila.export.rows import COLUMNS, INTEGERS, NUMBERS, claim_cells
from hasila.model import Report

suffix = ".parquet"
#: Rows of one row group: flat memory, and groups large enough to compress well.
_GROUP = 20_000


def _type(name: str) -> Any:
    return pa.int64() if name in INTEGERS else pa.float64() if name in NUMBERS else pa.string()


_SCHEMA = pa.schema([(name, _type(name)) for name in COLUMNS])


def _whole(cell: Any) -> Any:
    """Replace half characters (lone surrogates), which the format cannot hold."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) and not cell.isascii() else cell


def write(reports: Iterable[Report], file: BinaryIO) -> None:
    """Write the claims in row groups."""
    everything = claim_cells(reports)
    with pq.ParquetWriter(file, _SCHEMA) as writer:
        while group := list(islice(everything, _GROUP)):
            columns = ([_whole(cell) for cell in column] for column in zip(*group, strict=True))
            arrays = [pa.array(cells, field.type) for cells, field in zip(columns, _SCHEMA, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
