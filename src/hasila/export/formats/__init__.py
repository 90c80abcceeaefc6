"""The formats of ``hasila export``, one module each, found by folder: a new format is a new module here.

A module's name, with ``-`` for ``_``, is the format's. It has ``SUFFIX``, the ending of its files; ``BINARY``, whether
it is no text, so that a terminal must not get it; ``PROFILE``, the rule of reconciliation that its figures follow, or
``None`` for the one that the user chose; and ``write(material, file, options)``.
"""

import importlib
import pkgutil
from functools import cache
from typing import BinaryIO, Protocol, cast

from hasila.export.material import Material, Options


class Format(Protocol):
    """What a module of this folder offers."""

    SUFFIX: str
    BINARY: bool
    PROFILE: str | None

    def write(self, material: Material, file: BinaryIO, options: Options) -> None:
        """Write the material as it comes, keeping nothing that grows with it.

        Victims' names are masked in the material already, unless ``options.names``. What cannot be masked, the whole
        text of a report, a format writes only with ``options.names``.

        Raises:
            OSError: if the file cannot be written.
        """


@cache
def formats() -> dict[str, Format]:
    """Return the modules of this folder by the names of their formats, in alphabetical order."""
    return {n: cast(Format, importlib.import_module(f"{__name__}.{n.replace('-', '_')}")) for n in format_names()}


def format_names() -> list[str]:
    """Return the names of the formats, in alphabetical order, without loading any."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))
