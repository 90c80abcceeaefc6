"""Names of persons: a title and what follows it, or given names of the lexicon."""

from collections.abc import Callable

from msgspec.structs import replace

from hasila.extract.people.phrase import Phrase
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord, PeopleWord

#: A name has at most this many words (Arabic names chain father and grandfather).
_LONGEST = 8
#: Words that not even a particle of names (عبد, أبو) makes part of one.
_CLOSED = ("of", "in", "to", "from_", "on_", "comp", "rel", "report", "according", "number", "subset")
#: A name with its particle glued to it has more letters than this.
_GLUED = 5
#: A name stands at most this many tokens after its title.
_NAME_WITHIN = 9
_STOPS = (
    "function", "during", "of", "in", "comp", "report", "according", "rel", "people", "harm", "calendar", "amount",
    "hedge", "subset", "plus", "not", "none", "noword", "to", "from_", "on_", "unit", "means", "number", "agentby",
    "reach", "total", "with_", "source", "nation", "caused", "attempt", "age", "plain", "manner",
    "verb", "called", "objectmark", "compass",
)  # fmt: skip


def name_at(
    tg: Tagged, k: int, end: int, *, open_class: bool, joined: bool = False, over_places: bool = False
) -> int | None:
    """Return the end of the person's name that begins at token ``k``, or ``None``.

    ``open_class`` also takes words that no list knows (after a title or *the killing of*); ``joined`` allows a
    conjunction glued to the first; ``over_places`` a first word that is also a place (العميد سامان …: no title with
    its article is followed by where it holds).
    """
    if k >= end or not tg.is_word(k) or tg.has(k, "plain") or or_before_verb(tg, k):
        return None
    if open_class and tg.lang.grammar.verb_final and len(tg.text(k)) == 1:
        return _initials(tg, k, end)
    if tg.has(k, "onbehalf") and not (k + 1 < end and _goes_on(tg, k + 1)):
        # تعرف باسم مستعار, باسم الدين: under a name, and nobody called so.
        return None
    if tg.has(k, "listing") and k + 1 < end and tg.has(k + 1, "harm"):
        # أسماء الشهداء: what a list is of, and no woman's name.
        return None
    # A first name has no article unless it is listed with it: الوحيد is an adjective.
    named = is_name(tg, k) and not tg.an[k].art
    free = _free(tg, k, over_places=over_places)
    if not named and not joined and not (open_class and free):
        return None
    at = k + 1
    last_particle = _particle(tg, k)
    seen_name = named
    while at < end and at - k < _LONGEST and tg.is_word(at):
        if tg.has(at, "hour") and at + 1 < end and tg.has(at + 1, "calendar"):
            # العقيد سالم كذا مساء الأربعاء
            break
        known = is_name(tg, at) and not tg.an[at].conj
        if not known and _why(tg, at):
            break
        if known or _free(tg, at, over_places=at in tg.weak_places) or (last_particle and not tg.has(at, *_CLOSED)):
            seen_name = seen_name or known
            last_particle = _particle(tg, at)
            at += 1
            continue
        other = (tg.has(at, "people", "nation") and not _office(tg, at)) or (
            seen_name and at in tg.places and tg.places[at][1] == at + 1
        )
        # العمري: what has the article has no pronoun, whatever word the rest is written like.
        other = other or (seen_name and bool(tg.an[at].pron) and tg.an[at].pron in tg.lang.grammar.speaking)
        if tg.text(at).startswith(tg.lang.article) and other and not tg.an[at].conj:
            # A surname that is also a noun for people or a place (الحوثي, الدالي) ends the name.
            at += 1
        break
    return at


def _goes_on(tg: Tagged, k: int) -> bool:
    """Tell whether a word goes on with a name that begins with what is also a common word: a given name, a surname."""
    nisba = tuple(tg.lang.grammar.adjectives)
    surname = tg.text(k).startswith(tg.lang.article) and tg.text(k).endswith(nisba) and not tg.known(k)
    # الصحفي باسم الترك: behind what he is, any word with an article may be one.
    titled = k > 1 and tg.has(k - 2, "people") and bool(tg.an[k - 2].art) and tg.text(k).startswith(tg.lang.article)
    return is_name(tg, k) or surname or titled


def _why(tg: Tagged, k: int) -> bool:
    """Tell whether a word that no list knows says what for or why: فلان لإقدامه على."""
    token, grammar = tg.tokens[k], tg.lang.grammar
    word = tg.doc.text[token.start : token.end]
    what_for = tuple(grammar.clitics.purpose) or "\0"
    owned = word.endswith(tuple(grammar.owners) or "\0") and tg.text(k).startswith(what_for)
    return owned and len(word) > _GLUED


def _initials(tg: Tagged, k: int, end: int) -> int | None:
    """Return where a name of initials ends: «ح. ک.», م.ر."""
    at, letters = k, 0
    while at < end and (tg.text(at) == "." or (tg.is_word(at) and len(tg.text(at)) == 1)):
        letters += tg.is_word(at)
        at += 1
    return at if letters > 1 else None


def is_surname(tg: Tagged, k: int) -> bool:
    """Tell whether a word is the surname of one whom the report names in full elsewhere (إصابة الشدادي)."""
    if tg.surnames is None:
        begin = 1 if tg.lang.article else tg.size
        tg.surnames = frozenset(tg.text(q) for q in range(begin, tg.size) if ends_name(tg, q))
    if tg.text(k) not in tg.surnames or not _unlisted(tg, k) or _in_name(tg, k - 1):
        return False
    # في الشدادي, قرب مدينة الشدادي: where it is also a place's name.
    return k not in tg.places or not (k and tg.has(k - 1, "in", "placeword", "near", "compass", "from_", "to"))


def ends_name(tg: Tagged, k: int) -> bool:
    """Tell whether a definite word that no list knows is a surname behind a given name (محمد علي الشدادي)."""
    if not tg.text(k).startswith(tg.lang.article) or not _unlisted(tg, k):
        return False
    return is_name(tg, k - 1) if k in tg.places else _in_name(tg, k - 1)


def _in_name(tg: Tagged, k: int) -> bool:
    """Tell whether a word is a given name, or one that no list knows behind a given name (سيف يوسف أحمد)."""
    if k < 0 or not tg.is_word(k) or tg.text(k).startswith(tg.lang.article):
        return False
    return is_name(tg, k) or (k > 0 and _unlisted(tg, k) and is_name(tg, k - 1))


def _unlisted(tg: Tagged, k: int) -> bool:
    return _free(tg, k, over_places=True) and not tg.an[k].senses and len(tg.text(k)) > _GLUED - 1


def or_before_verb(tg: Tagged, k: int) -> bool:
    """Tell whether a word that is also *mother* means *or*: a verb follows it (أم سقط قتيلا)."""
    if tg.text(k) not in tg.lang.either_or or k + 1 >= tg.size:
        return False
    kinds = (s.data.kind for s in tg.an[k + 1].harms if isinstance(s.data, HarmWord))
    return any(kind in ("undergo", "inflict", "either") for kind in kinds) or tg.has(
        k + 1, "verb", "reach", "not", "isnot"
    )


def with_name(tg: Tagged, phrase: Phrase, end: int, stops: Callable[[int], bool]) -> Phrase:
    """Return the person by name where one follows: a title's (العقيد …), or one that is told (يدعى …, الملقب بـ…)."""
    if any(stop > phrase.end for _, stop in tg.multi.get(phrase.noun, {}).values()):
        # المتحدث باسم …: the next word is part of what he is.
        return phrase
    sense = tg.sense(phrase.noun, "people")
    titled = sense is not None and isinstance(sense.data, PeopleWord) and sense.data.title
    plain = phrase.generic and not phrase.harm
    clitics = tg.lang.grammar.clitics
    #: An unlisted word that begins so is no name after a title: an adjective, or a word with a preposition.
    no_name = (*clitics.article, *clitics.prep)
    definite = phrase.definite or (phrase.affiliated and titled)
    holder = _holder(tg, phrase, end) if titled and not (definite or phrase.counted) else None
    if holder is not None:
        return holder
    for q in range(phrase.end, min(phrase.end + _NAME_WITHIN, end)):
        if q == phrase.end and (titled or phrase.harm is not None):
            # الشهيد فلان المعروف بـ«…»: by his name, and not by what he is called besides.
            if is_name(tg, q) or (definite and first_name(tg, q, end)):
                break
            if titled and tg.is_quote(q) and q + 1 < end and _free(tg, q + 1):
                # الشاب "زياد كذا" المعروف بـ"أبو مؤيد": the name in quotes is his.
                break
        if tg.has(q, "called"):
            told = _called(tg, phrase, tg.end(q, "called"), end)
            if told is not None:
                return told
            break
        if (tg.has(q, "in") and q + 1 in tg.places) or q in tg.places:
            # أحد المحتجزين في غزة يدعى فلانا: where he is stands between.
            continue
        if stops(q) or tg.text(q) in "،," or (tg.an[q].conj and not tg.has(q, "number")):
            break
    if titled and phrase.definite and phrase.end < end and is_surname(tg, phrase.end):
        # الشيخ الراوي, whom the report named in full
        return _named(phrase, phrase.end, phrase.end + 1)
    bracketed = _in_brackets(tg, phrase, end) if titled and phrase.definite else None
    if bracketed is not None:
        return bracketed
    k, steps = phrase.end, 0
    if titled and phrase.definite and k + 1 < end and tg.text(k) in ":/":
        # الجاني: فلان, المواطن / فلان
        stop = name_at(tg, k + 1, end, open_class=True)
        return _named(phrase, k + 1, stop) if stop is not None and stop > k + 2 else phrase
    while k < end and steps < _NAME_WITHIN:
        if stops(k):
            break
        if tg.is_quote(k) or tg.text(k) in "،,()" or tg.has(k, "title_skip"):
            k = tg.end(k, "title_skip")
            continue
        if tg.has(k, "age") and k + 1 < end and tg.has(k + 1, "people"):
            # ضابط برتبة رائد: a rank, no name.
            k += 2
            continue
        if not plain:
            at_once = phrase.definite or k == phrase.end
            # After a comma only an office may be followed by its holder: وزير العدل، سامان كذا; not الطفلة، معبرا عن.
            here = k == phrase.end or tg.text(k - 1) not in "،," or _office(tg, phrase.noun)
            open_class = definite and at_once and steps == 0 and here
            open_class = open_class and (not tg.text(k).startswith(no_name) or (titled and first_name(tg, k, end)))
            over_places = titled and phrase.definite and k == phrase.end
            stop = name_at(tg, k, end, open_class=open_class, over_places=over_places)
            if stop is None and titled and k == phrase.end and tg.lang.grammar.verb_final and not phrase.counted:
                # مولوی عبدالصبور نورزی: without an article, two words that no list knows are a name behind a title.
                # خانم رحمانی, ژنرال ناصری: behind a word of address a surname is enough, also a place's.
                address = tg.has(phrase.noun, "titleword") and not tg.has(k, "epithet")
                free = name_at(tg, k, end, open_class=True, over_places=address)
                least = 1 if address else 2
                if free is not None and free >= k + least:
                    return _named(phrase, k, free)
            given = is_name(tg, k)
            bare = stop == k + 1 and not titled
            if (
                stop is not None
                and not given
                and (bare or phrase.pron)
                and tg.text(k).startswith(tuple(tg.lang.grammar.imperfect))
            ):
                # الشهيد يشفع: a verb of the present.
                stop = None
            if stop is not None and (given or definite) and (titled or steps == 0 or given):
                if given and k in tg.places and stop - k < 2:
                    break
                return _named(phrase, k, stop)
        if tg.an[k].conj or (not definite and steps > 2 and not plain):
            break
        if tg.has(k, "placeword") and not tg.an[k].art and k + 1 not in tg.places and k not in tg.places:
            # ضابط في إقليم سعد آباد: the name is the place's.
            break
        if tg.has(k, "during", "calendar", "means", "not"):
            break
        # في ديار بكر: a place's name is nobody's.
        k = tg.actors[k][1] if k in tg.actors else tg.places[k][1] if k in tg.places else k + 1
        steps += 1
    return phrase


def _holder(tg: Tagged, phrase: Phrase, end: int) -> Phrase | None:
    """Return the holder of an office whose noun has what it is over behind it: نائب المحافظ فلان, إمام المسجد فلان."""
    k = phrase.noun + 1
    if k != phrase.end or k >= end or not tg.an[k].art or tg.an[k].prep or tg.an[k].conj or tg.has(k, "calendar"):
        return None
    k += 1
    while k < end and tg.an[k].art and not (tg.an[k].prep or tg.an[k].conj) and tg.has(k, "epithet"):
        k += 1
    stop = name_at(tg, k, end, open_class=True) if k < end and first_name(tg, k, end) else None
    return _named(phrase, k, stop) if stop is not None and stop > k + 1 else None


def first_name(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether words right behind a title are the name of its holder, none of which a list knows.

    A first word that is written like one with a preposition needs a given name behind it (بيشوي عوض), or must begin
    like *as*, which no title is followed by (كازوهيرو يامادا).
    """
    text, grammar, article = tg.text(k), tg.lang.grammar, tg.lang.article
    if not article or text.startswith(article) or tg.an[k].prep or not _free(tg, k) or tg.known(k):
        return False
    if not text.startswith(tuple(grammar.clitics.prep)):
        return True
    after = k + 1
    if text[1:].startswith(article) or text.endswith(tuple(grammar.feminine)) or after >= end or not tg.is_word(after):
        return False
    if is_name(tg, after) and not tg.an[after].art:
        return True
    as_others = text.startswith((*grammar.outcome, *grammar.clitics.purpose))
    return not as_others and not tg.text(after).startswith(article) and _free(tg, after)


def _in_brackets(tg: Tagged, phrase: Phrase, end: int) -> Phrase | None:
    """Read one by the full name in brackets right behind his noun: المواطن (علي معوضة ـ 55 عاماً)."""
    k = phrase.noun + 1
    if k + 1 >= end or tg.text(k) != "(":
        return None
    stop = name_at(tg, k + 1, end, open_class=True)
    close = next((q for q in range(k + 1, min(k + _LONGEST + 2, end)) if tg.text(q) == ")"), None)
    if stop is None or close is None or not k + 2 < stop <= close:
        return None
    aged = any(tg.is_number(q) for q in range(stop, close))
    if not aged and not any(is_name(tg, q) for q in range(k + 1, stop)):
        return None
    return replace(_named(phrase, k + 1, stop), end=close + 1)


def _called(tg: Tagged, phrase: Phrase, k: int, end: int) -> Phrase | None:
    """Read the name that is said to be somebody's: in quotes, or as any words that no list knows."""
    while k < end and not tg.is_quote(k) and tg.text(k) in tg.lang.grammar.clitics.prep:
        k += 1
    if k < end and tg.is_quote(k):
        close = next((q for q in range(k + 1, min(k + _LONGEST + 2, end)) if tg.is_quote(q)), None)
        return _named(phrase, k + 1, close) if close is not None and close > k + 1 else None
    stop = name_at(tg, k, end, open_class=True)
    return _named(phrase, k, stop) if stop is not None else None


def _named(phrase: Phrase, k: int, stop: int) -> Phrase:
    return replace(phrase, end=stop, group=(k, stop), named=True, rule="count.named", actor=None)


def is_name(tg: Tagged, k: int) -> bool:
    """Tell whether a word is a given name; one that folds to a function word (علي, على) must be spelled as listed."""
    an = tg.an[k]
    sense = an.senses.get("name")
    if sense is None and not an.senses and tg.text(k).startswith(tg.lang.name_heads):
        # عبدالودود, أبوسياف: the particle is glued to it.
        return len(tg.text(k)) > _GLUED and k not in tg.places and k not in tg.actors and tg.is_word(k)
    if sense is None or an.prep or an.pron:
        return False
    if tg.text(k) == tg.lang.article:
        # ال before a quote or digits is the article; a family (آل) is spelled as listed.
        return tg.doc.text[tg.tokens[k].start : tg.tokens[k].end] == str(sense.data)
    if tg.has(k, "title_skip"):
        # سيد حسن; but سيد المقاومة is a title.
        return k + 1 < tg.size and tg.has(k + 1, "name") and not (an.art or tg.an[k + 1].art or tg.an[k + 1].conj)
    if len(an.senses) > 1:
        token = tg.tokens[k]
        return tg.doc.text[token.end - 1 : token.end] == str(sense.data)[-1:]
    return True


def _office(tg: Tagged, k: int) -> bool:
    """Tell whether a noun for people tells what somebody is (المسؤول, القائد): no surname as names of trades are."""
    sense = tg.sense(k, "people")
    word = sense.data if sense is not None else None
    return isinstance(word, PeopleWord) and word.title and (word.works or word.member) and word.role != "civilian"


def _particle(tg: Tagged, k: int) -> bool:
    return tg.has(k, "nameparticle") and not tg.an[k].art


def _free(tg: Tagged, k: int, *, over_places: bool = False) -> bool:
    """Tell whether a word may belong to a name: no list knows it as anything else."""
    text = tg.text(k)
    if len(text) < 2 or text == tg.lang.article or tg.marked(k):
        return False
    if (k in tg.places and not over_places) or k in tg.actors:
        return False
    if tg.an[k].prep and tg.has(k, "placeword"):
        # علي المري بمدينة جدة
        return False
    if tg.lang.grammar.verb_final and tg.has(k, "placeword"):
        # اسلام روستای ...: what is linked to the next word by no letter goes on with no name.
        return False
    here = tg.multi.get(k)
    if here and any(cat in here for cat in _STOPS):
        return False
    an = tg.an[k]
    if any(cat in an.senses for cat in _STOPS):
        return False
    # An unlisted word with a "so" before it is no clause in reports: أحمد فطيمة.
    joiner = tg.lang.grammar.number_joiner
    so = tuple(c for c in tg.lang.grammar.clitics.conj if c != joiner)
    return not text.startswith(tg.lang.glued) or (bool(so) and text.startswith(so) and not an.senses)
