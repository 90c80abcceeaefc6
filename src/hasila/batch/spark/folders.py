"""A folder that driver and workers share: a path, or an address like ``hdfs://…``; files appear in it whole."""

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, cast


def is_address(name: str) -> bool:
    """Tell whether a name is an address (``hdfs://…``) and not a path."""
    return "://" in name


def filesystem(name: str) -> tuple[Any, str]:
    """Return the file system of a name, and the path there.

    Raises:
        ValueError: if the address is of no kind that is known.
    """
    from pyarrow import fs

    if not is_address(name):
        return fs.LocalFileSystem(), name
    # What Hadoop calls s3a or s3n, others call s3.
    scheme, rest = name.split("://", 1)
    scheme = "s3" if scheme in ("s3a", "s3n") else scheme
    system, path = fs.FileSystem.from_uri(f"{scheme}://{rest}")
    return system, path


class Folder:
    """A folder, by its name, which is all that goes to other processes."""

    def __init__(self, name: str) -> None:
        """Name it; a path is made absolute, for workers run elsewhere."""
        self.name = name if is_address(name) else str(Path(name).absolute())

    def __reduce__(self) -> tuple[type["Folder"], tuple[str]]:
        return Folder, (self.name,)

    def __truediv__(self, name: str) -> "Folder":
        return Folder(f"{self.name.rstrip('/')}/{name}")

    @cached_property
    def _at(self) -> tuple[Any, str]:
        return filesystem(self.name)

    def _path(self, name: str) -> str:
        return f"{self._at[1]}/{name}" if name else self._at[1]

    def for_spark(self, name: str) -> str:
        """Return the name of a file as Spark's readers take it: as a pattern, of the workers' own file system."""
        whole = re.sub(r"([\\*?\[\]{}])", r"\\\1", f"{self.name.rstrip('/')}/{name}")
        return whole if is_address(self.name) else f"file://{whole}"

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, ``None`` if there is none."""
        try:
            with self.open(name) as file:
                return file.read()
        except FileNotFoundError:
            return None

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading.

        Raises:
            FileNotFoundError: if there is none.
        """
        with self._at[0].open_input_file(self._path(name)) as file:
            yield cast(BinaryIO, file)

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all."""
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for writing that takes its name when it is done; of two that write it, the later one stands."""
        system, path = self._at[0], self._path(name)
        folder, _, last = path.rpartition("/")
        system.create_dir(folder, recursive=True)
        # A leading dot: who lists the folder meanwhile (Spark too) passes over it.
        part = f"{folder}/.{last}.{uuid.uuid4().hex}.part"
        try:
            with system.open_output_stream(part) as file:
                yield cast(BinaryIO, file)
            if not is_address(self.name):
                _to_disk(part)
            system.move(part, path)
        except BaseException:
            self._discard(part)
            raise

    def _discard(self, path: str) -> None:
        with suppress(OSError):
            self._at[0].delete_file(path)

    def sizes(self) -> dict[str, int]:
        """Return the files anywhere below, by their names from here, with their bytes; parts are left out."""
        from pyarrow import fs

        found = self._at[0].get_file_info(fs.FileSelector(self._at[1], allow_not_found=True, recursive=True))
        start = len(self._at[1].rstrip("/")) + 1
        return {
            info.path[start:]: info.size
            for info in found
            if info.type == fs.FileType.File and not info.base_name.startswith(".")
        }

    def size(self, name: str) -> int:
        """Return the bytes of a file, 0 if there is none."""
        return int(self._at[0].get_file_info(self._path(name)).size or 0)

    def clear(self) -> None:
        """Delete the folder with all that is in it."""
        from pyarrow import fs

        if self._at[0].get_file_info(self._at[1]).type == fs.FileType.Directory:
            self._at[0].delete_dir(self._at[1])

    def sweep(self) -> None:
        """Delete what writers that were killed left half written."""
        from pyarrow import fs

        for info in self._at[0].get_file_info(fs.FileSelector(self._at[1], allow_not_found=True, recursive=True)):
            if info.base_name.startswith(".") and info.base_name.endswith(".part"):
                self._discard(info.path)

    def forget(self, name: str) -> None:
        """Delete a file, if it is there."""
        self._discard(self._path(name))


def _to_disk(path: str) -> None:
    """Make sure of a file's bytes before it takes its name: or a power cut could leave the name and lose the bytes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
