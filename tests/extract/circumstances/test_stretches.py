"""Stretches of time and days told by how far they are: the cases of ``stretches.tsv``, and that no text breaks them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hasila

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "stretches.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
#: Words of which stretches are made, in three languages, with figures that no stretch has.
WORDS = [
    "منذ",
    "قبل",
    "خلال",
    "في",
    "من",
    "الأيام",
    "أيام",
    "أسبوعين",
    "الأسبوع",
    "شهر",
    "الأشهر",
    "الخمسة",
    "الأولى",
    "العام",
    "الماضي",
    "مطلع",
    "نصف",
    "صيف",
    "ربيع",
    "2015",
    "9999",
    "0",
    "21",
    "و27",
    "آذار",
    "since",
    "past",
    "last",
    "the",
    "first",
    "two",
    "weeks",
    "months",
    "of",
    "half",
    "spring",
    "year",
    "May",
    "31",
    "next",
    "day",
    "از",
    "روز",
    "هفته",
    "ماه",
    "سال",
    "گذشته",
    "پیش",
    "تا",
    "۹۶",
    "۱۳۹۷",
]


@pytest.mark.parametrize(("lang", "published", "text", "first", "last"), CASES, ids=[case[2] for case in CASES])
def test_a_stretch_has_its_days(lang: str, published: str, text: str, first: str, last: str) -> None:
    claims = hasila.read(text, lang=lang, published=published).claims
    assert len(claims) == 1, claims
    when = claims[0].date
    found = (when.start, when.end) if when is not None else ("-", "-")
    assert found == (first, last)
    if when is not None and when.span is not None:
        assert text[when.span.start : when.span.end] == when.span.text


@pytest.mark.parametrize(
    ("lang", "claim"), [("ar", "قتل 5 جنود"), ("en", "5 soldiers were killed"), ("fa", "۵ سرباز کشته شدند")]
)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    published=st.dates(date(1901, 1, 1), date(2099, 1, 1)),
)
def test_whatever_stands_there_a_date_begins_before_it_ends(
    lang: str, claim: str, words: list[str], published: date
) -> None:
    report = hasila.read(f"{claim} {' '.join(words)}", lang=lang, published=published.isoformat())
    for found in report.claims:
        if found.date is not None:
            assert found.date.start <= found.date.end


@pytest.mark.parametrize(
    "text", ["قتل 5 جنود قبل {} أيام", "قتل 5 جنود في {} آذار", "قتل 5 جنود يومي {} و27 آذار", "قتل {} جنود في 1/3/{}"]
)
@pytest.mark.parametrize("figure", ["9" * 400, "9" * 5000, "²"], ids=["400-digits", "5000-digits", "no-digit"])
def test_a_figure_without_end_is_no_day(text: str, figure: str) -> None:
    report = hasila.read(text.replace("{}", figure), lang="ar", published="2024-03-15")
    assert all(found.count.low is None or found.count.low <= 5 for found in report.claims)
