"""When sources are due, on a clock of our own: days pass here without waiting."""

import itertools
import math
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest.watch import MAX_PAUSE, Watch


class Clock:
    """Time that passes when somebody waits, and stops all at its end."""

    def __init__(self, end: float, start: float = 5000.0) -> None:
        self.start = start
        self.now = start
        self.end = start + end

    def wait(self, seconds: float) -> bool:
        assert seconds >= 0
        self.now += seconds
        return self.now > self.end


def visits(
    sources: list[str],
    interval: float,
    clock: Clock,
    *,
    fails: Callable[[str, float], bool] = lambda source, at: False,
    takes: float = 0.0,
    rest: Callable[[str], float] = lambda source: 0.0,
    jitter: float = 0.5,
    max_pause: float = MAX_PAUSE,
) -> list[tuple[float, str]]:
    """Who was visited when, in seconds from the start."""
    watch = Watch(
        sources,
        interval,
        clock=lambda: clock.now,
        wait=clock.wait,
        jitter=lambda: jitter,
        rest=rest,
        max_pause=max_pause,
    )
    found = []
    for source in watch:
        at = clock.now - clock.start
        found.append((at, source))
        clock.now += takes
        if fails(source, at):
            watch.failed(source)
    return found


def test_all_are_visited_at_once_and_then_in_intervals_in_their_order() -> None:
    assert visits(["b", "a", "b"], 600, Clock(1300)) == [
        (0.0, "b"), (0.0, "a"), (600.0, "b"), (600.0, "a"), (1200.0, "b"), (1200.0, "a"),
    ]  # fmt: skip


def test_the_interval_counts_from_the_beginning_of_a_visit() -> None:
    assert [at for at, _ in visits(["a"], 600, Clock(1300), takes=100.0)] == [0.0, 600.0, 1200.0]


def test_a_visit_longer_than_the_interval_is_not_made_up_for() -> None:
    assert [at for at, _ in visits(["a"], 600, Clock(5000), takes=2000.0)] == [0.0, 2000.0, 4000.0]


def test_failures_double_the_pause_up_to_a_cap_and_one_success_ends_it() -> None:
    found = visits(["a"], 600, Clock(30_000), fails=lambda _, at: at < 10_000, max_pause=3600)
    gaps = [b - a for (a, _), (b, _) in itertools.pairwise(found)]
    assert gaps[:5] == [1200.0, 2400.0, 3600.0, 3600.0, 600.0]
    assert set(gaps[5:]) == {600.0}


def test_the_failure_of_one_leaves_others_alone() -> None:
    found = visits(["bad", "good"], 600, Clock(2000), fails=lambda source, _: source == "bad")
    assert [at for at, source in found if source == "good"] == [0.0, 600.0, 1200.0, 1800.0]
    assert [at for at, source in found if source == "bad"] == [0.0, 1200.0]


def test_a_year_of_failures_is_no_problem() -> None:
    found = visits(["a"], 60, Clock(366 * 86400.0), fails=lambda *_: True)
    assert found[-1][0] - found[-2][0] == MAX_PAUSE


def test_the_interval_may_be_longer_than_the_cap() -> None:
    day = 86400.0
    found = visits(["a"], day, Clock(3.5 * day), fails=lambda *_: True)
    assert [at for at, _ in found] == [0.0, day, 2 * day, 3 * day]


def test_a_host_is_not_asked_before_it_wants_to_be() -> None:
    found = visits(["a", "b"], 600, Clock(5000), rest=lambda source: 4000.0 if source == "a" else 5.0)
    assert [at for at, source in found if source == "a"] == [0.0, 4000.0]
    assert [at for at, source in found if source == "b"][:3] == [0.0, 600.0, 1200.0]


@pytest.mark.parametrize(("jitter", "gap"), [(0.0, 540.0), (0.5, 600.0), (1.0, 660.0)])
def test_pauses_vary_by_a_tenth(jitter: float, gap: float) -> None:
    assert visits(["a"], 600, Clock(700), jitter=jitter)[1][0] == pytest.approx(gap)


@given(st.lists(st.sampled_from("abc"), min_size=1), st.sets(st.integers(0, 40)), st.floats(0, 1))
def test_nobody_is_forgotten_and_nobody_asked_too_soon(sources: list[str], bad: set[int], jitter: float) -> None:
    found = visits(sources, 100, Clock(2000), fails=lambda _, at: int(at / 50) in bad, jitter=jitter, max_pause=400)
    for source in set(sources):
        moments = [at for at, name in found if name == source]
        gaps = [b - a for a, b in zip(moments, [*moments[1:], 2000.0], strict=True)]
        assert moments[0] == 0.0
        assert all(89.9 < gap < 440.1 for gap in gaps[:-1])
        assert gaps[-1] < 440.1


def test_a_wait_that_wakes_too_early_goes_on_waiting() -> None:
    clock = Clock(1000)
    watch = Watch(["a"], 600, clock=lambda: clock.now, wait=lambda s: clock.wait(min(s, 7.0)), jitter=lambda: 0.5)
    assert [clock.now - clock.start for _ in watch] == [0.0, 600.0]


def test_an_event_stops_a_long_pause_at_once() -> None:
    stop = threading.Event()
    seen = []
    begun = time.monotonic()
    for source in Watch(["a"], 3600, wait=stop.wait):
        seen.append(source)
        threading.Timer(0.05, stop.set).start()
    assert seen == ["a"]
    assert time.monotonic() - begun < 60


def test_a_stop_during_a_round_leaves_the_rest_of_it_alone() -> None:
    stop = threading.Event()
    seen = []
    for source in Watch(["a", "b"], 3600, wait=stop.wait):
        seen.append(source)
        stop.set()
    assert seen == ["a"]


def test_ctrl_c_passes_through_a_pause() -> None:
    stop = threading.Event()
    visits = iter(Watch(["a"], 3600, wait=stop.wait))
    next(visits)
    # A shell starts what runs in the background with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            next(visits)
    finally:
        signal.signal(signal.SIGINT, before)


def test_how_long_until_the_next_visit() -> None:
    clock = Clock(1000)
    watch = Watch(["a"], 600, clock=lambda: clock.now, wait=clock.wait, jitter=lambda: 0.5)
    visited = iter(watch)
    assert watch.next_due() == 0.0
    next(visited)
    next(visited)
    assert clock.now - clock.start == 600.0
    assert Watch([], 600).next_due() == math.inf
    assert list(Watch([], 600)) == []


@pytest.mark.parametrize("interval", [0, -1, math.nan, math.inf])
def test_intervals_that_are_none(interval: float) -> None:
    with pytest.raises(ValueError, match="interval"):
        Watch(["a"], interval)


def test_only_the_source_that_is_visited_can_have_failed() -> None:
    watch = Watch(["a", "b"], 600)
    with pytest.raises(ValueError, match="not being visited"):
        watch.failed("b")
