"""One row per claim, as CSV (RFC 4180, UTF-8 without a byte-order mark)."""

from collections.abc import Iterable
from typing import BinaryIO

from hasila.export.rows import COLUMNS, claim_cells
from hasila.export.table import write_table
from hasila.model import Report

suffix = ".csv"


def write(reports: Iterable[Report], file: BinaryIO, *, excel: bool = False) -> None:
    """Write a header and a row per claim; ``excel`` puts a byte-order mark first."""
    write_table(file, [COLUMNS], claim_cells(reports), excel=excel)
