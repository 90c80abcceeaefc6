"""Writing a Frictionless data package: one ZIP with the same bytes for the same records.

https://specs.frictionlessdata.io/data-package/ (version 1, which all its tools read).
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, BinaryIO, Final

from hasila.export.material import Material
from hasila.export.package.flat import Column
from hasila.export.package.tables import CAPTURE, CHANGE, TABLES, Table, incident_rows, refs_of, report_rows
from hasila.export.table import TableWriter

DESCRIPTOR: Final = "datapackage.json"
README: Final = "README.md"
#: The oldest time that a ZIP can tell: the time of writing would make two equal exports differ.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CHUNK: Final = 1 << 20


#: How the tables are written (Table Dialect). Who is not told guesses, and takes a semicolon in a name for a border.
DIALECT: Final = {
    "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False,
    "header": True,
}  # fmt: skip


def write_package(material: Material, file: BinaryIO, *, text: bool) -> None:
    """Write all records of the material; ``text`` lets the whole texts of reports out.

    A report comes with all its claims, and with every report that a chosen incident rests on, so that what the rows
    name is there. The tables grow on disk, beside each other, since a ZIP takes one file at a time.

    Raises:
        OSError: if the file, or one of the temporary ones, cannot be written.
    """
    with ExitStack() as stack:
        spools = {name: stack.enter_context(tempfile.TemporaryFile()) for name in TABLES}
        writers = {name: TableWriter(spools[name], [[c.name for c in table.columns]]) for name, table in TABLES.items()}
        rules = _rows(material, writers, text=text)
        for writer in writers.values():
            writer.flush()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            told = {name: _add(archive, f"{name}.csv", spool) for name, spool in spools.items()}
            readme = _readme(material, rules, text=text).encode()
            with tempfile.SpooledTemporaryFile() as page:
                page.write(readme)
                readme_told = _add(archive, README, page)
            descriptor = _descriptor(material, rules, told, readme_told, text=text)
            with tempfile.SpooledTemporaryFile() as page:
                page.write((json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
                _add(archive, DESCRIPTOR, page)


def _rows(material: Material, writers: dict[str, TableWriter], *, text: bool) -> list[str]:
    """Write the rows of all records; return the rules that the tolls were made by, in words."""
    written: set[str] = set()
    rules: set[str] = set()

    def add(report_id: str, rows: Iterator[tuple[str, list[Any]]]) -> None:
        written.add(report_id)
        for name, row in rows:
            writers[name].write(row)

    for report in material.reports():
        whole = report if material.whole else material.report(report.id)
        add(report.id, report_rows(whole, text=text))
    for incident in material.incidents():
        for report_id in dict.fromkeys(ref.report for ref in refs_of(incident)):
            if report_id not in written:
                add(report_id, report_rows(material.report(report_id), text=text))
        rules.update(toll.rule for toll in incident.tolls)
        for name, row in incident_rows(incident):
            writers[name].write(row)
    for capture in material.captures():
        if capture.report in written:
            writers["captures"].write(CAPTURE.cells(capture))
    for change in material.changes():
        writers["changes"].write(CHANGE.cells(change))
    return sorted(rules)


def _add(archive: zipfile.ZipFile, name: str, spool: IO[bytes]) -> dict[str, Any]:
    """Put a file into the archive; return its size in bytes and its hash."""
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3  # as on Unix, wherever it is made
    digest, size = hashlib.sha256(), 0
    spool.seek(0)
    with archive.open(info, "w", force_zip64=True) as member:
        while chunk := spool.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def _descriptor(
    material: Material, rules: list[str], told: dict[str, dict[str, Any]], readme: dict[str, Any], *, text: bool
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "hasila-export",
        "title": "Attributed casualty claims, incidents and tolls",
        "created": material.made,
        "hasila": {
            "tool": material.tool,
            "profile": material.profile,
            "rules": rules,
            "names": text,
            "files": {README: readme},
        },
        "resources": [_resource(name, table, told[name]) for name, table in TABLES.items()],
    }


def _resource(name: str, table: Table, told: dict[str, Any]) -> dict[str, Any]:
    keys = [
        {"fields": list(ref.columns), "reference": {"resource": ref.table, "fields": list(ref.names)}}
        for ref in table.references
    ]
    schema: dict[str, Any] = {
        "fields": [
            {"name": c.name, "type": c.kind, **({"constraints": rules} if (rules := _constraints(c, table)) else {})}
            for c in table.columns
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "description": table.title,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": DIALECT, **told, "schema": schema,
    }  # fmt: skip


def _constraints(column: Column, table: Table) -> dict[str, Any]:
    keys = {name for names in (table.key, *(ref.columns for ref in table.references)) for name in names}
    # A text may be empty, and an empty cell is a missing one; a key or a value of a list may not.
    needed = column.required and (column.kind != "string" or column.name in keys or bool(column.values))
    return {
        **({"required": True} if needed else {}),
        **({"enum": sorted(column.values)} if column.values else {}),
    }


def _readme(material: Material, rules: list[str], *, text: bool) -> str:
    names = (
        "Victims' names and the whole texts of the reports are in this package."
        if text
        else "Victims' names are withheld: █ stands for each character of a name that was read as a victim's, "
        "[named person] for a name in a toll. The whole texts of the reports are left out, and of the log what was "
        "changed. Names that were not read as such may still stand in the wording of claims."
    )
    tables = "\n".join(f"- `{name}.csv`: {table.title}." for name, table in TABLES.items())
    worded = "\n".join(f"- {rule}" for rule in rules) or "- There are no tolls in this package."
    return f"""# Attributed casualty claims, incidents and tolls

Written by {material.tool} at {material.made}. A Frictionless data package: `datapackage.json` tells the columns, the
keys and the hash of every file.

{tables}

The figures of `tolls.csv` follow the profile `{material.profile}`. Its rules, as they gave the figures here:

{worded}

An empty cell means that no report says so or that it is not known. It never means zero. Offsets count Unicode code
points of the report's text, from the first (included) to the last (left out). A cell that a spreadsheet would run as a
formula has an apostrophe in front, which is no part of it.

{names}

No licence is stated: whoever publishes this package has to choose one, and to see to the rights of those who
published the reports.
"""
