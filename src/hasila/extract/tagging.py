"""A document with the readings of its words: senses, phrases, actors, places. Made once, read by every step."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from hasila.extract.homonyms import settle
from hasila.languages import Analysis, Language, Sense
from hasila.languages.schema import HarmWord
from hasila.model import Actor, Span
from hasila.registry import Registry
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import Document, fold_word
from hasila.text.document import BREAK, NUMBER, PUNCT, QUOTE, WORD
from hasila.text.folding import is_mark

#: Words that name somebody with what follows them (الفرقة الرابعة, عائلة صيام) may speak and be harmed; what is told
#: of a word's gender or of losses keeps it from nothing.
_NAMING = frozenset(
    {"formation", "employer", "kin", "sides", "side", "feminine", "losses", "loses", "inflicts", "behalf", "epithet",
     "selfsame", "great", "called"}
)  # fmt: skip
_EMPTY = Analysis({}, (), {}, (), (), "", "", "", "")
#: How far the second half of a split expression may stand from the first (لقي … مصرعه), in tokens. Wire
#: sentences put the people and where they come from between the two.
HALF_WITHIN = 22
#: Where the verb is last, a relative clause may stand between as well.
FAR_HALF = 50

#: What each closing quotation mark closes.
_OPENERS = {"»": "«", "”": "“", '"': '"'}


@lru_cache(maxsize=4096)
def folded_words(words: tuple[str, ...]) -> frozenset[str]:
    """Return words of a language as they stand in a folded text."""
    return frozenset(fold_word(w) for w in words)


def meets(at: Sequence[int], start: int, end: int) -> bool:
    """Tell whether one of the tokens ``at``, in order, lies from ``start`` to before ``end``."""
    n = bisect_left(at, start)
    return n < len(at) and at[n] < end


#: What a month is not, written with a capital: may, march.
_NO_MONTH = frozenset({"report", "unreal", "perhaps", "harm"})


class Tagged:
    """The tokens of a document with what the lexicon and the registry say of them.

    ``an[i]`` is the analysis of token ``i``; ``multi[i]`` the phrases that begin there, by kind, with
    their end; ``actors[i]`` and ``places[i]`` the longest name that begins there, with its end. All
    ranges are half-open, in tokens.
    """

    def __init__(self, document: Document, language: Language, registry: Registry) -> None:
        self.doc = document
        self.lang = language
        self.registry = registry
        self.tokens = document.tokens
        self.size = len(document.tokens)
        analyse, known = language.analyse, language.read_words
        self.an: list[Analysis] = [
            known.get(t.text) or analyse(t.text) if t.kind == WORD else _EMPTY for t in document.tokens
        ]
        if language.grammar.no_pronoun:
            self._own_endings()
        self.multi: dict[int, dict[str, tuple[Sense, int]]] = {}
        self.actors: dict[int, tuple[Actor, int]] = {}
        self.short_actors: dict[int, list[tuple[Actor, int]]] = {}
        self.places: dict[int, tuple[PlaceEntry, int]] = {}
        #: The pronoun glued to the last word of a phrase that begins here (إطلاق سراحها, أفرج عنهم).
        self.attached: dict[int, str] = {}
        self._pronouns: dict[int, tuple[Sense, int, str]] = {}
        #: The places that share a name, where one stands.
        self._alike: dict[int, list[tuple[PlaceEntry, bool]]] = {}
        #: Where the name of a place is also a common word: to be believed only beside a noun for a place.
        self.weak_places: set[int] = set()
        self._drop_halves()
        first_words = registry.first_words
        for i, an in enumerate(self.an):
            if an.phrases or an.open:
                self._find_phrases(i, an)
            if not first_words.isdisjoint(an.stems):
                self._find_names(i, an.stems)
        if language.grammar.subject_first:
            self._settle_months()
        if self.short_actors:
            self._resolve_short()
        self._settle_places()
        # Readers look one or two words past either end: there is nothing there, and that is no error.
        self.an += [_EMPTY] * 3
        self._at: dict[str, list[int]] | None = None
        #: Surnames of those whom the report names in full, once somebody asked for them.
        self.surnames: frozenset[str] | None = None
        #: The marks of the text, each with its tokens in order.
        self.marks: dict[str, list[int]] = {}
        for i, token in enumerate(document.tokens):
            if token.kind == PUNCT:
                self.marks.setdefault(token.text, []).append(i)
        #: The kinds of readings that begin at each token, of words and phrases: what is asked for most.
        self.kinds: list[Mapping[str, object]] = [an.senses for an in self.an]
        for i, here in self.multi.items():
            self.kinds[i] = {**self.an[i].senses, **here} if self.an[i].senses else here
        if language.grammar.subject_first:
            # so far, at once: who looks back from a verb meets the last word first
            for i, here in self.multi.items():
                for k in range(i + 1, here["adverb"][1]) if "adverb" in here else ():
                    self.kinds[k] = {**self.kinds[k], "adverb": here["adverb"]}

    def _drop_halves(self) -> None:
        """Take back readings of split expressions whose second half does not follow: خرج عن صمته is no خرج من السجن."""
        within = FAR_HALF if self.lang.grammar.verb_final else HALF_WITHIN
        for i, an in enumerate(self.an):
            if not any(isinstance(s.data, HarmWord) and s.data.needs for s in an.harms):
                continue
            kept = tuple(s for s in an.harms if not isinstance(s.data, HarmWord) or self._whole(i, s.data, within))
            if len(kept) == len(an.harms):
                continue
            senses = {cat: sense for cat, sense in an.senses.items() if cat != "harm"}
            self.an[i] = an._replace(harms=kept, senses={**senses, "harm": kept[0]} if kept else senses)

    def _whole(self, i: int, word: HarmWord, within: int) -> bool:
        wanted = folded_words(tuple(word.needs))
        return not wanted or any(self.half_at(q, wanted) for q in range(i + 1, min(i + 1 + within, self.size)))

    def half_at(self, q: int, wanted: frozenset[str]) -> bool:
        """Tell whether one of the folded texts ``wanted``, second halves of an expression, ends with token ``q``."""
        text = self.tokens[q].text
        if text in wanted or not wanted.isdisjoint(self.an[q].stems):
            return True
        # beat a boy to death: two words
        return q > 0 and f"{self.tokens[q - 1].text} {text}" in wanted

    def _next_word(self, i: int) -> int:
        """Return the token at which the next word stands; quotes inside a name are passed over (تنظيم "داعش")."""
        tokens, k = self.tokens, i + 1
        while k < self.size and (tokens[k].kind == QUOTE or tokens[k].text == "-"):
            k += 1
        return k

    def _follows(self, k: int, rest: tuple[str, ...]) -> int:
        """Return the end of the phrase that goes on at token ``k``, the next word, with ``rest``, or 0.

        The last word may be a clitic that is glued to the next word (تابع ل…).
        """
        tokens = self.tokens
        size = self.size
        last = len(rest) - 1
        for n, word in enumerate(rest):
            while n and k < size and (tokens[k].kind == QUOTE or tokens[k].text == "-"):
                k += 1
            if k >= size:
                return 0
            text = tokens[k].text
            if text != word:
                # A phrase that ends in a glued preposition: the word itself stays outside the phrase.
                if n == last and len(word) == 1 and text.startswith(word) and len(text) > 2:
                    return k
                return 0
            k += 1
        return k

    def _find_phrases(self, i: int, an: Analysis) -> None:
        at = self._next_word(i)
        following = self.text(at)
        here: dict[str, tuple[Sense, int]] = {}
        for rest, sense in an.phrases.get(following, ()):
            end = self._follows(at, rest)
            if end and (sense.cat not in here or here[sense.cat][1] < end):
                here[sense.cat] = (sense, end)
        for rest, sense in an.open:
            if not following.startswith(rest[0]):
                continue
            end = self._follows(at, rest)
            if end:
                if sense.cat not in here or here[sense.cat][1] < end:
                    here[sense.cat] = (sense, end)
            elif sense.cat == "harm":
                self._with_pronoun(i, rest, sense)
        if here:
            self.multi[i] = here
        if self._pronouns:
            self._settle(i)

    def _with_pronoun(self, i: int, rest: tuple[str, ...], sense: Sense) -> None:
        """Note a phrase of harm whose last word has a pronoun glued to it (إطلاق سراحها)."""
        k = i
        for word in rest:
            k += 1
            while k < self.size and self.tokens[k].kind == QUOTE:
                k += 1
            if k >= self.size or self.tokens[k].text == word:
                continue
            pronoun = self.tokens[k].text.removeprefix(word)
            if word is rest[-1] and len(word) > 1 and pronoun in self.lang.grammar.clitics.pronouns:
                self._pronouns[i] = (sense, k + 1, pronoun)
            return

    def _settle(self, i: int) -> None:
        """Let a phrase with a pronoun stand where the lexicon has none with the pronoun of its own."""
        noted = self._pronouns.pop(i, None)
        if noted is None:
            return
        here = self.multi.setdefault(i, {})
        if "harm" not in here or here["harm"][1] < noted[1]:
            here["harm"] = (noted[0], noted[1])
            self.attached[i] = noted[2]

    def _settle_months(self) -> None:
        """Let a month that is written with a capital inside a sentence be nothing else: in May, and no *may*."""
        for i, an in enumerate(self.an):
            month = an.senses.get("calendar")
            if i == 0 or month is None or getattr(month.data, "kind", "") != "month":
                continue
            inside = self.tokens[i - 1].kind in (WORD, NUMBER)
            if self._surname(i):
                self.an[i] = an._replace(senses={c: s for c, s in an.senses.items() if c != "calendar"})
            elif inside and self.doc.text[self.tokens[i].start].isupper():
                kept = {c: s for c, s in an.senses.items() if c not in _NO_MONTH}
                self.an[i] = an._replace(senses=kept, harms=())
                if i in self.multi:
                    self.multi[i] = {c: found for c, found in self.multi[i].items() if c not in _NO_MONTH}

    def _surname(self, i: int) -> bool:
        """Tell whether a month is a surname, behind a given name and before no day or year: Brigadier Ali Jan."""
        before, after = self.tokens[i - 1], self.tokens[i + 1] if i + 1 < self.size else None
        capitals = all(self.doc.text[self.tokens[q].start].isupper() for q in (i - 1, i))
        return (
            capitals
            and before.kind == WORD
            and "name" in self.an[i - 1].senses
            and (after is None or (after.kind != NUMBER and after.text != "."))
        )

    def _find_names(self, i: int, stems: tuple[str, ...]) -> None:
        """Note the actor and the place that are named from token ``i`` on."""
        registry = self.registry
        at = self._next_word(i)
        following = self.text(at)
        for stem in stems:
            actors = registry.actor_names.get(stem)
            if actors is not None and (following in actors or "" in actors):
                for rest, actor, short in (*actors.get(following, ()), *actors.get("", ())):
                    end = self._follows(at, rest) if rest else i + 1
                    if end and short:
                        self.short_actors.setdefault(i, []).append((actor, end))
                    elif end:
                        if i not in self.actors or self.actors[i][1] < end:
                            self.actors[i] = (actor, end)
                        break
            places = registry.place_names.get(stem)
            if places is not None and (following in places or "" in places):
                for rest, place, weak in (*places.get(following, ()), *places.get("", ())):
                    end = self._follows(at, rest) if rest else i + 1
                    if end:
                        if self._found_place(i, place, end, weak) and registry.shared(stem, rest):
                            self._alike[i] = [
                                (n.entry, n.short) for n in places[rest[0] if rest else ""] if n.rest == rest
                            ]
                        break

    def _found_place(self, i: int, place: PlaceEntry, end: int, weak: bool) -> bool:
        if i in self.places and self.places[i][1] >= end:
            return False
        self._alike.pop(i, None)
        self.places[i] = (place, end)
        if weak:
            self.weak_places.add(i)
        else:
            self.weak_places.discard(i)
        return True

    def _settle_places(self) -> None:
        """Let each name that several places have mean the one that the report is about."""
        sure = [p for i, (p, _) in self.places.items() if i not in self._alike and i not in self.weak_places]
        actors = [actor for actor, _ in self.actors.values()]
        for i, (place, weak) in settle(self.registry, self._alike, sure, actors).items():
            self.places[i] = (place, self.places[i][1])
            (self.weak_places.add if weak else self.weak_places.discard)(i)

    def _resolve_short(self) -> None:
        """Let a short name (الحرس) mean the actor that was last named in full before it, else the next one after."""
        named: dict[str, list[int]] = {}
        for i in sorted(self.actors):
            named.setdefault(self.actors[i][0].id, []).append(i)
        for i, candidates in self.short_actors.items():
            if i in self.actors:
                continue
            best: tuple[int, Actor, int] | None = None
            longest = max(end for _, end in candidates)
            for actor, end in candidates:
                if end < longest:
                    # "The National Army" is not the army of somebody else.
                    continue
                told = named.get(actor.id)
                if told is None:
                    continue
                # Before counts its distance; after counts behind everything before.
                n = bisect_left(told, i)
                far = i - told[n - 1] if n else self.size + told[0]
                if best is None or far < best[0]:
                    best = (far, actor, end)
            if best is not None:
                self.actors[i] = (best[1], best[2])

    def _own_endings(self) -> None:
        """Take back readings with a pronoun that a word has no letter for as it is written (مسلحة, القتلة)."""
        text, own = self.doc.text, tuple(self.lang.grammar.no_pronoun)
        unlike = self.lang.grammar.not_as_written
        for i, an in enumerate(self.an):
            if unlike and an.senses and text[self.tokens[i].start : self.tokens[i].end] in unlike:
                self.an[i] = an._replace(senses={}, harms=())
                continue
            if not an.pron:
                continue
            at = self.tokens[i].end - 1
            while at > self.tokens[i].start and is_mark(text[at]):
                at -= 1
            if text[at] in own:
                self.an[i] = an._replace(senses={}, harms=(), conj="", prep="", art="", pron="")

    # -- reading -------------------------------------------------------------------------------------

    def sense(self, i: int, cat: str) -> Sense | None:
        """Return the reading of this kind that begins at token ``i`` (a phrase before a word)."""
        here = self.multi.get(i)
        if here is not None and cat in here:
            return here[cat][0]
        return self.an[i].senses.get(cat)

    def end(self, i: int, cat: str) -> int:
        """Return the end of the reading of this kind that begins at ``i``."""
        here = self.multi.get(i)
        if here is not None and cat in here:
            return here[cat][1]
        return i + 1

    def has(self, i: int, *cats: str) -> bool:
        """Tell whether a reading of one of these kinds begins at ``i``."""
        here = self.kinds[i]
        if here:
            for cat in cats:
                if cat in here:
                    return True
        return False

    def any(self, start: int, end: int, *cats: str) -> bool:
        """Tell whether a reading of one of these kinds begins anywhere from ``start`` to before ``end``."""
        return any(meets(self.at(cat), start, end) for cat in cats)

    def at(self, cat: str) -> Sequence[int]:
        """Return all tokens of the document at which a reading of this kind begins, in order."""
        if self._at is None:
            self._at = {}
            for i, here in enumerate(self.kinds):
                for name in here:
                    self._at.setdefault(name, []).append(i)
        return self._at.get(cat, ())

    def within(self, start: int, end: int, *cats: str) -> list[int]:
        """Return the tokens from ``start`` to before ``end`` at which a reading of these kinds begins, in order."""
        found: list[int] = []
        for cat in cats:
            at = self.at(cat)
            found += at[bisect_left(at, start) : bisect_left(at, end)]
        return sorted(set(found)) if len(cats) > 1 else found

    def mark(self, start: int, end: int, text: str) -> int | None:
        """Return the first token from ``start`` to before ``end`` that is this mark."""
        at = self.marks.get(text, ())
        n = bisect_left(at, start)
        return at[n] if n < len(at) and at[n] < end else None

    def tells(self, i: int, cat: str) -> bool:
        """Tell whether a reading of this kind begins at ``i``; half of a split harm (أطلق … سراح) tells none alone."""
        if cat != "harm" or "harm" in self.multi.get(i, {}):
            return self.has(i, cat)
        return any(not (isinstance(s.data, HarmWord) and s.data.needs) for s in self.an[i].harms)

    def text(self, i: int) -> str:
        """Return the folded text of token ``i``, empty past the end."""
        return self.tokens[i].text if 0 <= i < self.size else ""

    def is_word(self, i: int) -> bool:
        """Tell whether token ``i`` is a word."""
        return i < self.size and self.tokens[i].kind == WORD

    def is_number(self, i: int) -> bool:
        """Tell whether token ``i`` is written in digits."""
        return i < self.size and self.tokens[i].kind == NUMBER

    def is_quote(self, i: int) -> bool:
        """Tell whether token ``i`` is a quotation mark."""
        return i < self.size and self.tokens[i].kind == QUOTE

    def slash(self, i: int) -> bool:
        """Tell whether token ``i`` is a slash (it is cut like a quotation mark)."""
        return self.is_quote(i) and self.doc.text[self.tokens[i].start] == "/"

    def is_break(self, i: int) -> bool:
        """Tell whether token ``i`` is a line break (or past the end)."""
        return i >= self.size or self.tokens[i].kind == BREAK

    def marked(self, i: int) -> bool:
        """Tell whether token ``i`` ends as no name does, in an object's ending with its mark (ردًّا, معبرًا)."""
        token, text, grammar = self.tokens[i], self.doc.text, self.lang.grammar
        if not grammar.unnamed or i in self.places or not token.text.endswith(tuple(grammar.accusative)):
            return False
        at = max(text.rfind(mark, token.start, token.end) for mark in grammar.unnamed)
        return at >= 0 and sum(not is_mark(text[q]) for q in range(at, token.end)) <= 1

    def known(self, i: int) -> bool:
        """Tell whether the lexicon has any reading for token ``i`` that keeps it from being a name."""
        senses = self.an[i].senses
        return (bool(senses) and not senses.keys() <= _NAMING) or i in self.multi

    def span(self, start: int, end: int) -> Span:
        """Cut the span of tokens ``start`` to ``end`` out of the untouched text, without quotes at its edges."""
        while end - start > 1 and self.tokens[start].kind == QUOTE:
            start += 1
        while end - start > 1 and self.tokens[end - 1].kind in (QUOTE, BREAK):
            end -= 1
        text, first, last = self.doc.text, self.tokens[start].start, self.tokens[end - 1].end
        at = last
        while at < len(text) and is_mark(text[at]):
            at += 1
        if at < len(text) and (opener := _OPENERS.get(text[at])) is not None:
            # عناصر «إرهابية»: a mark opened inside is closed.
            opened = text.count(opener, first, last)
            if opened % 2 if opener == text[at] else opened > text.count(text[at], first, last):
                last = at + 1
        return Span.of(text, first, last)

    def name_span(self, start: int, end: int) -> Span:
        """Cut a name's span, without the conjunction and preposition that are glued to its first word."""
        while end - start > 1 and self.tokens[start].kind == QUOTE:
            start += 1
        token, an = self.tokens[start], self.an[start]
        whole = self.span(start, end)
        word = token.text
        cut = 0
        # A name may look like another word with a clitic (بعقوبة): what the registry knows goes first; not so a word
        # that the lexicon knows as it stands (لجنة).
        named = ((token.kind == WORD and start in self.actors) or start in self.places) and not (
            self.has(start, "people") or (start not in self.actors and an.senses and not an.prep)
        )

        glued = self._glued_before_name(start) if named else None
        if glued is not None:
            cut = glued
        else:
            if an.conj and word.startswith(an.conj):
                cut = len(an.conj)
            if an.prep and word[cut:].startswith(an.prep):
                cut += len(an.prep)
                if an.art and not word[cut:].startswith(self.lang.article):
                    # The article is fused with the preposition (لل): its letter goes with it.
                    cut += 1
        if not cut or cut >= len(word):
            return whole
        # Count folded letters in the untouched text: marks and tatweels between them belong to the clitic.
        at = token.start
        text = self.doc.text
        while cut and at < token.end:
            at += 1
            if at == token.end or not is_mark(text[at]):
                cut -= 1
        while at < token.end and is_mark(text[at]):
            at += 1
        return Span.of(text, at, whole.end) if at < whole.end else whole

    def _glued_before_name(self, i: int) -> int | None:
        """Return how many letters stand glued before a registered name, ``None`` where that cannot be told."""
        an = self.an[i]
        if an.senses and not (an.conj or an.prep or an.art or an.senses.keys() <= {"report"}):
            # لجنة: a word of its own, though a name is left without its first letter.
            return 0
        name = self.actors.get(i) or self.places.get(i)
        names = self.registry.actor_names if i in self.actors else self.registry.place_names
        if name is None:
            return None
        word = self.tokens[i].text
        for stem in self.an[i].stems:
            if stem in names and word.endswith(stem):
                cut, article = len(word) - len(stem), self.lang.article
                # The article is part of the name as it stands here (السلطات الانفصالية).
                return cut - len(article) if word[:cut].endswith(article) else cut
        return None
