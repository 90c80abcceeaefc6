"""What the words of a source tell: its kind, its stem, and whether a word of harm beside it is part of its name."""

from hasila.extract.tagging import Tagged
from hasila.languages import Sense
from hasila.languages.schema import HarmWord, SourceWord
from hasila.model import Actor, SourceKind

#: Kinds of actors that carry the words of others.
MEDIA = frozenset({"agency", "outlet"})

_KIND_OF_ACTOR: dict[str, SourceKind] = {
    "government": "official", "armed_force": "party", "armed_group": "party", "coalition": "party",
    "political_party": "party", "monitor": "monitor", "agency": "media", "outlet": "media", "health": "medical",
    "civil_defence": "humanitarian", "humanitarian": "humanitarian", "un": "humanitarian", "local": "local",
}  # fmt: skip
#: Nouns (their ids) that speak for the body that they are named with.
_SPEAKS_FOR = frozenset({"spokesman", "statement", "paper", "army", "movement", "monitor"})


def noun_of(tg: Tagged, source: tuple[int, int]) -> Sense | None:
    """Return the noun that tells who speaks: the first word, or where descriptions come first, the last before *of*."""
    k, stop = source
    if not tg.lang.grammar.subject_first:
        return tg.sense(k, "source")
    found: Sense | None = None
    while k < stop:
        if found is not None and (tg.has(k, "prep") or tg.text(k) in ",("):
            break
        sense = tg.sense(k, "source")
        if sense is not None:
            found = sense
        k = max(k + 1, tg.end(k, "source") if sense is not None else 0)
    return found


def bare(tg: Tagged, source: tuple[int, int]) -> tuple[int, int]:
    """Return a source without the articles that stand before it as words of their own."""
    k, stop = source
    while tg.lang.grammar.subject_first and k + 1 < stop and tg.has(k, "det"):
        k += 1
    return k, stop


def kind_of(tg: Tagged, source: tuple[int, int]) -> SourceKind:
    """Return the kind of a source: the registry's word first, then its noun's."""
    k, stop = source = bare(tg, source)
    sense = noun_of(tg, source)
    if k in tg.actors and tg.actors[k][1] >= stop:
        return _KIND_OF_ACTOR[tg.actors[k][0].kind]
    if sense is not None and isinstance(sense.data, SourceWord):
        if sense.id in ("source", "official", "spokesman"):
            for q in range(k + 1, stop):
                if q in tg.actors and sense.id != "source":
                    return "party" if _KIND_OF_ACTOR[tg.actors[q][0].kind] == "party" else sense.data.kind
        return sense.data.kind
    for q in range(k, stop):
        if q in tg.actors:
            return _KIND_OF_ACTOR[tg.actors[q][0].kind]
    return "other"


def actor_of(tg: Tagged, source: tuple[int, int]) -> Actor | None:
    """Return the registered actor that a source is: named by it, or the body for which it speaks."""
    k, stop = source = bare(tg, source)
    if k in tg.actors and tg.actors[k][1] >= stop - 1:
        return tg.actors[k][0]
    known: list[Actor] = []
    at = k
    while at < stop:
        actor, end = tg.actors.get(at, (None, at + 1))
        if actor is not None:
            known.append(actor)
        # Within the name of a body stand shorter ones of it: وزارة الصحة في غزة, الصحة.
        at = end
    sense = noun_of(tg, source)
    # An official speaks for the body that he is named with; a source inside it does not.
    speaks = sense is not None and sense.id in _SPEAKS_FOR
    return known[0] if len(known) == 1 and speaks else None


def bare_stem(tg: Tagged, k: int) -> str:
    """Return a word without the conjunction, preposition and article that are glued before it."""
    an, rest, article = tg.an[k], tg.text(k), tg.lang.article
    head = an.conj + an.prep
    if head and rest.startswith(head):
        rest = rest[len(head) :]
        if an.art and an.prep and not rest.startswith(article):
            # The article is fused with the preposition (لل): one letter of it is left.
            rest = rest[1:]
    return rest[len(article) :] if rest.startswith(article) and len(rest) > len(article) + 1 else rest


def told_noun(tg: Tagged, k: int) -> bool:
    """Tell whether a noun of harm opens what is announced (مقتل ثلاثة)."""
    return not tg.an[k].art and any(
        isinstance(s.data, HarmWord) and s.data.kind == "event" and not s.data.weak for s in tg.an[k].harms
    )


def deed(data: object) -> bool:
    """Tell whether a harm word tells what was done (السيطرة), not whom it was done to (نادي الأسير)."""
    return isinstance(data, HarmWord) and data.kind in ("event", "take", "lose")


def anaphoric(data: object) -> bool:
    """Tell whether a noun for a source points back where it stands alone with its article."""
    return isinstance(data, SourceWord) and data.anaphor
