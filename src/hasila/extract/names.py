"""Names of persons: a title and what follows it, or given names of the lexicon."""

from hasila.extract.tagging import Tagged

#: A name has at most this many words (Arabic names chain father and grandfather).
_LONGEST = 6
_STOPS = (
    "function", "during", "of", "in", "comp", "report", "according", "rel", "people", "harm", "calendar", "amount",
    "hedge", "subset", "plus", "not", "none", "noword", "to", "from_", "on_", "unit", "means", "number", "agentby",
    "reach", "total", "with_", "source", "nation", "caused", "attempt", "plain",
)  # fmt: skip


def name_at(tg: Tagged, k: int, end: int, *, open_class: bool, joined: bool = False) -> int | None:
    """Return the end of the person's name that begins at token ``k``, or ``None``.

    ``open_class`` also takes words that no list knows (after a title or *the killing of*); ``joined`` allows a
    conjunction glued to the first.
    """
    if k >= end or not tg.is_word(k) or tg.has(k, "plain"):
        return None
    named = is_name(tg, k)
    if not named and not joined and not (open_class and _free(tg, k)):
        return None
    at = k + 1
    last_particle = _particle(tg, k)
    seen_name = named
    while at < end and at - k < _LONGEST and (tg.is_word(at) or tg.text(at) == "_"):
        if tg.text(at) == "_" and at + 1 < end and tg.is_word(at + 1):
            # A name in a hashtag: #صالح_العاروري
            at += 2
            continue
        known = is_name(tg, at) and not tg.an[at].conj
        if last_particle or known or _free(tg, at):
            seen_name = seen_name or known
            last_particle = _particle(tg, at)
            at += 1
            continue
        if tg.text(at).startswith(tg.lang.article) and tg.has(at, "people", "nation") and not tg.an[at].conj:
            # A surname that is also a noun for people (الحوثي) ends the name.
            at += 1
        break
    return at


def is_name(tg: Tagged, k: int) -> bool:
    """Tell whether a word is a given name; one that folds to a function word (علي, على) must be spelled as listed."""
    an = tg.an[k]
    sense = an.senses.get("name")
    if sense is None or an.prep:
        return False
    if len(an.senses) > 1:
        token = tg.tokens[k]
        return tg.doc.text[token.end - 1 : token.end] == str(sense.data)[-1:]
    return True


def _particle(tg: Tagged, k: int) -> bool:
    return tg.has(k, "nameparticle")


def _free(tg: Tagged, k: int) -> bool:
    """Tell whether a word may belong to a name: no list knows it as anything else."""
    text = tg.text(k)
    if len(text) < 2 or k in tg.places or k in tg.actors:
        return False
    here = tg.multi.get(k)
    if here and any(cat in here for cat in _STOPS):
        return False
    an = tg.an[k]
    return not any(cat in an.senses for cat in _STOPS) and not text.startswith(tg.lang.glued)
