"""Archives: what lies in a zip, a tar or a packed file is read like the files of a directory, and not unpacked to disk.

An archive is hostile until it was read. Names in it are labels before the user and lead to no file; links and devices
are passed over. Whatever its headers promise, bytes are counted as they come out, over the whole archive with those
inside it (:class:`hasila.ingest.budget.Budget`). One that breaks off has given what lay before the break.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple, cast

from hasila.ingest.budget import AGAIN, Allowed, ArchiveError, Budget, Joined, Metered, Unxz
from hasila.ingest.kinds import extensions, kind_by_name
from hasila.ingest.labels import is_about, label, without_ending
from hasila.ingest.source import Blob, Settings, Unreadable

#: Ending of a file name to the form of the archive.
ENDINGS: Final = {
    ".zip": "zip", ".tar": "tar", ".tar.gz": "gz", ".tgz": "gz", ".gz": "gz", ".tar.bz2": "bz2", ".tbz2": "bz2",
    ".bz2": "bz2", ".tar.xz": "xz", ".txz": "xz", ".xz": "xz",
}  # fmt: skip
_NAMES: Final = {"gz": "gzip", "bz2": "bzip2", "xz": "xz"}
_TARS: Final = tuple(e for e in ENDINGS if ".t" in e)
_MAGIC: Final = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"),
)  # fmt: skip

#: A zip's table of contents lies at its end. Where that cannot be reached (a stream, an archive in another), all of
#: the zip is held in memory, up to this many bytes.
MAX_HELD: Final = 200_000_000
#: Bytes in the table of contents of a zip for each entry that is allowed: it is parsed as a whole.
_CONTENTS_PER_MEMBER: Final = 200
#: Bytes that a tar may have before an entry, for its name: they are held in memory.
_MAX_TAR_HEADER: Final = 1 << 20
_ZIP_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
#: What the libraries raise over archives that are broken or made to break them.
_BROKEN: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    OverflowError, NotImplementedError, RuntimeError, LookupError,
)  # fmt: skip
#: Bytes of an entry's header, without its name.
_ZIP_HEADER: Final = 30


class Member(NamedTuple):
    """An opened entry, and its file's name, which tells the kind."""

    blob: Blob
    file_name: str


def archive_form(head: bytes, file_name: str) -> str | None:
    """Return ``zip``, ``tar``, ``gz``, ``bz2`` or ``xz`` for an archive, ``None`` for anything else.

    The first bytes decide, and where they say nothing (a broken archive, a tar of the oldest kind) the name.
    """
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if _is_tar(head):
        return "tar"
    name = file_name.lower()
    return next((form for ending, form in ENDINGS.items() if name.endswith(ending)), None)


def is_archive_name(file_name: str) -> bool:
    """Tell whether a file name has the ending of an archive."""
    return file_name.lower().endswith(tuple(ENDINGS))


def size_of(blob: Blob) -> int | None:
    """Return the size in bytes of an input that is a file, ``None`` of a stream, whose end is not known."""
    try:
        if not blob.stream.seekable():
            return None
        return blob.stream.seek(0, os.SEEK_END)
    except (OSError, AttributeError):
        return None


def members(
    blob: Blob, form: str, budget: Budget, settings: Settings, *, size: int | None
) -> Iterator[Member | Unreadable]:
    """Yield the entries that may hold reports, one open at a time: the caller reads it before it asks for the next.

    Args:
        blob: the archive.
        form: what :func:`archive_form` said.
        budget: that of the outermost archive.
        settings: limits.
        size: what :func:`size_of` said, for the outermost archive; ``None`` for one inside another.

    Raises:
        ArchiveError: if the archive is broken, or a limit is reached.
    """
    if size is None:
        stream = cast(BinaryIO, Joined(blob.head, blob.stream, budget))
    else:
        stream = blob.stream
        stream.seek(0)
    if form == "zip":
        yield from _zip(blob, stream, budget, settings)
    elif form == "tar":
        yield from _tar(blob, stream, budget, counted=False)
    else:
        unpacked = Metered(_opened(form, stream), budget, _BROKEN, f"the {_NAMES[form]} archive")
        head = unpacked.read(512)
        joined = cast(BinaryIO, Joined(head, cast(BinaryIO, unpacked)))
        if _is_tar(head) or blob.name.lower().endswith(_TARS):
            yield from _tar(blob, joined, budget, counted=True)
        else:
            budget.members()
            name = os.path.basename(blob.name.rpartition("!")[2])
            ending = max((e for e in ENDINGS if name.lower().endswith(e)), key=len, default="")
            name = label(name[: len(name) - len(ending)])
            report_id = blob.report_id
            if kind_by_name(name):
                report_id = without_ending(report_id, extensions())
            inner = Blob(f"{blob.name}!{name}", report_id, joined, received=blob.received, context=blob.context)
            yield Member(inner, name)


def _opened(form: str, stream: BinaryIO) -> BinaryIO:
    if form == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))
    return cast(BinaryIO, bz2.BZ2File(stream, "rb") if form == "bz2" else Unxz(stream))


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _wanted(name: str) -> bool:
    """Tell whether an entry may hold reports, by its name, as for the files of a directory."""
    *folders, file = name.split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in folders)
    return (kind_by_name(file) is not None or is_archive_name(file)) and not hidden and not is_about(file)


def _member(
    blob: Blob, stream: BinaryIO, name: str, budget: Budget | None, size: int | None = None
) -> Member | Unreadable:
    """Open an entry."""
    full = f"{blob.name}!{name}"
    try:
        report_id = f"{blob.report_id}/{without_ending(name, (*extensions(), *ENDINGS))}"
        metered = cast(BinaryIO, Metered(stream, budget, _BROKEN, "this entry of the archive", size))
        return Member(Blob(full, report_id, metered, received=blob.received, context=blob.context), name)
    except ArchiveError as error:
        if error.everything:
            raise
        return Unreadable(full, error.reason, error.advice)


# -- zip ---------------------------------------------------------------------------------------------------


def _zip(blob: Blob, stream: BinaryIO, budget: Budget, settings: Settings) -> Iterator[Member | Unreadable]:
    if not stream.seekable():
        held = stream.read(MAX_HELD + 1)
        if len(held) > MAX_HELD:
            reason = f"a zip that is read from a stream or lies in an archive may have {MAX_HELD // 1_000_000} MB"
            raise ArchiveError(reason, "give it as a file of its own")
        stream = io.BytesIO(held)
    try:
        if _contents_size(stream) > settings.max_members * _CONTENTS_PER_MEMBER:
            budget.members(settings.max_members + 1)
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise _as_archive_error(error, "the zip archive is broken or cut off") from None
    with archive:
        budget.members(len(archive.infolist()))
        if _overlap(archive.infolist()):
            raise ArchiveError("its entries lie over each other, as in a zip bomb", AGAIN)
        for entry in archive.infolist():
            name = label(_zip_name(entry))
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.is_dir() or kind not in (0, stat.S_IFREG) or not _wanted(name):
                continue
            full = f"{blob.name}!{name}"
            if entry.flag_bits & 0x41:  # encrypted, or strongly so
                yield Unreadable(full, "it is encrypted", "unpack it with its password and name the folder")
                continue
            if entry.compress_type not in _ZIP_METHODS:
                yield Unreadable(full, f"it is packed in an unknown way ({entry.compress_type})", AGAIN)
                continue
            try:
                opened = archive.open(entry)
            except _BROKEN as error:
                yield Unreadable(full, f"the zip archive is broken here ({error})", AGAIN)
                continue
            with opened:
                yield _member(blob, cast(BinaryIO, opened), name, budget)


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether entries share their packed bytes: whether Python's zipfile finds that depends on its version."""
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < ends:
            return True
        ends = entry.header_offset + _ZIP_HEADER + entry.compress_size
    return False


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; many programs write UTF-8 without the flag that says so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _contents_size(stream: BinaryIO) -> int:
    """Return the size in bytes of a zip's table of contents, as its end says; 0 where it has no end.

    zipfile parses the table before anything can be counted, so this is looked at first (APPNOTE.TXT 4.3.14, 4.3.16).
    """
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - (1 << 16) - 22 - 20))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    stream.seek(0)
    if at < 0 or at + 22 > len(tail):
        return 0
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[max(0, at - 20) : at]
    if locator.startswith(b"PK\x06\x07"):
        stream.seek(min(int.from_bytes(locator[8:16], "little"), end))
        record = stream.read(56)
        stream.seek(0)
        size = max(0 if size == 0xFFFF_FFFF else size, int.from_bytes(record[40:48], "little"))
    return size


# -- tar ---------------------------------------------------------------------------------------------------


def _tar(blob: Blob, stream: BinaryIO, budget: Budget, *, counted: bool) -> Iterator[Member | Unreadable]:
    """Read a tar from front to back; ``counted`` says that what comes out of ``stream`` was counted already."""
    source = Allowed(stream)
    source.allow(_MAX_TAR_HEADER)
    broken = "the tar archive is broken or cut off"
    try:
        archive = tarfile.open(fileobj=cast(BinaryIO, source), mode="r|", errorlevel=2)  # noqa: SIM115
    except _BROKEN as error:
        raise _as_archive_error(error, broken) from None
    with archive:
        while True:
            # Up to the next header it reads what is left of the entry before, and holds nothing of that.
            source.allow(max(0, archive.offset - source.position) + _MAX_TAR_HEADER)
            try:
                entry = archive.next()
                opened = archive.extractfile(entry) if entry and entry.isreg() and not entry.issparse() else None
            except _BROKEN as error:
                raise _as_archive_error(error, broken) from None
            if entry is None:
                if (
                    source.position < archive.offset + tarfile.BLOCKSIZE
                ):  # the empty block that ends it; tarfile lets it be
                    raise ArchiveError("the tar archive is cut off", AGAIN)
                return
            setattr(archive, "members", [])  # noqa: B010 (it keeps them all otherwise; not in its declared types)
            budget.members()
            source.allow(None)
            name = label(entry.name)
            if opened is not None and _wanted(name):
                yield _member(blob, cast(BinaryIO, opened), name, None if counted else budget, entry.size)


def _as_archive_error(error: BaseException, what: str) -> ArchiveError:
    return error if isinstance(error, ArchiveError) else ArchiveError(f"{what} ({error})", AGAIN)
