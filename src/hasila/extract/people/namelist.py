"""Lists of names, in languages that set words apart: Capt. Omar Said, 34; Corporals Sami Nur (28) and Ali Reza."""

from hasila.extract.people.phrase import Phrase
from hasila.extract.tagging import Tagged
from hasila.model import Role

#: A list has at most so many names, a name so many words, the titles before it so many, what is told of one so many.
_MOST, _NAME, _TITLES, _ASIDE = 40, 5, 4, 9
#: Nobody is so old; an abbreviated title has at most so many letters.
_AGED, _SHORT = 111, 5
#: What is no part of a name, though a capital may begin it.
_NO_NAME = ("calendar", "report", "aux", "have", "det", "pronoun", "clause", "rel", "comp", "unit", "means", "nation",
            "placeword", "subset", "harm", "more", "prep", "join")  # fmt: skip


class NameList:
    """Reads the names of one list."""

    def __init__(self, tg: Tagged, begin: int, end: int) -> None:
        self.tg = tg
        self.begin = begin
        self.end = end

    def read(self, k: int, *, lone: bool = False) -> list[Phrase]:
        """Return the people named from ``k`` on, one behind another; ``lone`` lets one word name the first."""
        tg, out = self.tg, list[Phrase]()
        role: Role = "unknown"
        while k < self.end and len(out) < _MOST:
            item = self._item(k, role, first=not out and not lone)
            if item is None:
                break
            phrase, role = item
            out.append(phrase)
            k = self._past(phrase.end)
            at = k
            if at < self.end and tg.text(at) in ",;":
                at += 1
            if at < self.end and tg.has(at, "join"):
                at = tg.end(at, "join")
            if at == k:
                break
            k = at
        return out

    def _item(self, i: int, role: Role, *, first: bool) -> tuple[Phrase, Role] | None:
        """Read one name with what stands before it: its bearer's rank, his age."""
        tg, k = self.tg, i
        titled = False
        steps = 0
        while k < self.end and steps < _TITLES:
            steps += 1
            if tg.is_number(k) and k + 1 < self.end and (tg.tokens[k + 1].glued or tg.has(k + 1, "calendar", "old")):
                # 2nd Lt., 47-year-old monk
                k = self._past_age(k + 1)
                continue
            people = tg.sense(k, "people")
            if people is not None and not tg.has(k, "name") and not self._pure_name(k):
                told: Role = getattr(people.data, "role", "unknown")
                role = told if not titled or told != "unknown" else role
                titled, k = True, tg.end(k, "people")
            elif tg.has(k, "source") and not tg.has(k, "name") and self._follows(tg.end(k, "source")):
                titled, k = True, tg.end(k, "source")
            elif self._abbreviated(k):
                titled, k = True, k + 1
            elif tg.is_word(k) and not self._capital(k) and not tg.has(k, *_NO_NAME) and tg.any(k + 1, k + 3, "people"):
                # infantry specialized sergeant Omar Said
                k += 1
            else:
                break
            if k < self.end and tg.text(k) == ".":
                k += 1
        stop = self._name_end(k)
        if stop == k or any(q in tg.actors for q in range(k, stop)):
            return None
        if stop - k < 2 and first and not titled:
            return None
        if tg.has(stop - 1, "source") and not tg.has(stop - 1, "name"):
            # the Human Rights Commission
            return None
        if stop - k < 2 and k in tg.places and not tg.has(k, "name"):
            return None
        if all(q in tg.places for q in range(k, stop)) and not (titled or tg.has(k, "name")):
            return None
        phrase = Phrase(i, stop, 1, 1, "exact", None, k, (k, stop), role, "count.named", named=True, number="sg")
        return phrase, role

    def _pure_name(self, k: int) -> bool:
        """Tell whether a noun for people is a family name here: behind a capital word, before no other."""
        return k > self.begin and self._capital(k) and self._capital(k - 1) and not self._follows(k + 1)

    def _follows(self, k: int) -> bool:
        """Tell whether a name may begin at a token, behind a full stop of an abbreviation at most."""
        if k < self.end and self.tg.text(k) == ".":
            k += 1
        return k < self.end and self._capital(k)

    def _abbreviated(self, k: int) -> bool:
        """Tell whether a short word with a full stop stands before a name: Pvt. Ali Sani."""
        tg = self.tg
        short = tg.is_word(k) and self._capital(k) and len(tg.text(k)) <= _SHORT
        return short and k + 2 < self.end and tg.text(k + 1) == "." and self._capital(k + 2)

    def _name_end(self, k: int) -> int:
        tg, q = self.tg, k
        while q < self.end and q - k < _NAME and tg.is_word(q):
            if not (self._capital(q) or (q > k and tg.has(q, "particle"))) or tg.has(q, *_NO_NAME):
                break
            q += 1
            while q + 1 < self.end and tg.text(q) in "-'" and tg.tokens[q].glued and tg.tokens[q + 1].glued:
                q += 2
            if q + 1 < self.end and tg.text(q) == "." and len(tg.text(q - 1)) == 1 and self._capital(q + 1):
                # John A. Smith
                q += 1
        return q

    def _capital(self, k: int) -> bool:
        tg = self.tg
        return tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()

    def _past_age(self, k: int) -> int:
        tg = self.tg
        while k < self.end and (
            tg.has(k, "unit", "calendar", "aged", "old") or tg.text(k) == "-" or (tg.tokens[k].glued and tg.is_word(k))
        ):
            k += 1
        return k

    def _past(self, k: int) -> int:
        """Return where what is told of one who was named ends: his age, where he was from, what he was."""
        tg = self.tg
        if k < self.end and tg.text(k) == "(":
            close = next((q for q in range(k, min(k + _ASIDE, self.end)) if tg.text(q) == ")"), None)
            k = k if close is None else close + 1
        comma = k < self.end and tg.text(k) == ","
        at = k + comma
        if at < self.end and tg.has(at, "aged"):
            at += 1
        if at < self.end and tg.is_number(at) and (at > k) and len(tg.text(at)) <= len(str(_AGED)):
            k = at + 1
            if k < self.end and tg.text(k) == "(":
                close = next((q for q in range(k, min(k + _ASIDE, self.end)) if tg.text(q) == ")"), None)
                k = k if close is None else close + 1
            comma = k < self.end and tg.text(k) == ","
            at = k + comma
        told = at < self.end and (tg.has(at, "of", "from_") or (comma and tg.has(at, "det", "who")))
        told = told or (comma and at < self.end and tg.has(at, "people") and not self._capital(at))
        if not told:
            return k
        for q in range(at + 1, min(at + _ASIDE, self.end)):
            if tg.has(q, "report", "aux") or tg.text(q) == ":":
                return k
            if tg.text(q) in ",;." or (tg.has(q, "join") and self._capital(q - 1)):
                return q
        return self.end if self.end - at < _ASIDE else k
