"""A language as the extractor uses it: the lexicon of its folder, and the reading of single words."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import msgspec
import yaml

from hasila.languages import schema
from hasila.languages.words import Analysis, Sense
from hasila.text import fold_word, word_texts
from hasila.text.furniture import FurnitureWords

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
    "function": schema.FunctionWord,
}
#: Readings of words are kept up to this many; texts with more different words start anew (memory stays flat).
_CACHE_LIMIT: Final = 30_000
T = TypeVar("T")
_NOTHING: Final[dict[str, Sense]] = {}


class LanguageError(Exception):
    """Language data that does not follow the schema. The message names the file and the entry."""


def _read(folder: Traversable, name: str) -> Any:
    path = folder / f"{name}.yaml"
    if not path.is_file():
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise LanguageError(f"{folder.name}/{name}.yaml is not YAML: {error}") from error


def _converted(folder: Traversable, name: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(_read(folder, name) or {}, kind)
    except msgspec.ValidationError as error:
        raise LanguageError(f"{folder.name}/{name}.yaml: {error}") from error


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
        self.phrases: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        self._cache: dict[str, Analysis] = {}
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
        for entries in self.phrases.values():
            entries.sort(key=lambda e: -len(e[0]))
        #: What marks page furniture in this language.
        self.furniture = _converted(folder, "furniture", FurnitureWords)
        #: What was learned of how far its claims can be trusted; ``None`` where nothing was.
        self.judge = _judge(folder)
        #: Words that join alternatives, as texts are folded.
        self.either_or = frozenset(map(fold_word, self.grammar.either_or))
        clitics = self.grammar.clitics
        self._conj = tuple(clitics.conj)
        self._prep = tuple(clitics.prep)
        self._article = tuple(clitics.article)
        self._fused = clitics.fused
        #: What a word that is all its own (a person's name) does not begin with.
        self.glued = (
            *clitics.conj,
            *clitics.fused,
            *(prep + article for prep in clitics.prep for article in clitics.article),
        )
        self._pronouns = tuple(sorted(clitics.pronouns, key=len, reverse=True))

    # -- building ------------------------------------------------------------------------------------

    def _put(self, cat: str, form: str, sense: Sense) -> None:
        # Cut as text is cut, so that a phrase with digits (الساعات الـ24) can be found in it.
        words = word_texts(form)
        if not words:
            raise LanguageError(f"{self.code}: empty form in {cat} {sense.id}")
        if len(words) == 1:
            self.words.setdefault(words[0], {}).setdefault(cat, sense)
            if cat == "harm":
                self.harms.setdefault(words[0], []).append(sense)
        else:
            self.phrases.setdefault(words[0], []).append((tuple(words[1:]), sense))

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
        cat = {"harms": "harm", "amounts": "amount", "hedges": "hedge", "reporting": "report", "sources": "source"}.get(
            name, name
        )
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

    def _inflected(self, stem: str, paradigm: str) -> list[tuple[str, str]]:
        try:
            endings = self.grammar.paradigms[paradigm]
        except KeyError:
            raise LanguageError(
                f"{self.code}: no paradigm {paradigm!r} in grammar.yaml (asked for by {stem})"
            ) from None
        first, _, rest = stem.partition(" ")
        tail = f" {rest}" if rest else ""
        return [(first + ending.rstrip("_") + tail, number) for ending, number in endings.items()]

    @property
    def article(self) -> str:
        """The definite article as it is glued to words (a letter that no word begins with where there is none)."""
        return self._article[0] if self._article else "\0"

    # -- reading -------------------------------------------------------------------------------------

    def analyse(self, word: str) -> Analysis:
        """Read one folded word: its senses, and what is glued to it.

        A clitic is stripped only when the rest is a known word (a stripped prefix that leaves an unknown
        rest would cut names to pieces).
        """
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            known = self._cache[word] = self._analyse(word)
        return known

    def _splits(self, word: str) -> list[tuple[str, str, str, str]]:
        """All ways to take off conjunction, preposition and article: (rest, conj, prep, article)."""
        heads = [(word, "")] + [
            (word[len(c) :], c) for c in self._conj if word.startswith(c) and len(word) > len(c) + 1
        ]
        out = []
        for rest, conj in heads:
            out.append((rest, conj, "", ""))
            for written, prep in self._fused.items():
                if rest.startswith(written) and len(rest) > len(written) + 1:
                    out.append((rest[len(written) :], conj, prep, self._article[0]))
            for prep in self._prep:
                if rest.startswith(prep) and len(rest) > len(prep) + 1:
                    out.append((rest[len(prep) :], conj, prep, ""))
        for rest, conj, prep, article in list(out):
            for art in self._article:
                if not article and rest.startswith(art) and len(rest) > len(art) + 1:
                    out.append((rest[len(art) :], conj, prep, art))
        return out

    def _analyse(self, word: str) -> Analysis:
        words = self.words
        splits = self._splits(word)
        stems: list[str] = []
        for rest, _, prep, article in splits:
            # A fused article is written out again, so that names listed with the article are found.
            stem = self._article[0] + rest if article and prep and not word.endswith(prep + article + rest) else rest
            for form in (stem, rest):
                if form not in stems:
                    stems.append(form)
        for rest, conj, prep, article in splits:
            senses = words.get(rest)
            if senses:
                return self._known(rest, senses, stems, (conj, prep, article, ""))
        for rest, conj, prep, article in splits:
            if article:
                continue
            for pronoun in self._pronouns:
                if rest.endswith(pronoun) and len(rest) > len(pronoun) + 1:
                    base = rest[: -len(pronoun)]
                    before = self.grammar.before_pronoun.get(base[-1:], ())
                    for form in (base, *(base[:-1] + letter for letter in before)):
                        if form in words:
                            return self._known(form, words[form], stems, (conj, prep, "", pronoun))
        return self._known("", _NOTHING, stems, ("", "", "", ""))

    def _known(
        self, form: str, senses: dict[str, Sense], stems: list[str], parts: tuple[str, str, str, str]
    ) -> Analysis:
        phrases = tuple(phrase for stem in stems for phrase in self.phrases.get(stem, ()))
        return Analysis(senses, tuple(self.harms.get(form, ())), phrases, tuple(stems), *parts)


def _root() -> Traversable:
    return files("hasila.languages")


def available() -> tuple[str, ...]:
    """Return the codes of the languages that have a folder, sorted."""
    return tuple(sorted(p.name for p in _root().iterdir() if p.is_dir() and (p / "grammar.yaml").is_file()))


@cache
def load(code: str) -> Language:
    """Load a language once.

    Raises:
        LookupError: if there is no such language.
        LanguageError: if its data does not follow the schema.
    """
    if code not in available():
        raise LookupError(f"no language {code!r}; there are: {', '.join(available())}")
    return Language(code, _root() / code)
