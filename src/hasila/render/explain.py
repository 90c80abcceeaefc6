"""Claims and the rules behind them, as text."""

from hasila.model import Claim, Report


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


def _figure(claim: Claim) -> str:
    low, high = claim.count.low, claim.count.high
    figure = "" if low is None and high is None else f" {low if low is not None else '?'}"
    if high != low:
        figure += f"-{high}" if high is not None else "+"
    return f"{claim.harm}{figure} ({claim.count.hedge})"


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)
