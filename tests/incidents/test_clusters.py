"""Pairs to clusters: stories, averages, and groups that have nobody else to go to."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimkit
from hasila.incidents.clusters import cluster, copied
from hasila.incidents.episodes import Episode, cut
from hasila.incidents.scoring import Scored

#: Words that copies share: checksums as an episode has them.
WIRE = ("a", "b", "c", "d", "e")
DAY = "2020-05-06"


def episode(name: str, *, words: tuple[str, ...] = (), **told: Any) -> Episode:
    # Two dead say nothing: the points of the pairs alone decide.
    claim = {"n": 2, "place": "village", "date": DAY, **told}
    (made,) = cut(claimkit.report({"id": name, "claims": [claim]}), claimkit.contains_place)
    return replace(made, wording=words)


def found(episodes: list[Episode], points: dict[tuple[int, int], float]) -> list[list[int]]:
    """Cluster episodes whose pairs have some points, whatever the model would say."""
    pairs = [Scored(a, b, value, ()) for (a, b), value in points.items()]
    return cluster(dict(enumerate(episodes)), pairs, claimkit.contains_place)[0]


def every(a: range, b: range, points: float) -> dict[tuple[int, int], float]:
    return {(x, y): points for x in a for y in b}


def within(numbers: range, points: float = 8.0) -> dict[tuple[int, int], float]:
    return dict.fromkeys(combinations(numbers, 2), points)


def test_copies_are_told_by_their_words() -> None:
    a = episode("a", words=WIRE)
    assert copied(a, episode("b", words=(*WIRE, "f", "g")))
    assert not copied(a, episode("b", words=("a", "b", "x", "y", "z")))
    assert not copied(a, episode("b"))


@pytest.mark.parametrize(
    ("points", "groups"),
    [
        (4.5, [[0, 1, 2, 3]]),
        (4.0, [[0, 1, 2, 3]]),
        # One sure pair of four: the average is 3.5, and they have nobody else.
        ((5.0, 3.0, 3.0, 3.0), [[0, 1, 2, 3]]),
        # None is sure alone, so nothing connects the groups.
        (3.9, [[0, 1], [2, 3]]),
    ],
)  # fmt: skip
def test_groups_join_on_the_average(points: float | tuple[float | None, ...], groups: list[list[int]]) -> None:
    given_points = points if isinstance(points, tuple) else (points,) * 4
    across = {pair: p for pair, p in zip(every(range(2), range(2, 4), 0), given_points, strict=True) if p is not None}
    episodes = [episode(f"r{n}") for n in range(4)]
    assert found(episodes, {**within(range(2)), **within(range(2, 4)), **across}) == groups


def test_a_story_speaks_once_however_many_carry_it() -> None:
    """Five copies of a story that fits another event too well do not outweigh what four stories of its own say."""
    copies = [episode(f"copy{n}", words=WIRE) for n in range(5)]
    own, other = [episode(f"own{n}") for n in range(4)], [episode(f"x{n}") for n in range(2)]
    numbers = range(5), range(5, 9), range(9, 11)
    points = within(numbers[0], 14.0) | within(numbers[1]) | within(numbers[2])
    points |= every(numbers[0], numbers[1], 6.0) | every(numbers[0], numbers[2], 4.5)
    assert found([*copies, *own, *other], points) == [[0, 1, 2, 3, 4, 5, 6, 7, 8], [9, 10]]


def test_a_copy_of_the_day_after_stays_with_its_story() -> None:
    """ "Yesterday" as it stood is a day late; the story goes where its copies of the first day belong."""
    late = episode("late", words=WIRE, date="2020-05-07")
    first = episode("first", words=WIRE)
    before = [episode(f"b{n}", date="2020-05-05") for n in range(2)]
    points = {(0, 1): 9.5, (0, 2): 6.0, (0, 3): 6.0, (2, 3): 8.5}
    assert found([first, late, *before], points) == [[2, 3, 0, 1]]
    assert len(found([late, *before], {(1, 2): 8.5})) == 2


def test_who_has_nobody_else_joins_at_less() -> None:
    """A pair of groups that fits by half is one incident, unless a third could take one of them."""
    two = within(range(2)) | within(range(2, 4)) | every(range(2), range(2, 4), 3.0) | {(0, 2): 4.5, (1, 3): 3.0}
    episodes = [episode(f"r{n}") for n in range(6)]
    poorer = {pair: p for pair, p in two.items() if pair != (1, 2)}
    assert found(episodes[:4], poorer) == [[0, 1, 2, 3]]
    third = within(range(4, 6)) | {(pair[0], pair[1] + 2): p for pair, p in poorer.items() if pair[0] < 2 <= pair[1]}
    assert found(episodes, poorer | third) == [[0, 1], [2, 3], [4, 5]]


def test_many_that_say_no_are_surer_than_one() -> None:
    """Two of nine pairs are sure and the others were not worth keeping; of four pairs one is enough."""
    episodes = [episode(f"r{n}") for n in range(6)]
    large = within(range(3)) | within(range(3, 6)) | {(0, 3): 4.0, (1, 4): 4.0}
    assert found(episodes, large) == [[0, 1, 2], [3, 4, 5]]
    assert found(episodes[:4], within(range(2)) | within(range(2, 4)) | {(0, 2): 4.0}) == [[0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("first", "second", "points", "one"),
    [
        # A large figure that both know, exact or at least, speaks for them: an average of 2 is enough …
        ({"n": 40}, {"n": ">=40"}, (4.0, 1.4), True),
        ({"n": 40}, {"n": 41}, (4.0, 1.4), False),
        # … a small one is chance, and "dozens" is no figure.
        ({"n": 4}, {"n": 4}, (4.0, 1.4), False),
        ({"n": "vague 20"}, {"n": "vague 20"}, (4.0, 1.4), False),
        # Nobody in common, or means that are not the same: 4 is not enough.
        ({"by": "rebels"}, {"by": "regime"}, (4.0, 4.0), False),
        ({"by": "rebels"}, {"by": "rebels"}, (4.0, 4.0), True),
        # In a fight the one tells what this side did, the other what that side did.
        ({"by": "rebels", "means": "ground_combat"}, {"by": "regime", "means": "ground_combat"}, (4.0, 4.0), True),
        ({"by": "rebels", "means": "ground_combat"}, {"by": "regime"}, (4.0, 4.0), False),
        ({"means": "ied"}, {"means": "landmine"}, (4.0, 4.0), False),
        ({"means": "ied"}, {"means": "ied"}, (4.0, 4.0), True),
        # Means that cannot be one event's have cost each pair enough.
        ({"means": "ied"}, {"means": "airstrike"}, (4.0, 4.0), True),
    ],
)
def test_a_group_knows_what_any_of_its_tellings_knows(
    first: dict[str, Any], second: dict[str, Any], points: tuple[float, float], one: bool
) -> None:
    """One telling of each group says more than its place and day; three pairs of four know nothing of it."""
    told = [episode("r0", **first), episode("r1"), episode("r2"), episode("r3", **second)]
    across = every(range(2), range(2, 4), points[1]) | {(0, 2): points[0]}
    made = found(told, within(range(2)) | within(range(2, 4)) | across)
    assert made == ([[0, 1, 2, 3]] if one else [[0, 1], [2, 3]])


def test_one_report_keeps_its_own_episodes_apart() -> None:
    one = episode("r0")
    assert found([one, replace(one, claims=one.claims), episode("r1")], {(0, 2): 9.0, (1, 2): 8.0}) == [[0, 2], [1]]


def test_what_made_the_clusters_is_the_surest_pair_of_each_join() -> None:
    episodes = [episode(f"r{n}") for n in range(3)]
    pairs = [Scored(0, 1, 8.0, ()), Scored(0, 2, 6.0, ()), Scored(1, 2, 7.0, ())]
    groups, made = cluster(dict(enumerate(episodes)), pairs, claimkit.contains_place)
    assert groups == [[0, 1, 2]]
    assert [(p.first, p.second) for p in made] == [(0, 1), (1, 2)]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]),
        st.sampled_from([3.0, 3.5, 4.0, 4.5, 6.0, 9.0]),
        max_size=30,
    ),
    st.lists(st.sampled_from([WIRE, ()]), min_size=10, max_size=10),
    st.permutations(range(10)),
)
def test_numbers_do_not_matter(
    points: dict[tuple[int, int], float], words: list[tuple[str, ...]], numbers: list[int]
) -> None:
    """Each incident is the same under other numbers, and what is not connected by sure pairs does not matter to it."""
    episodes = [episode(f"r{n}", words=told) for n, told in enumerate(words)]
    expected = found(episodes, points)
    pairs = [Scored(*sorted((numbers[a], numbers[b])), value, ()) for (a, b), value in points.items()]  # type: ignore[arg-type]
    again, _ = cluster({numbers[n]: e for n, e in enumerate(episodes)}, pairs, claimkit.contains_place)
    assert [[numbers.index(n) for n in members] for members in again] == expected
    assert sorted(n for members in expected for n in members) == list(range(10))
