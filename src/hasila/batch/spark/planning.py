"""What there is to read, cut into batches: a batch is read by one task, and kept when it is finished."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from hasila.batch.spark.folders import Folder, filesystem, is_address
from hasila.batch.spark.session import Job, SparkError
from hasila.ingest import Unreadable
from hasila.ingest.inputs import InputFile, Piece, is_cut_by_lines, is_read, listed, named

#: A batch has at least so many bytes of input: less is done before a task is worth its start …
_LEAST: Final = 1 << 18
#: … and at most so many, where its files can be cut: what a killed worker had begun is lost.
_MOST: Final = 1 << 25
#: So many batches are wanted where there is enough to read.
_WANTED: Final = 256
#: Files of one batch, however small they are.
_FILES: Final = 2_000
_CHUNK: Final = 1 << 20
_FILE: Final = "inputs.json"


class Known(msgspec.Struct, frozen=True):
    """An input as it was when it was hashed, with the places (byte, line ends before it) where it can be cut."""

    size: int
    changed: int
    sha256: str
    cuts: tuple[tuple[int, int], ...] = ()


class _Kept(msgspec.Struct):
    """What is kept of inputs in the folder of the work, so that a second run reads them no second time."""

    cut: int
    inputs: dict[str, Known] = {}


class Part(msgspec.Struct, frozen=True):
    """A piece of an input with the hash of all of it; or, with a fault, what stands in the place of one."""

    piece: Piece
    sha256: str
    size: int
    fault: tuple[str, str, str] | None = None


class Batch(msgspec.Struct, frozen=True):
    """Pieces that are read together, and what names their reading: equal for equal bytes, names and rules."""

    key: str
    parts: tuple[Part, ...]


def plan(names: Sequence[str], job: Job, work: Folder, size: int | None = None) -> list[Batch]:
    """Return the batches of inputs, in order; ``size``: their bytes, where somebody said it.

    Raises:
        SparkError: if an input is none that workers can open.
    """
    found = list(_files(names))
    data = work.read(_FILE)
    states = [_state(item) for item in found if isinstance(item, InputFile)]
    kept = msgspec.json.decode(data, type=_Kept) if data else _Kept(0)
    cut = size or kept.cut or _cut_of(sum(bytes_ for bytes_, _ in states))
    if cut != kept.cut:
        kept = _Kept(cut)  # cut elsewhere, they are other batches
    parts: list[Part] = []
    left = iter(states)
    inputs: dict[str, Known] = {}
    for item in found:
        if isinstance(item, Unreadable):
            where = InputFile(item.name, item.name, item.name)
            parts.append(Part(Piece(where), "", 0, (item.name, item.reason, item.advice)))
            continue
        bytes_, changed = next(left)
        there = kept.inputs.get(item.path)
        if there is None or not there.sha256 or (there.size, there.changed) != (bytes_, changed):
            try:
                there = _hashed(item, bytes_, changed, cut)
            except OSError:
                there = Known(bytes_, changed, "")  # whoever reads it will say what is wrong
        inputs[item.path] = there
        ends = [*(at for at, _ in there.cuts), None]
        for (start, lines), end in zip([(0, 0), *there.cuts], ends, strict=True):
            parts.append(Part(Piece(item, start, end, lines), there.sha256, (bytes_ if end is None else end) - start))
    work.write(_FILE, msgspec.json.encode(_Kept(cut, inputs)))
    return [_batch(group, job) for group in _grouped(parts, cut)]


def _files(names: Iterable[str]) -> Iterator[InputFile | Unreadable]:
    """Yield the inputs in order, each once.

    Raises:
        SparkError: if one is none that workers can open.
    """
    seen: set[Any] = set()
    for name in names:
        if name == "-" or name.lower().startswith(("http://", "https://")):
            what = "standard input" if name == "-" else name
            raise SparkError(f"workers cannot read {what}: save it to files that all of them reach and name those")
        for item in _in_address(name) if is_address(name) else _in_path(name):
            if isinstance(item, InputFile):
                here = item.path
                identity: Any = here
                if not is_address(here):
                    try:
                        status = os.stat(here)
                        identity = (status.st_dev, status.st_ino)
                    except OSError:
                        pass
                if identity in seen:
                    continue
                seen.add(identity)
            yield item


def _in_path(name: str) -> Iterator[InputFile | Unreadable]:
    for item in listed(name):
        # Named as the user did, opened wherever a worker stands.
        if isinstance(item, InputFile):
            yield msgspec.structs.replace(item, path=str(Path(item.path).absolute()))
        else:
            yield item


def _in_address(name: str) -> Iterator[InputFile | Unreadable]:
    from pyarrow import fs

    try:
        system, path = filesystem(name)
        info = system.get_file_info(path)
        if info.type == fs.FileType.NotFound:
            yield Unreadable(name, "there is no such file or directory", "check the name")
        elif info.type == fs.FileType.File:
            yield named(name, name, path.rpartition("/")[2])
        else:
            inside = system.get_file_info(fs.FileSelector(path, recursive=True))
            below = sorted(i.path[len(path.rstrip("/")) + 1 :] for i in inside if i.type == fs.FileType.File)
            wanted = [one for one in below if is_read(one)]
            for one in wanted:
                yield named(f"{name.rstrip('/')}/{one}", f"{name.rstrip('/')}/{one}", one)
            if not wanted:
                yield Unreadable(name, "the directory has no reports", "put files of reports in it")
    except (OSError, ValueError) as error:
        yield Unreadable(name, f"it cannot be read: {error}", "check the address")


def _state(file: InputFile) -> tuple[int, int]:
    """Return the size of a file and when it was changed, both 0 of what is not there."""
    try:
        if not is_address(file.path):
            status = os.stat(file.path)
            return status.st_size, status.st_mtime_ns
        system, path = filesystem(file.path)
        info = system.get_file_info(path)
        return info.size or 0, info.mtime_ns or 0
    except (OSError, ValueError):
        return 0, 0


def _cut_of(total: int) -> int:
    """Return how large batches are to be, for so many bytes: a power of two."""
    size = _LEAST
    while size < _MOST and size * _WANTED < total:
        size *= 2
    return size


def _hashed(file: InputFile, size: int, changed: int, cut: int) -> Known:
    """Read a file through once: its hash, and where it can be cut: behind the first line end after every ``cut``."""
    digest = hashlib.sha256()
    cuts: list[tuple[int, int]] = []
    system, path = filesystem(file.path)
    at = lines = 0
    next_cut = cut
    by_lines: bool | None = None
    with system.open_input_stream(path, compression=None) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            if by_lines is None:
                by_lines = is_cut_by_lines(file, chunk[:4096])
            if by_lines:
                begun = 0
                while at + len(chunk) > next_cut:
                    end = chunk.find(b"\n", max(next_cut - at, begun))
                    if end < 0:
                        break
                    lines += chunk.count(b"\n", begun, end + 1)
                    begun = end + 1
                    if at + begun < size:
                        cuts.append((at + begun, lines))
                    next_cut = at + begun + cut
                lines += chunk.count(b"\n", begun)
            at += len(chunk)
    return Known(size, changed, digest.hexdigest(), tuple(cuts))


def _grouped(parts: Iterable[Part], cut: int) -> Iterator[list[Part]]:
    group: list[Part] = []
    size = 0
    for part in parts:
        if group and (size + part.size > cut or len(group) == _FILES):
            yield group
            group, size = [], 0
        group.append(part)
        size += part.size
    if group:
        yield group


def _batch(parts: Sequence[Part], job: Job) -> Batch:
    said = {name: getattr(job.settings, name) for name in ("published", "outlet", "lang", "columns", "max_chars")}
    told = msgspec.json.encode([said, job.with_text, job.readers, parts])
    return Batch(hashlib.sha256(told).hexdigest()[:32], tuple(parts))
