"""Figures: digits, number words, unclear amounts and shares, with the words that bound them."""

from typing import NamedTuple

from hasila.extract.tagging import Tagged
from hasila.languages.schema import Amount, HedgeWord, NumberWord
from hasila.model import Hedge
from hasila.text.document import NUMBER, WORD

#: How the rule of a share ends that may tell people of its own.
_OWN = ".own"


class Figure(NamedTuple):
    """A figure in the text: tokens ``start`` to ``end`` with its hedge, ``first`` where the number itself begins.

    ``things`` says that what is counted is no people (a unit follows).
    """

    start: int
    first: int
    end: int
    low: int | None
    high: int | None
    hedge: Hedge
    rule: str
    things: bool = False
    back: bool = False

    @property
    def share(self) -> bool:
        """Whether it is a share of people who are counted elsewhere, if at all."""
        return self.rule.startswith("share.")

    @property
    def own(self) -> bool:
        """Whether it is a share that may stand for people told nowhere else: *all aboard*."""
        return self.rule.endswith(_OWN)

    @property
    def value(self) -> int | None:
        """The number itself, whichever side it bounds."""
        return self.low if self.low is not None else self.high


#: Larger than any number of people: serial numbers, telephone numbers and sums of money.
_TOO_MANY = 20_000_000
#: What is told in words may be as many as all the displaced of the world; more is money.
_ALL_PEOPLE = 200_000_000
#: What stands between these after a month is neither a day nor a year.
_LAST_DAY, _FIRST_YEAR, _LAST_YEAR = 31, 1000, 2100
_HOURS = 24
#: Years of the calendars that reports use.
CENTURIES = ((1300, 1420), (1900, 2100))


def _digits(text: str) -> float | None:
    groups = text.split(",")
    if len(groups) > 1 and all(len(g) == 3 and g.isdigit() for g in groups[1:]) and groups[0].isdigit():
        return float("".join(groups))
    if len(groups) == 2 and groups[0].isdigit() and groups[1].isdigit() and len(groups[1]) < 3:
        # 1,3 مليون: a decimal comma.
        return float(".".join(groups))
    points = text.split(".")
    # A point before exactly three digits groups thousands in much Arabic print; otherwise it is decimal.
    if (
        len(points) == 2
        and len(points[1]) == 3
        and points[0].isdigit()
        and 0 < len(points[0]) <= 3
        and points[0] != "0"
    ):
        return float("".join(points))
    try:
        return float(text)
    except ValueError:
        return None


def number_at(tg: Tagged, i: int, end: int) -> tuple[int, int] | None:
    """Read the number that begins at token ``i``: (end, value), or ``None``.

    Units and tens add when joined, scales multiply, a digit group may stand before a scale (15 ألف) or,
    joined, after one (ألف و500).
    """
    if tg.lang.grammar.subject_first:
        return _spaced_number(tg, i, end)
    joiner, final = tg.lang.grammar.number_joiner, tg.lang.grammar.verb_final
    total = unit = 0.0
    current = 0.0
    seen = scaled = False
    k = last = i
    while k < end:
        token = tg.tokens[k]
        joined = False
        at = k
        if seen and joiner and token.text == joiner and k + 1 < end:
            joined, at = True, k + 1
            token = tg.tokens[at]
        if token.kind == "n":
            round_thousands = current >= 1000 and current % 1000 == 0
            if seen and not (joined and ((scaled and current == 0) or round_thousands)):
                break
            value = _digits(token.text)
            if value is None:
                break
            current += value
        else:
            sense = tg.an[at].senses.get("number")
            if sense is None:
                break
            word = sense.data
            assert isinstance(word, NumberWord)
            an = tg.an[at]
            joined = joined or an.conj == joiner
            if seen and (an.prep or an.art) and not (an.art and tg.an[i].art):
                break
            if an.pron:
                break
            value = word.value
            if word.kind == "part":
                scale = _scale(tg, at + 1, end)
                if joined and scaled and not current:
                    # مليون ونصف المليون
                    total += unit / value
                    last = at + (2 if scale == unit and tg.an[at + 1].art else 1)
                    break
                if seen or joined or not scale:
                    break
                # نصف مليون
                current, seen, k = 1 / value, True, at + 1
                continue
            if word.kind == "scale":
                if joined and current:
                    break
                total += (current or 1) * value
                unit = value
                current = 0
                scaled = True
            elif word.kind == "teen":
                if (joined and current % 100 == 0) or (not joined and (current == 0 or 1 <= current % 100 <= 9)):
                    current += value
                else:
                    break
            elif word.kind == "hundred" and value == 100 and not joined and (1 if final else 3) <= current <= 9:
                current *= 100
            else:
                if seen and not joined:
                    break
                if word.kind == "unit" and current % 10:
                    break
                if word.kind == "ten" and current % 100 >= 10:
                    break
                if word.kind == "hundred" and current % 1000 >= 100 and value < 1000:
                    break
                current += value
        seen = True
        k = last = at + 1
    if not seen:
        return None
    value = total + current
    if value > (_ALL_PEOPLE if scaled else _TOO_MANY) or value != int(value):
        return None
    return last, int(value)


def _grouped(tg: Tagged, k: int, end: int, value: float) -> tuple[int, float]:
    """Return the last token of a number written in groups of three with spaces between (120 000), and its value."""
    if tg.lang.grammar.spaced_thousands and 0 < value < 1000 and tg.text(k).isdigit():
        while k + 1 < end and len(tg.text(k + 1)) == 3 and tg.text(k + 1).isdigit():
            if tg.tokens[k + 1].start != tg.tokens[k].end + 1:
                break
            k, value = k + 1, value * 1000 + int(tg.text(k + 1))
    return k, value


def _spaced_number(tg: Tagged, i: int, end: int) -> tuple[int, int] | None:
    """Read a number whose words stand side by side: two thousand five hundred, twenty-one, a dozen, 1.2 million.

    A joiner is but allowed, behind a hundred or a scale (one hundred and six).
    """
    joiner = tg.lang.grammar.number_joiner
    total = current = 0.0
    ranks = {"unit": 1, "teen": 1, "ten": 2, "hundred": 3, "scale": 4}
    least = 5
    seen = ""
    k = last = i
    if tg.has(i, "indefinite") and i + 1 < end and _size(tg, i + 1) in ("hundred", "scale"):
        # a hundred, a dozen
        current, k, seen = 1.0, i + 1, "unit"
    first = tg.sense(i, "number")
    if first is not None and isinstance(first.data, NumberWord) and first.data.kind == "part":
        # half a million
        scale = _scale(tg, tg.end(i, "number"), end)
        return (tg.end(i, "number") + 1, scale // first.data.value) if scale else None
    while k < end:
        at = k
        if seen in ("ten", "hundred", "scale") and at + 1 < end:
            joined = tg.text(at) == joiner and seen != "ten"
            if joined or (seen == "ten" and tg.text(at) == "-" and tg.tokens[at].glued):
                at += 1
        if tg.is_number(at):
            value = _digits(tg.text(at))
            if seen or value is None:
                break
            at, value = _grouped(tg, at, end, value)
            current, seen, k = value, "digits", at + 1
            last = k
            continue
        sense = tg.sense(at, "number")
        word = sense.data if sense is not None else None
        if not isinstance(word, NumberWord):
            break
        if word.kind == "scale":
            total, current, least = total + (current or 1) * word.value, 0.0, 5
        elif word.kind == "hundred":
            if current >= 100 or (seen == "scale" and word.value != 100):
                break
            current = (current or 1) * word.value
            least = 3
        else:
            if ranks[word.kind] >= least or seen == "digits":
                break
            if seen in ("unit", "teen"):
                break
            current += word.value
            least = ranks[word.kind]
        seen = word.kind
        k = last = tg.end(at, "number")
    value = total + current
    most = _ALL_PEOPLE if seen == "scale" else _TOO_MANY
    if not seen or last == i or value > most or value != int(value):
        return None
    return last, int(value)


def _size(tg: Tagged, k: int) -> str:
    sense = tg.an[k].senses.get("number")
    return getattr(sense.data, "kind", "") if sense is not None else ""


def _scale(tg: Tagged, k: int, end: int) -> int:
    """Return the scale that stands at a token, or 0."""
    sense = tg.an[k].senses.get("number") if k < end else None
    word = sense.data if sense is not None else None
    return word.value if isinstance(word, NumberWord) and word.kind == "scale" else 0


def find_figures(tg: Tagged, begin: int, end: int) -> dict[int, Figure]:
    """Find the figures of a sentence, by the token at which each begins (hedge included).

    A figure with a hedge before it is also listed under the token of its number, so that either is found.
    """
    out: dict[int, Figure] = {}
    k = begin
    tokens = tg.tokens
    words = set(tg.within(begin, end, "hedge", "amount", "number", "indefinite"))
    while k < end:
        # Most words begin no figure: they have no such reading, and no digits follow them that they are glued to.
        if tokens[k].kind == WORD and k not in words and (k + 1 == end or tokens[k + 1].kind != NUMBER):
            k += 1
            continue
        figure = _figure_at(tg, k, end)
        if figure is None:
            k += 1
            continue
        for at in {figure.start, figure.first}:
            out[at] = figure
        k = max(figure.end, k + 1)
        if figure.things and tg.has(figure.end, "unit"):
            # 4 في المائة: the hundred in the unit is no figure of its own.
            k = max(k, tg.end(figure.end, "unit"))
    return out


def _governed(tg: Tagged, k: int) -> bool:
    """Tell whether a clause, a preposition or a verb of harm stands before a token: killing some of the guests."""
    if k == 0 or not tg.is_word(k - 1) or tg.an[k - 1].harms:
        return True
    return tg.has(k - 1, "prep", "join", "adverb", "aux", "comp", "subset", "report", "clause")


def _figure_at(tg: Tagged, i: int, end: int) -> Figure | None:
    if tg.lang.grammar.verb_final and tg.has(i, "of") and tg.is_number(i + 1):
        # از ۶ تا ۱۰ نفر
        ranged = _figure_at(tg, i + 1, end)
        return ranged._replace(start=i) if ranged is not None and ranged.hedge == "range" else None
    hedge: HedgeWord | None = None
    k = i
    sense = tg.sense(i, "hedge")
    whole = tg.sense(i, "amount")
    # nearly half a million: a number
    part = tg.lang.grammar.subject_first and tg.has(tg.end(i, "hedge"), "number")
    share = whole is not None and isinstance(whole.data, Amount) and whole.data.share
    if share and not part and tg.end(i, "amount") > i + 1:
        # أكثر من نصف السكان: a share of several words, its bound among them.
        sense = None
    if sense is not None and isinstance(sense.data, HedgeWord) and sense.data.where != "after":
        hedge = sense.data
        k = tg.end(i, "hedge")
    elif tg.is_word(i) and _clitic(tg, i) and i + 1 < end and tg.tokens[i + 1].glued:
        # A clitic that stands alone because digits follow it: و16, ب45, ل3, الـ22.
        if not tg.is_number(i + 1):
            return None
        k = i + 1
    while k < end and (tg.is_quote(k) or tg.text(k) in "()["):
        k += 1
    if k >= end:
        return None
    if hedge is not None and (tg.an[k].conj or tg.text(k) == tg.lang.grammar.number_joiner):
        # 30 قتيلا على الأقل و100 جريح: the bound is of those before it.
        return None
    if hedge is not None and len(tg.text(k)) == 1 and not tg.is_number(k) and tg.is_number(k + 1):
        k += 1
    amount = tg.sense(k, "amount")
    if amount is not None and tg.has(k, "number") and _scale(tg, tg.end(k, "number"), end) > 0:
        amount = None
    if amount is not None and isinstance(amount.data, Amount) and not tg.an[k].pron:
        word = amount.data
        stop = tg.end(k, "amount")
        if word.share is not None:
            hedge_of: Hedge = "vague" if word.share == "some" else word.share
            return Figure(i, k, stop, None, None, hedge_of, f"share.{word.share}{_OWN * word.own}", back=word.back)
        things = _things(tg, stop, end)
        if tg.lang.grammar.subject_first and stop + 1 < end and tg.has(stop, "of"):
            # millions of dollars
            things = things or tg.has(stop + 1, "unit")
        return Figure(i, k, stop, word.low, None, "vague", "amount", things, word.back)
    read = number_at(tg, k, end)
    if read is None:
        some = whole.data if whole is not None and isinstance(whole.data, Amount) else None
        if hedge is not None and some is not None and tg.lang.grammar.subject_first:
            # some of the wounded: no *about*
            stop = tg.end(i, "amount")
            if tg.has(stop, "of") and not _governed(tg, i):
                # struck some of the fighters: who they are is told by what was struck
                return None
            return Figure(i, i, stop, some.low, None, "vague", "amount", _things(tg, stop, end), some.back)
        return None
    stop, value = read
    first = k
    between = hedge is not None and hedge.hedge == "range"
    # منذ 7 أكتوبر 2023 إلى 70112 شهيدا: a year behind its month is no lower end.
    # since October 7 to 39,145 killed: nor is a day.
    day = tg.lang.grammar.subject_first and value <= _LAST_DAY
    dates = first > 0 and (day or _FIRST_YEAR <= value <= _LAST_YEAR)
    if _year_of_day(tg, first, value):
        return None
    named = _month_before(tg, first)
    when = tg.sense(named, "calendar") if dates else None
    year = when is not None and getattr(when.data, "kind", "") in ("month", "hijri", "jalali", "year")
    second = _second(tg, stop, end, between) if not year else None
    if between and second is None and (cut := _cut(tg, k, stop)) is not None:
        value, second = cut
    if second is not None and second[1] >= 1000 * value and second[1] % 1000 == 0 and value < 1000:
        # "40 to 50 thousand": the scale is said once, for both ends.
        value *= 1000 if second[1] < 1000 * 1000 else 1
    if second is not None and second[1] > value:
        return Figure(i, first, second[0], value, second[1], "range", "number+range", _things(tg, second[0], end))
    if between:
        hedge = None
    stop = _bracketed(tg, stop, end, value)
    stop_number = stop
    after = tg.sense(stop, "hedge") if stop < end else None
    if after is not None and isinstance(after.data, HedgeWord) and after.data.where != "before":
        hedge = hedge or after.data
        stop = tg.end(stop, "hedge")
    things = _things(tg, stop, end) or (tg.is_number(stop_number) and tg.text(stop_number - 1) == ".")
    before = tg.sense(named, "calendar") if first > 0 else None
    if first > 0 and tg.lang.grammar.verb_final and tg.text(first - 1) == "%":
        # (%۸۹): per cent written before its number.
        things = True
    if first > 0 and tg.lang.grammar.verb_final and tg.has(first - 1, "hourunit") and value <= _HOURS:
        # حوالی ساعت ۹ شب, but در ۲۴ ساعت ۹ نفر
        things = things or not (first > 1 and (tg.is_number(first - 2) or tg.has(first - 2, "number")))
    things = things or _clock(tg, first) or _or_things(tg, stop, end)
    if before is not None and getattr(before.data, "kind", "") in ("year", "month", "since", "hijri", "jalali"):
        # منذ 10 مايو 145: too many for a day, too few for a year.
        # منذ مطلع العام 23 قتيلا: a definite year has its number written out, and people follow a small one.
        month = getattr(before.data, "kind", "") in ("month", "hijri", "jalali")
        dated = month and first > 1 and (tg.is_number(first - 2) or tg.has(first - 2, "number"))
        # در دسامبر هفت نفر ...: where the verb is last, days stand before their month.
        told = tg.has(stop_number, "people") or (tg.lang.grammar.verb_final and tg.has(stop_number, "harm"))
        least = 0 if (dated or tg.lang.grammar.verb_final) and told else _LAST_DAY
        whom = not month and value < _FIRST_YEAR and tg.has(stop, "people", "harm")
        # قبل عام 2169 شهيدا: too many for a year.
        beyond = getattr(before.data, "kind", "") == "year" and value > _LAST_YEAR
        # تا دوم قوس ۱۸۰۵۹ نفر: too many for a year behind a month, too.
        # در ۱۲ خرداد ۱۱۴۰ شهروند: nor a year of either calendar.
        years = any(a <= value <= b for a, b in CENTURIES)
        beyond = beyond or (tg.lang.grammar.verb_final and not years and value >= _FIRST_YEAR and told)
        things = things or not (whom or beyond or (month and least < value < _FIRST_YEAR))
    low, high, kind = bounds(value, hedge.hedge if hedge and hedge.hedge != "range" else "exact")
    return Figure(i, first, stop, low, high, kind, f"number+{kind}", things)


def _bracketed(tg: Tagged, k: int, end: int, value: int) -> int:
    """Return where a number ends that is written a second time, in brackets: thirty (30)."""
    if not tg.lang.grammar.subject_first or k + 2 >= end or tg.text(k) != "(":
        return k
    again = number_at(tg, k + 1, end)
    return again[0] + 1 if again is not None and again[1] == value and tg.text(again[0]) == ")" else k


def _clock(tg: Tagged, k: int) -> bool:
    """Tell whether a number is an hour or its minutes: ۹:۳۰."""
    return any(0 < q < tg.size - 1 and tg.text(q) == ":" and tg.tokens[q].glued and tg.tokens[q + 1].glued
               and tg.is_number(q - 1) and tg.is_number(q + 1) for q in (k - 1, k + 1))  # fmt: skip


def _or_things(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether a number goes on with another that counts no people: یک یا هر دو چشم."""
    if not tg.lang.grammar.verb_final or k >= end or tg.text(k) not in tg.lang.either_or:
        return False
    read = next((number_at(tg, q, end) for q in (k + 1, k + 2) if tg.has(q, "number") or tg.is_number(q)), None)
    return read is not None and _things(tg, read[0], end)


def _clitic(tg: Tagged, k: int) -> bool:
    text = tg.text(k)
    return len(text) == 1 or text.removeprefix(text[0] if tg.an[k].conj else "") == tg.lang.article


def _second(tg: Tagged, k: int, end: int, between: bool) -> tuple[int, int] | None:
    """Read the upper end of a range: ``40-50``, ``40 to 50``, and after *between* ``40 and 50``."""
    if k + 1 >= end:
        return None
    if tg.text(k) == "-" or tg.has(k, "upto" if tg.lang.grammar.verb_final else "to"):
        return number_at(tg, k + 1, end)
    if tg.lang.grammar.subject_first and tg.text(k) in tg.lang.either_or:
        # ten or twelve
        return number_at(tg, k + 1, end)
    if between:
        joiner = tg.lang.grammar.number_joiner
        return number_at(tg, k + 1 if tg.text(k) == joiner else k, end)
    return None


def _cut(tg: Tagged, k: int, stop: int) -> tuple[int, tuple[int, int]] | None:
    """Cut two numbers that were read as one: بين أربعة آلاف وثمانية آلاف."""
    for q in range(stop - 1, k, -1):
        if tg.an[q].conj:
            low, high = number_at(tg, k, q), number_at(tg, q, stop)
            if low is not None and high is not None and low[0] == q and high[0] == stop and low[1] < high[1]:
                return low[1], high
    return None


def bounds(value: int, hedge: Hedge) -> tuple[int | None, int | None, Hedge]:
    """Turn a number and its hedge into a range (codebook, counting rule 3)."""
    if hedge in ("at_least", "more_than"):
        return value, None, hedge
    if hedge == "at_most":
        return None, value, hedge
    return value, value, hedge


def _month_before(tg: Tagged, k: int) -> int:
    """Return the token before a number, or before the full stop of what is cut short there: Sept. 11."""
    short = (
        tg.lang.grammar.subject_first and k > 1 and tg.text(k - 1) == "." and tg.text(k - 2) in tg.lang.abbreviations
    )
    return k - 2 if short else k - 1


def _year_of_day(tg: Tagged, k: int, value: int) -> bool:
    """Tell whether a number is the year of a day written before it: on September 11, 2012, four people …."""
    plain = tg.text(k).isdigit() and _FIRST_YEAR <= value <= _LAST_YEAR
    if not tg.lang.grammar.subject_first or k < 3 or not plain or tg.text(k - 1) != ",":
        return False
    month = tg.sense(_month_before(tg, k - 2), "calendar") if tg.is_number(k - 2) else None
    return month is not None and getattr(month.data, "kind", "") == "month"


def _things(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether what follows a number says that it counts no people: a unit, a month, per cent."""
    if k >= end:
        return False
    if tg.text(k) in "%$€£°":
        return True
    if tg.lang.grammar.verb_final and (
        tg.has(k, "placeword") or (tg.has(k, "formation") and not tg.has(k, "people", "kin"))
    ):
        # شصت ولسوالی, یک قرارگاه
        return True
    if tg.has(k, "people"):
        return False
    if tg.lang.grammar.verb_final and tg.has(k, "bodypart"):
        # هر دو چشم خود را از دست دادند
        return True
    when = tg.sense(k, "calendar")
    kind = getattr(when.data, "kind", "") if when is not None else ""
    if kind in ("month", "hijri", "jalali", "year", "monthunit", "dayunit"):
        return True
    # قتل 4 بغارات: with a preposition it is the means, and nothing that is counted; إصابة 173 يوم الأحد: nor is a day.
    return kind != "weekday" and tg.has(k, "unit") and not (tg.an[k].prep and tg.end(k, "unit") == k + 1)
