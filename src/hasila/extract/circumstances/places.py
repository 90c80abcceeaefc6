"""What a sentence says of where: names of the gazetteer, and names that only their neighbours tell to be places."""

from bisect import bisect_left

from hasila.extract.circumstances.mention import Mention
from hasila.extract.people.names import ends_name, is_surname
from hasila.extract.tagging import Tagged
from hasila.languages.language import NO_PLACE_WORD
from hasila.registry.gazetteer import PlaceEntry
from hasila.text.document import WORD

#: Joined names of places in one list (الفوعة وكفريا): at most so many.
_LIST = 5
#: What a definite word after a noun for a place may be, so that it is no name of it.
_NO_NAME = (
    "report", "comp", "harm", "rel", "calendar", "placeadj", "others", "nation", "number", "amount", "means", "loose",
    "eachof",
)  # fmt: skip
#: An unlisted name has at most so many words.
_WORDS = 2
#: People are brought to a place told at most so many tokens behind the word for it (تحويل أربعة منهم إلى مدينة الأبيض).
_BROUGHT = 7
#: Opening a sentence, a place within so many tokens of a mark of a dateline is where the report was written.
_DATELINE = 7
#: Where a doubtful name may be a place's without a noun for one.
_PLACED = frozenset({"in", "near", "by-prep", "happened", "target", "dateline"})
#: What points back to a place, and the kinds of place that it can be.
BACK = {
    "backtown": frozenset({"town", "village", "district", "unknown"}),
    "backcapital": frozenset({"town"}),
    "backregion": frozenset({"adm1", "adm2", "area"}),
    "backcountry": frozenset({"country"}),
}


class PlaceReader:
    """Reads the places of sentences; ``saying`` are tokens of the act of saying, not of what happened."""

    def __init__(self, tg: Tagged, saying: frozenset[int]) -> None:
        self.tg = tg
        self.saying = saying
        read = tg.lang.place_word
        #: What each token tells of places; nothing follows the last.
        self._words = [read(t.text) if t.kind == WORD else NO_PLACE_WORD for t in tg.tokens] + [NO_PLACE_WORD] * 3
        self._conj = tuple(tg.lang.grammar.clitics.conj)
        self._prep = tuple(tg.lang.grammar.clitics.prep)
        self._clitics = (*self._conj, *self._prep)
        self._feminine = tuple(tg.lang.grammar.feminine) or ("\0",)
        self._aims = tuple(tg.lang.grammar.clitics.purpose) or ("\0",)
        #: Names that the report itself introduces as places, by their first words, each the whole name.
        self._introduced: dict[str, tuple[str, ...]] = {}
        #: Ids of places of the gazetteer whose doubtful name a noun for a place leads in once.
        self._believed: set[str] = set()
        #: Every place of the report that is sure, in order: its tokens, and its entry where it is listed.
        self._told: list[tuple[int, int, PlaceEntry | None]] = []
        #: Those of them that each kind of words points back to, as far as it was asked for.
        self._fits: dict[str, list[tuple[int, int, PlaceEntry | None]]] = {}
        self._introduce()

    def _introduce(self) -> None:
        """Note what a noun for a settlement introduces once: the name is a place wherever else it stands.

        *قرية العزيبة* makes *العزيبة* one, *بلدة المطلة* the doubtful name *المطلة*.
        """
        tg = self.tg
        unlisted = []
        for k, word in enumerate(self._words):
            if "settlement" not in word.kinds or word.article:
                continue
            at = self._behind(k, tg.size)
            if at >= tg.size:
                continue
            if at in tg.places and not self._in_name(at):
                if not self._ordinary(at):
                    self._believed.add(tg.places[at][0].id)
                continue
            stop = self._name_end(k, at, tg.size)
            if stop:
                words = tuple(tg.text(q) for q in range(at, stop))
                self._introduced.setdefault(words[0], words)
                unlisted.append((at, stop, None))
        told = {tg.places[k][0].id for k in tg.places if k not in tg.weak_places and not self._in_name(k)}
        for k in tg.weak_places:
            # حيس beside الحديدة: where a place that holds it is told, a doubtful name is that of the place in it.
            if not self._ordinary(k) and self._above(tg.places[k][0]) & told:
                self._believed.add(tg.places[k][0].id)
        listed = [(k, stop, entry) for k, (entry, stop) in tg.places.items()
                  if (k not in tg.weak_places or entry.id in self._believed) and not self._in_name(k)]  # fmt: skip
        self._told = sorted([*listed, *unlisted], key=lambda told: told[:2])

    def _above(self, entry: PlaceEntry) -> set[str]:
        """Return the ids of the places that hold one, its country left out: that says too little."""
        out: set[str] = set()
        while entry.parent is not None:
            upper = self.tg.registry.places.get(entry.parent)
            if upper is None or upper.precision == "country":
                break
            out.add(upper.id)
            entry = upper
        return out

    def _ordinary(self, k: int) -> bool:
        """Tell whether a doubtful name is an ordinary word where it stands: the lexicon knows it, or its article does.

        *المعركة* is no village of the name *معركة*.
        """
        tg = self.tg
        return tg.places[k][1] - k == 1 and bool(tg.an[k].senses)

    def _behind(self, k: int, end: int) -> int:
        """Return the token behind a noun for a place, past quotation marks."""
        at = self.tg.end(k, "placeword") if self.tg.has(k, "placeword") else k + 1
        while at < end and self.tg.is_quote(at):
            at += 1
        return at

    def _is(self, k: int, *kinds: str) -> bool:
        """Tell whether a token is a word of places of one of these kinds."""
        return not self._words[k].kinds.isdisjoint(kinds) or self.tg.has(k, *kinds)

    def _noun(self, k: int) -> bool:
        """Tell whether a noun for a place stands at ``k``."""
        tg = self.tg
        if tg.has(k, "placeadj") or self._is(k, "adjective"):
            return False
        if not tg.has(k, "placeword"):
            return self._is(k, "spot", "barely", "settlement")
        token = tg.tokens[k]
        if tg.doc.text[token.start : token.end] in tg.lang.no_nouns:
            return False
        return not tg.an[k].pron or self._is(k, "spot", "settlement")

    def _definite(self, k: int) -> bool:
        return self._words[k].article or (self.tg.has(k, "placeword") and bool(self.tg.an[k].art))

    def _governed(self, k: int) -> bool:
        """Tell whether a preposition is glued before the word at ``k``."""
        return bool(self.tg.an[k].prep) or self._words[k].prep

    # -- reading ---------------------------------------------------------------------------------------

    def read(self, n: int, begin: int, end: int) -> list[Mention]:
        """Return the places of sentence ``n``, from token ``begin`` to ``end``, in order."""
        out: list[Mention] = []
        k = begin
        while k < end:
            found = self._at(n, k, begin, end)
            if found is None or self._brought(k, begin):
                k = found.end if found is not None else k + 1
                continue
            last = out[-1] if out else None
            if last is not None and self._listed(last, found):
                # البيضاء وإب: places joined under one preposition are one mention, as worded.
                out[-1] = Mention(last.start, found.end, n, last.value, (*last.tags, "list"))
            else:
                out.append(found)
            k = max(found.end, k + 1)
        return out

    def _brought(self, k: int, begin: int) -> bool:
        """Tell whether a place is where people were brought afterwards, so that nothing happened to them there.

        A hospital is mostly called after the town where it happened, so it stays.
        """
        led = k > begin and self.tg.has(k - 1, "to") and not self._is(k, "care")
        return led and any(self._is(q, "bringing") for q in range(max(begin, k - _BROUGHT), k))

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

    def _at(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        tg = self.tg
        if k not in tg.places and not tg.kinds[k] and not self._words[k].kinds:
            # Most words: nothing is known of them.
            return self._unled(n, k, begin, end)
        back = next((name for name in BACK if name in self._words[k].kinds), None)
        if back is not None and not (k in tg.places and tg.places[k][1] > k + 1):
            return self._points(n, k, back, begin)
        noun = self._noun(k)
        at = self._behind(k, end) if noun else k
        whole = tg.places.get(k)
        if whole is not None and tg.has(k, "nation") and tg.an[k].art:
            # الحسكة السورية: an adjective.
            return None
        if whole is not None and (not noun or whole[1] > at) and not self._in_name(k):
            # Where a noun for a place begins the name itself, the whole name is meant: جرود عرسال, not عرسال in it.
            inner = tg.places.get(at) if noun else None
            if inner is None or inner[1] <= whole[1]:
                return self._named(n, k, k, begin, noun)
        if noun and at < end:
            return self._led(n, k, at, begin, end)
        return self._unled(n, k, begin, end) if not noun and whole is None else None

    def _points(self, n: int, k: int, back: str, begin: int) -> Mention | None:
        """Read what points back to a place (في المدينة), or in one that was told tells where (وسط العاصمة)."""
        tg = self.tg
        stop = k + 1
        if (
            stop in tg.places
            or tg.has(stop, "nation")
            or (stop < tg.size and tg.text(stop).startswith(tg.lang.article))
        ):
            # العاصمة صنعاء, المنطقة الشرقية: a name follows.
            return None
        fits = self._fits.get(back)
        if fits is None:
            fits = [t for t in self._told if (t[2].precision if t[2] is not None else "unknown") in BACK[back]]
            if back == "backcapital" and fits:
                fits = [max(fits, key=lambda t: (t[2].population if t[2] is not None else 0, -t[0]))]
            self._fits[back] = fits
        if not fits:
            return None
        start, end, entry = fits[max(bisect_left(fits, k, key=lambda t: t[0]) - 1, 0)]
        tags = self._tags(k, k, stop, begin, False, entry.precision if entry is not None else "unknown")
        directed = k > begin and self._is(k - 1, "near")
        tags = (*tags, "points-within" if directed else "points")
        return Mention(k, stop, n, entry, tags, None if directed else (start, end))

    def _named(self, n: int, k: int, at: int, begin: int, noun: bool) -> Mention | None:
        """Read a name of the gazetteer at ``at``, led in by what stands at ``k``."""
        tg = self.tg
        entry, stop = tg.places[at]
        tags = self._tags(k, at, stop, begin, noun and at != k, entry.precision)
        if at in tg.weak_places and not noun and not (stop - at > 1 and self._noun(at)):
            # A name that is also a common word needs a noun for a place before it, here or elsewhere in the report.
            if entry.id in self._believed:
                tags = (*tags, "believed")
            elif not self._ordinary(at) and not _PLACED.isdisjoint(tags):
                tags = (*tags, "weak")
            else:
                return None
        return Mention(at, stop, n, entry, tags)

    def _led(self, n: int, k: int, at: int, begin: int, end: int) -> Mention | None:
        """Read what a noun for a place at ``k`` leads in."""
        tg = self.tg
        if at in tg.places and not self._in_name(at):
            doubtful = at in tg.weak_places and tg.places[at][0].id not in self._believed
            if not (self._is(k, "namesake") and doubtful):
                return self._named(n, k, at, begin, True)
            # مستشفى المدينة: no gazetteer's town of that name.
            stop = tg.places[at][1]
            return Mention(k, stop, n, None, (*self._tags(k, at, stop, begin, True, "unknown"), "namesake"))
        if self._definite(k):
            # الحي الثالث, الطريق السريع
            told = tg.is_word(at) and tg.text(at).startswith(tg.lang.article) and not tg.an[at].prep
            told = told and not tg.has(at, "rel", "calendar", "report", "harm")
            tags = (*self._tags(k, at, at + 1, begin, True, "unknown"), "definite")
            return Mention(k, at + 1, n, None, tags) if told and at not in tg.actors else None
        stop = self._name_end(k, at, end)
        if stop and not self._is(k, "settlement") and tg.text(at).startswith(self._aims):
            # سوق لبيع الخضار, معسكر لتدريب المجندين: what it is for.
            stop = 0
        if stop:
            stop = self._joined(stop, end) if stop - at == 1 else stop
            bare = self._is(k, "settlement", "post") or tg.text(at) in self._introduced
            start = at if bare else k
            tags = self._tags(k, at, stop, begin, True, "unknown")
            return Mention(start, stop, n, None, (*tags, "settled") if start == at else tags)
        if self._described(k, at):
            return Mention(k, at + 1, n, None, (*self._tags(k, at, at + 1, begin, True, "unknown"), "described"))
        return None

    def _unled(self, n: int, k: int, begin: int, end: int) -> Mention | None:
        """Read a name that the report has introduced elsewhere, or that where it stands tells to be a place."""
        tg = self.tg
        if not tg.is_word(k) or k in tg.actors:
            return None
        text = tg.text(k)
        for cut in (0, 1):
            if cut and not text.startswith(self._clitics):
                break
            words = self._introduced.get(text[cut:])
            if words is not None and all(tg.text(k + q) == word for q, word in enumerate(words) if q):
                stop = k + len(words)
                tags = self._tags(k, k, stop, begin, False, "unknown")
                return Mention(k, stop, n, None, (*tags, "introduced"))
        where = next((name for name in ("near", "in") if k > begin and self._is(k - 1, name)), "")
        if not where or not self._unlisted(k):
            return None
        stop = k + 1
        if stop < end and self._unlisted(stop):
            stop += 1
        if not self._set_in(stop, end) and where == "in":
            return None
        return Mention(k, stop, n, None, (*self._tags(k, k, stop, begin, False, "unknown"), f"guess-{where}"))

    def _set_in(self, k: int, end: int) -> bool:
        """Tell whether what follows sets a name in a wider place (بولاية بورنو, شمال مالي, (جنوب))."""
        tg = self.tg
        if k < end and tg.text(k) in "،(":
            k += 1
        if k >= end:
            return False
        return self._is(k, "near") or (self._governed(k) and (k in tg.places or self._is(k, "settlement", "placeword")))

    # -- unlisted names ----------------------------------------------------------------------------------

    def _name_end(self, noun: int, at: int, end: int) -> int:
        """Return where the unlisted name behind a noun for a place ends, 0 where there is none (بلدة شيلوبي)."""
        tg = self.tg
        if self._is(at, "placehead") and not tg.an[at].prep and tg.is_word(at + 1) and at + 1 < end:
            # بيت سابر: the second word may be any.
            second = at + 1
            if not self._is(second, *_NO_NAME, "adjective", "in", "of", "to", "near") and not tg.an[second].conj:
                return second + 1
        if not self._unlisted(at):
            return 0
        if "many" in self._words[noun].kinds and tg.text(at).endswith(self._feminine):
            # أحياء كاملة, مستشفيات خاصة: an adjective, as far as its ending tells.
            return 0
        stop = at + 1
        while stop < end and stop - at < _WORDS and self._unlisted(stop):
            stop += 1
        return stop

    def _joined(self, stop: int, end: int) -> int:
        """Return where a list of unlisted names ends (قرى تيغورو وأمبالا وسينغودي)."""
        tg, first = self.tg, stop
        while stop < end and stop - first < _LIST:
            text = tg.text(stop)
            if not (tg.is_word(stop) and text.startswith(self._conj) and len(text) > 4 and not tg.known(stop)):
                break
            if stop in tg.actors or stop in tg.places:
                break
            stop += 1
        return stop

    def _described(self, noun: int, at: int) -> bool:
        """Tell whether a known word tells a noun for a place apart (حاجز المستودعات, دوار السينما)."""
        tg = self.tg
        if (
            self._definite(noun)
            or "barely" in self._words[noun].kinds
            or not tg.is_word(at)
            or tg.an[at].prep
            or tg.an[at].conj
            or at in tg.actors
        ):
            return False
        return tg.text(at).startswith(tg.lang.article) and not self._is(at, *_NO_NAME, "adjective")

    def _unlisted(self, at: int) -> bool:
        """Tell whether a word may be a name that is not listed."""
        tg = self.tg
        if not tg.is_word(at) or tg.known(at) or at in tg.actors or at in tg.places or len(tg.text(at)) < 3:
            return False
        return self._words[at] is NO_PLACE_WORD and not tg.text(at).startswith(tg.lang.glued)

    # -- how a mention stands ----------------------------------------------------------------------------

    def _tags(self, k: int, at: int, stop: int, begin: int, noun: bool, precision: str) -> tuple[str, ...]:
        tg = self.tg
        out = [f"precision:{precision}"]
        if noun:
            out.append("noun")
            out += [f"noun-{name}" for name in ("spot", "settlement", "namesake", "care") if self._is(k, name)]
        if self._governed(k) or (k > begin and self._is(k - 1, "in", "near")):
            out.append("located")
            out.append("in" if k > begin and tg.has(k - 1, "in") else "by-prep" if self._governed(k) else "near")
        if self._reference(k, begin):
            out.append("reference")
        for name in ("from_", "to", "of", "comp", "report", "according", "on_"):
            if k > begin and tg.has(k - 1, name):
                out.append(f"after-{name}")
        if k > begin and self._is(k - 1, "happening"):
            out.append("happened")
        if k - 2 >= begin and tg.has(k - 1, "on_") and self._is(k - 2, "happening", "means"):
            out.append("target")
        if at in self.saying or k in self.saying:
            out.append("saying")
        if k - begin <= 2:
            out.append("opens")
        if self._dateline(k, stop, begin):
            out.append("dateline")
        if tg.any(max(begin, k - 3), k, "source"):
            out.append("of-source")
        return tuple(out)

    def _reference(self, k: int, begin: int) -> bool:
        """Tell whether a place only says where another is: *قباطية جنوب جنين*, *25 كلم شمال بغداد*."""
        tg = self.tg
        before = k - 1
        if before <= begin or not self._is(before, "near"):
            return False
        last = before - 1
        return (
            tg.has(last, "unit")
            or tg.text(last) == "("
            or any(q in tg.places and tg.places[q][1] == before for q in range(max(begin, before - 3), before))
        )

    def _dateline(self, k: int, stop: int, begin: int) -> bool:
        """Tell whether a place opens a sentence as where it was written (بغداد - وكالات:, القدس (المدار) -)."""
        tg = self.tg
        if stop < tg.size and tg.text(stop) == ":":
            return True
        if k - begin > 1 or stop >= tg.size or tg.text(stop) not in {"-", "–", "—", "/", "(", "،", ","}:
            return False
        marks = {":", "-", "–", "—"}
        return any(tg.text(q) in marks for q in range(stop, min(stop + _DATELINE, tg.size)))

    def _in_name(self, k: int) -> bool:
        """Tell whether a place's name is part of a longer name of a body (جيش لبنان), or somebody's surname."""
        tg = self.tg
        if tg.has(k, "calendar") or (tg.lang.article and (is_surname(tg, k) or ends_name(tg, k))):
            return True
        for q in range(max(0, k - 4), k + 1):
            if q in tg.actors and tg.actors[q][1] >= tg.places[k][1] and tg.actors[q][1] - q > 1:
                return True
        return False
