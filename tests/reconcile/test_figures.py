import pytest

import claimkit
from hasila.reconcile.figures import Range, range_of, stated, words


@pytest.mark.parametrize(
    ("told", "low", "high"),
    [("17", 17, 17), (">=43", 43, None), (">100", 100, None), ("~30", 27, 33), ("~4", 3, 5), ("~85000", 76500, 93500),
     ("<=15", 0, 15), ("40-50", 40, 50), ("vague 20", 20, None), ("none", 0, 0)],
)  # fmt: skip
def test_a_wording_holds_for_a_range(told: str, low: int, high: int | None) -> None:
    assert range_of(claimkit.count(told)) == Range(low, high)


@pytest.mark.parametrize("told", ["most", "all", "?"])
def test_a_share_or_nothing_is_no_range(told: str) -> None:
    assert range_of(claimkit.count(told)) is None
    assert not stated(claimkit.count(told))


@pytest.mark.parametrize(
    ("a", "b", "meet"),
    [("17", "13", False), ("~30", "29", True), ("~30", "26", False), (">=100", "131", True), (">=57", "50", False),
     ("vague 200", "54", False), ("vague 20", "54", True), ("<=15", "31", False), ("<=15", "12", True),
     ("40-50", "50", True), ("none", "1", False), ("none", "<=3", True), (">100", "100", True), (">=5", ">=900", True)],
)  # fmt: skip
def test_two_figures_can_both_be_true_where_their_ranges_meet(a: str, b: str, meet: bool) -> None:
    one, other = range_of(claimkit.count(a)), range_of(claimkit.count(b))
    assert one is not None
    assert other is not None
    assert one.meets(other) is meet
    assert other.meets(one) is meet


@pytest.mark.parametrize(
    ("told", "text"),
    [("17", "17"), (">=43", "at least 43"), (">100", "more than 100"), ("~30", "about 30"), ("<=15", "at most 15"),
     ("40-50", "40 to 50"), ("vague 20", "vaguely 20 or more"), ("most", "most"), ("?", "no figure")],
)  # fmt: skip
def test_a_figure_in_words(told: str, text: str) -> None:
    assert words(claimkit.count(told)) == text


def test_a_vague_amount_states_no_figure() -> None:
    assert not stated(claimkit.count("vague 20"))
    assert stated(claimkit.count(">=20"))
