"""The few pieces of HTML that everything else is put together from; all escaping happens here."""

import html
import re
from typing import Final

from hasila.model import Report
from hasila.render.clean import is_rtl, snippet, visible

# Characters of a report that tell its direction.
_ENOUGH: Final = 2_000
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def escape(text: str) -> str:
    """Escape text for an element's content; control characters become visible."""
    return html.escape(visible(text), quote=True)


def attr(text: str) -> str:
    """Escape text, made one line, for a quoted attribute."""
    return html.escape(snippet(text), quote=True)


def bdi(text: str, kind: str = "") -> str:
    """Wrap figures or dates of ours, so that right-to-left neighbours do not move them.

    A range without a letter would take the direction of the page, and 13–20 be read as 20–13 there.
    """
    name = f' class="{kind}"' if kind else ""
    return f'<bdi{name} dir="{"rtl" if is_rtl(text) else "ltr"}">{escape(text)}</bdi>'


def isolate(text: str) -> str:
    """Wrap one line of text of unknown direction, so that it cannot move what stands around it."""
    words = snippet(text)
    return f'<bdi dir="{"rtl" if is_rtl(words) else "ltr"}">{escape(words)}</bdi>'


def language(report: Report, text: str) -> str:
    """Return ``lang`` and ``dir`` attributes for a piece of a report's text.

    The direction is that of most letters of the piece, the report's own where it has none; a
    language tag that is none is left out.
    """
    rtl = is_rtl(text)
    if not rtl and is_rtl(text, True):  # a draw
        rtl = is_rtl(report.text[:_ENOUGH])
    tag = f'lang="{report.lang}" ' if _LANGUAGE_TAG.fullmatch(report.lang) else ""
    return f'{tag}dir="{"rtl" if rtl else "ltr"}"'
