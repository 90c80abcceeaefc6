"""The toll over time, as drawn."""

import re
from typing import Any

import msgspec
import pytest

from hasila.model import ClaimRef, Incident, Said, Toll, TollGroup
from hasila.render.chart import chart, key
from hasila.render.strings import EN
from hasila.render.strings_ar import AR

ALL = TollGroup(actor=None, name=None, role="unknown")


def said(low: int | None, high: int | None, voice: str, on: str | None = "2020-05-01", **more: Any) -> Said:
    told: dict[str, Any] = {"hedge": "exact", "stance": "asserts", "state": "standing"} | more
    return Said(
        said=on, harm="killed", group=ALL, low=low, high=high, voice=voice, voice_id=voice,
        carriers=("A",), claims=(ClaimRef(f"{voice}{low}{on}", "c1"),), **told,
    )  # fmt: skip


def draw(*timeline: Said, strings: Any = EN, **more: Any) -> str:
    told: dict[str, Any] = {"low": 10, "best": 20, "high": 20, "open": False} | more
    toll = Toll(harm="killed", group=ALL, status="agreed", rule="", **told)
    incident = Incident(
        id="i", place=None, date=None, means=(), belligerents=(), claims=(), tolls=(toll,), timeline=timeline
    )
    return chart(toll, incident, "All people", "full-range", strings)


def plots(html: str) -> list[str]:
    """Return the drawings of how many, those of the rows and the last of the toll."""
    return re.findall(r'<span class="plot size">(<svg.*?</svg>)</span></li>', html)[1:]


def dots(html: str) -> list[float]:
    return [float(x) for x in re.findall(r'<circle class="dot[^"]*" cx="([\d.]+)%"', html)]


TWO = (said(10, 10, "one"), said(20, 20, "two", "2020-05-03"))


def test_one_figure_is_no_chart() -> None:
    assert draw(TWO[0]) == ""


def test_more_people_stand_further_along_and_later_days_too() -> None:
    html = draw(*TWO)
    rows = re.findall(r'<li class="lane standing">.*?</li>', html)
    assert len(rows) == 2
    (day1, many1), (day2, many2) = (dots(row) for row in rows)
    assert day1 < day2
    assert many1 < many2
    assert many1 == (3 + 88) / 2, "10 of a scale to 20"


def test_on_a_right_to_left_page_everything_runs_the_other_way() -> None:
    assert dots(draw(*TWO, strings=AR)) == [100 - x for x in dots(draw(*TWO))]


def test_what_was_said_on_one_day_has_no_scale_of_days() -> None:
    html = draw(said(10, 10, "one"), said(20, 20, "two"))
    assert 'class="chart one-day' in html
    assert len(dots(html)) == 2


def test_a_day_that_nobody_tells_is_a_question_mark() -> None:
    html = draw(*TWO, said(15, 15, "three", None))
    (row,) = [r for r in re.findall(r"<li .*?</li>", html) if "three" in r]
    assert ">?</text>" in row
    assert len(dots(row)) == 1


@pytest.mark.parametrize(
    ("entry", "sign", "absent"),
    [
        (said(10, None, "x", hedge="at_least"), 'class="tip"', 'class="end"'),
        (said(20, None, "x", hedge="vague"), "span f0 vague", 'class="end"'),
        (said(12, 18, "x", hedge="range"), 'class="end"', 'class="tip"'),
        (said(20, 20, "x", hedge="about"), 'class="end"', 'class="tip"'),
        (said(None, 15, "x", hedge="at_most"), 'class="end"', 'class="tip"'),
        (said(12, 12, "x", floor=True), 'class="tip"', 'class="end"'),
        (said(12, 12, "x"), 'class="dot"', 'class="span'),
        (said(12, 12, "x", stance="admits"), 'class="ring"', 'class="span'),
        (said(12, 12, "x", stance="unconfirmed", state="unconfirmed"), "dot unsure", 'class="span'),
        (said(12, 12, "x", state="set_aside"), "dot past", 'class="tie"'),
        (said(None, None, "x", hedge="vague", stance="denies", state="denial"), 'class="cross"', 'class="dot'),
        (said(300, 300, "x", stance="denies", state="denial"), 'class="cross"', 'class="dot'),
        (said(0, 0, "x", hedge="none"), 'class="dot"', 'class="span'),
    ],
)
def test_shape_and_line_tell_what_a_figure_is(entry: Said, sign: str, absent: str) -> None:
    (row,) = [plot for plot in plots(draw(said(20, 20, "other"), entry)) if "<title>x," in plot]
    assert sign in row
    assert absent not in row


def test_shares_are_not_drawn() -> None:
    assert draw(TWO[0], said(None, None, "x", hedge="most")) == ""


def test_a_replaced_figure_leads_to_the_one_that_replaced_it() -> None:
    html = draw(
        said(10, 10, "one", state="superseded"), said(20, 20, "one", "2020-05-03"), said(12, 12, "two", "2020-05-03")
    )
    first, second, third, _ = plots(html)
    (down,), (up,) = (re.findall(r'<line class="tie" x1="([\d.]+)%".*? x2="([\d.]+)%"', row) for row in (first, second))
    assert down[1] == up[1], "the halves meet on the border"
    assert [float(down[0]), float(up[0])] == [*dots(first), *dots(second)]
    assert 'class="tie"' not in third
    # The second row of a source does not name it again.
    assert html.count('<bdi dir="ltr">one</bdi>') == 1


def test_a_row_tells_how_many_outlets_carry_its_figure() -> None:
    old = msgspec.structs.replace(said(10, 10, "one", state="superseded"), carriers=("A", "B"))
    new = msgspec.structs.replace(said(20, 20, "one", "2020-05-03"), carriers=("A", "B", "C"))
    names = re.findall(r'<span class="who">(.*?)</span>(?=<span class="n">)', draw(old, new))
    assert [re.sub("<.*?>", "", name).strip() for name in names[1:3]] == ["one · 2 outlets", "3 outlets"]


def test_the_toll_is_a_band_through_all_rows_with_its_numbers_below() -> None:
    html = draw(*TWO)
    rows = plots(html)
    bands = {re.findall(r'<rect class="band" x="([\d.]+)%" y="0" width="([\d.]+)%"', row)[0] for row in rows}
    assert len(bands) == 1
    assert len(rows) == 3
    (left, width), *_ = bands
    assert [float(left), float(left) + float(width)] == [45.5, 88.0]
    foot = html[html.index("lane foot") :]
    assert "10–20" in foot
    assert "best 20" in foot
    assert "full-range" in foot


def test_an_open_toll_fades_out_and_a_toll_without_numbers_has_no_band() -> None:
    assert "band f2" in draw(*TWO, open=True)
    assert "band" not in draw(*TWO, low=None, best=None, high=None)


def test_a_screen_reader_is_told_every_row() -> None:
    titles = re.findall(r"<title>(.*?)</title>", draw(*TWO))
    assert titles == ["one, 2020-05-01: 10 (stands)", "two, 2020-05-03: 20 (stands)"]


def test_large_and_small_numbers_get_a_scale() -> None:
    for most in (1, 4, 5, 8, 21, 99, 230, 1000, 10**7):
        html = draw(said(1, 1, "one"), said(most, most, "two"), low=1, best=1, high=most)
        ticks = [int(n) for n in re.findall(r'direction="ltr">(\d+)</text>', html)]
        assert ticks[0] == 0
        assert ticks[-1] >= most
        assert 2 <= len(ticks) <= 5
        assert all(0 <= x <= 100 for x in dots(html))


def test_the_key_explains_every_mark_in_words() -> None:
    html = key(EN)
    for name in ("dot", "range", "open", "past", "admits", "unsure", "cross", "band"):
        assert EN[f"key.{name}"] in html


def test_a_chart_needs_no_style_and_no_address() -> None:
    html = draw(*TWO, open=True)
    assert not re.search(r"style=|url\(|href|http|<script|\son\w+=", html)
