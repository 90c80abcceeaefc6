"""The toll over time as a chart: a row for each source and figure, when it was said and how many.

Every row is drawn by itself, in parts of its width, so that the chart fits any width and no letter of it grows or
shrinks; a row of text too long for its line makes its drawing taller and nothing else. Two scales stand side by side,
days and people: most incidents are told by many within two days, so that figures over time on one scale would lie on
each other. Time runs as the page is read: on a right-to-left page the first day is on the right, where the names of the
sources begin too, and a source that raises its figure moves on in the direction of reading. All marks of a chart have
one hue, that of the harm; shape and line tell the stance.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from hasila.model import Count, Incident, Said, Toll
from hasila.reconcile.figures import range_of
from hasila.render.figures import toll_best, toll_range
from hasila.render.markup import bdi, escape, isolate
from hasila.render.said import day, drawn, figure, outlets, voice
from hasila.render.strings import Strings, is_rtl_table, plural

#: Hues, by what happened to the people.
HUES: Final = {
    "killed": "dead",
    "wounded": "hurt",
    "casualty": "hurt",
    "missing": "lost",
    "captured": "held",
    "detained": "held",
    "abducted": "held",
}
# Where scales begin and end, in hundredths of the width: marks at the ends need room, open ends more.
_TIME: Final = (8.0, 92.0)
_SIZE: Final = (3.0, 88.0)
_OPEN: Final = 9.0
_TICKS: Final = 4
_CROSS: Final = "M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5"


class _Scale(NamedTuple):
    """A linear scale from values to hundredths of the width."""

    low: int
    high: int
    ends: tuple[float, float]
    flip: bool

    def at(self, value: int) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.place(self.ends[0] + share * (self.ends[1] - self.ends[0]))

    def place(self, x: float) -> float:
        return 100 - x if self.flip else x

    def beyond(self, value: int) -> float:
        """Where an open end of a range stops, that begins at ``value``."""
        x = self.at(value)
        return x - _OPEN if self.flip else x + _OPEN


def chart(toll: Toll, incident: Incident, who: str, profile: str, strings: Strings) -> str:
    """Return the chart of a toll as a ``figure``, or nothing where it would show less than two figures.

    Args:
        toll: the toll, whose low, best and high are drawn as a band.
        incident: the incident with its timeline.
        who: whose toll it is, as the page may show it.
        profile: the name of the rule that gave the toll.
        strings: the words of the interface.

    """
    rows = drawn(toll, incident)
    if len(rows) < 2:
        return ""
    flip = is_rtl_table(strings)
    time = _time(incident, flip)
    size = _size(rows, toll, flip)
    lanes = [_head(time, size, strings)]
    for number, said in enumerate(rows):
        before = rows[number - 1] if number and rows[number - 1].voice_id == said.voice_id else None
        after = rows[number + 1] if number + 1 < len(rows) and rows[number + 1].voice_id == said.voice_id else None
        lanes.append(_lane(said, before, after, time, size, toll, strings))
    lanes.append(_foot(time, size, toll, profile, strings))
    caption = strings["chart.caption"].format(harm=strings[f"harm.{toll.harm}"], who="\0")
    before_who, _, after_who = caption.partition("\0")
    layout = "chart" if time else "chart one-day"
    return (
        f'<figure class="{layout} h-{HUES.get(toll.harm, "else")}"><figcaption class="hidden">{escape(before_who)}'
        f"{isolate(who)}{escape(after_who)}</figcaption>"
        f'<ul class="lanes">{"".join(lanes)}</ul></figure>'
    )


def _time(incident: Incident, flip: bool) -> _Scale | None:
    """Return the scale of days, one for all charts of an incident; ``None`` where all was said on one day."""
    days = sorted({said.said for said in incident.timeline if said.said})
    if len(days) < 2:
        return None
    first, last = (date.fromisoformat(text).toordinal() for text in (days[0], days[-1]))
    return _Scale(first, last, _TIME, flip)


def _size(rows: Sequence[Said], toll: Toll, flip: bool) -> _Scale:
    """Return the scale of people, from none to a round number that holds every figure."""
    told = [n for said in rows for n in (said.low, said.high) if n is not None]
    most = max([*told, toll.high or 0, toll.low or 0, 1])
    step = _step(most)
    return _Scale(0, -(-most // step) * step, _SIZE, flip)


def _step(most: int) -> int:
    """Return the distance of ticks: 1, 2, 5, 10, 20, 50 and so on."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if most <= _TICKS * step * factor:
                return step * factor
        step *= 10


def _head(time: _Scale | None, size: _Scale, strings: Strings) -> str:
    """Return the row of both scales, with their ticks named."""
    dates = ""
    if time is not None:
        texts = "".join(
            f'<text x="{_n(time.at(number))}%" y="85%">{escape(_date(number, strings))}</text>'
            for number in _labelled(time)
        )
        dates = f'<span class="plot"><svg aria-hidden="true">{texts}</svg></span>'
    texts = "".join(
        f'<text x="{_n(size.at(n))}%" y="85%" direction="ltr">{n}</text>'
        for n in range(0, size.high + 1, _step(size.high))
    )
    name = f'<span class="who">{escape(strings["chart.voice"])}</span>'
    return (
        f'<li class="axis soft">{name}<span class="n">{escape(strings["chart.figure"])}</span>{dates}'
        f'<span class="plot size"><svg aria-hidden="true">{texts}</svg></span></li>'
    )


def _date(number: int, strings: Strings) -> str:
    when = date.fromordinal(number)
    month = strings[f"month.{when.month}"]
    return strings["chart.date"].format(day=when.day, month=month)


def _labelled(time: _Scale) -> list[int]:
    """Return the days to name: the first, the last, and the one in the middle where there is one."""
    middle = [(time.low + time.high) // 2] if (time.high - time.low) % 2 == 0 else []
    return [time.low, *middle, time.high]


def _lane(
    said: Said, before: Said | None, after: Said | None, time: _Scale | None, size: _Scale, toll: Toll, strings: Strings
) -> str:
    title = _title(said, strings)
    who = "" if before is not None else isolate(voice(said))
    carried = plural(strings, "outlet", len(said.carriers)) if len(said.carriers) > 1 else ""
    dot = "· " if before is None else ""
    count = f' <span class="soft carried">{dot}{escape(carried)}</span>' if carried else ""
    dates = ""
    if time is not None:
        at = _day_at(said, time)
        grid = _grid(time.at(n) for n in _days(time))
        marks = _mark(said, at) if at is not None else f'<text x="{_n(time.place(4))}%" y="65%">?</text>'
        ties = _ties(said, before, after, lambda s: _day_at(s, time))
        dates = f'<span class="plot"><svg aria-hidden="true">{grid}{ties}{marks}</svg></span>'
    grid = "".join(
        _line(x, 0, x, 100, "grid") for n in range(0, size.high + 1, _step(size.high)) for x in (size.at(n),)
    )
    ties = _ties(said, before, after, lambda s: size.at(_point(s)))
    return (
        f'<li class="lane {said.state}{" more" if before is not None else ""}"><span class="who">{who}{count}</span>'
        f'<span class="n">{bdi(_short(said, strings))}</span>{dates}'
        f'<span class="plot size"><svg role="img"><title>{escape(title)}</title>'
        f"{_band(toll, size)}{grid}{ties}{_interval(said, size)}{_mark(said, size.at(_point(said)))}</svg></span></li>"
    )


def _short(said: Said, strings: Strings) -> str:
    if said.stance == "denies" and said.low is None and said.high is None:
        return strings["stance.denies"]
    return figure(said, strings)


def _title(said: Said, strings: Strings) -> str:
    words = strings["chart.mark"].format(
        voice=voice(said), day=day(said, strings), figure=figure(said, strings), state=strings[f"state.{said.state}"]
    )
    folded = outlets(said, strings)
    return f"{words}; {folded}" if folded else words


def _foot(time: _Scale | None, size: _Scale, toll: Toll, profile: str, strings: Strings) -> str:
    """Return the row of the toll itself: its band with its numbers."""
    name = strings["chart.toll"].format(profile=profile)
    if toll.low is None and toll.high is None:
        bar = ""
    else:
        low, high, best = toll.low or 0, toll.high if toll.high is not None else toll.low or 0, toll.best
        right = size.beyond(high) if toll.open else size.at(high)
        bar = _line(size.at(low), 50, size.at(high), 50, "toll")
        if toll.open:
            bar += _line(size.at(high), 50, right, 50, "toll faint") + _tip(right, size.flip)
        bar += "".join(_line(size.at(n), 25, size.at(n), 75, "end") for n in {low, high})
        if best is not None:
            bar += f'<circle class="best" cx="{_n(size.at(best))}%" cy="50%" r="5.5"/>'
    best_number = toll_best(toll)
    best_words = escape(strings["best"].format(n=best_number)) if best_number is not None else ""
    dates = "<span></span>" if time is not None else ""
    return (
        f'<li class="lane foot"><span class="who">{escape(name)}</span>'
        f'<span class="n">{bdi(toll_range(toll, strings))} <span class="soft">{best_words}</span></span>'
        f'{dates}<span class="plot size"><svg aria-hidden="true">{_band(toll, size)}{bar}</svg></span></li>'
    )


def _point(said: Said) -> int:
    """Return the number where a figure's mark stands: what is denied of all stands at none."""
    return said.low if said.low is not None else said.high or 0


def _day_at(said: Said, time: _Scale) -> float | None:
    return time.at(date.fromisoformat(said.said).toordinal()) if said.said else None


def _days(time: _Scale) -> Sequence[int]:
    """Return the days that get a line: each, or some where they are many."""
    step = max(1, (time.high - time.low) // 10)
    return range(time.low, time.high + 1, step)


def _mark(said: Said, x: float) -> str:
    at = f'cx="{_n(x)}%" cy="50%"'
    if said.stance == "denies":
        return _shape(x, f'<path class="cross" d="{_CROSS}"/>')
    if said.stance == "unconfirmed" or said.state == "unconfirmed":
        return f'<circle class="dot unsure" {at} r="5"/>'
    if said.state in ("superseded", "set_aside"):
        return f'<circle class="dot past" {at} r="4.5"/>'
    ring = f'<circle class="ring" {at} r="7.5"/>' if said.stance == "admits" else ""
    return f'{ring}<circle class="dot" {at} r="{4 if ring else 5}"/>'


def _interval(said: Said, size: _Scale) -> str:
    """Return the range that a wording allows, where it is more than a number; an open end fades and has a tip."""
    if said.stance == "denies":
        return ""
    found = _bounds(said)
    if found is None or found[0] == found[1]:
        return ""
    low, high = found
    vague = " vague" if said.hedge == "vague" else ""
    if high is None:
        begin, end = size.at(low), size.beyond(low)
        steps = [begin + (end - begin) * part / 3 for part in range(4)]
        lines = "".join(_line(a, 50, b, 50, f"span f{n}{vague}") for n, (a, b) in enumerate(pairwise(steps)))
        return lines + _tip(end, size.flip)
    begin, end = size.at(low), size.at(high)
    ends = "".join(_line(x, 32, x, 68, "end") for x in (begin, end))
    return _line(begin, 50, end, 50, f"span{vague}") + ends


def _bounds(said: Said) -> tuple[int, int | None] | None:
    found = range_of(Count(low=said.low, high=said.high, hedge=said.hedge))
    if found is None:
        return None
    return (found.low, None if said.floor else found.high)


def _band(toll: Toll, size: _Scale) -> str:
    """Return the toll behind a row; an open end fades out in steps."""
    if toll.low is None and toll.high is None:
        return ""
    low, high = toll.low or 0, toll.high if toll.high is not None else toll.low or 0
    begin, end = size.at(low), size.at(high)
    out = _rect(begin, end, "band")
    if toll.open:
        stop = size.beyond(high)
        steps = [end + (stop - end) * part / 3 for part in range(4)]
        out += "".join(_rect(a, b, f"band f{n}") for n, (a, b) in enumerate(pairwise(steps)))
    if toll.best is not None:
        x = size.at(toll.best)
        out += _line(x, 0, x, 100, "best")
    return out


def _ties(said: Said, before: Said | None, after: Said | None, at: Callable[[Said], float | None]) -> str:
    """Return the halves of the lines that lead from a replaced figure to the next of its source."""
    here = at(said)
    out = ""
    for other, y in ((before, 0), (after, 100)):
        earlier = before if y == 0 else said
        if other is None or earlier is None or earlier.state != "superseded" or here is None:
            continue
        there = at(other)
        if there is not None:
            out += _line(here, 50, (here + there) / 2, y, "tie")
    return out


def _grid(places: Iterable[float]) -> str:
    return "".join(_line(x, 0, x, 100, "grid") for x in places)


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    return f'<line class="{name}" x1="{_n(x1)}%" y1="{_n(y1)}%" x2="{_n(x2)}%" y2="{_n(y2)}%"/>'


def _rect(a: float, b: float, name: str) -> str:
    left, width = min(a, b), abs(b - a)
    return f'<rect class="{name}" x="{_n(left)}%" y="0" width="{_n(width)}%" height="100%"/>'


def _tip(x: float, flip: bool) -> str:
    return _shape(x, f'<path class="tip" d="{"M4-4 -1 0 4 4" if flip else "M-4-4 1 0-4 4"}"/>')


def _shape(x: float, content: str) -> str:
    """Put a shape drawn around 0, 0 in pixels at a part of the width."""
    return f'<svg x="{_n(x)}%" y="50%" overflow="visible">{content}</svg>'


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def key(strings: Strings) -> str:
    """Return what the marks of the charts mean."""
    flip = is_rtl_table(strings)
    a, b = (80, 20) if flip else (20, 80)
    line = _line(a, 50, b, 50, "span")
    marks = {
        "dot": '<circle class="dot" cx="50%" cy="50%" r="5"/>',
        "admits": '<circle class="ring" cx="50%" cy="50%" r="7.5"/><circle class="dot" cx="50%" cy="50%" r="4"/>',
        "range": line + _line(a, 32, a, 68, "end") + _line(b, 32, b, 68, "end"),
        "open": f'<circle class="dot" cx="{a}%" cy="50%" r="5"/>{line}{_tip(b, flip)}',
        "unsure": '<circle class="dot unsure" cx="50%" cy="50%" r="5"/>',
        "past": '<circle class="dot past" cx="50%" cy="50%" r="4.5"/>',
        "cross": _shape(50, f'<path class="cross" d="{_CROSS}"/>'),
        "band": _rect(a, b, "band") + _line(50, 0, 50, 100, "best"),
    }
    items = "".join(
        f'<li><svg aria-hidden="true">{mark}</svg> {escape(strings[f"key.{name}"])}</li>'
        for name, mark in marks.items()
    )
    return f'<ul class="key h-dead small soft" aria-label="{escape(strings["chart.key"])}">{items}</ul>'
