from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.render.screen import Mode, Screen, choose_bidi, shorten, visible_width, width, wrap


@pytest.mark.parametrize(
    ("environ", "terminal", "mode"),
    [
        ({"VTE_VERSION": "7000"}, False, "logical"),
        ({"VTE_VERSION": "7000", "TERM": "xterm-256color"}, True, "isolated"),
        ({"VTE_VERSION": "5202"}, True, "visual"),
        ({"VTE_VERSION": "x"}, True, "visual"),
        ({"KONSOLE_VERSION": "221203"}, True, "isolated"),
        ({"MLTERM": "3.9.2"}, True, "isolated"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True, "isolated"),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.5.1"}, True, "isolated"),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.19"}, True, "visual"),
        ({"TERM_PROGRAM": "vscode"}, True, "visual"),
        ({"TERM": "xterm-kitty"}, True, "visual"),
        ({"TERM": "linux"}, True, "visual"),
        ({"WT_SESSION": "1"}, True, "visual"),
        ({"TMUX": "/tmp/tmux", "TERM": "tmux-256color"}, True, "visual"),
        ({"TMUX": "/tmp/tmux", "TERM": "tmux-256color", "VTE_VERSION": "7000"}, True, "isolated"),
        ({"HASILA_BIDI": "visual", "VTE_VERSION": "7000"}, True, "visual"),
        ({"HASILA_BIDI": "isolated"}, False, "isolated"),
        ({"HASILA_BIDI": "sideways"}, False, "logical"),
    ],
)
def test_terminal_decides_how_text_is_laid_out(environ: Mapping[str, str], terminal: bool, mode: str) -> None:
    assert choose_bidi(environ, terminal) == mode


def test_width_counts_cells() -> None:
    assert [width(text) for text in ("abc", "قُتل", "می\u200cشود", "漢字", "\u2067ab\u2069", "")] == [3, 3, 5, 4, 2, 0]


@given(st.text(max_size=60), st.integers(min_value=4, max_value=30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, cells: int) -> None:
    words = " ".join(text.split())
    lines = wrap(words, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert width(shorten(words, cells)) <= cells


@given(
    st.text(max_size=80),
    st.integers(min_value=8, max_value=40),
    st.sampled_from(["logical", "isolated", "visual"]),
    st.booleans(),
)
def test_blocks_are_exactly_as_wide_as_their_column(text: str, cells: int, bidi: Mode, color: bool) -> None:
    screen = Screen.of(80, color, bidi)
    for line in screen.block(text, cells, "bold"):
        assert visible_width(line) == cells
        assert "\n" not in line


def test_right_to_left_text_stands_at_the_right_of_its_column() -> None:
    assert Screen.of(80, False, "logical").block("قتل 3", 8) == ["   قتل 3"]
    assert Screen.of(80, False, "isolated").block("قتل 3", 8) == ["   \u2067قتل 3\u2069"]
    assert Screen.of(80, False, "visual").block("قتل 3", 8) == ["   3 \ufede\ufe98\ufed7"]
    assert Screen.of(80, False, "isolated").block("13–17", 8) == ["13–17   "]


def test_foreign_text_cannot_steer_the_terminal() -> None:
    hostile = "a\x1b[31mb\x9b2Jc\r\nd\u202ee\u2066f\x07"
    shown = Screen.of(80, False, "visual").show(hostile)
    assert shown == "a\ufffd[31mb\ufffd2Jc d\ufffdef\ufffd"
