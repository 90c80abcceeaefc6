"""Countries and capitals that speak for their governments, where the verb is last: مسکو مدعی شد."""

from hasila.extract.tagging import Tagged

Range = tuple[int, int]

#: Cities that stand for their government have so many people.
_CAPITAL = 700_000


def capital_at(tg: Tagged, start: int, k: int) -> tuple[list[Range], int] | None:
    """Return the country or capital that opens a clause and speaks for its government, and where it ends."""
    q = start
    while q < k and (tg.has(q, "meanwhile", "clause", "pointing", "comp") or tg.text(q) in "،,؛" or tg.is_quote(q)):
        q = max(q + 1, tg.end(q, "pointing"), tg.end(q, "meanwhile"))
    if q >= k or q not in tg.places or q in tg.weak_places or tg.places[q][1] > k:
        return None
    place, stop = tg.places[q]
    # تهران، ...: a dateline. A province or a village says nothing.
    governs = place.precision == "country" or place.population >= _CAPITAL
    return ([(q, stop)], stop) if governs and tg.text(stop) not in "،,:(-–—" else None
