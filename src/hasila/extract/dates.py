"""Days of events, resolved against publication: weekdays, yesterday, written dates in several calendars."""

from datetime import date, timedelta

from hasila.extract.counts import number_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import CalendarWord
from hasila.model import When

_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DateReader:
    """Reads dates of sentences.

    ``published`` is an ISO date; without it relative days stay unread. ``saying`` are the tokens that tell when
    something was said: their dates are not the dates of what happened (codebook, rule 20).
    """

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int] = frozenset()) -> None:
        self.tg = tg
        self.saying = saying
        self.day = date.fromisoformat(published) if published else None

    def read(self, begin: int, end: int) -> When | None:
        """Return the day or days that a sentence names; a written date goes before a relative one."""
        written = self._written(begin, end)
        if written is not None:
            return written
        return self._relative(begin, end)

    def _when(self, first: date, last: date, start: int, stop: int) -> When:
        return When(start=first.isoformat(), end=last.isoformat(), span=self.tg.span(start, stop))

    def _word(self, k: int) -> CalendarWord | None:
        if k in self.saying:
            return None
        sense = self.tg.sense(k, "calendar")
        return sense.data if sense is not None and isinstance(sense.data, CalendarWord) else None

    def _written(self, begin: int, end: int) -> When | None:
        tg = self.tg
        for k in range(begin, end):
            word = self._word(k)
            if word is None or word.kind not in ("month", "hijri"):
                continue
            stop = tg.end(k, "calendar")
            day, start = self._day_before(k, begin)
            # The same month told twice: تموز-يوليو, أغسطس/ آب.
            while stop + 1 < end and tg.text(stop) in "/-(":
                twin = self._word(stop + 1)
                if twin is None or twin.kind != "month":
                    break
                stop = tg.end(stop + 1, "calendar")
                if stop < end and tg.text(stop) == ")":
                    stop += 1
            year, stop = self._year_after(stop, end, word.value)
            if word.kind == "hijri":
                return self._hijri(word.value, day, start, stop, end)
            if year is None or not 1900 <= year <= 2100:
                continue
            if day is not None:
                if not 1 <= day <= _days(year, word.value):
                    continue
                one = date(year, word.value, day)
                return self._when(one, one, start, stop)
            if self.tg.has(k - 1, "since") if k > begin else False:
                continue
            first = date(year, word.value, 1)
            return self._when(first, date(year, word.value, _days(year, word.value)), k, stop)
        return self._year_alone(begin, end)

    def _year_alone(self, begin: int, end: int) -> When | None:
        tg = self.tg
        for k in range(begin, end - 1):
            word = self._word(k)
            if word is not None and word.kind == "year" and tg.is_number(k + 1) and len(tg.text(k + 1)) == 4:
                year = int(tg.text(k + 1)) if tg.text(k + 1).isdigit() else 0
                if 1900 <= year <= 2100 and not tg.has(k - 1, "since"):
                    return self._when(date(year, 1, 1), date(year, 12, 31), k, k + 2)
        return None

    def _day_before(self, k: int, begin: int) -> tuple[int | None, int]:
        for q in range(k - 1, max(begin - 1, k - 3), -1):
            if self.tg.is_number(q) and self.tg.text(q).isdigit() and int(self.tg.text(q)) <= 31:
                return int(self.tg.text(q)), q
        for q in range(max(begin, k - 4), k):
            read = number_at(self.tg, q, k)
            if read is not None and read[0] >= k - 1 and read[1] <= 31:
                return read[1], q
        return None, k

    def _year_after(self, k: int, end: int, month: int) -> tuple[int | None, int]:
        tg = self.tg
        for q in range(k, min(k + 3, end)):
            text = tg.text(q)
            if tg.is_number(q) and len(text) == 4 and text.isdigit():
                return int(text), q + 1
            word = self._word(q)
            if word is not None and word.kind == "last" and self.day is not None:
                return (self.day.year if month < self.day.month else self.day.year - 1), q + 1
            if not (tg.text(q) in "/-،" or (word is not None and word.kind in ("year", "this"))):
                break
        if self.day is None:
            return None, k
        # A month without a year is the nearest such month on or before publication.
        return (self.day.year if month <= self.day.month else self.day.year - 1), k

    def _hijri(self, month: int, day: int | None, start: int, stop: int, end: int) -> When | None:
        from hijridate import Gregorian, Hijri

        if self.day is None:
            return None
        text = self.tg.text(stop - 1)
        try:
            now = Gregorian(self.day.year, self.day.month, self.day.day).to_hijri()
            year = int(text) if text.isdigit() and len(text) == 4 and 1300 <= int(text) <= 1500 else now.year
            if year == now.year and month > now.month:
                year -= 1
            first = Hijri(year, month, day or 1).to_gregorian()
            last = first if day else Hijri(year, month, Hijri(year, month, 1).month_length()).to_gregorian()
        except (ValueError, OverflowError):
            return None
        return self._when(date(first.year, first.month, first.day), date(last.year, last.month, last.day), start, stop)

    def _relative(self, begin: int, end: int) -> When | None:
        tg, today = self.tg, self.day
        if today is None:
            return None
        found: When | None = None
        for k in range(begin, end):
            word = self._word(k)
            if word is None:
                continue
            stop = tg.end(k, "calendar")
            if word.kind == "weekday":
                back = (today.weekday() - word.value) % 7
                after = self._word(stop) if stop < end else None
                if after is not None and after.kind == "last" and back == 0:
                    back = 7
                day = today - timedelta(days=back)
                return self._when(day, day, k, stop)
            if word.kind == "day" and found is None:
                if tg.an[k].art and not tg.multi.get(k) and word.value == 0 and tg.has(k - 1, "of"):
                    continue
                day = today + timedelta(days=word.value)
                found = self._when(day, day, k, stop)
            if word.kind == "past" and found is None:
                first = today - timedelta(days=word.value)
                found = self._when(first, today if word.value == 1 else today - timedelta(days=1), k, stop)
        return found


def _days(year: int, month: int) -> int:
    return 29 if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else _LAST_DAY[month - 1]
