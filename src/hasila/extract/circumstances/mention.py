"""A mention: a place, a date or means in the text, with how it stands there."""

import msgspec

from hasila.extract.circumstances.stretches import Dated
from hasila.model import Means
from hasila.registry.gazetteer import PlaceEntry

#: The more exact a place, the better it says where: a village before its governorate before its country.
EXACT = {
    "front": 9, "village": 9, "district": 8, "unknown": 8, "town": 7, "adm2": 4, "area": 3, "adm1": 3, "country": 1,
}  # fmt: skip


class Mention(msgspec.Struct, frozen=True):
    """A place, date or means in the text: tokens ``start`` to ``end`` of sentence ``sentence``.

    ``value`` is the gazetteer's entry (``None`` where it knows none), the date or the means; ``tags`` tell how it
    stands in its sentence, for what chooses among mentions. ``name`` are the tokens of the name that it stands for,
    where it points back to one (المدينة).
    """

    start: int
    end: int
    sentence: int
    value: PlaceEntry | Dated | Means | None
    tags: tuple[str, ...]
    name: tuple[int, int] | None = None

    @property
    def named(self) -> tuple[int, int]:
        """The tokens that name it: its own, or those that it points back to."""
        return self.name or (self.start, self.end)
