"""Claims of two days, in languages that put the verb at the end (``verb_final``): no one is the other told again."""

from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged

#: A sentence opens with its day, and with *too*, within so many tokens.
_OPENS = 6
#: Calendars whose months with a day tell of one day.
_MONTHS = ("jalali", "month", "hijri")


def other_day(tg: Tagged, a: Draft, b: Draft) -> bool:
    """Tell whether the later of two opens with a day of its own and *too*: چهاردهم شهریور نیز در پی حمله ...."""
    later = max(a, b, key=lambda draft: draft.sentence)
    begin, end = tg.doc.sentences[later.sentence]
    stop = min(begin + _OPENS, end)
    days = (tg.sense(q, "calendar") for q in tg.within(begin, stop, "calendar"))
    dated = any(day is not None and getattr(day.data, "kind", "") in _MONTHS for day in days)
    return dated and tg.any(begin, stop, "too")
