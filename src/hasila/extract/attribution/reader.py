"""Who says so: the sources of every stretch of text, as chains from the originator to the last carrier."""

from msgspec.structs import replace

from hasila.extract.attribution.according import VoiceReader
from hasila.extract.attribution.between import between
from hasila.extract.attribution.carrying import Carrying
from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.finalissuer import final_issuer
from hasila.extract.attribution.heads import HeadReader
from hasila.extract.attribution.sources import BODIES, Chain
from hasila.extract.attribution.sourcewords import MEDIA, noun_of
from hasila.extract.attribution.subjectfirst import SpacedClauses
from hasila.extract.attribution.verbfinal import FinalClauses
from hasila.extract.tagging import Tagged
from hasila.languages.schema import ReportWord
from hasila.model import Stance
from hasila.text import Document, fold_word

#: A by-line stands within this many sentences after the headline.
_LEAD = 3
#: A headline that is but a title (بيان حزب الأمل حول …) has at most so many tokens, and its issuer stands so near.
_HEADLINE = 14
_MANNER = 4
#: Nouns (their ids) for bodies whose own words an outlet that is named with one prints.
_SPEAKING = frozenset({"army", "movement", "ministry", "spokesman", "aid", "official"})


class Attribution:
    """The attributed stretches of a document, by sentence; of its first ``sentences`` where a number is given."""

    def __init__(self, tg: Tagged, sentences: int | None = None, outlet: str | None = None) -> None:
        self.tg = tg
        self._outlet = set(fold_word(outlet).split()) if outlet else set()
        self.clauses = VoiceReader(tg, self._outlet)
        self.reader = self.clauses.reader
        issuer = self._speaks_itself(outlet)
        self.clauses.own = issuer or self._speaks_itself(outlet, _SPEAKING | {"monitor"})
        # A body's own words are its own also where its own name is the outlet's.
        press = set[str]() if self.clauses.own else self._outlet
        self._final = FinalClauses(tg, self.reader, press) if tg.lang.grammar.verb_final else None
        self._spaced = SpacedClauses(tg, self.reader, self._outlet) if tg.lang.grammar.subject_first else None
        self.heads = HeadReader(tg, self.reader, self._outlet, own=issuer)
        self.scopes: list[list[Scope]] = []
        #: Whether the issuer's words are announced (صدر عن … البيان الآتي) in a report that may go on with others'.
        self._announced = False
        self._issued_at = 0
        self.default: Chain = (
            self._issuer() if self._final is None else final_issuer(tg, self._final, outlet, own=bool(self.clauses.own))
        )
        if self._final is not None:
            self._final.issuer = self.default
        self._until = 0
        carrying = Carrying(tg, self.clauses)
        for n, (begin, end) in enumerate(tg.doc.sentences[:sentences]):
            scopes = self._sentence(n, begin, end)
            carrying.go_on(n, begin, end, scopes, self.scopes[n - 1] if n else [])
            if self._spaced is None:
                behind = carrying.named_behind(n, begin, end, scopes)
                for m, scope in behind:
                    (self.scopes[m] if m < n else scopes).append(scope)
            if n and len(scopes) == 1 and self._left_over(scopes[0], begin, end):
                # …. وفقا لشبكة الأفق.: a full stop has parted from their words whose they are.
                low, high = tg.doc.sentences[n - 1]
                self.scopes[n - 1].append(Scope(low, high, scopes[0].sources, "asserts", "according", scopes[0].at))
            self.scopes.append(scopes)
            if self._spaced is not None:
                self._name_behind()
            carrying.note(begin, end, scopes)

        if self._spaced is not None:
            for n, scope in between(tg, self.scopes):
                self.scopes[n].append(scope)
        self._alias()
        self._headed()
        self._until = next(
            (n for n, told in enumerate(self.scopes) if n >= self._issued_at and self._foreign(told)), len(self.scopes)
        )

    def _name_behind(self) -> None:
        """Give the sentences of a quotation to whoever is named behind it."""
        assert self._spaced is not None
        for m, scope in self._spaced.behind:
            told = [s for s in self.scopes[m] if s.kind in ("carried", "stance")]
            if len(told) == len(self.scopes[m]):
                self.scopes[m] = [*(s for s in told if s.kind == "stance"), scope]
        self._spaced.behind.clear()

    def _left_over(self, scope: Scope, begin: int, end: int) -> bool:
        """Tell whether a sentence has no words but *according to X*."""
        tg = self.tg
        sense = tg.sense(scope.at[0], "report")
        if getattr(getattr(sense, "data", None), "kind", "") != "according" or not scope.sources:
            return False
        return scope.at[0] - begin <= 1 and not any(tg.is_word(q) for q in range(scope.at[1], end))

    def _foreign(self, scopes: list[Scope]) -> bool:
        """Tell whether others than the issuer of an announced statement speak in a sentence."""
        return self._announced and any(
            s.kind in ("say", "head") and s.sources not in ((), self.default) for s in scopes
        )

    def _alias(self) -> None:
        """Give a report its author also where it is told before the author is (حذر تقرير … التقرير، الذي أصدره)."""
        if not self.clauses.authors:
            return
        for n, scopes in enumerate(self.scopes):
            self.scopes[n] = [
                replace(s, sources=self.clauses.authors[s.sources[0]] + s.sources[1:])
                if s.sources and s.sources[0] in self.clauses.authors
                else s
                for s in scopes
            ]

    def _headed(self) -> None:
        """Let the body named before the headline's colon speak all the text where nobody else is named in it."""
        told = [s for scopes in self.scopes for s in scopes if s.kind != "stance"]
        if len(told) == 1 and told[0].kind == "head" and self.scopes[0] == told and not self.default:
            sense = self.tg.sense(told[0].sources[0][0], "source")
            if told[0].sources[0][0] in self.tg.actors or (sense is not None and sense.id in BODIES):
                self.default = told[0].sources

    def _speaks_itself(self, outlet: str | None, speaking: frozenset[str] = _SPEAKING) -> bool:
        """Tell whether the outlet is a body that tells of its own (a ministry, a force's press office), no press."""
        if not outlet:
            return False
        named = Tagged(Document(outlet), self.tg.lang, self.tg.registry)
        bodies = [named.actors[k][0].kind for k in named.actors]
        senses = [named.sense(k, "source") for k in range(named.size) if named.has(k, "source")]
        press = any(kind in MEDIA for kind in bodies) or any(s is not None and s.id == "paper" for s in senses)
        return not press and bool(bodies or any(s is not None and s.id in speaking for s in senses))

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
            elif len(best.sources) > 1 and self._own_statement(best.sources[0]):
                # أقر الحرس بمقتل 13، بحسب بيان نشرته وكالة: his statement, and who carried it.
                chain = chain + tuple(s for s in best.sources[1:] if s not in chain)
            elif self._own_statement(best.sources[0]) and not self.tg.an[best.sources[0][0]].art:
                # أعلن الجيش مقتل سبعة، وفق بيان: his own.
                pass
            elif self.reader.kind(best.sources[0]) == "media":
                chain = chain + tuple(s for s in best.sources if s not in chain)
            elif not self._own_words(best.sources[0]):
                # قالت الوكالة إن … بحسب مصدر: who is named last knows; of the others only a carrier stays.
                carriers = (s for s in chain if self.reader.kind(s) == "media" and s not in best.sources)
                chain = best.sources + tuple(carriers)
        if not chain and self.default and sentence < self._until:
            chain, rule = self.default, "issuer"
        names = [[self.tg.text(k) for k in range(*s)] for s in chain]
        chain = tuple(s for n, s in enumerate(chain) if names[n] not in names[:n])
        for scope in covering:
            if scope.kind == "stance" and stance == "asserts" and (at is None or scope.at[0] >= at[0]):
                stance = scope.stance
        return chain, stance, at, rule

    def _own_words(self, source: tuple[int, int]) -> bool:
        """Tell whether a source is but the speaker's own statement or information (وفق المعلومات الأولية)."""
        sense = self.tg.sense(source[0], "source")
        return sense is not None and sense.id == "statement" and bool(self.tg.an[source[0]].art)

    def _own_statement(self, source: tuple[int, int]) -> bool:
        """Tell whether a source is but a statement that nobody else is named to have made."""
        tg = self.tg
        if self._spaced is not None:
            # initial findings, a report that reached us: nobody's name
            noun = noun_of(tg, source)
            plain = not any(q in tg.actors or tg.doc.text[tg.tokens[q].start].isupper() for q in range(*source))
            return noun is not None and noun.id == "statement" and plain
        sense = tg.sense(source[0], "source")
        return sense is not None and sense.id == "statement" and source[1] == source[0] + 1

    def _issuer(self) -> Chain:
        """Return who issued the text, where it begins by saying so (بيان صادر عن …): all of it is theirs."""
        tg = self.tg
        for n, (first, end) in enumerate(tg.doc.sentences[:2]):
            begin = self._past_tags(first, end)
            self._issued_at = n
            declared = self._declared(n, begin, end)
            if declared:
                self._announced = True
                return declared
            for k in tg.within(begin, end, "issued"):
                opening = tg.sense(begin, "source")
                announced = k - begin <= 2 and any(
                    tg.text(q) == ":" or (tg.has(q, "statement") and q > k) for q in range(k, end)
                )
                if not announced and (k - begin > 2 or opening is None or opening.id != "statement"):
                    break
                low = tg.end(k, "issued")
                speakers = self.reader.read(low, end, strict=True, after_verb=True)
                if speakers is None and not announced and (stop := self._named_by(low, end)) > low:
                    # بيان صادر عن قبيلة بني حارث حول …: whoever they are.
                    return ((low, stop),)
                if speakers is not None:
                    self._announced = announced
                    return self.reader.resolve(speakers)
            issues = next((k for k in tg.within(begin, end, "issues") if k - begin <= 1), None)
            if issues is not None:
                # أصدرت اللجنة بيانا قالت فيه …
                speakers = self.reader.read(tg.end(issues, "issues"), end, strict=True, after_verb=True)
                if speakers is not None and tg.any(speakers.end, min(speakers.end + _MANNER, end), "statement"):
                    self._announced = True
                    return self.reader.resolve(speakers)
        return self._titled()

    def _named_by(self, k: int, end: int) -> int:
        """Return where the name of an issuer that no list knows ends: before what its statement is about."""
        tg = self.tg
        stop = k
        while stop < min(k + _HEADLINE, end) and tg.is_word(stop):
            if tg.an[stop].harms or tg.has(stop, "during", "aftermath", "topic", "report", "comp", "calendar", "about"):
                break
            stop += 1
        return stop

    def _past_tags(self, begin: int, end: int) -> int:
        """Return where a line begins behind its marks and tags (#حلب | …, 🔴 …)."""
        tg = self.tg
        rule = tg.mark(begin, min(begin + _HEADLINE, end), "|")
        if rule is not None and tg.text(begin) == "#":
            begin = rule + 1
        while begin < end and not tg.is_word(begin) and tg.text(begin) != "#":
            begin += 1
        return begin

    def _declared(self, n: int, begin: int, end: int) -> Chain:
        """Return the body that opens its own communiqué in the present (تعلن الجبهة …), under a title at most."""
        tg = self.tg
        if n:
            low, high = tg.doc.sentences[0]
            if high - low > _HEADLINE or tg.any(low, high, "report", "comp") or tg.mark(low, high, ":") is not None:
                return ()
        if begin >= end or not tg.has(begin, "declares"):
            return ()
        speakers = self.reader.read(tg.end(begin, "declares"), end, strict=True, after_verb=True)
        if speakers is None or len(speakers.sources) > 1 or not self._body(speakers.sources[0][0]):
            return ()
        return self.reader.resolve(speakers)

    def _body(self, k: int) -> bool:
        """Tell whether a body stands at a token that makes statements of its own."""
        if k in self.tg.actors:
            return self.tg.actors[k][0].kind not in MEDIA
        noun = self.tg.sense(k, "source")
        return noun is not None and noun.id in _SPEAKING | {"monitor"}

    def _titled(self) -> Chain:
        """Return whose statement the headline names itself (بيان حزب الأمل حول …, تصريح صحفي من نقابة الأطباء)."""
        tg = self.tg
        if not tg.doc.sentences:
            return ()
        begin, end = tg.doc.sentences[0]
        opening = tg.sense(begin, "source")
        ruled = tg.mark(begin, min(begin + _HEADLINE, end), "|")
        if ruled is not None:
            # #المدينة | الدفاع المدني: the line but names whose the post is.
            named = self.reader.read(ruled + 1, end, strict=True)
            if named is not None and named.end >= end - 1 and self._body(named.sources[0][0]):
                return self.reader.resolve(named)
        tells = tg.any(begin, end, "report", "comp") or tg.mark(begin, end, ":") is not None
        if tells or end - begin > _HEADLINE or opening is None or opening.id != "statement":
            return ()
        for at in range(begin + 1, min(begin + _MANNER, end)):
            speakers = self.reader.read(at, end, strict=True, led=True)
            if speakers is not None:
                return self.reader.resolve(speakers) if self._body(speakers.sources[0][0]) else ()
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
                if self._final is not None:
                    # The verb stands last: when it was said is told before it, and nothing of that behind it.
                    out.update(range(*scope.at))
                    continue
                sense = tg.sense(k, "report")
                if sense is not None and sense.id == "tally":
                    # أحصى أهالي البلدة مقتل خمسة: where it was counted is where it happened.
                    continue
                while k < scope.at[1] + 4 and k < tg.size and not tg.is_break(k):
                    if k >= scope.at[1] and (tg.has(k, "comp") or tg.an[k].harms or tg.text(k) in ':".'):
                        break
                    out.add(k)
                    k += 1
        return frozenset(out)

    # -- one sentence --------------------------------------------------------------------------------

    def _sentence(self, n: int, begin: int, end: int) -> list[Scope]:
        tg, clauses = self.tg, self.clauses
        if self._final is not None:
            return self._final.read(n, begin, end)
        if self._spaced is not None:
            return self._spaced.read(n, begin, end)
        out: list[Scope] = []
        clauses.begin()
        heads = self.heads.read(begin, end, lead=0 < n <= _LEAD)
        for head in heads:
            out.append(head)
            clauses.last = clauses.near = head.sources
        boundary = begin
        spoken = bool(heads)
        k = begin
        for at in tg.within(begin, end, "report", "says_that", "manages"):
            if at < k:
                continue  # What was read before has taken the word with it.
            k = at
            sense = clauses.word(k)
            if sense is None and tg.has(k, "manages"):
                managed = clauses.managed(k, begin, end)
                if managed is not None:
                    out.append(managed)
                    clauses.last, spoken = managed.sources, True
                    k = managed.at[1]
                continue
            if sense is None or not isinstance(sense.data, ReportWord):
                continue
            stop = tg.end(k, sense.cat)
            kind = sense.data.kind
            if kind == "according":
                scope, after = clauses.according(k, stop, begin, boundary, end)
                if scope is not None:
                    out.append(scope)
                    boundary = after
                    if scope.start == scope.at[0]:
                        clauses.last, spoken = scope.sources, True
                k = max(after, k + 1)
                continue
            if self._no_verb(k, stop, kind, begin):
                k = stop
                continue
            if kind == "doubt" and any(tg.has(q, "except_") for q in range(stop, min(stop + 3, end))):
                # لم يتمكن من تأكيد سوى 71: as much as that is confirmed.
                k = stop
                continue
            if kind == "doubt" and out and self._in_passing(out[-1], k, stop, end):
                k = stop
                continue
            rumours = tg.has(k - 1, "rel") and tg.has(k - 2, "pointing", "statement", "toldof")
            if rumours and out and out[-1].stance == "denies":
                # نفى الآمر الأنباء التي تتحدث عن مقتل …: who denies speaks on.
                k = stop
                continue
            if kind == "expect" and tg.has(k, "belong"):
                # مسلحون يعتقد أنهم من التنظيم: only whose they are is thought.
                k = tg.end(k, "belong")
                continue
            if kind == "expect" and self._for_fear(stop, end):
                k = stop
                continue
            if kind == "expect":
                out.append(clauses.expected(k, stop, begin, end))
                k = stop
                continue
            scope, after = clauses.said(k, stop, begin, end)
            if scope is not None:
                out.append(scope)
                if scope.sources and not clauses.inner:
                    clauses.last, spoken = scope.sources, True
            k = max(after, stop, k + 1)
        if not spoken and clauses.near:
            # قتل ثلاثة، بحسب المرصد. وأضاف: who was named last goes on.
            clauses.last = clauses.near
        if any(s.kind in ("say", "head") for s in out):
            clauses.unspoken = []
        else:
            clauses.acts(begin, end)
        if not out and clauses.last and tg.has(begin, "comp") and tg.an[begin].conj:
            out.append(Scope(begin, end, clauses.last, "asserts", "say", (begin, begin + 1)))
        elif not any(s.kind != "stance" for s in out) and clauses.last and self._goes_on(n, begin):
            out.append(Scope(begin, end, clauses.last, "asserts", "carried", (begin, begin + 1)))
        return out

    def _goes_on(self, n: int, begin: int) -> bool:
        """Tell whether a sentence goes on with what was said in the one before (كما قصف …), no quotation ended."""
        tg = self.tg
        among = tg.has(begin, "subset") or (tg.an[begin].conj and tg.has(begin, "subset"))
        if not among and not tg.is_break(begin - 1):
            # وسقطت امرأة وطفل بين المصابين: of those just told of.
            marks = tg.within(begin, tg.doc.sentences[n][1], "subset", "between")
            ends = ((q, tg.end(q, "subset" if tg.has(q, "subset") else "between")) for q in marks[:1])
            among = any(tg.an[h].harms and tg.an[h].art for q, stop in ends for h in range(q, stop + 1))
        if n == 0 or not (among or tg.has(begin, "asalso")) or tg.has(begin + 1, "comp", "report"):
            return False
        last = tg.doc.sentences[n - 1][1] - 1
        said = [s for s in self.scopes[n - 1] if s.kind in ("say", "carried") and s.end >= last]
        if not said or not max(said, key=lambda s: (s.start, s.at[0])).sources:
            # وأعلنت الجماعة مسؤوليتها عن الهجوم. كما قتل: who told of it before tells no more.
            return False
        return not any(tg.is_quote(q) for q in range(max(0, last - 1), begin))

    def _in_passing(self, said: Scope, k: int, stop: int, end: int) -> bool:
        """Tell whether a doubt is but an aside between a verb and its words (قالت، في معلومات لا تتأكد، إن)."""
        tg = self.tg
        if said.kind != "say" or any(tg.has(q, "comp") or tg.an[q].harms for q in range(said.at[1], k)):
            return False
        return any(tg.has(q, "comp") and tg.text(q - 1) in "،," for q in range(stop, min(stop + 6, end)))

    def _for_fear(self, k: int, end: int) -> bool:
        """Tell whether what is feared is named in an aside, and is no harm (طلبت ألا يذكر اسمها خشية الانتقام، …)."""
        tg = self.tg
        near = range(k, min(k + 4, end))
        close = next((q for q in near if tg.text(q) in "،,"), k)
        return close > k and not any(tg.an[q].harms or tg.has(q, "comp") or tg.is_number(q) for q in range(k, close))

    def _of_that(self, k: int) -> bool:
        """Tell whether a verb says with its pronoun what was told before (وهو ما أكده ناشطون)."""
        sense = self.tg.sense(k, "report")
        return sense is not None and sense.id == "affirm-it"

    def _no_verb(self, k: int, stop: int, kind: str, begin: int) -> bool:
        """Tell whether a word of saying says nothing here: negated, a noun, belonging (تابع لـ)."""
        tg, an = self.tg, self.tg.an[k]
        if k > begin and tg.has(k, "name") and tg.has(k - 1, "name") and not an.conj:
            # مصطفى عزت: behind a given name, another name.
            return True
        aside = tg.has(k, "called", "incognito", "scripture") or (k > begin and tg.has(k - 1, "incognito"))
        if kind in ("confirm", "via") or aside:
            return True
        before = k - 1 if k > begin else None
        if before is not None and kind == "relay" and tg.has(before, "passive"):
            # وجرى نقل المصابين: people are moved, and no words.
            return True
        if before is not None and kind != "doubt":
            if tg.has(before, "not") and kind != "deny":
                # لم تعترف إلا بمقتل ثلاثة: as much as that is admitted.
                return not tg.any(stop, min(stop + 4, tg.size), "except_")
            if (
                kind not in ("deny", "expect")
                and not (before > begin and tg.has(before, "name") and tg.has(before - 1, "name"))
                and tg.has(before, "in", "from_", "on_", "to", "with_", "what")
                and not (tg.has(before, "what") and (tg.has(before - 1, "in") or self._of_that(k)))
            ):
                # عن نشر أسماء: a noun after a preposition; ما يتداول: what others say.
                return True
        sense = tg.sense(k, "report")
        if sense is not None and sense.id == "soasto":
            return True
        if sense is not None and getattr(sense.data, "told", False) and tg.has(k, "reach"):
            # شقيقه يبلغ 15 عاما, يبلغ من العمر: how much it comes to.
            return tg.is_number(stop) or tg.has(stop, "number", "amount", "hedge", "of", "total", "age")
        if (
            sense is not None
            and sense.id == "expect-or-inflict"
            and (tg.is_number(stop) or tg.has(stop, "number", "amount"))
        ):
            # وتوقع 15 قتيلا: written like "expected", it says that they were killed.
            return True
        if kind in ("doubt", "expect"):
            return False
        if tg.has(k, "belong") and not an.conj:
            return True
        return bool(an.art or (an.prep and kind != "deny") or an.pron)
