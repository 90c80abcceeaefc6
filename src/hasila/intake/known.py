"""What linking kept in the store, handed back to it piece by piece."""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from hasila.incidents import Grouping, Kept
from hasila.incidents.episodes import Episode
from hasila.incidents.records import LONG_DAYS, TOLERANCE_DAYS, Row
from hasila.incidents.scoring import Scored
from hasila.model.codec import from_json, to_json
from hasila.store import linkage


class StoredLinks:
    """The episodes, pairs and incidents of a store, as :class:`hasila.incidents.Known` wants them."""

    def __init__(self, connection: Connection) -> None:
        """Answer from the store that a connection sees."""
        self._connection = connection
        self._handed: set[int] = set()

    def next_number(self) -> int:
        """Return a number above those of all episodes."""
        return linkage.next_number(self._connection)

    def alike(self, contents: Sequence[tuple[str, ...]]) -> list[Kept]:
        """Return the episodes with these contents."""
        return self._hand(linkage.with_content(self._connection, [_content(one) for one in contents]))

    def of(self, reports: Sequence[str]) -> list[Kept]:
        """Return the episodes that one of these reports has a part in."""
        return self._hand(linkage.numbers_of_episodes(self._connection, reports))

    def near(self, rows: Iterable[Row]) -> list[Kept]:
        """Return the episodes whose days meet those of the rows, and those without days that share a name with one."""
        spans: list[tuple[int, int]] = []
        names: set[int] = set()
        undated: set[int] = set()
        for row in rows:
            if not row.undated and row.first is not None and row.last is not None:
                spans.append((row.first - TOLERANCE_DAYS, row.last + TOLERANCE_DAYS))
            (undated if row.undated else names).update(map(_name, row.names))
        return self._hand(linkage.near(self._connection, spans, LONG_DAYS, sorted(names), sorted(undated)))

    def paired(self, numbers: Sequence[int]) -> tuple[list[Kept], list[Scored]]:
        """Return the pairs that these episodes are in, and the episodes of them."""
        found = linkage.pairs_of(self._connection, numbers)
        ends = {number for pair in found for number in (pair.first, pair.second)}
        return self._hand(ends), [Scored(p.first, p.second, p.points, p.reasons) for p in found]

    def incidents(self, names: Sequence[str]) -> list[Grouping]:
        """Return the incidents with these ids, as linking made them."""
        return [from_json(doc, Grouping) for doc in linkage.linked_docs(self._connection, names).values()]

    def taken(self, names: Sequence[str]) -> set[str]:
        """Return which ids were given to incidents that have claims or go on in other ones.

        One of the same place and day that had lost all its claims gets its id back.
        """
        return linkage.alive(self._connection, names)

    def _hand(self, numbers: set[int]) -> list[Kept]:
        """Return episodes that were not handed over before: linking has those already."""
        fresh = numbers - self._handed
        self._handed |= fresh
        out: list[Kept] = []
        rows = linkage.episodes_of(self._connection, fresh)
        begun: list[linkage.EpisodeRow] = []
        for row in [*rows, None]:
            if begun and (row is None or row.number != begun[0].number):
                episodes = tuple(from_json(one.doc, Episode) for one in begun)
                out.append(Kept(begun[0].number, begun[0].home, episodes))
                begun = []
            if row is not None:
                begun.append(row)
        return out


def rows_of(kept: Iterable[Kept]) -> list[linkage.EpisodeRow]:
    """Return episodes as the store keeps them."""
    out = []
    for one in kept:
        assert one.row is not None
        days = (None, None) if one.row.undated else (one.row.first, one.row.last)
        names = tuple(sorted({_name(name) for name in one.row.names}))
        for order, episode in enumerate(one.episodes):
            out.append(
                linkage.EpisodeRow(
                    number=one.number, report=episode.report, order=order, content=_content(episode.content),
                    home=one.home, first=days[0], last=days[1], doc=to_json(_plain(episode)), names=names,
                )
            )  # fmt: skip
    return out


def _plain(episode: Episode) -> dict[str, object]:
    """Return an episode as values that are always written in the same order: sets have none."""
    plain = msgspec.to_builtins(episode)
    for name, value in plain.items():
        if isinstance(getattr(episode, name), frozenset):
            plain[name] = sorted(value, key=str)
    return plain  # type: ignore[no-any-return]


def _content(content: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(content).encode("utf-8", "surrogatepass")).hexdigest()


def _name(name: str) -> int:
    """Return a name as a number of 64 bits: two names that share one only cost a comparison."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
