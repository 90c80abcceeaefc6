"""Figures that are floors: what a hospital received, bodies found, a list of names, those who died later of wounds.

A floor is the least that there can be. It supports a total that has room for it and sets nothing beside one; where
nobody gives a total it sets an open figure. The words that tell it are data (``floors.yaml``).
"""

from collections.abc import Iterable
from functools import cache
from importlib import resources

from hasila.model import Claim, Report
from hasila.reconcile.groups import bare
from hasila.text import fold_word
from hasila.text.data import load_yaml

#: A list is announced at most so many characters before its number ("published the names of 37 people").
_BEFORE = 24


@cache
def _phrases(kind: str) -> dict[int, frozenset[tuple[str, ...]]]:
    """Return the phrases of a kind, by how many words they have."""
    text = resources.files("hasila.reconcile").joinpath("floors.yaml").read_text(encoding="utf-8")
    phrases = {tuple(_words(phrase)) for phrase in load_yaml(text)[kind]}
    return {size: frozenset(p for p in phrases if len(p) == size) for size in sorted(set(map(len, phrases)))}


def _words(text: str) -> list[str]:
    """Cut a text into folded words without articles; marks glued to words are taken off."""
    return [bare(word.strip("،.:؛\"'«»()[]“”,;")) for word in text.replace("\u200c", " ").split()]


def _holds(text: str, kind: str) -> bool:
    words = _words(text)
    return any(
        tuple(words[n : n + size]) in phrases
        for size, phrases in _phrases(kind).items()
        for n in range(len(words) - size + 1)
    )


def of_bodies(claim: Claim) -> bool:
    """Tell whether the dead are told as the bodies that were found."""
    return claim.harm == "killed" and claim.group is not None and _holds(claim.group.span.text, "bodies")


def is_floor(claim: Claim) -> bool:
    """Tell whether a figure is of those alone who were brought in or found: by one hospital, or told as bodies."""
    if not claim.sources:
        return False
    if of_bodies(claim):
        return True
    source = claim.sources[0]
    told = f"{source.name or ''} {source.span.text}"
    return _holds(told, "hospitals") and not _holds(told, "beyond")


def listed(report: Report) -> frozenset[str]:
    """Return the ids of a report's claims whose people are on a list of names.

    A list is announced ("the names of 37 people", "a list of 37 names"), or names stand in the place of a number ("the
    medics Abbas and Mahdi"). What is counted among the people of a list is on it, too.
    """
    by_id = {claim.id: claim for claim in report.claims}
    told: dict[str, int] = {}
    for claim in report.claims:
        if by_name(claim) and claim.part_of in by_id and _within(claim, by_id[claim.part_of]):
            told[claim.part_of] = told.get(claim.part_of, 0) + 1
    lists = {
        claim.id
        for claim in report.claims
        if (claim.count.low or 0) > 1 and (_announced(claim, report.text) or told.get(claim.id, 0) >= _most(claim))
    }
    size = -1
    while size != len(lists):
        size = len(lists)
        lists |= {c.id for c in report.claims if c.part_of in lists and _one_voice(c, by_id[c.part_of])}
    return frozenset(lists)


def _within(part: Claim, whole: Claim) -> bool:
    return part.group is not None and part.group.span.text in whole.quote.text


def _most(claim: Claim) -> float:
    return claim.count.high if claim.count.high is not None else float("inf")


def _one_voice(part: Claim, whole: Claim) -> bool:
    return [s.span.text for s in part.sources] == [s.span.text for s in whole.sources]


def _announced(claim: Claim, text: str) -> bool:
    at = claim.count.span.start if claim.count.span is not None else claim.quote.start
    before = text[max(0, at - _BEFORE) : at].rsplit("\n", 1)[-1]
    # The first word may be cut; a sentence that ended says nothing of what comes.
    whole = before.split(" ", 1)[-1] if at > _BEFORE else before
    return _holds(whole.rsplit(". ", 1)[-1], "names") or _holds(claim.quote.text[: _BEFORE * 2], "names")


def by_name(claim: Claim) -> bool:
    """Tell whether a claim is of one person by a name: of two words or more, no actor's, no noun for people."""
    group = claim.group
    if group is None or group.actor or (claim.count.low, claim.count.high) != (1, 1):
        return False
    return len(group.span.text.split()) > 1


def named_alone(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return the lists that a report makes of single people by name, of whom nobody states how many they are.

    They are of one harm and one voice and part of nothing; a list has two people or more.
    """
    lists: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        if claim.part_of is None and claim.stance == "asserts" and claim.scope == "event" and by_name(claim):
            lists.setdefault((claim.harm, *(s.span.text for s in claim.sources)), []).append(claim)
    return [one for one in lists.values() if len({fold_word(c.group.span.text) for c in one if c.group}) > 1]


def of_wounds(claim: Claim) -> bool:
    """Tell whether those killed were wounded before: told so, or called the wounded."""
    if claim.harm != "killed" or claim.group is None:
        return False
    wounded = {word for phrases in _phrases("wounded").values() for phrase in phrases for word in phrase}
    return not wounded.isdisjoint(_words(claim.group.span.text)) or _holds(claim.quote.text, "wounds")
