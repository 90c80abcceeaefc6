"""The web archives inside a WACZ (Web Archive Collection Zipped): a ZIP whose folder ``archive`` has the WARC files.

Its other files, indexes and lists of pages, say nothing that the archives do not.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from hasila.ingest.source import Blob, Settings

_MEMBER: Final = re.compile(r"archive/[^/\x00-\x1f\x7f]{1,200}\.warc(\.gz)?", re.I)
#: Longest table of contents in bytes, 10,000 entries or so: the whole table is held in memory.
_MAX_DIRECTORY: Final = 1_000_000

#: What the ZIP reader raises for a file that is broken, encrypted or packed in a way that it does not know.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class WaczError(Exception):
    """A WACZ that cannot be read at all: a sentence without full stop."""


class _Guarded(io.RawIOBase):
    """Refuses to be read in huge pieces: the ZIP reader takes the length of the table of contents from the file."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(_MAX_DIRECTORY + 1 if size < 0 else min(size, _MAX_DIRECTORY + 1))
        if len(data) > _MAX_DIRECTORY:
            raise WaczError("its table of contents is too long")
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


class Member:
    """A web archive in the collection: its name there, and how many bytes it may become.

    ``open`` raises ``OSError``, or what ``BROKEN`` has.
    """

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_ratio: int) -> None:
        self.name = info.filename
        self.max_bytes = max(10_000_000, info.compress_size * max_ratio)
        self._archive = archive
        self._info = info

    def open(self) -> "IO[bytes]":
        """Open the bytes of the archive; the caller closes them."""
        return self._archive.open(self._info)


@contextmanager
def members(blob: Blob, settings: Settings) -> Iterator[list[Member]]:
    """Open a WACZ and give its web archives, in the order of their names.

    Raises:
        WaczError: if it is no WACZ or made to harm.
        OSError: if its stream fails.
    """
    with _seekable(blob, settings.max_unpacked) as file:
        size = file.seek(0, io.SEEK_END)
        try:
            archive = zipfile.ZipFile(_Guarded(file))
        except BROKEN as error:
            raise WaczError(f"it is no ZIP archive or cut off ({error})") from None
        with archive:
            entries = archive.infolist()
            # Entries that share their bytes make a small file endless; honest ones lie side by side.
            if sum(entry.compress_size for entry in entries) > size:
                raise WaczError("its entries overlap")
            found = {entry.filename: entry for entry in entries if _MEMBER.fullmatch(entry.filename)}
            if not found:
                raise WaczError("it has no WARC file in its folder archive")
            yield [Member(archive, found[name], settings.max_ratio) for name in sorted(found)]


@contextmanager
def _seekable(blob: Blob, limit: int) -> "Iterator[IO[bytes]]":
    stream: Any = blob.stream
    if isinstance(stream, io.BufferedReader | io.BytesIO) and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        size = 0
        for chunk in blob.chunks():
            size += len(chunk)
            if size > limit:
                raise WaczError(f"it is larger than {limit / 1_000_000:,.0f} MB")
            copy.write(chunk)
        yield copy
