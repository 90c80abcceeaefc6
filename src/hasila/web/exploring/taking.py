"""What can be taken from a view: the formats of ``hasila export``, and who may have which."""

import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any, Final, NamedTuple, cast

from hasila.export import export, export_formats
from hasila.export.material import Options
from hasila.intake.exporting import log_export
from hasila.intake.ingesting import TOOL
from hasila.intake.material import StoredMaterial, keep_tolls
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.store import Store, log
from hasila.store.search import Filter

_EVENTS: Final = ("geojson", "hxl", "acled", "ucdp")
_CLAIMS: Final = ("claims-csv", "claims-jsonl", "parquet", "webannotation", "claimreview")
#: The formats that hold what a view shows.
OF_VIEW: Final[dict[str, tuple[str, ...]]] = {
    "incidents": (*_EVENTS, "datapackage"), "map": (*_EVENTS, "datapackage"), "timeline": (*_EVENTS, "datapackage"),
    "reports": (*_CLAIMS, "datapackage"), "claims": (*_CLAIMS, "datapackage"),
}  # fmt: skip
#: Those that hold incidents, and nothing that a report words: no title, no text, no name.
PUBLIC: Final = ("geojson", "hxl", "acled")
#: Formats that Excel opens.
TABLES: Final = frozenset({"claims-csv", "hxl", "acled", "ucdp"})
_TYPES: Final = {
    ".csv": "text/csv; charset=utf-8", ".jsonl": "application/x-ndjson", ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json", ".zip": "application/zip", ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
#: Exports made at once: each reads much and fills a file.
_AT_ONCE: Final = 2
_BUFFER: Final = 256 * 1024
#: Kept in memory up to this size, then in a file that has no name.
_IN_MEMORY: Final = 4 * 1024 * 1024
_turns: Final = threading.BoundedSemaphore(_AT_ONCE)


class BusyError(Exception):
    """Too many exports are being made."""


class Taken(NamedTuple):
    """An export that is made: its bytes are read once, and gone then."""

    file: IO[bytes]
    size: int
    name: str
    media_type: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes, and let the file go."""
        left = self.size
        with self.file:
            while left > 0 and (chunk := self.file.read(_BUFFER)):
                left -= len(chunk)
                if left <= 0:
                    # Before the last is handed over: whoever has it all may be gone, and nobody asks for more.
                    self.file.close()
                yield chunk


def take(store: Store, form: str, chosen: Filter, who: str | None, options: Options) -> Taken:
    """Make an export, as ``hasila export`` does it. Without ``who`` it is the public's: the store is not written to.

    Raises:
        BusyError: if too many are being made.
        WriteError: if there is no room for it.
    """
    if not _turns.acquire(blocking=False):
        raise BusyError
    try:
        known = export_formats()[form]
        rule = known.PROFILE or DEFAULT_PROFILE
        made = log.now()
        if who is not None:
            keep_tolls(store, rule)
            made = log_export(store, who, form, rule, chosen, options.names)
        file = cast(IO[bytes], tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 (chunks closes it)
        try:
            with store.reading() as connection:
                material = StoredMaterial(connection, chosen, rule, TOOL, made)
                export(material, form, cast(Any, file), options)
        except BaseException:
            file.close()
            raise
    finally:
        _turns.release()
    size = file.tell()
    file.seek(0)
    day = datetime.now(UTC).date().isoformat()
    media_type = _TYPES.get(known.SUFFIX, "application/octet-stream")
    return Taken(file, size, f"hasila-{form}-{day}{known.SUFFIX}", media_type)
