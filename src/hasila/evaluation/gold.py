"""Gold reports: annotated by the codebook (docs/codebook.md), one JSON object a line."""

from pathlib import Path

import msgspec

from hasila.model import Harm, Hedge, Means, Role, Scope, Stance


class EvaluationError(Exception):
    """Gold or predictions that cannot be read. The message names the file, the line and what is wrong."""


class GoldClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim as annotators write it: names are substrings of the text, ``part_of`` the index of a claim."""

    quote: str
    harm: Harm
    low: int | None
    high: int | None
    hedge: Hedge
    group: str | None
    role: Role
    stance: Stance
    sources: list[str]
    place: str | None = None
    date: tuple[str, str] | None = None
    means: Means | None = None
    by: str | None = None
    scope: Scope = "event"
    part_of: int | None = None


class GoldReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its claims in order of appearance and the index pairs that cannot both be true.

    ``style`` is the kind of text: wire, paper, communique, post, ministry, monitor, column, broadcast or local.
    """

    id: str
    lang: str
    text: str
    published: str | None = None
    outlet: str | None = None
    claims: list[GoldClaim]
    contradictions: list[tuple[int, int]] = []
    style: str | None = None


def read_gold(path: Path) -> list[GoldReport]:
    """Read gold reports.

    Raises:
        EvaluationError: if a line is not a gold report, or a name in it does not stand in its text.
    """
    reports = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            report = msgspec.json.decode(line, type=GoldReport)
        except msgspec.DecodeError as error:
            raise EvaluationError(f"{path}, line {number}: not a gold report: {error}") from error
        for n, claim in enumerate(report.claims):
            for name in (claim.quote, claim.group, claim.place, claim.by, *claim.sources):
                if name and name not in report.text:
                    raise EvaluationError(f"{path}, line {number}, claim {n}: not in the text: {name!r}")
        reports.append(report)
    return reports
