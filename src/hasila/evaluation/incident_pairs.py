"""Contradictions and control of incidents beside those expected."""

from collections import Counter

from hasila.evaluation.dossiers import Dossier
from hasila.evaluation.incidents import Fault, IncidentScore, Run
from hasila.evaluation.scoring import same_name
from hasila.model import Claim, ClaimRef, Contradiction

#: A contradiction of the gold: its kind, and two claims.
_Pair = tuple[str, ClaimRef, ClaimRef]


def score_contradictions(run: Run, score: IncidentScore) -> list[Fault]:
    """Score the contradictions of every incident that was measured, one to one within each dossier.

    Those between the very claims go first; then those between others by which the same voices say the same.
    """
    faults = []
    found = _found(run)
    for dossier in run.dossiers:
        gold = _expected(run, dossier)
        left = [contradiction for name, contradiction in found if name == dossier.name]
        pred = len(left)
        missed = []
        pending = []
        for where, pair in gold:
            exact = next((c for c in left if c.kind == pair[0] and frozenset(c.claims) == _aligned(run, pair)), None)
            if exact is None:
                pending.append((where, pair))
            else:
                left.remove(exact)
        for where, pair in pending:
            alike = next((c for c in left if _alike(run, pair, c)), None)
            if alike is None:
                missed.append((where, pair))
            else:
                left.remove(alike)
        score.contradictions.add(len(gold) - len(missed), len(gold), pred)
        for where, (kind, *refs) in missed:
            lines = (f"expected {kind}", *map(run.line, refs))
            faults.append(Fault("contradiction", f"{dossier.name}: {where}: missed", lines))
        for c in left:
            lines = (f"got {c.kind}: {c.why}", *map(run.linked_line, c.claims))
            faults.append(Fault("contradiction", f"{dossier.name}: nobody expects it", lines))
    return faults


def _expected(run: Run, dossier: Dossier) -> list[tuple[str, _Pair]]:
    out: list[tuple[str, _Pair]] = []
    for incident in dossier.incidents:
        if run.measured(dossier, incident):
            for kind, *names in incident.contradictions:
                first, second = run.refs(dossier, names)
                out.append((incident.name, (kind, first, second)))
    return out


def _found(run: Run) -> list[tuple[str, Contradiction]]:
    """Return the contradictions given, each with the dossier of its first claim, but those of incidents left out."""
    left_out = {
        ref
        for dossier in run.dossiers
        for incident in dossier.incidents
        if not run.measured(dossier, incident)
        for ref in run.refs(dossier, incident.claims)
    }
    votes: dict[int, Counter[bool]] = {}
    for gold, ref in run.aligned.items():
        if ref in run.home:
            votes.setdefault(run.home[ref], Counter())[gold in left_out] += 1
    out = []
    for number, incident in enumerate(next(iter(run.results.values())).incidents):
        counts = votes.get(number, Counter())
        if counts[True] <= counts[False]:
            out += [(c.claims[0].report.partition("/")[0], c) for c in incident.contradictions]
    return out


def _aligned(run: Run, pair: _Pair) -> frozenset[ClaimRef | None]:
    return frozenset(run.aligned.get(ref) for ref in pair[1:])


def _alike(run: Run, pair: _Pair, found: Contradiction) -> bool:
    if pair[0] != found.kind:
        return False
    one, other = (run.told(ref) for ref in pair[1:])
    first, second = (run.linked[ref.report].claim(ref.claim) for ref in found.claims)
    same = says_the_same
    return (same(one, first) and same(other, second)) or (same(one, second) and same(other, first))


def says_the_same(a: Claim, b: Claim) -> bool:
    """Tell whether two claims of one incident are one voice's same words.

    They have the same harm, figure and stance (a concession asserts), and the same originator; an uncredited figure
    is nobody's but the one's who is credited with it.
    """
    told = [(c.harm, c.count.low, c.count.high, "denies" if c.stance == "denies" else "asserts") for c in (a, b)]
    if told[0] != told[1]:
        return False
    if not a.sources or not b.sources:
        return True
    one, other = a.sources[0], b.sources[0]
    if one.actor or other.actor:
        return one.actor == other.actor
    return same_name(one.span.text, other.span.text)


def score_control(run: Run, score: IncidentScore) -> list[Fault]:
    """Score who took or lost a place: right are the status and all claims that say so, so far as they were read."""
    faults = []
    readable = set(run.aligned.values())
    for dossier in run.dossiers:
        for incident in dossier.incidents:
            if not run.measured(dossier, incident):
                continue
            number = run.incident(dossier, incident)
            found = list(run.result(number).control) if number is not None else []
            given = [(c.status, readable.intersection(c.supports)) for c in found]
            missed = []
            for row in incident.control:
                refs = {run.aligned[ref] for ref in run.refs(dossier, row.claims) if ref in run.aligned}
                if refs and (row.status, refs) in given:
                    at = given.index((row.status, refs))
                    del given[at], found[at]
                else:
                    missed.append(row)
            right = len(incident.control) - len(missed)
            score.control.add(right, len(incident.control), right + len(found))
            where = f"{dossier.name}: {incident.name}"
            for row in missed:
                lines = [f"expected {row.status} {row.force}", *map(run.line, run.refs(dossier, row.claims))]
                faults.append(Fault("control", f"{where}: missed", tuple(lines)))
            for c in found:
                lines = [f"got {c.status} {c.force}, {c.place or 'no place'}", *map(run.linked_line, c.supports)]
                faults.append(Fault("control", f"{where}: nobody expects it", tuple(lines)))
    return faults
