"""Reading everything again with a newer extractor: decisions stand, and where the two differ, people are asked."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from hasila.intake.deciding import rewrite
from hasila.intake.ingesting import Counts, link_waiting
from hasila.languages import available
from hasila.model import Claim, Report, Span
from hasila.model.codec import from_json, to_json
from hasila.pipeline import extractor, read_claims
from hasila.store import Store, decisions, keeping, log, readings
from hasila.store.claims import Stored, stored

#: Reports read again and kept at once.
_BATCH: Final = 64
#: What a claim says; two that agree in all of it are the same reading.
_SAID: Final = ("harm", "count", "group", "stance", "sources", "place", "date", "means", "by", "scope")


class Reread(msgspec.Struct, kw_only=True):
    """What came of reading again: reports, how many of them read otherwise, and claims put up for review."""

    reports: int = 0
    changed: int = 0
    reviews: int = 0


def reread(
    store: Store,
    who: str,
    *,
    read: Callable[[Report], Report] = read_claims,
    named: Callable[[str], str] = extractor,
    progress: Callable[[Reread], None] = lambda counts: None,
) -> Reread:
    """Read every report again that another extractor read last; return what came of it.

    ``read`` reads the claims of a report, ``named(lang)`` is the name of the extractor that does.

    Raises:
        StoreError: if the store fails. What was counted before is kept, and the same call goes on after it.
    """
    counts = Reread()
    done = -1
    while True:
        newest = {lang: named(lang) for lang in available()}
        with store.reading() as connection:
            numbers = readings.outdated(connection, newest, done, _BATCH)
            told = stored(connection, numbers)
        if not numbers:
            break
        texts = {n: msgspec.structs.replace(told[n].report, claims=(), contradictions=()) for n in numbers}
        again = {n: read(text) for n, text in texts.items()}
        with store.writing() as connection:
            fresh = stored(connection, numbers)  # somebody may have decided something meanwhile
            for number in numbers:
                _take(connection, who, fresh[number], again[number], newest[again[number].lang], counts)
        done = numbers[-1]
        progress(counts)
    link_waiting(store, Counts(), lambda _: None)
    return counts


def _take(connection: Connection, who: str, before: Stored, again: Report, name: str, counts: Reread) -> None:
    """Keep what a newer extractor reads in a report, under what people decided about it."""
    counts.reports += 1
    old = readings.current(connection, before.number)
    decided = {
        one.claim: one for one in decisions.standing(connection, "accept", "edit", "reject", report=before.number)
    }
    last = tuple(from_json(one.doc, decisions.OfClaim).read for one in decided.values())
    kept = {claim.id: claim for claim in (*old.claims, *last)}
    read, renamed = _named(again.claims, tuple(kept.values()))
    pairs = tuple((renamed[a], renamed[b]) for a, b in again.contradictions)
    readings.replace(connection, before.number, name, keeping.Reading(claims=read, contradictions=pairs), log.now())
    claims, states = {claim.id: claim for claim in read}, dict[str, decisions.Kind]()
    for ident, one in decided.items():
        assert ident is not None
        word = from_json(one.doc, decisions.OfClaim)
        found = claims.get(ident)
        states[ident] = one.kind
        if found is not None and _same(found, word.read):
            claims[ident] = word.counts or found
            continue
        if one.kind == "reject" and found is None:
            del states[ident]  # nobody says it any more
            continue
        claims[ident] = word.counts or found or word.read
        if found is None or word.counts is None or not _same(found, word.counts):
            differs = decisions.Differs(decided=word.counts, reads=found, extractor=name)
            decisions.put_up(connection, before.number, ident, differs)
            counts.reviews += 1
    whole = [msgspec.structs.replace(c, part_of=None) if c.part_of not in claims else c for c in claims.values()]
    in_order = sorted(whole, key=lambda c: (c.quote.start, c.count.span.start if c.count.span else -1))
    words = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
    ends = {claim.id: words[states[claim.id]] if claim.id in states else "read" for claim in in_order}
    if in_order != list(before.report.claims) or ends != before.states or pairs != before.report.contradictions:
        counts.changed += 1
        rewrite(connection, before, in_order, ends)  # type: ignore[arg-type]
    change = log.Change(
        action="reread", subject=f"report:{before.report.id}", old=to_json({"extractor": old.extractor}),
        new=to_json({"extractor": name, "claims": len(read)}),
    )  # fmt: skip
    log.append(connection, who, [change])


def _named(read: Sequence[Claim], before: Sequence[Claim]) -> tuple[tuple[Claim, ...], dict[str, str]]:
    """Give claims the ids that they had in an earlier reading, others new ones; return them and the new id of each.

    A claim is the same one if it speaks of the same harm with the same figure at the same place, else if it is the only
    one of that harm whose figure, people or words overlap.
    """
    names: dict[str, str] = {}
    left = {claim.id: claim for claim in before}
    for exact in (True, False):
        for claim in read:
            if claim.id in names:
                continue
            alike = [old.id for old in left.values() if _alike(claim, old, exact)]
            if alike and (exact or len(alike) == 1):
                names[claim.id] = alike[0]
                del left[alike[0]]
    taken = {claim.id for claim in before}
    number = max((int(name[1:]) for name in taken if name[1:].isdecimal()), default=0)
    for claim in read:
        if claim.id not in names:
            number += 1
            names[claim.id] = f"c{number}"
    renamed = tuple(
        msgspec.structs.replace(c, id=names[c.id], part_of=None if c.part_of is None else names[c.part_of])
        for c in read
    )
    return renamed, names


def _alike(a: Claim, b: Claim, exact: bool) -> bool:
    if a.harm != b.harm:
        return False
    if exact:
        return (a.count.span, a.group and a.group.span) == (b.count.span, b.group and b.group.span)
    return any(_overlap(x, y) for x, y in zip(_places(a), _places(b), strict=True))


def _places(claim: Claim) -> Iterator[Span | None]:
    yield claim.count.span
    yield claim.group.span if claim.group else None
    yield claim.quote if claim.count.span is None and claim.group is None else None


def _overlap(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and a.start < b.end and b.start < a.end


def _same(a: Claim, b: Claim) -> bool:
    """Tell whether two readings say the same; how, how surely and by which rules is no matter."""
    return all(getattr(a, name) == getattr(b, name) for name in _SAID)
