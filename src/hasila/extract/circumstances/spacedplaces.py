"""Places where their name stands before the noun for one, or behind it with *of* (``subject_first``).

*Saif al-Dawla district*, *the village of Wardan*, *near Bulengo*: that a name is one is told by its capital.
"""

from hasila.extract.circumstances.mention import Mention
from hasila.extract.circumstances.places import BACK, PlaceReader

#: A name that no gazetteer lists has at most so many words.
_LONGEST = 4
#: From a preposition to the name that it governs stand at most so many words (in the northern city of X).
_LED = 6
#: What no name of a place is made of.
_NO_NAME = (
    "report", "comp", "harm", "rel", "calendar", "nation", "number", "amount", "det", "prep", "pronoun", "people",
    "source", "name", "join", "clause", "aux", "unit", "near", "adverb", "subset",
)  # fmt: skip


class SpacedPlaces(PlaceReader):
    """Reads the places of sentences whose words stand apart."""

    def _introduce(self) -> None:
        tg = self.tg
        unlisted: list[tuple[int, int, None]] = []
        for k, word in enumerate(self._words):
            if "settlement" not in word.kinds:
                continue
            stop = k
            start = self._before(k)
            if start == k and k + 1 < tg.size and tg.has(k + 1, "of"):
                start, stop = k + 2, self._capitals(k + 2, tg.size)
            if stop > start and start not in tg.places:
                words = tuple(tg.text(q) for q in range(start, stop))
                self._introduced.setdefault(words[0], words)
                unlisted.append((start, stop, None))
        listed = [(k, stop, entry) for k, (entry, stop) in tg.places.items()
                  if k not in tg.weak_places and not self._in_name(k)]  # fmt: skip
        self._told = sorted([*listed, *unlisted], key=lambda told: told[:2])

    def _at(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        tg = self.tg
        back = next((name for name in BACK if name in self._words[k].kinds), None)
        pointing = back is not None and k > begin and tg.has(k - 1, "det") and not tg.has(k + 1, "of", "people")
        if back is not None and pointing and not self._capital(k) and k + 1 not in tg.places:
            return self._points(n, k, back, begin)
        if k in tg.places and not self._in_name(k):
            entry, stop = tg.places[k]
            compound = stop + 1 < end and tg.text(stop) == "-" and tg.tokens[stop].glued and tg.tokens[stop + 1].glued
            small = not self._capital(k) and not (tg.text(k + 1) == "-" and tg.tokens[k + 1].glued)
            if compound or small or tg.has(k, "nation"):
                # the Britain-based monitor
                return None
            place = self._with_noun(k, stop, end)
            lead = self._lead(k, begin)
            if place > stop and self._own_name(stop, place):
                # Aleppo Police Command, Khalidiyah street: a place of that name
                return Mention(k, place, n, None, self._tags(lead, k, place, begin, True, "unknown"))
            weak = k in tg.weak_places and lead == k and place == stop
            return (
                None if weak else Mention(k, stop, n, entry, self._tags(lead, k, stop, begin, False, entry.precision))
            )
        if k in tg.actors or not self._part(k):
            return None
        stop = self._capitals(k, end)
        if stop == k:
            return None
        place = self._with_noun(k, stop, end)
        lead = self._lead(k, begin)
        governed = lead > begin and (tg.has(lead - 1, "in") or self._is(lead - 1, "near"))
        introduced = self._introduced.get(tg.text(k))
        if place > stop:
            settled = "settlement" in self._words[stop].kinds
            tags = self._tags(lead, k, stop, begin, True, "unknown")
            return Mention(k, stop if settled else place, n, None, (*tags, "settled") if settled else tags)
        if lead < k and self._is(k - 1, "of") and (self._is(k - 2, "settlement", "spot", "placeword")):
            return Mention(k, stop, n, None, (*self._tags(lead, k, stop, begin, True, "unknown"), "settled"))
        if governed or introduced is not None:
            tags = self._tags(lead, k, stop, begin, False, "unknown")
            return Mention(k, stop, n, None, (*tags, "introduced" if introduced is not None else "guess-in"))
        return None

    def _own_name(self, stop: int, place: int) -> bool:
        """Tell whether the noun behind a listed name makes it the name of something in it: a street, no city."""
        return any("settlement" not in self._words[q].kinds for q in range(stop, place) if self._words[q].kinds)

    def _capital(self, k: int) -> bool:
        tg = self.tg
        return tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()

    def _part(self, k: int) -> bool:
        """Tell whether a word may be part of a place's name: a capital, or a particle glued to one (al-Dawla)."""
        tg = self.tg
        if not tg.is_word(k) or tg.has(k, *_NO_NAME) or tg.an[k].harms or k in tg.actors:
            return False
        return self._capital(k) or (k + 2 < tg.size and tg.text(k + 1) == "-" and tg.tokens[k + 1].glued)

    def _capitals(self, k: int, end: int) -> int:
        """Return where the words of a name end that begins at ``k``, ``k`` where none does."""
        tg, q = self.tg, k
        while q < end and q - k < 2 * _LONGEST:
            if q > k and tg.text(q) == "-" and tg.tokens[q].glued and q + 1 < end and tg.tokens[q + 1].glued:
                q += 2
                continue
            if not self._part(q):
                break
            q += 1
        return q

    def _before(self, k: int) -> int:
        """Return where the name begins that ends right before a noun for a place."""
        start = k
        for q in range(k - 1, max(-1, k - 2 * _LONGEST), -1):
            if self._capitals(q, k) != k:
                break
            start = q
        return start

    def _with_noun(self, k: int, stop: int, end: int) -> int:
        """Return where the noun for a place right behind a name ends, ``stop`` where none stands there."""
        tg, q = self.tg, stop
        if q < end and (self._words[q].kinds & {"settlement", "spot"} or tg.has(q, "placeword")):
            return q + 1
        return stop

    def _lead(self, k: int, begin: int) -> int:
        """Return where the words begin that stand between a preposition and a name: in *the northern city of* X."""
        tg, q = self.tg, k
        while q > begin and k - q < _LED and not tg.has(q - 1, "in"):
            plain = (
                tg.has(q - 1, "det", "of", "placeword", "near") or self._words[q - 1].kinds or tg.has(q - 1, "nation")
            )
            if not plain:
                break
            q -= 1
        return q if q > begin and (tg.has(q - 1, "in") or q < k) else k
