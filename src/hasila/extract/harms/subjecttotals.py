"""Totals told with *toll* and *number of*, in languages that tell who before the verb (``subject_first``)."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.counts import Figure
from hasila.extract.draft import Draft
from hasila.extract.harms.subjectground import SpacedGround
from hasila.extract.harms.triggers import Trigger
from hasila.extract.people.phrase import Phrase
from hasila.languages.schema import HarmWord

#: Whose total it is stands within so many tokens before, how many it counts so many behind.
_DOER_WITHIN, _TOLL_WITHIN = 10, 26
#: What *some*, *many* mean at least: no toll is told so.
_SOME = 2
#: Harms of nouns for the harmed that are told by their noun alone.
TOLLS = frozenset({"killed", "wounded", "casualty", "detained", "abducted"})


class SpacedTotals(SpacedGround):
    """Finds totals."""

    def put(self, trigger: Trigger) -> Iterator[Draft]:
        """Draft of the harmed whose figure is told behind: put the dead at 80 and the injured at 231."""
        tg = self.tg
        at = trigger.end
        put = at + 1 < self.end and tg.has(at, "in", "to", "numbering") and tg.has(trigger.start - 1, "det")
        figure = self.people.figures.get(at + 1) if put else None
        if figure is not None and not figure.things and trigger.word.harm in TOLLS:
            # put the dead at 80 and the injured at 231
            whom = Phrase(trigger.start, figure.end, figure.low, figure.high, figure.hedge, (figure.start, figure.end),
                          trigger.start, (trigger.start, trigger.end), "unknown", f"count.{figure.rule}", counted=True,
                          number="pl", harm=trigger.word, generic=True)  # fmt: skip
            yield self.draft(trigger, whom, f"{trigger.word.id}.put")
            yield from self._put_again(trigger, whom)

    def _put_again(self, trigger: Trigger, whom: Phrase) -> Iterator[Draft]:
        """Draft of the same toll put otherwise: at 16 on Friday and at 20 a day later."""
        tg = self.tg
        for k in range(whom.end, min(whom.end + _DOER_WITHIN, self.end)):
            if k in self.by_start or tg.text(k) in ".;" or tg.has(k, "report", "comp"):
                return
            figure = self.people.figures.get(k)
            if figure is None or figure.things or not (tg.has(k - 1, "in", "to") and tg.has(k - 2, "join")):
                continue
            again = replace(whom, start=k, end=figure.end, low=figure.low, high=figure.high, hedge=figure.hedge,
                            figure=(figure.start, figure.end), noun=figure.first,
                            rule=f"count.{figure.rule}")  # fmt: skip
            yield self.draft(trigger, again, f"{trigger.word.id}.put")
            return

    def toll(self, trigger: Trigger) -> Iterator[Draft]:
        """Draft of a total: the death toll rose to 45, bringing the number of dead to at least 12."""
        tg = self.tg
        reached = False
        ahead = self._ahead(trigger.start)
        if ahead is not None:
            # brought to 58 the death toll
            yield self._total(trigger, ahead)
            return
        doubted = any(
            getattr(getattr(tg.sense(q, "report"), "data", None), "kind", "") == "doubt"
            for q in tg.within(self.begin, trigger.start, "report")
        )
        if doubted:
            at = (trigger.start, trigger.end)
            open_toll = Phrase(*at, None, None, "vague", None, trigger.start, at, "unknown", "count.open", number="pl",
                               harm=trigger.word, generic=True)  # fmt: skip
            draft = self.draft(trigger, open_toll, f"{trigger.word.id}.doubted")
            draft.negated = "noword"
            yield draft
            return
        for k in range(trigger.end, min(trigger.end + _TOLL_WITHIN, self.end)):
            if tg.text(k) == ";" or (k in self.by_start and not self.by_start[k].word.id.startswith("toll")):
                return
            if reached and tg.has(k, "clause") and not (k in self.hedged or tg.has(k + 1, "calendar")):
                # the toll would rise since many of the 83 wounded …
                return
            if tg.has(k, "reach", "to") or (k == trigger.end and tg.has(k, "of")):
                reached = True
            figure = self.people.figures.get(k)
            if figure is not None and k == trigger.end + 1 and tg.has(trigger.end, "from_") and not figure.things:
                # raising its own count from 110
                yield self._total(trigger, figure, "earlier")
                return
            if figure is None or figure.things or not reached or tg.has(k - 1, "from_") or figure.low == _SOME:
                continue
            if tg.text(figure.end) == "-" and tg.tokens[figure.end].glued:
                # the heaviest of the seven-week war
                continue
            if self._dated(k):
                # from 27 March 2015 to 10 April 2015
                continue
            phrase = self.people.at(k) if k == figure.start else None
            if phrase is None or phrase.group is None:
                end = figure.end
                phrase = Phrase(figure.start, end, figure.low, figure.high, figure.hedge, (figure.start, end),
                                figure.first, self._of_toll(trigger), "unknown", f"count.{figure.rule}",
                                counted=True, number="pl", harm=trigger.word, generic=True)  # fmt: skip
            if (
                phrase.hedge == "at_most"
                and k > self.begin
                and tg.has(k - 1, "reach")
                and not tg.has(k - 1, "to", "aux")
            ):
                # climbed up to 21: so far it has come
                phrase = replace(phrase, low=phrase.high, hedge="exact")
            old = tg.has(trigger.start - 1, "former") or tg.has(trigger.start, "former")
            draft = self.draft(trigger, phrase, f"{trigger.word.id}.{'earlier' if old else 'total'}")
            draft.total, draft.earlier = not old, old
            yield draft
            yield from self._earlier(trigger, figure.end)
            return

    def _ahead(self, k: int) -> Figure | None:
        """Return the figure of a total told before what it counts: brought to 58 the number of them."""
        tg, q = self.tg, k
        while q > self.begin and tg.has(q - 1, "det"):
            q -= 1
        for figure in self.people.figures.values():
            if figure.end == q and not figure.things and figure.start > self.begin and tg.has(figure.start - 1, "to"):
                return figure
        return None

    def _total(self, trigger: Trigger, figure: Figure, told: str = "total") -> Draft:
        phrase = Phrase(figure.start, figure.end, figure.low, figure.high, figure.hedge, (figure.start, figure.end),
                        figure.first, self._of_toll(trigger), "unknown", f"count.{figure.rule}", counted=True,
                        number="pl", harm=trigger.word, generic=True)  # fmt: skip
        draft = self.draft(trigger, phrase, f"{trigger.word.id}.{told}")
        draft.total, draft.earlier = told == "total", told == "earlier"
        return draft

    def _dated(self, k: int) -> bool:
        """Tell whether a figure is the day or year of a date: 27 March 2015."""
        tg = self.tg
        beside = (tg.sense(q, "calendar") for q in (k - 1, k + 1))
        return tg.is_number(k - 1) or any(getattr(getattr(s, "data", None), "kind", "") == "month" for s in beside)

    def _of_toll(self, trigger: Trigger) -> tuple[int, int]:
        """Return who a toll counts: the people in *number of people killed*, the *wounded*, else the toll itself."""
        tg = self.tg
        for q in range(trigger.start + 1, trigger.end):
            if tg.has(q, "people"):
                return q, q + 1
        last = trigger.end - 1
        noun = any(isinstance(s.data, HarmWord) and s.data.kind == "people" for s in tg.an[last].harms)
        return (last, last + 1) if noun and last > trigger.start else (trigger.start, trigger.end)

    def number_of(self, trigger: Trigger) -> Draft | None:
        """Return the draft of a total behind its people and their harm: the number of rebels freed so far to 1,050."""
        tg = self.tg
        if trigger.word.kind != "either":
            return None
        low = max(self.begin, trigger.start - _DOER_WITHIN)
        k = next((q for q in range(trigger.start - 1, low - 1, -1) if tg.has(q, "total")), None)
        whom = self.people.at(tg.end(k, "total")) if k is not None else None
        if k is None or whom is None or whom.counted or whom.noun < 0 or whom.end > trigger.start:
            return None
        if any(q in self.people.figures for q in range(k, trigger.start)):
            return None
        ahead = self._ahead(k)
        if ahead is not None:
            # brought to 58 the number of soldiers slain
            return self._counting(trigger, whom, ahead)
        reached = False
        for q in range(trigger.end, min(trigger.end + _TOLL_WITHIN, self.end)):
            reached = reached or tg.has(q, "reach", "to")
            figure = self.people.figures.get(q)
            if q in self.by_start or tg.text(q) == ";":
                return None
            dated = self._dated(q)
            if figure is None or figure.things or dated or not reached:
                continue
            return self._counting(trigger, whom, figure)
        return None

    def _counting(self, trigger: Trigger, whom: Phrase, figure: Figure) -> Draft:
        """Return the draft of a total of people who are named, and counted by a figure that stands apart."""
        phrase = replace(whom, low=figure.low, high=figure.high, hedge=figure.hedge, counted=True, definite=False,
                         figure=(figure.start, figure.end), rule=f"count.{figure.rule}")  # fmt: skip
        draft = self.draft(trigger, phrase, f"{trigger.word.id}.total")
        draft.total = True
        return draft

    def compared(self, draft: Draft) -> Iterator[Draft]:
        """Draft of an earlier figure that one is compared with: 87 civilians killed, compared with 41 in May."""
        tg = self.tg
        if draft.territory or not draft.phrase.counted or draft.total or draft.earlier or draft.phrase.named:
            return
        low = max(draft.anchor[1], draft.phrase.end)
        for k in range(low, min(low + _TOLL_WITHIN, self.end)):
            figure = self.people.figures.get(k)
            if tg.text(k) == ";" or tg.has(k, "report") or k in self.used:
                return
            if figure is None or k != figure.start or figure.things:
                continue
            told = (k, figure.first)
            if not any(tg.has(q, "earlierfrom") and tg.end(q, "earlierfrom") in told for q in range(k - 4, k)):
                continue
            if tg.has(figure.end, "unit", "calendar") or self.people.at(k) is None or self._dated(k):
                return
            phrase = replace(draft.phrase, start=k, end=figure.end, low=figure.low, high=figure.high, noun=-1,
                             hedge=figure.hedge, figure=(figure.start, figure.end), elliptical=True,
                             rule=f"count.{figure.rule}+ellipsis")  # fmt: skip
            other = Draft(draft.harm, draft.anchor, phrase, self.sentence, list(draft.rules), word=draft.word)
            other.earlier = True
            yield other
            return

    def _earlier(self, trigger: Trigger, low: int) -> Iterator[Draft]:
        """Draft of the toll that a new one replaces: climbed to 31, up from 24."""
        tg = self.tg
        for k in range(low, min(low + _TOLL_WITHIN, self.end)):
            figure = self.people.figures.get(k)
            if figure is None or figure.things or not tg.has(k - 1, "earlierfrom", "from_"):
                continue
            yield self._total(trigger, figure, "earlier")
            return
