"""Whom a sentence tells of before he speaks: who does something, whose name opens it, whom the writer met."""

from hasila.extract.attribution.sources import Chain, Speaker
from hasila.extract.attribution.speakers import AS_FOR, ASIDE, BARE, Speakers

#: A name that opens a sentence has at least so many words, and its verb stands so near.
_NAMED = 2
_TOPIC = 16
#: A statement that opens a sentence is told to be issued within so many tokens.
_ISSUED = 5
#: Who was told of is meant for so many sentences in which nobody speaks.
_STAYS = 3
#: Kinds of words that no sentence with a verb begins with, and verbs that are read otherwise.
_NO_VERBS = ("source", "people", "name", "report", "comp", "in", "of", "to", "on_", "from_", "with_", "rel", "total",
             "statement", "number", "amount", "hedge", "placeword", "asfor", "means", "during", "asalso")  # fmt: skip
#: Kinds of verbs of saying that a sentence may begin with, though they tell nothing there (لم يستبعد الوزير …).
_VERBS = frozenset({"say", "continue", "deny", "admit", "relay"})


class Doers(Speakers):
    """Finds the subject of a sentence whose first act is no saying."""

    def _topic(self, k: int, begin: int, at: int, end: int) -> Speaker | None:
        """The person whose name opens the sentence, told of before the verb (محمد سمور مزارع من القرية يقول: …)."""
        tg = self.tg
        start = self.skip(begin, k)
        words = (tg.has(at, "comp") or tg.text(at) == ":" or tg.is_quote(at)) if at < end else False
        if tg.an[k].conj and not words:
            return None
        stop = start
        while stop < k and stop - start <= BARE and self._of_name(stop):
            stop += 1
        if stop - start < _NAMED or k - start > _TOPIC or (start in tg.places and not tg.has(start, "name")):
            return None
        told = tg.has(stop, "people", "source") and not tg.an[stop].conj
        if not told and not any(tg.has(q, "name") for q in range(start, min(start + 2, stop))):
            return None
        if any(tg.text(q) in ".؛:" or tg.has(q, "comp") or tg.an[q].harms for q in range(stop, k)):
            return None
        return Speaker(((start, stop),), (), stop)

    def doer(self, begin: int, k: int) -> Chain:
        """Whom the sentence tells of where his first act is no saying.

        زار الوزير المكان، مؤكدا أن …, لم تفلح القوات في …، لكنها أعلنت …
        The verb at ``k`` must be able to be his: of the same gender, as far as the forms tell.
        """
        tg = self.tg
        at = begin if tg.has(begin, "asfor") else self._past_setting(self.skip(begin, k), k)
        while at < k and tg.has(at, "not", "newsflag"):
            at += 1
        if tg.has(at, "asfor"):
            # أما أذربيجان فلا تعلن خسائرها، واكتفت بالحديث عن …
            after = range(at + 2, min(at + AS_FOR, k))
            marks = ("،", ",", *tg.lang.grammar.consequence)
            stop = next((q for q in after if tg.text(q).startswith(marks)), at)
            return self.resolve(Speaker(((at + 1, stop),), (), stop)) if stop > at + 1 else ()
        if issuer := self._statement_of(at, k):
            return issuer
        if at + 1 >= k or not tg.is_word(at) or tg.an[at].art or tg.an[at].prep or tg.an[at].harms:
            return ()
        word = self.word(at)
        says = word is not None and getattr(word.data, "kind", "") in _VERBS
        if first := self._set_against(at, k):
            return first
        others = tuple(c for c in _NO_VERBS if not (says and c == "report"))
        if at in tg.actors or at in tg.places or tg.has(at, *others):
            return ()
        speakers = self._subject_of(at, k)
        if speakers is None or self._gender(at) * self._gender(k) < 0:
            return ()
        return self.resolve(speakers)

    def _statement_of(self, begin: int, k: int) -> Chain:
        """Return who issued the statement that opens a sentence (بيان صدر عن الأركان قلل من …، مكتفيا بـ…)."""
        tg = self.tg
        for q in range(begin + 1, min(begin + _ISSUED, k)):
            if tg.has(q, "issued") and tg.has(q - 1, "statement"):
                speakers = self.reader.read(tg.end(q, "issued"), k, strict=True, after_verb=True)
                return self.resolve(speakers) if speakers is not None else ()
        return ()

    def _subject_of(self, verb: int, end: int) -> Speaker | None:
        """Return whom a verb at the start of a sentence has as its subject."""
        tg = self.tg
        start = self.skip(verb + 1, end)
        if start >= end or tg.an[start].prep or tg.an[start].conj:
            return None
        found = self.reader.read(start, end, strict=True)
        if found is None and tg.has(start, "nameparticle") and start + 1 < end and self._of_name(start + 1):
            # تجلس أم أيمن
            return Speaker(((start, start + 2),), (), start + 2)
        return found

    def acts(self, begin: int, end: int) -> None:
        """Remember a sentence in which nobody speaks: whom it tells of may speak next (زار الوزير المصابين. وقال …)."""
        self.unspoken = [*self.unspoken[1 - _STAYS :], (begin, end)]

    def who_acted(self, k: int) -> Chain:
        """Return the person told of in the sentences since somebody spoke, if the verb at a token can be his."""
        for begin, end in reversed(self.unspoken):
            found = self._actor(begin, end)
            if found is not None:
                speakers, gender = found
                return self.resolve(speakers) if gender * self._gender(k) >= 0 else ()
        return ()

    def _actor(self, begin: int, end: int) -> tuple[Speaker, int] | None:
        """Return the person that a sentence with a verb first tells of, and the gender of the verb."""
        tg = self.tg
        at = self._past_setting(self.skip(begin, end), end)
        if at + 1 >= end or not tg.is_word(at) or tg.an[at].art or tg.an[at].prep or tg.an[at].harms:
            return None
        if at in tg.actors or at in tg.places or tg.has(at, *(c for c in _NO_VERBS if c != "report")):
            return None
        speakers = self._subject_of(at, end)
        if speakers is None or len(speakers.sources) > 1:
            return None
        start = speakers.sources[0][0]
        noun = tg.sense(start, "source")
        office = noun is not None and noun.id in ("official", "spokesman", "director") and not noun.number
        person = noun is None and tg.has(start, "name", "nameparticle")
        if not office and not (person and start not in tg.actors and start not in tg.places):
            return None
        # التقينا يوسف الحلبي: of whom we speak, whoever the subject is.
        doers = tuple(tg.lang.grammar.doers)
        return speakers, 0 if doers and tg.text(at).endswith(doers) else self._gender(at)

    def _set_against(self, at: int, k: int) -> Chain:
        """Return who is set against those before, his act told after him (غير أن متحدثا باسم … رد على ذلك، قائلا)."""
        tg = self.tg
        if not tg.has(at, "setagainst"):
            return ()
        at = self.skip(tg.end(at, "setagainst"), k)
        if at >= k or not (at in tg.actors or tg.has(at, "source")):
            return ()
        speakers = self.reader.read(at, k, strict=True)
        if speakers is None or len(speakers.sources) > 1 or self._gender(at) * self._gender(k) < 0:
            return ()
        acts = self.skip(speakers.end, k)
        does = acts < k and tg.is_word(acts) and not (tg.an[acts].prep or tg.an[acts].art or tg.has(acts, *_NO_VERBS))
        return self.resolve(speakers) if does else ()

    def _past_setting(self, at: int, k: int) -> int:
        """Pass over where or in what turn something was done, up to a comma (وفي أول رد رسمي، وعد الوزير)."""
        tg = self.tg
        if at >= k or tg.has(at, "not", "opener") or not (tg.has(at, "in", "during", "on_") or tg.an[at].prep):
            return at
        for q in range(at + 1, min(at + ASIDE, k)):
            if tg.text(q) in "،,":
                return self.skip(q + 1, k)
            if tg.an[q].harms or tg.has(q, "report", "comp", "rel") or not (tg.is_word(q) or tg.is_number(q)):
                break
        return at

    def _gender(self, k: int) -> int:
        """Return 1 for a verb or participle of a feminine subject, -1 of another's, 0 where its form does not tell."""
        tg = self.tg
        text, grammar = tg.text(k), tg.lang.grammar
        text = text[len(tg.an[k].conj) :]
        if text.endswith(tuple(grammar.feminine_verbs)):
            return 1
        return 0 if text.startswith(tuple(grammar.feminine_verbs)) else -1
