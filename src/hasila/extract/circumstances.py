"""Where, when, by what means and by whom: read near each claim, handed on within a story."""

from dataclasses import dataclass
from datetime import timedelta

from hasila.extract.dates import Dated, DateReader
from hasila.extract.draft import Draft
from hasila.extract.people import PeopleReader
from hasila.extract.tagging import Tagged
from hasila.languages.schema import MeansWord
from hasila.model import Actor, Means, Party, Place, Scope, When

#: The more exact a place, the better it says where: a village before its governorate before its country.
_EXACT = {
    "front": 9,
    "village": 9,
    "district": 8,
    "town": 7,
    "unknown": 7,
    "adm2": 4,
    "area": 3,
    "adm1": 3,
    "country": 1,
}
#: A place or means loses one point of exactness for every so many tokens between it and the claim.
_PER_POINT = 7
#: Circumstances are handed on to at most this many sentences.
_HANDED_ON = 4


@dataclass(slots=True)
class Setting:
    """What a sentence says of its circumstances, with the tokens where it says so."""

    places: list[tuple[int, int, float]]
    dates: list[Dated]
    means: list[tuple[int, Means, int]]
    agents: list[tuple[int, int]]


class Circumstances:
    """Reads settings of sentences and hands them to the claims in them.

    ``published`` is an ISO date or ``None``; ``saying`` are tokens of the act of saying, not of what happened.
    """

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int] = frozenset()) -> None:
        self.tg = tg
        self.saying = saying
        self.dates = DateReader(tg, published, saying)
        self.settings: dict[int, Setting] = {}
        self._paragraph = self._paragraphs()

    def _paragraphs(self) -> list[int]:
        out, number = [], 0
        previous = 0
        for begin, _ in self.tg.doc.sentences:
            if any(self.tg.is_break(q) for q in range(previous, begin)):
                number += 1
            out.append(number)
            previous = begin
        return out

    def setting(self, n: int) -> Setting:
        """Return what sentence ``n`` says, read once."""
        known = self.settings.get(n)
        if known is None:
            begin, end = self.tg.doc.sentences[n]
            known = Setting(
                self._places(begin, end), self.dates.read(begin, end), self._means(begin, end), self._agents(begin, end)
            )
            self.settings[n] = known
        return known

    def _near(self, n: int) -> list[int]:
        """Return the sentence, those before it in its paragraph, then those before that, then the lead."""
        back = list(range(n, max(-1, n - _HANDED_ON), -1))
        own = [m for m in back if self._paragraph[m] == self._paragraph[n]]
        return own + [m for m in back if m not in own]

    # -- places --------------------------------------------------------------------------------------

    def _places(self, begin: int, end: int) -> list[tuple[int, int, float]]:
        """Mentions as (start, end, points). A name that is also a common word needs a noun for a place before it."""
        tg, out = self.tg, []
        k = begin
        while k < end:
            noun = tg.has(k, "placeword") and not tg.an[k].pron and not tg.has(k, "placeadj")
            at = tg.end(k, "placeword") if noun else k
            while noun and at < end and tg.is_quote(at):
                at += 1
            if at < end and at in tg.places and not self._in_name(at):
                entry, stop = tg.places[at]
                if at in tg.weak_places and not noun and not self._led(at):
                    k += 1
                    continue
                points = _EXACT.get(entry.precision, 1) + (1.5 if noun else 0) + (1 if self._located(k, begin) else 0)
                if k not in self.saying:
                    out.append((at, stop, points))
                k = stop
                continue
            if noun and at < end and self._unlisted(k, at):
                stop = at + 1
                if stop < end and self._unlisted(k, stop) and tg.text(stop).startswith(tg.lang.article):
                    stop += 1
                if k not in self.saying:
                    out.append((k, stop, _EXACT["unknown"] + (1 if self._located(k, begin) else 0)))
                k = stop
                continue
            k += 1
        return out

    def _in_name(self, k: int) -> bool:
        """Tell whether a place's name is part of a longer name of a body (جيش لبنان)."""
        tg = self.tg
        if tg.has(k, "calendar"):
            return True
        for q in range(max(0, k - 4), k + 1):
            if q in tg.actors and tg.actors[q][1] >= tg.places[k][1] and tg.actors[q][1] - q > 1:
                return True
        return False

    def _led(self, k: int) -> bool:
        """Tell whether a place's name itself begins with a noun for a place (محافظة صلاح الدين)."""
        return self.tg.places[k][1] - k > 1 and self.tg.has(k, "placeword")

    def _located(self, k: int, begin: int) -> bool:
        tg = self.tg
        return bool(tg.an[k].prep) or (k > begin and tg.has(k - 1, "in", "near"))

    def _unlisted(self, noun: int, at: int) -> bool:
        """Tell whether an unlisted word after a noun for a place may be its name (بلدة شيلوبي)."""
        tg = self.tg
        if not tg.is_word(at) or tg.known(at) or at in tg.actors or len(tg.text(at)) < 3:
            return False
        if tg.an[noun].art:
            return False
        return not tg.text(at).startswith(tg.lang.glued)

    def place(self, draft: Draft) -> Place | None:
        """Return the place that best says where: exact, near the claim, not part of who or who says."""
        if draft.territory is not None:
            start, end = draft.territory
            inside = [p for p in self.setting(draft.sentence).places if start - 1 <= p[0] < end + 2]
            if inside:
                return self._place(max(inside, key=lambda p: p[2]))
        group = draft.phrase.group or (0, 0)
        for n in self._near(draft.sentence):
            places = [p for p in self.setting(n).places if not group[0] <= p[0] < group[1]]
            if places:
                return self._place(max(places, key=lambda p: p[2] - self._distance(p[0], draft, n) / _PER_POINT))
        return None

    def _distance(self, k: int, draft: Draft, n: int) -> int:
        if n != draft.sentence:
            return 0
        return max(draft.phrase.start - k, k - draft.phrase.end, 0)

    def _place(self, mention: tuple[int, int, float]) -> Place:
        tg = self.tg
        start, end, _ = mention
        span = tg.name_span(start, end)
        known = tg.places.get(start)
        if known is None:
            return Place(id=None, name=None, lat=None, lon=None, precision="unknown", span=span)
        entry = known[0]
        return Place(id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=span)

    # -- dates ---------------------------------------------------------------------------------------

    def date(self, draft: Draft) -> When | None:
        """Return the date nearest the claim in its sentence, else of a sentence before it in the same story."""
        found = self._dated(draft)
        return self.dates.when(found) if found is not None else None

    def _dated(self, draft: Draft) -> Dated | None:
        for n in self._near(draft.sentence):
            dates = self.setting(n).dates
            if n != draft.sentence:
                # A war's beginning or last year's attack told in passing is not handed on.
                dates = [d for d in dates if not d.since and d.last - d.first <= timedelta(days=2)]
            if dates:
                return min(dates, key=lambda d: (self._distance(d.start, draft, n), not d.written))
            if n != draft.sentence and self.setting(n).places and self.setting(draft.sentence).places:
                # The story has moved on to another place: its day is not known from here.
                mine, theirs = self.setting(draft.sentence).places, self.setting(n).places
                if not {self.tg.text(p[0]) for p in mine} & {self.tg.text(p[0]) for p in theirs}:
                    return None
        return None

    # -- means and agents ----------------------------------------------------------------------------

    def _means(self, begin: int, end: int) -> list[tuple[int, Means, int]]:
        tg = self.tg
        out = []
        for k in range(begin, end):
            sense = tg.sense(k, "means")
            if sense is not None and isinstance(sense.data, MeansWord):
                out.append((k, sense.data.means, sense.data.rank))
        return out

    def means(self, draft: Draft) -> Means | None:
        """Return the means told nearest the claim (a telling word before a general one), or by its harm word."""
        if draft.word is not None and draft.word.means is not None:
            return draft.word.means
        for n in self._near(draft.sentence):
            means = self.setting(n).means
            if means:
                best = max(means, key=lambda m: (m[2] * 2 - self._distance(m[0], draft, n) / _PER_POINT, -m[0]))
                return best[1]
        return None

    def _agents(self, begin: int, end: int) -> list[tuple[int, int]]:
        tg = self.tg
        people = PeopleReader(tg, {}, begin, end)
        out = []
        for k in range(begin, end):
            if tg.has(k, "agentby"):
                at = tg.end(k, "agentby")
            elif tg.has(k, "means") and not tg.has(k, "harm"):
                at = tg.end(k, "means")
            else:
                continue
            body = people.affiliation(at) if at < end else None
            if body is not None:
                out.append((body[0], body[1]))
        return out

    def by(self, draft: Draft) -> Party | None:
        """Return who did it: the verb's own subject, else whom *by* or the means names in the sentence."""
        tg = self.tg
        found = draft.agent
        if found is None:
            agents = self.setting(draft.sentence).agents
            group = draft.phrase.group
            agents = [a for a in agents if group is None or a[1] <= group[0] or a[0] >= group[1]]
            found = min(agents, key=lambda a: abs(a[0] - draft.phrase.start)) if agents else None
        if found is None:
            return None
        known = tg.actors.get(found[0])
        actor = known[0] if known else next((tg.actors[q][0] for q in range(*found) if q in tg.actors), None)
        return Party(actor=actor.id if actor else None, name=display_name(actor), span=tg.name_span(*found))

    def scope(self, draft: Draft) -> Scope:
        """Tell an incident's figure from a period's and from one since a war or year began (codebook, rule 19)."""
        tg = self.tg
        begin, end = tg.doc.sentences[draft.sentence]
        dated = next((d for d in self.setting(draft.sentence).dates if self._dated(draft) is d), None)
        if any(tg.has(k, "cumulative") for k in range(begin, end)) or (dated is not None and dated.since):
            return "cumulative"
        if any(tg.has(k, "period") for k in range(begin, end)):
            return "period"
        if (
            dated is not None
            and timedelta(days=3) <= dated.last - dated.first <= timedelta(days=366)
            and draft.phrase.counted
        ):
            return "period" if (draft.phrase.low or 0) > 2 else "event"
        return "event"


def display_name(actor: Actor | None) -> str | None:
    """Return the name under which an actor is shown: the first English one, else the first of any language."""
    if actor is None:
        return None
    names = actor.names.get("en") or next(iter(actor.names.values()))
    return names[0]
