"""Folding: one spelling for what readers read as the same, with a map back to the untouched text.

Folded away: alef and hamza forms, alef maqsura, ta marbuta, tatweel, harakat, presentation forms,
digit scripts, Persian kaf and ya, zero-width and direction marks, look-alike quotes, and the dots,
spaces and tatweels that writers put inside words to slip past platform filters. The original text is
never changed: every folded character remembers where it came from.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import regex

#: Marks that change no word: Arabic harakat and Quranic marks, tatweel, zero-width and direction marks.
_DROPPED: Final = (
    "\u0640\u0670\u00ad\u061c\u180e\ufeff"
    + "".join(map(chr, [*range(0x0610, 0x061B), *range(0x064B, 0x0660), *range(0x06D6, 0x06DD)]))
    + "".join(map(chr, [*range(0x06DF, 0x06E5), 0x06E7, 0x06E8, *range(0x06EA, 0x06EE)]))
    + "".join(map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]))
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
#: Every mark that writers and machines use as a double quote; real pages open with ” and close with ″.
_QUOTES: Final = '"“”„‟«»″‶〝〞＂❝❞˝'
_LETTERS: Final = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ے": "ي",
    "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ک": "ك", "ڪ": "ك", "ؤ": "و",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'",
    "٪": "%", "٬": ",", "٫": ".", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": "\n",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
}  # fmt: skip


def _table() -> dict[int, str]:
    table = {ord(c): "" for c in _DROPPED}
    table |= {ord(c): '"' for c in _QUOTES}
    table |= {ord(a): b for a, b in _LETTERS.items()}
    for base in (0x0660, 0x06F0, 0xFF10):
        table |= {base + i: str(i) for i in range(10)}
    for code in [*range(0xFB50, 0xFDFE), *range(0xFE70, 0xFEFD)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code):
            table[code] = "".join(table.get(ord(c), c) for c in plain).strip()
    for code in range(0x41, 0x5B):
        table[code] = chr(code + 32)
    return table


_TABLE: Final = _table()


def _ranges(chars: Iterable[str]) -> str:
    """Write characters as the inside of a class, neighbours as a range: short classes are compiled at once."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in runs)


#: Characters whose folded form is not exactly one character: only they need the map. Sought by ``re``, which is many
#: times faster than ``regex`` at this.
_UNEVEN: Final = re.compile(f"[{_ranges(chr(c) for c, to in _TABLE.items() if len(to) != 1)}]")
_AR: Final = r"[\p{Arabic}&&\p{L}]"
_SEP: Final = r"[.،,*_\-/\\|·•…'’~+=]"
#: A word spelled letter by letter has at most this many letters after its second (the search stays linear).
_SPELLED: Final = 12
#: Separators inside a word: a tatweel touches them (``قـ.ـتل``, ``شهـ ـداء``), or the word is spelled
#: letter by letter (``ق.ت.ل``), or the mark is one that never stands between words (``ق*تل``), or it stands
#: beside another break of the same word (``حـ.ـمـ.ـا،س``). A letter written three times or more is drawn out.
#: Agencies spelled with dots (``أ.ف.ب``) fold to one word too, and are listed so in the registry.
_MARKS: Final = f"[{_ranges(c for c in _DROPPED if c != 'ـ')}]{{0,3}}"
_GLUE: Final = f"[{_ranges(_DROPPED)}]{{0,3}}"
_BROKEN: Final = regex.compile(
    rf"(?<={_AR}{_MARKS})(?:"
    rf"ـ+{_MARKS}{_SEP}{{1,3}}{_MARKS} ?{_GLUE}|{_GLUE}{_SEP}{{1,3}}{_MARKS}ـ+{_MARKS}"
    rf"|ـ+{_MARKS} {{1,2}}{_MARKS}ـ+{_MARKS}|[*·•~]{{1,2}}{_MARKS}"
    rf")(?={_AR})"
    rf"|(?<={_SEP}ـ+{_AR}{{1,3}}){_SEP}(?={_AR}{{1,3}}(?!{_AR}))"
    rf"|(?<=(?<!{_AR}{_GLUE}){_AR}{_GLUE})\."
    rf"(?={_GLUE}{_AR}{_GLUE}(?:\.{_GLUE}{_AR}{_GLUE}){{1,{_SPELLED}}}(?!{_AR}))"
    rf"|(?<={_AR}{_GLUE}\.{_GLUE}{_AR}{_GLUE})\.(?={_GLUE}{_AR}{_GLUE}(?!{_AR}))"
    rf"|(?<={_AR}{_GLUE}\.{_GLUE}{_AR}{_GLUE})\.(?={_GLUE}{_AR}{_GLUE}\.)",
    flags=regex.V1,
)


#: Without one of these no word is broken: a point that nothing follows at once is a full stop.
_BREAKS: Final = re.compile(r"[ـ*·•~]|\.\S")
#: Letters that fold to one, where three in a row are no word's own: drawn out, they may be written in turn.
_FAMILIES: Final = tuple("".join([to, *(c for c, one in _LETTERS.items() if one == to)]) for to in "اهك")
#: Letters drawn out; a plain search goes first, because hardly any text has one. Three waws or yas may be a
#: word's own (ووري, فداييين as it folds): the first are left alone, of the second five are asked.
_DRAWN: Final = re.compile(
    r"([\u0621-\u063a\u0641-\u0647\u0649])\1\1|\u064a{5}|" + "|".join(f"[{family}]{{3}}" for family in _FAMILIES)
)
_DRAWN_OUT: Final = regex.compile(
    rf"(?<=({_AR}))(?<![وي])\1{{2,}}|(?<=(?<!ي)ي)ي{{4,}}|"
    + "|".join(rf"(?<=[{family}])[{family}]{{2,}}" for family in _FAMILIES),
    flags=regex.V1,
)


class Folded(NamedTuple):
    """A folded text. ``starts[i]`` is the offset in the original of folded character ``i``.

    ``starts`` is ``None`` where folding kept every offset.
    """

    text: str
    starts: list[int] | None

    def original(self, start: int, end: int, source: str) -> tuple[int, int]:
        """Map a non-empty half-open run of folded text to the run of ``source`` that it came from.

        Marks that belong to the last letter are kept with it, so that no span cuts a letter from its harakat.
        """
        if self.starts is None:
            return start, end
        first, last = self.starts[start], self.starts[end - 1] + 1
        limit = self.starts[end] if end < len(self.starts) else len(source)
        while last < limit and unicodedata.combining(source[last]):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """Fold a text and keep the way back. Linear in the length of the text; never fails."""
    # Texts without any mark that breaks words need no search for broken ones.
    broken = [m.span() for m in _BROKEN.finditer(text)] if _BREAKS.search(text) else []
    if _DRAWN.search(text):
        broken = sorted((*broken, *(m.span() for m in _DRAWN_OUT.finditer(text))))
    if not broken and not _UNEVEN.search(text):
        return Folded(text.translate(_TABLE), None)
    kept: list[str] = []
    starts: list[int] = []
    position = 0
    for gap_start, gap_end in [*broken, (len(text), len(text))]:
        if position < gap_start:
            kept.append(text[position:gap_start])
            for uneven in _UNEVEN.finditer(text, position, gap_start):
                at = uneven.start()
                starts.extend(range(position, at))
                starts.extend([at] * len(_TABLE[ord(text[at])]))
                position = at + 1
            starts.extend(range(position, gap_start))
        position = max(position, gap_end)
    return Folded("".join(kept).translate(_TABLE), starts)


def is_mark(char: str) -> bool:
    """Tell whether folding drops a character (harakat, tatweel, direction marks)."""
    return _TABLE.get(ord(char)) == ""


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """Fold a word or name, the same way as text. Names come again and again: the latest are remembered."""
    return fold(word).text.strip()
