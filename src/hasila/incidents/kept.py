"""What linking made, as it is kept elsewhere between runs, and what it wants back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hasila.incidents.episodes import Episode
from hasila.incidents.groupings import Grouping
from hasila.incidents.records import Row
from hasila.incidents.scoring import Scored


@dataclass(frozen=True)
class Kept:
    """An episode with the copies of it, in the order of :attr:`Episode.order`; the first stands for all.

    ``number`` is its own for ever, ``home`` the id of its incident. ``row`` is how the model sees it; whoever hands
    it back may leave that out.
    """

    number: int
    home: str
    episodes: tuple[Episode, ...]
    row: Row | None = None


@dataclass(frozen=True)
class Delta:
    """What has become different, in the order in which it should be kept.

    ``forgotten`` episodes are gone. All pairs of ``renewed`` ones are void, and ``pairs`` are new. ``kept`` are new or
    have other copies or another home. ``incidents`` are new or different; ``gone`` names those that are no more, each
    with the one that its claims are in now (``None``: its claims are gone too).
    """

    kept: tuple[Kept, ...]
    forgotten: tuple[int, ...]
    renewed: tuple[int, ...]
    pairs: tuple[Scored, ...]
    incidents: tuple[Grouping, ...]
    gone: tuple[tuple[str, str | None], ...]


class Known(Protocol):
    """Where episodes, pairs and incidents are kept. Everything is answered as of the last delta that was kept."""

    def next_number(self) -> int:
        """Return a number above all that were ever given to episodes."""

    def alike(self, contents: Sequence[tuple[str, ...]]) -> Iterable[Kept]:
        """Return the episodes with these contents (:attr:`Episode.content`)."""

    def of(self, reports: Sequence[str]) -> Iterable[Kept]:
        """Return the episodes, with all their copies, that one of these reports has a part in."""

    def near(self, rows: Iterable[Row]) -> Iterable[Kept]:
        """Return at least all episodes that share a key with some rows (see ``records.looks_for``)."""

    def paired(self, numbers: Sequence[int]) -> tuple[Iterable[Kept], Iterable[Scored]]:
        """Return the pairs that these episodes are in, and the episodes of them."""

    def incidents(self, names: Sequence[str]) -> Iterable[Grouping]:
        """Return the incidents with these ids, as linking made them."""

    def taken(self, names: Sequence[str]) -> set[str]:
        """Return which ids were given to incidents that have claims or go on in other ones."""


class Nothing:
    """Nothing is kept anywhere: the beginning."""

    def next_number(self) -> int:  # noqa: D102
        return 0

    def alike(self, contents: Sequence[tuple[str, ...]]) -> tuple[Kept, ...]:  # noqa: D102
        return ()

    def of(self, reports: Sequence[str]) -> tuple[Kept, ...]:  # noqa: D102
        return ()

    def near(self, rows: Iterable[Row]) -> tuple[Kept, ...]:  # noqa: D102
        return ()

    def paired(self, numbers: Sequence[int]) -> tuple[tuple[Kept, ...], tuple[Scored, ...]]:  # noqa: D102
        return (), ()

    def incidents(self, names: Sequence[str]) -> tuple[Grouping, ...]:  # noqa: D102
        return ()

    def taken(self, names: Sequence[str]) -> set[str]:  # noqa: D102
        return set()
