"""From what the user named (files, directories, addresses, ``-``) to opened inputs."""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

import msgspec

from hasila.ingest.archives import ENDINGS, archive_form, is_archive_name, members, size_of
from hasila.ingest.budget import ArchiveError, Budget
from hasila.ingest.decode import binary_kind, wide_encoding
from hasila.ingest.kinds import extensions, kind_by_media_type, kind_by_name, kind_of, kinds
from hasila.ingest.labels import is_about, without_ending
from hasila.ingest.source import Blob, Fetch, Settings, Unreadable, url_report_id
from hasila.model import Capture

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer


class InputFile(msgspec.Struct, frozen=True):
    """A file to read: what it is called before the user, where it lies, and the id of a report that brings none."""

    name: str
    path: str
    report_id: str

    @property
    def file_name(self) -> str:
        """The last part of its path, which tells the kind."""
        return PurePosixPath(self.path).name


class Piece(msgspec.Struct, frozen=True):
    """An input, or the part of it from byte ``start`` on that ends at ``end``; ``lines`` are the line ends before it.

    Only what is named as JSON lines may be read in parts, cut behind line ends (:func:`is_cut_by_lines`).
    """

    file: InputFile
    start: int = 0
    end: int | None = None
    lines: int = 0


class Walk:
    """One pass over the inputs. Remembers which files were read: one that is named twice is read once."""

    def __init__(self, settings: Settings, stdin: BinaryIO | None) -> None:
        self._settings = settings
        self._stdin = stdin
        self._seen: set[tuple[int, int]] = set()

    def read(self, name: str) -> Iterator[Capture | Unreadable]:
        """Yield the captures of one input, and what of it could not be read; raises nothing of its own."""
        if name == "-":
            yield from self._read_stdin()
        elif name.lower().startswith(("http://", "https://")):
            yield from self._read_url(name)
        else:
            for found in listed(name):
                if isinstance(found, Unreadable):
                    yield found
                else:
                    yield from self._read_file(found.name, Path(found.path), found.report_id)

    def _read_stdin(self) -> Iterator[Capture | Unreadable]:
        if self._stdin is None:
            yield Unreadable("-", "there is no standard input", "name a file")
            return
        with _reporting("-") as failed:
            blob = Blob("-", "stdin", self._stdin)
            yield from self._split(blob, "")
        yield from failed

    def read_stream(self, name: str, stream: BinaryIO) -> Iterator[Capture | Unreadable]:
        """Yield the captures of an opened file; its name is a label that nothing is opened by."""
        with _reporting(name) as failed:
            yield from self._split(Blob(name, _without_ending(name), stream), PurePosixPath(name).name)
        yield from failed

    def read_piece(self, piece: Piece, stream: BinaryIO) -> Iterator[Capture | Unreadable]:
        """Yield the captures of an opened piece of an input, called as :meth:`read` calls those of all of it."""
        file = piece.file
        with _reporting(file.name) as failed:
            blob = Blob(file.name, file.report_id, stream, lines_before=piece.lines)
            yield from self._split(blob, file.file_name)
        yield from failed

    def _read_url(self, url: str) -> Iterator[Capture | Unreadable]:
        from hasila.ingest import web  # here: http and ssl cost time at start-up, and most inputs are files

        if self._settings.fetch is None:
            from hasila.ingest.polite import Fetcher

            # One for all addresses and the pages of their feeds, or it could not leave a host its pauses.
            self._settings = msgspec.structs.replace(self._settings, fetch=Fetcher.of(self._settings))
        validators = self._settings.validators
        etag, modified = validators.get(url) if validators is not None else (None, None)
        try:
            page = cast(Fetch, self._settings.fetch)(url, etag=etag, modified=modified)
        except web.FetchError as error:
            yield Unreadable(url, error.reason, error.advice)
            return
        if page is None:
            return  # it has not changed
        blob = Blob(
            url,
            url_report_id(page.url),
            io.BytesIO(page.body),
            page.url,
            page.charset,
            media_type=page.media_type,
            headers=page.headers,
        )
        # A server's word on the kind is better than the ending of an address, which may be .php or none.
        name = "" if page.media_type else PurePosixPath(urlsplit(page.url).path).name
        whole = True
        with _reporting(url) as failed:
            for item in self._split(blob, name, page.media_type):
                whole = whole and isinstance(item, Capture)
                yield item
        yield from failed
        if validators is not None and whole and not failed:  # only now: what was not all handed over must be sent again
            validators.put(url, web.header(page.headers, "etag"), web.header(page.headers, "last-modified"))

    def _read_file(self, name: str, path: Path, report_id: str) -> Iterator[Capture | Unreadable]:
        with _reporting(name) as failed, _opened(path, self._settings.advanced) as stream:
            status = os.fstat(stream.fileno())
            identity = (status.st_dev, status.st_ino)
            if identity in self._seen and stat.S_ISREG(status.st_mode):
                return
            self._seen.add(identity)
            blob = Blob(name, report_id, stream)
            yield from self._split(blob, path.name)
        yield from failed

    def _split(self, blob: Blob, file_name: str, media_type: str = "") -> Iterator[Capture | Unreadable]:
        """Cut an opened input into captures, or what lies in it if it is an archive."""
        named = kind_by_name(file_name) or kind_by_media_type(media_type, blob.head)
        form = None if named else archive_form(blob.head, file_name)
        if form is None:
            yield from (named or kind_of(blob, file_name, media_type)).split(blob, self._settings)
            return
        size = size_of(blob)
        try:
            yield from self._unpack(blob, form, Budget(self._settings, size), 1, size)
        except ArchiveError as error:  # a limit was reached, somewhere inside
            yield Unreadable(blob.name, error.reason, error.advice)

    def _unpack(
        self, blob: Blob, form: str, budget: Budget, depth: int, size: int | None = None
    ) -> Iterator[Capture | Unreadable]:
        """Yield the captures of an archive.

        Raises:
            ArchiveError: if a limit is reached, which ends the outermost one.
        """
        most = self._settings.max_depth
        if depth > most:
            yield Unreadable(blob.name, f"it lies more than {most} archives deep", "unpack it and name the folder")
            return
        found = broken = False
        try:
            for member in members(blob, form, budget, self._settings, size=size):
                found, broken = True, isinstance(member, Unreadable)
                if isinstance(member, Unreadable):
                    yield member
                    continue
                inner, file_name = member
                try:
                    kind = kind_by_name(file_name)
                    inside = None if kind else archive_form(inner.head, file_name)
                    if inside:
                        yield from self._unpack(inner, inside, budget, depth + 1)
                    else:
                        yield from (kind or kind_of(inner, file_name)).split(inner, self._settings)
                except ArchiveError as error:
                    if error.everything:
                        raise
                    broken = True
                    yield Unreadable(inner.name, error.reason, error.advice)
        except ArchiveError as error:
            if error.everything:
                raise
            if not broken:  # what breaks off in an entry was said of that
                yield Unreadable(blob.name, error.reason, error.advice)
            return
        if not found:
            endings = " ".join(sorted({*extensions(), *ENDINGS}))
            yield Unreadable(blob.name, "the archive has no reports", f"put files in it that end in {endings}")


def _without_ending(path: str) -> str:
    return without_ending(path, (*extensions(), *ENDINGS))


def listed(name: str) -> Iterator[InputFile | Unreadable]:
    """Yield the files that a named file or directory stands for, in the order in which they are read."""
    try:
        is_directory = stat.S_ISDIR(os.stat(name).st_mode)
    except (OSError, ValueError) as error:
        yield _os_error(name, error)
        return
    if not is_directory:
        yield named(name, name, Path(name).name)
        return
    root = Path(name)
    failures: list[OSError] = []
    found = False
    for _, paths in _files(root, failures.append):
        for path in paths:
            found = True
            yield named(str(path), str(path), path.relative_to(root).as_posix())
        for failure in failures:
            found = True
            yield _os_error(str(failure.filename), failure)
        failures.clear()
    for failure in failures:
        found = True
        yield _os_error(str(failure.filename), failure)
    if not found:
        endings = " ".join(sorted({*extensions(), *ENDINGS}))
        yield Unreadable(name, "the directory has no reports", f"put files in it that end in {endings}")


def named(name: str, path: str, below: str) -> InputFile:
    """Return a file that lies ``below`` a folder, or is that itself; its report's id is that path without ending."""
    return InputFile(name, path, _without_ending(below))


def is_read(path: str) -> bool:
    """Tell whether a file below a folder is one of those that are read, by its name and those of its folders."""
    *folders, file = path.split("/")
    known = kind_by_name(file) is not None or is_archive_name(file)
    return known and not is_about(file) and not any(folder.startswith(".") for folder in folders)


def is_cut_by_lines(file: InputFile, head: bytes) -> bool:
    """Tell whether a file can be read in pieces: JSON lines by its name, whose line ends are one byte."""
    kind = kind_by_name(file.file_name)
    return kind is not None and kind is kinds()["jsonl"] and wide_encoding(head) is None and binary_kind(head) is None


def total_size(inputs: Iterable[str]) -> int | None:
    """Return how many bytes some inputs have, ``None`` if that cannot be known: of addresses and standard input."""
    total = 0
    for name in inputs:
        if name == "-" or name.lower().startswith(("http://", "https://")):
            return None
        try:
            path = Path(name)
            paths = [one for _, some in _files(path) for one in some] if path.is_dir() else [path]
            total += sum(one.stat().st_size for one in paths)
        except (OSError, ValueError):
            return None
    return total


def _files(root: Path, failed: Callable[[OSError], None] | None = None) -> Iterator[tuple[str, list[Path]]]:
    """Yield each folder from ``root`` on, in order, with the files in it that may hold reports."""
    for folder, folders, files in os.walk(root, onerror=failed):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        known = (f for f in sorted(files) if not is_about(f) and (kind_by_name(f) is not None or is_archive_name(f)))
        yield folder, [path for path in (Path(folder, file) for file in known) if _is_regular(path)]


class _Told(io.FileIO):
    """A file that tells how much of it is read."""

    def __init__(self, path: Path, advanced: Callable[[int], None]) -> None:
        super().__init__(path)
        self._advanced = advanced

    def readinto(self, buffer: "Buffer") -> int | None:
        size = super().readinto(buffer)
        self._advanced(size or 0)
        return size

    def readall(self) -> bytes:
        data = super().readall()
        self._advanced(len(data))
        return data


def _opened(path: Path, advanced: Callable[[int], None] | None) -> BinaryIO:
    return open(path, "rb") if advanced is None else io.BufferedReader(_Told(path, advanced))


def _is_regular(path: Path) -> bool:
    """Tell whether a directory entry is a file: reading a pipe or device found in a folder could wait forever."""
    try:
        return path.is_file()
    except OSError:
        return True  # opening it will say what is wrong


@contextmanager
def _reporting(name: str) -> Iterator[list[Unreadable]]:
    """Turn an operating system's error into an entry of the list that the ``with`` statement gives."""
    failed: list[Unreadable] = []
    try:
        yield failed
    except OSError as error:
        failed.append(_os_error(name, error))


def _os_error(name: str, error: Exception) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Unreadable(name, "there is no such file or directory", "check the name")
    if isinstance(error, PermissionError):
        return Unreadable(name, "it may not be read (no permission)", "ask its owner for the right to read it")
    if isinstance(error, ArchiveError):
        return Unreadable(name, error.reason, error.advice)
    reason = getattr(error, "strerror", None) or str(error)
    return Unreadable(name, f"it cannot be read: {reason}", "check the name and the disk")
