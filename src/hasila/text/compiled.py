"""What was compiled of the package's own data, kept on disk: made once for each content, then read by every process.

To read and index the words, names and places of a language takes ten times as long as to read the outcome. It lies
in the user's cache folder, under a hash of all that it was made of: data, code and versions. It is only a copy: one
that is missing, damaged, of others or cannot be written costs time and nothing else. The environment variable
``HASILA_CACHE`` names another folder; empty, nothing is kept.
"""

import contextlib
import hashlib
import io
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from hasila.text.collecting import no_collection

T = TypeVar("T")
#: Bytes of the hash that stands before what is kept.
_DIGEST: Final = 32
#: So many of one name are kept: versions of hasila that are used beside each other, and what was tried last.
_KEPT: Final = 4
#: Modules whose classes may be in what is kept; nothing else is called when it is read.
_OURS: Final = ("hasila.languages.", "hasila.registry.", "hasila.model.", "hasila.text.")


class _Reader(pickle.Unpickler):
    """Reads only classes of ours: what lies in a folder must not be able to call anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) != ("msgspec._utils", "rebuild") and not module.startswith(_OURS):
            raise pickle.UnpicklingError(f"{module}.{name} is not of ours")
        found = super().find_class(module, name)
        if module.startswith(_OURS) and not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no class")
        return found


def compiled(name: str, parts: dict[str, Traversable], make: Callable[[], T], kind: type[T]) -> T:
    """Return what ``make`` returns, as it was kept, or make and keep it.

    ``parts`` are the files and folders, each by a name, that it is made of.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{_content(parts)}.bin"
    with no_collection():
        found = _read(path)
        if isinstance(found, kind):
            return found
        made = make()
    with contextlib.suppress(OSError, pickle.PicklingError, TypeError, AttributeError):
        _write(path, made)
    return made


def cache_folder() -> Path | None:
    """Return the folder for what is kept, ``None`` where nothing is to be."""
    asked = os.environ.get("HASILA_CACHE")
    if asked is not None:
        return Path(asked) if asked else None
    try:
        if sys.platform == "win32":
            home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
        elif sys.platform == "darwin":
            home = Path.home() / "Library/Caches"
        else:
            home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # nobody's home is known
        return None
    return home / "hasila"


def _content(parts: dict[str, Traversable]) -> str:
    digest = hashlib.sha256(f"{sys.version} {msgspec.__version__}".encode())
    for name, part in parts.items():
        for path, data in sorted(_files(part, name)):
            digest.update(f"{path} {len(data)} ".encode())
            digest.update(data)
    return digest.hexdigest()[:32]


def _files(part: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    if part.is_file():
        yield name, part.read_bytes()
        return
    for entry in part.iterdir():
        if entry.is_dir():
            if entry.name not in ("__pycache__", "corpus", "phenomena"):
                yield from _files(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith((".pyc", ".md")):
            yield f"{name}/{entry.name}", entry.read_bytes()


def _read(path: Path) -> Any:
    try:
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        data = path.read_bytes()
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            return None
        return _Reader(io.BytesIO(data[_DIGEST:])).load()
    except Exception:
        return None


def _write(path: Path, made: object) -> None:
    data = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whole or not at all: another process may read it at any moment.
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    name = path.name.rpartition("-")[0]
    for old in sorted(path.parent.glob(f"{name}-*.bin"), key=lambda p: p.stat().st_mtime, reverse=True)[_KEPT:]:
        old.unlink(missing_ok=True)
