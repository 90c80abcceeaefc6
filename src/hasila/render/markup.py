"""The few pieces of HTML that everything else is put together from; all escaping happens here."""

import html
import re
from typing import Final

from hasila.model import Report
from hasila.render.clean import is_rtl, snippet, visible

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def escape(text: str) -> str:
    """Escape text for an element's content; control characters become visible."""
    return html.escape(visible(text), quote=True)


def attr(text: str) -> str:
    """Escape text, made one line, for a quoted attribute."""
    return html.escape(snippet(text), quote=True)


def bdi(text: str) -> str:
    """Wrap figures or dates of ours, so that right-to-left neighbours do not move them."""
    return f"<bdi>{escape(text)}</bdi>"


def isolate(text: str) -> str:
    """Wrap one line of text of unknown direction, so that it cannot move what stands around it."""
    return f'<bdi dir="{_direction(snippet(text))}">{escape(snippet(text))}</bdi>'


def language(report: Report, text: str) -> str:
    """Return ``lang`` and ``dir`` attributes for a piece of a report's text.

    The direction is that of most letters of the piece, the report's own where it has none; a
    language tag that is none is left out.
    """
    direction = _direction(text, is_rtl(report.text[:20_000]))
    tag = f'lang="{report.lang}" ' if _LANGUAGE_TAG.fullmatch(report.lang) else ""
    return f'{tag}dir="{direction}"'


def _direction(text: str, default: bool = False) -> str:
    return "rtl" if is_rtl(text, default) else "ltr"
