"""Names before a colon: what follows is said by them (a headline, a bullet of a bulletin, a post)."""

from bisect import bisect_right

from hasila.extract.attribution.clauses import Scope
from hasila.extract.attribution.sources import Chain, SourceReader, Speaker
from hasila.extract.attribution.sourcewords import anaphoric
from hasila.extract.tagging import Tagged
from hasila.languages import Sense

#: A name before a colon, with what stands before it in the line, has at most this many tokens.
_LONGEST = 14
#: What no list knows is a name before a colon when it has at most this many words.
_BARE = 3
#: How it was said may stand between the name and the colon (في بيان لها), in tokens.
_MANNER = 6

#: Whose words a line is stands behind its dash in at most so many tokens.
_SIGNED = 9
_DASHES = ("-", "–", "—")

#: Those who count the dead: a figure behind their name is their saying, also in a list of such.
_COUNTERS = frozenset({"official", "media", "medical", "monitor", "humanitarian", "anonymous"})


class HeadReader:
    """Reads the names before colons of a document."""

    def __init__(self, tg: Tagged, reader: SourceReader, outlet: set[str], *, own: bool = False) -> None:
        self.tg = tg
        self.reader = reader
        self.outlet = outlet
        #: The outlet is a body that tells of its own: a name before a colon is a unit or a place of it.
        self.own = own
        self._grounds: set[str] | None = None

    def read(self, begin: int, end: int, *, lead: bool = False) -> list[Scope]:
        """Return the stretches of a sentence that a name and a colon lead in, each up to the next such name.

        ``lead`` is where by-lines stand: an outlet's name there tells whose the report is.
        """
        tg = self.tg
        found: list[tuple[int, int, Chain]] = []
        low = begin
        if self.own:
            return []
        for k in range(begin, end) if tg.mark(begin, end, ":") is not None else ():
            if tg.text(k) in ".،؟!" and not found:
                # The name stands at the start of the line; inside a sentence a colon follows a verb.
                break
            if tg.text(k) != ":":
                continue
            known = len(self.reader.introduced)
            head = self._before(max(low, k - _LONGEST), k, first=not found and low == begin)
            low = k + 1
            if head is not None and self._item(begin, end, head[2]):
                self.reader.introduced.forget(known)
                head = None
            byline = lead and not self._marked(begin) and head is not None and self.reader.kind(head[2][0]) == "media"
            if head is not None and not (byline and not tg.has(head[2][0][0], "correspondent")):
                found.append(head)
        if not found:
            ruled = self._ruled(begin, end)
            if ruled is not None:
                found.append(ruled)
        if not found and (signed := self._signed(begin, end)) is not None:
            return [signed]
        out = []
        for n, (start, colon, chain) in enumerate(found):
            stop = found[n + 1][0] if n + 1 < len(found) else end
            out.append(Scope(colon, stop, chain, "asserts", "head", (start, colon)))
        return out

    def _marked(self, k: int) -> bool:
        """Tell whether a mark stands before the first word of a line (⭕ مواقع موالية: …): no by-line has one."""
        tg = self.tg
        line = tg.doc.text[: tg.tokens[k].start].rpartition("\n")[2].strip()
        return bool(line) and not any(c.isalnum() for c in line)

    def _item(self, begin: int, end: int, chain: Chain) -> bool:
        """Tell whether a name before a colon is an item of a list of figures (قوات النظام: 417, كفربطنا: 19 شهيدا).

        A figure follows, and so does one in the line above or below; those who count the dead still speak there.
        """
        tg = self.tg
        if self.reader.kind(chain[0]) in _COUNTERS or not self._figured(begin, end):
            return False
        spans = tg.doc.sentences
        n = bisect_right(spans, begin, key=lambda span: span[0]) - 1
        return any(0 <= m < len(spans) and self._figured(*spans[m]) for m in (n - 1, n + 1))

    def _figured(self, begin: int, end: int) -> bool:
        """Tell whether a line opens with a few words, a colon and a number."""
        tg = self.tg
        colon = tg.mark(begin, min(begin + _LONGEST, end), ":")
        return colon is not None and colon + 1 < end and (tg.is_number(colon + 1) or tg.has(colon + 1, "number"))

    def _ruled(self, begin: int, end: int) -> tuple[int, int, Chain] | None:
        """Read a name before a rule, which opens a post as a colon does: شبكة الأطباء | …."""
        tg = self.tg
        rule = tg.mark(begin, min(begin + _LONGEST, end), "|")
        if rule is None:
            return None
        while begin < rule and not (tg.is_word(begin) or tg.is_quote(begin)):
            begin += 1
        if begin in tg.places or any(tg.has(q, "report", "comp") or self._happens(q) for q in range(begin, rule)):
            return None
        speakers = self.reader.read(begin, rule, strict=True)
        if speakers is None or speakers.end < rule - 1:
            return None
        chain = self.reader.resolve(speakers)
        return None if self.reader.kind(chain[-1]) == "media" else (begin, rule, chain)

    def _signed(self, begin: int, end: int) -> Scope | None:
        """Read a line whose end tells behind a dash or in brackets whose words it is.

        مقتل ثلاثة في القصف – مصادر محلية, مقتل ثلاثة في القصف (وزارة الصحة).
        """
        tg = self.tg
        if end < tg.size and not tg.is_break(end):
            return None
        dash = next((q for q in range(end - 2, max(begin, end - _SIGNED) - 1, -1) if tg.text(q) in _DASHES), begin)
        last = end
        if end > begin and tg.text(end - 1) == ")":
            last, marks = end - 1, [q for q in range(max(begin, end - _SIGNED), end) if tg.text(q) == "("]
            dash = marks[0] if len(marks) == 1 else begin
        if dash <= begin + 1 or not any(tg.an[q].harms for q in range(begin, dash)):
            return None
        if sum(tg.text(q) in _DASHES for q in range(begin, end)) > 1 or dash + 1 in tg.places:
            return None
        if dash + 1 not in tg.actors and not tg.has(dash + 1, "source"):
            # محمد علي - سالم أحمد: a list of names.
            return None
        words = {tg.text(q) for q in range(dash + 1, last) if tg.is_word(q)}
        if tg.any(dash, end, "report", "comp") or words <= self.outlet or any(map(self._happens, range(dash, end))):
            return None
        speakers = self.reader.read(dash + 1, last, strict=True)
        if speakers is None or any(tg.is_word(q) or tg.is_number(q) for q in range(speakers.end, last)):
            return None
        if last < end and self.reader.kind(speakers.sources[-1]) in ("media", "party"):
            # (رويترز), تنظيم الدولة (داعش): whose report or picture it is, another name of who stands before.
            return None
        return Scope(begin, dash, self.reader.resolve(speakers), "asserts", "head", (dash, end))

    def _happens(self, k: int) -> bool:
        """Tell whether a word tells a harm; the held and the dead may stand in a name (نادي الأسير, أهالي الشهداء)."""
        an = self.tg.an[k]
        return bool(an.harms) and not an.art

    def _before(self, low: int, colon: int, *, first: bool) -> tuple[int, int, Chain] | None:
        tg = self.tg
        marks = [q for q in range(low, colon) if self._parts(q)]
        starts = ([low] if first else []) + [q + 1 for q in marks]
        for start in starts:
            at = start
            while at < colon and (self._flag(at) or not (tg.is_word(at) or tg.is_quote(at))):
                at = tg.end(at, "newsflag")
            # المتحدثة: with its article a participle is who speaks.
            says = tg.has(at, "report") and not (tg.an[at].art and tg.has(at, "source"))
            if at >= colon or says or tg.has(at, "comp") or any(self._happens(q) for q in range(at, colon)):
                continue
            if tg.any(low, colon, "issued"):
                return None
            noun = tg.sense(at, "source")
            back = noun is not None and bool(tg.an[at].art) and anaphoric(noun.data)
            if (at in tg.places and tg.places[at][1] >= colon - 1 and not back) or tg.has(at, "listing"):
                # حلب: …, أسماء الشهداء: … is where or what, not who. المصدر: … is who, though a town has the name.
                return None
            if self.outlet and {tg.text(q) for q in range(at, colon) if tg.is_word(q)} <= self.outlet:
                # A by-line: the outlet's own name is no source (codebook, rule 21).
                return None
            sense = tg.sense(at, "source")
            if sense is not None and sense.id == "paper" and sense.number == "pl" and at + 1 == colon:
                # وكالات: the report is put together from agencies.
                return None
            speakers = self.reader.read(at, colon, strict=False)
            if speakers is None or not self._fits(at, colon, speakers):
                continue
            chain, stop = self.reader.resolve(speakers), speakers.end
            if stop < colon and tg.has(stop, "from_"):
                # رويترز عن مصادر أمنية: the one quoted comes first.
                origin = self.reader.read(stop + 1, colon, strict=True, after_verb=True)
                if origin is not None:
                    chain, stop = self.reader.resolve(origin) + chain, origin.end
            if self.reader.kind(chain[-1]) == "media" and any(q in tg.places for q in range(low, at)):
                # بيروت - الوكالة: a by-line
                return None
            if stop >= colon - 1 or (stop >= colon - _MANNER and self._spoken(stop, colon, sense)):
                return at, colon, chain
        return None

    def _flag(self, k: int) -> bool:
        """Tell whether a word only calls for attention, and does not begin who speaks: شاهد, but not شاهد عيان."""
        tg = self.tg
        return tg.has(k, "newsflag") and not (tg.has(k, "source") and tg.end(k, "source") > tg.end(k, "newsflag"))

    def _spoken(self, k: int, colon: int, who: Sense | None) -> bool:
        """Tell whether what follows a name tells when and to whom it spoke: في بيان, خلال لقائه فلانا."""
        tg = self.tg
        if any(tg.has(q, "report", "comp", "number") or self._happens(q) for q in range(k, colon)):
            return False
        if who is not None and tg.has(k, "in", "of") and getattr(who.data, "kind", "") in _COUNTERS | {"local"}:
            # مراسلنا في ريف المدينة: …, مصادرنا من الداخل: …
            return True
        if tg.has(k, "in"):
            return tg.has(k + 1, "statement")
        return tg.has(k, "during", "calendar") or tg.text(k).startswith(tuple(tg.lang.grammar.clitics.purpose))

    def _parts(self, k: int) -> bool:
        """Tell whether a mark parts what stands before it from a name (عاجل | …, 🔴 …, _صحة غزة)."""
        tg = self.tg
        return tg.slash(k) or not (tg.is_word(k) or tg.is_number(k) or tg.is_quote(k) or tg.text(k) in "()#.،,")

    def _fits(self, start: int, colon: int, speakers: Speaker) -> bool:
        """Tell whether words that no list knows are a name here: few, and not the name of a place."""
        tg = self.tg
        if (
            start in tg.actors
            or start in tg.short_actors
            or tg.has(start, "source", "people", "name")
            or tg.is_quote(start)
        ):
            return True
        words = [q for q in range(start, colon) if tg.is_word(q)]
        if tg.text(start).isascii():
            # https://…
            return False
        if len(words) > _BARE or any(tg.has(q, "in", "of", "on_", "to", "with_") for q in words):
            return False
        return tg.text(start) not in self._placed()

    def _placed(self) -> set[str]:
        """The words of the document that stand after *in* or after a noun for a place."""
        if self._grounds is None:
            tg = self.tg
            words = (q for q in range(1, tg.size) if tg.is_word(q))
            self._grounds = {tg.text(q) for q in words if tg.has(q - 1, "in", "placeword")}
        return self._grounds
