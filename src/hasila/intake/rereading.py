"""Reading everything again with a newer extractor: decisions stand, and where the two differ, people are asked."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from hasila.intake.deciding import rewrite
from hasila.intake.ingesting import Counts, link_waiting
from hasila.intake.layering import written
from hasila.intake.overlay import overlay, same
from hasila.intake.settling import refresh
from hasila.languages import available
from hasila.model import Claim, Report, Span
from hasila.model.codec import from_json, to_json
from hasila.pipeline import extractor, read_claims, under
from hasila.registry import Layer
from hasila.store import Store, decisions, entries, keeping, log, readings
from hasila.store.claims import Stored, stored

#: Reports read again and kept at once.
_BATCH: Final = 64


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
    """Read every report again that another extractor read last, or other entries of actors may matter to.

    ``read`` reads the claims of a report, ``named(lang)`` is the name of the extractor that does.

    Returns:
        What came of it.

    Raises:
        StoreError: if the store fails. What was counted before is kept, and the same call goes on after it.
    """
    counts = Reread()
    done = -1
    newest = {lang: named(lang) for lang in available()}
    with store.reading() as connection:
        layer, entry = written(connection), entries.last(connection)
        behind = entries.read_to(connection) != entry
    while True:
        with store.reading() as connection:
            found = readings.outdated(connection, newest, done, _BATCH, all_=behind)
            told = stored(connection, list(found))
        if not found:
            break
        names = {n: under(newest[one.report.lang], one.report, layer) for n, one in told.items()}
        numbers = [n for n, name in names.items() if name != found[n]]
        texts = {n: msgspec.structs.replace(told[n].report, claims=(), contradictions=()) for n in numbers}
        again = {n: _read(text, layer, read) for n, text in texts.items()}
        if numbers:
            with store.writing() as connection:
                fresh = stored(connection, numbers)  # somebody may have decided something meanwhile
                for number in numbers:
                    _take(connection, who, fresh[number], again[number], names[number], counts)
                # Where the words are read as they were, who is part of whom or speaks for whom may still be otherwise.
                if layer or behind:
                    refresh(
                        connection, numbers, {h for one in fresh.values() for h in one.incidents.values()}, "reread"
                    )
        done = max(found)
        progress(counts)
    if behind:
        with store.writing() as connection:
            entries.set_read(connection, entry)
    link_waiting(store, Counts(), lambda _: None)
    return counts


def _read(text: Report, layer: Layer, read: Callable[[Report], Report]) -> Report:
    return read_claims(text, layer) if read is read_claims else read(text)


def _take(connection: Connection, who: str, before: Stored, again: Report, name: str, counts: Reread) -> None:
    """Keep what a newer extractor reads in a report, under what people decided about it."""
    old = readings.current(connection, before.number)
    if old.extractor == name:
        return  # another process did it meanwhile
    counts.reports += 1
    decided = decisions.of_claims(connection, before.number)
    last = tuple(from_json(one.doc, decisions.OfClaim).read for one in decided)
    kept = {claim.id: claim for claim in (*old.claims, *last)}
    read, renamed = _named(again.claims, tuple(kept.values()), readings.ids(connection, before.number))
    pairs = tuple((renamed[a], renamed[b]) for a, b in again.contradictions)
    reading = keeping.Reading(claims=read, contradictions=pairs)
    readings.replace(connection, before.number, name, reading, log.now())
    made = overlay(read, decided, name)
    for one in decided:
        if one.claim in made.differing:
            decisions.put_up(connection, before.number, one.claim, made.differing[one.claim])
            counts.reviews += 1
        elif one.claim is not None:
            decisions.close_reviews(connection, before.number, one.claim)
    counted = {claim.id for claim in made.claims}
    pairs = tuple(pair for pair in pairs if counted.issuperset(pair))
    if made.claims != before.report.claims or made.states != before.states or pairs != before.report.contradictions:
        counts.changed += 1
        rewrite(connection, before, made.claims, made.states, "reread")
    change = log.Change(
        action="reread", subject=f"report:{before.report.id}", old=to_json({"extractor": old.extractor}),
        new=to_json({"extractor": name, "claims": len(read), "reading": keeping.hashed(to_json(reading))}),
    )  # fmt: skip
    log.append(connection, who, [change])


def _named(read: Sequence[Claim], before: Sequence[Claim], taken: set[str]) -> tuple[tuple[Claim, ...], dict[str, str]]:
    """Give claims the ids that they had in an earlier reading, others new ones; return them and the new id of each.

    A claim is the same one if it says the same with the same words, else if it speaks of the same harm with the same
    figure at the same place of the text, else if it is the only one of that harm whose figure, people or words overlap.
    ``taken`` are ids that others had once: a decision about them may stand, or be undone.
    """
    names: dict[str, str] = {}
    left = {claim.id: claim for claim in before}
    for alike_in in (_same_words, _same_figure, _overlapping):
        for claim in read:
            if claim.id in names:
                continue
            alike = [old.id for old in left.values() if claim.harm == old.harm and alike_in(claim, old)]
            if alike and (alike_in is not _overlapping or len(alike) == 1):
                names[claim.id] = alike[0]
                del left[alike[0]]
    taken = taken | {claim.id for claim in before}
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


def _same_words(a: Claim, b: Claim) -> bool:
    return _same_figure(a, b) and a.quote == b.quote and same(a, b)


def _same_figure(a: Claim, b: Claim) -> bool:
    return tuple(_places(a)) == tuple(_places(b))


def _overlapping(a: Claim, b: Claim) -> bool:
    return any(_overlap(x, y) for x, y in zip(_places(a), _places(b), strict=True))


def _places(claim: Claim) -> Iterator[Span | None]:
    yield claim.count.span
    yield claim.group.span if claim.group else None
    yield claim.quote if claim.count.span is None and claim.group is None else None


def _overlap(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and a.start < b.end and b.start < a.end
