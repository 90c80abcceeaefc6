"""Walking through a JSON file of any size: what is asked for is handed out as its very bytes, the rest is passed over.

Parsers of the usual kind hold the whole file, and those that stream give values but not the bytes that they stood in.
Here brackets and strings are found by pattern, in memory of one value: an exported account of many gigabytes, or a
bracket that is opened a hundred thousand times, costs no more than its reading. What is handed out is not checked:
it is a value for whoever parses it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.S)
_IN_STRING: Final = re.compile(rb"(?:[^\"\\]++|\\.)*+", re.S)
_SCALAR: Final = re.compile(rb"[^ \t\r\n,:\]}]*+")
_DEEPER: Final = frozenset(b"{[")

#: Longest name of a field, in bytes.
_MAX_NAME: Final = 10_000


class JsonError(Exception):
    """What comes next is not JSON, or the file ends before it should. ``at`` counts bytes from the beginning."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class JsonStream:
    """Reads a file from front to back.

    Args:
        chunks: the file's bytes in UTF-8, without byte-order mark.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._data = b""
        self._at = 0
        self._before = 0

    @property
    def at(self) -> int:
        """How many bytes were read, counted in UTF-8."""
        return self._before + self._at

    def peek(self) -> str:
        """Return the next character that is not white space, which stays; empty at the end."""
        while True:
            found = _SPACE.match(self._data, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._data):
                return chr(self._data[self._at])
            if not self._more(b""):
                return ""

    def fields(self) -> Iterator[str]:
        """Yield the names of an object's fields; the caller takes each field's value before it asks for the next.

        Raises:
            JsonError: if there is no object, or it breaks off.
        """
        self._take("{")
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            if self.peek() != '"':
                raise JsonError("a field's name is missing", self.at)
            name = self.value(_MAX_NAME)
            try:
                yielded = json.loads(name) if name else ""
            except ValueError:
                yielded = ""
            self._take(":")
            yield yielded
            if self._take(",}") == "}":
                return

    def items(self) -> Iterator[None]:
        """Yield once for each item of a list; the caller takes the item before it asks for the next.

        Raises:
            JsonError: if there is no list, or it breaks off.
        """
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            yield None
            if self._take(",]") == "]":
                return

    def value(self, limit: int) -> bytes | None:
        """Take a value and return its bytes; ``None`` if it has more than ``limit``, of which none are held.

        Raises:
            JsonError: if there is none, or the file ends in it.
        """
        return self._nested(limit) if self.peek() in ("{", "[", '"') else self._scalar(limit)

    def _take(self, expected: str) -> str:
        found = self.peek()
        if not found or found not in expected:
            wanted = " or ".join(expected)
            raise JsonError(f"it breaks off where {wanted} should stand" if not found else f"no {wanted}", self.at)
        self._at += 1
        return found

    def _more(self, keep: bytes) -> bool:
        """Read on, with ``keep`` as what was not done with; tell whether there was more."""
        for chunk in self._chunks:
            if chunk:
                self._before += len(self._data) - len(keep)
                self._data = keep + chunk
                self._at = 0
                return True
        return False

    def _scalar(self, limit: int) -> bytes | None:
        parts: list[bytes] = []
        size = 0
        while True:
            found = _SCALAR.match(self._data, self._at)
            piece = found[0] if found else b""
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            self._at += len(piece)
            if self._at < len(self._data) or not self._more(b""):
                break
        if not size:
            raise JsonError("a value is missing", self.at)
        return b"".join(parts) if size <= limit else None

    def _nested(self, limit: int) -> bytes | None:
        """Take a string, list or object: brackets are counted and not matched, which its parser does."""
        parts: list[bytes] = []
        size = depth = 0
        in_string = False
        start = self._at
        while True:
            data, at = self._data, self._at
            done, at, depth, in_string = _scan(data, at, depth, in_string)
            piece = data[start:at]
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            else:
                parts.clear()
            self._at = at
            if done:
                return b"".join(parts) if size <= limit else None
            if not self._more(data[at:]):
                raise JsonError("the file ends in the middle", self.at)
            start = 0


def _scan(data: bytes, at: int, depth: int, in_string: bool) -> tuple[bool, int, int, bool]:
    """Go on in a value; return whether it ended, where this stopped, how deep, and whether inside a string.

    It stops before the end only at a lone backslash.
    """
    if in_string:
        rest = _IN_STRING.match(data, at)
        at = rest.end() if rest else at
        if at == len(data) or data[at] != ord('"'):
            return False, at, depth, True
        at += 1
        if not depth:
            return True, at, depth, False
    for token in _TOKEN.finditer(data, at):
        sign = data[token.start()]
        if sign in _DEEPER:
            depth += 1
        elif sign != ord('"'):
            depth -= 1
        elif token.end() == token.start() + 1:  # a string that goes on in the next chunk
            rest = _IN_STRING.match(data, token.end())
            return False, rest.end() if rest else token.end(), depth, True
        if not depth:
            return True, token.end(), depth, False
    return False, len(data), depth, False
