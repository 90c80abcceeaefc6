"""Bodies told by their kind alone: *the movement*, *the organisation* stand for the name told before (rule 14)."""

from msgspec.structs import replace

from hasila.extract.attribution.sourcewords import bare_stem
from hasila.extract.draft import Draft
from hasila.extract.tagging import Tagged
from hasila.model import Actor

#: A name stands at most so many tokens before the noun that stands for it.
_BACK = 400
_GROUPS = frozenset({"armed_group", "political_party"})


def name_bodies(tg: Tagged, drafts: list[Draft]) -> None:
    """Give people and forces told as *of the movement* the name of the movement that was told before."""
    for draft in drafts:
        phrase = draft.phrase
        at = phrase.group
        if at is None or phrase.named or at[1] - at[0] != 1:
            continue
        found = _meant(tg, at[0])
        if found is None:
            continue
        actor, start, stop = found
        draft.phrase = replace(phrase, group=(start, stop), actor=actor.id, affiliated=True)
        draft.group_from = draft.group_from or phrase
        draft.rules.append(("group", "by-its-kind", at))


def _meant(tg: Tagged, k: int) -> tuple[Actor, int, int] | None:
    """Return the body that the noun at ``k`` stands for: one named with that noun, else the last that agrees."""
    if not tg.has(k, "bykind") or not tg.an[k].art or k in tg.actors:
        return None
    noun = bare_stem(tg, k)
    last: tuple[Actor, int, int] | None = None
    for q in range(k - 1, max(-1, k - _BACK), -1):
        if q in tg.actors:
            actor, stop = tg.actors[q]
        elif len(tg.short_actors.get(q, ())) == 1:
            actor, stop = tg.short_actors[q][0]
        else:
            continue
        if actor.kind not in _GROUPS:
            continue
        head = q - 1
        while head > 0 and tg.is_quote(head):
            head -= 1
        if noun in (bare_stem(tg, q), bare_stem(tg, head)):
            return actor, q, stop
        if last is None and _feminine(tg, q, tg.text(q)) == _feminine(tg, k, noun):
            last = actor, q, stop
    return last


def _feminine(tg: Tagged, k: int, word: str) -> bool:
    return tg.has(k, "feminine") or word.endswith(tuple(tg.lang.grammar.feminine))
