"""A table with a header: comma, semicolon, tab or bar between cells, a report a row.

Columns that are called like the fields of a report (``id``, ``text``, ``lang``, ``published``, ``outlet``, ``url``,
``title``; upper and lower case are one) are those fields; ``Settings.columns`` names others. The capture of a row is
its bytes; the header, the delimiter and which column is what go with it, so that it can be read without its table.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from hasila.ingest.decode import (
    as_received,
    binary_kind,
    decode,
    decode_part,
    head_encoding,
    utf8_chunks,
    wide_encoding,
)
from hasila.ingest.kinds.jsonl import lines
from hasila.ingest.records import record_report
from hasila.ingest.source import RECORD_FIELDS, Blob, Settings, Unreadable, url_key
from hasila.model import Capture, Report

EXTENSIONS: Final = (".csv", ".tsv", ".tab")
MEDIA_TYPES: Final = ("text/csv", "text/tab-separated-values", "application/csv")

_DELIMITERS: Final = (",", ";", "\t", "|")
_MAX_HEADER: Final = 1 << 20  # bytes
_OTHER_COLUMNS: Final = 1 << 20  # bytes left in a row for columns beside the text
_MAX_BYTES_PER_CHAR: Final = 4
#: What the first line says to a spreadsheet program, and to nobody else.
_SEP: Final = re.compile(r'"?sep=(.)"?', re.I)
#: What our exports put before a cell that spreadsheets would run as a formula, or that begins like one that has it
#: (``guard`` in export/table.py).
_GUARD: Final = re.compile(r"\A'(?='*+[=+\-@\t\r])")
#: The rest of a quoted cell with its closing quote; a doubled quote is none.
_CLOSE: Final = re.compile(rb'(?:[^"]++|"")*+"')

# 128 KB by default, for the whole process; how long a row may be is settled by split, before this module sees a cell.
csv.field_size_limit(2**31 - 1)


def looks_like(head: str) -> bool:
    """Tell whether the first line names a column ``text`` and another field; other tables look like prose."""
    line = head.splitlines()[0] if head else ""
    if not 0 < len(line) < 500:
        return False
    names = {cell.lower() for cell in _header(line)[1]}
    return "text" in names and len(names.intersection(RECORD_FIELDS)) > 1


def split(blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
    """Yield the bytes of each row that is not blank.

    Raises:
        OSError: if the stream fails.
    """
    what = binary_kind(blob.head)
    if what:
        yield Unreadable(blob.name, f"it is {what}", "save the table as CSV in UTF-8")
        return
    wide = wide_encoding(blob.head)
    encoding = wide or head_encoding(blob.head) or blob.charset or ""

    def text_of(piece: bytes) -> str:
        return piece.decode("utf-8", "replace") if wide else decode(piece, encoding)

    limit = settings.max_chars * _MAX_BYTES_PER_CHAR + _OTHER_COLUMNS
    pieces = lines(utf8_chunks(blob.chunks()), limit)
    delimiter, columns = "", list[str]()
    for _, row, _ in _rows(pieces, _MAX_HEADER, "".join(_DELIMITERS)):
        line = text_of(row or b"").strip()
        said = _SEP.fullmatch(line)
        if said and not delimiter:
            delimiter = said[1]
        elif line or row is None:
            delimiter, columns = _header(line, delimiter)
            break
    if not any(columns):
        yield Unreadable(
            blob.name, "it is empty or its header is", "give a table with names of columns in its first line"
        )
        return
    try:
        fields = fields_of(columns, settings.columns)
    except LookupError as error:
        there = ", ".join(column[:40] for column in columns[:20])
        yield Unreadable(blob.name, f"{error.args[0]}; there are {there}", "name the columns with --map text=COLUMN")
        return
    context = {"delimiter": delimiter, "columns": _json(columns), "fields": _json(fields), "encoding": encoding}
    found = False
    for number, row, closed in _rows(pieces, limit, delimiter):
        locator = f"line {number}"
        if row is not None and not row.strip():
            continue
        if row is None or not closed:
            found = True
            yield (
                settings.too_long(f"{blob.name}, {locator}")
                if row is None
                else Unreadable(
                    f"{blob.name}, {locator}", "a quote that opens here is never closed", "close it, or double it"
                )
            )
            continue
        cells = _cells(text_of(row), delimiter)
        if cells is not None and not any(cell.strip() for cell in cells):
            continue  # spreadsheets leave rows of nothing but delimiters
        found = True
        yield settings.capture(
            blob,
            "csv",
            as_received(row, wide),
            key=url_key(_by_field(cells or [], fields).get("url")),
            locator=locator,
            report_id=f"{blob.report_id}-{number}",
            context=context,
        )
    if not found:
        yield Unreadable(blob.name, "it has a header and no rows", "check that it was saved")


def read(capture: Capture, settings: Settings) -> Report | Unreadable:
    """Return the report of a row, or why it has none."""
    context = capture.context
    encoding = context.get("encoding")
    try:
        columns, fields = json.loads(context["columns"]), json.loads(context["fields"])
        delimiter = context["delimiter"]
    except (KeyError, ValueError):
        return Unreadable(capture.name, "the header of its table is missing", "read the table again")
    cells = _cells(decode_part(capture.body, encoding, encoding), delimiter)
    if cells is None:
        return Unreadable(capture.name, "quotes or line ends in the row are wrong", "put the whole cell into quotes")
    if any(cell.strip() for cell in cells[len(columns) :]):
        there = f"the row has {len(cells)} cells, the header {len(columns)}"
        return Unreadable(capture.name, there, "put cells that contain the delimiter into quotes")
    record = {name: _GUARD.sub("", cell, count=1) for name, cell in _by_field(cells, fields).items() if cell}
    return record_report(
        capture,
        record,
        settings,
        lambda field: f'the column "{columns[fields[field]]}"',
        lambda field: _ADVICE.get(field, "correct the cell, or leave it empty"),
    )


_ADVICE: Final = {
    "text": "give the report in the column that --map text=COLUMN names",
    "published": "write dates as year-month-day, or name another column with --map published=COLUMN (none: published=)",
    "lang": "write a code like ar, or name another column with --map lang=COLUMN (none: lang=)",
}


def _header(line: str, said: str = "") -> tuple[str, list[str]]:
    """Return the delimiter and the names of the columns: ``said``, or the delimiter that gives the most columns.

    One that gives a column ``text`` goes before: a name may have commas in it.
    """
    tried = []
    for delimiter in [said] if said else _DELIMITERS:
        columns = [column.strip() for column in _cells(line, delimiter) or []]
        tried.append((any(column.lower() == "text" for column in columns), len(columns), delimiter, columns))
    _, _, delimiter, columns = max(tried, key=lambda item: item[:2])
    return delimiter, columns


def fields_of(columns: list[str], said: Mapping[str, str]) -> dict[str, int]:
    """Return which column has which field; ``said`` goes before the names, and its empty string means none.

    Raises:
        LookupError: if a column that was named is not there, or none has the text.
    """
    places: dict[str, int] = {}
    for place, column in enumerate(columns):
        places.setdefault(column.lower(), place)
    found = {}
    for field in RECORD_FIELDS:
        name = said.get(field, field).strip()
        if name in columns:
            found[field] = columns.index(name)
        elif name.lower() in places and name:
            found[field] = places[name.lower()]
        elif name and field in said:
            raise LookupError(f'there is no column "{name}"')
    if "text" not in found:
        raise LookupError("no column has the text")
    return found


def _by_field(cells: list[str], fields: Mapping[str, int]) -> dict[str, str]:
    return {field: cells[place] for field, place in fields.items() if place < len(cells)}


def _cells(row: str, delimiter: str) -> list[str] | None:
    """Return the cells of one row, ``None`` if they cannot be told."""
    try:
        (cells,) = csv.reader(io.StringIO(row, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError, TypeError):
        return None
    return cells


def _rows(
    pieces: Iterator[tuple[int, bytes | None, bool]], limit: int, delimiters: str
) -> Iterator[tuple[int, bytes | None, bool]]:
    """Put lines together to rows, which may go on in the next line inside quotes.

    A quote opens a cell only at its beginning: inside one it is a quote (``a 5" gun``).

    Yields:
        The number of the row's first line, its bytes without the line's end (``None`` if over ``limit``), and whether
        its last quote was closed, which only the last row's may not be.
    """
    opener = re.compile(b"(?<![^" + re.escape(delimiters).encode() + b'])"')
    first, size, is_open = 0, 0, False
    parts: list[bytes] = []
    for number, line, _ in pieces:
        if not is_open:
            first, size, parts = number, 0, []
        if line is None:
            # The line was not kept, and with it whether it closes the quote: the next line begins a row.
            yield first, None, True
            is_open = False
            continue
        size += len(line) + 1
        if size <= limit + 1:
            parts.append(line)
        else:
            parts = []
        is_open = _stays_open(line, is_open, opener)
        if not is_open:
            whole = b"\n".join(parts)
            yield first, (whole[:-1] if whole.endswith(b"\r") else whole) if size <= limit + 1 else None, True
    if is_open:
        yield first, b"\n".join(parts) if size <= limit + 1 else None, False


def _stays_open(line: bytes, is_open: bool, opener: re.Pattern[bytes]) -> bool:
    """Tell whether a line ends inside quotes, which ``is_open`` says of the line before."""
    at = 0
    while True:
        found = _CLOSE.match(line, at) if is_open else opener.search(line, at)
        if found is None:
            return is_open
        at, is_open = found.end(), not is_open


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
