"""The gazetteer: its loader, and what every entry of the packaged files must keep."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hasila
from hasila.registry import gazetteer
from hasila.registry.gazetteer import COLUMNS, GazetteerError, PlaceEntry, contains, distance_km, load_places

PLACES = load_places()
BY_ID = {place.id: place for place in PLACES}
SUPPLEMENT = [place for place in PLACES if place.id.startswith("hasila:")]
# South, north, west, east in degrees, with the waters and islands that belong to them.
BOXES = {
    "SY": (32.2, 37.5, 35.4, 42.5), "IQ": (29.0, 37.5, 38.7, 48.8), "YE": (11.9, 19.1, 41.8, 54.8),
    "LB": (33.0, 34.8, 35.0, 36.7), "PS": (31.1, 32.7, 34.1, 35.7), "IL": (29.4, 33.4, 34.2, 35.95),
    "EG": (21.7, 31.8, 24.6, 36.95), "LY": (19.4, 33.3, 9.2, 25.3), "SD": (8.6, 22.4, 21.7, 38.8),
    "IR": (24.9, 39.9, 43.9, 63.5), "TR": (35.7, 42.2, 25.5, 44.9), "AF": (29.3, 38.6, 60.4, 75.0),
    "SA": (16.2, 32.3, 34.4, 55.8), "JO": (29.1, 33.5, 34.9, 39.4),
}  # fmt: skip
ARABIC_NAME = re.compile(
    r"[\u0621-\u063a\u0641-\u064a ]+(?:[0-9]+(?: [\u0621-\u064a ]+)?)?|[\u0621-\u064a ]+[A-Z][0-9]"
)


def named(name: str) -> list[PlaceEntry]:
    return [place for place in PLACES if name in place.ar]


def test_there_are_enough_places() -> None:
    assert sum(bool(place.ar) for place in PLACES) >= 5_000
    assert len(SUPPLEMENT) >= 330
    assert sum(place.precision == "country" for place in PLACES) >= 190
    assert len(BY_ID) == len(PLACES)


@pytest.mark.parametrize(
    ("name", "country", "precision", "lat", "lon"),
    [
        ("خان طومان", "SY", "village", 36.11, 37.05),
        ("ترهونة", "LY", "town", 32.43, 13.63),
        ("النبطية", "LB", "town", 33.38, 35.48),
        ("مازندران", "IR", "adm1", 36.40, 52.30),
        ("حلب", "SY", "town", 36.20, 37.16),
        ("ريف دمشق", "SY", "adm1", 33.60, 36.80),
        ("الموصل", "IQ", "town", 36.34, 43.12),
        ("شمال دارفور", "SD", "adm1", 15.50, 25.00),
        ("الخرطوم", "SD", "town", 15.55, 32.53),
        ("قطاع غزة", "PS", "area", 31.42, 34.37),
        ("القلمون", "SY", "area", 34.00, 36.60),
        ("سورية", "SY", "country", 35.0, 37.0),
        ("أميركا", "US", "country", 39.0, -90.0),
    ],
)
def test_places_that_reports_name(name: str, country: str, precision: str, lat: float, lon: float) -> None:
    found = [place for place in named(name) if (place.country, place.precision) == (country, precision)]
    assert len(found) == 1
    assert not found[0].needs_context(name)
    tolerance = 3.0 if precision == "country" else 0.05
    assert found[0].lat == pytest.approx(lat, abs=tolerance)
    assert found[0].lon == pytest.approx(lon, abs=tolerance)


@pytest.mark.parametrize(
    "name",
    ["المصدر", "الجمعة", "المدينة", "الساحل", "الباب", "محمد", "جمال", "صلاح الدين", "الجزيرة", "الزيارة", "مالي"],
)
def test_ordinary_words_ask_for_context(name: str) -> None:
    assert all(place.needs_context(name) for place in named(name))


def test_weak_names_are_names_of_their_entry_and_not_all_of_them() -> None:
    for place in PLACES:
        assert set(place.weak) <= {*place.ar, *place.fa, *place.en, place.name}, place.id
        assert not (place.common and place.weak), place.id
        assert not set(place.ar or place.fa) <= set(place.weak), place.id


def test_arabic_names_hold_arabic_letters_only() -> None:
    # A digit stands in names of units' bases (اللواء 52), a Latin letter only in two air bases (مطار T4, قاعدة H3).
    strange = {name for place in PLACES for name in place.ar if not ARABIC_NAME.fullmatch(name)}
    assert strange == {"1070 شقة"}
    assert {n for place in PLACES for n in place.ar if re.search("[A-Za-z]", n)} == {"مطار T4", "قاعدة H3", "قاعدة K1"}


def test_names_are_clean() -> None:
    for place in PLACES:
        for names in (place.ar, place.fa, place.en):
            assert len(set(names)) == len(names), place.id
            assert all(name == " ".join(name.split(" ")) == name.strip() and name for name in names), place.id
        assert not any(re.search("[\u064b-\u065f\u0640\u200e\u200f]", name) for name in (*place.ar, *place.fa)), (
            place.id
        )


def test_parents_are_in_the_same_country_and_larger() -> None:
    rank = {"country": 0, "area": 1, "adm1": 1, "adm2": 2}
    for place in PLACES:
        if place.parent is None:
            assert place.precision == "country", place.id
            continue
        parent = BY_ID[place.parent]
        assert rank.get(place.precision, 3) > rank.get(parent.precision, 3) or parent.precision in ("area", "adm1")
        # GeoNames puts settlements in the occupied West Bank under either code.
        assert {place.country, parent.country} in ({place.country}, {"IL", "PS"}), place.id


def test_coordinates_lie_in_their_country() -> None:
    checked = Counter[str]()
    for place in PLACES:
        if place.country in BOXES:
            south, north, west, east = BOXES[place.country]
            assert south <= place.lat <= north, place
            assert west <= place.lon <= east, place
            checked[place.country] += 1
    assert set(checked) == set(BOXES)


def test_supplement_lies_near_its_governorate() -> None:
    # Governorates of desert are wide: Trebil on Jordan's border is 240 km from the middle of Anbar.
    limits = {
        "LY": 450,
        "SA": 450,
        "SD": 450,
        "EG": 450,
        "YE": 450,
        "IQ": 250,
        "MZ": 250,
        "ET": 450,
        "PK": 450,
        "IN": 350,
    }
    for place in SUPPLEMENT:
        upper = BY_ID[place.parent] if place.parent else place
        if upper.precision == "adm1":
            assert distance_km(place, upper) < limits.get(place.country, 200), place.id


def test_contains_walks_up() -> None:
    syria = next(place.id for place in PLACES if place.country == "SY" and place.precision == "country")
    assert contains("hasila:aleppo-governorate", "hasila:khan-tuman")
    assert contains(syria, "hasila:khan-tuman")
    assert contains("hasila:khan-tuman", "hasila:khan-tuman")
    assert not contains("hasila:khan-tuman", "hasila:aleppo-governorate")
    assert not contains("hasila:idlib-governorate", "hasila:khan-tuman")
    for known, unknown in (("hasila:khan-tuman", "x"), ("x", "hasila:khan-tuman")):
        with pytest.raises(KeyError):
            contains(known, unknown)


def test_distance() -> None:
    aleppo, damascus = BY_ID["geonames:170063"], BY_ID["geonames:170654"]
    assert distance_km(aleppo, damascus) == pytest.approx(309, abs=3)
    assert distance_km(aleppo, aleppo) == 0


points = st.builds(
    lambda lat, lon: PlaceEntry("x", "x", ("x",), lat, lon, "village", "SY"),
    st.floats(-90, 90),
    st.floats(-180, 180),
)


@given(points, points)
def test_distance_is_symmetric_and_at_most_half_round(a: PlaceEntry, b: PlaceEntry) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= 20_016


HEADER = "\t".join(COLUMNS)
ROOT = "geonames:1\tLand\tأرض\t\t\t1\t2\tcountry\tXX\t\t0\t\t"


def folder(tmp_path: Path, table: str = "", supplement: str = "") -> Path:
    (tmp_path / "g.tsv").write_text(f"{HEADER}\n{ROOT}\n{table}", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(supplement or "[]", encoding="utf-8")
    (tmp_path / "README.md").write_text("not read", encoding="utf-8")
    return tmp_path


ENTRY = "- {id: hasila:a, name: A, ar: [ا], lat: 1, lon: 2, precision: village, country: XX, parent: geonames:1"


def test_reads_both_kinds(tmp_path: Path) -> None:
    table = "geonames:2\tTown\tب|ت\tپ\tTaun\t1.5\t2.5\ttown\tXX\tgeonames:1\t9\t\tت\n"
    land, town, ours = gazetteer.read_folder(folder(tmp_path, table, ENTRY + ", common: true}"))
    assert land.parent is None
    assert town == PlaceEntry(
        "geonames:2", "Town", ("ب", "ت"), 1.5, 2.5, "town", "XX", ("پ",), ("Taun",), "geonames:1", 9, weak=("ت",)
    )
    assert (town.needs_context("ت"), town.needs_context("ب"), ours.needs_context("ا")) == (True, False, True)


@pytest.mark.parametrize(
    ("table", "supplement", "message"),
    [
        ("geonames:2\tTown\n", "", r"g\.tsv:3: geonames:2: not enough values"),
        (
            ROOT.replace(":1", ":2").replace("country", "planet"),
            "",
            r"g\.tsv:3: geonames:2: unknown precision 'planet'",
        ),
        (ROOT.replace(":1", ":2").replace("\t1\t2\t", "\tx\t2\t"), "", r"g\.tsv:3: geonames:2: could not convert"),
        (ROOT, "", r"g\.tsv: geonames:1: stands already in g\.tsv"),
        (ROOT.replace(":1", ":2").replace("\t1\t2\t", "\t91\t2\t"), "", r"g\.tsv: geonames:2: 91\.0, 2\.0 is not on"),
        (ROOT.replace(":1", ":2").replace("أرض", ""), "", r"g\.tsv: geonames:2: no Arabic and no Persian name"),
        ("", ENTRY + ", colour: red}", r"s\.yaml: hasila:a: Object contains unknown field `colour`"),
        ("", ENTRY.replace("lat: 1,", "") + "}", r"s\.yaml: hasila:a: Object missing required field `lat`"),
        ("", ENTRY.replace("village", "planet") + "}", r"s\.yaml: hasila:a: Invalid enum value 'planet'"),
        ("", ENTRY.replace("geonames:1", "geonames:7") + "}", r"s\.yaml: hasila:a: unknown parent geonames:7"),
        ("", ENTRY.replace("geonames:1", "hasila:a") + "}", r"s\.yaml: hasila:a: is its own parent"),
        ("", "- 7", r"s\.yaml: entry 1: Expected `object`"),
        ("", "{id: 7}", r"s\.yaml: it must be a list of places"),
        ("", "- {id: [", r"s\.yaml: while parsing"),
    ],
)
def test_refuses(tmp_path: Path, table: str, supplement: str, message: str) -> None:
    with pytest.raises(GazetteerError, match=message):
        gazetteer.read_folder(folder(tmp_path, table, supplement))


def test_refuses_another_header() -> None:
    with pytest.raises(GazetteerError, match=r"x\.tsv:1: the header"):
        list(gazetteer.read_table("id\tname\n", "x.tsv"))


def test_spellings_add_names(tmp_path: Path) -> None:
    place = folder(tmp_path, supplement=ENTRY + ", en: [Ah], weak: [ا]}")
    (place / gazetteer.SPELLINGS).write_text(
        "- {id: hasila:a, ar: [اا], fa: [آ], en: [Aah], weak: [Aah]}", encoding="utf-8"
    )
    _, ours = gazetteer.read_folder(place)
    assert (ours.ar, ours.fa, ours.en, ours.weak) == (("ا", "اا"), ("آ",), ("Ah", "Aah"), ("ا", "Aah"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- {id: hasila:b, en: [B]}", r"spellings\.yaml: hasila:b: no other file has this place"),
        ("- {id: hasila:a, ar: [ا]}", r"spellings\.yaml: hasila:a: ا is there already"),
        ("- {id: hasila:a, en: [A]}", r"spellings\.yaml: hasila:a: A is there already"),
        ("- {id: hasila:a, lat: 1}", r"spellings\.yaml: hasila:a: Object contains unknown field `lat`"),
    ],
)
def test_refuses_spellings(tmp_path: Path, line: str, message: str) -> None:
    place = folder(tmp_path, supplement=ENTRY + "}")
    (place / gazetteer.SPELLINGS).write_text(line, encoding="utf-8")
    with pytest.raises(GazetteerError, match=message):
        gazetteer.read_folder(place)


#: A line a place: as reports in Arabic, Persian and English write it, and what it is.
KNOWN = [line.split("\t") for line in (Path(__file__).parent / "places_told.tsv").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("ar", "fa", "en", "country", "precision"), KNOWN, ids=[line[2] for line in KNOWN])
def test_one_place_in_three_languages(ar: str, fa: str, en: str, country: str, precision: str) -> None:
    said = (("ar", f"قتل خمسة أشخاص في {ar} أمس."), ("fa", f"پنج نفر دیروز در {fa} کشته شدند."),
            ("en", f"Five people were killed in {en} on Saturday."))  # fmt: skip
    places = [hasila.read(text, id="x", lang=lang, published="2024-05-05").claims[0].place for lang, text in said]
    ids = {place.id for place in places if place is not None}
    assert len(places) == 3
    assert len(ids) == 1
    (name,) = ids
    assert name is not None
    assert (BY_ID[name].country, BY_ID[name].precision) == (country, precision)
