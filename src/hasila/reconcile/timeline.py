"""The toll over time: each figure as its own source gave it, dated, with all who repeated it.

One entry for each voice, figure, harm and group. What the entries say of voices, of what replaced what and of
what was set aside is what the tolls were made of (:mod:`hasila.reconcile.tolls`); nothing is decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from hasila.model import Harm, Report, Said, SaidState, Toll, TollGroup
from hasila.reconcile.figures import range_of, words
from hasila.reconcile.groups import EVERYONE, Groups
from hasila.reconcile.speakers import raw_source
from hasila.reconcile.standing import Standing
from hasila.reconcile.tolls import Case, Tally, group_of, role_of
from hasila.reconcile.voices import Statement, is_partisan

_LAST = "9999"


class _Fate(NamedTuple):
    """A statement, what became of it, and why."""

    statement: Statement
    state: SaidState
    why: str | None


def timeline(
    cases: Sequence[Case], tallies: Sequence[Tally], reports: Mapping[str, Report], groups: Groups
) -> tuple[Said, ...]:
    """Return what was said of one incident's people, by day, harm, group and voice; what has no day comes last."""
    tolls = {(t.toll.harm, t.key): t.toll for t in tallies}
    names = _names(cases, reports)
    places = {where: number for number, where in enumerate(tolls)}
    out: list[tuple[tuple[object, ...], Said]] = []
    for case in cases:
        where = (case.harm, case.key)
        toll = tolls.get(where)
        known = toll is not None and not toll.derived
        group = toll.group if toll is not None and known else group_of(case.key, case.told, role_of(case.told))
        for entry in _entries(_fates(case, toll), case.standing):
            said = _said(entry, case.harm, group, names, reports, groups)
            place = (places.get(where, len(places)), case.key != EVERYONE, case.key)
            order = (said.said or _LAST, place, said.voice_id, said.low or 0, said.high or 0, said.state, said.claims)
            out.append((order, said))
    return tuple(said for _, said in sorted(out, key=lambda item: item[0]))


def _fates(case: Case, toll: Toll | None) -> list[_Fate]:
    """Return every statement of a case with what became of it."""
    standing = case.standing
    aside = dict(toll.set_aside) if toll is not None else {}
    supports = set(toll.supports) if toll is not None else set()
    out = [_Fate(s, "set_aside", why) for s, why in case.apart]
    for s in standing.supports:
        passed = s.ref in aside and s.ref not in supports
        out.append(_Fate(s, "set_aside", aside[s.ref]) if passed else _Fate(s, "standing", None))
    out += [_Fate(s, "superseded", _why_replaced(s, standing)) for s in standing.superseded]
    out += [_Fate(s, "denial", None) for s in standing.denials]
    out += [_Fate(s, "unconfirmed", "not confirmed by its own source") for s in standing.unconfirmed]
    return out


def _why_replaced(statement: Statement, standing: Standing) -> str:
    if statement.claim.stance == "denies":
        return "its own source later asserts it"
    head = next((h for h in standing.heads if h.voice == statement.voice), None)
    if head is None:
        return "its own source later denies it"
    if head.said > statement.said:
        return f"its own source later says {words(head.claim.count)}"
    return f"its own source says {words(head.claim.count)} on the same day"


def _entries(fates: Iterable[_Fate], standing: Standing) -> list[list[_Fate]]:
    """Put the statements of one voice, figure and fate together."""
    heads = {s.voice: s for s in standing.heads}
    out: dict[tuple[object, ...], list[_Fate]] = {}
    for fate in fates:
        s, count = fate.statement, fate.statement.claim.count
        head = heads.get(s.voice)
        vague = count.hedge == "vague" or range_of(count) is None
        if fate.state == "standing" and head is not None and head.credited and vague and not s.credited:
            # A loose recap of a figure is no figure of the one who gave it.
            count = head.claim.count
        share = count.hedge if count.hedge in ("most", "all") else ""
        denies = s.claim.stance == "denies"
        out.setdefault((s.voice, count.low, count.high, share, fate.state, denies), []).append(fate)
    return list(out.values())


def _said(
    fates: Sequence[_Fate],
    harm: Harm,
    group: TollGroup,
    names: Mapping[str, str],
    reports: Mapping[str, Report],
    groups: Groups,
) -> Said:
    # As its own source worded it, where a report credits it.
    first = min(fates, key=lambda f: (not f.statement.credited, f.statement.order))
    refs = sorted({f.statement.ref for f in fates}, key=lambda ref: (_published(reports[ref.report]), ref))
    days = [day for f in fates if (day := _day(f.statement.said))]
    claim = first.statement.claim
    return Said(
        said=min(days, default=None),
        harm=harm,
        group=group,
        low=claim.count.low,
        high=claim.count.high,
        hedge=claim.count.hedge,
        floor=first.statement.floor,
        partisan=any(is_partisan(f.statement, groups) for f in fates),
        stance=claim.stance,
        voice=names[first.statement.voice],
        voice_id=first.statement.voice,
        carriers=tuple(dict.fromkeys(_outlet(reports[ref.report]) for ref in refs)),
        claims=tuple(refs),
        state=first.state,
        why=first.why,
    )


def _names(cases: Sequence[Case], reports: Mapping[str, Report]) -> dict[str, str]:
    """Return the display name of every voice: that of the registry, else as the first report words it."""
    found: dict[str, tuple[object, ...]] = {}
    for case in cases:
        for s in (*case.told, *(s for s, _ in case.apart)):
            report = reports[s.ref.report]
            sources = [(x.name, x.span.text, raw_source(x) == s.voice) for x in s.claim.sources]
            # Of outlets with one text the first to publish is the voice.
            told = [x for x in sources if x[2]] or sources[:1] or [(None, _outlet(report), not s.credited)]
            if not s.credited:
                told = [(None, _outlet(report), True)]
            for name, wording, whole in told:
                # A short form of the name ("the director") only where nobody gives the whole.
                rank = (not name, not whole, _published(report), s.ref, name or wording)
                found[s.voice] = min(found.get(s.voice, rank), rank)
    return {voice: str(rank[-1]) for voice, rank in found.items()}


def _published(report: Report) -> tuple[str, str, str]:
    """Sorts reports as they were published, as :class:`hasila.reconcile.voices.Voices` does."""
    return (report.published or _LAST, report.outlet or "", report.id)


def _outlet(report: Report) -> str:
    return report.outlet or report.id


def _day(text: str) -> str | None:
    """Return the ISO day; ``None`` where it is none (reports give all sorts of things)."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
