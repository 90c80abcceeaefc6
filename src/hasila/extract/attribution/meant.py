"""Who a source is: words that point back (the source, the movement) become the name that they stand for."""

from dataclasses import dataclass, field

import msgspec

from hasila.extract.attribution.sourcewords import anaphoric, bare_stem, kind_of
from hasila.extract.tagging import Tagged
from hasila.model import SourceKind

#: A source in tokens: start, end (half-open).
Range = tuple[int, int]
Chain = tuple[Range, ...]

#: A movement that is pointed back to by its noun alone was named within so many tokens.
_NAMED_BACK = 60
#: A name between commas has, with its rank, fewer tokens than this.
_ASIDE = 9
#: Who is named again is called by a title and a name (العميد الصبيحي), of so many words.
_AGAIN = 2
#: Bodies are told apart by their names alone: the police are no ministry named before.
BODIES = frozenset({"ministry", "army", "monitor", "aid"})
_ARMED = frozenset({"army", "movement"})


class Speaker(msgspec.Struct, frozen=True):
    """A source phrase: its joined sources, the carriers it was told to, and where it ends."""

    sources: Chain
    carriers: Chain
    end: int


@dataclass(slots=True)
class Meant:
    """Remembers who was introduced, so that *the source* finds its name."""

    tg: Tagged
    introduced: list[Range] = field(default_factory=list)
    #: Where bodies begin whose statement it was that said so: *the statement* is theirs.
    issuers: set[int] = field(default_factory=set)
    #: Who spoke together with a source: a statement of both is meant by *the statement*.
    together: dict[Range, Chain] = field(default_factory=dict)

    def resolve(self, speaker: Speaker) -> Chain:
        """Turn a source phrase into a chain; words that point back become the name that they stand for."""
        chain: list[Range] = []
        for source in speaker.sources:
            found = self._antecedent(source)
            if found is None:
                self.introduced.append(source)
                if len(speaker.sources) > 1:
                    self.together[source] = speaker.sources
                chain += [source] if source not in chain else []
                continue
            sense = self.tg.sense(source[0], "source")
            whole = self.together.get(found, (found,)) if sense is not None and sense.id == "statement" else (found,)
            chain += [s for s in whole if s not in chain]
        for carrier in speaker.carriers:
            if carrier not in chain:
                chain.append(carrier)
        return tuple(chain)

    def words(self, source: Range) -> list[str]:
        """Return the words of a source, without what is glued before them."""
        tg = self.tg
        out = []
        for k in range(*source):
            if not tg.is_word(k):
                continue
            word = tg.text(k)
            if len(word) == 1:
                continue
            out.append(bare_stem(tg, k) or word)
        return out

    def _antecedent(self, source: Range) -> Range | None:
        tg = self.tg
        k, stop = source
        same = stop < tg.size and tg.has(stop, "same")
        sense = tg.sense(k, "source")
        words = set(self.words(source))
        if not words:
            return None
        if (reporter := self._correspondent(source)) is not None:
            return reporter
        inner = tg.sense(k + 1, "source") if stop > k + 1 else None
        if sense is not None and sense.id == "statement" and inner is not None and tg.an[k + 1].art:
            # بيان الوزارة: the statement of who was named before.
            issuer = self._antecedent((k + 1, stop))
            if issuer is not None:
                self.issuers.add(issuer[0])
                return issuer
        short = stop - k == 1
        if stop - k == _AGAIN and (noun := tg.sense(k, "source")) is not None and noun.id == "statement":
            # البيان الختامي, and no المعلومات الاستخبارية
            one = bool(tg.an[k].art) and not tg.text(k).endswith(tuple(tg.lang.grammar.feminine))
            short = one and tg.text(k + 1).startswith(tg.lang.article)
        pointing = same or (sense is not None and bool(tg.an[k].art) and anaphoric(sense.data) and stop - k <= 2)
        for before in reversed(self.introduced):
            mine = set(self.words(before))
            if before == source or (k in tg.actors and tg.actors[k][1] >= stop and before[0] not in tg.actors):
                # وأكدت الحركة after قال قائد في الحركة: a body is not one of its own.
                continue
            if pointing and len(words) > 1:
                # الصحيفة الإيرانية: a nationality only repeats what is known of the one meant, unless that has another.
                bare = {w for w in words if "nation" not in tg.lang.analyse(w).senses}
                media = sense is not None and sense.id in ("paper", "statement")
                if media and bare and not any("nation" in tg.lang.analyse(w).senses for w in mine):
                    words = bare
            if pointing and short and sense is not None and sense.id == "statement" and before[0] in self.issuers:
                return before
            named_again = not sense or (stop - k <= _AGAIN and bool(tg.an[k].art))
            if words <= mine and len(mine) >= len(words) and (pointing or named_again):
                return before
            if not sense and short and words <= self._aside(before):
                # قال المتحدث باسم القوات، العميد يحيى كذا، … وأضاف كذا
                return before
        if pointing and short and sense is not None and sense.id == "statement":
            stated = self._stated(k)
            if stated is not None and (not self.introduced or stated[0] > self.introduced[-1][0]):
                return stated
        if not ((pointing and short) or same) or not self.introduced:
            if k in tg.actors and tg.actors[k][1] >= stop:
                actor = tg.actors[k][0]
                for before in self.introduced:
                    if (
                        before[0] in tg.actors
                        and tg.actors[before[0]][0].id == actor.id
                        and tg.actors[before[0]][1] >= before[1]
                        and len(words) <= len(self.words(before))
                    ):
                        # A fuller name (ميليشيا الحوثي after الحوثيون) is no word that points back.
                        return before
            return None
        kind = self.kind(source)
        if sense is not None and sense.id in ("source", "statement"):
            return self.introduced[-1]
        if sense is not None and sense.id == "movement" and (named := self._movement(k)) is not None:
            return named
        for before in reversed(self.introduced):
            other = tg.sense(before[0], "source")
            if other is not None and sense is not None and other.id == sense.id and sense.id not in BODIES:
                return before
            party = (
                sense is not None
                and sense.id == "movement"
                and (before[0] in tg.actors or (other is not None and other.id in (*_ARMED, "spokesman")))
            )
            if self.kind(before) == kind and (kind == "media" or party):
                return before
        return None

    def _aside(self, source: Range) -> set[str]:
        """Return the words of the name that stands between commas right behind an office."""
        tg, k = self.tg, source[1]
        while k < tg.size and tg.is_quote(k):
            k += 1
        if k >= tg.size or tg.text(k) not in "،,":
            return set()
        stop = next((q for q in range(k + 1, min(k + _ASIDE, tg.size)) if not tg.is_word(q)), k)
        aside = self.words((k + 1, stop)) if stop > k and tg.text(stop) in "،,:" else []
        return set(aside) if any(tg.has(q, "name", "people") for q in range(k + 1, stop)) else set()

    def _correspondent(self, source: Range) -> Range | None:
        """Return whom *our correspondent* means: the one told of before by the outlet's name, if his place is the same.

        مراسلنا after قال مراسل الوكالة في إدلب; مراسلنا في حمص is another.
        """
        tg = self.tg
        k, stop = source
        ours = tg.text(k).endswith(tuple(p for p in tg.lang.grammar.speaking if len(p) > 1))
        if not tg.has(k, "correspondent") or not (ours or (stop == k + 1 and tg.an[k].art)):
            return None
        here = {q for q in range(k + 1, stop) if q in tg.places}
        for before in reversed(self.introduced):
            if not tg.has(before[0], "correspondent"):
                continue
            there = {tg.places[q][0].id for q in range(*before) if q in tg.places}
            if not here or not there or any(tg.places[q][0].id in there for q in here):
                return before
        return None

    def _movement(self, k: int) -> Range | None:
        """Return the nearest body told before whose name begins with the noun at ``k``: الحركة of حركة طالبان."""
        tg, noun = self.tg, bare_stem(self.tg, k)
        for q in range(k - 1, max(0, k - _NAMED_BACK), -1):
            if q in tg.actors and tg.has(q, "source") and bare_stem(tg, q) == noun:
                return q, tg.actors[q][1]
        return None

    def _stated(self, k: int) -> Range | None:
        """Return whose statement is meant, where one was told of before: البيان of بيان الحكومة."""
        tg, noun = self.tg, bare_stem(self.tg, k)
        for q in range(k - 1, max(0, k - _NAMED_BACK), -1):
            if q + 1 < k and bare_stem(tg, q) == noun and not tg.an[q].art:
                named = tg.sense(q + 1, "source")
                if q + 1 in tg.actors:
                    return q + 1, tg.actors[q + 1][1]
                if named is not None and named.id in (*BODIES, "movement") and not tg.an[q + 1].conj:
                    return q + 1, tg.end(q + 1, "source")
        return None

    def kind(self, source: Range) -> SourceKind:
        """Return the kind of a source."""
        return kind_of(self.tg, source)
