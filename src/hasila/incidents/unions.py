"""Union-find: sets that grow together."""

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Unions(Generic[T]):
    """Disjoint sets of items; the earliest item of a set (in the order first given) stands for it."""

    def __init__(self, items: Iterable[T]) -> None:
        self._parent = {item: item for item in items}
        self._rank = {item: rank for rank, item in enumerate(self._parent)}

    def find(self, item: T) -> T:
        """Return the item that stands for the set of ``item``.

        Raises:
            KeyError: if the item was not among those given.

        """
        root = item
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def join(self, a: T, b: T) -> None:
        """Put the sets of the two items together."""
        first, second = sorted((self.find(a), self.find(b)), key=self._rank.__getitem__)
        self._parent[second] = first

    def groups(self) -> list[list[T]]:
        """Return the sets, each and all in the order in which their items were first given."""
        out: dict[T, list[T]] = {}
        for item in self._parent:
            out.setdefault(self.find(item), []).append(item)
        return list(out.values())
