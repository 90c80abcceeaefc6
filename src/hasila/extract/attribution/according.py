"""*According to X*: whose words a stretch is, told before it, after it or inside it."""

from hasila.extract.attribution.clauses import ClauseReader, Scope
from hasila.extract.attribution.sourceends import LEADS
from hasila.extract.attribution.sources import Chain, Speaker
from hasila.extract.attribution.sourcewords import told_noun

#: Who speaks through a spokesman is named at most so many tokens before.
_BESIDE = 6
#: Verbs that say, count or carry what stands before them as their object (ما أورده, ما وثقه).
_SAID_IT = ("authored", "carried", "saidit")
#: From a verb of managing to the noun of telling that it governs, in tokens.
_MANAGED = 9
#: Who said something, and is known to no list, has at most so many words.
_ANYBODY = 6
#: An aside between dashes has at most so many tokens.
_DASHED = 16
_DASHES = ("-", "–", "—")
#: What no name of a speaker begins with.
_NO_NAMES = ("report", "of", "to", "from_", "on_", "with_", "in", "rel", "number", "amount", "filler", "what",
             "pointing", "statement", "figureword", "total", "quantity", "verb", "means")  # fmt: skip


class VoiceReader(ClauseReader):
    """Reads clauses of saying, and what is told according to somebody."""

    def according(self, k: int, stop: int, begin: int, boundary: int, end: int) -> tuple[Scope | None, int]:
        """Read *according to X* at ``k``; ``boundary`` is where the one before it in the sentence ended."""
        tg = self.tg
        at = stop
        verbs = False
        of_him = learnt = False
        carriers: Chain = ()
        clitics = tg.lang.grammar.clitics.prep
        while at < end and at - stop < 5:
            managed = tg.has(at, "manages") and tg.any(at + 1, min(at + _MANAGED, end), "telling")
            if (managed or tg.has(at, *_SAID_IT)) and not tg.an[at].art:
                # وفق ما تمكن المرصد من توثيقه, بحسب ما أورده فلان
                low, at = at, max(tg.end(at, cat) for cat in (*_SAID_IT, "manages"))
                of_him = of_him or (at > low + 1 and tg.has(low, "carried"))
                verbs = True
                continue
            sense = tg.sense(at, "report")
            if (
                sense is not None
                and not tg.an[at].art
                and getattr(sense.data, "kind", "") in ("say", "relay", "admit", "deny")
            ):
                at = tg.end(at, "report")
                verbs, learnt = True, learnt or sense.id == "learn"
                continue
            press = self.reader.carrier(at, end) if verbs else None
            if press is not None and press[1] < end and tg.text(press[1]) not in ".،؛":
                # وفق ما قاله للصحيفة مسؤول
                carriers += (press,)
                at = press[1]
                continue
            if tg.has(at, "from_", "of", "filler", "total") or tg.text(at) in clitics or tg.is_quote(at):
                at += 1
                continue
            moved = self.skip(at, end)
            if moved == at and (
                tg.has(at, "figureword") or (at > stop and tg.has(at - 1, "total") and not tg.known(at))
            ):
                moved = at + 1
            if moved == at:
                break
            at = moved
        weak = tg.has(k, "asalso")
        if weak and (not verbs or getattr(getattr(tg.sense(stop, "report"), "data", None), "kind", "") == "deny"):
            # كما نفى مصدر خبر مقتل …: one more thing said, and no word of whose words these are.
            return None, stop
        if tg.an[stop - 1].pron in tg.lang.grammar.owners and (self.near or self.last):
            # على حد قوله: who spoke last.
            return self._covered(k, stop, boundary, end, self.near or self.last), stop
        speakers = (
            self._whose(stop, end)
            or self.reader.read(at, end, strict=True, after_verb=True, led=True)
            or self._figures(stop, at, end)
            or (self._anybody(at, end) if verbs and not weak else None)
        )
        if speakers is not None and carriers:
            speakers = Speaker(speakers.sources, (*speakers.carriers, *carriers), speakers.end)
        if speakers is None and tg.has(at, "statement") and not weak and (self.near or self.last):
            # وبحسب بيانها: the statement of who spoke before.
            speakers = Speaker(self.near or self.last, (), at + 1)
        if speakers is None and not weak and at < end and tg.has(at, "same") and tg.has(at - 1, "total", "figureword"):
            # حسب الحصيلة ذاتها: who gave it.
            told = self.near or self.last
            speakers = Speaker(told, (), at + 1) if told else None
        if speakers is None:
            return None, stop
        if weak and speakers.end < end and tg.has(speakers.end, "responsibility"):
            # كما أعلنت الحركة مسؤوليتها عن …: one more thing that she did, and nothing that she told before.
            return None, speakers.end
        if weak and self._told_too(speakers.end, end):
            # كما أبلغ التنظيم 200 عائلة: one more thing that he told, and not what was said before.
            inside = bool(self.near) and self.quoted(k, begin)
            chain = self.resolve(speakers)
            if not inside:
                self.spoke(chain, speakers.end)
            close = next((q for q in range(k, end) if inside and tg.is_quote(q)), end)
            return Scope(k, close, chain, "asserts", "according" if inside else "say", (k, speakers.end)), speakers.end
        if of_him and self.near:
            # نفى القائد، بحسب ما نقلت عنه الوكالة، …: his words, and who carried them.
            speakers = Speaker((*self.near, *speakers.sources), speakers.carriers, speakers.end)
        if self._ourselves(stop, at, speakers):
            # وفق إحصاء أعدته الصحيفة: the report's own.
            return None, speakers.end
        chain = self.resolve(speakers)
        tongue = tg.sense(k, "report")
        its = tg.any(at, speakers.end, "behalf")
        beside = any(k - _BESIDE <= q <= k for q in self.ends)
        if beside and its and tongue is not None and tongue.id == "tongue":
            # تبنت الحركة الهجوم على لسان ناطق باسمها: who speaks through its spokesman is the source.
            self.ends[speakers.end] = chain = self.near
        origin, after = self.origin(speakers.end, end, "relay" if verbs else "say", learnt=learnt)
        if origin:
            chain = origin + tuple(s for s in chain if s not in origin)
        after = max(after, speakers.end)
        chain, after = self._carried(chain, after, end)
        self.spoke(chain, after)
        mark = not (tg.is_word(k - 1) or tg.is_number(k - 1) or tg.is_quote(k - 1) or tg.text(k - 1) in "،,()")
        # قتل سبعة.وفقا لشبكة الأفق: with nothing behind it, it is said of what stands before.
        mark = mark and not self._dashed(k, begin, end) and any(tg.is_word(q) for q in range(after, end))
        # وحسب فلان: «…»: what a colon leads in is his, not what stands before.
        leads = bool(tg.an[k].conj) and (tg.text(after) in "،," or tg.has(after, "comp"))
        opens = k - begin <= 2 or tg.text(after) == ":" or mark or leads
        if opens or (weak and k == begin):
            return Scope(k, end, chain, "asserts", "say", (k, after)), after
        return self._covered(k, after, boundary, end, chain), after

    def _told_too(self, k: int, end: int) -> bool:
        """Tell whether what is told follows a verb and its subject at once: that, a count, a harm."""
        tg = self.tg
        return k < end and (tg.has(k, "comp", "number", "amount") or tg.is_number(k) or told_noun(tg, k))

    def _dashed(self, k: int, begin: int, end: int) -> bool:
        """Tell whether *according to* stands between two dashes in the middle of a clause, as between commas."""
        tg = self.tg
        if k - 2 < begin or tg.text(k - 1) not in _DASHES or not tg.is_word(k - 2):
            return False
        return any(tg.text(q) in _DASHES for q in range(k + 1, min(k + _DASHED, end)))

    def _whose(self, k: int, end: int) -> Speaker | None:
        """*According to a toll that X gave* (وفق حصيلة أعلنها X, وفق بيانات متلاحقة لـX): whose the figures are."""
        tg = self.tg
        low = k
        while k < end and (tg.has(k, "figureword", "total") or tg.is_quote(k) or self._count(k)):
            k += 1
        if k == low:
            return None
        for q in range(k, min(k + 5, end)):
            if tg.text(q) in ".،؛:" or tg.has(q, "comp", "report") or tg.an[q].harms:
                return None
            if tg.has(q, "authored", "carried"):
                at = self.skip(max(tg.end(q, "authored"), tg.end(q, "carried")), end)
                return self.reader.read(at, end, strict=True, after_verb=True)
            if tg.an[q].prep or q in tg.actors or tg.has(q, "source"):
                speakers = self.reader.read(q, end, strict=True, led=True)
                if speakers is not None:
                    return speakers
        return None

    def _ourselves(self, low: int, k: int, speakers: Speaker) -> bool:
        """Tell whether a count is made by the outlet that reports it: by its name, or *the paper* alone."""
        start, stop = speakers.sources[0]
        sense = self.tg.sense(start, "source")
        alone = sense is not None and sense.id == "paper" and stop == start + 1 and bool(self.tg.an[start].art)
        counted = any(self._count(q) or self.tg.has(q, "total", "figureword") for q in range(low, max(k, start)))
        return counted and (self._own(speakers.sources[0]) or (alone and not self.reader.introduced))

    def _count(self, k: int) -> bool:
        """Tell whether a word is a noun for a count or a record that somebody made (إحصاء أعدته الشبكة)."""
        sense = self.tg.sense(k, "source")
        return sense is not None and sense.id == "statement" and not self.tg.an[k].art and self.tg.has(k, "telling")

    def _anybody(self, k: int, end: int) -> Speaker | None:
        """*As X said*, where no list knows X: all up to the end of the clause, if it reads like a name."""
        tg = self.tg
        stop = k
        while stop < end and stop - k <= _ANYBODY and (tg.is_word(stop) or tg.is_quote(stop)):
            if tg.an[stop].harms or tg.has(stop, "report", "comp", "rel", "calendar", "during", "in", "not", "of"):
                break
            if tg.has(stop, "means"):
                # وفق ما رصدته الطائرة
                return None
            stop += 1
        close = stop >= end or tg.text(stop) in ".،؛" or tg.has(stop, "calendar", "during", "in")
        plain = stop > k and not tg.an[k].prep and not tg.an[k].pron and not tg.an[k].conj and not tg.has(k, *_NO_NAMES)
        return Speaker(((k, stop),), (), stop) if close and plain and stop - k <= _ANYBODY else None

    def _figures(self, low: int, at: int, end: int) -> Speaker | None:
        """*According to official figures*: nobody is named but the figures, with what describes them."""
        tg = self.tg
        first = next((q for q in range(low, min(at + 1, end)) if tg.has(q, "figureword")), None)
        if first is None:
            return None
        stop = first + 1
        while stop < end and tg.is_word(stop) and tg.text(stop).endswith(tuple(tg.lang.grammar.adjectives)):
            if tg.has(stop, *LEADS):
                # وفق أرقام رسمية في المدينة: a preposition ends like an adjective.
                break
            stop += 1
        return Speaker(((first, stop),), (), stop) if stop > first + 1 else None

    def _covered(self, k: int, after: int, boundary: int, end: int, chain: Chain) -> Scope:
        """Return what *according to X* at ``k`` to ``after`` covers: back from the end of a clause, or all of it."""
        tg = self.tg
        stop = end if after >= end - 2 else after
        start = boundary
        between = tg.text(k - 1) in "،,-–—" and tg.text(after) in "،,-–—"
        if stop < end and (between or tg.text(after) not in "،,.؛:"):
            # Between commas, or in the middle of a clause, it covers the whole clause, up to the next word of saying.
            stop = next((q for q in range(after, end) if tg.has(q, "report") or tg.text(q) in "؛."), end)
            verb = k - 2 if between else k - 1
            figure = tg.is_number(after + 1) or tg.has(after + 1, "number", "amount", "hedge")
            if tg.text(verb) not in "،," and (not between or figure or tg.has(verb, "caused", "reach")):
                # أوقعت، بحسب الجيش، 40 قتيلا: what was said before this clause is not part of it.
                start = max(boundary, next((q + 1 for q in range(verb, boundary - 1, -1) if tg.text(q) in "،,؛"), 0))
        return Scope(start, stop, chain, "asserts", "according", (k, after))
