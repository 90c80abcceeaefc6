"""One row per claim, as CSV (RFC 4180, UTF-8 without a byte-order mark)."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from hasila.export.rows import COLUMNS, rows
from hasila.model import Report

suffix = ".csv"
#: A cell that begins with one of these is run as a formula by spreadsheets; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(reports: Iterable[Report], file: BinaryIO) -> None:
    """Write a header and a row per claim."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for report in reports:
        for row in rows(report):
            writer.writerow({k: _safe(v) for k, v in row.items()})
        file.write(buffer.getvalue().encode("utf-8", "replace"))
        buffer.seek(0)
        buffer.truncate()
    file.write(buffer.getvalue().encode("utf-8", "replace"))


def _safe(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value
