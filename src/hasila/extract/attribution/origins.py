"""Who is behind a carrier: the one quoted, or the author of what is cited."""

from hasila.extract.attribution.doers import Doers
from hasila.extract.attribution.sources import Chain

#: Of whom something was learnt stands so near behind the verb, its subject and an aside (علمت الوكالة، السبت، من مصدر).
_LEARNT = 10


class OriginReader(Doers):
    """Reads whom a carrier of words has them from."""

    def origin(self, k: int, end: int, kind: str, *, learnt: bool = False, ascribed: bool = False) -> tuple[Chain, int]:
        """Read *quoting X* after a carrier: the one quoted comes first in the chain. One learns something *of* X."""
        tg = self.tg
        if learnt and tg.has(k - 1, "of", "during"):
            # علم لدى السلطات المحلية أن: nobody is named who learnt it.
            known = self.reader.read(k, end, strict=True, after_verb=True)
            if known is not None:
                return self.resolve(known), known.end
        for q in range(k, min(k + (_LEARNT if learnt else 6 if kind == "relay" else 3), end)):
            if tg.has(q, "comp") or tg.text(q) in ":":
                break
            sense = tg.sense(q, "report")
            if sense is not None and sense.id == "tongue":
                break
            relay = sense is not None and getattr(sense.data, "kind", "") in ("relay", "according") and q > k - 1
            if relay or (kind == "relay" and tg.has(q, "of" if learnt else "to" if ascribed else "from_")):
                stop = tg.end(q, "report") if relay else q + 1
                if stop < end and tg.has(stop, "from_"):
                    stop += 1
                speakers = self.reader.read(stop, end, strict=True, after_verb=True, cited=relay)
                if speakers is not None:
                    return self.resolve(speakers), speakers.end
                break
        return (), k

    def _authored(self, chain: Chain, k: int, end: int) -> tuple[Chain, int]:
        """Read whose a report or statement is, right after it (التقرير، الذي أصدره المرصد)."""
        tg = self.tg
        sense = tg.sense(chain[0][0], "source")
        if len(chain) > 1 or sense is None or sense.id != "statement":
            return chain, k
        for q in range(k, min(k + 4, end)):
            if tg.has(q, "authored"):
                author = self.reader.read(self.skip(tg.end(q, "authored"), end), end, strict=True, after_verb=True)
                if author is None:
                    return chain, k
                made = self.resolve(author)
                if made and made[0] != chain[0]:
                    self.authors[chain[0]] = made
                return made, author.end
            if not (tg.has(q, "rel") or tg.text(q) in "،," or self.reader.describes(q)):
                break
        return chain, k

    def _carried(self, chain: Chain, k: int, end: int) -> tuple[Chain, int]:
        """Read who carried what somebody said, right after him (في تصريحات نقلها التلفزيون)."""
        tg = self.tg
        for q in range(k, min(k + 4, end)):
            # في نشرتها اليومية: a noun there, and no verb of carrying.
            if tg.has(q, "carried") and not tg.has(q - 1, "in"):
                carrier = self.reader.read(self.skip(tg.end(q, "carried"), end), end, strict=True, after_verb=True)
                if carrier is None:
                    break
                return chain + tuple(s for s in self.resolve(carrier) if s not in chain), carrier.end
            if not (tg.has(q, "in", "statement") or tg.text(q) in "،,"):
                break
        return chain, k

    def _content(self, k: int) -> bool:
        """Tell whether the reported words begin at ``k`` (so that no subject follows the verb)."""
        tg = self.tg
        if tg.is_quote(k):
            # A quoted name right after the verb is its subject: قال «الدفاع المدني» إن.
            named = k + 1 in tg.actors or k + 1 in tg.short_actors
            return not (named or (k + 1 < tg.size and tg.has(k + 1, "source")))
        return tg.has(k, "comp", "to", "from_", "on_") or tg.text(k) in ":،"

    def _object(self, k: int, kind: str) -> bool:
        """Tell whether what is told follows the verb itself: أعلنت مقتل خمسة, with its subject named before."""
        return kind in ("continue", "deny", "admit") or (kind == "say" and bool(self.tg.an[k].harms))
