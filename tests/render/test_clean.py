import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.render.clean import is_rtl, snippet, visible


@given(st.text(st.characters(), max_size=60))
def test_visible_text_has_the_same_length_and_no_controls(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 or c in "\u202d\u202e" for c in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\r\nb\rc", "a \nb\nc"),
        ("43\u202e34", "43\ufffd34"),
        ("می\u200cشود\u200f", "می\u200cشود\u200f"),
        ("\ud800", "\ufffd"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_snippet_is_one_line_that_cannot_leave_its_isolate() -> None:
    assert snippet(" a\u2069\u202c b\n\n\tc\u2066 ") == "a b c"


@pytest.mark.parametrize(
    ("text", "default", "rtl"),
    [
        ("BBC: مقتل ثلاثة", False, True),
        ("killed near حلب", True, False),
        ("123", True, True),
        ("123", False, False),
        ("", False, False),
    ],
)
def test_direction_is_that_of_most_letters(text: str, default: bool, rtl: bool) -> None:
    assert is_rtl(text, default) is rtl
