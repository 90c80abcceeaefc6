"""Who says so: the sources of every stretch of text, as chains from the originator to the last carrier."""

from dataclasses import dataclass
from typing import Literal

from hasila.extract.sources import Chain, SourceReader, Speaker, is_via
from hasila.extract.tagging import Tagged
from hasila.languages.schema import ReportWord
from hasila.model import Stance
from hasila.text import fold_word

_STANCES: dict[str, Stance] = {"deny": "denies", "admit": "admits", "doubt": "unconfirmed", "expect": "unconfirmed"}
#: An unclosed quotation carries its speaker over at most this many further sentences.
_QUOTE_CARRIES = 6
#: Between a subject and its verb, set off by commas, an aside has at most this many words (طلب عدم ذكر اسمه).
_ASIDE = 10


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of tokens with its sources. ``kind`` is how it was attributed; ``at`` the attributing word."""

    start: int
    end: int
    sources: Chain
    stance: Stance
    kind: Literal["say", "according", "head", "carried", "stance"]
    at: tuple[int, int]


class Attribution:
    """The attributed stretches of a document, by sentence; of its first ``sentences`` where a number is given."""

    def __init__(self, tg: Tagged, sentences: int | None = None, outlet: str | None = None) -> None:
        self.tg = tg
        self.reader = SourceReader(tg)
        self._outlet = set(fold_word(outlet).split()) if outlet else set()
        self.scopes: list[list[Scope]] = []
        self.last: Chain = ()
        self.default: Chain = self._issuer()
        open_quote: Chain = ()
        carried = 0
        for n, (begin, end) in enumerate(tg.doc.sentences[:sentences]):
            scopes = self._sentence(n, begin, end)
            if open_quote and carried < _QUOTE_CARRIES:
                close = next((q for q in range(begin, end) if tg.is_quote(q)), None)
                says = min((s.at[0] for s in scopes if s.kind != "stance"), default=end)
                stop = min(close if close is not None else end, says)
                if stop > begin:
                    scopes.append(Scope(begin, stop, open_quote, "asserts", "carried", (begin, begin + 1)))
                carried += 1
                if (close is not None and carried > 0) or any(s.kind in ("say", "head") for s in scopes):
                    open_quote = ()
            self.scopes.append(scopes)
            fresh = [s for s in scopes if s.kind in ("say", "head", "carried") and s.sources]
            if fresh:
                scope = max(fresh, key=lambda s: s.start)
                quotes = sum(1 for q in range(scope.at[1], end) if tg.is_quote(q))
                bare_head = scope.kind == "head" and not any(tg.an[q].harms for q in range(begin, end))
                listed = tg.text(end - 1) == ":" or bare_head
                if (quotes % 2 == 1 or listed) and scope.kind != "carried":
                    # The words go on in the next sentences: an open quotation, or a list after a colon.
                    open_quote, carried = scope.sources, -6 if listed else 0

    def of(self, sentence: int, k: int) -> tuple[Chain, Stance, tuple[int, int] | None, str]:
        """Return chain, stance, attributing tokens and rule for the claim at token ``k`` of a sentence."""
        covering = [s for s in self.scopes[sentence] if s.start <= k < s.end]
        said = [s for s in covering if s.kind in ("say", "head", "carried")]
        according = [s for s in covering if s.kind == "according"]
        stance: Stance = "asserts"
        chain: Chain = ()
        at: tuple[int, int] | None = None
        rule = "own-voice"
        if said:
            best = max(said, key=lambda s: (s.start, s.at[0]))
            chain, stance, at, rule = best.sources, best.stance, best.at, best.kind
        if according:
            best = max(according, key=lambda s: s.start)
            if not chain:
                chain, at, rule = best.sources, best.at, best.kind
            else:
                chain = chain + tuple(s for s in best.sources if s not in chain)
        if not chain and self.default:
            chain, rule = self.default, "issuer"
        for scope in covering:
            if scope.kind == "stance" and stance == "asserts" and (at is None or scope.at[0] >= at[0]):
                stance = scope.stance
        return chain, stance, at, rule

    def _issuer(self) -> Chain:
        """Return who issued the text, where it begins by saying so (بيان صادر عن …): all of it is theirs."""
        tg = self.tg
        for begin, end in tg.doc.sentences[:2]:
            for k in range(begin, end):
                if tg.has(k, "issued"):
                    opening = tg.sense(begin, "source")
                    announced = k == begin and any(tg.text(q) == ":" for q in range(k, end))
                    if not announced and (k - begin > 2 or opening is None or opening.id != "statement"):
                        break
                    speakers = self.reader.read(tg.end(k, "issued"), end, strict=True)
                    if speakers is not None:
                        return self.reader.resolve(speakers)
        return ()

    def saying(self) -> frozenset[int]:
        """Return the tokens that belong to the act of saying: from its verb to where the reported words begin."""
        tg = self.tg
        out: set[int] = set()
        for scopes in self.scopes:
            for scope in scopes:
                if scope.kind not in ("say", "according"):
                    continue
                k = scope.at[0]
                while k < scope.at[1] + 4 and k < tg.size and not tg.is_break(k):
                    if k >= scope.at[1] and (tg.has(k, "comp") or tg.an[k].harms or tg.text(k) in ':".'):
                        break
                    out.add(k)
                    k += 1
        return frozenset(out)

    # -- one sentence --------------------------------------------------------------------------------

    def _sentence(self, n: int, begin: int, end: int) -> list[Scope]:
        tg = self.tg
        out: list[Scope] = []
        self._running: Stance = "asserts"
        head = self._headline(begin, end)
        if head is not None:
            out.append(head)
            self.last = head.sources
        boundary = begin
        k = begin
        while k < end:
            sense = tg.sense(k, "report")
            if sense is None or not isinstance(sense.data, ReportWord):
                k += 1
                continue
            stop = tg.end(k, "report")
            kind = sense.data.kind
            if kind == "according":
                scope, after = self._according(k, stop, begin, boundary, end)
                if scope is not None:
                    out.append(scope)
                    boundary = after
                    self.last = self.last if scope.start < scope.at[0] else scope.sources
                k = max(after, k + 1)
                continue
            if kind == "doubt":
                scope, after = self._said(k, stop, kind, begin, end)
                if scope is not None:
                    out.append(scope)
                    self.last = scope.sources or self.last
                k = max(after, stop)
                continue
            if sense.id == "expect-or-inflict" and (tg.is_number(stop) or tg.has(stop, "number", "amount")):
                # وتوقع 15 قتيلا: written like "expected", it says that they were killed.
                k = stop
                continue
            if kind == "expect":
                out.append(Scope(k, self._clause_end(stop, end), (), "unconfirmed", "stance", (k, stop)))
            if kind in ("confirm", "via", "expect"):
                k = stop
                continue
            if k > begin and tg.has(k - 1, "not") and kind not in ("deny", "doubt"):
                k = stop
                continue
            if tg.an[k].art or (tg.an[k].prep and kind != "deny") or tg.an[k].pron:
                k = stop
                continue
            scope, after = self._said(k, stop, kind, begin, end)
            if scope is not None:
                out.append(scope)
                self._running = scope.stance
                if scope.sources:
                    self.last = self.last if scope.start < scope.at[0] else scope.sources
            k = max(after, stop, k + 1)
        if not out and self.last and tg.has(begin, "comp") and tg.an[begin].conj:
            out.append(Scope(begin, end, self.last, "asserts", "say", (begin, begin + 1)))
        return out

    def _clause_end(self, k: int, end: int) -> int:
        for q in range(k, end):
            if self.tg.text(q) in "؛;":
                return q
        return end

    def _headline(self, begin: int, end: int) -> Scope | None:
        """A name and a colon at the start: what follows is said by it."""
        tg = self.tg
        while begin < end and not (tg.is_word(begin) or tg.is_quote(begin)):
            begin += 1
        for k in range(begin, min(begin + 14, end)):
            if tg.text(k) == "|":
                # 🔴عدن| مصادر طبية: the name stands after the rule.
                begin = k + 1
                continue
            if tg.text(k) == ":":
                if k == begin or tg.has(begin, "report", "comp") or any(tg.an[q].harms for q in range(begin, k)):
                    return None
                speakers = self.reader.read(begin, k, strict=False)
                if begin in tg.places and tg.places[begin][1] >= k - 1:
                    return None
                if speakers is None or speakers.end < k - 1:
                    return None
                if self._outlet and {tg.text(q) for q in range(begin, k) if tg.is_word(q)} <= self._outlet:
                    # A by-line: the outlet's own name is no source (codebook, rule 21).
                    return None
                chain = self.reader.resolve(speakers)
                return Scope(k, end, chain, "asserts", "head", (begin, k))
            if tg.text(k) in ".،":
                return None
        return None

    def _said(self, k: int, stop: int, kind: str, begin: int, end: int) -> tuple[Scope | None, int]:
        tg = self.tg
        stance = _STANCES.get(kind, "asserts")
        at = self._skip(stop, end)
        speakers: Speaker | None = None
        after = stop
        here = at < end and not self._content(at)
        sense = tg.sense(k, "report")
        participle = sense is not None and sense.id == "participle"
        while here and at + 1 < end and tg.has(at, "figureword"):
            # تشير آخر أرقام وزارة الصحة: the figures are the ministry's.
            at += 1
        while here and kind == "deny" and at + 1 < end and tg.has(at, "pointing") and not tg.an[at].art:
            # ونفت ذلك قيادة المنطقة
            at += 1
        untrue = sense is not None and sense.id == "untrue"
        told = self.reader.carrier(at, end) if here else None
        if here and not (participle or untrue or told):
            speakers = self.reader.read(at, end, strict=True, after_verb=True)
        if speakers is not None:
            after = speakers.end
        elif kind != "continue" and not participle and not untrue:
            speakers = self._before(k, begin)
            if speakers is not None and told is not None:
                # اعترف لـ«الصحيفة» بمقتل …: whom it was told to follows the verb, who said it stands before.
                speakers = Speaker(speakers.sources, (*speakers.carriers, told), speakers.end)
        if told is not None:
            after = told[1]
        chain: Chain = self.reader.resolve(speakers) if speakers is not None else ()
        origin, after = self._origin(after, end, kind)
        if origin:
            chain = origin + tuple(s for s in chain if s not in origin)
        if not chain:
            follows = untrue or (at < end and (self._content(at) or kind in ("continue", "deny", "admit")))
            if follows and self.last:
                chain = self.last
                if stance == "asserts" and self._running != "asserts":
                    stance = self._running
        if (not chain and stance == "asserts") or (
            kind == "relay" and not origin and not tg.has(min(after, end - 1), "comp")
        ):
            return None, max(after, stop)
        if after < end and tg.has(after, "responsibility"):
            # Claiming an attack is not telling its toll; what follows is the report's own voice.
            return None, after
        how: Literal["say", "stance"] = "stance" if kind == "doubt" and speakers is None else "say"
        if untrue:
            # هذه الأخبار عارية من الصحة، وأن …: what is joined after is said by the outer voice.
            end = next(
                (q for q in range(stop, end) if tg.text(q) in "،,؛" or (tg.an[q].conj and tg.has(q, "comp"))), end
            )
        return Scope(k, end, chain if how == "say" else (), stance, how, (k, max(after, stop))), max(after, stop)

    def _origin(self, k: int, end: int, kind: str) -> tuple[Chain, int]:
        """Read *quoting X* after a carrier: the one quoted comes first in the chain."""
        tg = self.tg
        for q in range(k, min(k + (6 if kind == "relay" else 3), end)):
            if tg.has(q, "comp") or tg.text(q) in ":":
                break
            sense = tg.sense(q, "report")
            relay = sense is not None and getattr(sense.data, "kind", "") in ("relay", "according") and q > k - 1
            if (kind == "relay" and tg.has(q, "from_")) or (relay and kind != "relay"):
                stop = tg.end(q, "report") if relay else q + 1
                if stop < end and tg.has(stop, "from_"):
                    stop += 1
                speakers = self.reader.read(stop, end, strict=True, after_verb=True)
                if speakers is not None:
                    return self.reader.resolve(speakers), speakers.end
                break
        return (), k

    def _content(self, k: int) -> bool:
        """Tell whether the reported words begin at ``k`` (so that no subject follows the verb)."""
        tg = self.tg
        if tg.is_quote(k):
            # A quoted name right after the verb is its subject: قال «الدفاع المدني» إن.
            return not (k + 1 in tg.actors or (k + 1 < tg.size and tg.has(k + 1, "source")))
        return tg.has(k, "comp", "to", "from_", "on_") or tg.text(k) in ":،"

    def _skip(self, k: int, end: int) -> int:
        tg = self.tg
        moved = True
        while moved and k < end:
            moved = False
            if tg.has(k, "meanwhile"):
                k, moved = tg.end(k, "meanwhile"), True
            elif tg.has(k, "calendar"):
                k, moved = tg.end(k, "calendar"), True
            elif tg.has(k, "eachof"):
                k, moved = tg.end(k, "eachof"), True
            elif (tg.text(k) == "،" and k + 1 < end and tg.has(k + 1, "meanwhile", "calendar")) or (
                tg.text(k) == "،" and k and tg.has(k - 1, "meanwhile", "calendar")
            ):
                k, moved = k + 1, True
        return k

    def _before(self, k: int, begin: int) -> Speaker | None:
        """The subject before its verb, nearest first (الجيش يعلن …, وكانت المقاومة قد أعلنت …)."""
        tg = self.tg
        low = max(begin, k - 14)
        if tg.has(k - 1, "rel"):
            return None
        capital = k - 1 in tg.places and tg.places[k - 1][1] == k and not tg.an[k - 1].prep
        opens = k - 1 == begin or tg.text(k - 2) in "،.:" or tg.tokens[k - 1].text[:1] in tg.lang.grammar.clitics.conj
        if capital and opens and tg.places[k - 1][0].precision in ("country", "town"):
            # بغداد تعلن: a capital speaks for its government.
            return Speaker(((k - 1, k),), (), k)
        for start in range(k - 1, low - 1, -1):
            if tg.text(start) in ".؛:" or tg.has(start, "comp") or tg.an[start].harms:
                return None
            opens = start == begin or tg.text(start - 1) in "،." or tg.has(start - 1, "during", "meanwhile", "comp")
            opens = opens or bool(tg.an[start].conj) or (start > begin and tg.is_quote(start - 1))
            if not opens or tg.an[start].prep or (start > begin and is_via(tg, start - 1)):
                continue
            speakers = self.reader.read(start, k, strict=True)
            if speakers is None:
                continue
            return self._reaching(speakers, k)
        return None

    def _reaching(self, speakers: Speaker, k: int) -> Speaker | None:
        """Return a subject that reaches its verb at ``k`` with little between them, its carriers added."""
        tg = self.tg
        gap, at = 0, speakers.end
        while at < k:
            if is_via(tg, at):
                carrier = self.reader.read(tg.end(at, "report"), k, strict=True)
                if carrier is not None:
                    speakers = Speaker(speakers.sources, (*speakers.carriers, *carrier.sources), speakers.end)
                    at = carrier.end
                    continue
            step = next((tg.end(at, c) for c in ("meanwhile", "calendar", "during") if tg.has(at, c)), 0)
            gap += 0 if step or not tg.is_word(at) else 1
            at = max(step, at + 1)
        aside = speakers.end < k - 1 and tg.text(speakers.end) in "،," and tg.text(k - 1) in "،,"
        return speakers if gap <= 3 or (aside and gap <= _ASIDE) else None

    def _according(self, k: int, stop: int, begin: int, boundary: int, end: int) -> tuple[Scope | None, int]:
        tg = self.tg
        at = stop
        verbs = False
        clitics = tg.lang.grammar.clitics.prep
        while at < end and at - stop < 5:
            sense = tg.sense(at, "report")
            if (
                sense is not None
                and not tg.an[at].art
                and getattr(sense.data, "kind", "") in ("say", "relay", "admit", "deny")
            ):
                at = tg.end(at, "report")
                verbs = True
                continue
            if tg.has(at, "from_", "filler", "total") or tg.text(at) in clitics or tg.is_quote(at):
                at += 1
                continue
            moved = self._skip(at, end)
            if moved == at and (
                tg.has(at, "figureword") or (at > stop and tg.has(at - 1, "total") and not tg.known(at))
            ):
                moved = at + 1
            if moved == at:
                break
            at = moved
        weak = tg.has(k, "asalso")
        if weak and not verbs:
            return None, stop
        speakers = self.reader.read(at, end, strict=True, after_verb=True, led=True)
        if speakers is None:
            return None, stop
        chain = self.reader.resolve(speakers)
        origin, after = self._origin(speakers.end, end, "relay" if verbs else "say")
        if origin:
            chain = origin + tuple(s for s in chain if s not in origin)
        after = max(after, speakers.end)
        if k - begin <= 2 or (weak and k == begin):
            return Scope(k, end, chain, "asserts", "say", (k, after)), after
        stop = end if after >= end - 2 else after
        between = tg.text(k - 1) in "،," and tg.text(after) in "،,"
        if stop < end and (between or tg.text(after) not in "،,.؛:"):
            # Between commas, or in the middle of a clause, it covers the whole clause, up to the next word of saying.
            stop = next((q for q in range(after, end) if tg.has(q, "report") or tg.text(q) in "؛."), end)
        return Scope(boundary, stop, chain, "asserts", "according", (k, after)), after
