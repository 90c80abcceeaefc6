"""Figures: number words, digits, thousands, duals, ranges, hedges, and numbers that count no people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.extract.counts import Figure, bounds, find_figures, number_at
from hasila.extract.tagging import Tagged
from hasila.languages import load
from hasila.model import Hedge
from hasila.registry import load_registry
from hasila.text import Document

#: Number words as reports write them, both genders, all cases, and their values.
WORDS = {
    "واحد": 1, "إحدى": 1, "اثنان": 2, "اثنين": 2, "اثنتين": 2, "ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمس": 5,
    "خمسة": 5, "ست": 6, "ستة": 6, "سبعة": 7, "سبع": 7, "ثمانية": 8, "ثماني": 8, "تسعة": 9, "تسع": 9, "عشرة": 10,
    "عشر": 10, "أحد عشر": 11, "إحدى عشرة": 11, "اثنا عشر": 12, "اثني عشر": 12, "اثنتي عشرة": 12, "ثلاثة عشر": 13,
    "ثلاث عشرة": 13, "أربعة عشر": 14, "خمسة عشر": 15, "ستة عشر": 16, "سبعة عشر": 17, "ثماني عشرة": 18,
    "تسعة عشر": 19, "عشرون": 20, "عشرين": 20, "واحد وعشرون": 21, "خمسة وعشرين": 25, "ثلاثون": 30, "سبعة وثلاثين": 37,
    "أربعون": 40, "ثمانية وأربعون": 48, "خمسون": 50, "اثنين وخمسين": 52, "ستين": 60, "تسعة وستون": 69, "سبعون": 70,
    "ثمانين": 80, "تسعون": 90, "تسعة وتسعين": 99, "مئة": 100, "مائة": 100, "مئة وواحد": 101, "مئة وعشرة": 110,
    "مائة وثلاثة عشر": 113, "مئة وخمسة وأربعين": 145, "مئتان": 200, "مائتين": 200, "مئتان وخمسون": 250,
    "ثلاثمئة": 300, "ثلاث مئة": 300, "أربعمائة": 400, "خمسمئة وستة": 506, "ستمئة وعشرون": 620, "سبعمائة": 700,
    "ثمانمئة": 800, "تسعمئة وتسعة وتسعون": 999, "ألف": 1000, "ألف ومئة": 1100, "ألف وخمسمئة": 1500, "ألفان": 2000,
    "ألفين وثلاثمئة": 2300, "ثلاثة آلاف": 3000, "خمسة آلاف ومئتان": 5200, "عشرة آلاف": 10_000,
    "خمسة عشر ألفا": 15_000, "مئة ألف": 100_000, "مليون": 1_000_000, "مليونان": 2_000_000,
}  # fmt: skip
DIGITS = {
    "5": 5, "٤٥": 45, "۱۲": 12, "007": 7, "1,500": 1500, "12,500": 12_500, "1,234,567": 1_234_567, "١٢٬٥٠٠": 12_500,
    "12.500": 12_500, "15 ألف": 15_000, "15 ألفا": 15_000, "3 آلاف": 3000, "1.5 مليون": 1_500_000,
    "2.5 ألف": 2500, "ألف و500": 1500, "ألفين و40": 2040, "4 آلاف و250": 4250, "3.5": None, "1,50": None,
    "20,000,001": None, "0799123456": None, "12.5.2016": None,
}  # fmt: skip


def tagged(text: str) -> Tagged:
    return Tagged(Document(text), load("ar"), load_registry("ar"))


def value(text: str) -> int | None:
    tg = tagged(text)
    read = number_at(tg, 0, tg.size)
    return read[1] if read is not None and read[0] == tg.size else None


def figures(text: str) -> list[Figure]:
    tg = tagged(text)
    return list(dict.fromkeys(find_figures(tg, 0, tg.size).values()))


def test_the_table_is_worth_its_name() -> None:
    assert len(WORDS) >= 60


@pytest.mark.parametrize(("words", "number"), WORDS.items())
def test_number_words(words: str, number: int) -> None:
    assert value(words) == number


@pytest.mark.parametrize(("digits", "number"), DIGITS.items())
def test_digits(digits: str, number: int | None) -> None:
    assert value(digits) == number


@given(st.integers(1, 9_999_999), st.sampled_from(["", ",", "٬"]), st.sampled_from(["٠", "۰", "0", "０"]))
def test_digits_of_any_script_and_grouping(number: int, group: str, zero: str) -> None:
    text = f"{number:,}".replace(",", group)
    assert value("".join(chr(ord(zero) + int(c)) if c.isascii() and c.isdigit() else c for c in text)) == number


@pytest.mark.parametrize(
    ("text", "low", "high", "hedge"),
    [
        ("خمسة جنود", 5, 5, "exact"),
        ("ما لا يقل عن 9 جنود", 9, None, "at_least"),
        ("9 جنود على الأقل", 9, 9, "exact"),
        ("9 على الأقل من الجنود", 9, None, "at_least"),
        ("أكثر من خمسين جندياً", 50, None, "more_than"),
        ("ما يزيد على 60 جندياً", 60, None, "more_than"),
        ("نحو 20 جندياً", 20, 20, "about"),
        ("قرابة مئة جندي", 100, 100, "about"),
        ("حوالي 15 ألف شخص", 15_000, 15_000, "about"),
        ("أقل من 10 جنود", None, 10, "at_most"),
        ("ما لا يزيد على 5 جنود", None, 5, "at_most"),
        ("بين 40 و50 جندياً", 40, 50, "range"),
        ("ما بين أربعين وخمسين جندياً", 40, 50, "range"),
        ("40-50 جندياً", 40, 50, "range"),
        ("40 إلى 50 جندياً", 40, 50, "range"),
        ("ما بين 40 و50 ألف شخص", 40_000, 50_000, "range"),
        ("عشرات الجنود", 20, None, "vague"),
        ("المئات من المدنيين", 200, None, "vague"),
        ("آلاف المدنيين", 2000, None, "vague"),
        ("عشرات الآلاف من المدنيين", 20_000, None, "vague"),
        ("عدد من الجنود", 2, None, "vague"),
        ("بعض الجنود", 2, None, "vague"),
        ("معظم الجنود", None, None, "most"),
        ("جميع الجنود", None, None, "all"),
    ],
)
def test_a_figure_with_its_hedge(text: str, low: int | None, high: int | None, hedge: Hedge) -> None:
    found = figures(text)
    assert [(f.low, f.high, f.hedge) for f in found] == [(low, high, hedge)]


@pytest.mark.parametrize(
    "text",
    ["15 كيلومتراً", "20 قذيفة", "12%", "12 بالمئة", "30 دولاراً", "3 دبابات", "27 عاماً", "4 قرى", "عام 2016", "5 غارات"],
)
def test_figures_of_things_are_known_as_such(text: str) -> None:
    assert [f.things for f in figures(text)] == [True]


@pytest.mark.parametrize("text", ["15 جندياً", "20 مدنياً", "خمسة أطفال", "12 من الثوار"])
def test_figures_of_people_are_not_things(text: str) -> None:
    assert [f.things for f in figures(text)] == [False]


@pytest.mark.parametrize(("text", "low"), [("و16 جريحاً", 16), ("بـ45 جندياً", 45), ("14جندياً", 14), ("ل3 أشخاص", 3)])
def test_figures_glued_to_letters(text: str, low: int) -> None:
    assert [f.low for f in figures(text)] == [low]


@pytest.mark.parametrize(
    ("hedge", "low", "high"),
    [("exact", 7, 7), ("about", 7, 7), ("at_least", 7, None), ("more_than", 7, None), ("at_most", None, 7)],
)
def test_bounds(hedge: Hedge, low: int | None, high: int | None) -> None:
    assert bounds(7, hedge) == (low, high, hedge)
