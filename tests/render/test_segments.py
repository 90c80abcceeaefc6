import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.model import Span
from hasila.render.segments import Mark, Segment, cut, marks_of, whole_letters

from .fixture import monitor


def test_overlapping_quotes_are_cut_at_their_borders_only() -> None:
    marks = [Mark("a", "quote", 2, 6), Mark("b", "quote", 4, 8), Mark("b", "count", 4, 5)]
    count = marks[2]
    assert cut(10, marks) == [
        Segment(0, 2, (), ()),
        Segment(2, 4, ("a",), ()),
        Segment(4, 5, ("a", "b"), (count,)),
        Segment(5, 6, ("a", "b"), ()),
        Segment(6, 8, ("b",), ()),
        Segment(8, 10, (), ()),
    ]


def test_nothing_to_cut() -> None:
    assert cut(0, []) == []
    assert cut(3, []) == [Segment(0, 3, (), ())]


@st.composite
def _marked(draw: st.DrawFn) -> tuple[int, list[Mark], list[int]]:
    length = draw(st.integers(1, 30))
    place = st.integers(0, length)
    pairs = draw(
        st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["quote", "count"]), place, place), max_size=8)
    )
    marks = [Mark(c, s, min(x, y), max(x, y)) for c, s, x, y in pairs if x != y]
    return length, marks, draw(st.lists(place, max_size=3))


@given(_marked())
def test_segments_join_up_and_know_their_claims(case: tuple[int, list[Mark], list[int]]) -> None:
    length, marks, breaks = case
    segments = cut(length, marks, breaks)
    assert [s.start for s in segments] == [0, *(s.end for s in segments[:-1])]
    assert segments[-1].end == length
    borders = {0, length, *breaks} | {border for mark in marks for border in mark[2:]}
    assert {s.start for s in segments} | {length} == borders
    for segment in segments:
        for n in range(segment.start, segment.end):
            assert set(segment.claims) == {m.claim for m in marks if m.slot == "quote" and m.start <= n < m.end}
            assert set(segment.slots) == {m for m in marks if m.slot != "quote" and m.start <= n < m.end}


def test_marks_are_the_quote_and_the_slots_of_a_claim() -> None:
    report = monitor()
    slots = [mark.slot for mark in marks_of(report.claim("c2"), "x", report.text)]
    assert slots == ["quote", "count", "group", "source", "place", "date"]


def test_span_that_is_not_the_texts_own_is_left_out() -> None:
    report = monitor()
    claim = report.claim("c6")
    shifted = " " + report.text
    assert marks_of(claim, "x", shifted) == []
    assert Span(claim.quote.start, claim.quote.end, claim.quote.text) == claim.quote


@pytest.mark.parametrize(
    ("text", "start", "end", "drawn"),
    [
        ("الإيراني", 2, 8, (1, 8)),
        ("الإيراني", 0, 2, (0, 1)),
        ("الإيراني", 1, 2, None),
        ("لَا", 2, 3, (0, 3)),
        ("لا", 1, 2, (0, 2)),
        ("بلد", 2, 3, (2, 3)),
        ("دار", 1, 2, (1, 2)),
        ("ا", 0, 1, (0, 1)),
    ],
)
def test_border_inside_lam_alef_moves_before_the_lam(
    text: str, start: int, end: int, drawn: tuple[int, int] | None
) -> None:
    expected = [Mark("a", "quote", *drawn)] if drawn else []
    assert whole_letters(text, [Mark("a", "quote", start, end)]) == expected
