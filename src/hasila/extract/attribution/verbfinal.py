"""Who says what, in languages that put the verb of saying behind its subject (``verb_final``).

The speaker opens the clause: «X گفت که ...», «X از ... خبر داد», «X ... را تایید کرد», «به گفته X، ...». What is said
stands between the speaker and the verb, or behind the verb up to the end of the sentence, or both.
"""

from dataclasses import dataclass, field

from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.finalcapitals import capital_at
from hasila.extract.attribution.finalcarriers import (
    basis_end,
    media_of,
    named_so,
    past_basis,
    quoting,
    told_to,
)
from hasila.extract.attribution.finalcontent import (
    closes,
    content,
    deed,
    goes_on_with_parts,
    past_aside,
    supposed,
    told_between,
)
from hasila.extract.attribution.finalgoing import goes_on_with, speaks_on
from hasila.extract.attribution.finalholders import Holders
from hasila.extract.attribution.finalopening import colon_at, opens_item, past_clock
from hasila.extract.attribution.finaltails import own_clause, said_last
from hasila.extract.attribution.finalunlisted import (
    ENDS,
    bare_subject,
    before_office,
    first_phrase,
    one_who_speaks,
    open_name,
    quoted_name,
    surname,
    the_source,
)
from hasila.extract.attribution.introduced import Range
from hasila.extract.attribution.meant import Chain
from hasila.extract.attribution.sources import SourceReader
from hasila.extract.attribution.sourcewords import MEDIA
from hasila.extract.people.names import name_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import ReportWord
from hasila.model import Stance

_STANCES: dict[str, Stance] = {"deny": "denies", "admit": "admits", "doubt": "unconfirmed", "expect": "unconfirmed"}
#: A speaker's name has at most so many tokens, and stands within so many of where its clause begins.
_LONGEST, _OPENS = 14, 12
#: By whom a statement was issued is told within so many tokens: در خبرنامه‌ای که امروز از سوی وزارت ... نشر شد، آمده.
_ISSUED = 8
#: Verbs (their ids) whose subject is whatever opens their clause.
_SAYS = ("say", "announce", "continue", "affirm", "deny")
_LEADS = ("meanwhile", "clause", "calendar", "thereby", "plus", "ownvoice")
#: *This body* points back at most so many tokens.
_POINTS_BACK = 90


@dataclass(slots=True)
class FinalClauses:
    """Reads the clauses of saying of sentences, in order; ``last`` is who spoke last."""

    tg: Tagged
    reader: SourceReader
    outlet: set[str]
    last: Chain = ()
    issuer: Chain = ()
    given: list[Chain] = field(default_factory=list)
    holders: Holders = field(init=False)
    open_to: int = -1
    #: The press whose report opens the sentence: به گزارش ... به نقل از ..., and where that ends.
    _carried: Chain = ()
    #: Where the outlet's own name ends that opens a sentence.
    _past_own: int = 0
    #: Whether what a colon opened goes on to the end of the last sentence.
    spoken: bool = False

    def __post_init__(self) -> None:
        self.holders = Holders(self.tg)

    def read(self, n: int, begin: int, end: int) -> list[Scope]:
        """Return the scopes of a sentence."""
        tg = self.tg
        out: list[Scope] = []
        item = opens_item(tg, begin)
        begin = past_clock(tg, begin, end)
        head = self._head(begin, end) if n < 2 or item else None
        colon = colon_at(self, begin, end)
        if head is not None:
            out.append(head)
        if colon is not None:
            # خبرگزاری ...، تهران: where the report comes from opens no clause.
            begin = colon + 1
        start = read = begin
        self._carried, self._past_own = (), begin
        #: Whether it is told of nobody that he says so: گزارش شده است که ....
        nobody = False
        for k in tg.within(begin, end, "report", "basis"):
            sense = tg.sense(k, "report")
            based = basis_end(self, k, end) if sense is None and tg.has(k, "basis") and k >= max(start, read) else None
            scope = self._according(k, based, begin, end) if based is not None else None
            if scope is not None:
                out.append(scope)
                start = read = scope.at[1]
            if sense is None or not isinstance(sense.data, ReportWord) or k < max(start, read) or tg.has(k, "talk"):
                # Inside a longer expression a word of saying is no verb of its own (دروغ خواند).
                continue
            if tg.has(k, "ownvoice") and k == begin:
                # یادآوری می‌شود ...: the report reminds of it, and nobody who spoke.
                nobody, start = True, tg.end(k, "ownvoice")
                continue
            stop, kind = tg.end(k, "report"), sense.data.kind
            read = stop
            if kind == "according":
                scope = self._according(k, stop, begin, end)
                if scope is not None:
                    out.append(scope)
                    start = scope.at[1]
                    if scope.kind == "say":
                        self._carried = media_of(self, scope.sources)
                start = max(start, self._past_own)
                continue
            scope = self._said(k, stop, start, end, sense.data, sense.id)
            if scope is not None:
                out.append(scope)
            nobody = nobody or (scope is None and sense.id == "stands-in")
            if scope is not None and closes(self.tg, stop, end):
                start = stop
        spoken = speaks_on(self, begin, end) and not nobody
        if (
            n
            and not any(s.kind != "stance" for s in out)
            and (spoken or (not nobody and goes_on_with(self, begin, end)))
        ):
            out.append(Scope(begin, end, self.last, "asserts", "carried", (begin, begin + 1)))
        reach = [s for s in out if s.kind != "stance" and s.sources and s.end >= end - 1]
        self.open_to = end if reach and reach[-1].sources == self.last else -1
        told = bool(reach) and any(tg.text(q) == ":" for q in range(reach[-1].at[1] - 1, min(reach[-1].at[1] + 1, end)))
        self.spoken = self.open_to >= 0 and (told or (spoken and reach[-1].kind == "carried"))
        return out

    # -- speakers ------------------------------------------------------------------------------------

    def _head(self, begin: int, end: int) -> Scope | None:
        """Return the scope of a headline's speaker before its colon; an outlet's own dateline is none."""
        colon = colon_at(self, begin, end)
        if colon is None or self.tg.text(colon) != ":":
            return None
        found = self.name(begin, colon)
        if found is not None and found[1] < colon and all(map(self.tg.is_word, range(found[1], colon))):
            # اداره مبارزه با حوادث: whatever stands before the colon is the name.
            found = (found[0], colon)
        if found is None or found[1] < colon or self.own(found):
            return None
        chain = self._resolve([found])
        self.last = chain
        return Scope(colon, end, chain, "asserts", "head", (begin, colon + 1))

    def speaker(self, start: int, k: int, *, any_phrase: bool = False) -> tuple[list[Range], int] | None:
        """Return who speaks in the clause from ``start`` to a verb at ``k``, and where the name ends.

        ``any_phrase`` takes what opens the clause where nothing is known that can speak.
        """
        tg = self.tg
        q = start
        while q < k and q - start < _OPENS + _LONGEST:
            if tg.has(q, "statement") and (q == start or tg.has(q - 1, "in")) and not tg.an[q].pron:
                # در بیانیه‌ی این گروه آمده است: whose statement it is.
                by = next(iter(tg.within(q + 1, min(q + _ISSUED, k), "agentby")), None)
                whose = self.name(q + 1, k) or (self.name(tg.end(by, "agentby"), k) if by is not None else None)
                if whose is not None:
                    return [whose], whose[1]
            found = self._at(q, k) if self._may_open(q, start) else None
            if found is None:
                q += 1
                continue
            names = [found]
            at = found[1]
            while at < k and (tg.text(at) == tg.lang.grammar.number_joiner) and (more := self.name(at + 1, k)):
                names.append(more)
                at = more[1]
            return names, at
        opens = range(start, min(start + _OPENS, k))
        bare = next((f for q in opens if self._may_open(q, start) and (f := bare_subject(tg, q, k))), None)
        bare = bare or one_who_speaks(tg, start, k)
        if bare is not None:
            return [bare], bare[1]
        first = capital_at(self.tg, start, k)
        phrase = first_phrase(tg, start, k) if first is None and any_phrase else None
        return first if phrase is None else ([phrase], phrase[1])

    def _at(self, q: int, k: int) -> Range | None:
        """Return the speaker's name that begins at a token: in quotes before an office, known, or before its office."""
        return quoted_name(self.tg, q, k) or self.name(q, k) or before_office(self.tg, q, k)

    def _may_open(self, q: int, start: int) -> bool:
        """Tell whether a subject may begin at a token: nothing governs it."""
        tg = self.tg
        if q == start:
            return True
        before = q - 1
        while before >= start and tg.is_quote(before):
            before -= 1
        if before < start:
            return True
        text = tg.text(before)
        leads = range(max(start, q - 4), before)
        if any(tg.has(x, cat) and tg.end(x, cat) in (q, before + 1) for x in leads for cat in _LEADS):
            # با این حال یک افسر ..., از سوی دیگر «...»: words before a subject.
            return True
        return (
            text in "،,:؛-–—)" or tg.has(before, "meanwhile", "clause", "calendar", "comp", "plus", "verb")
            or tg.is_break(before) or text == tg.lang.grammar.number_joiner
            or (before in tg.places and not tg.has(before, "number"))
            or (tg.is_number(before) and before == start)
        )  # fmt: skip

    def name(self, q: int, k: int) -> Range | None:
        """Return the name of one who can speak, from token ``q`` on and before ``k``."""
        tg = self.tg
        while q < k and tg.is_quote(q):
            q += 1
        pointing = q < k and tg.has(q, "selfsame", "same")
        if pointing and tg.has(q + 1, "placeword") and not tg.has(q + 1, "bodyword"):
            # این ولسوالی: a place says nothing.
            return None
        at = q + 1 if pointing else q
        if at >= k:
            return None
        person = None
        pronoun = tg.has(q, "pronoun")
        if pronoun:
            return (q, q + 1) if self.last else None
        if tg.has(q, "titleword"):
            at = q + 1
        some = max(tg.end(at, cat) if tg.has(at, cat) else at for cat in ("few", "amount"))
        if some > at and some < k and tg.has(some, "source", "people"):
            # یکی از مسئولان عراقی, شماری از باشندگان
            at = some
        known = (q < some == at and tg.has(at, "people")) or tg.has(at, "sides")
        known = (
            known
            or tg.has(at, "source")
            or at in tg.actors
            or (tg.has(at, "number") and tg.has(at + 1, "source", "people"))
        )
        if not known:
            titled = tg.has(q, "titleword")
            person = surname(tg, name_at(tg, at, k, open_class=titled, over_places=titled), k)
            if person is None and not (tg.has(at, "people") and self._office(at)):
                return None
        stop = person or max(
            tg.end(at, "source"), tg.end(at, "people"), tg.end(at, "sides"), tg.actors[at][1] if at in tg.actors else 0
        )
        while stop < k and stop - q < _LONGEST and person is None:
            if not (tg.is_word(stop) or tg.is_number(stop) or tg.is_quote(stop)):
                break
            if stop in tg.actors:
                stop = tg.actors[stop][1]
                continue
            if tg.has(stop, "called") and tg.is_word(tg.end(stop, "called")):
                # گروهی موسوم به ...
                stop = tg.end(stop, "called") + 1
                continue
            press = at in tg.actors and tg.actors[at][0].kind in MEDIA
            if press and stop == tg.actors[at][1] and tg.is_word(stop) and stop not in tg.places:
                # به گزارش ایسنا مجتبی خالدی گفت: the press by its name alone is all of it.
                break
            joined = tg.text(stop) == tg.lang.grammar.number_joiner
            if joined and (stop + 1 >= k or not self._goes_on(stop, k)):
                break
            if tg.has(stop, "selfsame") and not tg.has(stop + 1, "source", "bodyword", "employer", "formation"):
                # شهردار این ادعا را رد کرد: what is spoken of is no part of the name.
                break
            place = tg.has(stop, "in") and stop + 1 < k and (stop + 1 in tg.places or tg.has(stop + 1, "placeword"))
            if place and tg.has(at, "source"):
                # یک منبع امنیتی در استان دیالی: where they are, with who they are.
                stop = tg.places[stop + 1][1] if stop + 1 in tg.places else stop + 2
                continue
            if tg.is_number(stop) and tg.has(stop - 1, "source") and stop - q == 1:
                # کانال ۱۲: its number is its name.
                stop += 1
                continue
            if tg.is_number(stop) or (tg.has(stop, *ENDS) and not tg.has(stop, "source")) or self.harmful(stop):
                break
            stop += 1
        while stop > q + 1 and tg.is_quote(stop - 1) and sum(tg.is_quote(x) for x in range(q, stop)) % 2:
            stop -= 1
        return q, stop

    def _goes_on(self, q: int, k: int) -> bool:
        """Tell whether a joiner stands inside a name (وزارت صحت و درمان), not before one more speaker."""
        tg = self.tg
        return (
            tg.is_word(q + 1)
            and not tg.has(q + 1, "source", *ENDS)
            and q + 1 not in tg.actors
            and not self.harmful(q + 1)
        )

    def harmful(self, q: int) -> bool:
        """Tell whether a word of harm begins at a token."""
        return bool(self.tg.an[q].harms) or "harm" in self.tg.multi.get(q, {})

    def _office(self, at: int) -> bool:
        sense = self.tg.sense(at, "people")
        return sense is not None and bool(getattr(sense.data, "title", False))

    def own(self, source: Range) -> bool:
        """Tell whether a source is the outlet that publishes the report."""
        words = {self.tg.text(q) for q in range(*source)}
        return bool(self.outlet) and (words <= self.outlet or self.outlet <= words)

    def _resolve(self, names: list[Range]) -> Chain:
        """Turn names into a chain; what points back becomes who it stands for."""
        tg = self.tg
        chain: list[Range] = []
        for name in names:
            q, stop = name
            back = tg.has(q, "pronoun") or tg.has(q, "selfsame", "same") or the_source(tg, name)
            found = (
                self._before(name) if back or tg.has(q, "titleword") or stop - q <= 2 or self._of_this(name) else None
            ) or self.holders.of(name)
            if found is not None:
                chain += [s for s in found if s not in chain]
            elif back and self.last:
                chain += [s for s in self.last if s not in chain]
            else:
                self.reader.introduced.append(name)
                chain.append(name)
        out = tuple(chain)
        if out not in self.given:
            self.given.append(out)
        return out

    def _before(self, name: Range) -> Chain | None:
        """Return the chain told before that a name repeats: a surname, *this ministry*, a body by its first words."""
        tg = self.tg
        q, stop = name
        if tg.has(q, "pronoun"):
            return self.last or None
        inner = next((x for x in range(q + 1, stop - 1) if tg.has(x, "selfsame")), None)
        if inner is not None and tg.has(inner + 1, "source", "bodyword", "employer", "formation"):
            # سخنگوی این گروه: who speaks for the body that was named before.
            whose = self._body_before(inner)
            return (whose,) if whose is not None else None
        mine = [x for x in range(q, stop) if tg.is_word(x) and not tg.has(x, "selfsame", "same", "titleword")]
        for given in reversed(self.given):
            # A link to the next word tells no names apart: جبهه, جبهه‌ی آزادی.
            words = {stem for x in range(*given[0]) for stem in tg.an[x].stems}
            if mine and all(not words.isdisjoint(tg.an[x].stems) for x in mine):
                return given
        first = next((x for x in range(q, stop) if tg.has(x, "source")), None)
        if first is None or not tg.has(q, "selfsame", "same"):
            return None
        kind = tg.sense(first, "source")
        for given in reversed(self.given):
            other = tg.sense(given[0][0], "source")
            if kind is not None and other is not None and (other.id == kind.id or kind.id == "source"):
                return given
        # این گروه after the name of one: the body that was named last.
        return self.given[-1] if self.given else None

    def _of_this(self, name: Range) -> bool:
        return self.tg.any(name[0] + 1, name[1], "selfsame")

    def _body_before(self, k: int) -> Range | None:
        """Return the body that *this body* at a token points back to: the last of its kind that was named or spoke."""
        tg = self.tg
        wanted = tg.sense(k + 1, "source")
        for q in range(k - 1, max(-1, k - _POINTS_BACK), -1):
            actor = tg.actors.get(q)
            noun = tg.sense(q, "source")
            if actor is not None and actor[0].kind not in MEDIA:
                return q, actor[1]
            if (
                noun is not None
                and wanted is not None
                and noun.id == wanted.id
                and not tg.has(q - 1, "selfsame", "same")
            ):
                found = self.name(q, k)
                if found is not None and found[1] - found[0] > 1:
                    return found
        return None

    # -- clauses -------------------------------------------------------------------------------------

    def _according(self, k: int, stop: int, begin: int, end: int) -> Scope | None:
        tg = self.tg
        names: list[Range] = []
        at = past_basis(self, stop, end)
        near = range(stop, min(stop + 3, end))
        other = any(tg.has(q, "source") and not tg.has(q, "statement") for q in near)
        pointed = tg.any(k, min(stop + 2, end), "selfsame", "same") and not other
        if pointed and self.last:
            # بر اساس این گزارش: whose report it is was told.
            at = next((q for q in range(stop, min(stop + 4, end)) if tg.text(q) in "،,"), stop)
            return Scope(k, end, self.last, "asserts", "say", (k, at))
        while at < end and len(names) < 3:
            found = self.name(at, end) or (open_name(tg, at, end) if not names else None)
            if found is None:
                break
            names.append(found)
            at = found[1]
            if tg.text(at) == tg.lang.grammar.number_joiner and self.name(at + 1, end) is not None:
                at += 1
                continue
            break
        if not names:
            return None
        if all(self.own(name) for name in names) or named_so(self, at, end):
            self._past_own = at
            return None
        chain = self._resolve(names)
        # به گزارش رویترز به نقل از پلیس: who is quoted knows, the press before it carries.
        carrier = quoting(self, begin, k) or self._carried
        chain = (*chain, *(c for c in carrier if c not in chain))
        self.last = chain
        opens = k - begin <= 3 or not tg.any(begin, k, "harm", "people")
        first = begin if opens else next((q + 1 for q in range(k - 1, begin - 1, -1) if tg.text(q) in ".؛"), begin)
        return Scope(first, end, chain, "asserts", "according" if not opens else "say", (k, at))

    def _said(self, k: int, stop: int, start: int, end: int, word: ReportWord, ident: str) -> Scope | None:
        tg = self.tg
        clause = own_clause(self, start, k)
        # عنوان شده است: what stands somewhere is said by nobody but whose statement it is.
        passive = ident == "stands-in" and not tg.any(clause, k, "statement", "basisnoun")
        stance = _STANCES.get(word.kind, "asserts")
        if ident in _SAYS and (late := said_last(self, start, k, stop, end)) is not None:
            self.last = self._resolve([late[0]])
            return Scope(start, stop, self.last, stance, "say", (late[1], stop))
        found = None if passive else self.speaker(clause, k, any_phrase=ident in _SAYS)
        if word.kind == "admit" and tg.has(k - 1, "objectmark") and not deed(self.tg, clause, k):
            # ۲۴ زخمی را پذیرفت, مسئولیت را پذیرفت: taken in or taken over, and no words.
            return None
        if word.kind == "doubt":
            # ... که وابستگی آنان روشن نیست: what is doubted stands behind *that*.
            clause = next((q + 1 for q in range(k - 1, clause - 1, -1) if tg.has(q, "comp")), clause)
        if word.kind == "doubt" and tg.any(clause, k, "notdoubted") and not tg.any(clause, k, "total"):
            # سرنوشت پنج نفر نامعلوم است, هویت قربانیان مشخص نیست: no doubt that it happened.
            return None
        if ident == "untrue":
            # ادعای ... درباره کشته شدن ده نفر بی‌اساس است: who tells it says so, not who claimed it.
            return Scope(clause, stop, self.issuer, "denies", "say", (k, stop))
        if found is None:
            if word.kind == "expect" and tg.text(k - 1) == tg.lang.grammar.number_joiner:
                # ... بودند و احتمال دارد ...: what was told before is not what is expected.
                clause = k
            if word.kind == "expect" and tg.has(k - 1, "comp") and (ends := supposed(tg, stop, end)) is not None:
                # مردانی که گمان می‌رود از اعضای ... باشند، ...: who they may be, and no doubt of what they did.
                return Scope(k, ends, (), stance, "stance", (k, stop))
            if word.kind in ("doubt", "expect"):
                return Scope(clause, end, self.last if word.kind == "doubt" else (), stance, "stance", (k, stop))
            if passive:
                # از شمال کشور نیز گزارش شده است که ...: by nobody who is told.
                return None
            if self.issuer and tg.any(clause, k, "weword"):
                # ما این خبر را تکذیب می‌کنیم: who issued the text.
                self.last = self.issuer
            goes_on = tg.text(start) == tg.lang.grammar.number_joiner
            subjectless = word.kind == "say" and ident == "announce" and not (goes_on or content(self.tg, stop, end))
            if not self.last or subjectless:
                # Passive or without a subject: nobody new speaks.
                return None if word.kind not in ("deny", "admit") else Scope(
                    clause, stop, self.last, stance, "say", (k, stop))  # fmt: skip
            chain, at = self.last, clause
        else:
            names, at = found
            if all(self.own(name) for name in names) and word.kind != "doubt":
                return None
            carriers = (*told_to(self, at, k), *self._carried)
            chain = self._resolve(names)
            chain = (*chain, *(c for c in carriers if c not in chain))
            if carriers and chain not in self.given:
                self.given.append(chain)
            past = past_aside(self.tg, at, k)
            if len(names) == 1:
                self.holders.note(chain, at, past, k)
            at = max(at, past)
        if word.kind != "doubt":
            self.last = chain
        behind = content(self.tg, stop, end)
        first = k if behind and not told_between(self.tg, at, k) else at
        last = end if behind or goes_on_with_parts(self.tg, stop, end) else stop
        # When something was said stands between the speaker and the verb, unless what was said does.
        said = min(at, k) if first == k and not tg.any(clause, k, "comp") else k
        return Scope(first, last, chain, stance, "say", (said, stop))
