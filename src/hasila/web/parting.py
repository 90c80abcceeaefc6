"""Cuts a report into parts that a page can hold: a piece of the text with the claims in it.

Nearly all reports are one part. One of five million characters, or with ten thousand claims, would else be a page that
no browser draws.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

#: Characters of text and claims of one part at most.
CHARS: Final = 20_000
CLAIMS: Final = 100


class Part(NamedTuple):
    """``start:end`` of the text, and the claims that begin there, by their places among those of the report.

    Where too many claims crowd in a piece of text that cannot be cut, several parts share it.
    """

    start: int
    end: int
    claims: tuple[int, ...]


def parted(text: str, starts: Sequence[int]) -> list[Part]:
    """Return the parts of a text; ``starts`` tells where the words of each claim begin."""
    order = sorted(range(len(starts)), key=lambda place: starts[place])
    parts: list[Part] = []
    start = at = 0
    while start < len(text) or not parts:
        crowded = starts[order[at + CLAIMS]] if at + CLAIMS < len(order) else None
        end = _border(text, start, crowded)
        last = at
        while last < len(order) and (starts[order[last]] < end or end == len(text)):
            last += 1
        for first in range(at, max(last, at + 1), CLAIMS):
            parts.append(Part(start, end, tuple(order[first : min(first + CLAIMS, last)])))
        start, at = end, last
    return parts


def _border(text: str, start: int, crowded: int | None) -> int:
    """Return where a part ends: behind a line, else behind a word; before the claim that is one too many, if it can."""
    limit = min(start + CHARS, len(text))
    if crowded is not None and crowded < limit and (found := text.rfind("\n", start, crowded) + 1) > start:
        return found
    if limit == len(text):
        return limit
    least = start + CHARS // 2
    return text.rfind("\n", least, limit) + 1 or text.rfind(" ", least, limit) + 1 or limit


def part_with(parts: Sequence[Part], claim: int) -> int:
    """Return the number of the part, from 1, that has a claim; the first where none has."""
    return next((number for number, part in enumerate(parts, 1) if claim in part.claims), 1)
