"""Who issues a whole text, in languages that put the verb at the end (``verb_final``).

A body under its own name as outlet (a ministry, a monitor) speaks wherever nobody else does, and so does the body that
a title names as the one whose statement follows (اطلاعیه شماره ۴ فرماندهی ...).
"""

from hasila.extract.attribution.verbfinal import FinalClauses
from hasila.extract.tagging import Tagged
from hasila.text.document import WORD, Document

#: A title has at most so many tokens; whose statement it is stands within so many of its first.
_TITLE, _WHOSE = 14, 5
#: It is one of the first so many lines.
_TITLES = 3
#: Of an outlet's name so many words in a row are enough where the whole of it is told nowhere.
_LEAST = 2


def final_issuer(tg: Tagged, clauses: FinalClauses, outlet: str | None, *, own: bool) -> tuple[tuple[int, int], ...]:
    """Return the chain of who issues the text, empty where nobody does; ``own`` says that the outlet is a body."""
    titled = _titled(tg, clauses)
    if titled is not None:
        return (titled,)
    if not (own and outlet):
        return ()
    named = _told(tg, outlet)
    return (named,) if named is not None else ()


def _titled(tg: Tagged, clauses: FinalClauses) -> tuple[int, int] | None:
    """Return whose statement the title, or the line below an invocation, is: بیانیه جبهه ..., اطلاعیه شماره ۴ ...."""
    for begin, end in tg.doc.sentences[:_TITLES]:
        if end - begin > _TITLE or tg.any(begin + 1, end, "report", "comp"):
            return None
        if not tg.has(begin, "statement"):
            continue
        for at in range(tg.end(begin, "statement"), min(begin + _WHOSE, end)):
            found = clauses.name(at, end)
            if found is not None:
                return found
    return None


def _told(tg: Tagged, outlet: str) -> tuple[int, int] | None:
    """Return where the outlet is first named in full, else where most of its name stands together."""
    words = [token.text for token in Document(outlet).tokens if token.kind == WORD]
    for size in range(len(words), max(_LEAST, (len(words) + 1) // 2) - 1, -1):
        for first in range(len(words) - size + 1):
            run = words[first : first + size]
            found = next((k for k in range(tg.size - size + 1) if _stands(tg, k, run)), None)
            if found is not None:
                return found, found + size
    return None


def _stands(tg: Tagged, k: int, run: list[str]) -> bool:
    """Tell whether some words stand from a token on, the last with or without what links it to the next."""
    if tg.text(k) != run[0] and run[0] not in tg.an[k].stems:
        return False
    return all(tg.text(k + n) == word or word in tg.an[k + n].stems for n, word in enumerate(run))
