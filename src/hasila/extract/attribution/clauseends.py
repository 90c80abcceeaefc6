"""Where a clause of saying ends and what stands in it: where the words begin, what is counted, who is accused."""

from hasila.extract.attribution.origins import OriginReader
from hasila.extract.attribution.sources import BODIES, Speaker
from hasila.extract.attribution.speakers import ASIDE, CLAUSE_WITHIN
from hasila.text.folding import is_mark

#: From a verb of counting and its subject to the harm that is counted, in tokens.
_COUNTED_WITHIN = 12
#: Kinds of harm words that are verbs.
_HAPPENS = frozenset({"undergo", "inflict", "either"})
#: More tokens between two quotation marks are speech and no name.
_LONG_NAME = 6


class ClauseEnds(OriginReader):
    """Tells what stands in a clause of saying, and where it ends."""

    def _charge(self, k: int, end: int) -> int:
        """Return where it is told of what somebody is accused (التحالف بقصف زورق): no part of his name."""
        charges = (q for q in range(k + 1, min(k + ASIDE, end)) if self.reader.with_thing(q))
        return next(charges, end)

    def _only_carries(self, cited: tuple[int, int], speaker: tuple[int, int]) -> bool:
        """Tell whether who is cited is press and the speaker none."""
        return self.reader.kind(cited) == "media" and self.reader.kind(speaker) != "media"

    def _stated(self, k: int) -> bool:
        """Tell whether a noun for a statement or report stands at a token."""
        sense = self.tg.sense(k, "source") if k < self.tg.size else None
        return sense is not None and sense.id == "statement"

    def _reports(self, k: int, stop: int) -> bool:
        """Tell whether a source is but an indefinite noun for what is told (أنباء, معلومات)."""
        sense = self.tg.sense(k, "source")
        return sense is not None and sense.id == "statement" and stop == k + 1 and not self.tg.an[k].art

    def _apart(self, k: int, stop: int) -> Speaker | None:
        """Return the first of two bodies named side by side: who accuses or urges, and then whom."""
        tg = self.tg
        for q in range(k + 1, stop):
            whole = (
                (
                    tg.is_word(q - 1)
                    and (not tg.known(q - 1) or (tg.has(q - 1, "name") and not tg.has(q - 1, "onbehalf")))
                )
                or tg.an[q - 1].art
                or tg.has(q - 1, "nation")
                or (k in tg.actors and tg.actors[k][1] == q)
            )
            country = q in tg.places and tg.places[q][0].precision == "country"
            if self._ranked(k, q) or (tg.an[q].prep and tg.an[q].prep in tg.lang.grammar.outcome):
                # القيادي بحركة فتح: where he is one, and nobody accused.
                continue
            if whole and (country or q in tg.actors or (tg.an[q].art and tg.has(q, "source"))):
                return Speaker(((k, q),), (), q)
        return None

    def _ranked(self, office: int, k: int) -> bool:
        """Tell whether a definite rank or title goes on with who holds an office (المتحدث باسم الجيش العميد فلان)."""
        tg = self.tg
        who, rank = tg.sense(office, "source"), tg.sense(k, "source")
        if who is None or rank is None or rank.id != "official" or not tg.an[k].art:
            return False
        named = k + 1 < tg.size and (tg.has(k + 1, "name") or not tg.known(k + 1))
        return named and who.id in ("spokesman", "official", "director") and k + 1 not in tg.actors

    def _between_commas(self, k: int, stop: int) -> bool:
        return self.tg.text(k) in "،," and self.tg.text(stop) in "،,"

    def _knows(self, source: tuple[int, int], verb: int) -> bool:
        """Tell whether who learns something, named behind the verb, is a body that is no press."""
        noun = self.tg.sense(source[0], "source")
        body = source[0] in self.tg.actors or (noun is not None and noun.id in (*BODIES, "movement"))
        return body and source[0] > verb and self.reader.kind(source) != "media"

    def _begins_words(self, k: int) -> bool:
        """Tell whether reported words begin at a token: a conjunction, a colon, a quotation."""
        tg = self.tg
        return tg.has(k, "comp") or tg.text(k) == ":" or tg.is_quote(k)

    def _past_description(self, k: int, after: int, end: int) -> int:
        """Return where the words of one begin who is described first (قالت هدى التي فقدت أخاها إن), or the verb."""
        tg = self.tg
        if after >= end or not tg.has(after, "rel"):
            return k
        leads = (
            q for q in range(after, min(after + CLAUSE_WITHIN, end)) if tg.text(q) in ".،؛" or self._begins_words(q)
        )
        first = next(leads, None)
        return first if first is not None and self._begins_words(first) else k

    def _published(self, k: int, end: int) -> bool:
        """Tell whether what is published is told: a statement, a colon, a quotation, harm; forces are posted too."""
        tg = self.tg
        end = next((q for q in range(k + 1, min(k + _COUNTED_WITHIN, end)) if tg.text(q) in "،,"), end)
        return self._counts(k, end) or any(
            tg.has(q, "statement", "within") or tg.text(q) == ":" or tg.is_quote(q)
            for q in range(k, min(k + _COUNTED_WITHIN, end))
        )

    def _counts(self, k: int, end: int) -> bool:
        """Tell whether what is counted or recorded is harm, or a clause."""
        tg = self.tg
        if tg.text(end - 1) == ":":
            # رصد المركز 36 انتهاكا توزعت كما يلي: what is counted follows in a list.
            return True
        for q in range(k, min(k + _COUNTED_WITHIN, end)):
            if tg.has(q, "comp"):
                return True
            if tg.an[q].harms or (q in tg.multi and "harm" in tg.multi[q]):
                # رصدت خمس مركبات وقتلت …: one more verb.
                return not tg.an[q].conj or q == k
            if tg.text(q) in ".؛":
                return False
        return False

    def _aftermath(self, k: int, end: int) -> int:
        """Return where the words end of one who announces no harm: why (بعد مقتل …) the report tells itself."""
        tg = self.tg
        for q in range(k, end):
            harm = tg.an[q].harms or (q in tg.multi and "harm" in tg.multi[q])
            if harm or tg.has(q, "comp") or tg.text(q) == ":" or tg.is_quote(q):
                return end
            if q > k + 1 and tg.has(q, "aftermath") and not tg.has(q + 1, "stretch", "calendar", "meanwhile"):
                # But بعد منتصف الليل tells when.
                return q
        return end

    def _meanwhile(self, k: int, end: int) -> int:
        """Return where a noun that is announced ends and something else happens at that time (فيما قتل تسعة).

        أعلن الجيش مقتل سبعة، فيما قتل تسعة …: a clause cannot hang on *he announced*, so it stands beside it, and who
        told of both tells it. Behind *that*, a colon or an open quotation it may well be his.
        """
        tg = self.tg
        told = False
        for q in range(k, end):
            if tg.has(q, "comp") or tg.text(q) in ":؛" or tg.is_quote(q):
                return end
            told = told or bool(tg.an[q].harms)
            if told and tg.has(q, "whereas") and tg.text(q - 1) in "،,":
                after = tg.end(q, "whereas")
                return q if any(getattr(s.data, "kind", "") in _HAPPENS for s in tg.an[after].harms) else end
        return end

    def _leads_in(self, k: int, end: int) -> bool:
        """Tell whether *that* follows, with at most asides before it."""
        tg = self.tg
        for q in range(k, min(k + CLAUSE_WITHIN, end)):
            if tg.has(q, "comp"):
                return True
            if tg.text(q) in ".؛" or tg.an[q].harms or (tg.has(q, "report") and not tg.has(q - 1, "rel")):
                return False
        return False

    def _adds(self, k: int, end: int) -> bool:
        """Tell whether words follow a verb of going on and its subject: a clause, a quotation, a colon, harm."""
        tg = self.tg
        near = range(max(0, k - 1), min(k + ASIDE, end))
        # عملياته التي تستهدف «التنظيم»: what a relative clause quotes is not what was said.
        near = range(near.start, next((q for q in near if tg.has(q, "rel")), near.stop))
        if any(
            tg.is_quote(q) or tg.text(q) == ":" or (q < k + 3 and tg.an[q].harms and not tg.an[q].conj) for q in near
        ):
            return True
        return tg.any(k, min(k + CLAUSE_WITHIN, end), "comp")

    def _colon(self, verb: int, k: int, end: int) -> bool:
        """Tell whether a colon leads the words in, right away or behind what they are about (يصرون على رقم: 112)."""
        tg = self.tg
        if tg.has(verb, "amid", "between", "during"):
            # على الحدود بين البلدين: …
            return False
        if k < end and tg.has(k, "on_"):
            k = next((q for q in range(k + 1, min(k + ASIDE, end)) if not tg.is_word(q) or tg.an[q].harms), end)
        return k < end and tg.text(k) == ":"

    def _by_saying(self, k: int, end: int) -> bool:
        """Tell whether *saying* stands at a token, which leads the words in (وبين العابد بالقول: …)."""
        sense = self.tg.sense(k, "report") if k < end else None
        return sense is not None and sense.id == "participle"

    def _passive(self, k: int) -> bool:
        """Tell whether a verb in the past is written as a passive: a vowel of it stands after its first letter.

        Only a vowel written to tell it apart says so: where most letters have one, it may be any (and is not read).
        """
        tg = self.tg
        written, vowel = tg.doc.text[tg.tokens[k].start : tg.tokens[k].end], tg.lang.grammar.passive_vowel
        at = len(tg.an[k].conj) + 1
        imperfect = written[at - 1 : at] in tg.lang.grammar.imperfect
        if not vowel or imperfect or written[at : at + 1] not in vowel:
            return False
        return 2 * sum(map(is_mark, written)) <= sum(not is_mark(c) for c in written)

    def _to_press(self, k: int, end: int) -> bool:
        """Tell whether a word tells that somebody spoke to the press (قال للصحافيين), and names nobody."""
        tg = self.tg
        people = tg.sense(k, "people") if k < end else None
        return people is not None and people.id == "journalist" and tg.an[k].prep in tg.lang.grammar.clitics.purpose

    def _in_quotes(self, k: int, end: int) -> bool:
        """Tell whether what somebody condemns is quoted from him (أدان الحزب، في بيان، "العدوان الذي أسفر عن …")."""
        tg = self.tg
        mark = next((q for q in range(k, min(k + ASIDE, end)) if tg.is_quote(q)), end)
        close = next((q for q in range(mark + 1, end) if tg.is_quote(q)), end)
        return mark < end and close - mark > _LONG_NAME and not tg.any(k, mark, "rel", "comp", "report")

    def _trails(self, k: int, after: int, end: int) -> bool:
        """Tell whether a verb and its speaker are the last words of a sentence, set off by a comma."""
        tg = self.tg
        if tg.text(k - 1) not in "،," or tg.an[k].conj:
            return False
        return not any(tg.is_word(q) or tg.is_number(q) for q in range(after, end))
