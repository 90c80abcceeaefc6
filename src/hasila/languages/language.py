"""A language as the extractor uses it: the lexicon of its folder, and the reading of single words."""

from collections.abc import Iterable, Sequence
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from hasila.languages import schema
from hasila.languages.quotes import keeps_distance
from hasila.languages.words import Analysis, Phrase, Sense
from hasila.text import all_word_texts, fold_word
from hasila.text.compiled import compiled
from hasila.text.data import YAMLError, load_yaml
from hasila.text.document import Document
from hasila.text.furniture import FurnitureWords

#: What another language's judge is lowered by, in log-odds, where the grammar does not say: reports that nobody had
#: looked at were right in six of ten claims that the Arabic judge gave three of four.
_BORROWED: Final = 0.5
#: Each kind of data file and what its lines are. A language has the files that it needs.
FILES: Final[dict[str, type]] = {
    "harms": schema.HarmWord,
    "people": schema.PeopleWord,
    "nations": schema.Nation,
    "numbers": schema.NumberWord,
    "amounts": schema.Amount,
    "hedges": schema.HedgeWord,
    "reporting": schema.ReportWord,
    "sources": schema.SourceWord,
    "means": schema.MeansWord,
    "calendar": schema.CalendarWord,
    "stretches": schema.StretchWord,
    "function": schema.FunctionWord,
}
#: Kinds of readings that take no pronoun of one who speaks (by the names that the lexicon gives them).
_UNOWNED: Final = frozenset({"comp", "during", "number", "report"})
#: Kinds of words with which a conjunction is at times written together.
_RUN_ON: Final = frozenset({"harm", "people", "number", "amount"})
#: Readings of words are kept up to this many; texts with more different words start anew (memory stays flat).
_CACHE_LIMIT: Final = 30_000
#: The zero-width non-joiner, with which Persian writes endings and compounds.
_JOINER: Final = "\u200c"
T = TypeVar("T")
_NOTHING: Final[dict[str, Sense]] = {}
_NO_PHRASES: Final[dict[str, list[Phrase]]] = {}


class _Prefix(NamedTuple):
    """What may be glued before a word, as written; ``full`` is an article that a stem is written with."""

    written: str
    conj: str
    prep: str
    article: str
    full: str


_WHOLE: Final = _Prefix("", "", "", "", "")


class PlaceWord(NamedTuple):
    """What a word tells of places: its kinds in places.yaml, and whether something is glued before it."""

    kinds: frozenset[str]
    prep: bool
    article: bool


NO_PLACE_WORD: Final = PlaceWord(frozenset(), False, False)


def _spellings(form: str) -> list[str]:
    """Return a form as it may be written: a joiner stays (folding drops it), or a space stands in its place."""
    out = [""]
    for n, piece in enumerate(form.split(_JOINER)):
        out = [before + glue + piece for before in out for glue in ((_JOINER, " ") if n else ("",))]
    return out


class LanguageError(Exception):
    """Language data that does not follow the schema. The message names the file and the entry."""


def _read(folder: Traversable, name: str) -> Any:
    path = folder / f"{name}.yaml"
    if not path.is_file():
        return None
    try:
        return load_yaml(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise LanguageError(f"{folder.name}/{name}.yaml is not YAML: {error}") from error


def _converted(folder: Traversable, name: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(_read(folder, name) or {}, kind)
    except msgspec.ValidationError as error:
        raise LanguageError(f"{folder.name}/{name}.yaml: {error}") from error


def _borrowed(judge: schema.Judge | None, less: float | None) -> schema.Judge | None:
    """Return a judge for another language than it was learned in: its claims are less often right than they look."""
    if judge is None:
        return None
    right = msgspec.structs.replace(judge.right, bias=judge.right.bias - (_BORROWED if less is None else less))
    return msgspec.structs.replace(judge, right=right)


def _judge(folder: Traversable) -> schema.Judge | None:
    path = folder / "judge.json"
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=schema.Judge)
    except msgspec.DecodeError as error:
        raise LanguageError(f"{folder.name}/judge.json: {error}; make it anew with make train") from error


class Language:
    """The lexicon of one language.

    ``words`` maps a folded word to its senses by kind, ``harms`` to all its harms (قتل is a verb and a
    noun); ``phrases`` maps the first folded word of a
    phrase to (other words, sense), longest first. ``names`` holds given names and name particles.
    """

    def __init__(self, code: str, folder: Traversable) -> None:
        self.code = code
        self.words: dict[str, dict[str, Sense]] = {}
        self.harms: dict[str, list[Sense]] = {}
        self.phrases: dict[str, list[Phrase]] = {}
        #: What is to be indexed: kind, form, reading.
        self._forms: list[tuple[str, str, Sense]] = []
        #: The words read so far; `analyse` fills it, and readers may look here first.
        self.read_words: dict[str, Analysis] = {}
        self.grammar = _converted(folder, "grammar", schema.Grammar)
        for name, kind in FILES.items():
            for number, raw in enumerate(_read(folder, name) or []):
                try:
                    entry: Any = msgspec.convert(raw, kind)
                except msgspec.ValidationError as error:
                    raise LanguageError(f"{folder.name}/{name}.yaml, entry {number + 1} ({raw}): {error}") from error
                self._add(name, entry)
        for name in _read(folder, "names") or []:
            self._put("name", name, Sense("name", "name", "sg", name))
        self._index()
        for entries in self.phrases.values():
            entries.sort(key=lambda e: -len(e[0]))
        #: Words that are two, and the length of the first.
        self.run_on = self._run_on()
        #: What tells of places and of nothing else, by folded word: its kinds.
        self._place_words = self._of_places(folder)
        self._places_read: dict[str, PlaceWord] = {}
        #: What marks page furniture in this language.
        self.furniture = _converted(folder, "furniture", FurnitureWords)
        #: What was learned of how far its claims can be trusted; ``None`` where nothing was.
        self.judge = _judge(folder)
        if self.judge is None and self.grammar.judge_of is not None:
            self.judge = _borrowed(_judge(_root() / self.grammar.judge_of), self.grammar.judge_less)
        #: Words that join alternatives, as texts are folded.
        self.either_or = frozenset(map(fold_word, self.grammar.either_or))
        #: Words behind which a full stop ends no sentence.
        self.abbreviations = frozenset(self.grammar.abbreviations)
        self.numbered = frozenset(self.grammar.numbered)
        #: How unlisted names begin, as texts are folded.
        self.name_heads = tuple(map(fold_word, self.grammar.name_heads))
        clitics = self.grammar.clitics
        self._article = tuple(clitics.article)
        self._prefixes = self._all_prefixes()
        self._linked = [(fold_word(ending), fold_word(base)) for ending, base in self.grammar.linked.items()]
        #: What a word that is all its own (a person's name) does not begin with.
        self.glued = (
            *clitics.conj,
            *clitics.fused,
            *(prep + article for prep in clitics.prep for article in clitics.article),
        )
        #: Pronouns by their last letter, the longest first.
        self._pronouns: dict[str, list[str]] = {}
        for pronoun in sorted(clitics.pronouns, key=len, reverse=True):
            self._pronouns.setdefault(pronoun[-1], []).append(pronoun)

    # -- building ------------------------------------------------------------------------------------

    def _put(self, cat: str, form: str, sense: Sense) -> None:
        self._forms.append((cat, form, sense))

    def _index(self) -> None:
        # Cut as text is cut, so that a phrase with digits (الساعات الـ24) can be found in it.
        told = [(cat, spelled, sense) for cat, form, sense in self._forms for spelled in _spellings(form)]
        for (cat, _, sense), cut in zip(told, all_word_texts([form for _, form, _ in told]), strict=True):
            # A hyphen between words is passed over in texts.
            words = [word for word in cut if word != "-"]
            if not words:
                raise LanguageError(f"{self.code}: empty form in {cat} {sense.id}")
            if len(words) == 1:
                self.words.setdefault(words[0], {}).setdefault(cat, sense)
                if cat == "harm":
                    self.harms.setdefault(words[0], []).append(sense)
            else:
                self.phrases.setdefault(words[0], []).append((tuple(words[1:]), sense))
        self._forms.clear()

    def _add(self, name: str, entry: Any) -> None:
        if isinstance(entry, schema.PeopleWord):
            for number, forms in (("sg", entry.sg), ("du", entry.du), ("pl", entry.pl)):
                for form in forms:
                    self._put("people", form, Sense("people", entry.id, number, entry))
            for paradigm, stems in entry.stems.items():
                for stem in stems:
                    for form, number in self._inflected(stem, paradigm):
                        self._put("people", form, Sense("people", entry.id, number, entry))
            return
        if isinstance(entry, schema.Nation):
            written = [(form, "pl") for form in entry.forms]
            if entry.stem:
                written += self._inflected(entry.stem, "nisba")
            for form, number in written:
                self._put("nation", form, Sense("nation", entry.country or entry.stem or "", number, entry))
            return
        if isinstance(entry, schema.NumberWord):
            for form in entry.forms:
                self._put("number", form, Sense("number", str(entry.value), "", entry))
            return
        cat = {
            "harms": "harm",
            "amounts": "amount",
            "hedges": "hedge",
            "reporting": "report",
            "sources": "source",
            "stretches": "stretch",
        }.get(name, name)
        if isinstance(entry, schema.FunctionWord):
            cat = entry.id
        if isinstance(entry, schema.ReportWord) and entry.clause:
            # A kind of its own, so that no step takes the word for one of saying before *that* is found after it.
            cat = "says_that"
        ident = getattr(entry, "id", cat)
        base = getattr(entry, "number", None) or ""
        for form in entry.forms:
            inflected = self._inflected(form, entry.inflect) if entry.inflect else [(form, base)]
            for word, number in inflected:
                self._put(cat, word, Sense(cat, ident, number, entry))
        for number, forms in (("du", entry.du), ("pl", entry.pl)):
            for word in forms:
                self._put(cat, word, Sense(cat, ident, number, entry))

    def _run_on(self) -> dict[str, int]:
        """Return the known words that another is written together with, and how long that is."""
        out: dict[str, int] = {}
        known = [word for word, senses in self.words.items() if not _RUN_ON.isdisjoint(senses)]
        for first in map(fold_word, self.grammar.run_on):
            figure = "number" in self.words.get(first, ())
            if figure:
                counted = ((word, self.words[word].get("people")) for word in known)
                told = [
                    word
                    for word, people in counted
                    if people is not None and people.number == "sg" and people.id != "others"
                ]
            else:
                told = [word for word in known if len(word) > 2 or "number" in self.words[word]]
            words = [first + word for word in (*told, *([] if figure else out))]
            out |= {word: len(first) for word in words if word not in self.words}
        people = [word for word in known if "people" in self.words[word] and len(word) > 2]
        for last in map(fold_word, self.grammar.run_behind):
            out |= {word + last: len(word) for word in people if word + last not in self.words}
        return out

    def _of_places(self, folder: Traversable) -> dict[str, frozenset[str]]:
        """Read the words of places.yaml: their kinds by folded word."""
        out: dict[str, set[str]] = {}
        written: list[str] = []
        for entry in msgspec.convert(_read(folder, "places") or [], list[schema.FunctionWord]):
            for form in entry.forms:
                if entry.id == "nonoun":
                    written.append(form)
                    continue
                if " " in form:
                    raise LanguageError(f"{self.code}/places.yaml: {form!r} of {entry.id} is more than one word")
                out.setdefault(fold_word(form), set()).add(entry.id)
        #: Spellings, as written, that are no noun for a place though folded they look like one.
        self.no_nouns = frozenset(written)
        return {word: frozenset(kinds) for word, kinds in out.items()}

    def _inflected(self, stem: str, paradigm: str) -> list[tuple[str, str]]:
        try:
            endings = self.grammar.paradigms[paradigm]
        except KeyError:
            raise LanguageError(
                f"{self.code}: no paradigm {paradigm!r} in grammar.yaml (asked for by {stem})"
            ) from None
        if "~" in stem:
            # The ending goes where the mark stands: behind the light verb of a phrase (کشته شد~).
            return [(stem.replace("~", ending.rstrip("_")), number) for ending, number in endings.items()]
        first, _, rest = stem.partition(" ")
        tail = f" {rest}" if rest else ""
        return [(first + ending.rstrip("_") + tail, number) for ending, number in endings.items()]

    @property
    def article(self) -> str:
        """The definite article as it is glued to words (a letter that no word begins with where there is none)."""
        return self._article[0] if self._article else "\0"

    # -- reading -------------------------------------------------------------------------------------

    def document(self, text: str) -> Document:
        """Return a text cut into words and sentences as this language is written."""
        return Document(text, self.abbreviations, self.run_on, self.numbered, partial(keeps_distance, self.analyse))

    def analyse(self, word: str) -> Analysis:
        """Read one folded word: its senses, and what is glued to it.

        A clitic is stripped only when the rest is a known word (a stripped prefix that leaves an unknown
        rest would cut names to pieces).
        """
        known = self.read_words.get(word)
        if known is None:
            if len(self.read_words) >= _CACHE_LIMIT:
                self.read_words.clear()
            known = self.read_words[word] = self._analyse(word)
        return known

    def place_word(self, word: str) -> PlaceWord:
        """Read one folded word as one that tells of places (places.yaml), and what is glued before it."""
        known = self._places_read.get(word)
        if known is None:
            if len(self._places_read) >= _CACHE_LIMIT:
                self._places_read.clear()
            known = NO_PLACE_WORD
            for rest, prefix in self._splits(word):
                kinds = self._place_words.get(rest)
                if kinds is not None:
                    known = PlaceWord(kinds, bool(prefix.prep), bool(prefix.article))
                    break
            self._places_read[word] = known
        return known

    def _all_prefixes(self) -> dict[str, list[_Prefix]]:
        """Return all that may be glued before a word, by its first letter: bare ones first, then with the article."""
        clitics = self.grammar.clitics
        bare = []
        for conj in ("", *clitics.conj):
            bare.append(_Prefix(conj, conj, "", "", ""))
            for written, prep in clitics.fused.items():
                article = self._article[0]
                # A fused article is written out again, so that names listed with the article are found.
                full = "" if (conj + written).endswith(prep + article) else article
                bare.append(_Prefix(conj + written, conj, prep, article, full))
            bare += [_Prefix(conj + prep, conj, prep, "", "") for prep in clitics.prep]
        joined = [
            _Prefix(p.written + article, p.conj, p.prep, article, "")
            for p in bare
            if not p.article
            for article in self._article
        ]
        out: dict[str, list[_Prefix]] = {}
        for prefix in (*bare, *joined):
            if prefix.written:
                out.setdefault(prefix.written[0], []).append(prefix)
        return out

    def _splits(self, word: str) -> list[tuple[str, _Prefix]]:
        """All ways to take off conjunction, preposition and article: what is left, and what was taken off."""
        out = [(word, _WHOLE)]
        for prefix in self._prefixes.get(word[:1], ()):
            size = len(prefix.written)
            if len(word) > size + 1 and word.startswith(prefix.written):
                out.append((word[size:], prefix))
        return out

    def _unlinked(self, word: str) -> str:
        """Return a word without the ending that links it to the next, "" where it has none (جبهه‌ی: جبهه)."""
        for ending, base in self._linked:
            if len(word) > len(ending) + 1 and word.endswith(ending):
                return word[: -len(ending)] + base
        return ""

    def _unowned(self, pronoun: str, senses: dict[str, Sense]) -> bool:
        """Tell whether a word takes no pronoun of a speaker: داخلي is no "inside me", أنهى no "that I"."""
        return pronoun in self.grammar.speaking and not _UNOWNED.isdisjoint(senses)

    def _analyse(self, word: str) -> Analysis:
        words = self.words
        for ending in self.grammar.possessive:
            if word.endswith(ending) and len(word) > len(ending) and word not in words:
                return self.analyse(word.removesuffix(ending))
        splits = self._splits(word)
        stems: dict[str, None] = {}
        for rest, prefix in splits:
            if prefix.full:
                stems[prefix.full + rest] = None
            stems[rest] = None
        bare = self._unlinked(word)
        if bare:
            stems[bare] = None
        for rest, prefix in splits:
            senses = words.get(rest)
            if senses:
                return self._known(rest, senses, stems, prefix, "")
        if bare in words:
            return self._known(bare, words[bare], stems, _WHOLE, "")
        pronouns = [pronoun for pronoun in self._pronouns.get(word[-1:], ()) if word.endswith(pronoun)]
        for rest, prefix in splits if pronouns else ():
            if prefix.article:
                continue
            for pronoun in pronouns:
                if len(rest) > len(pronoun) + 1:
                    base = rest[: -len(pronoun)]
                    before = self.grammar.before_pronoun.get(base[-1:], ())
                    forms = [
                        form
                        for form in (base, *(base[:-1] + letter for letter in before))
                        if form in words and not self._unowned(pronoun, words[form])
                    ]
                    if forms:
                        read = self._known(forms[0], words[forms[0]], stems, prefix, pronoun)
                        # إصابته is a noun and a verb (إصابة, أصابت): what stands around it tells.
                        others = (s for form in forms[1:] for s in self.harms.get(form, ()) if read.harms)
                        nouns = tuple(s for s in others if getattr(s.data, "kind", "") == "event")
                        return read._replace(harms=read.harms + nouns) if nouns else read
        return self._known("", _NOTHING, stems, _WHOLE, "")

    def _known(
        self, form: str, senses: dict[str, Sense], stems: dict[str, None], prefix: _Prefix, pronoun: str
    ) -> Analysis:
        by_second: dict[str, list[Phrase]] = _NO_PHRASES
        glued: Sequence[Phrase] = ()
        if not self.phrases.keys().isdisjoint(stems):
            by_second, glued = self._continued(stems)
        return Analysis(
            senses, tuple(self.harms.get(form, ())), by_second, glued, tuple(stems),
            prefix.conj, prefix.prep, prefix.article, pronoun,
        )  # fmt: skip

    def _continued(self, stems: Iterable[str]) -> tuple[dict[str, list[Phrase]], list[Phrase]]:
        """Return the phrases that begin with one of some stems, by their second word, and those that are open to more.

        See `Analysis`.
        """
        by_second: dict[str, list[Phrase]] = {}
        glued: list[Phrase] = []
        for stem in stems:
            for phrase in self.phrases.get(stem, ()):
                second = phrase[0][0]
                if len(second) == 1 or phrase[1].cat == "harm":
                    glued.append(phrase)
                else:
                    by_second.setdefault(second, []).append(phrase)
        return by_second, glued


def _root() -> Traversable:
    return files("hasila.languages")


@cache
def available() -> tuple[str, ...]:
    """Return the codes of the languages that have a folder, sorted; looked for once."""
    return tuple(sorted(p.name for p in _root().iterdir() if p.is_dir() and (p / "grammar.yaml").is_file()))


@cache
def load(code: str) -> Language:
    """Load a language once; what was compiled of it before, from the disk (:mod:`hasila.text.compiled`).

    Raises:
        LookupError: if there is no such language.
        LanguageError: if its data does not follow the schema.
    """
    if code not in available():
        raise LookupError(f"no language {code!r}; there are: {', '.join(available())}")
    root = _root()
    parts = {entry.name: entry for entry in root.iterdir() if entry.name.endswith(".py")}
    # A language may be judged by another one's weights.
    parts |= {f"{known}/judge": root / known / "judge.json" for known in available()}
    parts = {name: entry for name, entry in sorted(parts.items()) if entry.is_file()}
    return compiled(
        f"language-{code}",
        {**parts, code: root / code, "text": files("hasila.text")},
        lambda: Language(code, root / code),
        Language,
    )
