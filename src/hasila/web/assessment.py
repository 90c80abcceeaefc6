"""What people write of an incident: plain text with paragraphs, in which a figure can name the claim it rests on."""

import re
from collections.abc import Callable
from typing import Final

from markupsafe import Markup, escape

from hasila.model import ClaimRef
from hasila.render.clean import is_rtl

#: ``[48](zirba-wire#c1)``: words, and the claim that they rest on.
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{1,200})#([^()#\s]{1,40})\)")
#: Longest assessment, in characters.
MOST: Final = 20_000


def drawn(text: str, href: Callable[[ClaimRef], str | None]) -> Markup:
    """Return the text as HTML, each paragraph in its own direction; ``href`` gives the address of a claim."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return Markup("").join(
        Markup('<p dir="{}">{}</p>').format("rtl" if is_rtl(part) else "ltr", _linked(part, href))
        for part in paragraphs
        if part
    )


def refs(text: str) -> tuple[ClaimRef, ...]:
    """Return the claims that a text names."""
    return tuple(ClaimRef(found[2], found[3]) for found in _LINK.finditer(text))


def _linked(text: str, href: Callable[[ClaimRef], str | None]) -> Markup:
    out, at = Markup(""), 0
    for found in _LINK.finditer(text):
        address = href(ClaimRef(found[2], found[3]))
        words = escape(found[1])
        out += escape(text[at : found.start()])
        out += words if address is None else Markup('<a href="{}">{}</a>').format(address, words)
        at = found.end()
    return out + escape(text[at:])
