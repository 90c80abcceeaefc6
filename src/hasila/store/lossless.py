"""Text columns that give back exactly what was put in, on every database.

PostgreSQL refuses U+0000, and no database takes half of a surrogate pair; reports hold both now and then, and their
offsets count them. Such characters are written as a noncharacter and their number; all other text stays as it is.
"""

import re
from typing import Any, Final

from sqlalchemy import Dialect, types

#: A noncharacter (Unicode 23.7): for a program's own use, never for interchange.
_ESCAPE: Final = "\ufdd0"
_UNFIT: Final = re.compile(f"[\x00\ud800-\udfff{_ESCAPE}]")
_WRITTEN: Final = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")


def written(text: str) -> str:
    """Return a text as databases can hold it."""
    return text if _fits(text) else _UNFIT.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", text)


def _fits(text: str) -> bool:
    """Tell whether a text can be held as it is: nearly all can, and asking so takes far less than the pattern."""
    if text.isascii():
        return "\x00" not in text
    if "\x00" in text or _ESCAPE in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def read(text: str) -> str:
    """Return the text that :func:`written` was given."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text) if _ESCAPE in text else text


def plain(text: str) -> str:
    """Return a text without what no database takes: to search by."""
    return _UNFIT.sub("", text)


class Text(types.TypeDecorator[str]):
    """Text of any length that may hold any code point of Python's strings."""

    impl: Any = types.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value for the database."""
        return written(value) if isinstance(value, str) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read a value of the database."""
        return read(value) if isinstance(value, str) else value


class Short(Text):
    """Text of at most so many characters, of which those that no database takes count five."""

    impl = types.String
    cache_ok = True
