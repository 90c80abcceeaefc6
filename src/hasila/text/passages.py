"""The sentence around a place in a text, as runs of folded words: what copies of it share.

Outlets run each other's text under a new head, cut its tail, and put a paragraph of their own in. Harakat, direction
marks, punctuation and the shape of digits say nothing.
"""

from functools import lru_cache

import regex

from hasila.text.document import word_texts

#: Words in a run: four of them follow each other by chance in few pairs of texts.
RUN = 4
#: What share of the runs of the shorter passage the other must have. One word changed in twenty breaks four runs.
SHARE = 0.6
#: Shorter passages are worded alike by chance (*five were killed in a strike*).
LEAST_WORDS = 8
#: How far a passage goes at most to each side of the quote, in characters: work stays linear without sentences.
_REACH = 300
_END = regex.compile(r"[.!?؟؛…]\s|\n")


#: Linking and reconciling ask for the same passages one after the other.
@lru_cache(maxsize=20_000)
def passage(text: str, start: int, end: int) -> frozenset[str]:
    """Return the runs of words of the sentence around ``text[start:end]``; none where it is too short to tell."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    head = max((m.end() for m in _END.finditer(before)), default=0)
    tail = _END.search(after)
    told = before[head:] + text[start:end] + (after[: tail.start()] if tail else after)
    words = [word for word in word_texts(told) if any(map(str.isalnum, word))]
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False)))
