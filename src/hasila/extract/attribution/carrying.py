"""Words that go on over sentences: an open quotation, a list after a colon, a quotation whose speaker is told last."""

from dataclasses import dataclass, field

from hasila.extract.attribution.clauses import ClauseReader, Scope
from hasila.extract.attribution.sources import Chain
from hasila.extract.tagging import Tagged

#: An unclosed quotation carries its speaker over at most this many further sentences.
_QUOTE_CARRIES = 6
#: So many tokens of a paragraph are looked through for the end of a quotation.
_PARAGRAPH = 250
#: From the end of a quotation to the verb of who spoke it, in tokens.
_BEHIND = 3


@dataclass(slots=True)
class Carrying:
    """Remembers whose quotation or list is open from one sentence to the next."""

    tg: Tagged
    clauses: ClauseReader
    chain: Chain = ()
    carried: int = 0
    listed: bool = False
    #: Sentences, with where they begin and end, of an open quotation whose speaker is not told yet.
    pending: list[tuple[int, int, int]] = field(default_factory=list)

    def go_on(self, n: int, begin: int, end: int, scopes: list[Scope], before: list[Scope]) -> None:
        """Add to the scopes of a sentence the stretch that who spoke before still speaks."""
        tg = self.tg
        if self.chain and not self.listed and begin and tg.is_break(begin - 1) and not self._inside(begin):
            # «… داعش. / من جانب آخر، …: a quotation that nobody closed ends with its paragraph.
            self.chain = ()
        if self.chain and self.carried < _QUOTE_CARRIES:
            close = None if self.listed else next((q for q in range(begin, end) if tg.is_quote(q)), None)
            says = min((s.at[0] for s in scopes if s.kind != "stance"), default=end)
            stop = min(close if close is not None else end, says)
            # «… . أخبرني الجيران أن …»: what others told is told by who is quoted, and he goes on.
            inner = not self.listed and says < (end if close is None else close) and self._inside(begin)
            if stop > begin:
                scopes.append(Scope(begin, stop, self.chain, "asserts", "carried", (begin, begin + 1)))
            self.carried += 1
            spoken = any(s.kind in ("say", "head") for s in scopes)
            if inner and not any(s.at[0] >= (end if close is None else close) for s in scopes):
                self.clauses.last = self.chain
            if (close is not None and self.carried > 0) or (spoken and not inner):
                self.chain = ()
        elif not self.chain and n and self._quoted(n, begin, scopes, before):
            # The sentence opens with a quotation: who was told of before it speaks.
            self.chain, self.carried = self.clauses.last, 0
            close = next((q for q in range(begin + 1, end) if tg.is_quote(q)), None)
            stop = close if close is not None else end
            scopes.append(Scope(begin, stop, self.chain, "asserts", "carried", (begin, begin + 1)))
            if close is not None:
                self.chain = ()

    def note(self, begin: int, end: int, scopes: list[Scope]) -> None:
        """Remember whose quotation or list a sentence leaves open."""
        tg = self.tg
        fresh = [s for s in scopes if s.kind in ("say", "head", "carried") and s.sources]
        if not fresh:
            return
        scope = max(fresh, key=lambda s: s.start)
        if scope.kind == "carried":
            return
        # From the verb on: the marks of a name in quotes are two (وقالت مصادر ل"الأفق" إن).
        quotes = sum(1 for q in range(scope.at[0], end) if tg.is_quote(q))
        bare_head = scope.kind == "head" and not any(tg.an[q].harms for q in range(begin, end))
        self.listed = tg.text(end - 1) == ":" or (bare_head and self._bullet(end))
        if (quotes % 2 == 1 and self._opens(scope.at[1], end)) or self.listed:
            # The words go on in the next sentences: an open quotation, or a list after a colon.
            self.chain, self.carried = scope.sources, -6 if self.listed else 0

    def named_behind(self, n: int, begin: int, end: int, scopes: list[Scope]) -> list[tuple[int, Scope]]:
        """Return the stretches of a quotation of several sentences that its speaker is named behind.

        «… . …»، يقول فلان. Without a conjunction before the verb: وقال فلان begins words of his own.
        """
        tg = self.tg
        marks = [q for q in range(begin, end) if tg.is_quote(q)]
        if begin and tg.is_break(begin - 1):
            self.pending = []
        if not self.pending:
            opens = len(marks) % 2 == 1 and marks[0] == begin and not any(s.kind != "stance" for s in scopes)
            self.pending = [(n, begin, end)] if opens else []
            return []
        if not marks:
            spoken = any(s.kind in ("say", "head") for s in scopes)
            self.pending = [] if spoken and not self._inside(begin) else [*self.pending, (n, begin, end)]
            return []
        close, told = marks[0], [*self.pending, (n, begin, marks[0])]
        self.pending = []
        named = next((s for s in scopes if s.kind == "say" and s.sources and close < s.at[0] <= close + _BEHIND), None)
        if named is None or tg.an[named.at[0]].conj or tg.has(named.at[1], "comp"):
            return []
        return [(m, Scope(low, high, named.sources, "asserts", "carried", named.at)) for m, low, high in told]

    def _inside(self, k: int) -> bool:
        """Tell whether a quotation that is open at a token is closed before its paragraph ends."""
        tg = self.tg
        marks = 0
        for q in range(k, min(k + _PARAGRAPH, tg.size)):
            if tg.is_break(q):
                break
            if tg.is_quote(q):
                written = tg.doc.text[tg.tokens[q].start]
                if not marks and written in "»”":
                    return True
                if not marks and written in "«“„":
                    return False
                marks += 1
        return marks % 2 == 1

    def _quoted(self, n: int, begin: int, scopes: list[Scope], before: list[Scope]) -> bool:
        """Tell whether a sentence opens with a quotation and names no speaker, right after one who spoke."""
        tg = self.tg
        if not tg.is_quote(begin) or not self.clauses.last or any(s.kind in ("say", "head") for s in scopes):
            return False
        spoke = any(s.kind == "say" and s.sources == self.clauses.last for s in before)
        same_line = begin > 0 and not tg.is_break(begin - 1)
        return spoke and same_line and tg.doc.text[tg.tokens[begin].start] in '«“„"'

    def _opens(self, k: int, end: int) -> bool:
        """Tell whether the last quotation mark from ``k`` on opens: after a colon or *that*, or by its form."""
        tg = self.tg
        last = next((q for q in range(end - 1, k - 1, -1) if tg.is_quote(q)), None)
        if last is None:
            return False
        written = tg.doc.text[tg.tokens[last].start]
        if written in "»”":
            # لـ«الصحيفة»: the mark after a name closes it.
            return False
        return last <= k + 1 or written in "«“„" or tg.text(last - 1) == ":" or tg.has(last - 1, "comp")

    def _bullet(self, k: int) -> bool:
        """Tell whether a line that begins at ``k`` is one of a list: it begins with a mark or a figure."""
        tg = self.tg
        while k < tg.size and tg.is_break(k):
            k += 1
        return k < tg.size and not tg.is_word(k) and not tg.is_quote(k)
