"""Names of those who speak, and whom they stand for, where who comes before the verb (``subject_first``)."""

from bisect import bisect_left
from dataclasses import dataclass

from hasila.extract.attribution.introduced import Named, Range
from hasila.extract.attribution.meant import Chain
from hasila.extract.attribution.sources import SourceReader
from hasila.extract.attribution.sourcewords import noun_of
from hasila.extract.tagging import Tagged
from hasila.languages.schema import HarmWord, SourceWord

#: A speaker's name has at most so many tokens.
LONGEST = 16
#: A speaker that no list knows has at most so many.
PLAIN = 8
#: A person's name, with an office before it, has at most so many.
NAMED = 6
#: Who is pointed back to by his office spoke so many tokens before.
_LATELY = 90
#: A noun that points back to who spoke has at most so many words with its adjectives.
_POINTED = 3
#: A person's name in full has so many words, and his office stands so many tokens behind it.
_FULL, _OFFICE = 2, 6
_OFFICES = frozenset({"official", "spokesman", "director"})
#: Kinds of bodies that are no force and speak of what others did.
_VOICES = ("monitor", "un", "health", "humanitarian", "civil_defence")
#: What no name of a speaker goes across.
_ENDS = ("comp", "report", "aux", "have", "rel", "clause", "calendar", "subset", "unreal")


@dataclass(slots=True)
class SpacedNames:
    """Reads names of speakers; ``last`` is who spoke last."""

    tg: Tagged
    reader: SourceReader
    outlet: set[str]
    last: Chain = ()
    #: The last speaker who is a person with an office, and the token of his verb.
    officer: Range | None = None
    spoke: int = 0
    _bodies: Named | None = None

    def _plain(self, k: int, end: int) -> Range | None:
        """Return whoever is named behind *according to*, up to a comma or the end of the sentence."""
        tg, q = self.tg, k
        while q < end and (tg.is_word(q) or (tg.text(q) in "-'" and tg.tokens[q].glued)) and q - k <= PLAIN:
            if self._ends(q) or tg.an[q].harms or tg.is_number(q):
                return None
            q += 1
        closed = q >= end or tg.text(q) in ",.;"
        first = k + (tg.has(k, "det") and k + 1 < q)
        return (first, q) if closed and q > first and not tg.has(first, "pronoun") else None

    def _surname(self, q: int) -> bool:
        """Tell whether one word alone names who speaks: Villalba said, Moscow said, WHO said."""
        tg = self.tg
        if not self._capital(q) or tg.an[q].harms:
            return False
        if self.shouted(q):
            return True
        if tg.has(q, *_ENDS, "det", "prep", "adverb", "join", "more", "nation"):
            return False
        return q in tg.places or not tg.known(q)

    def _name(self, k: int, end: int) -> Range | None:
        """Return the name of one who can speak, from token ``k`` on."""
        tg = self.tg
        q = k
        while q < end and (tg.is_quote(q) or (tg.has(q, "det", "more") and not tg.has(q, "comp"))):
            q += 1
        if q + 1 < end and tg.is_number(q) and tg.tokens[q + 1].glued and tg.is_word(q + 1):
            # the 33rd Front
            found = self._name(q + 1, end)
            return (q, found[1]) if found is not None else None
        if q >= end or not tg.is_word(q):
            return None
        if tg.has(q, "comp", "join", "pronoun", "prep") and not self.shouted(q):
            return None
        stop, known = q, False
        while stop < end and stop - q < LONGEST:
            if stop in tg.actors:
                stop, known = tg.actors[stop][1], True
                continue
            if tg.has(stop, "source"):
                stop, known = tg.end(stop, "source"), True
                continue
            if tg.text(stop) in ("-", ".", "'") and tg.tokens[stop].glued and stop + 1 < end:
                stop += 1
                continue
            if tg.text(stop) == "(":
                close = next((x for x in range(stop, min(stop + 6, end)) if tg.text(x) == ")"), None)
                if close is None:
                    break
                stop = close + 1
                continue
            if not tg.is_word(stop) or self._ends(stop):
                break
            if tg.an[stop].harms and (not known or (not self._capital(stop) and self._deed(stop))):
                break
            if (
                tg.has(stop, "of", "for_")
                and q < stop < end - 1
                and self._capital(stop - 1)
                and self._capital(stop + 1)
            ):
                # Physicians for Human Rights
                known, stop = True, stop + 1
                continue
            # an aide to the governor
            to = tg.has(stop, "to") and stop > q and tg.has(stop - 1, "source") and tg.has(stop + 1, "det")
            if tg.has(stop, "prep") and not (known and (tg.has(stop, "inner") or to)):
                break
            if tg.has(stop, "join", "adverb") and stop + 1 < end and not (known and self._capital(stop + 1)):
                break
            if (tg.has(stop, "people") and not tg.an[stop].harms) or (self._capital(stop) and tg.has(stop, "name")):
                known = True
            capital = self._capital(stop)
            if not known and capital and stop + 1 < end and self._capital(stop + 1):
                known = True
            if not known and not capital and stop - q > 4:
                return None
            stop += 1
        return (q, stop) if known and stop > q else None

    def _deed(self, q: int) -> bool:
        """Tell whether a word of harm is a verb, and no noun for the harmed."""
        kinds = {s.data.kind for s in self.tg.an[q].harms if isinstance(s.data, HarmWord)}
        return bool(kinds & {"either", "inflict", "undergo"})

    def _stops(self, q: int) -> bool:
        """Tell whether a full stop is more than the sign of an abbreviation: U.N., Lt."""
        before = self.tg.text(q - 1)
        if q + 1 < self.tg.size and self.tg.tokens[q].glued and self.tg.tokens[q + 1].glued:
            # sabanews.net
            return False
        return self.tg.text(q) == "." and before not in self.tg.lang.abbreviations and len(before) > 1

    def _noun(self, q: int) -> bool:
        """Tell whether a word that may say is a noun here: the report said."""
        tg = self.tg
        return (
            tg.has(q, "source")
            and tg.has(q, "report")
            and (
                tg.has(q - 1, "det", "nation")
                or tg.has(q + 1, "report")
                # an attack on gendarmerie posts in the valley
                or (tg.has(q, "placeword") and tg.has(q + 1, "prep") and not tg.has(q + 1, "comp"))
                # In its latest monthly report, it …
                or (tg.text(q + 1) == "," and any(tg.has(x, "owner") for x in range(max(0, q - 3), q)))
            )
        )

    def _ends(self, q: int) -> bool:
        return self.tg.has(q, *_ENDS) and not self._noun(q) and not self.shouted(q)

    def shouted(self, q: int) -> bool:
        """Tell whether a short word is written with capitals alone, and so is a name: the WHO said."""
        tg = self.tg
        word = tg.doc.text[tg.tokens[q].start : tg.tokens[q].end]
        if not (tg.is_word(q) and len(word) > 1 and word.isupper()):
            return False
        beside = [x for x in (q - 1, q + 1) if 0 <= x < tg.size and tg.is_word(x)]
        return not any(tg.doc.text[tg.tokens[x].start : tg.tokens[x].end].isupper() for x in beside)

    def _capital(self, q: int) -> bool:
        tg = self.tg
        return tg.is_word(q) and tg.doc.text[tg.tokens[q].start].isupper()

    def _media(self, source: Range) -> bool:
        return self.reader.kind(source) == "media"

    def _own(self, source: Range) -> bool:
        words = {self.tg.text(q) for q in range(*source)}
        return bool(self.outlet) and (words <= self.outlet or self.outlet <= words)

    def _chain(self, source: Range, end: int) -> tuple[Chain, int]:
        source = self._person(self._maker(source, end), end)
        return self._resolve(source), source[1]

    def _maker(self, source: Range, end: int) -> Range:
        """Return who made what is said to speak: figures compiled by a ministry, a report of the Observatory."""
        tg, k = self.tg, source[1]
        told = noun_of(tg, source)
        if told is None or told.id != "statement":
            return source
        made = next((q for q in range(source[0], min(k + 2, end)) if tg.has(q, "madeby")), None)
        if made is None:
            return source
        found = self._name(tg.end(made, "madeby"), end)
        return source if found is None else found

    def _person(self, source: Range, end: int) -> Range:
        """Return the name behind an office's comma: according to the mayor, Omar Said."""
        tg, k = self.tg, source[1]
        if k + 2 >= end or tg.text(k) != "," or self._capital(source[1] - 1):
            return source
        first = next((sense for q in range(*source) if (sense := tg.sense(q, "source")) is not None), None)
        if first is None or first.id not in ("official", "spokesman", "witness", "doctor", "director"):
            return source
        found = self._name(k + 1, end)
        if found is None or found[0] != k + 1 or not self._capital(k + 1) or not self._capital(k + 2):
            return source
        return found if found[1] - found[0] <= NAMED and found[0] not in tg.actors else source

    def _resolve(self, source: Range) -> Chain:
        """Turn a name into a chain; what points back becomes who it stands for."""
        tg = self.tg
        introduced = self.reader.introduced
        known = introduced.ranges
        while source[1] - source[0] > 1 and tg.has(source[0], "pointer"):
            # the same source
            source = (source[0] + 1, source[1])
        words = {tg.text(q) for q in range(*source) if tg.is_word(q)}
        # Mr Aliyu, Gen. Haddad: whoever was named so with more
        words = (words - tg.lang.abbreviations) or words
        sense = tg.sense(source[0], "source")
        anaphor = sense is not None and isinstance(sense.data, SourceWord) and sense.data.anaphor
        definite = source[0] > 0 and tg.has(source[0] - 1, "pointer") and source[1] - source[0] <= _POINTED
        told = noun_of(tg, source)
        mark = next((q for q in range(source[0] + 1, source[1]) if tg.text(q) in tg.lang.grammar.possessive), None)
        if mark is not None and mark + 1 < source[1]:
            # the ministry's latest report: the ministry
            rest = range(mark + 1, source[1])
            nouns = [sense.id for q in rest if (sense := tg.sense(q, "source")) is not None]
            if all(noun == "statement" for noun in nouns) and not any(self._capital(q) for q in rest):
                source = (source[0], mark)
        if told is not None and told.id == "statement":
            # a Guards statement, a report by the Observatory: theirs
            whose = next(((q, tg.actors[q][1]) for q in range(*source) if q in tg.actors), None)
            source = whose or source
        meant = self._meant(source)
        if meant is not None:
            if meant not in introduced:
                introduced.append(meant)
            return (meant,)
        anew = source[0] > 0 and tg.has(source[0] - 1, "more", "indefinite") and not tg.has(source[0], "name")
        before = None if anew else introduced.written(source, words)
        if before is not None:
            return (before,)
        if anaphor and definite and known and source[1] - source[0] == 1:
            if sense is not None and sense.id in ("statement", "source", "movement"):
                return self.last or (known[-1],)
            persons = sense is not None and sense.id in ("official", "spokesman", "doctor", "witness")
            alike = introduced.last_noun(sense.id) if persons and sense is not None else None
            if alike is not None and (tg.has(source[0], "official") or tg.text(source[0]) in self._words(alike)):
                # the official; the mayor is no police
                return (alike,)
        if definite and sense is not None and self._bare_office(source, anew=anew):
            person = self.officer
            if person is not None and source[0] - self.spoke <= _LATELY:
                # Omar Haddad, head of the regional administration, … the regional governor said
                return (person,)
        introduced.append(source)
        return (source,)

    def _words(self, source: Range) -> set[str]:
        return {self.tg.text(q) for q in range(*source)}

    def _bare_office(self, source: Range, *, anew: bool) -> bool:
        """Tell whether a source is but the noun of one person's office, at most with an adjective: the governor."""
        tg = self.tg
        noun = noun_of(tg, source)
        if anew or noun is None or noun.id not in ("official", "spokesman") or noun.number == "pl":
            return False
        return not any(self._capital(q) for q in range(*source)) and tg.end(source[1] - 1, "source") == source[1]

    def official(self, source: Range) -> bool:
        """Tell whether a source names a person with his office: Omar Haddad, head of the council; Gen. Omar Haddad."""
        tg, k = self.tg, source[1]
        if source[0] in tg.actors or not self._capital(source[1] - 1) or source[1] - source[0] < _FULL:
            return False
        if tg.has(source[1] - 1, "source") or any(tg.has(q, "prep") for q in range(*source)):
            return False
        ids = {sense.id for q in range(*source) if (sense := tg.sense(q, "source")) is not None}
        if ids:
            return bool(ids & _OFFICES)
        if source[0] > _OFFICE and tg.text(source[0] - 1) == ",":
            before = range(source[0] - _OFFICE, source[0])
            if any((sense := tg.sense(q, "source")) is not None and sense.id in _OFFICES for q in before):
                return True
        if k >= tg.size or tg.text(k) != ",":
            return False
        for q in range(k + 1, min(k + _OFFICE, tg.size)):
            if tg.text(q) in ",." or tg.is_break(q):
                return False
            told = tg.sense(q, "source")
            if told is not None:
                return told.id in _OFFICES
        return False

    def _meant(self, source: Range) -> Range | None:
        """Return the body that a noun for one means: the one so called (the Observatory), or the last of its kind."""
        tg = self.tg
        body = next((q for q in range(*source) if q in tg.actors), None)
        if body is not None:
            return self._fuller(source, body)
        first_prep = next((q for q in range(*source) if tg.has(q, "prep")), source[1])
        source = (source[0], first_prep)
        head = next((q for q in range(source[1] - 1, source[0] - 1, -1) if tg.has(q, "source")), None)
        first = next((q for q in range(*source) if tg.has(q, "source")), None)
        if head is None or first is None or any(tg.has(q, "name", "prep") for q in range(*source)):
            return None
        sense = tg.sense(first, "source")
        if sense is None or sense.id not in ("monitor", "movement", "army"):
            return None
        if any(self._capital(q) for q in range(head + 1, source[1])):
            return None
        if self._bodies is None:
            self._bodies = Named(tg)
        if (so_called := self._bodies.by_word.get(tg.text(head))) is not None:
            return so_called
        the = source[0] > 0 and tg.has(source[0] - 1, "det") and not tg.has(source[0] - 1, "indefinite")
        if the and tg.has(head, "anybody") and self.last and self._voices(self.last[0]):
            # The organisation said: which has spoken before
            return self.last[0]
        alike = self._bodies.of_kind.get(sense.id, [])
        at = bisect_left(alike, (source[0],))
        if at:
            return alike[at - 1]
        return alike[0] if alike and sense.id != "movement" else None

    def _voices(self, source: Range) -> bool:
        """Tell whether a source is a body that counts or helps, and no force: a monitor, a charity."""
        actor = self.tg.actors.get(source[0])
        if actor is not None:
            return actor[0].kind in _VOICES
        noun = noun_of(self.tg, source)
        return noun is not None and noun.id in ("monitor", "aid")

    def _fuller(self, source: Range, k: int) -> Range | None:
        """Return where a body is named in full that a source names in short (the Britain-based Observatory)."""
        tg = self.tg
        actor, stop = tg.actors[k]
        if stop != source[1] or any(tg.has(q, "source", "people") for q in range(source[0], k)):
            return None
        if stop == k + 1 and tg.doc.text[tg.tokens[k].start : tg.tokens[k].end].isupper():
            # The RSF said: a name of its own
            return None
        if self._bodies is None:
            self._bodies = Named(tg)
        longest = self._bodies.longest[actor.id]
        return longest if longest[1] - longest[0] > stop - k else None
