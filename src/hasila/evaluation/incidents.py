"""How well claims are linked by incident and reconciled: dossiers beside what hasila makes of their reports.

Mode ``given`` takes the gold's own claims, so that linking and reconciling are measured alone; mode ``read`` lets
hasila read the texts, and pairs its claims with the gold's as the score of claims does. The reports of all dossiers
are linked together in one run, so that what is linked across dossiers counts as an error, too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from hasila.evaluation.dossiers import Dossier, DossierIncident, read_dossiers
from hasila.evaluation.given import as_report
from hasila.evaluation.scoring import match
from hasila.model import PROFILES, Claim, ClaimRef, Incident, Report, TollReport
from hasila.reconcile.figures import words

Mode = Literal["given", "read"]
MODES: Final[tuple[str, ...]] = get_args(Mode)
#: What is asked of a toll under a profile: low, high and open; best; status.
ASKED: Final = ("range", "best", "status")
#: So many claims of the largest part are shown where an incident was told apart or put with another.
_SHOWN: Final = 4


@dataclass(slots=True)
class Hits:
    """How many are right, of how many the gold has and of how many were given."""

    right: int = 0
    gold: int = 0
    pred: int = 0

    def add(self, right: int, gold: int, pred: int) -> None:
        """Add the counts of one more part."""
        self.right, self.gold, self.pred = self.right + right, self.gold + gold, self.pred + pred

    @property
    def precision(self) -> float:
        """The share right of those given."""
        return self.right / self.pred if self.pred else 0.0

    @property
    def recall(self) -> float:
        """The share right of those the gold has."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.pred) if self.gold + self.pred else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One error. ``kind``: links, toll, contradiction or control; ``where``: the dossier and incident; then lines."""

    kind: str
    where: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class IncidentScore:
    """Counts, and the figures made of them.

    ``links`` counts pairs of event claims of one incident, ``groups`` the harms and groups that have a toll,
    ``tolls`` the tolls with a thing of `ASKED` right, by profile and thing, of ``rows`` expected. ``left_out`` are the
    incidents whose tolls cannot be measured, for some of their reports are in a language that hasila cannot read.
    """

    mode: str
    dossiers: int = 0
    incidents: int = 0
    reports: int = 0
    claims: int = 0
    left_out: int = 0
    rows: int = 0
    links: Hits = field(default_factory=Hits)
    groups: Hits = field(default_factory=Hits)
    tolls: Counter[tuple[str, str]] = field(default_factory=Counter)
    contradictions: Hits = field(default_factory=Hits)
    control: Hits = field(default_factory=Hits)

    def share(self, asked: str, profile: str | None = None) -> float:
        """Return the share of the tolls expected with a thing right, under one profile or over all."""
        chosen = (profile,) if profile else PROFILES
        of = self.rows * len(chosen)
        return sum(self.tolls[name, asked] for name in chosen) / of if of else 0.0

    def figures(self) -> dict[str, float]:
        """Return every figure by name; what the gold has none of, and nobody gave, has no figure."""
        out: dict[str, float] = {}
        for name, hits in (("links", self.links), ("groups", self.groups), ("contradictions", self.contradictions),
                           ("control", self.control)):  # fmt: skip
            if hits.gold or hits.pred:
                out |= {f"{name}.precision": hits.precision, f"{name}.recall": hits.recall, f"{name}.f1": hits.f1}
        if self.rows:
            for asked in ASKED:
                out[f"tolls.{asked}"] = self.share(asked)
                out |= {f"tolls.{asked}.{profile}": self.share(asked, profile) for profile in PROFILES}
        return {name: round(value, 4) for name, value in out.items()}

    def counts(self) -> dict[str, int]:
        """Return how much was measured."""
        return {"dossiers": self.dossiers, "incidents": self.incidents, "reports": self.reports,
                "claims": self.claims, "left_out": self.left_out, "rows": self.rows}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Dossiers, and what hasila made of them.

    ``gold`` holds the gold reports by id, ``linked`` the reports that were linked; the ids are those of the dossier
    and the report. ``aligned`` gives the claim that was linked for a claim of the gold, ``results`` the outcome by
    profile, ``home`` the number of a claim's incident in it.
    """

    mode: str
    dossiers: Sequence[Dossier]
    gold: Mapping[str, Report]
    linked: Mapping[str, Report]
    aligned: Mapping[ClaimRef, ClaimRef]
    results: Mapping[str, TollReport]
    home: Mapping[ClaimRef, int]

    def refs(self, dossier: Dossier, names: Iterable[str]) -> list[ClaimRef]:
        """Return the claims of the gold that a dossier names ``report:index``."""
        return [ClaimRef(f"{dossier.name}/{report}", n) for report, _, n in (name.rpartition(":") for name in names)]

    def measured(self, dossier: Dossier, incident: DossierIncident) -> bool:
        """Tell whether every report that tells of an incident was linked."""
        return all(ref.report in self.linked for ref in self.refs(dossier, incident.claims))

    def incident(self, dossier: Dossier, incident: DossierIncident) -> int | None:
        """Return the number of the incident that has most of the claims of one of the gold; ``None`` of none."""
        refs = (self.aligned.get(ref) for ref in self.refs(dossier, incident.claims))
        votes = Counter(self.home[ref] for ref in refs if ref is not None and ref in self.home)
        return min(votes, key=lambda number: (-votes[number], number), default=None)

    def result(self, number: int, profile: str = "full-range") -> Incident:
        """Return an incident by its number."""
        return self.results[profile].incidents[number]

    def told(self, ref: ClaimRef) -> Claim:
        """Return a claim of the gold."""
        return self.gold[ref.report].claim(ref.claim)

    def line(self, ref: ClaimRef) -> str:
        """Describe a claim of the gold in a line, and as what it was read where that differs."""
        told = _described(self.told(ref))
        read = self.aligned.get(ref)
        other = told if read is None else _described(self.linked[read.report].claim(read.claim))
        return f"{ref.report}:{ref.claim} {told}" + (f"  READ {other}" if other != told else "")

    def linked_line(self, ref: ClaimRef) -> str:
        """Describe a claim that was linked in a line."""
        return f"{ref.report}:{ref.claim} {_described(self.linked[ref.report].claim(ref.claim))}"


@dataclass(frozen=True, slots=True)
class IncidentEvaluation:
    """A score with every error behind it."""

    score: IncidentScore
    faults: list[Fault]


def evaluate_incidents(path: Path, mode: str = "given", lang: str | None = None) -> IncidentEvaluation:
    """Measure linking and reconciling on a case file or a directory of them.

    Args:
        path: the file or directory.
        mode: ``given`` (the gold's claims) or ``read`` (hasila reads the texts; reports in a language that it cannot
            read are left out of both sides).
        lang: with ``read``, only the reports in this language; each that is read by all together hides what becomes
            of another.

    Raises:
        EvaluationError: if a case file cannot be read.
        ValueError: if there is no such mode.
    """
    if mode not in MODES:
        raise ValueError(f"no mode {mode!r}; there are: {', '.join(MODES)}")
    return score_run(link_dossiers(read_dossiers(path), mode, lang))


def link_dossiers(dossiers: Sequence[Dossier], mode: str, lang: str | None = None) -> Run:
    """Link and reconcile the reports of dossiers under every profile."""
    from hasila.pipeline import link_reports, make_toll

    golds = {f"{d.name}/{report.id}": report for d in dossiers for report in d.reports}
    gold = {ident: as_report(report, ident) for ident, report in golds.items()}
    aligned: dict[ClaimRef, ClaimRef] = {}
    if mode == "given":
        linked = gold
        refs = (ClaimRef(ident, claim.id) for ident, report in gold.items() for claim in report.claims)
        aligned = {ref: ref for ref in refs}
    else:
        linked = {}
        for ident, report in gold.items():
            found = _read(report) if lang in (None, report.lang) else None
            if found is not None:
                linked[ident], pairs = found[0], match(golds[ident], found[1])
                for g, (p, _) in pairs.items():
                    aligned[ClaimRef(ident, str(g))] = ClaimRef(ident, found[1][p]["id"])
    reports = list(linked.values())
    together = link_reports(reports)
    results = {profile: make_toll(reports, profile, together) for profile in PROFILES}
    home = {ref: n for n, incident in enumerate(results[PROFILES[0]].incidents) for ref in incident.claims}
    return Run(mode, dossiers, gold, linked, aligned, results, home)


def _read(report: Report) -> tuple[Report, list[dict[str, Any]]] | None:
    """Read a report's text anew; ``None`` where hasila has no rules for its language."""
    from hasila.export.jsonl import record
    from hasila.pipeline import UnknownLanguageError, read_claims

    bare = Report(id=report.id, lang=report.lang, text=report.text, published=report.published, outlet=report.outlet)
    try:
        read = read_claims(bare)
    except UnknownLanguageError:
        return None
    return read, record(read)["claims"]


def score_run(run: Run) -> IncidentEvaluation:
    """Score what was made of dossiers."""
    from hasila.evaluation.incident_pairs import score_contradictions, score_control
    from hasila.evaluation.incident_tolls import score_tolls

    incidents = [(d, i) for d in run.dossiers for i in d.incidents]
    score = IncidentScore(
        mode=run.mode,
        dossiers=len(run.dossiers),
        incidents=len(incidents),
        reports=len(run.linked),
        claims=sum(len(run.gold[ident].claims) for ident in run.linked),
        left_out=sum(not run.measured(d, i) for d, i in incidents),
    )
    steps: tuple[Callable[[Run, IncidentScore], list[Fault]], ...] = (
        _score_links, score_tolls, score_contradictions, score_control,
    )  # fmt: skip
    return IncidentEvaluation(score, [fault for step in steps for fault in step(run, score)])


def _score_links(run: Run, score: IncidentScore) -> list[Fault]:
    """Count the pairs of claims that are of one incident, in the gold, as linked, and in both."""
    cells: dict[tuple[str, str], list[ClaimRef]] = {}
    for dossier in run.dossiers:
        for incident in dossier.incidents:
            for ref in run.refs(dossier, incident.claims):
                if ref in run.aligned:
                    number = run.home.get(run.aligned[ref])
                    # A claim that was put outside is alone.
                    where = f"outside, {ref.report}:{ref.claim}" if number is None else _named(run, number)
                    cells.setdefault((f"{dossier.name}: {incident.name}", where), []).append(ref)
    by_gold: dict[str, dict[str, list[ClaimRef]]] = {}
    by_pred: dict[str, dict[str, list[ClaimRef]]] = {}
    for (one, other), refs in cells.items():
        by_gold.setdefault(one, {})[other] = refs
        by_pred.setdefault(other, {})[one] = refs
    score.links.add(
        sum(map(_pairs, cells.values())),
        sum(_pairs([ref for refs in parts.values() for ref in refs]) for parts in by_gold.values()),
        sum(_pairs([ref for refs in parts.values() for ref in refs]) for parts in by_pred.values()),
    )
    faults = []
    for told, groups in (("told apart", by_gold), ("put together", by_pred)):
        for where, parts in groups.items():
            if len(parts) > 1:
                ranked = sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
                lines = [line for n, (name, refs) in enumerate(ranked) for line in _part(run, name, refs, n == 0)]
                faults.append(Fault("links", f"{where}: {told}", tuple(lines)))
    return faults


def _part(run: Run, name: str, refs: list[ClaimRef], largest: bool) -> list[str]:
    # Of the largest part a few claims tell what it is; what strayed from it is the error, and is told in full.
    shown = refs[:_SHOWN] if largest else refs
    more = [f"  and {len(refs) - len(shown)} more"] if len(shown) < len(refs) else []
    return [f"{name}: {len(refs)} claims", *(f"  {run.line(ref)}" for ref in shown), *more]


def _pairs(items: Sequence[object]) -> int:
    return len(items) * (len(items) - 1) // 2


def _named(run: Run, number: int) -> str:
    incident = run.result(number)
    place = (incident.place.name or incident.place.span.text) if incident.place else "no place"
    days = f"{incident.date.start} to {incident.date.end}" if incident.date else "no day"
    return f"{incident.id} ({place}, {days})"


def _described(claim: Claim) -> str:
    """Describe a claim in a line: what it says, who says so, and where it is set."""
    who = claim.group.actor or claim.group.span.text if claim.group else "–"
    source = ", ".join(s.actor or s.span.text for s in claim.sources) or "own voice"
    place = (claim.place.name or claim.place.span.text) if claim.place else "–"
    days = f"{claim.date.start}–{claim.date.end}" if claim.date else "–"
    # The ids of wholes differ between the gold and what was read, so that they tell nothing side by side.
    part = " (part)" if claim.part_of is not None else ""
    scope = "" if claim.scope == "event" else f" | {claim.scope}"
    stance = "" if claim.stance == "asserts" else f"{claim.stance} "
    figure = words(claim.count)
    return f"{stance}{claim.harm} {figure} {who}{part} | {source} | {place} | {days} | {claim.means or '–'}{scope}"
