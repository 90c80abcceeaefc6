"""Who a source is: words that point back (the source, the movement) become the name that they stand for."""

from dataclasses import dataclass, field

import msgspec

from hasila.extract.attribution.introduced import Introduced, Range
from hasila.extract.attribution.sourcewords import anaphoric, bare_stem, kind_of
from hasila.extract.tagging import Tagged
from hasila.model import SourceKind

Chain = tuple[Range, ...]

#: A movement that is pointed back to by its noun alone was named within so many tokens.
_NAMED_BACK = 60
#: Who is named again is called by a title and a name (العميد الصبيحي), of so many words.
_AGAIN = 2
#: So many sources are looked through for one that begins with the noun that points back.
_LOOKED = 12
#: Bodies are told apart by their names alone: the police are no ministry named before.
BODIES = frozenset({"ministry", "army", "monitor", "aid"})


class Speaker(msgspec.Struct, frozen=True):
    """A source phrase: its joined sources, the carriers it was told to, and where it ends."""

    sources: Chain
    carriers: Chain
    end: int


@dataclass(slots=True)
class Meant:
    """Remembers who was introduced, so that *the source* finds its name."""

    tg: Tagged
    introduced: Introduced = field(init=False)
    #: Who spoke together with a source: a statement of both is meant by *the statement*.
    together: dict[Range, Chain] = field(default_factory=dict)
    #: Whom an outlet carried where it was named behind him: he is meant by *the same source*.
    carried: dict[Range, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.introduced = Introduced(self.tg)

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
        return self.introduced.words(source)

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
                self.introduced.issue(issuer[0])
                return issuer
        short = stop - k == 1
        if stop - k == _AGAIN and (noun := tg.sense(k, "source")) is not None and noun.id == "statement":
            # البيان الختامي, and no المعلومات الاستخبارية
            one = bool(tg.an[k].art) and not tg.text(k).endswith(tuple(tg.lang.grammar.feminine))
            short = one and tg.text(k + 1).startswith(tg.lang.article)
        pointing = same or (sense is not None and bool(tg.an[k].art) and anaphoric(sense.data) and stop - k <= 2)
        known = self.introduced
        bare, until = self._bare(source, words) if pointing else (words, -1)
        found = self._told_before(source, words, bare, until, short=short, pointing=pointing)
        if found is not None:
            return found
        words = bare if until >= 0 else words
        if pointing and short and sense is not None and sense.id == "statement":
            stated = self._stated(k)
            if stated is not None and (not known.ranges or stated[0] > known.ranges[-1][0]):
                return stated
        if not ((pointing and short) or same) or not known.ranges:
            # A fuller name (ميليشيا الحوثي after الحوثيون) is no word that points back.
            return known.fuller(tg.actors[k][0].id, len(words)) if k in tg.actors and tg.actors[k][1] >= stop else None
        kind = self.kind(source)
        if sense is not None and sense.id in ("source", "statement"):
            latest = known.ranges[-1]
            return self.carried.get(latest, latest) if sense.id == "source" else latest
        if sense is not None and sense.id == "movement" and (named := self._movement(k)) is not None:
            return named
        asked: list[tuple[str, object]] = [("kind", kind)] if kind == "media" else []
        if sense is not None and sense.id not in BODIES:
            asked.append(("sense", sense.id))
        if sense is not None and sense.id == "movement":
            asked.append(("party", kind))
        found = known.last_of(*asked)
        return None if found is not None and self._unlike(k, found) else found

    def _unlike(self, k: int, before: Range) -> bool:
        """Tell whether two nouns are of different things: *the television* is no agency, *the party* no army.

        Only where the earlier one begins with its noun: القناة may well be one that was named without.
        """
        tg = self.tg
        ids = tuple(noun.id if (noun := tg.sense(at, "source")) is not None else "" for at in (k, before[0]))
        outlets = ids == ("paper", "paper") and not tg.has(before[0], "correspondent")
        return ids == ("movement", "army") or (outlets and bare_stem(tg, k) != bare_stem(tg, before[0]))

    def _other(self, source: Range, before: Range) -> bool:
        """Tell whether a source is surely not the one told before: a body is not one of its own.

        وأكدت الحركة after قال قائد في الحركة
        """
        k, stop = source
        actors = self.tg.actors
        return before == source or (k in actors and actors[k][1] >= stop and before[0] not in actors)

    def _bare(self, source: Range, words: set[str]) -> tuple[set[str], int]:
        """Return the words without a nationality, and the last position of those introduced for whom these do.

        الصحيفة الإيرانية: a nationality only repeats what is known of the one meant, unless that has another.
        """
        sense = self.tg.sense(source[0], "source")
        if len(words) > 1 and sense is not None and sense.id in ("paper", "statement"):
            bare = {w for w in words if "nation" not in self.tg.lang.analyse(w).senses}
            if bare and bare != words:
                return bare, self.introduced.last_plain(lambda before: self._other(source, before))
        return words, -1

    def _told_before(
        self, source: Range, words: set[str], bare: set[str], until: int, *, short: bool, pointing: bool
    ) -> Range | None:
        """Return who was introduced last by the words of a source, up to a position by its ``bare`` ones."""
        tg, known = self.tg, self.introduced
        k, stop = source
        sense = tg.sense(k, "source")
        issued = pointing and short and sense is not None and sense.id == "statement"
        named_again = not sense or (stop - k <= _AGAIN and bool(tg.an[k].art))
        aside = next(iter(words)) if not sense and short and len(words) == 1 else None
        noun, named = next(iter(self.words((k, k + 1))), ""), None
        looked = 0
        for at in known.last_by(bare if until >= 0 else words, aside=aside, issued=issued):
            before = known.ranges[at]
            if named is not None and (looked := looked + 1) > _LOOKED:
                break
            if self._other(source, before):
                continue
            told = bare if at <= until else words
            if issued and before[0] in known.issuers:
                return before
            if told <= known.words_at(at) and (pointing or named_again):
                if noun in self.words((before[0], before[0] + 1)):
                    return before
                # الوزارة after مصدر في الوزارة: she herself, if she was told of too.
                named = named or before
            if aside is not None and aside in known.aside(before):
                # قال المتحدث باسم القوات، العميد يحيى كذا، … وأضاف كذا
                return named or before
        return named

    def _correspondent(self, source: Range) -> Range | None:
        """Return whom *our correspondent* means: the one told of before by the outlet's name, if his place is the same.

        مراسلنا after قال مراسل الوكالة في إدلب; مراسلنا في حمص is another.
        """
        tg = self.tg
        k, stop = source
        ours = tg.text(k).endswith(tuple(p for p in tg.lang.grammar.speaking if len(p) > 1))
        if not tg.has(k, "correspondent") or not (ours or (stop == k + 1 and tg.an[k].art)):
            return None
        here = {tg.places[q][0].id for q in range(k + 1, stop) if q in tg.places}
        return self.introduced.last_correspondent(here)

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
