"""Names of files, as ids of reports and as words before the user; nothing is opened by what is made here."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

_MAX: Final = 300


def without_ending(path: str, endings: Iterable[str]) -> str:
    """Return a path without the longest of ``endings`` that its file name has, else without what is after a dot."""
    name = PurePosixPath(path).name.lower()
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending) and name != ending:
            return path[: -len(ending)]
    return str(PurePosixPath(path).with_suffix("")) if name else path


def label(path: str) -> str:
    """Return a path inside an archive as a label: no step upwards, drive or control character, and not without end."""
    visible = "".join(c if c.isprintable() or c in "\u200c\u200d" else "\ufffd" for c in path.replace("\\", "/"))
    parts = [part for part in visible.split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0].endswith(":"):
        del parts[0]
    # The end stays, because it has the ending, and the beginning is a folder that others share.
    return "/".join(parts)[-_MAX:].lstrip("/") or "no name"


def is_about(file_name: str) -> bool:
    """Tell whether a file tells about the reports beside it and is none: a README, a hidden file."""
    return file_name.startswith(".") or PurePosixPath(file_name).stem.lower() == "readme"
