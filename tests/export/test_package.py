"""The data package: valid for frictionless, the same bytes each time, and back to the same records."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from frictionless import Package as Frictionless
from frictionless import system
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.export.memory import MaterialOf
from hasila.export.package import TABLES, Package, read_package
from hasila.export.package.flat import Flat
from hasila.export.table import guard
from hasila.model import Claim, Report, Toll

from . import kit
from .hostile import reports
from .test_exports import materials

NAMES = tuple(TABLES)


def packed(told: MaterialOf, *, names: bool = True) -> bytes:
    return kit.written(told, "datapackage", names=names)


def full() -> MaterialOf:
    told = kit.material([*kit.example("al-zirba"), *kit.example("an-nuhud"), *kit.example("al-udhaym")])
    ids = [report.id for report in told.reports()]
    return msgspec.structs.replace(
        told,
        captured=[kit.capture(n, name) for n, name in enumerate(ids, 1)] + [kit.capture(99, "of nobody")],
        changed=[kit.change(1, '{"low":4}'), kit.change(2, "=1+1")],
    )


def opened(data: bytes) -> Package:
    return read_package(io.BytesIO(data))


def validated(data: bytes, folder: Path) -> list[Any]:
    """What frictionless finds wrong with a package."""
    target = folder / "package.zip"
    target.write_bytes(data)
    with system.use_context(trusted=True):
        report = Frictionless(str(target)).validate()
    assert [task.name for task in report.tasks] == list(NAMES)
    return report.flatten(["name", "type", "note", "rowNumber"])


@pytest.mark.parametrize("names", [True, False])
def test_frictionless_finds_nothing_wrong(tmp_path: Path, names: bool) -> None:
    assert validated(packed(full(), names=names), tmp_path) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "kind"),
    [
        ("claims", "killed", "killed,x", "extra-cell"),
        ("incident_claims", ",c1\r\n", ",c99\r\n", "foreign-key"),
        ("claims", ",c2,", ",c1,", "primary-key"),
    ],
)
def test_frictionless_would_find_what_is_wrong(tmp_path: Path, table: str, old: str, new: str, kind: str) -> None:
    """The validator looks at types, keys and hashes: a package that was tampered with fails."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(full()))) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace(old, new, 1) if name == f"{table}.csv" else text)
    found = {row[1] for row in validated(data.getvalue(), tmp_path)}
    assert kind in found
    assert "hash-count" in found or "byte-count" in found


def test_names_of_semicolons_are_valid_too(tmp_path: Path) -> None:
    (report,) = kit.example("single")
    named = msgspec.structs.replace(report, id='0-";x | y', outlet="a;b\r", title="t|u;v")
    assert validated(packed(MaterialOf(every=[named])), tmp_path) == []


@settings(max_examples=10)
@given(told=materials())
def test_hostile_records_are_valid_too(tmp_path_factory: pytest.TempPathFactory, told: MaterialOf) -> None:
    assert validated(packed(told), tmp_path_factory.mktemp("package")) == []


@settings(max_examples=60)
@given(materials())
def test_records_come_back(told: MaterialOf) -> None:
    found = opened(packed(told))
    assert list(found.reports()) == list(told.reports())
    assert list(found.incidents()) == list(told.incidents())
    assert found.profile == told.profile


@settings(max_examples=40)
@given(st.lists(reports(half=True), min_size=1, max_size=2))
def test_texts_that_csv_cannot_hold_come_back(told: list[Report]) -> None:
    told = [msgspec.structs.replace(report, id=f"{n}") for n, report in enumerate(told)]
    assert list(opened(packed(MaterialOf(every=told))).reports()) == told


def test_real_records_come_back_with_captures_and_log() -> None:
    told = full()
    found = opened(packed(told))
    assert list(found.reports()) == list(told.reports())
    assert list(found.incidents()) == list(told.incidents())
    assert list(found.captures()) == [c for c in told.captures() if c.report != "of nobody"]
    assert list(found.changes()) == list(told.changes())
    assert all(list(found.rows(name)) for name in NAMES if name not in ("parts", "report_contradictions"))


def test_a_package_made_of_one_that_was_read_is_the_same() -> None:
    told = full()
    found = opened(packed(told))
    again = msgspec.structs.replace(
        told,
        every=list(found.reports()),
        found=list(found.incidents()),
        captured=list(found.captures()),
        changed=list(found.changes()),
    )
    assert packed(again) == packed(told)


def test_without_names_ids_offsets_and_figures_are_the_same() -> None:
    told = full()
    found = opened(packed(told, names=False))
    assert not found.names
    for before, after in zip(told.reports(), found.reports(), strict=True):
        assert (after.id, after.text) == (before.id, "")
        assert [(c.id, c.count.low, c.quote.start, c.quote.end) for c in after.claims] == [
            (c.id, c.count.low, c.quote.start, c.quote.end) for c in before.claims
        ]
    for one, other in zip(told.incidents(), found.incidents(), strict=True):
        assert (other.id, other.claims) == (one.id, one.claims)
        assert [(t.low, t.best, t.high) for t in other.tolls] == [(t.low, t.best, t.high) for t in one.tolls]
    hashes = [row["sha256"] for row in found.rows("reports")]
    assert hashes == [report.sha256 for report in told.reports()]


def test_what_an_incident_rests_on_is_there_though_it_was_not_chosen(tmp_path: Path) -> None:
    whole = full()
    told = Few(**{name: getattr(whole, name) for name in whole.__struct_fields__} | {"whole": False})
    data = packed(told)
    assert validated(data, tmp_path) == []
    ids = {report.id for report in opened(data).reports()}
    assert {ref.report for incident in whole.incidents() for ref in incident.claims} <= ids


class Few(MaterialOf, frozen=True, kw_only=True, dict=True):
    """Material with one report chosen, and one claim of it."""

    def reports(self):  # type: ignore[no-untyped-def]
        for report in list(self.every)[:1]:
            yield msgspec.structs.replace(report, claims=report.claims[1:2])


def test_the_descriptor_tells_what_is_in_it() -> None:
    data = packed(full())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        assert archive.namelist() == [*(f"{name}.csv" for name in NAMES), "README.md", "datapackage.json"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = {r["path"]: r for r in descriptor["resources"]} | descriptor["hasila"]["files"]
        for name in archive.namelist()[:-1]:
            content = archive.read(name)
            assert told[name]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert told[name]["bytes"] == len(content)
        readme = archive.read("README.md").decode()
    assert "licenses" not in descriptor
    assert descriptor["created"] == kit.MADE
    assert descriptor["hasila"]["profile"] == "full-range"
    assert all(f"`{name}.csv`" in readme for name in NAMES)
    rules = {toll.rule for incident in full().incidents() for toll in incident.tolls}
    assert descriptor["hasila"]["rules"] == sorted(rules)
    assert all(rule in readme for rule in rules)


def test_it_can_be_written_to_a_pipe() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            self.data += bytes(data)
            return len(data)

    from hasila.export import export
    from hasila.export.material import Options

    pipe, told = Pipe(), full()
    export(told, "datapackage", pipe, Options(names=True))  # type: ignore[arg-type]
    assert list(opened(pipe.data).reports()) == list(told.reports())


# -- damaged and hostile packages ----------------------------------------------------------------------


def changed(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, content if member == name else source.read(member))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("claims.csv", b"report,id\r\n", "the table claims is not what was written"),
        ("claims.csv", b"0" * (64 << 20), "the table claims is not what was written"),
        ("datapackage.json", b"{", "no data package of hasila"),
        ("datapackage.json", b"[]", "no data package of hasila"),
        ("datapackage.json", b'{"resources":[],"hasila":{"profile":"x","names":true}}', "no data package of hasila"),
        ("datapackage.json", b" " * (17 << 20), "too large"),
    ],
)
def test_a_damaged_package_is_told(name: str, content: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        opened(changed(packed(full()), name, content))


@pytest.mark.parametrize("data", [b"", b"PK", b"id,text\r\n"])
def test_what_is_no_zip_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="no data package"):
        opened(data)


def test_values_that_are_not_in_the_model_are_refused() -> None:
    (row,) = [dict(r) for r in opened(packed(full())).rows("tolls")][:1]
    toll = Flat(Toll, without=("supports", "denials", "superseded", "set_aside"))
    assert toll.value(row).harm == row["harm"]
    with pytest.raises(ValueError, match="Toll: Invalid enum value 'eaten'"):
        toll.value(row | {"harm": "eaten"})
    with pytest.raises(ValueError, match="invalid literal"):
        toll.value(row | {"low": "many"})


# -- columns ------------------------------------------------------------------------------------------


def test_every_field_of_the_model_is_a_column_of_some_table() -> None:
    names = {column.name for column in TABLES["claims"].columns}
    assert {"report", "id", "count_low", "count_span_start", "group_role", "place_span_text", "confidence"} <= names
    left = {f.name for f in msgspec.structs.fields(Claim)} - {name.split("_")[0] for name in names}
    assert left == {"sources", "why", "part_of"}


def test_keys_are_columns_and_references_lead_to_keys() -> None:
    for table in TABLES.values():
        columns = [column.name for column in table.columns]
        assert len(set(columns)) == len(columns)
        assert set(table.key) <= set(columns)
        for reference in table.references:
            assert set(reference.columns) <= set(columns)
            assert reference.names == TABLES[reference.table].key


def test_cells_of_a_package_are_no_formulas() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(full()))) as archive:
        assert guard("=1+1") in archive.read("changes.csv").decode()
