"""From bytes as a web server sent them to the page: transfer and content encodings undone, within limits.

What is unpacked never grows beyond a limit, whatever a compression bomb would become.
"""

import io
import re
import zlib
from collections.abc import Callable, Iterable
from typing import Final, Protocol

#: Most members of one gzip stream. Servers send one; each costs a copy of the rest.
_MAX_MEMBERS: Final = 64
#: Most encodings one over the other. Real answers have one.
_MAX_ENCODINGS: Final = 3

_CHUNK_SIZE: Final = re.compile(rb"[ \t]{0,9}([0-9A-Fa-f]{1,8})[ \t]{0,9}(?:;[^\r\n]{0,4000})?\r?\n")


class BrokenTransferError(ValueError):
    """Bytes that are not what their headers say, or encoded in a way that is not known; the message says which."""


class TooLargeError(ValueError):
    """Bytes that would grow beyond the limit."""


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def decoded(body: bytes, headers: Iterable[tuple[str, str]], limit: int) -> bytes:
    """Undo ``Transfer-Encoding`` and ``Content-Encoding``.

    Archives often keep the headers of an answer beside its decoded bytes; so bytes that show at once that an encoding
    has been undone are taken as they are.

    Args:
        body: what followed the head of the answer.
        headers: names and values.
        limit: most bytes of the outcome.

    Raises:
        BrokenTransferError: if the bytes are not so encoded, are cut off, or the encoding is not known.
        TooLargeError: if the outcome is larger.
    """
    transfer, content = "", ""
    for name, value in headers:
        if name.lower() == "transfer-encoding":
            transfer += f",{value}"
        elif name.lower() == "content-encoding":
            content += f",{value}"
    if "chunked" in _names(transfer) and _CHUNK_SIZE.match(body):
        body = unchunked(body)
    encodings = [name for name in _names(content) if name != "identity"]
    if len(encodings) > _MAX_ENCODINGS:
        raise BrokenTransferError("it is compressed too many times over")
    for name in reversed(encodings):
        if name not in _DECODERS:
            raise BrokenTransferError(f"it is compressed in an unknown way ({name[:40]})")
        is_so, undo = _DECODERS[name]
        if body and is_so(body):
            body = undo(body, limit)
    if len(body) > limit:
        raise TooLargeError
    return body


def _names(value: str) -> list[str]:
    return [name for name in (part.strip().lower() for part in value.split(",")) if name]


def unchunked(body: bytes) -> bytes:
    """Undo chunked transfer (RFC 9112, 7.1); extensions and trailers are dropped.

    Raises:
        BrokenTransferError: if the bytes are no chunks or are cut off.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK_SIZE.match(body, at)
        if not size:
            raise BrokenTransferError("its chunks are broken or cut off")
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        at = size.end() + length
        if at > len(body):
            raise BrokenTransferError("its chunks are broken or cut off")
        parts.append(body[size.end() : at])
        at += 2 if body.startswith(b"\r\n", at) else 1


def gunzip(body: bytes, limit: int) -> bytes:
    """Unpack gzip; padding after it is dropped.

    Raises:
        BrokenTransferError: if it is not gzip or is cut off.
        TooLargeError: if it would become larger than ``limit`` bytes.
    """
    parts: list[bytes] = []
    left = limit
    while body.startswith(b"\x1f\x8b") or not parts:
        if len(parts) == _MAX_MEMBERS:
            raise BrokenTransferError("its compression is broken")
        part, body = _inflate(body, left, 31)
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _inflate(body: bytes, limit: int, window: int) -> tuple[bytes, bytes]:
    """Return what one stream unpacks to, and the bytes after it."""
    unpacker = zlib.decompressobj(window)
    try:
        part = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise BrokenTransferError("its compression is broken") from None
    if len(part) > limit:
        raise TooLargeError
    if not unpacker.eof:
        raise BrokenTransferError("its compression is broken")
    return part, unpacker.unused_data


def _deflate(body: bytes, limit: int) -> bytes:
    # The standard means the zlib format; half the servers once sent the bare stream.
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, limit, 15 if is_zlib else -15)[0]


def _brotli(body: bytes, limit: int) -> bytes:
    from fastwarc.stream_io import BrotliReader  # here: only archives need it

    return _drain(BrotliReader(io.BytesIO(body)), limit)


def _zstd(body: bytes, limit: int) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return _drain(ZstdReader(io.BytesIO(body)), limit)


def _drain(reader: _Reader, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    while left > 0:
        try:
            part = reader.read(left)
        except OSError:
            raise BrokenTransferError("its compression is broken") from None
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    raise TooLargeError


def _is_markup(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda body: body.startswith(magic)


def _unmarked(body: bytes) -> bool:
    return not _is_markup(body)  # these two formats begin with no sign of their own


_DECODERS: Final[dict[str, tuple[Callable[[bytes], bool], Callable[[bytes, int], bytes]]]] = {
    "gzip": (_starts(b"\x1f\x8b"), gunzip),
    "x-gzip": (_starts(b"\x1f\x8b"), gunzip),
    "zstd": (_starts(b"\x28\xb5\x2f\xfd"), _zstd),
    "br": (_unmarked, _brotli),
    "deflate": (_unmarked, _deflate),
}


class GunzipStream(io.RawIOBase):
    """Reads a gzip file of many members piece by piece, in flat memory; what is not gzip passes through.

    Args:
        stream: the packed bytes; the caller closes it.
        max_ratio: how many times larger the outcome may be, once it is larger than ``RATIO_FROM`` bytes.
        max_bytes: most bytes of outcome, for a file that was packed once more around this.

    Attributes:
        error: why reading ended early, a sentence without full stop; ``None`` if it did not.
        failure: what the stream raised, if it failed: a disk, or an archive around this that reached a limit.
        tail: the last bytes of what was read.
    """

    RATIO_FROM: Final = 10_000_000

    def __init__(self, stream: _Reader, max_ratio: int = 200, max_bytes: int | None = None) -> None:
        super().__init__()
        self.error: str | None = None
        self.failure: Exception | None = None
        self.tail = b""
        self._stream = stream
        self._max_ratio = max_ratio
        self._max_bytes = max_bytes
        self._packed = b""
        self._got = 0
        self._made = 0
        self._plain: bool | None = None
        self._unpacker: zlib._Decompress | None = None

    def readable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._made

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, never more than 64 KiB at once; none at the end or on an error.

        Raises:
            OSError: if the stream fails.
        """
        size = size if 0 < size < 1 << 16 else 1 << 16
        piece = b""
        while not piece and not self.error and (self._packed or self._refill()):
            piece = self._step(size)
        if not piece and not self.error and self._unpacker:
            piece = self._unpacker.decompress(b"", size)  # what it held back when there was no room
        if not piece and not self.error and self._unpacker:
            self.error = "the compressed file is cut off"
        self._made += len(piece)
        too_much = not self._plain and self._made > max(self.RATIO_FROM, self._max_ratio * self._got)
        if too_much or (self._max_bytes is not None and self._made > self._max_bytes):
            self.error = f"it grows more than {self._max_ratio} times when it is unpacked"
            return b""
        self.tail = (self.tail + piece[-8:])[-8:]
        return piece

    def _refill(self) -> bool:
        try:
            self._packed = self._stream.read(1 << 16)
        except Exception as error:
            self.failure = error
            raise
        self._got += len(self._packed)
        return bool(self._packed)

    def _step(self, size: int) -> bytes:
        if self._plain is None:
            self._plain = not self._packed.startswith(b"\x1f\x8b")
        if self._plain:
            piece, self._packed = self._packed[:size], self._packed[size:]
            return piece
        if self._unpacker is None:
            self._packed = self._packed.lstrip(b"\0")  # padding between members
            if not self._packed:
                return b""
            self._unpacker = zlib.decompressobj(31)
        try:
            piece = self._unpacker.decompress(self._packed, size)
        except zlib.error:
            self.error = "the compressed file is broken"
            return b""
        if self._unpacker.eof:
            self._packed, self._unpacker = self._unpacker.unused_data, None
        else:
            self._packed = self._unpacker.unconsumed_tail
        return piece
