"""Words as the extractor sees them: senses from the lexicon, and what is glued to them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Sense(NamedTuple):
    """One reading of a word or phrase. ``cat`` is the kind of entry; ``data`` the entry itself."""

    cat: str
    id: str
    number: str
    data: object


#: A phrase without its first word: the other words, and the reading.
Phrase = tuple[tuple[str, ...], Sense]


class Analysis(NamedTuple):
    """What is known of one written word.

    ``senses`` maps a kind of entry to its reading; ``harms`` has all harms that the word can mean;
    ``phrases`` the phrases that may begin here, by their second word; ``open`` those whose second word may have more
    glued to it (a harm with a pronoun) or is itself glued (a preposition). ``stems`` are the forms under which phrases
    and names are looked up, longest first; ``conj``, ``prep``, ``art``, ``pron`` tell what was stripped
    for the reading that was found (empty strings where nothing was).
    """

    senses: dict[str, Sense]
    harms: tuple[Sense, ...]
    phrases: Mapping[str, Sequence[Phrase]]
    open: Sequence[Phrase]
    stems: tuple[str, ...]
    conj: str
    prep: str
    art: str
    pron: str
