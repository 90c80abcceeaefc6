"""Which claims cannot both be true, and why.

* ``figures``: two voices give, for one harm, the same people figures whose ranges do not meet
  (:mod:`hasila.reconcile.figures`), or give a part more people than its whole can have.
* ``denial``: one voice asserts what another denies, of the same people or of some of them.
* ``control``: two forces that fight each other are both said to have taken one place; or one to have
  taken it that another denies to have lost.

A voice does not contradict itself: its later figure replaces its earlier one. A claim and its own part
do not contradict. What is only feared or expected (``unconfirmed``) contradicts nothing.
"""

from collections.abc import Iterable
from typing import Literal

from hasila.model import TERRITORY, Claim, Count
from hasila.reconcile.figures import range_of, words
from hasila.reconcile.groups import Groups
from hasila.reconcile.voices import Statement

Kind = Literal["figures", "denial", "control"]


#: Pairs of forces (keys of :class:`~hasila.reconcile.groups.Key`, by name) that harm one another.
Foes = frozenset[frozenset[str]]


def foes_of(claims: Iterable[Claim], groups: Groups) -> Foes:
    """Return the pairs of actors of whom a claim says that the one harmed the other's people."""
    return frozenset(
        frozenset((claim.by.actor, key.name))
        for claim in claims
        if claim.by is not None
        and claim.by.actor
        and claim.stance in ("asserts", "admits")
        and (key := groups.key(claim.group)).kind == "actor"
        and key.name != claim.by.actor
    )


def clash(a: Statement, b: Statement, groups: Groups, foes: Foes = frozenset()) -> tuple[Kind, str] | None:
    """Tell whether two statements about one incident cannot both be true, and why.

    That two forces took one place contradicts only where they are ``foes``: allies take it together.
    """
    if a.voice == b.voice or "unconfirmed" in (a.claim.stance, b.claim.stance):
        return None
    if a.ref.report == b.ref.report and (a.claim.part_of == b.claim.id or b.claim.part_of == a.claim.id):
        return None
    denials = (a.claim.stance == "denies", b.claim.stance == "denies")
    if a.claim.harm in TERRITORY and b.claim.harm in TERRITORY:
        return _ground(a, b, denials, groups, foes)
    if all(denials):
        return None
    if any(denials):
        denial, asserted = (a, b) if denials[0] else (b, a)
        return _denied(denial, asserted, groups)
    return _figures(a, b, groups)


def _ground(
    a: Statement, b: Statement, denials: tuple[bool, bool], groups: Groups, foes: Foes
) -> tuple[Kind, str] | None:
    kin = a.key == b.key or groups.within(a.key, b.key) or groups.within(b.key, a.key)
    took = (a.claim.harm == "took_control", b.claim.harm == "took_control")
    if not any(denials):
        if all(took) and frozenset((a.key.name, b.key.name)) in foes:
            return ("control", "two forces that fight each other are both said to have taken the place")
        return None
    if all(denials):
        return None
    if took[0] == took[1]:
        return ("denial", "the one asserts what the other denies") if kin else None
    if kin:
        return None
    return ("control", "one force is said to have taken what another denies to have lost")


def _denied(denial: Statement, asserted: Statement, groups: Groups) -> tuple[Kind, str] | None:
    if denial.claim.harm != asserted.claim.harm:
        return None
    if denial.key != asserted.key and not groups.within(asserted.key, denial.key):
        return None
    if not denies_figure(denial.claim.count, asserted.claim.count):
        return None
    return ("denial", f"the one asserts ({words(asserted.claim.count)}) what the other denies")


def denies_figure(denied: Count, asserted: Count) -> bool:
    """Tell whether a denial speaks against an asserted count.

    A denial without a figure denies that there was anybody. One with a figure ("denied that 300 were killed") speaks
    against those who state that figure, one without an upper end also against those whose figure lies within it: who
    denies that dozens were killed denies 43, but not that eight were.
    """
    told = range_of(asserted)
    if told is not None and told.high == 0:
        return False
    refused = range_of(denied)
    if refused is None or denied.hedge == "none":
        return True
    if (denied.low or denied.high) == (asserted.low or asserted.high):
        return asserted.hedge != "vague" or denied.hedge == "vague"
    return told is not None and refused.high is None and told.low >= refused.low


def _figures(a: Statement, b: Statement, groups: Groups) -> tuple[Kind, str] | None:
    one, other = a.range, b.range
    if one is None or other is None:
        return None
    harms = (a.claim.harm, b.claim.harm)
    if harms[0] != harms[1]:
        # Killed and wounded lie within "casualties": nobody hurt leaves nobody dead.
        for part, whole, few, most in ((a, b, one, other), (b, a, other, one)):
            kin = part.key == whole.key or groups.within(part.key, whole.key)
            hurt = part.claim.harm in ("killed", "wounded") and whole.claim.harm == "casualty"
            if kin and hurt and few.exceeds(most):
                return ("figures", f"{_told(part)} are more than {_told(whole)} allow")
        return None
    if a.key == b.key:
        if one.meets(other):
            return None
        return ("figures", f"{words(a.claim.count)} and {words(b.claim.count)} cannot both be true")
    for part, whole, few, most in ((a, b, one, other), (b, a, other, one)):
        if groups.within(part.key, whole.key) and few.exceeds(most):
            return ("figures", f"a part of {_told(part)} cannot lie in a whole of {_told(whole)}")
    return None


def _told(statement: Statement) -> str:
    return f"{words(statement.claim.count)} {statement.claim.harm}"
