"""The tool that cuts the gazetteer from GeoNames; the sample dump is made up, but for the number of Aleppo."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from hasila.registry.gazetteer import COLUMNS, PlaceEntry, read_table

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).parent / "samples" / "geonames_dump.txt"
TABLE = ROOT / "src/hasila/registry/places/gazetteer.tsv"


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "tools/build_gazetteer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


tool = load_tool()


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PlaceEntry]:
    """The whole table with the sample dump merged in: built once, for it takes seconds."""
    target = tmp_path_factory.mktemp("build") / "out.tsv"
    assert tool.main(["--dump", str(SAMPLE), "--output", str(target)]) == 0
    return {entry.id: entry for entry in read_table(target.read_text(encoding="utf-8"), target.name)}


def test_packaged_table_is_what_the_tool_builds(merged: dict[str, PlaceEntry]) -> None:
    packaged = list(read_table(TABLE.read_text(encoding="utf-8"), TABLE.name))
    built = [entry for key, entry in merged.items() if not key.startswith("geonames:9000000")]
    assert [entry.id for entry in built] == [entry.id for entry in packaged]
    assert [entry for entry in built if entry.id != "geonames:170063"] == [
        entry for entry in packaged if entry.id != "geonames:170063"
    ]


def test_dump_is_merged(merged: dict[str, PlaceEntry]) -> None:
    new = {key: entry for key, entry in merged.items() if key.startswith("geonames:9000000")}
    assert {key[-1]: entry.precision for key, entry in new.items()} == {
        "1": "village",
        "3": "adm2",
        "5": "village",
        "6": "front",
    }
    village = new["geonames:90000001"]
    assert (village.name, village.ar, village.fa) == ("Kafr Mithal", ("كفر مثال",), ("کفر مثال",))
    assert (village.lat, village.lon, village.population) == (36.05, 37.01, 300)
    assert village.parent == "hasila:aleppo-governorate"
    assert new["geonames:90000005"].common
    assert not village.common
    assert merged["geonames:170063"].ar == ("حلب", "حلب الشهباء")


def test_columns_are_the_loaders() -> None:
    assert tool.COLUMNS == COLUMNS


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\tShort\n", ":1: 2 columns, a GeoNames dump has 19"),
        (
            SAMPLE.read_text(encoding="utf-8").replace("36.05", "north"),
            ":1: could not convert string to float: 'north'",
        ),
    ],
)
def test_bad_dump_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "XX.txt"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match="XX.txt" + message):
        list(tool.read_dump(path))


@pytest.mark.parametrize(
    ("names", "arabic", "persian"),
    [
        (["حلب", "حَلَب", "ديار بكر", "دياربكر", "חאלב"], ["حلب", "ديار بكر", "دياربكر"], []),
        (["درنه", "درنة", "درنہ", "drnة"], ["درنة"], []),
        (["تل ابيب", "تل أبيب", "تل‌آویو", "تێل ئەڤیڤ"], ["تل أبيب"], ["تل‌آویو"]),
        (["الموصل", "موصل", "مدينة الموصل", "موسڵ"], ["الموصل"], ["موصل"]),
        (["ئۇرۇمچى", "بىشكەك", "س"], [], []),
    ],
)
def test_letters_tell_the_language(names: list[str], arabic: list[str], persian: list[str]) -> None:
    assert tool.split_names(names, arabic_land=True) == (arabic, persian)


@pytest.mark.parametrize(
    ("name", "population", "country", "common"),
    [
        ("المصدر", 900, "PS", True),
        ("محمد", 0, "YE", True),
        ("أبو علي", 0, "YE", True),
        ("أبو ظبي", 1_000_000, "AE", False),
        ("خان يونس", 0, "PS", False),
        ("الحمداني", 0, "IQ", True),
        ("قاع", 0, "YE", True),
        ("حلب", 0, "SY", False),
        ("رانس", 196_565, "FR", True),
        ("مرسيليا", 877_215, "FR", False),
        ("خناصر", 0, "SY", False),
    ],
)
def test_common_names(name: str, population: int, country: str, common: bool) -> None:
    data = yaml.safe_load((ROOT / "tools/gazetteer_data.yaml").read_text(encoding="utf-8"))
    assert tool.Builder(data, {}).is_common(name, population, country) is common


def test_every_division_of_the_data_is_a_place() -> None:
    data = yaml.safe_load((ROOT / "tools/gazetteer_data.yaml").read_text(encoding="utf-8"))
    supplement = {
        item["id"]
        for path in TABLE.parent.glob("supplement_*.yaml")
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    assert {key for codes in data["admin1"].values() for key in codes.values()} <= supplement
