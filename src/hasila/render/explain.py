"""Claims and tolls, and the rules behind them, as text."""

from collections.abc import Sequence
from typing import Final

from hasila.model import Claim, Incident, Report, Toll
from hasila.render.figures import Index, toll_best, toll_range, when_words
from hasila.render.links import link_words
from hasila.render.said import Fold, day, figure, folds, voice
from hasila.render.strings import EN, plural

#: What is said of the claims of a toll, by what became of them.
_PARTS: Final = {"supports": "gave it", "denials": "deny it", "superseded": "replaced", "set_aside": "set aside"}


def list_claims(report: Report) -> str:
    """Return one line per claim of a report."""
    lines = [f"{report.id}: {len(report.claims)} claims"]
    lines += [f"  {claim.id:<4} {_figure(claim):<22} {_plain(claim.quote.text)}" for claim in report.claims]
    return "\n".join(lines)


def explain_claim(report: Report, claim_id: str) -> str:
    """Return a claim's slots and the chain of rules that gave them, each with the words it rests on.

    Raises:
        KeyError: if the report has no such claim.
    """
    claim = report.claim(claim_id)
    lines = [f"{report.id} {claim.id}: {_figure(claim)}", f"  {_plain(claim.quote.text)}"]
    group = claim.group
    if group is not None:
        lines.append(f"  people    {_plain(group.span.text)} [{group.actor or 'not in the registry'}, {group.role}]")
    sources = " <- ".join(f"{_plain(s.span.text)} [{s.actor or s.kind}]" for s in claim.sources)
    lines.append(f"  source    {sources or 'the report itself'} ({claim.stance})")
    if claim.place is not None:
        lines.append(f"  place     {_plain(claim.place.span.text)} [{claim.place.id or 'not in the gazetteer'}]")
    if claim.date is not None:
        lines.append(f"  date      {claim.date.start} to {claim.date.end}")
    lines.append(f"  means     {claim.means or 'not told'}; scope {claim.scope}; part of {claim.part_of or 'nothing'}")
    lines.append(f"  sureness  {claim.confidence}")
    lines.append("  rules")
    for reason in claim.why:
        where = f"{reason.span.start}-{reason.span.end} {_plain(reason.span.text)}" if reason.span else ""
        lines.append(f"    {reason.step:<10} {reason.rule:<44} {where}")
    return "\n".join(lines)


def name_incident(incident: Incident) -> str:
    """Return an incident's id, place and days on one line."""
    place = incident.place
    where = (place.name or place.span.text) if place else EN["place.unknown"]
    return f"{_plain(incident.id)}: {_plain(where)}, {when_words(incident.date, EN)}"


def explain_tolls(incident: Incident, tolls: Sequence[Toll], reports: Sequence[Report]) -> str:
    """Return why tolls of an incident have their numbers.

    First the links that put the incident together. Then for each toll the rule, every claim that gave the numbers, and
    every other claim with the reason why it did not. Claims of one source with one figure stand together.
    """
    index = Index.of(reports)
    lines = [name_incident(incident)]
    if incident.links:
        lines += ["", f"{EN['links']} ({plural(EN, 'link', len(incident.links))})"]
        lines += [f"  {_plain(link_words(link, index, EN))}" for link in incident.links]
    for toll in tolls:
        best = toll_best(toll)
        numbers = toll_range(toll, EN) + (f", best {best}" if best is not None else "")
        voices = f"{toll.independent_sources} independent source{'' if toll.independent_sources == 1 else 's'}"
        who = _plain(index.group(toll, EN))
        lines += ["", f"{toll.harm}, {who}: {numbers} ({EN[f'status.{toll.status}']}, {voices})"]
        lines.append(f"  rule: {_plain(toll.rule)}")
        for part, found in folds(toll, incident.timeline, index).items():
            if found:
                lines.append(f"  {_PARTS[part]}")
                lines += [line for fold in found for line in _told(fold, index)]
    return "\n".join(lines)


def _told(fold: Fold, index: Index) -> list[str]:
    said = fold.said
    told = f"{figure(said, EN)}: {voice(said)}, {day(said, EN)}" if said else _plain(fold.refs[0].report)
    if said and said.stance != "asserts":
        told = f"{EN[f'stance.{said.stance}']} {told}"
    lines = [f"    {_plain(told)}"]
    if fold.why:
        lines.append(f"      why: {_plain(fold.why)}")
    for ref in fold.refs:
        quote = f"  {_plain(index.quote(ref, EN))}" if ref in index.claims else ""
        lines.append(f"      {_plain(index.outlet(ref))} ({_plain(ref.report)}:{_plain(ref.claim)}){quote}")
    return lines


def _figure(claim: Claim) -> str:
    low, high = claim.count.low, claim.count.high
    figure = "" if low is None and high is None else f" {low if low is not None else '?'}"
    if high != low:
        figure += f"-{high}" if high is not None else "+"
    return f"{claim.harm}{figure} ({claim.count.hedge})"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)
