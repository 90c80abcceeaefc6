"""Words as the extractor sees them: senses from the lexicon, and what is glued to them."""

from typing import NamedTuple


class Sense(NamedTuple):
    """One reading of a word or phrase. ``cat`` is the kind of entry; ``data`` the entry itself."""

    cat: str
    id: str
    number: str
    data: object


class Analysis(NamedTuple):
    """What is known of one written word.

    ``senses`` maps a kind of entry to its reading; ``harms`` has all harms that the word can mean;
    ``phrases`` the phrases that may begin here (other words, reading); ``stems`` are the forms under which phrases and
    names are looked up, longest first; ``conj``, ``prep``, ``art``, ``pron`` tell what was stripped
    for the reading that was found (empty strings where nothing was).
    """

    senses: dict[str, Sense]
    harms: tuple[Sense, ...]
    phrases: tuple[tuple[tuple[str, ...], Sense], ...]
    stems: tuple[str, ...]
    conj: str
    prep: str
    art: str
    pron: str
