"""The kinds of report, one module each, found by folder: a new kind is a new module here and nothing else.

A module has ``EXTENSIONS`` (file name endings in lower case, with the dot), ``MEDIA_TYPES`` (of web
servers), ``looks_like(head)``, which tells its kind from the first characters of an input without a
known name, ``split(blob, settings)``, which cuts an input into captures, one for each report, and
``read(capture, settings)``, which reads the report in one. ``text`` looks like nothing and is what remains when nobody
claims an input.

``split`` is cheap and lazy: it parses no more than it must to find where a report begins and ends and what names it,
and holds no more than one capture. It alone may use the network, the clock and the store (by ``settings``). ``read``
may be costly, and depends on its arguments alone: it runs in other processes, and again years later.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Final, Protocol, cast

from hasila.ingest.decode import bom
from hasila.ingest.source import Blob, Settings, Unreadable
from hasila.model import Capture, Report


class Kind(Protocol):
    """What a module of this folder offers."""

    EXTENSIONS: tuple[str, ...]
    MEDIA_TYPES: tuple[str, ...]

    def looks_like(self, head: str) -> bool:
        """Tell whether a text that begins so, after white space, is of this kind."""

    def split(self, blob: Blob, settings: Settings) -> Iterator[Capture | Unreadable]:
        """Yield the captures of an input, and what of it could not be read.

        Raises:
            OSError: if its stream fails.
        """

    def read(self, capture: Capture, settings: Settings) -> Report | Unreadable:
        """Return the report in a capture that names this kind, or why there is none; raises nothing."""


#: Kinds whose first characters are also those of more special ones, which are asked before them.
_GENERAL: Final = ("jsonl", "text")
#: Kinds whose media types servers also send for what they do not know.
_GUESSED: Final = ("html", "text")


@cache
def kinds() -> dict[str, Kind]:
    """Return the modules of this folder by name, in alphabetical order, general ones last."""
    names = sorted((module.name for module in pkgutil.iter_modules(__path__)), key=lambda n: (n in _GENERAL, n))
    return {name: cast(Kind, importlib.import_module(f"{__name__}.{name}")) for name in names}


@cache
def extensions() -> frozenset[str]:
    """Return the file name endings of all kinds, in lower case, with the dot."""
    return frozenset(ending for kind in kinds().values() for ending in kind.EXTENSIONS)


def kind_of(blob: Blob, file_name: str, media_type: str = "") -> Kind:
    """Choose the kind of an input: by the ending of its file name, else by media type, else by its first bytes."""
    named = kind_by_name(file_name) or kind_by_media_type(media_type, blob.head)
    if named:
        return named
    head = _text(blob.head)
    for kind in kinds().values():
        if kind.looks_like(head):
            return kind
    return kinds()["text"]


def kind_by_name(file_name: str) -> Kind | None:
    """Return the kind whose ending a file name has, ``None`` if none; endings may have two dots (``.warc.gz``)."""
    name = file_name.lower()
    for kind in kinds().values():
        if name.endswith(kind.EXTENSIONS):
            return kind
    return None


def kind_by_media_type(media_type: str, head: bytes = b"") -> Kind | None:
    """Return the kind that a web server's media type names, ``None`` if none.

    A feed that a server calls a page or a text, as many do, is known by its first bytes.
    """
    found = next((name for name, kind in kinds().items() if media_type.lower() in kind.MEDIA_TYPES), None)
    if found in _GUESSED and kinds()["feed"].looks_like(_text(head)):
        found = "feed"
    return kinds()[found] if found else None


def _text(head: bytes) -> str:
    name, skip = bom(head)
    return head[skip:].decode(name or "utf-8", "replace").lstrip()
