"""Gold reports as if they had been read without a fault: what linking and reconciling make of true claims.

Names are looked up with the extractor's own pieces (registry, gazetteer, nouns for sources), so that a name that the
registry does not know stays without an id here as it does when hasila reads.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

import regex

from hasila.evaluation.gold import GoldClaim, GoldReport
from hasila.extract.attribution.sourcewords import actor_of, kind_of
from hasila.extract.circumstances.chosen import display_name
from hasila.extract.circumstances.mentions import MentionReader
from hasila.extract.tagging import Tagged
from hasila.languages import Language, available, load
from hasila.model import (
    TERRITORY,
    Actor,
    Claim,
    Count,
    Group,
    Party,
    Place,
    Reason,
    Report,
    Source,
    SourceKind,
    Span,
    When,
)
from hasila.registry import load_registry
from hasila.registry.actors_index import Names
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import fold_word, word_texts

T = TypeVar("T")
#: What kind of source a noun tells in languages that hasila cannot read yet; those it can have their own lists. The
#: first kind that a name has a noun of is its: a health ministry is official.
_NOUNS: Final[tuple[tuple[SourceKind, str], ...]] = (
    ("official", "ministry minister official officials spokesman spokeswoman spokesperson governor police government "
                 "authorities mayor وزارت وزیر مقام سخنگو سخنگوی استاندار استانداری پلیس دولت فرماندار"),
    ("medical", "hospital hospitals doctor doctors medic medics medical health بیمارستان پزشک پزشکان پزشکی درمانی"),
    ("local", "resident residents witness witnesses villagers activists elders tribal local ساکنان شاهدان محلی فعالان"),
    ("media", "agency newspaper television channel radio reporter correspondent "
              "خبرگزاری روزنامه شبکه تلویزیون خبرنگار"),
    ("monitor", "observatory monitor monitors centre center network دیدبان مرکز"),
    ("party", "army forces movement militia brigade brigades ارتش نیروهای جنبش سپاه"),
    ("humanitarian", "crescent cross rescuers defence هلال امدادگران"),
    ("anonymous", "source sources منبع منابع"),
)  # fmt: skip
#: What may stand between two sources that speak side by side: *A and B*, with quotation marks.
_JOINED: Final = r"[\"«»“”]?\s*(?:و|\band\s)\s*(?:the\s)?[\"«»“”]?"


@cache
def _language(code: str) -> Language:
    # A language without rules has no words, but the names of the registry are found in its texts all the same.
    return load(code) if code in available() else Language(code, files("hasila.languages") / code)


def as_report(gold: GoldReport, ident: str) -> Report:
    """Return a gold report as a report with claims; the claim at index *n* has the id *n*.

    Args:
        gold: the report. Its quotes, groups, places, sources and doers are substrings of its text.
        ident: the id that it gets.
    """
    reader = _Reader(gold)
    claims: list[Claim] = []
    for n, claim in enumerate(gold.claims):
        claims.append(reader.claim(n, claim, claims[-1].quote.start if claims else 0))
    return Report(
        id=ident, lang=gold.lang, text=gold.text, published=gold.published, outlet=gold.outlet, claims=tuple(claims),
        contradictions=tuple((str(a), str(b)) for a, b in gold.contradictions),
    )  # fmt: skip


def _named(names: Names[T], text: str) -> T | None:
    """Return the entry that a text is a full name of: the annotators wrote names without what is glued to them."""
    words = word_texts(text)
    for rest, entry, short in names.get(words[0], {}).get(words[1] if len(words) > 1 else "", ()) if words else ():
        if rest == tuple(words[1:]) and not short:
            return entry
    return None


class _Reader:
    """Finds the names of one gold report in its text and in the registry."""

    def __init__(self, gold: GoldReport) -> None:
        self.text = gold.text
        self.lang = gold.lang
        language = _language(gold.lang)
        document = language.document(gold.text)
        self.tg = Tagged(document, language, load_registry(gold.lang))
        self.mentions = MentionReader(self.tg, gold.published, frozenset())

    def claim(self, n: int, gold: GoldClaim, after: int) -> Claim:
        """Return a gold claim with its spans. Its quote is looked for from ``after`` on first: claims go in order."""
        at = self.text.find(gold.quote, after)
        at = at if at >= 0 else self.text.index(gold.quote)
        quote = Span.of(self.text, at, at + len(gold.quote))
        joint = self._joint(gold.sources)
        return Claim(
            id=str(n),
            harm=gold.harm,
            count=Count(low=gold.low, high=gold.high, hedge=gold.hedge, span=self._counted(gold, quote)),
            group=self._group(gold, quote),
            stance=gold.stance,
            sources=tuple(self._source(self._near(name, quote)) for name in gold.sources),
            place=self._place(self._near(gold.place, quote)) if gold.place is not None else None,
            date=When(start=gold.date[0], end=gold.date[1]) if gold.date is not None else None,
            means=gold.means,
            by=self._party(self._near(gold.by, quote)) if gold.by is not None else None,
            scope=gold.scope,
            part_of=str(gold.part_of) if gold.part_of is not None else None,
            quote=quote,
            why=(Reason(step="sources", rule="gold.joint"),) if joint else (),
            extractor="gold",
            confidence=1.0,
        )

    def _counted(self, gold: GoldClaim, quote: Span) -> Span | None:
        # The gold does not say which words of the quote are the figure.
        return None if gold.harm in TERRITORY else quote

    def _near(self, name: str, quote: Span) -> Span:
        """Return the occurrence of a name that is nearest to the quote, the earlier on a tie."""
        found: list[tuple[int, int]] = []
        at = self.text.find(name)
        while at >= 0:
            found.append((max(0, quote.start - at - len(name), at - quote.end), at))
            at = self.text.find(name, at + 1)
        start = min(found)[1]
        return Span.of(self.text, start, start + len(name))

    def _tokens(self, span: Span) -> tuple[int, int]:
        """Return the half-open range of tokens that a span touches, quotation marks at its head left out."""
        tg = self.tg
        touched = [k for k, token in enumerate(tg.tokens) if token.end > span.start and token.start < span.end]
        while len(touched) > 1 and tg.is_quote(touched[0]):
            del touched[0]
        return (touched[0], touched[-1] + 1) if touched else (0, 0)

    def _actor(self, span: Span) -> Actor | None:
        whole = _named(self.tg.registry.actor_names, span.text)
        if whole is not None:
            return whole
        start, stop = self._tokens(span)
        actors = self.tg.actors
        return next((actors[k][0] for k in range(start, stop) if k in actors and actors[k][1] <= stop), None)

    def _group(self, gold: GoldClaim, quote: Span) -> Group | None:
        if gold.group is None:
            return None
        span = self._near(gold.group, quote)
        actor = self._actor(span)
        return Group(actor=actor.id if actor else None, name=display_name(actor), role=gold.role, span=span)

    def _party(self, span: Span) -> Party:
        actor = self._actor(span)
        return Party(actor=actor.id if actor else None, name=display_name(actor), span=span)

    def _source(self, span: Span) -> Source:
        at = self._tokens(span)
        if self.lang in available():
            actor, kind = _named(self.tg.registry.actor_names, span.text) or actor_of(self.tg, at), kind_of(self.tg, at)
        else:
            actor, kind = self._actor(span), kind_of(self.tg, at)
            if kind == "other":
                words = set(fold_word(span.text).lower().split())
                told = (k for k, nouns in _NOUNS if words.intersection(map(fold_word, nouns.split())))
                kind = next(told, "other")
        return Source(actor=actor.id if actor else None, name=display_name(actor), kind=kind, span=span)

    def _place(self, span: Span) -> Place:
        entry = self._entry(span)
        if entry is None:
            return Place(id=None, name=None, lat=None, lon=None, precision="unknown", span=span)
        return Place(id=entry.id, name=entry.name, lat=entry.lat, lon=entry.lon, precision=entry.precision, span=span)

    def _entry(self, span: Span) -> PlaceEntry | None:
        """Return the gazetteer's entry of the name; else of what the extractor would read there."""
        start, stop = self._tokens(span)
        read = self.tg.places.get(start)
        if read is not None and read[1] == stop:
            # Of several places of the name, the one that the report is about.
            return read[0]
        whole = _named(self.tg.registry.place_names, span.text)
        if whole is not None:
            return whole
        for n, (begin, end) in enumerate(self.tg.doc.sentences):
            if not begin <= start < end:
                continue
            shared = [(min(m.end, stop) - max(m.start, start), -m.start, m) for m in self.mentions.setting(n).places]
            best = max(shared, key=lambda item: item[:2], default=None)
            if best is not None and best[0] > 0:
                return self.mentions.place_of(best[2])
        places = self.tg.places
        return next((places[k][0] for k in range(start, stop) if k in places and places[k][1] <= stop), None)

    def _joint(self, sources: Sequence[str]) -> bool:
        """Tell whether the text names all sources side by side ("A and B said")."""
        if len(sources) < 2:
            return False
        side_by_side = _JOINED.join(regex.escape(name) for name in sources)
        return regex.search(side_by_side, self.text) is not None
