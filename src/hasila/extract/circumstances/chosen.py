"""Where, when, by what means and by whom: the mention that belongs to each claim.

A mention in the claim's own words is rarely in doubt; most claims are told a sentence or a paragraph away from their
place and day. Which mention is the claim's is learned (:mod:`hasila.extract.judge`): each one near by is weighed by
how it stands to the claim, and the likeliest is taken, or none where none is likely.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from hasila.extract.circumstances.finalplaces import behind, sharper, told_day
from hasila.extract.circumstances.mention import EXACT, Mention
from hasila.extract.circumstances.mentions import MentionReader, Setting
from hasila.extract.circumstances.stretches import Dated
from hasila.extract.draft import Draft
from hasila.extract.judge import bucket, probability, reasons
from hasila.extract.tagging import Tagged, meets
from hasila.languages import Language, Weights
from hasila.model import BY_DEGREES, Actor, Means, Party, Place, Scope, When
from hasila.registry.gazetteer import PlaceEntry
from hasila.text.document import BREAK

Slot = Literal["place", "date", "means", "scope"]
#: The slots for which mentions are weighed, in the order in which they are chosen.
_NAMED: tuple[Slot, ...] = ("place", "date", "means")
#: Mentions are looked for so many sentences back, one sentence on, and in the first two of the report.
_BACK, _ON, _LEAD = 6, 1, 2
#: Of one sentence at most so many: a text without full stops would take time without end.
_MOST = 40
#: Places lie in one another this deep: village, district, governorate, country.
_NESTED = 5
_STOPS = frozenset("،؛")
#: What tells of a stretch of time, or of a total.
_TIMELY = ("cumulative", "period", "since", "during", "total", "calendar")
_SIZES = ((1, "one"), (9, "few"), (99, "tens"), (999, "hundreds"))
_SCOPES: tuple[Scope, ...] = ("event", "period", "cumulative")
#: What may stand between a mention and the claim, in one sentence, and tell that it belongs to something else.
_BETWEEN = ("report", "comp", "rel", "harm", "meanwhile", "subset", "caused", "source")


#: A place so named is not told of: the head of a dateline, and one that only says where another is.
_PASSING = frozenset({"dateline", "reference"})


class Circumstances:
    """Reads the settings of sentences and chooses what of them belongs to a claim.

    ``published`` is an ISO date or ``None``; ``saying`` are tokens of the act of saying, not of what happened.
    """

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int] = frozenset()) -> None:
        self.tg = tg
        self.reader = MentionReader(tg, published, saying)
        self._paragraph = self._paragraphs()
        self._model = tg.lang.judge
        #: Arabic bulletins name the province where they count a period; where the weights are borrowed from there, it
        #: stands beside any town and says nothing of that.
        self._silent = "precision:adm1" if tg.lang.grammar.judge_of is not None else ""
        #: Commas and semicolons, in order.
        self._stops = sorted(q for mark in _STOPS for q in tg.marks.get(mark, ()))
        #: The tokens of what may stand between a mention and a claim, in order.
        self._telling = [(name, [q for q in tg.at(name) if tg.tells(q, name)]) for name in _BETWEEN]
        self._pairs: dict[tuple[str, str], bool] = {}
        #: What follows from a mention and its sentence alone, as features, by ``id`` (settings keep them) and where.
        self._tagged: dict[tuple[int, str], list[str]] = {}
        self._exact: dict[tuple[int, str], list[str]] = {}
        self._scopes: dict[tuple[int, bool, int], Scope] = {}
        self._stands: dict[tuple[str, ...], list[str]] = {}
        self._timely: dict[int, list[tuple[str, list[int]]]] = {}
        self._chosen: dict[tuple[str, int], tuple[Draft, Mention | None, tuple[str, ...]]] = {}
        #: The draft before each, in the order of the text, by id.
        self._before: dict[int, Draft] = {}

    def follow(self, drafts: Sequence[Draft], *, choose: bool = True) -> None:
        """Choose for all claims, in order: what the one before was given tells much of the next.

        Called when wholes and parts are known. Without it each claim is judged for itself. Training does not
        ``choose`` here.
        """
        self._chosen.clear()
        self._before = {id(draft): before for before, draft in pairwise(drafts)}
        for draft in drafts if choose else ():
            for slot in _NAMED:
                self._best(slot, draft.denied or draft)

    def decide(self, slot: Slot, draft: Draft, mention: Mention | None) -> None:
        """Let a claim have a mention, whatever would be chosen."""
        self._chosen[slot, id(draft)] = (draft, mention, ())

    def _paragraphs(self) -> list[int]:
        out, number = [], 0
        previous = 0
        breaks = [q for q, token in enumerate(self.tg.tokens) if token.kind == BREAK]
        for begin, _ in self.tg.doc.sentences:
            if meets(breaks, previous, begin):
                number += 1
            out.append(number)
            previous = begin
        return out

    # -- candidates ------------------------------------------------------------------------------------

    def candidates(self, slot: Slot, draft: Draft) -> list[tuple[Mention, list[str]]]:
        """Return the mentions that may be a claim's place, date or means, each with its features."""
        here = draft.sentence
        size = len(self.tg.doc.sentences)
        near = [*range(here, max(-1, here - _BACK - 1), -1), *range(here + 1, min(size, here + _ON + 1))]
        near += [m for m in range(min(_LEAD, size)) if m not in near]
        own = bool(self._of(slot, here))
        group = draft.phrase.group or (0, 0)
        out = []
        seen = 0
        for m in near:
            mentions = self._near(slot, m, draft)
            if slot == "date":
                mentions = [x for x in mentions if self._told_of(x, draft)]
            if not mentions:
                continue
            if slot == "place" and any(group[0] <= x.start < group[1] for x in mentions):
                mentions = [x for x in mentions if not group[0] <= x.start < group[1]]
            nearest = self._nearest(draft, mentions) if m == here and mentions else None
            for mention in mentions:
                out.append((mention, self._features(slot, draft, mention, mentions, nearest, own, seen)))
            seen += bool(mentions)
        if slot == "place":
            # Each place of each sentence once: many are told again and again.
            times: dict[str, int] = {}
            everywhere: dict[str, PlaceEntry] = {}
            by_sentence: dict[int, dict[str, PlaceEntry]] = {}
            for mention, _ in out:
                if isinstance(mention.value, PlaceEntry):
                    ident = mention.value.id
                    times[ident] = times.get(ident, 0) + _PASSING.isdisjoint(mention.tags)
                    everywhere[ident] = by_sentence.setdefault(mention.sentence, {})[ident] = mention.value
            for mention, found in out:
                if isinstance(mention.value, PlaceEntry):
                    found.append(f"told:{min(times[mention.value.id], 4)}")
                    found += self._among(mention.value, everywhere, "")
                    found += self._among(mention.value, by_sentence[mention.sentence], "-here")
                else:
                    found.append("among:unknown")
        for mention, found in out if slot != "means" else ():
            found += self._like(slot, draft, mention)
        return out

    def _told_of(self, day: Mention, draft: Draft) -> bool:
        """Tell whether a day may be a claim's: one that *the day after* leads to is only that of what it followed."""
        if day.end > day.start + 1 or not self.tg.has(day.start, "aftermath"):
            return True
        return day.sentence == draft.sentence and draft.anchor[0] >= day.start

    def _like(self, slot: Slot, draft: Draft, mention: Mention) -> list[str]:
        """How a mention stands to what the claim before this one and its whole were given."""
        out = []
        m = mention.sentence - draft.sentence
        where = "here" if m == 0 else "back" if m < 0 else "on"
        before = self._before.get(id(draft))
        if before is not None and (given := self._given(slot, before)) is not None:
            rel = self._between(slot, before, draft)
            out += [f"prev:{rel}.{_alike(given, mention)}", f"prev:{rel}.{_alike(given, mention)}.{where}"]
        whole = draft.part_of
        if whole is not None and (given := self._given(slot, whole)) is not None:
            out += [f"whole:{_alike(given, mention)}", f"whole:{_alike(given, mention)}.{where}"]
        return out

    def _given(self, slot: Slot, draft: Draft) -> Mention | None:
        """Return what a claim was given so far."""
        return self._chosen.get((slot, id(draft.denied or draft)), (None, None, ()))[1]

    def _between(self, slot: Slot, before: Draft, draft: Draft) -> str:
        """How near the claim before stands: with no mention between, in one sentence, in the one before, or away."""
        far = draft.sentence - before.sentence
        if far:
            return "next" if far == 1 and self._paragraph[draft.sentence] == self._paragraph[before.sentence] else "far"
        low, high = sorted((before.phrase.end, draft.phrase.start))
        return "split" if any(low <= x.start < high for x in self._of(slot, draft.sentence)) else "joined"

    def _among(self, entry: PlaceEntry, others: Mapping[str, PlaceEntry], name: str) -> list[str]:
        """How a place stands to others near the claim: around one of them, or inside one."""
        # Claims that stand beside each other have the same places near them.
        key = (name, entry.id, *others)
        known = self._stands.get(key)
        if known is None:
            known = self._stands[key] = []
            if any(self._around(entry, x) for x in others.values()):
                known.append(f"among:around{name}")
            if any(self._around(x, entry) for x in others.values()):
                known.append(f"among:inside{name}")
        return known

    def _nearest(self, draft: Draft, mentions: Sequence[Mention]) -> Mention:
        """Return the mention of the claim's sentence that stands nearest to it."""
        low, high = min(draft.phrase.start, draft.anchor[0]), max(draft.phrase.end, draft.anchor[1])
        return min(mentions, key=lambda x: min(abs(x.start - high), abs(x.end - low)))

    def _around(self, whole: PlaceEntry, part: PlaceEntry) -> bool:
        """Tell whether a place is the wider of two of which the other lies in it, or right by it."""
        pair = (whole.id, part.id)
        known = self._pairs.get(pair)
        if known is None:
            known = self._pairs[pair] = self._is_around(whole, part)
        return known

    def _is_around(self, whole: PlaceEntry, part: PlaceEntry) -> bool:
        if EXACT.get(whole.precision, 1) >= EXACT.get(part.precision, 1):
            return False
        parent = part.parent
        for _ in range(_NESTED):
            if parent is None:
                break
            if parent == whole.id:
                return True
            place = self.tg.registry.places.get(parent)
            parent = place.parent if place is not None else None
        return whole.precision != "country" and abs(whole.lat - part.lat) + abs(whole.lon - part.lon) < BY_DEGREES

    def _places(self, n: int) -> list[Mention]:
        return self._of("place", n) if 0 <= n < len(self.tg.doc.sentences) else []

    def _near(self, slot: Slot, n: int, draft: Draft) -> list[Mention]:
        """Return the mentions of sentence ``n``; of a sentence that has very many, those nearest to the claim."""
        found = self._of(slot, n)
        if len(found) <= _MOST:
            return found
        at = bisect_left(found, draft.phrase.start, key=lambda mention: mention.start)
        first = min(max(0, at - _MOST // 2), len(found) - _MOST)
        return found[first : first + _MOST]

    def _of(self, slot: Slot, n: int) -> list[Mention]:
        setting: Setting = self.reader.setting(n)
        return setting.places if slot == "place" else setting.dates if slot == "date" else setting.means

    def _features(
        self,
        slot: Slot,
        draft: Draft,
        mention: Mention,
        beside: Sequence[Mention],
        nearest: Mention | None,
        own: bool,
        seen: int,
    ) -> list[str]:
        m, n = mention.sentence, draft.sentence
        if m == n:
            low, high = min(draft.phrase.start, draft.anchor[0]), max(draft.phrase.end, draft.anchor[1])
            inside = low <= mention.start < high
            side = "in" if inside else "before" if mention.end <= low else "after"
            between = range(mention.end, low) if side == "before" else range(high, mention.start)
            where = f"here.{side}"
            out = [f"gap:{side}.{bucket(len(between) // 2)}"]
            out += [f"between:{name}.{side}" for name, at in self._telling if meets(at, between.start, between.stop)]
            if meets(self._stops, between.start, between.stop):
                out.append(f"stop:{side}")
            out.append(f"nearest:{nearest is mention}.{side}")
        else:
            far = n - m
            same = self._paragraph[m] == self._paragraph[n]
            where = "on" if far < 0 else f"back{min(far, 4)}"
            out = [f"paragraph:{same}.{where}", f"seen:{min(seen, 3)}", f"order:{beside[0] == mention}.{where}",
                   f"last:{beside[-1] is mention}.{where}"]  # fmt: skip
            if m < _LEAD:
                out.append(f"lead:{m}")
        out += [f"where:{where}", f"own:{own}.{where}", f"slot-own:{own}"]
        out += self._tags(mention, where)
        out += [f"beside:{min(len(beside), 4)}", f"harm:{draft.harm}.{where.split('.')[0]}"]
        out.append(f"part:{draft.part_of is not None}.{where.split('.')[0]}")
        if slot == "place":
            out += self._exactness(mention, beside, where)
            if draft.territory is not None:
                start, end = draft.territory
                out.append(f"ground:{start - 1 <= mention.start < end + 2}")
        if slot == "means" and draft.word is not None:
            out.append(f"word:{draft.word.means == mention.value}" if draft.word.means else "word:silent")
        return out

    def _tags(self, mention: Mention, where: str) -> list[str]:
        known = self._tagged.get((id(mention), where))
        if known is None:
            known = [f"tag:{tag}" for tag in mention.tags] + [f"{where}:{tag}" for tag in mention.tags]
            self._tagged[id(mention), where] = known
        return known

    def _exactness(self, mention: Mention, beside: Sequence[Mention], where: str) -> list[str]:
        """How exact a place is among those of its sentence."""
        if beside is not self._of("place", mention.sentence):
            return self._read_exactness(mention, beside, where)
        known = self._exact.get((id(mention), where))
        if known is None:
            known = self._exact[id(mention), where] = self._read_exactness(mention, beside, where)
        return known

    def _read_exactness(self, mention: Mention, beside: Sequence[Mention], where: str) -> list[str]:
        own = _exact(mention)
        rank = min(sum(_exact(x) > own for x in beside), 2)
        out = [f"exact:{rank}.{where}", f"exact-of:{rank}.{min(len(beside), 3)}"]
        following = next((x for x in beside if 0 <= x.start - mention.end <= 3), None)
        before = next((x for x in beside if 0 <= mention.start - x.end <= 3), None)
        if following is not None:
            out.append(f"then:{'wider' if _exact(following) < _exact(mention) else 'narrower'}")
        if before is not None:
            out.append(f"since:{'wider' if _exact(before) < _exact(mention) else 'narrower'}")
        return out

    def _best(self, slot: Slot, draft: Draft) -> Mention | None:
        key = (slot, id(draft))
        if key not in self._chosen:
            self._chosen[key] = (draft, *self._choose(slot, draft))
        return self._chosen[key][1]

    def _choose(self, slot: Slot, draft: Draft) -> tuple[Mention | None, tuple[str, ...]]:
        """Return the mention that is likeliest the claim's, and what spoke for it most."""
        right = behind(self.tg, draft, self._of(slot, draft.sentence)) if slot == "place" else None
        if right is not None:
            return right, ("right-behind",)
        found = self.candidates(slot, draft)
        weights = self._model.circumstances.get(slot) if self._model is not None else None
        if not found or weights is None:
            # Nothing was learned for this language: what stands nearest, in the claim's sentence or before it.
            return next((mention for mention, _ in found if mention.sentence <= draft.sentence), None), ("nearest",)
        sure, _, mention, features = max(
            (probability(weights, f), -n, mention, f) for n, (mention, f) in enumerate(found)
        )
        if sure < weights.least:
            final = slot == "date" and self.tg.lang.grammar.verb_final and draft.territory is None
            day = told_day(self.tg, draft.sentence, lambda n: self._of("date", n)) if final else None
            return day, ("incident-told",) if day is not None else ()
        told = tuple(reasons(weights, features, "chosen", 2))
        if slot == "place" and self.tg.lang.grammar.verb_final and draft.territory is None:
            exact = sharper(mention, draft.sentence, self._places)
            return exact, told if exact is mention else ("incident-told", *told)
        return mention, told

    def why(self, draft: Draft) -> list[tuple[str, str, tuple[int, int]]]:
        """Return the mentions given to a claim so far, as (slot, what spoke for it, tokens)."""
        out = []
        for slot in ("place", "date", "means"):
            _, mention, names = self._chosen.get((slot, id(draft)), (None, None, ()))
            if mention is not None:
                out += [(slot, name, (mention.start, mention.end)) for name in names]
        return out

    # -- what a claim is given ---------------------------------------------------------------------------

    def place(self, draft: Draft) -> Place | None:
        """Return where it happened, or ``None``."""
        mention = self._best("place", draft)
        if mention is None:
            return None
        span = self.tg.name_span(*mention.named)
        entry = self.reader.place_of(mention)
        if entry is None:
            # What the gazetteer does not have is told apart by its noun: a village, or a spot in or by one.
            kind = "village" if "settled" in mention.tags else "district" if "noun" in mention.tags else "unknown"
            return Place(id=None, name=None, lat=None, lon=None, precision=kind, span=span)
        return Place(id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=span)

    def date(self, draft: Draft) -> When | None:
        """Return the day or days, or ``None``."""
        mention = self._best("date", draft)
        return self.reader.dates.when(mention.value) if mention and isinstance(mention.value, Dated) else None

    def means(self, draft: Draft) -> Means | None:
        """Return by what means, or ``None``: told by the harm word, else the likeliest mention."""
        if draft.word is not None and draft.word.means is not None:
            return draft.word.means
        mention = self._best("means", draft)
        return mention.value if mention is not None and isinstance(mention.value, str) else None

    def by(self, draft: Draft) -> Party | None:
        """Return who did it: the verb's own subject, else whom *by* or the means names in the sentence."""
        tg = self.tg
        found = draft.agent
        if found is None:
            agents = self.reader.setting(draft.sentence).agents
            group = draft.phrase.group
            agents = [a for a in agents if group is None or a[1] <= group[0] or a[0] >= group[1]]
            found = min(agents, key=lambda a: abs(a[0] - draft.phrase.start)) if agents else None
        if found is None:
            return None
        known = tg.actors.get(found[0])
        actor = known[0] if known else next((tg.actors[q][0] for q in range(*found) if q in tg.actors), None)
        return Party(actor=actor.id if actor else None, name=display_name(actor), span=tg.name_span(*found))

    # -- scope -------------------------------------------------------------------------------------------

    def scopes(self, draft: Draft) -> list[tuple[Scope, list[str]]]:
        """Return each scope with the features that speak for or against it (codebook, rule 19)."""
        said = self._said(draft)
        return [(scope, [f"{scope}:{what}" for what in said]) for scope in _SCOPES]

    def _said(self, draft: Draft) -> list[str]:
        """Return what a claim says of its scope."""
        phrase = draft.phrase
        dated = self._best("date", draft)
        said: list[str] = []
        for name, at in self._times(draft.sentence):
            near = min(abs(q - phrase.start) for q in at)
            said += [name, f"{name}.{bucket(near // 3)}"]
        if dated is not None and isinstance(dated.value, Dated):
            said += [f"date:{tag}" for tag in dated.tags] + [f"date-here:{dated.sentence == draft.sentence}"]
            said += [f"date-here:{dated.sentence == draft.sentence}.{tag}" for tag in dated.tags]
            if "since" in dated.tags:
                said += [f"since.{tag}" for tag in dated.tags if tag.startswith("long")]
        else:
            said.append("date:none")
        low = phrase.low or phrase.high or 0
        size = (
            "one" if low == 1 else "few" if low < 10 else "tens" if low < 100 else "hundreds" if low < 1000 else "many"
        )
        said += [f"size:{size}", f"size:{size}.{draft.harm}", f"harm:{draft.harm}", f"hedge:{phrase.hedge}",
                 f"total:{draft.total}", f"kind:{draft.word.kind if draft.word else 'none'}",
                 f"part:{draft.part_of is not None}", f"counted:{phrase.counted}", f"named:{phrase.named}"]  # fmt: skip
        places = self.reader.setting(draft.sentence).places
        said.append(f"places:{min(len(places), 3)}")
        said += [f"place:{t}" for x in places for t in x.tags if t.startswith("precision") and t != self._silent]
        said.append("bias")
        return said

    def _times(self, n: int) -> list[tuple[str, list[int]]]:
        """Return the kinds of words of time that sentence ``n`` has, with their tokens, read once."""
        if n not in self._timely:
            begin, end = self.tg.doc.sentences[n]
            found = [(name, self.tg.within(begin, end, name)) for name in _TIMELY]
            self._timely[n] = [(name, at) for name, at in found if at]
        return self._timely[n]

    def scope(self, draft: Draft) -> Scope:
        """Tell an incident's figure from a period's and from one since a war or year began."""
        weights = _scope_weights(self.tg.lang)
        if weights is None:
            return "event"
        of = draft.part_of
        if (
            self.tg.lang.grammar.verb_final
            and of is not None
            and not draft.phrase.named
            and (draft.subset or of.sentence == draft.sentence)
        ):
            # از این تعداد سه نفر ..., که دو نفرشان ...: some of those counted over a stretch of time.
            whole = self.scope(of)
            if whole != "event":
                return whole
        # Asked for each claim again and again while wholes are looked for; what it hangs on besides is told here.
        key = (id(draft), draft.part_of is not None, id(self._best("date", draft)))
        known = self._scopes.get(key)
        if known is None:
            said = self._said(draft)
            known = max(((probability(weights[scope], said), -n, scope) for n, scope in enumerate(_SCOPES)))[2]
            self._scopes[key] = known
        return known


@lru_cache(maxsize=8)
def _scope_weights(language: Language) -> dict[Scope, Weights] | None:
    """Return the weights of each scope by what a claim says, so that no names are put together claim by claim."""
    weights = language.judge.circumstances.get("scope") if language.judge is not None else None
    if weights is None:
        return None
    out: dict[Scope, Weights] = {}
    for scope in _SCOPES:
        of = {name.removeprefix(f"{scope}:"): w for name, w in weights.of.items() if name.startswith(f"{scope}:")}
        out[scope] = Weights(bias=weights.bias, of=of)
    return out


def _alike(a: Mention, b: Mention) -> bool:
    """Tell whether two mentions mean the same place, day or means."""
    if isinstance(a.value, PlaceEntry) and isinstance(b.value, PlaceEntry):
        return a.value.id == b.value.id
    if isinstance(a.value, Dated) and isinstance(b.value, Dated):
        return (a.value.first, a.value.last) == (b.value.first, b.value.last)
    if a.value is None and b.value is None:
        return a.named == b.named
    return a.value == b.value


def _exact(mention: Mention) -> int:
    entry = mention.value
    return EXACT.get(entry.precision, 1) if isinstance(entry, PlaceEntry) else EXACT["unknown"]


def display_name(actor: Actor | None) -> str | None:
    """Return the name under which an actor is shown: the first English one, else the first of any language."""
    if actor is None:
        return None
    names = actor.names.get("en") or next(iter(actor.names.values()))
    return names[0]
