"""Reading a data package back: its tables, and the reports and incidents that they were made of."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import msgspec

from hasila.export.material import CaptureRecord
from hasila.export.package import tables as t
from hasila.export.package.flat import Row
from hasila.export.package.writing import DESCRIPTOR
from hasila.export.table import read_table
from hasila.model import ChangeRecord, Claim, ClaimRef, Incident, Report, Span

_CHUNK: Final = 1 << 20
#: The descriptor is ours and small; a larger one is not read.
_MOST: Final = 1 << 24


class Package:
    """A data package that was opened; the file stays the caller's to close."""

    def __init__(self, archive: zipfile.ZipFile, descriptor: dict[str, Any]) -> None:
        self._archive = archive
        self.descriptor = descriptor

    @property
    def profile(self) -> str:
        """The profile of its tolls."""
        return str(self.descriptor["hasila"]["profile"])

    @property
    def names(self) -> bool:
        """Whether victims' names and the texts of reports are in it."""
        return bool(self.descriptor["hasila"]["names"])

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table as text, ``None`` where a cell is empty.

        Raises:
            KeyError: if there is no such table.
            ValueError: if the table is damaged.
        """
        with self._archive.open(f"{table}.csv") as file:
            yield from read_table(file)

    def reports(self) -> Iterator[Report]:
        """Yield the reports with their claims, as they went in. Without names their texts are empty.

        Raises:
            ValueError: if a row is not what the model holds.
        """
        claims, pairs = _Groups(self.rows("claims"), "report"), _Groups(self.rows("report_contradictions"), "report")
        parts = _Groups(self.rows("parts"), "report")
        sources, reasons = _Groups(self.rows("sources"), "report"), _Groups(self.rows("reasons"), "report")
        for row in self.rows("reports"):
            name = row["id"] or ""
            text = json.loads(row["text_json"]) if row["text_json"] else row["text"] or ""
            part_of = {r["claim"]: r["part_of"] for r in parts.of(name)}
            told, why = _by_claim(sources.of(name)), _by_claim(reasons.of(name))
            found = tuple(
                t.CLAIM.value(
                    r,
                    part_of=part_of.get(r["id"]),
                    sources=tuple(t.SOURCE.value(x) for x in told.get(r["id"], ())),
                    why=tuple(t.REASON.value(x) for x in why.get(r["id"], ())),
                )
                for r in claims.of(name)
            )
            if row["text_json"]:
                found = tuple(_cut(claim, text) for claim in found)
            contradictions = tuple((r["claim_1"] or "", r["claim_2"] or "") for r in pairs.of(name))
            yield t.REPORT.value({**row, "text": text}, claims=found, contradictions=contradictions)

    def incidents(self) -> Iterator[Incident]:
        """Yield the incidents with their tolls, as they went in.

        Raises:
            ValueError: if a row is not what the model holds.
        """
        groups = {
            name: _Groups(self.rows(name), "incident")
            for name, table in t.TABLES.items()
            if table.columns[0].name == "incident"
        }
        for row in self.rows("incidents"):
            of = {name: group.of(row["id"] or "") for name, group in groups.items()}
            yield t.INCIDENT.value(
                row,
                claims=tuple(map(_ref, of["incident_claims"])),
                tolls=tuple(_toll(r, _of(of["toll_claims"], "toll", r)) for r in of["tolls"]),
                contradictions=tuple(t.CONTRADICTION.value(r, claims=_pair(r)) for r in of["contradictions"]),
                control=tuple(
                    t.CONTROL.value(r, supports=tuple(map(_ref, _of(of["control_claims"], "control", r))))
                    for r in of["control"]
                ),
                timeline=tuple(
                    t.SAID.value(r, claims=tuple(map(_ref, _of(of["timeline_claims"], "said", r))))
                    for r in of["timeline"]
                ),
                links=tuple(t.LINK.value(r, claims=_pair(r)) for r in of["links"]),
            )

    def captures(self) -> Iterator[CaptureRecord]:
        """Yield what is told of the captures."""
        return map(t.CAPTURE.value, self.rows("captures"))

    def changes(self) -> Iterator[ChangeRecord]:
        """Yield the log of changes."""
        return map(t.CHANGE.value, self.rows("changes"))


def read_package(file: BinaryIO) -> Package:
    """Open a data package that hasila wrote, and check every table against its hash.

    Raises:
        ValueError: if it is no such package, a table is missing or is not what was written, or its columns are others.
    """
    try:
        archive = zipfile.ZipFile(file)
        if archive.getinfo(DESCRIPTOR).file_size > _MOST:
            raise ValueError(f"{DESCRIPTOR} is too large")
        descriptor = json.loads(archive.read(DESCRIPTOR))
        resources = {str(r["name"]): r for r in descriptor["resources"]}
        descriptor["hasila"]["profile"], descriptor["hasila"]["names"]
        for name, table in t.TABLES.items():
            _check(archive, name, resources[name], [column.name for column in table.columns])
    except (zipfile.BadZipFile, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"this is no data package of hasila, or a damaged one: {error}") from error
    return Package(archive, descriptor)


def _check(archive: zipfile.ZipFile, name: str, resource: dict[str, Any], columns: list[str]) -> None:
    """Check a table's columns, size and hash. No more is unpacked than the descriptor says that there is."""
    if [field["name"] for field in resource["schema"]["fields"]] != columns:
        raise ValueError(f"the table {name} has other columns than this version of hasila writes")
    digest, left = hashlib.sha256(), int(resource["bytes"])
    with archive.open(f"{name}.csv") as file:
        while left >= 0 and (chunk := file.read(_CHUNK)):
            digest.update(chunk)
            left -= len(chunk)
    if left or f"sha256:{digest.hexdigest()}" != resource["hash"]:
        raise ValueError(f"the table {name} is not what was written: its hash or its size is another")


class _Groups:
    """The rows of a table that belong to one key after the other, in the order of the table that owns them."""

    def __init__(self, rows: Iterator[Row], key: str) -> None:
        self._rows = rows
        self._key = key
        self._next = next(rows, None)

    def of(self, name: str) -> list[Row]:
        """Return the rows of the next key."""
        out: list[Row] = []
        while self._next is not None and self._next[self._key] == name:
            out.append(self._next)
            self._next = next(self._rows, None)
        return out


def _by_claim(rows: list[Row]) -> dict[str | None, list[Row]]:
    out: dict[str | None, list[Row]] = {}
    for row in rows:
        out.setdefault(row["claim"], []).append(row)
    return out


def _of(rows: list[Row], column: str, owner: Row) -> list[Row]:
    return [row for row in rows if row[column] == owner["position"]]


def _ref(row: Row) -> ClaimRef:
    return ClaimRef(row["report"] or "", row["claim"] or "")


def _pair(row: Row) -> tuple[ClaimRef, ClaimRef]:
    first, second = (ClaimRef(row[f"report_{n}"] or "", row[f"claim_{n}"] or "") for n in (1, 2))
    return first, second


def _toll(row: Row, evidence: list[Row]) -> Any:
    told: dict[str, list[Any]] = {field: [] for field in t.EVIDENCE.values()}
    for r in evidence:
        kind = r["kind"] or ""
        told[t.EVIDENCE[kind]].append((_ref(r), r["why"] or "") if kind == "set_aside" else _ref(r))
    return t.TOLL.value(row, **{field: tuple(refs) for field, refs in told.items()})


def _cut(claim: Claim, text: str) -> Claim:
    """Cut a claim's spans anew from a text that CSV could not hold."""

    def again(value: Any) -> Any:
        if isinstance(value, Span):
            return Span(value.start, value.end, text[value.start : value.end])
        if isinstance(value, msgspec.Struct):
            changed = {name: again(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **changed)
        return tuple(map(again, value)) if isinstance(value, tuple) else value

    made: Claim = again(claim)
    return made
