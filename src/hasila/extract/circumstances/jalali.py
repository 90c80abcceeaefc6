"""Dates of the Solar Hijri calendar, which Persian and Dari reports give: months by either's names, and years."""

from datetime import date
from typing import Any

#: The years in which a number is one of this calendar, and no other.
FIRST_YEAR, LAST_YEAR = 1300, 1450
Days = tuple[date, date]


def _calendar() -> Any:
    # Loaded when a report has such a date; the package has no types.
    from persiantools.jdatetime import JalaliDate

    return JalaliDate


def year_of(day: date) -> int:
    """Return the year in which a day lies."""
    return int(_calendar()(day).year)


def days(year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """Return first and last day of a year, of a month or of one day; ``None`` where there is none such."""
    calendar = _calendar()
    try:
        first = calendar(year, month or 1, day or 1).to_gregorian()
        if month is not None and day is not None:
            return first, first
        end = month or 12
        return first, calendar(year, end, calendar.days_in_month(end, year)).to_gregorian()
    except ValueError:
        return None


def nearest(month: int, day: int | None, now: date) -> Days | None:
    """Return the month, or the day in it, that is the nearest on or before a day."""
    year = year_of(now)
    found = days(year, month, day)
    return found if found is not None and found[0] <= now else days(year - 1, month, day)


def month_before(now: date, back: int) -> Days | None:
    """Return the month so many before the one in which a day lies."""
    today = _calendar()(now)
    count = int(today.year) * 12 + int(today.month) - 1 - back
    return days(count // 12, count % 12 + 1)
