"""People's decisions: about a claim, about which claims are of one incident, and taking a decision back."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection

from hasila.incidents import regrouped
from hasila.intake.overlay import overlay
from hasila.intake.settling import refresh, relink
from hasila.model import Claim, Reason, Report, Span
from hasila.model.codec import from_json, to_json
from hasila.pipeline import places_above
from hasila.store import decisions, linkage, log, moves, readings
from hasila.store.claims import State, Stored, numbers_of, rewrite_claims, stored
from hasila.store.errors import UnknownError


def accept(connection: Connection, who: str, report: str, claim: str, why: str | None = None) -> int:
    """Say that a claim is right as it is; return the number of the decision.

    Raises:
        UnknownError: if there is no such report or claim.
    """
    return _decide(connection, who, "accept", report, claim, None, why)


def reject(connection: Connection, who: str, report: str, claim: str, why: str | None = None) -> int:
    """Say that a claim is none; it no longer counts. Return the number of the decision.

    Raises:
        UnknownError: if there is no such report or claim.
    """
    return _decide(connection, who, "reject", report, claim, None, why)


def rejected_by_others(connection: Connection, who: str, claims: Iterable[tuple[str, str]]) -> bool:
    """Tell whether somebody else rejected one of some claims (report, claim): whoever accepts it says why."""
    wanted = set(claims)
    numbers = numbers_of(connection, sorted({report for report, _ in wanted}))
    return any(
        one.kind == "reject" and one.who != who and (report, one.claim) in wanted
        for report, number in numbers.items()
        for one in decisions.of_claims(connection, number)
    )


def edit(connection: Connection, who: str, report: str, claim: Claim, why: str | None = None) -> int:
    """Say how a claim should read; return the number of the decision. It keeps its id.

    Raises:
        UnknownError: if there is no such report or claim.
        ValueError: if one of its spans is not the text of the report (nothing is invented here either), or it would be
            a part of itself or of what is not there.
    """
    return _decide(connection, who, "edit", report, claim.id, claim, why)


def _decide(
    connection: Connection, who: str, kind: decisions.Kind, name: str, claim: str, edited: Claim | None,
    why: str | None,
) -> int:  # fmt: skip
    before = _report(connection, name)
    found = next((c for c in before.report.claims if c.id == claim), None)
    if found is None:
        raise _no_claim(name, claim)
    if edited is not None:
        edited = _checked(before.report, edited)
    earlier = [one for one in decisions.standing(connection, report=before.number) if one.claim == claim]
    # What the newest extractor reads: whoever decides has seen that, and is asked again only if it changes.
    newest = readings.current(connection, before.number).claims
    read = next((c for c in newest if c.id == claim), None)
    if read is None:
        read = from_json(earlier[-1].doc, decisions.OfClaim).read if earlier else found
    counts = None if kind == "reject" else edited or found
    number = decisions.add(
        connection, kind, who, to_json(decisions.OfClaim(read=read, counts=counts)), report=before.number,
        claim=claim, why=why,
    )  # fmt: skip
    decisions.close_reviews(connection, before.number, claim)
    recount(connection, before)
    _log(connection, who, log.Change(action=kind, subject=f"report:{name}#{claim}", old=to_json(found),
                                     new=None if counts is None else to_json(counts), why=why))  # fmt: skip
    return number


def recount(connection: Connection, before: Stored) -> dict[str, decisions.Differs]:
    """Write what counts of a report now, by its newest reading and the decisions that stand; return where they differ.

    ``before`` is the report as it counted until now.
    """
    read = readings.current(connection, before.number)
    made = overlay(read.claims, decisions.of_claims(connection, before.number), read.extractor)
    if made.claims != before.report.claims or made.states != before.states:
        rewrite(connection, before, made.claims, made.states)
    return made.differing


def rewrite(
    connection: Connection, before: Stored, claims: Sequence[Claim], states: dict[str, State],
    cause: moves.Cause = "decision",
) -> None:  # fmt: skip
    """Write the claims of a report anew, and link it anew where that makes a difference."""
    report = msgspec.structs.replace(before.report, claims=tuple(claims))
    rewrite_claims(connection, before.number, report, places_above, states)
    after = stored(connection, [before.number])[before.number]
    # A version that no longer counts may still be linked: it is taken out with the claims that it has then.
    if before.counted != after.counted and linkage.is_linked(connection, before.number):
        relink(connection, [before], [after], cause)


def merge(connection: Connection, who: str, into: str, others: Iterable[str], why: str | None = None) -> int:
    """Say that incidents are one, and that its id is ``into``; return the number of the decision.

    Raises:
        UnknownError: if there is no incident of one of the ids.
        ValueError: if nothing is left to merge.
    """
    into = _incident(connection, into)
    gone = tuple(sorted({_incident(connection, other) for other in others} - {into}))
    if not gone:
        raise ValueError(f"{into} is one incident already")
    number = decisions.add(connection, "merge", who, to_json(gone), incident=into, why=why)
    _again(connection, [into, *gone])
    _log(connection, who, log.Change(action="merge", subject=f"incident:{into}", old=to_json(gone), why=why))
    return number


def move(
    connection: Connection, who: str, claims: Sequence[tuple[str, str]], to: str | None = None, why: str | None = None
) -> tuple[int, str]:
    """Put claims (report id and claim id) into an incident, a new one where none is named (a split).

    Returns:
        The number of the decision and the id of the incident.

    Raises:
        UnknownError: if there is no such report, claim or incident.
        ValueError: if there are no claims, or they tell of no event.
    """
    told = {name: _report(connection, name) for name in sorted({name for name, _ in claims})}
    refs = []
    for name, claim in claims:
        if claim not in {c.id for c in told[name].counted.claims}:
            raise UnknownError(
                f"the report {name} has no claim {claim}", f"hasila search --report {name} lists its claims"
            )
        refs.append((told[name].number, claim))
    was = tuple(told[name].incidents.get(claim) for name, claim in claims)
    if not refs or None in was:
        raise ValueError("only claims of an event are in an incident")
    split = to is None
    target = _new(connection, claims, told) if to is None else _incident(connection, to)
    number = decisions.add(
        connection, "move", who, to_json(decisions.Moved(claims=tuple(refs), was=was)), incident=target, why=why
    )
    refresh(connection, [number_ for number_, _ in refs], [target, *(name for name in was if name)])
    _log(connection, who, log.Change(
        action="split" if split else "move", subject=f"incident:{target}",
        old=to_json(sorted({name for name in was if name})), new=to_json([f"{r}#{c}" for r, c in claims]), why=why,
    ))  # fmt: skip
    return number, target


def look_at(
    connection: Connection, who: str, verdict: moves.Verdict, numbers: Sequence[int],
    why: str | None = None,
) -> list[int]:  # fmt: skip
    """Say of tolls that moved that it is right so, or that it does not matter; return the numbers of the decisions.

    Args:
        connection: one that writes.
        who: who says so.
        verdict: what they say.
        numbers: the steps that wait, see :mod:`hasila.store.moves`.
        why: their words.

    Raises:
        UnknownError: if one of them does not wait.
    """
    found = {one.id: one for one in moves.get(connection, sorted(set(numbers)))}
    for number in numbers:
        if number not in found or not found[number].open:
            raise UnknownError(f"no toll waits under the number {number}", "it moved again, or somebody looked at it")
    made = []
    for incident in sorted({one.incident for one in found.values()}):
        mine = [one.id for one in found.values() if one.incident == incident]
        doc = to_json(mine)
        made.append(decisions.add(connection, verdict, who, doc, incident=incident, why=why))
        moves.set_open(connection, mine, False)
        _log(connection, who, log.Change(action=verdict, subject=f"incident:{incident}", new=doc, why=why))
    return made


def undo(connection: Connection, who: str, number: int, why: str | None = None) -> None:
    """Take a decision back: things are as they were before it, with whatever else was decided since.

    Raises:
        UnknownError: if there is no decision of that number, or it does not stand.
    """
    try:
        one = decisions.get(connection, number)
    except KeyError:
        raise UnknownError(f"there is no decision {number}", "hasila log lists the decisions") from None
    if one.undone:
        raise UnknownError(f"decision {number} does not stand any more", "hasila log lists what was decided since")
    decisions.set_undone(connection, number, True)
    if one.report is not None and one.claim is not None:
        _undo_claim(connection, one)
    elif one.kind == "merge":
        _again(connection, [str(one.incident), *from_json(one.doc, tuple[str, ...])])
    elif one.kind in ("approve", "dismiss"):
        for move in from_json(one.doc, tuple[int, ...]):
            moves.reopen(connection, move)
    else:
        moved = from_json(one.doc, decisions.Moved)
        refresh(connection, [n for n, _ in moved.claims], [str(one.incident), *(name for name in moved.was if name)])
    _log(connection, who, log.Change(action="undo", subject=f"decision:{number}", old=to_json(one.kind), why=why))


def _undo_claim(connection: Connection, one: decisions.Decision) -> None:
    assert one.report is not None
    assert one.claim is not None
    if one.replaces is not None:
        decisions.set_undone(connection, one.replaces, False)
    decisions.close_reviews(connection, one.report, one.claim)
    # The reading may be a newer one than that which the decision was about: it counts, and may differ from an earlier
    # decision that stands again.
    differing = recount(connection, stored(connection, [one.report])[one.report])
    if one.claim in differing:
        decisions.put_up(connection, one.report, one.claim, differing[one.claim])


def _again(connection: Connection, names: Sequence[str]) -> None:
    """Bring incidents up to date with the merges that stand now."""
    everything = linkage.claims_in(connection, sorted({*names, *(linkage.current(connection, n) for n in names)}))
    refresh(connection, {number for refs in everything.values() for number, _, _ in refs}, names)


def _report(connection: Connection, name: str) -> Stored:
    numbers = numbers_of(connection, [name])
    if name not in numbers:
        raise UnknownError(f"there is no report {name}", "hasila search finds reports")
    return stored(connection, [numbers[name]])[numbers[name]]


def _no_claim(name: str, claim: str) -> UnknownError:
    return UnknownError(f"the report {name} has no claim {claim}", f"hasila search --report {name} lists its claims")


def _incident(connection: Connection, name: str) -> str:
    try:
        return linkage.current(connection, name)
    except KeyError:
        raise UnknownError(f"there is no incident {name}", "hasila search finds incidents") from None


def _new(connection: Connection, claims: Sequence[tuple[str, str]], told: dict[str, Stored]) -> str:
    """Return an id for an incident of some claims that no incident ever had."""
    chosen = [
        msgspec.structs.replace(
            one.counted, claims=tuple(c for c in one.counted.claims if (name, c.id) in set(claims)), contradictions=()
        )
        for name, one in told.items()
    ]
    base = name = regrouped("", chosen, places_above).first_id
    number = 1
    while linkage.taken(connection, name):
        number += 1
        name = f"{base}-{number}"
    return name


def _checked(report: Report, claim: Claim) -> Claim:
    """Return an edited claim with a note of it in its reasons.

    Raises:
        ValueError: if a span is not the text, or it is a part of itself or of nothing.
    """
    for span in _spans(claim):
        if report.text[span.start : span.end] != span.text or not span.text:
            raise ValueError(f"the text has no {span.text!r} at {span.start}–{span.end}")
    wholes = {c.id: c.part_of for c in report.claims} | {claim.id: claim.part_of}
    whole, seen = claim.part_of, {claim.id}
    while whole is not None:
        if whole not in wholes or whole in seen:
            raise ValueError(f"the claim cannot be a part of {claim.part_of}: there is no such whole beside it")
        seen.add(whole)
        whole = wholes[whole]
    note = Reason(step="decision", rule="edited by a person")
    return claim if claim.why[-1:] == (note,) else msgspec.structs.replace(claim, why=(*claim.why, note))


def _spans(claim: Claim) -> Iterator[Span]:
    yield claim.quote
    for part in (claim.count, claim.group, claim.place, claim.date, claim.by, *claim.sources):
        if part is not None and part.span is not None:
            yield part.span


def _log(connection: Connection, who: str, change: log.Change) -> None:
    log.append(connection, who, [change])
