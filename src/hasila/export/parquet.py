"""One row per claim, as Apache Parquet."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from hasila.export.rows import COLUMNS, INTEGERS, NUMBERS, Read, claim_cells
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
            writer.write_table(_table(group))


def table(reports: Iterable[Read]) -> pa.Table:
    """Return the claims of reports as one table."""
    return _table(list(claim_cells(reports)))


def _table(group: Sequence[Sequence[Any]]) -> pa.Table:
    columns: Iterable[Sequence[Any]] = zip(*group, strict=True) if group else [()] * len(COLUMNS)
    cells = ([_whole(cell) for cell in column] for column in columns)
    arrays = [pa.array(values, field.type) for values, field in zip(cells, _SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)
