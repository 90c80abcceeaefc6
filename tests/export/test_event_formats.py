"""UCDP, ACLED, HXL and GeoJSON: the columns of their codebooks, only values that they know, and nothing made up."""

import io
import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from geojson_pydantic import Feature, FeatureCollection
from geojson_pydantic.geometries import Geometry
from hypothesis import given, settings

from hasila.export.event import Event, events
from hasila.export.formats import acled, geojson, hxl, ucdp
from hasila.export.memory import MaterialOf
from hasila.export.table import read_table
from hasila.model import Count, Incident, Place, Report, Span, TollGroup, When

from . import kit
from .test_exports import materials

#: As the codebooks list them.
_UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
_ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
_TAGS = (
    "#date+start #date+end #adm1+name #loc+name #geo+lat #geo+lon #country+code #group+name #meta+source "
    "#affected+killed #affected+injured"
)
UCDP, ACLED, TAGS = _UCDP.split(","), _ACLED.split(","), _TAGS.split()
#: What only the datasets' own coders can give.
UCDP_EMPTY = {
    "id", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name",
    "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id",
    "country_id", "region", "gwnoa", "gwnob",
}  # fmt: skip
ACLED_EMPTY = {
    "event_id_cnty", "assoc_actor_1", "assoc_actor_2", "iso", "region", "admin3", "source_scale", "timestamp",
}  # fmt: skip
ACLED_TYPES = {
    ("Battles", "Armed clash"), ("Battles", None), ("Explosions/Remote violence", "Air/drone strike"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"), ("Explosions/Remote violence", None),
    ("Violence against civilians", "Attack"), (None, None),
}  # fmt: skip
NUMBERS = {"deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "number_of_sources"}


def table(told: MaterialOf, form: str, *, heads: int = 1) -> list[dict[str, str | None]]:
    return list(read_table(io.BytesIO(kit.written(told, form)), heads=heads))


def rows(form: str, *texts: str) -> list[dict[str, str | None]]:
    return table(kit.under(kit.read(*texts), form), form)


def told(row: dict[str, str | None], *names: str) -> tuple[str | None, ...]:
    return tuple(row[name] for name in names)


def check_ucdp(row: dict[str, str | None]) -> None:
    assert list(row) == UCDP
    assert {name for name in UCDP_EMPTY if row[name] is not None} == set()
    assert row["where_prec"] in (None, *"1234567")
    assert row["date_prec"] in (None, *"12345")
    assert row["event_clarity"] == "1"
    figures = {name: int(row[name] or 0) for name in NUMBERS}
    assert min(figures.values()) >= 0
    if row["best"] is not None:
        parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        assert sum(figures[name] for name in parts) == figures["best"]
    assert (row["latitude"] is None) == (row["longitude"] is None) == (row["geom_wkt"] is None)


def check_acled(row: dict[str, str | None]) -> None:
    assert list(row) == ACLED
    assert {name for name in ACLED_EMPTY if row[name] is not None} == set()
    assert row["time_precision"] in (None, *"123")
    assert row["geo_precision"] in (None, *"123")
    assert told(row, "event_type", "sub_event_type") in ACLED_TYPES
    assert row["disorder_type"] == ("Political violence" if row["event_type"] else None)
    assert {row["inter1"], row["inter2"]} <= {None, "7", "8"}
    assert row["interaction"] in (None, "78", "88")
    assert (row["civilian_targeting"] is not None) == (row["event_type"] == "Violence against civilians")


@pytest.mark.parametrize("name", ["al-zirba", "an-nuhud", "al-udhaym"])
def test_rows_hold_only_what_the_codebooks_know(name: str) -> None:
    for form, check in (("ucdp", check_ucdp), ("acled", check_acled)):
        found = table(kit.under(kit.example(name), form), form)
        assert len(found) > 1
        for row in found:
            check(row)


@settings(max_examples=60)
@given(materials("ucdp"))
def test_hostile_records_make_rows_of_the_codebooks(made: MaterialOf) -> None:
    for row in table(made, "ucdp"):
        check_ucdp(row)
    for row in table(msgspec.structs.replace(made, profile="acled"), "acled"):
        check_acled(row)


def test_columns_are_those_of_the_codebooks() -> None:
    assert (list(ucdp.COLUMNS), len(UCDP)) == (UCDP, 49)
    assert (list(acled.COLUMNS), len(ACLED)) == (ACLED, 31)
    assert [tag for _, tag in hxl.COLUMNS[:11]] == TAGS


# -- UCDP ----------------------------------------------------------------------------------------------


def test_ucdp_tells_place_day_and_sources() -> None:
    (row,) = rows("ucdp", "قال المرصد السوري لحقوق الإنسان إن 5 مدنيين قتلوا في غارة على مدينة إدلب أمس.")
    assert told(row, "where_prec", "adm_1", "country", "date_prec", "date_start", "date_end", "year") == (
        "1", "Idlib Governorate", "Syria", "1", "2024-03-14", "2024-03-14", "2024",
    )  # fmt: skip
    assert row["where_description"] == "إدلب"
    assert row["geom_wkt"] == f"POINT ({row['longitude']} {row['latitude']})"
    assert told(row, "number_of_sources", "source_office", "source_date") == ("1", "منبر 1", "2024-03-15")
    assert row["source_original"] == "Syrian Observatory for Human Rights"
    assert told(row, "best", "low", "high", "deaths_civilians", "deaths_unknown") == ("5", "5", "5", "5", "0")
    assert told(row, "deaths_a", "deaths_b") == (None, None)


def test_ucdp_gives_the_dead_to_sides_where_both_are_sure() -> None:
    text = "قتل 7 من عناصر تنظيم الدولة بنيران الجيش العراقي، وقتل 3 جنود من الجيش العراقي في معارك في الموصل أمس."
    (report,) = kit.read(text)
    made = kit.under([report], "ucdp")
    (event,) = events(made)
    sides = event.sides
    if sides is None:
        pytest.fail("the claims of the text no longer tell who fights whom: take another")
    assert [side.name for side in sides] == ["Iraqi Army", "Islamic State"]
    (row,) = table(made, "ucdp")
    assert told(row, "side_a", "side_b", "deaths_a", "deaths_b", "best") == (
        "Iraqi Army",
        "Islamic State",
        "3",
        "7",
        "10",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("قتل 7 من حزب الله و3 من الجيش السوري في معارك في إدلب أمس.", "two who both lose may be allies"),
        ("قتل 5 مدنيين في قصف للجيش العراقي على الموصل أمس.", "one side and civilians"),
        ("قتل 5 جنود في معارك في الموصل أمس.", "nobody is named"),
    ],
)
def test_ucdp_gives_no_sides_where_they_are_not_sure(text: str, why: str) -> None:
    for row in rows("ucdp", text):
        assert told(row, "side_a", "side_b", "deaths_a", "deaths_b") == (None,) * 4, why


@pytest.mark.parametrize("text", ["أصيب 5 مدنيين في غارة على إدلب أمس.", "لم يقتل أحد في غارة على إدلب أمس."])
def test_ucdp_has_no_row_without_dead(text: str) -> None:
    assert rows("ucdp", text) == []


@pytest.mark.parametrize(
    ("days", "ucdp_code", "acled_code"),
    [
        (1, 1, 1),
        (2, 2, 2),
        (6, 2, 2),
        (7, 3, 2),
        (8, 4, 3),
        (31, 4, 3),
        (32, 5, None),
        (None, None, None),
        (0, None, None),
    ],
)
def test_precision_of_days(days: int | None, ucdp_code: int | None, acled_code: int | None) -> None:
    assert ucdp.date_prec(days) == ucdp_code
    assert acled.time_precision(days) == acled_code


@pytest.mark.parametrize(
    ("precision", "where_prec", "geo_precision"),
    [
        ("town", 1, 1), ("village", 1, 1), ("district", 1, 1), ("front", 2, 1), ("adm2", 3, 2), ("adm1", 4, 3),
        ("area", 5, 2), ("country", 6, None), ("unknown", None, None),
    ],
)  # fmt: skip
def test_precision_of_places(precision: str, where_prec: int | None, geo_precision: int | None) -> None:
    event = placed(precision)
    row = ucdp.row(event)
    assert row is not None
    assert row["where_prec"] == where_prec
    assert acled.row(event)["geo_precision"] == geo_precision


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [
        (-90, -180, 1),
        (-90, 179.9, 720),
        (-89.5, -180, 721),
        (90, 180, 259_200),
        (34.53, 69.17, 179_779),
        (0, 0, 129_961),
    ],
)
def test_cells_of_prio_grid(lat: float, lon: float, cell: int) -> None:
    assert ucdp.priogrid(lat, lon) == cell


# -- ACLED ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "sub"),
    [
        ("قتل 5 مدنيين في غارة جوية على مدينة إدلب أمس.", "Explosions/Remote violence", "Air/drone strike"),
        ("قتل 5 مدنيين في قصف مدفعي على مدينة إدلب أمس.", "Explosions/Remote violence",
         "Shelling/artillery/missile attack"),
        ("قتل 5 مدنيين بانفجار لغم أرضي في مدينة إدلب أمس.", "Explosions/Remote violence",
         "Remote explosive/landmine/IED"),
        ("قتل 5 مدنيين بانفجار سيارة مفخخة في مدينة إدلب أمس.", "Explosions/Remote violence", None),
        ("قتل 5 جنود في اشتباكات في مدينة إدلب أمس.", "Battles", "Armed clash"),
        ("قتل 5 مدنيين برصاص مسلحين في مدينة إدلب أمس.", "Violence against civilians", "Attack"),
        ("قتل 5 أشخاص برصاص مسلحين في مدينة إدلب أمس.", None, None),
    ],
)  # fmt: skip
def test_acled_types_follow_from_the_means_where_they_are_sure(text: str, kind: str | None, sub: str | None) -> None:
    (row,) = rows("acled", text)
    assert told(row, "event_type", "sub_event_type", "fatalities") == (kind, sub, "5")


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("أصيب 5 مدنيين في غارة على إدلب أمس.", "0"),
        ("قتل عشرات المدنيين في غارة على إدلب أمس.", "10"),
        ("قتل مئات المدنيين في غارة على إدلب أمس.", "100"),
        ("سقط 9 مدنيين بين قتيل وجريح في غارة على إدلب أمس.", None),
        ("قتل عدد من المدنيين في غارة على إدلب أمس.", None),
    ],
)
def test_acled_counts_the_dead_and_no_injured(text: str, dead: str | None) -> None:
    (row,) = rows("acled", text)
    assert row["fatalities"] == dead


def test_acled_knows_civilians_and_forces_abroad() -> None:
    (row,) = rows("acled", "قتل 5 مدنيين في غارة للجيش الأمريكي على مدينة إدلب أمس.")
    assert told(row, "actor2", "inter2") == ("Civilians (Syria)", "7")
    assert row["inter1"] == "8"
    assert row["interaction"] == "78"
    (row,) = rows("acled", "قتل 5 مدنيين في غارة للجيش السوري على مدينة إدلب أمس.")
    assert told(row, "actor2", "inter2", "inter1", "interaction") == ("Civilians (Syria)", "7", None, None)


def test_acled_names_nobody_where_a_claim_denies() -> None:
    one, other = (
        "قتل 5 مدنيين في غارة للجيش الأمريكي على مدينة إدلب أمس.",
        "نفى الجيش الأمريكي مقتل مدنيين في غارة على مدينة إدلب أمس.",
    )
    found = rows("acled", one, other)
    assert any(row["fatalities"] == "5" for row in found)
    assert [row["actor1"] for row in found if row["fatalities"] == "5"] == [None]


# -- HXL -----------------------------------------------------------------------------------------------


def test_hxl_has_its_tags_in_the_second_row() -> None:
    data = kit.written(kit.under(kit.example("an-nuhud"), "hxl"), "hxl").decode()
    _, tags, *_ = data.split("\r\n")
    assert tags.split(",")[:11] == TAGS
    assert all(tag.startswith("#") for tag in tags.split(","))


def test_hxl_tells_killed_and_injured() -> None:
    made = kit.under(kit.read("قتل 5 مدنيين وأصيب 12 في غارة على مدينة إدلب أمس."), "hxl")
    (row,) = table(made, "hxl", heads=2)
    assert told(row, "killed", "injured", "country", "first-level division", "precision of the place", "profile") == (
        "5", "12", "SY", "Idlib Governorate", "town", "full-range",
    )  # fmt: skip


# -- GeoJSON -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(materials())
def test_geojson_is_valid(made: MaterialOf) -> None:
    found = FeatureCollection[Feature[Geometry, dict[str, Any]]].model_validate_json(kit.written(made, "geojson"))
    assert len(found.features) == len(list(made.incidents()))


def test_geojson_says_what_is_not_sure_about_a_place() -> None:
    assert geojson.feature(placed("town"))["properties"]["certain"] is True
    wide = geojson.feature(placed("adm1"))
    assert (wide["properties"]["precision"], wide["properties"]["certain"]) == ("adm1", False)
    assert "not where it happened" in wide["properties"]["place_note"]
    nowhere = geojson.feature(placed("unknown"))
    assert (nowhere["geometry"], nowhere["properties"]["place_note"]) == (None, "the place is not in the gazetteer")
    no_place = geojson.feature(placed(None))
    assert (no_place["geometry"], no_place["properties"]["place_note"]) == (None, "no report tells the place")


def test_geojson_has_longitude_first_and_the_tolls() -> None:
    made = kit.under(kit.example("an-nuhud"), "geojson")
    for feature, incident in zip(json.loads(kit.written(made, "geojson"))["features"], made.incidents(), strict=True):
        if incident.place is not None and incident.place.lat is not None:
            assert feature["geometry"]["coordinates"] == [incident.place.lon, incident.place.lat]
        tolls = feature["properties"]["tolls"]
        assert [(t["low"], t["best"], t["high"], t["open"]) for t in tolls] == [
            (t.low, t.best, t.high, t.open) for t in incident.tolls
        ]


# -- events --------------------------------------------------------------------------------------------


def placed(precision: str | None) -> Event:
    """An event with five dead at a place of some precision."""
    (report,) = kit.read("قتل 5 مدنيين في غارة على مدينة إدلب أمس.")
    made = kit.material([report], "ucdp")
    (incident,) = made.found
    known = precision != "unknown"
    place = precision and Place(
        id=None, name="Somewhere", lat=36.0 if known else None, lon=37.0 if known else None, precision=precision,
        span=Span(0, 1, "م"),
    )  # fmt: skip
    return Event(msgspec.structs.replace(incident, place=place), (report,), made)


def without_total(incident: Incident, *tolls: tuple[str | None, str, int]) -> Incident:
    (first, *_) = incident.tolls
    made = tuple(
        msgspec.structs.replace(
            first,
            group=TollGroup(actor=None, name=name, role=role),
            low=best,
            best=best,
            high=best,  # type: ignore[arg-type]
        )
        for name, role, best in tolls
    )
    return msgspec.structs.replace(incident, tolls=made)


@pytest.mark.parametrize(
    ("tolls", "best", "civilians", "unknown"),
    [
        ([(None, "unknown", 9), (None, "civilian", 4)], 9, 4, 5),
        ([("children", "civilian", 2), ("women", "civilian", 3)], 3, 3, 0),
        ([(None, "unknown", 3), (None, "civilian", 8)], 3, None, 3),
        ([("soldiers", "combatant", 6)], 6, None, 6),
    ],
)
def test_the_dead_are_shared_out_so_that_they_add_up(
    tolls: Sequence[tuple[str | None, str, int]], best: int, civilians: int | None, unknown: int
) -> None:
    event = placed("town")
    row = ucdp.row(Event(without_total(event.incident, *tolls), event.reports, event.material))
    assert row is not None
    assert (row["best"], row.get("deaths_civilians"), row["deaths_unknown"]) == (best, civilians, unknown)


def test_days_that_are_none_have_no_precision() -> None:
    event = placed("town")
    strange = msgspec.structs.replace(event.incident, date=When(start="someday", end="2024-03-14"))
    assert Event(strange, event.reports, event.material).days is None


def test_counts_of_the_kit_are_what_the_cases_need() -> None:
    report: Report = kit.read("قتل عشرات المدنيين في غارة على إدلب أمس.")[0]
    assert report.claims[0].count == Count(low=20, high=None, hedge="vague", span=report.claims[0].count.span)
