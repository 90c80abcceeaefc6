"""Who says what, where the speaker stands before the verb of saying or behind what is said (``subject_first``).

*X said that …*, *…, X said*, *…, said X*, *X told Y …*, *according to X, …*, *…, according to X*. What is said stands
behind the verb, or before it where the sentence has nothing more, or on both sides.
"""

from dataclasses import dataclass, field

from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.introduced import Range
from hasila.extract.attribution.meant import Chain
from hasila.extract.attribution.subjectbefore import SpacedSubjects
from hasila.extract.counts import number_at
from hasila.extract.tagging import Tagged, folded_words
from hasila.languages.schema import HarmWord, ReportWord
from hasila.model import Stance


def stated(tg: Tagged, k: int) -> bool:
    """Tell whether a token is a noun for what is said: a statement."""
    sense = tg.sense(k, "source")
    return sense is not None and sense.id == "statement"


_STANCES: dict[str, Stance] = {"deny": "denies", "admit": "admits", "doubt": "unconfirmed", "expect": "unconfirmed"}
#: What goes on with those told of before says so in so many tokens.
_CONTINUES = 4
#: A sentence that is looked back at has at most so many tokens.
_SENTENCE = 40
#: Who spoke is named so many tokens behind a quotation.
_NAMED_BEHIND = 12
#: A sentence that goes on without a day and a figure has at most so many tokens.
_SHORT = 12
#: The noun of a body stands so many tokens behind where its name begins.
_OFFICE = 4
#: The second half of a verb of harm stands within so many tokens.
_HALF = 7
#: A speaker who opens a sentence with a colon has at most so many tokens.
_OPENING = 7


@dataclass(slots=True)
class SpacedClauses(SpacedSubjects):
    """Reads the clauses of saying of sentences, in order; ``last`` is who spoke last."""

    open: bool = False
    spoken: bool = False
    #: Sentences of an open quotation whose speaker is not named yet, and scopes of sentences read before.
    pending: list[tuple[int, int, int]] = field(default_factory=list)
    behind: list[tuple[int, Scope]] = field(default_factory=list)

    def read(self, n: int, begin: int, end: int) -> list[Scope]:
        """Return the scopes of a sentence."""
        tg = self.tg
        out: list[Scope] = []
        quotes = sum(tg.is_quote(q) for q in range(begin, end))
        head = self._head(begin, end) if n < 2 else None
        if head is not None:
            out.append(head)
        opened = self._opened(begin, end)
        if opened is not None:
            out.append(opened)
        boundary = begin if opened is None else opened.start
        for k in tg.within(begin, end, "report"):
            sense = tg.sense(k, "report")
            if sense is None or not isinstance(sense.data, ReportWord) or k < boundary or self._noun(k):
                continue
            if n and k > begin and self._capital(k) and self._capital(k - 1) and k + 1 < end:
                # Omar Said: a name
                continue
            if tg.end(k, "report") == k + 1 and ("harm" in tg.multi.get(k, {}) or self._happened(k, end)):
                # claimed the lives of two, claimed two lives: what happened, and nothing that was said
                continue
            if tg.has(k, "accused") and k + 1 < end and tg.has(k + 1, "of"):
                # nine officers accused of treason
                continue
            if tg.has(k, "wanted") and k > begin and (tg.is_number(k - 1) or tg.has(k - 1, "number", "amount", "det")):
                # three alleged spies: what they are called
                continue
            if tg.has(k, "claimsdeed"):
                # claimed an attack that killed five: whose deed it was, who may go on to say more
                doer, _ = self.before(k - (k > begin and tg.has(k - 1, "have", "adverb")), max(begin, boundary))
                if doer is not None:
                    self.last = self._resolve(doer)
                continue
            if k > begin and stated(tg, k - 1) and tg.has(k + 1, "prep") and not tg.has(k + 1, "comp"):
                # in a statement posted on X: where it was said
                continue
            stop, word = tg.end(k, "report"), sense.data
            if word.kind == "according":
                found = self._name(stop, end) or self._plain(stop, end)
                back = stop < end and tg.has(stop, "oblique") and bool(self.last)
                if found is not None or back:
                    # according to him: who spoke last
                    chain, after = (self.last, stop + 1) if back or found is None else self._chain(found, end)
                    first = all(not tg.is_word(q) or tg.has(q, "clause", "join") for q in range(begin, k))
                    high = end if first else self._relative(after, end)
                    out.append(Scope(k if first else boundary, high, chain, "asserts", "according", (k, after)))
                    self.last = chain
                continue
            if sense.id == "deny-what":
                # false is the report that …: who speaks says so
                out.append(Scope(k, end, (), "denies", "say", (k, stop)))
                continue
            if word.kind in ("doubt", "expect"):
                out.append(self._doubt(k, stop, word.kind, begin, end))
                continue
            scope = self._said(k, stop, word, boundary, begin, end)
            if scope is not None:
                out.append(scope)
                if not tg.has(k - 1, "rel"):
                    # X, who told this to the press, said: he says it
                    boundary = max(boundary, k)
        out.extend(self._identifying(begin, boundary, end))
        told = any(s.kind != "stance" for s in out)
        if not told and self.last and self._carried(begin, end, quotes):
            out.append(Scope(begin, end, self.last, "asserts", "carried", (begin, begin + 1)))
        self.spoken = any(s.kind != "stance" for s in out)
        if begin and tg.is_break(begin - 1) and quotes % 2 == 0:
            self.open = False
        self._quoting(n, begin, end, out, closes=bool(quotes % 2))
        if quotes % 2:
            self.open = not self.open
        return out

    def _happened(self, k: int, end: int) -> bool:
        """Tell whether a verb that may say has a second half that makes it a harm: claimed 28 lives."""
        tg = self.tg
        words = (s.data for s in tg.an[k].harms if isinstance(s.data, HarmWord) and s.data.needs)
        halves = [folded_words(tuple(word.needs)) for word in words]
        return any(tg.half_at(q, half) for half in halves for q in range(k + 1, min(k + _HALF, end)))

    def _identifying(self, begin: int, boundary: int, end: int) -> list[Scope]:
        """Return the scopes of those who say who somebody is: The army named the dead as Omar Said."""
        tg = self.tg
        for k in tg.within(begin, end, "identifies"):
            if k < boundary or k == begin or (tg.has(k - 1, "aux", "have") and tg.has(k - 2, "aux", "have")):
                continue
            at = next((q for q in range(k + 1, min(k + _SHORT, end)) if tg.has(q, "as_")), None)
            if at is None or at == k + 1 or tg.has(k - 1, "aux", "adverb", "rel"):
                # a leader identified as Omar: no saying
                continue
            speaker, start = self.before(k, max(begin, boundary))
            chain = self._resolve(speaker) if speaker is not None else self.last if start >= 0 else ()
            if chain:
                self.last = chain
                return [Scope(k, end, chain, "asserts", "say", (k, k + 1))]
        return []

    def _quoting(self, n: int, begin: int, end: int, out: list[Scope], *, closes: bool) -> None:
        """Keep the sentences of a quotation until who speaks is named behind it, and give them to whom it is."""
        says = [s for s in out if s.kind == "say" and s.sources]
        if not self.open:
            self.pending = [(n, begin, end)] if closes and not says else []
            return
        if not closes:
            self.pending = [*self.pending, (n, begin, end)] if self.pending and not says else []
            return
        mark = next((q for q in range(begin, end) if self.tg.is_quote(q)), end)
        named = next((s for s in says if mark < s.at[0] <= mark + _NAMED_BEHIND), None)
        if named is not None:
            whose = (
                (m, Scope(low, high, named.sources, "asserts", "carried", named.at)) for m, low, high in self.pending
            )
            self.behind.extend(whose)
        self.pending = []

    def _carried(self, begin: int, end: int, quotes: int) -> bool:
        """Tell whether a sentence is a quotation of who spoke before: it opens with a mark, or one is open."""
        return self.open or (self.tg.is_quote(begin) and quotes >= 1) or self._continued(begin, end)

    def _continued(self, begin: int, end: int) -> bool:
        """Tell whether a sentence goes on with who was told of in one that was said: A further 27 were hurt."""
        tg = self.tg
        if not begin or self._opens(begin) or not self.spoken:
            return False
        low = list(range(begin, min(begin + _CONTINUES, end)))
        if any(tg.has(q, "report") for q in range(begin, end)):
            return False
        if any(tg.has(q, "beingnamed") for q in range(begin, min(begin + _OPENING, end))):
            # The dead were named as …
            return True
        if tg.has(begin, "subset") or (tg.has(begin, "pronoun") and tg.has(begin + 1, "subset")):
            # Among them were 301 wounded; they include two nurses
            return True
        if (
            tg.lang.grammar.short_follows
            and end - begin <= _SHORT
            and not any(
                tg.has(q, "calendar", "cumulative", "since", "period", "nowadays", "noword", "seen") or tg.is_number(q)
                for q in range(begin, end)
            )
        ):
            # The army said so. A soldier was wounded.
            return True
        if any(tg.has(q, "more", "others") and not tg.has(q, "adverb") for q in low):
            return True
        if any(getattr(getattr(tg.sense(q, "amount"), "data", None), "share", None) for q in low[:1]):
            return True
        number = next((q for q in low[:3] if tg.is_number(q) or tg.has(q, "number", "amount")), None)
        read = number_at(tg, number, end) if number is not None else None
        behind = read[0] if read is not None else 0 if number is None else number + 1
        return number is not None and tg.has(behind, "aux", "of", "subset", "have")

    def _opens(self, begin: int) -> bool:
        """Tell whether a sentence opens a line, behind the sign of an item at most."""
        tg = self.tg
        item = begin > 1 and not tg.is_word(begin - 1) and not tg.is_quote(begin - 1) and tg.is_break(begin - 2)
        return not begin or tg.is_break(begin - 1) or item

    def _opened(self, begin: int, end: int) -> Scope | None:
        """Return the scope of a sentence that its speaker opens with a colon (Security source: …)."""
        tg = self.tg
        colon = next((q for q in range(begin + 1, min(begin + _OPENING, end - 1)) if tg.text(q) == ":"), None)
        # With a space before it (as French prints), it ends what a headline is about.
        if colon is None or not tg.tokens[colon].glued or any(tg.has(q, "report") for q in range(begin, colon)):
            return None
        found = self._name(begin, colon)
        if found is None or found[1] < colon or any(q in tg.places for q in range(*found)):
            # Nigeria: twelve dead. What it is about.
            return None
        actor = tg.actors.get(found[0])
        speaks = actor is not None and actor[0].kind not in ("government", "un")
        if not speaks and not tg.has(found[1] - 1, "source"):
            return None
        self.last = self._resolve(found)
        return Scope(colon, end, self.last, "asserts", "say", (begin, colon))

    def _head(self, begin: int, end: int) -> Scope | None:
        """Return the scope of a headline whose speaker is told behind its last colon (… : police)."""
        tg = self.tg
        colon = next((q for q in range(end - 1, begin, -1) if tg.text(q) == ":"), None)
        if colon is None or end - colon > 6 or not tg.is_break(end):
            return None
        found = self._name(colon + 1, end)
        if found is None or found[1] < end:
            return None
        chain = self._resolve(found)
        self.last = chain
        return Scope(begin, colon, chain, "asserts", "head", (colon, end))

    # -- verbs ---------------------------------------------------------------------------------------

    def _said(self, k: int, stop: int, word: ReportWord, boundary: int, begin: int, end: int) -> Scope | None:
        tg = self.tg
        q = k - 1
        while q >= begin and tg.has(q, "adverb", "have", "calendar", "howsaid") and not tg.has(q, "pronoun"):
            day = tg.has(q, "calendar")
            q -= 1
            if day and q > begin and tg.has(q, "on_", "in"):
                # The commission on Monday said
                q -= 1
        heard = tg.has(stop, "heardby")
        if (
            word.kind == "say"
            and tg.has(stop, "agentby")
            and not heard
            and self._name(tg.end(stop, "agentby"), end) is not None
        ):
            # an attack claimed by a group: nothing that it said of people
            return None
        if word.kind == "continue" and stop > k + 1 and stop < end and tg.is_word(stop) and not tg.has(stop, "comp"):
            # they went on the rampage
            return None
        if stop + 1 < end and tg.has(stop, "to") and tg.has(stop + 1, "have", "aux"):
            # vigilantes said to have worn uniforms: nobody says so
            return None
        if q >= begin and tg.has(q, "aux", "none", "to"):
            if word.kind != "say" or tg.has(q, "none", "to"):
                return None
            # it was reported that, 51 were reported missing: nobody is named
            return None
        speaker, start = self.before(q + 1, max(begin, boundary))
        after = stop
        chain: Chain = ()
        if speaker is None and start < 0:
            inverted = self._inverted(k, begin) and not self._going(k, begin)
            found = self._name(stop, end) if inverted else None
            if (
                inverted
                and found is None
                and tg.has(k, "plainsay")
                and tg.has(stop, "det")
                and not tg.has(stop, "comp")
            ):
                found = self._plain(stop, end)
            if inverted and found is None and stop < end and self._surname(stop):
                found = (stop, stop + 1)
            if found is not None and found[1] < end and tg.has(found[1], "aux", "have"):
                # …, it said five people were killed: what is said, and not by whom
                found = None
            if found is not None:
                speaker = self._person(found, end)
                after, start = speaker[1], k
        if speaker is not None and any(tg.has(q, "what") for q in (speaker[0], speaker[0] - 1)):
            # in what witnesses described as an ambush: what it was called
            return None
        if speaker is not None and any(tg.has(q, "none") for q in (speaker[0], speaker[0] - 1)):
            # No group has said …
            return None
        old = speaker is not None and any(tg.has(q, "former") for q in range(max(begin, speaker[0] - 2), speaker[1]))
        if speaker is not None and old and any(tg.has(q, "tollnoun") for q in (speaker[1] - 1, speaker[1])):
            # an earlier toll had mentioned five: nobody in particular
            return None
        owned = speaker is not None and stated(tg, speaker[1] - 1) and self.last
        if speaker is not None and owned and any(tg.has(x, "owner") for x in range(max(begin, start), speaker[1])):
            # His statement said: he said
            chain = self.last
        elif speaker is not None:
            speaker = self._maker(speaker, k if after == stop else end)
            chain = self._resolve(speaker)
            mate = self.mate(speaker, max(begin, boundary)) if after == stop else None
            if mate is not None:
                # police and residents said
                chain = (*self._resolve(mate), *chain)
                start = min(start, mate[0])
                while start > begin and tg.has(start - 1, "det"):
                    start -= 1
        elif start < 0 and boundary == begin and (subject := self._subject(k, begin)) is not None:
            # The Forces mourned sixteen of its members and said 36 were hurt.
            chain, start = self._resolve(subject), k
        elif start >= 0 and (meant := self._it(start, begin)) is not None:
            chain = self._resolve(meant)
        elif start >= 0 or word.kind == "continue" or (word.kind in ("say", "deny", "admit") and self._going(k, begin)):
            whose = self._acting(k, begin) if start < 0 and boundary == begin else None
            chain = self.last if whose is None else self._resolve(whose)
            start = start if start >= 0 else k
        if word.told:
            carrier = self._name(stop, end)
            if carrier is not None and self._media(carrier):
                if not self._own(carrier) and chain and carrier not in chain:
                    chain = (*chain, carrier)
                after = max(after, carrier[1])
        if word.kind == "relay":
            found = self._name(stop, end)
            if found is None:
                return None
            chain = (*self._resolve(found), *(c for c in chain if self._media(c)))
            start = start if start >= 0 else k
            after = found[1]
        if not chain and word.kind in ("say", "continue", "relay"):
            return None
        if chain:
            self.last = chain
            if self.official(chain[0]):
                self.officer, self.spoke = chain[0], k
        stance = _STANCES.get(word.kind, "asserts")
        low = k
        led = [q for q in (start - 1, start) if begin < start < k and tg.has(q, "rel")]
        inner = any(not self.shouted(q) for q in led)
        # …, which the army has said aims to stop them: that alone
        trails = not inner and self._trails(after, end)
        if begin + 1 < start < k and tg.text(start - 2) == "," and tg.has(start - 1, "clause", "join"):
            # The toll stood at 338, but a doctor said it would rise: what stands before is not his
            trails = False
        comma = start > begin and (tg.text(start - 1) in "," or tg.is_quote(start - 1))
        if start == k and self._inverted(k, begin):
            comma = True
        if comma and start < k and (tg.has(start, "join", "clause") or inner):
            # …, and the army said seven were missing: what stands before was said by others
            comma = False
        if (trails or comma) and word.kind != "deny":
            low = boundary if boundary > begin and not trails else begin
            low = low if comma or trails else k
        inverted = after > stop and self._inverted(k, begin)
        return Scope(low, self._relative(after, end) if inverted else end, chain, stance, "say", (k, after))

    def _relative(self, k: int, end: int) -> int:
        """Return where it ends what is said, before *who …* of the speaker behind it: …, said Omar, who lost a son."""
        tg = self.tg
        return k if k + 1 < end and tg.text(k) == "," and tg.has(k + 1, "rel") else end

    def _going(self, k: int, begin: int) -> bool:
        """Tell whether a verb goes on with who spoke: X rejected it, saying that."""
        tg = self.tg
        if k > begin and tg.text(k - 1) == tg.lang.grammar.number_joiner and tg.lang.grammar.going:
            # acknowledged two deaths and said …
            return True
        return k > begin and tg.text(k - 1) == "," and tg.text(k).endswith(tuple(tg.lang.grammar.going) or "\0")

    def _subject(self, k: int, begin: int) -> Range | None:
        """Return the body that a sentence begins with, before *and said*."""
        tg = self.tg
        if k <= begin + 2 or tg.text(k - 1) != tg.lang.grammar.number_joiner:
            return None
        first = begin + tg.has(begin, "det")
        return (first, tg.actors[first][1]) if first in tg.actors and tg.actors[first][1] < k - 1 else None

    def _acting(self, k: int, begin: int) -> Range | None:
        """Return who does what a sentence tells first, where he goes on to say: The army kept names back, saying."""
        tg = self.tg
        if tg.text(k - 1) != ",":
            return None
        first = begin + tg.has(begin, "det")
        at = next((q for q in range(first, min(first + _OFFICE, k)) if q in tg.actors or tg.has(q, "source")), None)
        if at is not None:
            stop = tg.actors[at][1] if at in tg.actors else tg.end(at, "source")
            plain = all(tg.has(q, "nation", "source") or self._capital(q) or q in tg.places for q in range(first, at))
            if not plain and not tg.has(begin, "det"):
                return None
            while stop < k and self._capital(stop):
                stop += 1
        else:
            stop = first
            while stop < k and self._capital(stop) and not tg.has(stop, "prep", "calendar", "clause", "pronoun"):
                stop += 1
            if not self.nameonly((first, stop)) or first in tg.places:
                return None
        behind = stop < k - 1 and tg.is_word(stop) and not tg.has(stop, "prep", "join", "of", "rel")
        said = any(tg.has(q, "report") and not self._noun(q) for q in range(stop, k))
        return (first, stop) if behind and not said else None

    def _it(self, k: int, begin: int) -> Range | None:
        """Return the body or official that the sentence before was about, where nobody spoke in that: … it said."""
        tg = self.tg
        person = tg.has(k, "person")
        if self.spoken or not (person or tg.has(k, "it")) or not begin or tg.is_break(begin - 1):
            return None
        low = begin - 1
        while low > 0 and begin - low < _SENTENCE and not tg.is_break(low - 1) and not self._stops(low - 1):
            low -= 1
        low += tg.has(low, "det")
        if person:
            # Gen. Omar Haddad visited the camp. He said …
            stop = low
            while stop < begin and (
                self._capital(stop) or tg.has(stop, "source", "people", "particle") or tg.text(stop) in "-'"
                or (tg.text(stop) == "." and not self._stops(stop))
            ):  # fmt: skip
                stop += 1
            named = self._person_filling(low, stop)
            return named if named is not None and self.official(named) else None
        if low in tg.actors:
            return low, tg.actors[low][1]
        sense = tg.sense(low, "source")
        body = sense is not None and sense.id in ("army", "movement", "ministry", "monitor", "aid")
        return (low, tg.end(low, "source")) if body else None

    def _inverted(self, k: int, begin: int) -> bool:
        tg = self.tg
        return k > begin and (tg.text(k - 1) in "," or tg.is_quote(k - 1))

    def _trails(self, k: int, end: int) -> bool:
        """Tell whether nothing that is told follows: a day, a place, an office, to the end."""
        tg = self.tg
        rest = range(k, end)
        if any(tg.has(q, "comp") or tg.is_quote(q) or tg.an[q].harms for q in rest):
            return False
        if any("harm" in tg.multi.get(q, {}) for q in rest):
            return False
        return len(rest) <= 14

    def _doubt(self, k: int, stop: int, kind: str, begin: int, end: int) -> Scope:
        tg = self.tg
        sources: Chain = ()
        if kind == "doubt":
            found, _ = self.before(k, begin)
            if found is not None and found[1] == k:
                sources = self._resolve(found)
                return Scope(k, end, sources, "unconfirmed", "say", (k, stop))
        ends = (q for q in range(stop, end) if tg.text(q) in ";" or (kind == "expect" and tg.has(q, "clause")))
        reach = next(ends, end)
        # Whoever says it, it is as unsure: the stance goes before that of the words that attribute.
        at = (end - 1, end) if kind == "expect" else (k, stop)
        low = k if kind == "expect" else max(begin, k - 8)
        return Scope(low, reach, sources, _STANCES[kind], "stance", at)
