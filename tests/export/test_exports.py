"""Every exchange format: found by folder, the same bytes each time, and read back to the same records."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasila.export import WriteError, export, export_formats
from hasila.export.material import Material, Options
from hasila.export.memory import MaterialOf
from hasila.export.names import claim_uri, ids_of, incident_uri, report_uri
from hasila.export.rows import COLUMNS, rows
from hasila.export.table import read_table
from hasila.ingest import read_reports
from hasila.model import Claim, Incident, Report

from . import kit
from .hostile import incidents, reports, texts

FORMATS = tuple(export_formats())
NAMES = {
    "acled", "claimreview", "claims-csv", "claims-jsonl", "datapackage", "geojson", "hxl", "parquet", "ucdp",
    "webannotation",
}  # fmt: skip


@st.composite
def materials(draw: st.DrawFn, profile: str = "full-range", *, half: bool = False) -> MaterialOf:
    """Material of hostile reports and incidents."""
    told = [draw(reports(f"{n}-", half=half)) for n in range(draw(st.integers(1, 3)))]
    claimed = [report for report in told if report.claims]
    found = [draw(incidents(claimed, f"{n}-")) for n in range(draw(st.integers(0, 2)))] if claimed else []
    return MaterialOf(every=told, found=found, profile=profile, tool="hasila 0.1.0", made=kit.MADE)


def test_formats_are_found_by_folder() -> None:
    folder = Path(str(files("hasila.export.formats")))
    assert {path.stem.replace("_", "-") for path in folder.glob("[a-z]*.py")} == set(FORMATS) == NAMES
    assert list(FORMATS) == sorted(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_of_nothing_is_whole(form: str) -> None:
    told = MaterialOf(every=(), profile=export_formats()[form].PROFILE or "full-range")
    data = kit.written(told, form)
    if form in ("geojson", "claimreview", "webannotation"):
        json.loads(data)
    elif form == "parquet":
        assert pq.read_table(io.BytesIO(data)).num_rows == 0
    elif form in ("acled", "claims-csv", "hxl", "ucdp"):
        assert data.count(b"\r\n") == (2 if form == "hxl" else 1)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("names", [True, False])
def test_the_same_records_give_the_same_bytes(form: str, names: bool) -> None:
    once, again = (kit.written(kit.under(kit.example("al-zirba"), form), form, names=names) for _ in range(2))
    assert once == again
    assert len(once) > 200


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_put_in_its_place_when_it_is_whole(form: str, tmp_path: Path) -> None:
    told, target = kit.under(kit.example("an-nuhud"), form), tmp_path / "out"
    target.write_bytes(b"old")
    export(told, form, target)
    assert target.read_bytes() == kit.written(told, form)
    assert list(tmp_path.iterdir()) == [target]


def test_what_stood_there_stays_where_an_export_fails(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"old")
    told = MaterialOf(every=iter([kit.example("an-nuhud")[0], None]))  # type: ignore[list-item]
    with pytest.raises(AttributeError):
        export(told, "claims-csv", target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such folder"):
        export(MaterialOf(every=()), "claims-csv", tmp_path / "no such folder" / "x.csv")


def test_a_link_is_followed_and_a_device_is_written_to(tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_bytes(b"")
    link.symlink_to(target)
    export(MaterialOf(every=()), "claims-csv", link)
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"report,")
    export(MaterialOf(every=()), "claims-csv", Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_an_unknown_format_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"no format 'xls'; there are acled, .*webannotation"):
        export(MaterialOf(every=()), "xls", io.BytesIO())


@pytest.mark.parametrize("form", ["ucdp", "acled"])
def test_figures_by_another_profile_are_refused(form: str) -> None:
    with pytest.raises(ValueError, match=f"{form} gives figures by the profile {form}, not by full-range"):
        export(MaterialOf(every=()), form, io.BytesIO())


@pytest.mark.parametrize("form", ["acled", "claims-csv", "hxl", "ucdp"])
def test_the_mark_for_excel_stands_before_csv_only_when_asked_for(form: str) -> None:
    told = kit.under(kit.example("an-nuhud"), form)
    plain, marked = kit.written(told, form), kit.written(told, form, excel=True)
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert marked == b"\xef\xbb\xbf" + plain


# -- and back ----------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(materials())
def test_rows_of_claims_come_back(told: MaterialOf) -> None:
    expected = [row for report in told.reports() for row in rows(report)]
    data = kit.written(told, "claims-csv", names=True)
    found = list(read_table(io.BytesIO(data)))
    assert [tuple(row) for row in found] == [COLUMNS] * len(expected)
    as_text = [{k: None if v is None or v == "" else str(v) for k, v in row.items()} for row in expected]
    assert found == as_text
    assert pq.read_table(io.BytesIO(kit.written(told, "parquet", names=True))).to_pylist() == expected


@settings(max_examples=50)
@given(st.lists(reports(half=True), min_size=1, max_size=3))
def test_claims_jsonl_holds_every_report_whole(told: list[Report]) -> None:
    lines = kit.written(MaterialOf(every=told), "claims-jsonl", names=True).split(b"\n")
    assert lines.pop() == b""
    for line, report in zip(lines, told, strict=True):
        found = json.loads(line)
        assert found["text"] == report.text
        assert found["sha256"] == report.sha256
        assert msgspec.convert(found["claims"], tuple[Claim, ...]) == report.claims
        for claim in found["claims"]:
            quote = claim["quote"]
            assert found["text"][quote["start"] : quote["end"]] == quote["text"]


def test_claims_jsonl_can_be_read_as_reports_again(tmp_path: Path) -> None:
    told = kit.example("al-zirba")
    target = tmp_path / "claims.jsonl"
    export(kit.material(told), "claims-jsonl", target, Options(names=True))
    again = [report for report in read_reports([str(target)]) if isinstance(report, Report)]
    assert again == [msgspec.structs.replace(report, claims=(), contradictions=()) for report in told]
    from hasila.pipeline import read_claims

    assert [read_claims(report) for report in again] == list(told)


@settings(max_examples=60)
@given(materials("ucdp"))
def test_rows_of_incidents_name_their_incident(told: MaterialOf) -> None:
    dead = [i.id for i in told.incidents() if any(t.harm == "killed" for t in i.tolls)]
    found = [row["relid"] for row in read_table(io.BytesIO(kit.written(told, "ucdp")))]
    assert found == [name for name in dead if name in found]
    all_ids = [incident.id for incident in told.incidents()]
    hxl = list(read_table(io.BytesIO(kit.written(told, "hxl")), heads=2))
    assert [row["incident"] for row in hxl] == all_ids
    told = msgspec.structs.replace(told, profile="acled")
    acled = list(read_table(io.BytesIO(kit.written(told, "acled"))))
    assert [(row["tags"] or "").removeprefix("hasila=") for row in acled] == all_ids


@settings(max_examples=60)
@given(materials(half=True))
def test_features_and_linked_data_name_their_records(told: MaterialOf) -> None:
    claims = [(report.id, claim.id) for report in told.reports() for claim in report.claims]
    features = json.loads(kit.written(told, "geojson"))["features"]
    assert [feature["id"] for feature in features] == [incident.id for incident in told.incidents()]
    page = json.loads(kit.written(told, "webannotation", names=True))
    assert page["total"] == len(claims)
    items = page["first"]["items"]
    assert [ids_of(item["id"]) for item in items] == claims
    by_id = {(report.id, claim.id): claim for report in told.reports() for claim in report.claims}
    for item in items:
        assert msgspec.convert(item["body"][1]["claim"], Claim) == by_id[ids_of(item["id"])]  # type: ignore[index]
    graph = json.loads(kit.written(told, "claimreview", names=True))["@graph"]
    assert [ids_of(node["@id"]) for node in graph if node["@type"] == "Claim"] == claims


@given(texts(half=True), texts(half=True))
def test_names_of_records_are_made_of_their_ids(report: str, claim: str) -> None:
    assert ids_of(claim_uri(report, claim)) == (report, claim)
    assert ids_of(report_uri(report)) == ids_of(incident_uri(report)) == (report,)
    assert claim_uri(report, claim).isascii()
    with pytest.raises(ValueError, match="no name"):
        ids_of(f"urn:other:{report}")


# -- many reports ------------------------------------------------------------------------------------


class Many(MaterialOf, frozen=True, kw_only=True, dict=True):
    """The same few records again and again, under other ids."""

    times: int

    def reports(self) -> Iterator[Report]:
        for n in range(self.times):
            for report in self.every:
                yield msgspec.structs.replace(report, id=f"{report.id}-{n}")

    def incidents(self) -> Iterator[Incident]:
        for n in range(self.times):
            for incident in self.found:
                yield msgspec.structs.replace(incident, id=f"{incident.id}-{n}")


def peak(told: Material, form: str) -> int:
    """Bytes that Python holds at most while it writes."""
    export(told, form, Path("/dev/null"))
    tracemalloc.start()
    try:
        export(told, form, Path("/dev/null"))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "parquet"])
def test_memory_does_not_grow_with_the_number_of_records(form: str) -> None:
    told = kit.under(kit.example("an-nuhud")[:2], form)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    # Enough for the buffers to be full once: the file of the smaller export is larger than they are.
    few, many = (Many(**fields, times=times) for times in (300, 900))
    assert len(kit.written(few, form)) > 50_000
    # Ids of the reports of a package are kept: some 100 bytes each.
    assert peak(many, form) < peak(few, form) + (250_000 if form == "datapackage" else 50_000)
