"""A claim in the making: token ranges, before sources and circumstances are known."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from hasila.extract.people.reader import Phrase
from hasila.languages.schema import HarmWord
from hasila.model import Harm, Stance


class Draft(msgspec.Struct, eq=False):
    """A claim in the making. Ranges are in tokens, half-open.

    ``anchor`` is the harm word; ``agent`` who did it; ``negated`` is "" , "none" (it did not happen) or
    "noword" (nothing is known); ``part_of`` the draft whose people include these; ``territory`` the place
    that was taken or lost; ``lead`` the sentence and token that lead in the list that names them; ``near`` the
    people told nearest before a bare figure, and ``follows`` that its harm is told as what followed (فقتل …);
    ``denied`` the claim before it that a denial points back to.
    """

    harm: Harm
    anchor: tuple[int, int]
    phrase: Phrase
    sentence: int
    rules: list[tuple[str, str, tuple[int, int] | None]]
    agent: tuple[int, int] | None = None
    negated: str = ""
    part_of: "Draft | None" = None
    territory: tuple[int, int] | None = None
    stance: Stance = "asserts"
    sources: tuple[tuple[int, int], ...] = ()
    word: HarmWord | None = None
    subset: bool = False
    lead: tuple[int, int] | None = None
    earlier: bool = False
    total: bool = False
    group_from: Phrase | None = None
    near: Phrase | None = None
    follows: bool = False
    denied: "Draft | None" = None
    merged: list["Draft"] = msgspec.field(default_factory=list)

    @property
    def start(self) -> int:
        """The first token of the claim's wording."""
        return min(self.anchor[0], self.phrase.start)

    @property
    def end(self) -> int:
        """The token after the last of the claim's wording."""
        return max(self.anchor[1], self.phrase.end)


class BySentence:
    """Drafts by the sentences that they stand in."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._numbers: defaultdict[int, list[int]] = defaultdict(list)
        for number, draft in enumerate(drafts):
            self._numbers[draft.sentence].append(number)

    def within(self, first: int, last: int) -> list[Draft]:
        """Return the drafts of some sentences, both ends included, in their order."""
        found = [number for n in range(first, last + 1) for number in self._numbers.get(n, ())]
        return [self._drafts[number] for number in sorted(found)]
