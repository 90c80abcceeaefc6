"""Places where no article or capital tells a name from a word (``verb_final``): what only looks like one is left out.

«سینه», «طول» and «حافظان» are villages somewhere; «خوگیانی» behind a given name is a surname; «فلسطینی» is no country.
Behind a noun for a place, whatever stands in quotes is its name.
"""

from hasila.extract.circumstances.mention import Mention
from hasila.extract.circumstances.places import PlaceReader
from hasila.extract.tagging import Tagged
from hasila.registry.gazetteer import PlaceEntry
from hasila.text import fold_word

#: A name in quotes has at most so many words.
_QUOTED = 5
#: Phrases that hide the words inside them begin at most so many tokens before.
_PHRASE = 3
#: What leads a name in, where nothing else does, is enough for a village.
_LED = frozenset({"noun", "located", "happened", "target", "introduced", "believed", "after-to", "settled"})
#: Kinds of phrases of which no word is a place.
_HIDING = ("during", "meanwhile", "report", "verb", "agentby", "clause", "basis", "hedge")


class FinalPlaces(PlaceReader):
    """Reads the places of sentences whose verbs stand last."""

    def __init__(self, tg: Tagged, saying: frozenset[int]) -> None:
        #: Endings of adjectives, as words are read.
        self._adjectives = tuple(fold_word(ending) for ending in tg.lang.grammar.adjectives) or ("\0",)
        super().__init__(tg, saying)

    def _at(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        if self._no_place(k, begin):
            return None
        found = super()._at(n, k, begin, end)
        if found is None or self._no_place(found.start, begin):
            return None
        village = isinstance(found.value, PlaceEntry) and found.value.precision == "village"
        if village and "after-of" in found.tags and _LED.isdisjoint(found.tags):
            # از حافظان مرزها: people, and a village of that name.
            return None
        return found

    def _no_place(self, k: int, begin: int) -> bool:
        """Tell whether a listed name is a word here, a surname, or an adjective of a country."""
        tg = self.tg
        if self._body_part(k):
            return True
        if k not in tg.places or tg.places[k][1] != k + 1:
            return False
        derived = tg.text(k).endswith(self._adjectives) and tg.text(k) not in tg.registry.place_names
        if tg.has(k, "loose", "placeadj") or (tg.has(k, "nation") and tg.text(k).endswith(self._adjectives)) or derived:
            return True
        if any(
            stop > k
            for q in range(max(begin, k - _PHRASE), k)
            for cat, (_, stop) in tg.multi.get(q, {}).items()
            if cat in _HIDING
        ):
            return True
        return k > begin and tg.has(k - 1, "name", "titleword") and k - 1 not in tg.places

    def _body_part(self, k: int) -> bool:
        """Tell whether a noun for a part of a town or of a body leads to one of a body: از ناحیه پا."""
        return self._noun(k) and self.tg.has(k + 1, "bodypart")

    def _name_end(self, noun: int, at: int, end: int) -> int:
        """Return where the name in quotes ends, else that of words that no list knows."""
        tg = self.tg
        if at > noun + 1 and tg.is_quote(at - 1) and tg.is_word(at):
            close = next((q for q in range(at, min(at + _QUOTED + 1, end)) if tg.is_quote(q)), None)
            if close is not None and not any(tg.an[q].harms or tg.has(q, "verb", "comp") for q in range(at, close)):
                return close
        return super()._name_end(noun, at, end)

    def _led(self, n: int, k: int, at: int, begin: int, end: int) -> Mention | None:
        """Read what a noun for a place leads in; a longer name in quotes goes before a listed one that begins it."""
        tg = self.tg
        if at > k + 1 and tg.is_quote(at - 1) and at in tg.places and not tg.is_quote(tg.places[at][1]):
            stop = self._name_end(k, at, end)
            if stop > tg.places[at][1]:
                tags = (*self._tags(k, at, stop, begin, True, "unknown"), "settled")
                return Mention(at, stop, n, None, tags)
        return super()._led(n, k, at, begin, end)
