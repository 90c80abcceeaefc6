"""What may stand between a verb and its people without a bearing on them: when, where and in what it happened."""

from hasila.extract.tagging import Tagged

#: Words that open a phrase of place, time or occasion.
_OPENERS = ("in", "near", "on_", "occasion")
#: Nouns that such a phrase is of, whatever their own name.
_OCCASIONS = ("means", "settlement")
#: What tells when without a preposition.
_WHEN = ("calendar", "meanwhile", "hour", "thereupon")
#: What such a phrase stands between.
_MARKS = "،,-"
#: A source between commas has at most so many words.
_SOURCE = 14


def past_circumstance(tg: Tagged, k: int, end: int) -> int:
    """Return the token behind what tells, from ``k`` on, when, where or in what something happened; ``k`` if nothing.

    It ends where a phrase is not plainly told to its end (أصيب خلال المعركة 19; but not: في الطابق 3), so that a figure
    behind it is of nothing in it.
    """
    begin = opened = k
    while k < end:
        stop = max(_time(tg, k), _phrase(tg, k, end))
        if stop == k and tg.text(k) in _MARKS and k + 1 < end:
            if max(_time(tg, k + 1), _phrase(tg, k + 1, end)) > k + 1:
                stop = opened = k + 1
            elif opened > begin:
                # …، أول من أمس، …: the comma that closes it
                stop, opened = k + 1, begin
            else:
                stop = _told_by(tg, k, end)
        if stop == k:
            return k
        k = stop
    return k


def _told_by(tg: Tagged, k: int, end: int) -> int:
    """The end of who says it, told between commas from ``k`` on (…، بحسب المصدر، …); ``k`` if that is not so."""
    sense = tg.sense(k + 1, "report")
    if sense is None or getattr(sense.data, "kind", "") != "according":
        return k
    for at in range(tg.end(k + 1, "report"), min(k + _SOURCE, end)):
        if tg.text(at) in _MARKS:
            return at + 1
    return k


def _time(tg: Tagged, k: int) -> int:
    if tg.has(k, "people", "number", "opener"):
        return k
    return max((tg.end(k, cat) for cat in _WHEN if tg.has(k, cat)), default=k)


def _phrase(tg: Tagged, k: int, end: int) -> int:
    """The end of a preposition with its noun, told to its end; ``k`` if there is none."""
    at = max((tg.end(k, cat) for cat in _OPENERS if tg.has(k, cat)), default=k)
    if (at == k and not tg.an[k].prep) or tg.has(k, "people"):
        # إمام المسجد: written like *in front of the mosque*
        return k
    if at >= end or tg.has(at, "people", "number", "subset", "harm"):
        return k
    if at in tg.places:
        return tg.places[at][1]
    if tg.has(at, "calendar"):
        return tg.end(at, "calendar")
    if tg.has(at, "period"):
        return tg.end(at, "period")
    article = tg.lang.article
    if tg.has(at, "placeword") and at + 1 < end and tg.is_word(at + 1) and not tg.known(at + 1):
        # في قرية that no list knows
        return at + 2
    if not tg.has(at, *_OCCASIONS) or not tg.text(at).startswith(article):
        return k
    at += 1
    while at < end and tg.text(at).startswith(article) and not tg.has(at, "people", "harm") and at not in tg.actors:
        at += 1
    return at
