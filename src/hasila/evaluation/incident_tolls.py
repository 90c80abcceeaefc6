"""The tolls of incidents beside those expected: each row of the gold under each profile."""

from collections.abc import Sequence

from hasila.evaluation.dossiers import Dossier, DossierIncident, Numbers, TollRow
from hasila.evaluation.incidents import ASKED, Fault, IncidentScore, Run
from hasila.evaluation.scoring import same_name
from hasila.model import PROFILES, Group, Incident, Span, Toll, TollGroup
from hasila.reconcile.groups import CIVILIANS, EVERYONE, Groups, Key, People, bare
from hasila.registry import load_registry

#: What identifies a toll in its incident: the harm, and kind and name of the group's key.
_What = tuple[str, str, str]


def score_tolls(run: Run, score: IncidentScore) -> list[Fault]:
    """Score the tolls of every incident that was measured; return one error for each row that is wrong anywhere."""
    groups = Groups(load_registry("ar").contains)
    faults: list[Fault] = []
    for dossier in run.dossiers:
        for incident in dossier.incidents:
            if run.measured(dossier, incident):
                faults += _incident(run, score, groups, dossier, incident)
    return faults


def _incident(
    run: Run, score: IncidentScore, groups: Groups, dossier: Dossier, incident: DossierIncident
) -> list[Fault]:
    where = f"{dossier.name}: {incident.name}"
    number = run.incident(dossier, incident)
    found = {} if number is None else {p: _by_group(run.result(number, p), groups) for p in PROFILES}
    given = found.get(PROFILES[0], {})
    pairs = _paired(run, groups, dossier, incident, given)
    score.rows += len(incident.tolls)
    score.groups.add(len(pairs), len(incident.tolls), len(given))
    faults = []
    for n, row in enumerate(incident.tolls):
        tolls = {p: found[p].get(pairs[n]) for p in PROFILES} if n in pairs else {}
        lines = [line for p in PROFILES for line in _row(score, row, p, tolls.get(p))]
        if lines:
            faults.append(Fault("toll", f"{where}: {row.harm} {row.group}", (*lines, *_working(row, tolls))))
    for what in sorted(set(given) - set(pairs.values())):
        toll = given[what]
        lines = [f"got {_figures(toll)} {toll.status}: {toll.rule}", *_claims(toll)]
        faults.append(Fault("toll", f"{where}: {what[0]} {_whose(toll.group)}: nobody expects it", tuple(lines)))
    return faults


def _by_group(incident: Incident, groups: Groups) -> dict[_What, Toll]:
    out: dict[_What, Toll] = {}
    for toll in incident.tolls:
        key = _key(toll.group, groups)
        out[toll.harm, key.kind, key.name] = toll
    return out


def _key(group: TollGroup, groups: Groups) -> Key:
    if group.actor is None and group.name is None:
        return CIVILIANS if group.role == "civilian" else EVERYONE
    name = group.name or ""
    return groups.key(Group(actor=group.actor, name=group.name, role=group.role, span=Span(0, len(name), name)))


def _paired(
    run: Run, groups: Groups, dossier: Dossier, incident: DossierIncident, given: dict[_What, Toll]
) -> dict[int, _What]:
    """Return the toll of each row, by the row's number: of the same group, else of people named alike."""
    pairs: dict[int, _What] = {}
    for n, row in enumerate(incident.tolls):
        key = _row_key(run, groups, dossier, incident, row)
        what = (row.harm, key.kind, key.name)
        if what in given and what not in pairs.values():
            pairs[n] = what
    for n, row in enumerate(incident.tolls):
        left = [w for w in given if w[0] == row.harm and w[1] == "word" and w not in pairs.values()]
        alike = next((what for what in left if same_name(row.group, given[what].group.name)), None)
        if n not in pairs and alike is not None:
            pairs[n] = alike
    return pairs


def _row_key(run: Run, groups: Groups, dossier: Dossier, incident: DossierIncident, row: TollRow) -> Key:
    """Return the group that a row means: a class, an actor, or that of the claims that word it so."""
    if row.group in _classes(groups.people):
        return CIVILIANS if row.group == CIVILIANS.name else Key("class", row.group)
    if row.group in load_registry("ar").actors:
        return Key("actor", row.group)
    for ref in run.refs(dossier, incident.claims):
        claim = run.told(ref)
        if claim.harm == row.harm and claim.group is not None and bare(claim.group.span.text) == bare(row.group):
            return groups.key(claim.group)
    return Key("word", bare(row.group))


def _classes(people: People) -> frozenset[str]:
    return frozenset((*people.words.values(), *people.within))


def _row(score: IncidentScore, row: TollRow, profile: str, toll: Toll | None) -> list[str]:
    """Count what is right of a toll under a profile; return the lines that tell what is not."""
    low, best, high, is_open = row.under(profile)
    right = dict.fromkeys(ASKED, False)
    if toll is not None:
        right = {
            "range": (toll.low, toll.high, toll.open) == (low, high, is_open),
            "best": toll.best == best,
            "status": toll.status == row.status,
        }
    score.tolls.update((profile, asked) for asked in ASKED if right[asked])
    if all(right.values()):
        return []
    wrong = " ".join(asked for asked in ASKED if not right[asked])
    got = "no such toll" if toll is None else f"{_figures(toll)} {toll.status}: {toll.rule}"
    return [f"{profile} {wrong}: expected {_numbers(row.under(profile))} {row.status}, got {got}"]


def _working(row: TollRow, tolls: dict[str, Toll | None]) -> list[str]:
    toll = tolls.get(PROFILES[0])
    return [f"why: {' '.join(row.why.split())}", *(_claims(toll) if toll is not None else ())]


def _claims(toll: Toll) -> list[str]:
    told: list[tuple[str, Sequence[str]]] = [
        ("supports", [f"{r.report}:{r.claim}" for r in toll.supports]),
        ("superseded", [f"{r.report}:{r.claim}" for r in toll.superseded]),
        ("denials", [f"{r.report}:{r.claim}" for r in toll.denials]),
        ("set aside", [f"{r.report}:{r.claim} ({why})" for r, why in toll.set_aside]),
    ]
    return [f"{name}: {', '.join(refs)}" for name, refs in told if refs]


def _whose(group: TollGroup) -> str:
    return group.actor or group.name or ("civilians" if group.role == "civilian" else "everyone")


def _figures(toll: Toll) -> str:
    return _numbers((toll.low, toll.best, toll.high, toll.open)) + (" derived" if toll.derived else "")


def _numbers(numbers: Numbers) -> str:
    *sizes, is_open = numbers
    return " ".join("–" if size is None else str(size) for size in sizes) + (" open" if is_open else "")
