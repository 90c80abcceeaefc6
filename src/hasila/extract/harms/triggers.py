"""Harm words in a sentence, each with the reading that its surroundings allow."""

import msgspec

from hasila.extract.people.names import is_name
from hasila.extract.tagging import FAR_HALF, HALF_WITHIN, Tagged, folded_words
from hasila.languages.schema import HarmWord

#: Harms that last: their nouns are said of people (محتجزون) as often as they stand for them (محتجز).
HELD = frozenset({"captured", "detained", "abducted", "missing"})
#: Where the verb is last, the word that a reading asks for stands at most so many tokens before it.
_FAR_AFTER = 50
#: Before a spoken verb its people are counted within so many tokens; behind these stands no verb but a noun.
_COUNTED_WITHIN = 12
#: The least that *some* means.
_SOME = 2
#: Behind a figure, its people and a word on them, a participle stands within so many tokens.
_FIGURE_WITHIN = 5
_BEFORE_NOUN = ("of", "in", "to", "from_", "with_", "caused", "during", "comp", "on_", "may", "attempt")


class Trigger(msgspec.Struct, frozen=True):
    """A harm word at tokens ``start`` to ``end``; ``tail`` is where its second half ends, if it has one."""

    start: int
    end: int
    word: HarmWord
    number: str
    pron: str
    prep: str
    conj: str
    tail: int
    definite: bool = False


def find_triggers(tg: Tagged, begin: int, end: int) -> list[Trigger]:
    """Find the harm words of a sentence, in order; a phrase hides the words inside it."""
    out: list[Trigger] = []
    k = begin
    while k < end:
        here = tg.multi.get(k)
        if here is not None and "harm" in here:
            sense, stop = here["harm"]
            found = _accept(tg, k, min(stop, end), [(sense.data, sense.number)], begin, end)
            if found is not None:
                out.append(found)
                k = max(found.end, k + 1)
                continue
        an = tg.an[k]
        if an.harms and here is not None and "manner" in here:
            # ذبحا على يد: how they were killed, and no verb.
            k = here["manner"][1]
            continue
        if an.harms:
            found = _accept(tg, k, k + 1, [(s.data, s.number) for s in an.harms], begin, end)
            if found is not None:
                out.append(found)
                k = found.end
                continue
        k += 1
    return out


def _accept(tg: Tagged, k: int, stop: int, readings: list[tuple[object, str]], begin: int, end: int) -> Trigger | None:
    an = tg.an[k]
    possible: list[tuple[HarmWord, str, int]] = []
    for data, number in readings:
        assert isinstance(data, HarmWord)
        tail = stop
        if data.needs:
            wanted = folded_words(tuple(data.needs))
            # Where the verb is last, a relative clause may stand before it: حکم اعدام فردی که ... اجرا شد.
            last = tg.lang.grammar.verb_final and data.kind == "event" and data.harm == "killed"
            within = FAR_HALF if last else HALF_WITHIN
            found = next((q for q in range(stop, min(stop + within, end)) if tg.half_at(q, wanted)), None)
            if found is None or (data.kind == "event" and found + 1 < end and tg.has(found + 1, "notdone")):
                continue
            tail = found + 1
        named = data.harm == "killed" and (data.elided or data.kind == "people")
        if named and tg.lang.grammar.verb_final and k > begin and tg.has(k - 1, "namedfor"):
            # بیمارستان شهید رجایی: named for one.
            continue
        if data.kind == "people" and data.harm == "missing" and stop > k + 1 and _predicate(tg, k, begin):
            # خمسة مدنيين عالقين تحت الأنقاض: what is told of them, and no people of its own.
            continue
        if data.owned and number != "pl" and stop == k + 1 and k > begin and _of_several(tg, k):
            # أفراد أسر الأطفال, آلاف أسر: families.
            continue
        if ruled_out(tg, data, stop, end) or (data.after and not _stands_after(tg, k, begin, data)):
            continue
        possible.append((data, number, tail))
    if not possible or _particle(tg, k, stop):
        return None
    # A reading whose second half is there is surer than one that has none (وقوع … في الأسر).
    possible.sort(key=lambda p: not p[0].needs)
    ground = [p for p in possible if p[0].kind in ("take", "lose")]
    if ground and ground[0][0].needs and not (tg.is_number(stop) or tg.has(stop, "number")):
        # فقد الجيش السيطرة على: the second half tells ground.
        possible = ground
    elif ground and len(ground) < len(possible):
        # خسر مواقع, خسر مقاتلين; حرر مدينة, حرر رهائن: ground or people, by which of them stands behind it.
        people = _of_people(tg, stop, end, noun=not ground[0][1])
        possible = [p for p in possible if (p not in ground) == people]
    if not possible:
        return None
    if {"people", "state"} <= {w.kind for w, _, _ in possible if w.harm in HELD}:
        # 17 من عناصرها محتجزون, جنود أسرى: a predicate or attribute of people, else the people themselves.
        kind = "state" if _predicate(tg, k, begin) else "people"
        possible = [p for p in possible if p[0].kind == kind or p[0].kind not in ("people", "state")]
    if {"event", "state"} <= {w.kind for w, _, _ in possible} and (
        an.art or tg.has(k - 1, "still", "copula") or _counted_just(tg, k, begin)
    ):
        # العائلات المحاصرة, ما زالت محاصرة, 300 أسرة محاصرة: an adjective, not the noun written like it.
        possible = [p for p in possible if p[0].kind != "event"]
    nominal = bool(an.prep) or an.art or _after_preposition(tg, k, begin)
    kinds = {w.kind for w, _, _ in possible}
    chosen = possible[0]
    if nominal and kinds & {"event", "people", "state"}:
        chosen = next(p for p in possible if p[0].kind in ("event", "people", "state"))
    elif (
        kinds <= {"take", "lose"}
        and len(possible) > 1
        and (nominal or (an.pron and (possible[0][0].needs or tg.has(k - 1, "during", "passive"))))
    ):
        # بعد استعادتها, سيطرتها على: behind a preposition, or with its owner, the noun, not the verb written like it.
        chosen = next((p for p in possible if not p[1]), chosen)
    elif an.pron and "event" in kinds and k > begin and tg.has(k - 1, "passive"):
        # تم أسرهم, جرى قتله: what took place is a noun, also where a verb is written like it.
        chosen = next(p for p in possible if p[0].kind == "event")
    elif nominal and chosen[0].kind in ("undergo", "inflict", "either"):
        # A verb takes neither article nor preposition; a bare preposition before it is a relative clause's.
        if an.prep or an.art or (chosen[0].kind == "undergo" and not chosen[0].needs and _governed_noun(tg, k, begin)):
            return None
    if chosen[1] and chosen[0].kind in ("take", "lose") and k > begin and tg.has(k - 1, "to", "on_", "from_"):
        # باتت إلى تراجع: a noun written like the verb.
        return None
    if (
        stop < end
        and (tg.is_number(stop) or tg.has(stop, "number", "amount", "hedge"))
        and kinds >= {"people", "event"}
    ):
        # جثث 21 محتجزا, جثث عشرات المسلحين: before a figure the noun governs the people counted.
        chosen = next(p for p in possible if p[0].kind == "event")
    if tg.lang.grammar.verb_final and kinds >= {"people", "event"} and _by_name(tg, stop, end):
        # جسد احمد نوری: whose body it is.
        chosen = next(p for p in possible if p[0].kind == "event")
    behind = _past_marks(tg, k - 1, begin)
    figured = k > begin and (tg.is_number(behind) or tg.has(behind, "number", "amount"))
    if figured and chosen[0].kind == "event" and not an.conj:
        # 213 إصابة: after a figure the noun counts people (but 4 وإصابة 7: another noun follows).
        chosen = next((p for p in possible if p[0].kind == "people"), chosen)
    if tg.lang.grammar.verb_final and not nominal and {"people", "undergo"} <= kinds:
        # ۵ کشته, but ۵ نفر کشته و ...: behind its figure the noun, else a participle without its light verb; some
        # stand for themselves (شماری زخمی و ۷ تن اسیر شدند).
        some = tg.sense(behind, "amount") if figured else None
        alone = (
            some is not None
            and getattr(some.data, "low", 0) == _SOME
            and tg.text(stop) == tg.lang.grammar.number_joiner
        )
        chosen = next(p for p in possible if p[0].kind == ("people" if figured and not alone else "undergo"))
    if tg.lang.grammar.verb_final and {"event", "undergo"} <= kinds:
        # ۲۰ نفر بازداشت و ...: behind those counted a participle without its light verb, else the noun.
        # ... در بیمارستان درگذشت: a whole verb ends its clause.
        verb = any(w.kind == "undergo" and not w.elided for w, _, _ in possible) and not nominal
        ends = stop >= end or not tg.is_word(stop) or tg.text(stop) == tg.lang.grammar.number_joiner
        undergone = _behind_people(tg, k, begin) or (verb and ends and k > begin)
        chosen = next(p for p in possible if p[0].kind == ("undergo" if undergone else "event"))
    word, number, tail = chosen
    if word.elided and word.kind == "people" and not figured and _counted_before(tg, k, begin):
        # ۲۵ نفر کشته و زخمی و ۱۰ نفر اسیر شدند: no noun, a participle whose verb comes later.
        word, number = msgspec.structs.replace(word, kind="undergo"), ""
    if word.spoken is not None and _spoken(tg, k, stop, begin, end):
        word, number = msgspec.structs.replace(word, kind=word.spoken), "pl"
    if (
        word.kind in ("inflict", "either")
        and an.pron in tg.lang.grammar.speaking
        and an.pron not in tg.lang.grammar.doers
    ):
        # وحيدي: a name; verbs take another ending for *me*.
        return None
    if word.kind == "undergo" and an.pron and stop == k + 1:
        # A verb of undergoing has no object: the word is something else (تعرضهما, تهلكهم).
        return None
    prep = an.prep
    if not prep and stop > k + 1:
        # الوساطة للإفراج عن رهائن: the first of two words with a preposition glued to its article.
        prep = next((to for glued, to in tg.lang.grammar.clitics.fused.items() if tg.text(k).startswith(glued)), "")
    aim = prep in tg.lang.grammar.clitics.purpose and not (k > begin and tg.has(k - 1, "addition"))
    aim = aim and not any(tg.has(q, "footage") and tg.end(q, "footage") == k for q in range(max(begin, k - 3), k))
    if prep and aim and word.kind in ("event", "take") and not word.result:
        # "for the killing of", "to take": a purpose, nothing that happened.
        return None
    pron = an.pron if stop == k + 1 else tg.attached.get(k, "")
    return Trigger(k, stop, word, number, pron, an.prep, an.conj, tail, bool(an.art))


def _past_marks(tg: Tagged, k: int, begin: int) -> int:
    """Return the last token before marks around a figure or its noun: ۷ «کشته», (۴) کشته; but ۳۲ کارگر (۱۱) کشته."""
    if not tg.lang.grammar.verb_final or k <= begin:
        return k
    if tg.is_quote(k):
        return k - 1
    if tg.text(k) == ")" and tg.text(k - 2) == "(" and not tg.has(k - 3, "people"):
        return k - 1
    return k


def _by_name(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether a person's name, or a rank before it, stands at a token or in the quotes that open there."""
    while k < end and tg.is_quote(k):
        k += 1
    return k < end and (tg.has(k, "titleword") or is_name(tg, k))


def _counted_before(tg: Tagged, k: int, begin: int) -> bool:
    return any(tg.is_number(q) or tg.has(q, "number", "amount") for q in range(max(begin, k - _FIGURE_WITHIN), k))


def _behind_people(tg: Tagged, k: int, begin: int) -> bool:
    """Tell whether people are counted right before a word: a figure, and their noun at it."""
    near = k > begin and tg.has(k - 1, "people", "nation", "meanwhile", "objectmark")
    return near and _counted_before(tg, k, begin)


def _counted_just(tg: Tagged, k: int, begin: int) -> bool:
    """Tell whether a figure and the noun that it counts stand right before a word."""
    figure = k - 1 > begin and (tg.is_number(k - 2) or tg.has(k - 2, "number", "amount"))
    return figure and tg.has(k - 1, "people") and not tg.an[k - 1].art


def _spoken(tg: Tagged, k: int, stop: int, begin: int, end: int) -> bool:
    """Tell whether an infinitive is a spoken verb: people counted before it, nobody behind it (دو نفر زخمی شدن)."""
    if k == begin or tg.has(k - 1, *_BEFORE_NOUN) or tg.text(k - 1) == tg.lang.grammar.number_joiner:
        return False
    if stop < end and not (
        tg.is_break(stop) or not tg.is_word(stop) or tg.text(stop) == tg.lang.grammar.number_joiner
        or tg.has(stop, "comp", "verb", "copula", "meanwhile", "subset")
    ):  # fmt: skip
        return False
    return any(tg.is_number(q) or tg.has(q, "number", "amount") for q in range(max(begin, k - _COUNTED_WITHIN), k))


def ruled_out(tg: Tagged, word: HarmWord, stop: int, end: int) -> bool:
    """Tell whether what stands right behind a harm word rules its reading out."""
    if stop >= end or not word.unless:
        return False
    if tg.text(stop) in folded_words(tuple(word.unless)):
        return True
    # أسر سورية, أسر أميركية: families, which are feminine.
    return (
        word.harm == "captured" and tg.has(stop, "nation") and tg.text(stop).endswith(tuple(tg.lang.grammar.feminine))
    )


def _of_several(tg: Tagged, k: int) -> bool:
    """Tell whether the plural noun or the amount right before a word governs it."""
    before, sense = tg.an[k - 1], tg.sense(k - 1, "people")
    if before.art or before.pron or tg.an[k].conj:
        return False
    return tg.has(k - 1, "amount") or (sense is not None and sense.number == "pl" and tg.text(k - 1)[-1:] != "ن")


def _stands_after(tg: Tagged, k: int, begin: int, word: HarmWord) -> bool:
    """Tell whether one of the words that a reading asks for stands right before it (لم يصب).

    Where the verb is last, it stands before what the verb governs: موفق شدند سه متهم را دستگیر کنند.
    """
    if tg.lang.grammar.verb_final:
        wanted = folded_words(tuple(word.after))
        return any(tg.half_at(q, wanted) and not tg.has(q + 1, "notdone") for q in range(max(begin, k - _FAR_AFTER), k))
    return k > begin and tg.half_at(k - 1, folded_words(tuple(word.after)))


def _particle(tg: Tagged, k: int, stop: int) -> bool:
    """Tell whether a word is but a conjunction and a particle of the verb behind it (فقد وصل نازحون)."""
    if stop != k + 1 or tg.an[k].conj or stop >= tg.size:
        return False
    words, text = tg.lang.words, tg.text(k)
    particle = any(
        text.startswith(c) and words.get(text[len(c) :], {}).keys() & {"may"} for c in tg.lang.grammar.clitics.conj
    )
    verb = tg.has(stop, "verb", "reach", "report", "passive", "opener", "copula", "still") or any(
        isinstance(s.data, HarmWord) and s.data.kind in ("undergo", "inflict", "either", "take", "lose")
        for s in tg.an[stop].harms
    )
    return particle and verb and not (tg.an[stop].art or tg.an[stop].prep or tg.has(stop, "people"))


def _predicate(tg: Tagged, k: int, begin: int) -> bool:
    """Tell whether a word for held people says it of people just told (ما زالوا محتجزين, إنهم محتجزون, جنود أسرى)."""
    if k == begin or tg.an[k].art or tg.an[k].prep or tg.an[k].conj:
        return False
    if tg.has(k - 1, "still", "copula", "ofthem"):
        return True
    if tg.has(k - 1, "comp"):
        return tg.text(k - 1).endswith(tuple(tg.lang.grammar.plural_pronouns))
    before = tg.an[k - 1]
    if tg.text(k).endswith(tuple(tg.lang.grammar.subject)) and (before.art or before.pron):
        # بعض أعضاء الخلية معتقلون: by its ending and without an article, it says it of them.
        return True
    people = tg.sense(k - 1, "people")
    return tg.has(k - 1, "nation") or (people is not None and people.id != "others")


def _governed_noun(tg: Tagged, k: int, begin: int) -> bool:
    """Tell whether a word after a preposition that no relative clause begins with is a noun (خرجوا من نفق)."""
    return k > begin and tg.has(k - 1, "in", "on_", "from_", "to") and not tg.an[k].pron


def _after_preposition(tg: Tagged, k: int, begin: int) -> bool:
    if k == begin or tg.an[k - 1].art:
        # ماجد العلي قتل: a surname that looks like a preposition.
        return False
    return tg.has(k - 1, "of", "from_", "in", "on_", "to", "caused") and not tg.has(k - 1, "comp")


def _described(tg: Tagged, k: int) -> bool:
    """Tell whether a place describes the people right behind it (``subject_first``): border guards, Homs residents."""
    if not tg.lang.grammar.subject_first:
        return False
    people = tg.sense(tg.places[k][1] if k in tg.places else k + 1, "people")
    return people is not None and people.number == "pl"


def _of_people(tg: Tagged, begin: int, end: int, *, noun: bool) -> bool:
    """Tell whether a word that takes people or ground has people behind it: captives, a figure, no ground."""
    people = False
    readings = ("people", "state")
    for q in range(begin, min(begin + 9, end)):
        if tg.is_break(q) or tg.text(q) in ".؛:" or tg.has(q, "comp"):
            break
        if tg.is_number(q) or tg.has(q, "number", "amount"):
            after = tg.end(q, "amount")
            while after < end and (tg.is_number(after) or tg.has(after, "number", "amount", "of", "quantity")):
                after += 1
            if _described(tg, after):
                return True
            return not (tg.has(after, "placeword", "ground", "unit", "calendar", "notground") or after in tg.places)
        if tg.has(q, "notground"):
            return False
        if any(isinstance(s.data, HarmWord) and s.data.kind in readings for s in tg.an[q].harms):
            # After a noun "the captives", "the dead" are a matter that is talked of.
            return not (noun and tg.an[q].art)
        if tg.has(q, "side") and tg.an[q].art:
            # استعاد الجانب الحكومي: who did it.
            continue
        if tg.has(q, "placeword", "ground") or (q in tg.places and q not in tg.weak_places):
            if not (people and tg.has(q - 1, "in")) and not _described(tg, q):
                return False
        sense = tg.sense(q, "people")
        if sense is not None and not tg.has(q, "source") and q not in tg.actors:
            people = True
    return people
