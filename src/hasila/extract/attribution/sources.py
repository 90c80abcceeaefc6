"""Names of sources: the noun phrase of somebody who says, and joined sources."""

from dataclasses import dataclass

from hasila.extract.attribution.introduced import Range
from hasila.extract.attribution.meant import BODIES, Chain, Speaker
from hasila.extract.attribution.sourceends import LEADS
from hasila.extract.attribution.sourcewords import MEDIA, bare_stem
from hasila.extract.attribution.unlistedsources import UnlistedSources
from hasila.extract.people.names import name_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import PeopleWord

__all__ = ["BODIES", "Chain", "Range", "SourceReader", "Speaker", "is_via", "stands_for"]

_LONGEST = 16


def is_via(tg: Tagged, k: int) -> bool:
    """Tell whether the word at ``k`` leads to the carrier of a statement (عبر)."""
    sense = tg.sense(k, "report")
    return sense is not None and getattr(sense.data, "kind", "") == "via"


@dataclass(slots=True)
class SourceReader(UnlistedSources):
    """Reads source phrases and remembers who was introduced, so that *the source* finds its name."""

    def read(
        self, k: int, end: int, *, strict: bool, after_verb: bool = False, led: bool = False, cited: bool = False
    ) -> Speaker | None:
        """Read the source phrase at ``k``.

        ``strict`` asks for a word that tells that it can speak; ``led`` allows a glued preposition (وفقا لـ…),
        ``cited`` one of those that govern who is cited (مستشهدة بـ…).
        """
        tg = self.tg
        while k < end and tg.is_quote(k):
            k += 1
        sources: list[Range] = []
        carriers: list[Range] = []
        at = k
        for _ in range(4):
            quoted = cited and not sources and at < end and tg.an[at].prep in tg.lang.grammar.outcome
            if (
                at < end
                and not quoted
                and tg.an[at].prep
                and (tg.an[at].prep not in tg.lang.grammar.clitics.purpose or not led)
            ):
                break
            if led and at < end and not sources and self._introduced_surname(at):
                return Speaker(((at, at + 1),), (), at + 1)
            if at >= end or not self._head(at, end, strict and not sources, after_verb and not sources, led=led):
                break
            stop = self._extend(at, end, name=not strict)
            issuer = self._issued(at, stop, end)
            if issuer is not None:
                self.introduced.issue(issuer)
            inner = issuer or self._among(stop, end)
            if inner is not None:
                at = inner
                stop = self._extend(at, end, name=not strict)
            stop = self._by_name(stop, end)
            sources.append((at, stop))
            at = stop
            carrier = self.carrier(at, end)
            if carrier is not None:
                carriers.append(carrier)
                at = carrier[1]
            follow = at
            while follow < end and tg.is_quote(follow):
                follow += 1
            if follow < end and tg.text(follow) == tg.lang.grammar.number_joiner and follow + 1 < end:
                follow += 1
                while follow < end and tg.is_quote(follow):
                    follow += 1
                joined = True
            else:
                joined = follow < end and bool(
                    tg.an[follow].conj or tg.text(follow)[:1] in tg.lang.grammar.clitics.conj
                )
            if not joined or not self._joint(follow):
                break
            at = follow
        if not sources:
            return None
        return Speaker(tuple(sources), tuple(carriers), at)

    def _by_name(self, k: int, end: int) -> int:
        """Return where the name ends that a source is given after its noun (شاهد يدعى فلان, عضو في المجلس هو فلان)."""
        tg = self.tg
        named = tg.end(k, "called") if k < end and tg.has(k, "called") else 0
        if not named and tg.has(k - 1, "called"):
            named = k
        if not named and k + 1 < end and tg.has(k, "heis"):
            named = k + 1
        stop = name_at(tg, named, end, open_class=True) if 0 < named < end else None
        return stop if stop is not None else k

    def _introduced_surname(self, k: int) -> bool:
        """Tell whether a word with a glued preposition is the name of somebody introduced (وفقا للخزرجي)."""
        tg = self.tg
        if not tg.is_word(k) or tg.known(k):
            return False
        stems = {s for s in tg.an[k].stems if len(s) > 3 and s != tg.text(k)}
        return self.introduced.named_by(stems)

    def _issued(self, k: int, stop: int, end: int) -> int | None:
        """*A statement issued by X*: the body that issued it is the source."""
        tg = self.tg
        sense = tg.sense(k, "source")
        if sense is None or sense.id != "statement":
            return None
        body = k + 1
        while body < min(k + 3, end) and self.describes(body):
            # تقرير جديد لمنظمة …
            body += 1
        if body < end and tg.text(body) in tg.lang.grammar.clitics.purpose:
            # بيان لـ"اليونيفيل"
            body += 1
        elif body < end and tg.an[body].prep in tg.lang.grammar.clitics.purpose and self._speaks(body):
            # بيان لوزارة الدفاع
            return body
        led = tg.text(body - 1) in tg.lang.grammar.clitics.purpose
        while body < end and tg.is_quote(body):
            body += 1
        if led and body < end and self._speaks(body):
            # Whose statement it is; بيان للجيش is a name as it stands.
            return body
        told = k + 1
        while told < end and self.describes(told) and not tg.has(told, "authored"):
            told += 1
        if told + 1 < end and tg.has(told, "authored") and self._head(told + 1, end, True, True):
            # بيان مقتضب أصدره فلان
            return told + 1
        for at in range(k + 1, min(stop + 3, end)):
            if tg.has(at, "issued"):
                body = tg.end(at, "issued")
                return body if body < end and (body in tg.actors or tg.has(body, "source")) else None
        return None

    def describes(self, k: int) -> bool:
        """Tell whether a word but describes the statement before it: no article, no preposition, nobody's name."""
        tg = self.tg
        plain = tg.is_word(k) and not (tg.an[k].art or tg.an[k].prep or tg.an[k].conj or tg.an[k].harms)
        return plain and k not in tg.actors and not tg.has(k, "source", "report", "comp", "in", "of", "from_", "issued")

    def _speaks(self, k: int) -> bool:
        """Tell whether a body stands at ``k`` that makes statements itself, and does not only print those of others."""
        tg = self.tg
        noun = tg.sense(k, "source")
        body = noun is not None and noun.id in (*BODIES, "movement")
        if k in tg.actors:
            # بيان لخلية الإعلام الأمني: press to a registry, a body by its noun.
            return body or tg.actors[k][0].kind not in MEDIA
        return body and not is_via(tg, k)

    def _among(self, k: int, end: int) -> int | None:
        """*Media outlets, among them X*: the one named is the source."""
        tg = self.tg
        for q in range(k, min(k + 5, end)):
            dead = any(tg.an[h].harms for h in range(q, tg.end(q, "subset")))
            if tg.has(q, "subset") and (dead or tg.an[q].conj in tg.lang.grammar.consequence):
                # ووفقا للمصادر، فمن بين القتلى قائد: one of the dead, and none of those who tell of them.
                return None
            if tg.has(q, "subset"):
                at = tg.end(q, "subset")
                while at < end and tg.is_quote(at):
                    at += 1
                return at if at < end and (at in tg.actors or tg.has(at, "source")) else None
            if not (tg.text(q) in "،," or tg.has(q, "calendar", "meanwhile")):
                return None
        return None

    def _joint(self, k: int) -> bool:
        tg = self.tg
        if k in tg.actors:
            return True
        return tg.has(k, "source") and not tg.has(k, "report")

    def _head(self, k: int, end: int, strict: bool, after_verb: bool, *, led: bool = False) -> bool:
        tg = self.tg
        if not (tg.is_word(k) or (after_verb and tg.is_number(k))) or (after_verb and tg.marked(k)):
            # تعلن حدادًا: what is declared, nobody who declares.
            return False
        fused = tuple(tg.lang.grammar.clitics.fused)
        if after_verb and not led and fused and k not in tg.actors and tg.text(k).startswith(fused):
            # صرح للوطن: who was told.
            return False
        if k in tg.actors or k in tg.short_actors or tg.has(k, "source"):
            return True
        if tg.has(k, "few") and self._one_of(k, end):
            # أحد سكان القرية, إحدى الناجيات
            return after_verb or led or not strict
        if tg.has(k, "amount") and tg.text(k).endswith(tuple(p for p in tg.lang.grammar.speaking if len(p) > 1)):
            # وقال كلنا جنود لهذا الوطن: what he said, and not who.
            return False
        if after_verb and tg.has(k, "amount") and tg.has(min(tg.end(k, "amount"), end - 1), "source"):
            # تناقلت بعض وسائل الإعلام
            return True
        people = tg.sense(k, "people")
        if people is not None and isinstance(people.data, PeopleWord):
            if people.number == "sg" and (people.data.title or people.data.member or bool(tg.an[k].art)):
                return True
            if led and tg.an[k].art and people.number == "pl":
                # بحسب الأسرى
                return True
            if not (after_verb and tg.an[k].pron):
                # قال عمال في المصنع إن …
                return after_verb and self._unlisted(k, end, people=True)
        if after_verb and people is None and self._suffered(k) and self._unlisted(k, end, people=True):
            # قال نازحون إن, روى معتقلون سابقون أن
            return True
        if name_at(tg, k, end, open_class=False) is not None:
            return True
        if tg.has(k, "title_skip") and people is None and tg.an[k].art and k + 1 < end and not tg.an[k + 1].conj:
            # قال السيد أحمد رضوان: whom a word of courtesy leads in.
            return self._head(k + 1, end, strict, after_verb, led=led)
        if after_verb and tg.has(k, "oneof") and not tg.an[k].conj:
            # قال أحدهما إن
            return True
        named = after_verb or tg.text(k).startswith(tg.lang.article)
        if named and (stands_for(bare_stem(tg, k), self) or (after_verb and stands_for(tg.text(k), self))):
            return True
        if after_verb and tg.has(k, "another") and self._words_follow(tg.end(k, "another"), end):
            # قالت الأولى إن, وقال آخر إن
            return True
        if k in tg.places:
            # قالت نيودلهي إن: a capital speaks for its government.
            place, stop = tg.places[k]
            says = after_verb and not tg.an[k].prep and place.precision in ("country", "town")
            after = min(stop, end - 1)
            told = tg.has(after, "comp", "from_") or (tg.text(after) in "،," and tg.has(after + 1, "in"))
            told = told or any(getattr(s.data, "kind", "") == "event" for s in tg.an[after].harms)
            told = told or (led and tg.text(after) in "،,.")
            if not after_verb or (says and told):
                return after_verb
        if not strict:
            # A bare name before a colon is a person; with an article it is a heading, with "and" a clause (وتضمن:).
            heading = tg.text(k).startswith((tg.lang.article, *tg.lang.grammar.clitics.conj))
            return not tg.known(k) and not tg.has(k, "harm") and not heading
        if after_verb and (tg.has(k, "number") or tg.is_number(k)) and k + 1 < end:
            # قال أحد المقاتلين, عن ثلاثة مصادر
            counted = tg.has(k + 1, "source") or (tg.has(k + 1, "people") and not tg.is_number(k))
            says = any(tg.has(q, "comp") or tg.is_quote(q) or tg.text(q) == ":" for q in range(k + 2, min(k + 14, end)))
            return counted and says and not tg.an[k + 1].prep
        if led:
            if tg.has(k, "employer", "forceword", "formation") and self._names_body(k):
                # وفق شركة أمنية خاصة
                return True
            told_by = self._full_name(k, end)
            if told_by is not None and (
                told_by >= end or tg.text(told_by) in "،,." or tg.has(told_by, "in", "calendar")
            ):
                return True
        if after_verb and self._closing(k) and (last := self._full_name(k, end)) is not None:
            if last >= end or tg.text(last) in "،,." or tg.has(last, "in", "calendar"):
                return True
            return self.carrier(last, end) is not None
        return after_verb and self._unlisted(k, end, led=led)

    def _one_of(self, k: int, end: int) -> bool:
        """Tell whether a figure of one is *one of* people or of those who speak: أحد سكان القرية."""
        tg, of = self.tg, k + 1
        if of >= end or tg.an[k].prep or tg.an[of].prep or tg.an[of].conj or tg.has(of, "number", "harm"):
            return False
        people = tg.sense(of, "people")
        noun = tg.sense(of, "source")
        return (people is not None and people.number == "pl") or (noun is not None and noun.number == "pl")

    def _suffered(self, k: int) -> bool:
        """Tell whether a word tells of people to whom something happened, who may still speak."""
        an = self.tg.an[k]
        return not (an.prep or an.conj) and any(
            getattr(s.data, "kind", "") in ("people", "state") and getattr(s.data, "harm", "") != "killed"
            for s in an.harms
        )

    def _extend(self, k: int, end: int, *, name: bool) -> int:
        """Return the end of the source phrase that begins at ``k``."""
        tg = self.tg
        at = tg.actors[k][1] if k in tg.actors else max(k + 1, tg.end(k, "source"))
        if k in tg.places and k not in tg.actors and not tg.has(k, "source", "name"):
            # تنفي كابول إيواء مسلحين: a capital that speaks has no more to its name.
            return tg.places[k][1]
        last = at
        inside_quote = k > 0 and tg.is_quote(k - 1)
        while at < end and at - k < _LONGEST:
            if tg.text(at) == "#" or tg.slash(at):
                # حركة #حماس, حركة/ جيش
                at += 1
                continue
            if tg.has(at, "belong") and tg.end(at, "belong") < end:
                # وكالة تابعة لـ …
                at = tg.end(at, "belong")
                continue
            if tg.is_quote(at):
                if inside_quote or sum(tg.is_quote(q) for q in range(k, at)) % 2:
                    # وكالة "…": the mark that closes a name in quotes.
                    at += 1
                    if inside_quote and not (at < end and tg.text(at).startswith(tg.lang.article)):
                        # رصدت "الوطن" حشدا: all of the name stands in the quotes, but for what describes it.
                        break
                    inside_quote = False
                    continue
                if sum(1 for q in range(k, at) if tg.is_quote(q)) % 2:
                    # عملية «بركان الغضب»: the name of a body that is known with its noun ends here.
                    at = last = at + 1
                    continue
                # A quoted name right after its noun (موقع "فردا") belongs to the source.
                close = next((q for q in range(at + 1, min(at + 6, end)) if tg.is_quote(q)), None)
                if at + 1 < end and self._told_press(k, at + 1):
                    break
                if close is None or tg.has(at - 1, "comp") or tg.has(at + 1, "opener", "copula", "not"):
                    # قالت امرأة "كانوا يطاردوننا": her words, and no name.
                    break
                at = last = close + 1
                continue
            if not (tg.is_word(at) or tg.is_number(at) or tg.text(at) in "-./()"):
                break
            if tg.text(at) == "(":
                close = next((q for q in range(at + 1, min(at + 7, end)) if tg.text(q) == ")"), None)
                if close is None or tg.has(at + 1, "report"):
                    # المتحدث (وفقا للوكالة): no part of what he is called.
                    break
                at = last = close + 1
                continue
            things = tg.text(at + 1).endswith(tuple(tg.lang.grammar.accusative) or "\0") or tg.has(at + 1, "unit")
            if tg.is_number(at) and at + 1 < end and (things or tg.has(at + 1, "harm", "people")):
                # سجل المكتب 34 شهيدا: so many are told of, and no number of an office.
                break
            if self._told_press(k, at):
                break
            if at in tg.actors and not tg.an[at].conj:
                pointing = tg.an[k].art and tg.has(k, "source") and at == k + 1
                if pointing and tg.actors[at][0].kind in MEDIA:
                    # أبلغ المصدر شفق نيوز أن: the outlet is the one told.
                    break
                told = tg.an[at].prep or is_via(tg, at) or self._tells_carrier(at)
                noun = tg.sense(k, "source")
                # بيان للإعلام الحربي: whose statement it is, and nobody who was told.
                stated = noun is not None and noun.id == "statement" and at == k + 1
                if told and not stated and tg.actors[at][0].kind in MEDIA:
                    break
                at = last = tg.actors[at][1]
                continue
            if at == tg.end(k, "source") and tg.has(at, "eachof") and at + 1 < end and tg.has(at + 1, "source"):
                # الناطق باسم هذه القوات
                at = tg.end(at, "eachof")
                continue
            if tg.has(at - 1, "onbehalf") and tg.is_word(at):
                # المتحدثة باسم حملة «درع الوادي»: for whom somebody speaks is named, whatever its noun means.
                at += 1
                last = at
                continue
            if self._begins_object(k, at, end) or self._indefinite(k, at):
                break
            if self._stops(at, end) or self._press(k, at) or self._object(k, at) or self._past_body(k, at):
                break
            if tg.has(at, "incognito") or (at + 1 < end and tg.has(at + 1, "incognito")):
                # مسؤول في الوزارة طلب عدم كشف اسمه
                break
            if tg.an[at].conj or tg.text(at) == tg.lang.grammar.number_joiner:
                if self._portfolio(at):
                    pass
                elif self._joint(at) or not self._adjectives(at):
                    break
            at += 1
            if tg.is_word(at - 1) or tg.is_number(at - 1):
                last = at
        return last

    def _indefinite(self, k: int, at: int) -> bool:
        """Tell whether a word right behind *the source* cannot be of it, having no article: وفق المصدر وجه القائد."""
        tg = self.tg
        noun = tg.sense(k, "source")
        if at != k + 1 or noun is None or noun.id != "source" or not tg.an[k].art or not tg.is_word(at):
            return False
        leads = tg.an[at].prep or tg.an[at].conj or tg.has(at, *LEADS, "same", "rel", "called")
        return not leads and not tg.text(at).startswith(tg.lang.article) and at not in tg.actors

    def carrier(self, k: int, end: int) -> Range | None:
        """Return whom something was told to at ``k`` (للصحيفة, لوكالة …), a body that carries it on."""
        tg = self.tg
        if k >= end or not tg.is_word(k):
            return None
        via = is_via(tg, k)
        # لوكالة فرانس برس: one word leads to the carrier and begins its name.
        glued = via and k in tg.actors and tg.text(k).startswith(tuple(tg.lang.grammar.clitics.purpose))
        alone = (tg.text(k) in tg.lang.grammar.clitics.purpose or via) and not glued
        if alone or glued or self._tells_carrier(k):
            at = (tg.end(k, "report") if via else k + 1) if alone else k
            if alone and at < end and tg.is_quote(at):
                # لـ«الأفق العربي»: told to a quoted name, whether a registry knows it or not.
                close = next((q for q in range(at + 2, min(at + 7, end)) if tg.is_quote(q)), None)
                if close is not None:
                    return at + 1, close
            while at < end and tg.is_quote(at):
                at += 1
            if at < end and (at in tg.actors or tg.has(at, "source")):
                stop = self._extend(at, end, name=False)
                # في اتصال هاتفي مع والد الشهيد: who is told and is no press carries nothing on.
                return (at, stop) if not via or self.kind((at, stop)) == "media" else None
        return None


def stands_for(word: str, reader: SourceReader) -> bool:
    """Tell whether a word is part of the name of a source already introduced (وذكر لصور)."""
    return len(word) > 3 and reader.introduced.named_by((word,))
