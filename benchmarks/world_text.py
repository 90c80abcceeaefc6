"""Text with marks: templates filled so that every span of every claim is known as it is written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from hasila.text.data import load_yaml

FOLDER: Final = Path(__file__).with_name("world")
_TOKENS: Final = re.compile(r"\[(?P<quote>\w+)\||(?P<end>\])|(?P<open><)|(?P<close>>)|\{(?P<slot>[\w:]+)\}")

#: Text in pieces, each with the name of the mark that it is, if any.
Pieces = Sequence[tuple[str, str | None]]


class Mark(NamedTuple):
    """Where something stands: half-open, in code points."""

    start: int
    end: int


class Figure(NamedTuple):
    """A count as a claim has it. ``high`` is ``None`` for open ones."""

    low: int
    high: int | None
    hedge: str


@cache
def data(name: str) -> Any:
    """Return one of the tables of ``benchmarks/world``."""
    return load_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def choose(rng: Random, table: Mapping[str, float]) -> str:
    """Return a key of a table of shares."""
    return rng.choices(list(table), list(table.values()))[0]


class Writer:
    """A text that grows; ``marks`` says where the pieces with names stand, the last of each name."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.marks: dict[str, Mark] = {}

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._parts)

    def put(self, text: str, mark: str | None = None) -> None:
        """Write a piece, marked if it has a name."""
        if mark:
            self.marks[mark] = Mark(self.length, self.length + len(text))
        self._parts.append(text)
        self.length += len(text)

    def fill(self, template: str, slots: Mapping[str, Pieces | None]) -> None:
        """Write a template, with the marks of its slots and of its quotes."""
        begun: list[tuple[str, int]] = []
        for kind, text, mark in _walk(template, slots):
            if kind == "begin":
                begun.append((text, self.length))
            elif kind == "end":
                name, start = begun.pop()
                self.marks[name] = Mark(start, self.length)
            else:
                self.put(text, mark)


def pieces(template: str, slots: Mapping[str, Pieces | None]) -> Pieces:
    """Fill a template that is to be part of another."""
    return [(text, mark) for kind, text, mark in _walk(template, slots) if kind == "text"]


def _walk(template: str, slots: Mapping[str, Pieces | None]) -> Iterator[tuple[str, str, str | None]]:
    at, skipping = 0, False
    for token in _TOKENS.finditer(template):
        if not skipping:
            yield "text", template[at : token.start()], None
        at = token.end()
        if token["open"]:
            skipping = any(slots.get(name) is None for name in _slots(template, at))
        elif token["close"]:
            skipping = False
        elif skipping:
            continue
        elif token["quote"]:
            yield "begin", token["quote"], None
        elif token["end"]:
            yield "end", "", None
        else:
            for text, mark in slots[token["slot"]] or ():
                yield "text", text, mark
    yield "text", template[at:], None


@cache
def _slots(template: str, begin: int) -> tuple[str, ...]:
    """Return the slots from here to the end of what may be left out."""
    inside = template[begin : template.index(">", begin)]
    return tuple(match["slot"] for match in _TOKENS.finditer(inside) if match["slot"])


def number(n: int, people: str, rng: Random, arabic: bool) -> str:
    """Write a number of three or more."""
    words = data("wording")["three_to_ten_women" if people == "women" else "three_to_ten"]
    if n <= 10 and rng.random() < 0.6:
        return str(words[n - 3])
    return "".join(chr(ord("٠") + int(digit)) for digit in str(n)) if arabic else str(n)


def counted(figure: Figure, people: str, force: str | None, name: str, rng: Random, arabic: bool) -> dict[str, Pieces]:
    """Write a figure with its people, as ``name:nom`` and ``name:obl``; the marks are ``name.count``, ``name.group``.

    ``people`` is a noun of the wording; ``force`` the name that follows it.
    """
    wording = data("wording")
    forms = wording["nouns"][people]
    seed = rng.random()
    out: dict[str, Pieces] = {}
    for case, two in (("nom", 1), ("obl", 2)):
        own = Random(seed)
        if figure.hedge == "vague":
            pieces = [(wording["dozens"], f"{name}.count"), (" ", None), *_group(forms[5], force, name)]
        elif figure.low <= 2 and figure.hedge == "exact":
            noun = forms[0] if figure.low == 1 else forms[two]
            pieces = _group(noun, force, name, f"{name}.count")
            if noun == forms[3]:
                # Without vowels "two civilians" and "civilians" are one word: newsrooms add the number.
                pieces = [*_group(noun, force, name), (" ", None), (wording["two"], f"{name}.count")]
        else:
            few = figure.low % 100
            noun = forms[3] if 3 <= few <= 10 else forms[4] if few else forms[0]
            told = number(figure.low, people, own, arabic)
            before, after = own.choice(wording["hedges"][figure.hedge]).split("{n} {noun}")
            pieces = [(before + told, f"{name}.count"), (" ", None), *_group(noun, force, name), (after, None)]
        out[f"{name}:{case}"] = pieces
    return out


def _group(noun: str, force: str | None, name: str, count: str | None = None) -> list[tuple[str, str | None]]:
    """Write who they are: the force they belong to, else the noun, which also tells how many where it is one or two."""
    if force is not None:
        return [(noun, count), (" ", None), (force, f"{name}.group")]
    return [(noun, f"{name}.group")]
