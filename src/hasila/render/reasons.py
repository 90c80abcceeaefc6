"""Rules and reasons in the words of the interface.

Reconciling says them in English, with numbers in them. A table of words may have them too, under ``say:`` and the
English sentence: ``{n}`` and ``{m}`` stand for a figure in words, ``{harm}`` and ``{other}`` for a harm, ``{w}`` and
``{v}`` for words of a report, which stay as they are. What a table does not have, as the rule of a profile of another
package, is shown in English.
"""

import re
from functools import cache
from typing import Final

from hasila.render.strings import Strings

_BLANK: Final = re.compile(r"\\\{(\w+)\\\}")
#: Figures as :func:`hasila.reconcile.figures.words` has them, by the string that says the same.
_FIGURES: Final = {
    "at most": "hedge.at_most",
    "at least": "hedge.at_least",
    "more than": "hedge.more_than",
    "about": "hedge.about",
    "vaguely": "hedge.vague",
}
_FIGURE: Final = (
    r"(?:(?:at most|at least|more than|about|vaguely) )?\d+(?: to \d+)?(?: or more)?|most|all|none|no figure"
)
_KINDS: Final = {"n": _FIGURE, "m": _FIGURE, "harm": r"\w+", "other": r"\w+"}


def say(text: str, strings: Strings) -> str:
    """Return a rule or reason in the words of the interface, where they have it."""
    told = _sentence(text, strings)
    if told is not None:
        return told
    parts = [_sentence(part, strings) for part in text.split("; ")]
    return strings["semicolon"].join(part for part in parts if part is not None) if None not in parts else text


def _sentence(text: str, strings: Strings) -> str | None:
    for key, words in strings.items():
        if key.startswith("say:") and (match := _pattern(key.removeprefix("say:")).fullmatch(text)):
            blanks = {
                name: _figure(found, strings) if name in "nm" else _harm(found, strings) if name in _KINDS else found
                for name, found in match.groupdict().items()
            }
            return words.format(**blanks)
    return None


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_BLANK.sub(lambda m: f"(?P<{m[1]}>{_KINDS.get(m[1], '.+?')})", re.escape(sentence)))


def _harm(harm: str, strings: Strings) -> str:
    return strings.get(f"harm.{harm}", harm)


def _figure(figure: str, strings: Strings) -> str:
    if figure == "no figure":
        return strings["no-figure"]
    if figure in ("most", "all", "none"):
        return strings[f"hedge.{figure}"]
    number = figure.replace(" to ", "–").replace(" or more", "+")
    for hedge, key in _FIGURES.items():
        if number.startswith(hedge):
            return strings[key].format(n=number.removeprefix(hedge).strip())
    return number
