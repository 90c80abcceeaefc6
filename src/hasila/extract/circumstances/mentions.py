"""What a sentence says of where, when, by what means and by whom: every mention, not yet tied to a claim."""

from dataclasses import dataclass, field

from hasila.extract.circumstances.dates import DateReader
from hasila.extract.circumstances.finalplaces import FinalPlaces
from hasila.extract.circumstances.mention import Mention
from hasila.extract.circumstances.places import PlaceReader
from hasila.extract.circumstances.spacedplaces import SpacedPlaces
from hasila.extract.circumstances.stretches import Dated
from hasila.extract.people.reader import PeopleReader
from hasila.extract.tagging import Tagged
from hasila.languages.schema import MeansWord
from hasila.registry.gazetteer import PlaceEntry

#: Unlisted mentions that are no part of a town: a settlement of its own, and a list of several.
_OWN = frozenset({"settled", "list"})
#: What a street or a building can stand in.
_HOLDS = frozenset({"town", "village", "district", "adm2"})
#: *The next day* counts from a date told at most so many sentences before.
_TOLD = 3
#: A town in a dateline is where it was written, one of a source (محور الضالع) is that of who speaks, and one that is a
#: point of reference is beside it.
_SPEAKING = frozenset({"saying", "of-source"})
_PASSING = _SPEAKING | {"dateline", "reference"}
#: Without a town in its sentence a street or building is in the last one told of, this many sentences back.
_BACK = 3
#: A name this many tokens behind it tells where a street or a building is.
_BEHIND = 5


@dataclass(slots=True)
class Setting:
    """What a sentence says of its circumstances."""

    places: list[Mention]
    dates: list[Mention]
    means: list[Mention]
    agents: list[tuple[int, int]] = field(default_factory=list)


class MentionReader:
    """Reads the settings of sentences.

    ``published`` is an ISO date or ``None``; ``saying`` are tokens of the act of saying, not of what happened.
    """

    def __init__(self, tg: Tagged, published: str | None, saying: frozenset[int]) -> None:
        self.tg = tg
        self.saying = saying
        grammar = tg.lang.grammar
        kind = SpacedPlaces if grammar.subject_first else FinalPlaces if grammar.verb_final else PlaceReader
        self.places = kind(tg, saying)
        self.dates = DateReader(tg, published, saying)
        self._settings: dict[int, Setting] = {}

    def setting(self, n: int) -> Setting:
        """Return what sentence ``n`` says, read once."""
        known = self._settings.get(n)
        if known is None:
            begin, end = self.tg.doc.sentences[n]
            known = Setting(self.places.read(n, begin, end), self._dated(n, begin, end), self._means(n, begin, end),
                            self._agents(begin, end))  # fmt: skip
            self._settings[n] = known
        return known

    def place_of(self, mention: Mention) -> PlaceEntry | None:
        """Return the gazetteer's place of a mention; of one that it does not list, what the sentence sets it in.

        A street, a market or a post (مخفر النظام في سراوان) is in the town named right behind it, else in the last one
        told of before it. A settlement that is not listed is none of these: it has a name of its own.
        """
        if isinstance(mention.value, PlaceEntry):
            return mention.value
        if "noun" not in mention.tags or not _OWN.isdisjoint(mention.tags):
            return None
        here = self._towns(mention.sentence)
        right = self._towns(mention.sentence, _PASSING - _SPEAKING)
        behind = next((entry for start, _, entry in right if 0 <= start - mention.end <= _BEHIND), None)
        before = next((entry for _, end, entry in reversed(here) if end <= mention.start), None)
        if behind is not None or before is not None:
            return behind or before
        back = range(mention.sentence - 1, max(-1, mention.sentence - 1 - _BACK), -1)
        return next((towns[-1][2] for n in back if (towns := self._towns(n))), None)

    def _towns(self, n: int, but: frozenset[str] = _PASSING) -> list[tuple[int, int, PlaceEntry]]:
        """Return the towns of a sentence, but for those it was written in, or that only say where another place is."""
        return [
            (x.start, x.end, x.value)
            for x in self.setting(n).places
            if isinstance(x.value, PlaceEntry) and x.value.precision in _HOLDS and but.isdisjoint(x.tags)
        ]

    # -- dates, means, agents --------------------------------------------------------------------------

    def _dated(self, n: int, begin: int, end: int) -> list[Mention]:
        out = []
        for dated in self.dates.read(begin, end, self._told_before(n, begin, end)):
            days = (dated.last - dated.first).days
            long = "day" if days == 0 or dated.as_one else "days" if days <= 3 else "month" if days <= 31 else "long"
            tags = [f"long:{long}", "written" if dated.written else "relative"]
            if dated.since and (not self.tg.lang.grammar.verb_final or self.tg.any(begin, dated.start, "since")):
                # از دوشنبه, from Monday on: of an incident that goes on, not a count since a war or a year began.
                tags.append("since")
            if dated.start - begin <= 2:
                tags.append("opens")
            if dated.start > begin and self.tg.has(dated.start - 1, "report", "meanwhile"):
                tags.append("by-report")
            out.append(Mention(dated.start, dated.end, n, dated, tuple(tags)))
        return out

    def _told_before(self, n: int, begin: int, end: int) -> Dated | None:
        """Return the date that was told last before a sentence that counts from one (*the next day*)."""
        stretches = self.dates.stretches
        if not any(stretches.word(k, "then", "shift") for k in self.tg.within(begin, end, "stretch")):
            return None
        for m in range(n - 1, max(-1, n - 1 - _TOLD), -1):
            if found := self.dates.read(*self.tg.doc.sentences[m]):
                return found[-1]
        return None

    def _means(self, n: int, begin: int, end: int) -> list[Mention]:
        tg = self.tg
        out = []
        for k in tg.within(begin, end, "means"):
            sense = tg.sense(k, "means")
            if sense is not None and isinstance(sense.data, MeansWord):
                tags = [f"rank:{sense.data.rank}"]
                tags += [f"after-{c}" for c in ("in", "caused", "by", "agentby") if k > begin and tg.has(k - 1, c)]
                if tg.an[k].prep:
                    tags.append(f"prep-{tg.an[k].prep}")
                if tg.has(k, "harm") and tg.end(k, "means") <= tg.end(k, "harm"):
                    # A longer phrase (أطلقوا النار) is no harm, though its verb may be one elsewhere (أطلقوا سراح …).
                    tags.append("is-harm")
                out.append(Mention(k, tg.end(k, "means"), n, sense.data.means, tuple(tags)))
        return out

    def _agents(self, begin: int, end: int) -> list[tuple[int, int]]:
        tg = self.tg
        people = PeopleReader(tg, {}, begin, end)
        out = []
        for k in tg.within(begin, end, "agentby", "means"):
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
