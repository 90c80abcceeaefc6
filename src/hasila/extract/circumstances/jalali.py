"""Dates of the Solar Hijri calendar, which Persian and Dari reports give: months by either's names, and years."""

from datetime import date

#: The years in which a number is one of this calendar, and no other.
FIRST_YEAR, LAST_YEAR = 1300, 1450
Days = tuple[date, date]


def year_of(day: date) -> int:
    """Return the year in which a day lies."""
    from persiantools.jdatetime import JalaliDate

    return int(JalaliDate(day).year)


def days(year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """Return first and last day of a year, of a month or of one day; ``None`` where there is none such."""
    from persiantools.jdatetime import JalaliDate

    try:
        first = JalaliDate(year, month or 1, day or 1).to_gregorian()
        if month is not None and day is not None:
            return first, first
        end = month or 12
        return first, JalaliDate(year, end, JalaliDate.days_in_month(end, year)).to_gregorian()
    except ValueError:
        return None


def nearest(month: int, day: int | None, now: date) -> Days | None:
    """Return the month, or the day in it, that is the nearest on or before a day."""
    year = year_of(now)
    found = days(year, month, day)
    return found if found is not None and found[0] <= now else days(year - 1, month, day)


def month_before(now: date, back: int) -> Days | None:
    """Return the month so many before the one in which a day lies."""
    from persiantools.jdatetime import JalaliDate

    today = JalaliDate(now)
    count = int(today.year) * 12 + int(today.month) - 1 - back
    return days(count // 12, count % 12 + 1)
