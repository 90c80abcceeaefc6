"""Page furniture: the parts of a page or post that are not the report, and the second copy of what stands twice.

Links to other stories, share and subscribe lines, by-lines, tags, copyright, addresses. A headline of
another story has harm words and figures too, so a claim must not begin in it. What such lines say is
language data (``furniture.yaml``), handed in as :class:`FurnitureWords`; where they stand is the rule here.

When in doubt a line is kept: a claim too many can be seen and struck out, a lost one cannot.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

import msgspec

from hasila.text.folding import Folded, fold, fold_word

#: Furniture is short. Longer lines are prose, whatever they begin with. In characters, addresses left out.
_LINE: Final = 300
#: A headline: at most so many words, and no full stop at its end.
_HEADLINE_WORDS: Final = 25
#: A list of other stories has at most so many; more short lines than that are the report itself.
_HEADLINES: Final = 12
#: A line that stands twice is a copy from so many words on: "three civilians were killed" may well be said of
#: two places. The headline is told again in fewer.
_COPY_WORDS: Final = 8
_COPY_HEADLINE_WORDS: Final = 3
_BYLINE_WORDS: Final = 8

_ADDRESS: Final = re.compile(r"(?:https?://|www\.|(?<!\w)(?:bit\.ly|t\.me|youtu\.be|t\.co)/)\S+")
#: One of these stands in every address: looking for them is far cheaper than the pattern.
_ADDRESS_SIGNS: Final = ("://", "www.", "bit.ly/", "t.me/", "youtu.be/", "t.co/")
_TAG: Final = re.compile(r"[#@]\w+")
_CONTENT: Final = re.compile(r"\w")
_EDGE: Final = re.compile(r"^[\W_]+|[\W_]+$")
_SEPARATOR: Final = re.compile(r"[-/|،,]")
_SENTENCE_END: Final = re.compile(r"[.!?؟]+(?=\s|$)")
_BEFORE_ASIDE: Final = re.compile(r"(?:^|[^\w\s،,'\"])\s*$")
_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.)$")


class FurnitureWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phrases of one language that mark page furniture, as they are written; spelling variants fold together.

    ``line``: says nothing else on its line (*Share*). ``line_start``: the whole short line belongs to it
    (*Follow us on …*); with a colon at its end it needs one (*Tags:*). ``next_headline``: alone on its line,
    and the next line is the headline of another story (*Previous*), or before a colon and that headline.
    ``headline_list``: the same, for all headlines that follow (*Related articles*). ``tail``: from here to
    the end of the line, wherever it stands (*Link to the story:*). ``aside``: a sentence of its own to the
    reader (*follow us on …*), or all from here to an address. ``anywhere``: a short line that has it (*All
    rights reserved*). ``byline``: an agency or kind of coverage in a by-line (*agencies*).
    """

    line: tuple[str, ...] = ()
    line_start: tuple[str, ...] = ()
    next_headline: tuple[str, ...] = ()
    headline_list: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()


class _Patterns:
    """The phrases of a language, folded and compiled."""

    def __init__(self, words: FurnitureWords) -> None:
        self.line = frozenset(map(_bare, words.line))
        self.line_start = re.compile(rf"(?:{_alternatives(words.line_start)})(?!\w)")
        self.next_headline = frozenset(map(_bare, words.next_headline))
        self.headline_list = frozenset(map(_bare, words.headline_list))
        labels = _alternatives([*words.next_headline, *words.headline_list])
        self.label_start = re.compile(rf"(?:{labels}) ?(?:[:|>»/]|\.\.)")
        self.tail = _anywhere(words.tail)
        self.aside = _anywhere(words.aside)
        self.anywhere = _anywhere(words.anywhere)
        self.byline = frozenset(map(_bare, words.byline))


class _Line:
    """A line that is not blank: offsets without the white space around it, and its words for comparison.

    ``bare`` is the line without addresses and without signs at its edges, ``None`` for a long line.
    """

    __slots__ = ("bare", "copy", "end", "start", "tags_only", "words")

    def __init__(self, start: int, end: int, content: str, readable: str) -> None:
        self.start = start
        self.end = end
        words = content.split()
        self.words = len(words)
        self.copy = " ".join(words)
        short = len(readable) <= _LINE
        self.bare = _edged(readable) if short else None
        self.tags_only = short and readable[0] in "#@" and not _CONTENT.search(_TAG.sub(" ", readable))


def furniture(
    text: str, words: FurnitureWords, outlet: str | None = None, folded: Folded | None = None
) -> list[tuple[int, int]]:
    """Find the ranges of a text that are page furniture or copies of an earlier part.

    Args:
        text: a report's text.
        words: the phrases of its language.
        outlet: who published it: a short line with nothing but that name, a place and a person is a by-line.
        folded: the text folded, where the caller has it: folding takes most of the time.

    Returns:
        Half-open ranges of code points in the untouched text: in order, apart from each other, never empty.
        Linear in the length of the text.
    """
    if folded is None:
        folded = fold(text)
    plain = folded.text
    patterns = _compiled(words)
    addresses = _addresses(plain)
    lines = _lines(plain, addresses)
    marked: set[int] = set()
    _mark_furniture(plain, lines, patterns, _bare(outlet) if outlet else "", marked)
    _mark_copies(lines, marked)
    ranges = [(lines[i].start, lines[i].end) for i in marked]
    ranges += addresses
    for line, pieces in _pieces(lines, addresses, marked):
        for start, end in pieces:
            found = _phrase(plain, start, end, end < line.end, patterns)
            if found:
                ranges.append(found)
    copy = _second_copy(plain)
    if copy is not None:
        ranges.append((copy, len(plain.rstrip())))
    return [folded.original(start, end, text) for start, end in _merged(ranges)]


@lru_cache(maxsize=32)
def _compiled(words: FurnitureWords) -> _Patterns:
    return _Patterns(words)


def _bare(phrase: str) -> str:
    """Fold a phrase and take off signs, emoji and white space around it."""
    return _edged(fold_word(phrase))


def _edged(folded: str) -> str:
    return " ".join(_EDGE.sub("", folded).split())


def _anywhere(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternatives(phrases)})(?!\w)")


def _alternatives(phrases: Iterable[str]) -> str:
    written = sorted({_bare(phrase) + ":" * phrase.rstrip().endswith(":") for phrase in phrases}, key=len, reverse=True)
    # a colon may have a space before it; no phrases: never matches
    return "|".join(re.escape(phrase).replace(":", " ?:") for phrase in written) or r"(?!)"


def _addresses(plain: str) -> list[tuple[int, int]]:
    if not any(sign in plain for sign in _ADDRESS_SIGNS):
        return []
    return [match.span() for match in _ADDRESS.finditer(plain)]


def _lines(plain: str, addresses: list[tuple[int, int]]) -> list[_Line]:
    lines = []
    position = following = 0
    for whole in plain.split("\n"):
        content = whole.strip()
        if content:
            start = position + len(whole) - len(whole.lstrip())
            end = start + len(content)
            parts = []
            at = start
            while following < len(addresses) and addresses[following][0] < end:
                parts.append(plain[at : addresses[following][0]])
                at = addresses[following][1]
                following += 1
            parts.append(plain[at:end])
            # a line of addresses only is short however long they are
            lines.append(_Line(start, end, content, " ".join(parts).strip() or " "))
        position += len(whole) + 1
    return lines


def _pieces(
    lines: list[_Line], addresses: list[tuple[int, int]], marked: set[int]
) -> Iterator[tuple[_Line, list[tuple[int, int]]]]:
    """Yield each line that is not marked with its pieces: what stands before, between and after addresses."""
    following = 0
    for i, line in enumerate(lines):
        pieces = []
        at = line.start
        while following < len(addresses) and addresses[following][0] < line.end:
            pieces.append((at, addresses[following][0]))
            at = addresses[following][1]
            following += 1
        pieces.append((at, line.end))
        if i not in marked:
            yield line, pieces


def _mark_furniture(plain: str, lines: list[_Line], patterns: _Patterns, outlet: str, marked: set[int]) -> None:
    for i, line in enumerate(lines):
        bare = line.bare
        if bare is None or i in marked:
            continue
        if not bare or bare in patterns.line:
            if bare or _CONTENT.search(plain, line.start, line.end):
                marked.add(i)
        elif bare in patterns.next_headline or bare in patterns.headline_list:
            marked.add(i)
            most = 1 if bare in patterns.next_headline else _HEADLINES
            marked.update(_headlines(plain, lines, i + 1, most, patterns))
        elif (
            (line.words <= _HEADLINE_WORDS and patterns.line_start.match(bare))
            or patterns.anywhere.search(bare)
            or (i > 0 and line.words <= 2 * _HEADLINE_WORDS and patterns.label_start.match(bare))
            or line.tags_only
            or (
                (0 < i < 4 or 0 < i >= len(lines) - 2)
                and line.words <= _BYLINE_WORDS
                and _is_byline(bare, patterns, outlet)
            )
        ):
            marked.add(i)


def _headlines(plain: str, lines: list[_Line], first: int, most: int, patterns: _Patterns) -> Iterable[int]:
    """Yield the lines from ``first`` on that are headlines: short, without a full stop, no gap between them."""
    for i in range(first, min(first + most, len(lines))):
        line = lines[i]
        if line.bare is None or line.words > _HEADLINE_WORDS or plain[line.end - 1] in ".:،؛":
            return
        if line.bare in patterns.next_headline or line.bare in patterns.headline_list:
            return  # the next label, which has headlines of its own
        if i > first and plain.count("\n", lines[i - 1].end, line.start) > 1:
            return
        yield i


def _is_byline(bare: str, patterns: _Patterns, outlet: str) -> bool:
    """Tell whether a short line is the outlet's name or an agency, alone or beside a place or a person."""
    parts = [_bare(part) for part in _SEPARATOR.split(bare)]
    if any(c.isdigit() for c in bare) or any(part.count(" ") > 2 and part != outlet for part in parts):
        return False
    return any(part == outlet or part in patterns.byline for part in parts if part)


def _phrase(plain: str, start: int, end: int, before_address: bool, patterns: _Patterns) -> tuple[int, int] | None:
    """Find the first phrase in a piece of a line that takes what follows with it, and how far."""
    # Only the end of a piece is looked at: what a phrase takes with it is short.
    start = max(start, end - _LINE)
    tail = patterns.tail.search(plain, start, end)
    if tail:
        return tail.start(), end
    for aside in patterns.aside.finditer(plain, start, end):
        stop = _SENTENCE_END.search(plain, aside.end(), end)
        if aside.start() == start or _BEFORE_ASIDE.search(plain[max(start, aside.start() - 9) : aside.start()]):
            return aside.start(), stop.end() if stop else end
        if before_address and not stop:
            return aside.start(), end
    return None


def _mark_copies(lines: list[_Line], marked: set[int]) -> None:
    """Mark lines that repeat an earlier line, runs of lines that repeat a run, and copies that were cut short."""
    first: dict[str, int] = {}
    earlier: list[int | None] = []
    for i, line in enumerate(lines):
        earlier.append(first.get(line.copy))
        first.setdefault(line.copy, i)
    i = 0
    while i < len(lines):
        origin = earlier[i]
        if origin is None:
            i += 1
            continue
        end = i + 1
        while end < len(lines) and earlier[end] == origin + end - i:
            end += 1
        words = sum(line.words for line in lines[i:end])
        if words >= _COPY_WORDS or (origin == 0 and words >= _COPY_HEADLINE_WORDS):
            marked.update(range(i, end))
        i = end
    _mark_cut_off(lines, marked)


def _mark_cut_off(lines: list[_Line], marked: set[int]) -> None:
    """Mark lines that end in dots and begin another line: the post as it is shown before it is opened."""
    openings: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.words > _COPY_WORDS:
            openings.setdefault(_opening(line.copy), []).append(i)
    for i, line in enumerate(lines):
        stem = _CUT_OFF.sub("", line.copy).rstrip()
        if stem == line.copy or line.words <= _COPY_WORDS:
            continue
        candidates = openings.get(_opening(stem), [])[:20]  # a bound: hostile text may open all lines alike
        if any(j != i and len(lines[j].copy) > len(line.copy) and lines[j].copy.startswith(stem) for j in candidates):
            marked.add(i)


def _opening(copy: str) -> str:
    return " ".join(copy.split(" ", _COPY_WORDS)[: _COPY_WORDS - 1])


def _second_copy(plain: str) -> int | None:
    """Return where the second copy begins in a text that is nothing but the same words twice or more."""
    words = plain.split()
    period = _period(words)
    if period < _COPY_WORDS // 2 or period == len(words):
        return None
    return next(islice(re.finditer(r"\S+", plain), period, None)).start()


def _period(words: list[str]) -> int:
    """Return the length of the shortest run that, repeated a whole number of times, gives the list.

    The failure function of Knuth, Morris and Pratt: linear.
    """
    failure = [0] * len(words)
    matched = 0
    for i in range(1, len(words)):
        while matched and words[i] != words[matched]:
            matched = failure[matched - 1]
        if words[i] == words[matched]:
            matched += 1
        failure[i] = matched
    period = len(words) - matched
    return period if period and len(words) % period == 0 else len(words)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
