"""Who stands as the subject before a verb of saying (``subject_first``): X, an official with Y, who was there, said."""

from hasila.extract.attribution.introduced import Range
from hasila.extract.attribution.subjectnames import LONGEST, NAMED, PLAIN, SpacedNames

#: A speaker's office between commas has at most so many tokens.
_ASIDE = 16
#: How a speaker was heard, or what is told of him without a comma, has at most so many tokens.
_HEARD = 9
#: What is told of a speaker who opens the sentence has at most so many, with clauses of its own.
_DESCRIBED = 20
#: A speaker who opens a sentence has at most so many tokens.
_OPENING = 7
#: What stands in brackets behind a name has at most so many tokens.
_BRACKET = 5
#: What stands between commas between a speaker and his verb has at most so many tokens.
_BETWEEN = 45


class SpacedSubjects(SpacedNames):
    """Reads the speaker before a verb."""

    def mate(self, speaker: Range, low: int) -> Range | None:
        """Return who is named before *and* as speaking with a speaker."""
        tg, k = self.tg, speaker[0] - 1
        while k > low and tg.has(k, "det"):
            k -= 1
        if k <= low or tg.text(k) != tg.lang.grammar.number_joiner:
            return None
        found, _ = self.before(k, low)
        return found if found is not None and found[1] == k and not self.tg.an[found[0]].harms else None

    def _of_relative(self, k: int, low: int) -> int | None:
        """Return where what is told of the speaker begins without a comma: residents who fled the attack said."""
        tg = self.tg
        clause = False
        for q in range(k - 1, max(low, k - _DESCRIBED), -1):
            fear = tg.has(q, "report") and tg.has(q - 1, "for_")
            if tg.text(q) in ",;:" or tg.is_quote(q) or (tg.has(q, "report", "comp") and not fear):
                return None
            clause = clause or tg.has(q, "clause", "join") or k - q >= _HEARD
            if tg.has(q, "rel"):
                if clause and q - low > _OPENING:
                    return None
                one = q + 2 == k and not tg.has(q + 1, "adverb", "have", "aux", "pronoun")
                told = (q + 1 < k - 1 or one) and (tg.has(q - 1, "source", "people", "name") or q - 1 in tg.actors)
                return q if told else None
        return None

    def _office(self, source: Range) -> bool:
        """Tell whether a source ends with the noun of an office, and so is no person's name: the Village Head."""
        tg = self.tg
        return source[0] not in tg.actors and any(
            tg.has(q, "source") and tg.end(q, "source") == source[1] for q in range(*source)
        )

    def nameonly(self, source: Range) -> bool:
        """Tell whether a source is a person's name of several words, behind a rank at most: General Malam Sani."""
        tg = self.tg
        plain = all(self._capital(q) and not tg.has(q, "prep", "join", "det") for q in range(*source))
        last = range(source[1] - 2, source[1])
        return plain and last.start >= source[0] and not any(tg.has(q, "source") for q in last)

    def _follows(self, k: int) -> bool:
        """Tell whether who says it stands behind the verb, up to a comma or the end: …, most of them men, said police.

        Whom somebody told it to stands there as well.
        """
        tg = self.tg
        sense, stop = tg.sense(k, "report"), tg.end(k, "report")
        if sense is None or getattr(sense.data, "told", False):
            return False
        behind = self._name(stop, min(k + LONGEST, tg.size))
        if behind is None or any(
            tg.an[q].harms or tg.is_number(q) or tg.has(q, "harm", "number", "amount") for q in range(*behind)
        ):
            # confirmed the displacement of hundreds
            return False
        if not all(tg.known(q) or self._capital(q) or not tg.is_word(q) for q in range(*behind)):
            # said fighters stormed the village, …
            return False
        return behind[1] >= tg.size or tg.text(behind[1]) in ",.;" or tg.is_quote(behind[1]) or tg.is_break(behind[1])

    def _between_commas(self, k: int, low: int) -> tuple[Range, int] | None:
        """Return the person who alone fills what stands between two commas before a verb, and where his part begins.

        Omar Haddad, head of the council, a body of elders, said; the Director, Army Relations, Gen. Omar Haddad, said.
        """
        tg = self.tg
        commas = [k - 1]
        for q in range(k - 2, max(low - 1, k - _BETWEEN), -1):
            if tg.text(q) in ";:" or tg.is_quote(q) or tg.is_break(q) or self._stops(q):
                low = q + 1
                break
            if tg.text(q) == ",":
                commas.append(q)
        opens = low if low == 0 or k - low < _BETWEEN else None
        starts = [*sorted(q + 1 for q in commas[1:])]
        if opens is not None:
            starts.insert(0, opens)
        ends = sorted(commas)[-len(starts) :]
        found: Range | None = None
        at = k
        described = False
        for begin, end in zip(starts, ends, strict=True):
            described = described or tg.has(begin, "rel")
            person = self._person_filling(begin, end)
            if person is not None and (found is None or (self._capital(person[0]) and tg.has(person[0], "people"))):
                # a rank tells surest that it is a person
                found = person
            verbal = any(tg.has(q, "report", "aux") or tg.an[q].harms for q in range(begin, end))
            if found is None:
                # twelve died, Omar Haddad, 34, a baker, said: what stands before is told
                at = k if verbal else min(at, begin)
            elif person is None and not described and any(tg.has(q, "report", "aux") for q in range(begin, end)):
                return None
            at = min(at, begin) if found is not None else at
        return (found, at) if found is not None else None

    def _person_filling(self, begin: int, end: int) -> Range | None:
        """Return the person whose name, with ranks before it, is all that stands in a stretch."""
        tg, k = self.tg, begin
        ranked = False
        while k < end:
            told = tg.sense(k, "source")
            office = told is not None and told.id in ("official", "spokesman", "director", "doctor", "witness")
            if (office or tg.has(k, "people")) and not tg.has(k, "name"):
                ranked, k = True, max(tg.end(k, "people"), tg.end(k, "source"))
            elif ranked and tg.text(k) in ".-":
                k += 1
            elif self._capital(k) and k + 1 < end and tg.text(k) in tg.lang.abbreviations:
                ranked, k = True, k + 1
            elif k == begin and tg.has(k, "det"):
                k += 1
            else:
                break
        first = k
        while k < end and (self._capital(k) or (k > first and (tg.has(k, "particle") or tg.text(k) in "-.'"))):
            if tg.has(k, "prep", "calendar", "nation", "placeword", "means", "det", "source"):
                return None
            k += 1
        words = sum(tg.is_word(q) for q in range(first, k))
        if k < end or words < (1 if ranked and k > first else 2) or words > NAMED:
            return None
        if any(q in tg.actors for q in range(first, k)) or (first in tg.places and not tg.has(first, "name")):
            return None
        return begin + tg.has(begin, "det"), end

    def _apposed(self, office: Range, low: int) -> Range:
        """Return the person before whose office a comma stands: Omar Haddad, spokesman for the church, … told."""
        tg, k = self.tg, office[0] - 1
        while k > low and tg.has(k, "det"):
            k -= 1
        if k - 1 <= low or tg.text(k) != ",":
            return office
        if self._capital(office[0]) and not (self._office(office) or tg.has(office[0], "source")):
            return office
        start = k
        while (
            start > low
            and k - start < NAMED + LONGEST // 2
            and not (
                tg.text(start - 1) in ",;:"
                or tg.is_quote(start - 1)
                or self._stops(start - 1)
                or tg.has(start - 1, "comp")
            )
        ):
            start -= 1
        for first in (start, *(q for q in range(start + 1, k) if tg.has(q - 1, "clause", "join", "adverb"))):
            person = self._person_filling(first, k)
            if person is not None:
                return person
        return office

    def before(self, k: int, low: int) -> tuple[Range | None, int]:
        """Return who stands as the subject before a verb, and where; a pronoun has a place and no name."""
        tg = self.tg
        if k - 2 > low and tg.has(k - 1, "rel") and not self.shouted(k - 1):
            # the group, which said it lost two men, …
            found, start = self.before(k - 2 if tg.text(k - 2) == "," else k - 1, low)
            if found is not None:
                return found, start
        heard = next((q for q in range(max(low + 1, k - _HEARD), k) if tg.has(q, "heardby")), k)
        if tg.end(heard, "heardby") == k > heard:
            # a resident reached by phone said
            return self.before(heard - (tg.text(heard - 1) == ","), low)
        reached = next((q for q in range(max(low + 1, k - _HEARD), k) if tg.has(q, "reachedby")), None)
        if reached is not None and not any(tg.text(q) in ",;:" for q in range(reached, k)):
            # sources contacted by this radio said
            found, start = self.before(reached, low)
            if found is not None:
                return found, start
        if k - 1 >= low and tg.has(k - 1, "pronoun") and not self.shouted(k - 1):
            return None, k - 1
        if k - 2 > low and tg.text(k - 1) == ")":
            # Lt. Col. Omar Haddad, (retd) said
            opens = next((q for q in range(k - 2, max(low, k - _BRACKET), -1) if tg.text(q) == "("), None)
            if opens is not None and opens - 1 > low and tg.text(opens - 1) == ",":
                return self.before(opens - 1, low)
        who = self._of_relative(k, low)
        if who is not None:
            return self.before(who, low)
        if k - 1 >= low and tg.text(k - 1) == ",":
            if self._follows(k):
                return None, -1
            if (alone := self._between_commas(k, low)) is not None:
                return alone
            # X, an official with Y, said
            close = next((q for q in range(k - 2, max(low - 1, k - 2 - _ASIDE), -1) if tg.text(q) == ","), None)
            if close is not None and tg.has(close + 1, "subset", "amount"):
                # ten traders, most of them women, said …: who some of them were
                return None, -1
            relative = close is not None and tg.has(close + 1, "rel")
            heard = close is not None and tg.has(close + 1, "heardby")
            if close is not None and (relative or heard or not any(tg.an[q].harms for q in range(close, k))):
                found, start = self.before(close, low)
                if found is not None:
                    found = self._apposed(found, low)
                    inner = self._name(tg.end(close + 1, "called") if tg.has(close + 1, "called") else close + 1, k)
                    if inner is None and close + 3 == k and self.shouted(close + 1) and found[0] not in self.tg.actors:
                        # a rights group, HRW, said
                        return (close + 1, close + 2), start
                    # A shopkeeper, Halima Ali, said: her name; X, a shopkeeper, said: X.
                    named = inner is not None and self._capital(inner[0]) and inner[0] not in tg.actors
                    person = named and not (self._capital(found[1] - 1) and self._capital(found[0]))
                    # The Village Head, Malam Sani, said: an office in capitals is no name
                    person = person or (named and inner is not None and self._office(found) and self.nameonly(inner))
                    return (inner if person else found), start
            return None, -1
        start = k
        while start > low and k - start < LONGEST:
            q = start - 1
            if (tg.text(q) in ",;:" or self._stops(q)
                    or tg.is_quote(q) or tg.is_break(q) or self._ends(q)):  # fmt: skip
                break
            if tg.an[q].harms and not tg.has(q, "source") and not (tg.has(q - 1, "det") and tg.has(q - 2, "prep")):
                break
            if tg.has(q, "join") and not (start in tg.actors or tg.has(start, "source", "det")):
                break
            if start < k and tg.has(start, "det") and not tg.has(q, "prep", "join"):
                # … near the town the ministry said: another noun stands before it.
                break
            to = tg.has(start, "to") and tg.has(q, "source")
            if start < k and tg.has(start, "prep") and not (tg.has(start, "inner") or to):
                start += 1
                break
            start = q
        for q in range(start, k):
            found = self._name(q, k)
            if (
                found is not None
                and found[1] >= k - 1
                and not any("harm" in tg.multi.get(x, {}) for x in range(*found))
            ):
                begins = start if q - start <= 2 else q
                # the head of the province of Tahoua: no name, for all its last word
                placed = any(tg.has(q, "prep") for q in range(*found))
                ruled = tg.has(found[0], "source") and (placed or not self._capital(found[1] - 1))
                whose = self._apposed(found, low) if ruled else found
                return whose, begins if whose == found else whose[0]
        if k - 1 >= low and self._surname(k - 1) and (k - 1 == low or not tg.has(k - 2, "prep")):
            return (k - 1, k), k - 1
        plain = tg.has(k, "plainsay") and start < k and k - start <= PLAIN
        clean = plain and not any(tg.an[q].harms or tg.is_number(q) for q in range(start, k))
        clean = clean and not tg.has(k - 1, "det")
        led = start <= low or tg.text(start - 1) == "," or tg.is_quote(start - 1)
        if clean and (tg.has(start, "det") or self._capital(start) or led) and not tg.has(start, "comp"):
            # their school district said: whoever says is who says
            first = start + (tg.has(start, "det") and start + 1 < k)
            return (first, k), start
        return None, -1
