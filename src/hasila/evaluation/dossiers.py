"""Gold of incidents: dossiers of reports with their claims, and what linking and reconciling must make of them.

A dossier is a YAML file of one to four incidents, neighbours that must stay apart among them. Its claims are written as
those of gold reports are; a claim is named ``report:index``, its place among its report's claims.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from hasila.evaluation.gold import EvaluationError, GoldReport
from hasila.model import Harm, Status
from hasila.text.data import YAMLError, load_yaml

#: Low, best, high, and whether the high is itself a lower bound; ``None`` where there is none.
Numbers = tuple[int | None, int | None, int | None, bool]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DossierReport(GoldReport, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report of a dossier; its id is unique in the file."""


class TollRow(_Strict, frozen=True, kw_only=True):
    """The toll expected for one harm and group under each profile; ``why`` is the working.

    ``group`` is a class of ``reconcile/people.yaml``, an actor's id, or the word as a claim words it.
    """

    harm: Harm
    group: str
    status: Status
    full_range: Numbers = msgspec.field(name="full-range")
    ucdp: Numbers
    gtd: Numbers
    acled: Numbers
    why: str
    derived: bool = False

    def under(self, profile: str) -> Numbers:
        """Return the numbers under a profile.

        Raises:
            AttributeError: if it is none of the four.
        """
        numbers: Numbers = getattr(self, profile.replace("-", "_"))
        return numbers


class ControlRow(_Strict, frozen=True, kw_only=True):
    """A force that took or lost a place, and the claims that say so."""

    force: str
    status: Literal["took_control", "lost_control"]
    claims: list[str]


class DossierIncident(_Strict, frozen=True, kw_only=True):
    """An incident: every claim that tells of it, its tolls, and the pairs of claims that cannot both be true."""

    name: str
    claims: list[str]
    tolls: list[TollRow] = []
    contradictions: list[tuple[Literal["figures", "denial", "control"], str, str]] = []
    control: list[ControlRow] = []


class Dossier(_Strict, frozen=True, kw_only=True):
    """A case file. ``name`` is the file's stem; ``outside`` the claims of a period or a whole war."""

    name: str
    about: str
    reports: list[DossierReport]
    incidents: list[DossierIncident]
    outside: list[str] = []


def read_dossiers(path: Path) -> list[Dossier]:
    """Read a case file, or every ``*.yaml`` of a directory in the order of names.

    Raises:
        EvaluationError: if a file is no dossier, a name in it does not stand in its text, or a claim does not stand in
            exactly one incident or outside. The message names the file and the item. Also if there is no file.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise EvaluationError(f"{path}: no case file (*.yaml)")
    return [_read(file) for file in files]


def _read(path: Path) -> Dossier:
    try:
        raw = load_yaml(path.read_text(encoding="utf-8"))
        if not isinstance(raw, dict):
            raise EvaluationError(f"{path}: not a case file: it is no mapping")
        if "name" in raw:
            raise EvaluationError(f"{path}: not a case file: its name is that of the file")
        dossier = msgspec.convert(raw | {"name": path.stem}, Dossier)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise EvaluationError(f"{path}: cannot be read: {error}") from error
    except msgspec.ValidationError as error:
        raise EvaluationError(f"{path}: not a case file: {error}") from error
    for fault in _faults(dossier):
        raise EvaluationError(f"{path}: {fault}")
    return dossier


def _faults(dossier: Dossier) -> Iterator[str]:
    for name, times in Counter(report.id for report in dossier.reports).items():
        if times > 1:
            yield f"report {name}: there are {times} of that id"
    for report in dossier.reports:
        yield from _report_faults(report)
    scopes = {f"{r.id}:{n}": claim.scope for r in dossier.reports for n, claim in enumerate(r.claims)}
    told = [(f"incident {i.name}", ref) for i in dossier.incidents for ref in i.claims]
    told += [("outside", ref) for ref in dossier.outside]
    for where, ref in told:
        if ref not in scopes:
            yield f"{where}: there is no claim {ref}"
        elif (scopes[ref] == "event") != (where != "outside"):
            yield f"{where}: claim {ref} has the scope {scopes[ref]}"
    times_told = Counter(ref for _, ref in told)
    for ref in scopes:
        if times_told[ref] != 1:
            yield f"claim {ref} stands in {times_told[ref]} places of incidents and outside, not in one"
    for incident in dossier.incidents:
        yield from _incident_faults(incident)


def _report_faults(report: DossierReport) -> Iterator[str]:
    where = f"report {report.id}"
    if report.published is not None and not _is_day(report.published):
        yield f"{where}: published is no ISO date: {report.published!r}"
    for n, claim in enumerate(report.claims):
        for name in (claim.quote, claim.group, claim.place, claim.by, *claim.sources):
            if name is not None and (not name or name not in report.text):
                yield f"{where}, claim {n}: not in the text: {name!r}"
        if claim.date is not None and not all(map(_is_day, claim.date)):
            yield f"{where}, claim {n}: no ISO dates: {claim.date}"
        if claim.part_of is not None and (claim.part_of == n or not 0 <= claim.part_of < len(report.claims)):
            yield f"{where}, claim {n}: part_of {claim.part_of} is no other claim of the report"
    for pair in report.contradictions:
        if not all(0 <= index < len(report.claims) for index in pair) or pair[0] == pair[1]:
            yield f"{where}: contradiction {list(pair)} is no pair of its claims"


def _incident_faults(incident: DossierIncident) -> Iterator[str]:
    where = f"incident {incident.name}"
    for (harm, group), times in Counter((row.harm, row.group) for row in incident.tolls).items():
        if times > 1:
            yield f"{where}: {times} tolls of {harm} {group}"
    for row in incident.tolls:
        for profile in ("full-range", "ucdp", "gtd", "acled"):
            low, best, high, _ = row.under(profile)
            sizes = [size for size in (low, best, high) if size is not None]
            if sizes != sorted(sizes):
                yield f"{where}, toll {row.harm} {row.group}, {profile}: low, best and high do not rise"
    named = [ref for _, *pair in incident.contradictions for ref in pair]
    named += [ref for row in incident.control for ref in row.claims]
    for ref in named:
        if ref not in incident.claims:
            yield f"{where}: contradictions and control name {ref}, which is no claim of it"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
