"""Names that their capitals tell, in languages that set words apart."""

from hasila.extract.tagging import Tagged

#: A person's name has at most so many words.
_NAME = 6


def capital(tg: Tagged, k: int) -> bool:
    """Tell whether a token is a word that begins with a capital."""
    return tg.is_word(k) and tg.doc.text[tg.tokens[k].start].isupper()


def written(tg: Tagged, k: int) -> str:
    """Return a token as it is written."""
    return tg.doc.text[tg.tokens[k].start : tg.tokens[k].end]


def name_end(tg: Tagged, end: int, k: int, *, heading: bool) -> int:
    """Return where the capital words of a name end that begins at ``k``; in a heading a verb may have one, too."""
    q = k
    while q < end and q - k < _NAME and tg.is_word(q):
        if not (capital(tg, q) or tg.has(q, "particle")) or tg.has(q, "calendar", "aux"):
            break
        if tg.has(q, "report") and not (q > k and capital(tg, q) and not heading):
            break
        q += 1
        while q + 1 < end and tg.text(q) == "-" and tg.tokens[q].glued and tg.tokens[q + 1].glued:
            q += 2
    return q
