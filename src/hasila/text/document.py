"""A report's text as words and sentences, each with its offsets in the untouched text."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec
import regex

from hasila.text.folding import fold

WORD, NUMBER, QUOTE, PUNCT, BREAK = "w", "n", "q", "p", "b"
_TOKEN: Final = regex.compile(
    r"(?P<n>\d+(?:[.,/]\d+)*)|(?P<w>[^\W\d_][[^\W\d_]\p{M}]*(?:'[^\W\d_][[^\W\d_]\p{M}]*)*)|(?P<q>\")|(?P<b>\n\s*)"
    # The marks of a hashtag stand between words like a space: #قطاع_غزة is two words.
    r"|(?P<p>[^\s\w#]|(?<!\w)_|_(?![^\W_]))",
    flags=regex.V1,
)
_SENTENCE_END: Final = frozenset(".!?؟")
#: Signs that open the items of a post (🔴, ◀, ▪, •). A picture among words ends a sentence, too: most open an item.
_ITEM: Final = regex.compile(r"[\p{So}&&[^°©®№]]|[•●_]", flags=regex.V1)

#: So many words at most stand in quotes that only tell a writer's distance.
_DISTANCED: Final = 3


class Token(msgspec.Struct, gc=False, eq=False):
    """A word, number or mark. ``start`` and ``end`` are offsets in the untouched text.

    ``text`` is folded; ``kind`` is one of the constants of this module; ``glued`` says that nothing
    stands between this token and the one before. A text has thousands of them: they are made cheaply.
    """

    text: str
    kind: str
    start: int
    end: int
    glued: bool

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text}@{self.start}"


class Document:
    """A text with its tokens and sentences.

    ``sentences`` are half-open ranges of token indices; line breaks always end a sentence.
    """

    __slots__ = ("folded", "sentences", "text", "tokens")

    def __init__(
        self,
        text: str,
        abbreviations: frozenset[str] = frozenset(),
        run_on: Mapping[str, int] = MappingProxyType({}),
        numbered: frozenset[str] = frozenset(),
        distance: Callable[[str, Sequence[str]], bool] | None = None,
    ) -> None:
        self.text = text
        folded = self.folded = fold(text)
        plain, starts = folded.text, folded.starts
        tokens: list[Token] = []
        slashes: list[int] = []
        previous_end = -1
        known = len(starts) if starts is not None else 0
        for match in _TOKEN.finditer(plain):
            start, end = match.span()
            if starts is None:
                first, last = start, end
            elif end < known and starts[end] == starts[end - 1] + 1:
                # Nothing was dropped after the last letter: the common case, without a call.
                first, last = starts[start], starts[end]
            else:
                first, last = folded.original(start, end, text)
            kind = match.lastgroup or PUNCT
            word = plain[start:end]
            while word in run_on:
                # وزخمی, دونفر, کودک‌اند: two words; a joiner between belongs to neither.
                size = run_on[word]
                cut = start + size
                middle = first + size if starts is None else starts[cut]
                stop = middle if starts is None else starts[cut - 1] + 1
                tokens.append(Token(word[:size], kind, first, stop, start == previous_end))
                word, first, start, previous_end = word[size:], middle, cut, cut
            if word == "/":
                slashes.append(len(tokens))
            tokens.append(Token(word, kind, first, last, start == previous_end))
            previous_end = end
        for i in slashes:
            # A slash that stands free is a quotation mark of some agencies: تنظيم / داعش /.
            if not (tokens[i].glued and i + 1 < len(tokens) and tokens[i + 1].glued):
                tokens[i].kind = QUOTE
        if distance is not None:
            tokens = _without_distance(tokens, distance)
        self.tokens = tokens
        self.sentences = _sentences(tokens, abbreviations, numbered)


def _without_distance(tokens: list[Token], distance: Callable[[str, Sequence[str]], bool]) -> list[Token]:
    """Leave out the quotation marks that a writer only keeps at a distance by: مقتل 12 «إرهابيا».

    They stand close around at most `_DISTANCED` words of which ``distance`` says so, given the word before them.
    """
    drop: set[int] = set()
    size = len(tokens)
    for i, token in enumerate(tokens):
        if token.kind != QUOTE or i in drop:
            continue
        j = i + 1
        while j < size and j - i <= _DISTANCED and tokens[j].kind in (WORD, NUMBER):
            j += 1
        if j == i + 1 or j >= size or tokens[j].kind != QUOTE or not (tokens[i + 1].glued and tokens[j].glued):
            continue
        before = tokens[i - 1].text if i else ""
        if distance(before, [tokens[k].text for k in range(i + 1, j)]):
            drop |= {i, j}
    return [token for i, token in enumerate(tokens) if i not in drop] if drop else tokens


def word_texts(name: str) -> list[str]:
    """Cut a name or phrase into folded words exactly as :class:`Document` cuts text, faster for plain words."""
    folded = fold(name).text
    words = folded.split()
    if all(map(str.isalpha, words)):
        return words
    return [match[0] for match in _TOKEN.finditer(folded)]


def all_word_texts(names: Sequence[str]) -> list[list[str]]:
    """Cut many names as `word_texts` cuts one: folded in one go, which is many times faster."""
    # No rule of folding looks past a line break, so that each name folds as if it stood alone.
    lines = fold("\n".join(names)).text.split("\n") if names else []
    if len(lines) != len(names):
        return [word_texts(name) for name in names]  # A name has a line break in it.
    out = []
    for name, line in zip(names, lines, strict=True):
        words = line.split()
        out.append(words if all(map(str.isalpha, words)) else [token.text for token in Document(name).tokens])
    return out


def _letters(before: Token, stop: Token, after: Token) -> bool:
    """Tell whether a stop stands inside a name spelled by letters (سي.ان.ان): glued, between short words."""
    if not (stop.glued and after.glued) or before.kind != WORD or after.kind != WORD:
        return False
    return len(before.text) <= 3 and len(after.text) <= 3


def _sentences(
    tokens: list[Token], abbreviations: frozenset[str] = frozenset(), numbered: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """Cut at line breaks and at full stops that end something.

    A full stop glued between two one-letter words (``أ.د``), after one letter (``د.``), or after one of the
    ``abbreviations`` of the language, or before a number one of its ``numbered`` (No. 1), ends nothing. A sign that
    opens an item ends what stands before it; so does each dash of a list (``: - … - …``).
    """
    out: list[tuple[int, int]] = []
    begin = 0
    last = len(tokens) - 1
    listed = False
    for i, token in enumerate(tokens):
        if token.kind == BREAK:
            if i > begin:
                out.append((begin, i))
            begin = i + 1
            listed = False
        elif token.kind == PUNCT and (_ITEM.match(token.text) or (token.text == "-" and not token.glued)):
            if token.text == "-":
                listed = listed or i == begin or tokens[i - 1].text == ":"
                if not listed:
                    continue
            if i > begin:
                out.append((begin, i))
            begin = i + 1
        elif token.kind == PUNCT and token.text in _SENTENCE_END:
            before = tokens[i - 1] if i > begin else None
            if token.text == "." and before is not None and before.kind == WORD and len(before.text) == 1 and i < last:
                continue
            if token.text == "." and before is not None and token.glued and before.text in abbreviations:
                continue
            if token.text == "." and before is not None and i < last and before.text in numbered:
                if token.glued and tokens[i + 1].kind == NUMBER:
                    continue
            if token.text == "." and before is not None and i < last and _letters(before, token, tokens[i + 1]):
                continue
            end = i + 1
            # A closing quote or bracket right after the stop belongs to the sentence that it closes.
            if end <= last and tokens[end].glued and tokens[end].text in '")]':
                end += 1
            if i < last and tokens[i + 1].text in _SENTENCE_END:
                continue
            out.append((begin, end))
            begin = end
    if begin <= last:
        out.append((begin, last + 1))
    return [(a, b) for a, b in out if b > a]
