"""Words to search by: folded, and without the particles that Arabic writes in one with the next word.

Taken off are those of Larkey, Ballesteros and Connell's light stemmer (*Improving stemming for Arabic information
retrieval*, 2002): the article, alone or with a conjunction or preposition before it, and the conjunction *wa*. Endings
stay, because they tell names apart. Whoever searches for a town finds it after *in*, *and* and *from* as well.
"""

import re
from typing import Final

from hasila.text.folding import fold

#: Letters, marks and digits; folding has already taken out harakat and what stands inside words.
WORD: Final = re.compile(r"[^\W_]+")
#: Folded. At least so many letters remain, as in the light stemmer, with one more to keep short words whole.
_PARTICLES: Final = re.compile(r"(?:و?(?:ال|بال|كال|فال|لل)|و)(?=\w{3})")
#: A word of a hostile text may be megabytes long; databases take less.
_LONGEST: Final = 60


def terms(text: str) -> list[str]:
    """Return the search words of a text, in order; two texts that a reader takes for the same word give the same."""
    return [_stem(_small(word[:_LONGEST])) for word in WORD.findall(fold(text).text)]


def _small(word: str) -> str:
    """Return a word in small letters. Folding does that to plain Latin letters alone; databases each do it their way.

    A letter whose small one is two signs (İ) becomes the first of them.
    """
    return word if word.islower() else "".join(sign.lower()[0] for sign in word)


def _stem(word: str) -> str:
    found = _PARTICLES.match(word)
    return word[found.end() :] if found else word
