"""Days of events, resolved against publication: weekdays, yesterday, written dates in several calendars."""

import re
from datetime import date, timedelta

from hasila.extract.circumstances import jalali
from hasila.extract.circumstances.stretches import Dated, StretchReader, in_part, small
from hasila.extract.counts import number_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import CalendarWord
from hasila.model import When

_IN_FIGURES = re.compile(r"[/.]")
_BETWEEN = frozenset("-–/\\")
#: What a dateline ends with, behind the bracket of who wrote it.
_COLON, _DASHES = frozenset(":"), frozenset("-–—")
#: A year has so many digits, and is one of these; a month has at most so many days.
_YEAR, _FIRST, _LAST, _DAYS = 4, 1800, 2100, 31
#: What began since a day is told in so many tokens, and within a clause.
_SINCE = 12
_CLAUSE = ("report", "comp", "harm", "amount")
#: Days that are joined (on Tuesday and Wednesday) are at most so far apart.
_JOINED = 62
#: A dateline has at most so many tokens.
_DATELINE = 16
#: So many words stand before the day of a count.
_AS_OF = 5
_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DateReader:
    """Reads the dates of sentences.

    ``published`` is an ISO date; without it relative days stay unread. ``saying`` are the tokens that tell when
    something was said: their dates are not the dates of what happened (codebook, rule 20).
    """

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int] = frozenset()) -> None:
        self.tg = tg
        self.saying = saying
        self.day = date.fromisoformat(published) if published else None
        self.stretches = StretchReader(tg, self.day)

    def read(self, begin: int, end: int, before: Dated | None = None) -> list[Dated]:
        """Return the dates of a sentence in order; of a weekday beside a written date the written one counts.

        ``before`` is the date that was told last before it: *the next day* counts from there.
        """
        out: list[Dated] = []
        words, lengths = set(self.tg.within(begin, end, "calendar")), set(self.tg.within(begin, end, "stretch"))
        k = self._past_dateline(begin, end)
        while k < end:
            found = None
            if k in lengths and k not in self.saying:
                found = self.stretches.at(k, begin, end, out[-1] if out else before)
                if found is not None and out and found.start < out[-1].end:
                    found = None
            if found is None and (k in words or self.tg.is_number(k)):
                found = self._at(k, begin, end)
            if found is None:
                k += 1
                continue
            if self._as_of(found.start, begin) or self._ranked(found.start, begin):
                # (as of 15 September): the day of the count, on which nothing happened
                k = max(found.end, k + 1)
                continue
            if out and self.tg.any(out[-1].end, found.start, "until"):
                out.append(found)
            elif out and (joined := self._joined(out[-1], found)) is not None:
                out[-1] = joined
            elif out and found.start - out[-1].end <= 1 and (found.written or not out[-1].written):
                # أمس السبت, الأحد 9 أغسطس: one date told twice; the later, more exact wording stays.
                out[-1] = found._replace(start=out[-1].start, since=out[-1].since or found.since)
            elif not (out and found.start - out[-1].end <= 1):
                out.append(found)
            k = max(found.end, k + 1)
        return self._spans(out)

    def _as_of(self, k: int, begin: int) -> bool:
        tg = self.tg
        return any(tg.has(q, "asof") and tg.end(q, "asof") == k for q in range(max(begin, k - _AS_OF), k))

    def _ranked(self, k: int, begin: int) -> bool:
        """Tell whether since a day there was no worse, and no other: أعنف هجوم تشهده المدينة منذ بداية العام."""
        tg = self.tg
        since = next((q for q in range(k, max(begin, k - _SINCE), -1) if tg.has(q, "since")), None)
        if since is None or tg.any(since, k, *_CLAUSE):
            return False
        for q in range(since - 1, max(begin, since - _SINCE) - 1, -1):
            if tg.text(q) in "،,.؛:" or tg.has(q, "number") or tg.is_number(q) or tg.an[q].harms:
                return False
            if tg.has(q, "superlative"):
                return True
        return False

    def _past_dateline(self, begin: int, end: int) -> int:
        """Return where a sentence begins behind the place, press and day it was written: کابل (پژواک، ۹ سنبله): ...."""
        tg = self.tg
        marks = _COLON if tg.lang.grammar.verb_final else _DASHES if tg.lang.grammar.subject_first else frozenset()
        at = next((q for q in range(begin, min(begin + _DATELINE, end)) if tg.text(q) in marks), None)
        return at if at is not None and tg.text(at - 1) == ")" else begin

    def _joined(self, one: Dated, other: Dated) -> Dated | None:
        """Make one of two days that are joined: الثلاثاء والأربعاء, between Tuesday and Wednesday."""
        tg = self.tg
        joined = other.start == one.end and tg.an[other.start].conj
        if not joined and not (other.start == one.end + 1 and tg.text(one.end) == tg.lang.grammar.number_joiner):
            return None
        between = self.stretches.word(one.start - 1, "between") is not None
        weekdays = all((word := self._word(x.start)) is not None and word.kind == "weekday" for x in (one, other))
        if not (between or weekdays):
            return None
        first, last = one.first, other.last
        if weekdays and first > last:
            first -= timedelta(days=7)
        if not 0 <= (last - first).days <= _JOINED:
            return None
        # شامگاه پنجشنبه و بامداد جمعه: one night.
        night = (last - first).days == 1 and all(
            self.stretches.word(x.start, "night") is not None for x in (one, other)
        )
        return Dated(one.start, other.end, first, last, True, False, night)

    def _spans(self, dates: list[Dated]) -> list[Dated]:
        """Make one of two dates between which something lasted: از ۲۳ خرداد تا ۳ تیر."""
        out: list[Dated] = []
        for one in dates:
            if out and one.start - out[-1].end <= 2 and self.tg.any(out[-1].end, one.start, "until"):
                if out[-1].first <= one.last:
                    out[-1] = out[-1]._replace(end=one.end, last=one.last, written=True, since=False)
                    continue
            out.append(one)
        return out

    def when(self, dated: Dated) -> When:
        """Return a date as a value of the model; one that only begins runs to publication."""
        last = self.day if dated.since and self.day and self.day >= dated.first else dated.last
        return When(start=dated.first.isoformat(), end=last.isoformat(), span=self.tg.span(dated.start, dated.end))

    def _word(self, k: int) -> CalendarWord | None:
        if k in self.saying or k >= self.tg.size:
            return None
        sense = self.tg.sense(k, "calendar")
        if sense is None or not isinstance(sense.data, CalendarWord):
            return None
        token = self.tg.tokens[k]
        if sense.data.exact and token.end - token.start >= 2:
            # آب is August, أب a father and إب a town: only the spelling tells.
            word = self.tg.doc.text[token.start : token.end]
            if not any(word.endswith(form) for form in sense.data.forms):
                return None
        return sense.data

    def _at(self, k: int, begin: int, end: int) -> Dated | None:
        if self.tg.is_number(k):
            return self._numeric(k, begin, end)
        word = self._word(k)
        if word is None:
            return None
        stop = self.tg.end(k, "calendar")
        if word.kind == "month":
            return self._month(k, stop, word.value, begin, end)
        if word.kind == "hijri":
            return self._hijri(k, stop, word.value, begin, end)
        if word.kind == "jalali":
            return self._jalali(k, stop, word.value, begin, end)
        if word.kind == "year":
            return self._year(k, stop, end, begin)
        if word.kind == "yearnow" and self.day is not None:
            days = jalali.days(jalali.year_of(self.day))
            return Dated(k, stop, days[0], min(days[1], self.day), True, self._since(k, begin)) if days else None
        if self.day is None:
            return None
        if word.kind == "weekday":
            return self._weekday(k, stop, word.value, end, begin)
        if word.kind == "day":
            first = self.day + timedelta(days=word.value)
            last = first + timedelta(days=word.days)
            return Dated(k, stop, first, last, False, self._since(k, begin), as_one=word.days > 0)
        if word.kind == "past":
            last = self.day if word.value == 1 else self.day - timedelta(days=1)
            return Dated(k, stop, self.day - timedelta(days=word.value), last, False, False)
        if word.kind in ("week", "monthunit"):
            return self._unit(k, stop, word.kind, begin, end)
        return None

    def _since(self, k: int, begin: int, *, written: bool = False) -> bool:
        """Tell whether something lasts since the date at ``k``; a ``written`` one may have more told before it."""
        tg = self.tg
        if not (tg.lang.grammar.subject_first or written):
            since = next((q for q in range(k - 1, max(begin, k - 3) - 1, -1) if tg.has(q, "since")), k)
            # المعارك مستمرة منذ أيام وقتل أمس …: something else happened on the day.
            apart = any(tg.an[q].conj or tg.an[q].harms or tg.text(q) in "،," for q in range(since + 1, k))
            return (since < k and not apart and not tg.an[k].conj) or self._from(k, begin)
        # since fighting broke out in the capital on Saturday, منذ بدء النزاع في البلاد في 26 مارس
        back = max(begin, k - _SINCE)
        comma = max((q for q in range(back, k) if tg.text(q) in ",;،؛"), default=back)
        at = max(tg.within(comma, k, "since"), default=None)
        if at is None or (not tg.lang.grammar.subject_first and tg.any(at, k, *_CLAUSE)):
            return self._from(k, begin)
        return True

    def _from(self, k: int, begin: int) -> bool:
        """Tell whether *from* leads to a date, where that means since: از دوشنبه, از ماه دسامبر."""
        tg = self.tg
        if not tg.lang.grammar.verb_final:
            return False
        while k > begin and (self.stretches.word(k - 1, "day", "month", "year", "part") is not None):
            k -= 1
        return k > begin and tg.has(k - 1, "of") and not tg.any(max(begin, k - 3), k, "during", "hedge", "more")

    def _numeric(self, k: int, begin: int, end: int) -> Dated | None:
        """Read a date in figures alone: 1/3/2015 (the day first), 2016-05-07."""
        tg = self.tg
        if k in self.saying:
            return None
        if k > begin and tg.text(k).isdigit() and len(tg.text(k)) == _YEAR and self._is_year(k, end):
            # in 2011
            year = int(tg.text(k))
            if _FIRST <= year <= _LAST:
                return Dated(k, k + 1, date(year, 1, 1), date(year, 12, 31), True, self._since(k, begin, written=True))
        parts, stop = _IN_FIGURES.split(tg.text(k)), k + 1
        if len(parts) == 1 and k + 4 < end and tg.text(k + 1) in _BETWEEN and tg.text(k + 3) == tg.text(k + 1):
            parts, stop = [tg.text(k), tg.text(k + 2), tg.text(k + 4)], k + 5
        if len(parts) != 3 or not all(small(part) for part in parts):
            return None
        first, month, last = map(int, parts)
        year, day = (first, last) if len(parts[0]) == 4 else (last, first)
        if self.tg.lang.grammar.solar_hijri and jalali.FIRST_YEAR <= year <= jalali.LAST_YEAR:
            days = jalali.days(year, month, day)
            return Dated(k, stop, *days, True, self._since(k, begin)) if days else None
        if not 1900 <= year <= 2100:
            return None
        if month > 12 >= day:
            month, day = day, month
        if not 1 <= month <= 12 or not 1 <= day <= days_of(year, month):
            return None
        one = date(year, month, day)
        return Dated(k, stop, one, one, True, self._since(k, begin))

    def _is_year(self, k: int, end: int) -> bool:
        """Tell whether a number of four digits is a year, by what stands around it: في 2017, منذ 2009."""
        tg = self.tg
        if tg.lang.grammar.subject_first:
            return tg.has(k - 1, "in", "since", "of", "during")
        if not tg.has(k - 1, "in", "since"):
            return False
        after = k + 1
        # في 2000 منزل: things follow a figure.
        return (
            after >= end
            or not tg.is_word(after)
            or bool(tg.an[after].conj)
            or tg.has(after, "in", "of", "on_", "during", "report", "harm", "to", "with_", "comp")
        )

    def _month(self, k: int, stop: int, month: int, begin: int, end: int) -> Dated | None:
        tg = self.tg
        day, start = self._day_before(k, begin)
        if tg.lang.grammar.subject_first and tg.text(stop) == "." and tg.tokens[k].text in tg.lang.abbreviations:
            # Sept. 9
            stop += 1
        if tg.lang.grammar.subject_first and day is None and stop < end and tg.is_number(stop):
            # May 26, May 26, 2023
            if 0 < small(tg.text(stop)) <= _DAYS:
                day, stop = small(tg.text(stop)), stop + 1
                if stop + 1 < end and tg.text(stop) == "," and len(tg.text(stop + 1)) == _YEAR:
                    stop += 1
        # The same month told twice: تموز-يوليو, أغسطس/ آب, يوليو (تموز).
        while stop + 1 < end and (tg.text(stop) in "/-(" or tg.is_quote(stop)):
            twin = self._word(stop + 1)
            if twin is None or twin.kind != "month":
                break
            stop = tg.end(stop + 1, "calendar")
            if stop < end and tg.text(stop) == ")":
                stop += 1
        year, stop = self._year_after(stop, end, month)
        if year is None or not 1900 <= year <= _LAST:
            return None
        since = self._since(start, begin, written=True)
        if day is not None and 1 <= day <= days_of(year, month):
            one = date(year, month, day)
            earlier, start = self._pair(start, day, begin)
            return Dated(start, stop, one.replace(day=earlier), one, True, since)
        first, last = date(year, month, 1), date(year, month, days_of(year, month))
        part = self.stretches.part(k, begin)
        if part is not None:
            return Dated(part[1], stop, *in_part(part[0], first, last, since=since), True, since)
        return Dated(k, stop, first, last, True, since)

    def _pair(self, start: int, day: int, begin: int) -> tuple[int, int]:
        """Return the earlier of two days of a month, and its token: يومي 26 و27 آذار, between 8 and 11 September."""
        tg = self.tg
        k = start - 1
        if not tg.an[start].conj:
            if k <= begin or tg.text(k) != tg.lang.grammar.number_joiner:
                return day, start
            k -= 1
        text = tg.text(k)
        return (small(text), k) if k >= begin and tg.is_number(k) and 0 < small(text) < day else (day, start)

    def _year(self, k: int, stop: int, end: int, begin: int) -> Dated | None:
        tg = self.tg
        after = self._word(stop) if stop < end else None
        if tg.lang.grammar.subject_first:
            after = self._word(k - 1) if k > begin else None
            stop = k
        if after is not None and after.kind in ("last", "this") and self.day is not None:
            if tg.lang.grammar.solar_hijri:
                days = jalali.days(jalali.year_of(self.day) - (after.kind == "last"))
                return Dated(k, tg.end(stop, "calendar"), *days, True, self._since(k, begin)) if days else None
            return self._whole_year(k, tg.end(stop, "calendar"), self.day.year - (after.kind == "last"), begin)
        if stop < end and tg.is_number(stop) and len(tg.text(stop)) in (2, _YEAR) and tg.text(stop).isdigit():
            year = int(tg.text(stop))
            if tg.lang.grammar.solar_hijri and len(tg.text(stop)) == 2:
                # سال ۹۶ is 1396, سال ۰۳ is 1403.
                year += 1300 if year > 50 else 1400
            if tg.lang.grammar.solar_hijri and jalali.FIRST_YEAR <= year <= jalali.LAST_YEAR:
                days = jalali.days(year)
                return Dated(k, stop + 1, *days, True, self._since(k, begin)) if days else None
            if _FIRST <= year <= _LAST:
                return self._whole_year(k, stop + 1, year, begin)
        began = self._since(k, begin) and (self.stretches.part(k, begin) or (0, 0))[0] == 1
        if self.day is not None and (began or self._this(k, begin)) and not tg.lang.grammar.solar_hijri:
            # منذ مطلع العام, since the start of the year, هذه السنة
            return self._whole_year(k, stop, self.day.year, begin)
        return None

    def _whole_year(self, k: int, stop: int, year: int, begin: int) -> Dated:
        last = date(year, 12, 31)
        if self.day is not None and year == self.day.year:
            # This year is what has passed of it.
            last = self.day
        return Dated(k, stop, date(year, 1, 1), last, True, self._since(k, begin, written=True))

    def _unit(self, k: int, stop: int, kind: str, begin: int, end: int) -> Dated | None:
        after = self._word(stop) if stop < end else None
        to = self.tg.end(stop, "calendar") if after is not None else stop
        if self.tg.lang.grammar.subject_first and k > begin:
            # last week
            after, to = self._word(k - 1), stop
        since, part = self._since(k, begin), self.stretches.part(k, begin)
        if self.day is not None and self.stretches.word(k, "weekend") is not None:
            # Saturday and Sunday, the last before publication or up to it.
            saturday = self.day - timedelta(days=(self.day.weekday() - 5) % 7)
            return Dated(k, stop, saturday, min(saturday + timedelta(days=1), self.day), False, since, as_one=True)
        back = after is not None and after.kind == "last"
        near = after is not None and after.kind in ("last", "this")
        if self.day is None or not (near or part is not None or self._this(k, begin)):
            return None
        if not near:
            to = stop
        if kind == "week":
            monday = self.day - timedelta(days=self.day.weekday() + (7 if back else 0))
            return Dated(k, to, monday, min(monday + timedelta(days=6), self.day), False, since)
        if self.tg.lang.grammar.solar_hijri:
            days = jalali.month_before(self.day, int(back))
            return Dated(k, to, days[0], min(days[1], self.day), False, since) if days else None
        first = self.day.replace(day=1)
        if back:
            first = (first - timedelta(days=1)).replace(day=1)
        day, start = self._day_before(k, begin)
        if day is not None and 1 <= day <= days_of(first.year, first.month):
            # السابع من الشهر الجاري
            return Dated(start, to, first.replace(day=day), first.replace(day=day), True, self._since(start, begin))
        last = first.replace(day=days_of(first.year, first.month))
        if part is not None:
            first, last = in_part(part[0], first, last, since=since)
            k = part[1]
        return Dated(k, to, first, min(last, self.day), False, since)

    def _this(self, k: int, begin: int) -> bool:
        """Tell whether a word before a unit points to the present one: هذا الأسبوع, هذه السنة."""
        return k > begin and self.stretches.word(k - 1, "this") is not None

    def _weekday(self, k: int, stop: int, value: int, end: int, begin: int) -> Dated | None:
        assert self.day is not None
        back = (self.day.weekday() - value) % 7
        after = self._word(stop) if stop < end else None
        if after is not None and after.kind == "last":
            back = back or 7
        day = self.day - timedelta(days=back)
        after_night = self._next_day(k, stop, value, end)
        if after_night is not None:
            # ليل السبت الأحد: the night from one day to the next, which is the one on or before publication.
            last = self.day - timedelta(days=(self.day.weekday() - value - 1) % 7)
            # بعد منتصف ليل الأربعاء الخميس: of that night only the second day is left.
            first = last if self.tg.has(max(k - 2, begin), "midnight") else last - timedelta(days=1)
            return Dated(k, after_night, first, last, True, self._since(k, begin), as_one=True)
        if self.stretches.word(stop, "night") is not None:
            # on Sunday night: a night is both its days.
            last = min(day + timedelta(days=1), self.day)
            return Dated(k, stop + 1, day, last, False, self._since(k, begin), as_one=True)
        return Dated(k, stop, day, day, False, self._since(k, begin))

    def _next_day(self, k: int, stop: int, value: int, end: int) -> int | None:
        """Return the end of the next weekday right after one that a word for the night leads in."""
        tg = self.tg
        if k == 0 or not tg.has(k - 1, "night"):
            return None
        while stop < end and (tg.text(stop) in _BETWEEN or tg.has(stop, "to")):
            stop += 1
        after = self._word(stop) if stop < end else None
        follows = after is not None and after.kind == "weekday" and after.value == (value + 1) % 7
        return tg.end(stop, "calendar") if follows else None

    def _day_before(self, k: int, begin: int) -> tuple[int | None, int]:
        for q in range(k - 1, max(begin - 1, k - 3), -1):
            text = self.tg.text(q)
            if self.tg.is_number(q) and 0 < small(text) <= _DAYS:
                return small(text), q
            if self.tg.is_word(q) and not self.tg.has(q, "of", "during", "monthunit"):
                break
        for q in range(max(begin, k - 5), k):
            word = self._word(q)
            if word is not None and word.kind == "ordinal":
                after = self.tg.end(q, "calendar")
                if after == k or (after == k - 1 and self.tg.has(after, "of")):
                    return word.value, q
        for q in range(max(begin, k - 4), k):
            read = number_at(self.tg, q, k)
            if read is not None and read[0] >= k - 1 and 1 <= read[1] <= 31:
                return read[1], q
        return None, k

    def _year_after(self, k: int, end: int, month: int) -> tuple[int | None, int]:
        tg = self.tg
        named = False
        for q in range(k, min(k + 4, end)):
            text = tg.text(q)
            if tg.is_number(q) and len(text) == _YEAR and text.isdigit():
                return int(text), q + 1
            word = self._word(q)
            if word is not None and word.kind == "last" and self.day is not None:
                # آب العام الماضي is of last year, آب الماضي the last August.
                earlier = named or month >= self.day.month
                return self.day.year - earlier, q + 1
            named = named or (word is not None and word.kind == "year")
            if not (text in "/-،" or (word is not None and word.kind in ("year", "this")) or tg.has(q, "of")):
                break
        if self.day is None:
            return None, k
        # A month without a year is the nearest such month on or before publication.
        return (self.day.year if month <= self.day.month else self.day.year - 1), k

    def _jalali(self, k: int, stop: int, month: int, begin: int, end: int) -> Dated | None:
        day, start = self._day_before(k, begin)
        beside = [self._word(k - 1) if k > begin else None, self._word(stop) if stop < end else None]
        text = self.tg.text(stop)
        year = small(text) if jalali.FIRST_YEAR <= small(text) <= jalali.LAST_YEAR else None
        alone = self.tg.end(k, "calendar") == k + 1 and day is None and year is None
        brackets = k > begin and stop < end and self.tg.text(k - 1) == "(" and self.tg.text(stop) == ")"
        if alone and not brackets and not any(w and w.kind in ("monthunit", "last", "this") for w in beside):
            # تیر is a bullet, شیر and اسد are names: alone they are no month.
            return None
        if year is not None:
            days, stop = jalali.days(year, month, day), stop + 1
        else:
            days = jalali.nearest(month, day, self.day) if self.day is not None else None
        return Dated(start, stop, *days, True, self._since(start, begin)) if days else None

    def _hijri(self, k: int, stop: int, month: int, begin: int, end: int) -> Dated | None:
        from hijridate import Gregorian, Hijri

        if self.day is None:
            return None
        day, start = self._day_before(k, begin)
        text = self.tg.text(stop)
        beside = [self._word(k - 1) if k > begin else None, self._word(stop) if stop < end else None]
        if (
            day is None
            and not text.isdigit()
            and not any(w and w.kind in ("monthunit", "last", "this") for w in beside)
        ):
            # رجب and شعبان are persons too, and صفر is zero: alone they are no month.
            return None
        try:
            now = Gregorian(self.day.year, self.day.month, self.day.day).to_hijri()
            year = now.year - (month > now.month)
            if text.isdigit() and len(text) == 4 and 1343 <= int(text) <= 1500:
                year, stop = int(text), stop + 1
            first = Hijri(year, month, day or 1).to_gregorian()
            last = first if day else Hijri(year, month, Hijri(year, month, 1).month_length()).to_gregorian()
        except (ValueError, OverflowError):
            # Outside the calendar's table (1343–1500 AH) no day can be given.
            return None
        days = (date(first.year, first.month, first.day), date(last.year, last.month, last.day))
        return Dated(start, stop, *days, True, self._since(start, begin))


def days_of(year: int, month: int) -> int:
    """Return how many days a Gregorian month has."""
    return 29 if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else _LAST_DAY[month - 1]
