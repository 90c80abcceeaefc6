"""Where, when, by what means and by whom: read near each claim, handed on within a paragraph."""

from dataclasses import dataclass

from hasila.extract.dates import DateReader
from hasila.extract.draft import Draft
from hasila.extract.people import PeopleReader
from hasila.extract.tagging import Tagged
from hasila.languages.schema import MeansWord
from hasila.model import Means, Party, Place, Scope, When

_PRECISION_RANK = {"front": 9, "village": 8, "district": 8, "town": 6, "adm2": 4, "area": 3, "adm1": 3, "country": 1}


@dataclass(slots=True)
class Setting:
    """What a sentence says of its circumstances."""

    places: list[tuple[int, int, int]]
    date: When | None
    means: Means | None
    means_rank: int
    agents: list[tuple[int, int]]


class Circumstances:
    """Reads settings of sentences and hands them to the claims in them."""

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int] = frozenset()) -> None:
        self.tg = tg
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
            means, rank = self._means(begin, end)
            known = Setting(
                self._places(begin, end), self.dates.read(begin, end), means, rank, self._agents(begin, end)
            )
            self.settings[n] = known
        return known

    # -- places --------------------------------------------------------------------------------------

    def _places(self, begin: int, end: int) -> list[tuple[int, int, int]]:
        """Mentions as (start, end, rank); names listed as common words need a noun for a place before them."""
        tg, out = self.tg, []
        k = begin
        while k < end:
            led = tg.has(k, "placeword") and not tg.an[k].pron
            at = tg.end(k, "placeword") if led else k
            while at < end and led and tg.is_quote(at):
                at += 1
            if at < end and at in tg.places and not (at in tg.actors and tg.actors[at][1] > tg.places[at][1]):
                entry, stop = tg.places[at]
                if entry.common and not led:
                    k += 1
                    continue
                rank = _PRECISION_RANK.get(entry.precision, 2) + (2 if led else 0)
                if tg.an[k].prep or (k > begin and tg.has(k - 1, "in", "near")):
                    rank += 2
                out.append((at, stop, rank))
                k = stop
                continue
            if led and at < end and tg.is_word(at) and not tg.known(at) and at not in tg.actors:
                stop = at + 1
                if stop < end and tg.is_word(stop) and not tg.known(stop) and tg.text(stop).startswith(tg.lang.article):
                    stop += 1
                out.append((at, stop, 9))
                k = stop
                continue
            k += 1
        return out

    def place(self, draft: Draft) -> Place | None:
        """Return the most specific place of the claim's sentence, else of the sentences before it."""
        if draft.territory is not None:
            inside = [
                p for p in self.setting(draft.sentence).places if draft.territory[0] <= p[0] < draft.territory[1] + 2
            ]
            if inside:
                return self._place(inside[0])
        for n in self._near(draft.sentence):
            places = self.setting(n).places
            if places:
                best = max(places, key=lambda p: (p[2], -abs(p[0] - draft.phrase.start)))
                return self._place(best)
        return None

    def _near(self, n: int) -> list[int]:
        same = [m for m in range(n, max(-1, n - 4), -1) if self._paragraph[m] == self._paragraph[n]]
        return same + ([0] if 0 not in same and n <= 3 else [])

    def _place(self, mention: tuple[int, int, int]) -> Place:
        tg = self.tg
        start, end, _ = mention
        span = tg.name_span(start, end)
        known = tg.places.get(start)
        if known is None:
            return Place(id=None, name=None, lat=None, lon=None, precision="unknown", span=span)
        entry = known[0]
        return Place(id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=span)

    # -- date, means, agents -------------------------------------------------------------------------

    def date(self, draft: Draft) -> When | None:
        """Return the date of the claim's sentence, else of an earlier one in its paragraph, else of the lead."""
        for n in self._near(draft.sentence):
            date = self.setting(n).date
            if date is not None:
                return date
        return None

    def _means(self, begin: int, end: int) -> tuple[Means | None, int]:
        tg = self.tg
        best: Means | None = None
        rank = 0
        for k in range(begin, end):
            sense = tg.sense(k, "means")
            if sense is not None and isinstance(sense.data, MeansWord) and sense.data.rank > rank:
                best, rank = sense.data.means, sense.data.rank
        return best, rank

    def means(self, draft: Draft) -> Means | None:
        """Return the means told in the claim's sentence, by its harm word, or nearby."""
        if draft.word is not None and draft.word.means is not None:
            return draft.word.means
        for n in self._near(draft.sentence):
            means = self.setting(n).means
            if means is not None:
                return means
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
            body = people._affiliation(at) if at < end else None
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
        return Party(actor=actor.id if actor else None, name=_display(actor), span=tg.name_span(*found))

    def scope(self, draft: Draft) -> Scope:
        """Tell an incident's figure from a period's and from one since a war or year began."""
        tg = self.tg
        begin, end = tg.doc.sentences[draft.sentence]
        for k in range(begin, end):
            if tg.has(k, "cumulative"):
                return "cumulative"
        for k in range(begin, end):
            if tg.has(k, "period"):
                return "period"
        return "event"


def _display(actor: object) -> str | None:
    names = getattr(actor, "names", None)
    if not names:
        return None
    first = names.get("en") or next(iter(names.values()))
    return str(first[0])
