"""What counts of a report: what the newest extractor read, under what people decided about it."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from hasila.model import Claim
from hasila.model.codec import from_json
from hasila.store.claims import State
from hasila.store.decisions import Decision, Differs, Kind, OfClaim

#: What the state of a claim is called after a decision about it.
STATES: Final[dict[Kind, State]] = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
#: What a claim says; two that agree in all of it are the same reading.
_SAID: Final = ("harm", "count", "group", "stance", "sources", "place", "date", "means", "by", "scope")


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """The claims of a report in order, the states of all, and where a decision and the reading differ."""

    claims: tuple[Claim, ...]
    states: dict[str, State]
    differing: dict[str, Differs]


def overlay(read: Sequence[Claim], decided: Iterable[Decision], extractor: str) -> Counting:
    """Lay the decisions that stand over a reading.

    A person's word always counts. Where the extractor read something else when the person decided, and reads something
    else than the person said, the two differ. A claim that was rejected and is read no more is gone.
    """
    claims = {claim.id: claim for claim in read}
    states: dict[str, State] = dict.fromkeys(claims, "read")
    differing: dict[str, Differs] = {}
    for one in decided:
        ident = str(one.claim)
        word = from_json(one.doc, OfClaim)
        found = claims.get(ident)
        if found is None and word.counts is None:
            continue
        states[ident] = STATES[one.kind]
        claims[ident] = kept = word.counts or found or word.read
        if found is None or not (same(found, word.read) or (word.counts is not None and same(found, kept))):
            differing[ident] = Differs(decided=word.counts, reads=found, extractor=extractor)
    ids = [claim.id for claim in read]
    for extra in sorted((c for c in claims.values() if c.id not in set(ids)), key=_position):
        after = [at for at, name in enumerate(ids) if _position(claims[name]) > _position(extra)]
        ids.insert(after[0] if after else len(ids), extra.id)
    return Counting(
        claims=tuple(
            c if c.part_of is None or c.part_of in claims else msgspec.structs.replace(c, part_of=None)
            for c in (claims[name] for name in ids)
        ),
        states={name: states[name] for name in ids},
        differing=differing,
    )


def same(a: Claim, b: Claim) -> bool:
    """Tell whether two readings say the same; how, how surely and by which rules is no matter."""
    return all(getattr(a, name) == getattr(b, name) for name in _SAID)


def _position(claim: Claim) -> tuple[int, int]:
    return claim.quote.start, claim.count.span.start if claim.count.span else -1
