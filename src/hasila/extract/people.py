"""People phrases: how many, who they are, whom they belong to."""

from dataclasses import dataclass, replace

from hasila.extract.counts import Figure, bounds
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord, HedgeWord, PeopleWord, SourceWord
from hasila.model import Actor, Hedge, Role

_ARMED_KINDS = frozenset({"armed_force", "armed_group", "coalition"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """People in a sentence, in tokens: ``start`` to ``end``.

    ``low``, ``high``, ``hedge`` and ``figure`` (the tokens of the figure) say how many; ``noun`` is the token
    of the people word (-1 where a bare figure stands for one, ``elliptical``); ``group`` the tokens that tell
    who they are (``glued`` letters of its first word are a conjunction); ``harm`` the harm that the noun itself
    tells (قتيل); ``named`` that a person is named.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    hedge: Hedge
    figure: tuple[int, int] | None
    noun: int
    group: tuple[int, int] | None
    role: Role
    rule: str
    actor: str | None = None
    harm: HarmWord | None = None
    elliptical: bool = False
    other: bool = False
    named: bool = False
    affiliated: bool = False
    generic: bool = False
    definite: bool = False
    counted: bool = False
    body: bool = False
    number: str = ""
    open_class: bool = False
    pron: bool = False
    glued: int = 0


class PeopleReader:
    """Reads people phrases of one sentence. ``figures`` are the sentence's figures by first token."""

    def __init__(self, tg: Tagged, figures: dict[int, Figure], begin: int, end: int) -> None:
        self.tg = tg
        self.figures = figures
        self.begin = begin
        self.end = end
        self._memo: dict[int, Phrase | None] = {}

    def at(self, i: int) -> Phrase | None:
        """Read the people phrase that begins at token ``i`` (a joined conjunction is passed over)."""
        if i not in self._memo:
            self._memo[i] = self._read(i)
        return self._memo[i]

    # -- the phrase ----------------------------------------------------------------------------------

    def _read(self, i: int) -> Phrase | None:
        tg, end = self.tg, self.end
        k = i
        if k + 1 < end and tg.text(k) == tg.lang.grammar.number_joiner and k not in self.figures:
            k += 1
        while k < end and (tg.is_quote(k) or tg.text(k) in "(["):
            k += 1
        if k >= end:
            return None
        figure = self.figures.get(k)
        if figure is not None and figure.things:
            return None
        if figure is not None:
            return self._counted(i, figure)
        if not tg.is_word(k):
            return None
        return self._noun(i, k, None)

    def _counted(self, i: int, figure: Figure) -> Phrase | None:
        tg, end = self.tg, self.end
        k = figure.end
        while k < end and tg.is_quote(k):
            k += 1
        if k < end and tg.text(k) in ")]":
            k += 1
        of = False
        if k < end and tg.sense(k, "of") is not None and not tg.an[k].conj:
            of = True
            k += 1
            while k < end and tg.is_quote(k):
                k += 1
        if k < end and (tg.is_word(k) or tg.is_quote(k)):
            found = self._noun(i, k, figure, of)
            if found is not None:
                return found
            if of and tg.is_word(k) and not tg.has(k, "during", "ofthem", "same"):
                # خمسة من معارفه: people by a word that no list knows; only a sure harm word may take them.
                base = Phrase(
                    start=i, end=k + 1, low=figure.low, high=figure.high, hedge=figure.hedge,
                    figure=(figure.start, figure.end), noun=k, group=(k, k + 1), role="unknown",
                    rule=f"count.{figure.rule}", counted=True, open_class=True,
                )  # fmt: skip
                return base if figure.hedge not in ("most", "all") and not tg.known(k) else None
        if figure.hedge in ("most", "all"):
            return None
        role: Role = "unknown"
        return Phrase(
            start=i, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
            figure=(figure.start, figure.end), noun=-1, group=None, role=role,
            rule=f"count.{figure.rule}+ellipsis", elliptical=True, counted=True,
        )  # fmt: skip

    def _noun(self, i: int, k: int, figure: Figure | None, of: bool = False) -> Phrase | None:
        tg = self.tg
        an = tg.an[k]
        if figure is not None and an.conj:
            return None
        people = tg.sense(k, "people")
        harm = self._harm_noun(k)
        nation = tg.sense(k, "nation")
        if nation is not None and figure is None and k in tg.places:
            nation = None
        actor = tg.actors.get(k)
        base = Phrase(
            start=i, end=k + 1, low=None, high=None, hedge="exact",
            figure=(figure.start, figure.end) if figure else None, noun=k, group=(k, k + 1), role="unknown",
            rule="", definite=bool(an.art or an.pron), counted=figure is not None,
        )  # fmt: skip
        if people is not None and not (actor and actor[1] > tg.end(k, "people")):
            word = people.data
            assert isinstance(word, PeopleWord)
            stop = tg.end(k, "people")
            base = replace(
                base, end=stop, group=(k, stop), role=word.role, number=people.number, generic=word.generic,
                definite=bool(an.art or (an.pron and stop == k + 1)), pron=bool(an.pron and stop == k + 1),
                other=people.id == "others", body=people.id == "forces",
            )  # fmt: skip
            base = self._with_count(base, figure, people.number)
            return self._modifiers(base, word, figure)
        if harm is not None:
            stop = tg.end(k, "harm")
            base = replace(base, end=stop, group=(k, stop), harm=harm[0], number=harm[1], generic=True)
            base = self._with_count(base, figure, harm[1])
            return self._modifiers(base, None, figure)
        if nation is not None and not actor and not (figure is None and an.art and nation.number == "sg"):
            base = replace(base, number=nation.number, affiliated=True)
            base = self._with_count(base, figure, nation.number)
            if figure is None and nation.number == "sg":
                base = replace(base, low=None, high=None)
            return self._modifiers(base, None, figure)
        body = self._body(k)
        if body is not None:
            start, stop, ident, role = body
            base = replace(base, end=stop, group=(start, stop), role=role, actor=ident, affiliated=True, body=True)
            base = self._with_count(base, figure, "pl")
            if figure is None:
                base = replace(base, rule="people.body", low=2, high=None, hedge="vague")
            return base
        if of and figure is not None and not (an.art or tg.text(k).startswith(tg.lang.article)):
            return None
        if figure is not None and figure.hedge not in ("most", "all") and self._open_noun(k):
            base = replace(base, open_class=True)
            base = self._with_count(base, figure, "")
            return self._modifiers(base, None, figure)
        return None

    def _open_noun(self, k: int) -> bool:
        """Tell whether an unlisted word after a figure may be a noun for people."""
        tg = self.tg
        if not tg.is_word(k) or len(tg.text(k)) < 3:
            return False
        an = tg.an[k]
        return (
            not an.senses
            and k not in tg.multi
            and k not in tg.places
            and not tg.text(k).startswith(tuple(tg.lang.grammar.clitics.conj))
        )

    def _harm_noun(self, k: int) -> tuple[HarmWord, str] | None:
        """Return the reading of ``k`` as a noun for harmed people, with its number."""
        here = self.tg.multi.get(k)
        if here and "harm" in here:
            word = here["harm"][0].data
            if isinstance(word, HarmWord):
                return (word, here["harm"][0].number) if word.kind == "people" else None
        for sense in self.tg.an[k].harms:
            word = sense.data
            if isinstance(word, HarmWord) and word.kind == "people":
                return word, sense.number
        return None

    def _with_count(self, phrase: Phrase, figure: Figure | None, number: str) -> Phrase:
        if figure is not None:
            return replace(phrase, low=figure.low, high=figure.high, hedge=figure.hedge, rule=f"count.{figure.rule}")
        if number == "du":
            return replace(phrase, low=2, high=2, rule="count.dual")
        if number == "pl":
            return replace(phrase, low=2, high=None, hedge="vague", rule="count.bare-plural")
        return replace(phrase, low=1, high=1, rule="count.singular")

    # -- what follows the noun -----------------------------------------------------------------------

    def _modifiers(self, phrase: Phrase, word: PeopleWord | None, figure: Figure | None) -> Phrase:
        tg, end = self.tg, self.end
        k = phrase.end
        noun_stop = k
        group, role, actor, affiliated = phrase.group, phrase.role, phrase.actor, phrase.affiliated
        nation: tuple[int, int] | None = None
        other, low, high, hedge, rule = phrase.other, phrase.low, phrase.high, phrase.hedge, phrase.rule
        counted, number = phrase.counted, phrase.number
        figure_span = phrase.figure
        skipped = 0
        if tg.an[phrase.noun].pron:
            affiliated = False
        while k < end:
            if tg.text(k) in "()" or tg.is_quote(k):
                # A bracket after the noun holds an age or a gloss; a quote may open the name of a body.
                if tg.text(k) == "(":
                    close = self._close(k)
                    if close is None:
                        break
                    k = close
                    continue
                if tg.is_quote(k) and not affiliated and word is not None and word.member:
                    quoted = self.affiliation(k)
                    if quoted is not None:
                        group, actor, role2, k = (quoted[0], quoted[1]), quoted[2], quoted[3], quoted[1]
                        role = role if role != "unknown" else role2
                        affiliated = True
                        continue
                break
            if not tg.is_word(k) and not tg.is_number(k):
                break
            an = tg.an[k]
            sense_other = tg.sense(k, "people")
            if sense_other is not None and sense_other.id == "others" and not an.conj:
                k += 1
                noun_stop = k
                continue
            if an.conj:
                break
            after = tg.sense(k, "hedge")
            if after is not None and getattr(after.data, "where", "") in ("after", "both"):
                assert isinstance(after.data, HedgeWord)
                k = tg.end(k, "hedge")
                if hedge == "exact" and low is not None and low == high and counted:
                    low, high, hedge = bounds(low, after.data.hedge)
                    rule = f"{rule}+{hedge}"
                    figure_span = (figure_span[0], k) if figure_span else None
                continue
            post = tg.sense(k, "number")
            if (
                post is not None
                and k in self.figures
                and (not counted or hedge == "all")
                and (figure is None or hedge == "all")
            ):
                fig = self.figures[k]
                if fig.things or (not an.art and phrase.number != "du" and fig.value not in (1, 2)):
                    break
                low, high, hedge, rule, counted = fig.low, fig.high, fig.hedge, "count.after-noun", True
                figure_span = (fig.start, fig.end)
                k = fig.end
                continue
            nat = tg.sense(k, "nation")
            if nat is not None and not an.prep and k not in tg.actors:
                if nation is None:
                    nation = (k, k + 1)
                else:
                    nation = (nation[0], k + 1)
                k += 1
                noun_stop = k
                continue
            construct = not affiliated and nation is None and k == phrase.end and not phrase.definite and not an.prep
            if construct and (word is None or word.member or phrase.harm or word.id == "official" or phrase.generic):
                body = self._body(k)
                if body is None and word is not None and word.member and tg.text(k).startswith(tg.lang.article):
                    # عناصر التمرد, قوات الصاعقة: a definite word after a noun of members names their body.
                    if not tg.has(k, "during", "calendar", "others", "report", "manner"):
                        body = (k, max(k + 1, tg.end(k, "people")), None, "unknown")
                if body is not None:
                    whole = word is not None and word.id in ("official", "forces")
                    group, affiliated, k = (phrase.noun if whole else body[0], body[1]), True, body[1]
                    actor = None if whole else body[2]
                    role = role if role != "unknown" or whole else body[3]
                    continue
            hangs = (word is not None and word.member) or (phrase.harm is not None and not phrase.definite)
            if an.prep and not affiliated and hangs and nation is None:
                # جنود بالجيش المصري, قتلى للنظام: the body hangs on a glued preposition.
                body = self._body(k)
                if body is not None:
                    group, actor, affiliated, k = (body[0], body[1]), body[2], True, body[1]
                    role = role if role != "unknown" else body[3]
                    continue
            if not affiliated and self._links(k):
                found = self._linked(k, phrase, word)
                if found is not None:
                    start, stop, ident, role2, kind = found
                    group, actor, k = (start, stop), ident, stop
                    role = role2 if kind == "noun" or role == "unknown" else role
                    affiliated = True
                    continue
            mate = tg.sense(k, "people")
            if (
                mate is not None
                and k == phrase.end
                and not an.prep
                and mate.id != "others"
                and (not an.art or phrase.definite or phrase.number == "pl")
            ):
                # Two nouns side by side (شخصا مدنيا, رجال أمن): the second says more of who they are.
                second = mate.data
                assert isinstance(second, PeopleWord)
                if second.role != "unknown" or phrase.generic or phrase.harm:
                    group, role = (k, tg.end(k, "people")), second.role if second.role != "unknown" else role
                    word = second
                k = tg.end(k, "people")
                noun_stop = k
                continue
            if skipped < 2 and self._adjective(k, phrase):
                skipped += 1
                k += 1
                continue
            break
        if nation is not None and not affiliated:
            group, affiliated = nation, True
        stop = max(noun_stop, group[1] if group else 0, figure_span[1] if figure_span else 0)
        stop = max(stop, k if other or skipped == 0 else noun_stop)
        return replace(
            phrase, end=stop, group=group, role=role, actor=actor, affiliated=affiliated, other=other, low=low,
            high=high, hedge=hedge, rule=rule, counted=counted, figure=figure_span, number=number,
        )  # fmt: skip

    def _close(self, k: int) -> int | None:
        for at in range(k + 1, min(k + 12, self.end)):
            if self.tg.text(at) == ")":
                return at + 1
        return None

    def _adjective(self, k: int, phrase: Phrase) -> bool:
        """Tell whether an unlisted word may be an adjective of the noun that an affiliation follows."""
        tg = self.tg
        an = tg.an[k]
        if tg.known(k) or an.conj or an.prep or not tg.is_word(k) or k in tg.places:
            return False
        return k + 1 < self.end and (self._links(k + 1) or tg.has(k + 1, "people", "nation"))

    def _links(self, k: int) -> bool:
        return self.tg.has(k, "of", "rows", "belong", "in")

    def _linked(self, k: int, phrase: Phrase, word: PeopleWord | None) -> tuple[int, int, str | None, Role, str] | None:
        """Read the affiliation that من, في, من صفوف, تابع لـ introduce."""
        tg = self.tg
        for cat in ("rows", "belong", "of", "in"):
            if not tg.has(k, cat):
                continue
            stop = tg.end(k, cat)
            if cat == "in" and not (word is not None and (word.member or word.id in ("worker", "official"))):
                return None
            if stop < self.end and tg.is_quote(stop):
                quoted = self.affiliation(stop)
                return (*quoted, "body") if quoted else None
            body = self.affiliation(stop)
            if body is not None:
                return (*body, "body")
            if cat in ("of", "rows") and stop < self.end:
                people = tg.sense(stop, "people")
                if people is not None and people.number != "sg" and people.id != "others":
                    data = people.data
                    assert isinstance(data, PeopleWord)
                    inner = self._modifiers(
                        Phrase(stop, tg.end(stop, "people"), None, None, "exact", None, stop,
                               (stop, tg.end(stop, "people")), data.role, ""), data, None)  # fmt: skip
                    if inner.group is not None:
                        return inner.group[0], inner.group[1], inner.actor, inner.role, "noun"
                if tg.has(stop, "nation"):
                    return stop, stop + 1, None, "unknown", "noun"
            return None
        return None

    # -- bodies --------------------------------------------------------------------------------------

    def affiliation(self, k: int) -> tuple[int, int, str | None, Role] | None:
        """Read a body after a link, passing over the nouns that only lead to it (من عناصر …)."""
        tg = self.tg
        at = k
        while at < self.end and tg.is_quote(at):
            at += 1
        if at + 1 < self.end and tg.has(at, "nationality") and tg.has(at + 1, "nation"):
            # مقيمين من الجنسية اليمنية
            return at + 1, at + 2, None, "unknown"
        for _ in range(3):
            body = self._body(at)
            if body is not None:
                return body
            people = tg.sense(at, "people") if at < self.end else None
            if people is not None and people.number == "pl" and at not in tg.actors:
                data = people.data
                if isinstance(data, PeopleWord) and (data.member or data.generic):
                    following = tg.end(at, "people")
                    if following < self.end and not tg.an[following].prep and not tg.an[following].conj:
                        while following < self.end and tg.is_quote(following):
                            following += 1
                        at = following
                        continue
            break
        if tg.is_quote(k):
            close = next((q for q in range(at, min(at + 7, self.end)) if tg.is_quote(q)), None)
            if close is not None and close > at:
                return at, close, None, "unknown"
        return None

    def _body(self, k: int) -> tuple[int, int, str | None, Role] | None:
        """Read the name of a body at ``k``: a registered actor, or a noun for one with what makes it one."""
        tg, end = self.tg, self.end
        if k >= end:
            return None
        if k in tg.actors:
            actor, stop = tg.actors[k]
            return k, stop, actor.id, _role_of(actor)
        source = tg.sense(k, "source")
        if source is None or not isinstance(source.data, SourceWord) or tg.an[k].pron:
            return None
        if source.id not in ("army", "ministry", "aid", "monitor"):
            return None
        stop = tg.end(k, "source")
        at = stop
        while at < end and tg.is_quote(at):
            at += 1
        if at < end and at in tg.actors:
            actor, stop = tg.actors[at]
            return k, stop, actor.id, _role_of(actor)
        role: Role = "combatant" if source.id == "army" else "unknown"
        definite = bool(tg.an[k].art)
        while at < end and at - k < 5 and tg.is_word(at):
            an = tg.an[at]
            if (
                an.conj
                or an.prep
                or tg.has(at, "function", "during", "of", "in", "report", "comp", "harm", "rel", "calendar", "loose")
            ):
                break
            if an.art or tg.text(at).startswith(tg.lang.article) or tg.has(at, "nation", "source"):
                at += 1
                stop = at
                definite = True
                continue
            break
        if not definite:
            return None
        return k, stop, None, role


def _role_of(actor: Actor) -> Role:
    return "combatant" if actor.kind in _ARMED_KINDS else "unknown"
