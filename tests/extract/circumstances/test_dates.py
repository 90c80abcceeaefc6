"""Days of events: relative to publication, and written in every calendar that reports use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hasila

FRIDAY = "2024-03-15"
MONTHS = {
    1: ["يناير", "كانون الثاني", "جانفي"], 2: ["فبراير", "شباط", "فيفري"], 3: ["مارس", "آذار"],
    4: ["أبريل", "نيسان", "أفريل"], 5: ["مايو", "أيار", "ماي"], 6: ["يونيو", "حزيران", "جوان"],
    7: ["يوليو", "تموز", "جويلية", "يوليوز"], 8: ["أغسطس", "آب", "أوت", "غشت"], 9: ["سبتمبر", "أيلول", "شتنبر"],
    10: ["أكتوبر", "تشرين الأول"], 11: ["نوفمبر", "تشرين الثاني", "نونبر"], 12: ["ديسمبر", "كانون الأول", "دجنبر"],
}  # fmt: skip
WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]


def read(text: str, published: str | None = FRIDAY) -> tuple[str, str] | None:
    claims = hasila.read(text, lang="ar", published=published).claims
    assert len(claims) == 1, claims
    when = claims[0].date
    if when is None:
        return None
    if when.span is not None:
        assert text[when.span.start : when.span.end] == when.span.text
    return when.start, when.end


def day(iso: str) -> tuple[str, str]:
    return iso, iso


@pytest.mark.parametrize(("number", "name"), [(n, name) for n, names in MONTHS.items() for name in names])
def test_months_of_three_calendars(number: int, name: str) -> None:
    assert read(f"قتل جندي في 5 {name} 2016 قرب حلب") == day(f"2016-{number:02}-05")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قتل جندي يوم الجمعة", day("2024-03-15")),
        ("قتل جندي يوم الخميس", day("2024-03-14")),
        ("قتل جندي، السبت، في حلب", day("2024-03-09")),
        ("قتل جندي الجمعة الماضية", day("2024-03-08")),
        ("قتل جندي اليوم", day("2024-03-15")),
        ("قتل جندي مساء اليوم", day("2024-03-15")),
        ("قتل جندي أمس", day("2024-03-14")),
        ("قتل جندي مساء أمس", day("2024-03-14")),
        ("قتل جندي أول أمس", day("2024-03-13")),
        ("قتل جندي قبل يومين", day("2024-03-13")),
        ("قتل 5 جنود خلال الساعات ال24 الماضية", ("2024-03-14", "2024-03-15")),
        ("قتل جندي في 10 آذار", day("2024-03-10")),
        ("قتل جندي في 20 آذار", day("2024-03-20")),
        ("قتل جندي في 10 أيار", day("2023-05-10")),
        ("قتل جندي في 10 أيار/ مايو 2016", day("2016-05-10")),
        ("قتل جندي في 10 أيار/مايو الماضي", day("2023-05-10")),
        ("قتل جندي في ١٠ آذار ٢٠١٨", day("2018-03-10")),
        ("قتل جندي في العاشر من آذار 2018", day("2018-03-10")),
        ("قتل جندي في الحادي والعشرين من آذار 2018", day("2018-03-21")),
        ("قتل جندي في السابع عشر من الشهر الماضي", day("2024-02-17")),
        ("قتل جندي يوم الاثنين 7 آذار 2024", day("2024-03-07")),
        ("قتل جندي في 29 شباط 2024", day("2024-02-29")),
        ("قتل جندي في 31 كانون الأول 2015", day("2015-12-31")),
        ("قتل 80 جندياً في آذار 2018", ("2018-03-01", "2018-03-31")),
        ("قتل 80 جندياً في شباط 2016", ("2016-02-01", "2016-02-29")),
        ("قتل 800 جندي عام 2016", ("2016-01-01", "2016-12-31")),
        ("قتل جندي من المسافة صفر", None),
        ("قتل جندي في 15 رمضان 1445", day("2024-03-25")),
        ("قتل جندي في 1 محرم 1445", day("2023-07-19")),
        ("قتل جندي في حلب", None),
        ("قتل جندي في 45 آذار 1820", None),
    ],
)
def test_days(text: str, found: tuple[str, str] | None) -> None:
    assert read(text) == found


@pytest.mark.parametrize("text", ["قتل جندي أمس", "قتل جندي يوم الجمعة", "قتل جندي اليوم"])
def test_relative_days_stay_unread_without_publication(text: str) -> None:
    assert read(text, None) is None


def test_written_dates_need_no_publication() -> None:
    assert read("قتل جندي في 5 آذار 2016", None) == day("2016-03-05")


@given(st.dates(date(2001, 1, 1), date(2060, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_nearest_on_or_before_publication(published: date, weekday: int) -> None:
    found = read(f"قتل جندي يوم {WEEKDAYS[weekday]}", published.isoformat())
    assert found is not None
    when = date.fromisoformat(found[0])
    assert when.weekday() == weekday
    assert timedelta(0) <= published - when < timedelta(7)


@given(st.dates(date(1950, 1, 1), date(2060, 12, 31)), st.data())
def test_a_date_written_out_is_that_day(when: date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(MONTHS[when.month]))
    assert read(f"قتل جندي في {when.day} {month} {when.year}") == day(when.isoformat())
