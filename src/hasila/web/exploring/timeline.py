"""Incidents over time: a dot for each month, and a line for each incident where they are few."""

import calendar
import math
from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup

from hasila.model import Incident, Toll
from hasila.render.markup import attr, escape
from hasila.web.view import View

#: Radius of the largest and the smallest dot, in pixels.
_DOT: Final = (2.5, 11.0)
#: Where the scale of people begins and ends, in hundredths of the width.
_ENDS: Final = (3.0, 94.0)


def months(found: dict[str, int], view: View, link: Callable[[str, str], str]) -> Markup:
    """Return a row for each year with a dot for each of its months; ``link`` gives the address of a stretch of days."""
    most = max(found.values(), default=1)
    rows = []
    for year in sorted({month[:4] for month in found}):
        cells = "".join(
            _month(year, number, found[f"{year}-{number:02}"], most, view, link)
            for number in range(1, 13)
            if f"{year}-{number:02}" in found
        )
        grid = "".join(
            f'<line class="grid" x1="{x}%" y1="50%" x2="{x}%" y2="58%"/>' for x in (_at(n, view) for n in range(1, 13))
        )
        rows.append(
            f'<li><span class="n">{escape(view.figure(year))}</span><svg class="months">{grid}{cells}</svg></li>'
        )
    heads = "".join(
        f'<text x="{_at(n, view)}%" y="80%">{escape(view.figure(view.strings[f"month.{n}"]))}</text>'
        for n in range(1, 13)
    )
    head = f'<li class="soft" aria-hidden="true"><span class="n"></span><svg class="months head">{heads}</svg></li>'
    return Markup(f'<ul class="years">{head}{"".join(rows)}</ul>')  # what is not ours is escaped above


def _at(month: int, view: View) -> str:
    x = (month - 0.5) * 100 / 12
    return f"{100 - x if view.lang == 'ar' else x:.2f}"


def _month(year: str, number: int, many: int, most: int, view: View, link: Callable[[str, str], str]) -> str:
    radius = _DOT[0] + (_DOT[1] - _DOT[0]) * math.sqrt(many / most)
    last = calendar.monthrange(int(year), number)[1]
    address = link(f"{year}-{number:02}-01", f"{year}-{number:02}-{last:02}")
    words = view.say("explore.month", month=view.figure(f"{year}-{number:02}"), n=many)
    x = _at(number, view)
    return (
        f'<a href="{attr(address)}" aria-label="{attr(words)}"><title>{escape(words)}</title>'
        f'<circle class="all" cx="{x}%" cy="38%" r="{_DOT[1] + 2}"/><circle cx="{x}%" cy="38%" r="{radius:.1f}"/>'
        f'<text x="{x}%" y="94%">{escape(view.figure(many))}</text></a>'
    )


def lines(incidents: Sequence[Incident], view: View) -> Markup:
    """Return a line for each incident, its range drawn on one scale of people, which grows tenfold by each tick."""
    mains = [_main(incident, view) for incident in incidents]
    told = [n for toll in mains if toll is not None for n in (toll.low, toll.best, toll.high) if n is not None]
    powers = max(1, math.ceil(math.log10(max([*told, 1]))))
    rows: list[str] = []
    before = ""
    for incident, toll in zip(incidents, mains, strict=True):
        month = incident.date.start[:7] if incident.date else ""
        head = month if month != before or not rows else ""
        before = month
        rows.append(_line(incident, toll, head, powers, view))
    ticks = "".join(
        f'<text x="{_people(10**power, powers, view)}%" y="80%" direction="ltr">{view.figure(10**power)}</text>'
        for power in range(powers + 1)
    )
    head = (
        f'<li class="axis soft" aria-hidden="true"><span class="who"></span><span class="n"></span>'
        f'<span class="plot"><svg>{ticks}</svg></span></li>'
    )
    return Markup(f'<ul class="lanes one-line">{head}{"".join(rows)}</ul>')  # what is not ours is escaped


def _main(incident: Incident, view: View) -> Toll | None:
    shown = view.main_tolls(incident)
    return next((toll for toll in shown if toll.harm == "killed"), shown[0] if shown else None)


def _line(incident: Incident, toll: Toll | None, month: str, powers: int, view: View) -> str:
    place = view.isolated(view.place_name(incident.place)) if incident.place else view.strings["place.unknown"]
    figure, drawing, hue, harm = view.strings["no-figure"], "", "else", ""
    if toll is not None:
        figure, hue, harm = view.range_of(toll), view.hue(toll.harm), view.strings[f"harm.{toll.harm}"]
        drawing = _drawing(toll, powers, view)
    grid = "".join(
        f'<line class="grid" x1="{x}%" y1="0%" x2="{x}%" y2="100%"/>'
        for x in (_people(10**power, powers, view) for power in range(powers + 1))
    )
    first = f' class="lane first h-{hue}"' if month else f' class="lane more h-{hue}"'
    return (
        f'<li{first}><span class="who"><span class="soft when">{view.num(view.days(incident.date))}</span> '
        f'<a href="/incident/{attr(incident.id)}">{place}</a></span>'
        f'<span class="n">{view.num(figure)} <span class="soft harm">{escape(harm)}</span></span>'
        f'<span class="plot"><svg aria-hidden="true">{grid}{drawing}</svg></span></li>'
    )


def _drawing(toll: Toll, powers: int, view: View) -> str:
    """Return a toll as an interval with its best figure; an open end fades."""
    if toll.low is None and toll.high is None:
        return ""
    low, high = toll.low or 0, toll.high if toll.high is not None else toll.low or 0
    a, b = _people(low, powers, view), _people(high, powers, view)
    out = f'<line class="toll" x1="{a}%" y1="50%" x2="{b}%" y2="50%"/>'
    if toll.open:
        beyond = float(b) + (-4 if view.lang == "ar" else 4)
        out += f'<line class="toll faint" x1="{b}%" y1="50%" x2="{beyond:.2f}%" y2="50%"/>'
    if low != high:
        out += "".join(f'<line class="end" x1="{x}%" y1="30%" x2="{x}%" y2="70%"/>' for x in (a, b))
    best = toll.best if toll.best is not None else (low if low == high else None)
    if best is not None:
        out += f'<circle class="best" cx="{_people(best, powers, view)}%" cy="50%" r="4.5"/>'
    return out


def _people(many: int, powers: int, view: View) -> str:
    """Return where a number of people stands; none stands with one, at the beginning."""
    share = min(1.0, math.log10(max(1, many)) / powers)
    x = _ENDS[0] + share * (_ENDS[1] - _ENDS[0])
    return f"{100 - x if view.lang == 'ar' else x:.2f}"
