"""The kinds of report, one module each, found by folder: a new kind is a new module here and nothing else.

A module has ``EXTENSIONS`` (file name endings in lower case, with the dot), ``MEDIA_TYPES`` (of web
servers), ``looks_like(head)``, which tells its kind from the first characters of an input without a
known name, and ``read(blob, settings)``, which yields reports and what could not be read. ``text`` looks
like nothing and is what remains when nobody claims an input.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from hasila.ingest.decode import bom
from hasila.ingest.source import Blob, Settings, Unreadable
from hasila.model import Report


class Kind(Protocol):
    """What a module of this folder offers."""

    EXTENSIONS: tuple[str, ...]
    MEDIA_TYPES: tuple[str, ...]

    def looks_like(self, head: str) -> bool:
        """Tell whether a text that begins so, after white space, is of this kind."""

    def read(self, blob: Blob, settings: Settings) -> Iterator[Report | Unreadable]:
        """Yield the reports of an input, and what of it could not be read.

        Raises:
            OSError: if its stream fails.
        """


@cache
def kinds() -> dict[str, Kind]:
    """Return the modules of this folder by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast(Kind, importlib.import_module(f"{__name__}.{name}")) for name in names}


@cache
def extensions() -> frozenset[str]:
    """Return the file name endings of all kinds, in lower case, with the dot."""
    return frozenset(ending for kind in kinds().values() for ending in kind.EXTENSIONS)


def kind_of(blob: Blob, extension: str, media_type: str = "") -> Kind:
    """Choose the kind of an input: by file name ending, else by media type, else by its first bytes."""
    for kind in kinds().values():
        if extension.lower() in kind.EXTENSIONS:
            return kind
    for kind in kinds().values():
        if media_type.lower() in kind.MEDIA_TYPES:
            return kind
    name, skip = bom(blob.head)
    head = blob.head[skip:].decode(name or "utf-8", "replace").lstrip()
    for kind in kinds().values():
        if kind.looks_like(head):
            return kind
    return kinds()["text"]
