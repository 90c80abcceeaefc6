"""Results as data: what `extract` writes claim by claim, and the exchange formats of `export`.

A format for claims is a module here with ``suffix`` and ``write(reports, file)``; an exchange format is a module in
``hasila.export.formats``. Both are found by folder; see ``docs/adding-a-format.md``.
"""

import io
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from hasila.model import Report

if TYPE_CHECKING:
    from hasila.export.formats import Format
    from hasila.export.material import Material, Options

__all__ = ["WriteError", "export", "export_formats", "write_claims", "written"]


class WriteError(Exception):
    """Results could not be written. The message says why and what to do."""


def export_formats() -> "dict[str, Format]":
    """Return the exchange formats by name, in alphabetical order."""
    from hasila.export.formats import formats

    return formats()


def export(material: "Material", form: str, output: Path | BinaryIO | None, options: "Options | None" = None) -> None:
    """Write material in an exchange format to a path, an open file or standard output (``None``).

    A file at a path is put there when it is whole: what stood there before is lost only then. Victims' names are
    masked, unless ``options`` let them out.

    Raises:
        ValueError: if there is no such format, or its figures follow another profile than the material's.
        WriteError: if the file cannot be written.
    """
    from hasila.export.material import Options
    from hasila.export.withheld import Withheld

    options = options or Options()
    chosen = export_formats().get(form)
    if chosen is None:
        raise ValueError(f"there is no format {form!r}; there are {', '.join(export_formats())}")
    if chosen.PROFILE not in (None, material.profile):
        raise ValueError(f"{form} gives figures by the profile {chosen.PROFILE}, not by {material.profile}")
    told = material if options.names else Withheld(material)
    written(output, lambda file: chosen.write(told, file, options))


def write_claims(reports: Iterable[Report], form: str, output: Path | None) -> None:
    """Write reports' claims in the format ``form`` (jsonl, csv, parquet) to a file or standard output.

    Raises:
        WriteError: if the file cannot be written.
    """
    module = import_module(f"hasila.export.{form}")
    written(output, lambda file: module.write(reports, file))


def written(output: Path | BinaryIO | None, write: Callable[[BinaryIO], None]) -> None:
    """Let ``write`` write to where the output goes: to a path, an open file, or standard output.

    Raises:
        WriteError: if the file cannot be written.
    """
    try:
        if output is None:
            write(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        elif isinstance(output, Path):
            _replaced(output, write)
        else:
            write(output)
    except BrokenPipeError:
        # A reader that stops reading (``| head``) is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        name = output if isinstance(output, Path) else getattr(output, "name", None) or "standard output"
        raise WriteError(f"cannot write {name}: {error.strerror}") from error


class _Onward(io.RawIOBase):
    """What is only written to, from front to back: a device may say that it can seek and lose the place."""

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int | None:
        return self._file.write(data)


def _replaced(output: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write beside a file and then put it in its place; what is no plain file (a pipe, ``/dev/null``) is written to."""
    if output.exists() and not output.is_file():
        with output.open("wb", buffering=0) as device, io.BufferedWriter(_Onward(device)) as onward:
            write(cast(BinaryIO, onward))
        return
    target = Path(os.path.realpath(output))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            write(file)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
