"""The line that says how far it is."""

import pytest

from hasila.cli.progress import Bar


@pytest.mark.parametrize(
    ("done", "seconds", "part", "line"),
    [
        (1000, 10.0, None, "1,000 reports, 100 a second"),
        (50, 10.0, 0.25, "[######..................]  25%  50 reports, 5 a second, 0:30 left"),
        (5, 7200.0, 0.5, "[############............]  50%  5 reports, 0 a second, 2 h 00 min left"),
        (0, 0.0, 0.5, "[############............]  50%  0 reports, 0 a second"),
        (9, 9.0, 1.7, "[########################] 100%  9 reports, 1 a second, 0:00 left"),
    ],
)
def test_line(done: int, seconds: float, part: float | None, line: str) -> None:
    assert Bar("reports").line(done, seconds, part) == line
