"""Make text that strangers wrote safe to show: no control characters, no escape from its line.

A report may hold terminal escapes, NUL bytes, lone surrogates, or overrides that show 43 as 34. What
is harmless (ZWNJ, LRM, RLM, and embeddings within a paragraph of their own) is left alone, because
Arabic and Persian need it.
"""

import unicodedata
from typing import Final

#: Shown where a character was that may not be shown.
BAD: Final = "\ufffd"
# Overrides reorder digits and letters at will; no news text has an honest use for them.
_OVERRIDES: Final = {0x202D, 0x202E}
_BIDI_CONTROLS: Final = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_CONTROLS: Final = {
    code: BAD
    for code in [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *range(0xFFF9, 0xFFFC), *_OVERRIDES]
    if code not in (0x09, 0x0A)
}
_RTL: Final = frozenset({"R", "AL"})


def visible(text: str) -> str:
    r"""Replace every control character but tab and newline, and every bidi override, by U+FFFD.

    The length stays the same, so spans of the text are spans of the result. ``\r\n`` and a lone
    ``\r`` become a space and a newline, or a newline.
    """
    return text.replace("\r\n", " \n").replace("\r", "\n").translate(_CONTROLS)


def snippet(text: str) -> str:
    """Make one line of ``text`` that cannot change the direction of what stands around it.

    Whitespace runs become one space; embeddings, isolates and their ends are taken out, because one
    end too many would close the isolate that the snippet is shown in.
    """
    return " ".join(visible(text).translate(_BIDI_CONTROLS).split())


def is_rtl(text: str, default: bool = False) -> bool:
    """Tell whether most letters of ``text`` run right to left; ``default`` where it is a draw.

    The majority and not the first letter decides: Arabic paragraphs often open with a Latin name.
    """
    right = left = 0
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _RTL:
            right += 1
        elif kind == "L":
            left += 1
    return default if right == left else right > left
