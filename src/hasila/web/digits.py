"""Figures in the digits that the reader chose."""

import re
from typing import Final, Literal

Digits = Literal["latin", "arabic"]
_TO_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# Figures and days of ours: the renderer wraps each of them so. A report's own words are never touched.
_OURS: Final = re.compile(r'(<bdi(?: class="num[^"]*")?(?: dir="(?:ltr|rtl)")>|<text[^<>]*>|<time[^<>]*>)([^<]*)')


def in_digits(text: str, digits: Digits) -> str:
    """Return a text of the interface in the digits asked for."""
    return text.translate(_TO_ARABIC) if digits == "arabic" else text
