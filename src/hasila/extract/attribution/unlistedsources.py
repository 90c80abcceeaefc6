"""Sources that no list knows: names and nouns that are who speaks by what stands behind them."""

from hasila.extract.attribution.sourceends import SourceEnds
from hasila.extract.attribution.sourcewords import deed, told_noun
from hasila.extract.people.names import name_at

#: A name that no list knows is told with its office within so many tokens before the words that are reported.
_LONGEST_OFFICE = 26
#: A name that no list knows has at most so many words before its office between commas.
_NAME = 4
#: A full name has two words at least.
_FULL = 2
#: An aside after a name, between commas, has at most this many tokens.
_ASIDE = 12
#: Kinds of readings that a noun for a speaker may have though no list calls it a source.
_NOUNS = frozenset({"people", "name", "nation", "placeword", "source", "unit", "statement", "kin", "employer",
                    "formation"})  # fmt: skip


class UnlistedSources(SourceEnds):
    """Tells where words that no list knows as a source are one."""

    def _closing(self, k: int) -> bool:
        """Tell whether the verb before a token tells who said what stands before it: كما أعلن …, "…"، قال …."""
        tg, verb = self.tg, k - 1
        for q in range(max(0, verb - 3), verb):
            sense = tg.sense(q, "report")
            if sense is not None and getattr(sense.data, "kind", "") == "according" and tg.end(q, "report") == verb:
                return True
        return verb > 1 and tg.text(verb - 1) in "،," and tg.is_quote(verb - 2)

    def _full_name(self, k: int, end: int) -> int | None:
        """Return where a name of two words or more ends that no list knows, if no word of it looks like another."""
        tg, grammar = self.tg, self.tg.lang.grammar
        stop = name_at(tg, k, end, open_class=True) if tg.lang.article and not tg.an[k].prep else None
        if stop is None or stop - k < _FULL or any(tg.known(q) for q in range(k, stop)):
            return None
        first, last = tg.text(k), tg.text(stop - 1)
        if first.startswith(tg.lang.article) or first.endswith((*grammar.feminine, *grammar.accusative)):
            return None
        # سامان الكردي; but وفق جدول زمني: an adjective.
        like = last.endswith((*grammar.feminine, *grammar.adjectives)) or first.endswith(tuple(grammar.adjectives))
        return None if like and not last.startswith(tg.lang.article) else stop

    def _told_by(self, k: int, at: int, end: int) -> bool:
        """Tell whether a name that no list knows stands before what is told: no more than when and where between."""
        stop = self._full_name(k, end)
        return stop is not None and stop <= at <= stop + _NAME

    def _words_follow(self, k: int, end: int) -> bool:
        """Tell whether reported words begin at a token, or after an aside between commas."""
        tg = self.tg
        if k < end and tg.text(k) in "،,":
            k = next((q + 1 for q in range(k + 1, min(k + _ASIDE, end)) if tg.text(q) in "،,"), k)
        return k < end and (tg.has(k, "comp") or tg.text(k) == ":" or tg.is_quote(k))

    def _unlisted(self, k: int, end: int, *, people: bool = False, led: bool = False) -> bool:
        """Tell whether words that no list knows as a source are one: the reported words follow them soon.

        A word that is no noun is none.
        """
        tg = self.tg
        if tg.an[k].prep or any(c not in _NOUNS and not (people and c == "harm") for c in tg.an[k].senses):
            return False
        if k in tg.multi and any(c not in _NOUNS for c in tg.multi[k]):
            return False
        known = tg.known(k)
        joined = tg.text(k)[:1] in tg.lang.grammar.clitics.conj and not tg.an[k].conj and not known
        at = k + 1
        # An office behind the name (أوضح سامان كذا وزير الداخلية في إقليم …، بأن) takes longer to be told.
        office = any(tg.has(q, "source") and not tg.an[q].conj for q in range(k + 1, min(k + 5, end)))
        while at < min(k + (_LONGEST_OFFICE if office else 13), end):
            if tg.has(at, "comp") or tg.text(at) == ":" or tg.is_quote(at):
                # نفيا رسميا وتضمن: … is one more clause, قال وليد جنبلاط إن … is a name.
                return not (joined and at == k + 1) and not (known and not tg.has(at, "comp"))
            if tg.text(at) in "،," and at + 1 < end and tg.has(at + 1, "source") and not (known or joined):
                # وقال بختيار دوغان، الناطق باسم …: what he is tells that he is one.
                told = bool(tg.an[at + 1].art) or tg.text(at + 2).startswith(tg.lang.article)
                noun = tg.sense(at + 1, "source")
                office = noun is not None and noun.id in ("official", "spokesman", "director") and not noun.number
                # أعلن غياث سورجي، مسؤول إعلام المركز، مقتل …
                told = told or (office and at - k <= _NAME and not any(tg.an[q].conj for q in range(k, at)))
                return told or tg.end(at + 1, "source") > at + 2 or self._words_follow(at, end)
            if tg.text(at) in "،,":
                # قالت ماري وانجيكو، وهي أم لخمسة، إن
                close = next((q for q in range(at + 1, min(at + _ASIDE, end)) if tg.text(q) in "،,"), None)
                aside = close is not None and (tg.an[at + 1].conj or tg.has(at + 1, "rel"))
                at = close + 1 if close is not None and aside else at + 1
                continue
            if (
                tg.an[at].harms
                and not tg.an[at].conj
                and told_noun(tg, at)
                and (self._names_body(k) or self._definite(k, at) or self._told_by(k, at, end))
            ):
                # أعلن مقر القدس مقتل …, أعلنت شركة أمنية مقتل …, أكدت السرية الثالثة مقتل …
                return True
            if (
                tg.has(at, "from_", "to")
                and at + 1 < end
                and told_noun(tg, at + 1)
                and (self._definite(k, at) or self._told_by(k, at, end))
            ):
                # تحدثت السرية الثالثة عن مقتل …
                return True
            # وقال مسفر الحارثي والد الشهيد إنه: whom something happened to tells who he is.
            whose = bool(tg.an[at].art) and at > k + 1 and not any(deed(s.data) for s in tg.an[at].harms)
            if (tg.an[at].harms and not whose) or tg.an[k].conj or tg.an[at].conj or joined:
                return False
            if tg.has(at, "on_", "from_") and at + 1 < end and tg.has(at + 1, "comp") and not known:
                # أصر نتنياهو على أن, كشف هدايا عن أن
                return not joined
            if at == k + 1 and tg.has(at, "in") and tg.has(at + 1, "statement") and not known:
                # وقال الكربولي في حديث …: when he said it
                at += 2
                continue
            if led and tg.has(at, "rel"):
                # وفق التوقيتات التي وضعتها القيادة: how it goes, and nobody who says so.
                return False
            if tg.text(at) in ".؛" or (at == k + 1 and tg.has(at, "in", "from_", "on_") and not people):
                return False
            at += 1
        return False

    def _definite(self, k: int, stop: int) -> bool:
        """Tell whether words that no list knows are definite or a name: no thing that is told of (تفاصيل مقتل …)."""
        tg = self.tg
        apart = ("in", "of", "on_", "from_", "to", "rel", "report")
        if any(not tg.is_word(q) or tg.has(q, *apart) for q in range(k, stop)):
            return False
        return tg.has(k, "name") or any(tg.text(q).startswith(tg.lang.article) for q in range(k, min(k + 2, stop)))

    def _names_body(self, k: int) -> bool:
        """Tell whether a noun that is no listed source names a body that can announce: a firm, a seat, a hospital."""
        tg = self.tg
        if not tg.has(k, "employer", "placeword", "formation", "forceword") or tg.an[k].prep or tg.an[k].conj:
            return False
        after = k + 1
        return tg.is_word(after) and not tg.an[after].prep and not tg.has(after, "of", "in", "on_", "from_", "to")
