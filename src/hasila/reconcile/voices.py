"""Who really speaks: one voice for each independent originator, however many outlets carry him.

The source chain of a claim runs from the originator to the last carrier; the first link decides.

* An actor of the registry is one voice, whoever of his people speaks: the registry gives an official and
  the body that he speaks for the same actor.
* An originator that the registry does not know is known by his folded name. A name that contains
  another of two words or more (the director's, with his office before it) is the same voice, unless the
  short name fits several long ones that are different.
* Originators who speak side by side ("both A and B reported") are a voice each.
* Unnamed sources (:mod:`hasila.reconcile.nameless`) of one description are one voice.
* A claim without a source is the outlet's own voice. Identical texts are one outlet's; a passage that an earlier
  report has is that report's claim (:mod:`hasila.reconcile.copies`).
* An outlet that tells, without credit, a figure that somebody is credited with is not heard again; and
  an uncredited figure that several outlets tell is one voice, that of the outlet that told it first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from hasila.model import Claim, ClaimRef, Count, Report
from hasila.reconcile.copies import originals
from hasila.reconcile.figures import Range, range_of
from hasila.reconcile.floors import is_floor, listed, named_alone
from hasila.reconcile.groups import CIVILIANS, EVERYONE, Contains, Groups, Key
from hasila.reconcile.speakers import NEWSROOMS, NOBODY, Speakers, one_voice, raw_source
from hasila.text import fold_word


@dataclass(frozen=True)
class Statement:
    """A claim as it counts for a toll.

    ``voice`` names its independent originator; ``credited`` is false for a report's own voice. ``said``
    is the ISO day of saying (that of publication), empty where unknown. ``floor``: the originator knows
    only of some (a hospital, a list of names), so the figure is the least that there can be. ``of`` is the claim that
    stands for the whole list of names that this one is on.
    """

    ref: ClaimRef
    claim: Claim
    key: Key
    voice: str
    credited: bool
    said: str
    floor: bool = False
    of: ClaimRef | None = None

    @property
    def order(self) -> tuple[str, ClaimRef]:
        """Sorts statements as they were said."""
        return (self.said, self.ref)

    @property
    def range(self) -> Range | None:
        """The range for which the figure holds, ``None`` without one."""
        found = range_of(self.claim.count)
        return Range(found.low, None) if found is not None and self.floor else found


class Voices:
    """Tells the voices of some reports apart."""

    def __init__(self, reports: Sequence[Report], speakers: Speakers = NOBODY) -> None:
        """Read the names of all originators, for names that are one voice are told by comparing all."""
        self._outlets: dict[str, tuple[str, bool]] = {}
        for report in sorted(reports, key=_first_published):
            self._outlets.setdefault(report.sha256, _own_voice(report, speakers))
        sources = [source for report in reports for claim in report.claims for source in claim.sources]
        self._same = one_voice(sources, {name for name, _ in self._outlets.values()}, speakers)

    def of(self, report: Report, claim: Claim) -> tuple[str, ...]:
        """Return the voice of a claim, or the voices of one that several originators make together."""
        if not claim.sources:
            own, _ = self._outlets[report.sha256]
            return (self._same.get(own, own),)
        together = claim.sources if is_joint(claim) else claim.sources[:1]
        return tuple(dict.fromkeys(self._same.get(raw, raw) for raw in map(raw_source, together)))

    def credited(self, report: Report, claim: Claim) -> bool:
        """Tell whether somebody stands behind a claim: its source, or the one whose own channel the outlet is."""
        return bool(claim.sources) or self._outlets[report.sha256][1]


def _first_published(report: Report) -> tuple[str, str, str]:
    return (report.published or "9999", report.outlet or "", report.id)


def _own_voice(report: Report, speakers: Speakers) -> tuple[str, bool]:
    """Return the voice of a report's outlet, and whether it is the channel of one who speaks for himself."""
    if not report.outlet:
        return f"text:{report.sha256}", False
    owner = speakers.owner(report.outlet)
    if owner is not None:
        return speakers.voice(owner.id), owner.kind not in NEWSROOMS or owner.speaks_for is not None
    return f"outlet:{fold_word(report.outlet).lower()}", False


def statements(
    reports: Mapping[str, Report], refs: Iterable[ClaimRef], groups: Groups, speakers: Speakers = NOBODY
) -> list[Statement]:
    """Return the named claims as statements, in the order in which they were said.

    Raises:
        KeyError: if a reference names a report or claim that there is not.

    """
    told = [(reports[ref.report], reports[ref.report].claim(ref.claim), ref) for ref in sorted(set(refs))]
    voices = Voices(list({report.id: report for report, _, _ in told}.values()), speakers)
    on_lists = {ClaimRef(r.id, claim) for r in {r.id: r for r, _, _ in told}.values() for claim in listed(r)}
    copied = originals(reports, (ref for _, _, ref in told))
    out = []
    for _, claim, ref in told:
        first = copied.get(ref, ref)
        # A copy says what its original said, when it said so, by him who said it there.
        said_by, said = reports[first.report], reports[first.report].claim(first.claim)
        out += [
            Statement(
                ref=ref,
                claim=claim,
                key=groups.key(claim.group),
                voice=voice,
                credited=voices.credited(said_by, said),
                said=(said_by.published or "")[:10],
                floor=is_floor(said) or not on_lists.isdisjoint((ref, first)),
            )
            for voice in voices.of(said_by, said)
        ]
    return sorted(_lists(out), key=lambda s: (s.order, s.voice))


def _lists(told: Iterable[Statement]) -> list[Statement]:
    """Let the first of single people told by name stand for their list, as a floor of so many people."""
    told = list(told)
    by_report: dict[str, dict[str, Statement]] = {}
    for statement in told:
        if statement.key.kind == "word":
            by_report.setdefault(statement.ref.report, {}).setdefault(statement.claim.id, statement)
    heads: dict[ClaimRef, tuple[Key, Count]] = {}
    of: dict[ClaimRef, ClaimRef] = {}
    for name, by_id in by_report.items():
        for people in named_alone(s.claim for s in by_id.values()):
            first, *others = (ClaimRef(name, claim.id) for claim in people)
            civil = all(claim.group is not None and claim.group.role == "civilian" for claim in people)
            size = msgspec.structs.replace(people[0].count, low=len(people), high=None, hedge="at_least")
            heads[first] = (CIVILIANS if civil else EVERYONE, size)
            of |= dict.fromkeys(others, first)
    out = []
    for statement in told:
        if statement.ref in heads:
            key, size = heads[statement.ref]
            claim = msgspec.structs.replace(statement.claim, count=size)
            statement = replace(statement, key=key, claim=claim, floor=True)
        out.append(replace(statement, of=of.get(statement.ref)))
    return out


def raw_voice(claim: Claim) -> str:
    """Return the voice of a claim as its own report tells it, names not yet compared with other reports."""
    return raw_source(claim.sources[0]) if claim.sources else "report"


def is_joint(claim: Claim) -> bool:
    """Tell whether the sources speak side by side ("both A and B reported"): a rule named ``…joint`` fired."""
    return any(reason.step == "sources" and reason.rule.endswith("joint") for reason in claim.why)


def hear(told: Sequence[Statement]) -> list[Statement]:
    """Give uncredited figures the voice that they only repeat.

    ``told`` are the statements for one harm and group. A repeated figure counts as said when the credited
    voice said it, so that a stale copy does not outlive its source's later figure.
    """
    credited = [s for s in told if s.credited]
    first: dict[tuple[int | None, int | None], Statement] = {}
    out = []
    for statement in sorted(told, key=lambda s: s.order):
        if not statement.credited:
            found = _origin(statement, credited)
            if found is not None:
                statement = replace(statement, voice=found.voice, said=found.said, floor=found.floor)
            else:
                statement = replace(statement, voice=first.setdefault(_figure(statement), statement).voice)
        out.append(statement)
    return sorted(out, key=lambda s: s.order)


def _figure(statement: Statement) -> tuple[int | None, int | None]:
    return (statement.claim.count.low, statement.claim.count.high)


def _origin(statement: Statement, credited: Sequence[Statement]) -> Statement | None:
    """Return the credited statement whose figure an uncredited one repeats: the latest not after it, else the first.

    A vague recap repeats any credited figure that it fits.
    """
    mine = statement.range
    vague = statement.claim.count.hedge == "vague" or mine is None
    same = []
    for other in credited:
        theirs = other.range
        fits = vague and (mine is None or (theirs is not None and mine.meets(theirs)))
        if fits or _figure(other) == _figure(statement):
            same.append(other)
    before = [s for s in same if s.said <= statement.said]
    return before[-1] if before else (same[0] if same else None)


def speaks_for(statement: Statement, contains: Contains) -> bool:
    """Tell whether the originator speaks of his own side: source and group are one actor, or one is in the other."""
    sources, group = statement.claim.sources, statement.key
    if not sources or not sources[0].actor or group.kind != "actor":
        return False
    actor = sources[0].actor
    return actor == group.name or contains(actor, group.name) or contains(group.name, actor)


def is_partisan(statement: Statement, groups: Groups) -> bool:
    """Tell whether a party to the fighting asserts the losses of others than its own people; civilians are no enemy."""
    sources, stance = statement.claim.sources, statement.claim.stance
    if not sources or sources[0].kind != "party" or stance != "asserts" or groups.civil(statement.key):
        return False
    nobody = statement.range is not None and statement.range.high == 0
    return not nobody and not speaks_for(statement, groups.contains)
