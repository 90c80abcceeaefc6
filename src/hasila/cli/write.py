"""Writing results, and nothing else, to standard output or a file."""

import os
import sys
from pathlib import Path

import click


def write_text(text: str, output: Path | None) -> None:
    """Write to ``output``, or to standard output; a reader that stops reading (``| head``) is no error.

    Raises:
        click.ClickException: if the file cannot be written.
    """
    data = text.encode("utf-8", "replace")
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise click.ClickException(f"cannot write {output}: {error.strerror}") from error
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python would complain again when it closes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
