"""The bodies that people belong to: forces, ministries, units, families, and the two sides of a fight."""

from collections.abc import Container
from dataclasses import dataclass

from hasila.extract.people.names import first_name, is_name, name_at
from hasila.extract.tagging import Tagged
from hasila.languages.schema import PeopleWord, SourceWord
from hasila.model import Actor, Role

#: Start and end in tokens, the registered actor, and the role that membership gives.
Body = tuple[int, int, str | None, Role]

_ARMED_KINDS = frozenset({"armed_force", "armed_group", "coalition"})
#: Nouns of ``sources.yaml`` for bodies under arms.
_ARMED = frozenset({"army", "movement"})
#: Nouns of ``people.yaml`` for the people of a place.
_NATIVES = frozenset({"tribesman", "family", "resident"})
#: The name of a body has at most this many words after its noun.
_LONGEST = 5
_STOPS = ("function", "during", "of", "in", "report", "comp", "rel", "calendar", "loose", "subset", "means", "manner",
          "not", "from_", "to", "on_")  # fmt: skip


@dataclass(slots=True)
class Linked:
    """Whom a link names. ``own`` tells that the noun before it stays who they are (شبان من أبناء المدينة)."""

    group: tuple[int, int]
    actor: str | None
    role: Role
    anaphor: int = -1
    own: bool = False
    noun: bool = False


def body_at(tg: Tagged, k: int, end: int) -> Body | None:
    """Read the name of a body at ``k``: a registered actor, or a noun for one with what makes it one."""
    if k >= end:
        return None
    if k in tg.actors:
        actor, stop = tg.actors[k]
        return k, stop, actor.id, role_of(actor)
    source = tg.sense(k, "source")
    if source is None or not isinstance(source.data, SourceWord) or tg.an[k].pron:
        return None
    if source.id not in ("army", "movement", "ministry", "aid", "monitor"):
        return None
    stop = tg.end(k, "source")
    at = stop
    while at < end and tg.is_quote(at):
        at += 1
    if at < end and at in tg.actors:
        actor, stop = tg.actors[at]
        return k, stop, actor.id, role_of(actor)
    named = _name_end(tg, k, stop, end, source.id in _ARMED)
    if named is None:
        return None
    return k, named, None, "combatant" if source.id in _ARMED else "unknown"


def affiliation_at(tg: Tagged, k: int, end: int) -> Body | None:
    """Read a body after a link, passing over the nouns that only lead to it (من عناصر …)."""
    at = k
    while at < end and tg.is_quote(at):
        at += 1
    if at + 1 < end and tg.has(at, "nationality") and tg.has(at + 1, "nation"):
        # مقيمين من الجنسية اليمنية
        return at + 1, at + 2, None, "unknown"
    if at < end and tg.has(at, "selfsame"):
        at += 1
    for _ in range(3):
        body = body_at(tg, at, end) or _unit(tg, at, end) or _kin(tg, at, end) or side_at(tg, at, end)
        if body is not None:
            return body
        people = tg.sense(at, "people") if at < end else None
        if people is not None and people.id == "tribesman" and tg.end(at, "people") < end:
            # أبناء العشيرة
            return _kin(tg, tg.end(at, "people"), end)
        if people is not None and people.number == "pl" and at not in tg.actors:
            data = people.data
            if isinstance(data, PeopleWord) and (data.member or data.generic):
                following = tg.end(at, "people")
                if following < end and not tg.an[following].prep and not tg.an[following].conj:
                    while following < end and tg.is_quote(following):
                        following += 1
                    at = following
                    continue
        break
    if tg.is_quote(k):
        close = next((q for q in range(at, min(at + 7, end)) if tg.is_quote(q)), None)
        # "من مسافة صفر": what begins with a preposition is no name.
        if (
            close is not None
            and close > at
            and tg.is_word(at)
            and not tg.has(at, "of", "in", "on_", "from_", "to", "with_")
        ):
            return at, close, None, "unknown"
    return None


def role_of(actor: Actor) -> Role:
    """Return what belonging to a body makes of people whose noun does not tell."""
    return "combatant" if actor.kind in _ARMED_KINDS else "unknown"


def joined_body(tg: Tagged, body: Body, end: int, figures: Container[int]) -> Body:
    """Return a body under arms with one that is joined to it: 13 متمردا من الحوثيين ومقاتلي صالح."""
    start, stop, ident, role = body
    if role != "combatant" or stop >= end or not tg.an[stop].conj or stop in figures:
        return body
    other = affiliation_at(tg, stop, end)
    men = tg.sense(stop, "people")
    armed = men is not None and men.number == "pl" and getattr(men.data, "role", "") == role
    if other is not None and other[1] > stop and (armed or other[3] == role):
        return start, other[1], ident, role
    at = tg.end(stop, "people")
    return (start, at + 1, ident, role) if armed and at < end and is_name(tg, at) else body


def _titles(tg: Tagged, k: int, end: int) -> bool:
    """Tell whether a noun for one man stands as the title before his name."""
    sense = tg.sense(k, "people")
    title = sense is not None and sense.number == "sg" and isinstance(sense.data, PeopleWord) and sense.data.title
    return (
        title
        and k + 1 < end
        and not tg.text(k + 1).startswith(tg.lang.article)
        and (name_at(tg, k + 1, end, open_class=False) is not None or first_name(tg, k + 1, end))
    )


def _name_end(tg: Tagged, k: int, begin: int, end: int, chained: bool = True) -> int | None:
    """Return where the name of the body ends whose noun stands at ``k``, ``None`` where nothing names it.

    A noun is a name by its article, or by a definite word, a nationality, a number or a further body after it
    (قوات مكافحة الشغب): at most two indefinite words may stand between, if ``chained``.
    """
    stop: int | None = begin if tg.an[k].art else None
    at, bare = begin, 0
    if chained and stop is None and at < end and tg.is_quote(at):
        # غرفة عمليات "سهام الجنوب"
        close = next((q for q in range(at + 1, min(at + _LONGEST + 1, end)) if tg.is_quote(q)), None)
        return close if close is not None and close > at + 1 else stop
    while at < end and at - begin < _LONGEST and tg.is_word(at):
        an = tg.an[at]
        if an.conj or an.prep or an.pron or an.harms or tg.has(at, *_STOPS):
            break
        if tg.lang.grammar.verb_final and (tg.text(at) == tg.lang.grammar.number_joiner or tg.has(at, "number")):
            # سه سرباز اردو و دو افسر پولیس: the next people.
            break
        if tg.an[k].art and stop is not None and tg.has(at, "placeword", "ground"):
            # تحرير الجيش المدينة
            break
        if stop is not None and (tg.has(at, "amount") or tg.text(at).endswith(_of_people(tg))):
            # اعتقلت الشرطة المئات, من أفراد الأمن التابعين لها: whom it took, and what its men are.
            break
        if stop is not None and an.art and at + 1 < end and tg.has(at, "people") and _titles(tg, at, end):
            # أحد رموز التيار السلفي الشيخ فلان: the man, and no more of the body's name.
            break
        nation = tg.sense(at, "nation")
        if nation is not None and nation.number == "pl" and not tg.has(k, "people"):
            # اعتقلت الشرطة الفلسطينيين الأربعة: whom it took; a body's adjective is no plural of people.
            break
        if an.art or tg.text(at).startswith(tg.lang.article) or (nation is not None and not tg.an[k].art):
            at += 1
            stop = at
            continue
        if at in tg.actors:
            return tg.actors[at][1]
        if bare and at in tg.places and stop is None:
            # مجلس مقاتلي درنة
            return tg.places[at][1]
        if tg.has(at, "source") and (bare or (stop is not None and not (tg.an[k].art and tg.has(at, "people")))):
            # اعتقلت الشرطة مختارا: whom it took, and no more of its name.
            at += 1
            stop = at
            continue
        if (
            chained
            and stop is None
            and bare < 2
            and (tg.has(at, "people", "source") or not tg.known(at))
            and at not in tg.places
        ):
            bare += 1
            at += 1
            continue
        break
    return stop


def _of_people(tg: Tagged) -> tuple[str, ...]:
    """Return the endings of plurals of people, which no adjective of one body has; no word ends in the letter."""
    return (*tg.lang.grammar.subject[:1], *tg.lang.grammar.object) or ("\0",)


def _unit(tg: Tagged, k: int, end: int) -> Body | None:
    """Read a unit by its kind and name or number: اللواء الثامن, الكتيبة 131, وحدة خاصة."""
    if k >= end or not tg.has(k, "formation", "employer") or tg.an[k].pron:
        return None
    role: Role = "combatant" if tg.has(k, "formation") else "unknown"
    begin = max(tg.end(k, "formation"), tg.end(k, "employer"))
    named = _name_end(tg, k, begin, end)
    stop = begin if named is None else named
    after = stop
    if after < end and named is not None and tg.an[after].art and _ordinal(tg, after):
        # الفوج الثالث
        return k, after + 1, None, role
    if after < end and (tg.is_number(after) or (after in tg.places and named is None and not tg.an[after].prep)):
        return k, after + 1, None, role
    if after < end and tg.is_quote(after):
        close = next((q for q in range(after + 1, min(after + 6, end)) if tg.is_quote(q)), None)
        if close is not None:
            return k, close, None, role
    if named is None:
        following = tg.an[begin] if begin < end else None
        if following is None or tg.has(begin, "people", "harm") or tg.is_number(begin):
            return None
        if tg.is_word(begin) and not (following.conj or following.prep or tg.known(begin)):
            stop = begin + 1
    return k, stop, None, role


def _ordinal(tg: Tagged, k: int) -> bool:
    when = tg.sense(k, "calendar")
    return tg.has(k, "number", "nth") or (when is not None and getattr(when.data, "kind", "") in ("ordinal", "unit"))


def _kin(tg: Tagged, k: int, end: int) -> Body | None:
    """Read a family, tribe or minority by its name: عائلة صيام, آل الشرعبي, أسرة واحدة."""
    if k >= end or not tg.has(k, "kin") or tg.an[k].pron:
        return None
    stop = tg.end(k, "kin")
    if stop < end and tg.has(stop, "kin"):
        return _kin(tg, stop, end)
    if stop < end and tg.is_word(stop) and not tg.an[stop].conj and not tg.an[stop].prep:
        if tg.an[stop].art or tg.has(stop, "nation", "number"):
            return k, stop + 1, None, "unknown"
        named = name_at(tg, stop, end, open_class=True)
        if named is not None:
            return k, min(named, stop + 3), None, "unknown"
    return (k, stop, None, "unknown") if tg.an[k].art else None


def natives(tg: Tagged, ident: str, k: int) -> bool:
    """Tell whether a noun (its id) is for the people of a place that stands at ``k`` behind it: أبناء بلدة دابق."""
    return ident in _NATIVES and k < tg.size and (tg.has(k, "placeword") or k in tg.places)


def side_at(tg: Tagged, k: int, end: int) -> Body | None:
    """Read the sides of a fight: الطرفين, الجانب الإسرائيلي."""
    if k >= end:
        return None
    if tg.has(k, "sides"):
        return k, tg.end(k, "sides"), None, "combatant"
    if tg.has(k, "side") and tg.an[k].art and k + 1 < end and tg.is_word(k + 1):
        if tg.has(k + 1, "nation") or (tg.an[k + 1].art or tg.text(k + 1).startswith(tg.lang.article)):
            return k, k + 2, None, "unknown"
    return None
