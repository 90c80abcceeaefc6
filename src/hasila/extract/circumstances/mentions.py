"""What a sentence says of where, when, by what means and by whom: every mention, not yet tied to a claim."""

from dataclasses import dataclass, field

import msgspec

from hasila.extract.circumstances.dates import Dated, DateReader
from hasila.extract.people.reader import PeopleReader
from hasila.extract.tagging import Tagged
from hasila.languages.schema import MeansWord
from hasila.model import Means
from hasila.registry.gazetteer import PlaceEntry

#: Joined names of places in one list (الفوعة وكفريا): at most so many.
_LIST = 5
#: What a definite word after a noun for a place may be, so that it is no name of it.
_NO_NAME = (
    "report", "comp", "harm", "rel", "calendar", "placeadj", "others", "nation", "number", "amount", "means", "loose",
    "eachof",
)  # fmt: skip


class Mention(msgspec.Struct, frozen=True):
    """A place, date or means in the text: tokens ``start`` to ``end`` of sentence ``sentence``.

    ``value`` is the gazetteer's entry (``None`` where it knows none), the date or the means; ``tags`` tell how it
    stands in its sentence, for what chooses among mentions.
    """

    start: int
    end: int
    sentence: int
    value: PlaceEntry | Dated | Means | None
    tags: tuple[str, ...]


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
        self.dates = DateReader(tg, published, saying)
        self._settings: dict[int, Setting] = {}

    def setting(self, n: int) -> Setting:
        """Return what sentence ``n`` says, read once."""
        known = self._settings.get(n)
        if known is None:
            begin, end = self.tg.doc.sentences[n]
            known = Setting(self._places(n, begin, end), self._dated(n, begin, end), self._means(n, begin, end),
                            self._agents(begin, end))  # fmt: skip
            self._settings[n] = known
        return known

    # -- places --------------------------------------------------------------------------------------

    def _places(self, n: int, begin: int, end: int) -> list[Mention]:
        out: list[Mention] = []
        nouns = set(self.tg.within(begin, end, "placeword"))
        places = self.tg.places
        k = begin
        while k < end:
            found = self._place_at(n, k, begin, end) if k in nouns or k in places else None
            if found is None:
                k += 1
                continue
            last = out[-1] if out else None
            if last is not None and self._listed(last, found):
                # البيضاء وإب: places joined under one preposition are one mention, as worded.
                out[-1] = Mention(last.start, found.end, n, last.value, (*last.tags, "list"))
            else:
                out.append(found)
            k = max(found.end, k + 1)
        return out

    def _listed(self, last: Mention, found: Mention) -> bool:
        tg = self.tg
        if found.start - last.end > 1 or last.tags.count("list") >= _LIST or "located" in found.tags:
            return False
        joined = bool(tg.an[found.start].conj) and found.start == last.end
        comma = found.start == last.end + 1 and tg.text(last.end) == "،"
        if not joined and not (comma and bool(tg.an[found.start].conj)):
            return False
        # A place and what it lies in are no list.
        known = {tag for tag in last.tags if tag.startswith("precision")}
        return known <= set(found.tags) or "noun" in last.tags

    def _place_at(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        """A name that is also a common word needs a noun for a place before it."""
        tg = self.tg
        noun = tg.has(k, "placeword") and not tg.an[k].pron and not tg.has(k, "placeadj")
        at = tg.end(k, "placeword") if noun else k
        while noun and at < end and tg.is_quote(at):
            at += 1
        if at < end and at in tg.places and not self._in_name(at):
            entry, stop = tg.places[at]
            if at in tg.weak_places and not noun and not self._led(at):
                return None
            return Mention(at, stop, n, entry, self._tags(k, at, stop, begin, noun, entry.precision))
        if noun and at < end and self._unlisted(k, at):
            stop = at + 1
            if stop < end and self._unlisted(k, stop) and tg.text(stop).startswith(tg.lang.article):
                stop += 1
            return Mention(k, stop, n, None, self._tags(k, at, stop, begin, noun, "unknown"))
        if noun and at < end and self._described(k, at):
            return Mention(k, at + 1, n, None, (*self._tags(k, at, at + 1, begin, noun, "unknown"), "described"))
        return None

    def _described(self, noun: int, at: int) -> bool:
        """Tell whether a known word tells a noun for a place apart (حاجز المستودعات, دوار السينما)."""
        tg = self.tg
        if tg.an[noun].art or not tg.is_word(at) or tg.an[at].prep or tg.an[at].conj or at in tg.actors:
            return False
        return tg.text(at).startswith(tg.lang.article) and not tg.has(at, *_NO_NAME)

    def _tags(self, k: int, at: int, stop: int, begin: int, noun: bool, precision: str) -> tuple[str, ...]:
        tg = self.tg
        out = [f"precision:{precision}"]
        if noun:
            out.append("noun")
        if tg.an[k].prep or (k > begin and tg.has(k - 1, "in", "near")):
            out.append("located")
            out.append("in" if k > begin and tg.has(k - 1, "in") else "by-prep" if tg.an[k].prep else "near")
        for name in ("from_", "to", "of", "comp", "report", "according"):
            if k > begin and tg.has(k - 1, name):
                out.append(f"after-{name}")
        if at in self.saying or k in self.saying:
            out.append("saying")
        if k - begin <= 2:
            out.append("opens")
        if stop < tg.size and tg.text(stop) == ":":
            out.append("dateline")
        if tg.any(max(begin, k - 3), k, "source"):
            out.append("of-source")
        return tuple(out)

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

    def _unlisted(self, noun: int, at: int) -> bool:
        """Tell whether an unlisted word after a noun for a place may be its name (بلدة شيلوبي)."""
        tg = self.tg
        if not tg.is_word(at) or tg.known(at) or at in tg.actors or len(tg.text(at)) < 3:
            return False
        if tg.an[noun].art:
            return False
        return not tg.text(at).startswith(tg.lang.glued)

    # -- dates, means, agents --------------------------------------------------------------------------

    def _dated(self, n: int, begin: int, end: int) -> list[Mention]:
        out = []
        for dated in self.dates.read(begin, end):
            days = (dated.last - dated.first).days
            long = "day" if days == 0 else "days" if days <= 3 else "month" if days <= 31 else "long"
            tags = [f"long:{long}", "written" if dated.written else "relative"]
            if dated.since:
                tags.append("since")
            if dated.start - begin <= 2:
                tags.append("opens")
            if dated.start > begin and self.tg.has(dated.start - 1, "report", "meanwhile"):
                tags.append("by-report")
            out.append(Mention(dated.start, dated.end, n, dated, tuple(tags)))
        return out

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
