"""Figures in the digits that the reader chose."""

import re
from typing import Final, Literal

Digits = Literal["latin", "arabic"]
_TO_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# Figures and days of ours: the renderer marks each of them so. A report's own words are never touched, and whatever has
# an escaped character in it is not a figure.
_OURS: Final = re.compile(r'(<bdi class="num[^"<>]*"[^<>]*>|<text[^<>]*>)([^<&]*)(?=<)')


def in_digits(text: str, digits: Digits) -> str:
    """Return a text of the interface in the digits asked for."""
    return text.translate(_TO_ARABIC) if digits == "arabic" else text


def html_in_digits(html: str, digits: Digits) -> str:
    """Return what :mod:`hasila.render` drew with its figures in the digits asked for."""
    if digits == "latin":
        return html
    return _OURS.sub(lambda found: found[1] + found[2].translate(_TO_ARABIC), html)
