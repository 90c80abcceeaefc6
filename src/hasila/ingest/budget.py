"""What an archive may take: limits that are counted as bytes come out, and the streams that count them."""

import io
import lzma
from abc import abstractmethod
from typing import Any, BinaryIO, Final

from hasila.ingest.source import Settings

#: An archive may be packed as tightly as it likes up to here, in bytes.
_RATIO_FROM: Final = 10_000_000
#: What unpacking xz may take in memory. ``xz -9`` takes 65 MB.
_XZ_MEMORY: Final = 128 << 20
_CHUNK: Final = 1 << 16
_TRUST: Final = "unpack it yourself if you trust it, and name the folder"

AGAIN: Final = "fetch or pack it again"


class ArchiveError(OSError):
    """An archive, or an entry of one, that cannot be read: ``reason`` and ``advice``, sentences without full stop.

    ``everything`` says that a limit is reached, which ends the outermost archive.
    """

    def __init__(self, reason: str, advice: str, *, everything: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.everything = everything


class Budget:
    """What an archive, with all that lies in it, has used of what it may.

    Args:
        settings: the limits.
        packed: size of the archive in bytes; ``None`` where it is not known before its end, and counted as it is read.
    """

    def __init__(self, settings: Settings, packed: int | None) -> None:
        self._settings = settings
        self._packed = packed
        self._read = 0
        self._members = 0
        self._unpacked = 0

    def read(self, size: int) -> None:
        """Count bytes of the archive itself."""
        self._read += size

    def members(self, count: int = 1) -> None:
        """Count entries.

        Raises:
            ArchiveError: if there are too many.
        """
        self._members += count
        most = self._settings.max_members
        if self._members > most:
            raise ArchiveError(f"it has more than {most:,} entries", _TRUST, everything=True)

    def unpacked(self, size: int) -> None:
        """Count bytes that came out.

        Raises:
            ArchiveError: if they are too many, or too many for the size of the archive.
        """
        self._unpacked += size
        most = self._settings.max_unpacked
        if self._unpacked > most:
            raise ArchiveError(f"more than {most / 1_000_000:,g} MB came out of it", _TRUST, everything=True)
        packed = self._read if self._packed is None else self._packed
        if self._unpacked > max(_RATIO_FROM, packed * self._settings.max_ratio):
            reason = f"more than {self._settings.max_ratio} times its size came out of it, as from a zip bomb"
            raise ArchiveError(reason, _TRUST, everything=True)


class Reader(io.RawIOBase):
    """A stream that is read from front to back and does nothing else."""

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer; return how many bytes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes: ``size`` of them or what is left, all if that is negative; empty at the end."""
        piece = self.take(_CHUNK if size < 0 else size)
        if not piece or len(piece) == size:
            return piece
        parts, got = [piece], len(piece)
        while piece := self.take(_CHUNK if size < 0 else size - got):
            parts.append(piece)
            got += len(piece)
        return b"".join(parts)

    @abstractmethod
    def take(self, size: int) -> bytes:
        """Return some of the next bytes, up to ``size`` (which may be 0); empty at the end."""


class Joined(Reader):
    """Bytes that were read already, then the rest of their stream; ``budget`` counts the bytes of both."""

    def __init__(self, head: bytes, rest: BinaryIO, budget: Budget | None = None) -> None:
        self._head = head
        self._rest = rest
        self._budget = budget

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
        else:
            piece = self._rest.read(size)
        if self._budget:
            self._budget.read(len(piece))
        return piece


class Metered(Reader):
    """Counts what comes out of an archive, and says in one way what may be wrong with it.

    Args:
        stream: the entry.
        budget: what it counts against; ``None`` where its bytes were counted already.
        broken: the errors that mean it is broken.
        what: what to call it before the user.
        size: bytes that it must have, where its end would not be noticed.
    """

    def __init__(
        self,
        stream: BinaryIO,
        budget: Budget | None,
        broken: tuple[type[BaseException], ...],
        what: str,
        size: int | None = None,
    ) -> None:
        self._stream = stream
        self._budget = budget
        self._broken = broken
        self._what = what
        self._missing = size or 0

    def take(self, size: int) -> bytes:
        """Return the next bytes.

        Raises:
            ArchiveError: if they cannot be read, or are too many.
        """
        try:
            piece = self._stream.read(size)
        except ArchiveError:
            raise
        except self._broken as error:
            raise ArchiveError(f"{self._what} is broken or cut off ({error})", AGAIN) from None
        self._missing -= len(piece)
        if not piece and size and self._missing > 0:
            raise ArchiveError(f"{self._what} is cut off", AGAIN)
        if self._budget:
            self._budget.unpacked(len(piece))
        return piece


class Allowed(Reader):
    """Lets only so many bytes through until it is allowed more: for a parser that would hold all of them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left: int | None = None
        self.position = 0
        """How many bytes went through."""

    def allow(self, size: int | None) -> None:
        """Let ``size`` bytes through from now on; ``None`` for all."""
        self._left = size

    def take(self, size: int) -> bytes:
        """Return the next bytes.

        Raises:
            ArchiveError: if they are not allowed.
        """
        piece = self._stream.read(size)
        self.position += len(piece)
        if self._left is not None:
            self._left -= len(piece)
            if self._left < 0:
                raise ArchiveError("the name of an entry has no end", AGAIN)
        return piece


class Unxz(Reader):
    """Unpacks xz within a limit on memory, which :class:`lzma.LZMAFile` has none of."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpacker = self._new()

    def _new(self) -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def take(self, size: int) -> bytes:
        """Return the next bytes.

        Raises:
            EOFError: if the file ends too early.
            lzma.LZMAError: if it is broken, or wants more memory than it may have.
        """
        while True:
            fed = b""
            if self._unpacker.eof:
                fed = self._unpacker.unused_data.lstrip(b"\x00") or self._stream.read(_CHUNK).lstrip(b"\x00")
                if not fed:
                    return b""
                self._unpacker = self._new()
            elif self._unpacker.needs_input:
                fed = self._stream.read(_CHUNK)
                if not fed:
                    raise EOFError("the file ends too early")
            piece = self._unpacker.decompress(fed, size)
            if piece or not size:
                return piece
