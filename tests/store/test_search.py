"""Search finds words whatever their spelling, and what claims say; the same on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import postgreskit
import storekit
from databases import Copied
from hasila.intake import deciding
from hasila.model import Report
from hasila.pipeline import places_above
from hasila.store import Store, open_store, search
from hasila.store.claims import stored
from hasila.store.search import Filter, count, find_claims, find_incidents, find_reports

TEXTS = {
    "idlib": ("قتل خمسة مدنيين في قصف على مدينة إدلب يوم 6 مايو 2020.", "2020-05-07", "وكالة أ"),
    "daraa": ("أعلن المرصد مقتل 12 جنديا في انفجار في مدينة درعا يوم 2 مايو 2020. وأصيب 3.", "2020-05-03", "موقع ب"),
    "hama": ("نفى الجيش مقتل أربعة مدنيين في غارة على مدينة حماة يوم 4 مايو 2020.", None, None),
    "plain": ("بيروت، مستشفى الرئيس: لا إصابات، قال المسؤولون والأطباء بالمدينة.", "2020-05-01", "وكالة أ"),
}  # fmt: skip


def fill(store: Store) -> None:
    with store.writing() as connection:
        told = [storekit.read(name, text, day, outlet=outlet) for name, (text, day, outlet) in TEXTS.items()]
        storekit.keep(connection, told, places_above)
        storekit.link(connection)


@pytest.fixture
def store(copied: Copied) -> Iterator[Store]:
    """Four reports, of them three with claims."""
    with open_store(copied(fill)) as made:
        yield made


def found(store: Store, **asked: Any) -> set[str]:
    with store.reading() as connection:
        numbers = find_reports(connection, Filter(**asked))
        return {one.report.id for one in stored(connection, numbers).values()}


QUERIES = {
    "plain": ("إدلب", {"idlib"}),
    "no hamza": ("ادلب", {"idlib"}),
    "harakat": ("إِدْلِب", {"idlib"}),
    "tatweel": ("إدلــب", {"idlib"}),
    "alef maksura": ("مستشفي", {"plain"}), "ta marbuta": ("حماه", {"hama"}),
    "Arabic digits": ("١٢", {"daraa"}),
    "Persian digits": ("۱۲", {"daraa"}),
    "digits": ("12", {"daraa"}),
    "bidi marks": ("\u202bإدلب\u202c", {"idlib"}),
    "article": ("المدينة", {"idlib", "daraa", "hama", "plain"}),
    "clitics": ("مدينة", {"idlib", "daraa", "hama", "plain"}),
    "and": ("الأطباء", {"plain"}),
    "both": ("مدنيين قصف", {"idlib"}),
    "phrase": ('"قتل خمسة"', {"idlib"}),
    "phrase turned": ('"خمسة قتل"', set()),
    "other quotes": ("«قتل خمسة»", {"idlib"}),
    "prefix": ("مدن*", {"idlib", "hama"}),
    "phrase with prefix": ('"قتل خم*"', {"idlib"}),
    "not": ("مدنيين -قصف", {"hama"}),
    "not phrase": ('مدنيين -"قتل خمسة"', {"hama"}),
    "not alone": ("-مدنيين", {"daraa", "plain"}),
    "two nots": ("-مدنيين -بيروت", {"daraa"}),
    "not prefix": ("-مدن*", {"daraa", "plain"}),
    "empty": ("", set(TEXTS)),
    "blank": (" \n\t", set(TEXTS)),
    "signs": ("!?*", set()),
    "minus": ("-", set()),
    "quote": ('"', set()),
    "quotes": ('""', set()),
    "unbalanced": ('"قتل خمسة', {"idlib"}),
    "unbalanced after": ('إدلب"', {"idlib"}),
    "star": ("*", set()),
    "nothing": ("كلمة", set()),
    "FTS5": ("إدلب OR درعا", set()),
    "FTS5 near": ("NEAR(إدلب درعا)", set()),
    "FTS5 column": ("body:إدلب", set()),
    "FTS5 caret": ("^إدلب", {"idlib"}),
    "tsquery": ("إدلب | درعا", set()),
    "tsquery not": ("!إدلب", {"idlib"}),
    "tsquery distance": ("قتل <-> خمسة", {"idlib"}),
    "tsquery weight": ("إدلب:*", {"idlib"}),
    "brackets": ("((إدلب", {"idlib"}),
    "SQL": ("'; DROP TABLE words; --", set()),
    "backslash": ("إدلب\\", {"idlib"}),
    "NUL": ("إدلب\0", {"idlib"}),
    "surrogate": ("إدلب\ud800", {"idlib"}),
    "long word": ("ش" * 100_000, set()),
    "many words": ("إدلب " * 20_000, {"idlib"}),
    "long phrase": ('"' + "قتل " * 5_000 + '"', set()),
    "many nots": ("-كلمة " * 5_000, set(TEXTS)),
}  # fmt: skip


@pytest.mark.parametrize(("query", "reports"), QUERIES.values(), ids=QUERIES)
def test_words(store: Store, query: str, reports: set[str]) -> None:
    assert found(store, words=query) == reports


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, set(TEXTS)),
    ({"harms": ("killed",)}, {"idlib", "daraa", "hama"}),
    ({"harms": ("wounded",)}, {"daraa"}),
    ({"harms": ("wounded", "killed")}, {"idlib", "daraa", "hama"}),
    ({"stances": ("denies",)}, {"hama"}),
    ({"places": ("إدلب",)}, {"idlib"}),
    ({"places": ("Idlib",)}, {"idlib"}),
    ({"places": ("ادلب", "درعا")}, {"idlib", "daraa"}),
    ({"places": ("geonames:169389",)}, {"idlib"}),
    ({"sources": ("المرصد",)}, {"daraa"}),
    ({"sources": ("sohr",)}, set()),
    ({"actors": ("مدنيين",)}, {"idlib", "hama"}),
    ({"start": "2020-05-04"}, {"idlib", "hama"}),
    ({"end": "2020-05-04"}, {"daraa", "hama", "plain"}),
    ({"start": "2020-05-03", "end": "2020-05-05"}, {"hama"}),
    ({"outlets": ("وكاله ا",)}, {"idlib", "plain"}),
    ({"outlets": ("وكالة أ", "موقع ب")}, {"idlib", "plain", "daraa"}),
    ({"langs": ("ar",)}, set(TEXTS)),
    ({"langs": ("en",)}, set()),
    ({"reports": ("idlib", "nobody")}, {"idlib"}),
    ({"words": "مدينة", "harms": ("killed",), "places": ("إدلب",)}, {"idlib"}),
    ({"words": "قصف", "places": ("درعا",)}, set()),
    ({"harms": ("wounded",), "places": ("درعا",)}, {"daraa"}),
    ({"outlets": ("وكالة أ",), "harms": ("killed",)}, {"idlib"}),
    ({"harms": ("\0",), "places": ("\ud800",), "outlets": ("\0\ud800",), "reports": ("\ud800",)}, set()),
    ({"incidents": ("i-none",)}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "reports"), FILTERS, ids=[str(number) for number in range(len(FILTERS))])
def test_filters(store: Store, asked: dict[str, Any], reports: set[str]) -> None:
    wanted = Filter(**asked)
    assert found(store, **asked) == reports
    with store.reading() as connection:
        claims, incidents = find_claims(connection, wanted), find_incidents(connection, wanted)
        told = stored(connection, sorted({number for number, _ in claims}))
        if wanted.of_claims:
            assert {one.report.id for one in told.values()} == reports
        assert {told[number].incidents[claim] for number, claim in claims} == set(incidents)
        assert count(connection, wanted) == (len(reports), len(claims), len(incidents))


def test_conditions_of_claims_are_of_one_claim(store: Store) -> None:
    assert found(store, harms=("wounded",), sources=("sohr",)) <= {"daraa"}
    assert found(store, harms=("wounded",), actors=("جنديا",)) <= {"daraa"}
    assert found(store, stances=("denies",), places=("إدلب",)) == set()


@pytest.mark.parametrize("find", [find_reports, find_claims, find_incidents])
def test_pages(store: Store, find: Any) -> None:
    with store.reading() as connection:
        whole = find(connection, Filter())
        assert whole == [one for at in range(len(whole) + 1) for one in find(connection, Filter(), 1, at)]
        assert find(connection, Filter(), 2, 1) == whole[1:3]


def test_newest_first_and_undated_last(store: Store) -> None:
    with store.reading() as connection:
        numbers = find_reports(connection, Filter())
        told = stored(connection, numbers)
        assert [told[n].report.id for n in numbers] == ["idlib", "daraa", "plain", "hama"]


def test_rejected_claims_and_older_versions_are_not_found(store: Store) -> None:
    with store.writing() as connection:
        deciding.reject(connection, "Reem", "idlib", "c1")
        storekit.keep(connection, [storekit.read("daraa", TEXTS["daraa"][0].replace("انفجار", "كمين"))], places_above)
        storekit.link(connection)
    assert found(store, places=("إدلب",)) == set()
    assert found(store, words="إدلب") == {"idlib"}
    assert found(store, words="انفجار") == set()
    assert found(store, words="كمين") == {"daraa~2"}
    assert found(store, reports=("daraa",)) == set()
    with store.reading() as connection:
        assert find_incidents(connection, Filter(places=("إدلب",))) == []
        assert len(find_incidents(connection, Filter())) == 3


WORDS = st.one_of(
    st.sampled_from(
        ["قتل", "القتل", "وقتل", "خمسة", "٥", "5", "إدلب", "ادلب", "مدنيّون", "a", "AND", "not",
        "x1", "é", "é", "ß", "İ", "ﷺ", "ک", "²", "½", "Ⅷ", "𝟙", "߁",
        "क्", "ก็", "한"],
    ),
    st.text(st.characters(categories=["L", "N", "M"]), min_size=1, max_size=4),
)  # fmt: skip
SEPARATORS = st.sampled_from([" ", " ", "، ", ".", "-", "_", "'", "\n", "@", "/", "\u200c", "\u0640", "&", ":"])


@st.composite
def sentences(draw: st.DrawFn) -> str:
    return "".join(draw(WORDS) + draw(SEPARATORS) for _ in range(draw(st.integers(1, 6))))


@st.composite
def queries(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        part = draw(WORDS)
        if draw(st.booleans()):
            part = f'"{part} {draw(WORDS)}"'
        parts.append(draw(st.sampled_from(["", "", "-"])) + part + draw(st.sampled_from(["", "", "*"])))
    return " ".join(parts)


def test_both_databases_find_the_same(postgres: str, tmp_path: Path) -> None:
    where = [str(tmp_path / "store.db"), postgreskit.fresh_database(postgres, "both")]
    with open_store(where[0]) as lite, open_store(where[1]) as great:
        number = 0

        @settings(max_examples=15, suppress_health_check=list(HealthCheck))
        @given(texts=st.lists(sentences(), min_size=1, max_size=3), asked=st.lists(queries(), min_size=1, max_size=6))
        def same(texts: list[str], asked: list[str]) -> None:
            nonlocal number
            told = []
            for text in texts:
                number += 1
                told.append(Report(id=f"r{number}", lang="ar", text=text, claims=()))
            for store in (lite, great):
                with store.writing() as connection:
                    storekit.keep(connection, told)
            with lite.reading() as one, great.reading() as other:
                for query in (*asked, *texts, *(f'"{text}"' for text in texts)):
                    there = find_reports(one, Filter(words=query))
                    assert there == find_reports(other, Filter(words=query)), ascii(query)
                for at, text in enumerate(texts):
                    if any(char.isalnum() for char in text):
                        assert number - len(texts) + at + 1 in find_reports(
                            one, Filter(words=text.replace("-", " "))
                        ), ascii(text)

        same()


@pytest.mark.parametrize("few", [0, 1, 2])
@pytest.mark.parametrize(
    "asked",
    [{"words": "مدينة"}, {"words": "مدينة -بيروت"}, {"words": "مدينة", "harms": ("killed",)}, {"harms": ("killed",)}],
)
def test_what_many_have_is_found_and_counted_like_what_few_have(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int, asked: dict[str, Any]
) -> None:
    wanted = Filter(**asked)
    with store.reading() as connection:
        plain = find_reports(connection, wanted), find_claims(connection, wanted), find_incidents(connection, wanted)
        counted = count(connection, wanted)
        assert counted == tuple(map(len, plain))
        monkeypatch.setattr(search, "_FEW", few)
        again = find_reports(connection, wanted), find_claims(connection, wanted), find_incidents(connection, wanted)
        assert again == plain
        assert count(connection, wanted) == counted
        assert count(connection, wanted, most=1) == tuple(min(number, 1) for number in counted)
