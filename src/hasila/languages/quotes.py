"""Quotation marks by which a writer keeps a distance from a word, and quotes nobody."""

from collections.abc import Callable, Sequence
from typing import Final

from hasila.languages.words import Analysis

#: Readings of words whose quotes only tell that the writer would not say so: people, what befell them, forces.
_DISTANCED: Final = frozenset({"people", "harm", "nation", "forceword"})
#: Words with which a name in quotes goes: of an outlet, a body, a place, an operation.
_NAMED: Final = frozenset({"source", "unit", "placeword", "called", "aim", "formation", "employer", "imagined"})


def keeps_distance(analyse: Callable[[str], Analysis], before: str, words: Sequence[str]) -> bool:
    """Tell whether words in quotes are common ones of people or harm, and no name of what stands before them.

    ``before`` and ``words`` are folded, ``before`` empty where nothing stands there; ``analyse`` reads one of them.
    """
    if all(map(str.isdecimal, words)):
        # قتل «23» مليونا
        return True
    told = False
    for word in words:
        senses = analyse(word).senses
        told = told or not _DISTANCED.isdisjoint(senses)
        if not senses:
            return False
    return told and _NAMED.isdisjoint(analyse(before).senses)
