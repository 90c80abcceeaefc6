"""Results as data: one module a format, found by folder.

A format for claims is a module with ``suffix`` and ``write(reports, file)``; see ``docs/output.md``.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from hasila.model import Report

__all__ = ["WriteError", "write_claims"]


class WriteError(Exception):
    """Results could not be written. The message says why and what to do."""


def write_claims(reports: Iterable[Report], form: str, output: Path | None) -> None:
    """Write reports' claims in the format ``form`` (jsonl, csv, parquet) to a file or standard output.

    Raises:
        WriteError: if the file cannot be written.
    """
    import os
    import sys

    try:
        module = import_module(f"hasila.export.{form}")
        if output is None:
            module.write(reports, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        with output.open("wb") as file:
            module.write(reports, file)
    except BrokenPipeError:
        # A reader that stops reading (``| head``) is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise WriteError(f"cannot write {output or 'standard output'}: {error.strerror}") from error
