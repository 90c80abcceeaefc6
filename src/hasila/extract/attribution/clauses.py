"""One clause of saying: a verb with its speaker, or *according to* somebody, and the stretch that it covers."""

from typing import Literal

import msgspec

from hasila.extract.attribution.clauseends import ClauseEnds
from hasila.extract.attribution.sources import Chain, Speaker
from hasila.languages.schema import ReportWord
from hasila.model import Stance

_STANCES: dict[str, Stance] = {"deny": "denies", "admit": "admits", "doubt": "unconfirmed", "expect": "unconfirmed"}
#: From a verb of managing to the noun of telling that it governs, in tokens.
_TELLING_WITHIN = 12
#: A doubt or expectation about a thing named in passing (يعتقد أنها روسية) reaches this far, in tokens.
_PASSING = 5
#: So many words in quotes and fewer are a name, and no speech.
_NAME = 4


class Scope(msgspec.Struct, frozen=True):
    """A stretch of tokens with its sources. ``kind`` is how it was attributed; ``at`` the attributing word."""

    start: int
    end: int
    sources: Chain
    stance: Stance
    kind: Literal["say", "according", "head", "carried", "stance"]
    at: tuple[int, int]


class ClauseReader(ClauseEnds):
    """Reads clauses of saying."""

    def said(self, k: int, stop: int, begin: int, end: int) -> tuple[Scope | None, int]:
        """Read a verb of saying at ``k``: its scope, and the token where reading goes on."""
        tg = self.tg
        self.inner = False
        sense = self.word(k)
        assert sense is not None
        assert isinstance(sense.data, ReportWord)
        if sense.id in ("we-say", "we-act"):
            return self._ours(k, stop, begin, end, clause=sense.data.clause), stop
        kind = sense.data.kind
        if self.near and kind in ("say", "relay") and sense.id != "participle" and self.quoted(k, begin):
            # قال فلان إن «التنظيم أعلن …»: who is told of inside his words speaks for no longer than they last.
            self.inner = True
            end = next((q for q in range(k, end) if tg.is_quote(q)), end)
        if kind == "say" and self._passive(k):
            # وأُعلن عن مقتل: nobody is named who says so, but whose words it may stand in.
            return None, stop
        stance = _STANCES.get(kind, "asserts")
        at = self.skip(stop, end)
        if self._to_press(at, end):
            # «…»، قال للصحافيين
            at = stop = self.skip(at + 1, end)
        joined = tg.an[k].conj == tg.lang.grammar.number_joiner
        participle, untrue = sense.id == "participle", sense.id == "untrue"
        # A verb in the plural has its subject before it.
        here = at < end and not self._content(at) and sense.number != "pl"
        if here and at + 1 < end and tg.has(at, "tous", "within"):
            # وأكد لنا مصدر محلي, بلاغا أعلنت فيه توقيف اثنين
            at += 1
        figures = at
        while here and at + 1 < end and tg.has(at, "figureword"):
            # تشير آخر أرقام وزارة الصحة: the figures are the ministry's.
            at += 1
        while here and kind == "deny" and at + 1 < end and tg.has(at, "pointing") and not tg.an[at].art:
            # ونفت ذلك قيادة المنطقة
            at += 1
        if here and sense.id in ("affirm", "say", "tell") and at + 2 < end and tg.has(at, "pointing", "thereby"):
            # وأكد هذه الأنباء شيخ محلي
            at += 2 if tg.has(at, "eachof") and tg.has(at + 1, "pointing", "toldof") else 1
        honoured = here and tg.has(at, "honour")
        if honoured:
            # وقال سموه: who was told of before.
            at = stop = self.skip(at + 1, end)
            here = False
        told = self.reader.carrier(at, end) if here else None
        if told is not None and self.near and k > begin and not joined and self._between_commas(k - 1, told[1]):
            # نفى المستشار، تحدث لإذاعة عربية، وقوع أسرى: to whom he said what he says.
            return None, told[1]
        speakers: Speaker | None = None
        after = stop
        if here and not (participle or untrue or told):
            bound = self._charge(at, end) if sense.id == "accuse" else end
            speakers = self.reader.read(at, bound, strict=True, after_verb=True)
            if speakers is None and figures < at and tg.has(figures, "source"):
                # أفادت إحصائية بمقتل: the figures themselves tell it.
                speakers = self.reader.read(figures, end, strict=True, after_verb=True)
        if sense.id in ("stands-in", "ascribe") and speakers is None:
            # جاء في أعقاب الهجوم: it came, nobody says it. هجوم نسب إلى الحزب: he did it, and did not say so.
            return None, stop
        if speakers is not None and tg.has(speakers.end, "from_") and self._reports(*speakers.sources[0]):
            # كانت الصحف قد تداولت أنباء عن …: reports are what is passed on, where a subject stands before.
            speakers = self._before(k, begin) or speakers
        accused = (
            sense.id == "accuse"
            and speakers is not None
            and speakers.end < end
            and (tg.an[speakers.end].prep in tg.lang.grammar.outcome or self.reader.with_thing(speakers.end))
        )
        if speakers is not None and (accused or sense.id in ("accuse", "act")):
            # نفى المتحدث ذلك، واتهم الجيش بقتل …: who is named is accused, and who accuses was named before.
            doer = self._apart(*speakers.sources[0])
            speakers = doer if accused else doer or speakers
            accused = speakers is None
        chain: Chain = ()
        if speakers is not None:
            after = speakers.end
            if sense.data.told:
                speakers = self._told(k, begin, speakers)
            elif sense.id in ("act", "accuse") and not tg.an[k].conj and not accused:
                # المجلس يناشد المنظمات: who follows a subject is called upon.
                subject = self._before(k, begin)
                # كان زعيم الحزب، دعا الحكومة: a comma may stand between.
                reach = k - 1 if tg.text(k - 1) in "،," else k
                speakers = subject if subject is not None and subject.end == reach else speakers
            elif sense.id == "mourn":
                # تنعى النقابة مصورا, النقابة تنعى مصورا: who follows a subject is mourned.
                speakers = self._before(k, begin) or speakers
        elif kind != "continue" and not participle and not untrue and not joined:
            # وقال: a verb joined to what stands before it has no subject there.
            # حصيلة قالت إنها نهائية is told by who announced it.
            toll = (
                self._toll(k, stop, begin)
                if sense.id == "say" and not (sense.data.clause or tg.has(stop, "of_it"))
                else None
            )
            if toll is not None:
                return Scope(k, end, toll, stance, "say", (k, stop)), stop
            chain = self._antecedent(k, begin)
            if not chain:
                speakers = self._before(k, begin) or self._topic(k, begin, at, end)
            if speakers is None and not chain and self._stated(k - 1) and not tg.an[k - 1].art:
                # صدر عن المركز بيان أعلن أن
                chain = self._issuing(k - 1, begin) or ()
            if speakers is not None and told is not None:
                # اعترف لـ«الصحيفة» بمقتل …: whom it was told to follows the verb, who said it stands before.
                speakers = Speaker(speakers.sources, (*speakers.carriers, told), speakers.end)
        if kind == "continue" and speakers is None and not chain and not joined:
            # الضابط أضاف أن
            subject = self._before(k, begin)
            near = subject is not None and (subject.end == k or tg.text(k - 1) in "،,")
            # وزارة الصحة تتابع أوضاع الجرحى: what she goes on with is no saying.
            speakers = subject if near and (self._begins_words(at) or tg.has(at, "in", "during", "report")) else None
        if told is not None:
            after = told[1]
            behind = after + 1 if after < end and tg.is_quote(after) else after
            if speakers is None and not chain and not participle and behind < end:
                # أكدت لـ«الصحيفة» مصادر عسكرية أن …
                named = self.reader.read(behind, end, strict=True, after_verb=True)
                if named is not None and self._leads_in(named.end, end):
                    speakers = Speaker(named.sources, (*named.carriers, told), named.end)
                    after = named.end
        if speakers is not None:
            chain = self.resolve(speakers)
        elif not chain and not participle and at + 1 < end and tg.has(at, "in") and tg.has(at + 1, "statement"):
            # وقال في بيان إن: who spoke or claimed before goes on.
            chain, after = self.near or self.last, max(after, at)
        if chain and any(tg.has(q, "in") and self._stated(q + 1) for q in range(after, min(after + 3, end))):
            # أفادت الهيئة، في تقرير صدر عنها، بأن: *the report* is hers.
            self.reader.introduced.issue(chain[0][0])
        learnt = sense.id == "learn"
        behind = after
        origin, after = self.origin(stop if learnt else after, end, kind, learnt=learnt, ascribed=sense.id == "ascribe")
        if learnt and not origin and chain and self._knows(chain[0], k) and self._leads_in(behind, end):
            # علم المرصد السوري، بأن: a body that is no press knows, and says so.
            kind, after = "say", behind
        elif learnt:
            # علمت الصحيفة من مصدر أمني أن: the outlet is told, and no source itself.
            chain = origin
            if not origin:
                # وعلمت الصحيفة أن: her own voice; حين علم الشاب أن: nothing is told.
                press = speakers is not None and self.reader.kind(speakers.sources[0]) == "media"
                return (Scope(k, end, (), "asserts", "say", (k, after)) if press else None), max(after, stop)
        elif origin and chain and self._only_carries(origin[0], chain[0]):
            # قال المتحدث، بحسب وكالة سبأ، إن: he knows, the agency but carries it.
            chain = chain + tuple(s for s in origin if s not in chain)
        elif origin:
            chain = origin + tuple(s for s in chain if s not in origin)
        elif chain:
            chain, after = self._authored(chain, after, end)
            chain, after = self._carried(chain, after, end)
        if sense.data.clause and not (
            self._leads_in(after, end) or self._colon(k, after, end) or self._by_saying(after, end)
        ):
            acts = sense.id == "act" or (sense.id == "express" and tg.has(after, "from_"))
            if acts and speakers is not None:
                # وندد الوزير بالهجوم، مشيرا إلى …: who acts goes on to speak.
                self.spoke(chain, after)
                # يدين الحزب المجزرة التي راح ضحيتها …: in its own communiqué all it tells is its word. In another's
                # report only what it names is (أدانت اللجنة قتل ثلاثة); what describes the deed is the report's.
                whole = self.own or self._in_quotes(after, end)
                reach = end if whole else next((q for q in range(after, end) if tg.has(q, "rel")), end)
                return Scope(k, reach, chain, "asserts", "say", (k, after)), after
            return None, stop
        if kind == "continue" and speakers is not None and not self._adds(after, end):
            # تابع الجيش عملياته: he went on with something, not with what he said.
            return None, stop
        if kind == "relay" and not origin and not tg.has(min(after, end - 1), "comp"):
            # نقلوا الأسرى: nothing is passed on in words.
            return None, max(after, stop)
        if sense.id == "publish" and not self._published(max(after, stop), end):
            return None, max(after, stop)
        self.spoke(chain, after)
        if not participle:
            self.admits = kind == "admit"
        if sense.id == "tally" and not self._counts(max(after, stop), end):
            # رصدت القوات خمس مركبات: what was seen, nobody harmed.
            return None, max(after, stop)
        if sense.id == "raise" and not tg.any(after, min(after + 3, end), "total"):
            return None, max(after, stop)
        if sense.id == "claim":
            # Claiming an attack tells no toll, but who claims it goes on.
            return None, max(after, stop)
        if sense.id == "noted" and not chain:
            # يذكر أن: the report's own background.
            return Scope(k, end, (), "asserts", "say", (k, stop)), stop
        if not chain and sense.id not in ("deny-we", "tally") and not self.ours:
            buthe = k > begin and tg.has(k - 1, "buthe")
            follows = (
                participle
                or untrue
                or buthe
                or accused
                or honoured
                or (at < end and (self._content(at) or self._object(at, kind)))
            )
            if follows or told is not None or (joined and here):
                chain = self.near or self.doer(begin, k)
                self.spoke(chain, k)
            if not chain and (follows or told is not None):
                chain = (self.who_acted(k) if kind == "say" else ()) or self.last
            if chain and follows:
                if participle and self.admits:
                    stance = "admits"
        behind = told[1] if told is not None else at
        trails = behind >= end or tg.text(behind) in ".،" or tg.has(behind, "heis")
        told_of = speakers is None and not joined and not participle and not untrue
        if told_of and trails and (start := self._quoted_before(k, at, begin, end)) < k:
            # «…»، أضاف.
            chain = chain or self.near or self.who_acted(k) or self.last
            # «…»، يروي، «…»: and what he says next.
            reach = end if behind + 1 < end and tg.is_quote(behind + 1) else k
            if chain:
                self.spoke(chain, stop)
            return (Scope(start, reach, chain, stance, "say", (k, stop)) if chain else None), stop
        if not chain and stance == "asserts":
            return None, max(after, stop)
        if after < end and tg.has(after, "responsibility"):
            # Claiming an attack is not telling its toll; what follows is the report's own voice.
            # هجوم أعلن التنظيم مسؤوليته عنه قتل …: inside another's words it ends nothing.
            return (Scope(k, end, (), "asserts", "say", (k, after)) if tg.an[k].conj else None), after
        how: Literal["say", "stance"] = "stance" if kind == "doubt" and speakers is None else "say"
        if how == "say" and not self._content(min(after, end - 1)):
            end = self._aftermath(after, end)
        if how == "say":
            end = self._meanwhile(after, end)
        if untrue:
            # هذه الأخبار عارية من الصحة، وأن …: what is joined after is said by the outer voice.
            end = next(
                (q for q in range(stop, end) if tg.text(q) in "،,؛" or (tg.an[q].conj and tg.has(q, "comp"))), end
            )
        after = max(after, stop)
        start = k
        if how == "say" and speakers is not None:
            start = self._quoted_before(k, after, begin, end)
            if start == k and self._trails(k, after, end):
                # قتل ثلاثة في الحي، يقول مدير المشفى.
                start = begin
            if start == k:
                start = self._past_description(k, after, end)
        return Scope(start, end, chain if how == "say" else (), stance, how, (k, after)), after

    def _ours(self, k: int, stop: int, begin: int, end: int, *, clause: bool) -> Scope | None:
        """Read *we confirm that*, *we condemn*: the issuer speaks again, whoever was quoted before. Not in quotes."""
        tg = self.tg
        # وقال المبعوث إننا ندين: he goes on, whether a colon stands there or a conjunction.
        quoted = tg.text(k - 1) == ":" or tg.has(k - 1, "comp") or sum(1 for q in range(begin, k) if tg.is_quote(q)) % 2
        if (clause and not self._leads_in(stop, end)) or (self.near and quoted):
            return None
        self.near, self.last, self.ours = (), (), True
        return Scope(k, end, (), "asserts", "say", (k, stop))

    def _quoted_before(self, k: int, after: int, begin: int, end: int) -> int:
        """Return where the quotation begins whose speaker is named behind it («…»، قال فلان), or the verb at ``k``."""
        tg = self.tg
        close = k - 2 if tg.text(k - 1) in "،," else k - 1
        if close <= begin or not tg.is_quote(close) or tg.an[k].conj or (after < end and tg.has(after, "comp")):
            return k
        first = next((q for q in range(close - 1, begin - 1, -1) if tg.is_quote(q)), k)
        # A few words in quotes are a name.
        return first if close - first > _NAME else k

    def managed(self, k: int, begin: int, end: int) -> Scope | None:
        """Read *X managed to document N dead*, *X confined itself to speaking of*: the telling is a noun."""
        tg = self.tg
        at = self.skip(tg.end(k, "manages"), end)
        speakers = self.reader.read(at, end, strict=True, after_verb=True) if at < end else None
        for q in range(speakers.end if speakers is not None else at, min(at + _TELLING_WITHIN, end)):
            if tg.text(q) in ".؛:" or tg.an[q].harms or tg.has(q, "comp"):
                return None
            if self._comes_to(q):
                # وعاد المدير ليؤكد أن
                return self._came_to(k, q, speakers, begin, end)
            if not tg.has(q, "telling"):
                continue
            if not self._counts(q + 1, end):
                return None
            speakers = speakers or (self._as_for(k, begin) if tg.an[k].conj else self._before(k, begin))
            chain = self.resolve(speakers) if speakers is not None else self._antecedent(k, begin)
            chain = chain or self.near or self.doer(begin, k)
            if not chain:
                return None
            self.spoke(chain, q + 1)
            return Scope(k, end, chain, "asserts", "say", (k, q + 1))
        return None

    def _comes_to(self, k: int) -> bool:
        """Tell whether a verb of saying is what somebody went on to do (ليؤكد, ليعلن)."""
        sense = self.tg.sense(k, "report")
        return sense is not None and sense.id == "soasto"

    def _came_to(self, k: int, verb: int, speakers: Speaker | None, begin: int, end: int) -> Scope | None:
        """Return the stretch of who came back or went on to say something, his verb of saying at ``verb``."""
        tg = self.tg
        sense = tg.sense(verb, "report")
        speakers = speakers or self._before(k, begin)
        chain = self.resolve(speakers) if speakers is not None else self.near or self.last
        stop = tg.end(verb, "report")
        if not chain or sense is None:
            return None
        self.spoke(chain, stop)
        return Scope(k, end, chain, _STANCES.get(getattr(sense.data, "kind", ""), "asserts"), "say", (k, stop))

    def expected(self, k: int, stop: int, begin: int, end: int) -> Scope:
        """Read a word of expecting or fearing: what it covers is unconfirmed."""
        tg = self.tg
        passing = k > begin and tg.has(stop, "comp") and bool(tg.has(stop, "of_it"))
        if passing:
            near = any(tg.an[q].harms for q in range(stop, min(stop + 3, end)))
            reach = stop + (_PASSING if not near else 2 * _PASSING)
            if near and not tg.an[stop + 1].harms and not tg.has(stop + 1, "may", "not", "caused", "verb", "subset"):
                # مسلحون يشتبه بأنهم متشددون قتلوا …: only what they are is thought.
                reach = stop + 2
            return Scope(k, min(reach, end), (), "unconfirmed", "stance", (k, stop))
        speakers = self.reader.read(self.skip(stop, end), end, strict=True)
        if speakers is not None and not tg.an[k].pron:
            chain = self.resolve(speakers)
            self.spoke(chain, speakers.end)
            # تخشى المنظمة على حياة …: it is what may come that is feared, not that they are there.
            stance: Stance = "asserts" if tg.has(speakers.end, "on_") else "unconfirmed"
            return Scope(k, end, chain, stance, "say", (k, speakers.end))
        reach = next((q for q in range(stop, end) if tg.text(q) in "؛;"), end)
        return Scope(k, reach, (), "unconfirmed", "stance", (k, stop))

    def _told(self, k: int, begin: int, after: Speaker) -> Speaker:
        """*X told Y that*: where the subject stands before, what follows is whom it was told to."""
        before = self._before(k, begin)
        if before is None:
            return after
        return Speaker(before.sources, (*before.carriers, *after.sources), after.end)
