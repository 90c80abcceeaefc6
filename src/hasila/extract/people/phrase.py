"""A phrase for people: what the readers of people hand on."""

import msgspec

from hasila.languages.schema import HarmWord
from hasila.model import Hedge, Role


class Phrase(msgspec.Struct, frozen=True):
    """People in a sentence, in tokens: ``start`` to ``end``.

    ``low``, ``high``, ``hedge`` and ``figure`` (the tokens of the figure) say how many; ``noun`` is the token
    of the people word (-1 where a bare figure stands for one, ``elliptical``); ``group`` the tokens that tell
    who they are (``glued`` letters of its first word are a conjunction); ``harm`` the harm that the noun itself
    tells (قتيل); ``named`` that a person is named; ``anaphor`` the token whose pronoun tells whose people they are
    (عناصرها), -1 where none does.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    hedge: Hedge
    figure: tuple[int, int] | None
    noun: int
    group: tuple[int, int] | None
    role: Role
    rule: str
    actor: str | None = None
    harm: HarmWord | None = None
    elliptical: bool = False
    other: bool = False
    named: bool = False
    affiliated: bool = False
    generic: bool = False
    definite: bool = False
    counted: bool = False
    body: bool = False
    number: str = ""
    open_class: bool = False
    pron: bool = False
    glued: int = 0
    anaphor: int = -1
