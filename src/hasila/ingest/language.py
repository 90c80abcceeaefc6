"""Which language a text is in: Arabic, Persian, English, or another, told by its ISO 639-1 code.

Script and letters decide most texts in microseconds; the model of py3langid (97 languages) is loaded only
for those that they leave open, because loading it costs a quarter of a second at start-up.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

#: Text beyond this does not change the answer. In code points.
_SAMPLE: Final = 20_000

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S{1,4000}|@\w{1,100}")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ARABIC_SCRIPT: Final = re.compile(
    r"[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufefc]"
)
_OTHER: Final = re.compile(r"[\u0370-\u05ff\u0700-\u074f\u0900-\u1fff\u2c00-\ud7ff]")

_PERSIAN: Final = re.compile(r"[پچژگکی]")
_PERSIAN_ONLY: Final = re.compile(r"[پچژگ]")
#: Letters of Urdu, Sorani Kurdish, Pashto, Uyghur and Sindhi that neither Arabic nor Persian has.
_FOREIGN: Final = re.compile(r"[ٹڈڑںےہڕڵێۆەټډړږښګڼېۍۇۈٺٽڄڃڊڙڳڱ]")
#: A word with the Arabic article, with or without و ف ب ك before it, or لل. Persian has it in names only.
_ARTICLE: Final = re.compile(r"(?<!\w)[وفبكک]?(?:ال|لل)\w{2,}")
_ARABIC_ONLY: Final = re.compile(r"[ةأإ]|ى(?!\w)")
_WORD: Final = re.compile(r"[^\W\d_]{1,60}")
#: English words so common that three of them in twenty words of Latin script settle it, and that the languages
#: written nearby (French, German, Turkish, Spanish) do not share.
_ENGLISH: Final = frozenset(
    ["the", "of", "and", "to", "was", "were", "by", "that", "with", "from", "at", "for", "who", "has", "have", "after"]
)

_LATIN_LANGUAGES: Final = (
    "en",
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "tr",
    "ku",
    "id",
    "ms",
    "so",
    "sw",
    "az",
    "pl",
    "ro",
)
_ARABIC_LANGUAGES: Final = ("ar", "ary", "arz", "fa", "ur", "ps", "ug", "sdh")
_DIALECTS: Final = {"arz": "ar", "ary": "ar"}
#: Another language is named where the model gives it this share; names and tags alone are of no language.
_SURE: Final = 0.9


def detect_language(text: str) -> str:
    """Return the language's code; ``"und"`` where it cannot be told, and for text without letters.

    Languages beyond Arabic, Persian and English are named where they have Latin letters (``"fr"``, ``"tr"``).

    Addresses and user names are left out of account. In mixed text the script with most letters decides,
    Arabic from two fifths on: Latin names, tags and translations stand in Arabic posts, hardly ever the
    reverse. Urdu, Kurdish and Pashto are ``"und"``, never taken for Arabic or Persian.
    """
    sample = _ADDRESS.sub(" ", text[:_SAMPLE])
    arabic = len(_ARABIC_SCRIPT.findall(sample))
    latin = len(_LATIN.findall(sample))
    other = len(_OTHER.findall(sample))
    if max(arabic, latin) < 3 or other > max(arabic, latin):
        return "und"
    return _of_arabic_script(sample, arabic) if 3 * arabic >= 2 * latin else _of_latin_script(sample)


def _of_arabic_script(sample: str, letters: int) -> str:
    if len(_FOREIGN.findall(sample)) * 100 > letters:
        return "und"
    words = len(_WORD.findall(sample))
    articles = len(_ARTICLE.findall(sample))
    persian = len(_PERSIAN.findall(sample))
    arabic_signs = articles + len(_ARABIC_ONLY.findall(sample))
    if persian == 0 and arabic_signs > 0:
        return "ar"
    # Arabic typed on a Persian keyboard has ک and ی too, but one word in five with the article.
    if articles * 10 > words and len(_PERSIAN_ONLY.findall(sample)) * 100 < letters:
        return "ar"
    if persian * 33 > letters and articles * 20 < words:
        return "fa"
    return _by_model(sample, _ARABIC_LANGUAGES)


def _of_latin_script(sample: str) -> str:
    words = [word.lower() for word in _WORD.findall(sample)]
    if sum(word in _ENGLISH for word in words) * 20 >= 3 * len(words):
        return "en"
    return _by_model(sample, _LATIN_LANGUAGES)


def _by_model(sample: str, languages: Iterable[str]) -> str:
    # surrogates: the model encodes to UTF-8
    found, share = _model(tuple(languages)).classify(sample.encode("utf-8", "replace").decode("utf-8"))
    found = _DIALECTS.get(found, found)
    return found if found in ("ar", "fa", "en") or (share > _SURE and found in _LATIN_LANGUAGES) else "und"


@lru_cache(maxsize=2)
def _model(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # here: it loads numpy

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(languages))
    return model
