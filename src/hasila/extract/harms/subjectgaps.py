"""People of whom a verb is told without being written again (``subject_first``): ten men in Homs, two in Hama."""

from collections.abc import Iterator

from msgspec.structs import replace

from hasila.extract.draft import Draft
from hasila.extract.harms.subjecttotals import SpacedTotals
from hasila.extract.people.phrase import Phrase

#: A verb that is left out the second time was told within so many tokens.
_LEFT_OVER = 16
#: What more is told of people, before a comma, has at most so many tokens.
_MORE = 10


class SpacedGaps(SpacedTotals):
    """Finds who is joined to those of whom a verb was told, with words about where between them."""

    def gapped(self, draft: Draft) -> Iterator[Draft]:
        """Draft of those of whom a verb is told again without it: 41 died in the mosque and seven in the hall."""
        tg = self.tg
        if draft.territory or not (draft.phrase.counted or draft.phrase.low == 1) or draft.phrase.noun < 0:
            return
        low = max(draft.anchor[1], draft.phrase.end)
        k = draft.anchor[1]
        told = self.past_aside(draft.phrase)
        while k < min(low + _LEFT_OVER, self.end):
            if k in self.by_start or tg.has(k, "report", "clause", "rel", "comp") or tg.text(k) in ";:":
                return
            # killed Omar Haddad, a teacher at the school, in Homs: who he is
            led = (tg.has(k - 1, "join") or tg.text(k - 1) == ",") and k >= told
            phrase = self._again(draft, k) if led and k not in self.used else None
            if tg.has(k, "alongside"):
                # was snatched together with two others
                phrase = self.people.at(tg.end(k, "alongside"))
                phrase = phrase if phrase and phrase.counted and phrase.harm is None else None
            if phrase is None:
                k += 1
                continue
            if self.own_verb(phrase.end) or self._told_more(phrase.end):
                return
            yield self.draft_like(draft, phrase)
            low, k = phrase.end, phrase.end

    def _again(self, draft: Draft, k: int) -> Phrase | None:
        """Read people at a token to whom the same may have happened: a figure and where, others and where."""
        tg = self.tg
        figure = self.people.figures.get(k)
        if figure is not None and (k != figure.start or figure.things or figure.share):
            return None
        phrase = self.people.at(k)
        if phrase is not None and phrase.noun >= 0 and phrase.start == k:
            one = phrase.low == 1 and not (phrase.definite or phrase.named)
            placed = phrase.end < self.end and tg.has(phrase.end, "in", "near", "from_")
            # and another 23 people, among them ten children, in the town
            placed = placed or (phrase.counted and phrase.other and tg.text(phrase.end) == ",")
            if phrase.harm is None and (phrase.counted or one) and placed and not phrase.open_class:
                return phrase
            return None
        if figure is None:
            return None
        stop = tg.end(figure.end, "more") if tg.has(figure.end, "more") else figure.end
        if not (stop < self.end and tg.has(stop, "in")) or tg.is_number(stop + 1) or tg.has(stop + 1, "calendar"):
            return None
        return replace(draft.phrase, start=k, end=stop, low=figure.low, high=figure.high, noun=-1,
                       hedge=figure.hedge, figure=(figure.start, figure.end), elliptical=True,
                       rule=f"count.{figure.rule}+ellipsis")  # fmt: skip

    def _told_more(self, k: int) -> bool:
        """Tell whether something else is told of people, behind where they were: two women in Homs were hurt."""
        tg = self.tg
        for q in range(k, min(k + _MORE, self.end)):
            if tg.text(q) in ",;:" or tg.is_quote(q):
                return False
            trigger = self.by_start.get(q)
            if tg.has(q, "report", "aux", "have") or (trigger is not None and trigger.word.kind != "people"):
                return True
            if tg.has(q, "join", "clause", "rel") or self.people.at(q) is not None:
                return False
        return False

    def linked(self, gap: range) -> bool:
        """Tell whether nothing but a comma and a word that joins stands between people: as well as, and."""
        tg, k = self.tg, gap.start
        if k + 1 < gap.stop and tg.has(k, "in") and k + 1 in tg.places:
            # 498 children in Sudan, and likely hundreds more
            k = tg.places[k + 1][1]
        if k < gap.stop and tg.text(k) == ",":
            k += 1
        if k < gap.stop and tg.has(k, "join"):
            k = tg.end(k, "join")
            while k < gap.stop and tg.has(k, "adverb"):
                k += 1
        return k == gap.stop > gap.start

    def draft_like(self, draft: Draft, phrase: Phrase) -> Draft:
        """Return a draft of other people to whom the same happened."""
        return Draft(draft.harm, draft.anchor, phrase, self.sentence, list(draft.rules), word=draft.word,
                     agent=draft.agent)  # fmt: skip

    def own_verb(self, k: int) -> bool:
        """Tell whether people are the subject of a verb of their own: and thirty were wounded."""
        tg = self.tg
        while k < self.end and tg.has(k, "adverb"):
            k += 1
        if k >= self.end:
            return False
        trigger = self.by_start.get(k)
        return tg.has(k, "aux", "have", "report", "rel") or (trigger is not None and trigger.word.kind != "people")
