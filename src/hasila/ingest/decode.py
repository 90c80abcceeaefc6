"""Bytes to text: which encoding, and whether it is text at all."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: First bytes of what users take for a report: file(1)'s magic, only the kinds that turn up in report folders.
_MAGIC: Final = (
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, sound or film"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
)

_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_ARABIC: Final = re.compile(r"[\u0621-\u064a\u0671-\u06d3]")
#: Signs of a wrong guess: a Latin letter, a sign or a control character inside an Arabic word.
_BROKEN: Final = re.compile(r"[\u0621-\u064a][×÷\u0080-\u009f\u00c0-\u024f][\u0621-\u064a]|[\u0080-\u009f]")
_ARABIC_WORD: Final = re.compile(r"(?<![A-Za-z\u0621-\u0652])[\u0621-\u0652]{2,}+(?![A-Za-z])")
_ARTICLE: Final = re.compile(r"(?<![\u0621-\u0652])ال[\u0621-\u064a]{2}")

#: Encodings that a page may rightly declare. A declared Latin one is not believed: servers send
#: ISO-8859-1 by default, over Arabic pages too.
_BELIEVED: Final = frozenset(
    {"cp1256", "iso8859-6", "mac-arabic", "cp864", "cp720", "utf-16", "utf-16-le", "utf-16-be"}
)


def bom(head: bytes) -> tuple[str, int]:
    """Return the encoding that a byte-order mark names and the mark's length in bytes; ``("", 0)`` without one."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    return "", 0


def binary_kind(head: bytes) -> str | None:
    """Say what these first bytes are if they are not text (``"a PDF file"``), else ``None``."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if bom(head)[0]:
        return None
    if b"\x00" in head:
        return "not text: it has zero bytes"
    if len(_CONTROL.findall(head)) > len(head) // 50:
        return "not text: it has many control characters"
    return None


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode bytes of unknown encoding; never fails, bytes that fit nothing become U+FFFD.

    In this order: a byte-order mark (left out of the text); UTF-8, which no other encoding resembles by chance; the
    ``declared`` encoding if it is one for Arabic; UTF-8 with a few broken bytes; then the single-byte
    encoding that gives Arabic words (windows-1256, ISO-8859-6), else windows-1252.
    """
    name, skip = bom(data)
    if name:
        return data[skip:].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    believed = _codec(declared)
    if believed in _BELIEVED:
        return data.decode(believed, "replace")
    lenient = data.decode("utf-8", "replace")
    if _is_rather_utf8(lenient):
        return lenient
    return _single_byte(data)


def head_encoding(head: bytes) -> str | None:
    """Return the encoding of a text that begins so, where it is not UTF-8: for pieces that are too short to tell.

    ``cp1256`` or ``iso8859-6``; ``None`` for UTF-8, for a byte-order mark and for what has no Arabic.
    """
    if bom(head)[0]:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
        return None
    except UnicodeDecodeError:
        pass
    if _is_rather_utf8(head.decode("utf-8", "replace")):
        return None
    name, text = _best_arabic(head)
    # Half a table may be in Latin letters, so only the others are asked: in Arabic they make words.
    in_words = sum(map(len, _ARABIC_WORD.findall(text)))
    others = sum(1 for letter in _LETTERS.findall(text) if not letter.isascii())
    return name if in_words and 2 * in_words >= others else None


def _is_rather_utf8(lenient: str) -> bool:
    """Tell whether a text that was decoded as UTF-8, with U+FFFD for what is none, is UTF-8 with a few broken bytes."""
    bad = lenient.count("\ufffd")
    whole = sum(1 for c in lenient if c > "\x7f") - bad
    # A right UTF-8 sequence hardly ever arises in single-byte text, so a few per broken byte decide.
    return whole > 4 * bad


def _codec(declared: str | None) -> str:
    if not declared:
        return ""
    try:
        return codecs.lookup(declared.strip(" \t\"'")).name
    except (LookupError, ValueError, UnicodeError):
        return ""


def _single_byte(data: bytes) -> str:
    """Decode by that of the single-byte encodings which gives Arabic words; by windows-1252 if none does."""
    _, best = _best_arabic(data)
    if 3 * len(_ARABIC.findall(best)) >= len(_LETTERS.findall(best)):
        return best
    return data.decode("cp1252", "replace")


def _best_arabic(data: bytes) -> tuple[str, str]:
    """Return the name of the likelier encoding for Arabic, and the text by it."""
    texts = {name: data.decode(name, "replace") for name in ("cp1256", "iso8859-6")}
    # windows-1256 on a tie: by far the commoner
    return max(texts.items(), key=lambda item: _arabic_score(item[1]))


def _arabic_score(text: str) -> int:
    return (
        len(_ARABIC.findall(text))
        + 5 * len(_ARTICLE.findall(text))
        - 20 * len(_BROKEN.findall(text))
        - 20 * text.count("\ufffd")
    )


def utf8_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass chunks on without their byte-order mark, UTF-16 and UTF-32 turned into UTF-8, piece by piece.

    Half a pair of surrogates stays what it is (three bytes that are not UTF-8), so that :func:`as_received` can
    undo it.
    """
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    for chunk in chunks:
        piece = chunk
        if first:
            name, skip = bom(piece)
            piece = piece[skip:]
            if name and name != "utf-8":
                decoder = codecs.getincrementaldecoder(name)(_WIDE_ERRORS)
            first = False
        yield decoder.decode(piece).encode("utf-8", "surrogatepass") if decoder else piece
    if decoder:
        yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


def wide_encoding(head: bytes) -> str | None:
    """Return UTF-16 or UTF-32 with its byte order if a byte-order mark names one, else ``None``."""
    name = bom(head)[0]
    return name if name and name != "utf-8" else None


def as_received(piece: bytes, wide: str | None) -> bytes:
    """Turn a piece of what :func:`utf8_chunks` gave back into the bytes that it was made of."""
    return piece.decode("utf-8", "surrogatepass").encode(wide, "surrogatepass") if wide else piece


def decode_part(data: bytes, declared: str | None, wide: str | None) -> str:
    """Decode a piece from inside an input: by ``wide`` if its byte-order mark said so, else as :func:`decode` does."""
    codec = _codec(wide)
    return data.decode(codec, "replace") if codec.startswith(("utf-16", "utf-32")) else decode(data, declared)


def _pass_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Handle a decoding error: keep half a surrogate pair, replace what is nothing at all."""
    try:
        return codecs.lookup_error("surrogatepass")(error)  # type: ignore[return-value]
    except UnicodeError:
        return codecs.lookup_error("replace")(error)  # type: ignore[return-value]


_WIDE_ERRORS: Final = "hasila.surrogatepass"
codecs.register_error(_WIDE_ERRORS, _pass_surrogates)
