"""Stretches of time, and days told by how far they are: two weeks ago, the past five days, since then, spring 2014.

What a language says with them stands in its ``stretches.yaml``. Days that are counted include that of publication
(*the past three days* are it and the two before); weeks, months and years go back from it by the calendar.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from hasila.extract.circumstances import jalali
from hasila.extract.counts import number_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import StretchWord

_UNITS: Final = ("hour", "day", "week", "month", "year")
#: So much is told with these words; a larger figure counts something else.
_MOST: Final = {"hour": 240, "day": 400, "week": 104, "month": 60, "year": 100}
_IN_A_DAY, _IN_A_WEEK, _MONTHS, _SEASON = 24, 7, 12, 3
#: Words that may stand between what tells of a stretch and its number: the, about, a total of.
_BETWEEN: Final = 2
_YEAR, _FIRST, _LAST = 4, 1800, 2100
_MIDDLE_DAY: Final = 15


class Dated(NamedTuple):
    """A date in the text: tokens ``start`` to ``end``, first and last day, and how surely it is one.

    ``written`` dates go before relative ones beside them; ``since`` says that it only begins there. What is told
    ``as_one`` (a night, the weekend) is the time of one event as often as a day is, though it has several.
    """

    start: int
    end: int
    first: date
    last: date
    written: bool
    since: bool
    as_one: bool = False


class StretchReader:
    """Reads stretches of a text; ``day`` is that of publication, without which most stay unread."""

    def __init__(self, tg: Tagged, day: date | None) -> None:
        self.tg = tg
        self.day = day

    def word(self, k: int, *kinds: str) -> StretchWord | None:
        """Return the word of one of these kinds that begins at token ``k``."""
        sense = self.tg.sense(k, "stretch") if 0 <= k < self.tg.size else None
        data = sense.data if sense is not None else None
        return data if isinstance(data, StretchWord) and data.kind in kinds else None

    def after(self, k: int, *kinds: str) -> int | None:
        """Return the end of the word of one of these kinds that begins at token ``k``."""
        return self.tg.end(k, "stretch") if self.word(k, *kinds) is not None else None

    def at(self, k: int, begin: int, end: int, before: Dated | None) -> Dated | None:
        """Read what begins or has its noun at token ``k``; ``before`` is the date that the text told last."""
        if (unit := self.word(k, *_UNITS)) is not None:
            return self._counted(k, unit, begin, end)
        if (season := self.word(k, "season")) is not None:
            return self._season(k, season.value, begin, end)
        if (half := self.word(k, "half")) is not None:
            return self._half(k, half.value, end)
        if before is not None and (shift := self.word(k, "then", "shift")) is not None:
            stop = self.tg.end(k, "stretch")
            if shift.kind == "then":
                return Dated(k, stop, before.first, before.last, True, True)
            first = before.first + timedelta(days=shift.value)
            return Dated(k, stop, first, first + timedelta(days=shift.days), False, False)
        return None

    # -- so many days, weeks ... ----------------------------------------------------------------------------

    def _counted(self, k: int, unit: StretchWord, begin: int, end: int) -> Dated | None:
        if self.day is None:
            return None
        stop = self.tg.end(k, "stretch")
        told, start, stop = self._number(k, stop, begin, end)
        if unit.kind == "year" and not told and stop < end and small(self.tg.text(stop)) >= _FIRST:
            # منذ عام 2011: the year itself
            return None
        count = told or unit.value
        if not 0 < count <= _MOST[unit.kind]:
            return None
        ahead = self._before(start, begin)
        if told and unit.kind == "month" and (first := self._of_a_year(ahead, start, stop, end, count)):
            return first
        if self._ago(ahead, stop):
            day = self._back(unit.kind, count)
            to = self.after(stop, "ago") or stop
            return Dated(start, to, day, day, False, False) if day and unit.kind in ("day", "week") else None
        since = self._has(ahead, "since")
        past = self.after(stop, "past")
        if past is not None and not told and unit.kind == "day":
            # اليومين الماضيين are the two before publication, and stand in the calendar.
            return None
        if past is not None and (told or unit.value > 1):
            stop = past
        elif not since and not self._past(ahead, alone=not told and unit.value == 1):
            # خلال أسبوعين, in four days of fighting; a month or a year alone is one of the calendar.
            alone = not told and unit.value == 1 and (unit.kind != "week" or bool(self.tg.an[k].art))
            if alone or not self._has(ahead, "inside"):
                return None
        if unit.kind in ("hour", "day") and not told and unit.value == 1 and not since:
            return None
        began = self._back(unit.kind, count, whole=True)
        return Dated(start, stop, began, self.day, False, since) if began is not None else None

    def _number(self, k: int, stop: int, begin: int, end: int) -> tuple[int, int, int]:
        """Return how many of a unit are told, before it or behind it (الأيام الخمسة), and the tokens of all."""
        tg = self.tg
        if k > begin and tg.is_number(k - 1):
            return (told, k - 1, stop) if (told := small(tg.text(k - 1))) else (0, k, stop)
        for q in range(max(begin, k - 3), k):
            read = number_at(tg, q, k)
            if read is not None and read[0] == k:
                return read[1], q, stop
        if tg.lang.article and stop + 1 < end and tg.text(stop) == tg.lang.article and tg.is_number(stop + 1):
            # الساعات الـ48 الماضية
            return (told, k, stop + 2) if (told := small(tg.text(stop + 1))) else (0, k, stop)
        read = number_at(tg, stop, min(stop + 3, end)) if stop < end and not tg.is_number(stop) else None
        if read is not None and tg.an[stop].art:
            return read[1], k, read[0]
        return 0, k, stop

    def _before(self, start: int, begin: int) -> list[int]:
        """Return the tokens right before a stretch at which what governs it may begin."""
        out = []
        for q in range(start - 1, max(begin, start - 1 - _BETWEEN) - 1, -1):
            out.append(q)
            if not self.tg.has(q, "det", "hedge", "stretch") and not self._has([q], "past"):
                break
        return out

    def _has(self, tokens: list[int], kind: str) -> bool:
        if kind == "since":
            return any(self.tg.has(q, "since") for q in tokens)
        # على مدى, في غضون: two words
        two = any(self.word(q - 1, kind) is not None and self.tg.end(q - 1, "stretch") == q + 1 for q in tokens)
        return two or any(self.word(q, kind) is not None for q in tokens)

    def _past(self, ahead: list[int], *, alone: bool) -> bool:
        """Tell whether a stretch is one that ends now; last week is one of the calendar, the past week is not."""
        words = [word for q in ahead if (word := self.word(q, "past")) is not None]
        return any(word.value or not alone for word in words)

    def _ago(self, ahead: list[int], stop: int) -> bool:
        if self.after(stop, "ago") is not None:
            return True
        # قبل أسبوع من الهجوم counts from the attack.
        return self._has(ahead, "before") and not (stop < self.tg.size and self.tg.has(stop, "of"))

    def _back(self, kind: str, count: int, *, whole: bool = False) -> date | None:
        """Return the day so far before publication; of a ``whole`` stretch of days publication is the last."""
        assert self.day is not None
        if kind == "hour":
            return self.day - timedelta(days=count // _IN_A_DAY) if count % _IN_A_DAY == 0 else None
        if kind == "day":
            return self.day - timedelta(days=count - (1 if whole and count > 1 else 0))
        if kind == "week":
            return self.day - timedelta(days=count * _IN_A_WEEK)
        months = self.day.year * _MONTHS + self.day.month - 1 - count * (_MONTHS if kind == "year" else 1)
        return date(months // _MONTHS, months % _MONTHS + 1, min(self.day.day, 28)) if months >= _MONTHS else None

    # -- parts of years -------------------------------------------------------------------------------------

    def _of_a_year(self, ahead: list[int], start: int, stop: int, end: int, count: int) -> Dated | None:
        """Read the first months of a year: الأشهر الخمسة الأولى من العام, the first five months of 2016."""
        to = self.after(stop, "first") or (stop if self._has(ahead, "first") else None)
        if to is None or count >= _MONTHS:
            return None
        year = self._year_at(to, end)
        if year is None:
            return None
        return Dated(start, year[1], date(year[0], 1, 1), _day_before(year[0], count + 1), True, False)

    def _half(self, k: int, half: int, end: int) -> Dated | None:
        year = self._year_at(self.tg.end(k, "stretch"), end)
        if year is None:
            return None
        first = date(year[0], 1 if half == 1 else 7, 1)
        return Dated(k, year[1], first, _day_before(year[0], 7 if half == 1 else 13), True, False)

    def _season(self, k: int, month: int, begin: int, end: int) -> Dated | None:
        """Read a season with its year; where the year is one of the Solar Hijri calendar, so are the months."""
        stop = self.tg.end(k, "stretch")
        year = self._year_at(stop, end)
        if year is None:
            return None
        since = self._has(self._before(k, begin), "since")
        if jalali.FIRST_YEAR <= year[0] <= jalali.LAST_YEAR:
            first, last = jalali.days(year[0], month - 2), jalali.days(year[0], month)
            return Dated(k, year[1], first[0], last[1], True, since) if first and last else None
        return Dated(k, year[1], date(year[0], month, 1), _day_before(year[0], month + _SEASON), True, since)

    def _year_at(self, k: int, end: int) -> tuple[int, int] | None:
        """Read a year right behind what is a part of it: 2015, من عام 2015, of last year."""
        tg = self.tg
        own = 0
        for q in range(k, min(k + 4, end)):
            text = tg.text(q)
            if (
                text.isdigit()
                and len(text) == _YEAR
                and (_FIRST <= int(text) <= _LAST or jalali.FIRST_YEAR <= int(text) <= jalali.LAST_YEAR)
            ):
                return int(text), q + 1
            if self.word(q, "year") is not None:
                own = q + 1
                if self.day is not None and (stop := self.after(q + 1, "past")) is not None:
                    return self.day.year - 1, stop
            elif not tg.has(q, "of", "det", "in") and self.word(q, "past") is None:
                break
        return (self.day.year, own) if own and self.day is not None else None

    # -- parts of months ------------------------------------------------------------------------------------

    def part(self, start: int, begin: int) -> tuple[int, int] | None:
        """Return the part of a month, year or week that is told before token ``start``: 1 to 3, and its token."""
        for q in range(start - 1, max(begin - 1, start - 3), -1):
            word = self.word(q, "part")
            if word is not None:
                return word.value, q
            if not (self.tg.text(q) == "-" or self.tg.has(q, "of", "det") or self.word(q, "month") is not None):
                break
        return None


def small(text: str) -> int:
    """Return a number of at most four digits, that of a year, or 0: longer ones are of no date, and may be endless."""
    return int(text) if len(text) <= _YEAR and text.isdecimal() else 0


def in_part(part: int, first: date, last: date, *, since: bool) -> tuple[date, date]:
    """Return the first ten days of a month, the ten in its middle or the rest; *since* the middle is since the 15th."""
    if part == 1:
        return first, first.replace(day=10)
    if part == 2:
        return first.replace(day=_MIDDLE_DAY if since else 11), first.replace(day=20)
    return first.replace(day=21), last


def _day_before(year: int, month: int) -> date:
    """Return the last day before a month; the thirteenth is the first of the next year."""
    return date(year + (month > _MONTHS), (month - 1) % _MONTHS + 1, 1) - timedelta(days=1)
