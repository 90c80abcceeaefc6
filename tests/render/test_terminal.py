import io
import re

import pytest

from hasila.model import ClaimRef, Report, TollReport
from hasila.render import render_table
from hasila.render.screen import Mode, visible_width

from .fixture import reports, toll


def table(bidi: Mode = "logical", width: int = 100, color: bool = False, names: bool = False) -> str:
    return render_table(toll(), reports(), width=width, color=color, bidi=bidi, names=names)


def test_toll_rows_say_who_how_many_status_and_voices() -> None:
    lines = [re.sub(r" {2,}", " | ", line) for line in table().splitlines()]
    assert "killed | Islamic Revolutionary Guard Corps | 13–17 best 17 | ↔ contested | 2" in lines
    assert "killed | All people | 46+ | ● single source | 1" in lines
    assert "captured | Islamic Revolutionary Guard Corps | 0–5 best 5 | ↔ contested | 1" in lines
    assert "wounded | Islamic Revolutionary Guard Corps | 21 | ◎ admitted | 1" in lines
    assert " | Rule: Minimum 0, because a named source denies it" in lines
    assert " | Denied by: Islamic Revolutionary Guard Corps, صدى الشام c1 ✕" in lines
    assert " | Set aside: South Monitor, شبكة الفرات c6 ? (unconfirmed)" in lines


def test_outlets_that_carry_one_source_are_counted_and_not_listed() -> None:
    text = " ".join(table(width=120).split())
    assert "صدى الشام c2 ◎ (1 source, 2 outlets)" in text
    assert "پیک روز c1" not in text


def test_rule_is_told_in_full_where_it_changes() -> None:
    text = table()
    assert text.count("Rule: Lowest to highest of the claims that stand") == 2
    assert text.count("Rule: as above") == 1


def test_contradiction_stands_side_by_side_in_arabic() -> None:
    lines = table().splitlines()
    start = lines.index("Denial: one says 5 were captured, the other denies it")
    left, right = zip(*(line.split("│") for line in lines[start + 1 : start + 5]), strict=True)
    assert "أسرت خمسة من عناصر الحرس" in " ".join(left)
    assert "● asserts: South Monitor" in " ".join(left)
    assert "أسر أي من عناصره" in " ".join(right)
    assert "✕ denies: Islamic Revolutionary Guard Corps" in " ".join(right)


@pytest.mark.parametrize("bidi", ["logical", "isolated", "visual"])
@pytest.mark.parametrize("width", [40, 60, 76, 100, 120])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_too_long(bidi: Mode, width: int, color: bool) -> None:
    assert max(visible_width(line) for line in table(bidi, width, color).splitlines()) <= width


def test_logical_text_is_plain_and_can_be_searched() -> None:
    text = table("logical")
    assert "أسرت خمسة من عناصر الحرس" in text
    assert not re.search("[\u2066-\u2069\u202a-\u202e\x1b]", text)


def test_isolates_are_opened_and_closed_on_each_line() -> None:
    lines = table("isolated").splitlines()
    assert sum(line.count("\u2067") for line in lines) > 10
    for line in lines:
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069")


def test_visual_text_is_reordered_and_joined() -> None:
    text = table("visual")
    assert "ﺱﺮﺤﻟﺍ ﺮﺻﺎﻨﻋ ﻦﻣ ﺔﺴﻤﺧ ﺕﺮﺳﺃ" in text
    assert not re.search("[\u0620-\u064a]", text), "a letter that is not joined"


def test_colour_adds_nothing_but_colour() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", table(color=True)) == table(color=False)
    assert table(color=True) != table(color=False)


def test_victims_are_named_only_when_asked() -> None:
    assert "ريم السعدون" not in table()
    assert "named person" in table()
    assert "ريم السعدون" in table(names=True)


def test_output_that_is_no_terminal_is_logical(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setenv("VTE_VERSION", "7000")
    monkeypatch.delenv("HASILA_BIDI", raising=False)
    assert render_table(toll(), reports(), width=100) == table("logical")


def test_nothing_found_is_said() -> None:
    empty = TollReport(profile="gtd", reports=0, incidents=())
    assert render_table(empty, [], bidi="logical") == (
        "0 incidents from 0 reports, by the profile “gtd”\n\nNo incident was found in these reports.\n"
    )


def test_claims_outside_and_unknown_claims_are_listed() -> None:
    known, unknown = ClaimRef("monitor-1", "c1"), ClaimRef("elsewhere", "c9")
    outside = TollReport(profile="gtd", reports=1, incidents=(), outside=(known, unknown))
    text = render_table(outside, reports(), bidi="logical")
    assert "Kept outside the incidents" in text
    assert "43 مقاتلاً على الأقل قُتلوا" in text
    lost = render_table(toll(), [], bidi="logical")
    assert "local-1 c1 (not among the reports)" in lost


def test_hostile_names_cannot_steer_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\u202e" + "ن" * 300
    changed = [Report(id=r.id, lang=r.lang, text=r.text, outlet=hostile, claims=r.claims) for r in reports()]
    for bidi in ("logical", "isolated", "visual"):
        text = render_table(toll(), changed, width=80, bidi=bidi)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        assert max(visible_width(line) for line in text.splitlines()) <= 80
