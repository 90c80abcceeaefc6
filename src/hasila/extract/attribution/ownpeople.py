"""People who are told as the speaker's or doer's own, in languages that put the verb at the end (``verb_final``)."""

from msgspec.structs import replace

from hasila.extract.attribution.sourcewords import actor_of
from hasila.extract.draft import Draft
from hasila.extract.people.bodies import role_of
from hasila.extract.tagging import Tagged

#: *Their own losses* stands at most so many tokens before the dead it is of.
_OWN = 7


def _this_body(tg: Tagged, draft: Draft) -> int | None:
    """Return where the body is named that a noun with *this* behind people points back to: چهار عضو این گروه."""
    k = draft.phrase.end
    held = tg.sense(draft.phrase.noun, "people") if draft.phrase.noun >= 0 else None
    if held is not None and held.id in ("officer", "official"):
        # فرمانده این گروه: what he is tells who he is.
        return None
    pointed = k + 1 < tg.size and tg.has(k, "selfsame") and tg.has(k + 1, "formation", "bodyword")
    if not pointed or draft.phrase.affiliated:
        return None
    kinds = ("armed_force", "armed_group", "coalition", "government", "political_party")
    return next(
        (q for q in range(draft.phrase.start - 1, -1, -1) if q in tg.actors and tg.actors[q][0].kind in kinds), None
    )


def _loser(tg: Tagged, draft: Draft) -> int | None:
    """Return where the force is named last before dead that somebody *gave*, in their sentence."""
    begin = tg.doc.sentences[draft.sentence][0]
    kinds = ("armed_force", "armed_group", "coalition", "government")
    return next(
        (q for q in range(draft.phrase.start - 1, begin - 1, -1) if q in tg.actors and tg.actors[q][0].kind in kinds),
        None,
    )


def own_people(tg: Tagged, draft: Draft) -> None:
    """Give people who are told as the speaker's or doer's own (فرماندهان خود) to whom they belong."""
    k = draft.phrase.end
    body = _this_body(tg, draft)
    if body is not None:
        named, end = tg.actors[body]
        role = "combatant" if role_of(named) == "combatant" else draft.phrase.role
        draft.phrase = replace(draft.phrase, group=(body, end), actor=named.id, role=role, affiliated=True)
        draft.group_from = draft.phrase
        draft.rules.append(("group", "this-body", (body, end)))
        return
    marks = [
        q
        for q in (k, draft.anchor[1], draft.anchor[1] - 1, draft.anchor[0] - 1)
        if 0 <= q < tg.size and tg.has(q, "self")
    ]
    phrase = draft.phrase
    if not marks and phrase.harm is not None:
        # تلفات خود را ۱ کشته ...: their own dead.
        marks = [q for q in tg.within(max(0, phrase.start - _OWN), phrase.start, "self") if tg.has(q - 1, "losses")]
    if not marks and draft.word is not None and draft.word.id.startswith("lost-") and not phrase.affiliated:
        marks = [draft.anchor[0]]
    if not marks and phrase.harm is not None and phrase.counted and tg.has(phrase.end, "gives"):
        # این گروه تنها ۹ کشته داده است: who lost them.
        loser = _loser(tg, draft)
        if loser is not None:
            named, end = tg.actors[loser]
            draft.phrase = replace(phrase, group=(loser, end), actor=named.id, role=role_of(named), affiliated=True)
            draft.group_from = draft.phrase
            draft.rules.append(("group", "gave", (loser, end)))
            return
    whose = draft.agent or (draft.sources[0] if draft.sources else None)
    if not marks or whose is None or draft.phrase.named:
        return
    actor = actor_of(tg, whose)
    told = tg.sense(whose[0], "source")
    if actor is None and not (told is not None and told.id in ("army", "movement", "ministry")):
        return
    role = (
        "combatant" if phrase.role == "unknown" and actor is not None and role_of(actor) == "combatant" else phrase.role
    )
    draft.phrase = replace(phrase, group=whose, actor=actor.id if actor else None, role=role, affiliated=True)
    draft.group_from = draft.phrase
    draft.rules.append(("group", "own", (marks[0], marks[0] + 1)))
