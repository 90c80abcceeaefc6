"""CSV as hasila writes and reads it: RFC 4180, UTF-8, and no cell that a spreadsheet runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, BinaryIO, Final

#: What ``--excel`` puts first: without it Excel takes UTF-8 for the encoding of the machine.
BOM: Final = "\ufeff".encode()
#: A cell that begins so is run as a formula by spreadsheets; an apostrophe makes it text. One that begins with an
#: apostrophe before such a sign gets another, so that reading can take one off again and gives back what was there.
_RUNS: Final = re.compile(r"'*[=+\-@\t\r]")
_FIRST: Final = frozenset("'=+-@\t\r")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")
#: Characters that are gathered before they are encoded and written.
_CHUNK: Final = 1 << 14


def guard(value: Any) -> Any:
    """Return a cell as it is written: text that would be run gets an apostrophe in front, all else stays."""
    # Nearly no cell begins so, and there are many: the first character is looked at before the pattern.
    return "'" + value if value.__class__ is str and value[:1] in _FIRST and _RUNS.match(value) else value


def unguard(cell: str) -> str:
    """Return what :func:`guard` was given."""
    return cell[1:] if cell and _GUARDED.match(cell) else cell


class TableWriter:
    """Writes rows to a file that is open for bytes; :meth:`flush` writes what is left of them.

    ``None`` is an empty cell. Half characters (lone surrogates), which UTF-8 cannot hold, become ``?``: one for one,
    so that offsets stay true.
    """

    def __init__(self, file: BinaryIO | IO[bytes], heads: Iterable[Sequence[str]], *, excel: bool = False) -> None:
        """Begin a table with its header lines, which are ours and stand as they are."""
        self._file = file
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\r\n")
        self._writer.writerows(heads)
        if excel:
            file.write(BOM)

    def write(self, row: Sequence[Any]) -> None:
        """Write a row."""
        self._writer.writerow([guard(cell) for cell in row])
        if self._buffer.tell() > _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        self._file.write(self._buffer.getvalue().encode("utf-8", "replace"))
        self._buffer.seek(0)
        self._buffer.truncate()


def write_table(
    file: BinaryIO | IO[bytes], heads: Iterable[Sequence[str]], rows: Iterable[Sequence[Any]], *, excel: bool = False
) -> None:
    """Write header lines and rows, as :class:`TableWriter` does."""
    writer = TableWriter(file, heads, excel=excel)
    for row in rows:
        writer.write(row)
    writer.flush()


def read_table(file: BinaryIO | IO[bytes], *, heads: int = 1) -> Iterator[dict[str, str | None]]:
    """Yield the rows of a table that :func:`write_table` wrote, by the names of its first line.

    An empty cell is ``None``. ``heads`` is the number of header lines; a byte-order mark is passed over.

    Raises:
        ValueError: if there is no header, a row has another number of cells, or the bytes are not UTF-8.
    """
    # One field may be a whole report; the limit of the module is 131,072 characters and holds for the process.
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 30))
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        names = next(reader, None)
        if names is None:
            raise ValueError("the table has no header")
        for _ in range(1, heads):
            next(reader, None)
        for cells in reader:
            if len(cells) != len(names):
                raise ValueError(f"line {reader.line_num}: {len(cells)} cells where the header has {len(names)}")
            yield {name: unguard(cell) if cell else None for name, cell in zip(names, cells, strict=True)}
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from error
    finally:
        text.detach()  # the file is the caller's to close
