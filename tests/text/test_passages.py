"""The sentence around a place in a text, as runs of words."""

from hypothesis import given
from hypothesis import strategies as st

from hasila.text.passages import LEAST_WORDS, RUN, passage

STORY = "وقتل سبعة مدنيين بينهم طفلان في قصف مدفعي طال سوق البلدة صباح اليوم الخميس بحسب ما أفاد به شهود من المكان"


def test_a_passage_is_one_sentence() -> None:
    text = f"عنوان الخبر في الصحيفة\n{STORY}. ولم تصدر السلطات بيانا حتى المساء."
    at = text.index("سبعة")
    assert passage(text, at, at + 4) == passage(STORY, 0, 4)
    assert len(passage(STORY, 0, 4)) == len(STORY.split()) - RUN + 1


def test_what_is_short_tells_nothing() -> None:
    words = STORY.split()
    assert passage(" ".join(words[: LEAST_WORDS - 1]), 0, 3) == frozenset()
    assert passage(" ".join(words[:LEAST_WORDS]), 0, 3)


MARKS = st.sampled_from(["\u200f", "\u200e", "\u064e", "\u0640", "\u202b", "\u202c"])


@given(st.lists(st.tuples(st.integers(0, len(STORY) - 1), MARKS), max_size=20))
def test_marks_change_no_passage(marks: list[tuple[int, str]]) -> None:
    text = STORY
    for at, mark in sorted(marks, reverse=True):
        # After a letter: at the head of a word there is nothing that a mark could belong to.
        if text[at] != " ":
            text = text[: at + 1] + mark + text[at + 1 :]
    assert passage(text, 0, 0) == passage(STORY, 0, 0)


@given(st.text(max_size=800), st.integers(0, 800), st.integers(0, 800))
def test_any_text_has_a_passage_or_none(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    assert all(len(run) == 4 for run in passage(text, start, end))
