"""Which statements stand: one figure for each voice, what it replaced, and what only supports it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hasila.model import ClaimRef
from hasila.reconcile.figures import stated
from hasila.reconcile.floors import of_wounds
from hasila.reconcile.groups import EVERYONE, Groups
from hasila.reconcile.voices import Statement, hear


@dataclass(frozen=True)
class Standing:
    """The statements for one harm and group, sorted out.

    ``heads`` holds one statement for each voice, the one whose figure stands; ``supports`` every statement
    that says what a head says or fits it; ``shares`` those without a figure (most, all).
    """

    heads: tuple[Statement, ...]
    supports: tuple[Statement, ...]
    superseded: tuple[Statement, ...]
    denials: tuple[Statement, ...]
    unconfirmed: tuple[Statement, ...]


def sort_out(told: Sequence[Statement]) -> Standing:
    """Sort out the statements for one harm and group.

    A voice's later figure replaces its earlier one, each dated by when the voice first gave it. Of figures
    that a voice gives on one day and that cannot both be true, the highest stands (tolls grow); of those
    that can, the most exact. A later vague amount that fits only supports. What is merely feared stands
    only where nothing is asserted.
    """
    denials = [s for s in told if s.claim.stance == "denies"]
    asserted = [s for s in told if s.claim.stance in ("asserts", "admits")]
    unconfirmed = [s for s in told if s.claim.stance == "unconfirmed"]
    if not any(s.range is not None for s in asserted) and any(s.range is not None for s in unconfirmed):
        asserted, unconfirmed = [*asserted, *unconfirmed], []
    heads: list[Statement] = []
    supports: list[Statement] = []
    superseded: list[Statement] = []
    by_voice: dict[str, list[Statement]] = {}
    for statement in _first_said(hear(asserted)):
        by_voice.setdefault(statement.voice, []).append(statement)
    for voice in sorted(by_voice):
        said = by_voice[voice]
        taken_back = [d for d in denials if d.voice == voice and d.range is None and d.said > said[-1].said]
        if taken_back:
            superseded += said
            continue
        head = _head(said)
        if head is None:
            supports += said
            continue
        heads.append(head)
        for statement in said:
            (superseded if _replaced(statement, head) else supports).append(statement)
    last_said = {voice: said[-1].said for voice, said in by_voice.items()}
    standing = [d for d in denials if d.range is not None or d.said >= last_said.get(d.voice, "")]
    superseded += [d for d in denials if d not in standing]
    return Standing(
        *(tuple(sorted(part, key=lambda s: s.order)) for part in (heads, supports, superseded, standing, unconfirmed))
    )


def _first_said(told: Sequence[Statement]) -> list[Statement]:
    """Date every statement by when its voice first gave the figure: a copy that comes later says nothing new."""
    first: dict[tuple[str, int | None, int | None], str] = {}
    for s in told:
        figure = (s.voice, s.claim.count.low, s.claim.count.high)
        first[figure] = min(filter(None, (first.get(figure), s.said)), default="")
    dated = [replace(s, said=first[s.voice, s.claim.count.low, s.claim.count.high]) for s in told]
    return sorted(dated, key=lambda s: s.order)


def _head(said: Sequence[Statement]) -> Statement | None:
    """Return the statement whose figure stands for its voice; ``None`` where it gives none."""
    exact = [s for s in said if stated(s.claim.count)]
    # A list of names that a voice publishes after its total takes nothing back.
    totals = [s for s in exact if not s.floor]
    exact = [s for s in exact if not (s.floor and any(_meet(s, t) for t in totals))]
    vague = [s for s in said if s.range is not None and s not in exact]
    head = _latest(exact)
    latest_vague = _latest(vague)
    if head is None or latest_vague is None:
        return head or latest_vague
    # "Hundreds" after 54 is a new figure; "dozens" after 54 is 54 told loosely.
    return latest_vague if latest_vague.said > head.said and not _meet(head, latest_vague) else head


def _latest(said: Sequence[Statement]) -> Statement | None:
    """Return the latest; of one day the highest where they cannot both be true, else the most exact."""
    last = max((s.said for s in said), default="")
    today = [s for s in said if s.said == last]
    if not today:
        return None
    highest = max(today, key=_size)
    fitting = [s for s in today if _meet(s, highest)]
    return min(fitting, key=lambda s: (_width(s), -_size(s), not s.credited, s.ref))


def _meet(a: Statement, b: Statement) -> bool:
    return a.range is not None and b.range is not None and a.range.meets(b.range)


def _size(statement: Statement) -> int:
    count = statement.claim.count
    return max(count.low or 0, count.high or 0)


def _width(statement: Statement) -> float:
    found = statement.range
    return float("inf") if found is None or found.high is None else found.high - found.low


def _replaced(statement: Statement, head: Statement) -> bool:
    """Tell whether the head's figure replaces this statement's."""
    if statement is head or statement.range is None:
        return False
    count, other = statement.claim.count, head.claim.count
    if (count.low, count.high) == (other.low, other.high):
        return False
    if not _meet(statement, head):
        return True
    return statement.said < head.said


def set_apart(told: Sequence[Statement], groups: Groups) -> dict[ClaimRef, tuple[ClaimRef, str]]:
    """Return the statements that are no figure for a group, each with the whole that it is of and the reason.

    Some of a whole's people worded like the whole ("three of them"; "a soldier" of the army's dead), single people
    told within a whole, and those of a total who died later of their wounds, say nothing of a group's toll. Of another
    harm they do ("97 of the 152 detained were released"). A whole that is told of no one incident (a week's total)
    sets nothing apart. Who is on a list of names is told by the claim that stands for the list.
    """
    out: dict[ClaimRef, tuple[ClaimRef, str]] = {}
    present = {s.ref: s for s in told}
    for statement in told:
        claim = statement.claim
        if statement.of is not None:
            out[statement.ref] = (statement.of, "one of the people of a list of names")
            continue
        ref = ClaimRef(statement.ref.report, claim.part_of or "")
        whole = present.get(ref)
        if whole is None and of_wounds(claim) and (total := _counted(statement, told, groups)) is not None:
            out[statement.ref] = (total.ref, "dead of wounds: the total takes them in when it is told anew")
            continue
        if whole is None or ref == statement.ref or whole.claim.harm != claim.harm:
            continue
        if of_wounds(claim):
            out[statement.ref] = (ref, f"some of the people of {ref.claim}, dead of wounds")
        elif statement.key in (whole.key, EVERYONE) or _armed_alike(statement, whole, groups):
            out[statement.ref] = (ref, f"some of the people of {ref.claim}, worded like them")
        elif statement.key.kind == "word" and (claim.count.low, claim.count.high) == (1, 1):
            out[statement.ref] = (ref, f"one of the people of {ref.claim}")
    return {ref: (_top(whole, out), why) for ref, (whole, why) in out.items()}


def _counted(few: Statement, told: Sequence[Statement], groups: Groups) -> Statement | None:
    """Return the first figure of the dead that those who died later of their wounds belong to."""
    for other in told:
        same = few.key == other.key or groups.within(few.key, other.key) or _armed_alike(few, other, groups)
        if (
            same
            and other.claim.harm == few.claim.harm
            and other.claim.stance in ("asserts", "admits")
            and not of_wounds(other.claim)
            and (other.claim.count.low or 0) >= (few.claim.count.low or 0)
        ):
            return other
    return None


def _armed_alike(part: Statement, whole: Statement, groups: Groups) -> bool:
    """Tell whether a part is worded as no more than the fighting people that a body's are: a soldier of an army."""
    armed = part.key.kind == "class" and groups.armed(part.key, part.key.role)
    return armed and whole.key.kind == "actor"


def _top(ref: ClaimRef, apart: dict[ClaimRef, tuple[ClaimRef, str]]) -> ClaimRef:
    """Return the nearest whole that is a figure itself."""
    seen = set()
    while ref in apart and ref not in seen:
        seen.add(ref)
        ref = apart[ref][0]
    return ref
