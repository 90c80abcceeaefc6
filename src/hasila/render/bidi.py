"""Right-to-left text for terminals that do nothing about it: visual order and joined letters.

Implements the Unicode Bidirectional Algorithm (UAX #9) for one paragraph without explicit embeddings,
overrides or isolates (they are taken out first): rules P2–P3, W1–W7, N0–N2, I1–I2 and L1–L4. Letters
are joined through the Arabic presentation forms, whose table is read out of Python's own Unicode data.
"""

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

# Bidi_Paired_Bracket of the Unicode data: openings and closings in turn.
_BRACKETS: Final = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_OPEN: Final = dict(zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True))
_CLOSE: Final = frozenset(_BRACKETS[1::2])
_MIRROR: Final = {
    **_OPEN,
    **{close: opening for opening, close in _OPEN.items()},
    **{a: b for x, y in ("<>", "«»", "‹›", "≤≥", "≪≫") for a, b in ((x, y), (y, x))},
}
_EXPLICIT: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
# UAX #9 BD16: give up on brackets after so many open ones.
_STACK: Final = 63
_ZWNJ, _ZWJ, _TATWEEL, _LAM = "\u200c", "\u200d", "\u0640", "\u0644"


def base_level(text: str) -> int:
    """Return 1 if the first strong letter is right-to-left, else 0 (rules P2 and P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


def levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each code point of one paragraph; ``base`` is 0 or 1.

    Characters that the algorithm ignores (BN, explicit controls) get the level of the one before them.
    """
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    places = [n for n, kind in enumerate(kinds) if kind != "BN" and kind not in _EXPLICIT]
    types = [kinds[n] for n in places]
    edge = "R" if base else "L"
    _weak(types, edge)
    _brackets([text[n] for n in places], [kinds[n] for n in places], types, edge)
    _neutral(types, edge)
    result = [base] * len(text)
    found = dict(zip(places, types, strict=True))
    previous = base
    for n in range(len(text)):
        if n in found:
            kind = found[n]
            previous = {"L": 0, "R": 1}.get(kind, 2) if base == 0 else 1 if kind == "R" else 2
        result[n] = previous
    _trailing(kinds, result, base)
    return result


def _weak(types: list[str], edge: str) -> None:
    previous = strong = edge
    for n, kind in enumerate(types):  # W1, W2
        if kind == "NSM":
            types[n] = kind = previous
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            # W1 must still see EN: a mark after this number becomes AN by W2 in its own turn.
            types[n] = "AN"
        previous = kind
    types[:] = ["R" if kind == "AL" else kind for kind in types]  # W3
    for n in range(1, len(types) - 1):  # W4
        before, after = types[n - 1], types[n + 1]
        if before == after and ((types[n] == "ES" and before == "EN") or (types[n] == "CS" and before in ("EN", "AN"))):
            types[n] = before
    n = 0
    while n < len(types):  # W5
        end = n
        while end < len(types) and types[end] == "ET":
            end += 1
        if end > n and ((n > 0 and types[n - 1] == "EN") or (end < len(types) and types[end] == "EN")):
            types[n:end] = ["EN"] * (end - n)
        n = max(end, n + 1)
    strong = edge
    for n, kind in enumerate(types):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            types[n] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            types[n] = "L"


def _strong(kind: str) -> str | None:
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else None


def _brackets(chars: list[str], kinds: list[str], types: list[str], edge: str) -> None:
    """Apply N0: a pair of brackets takes one direction, that of the base if anything inside has it."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for n, char in enumerate(chars):
        if types[n] != "ON":
            continue
        if char in _OPEN:
            if len(stack) == _STACK:
                pairs = []
                break
            stack.append((_same(_OPEN[char]), n))
        elif char in _CLOSE:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == _same(char):
                    pairs.append((stack[depth][1], n))
                    del stack[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_strong(kind) for kind in types[start + 1 : end]} - {None}
        if not inside:
            continue
        direction = edge
        if edge not in inside:
            before = next((s for kind in reversed(types[:start]) if (s := _strong(kind))), edge)
            direction = before if before in inside else edge
        for place in (start, end):
            types[place] = direction
            mark = place + 1
            while mark < len(types) and kinds[mark] == "NSM":
                types[mark] = direction
                mark += 1


def _same(char: str) -> str:
    # U+2329/232A are canonically the same brackets as U+3008/3009.
    return unicodedata.normalize("NFC", char)


def _neutral(types: list[str], edge: str) -> None:
    n = 0
    while n < len(types):  # N1, N2
        end = n
        while end < len(types) and types[end] in _NEUTRAL:
            end += 1
        if end > n:
            before = (_strong(types[n - 1]) if n else edge) or edge
            after = (_strong(types[end]) if end < len(types) else edge) or edge
            types[n:end] = [before if before == after else edge] * (end - n)
        n = max(end, n + 1)


def _trailing(kinds: list[str], result: list[int], base: int) -> None:
    """Apply L1: separators, and the white space before them and at the end, go with the paragraph."""
    reset = True
    for n in range(len(kinds) - 1, -1, -1):
        kind = kinds[n]
        if kind in ("B", "S"):
            reset = True
        elif kind not in ("WS", "BN") and kind not in _EXPLICIT:
            reset = False
        if reset:
            result[n] = base


class Cluster(NamedTuple):
    """A letter, joined to its neighbours, with the marks on it; ``at`` is its place in the logical text."""

    text: str
    at: int


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Read the joined forms of letters, and of lam with alef, out of the compatibility decompositions."""
    letters: dict[str, dict[str, str]] = {}
    ligatures: dict[str, dict[str, str]] = {}
    for code in [*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)]:
        form, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        chars = [chr(int(part, 16)) for part in parts]
        if len(chars) == 1:
            letters.setdefault(chars[0], {})[form] = chr(code)
        elif len(chars) == 2 and chars[0] == _LAM:
            ligatures.setdefault(chars[1], {})[form] = chr(code)
    return letters, ligatures


def shape(text: str) -> list[Cluster]:
    """Join Arabic and Persian letters, in logical order; lam with alef becomes one cluster.

    ZWNJ and ZWJ do their work and go. Letters without presentation forms (some of Kurdish and
    others) stay as they are and join nothing. Lam and alef stay apart where marks stand between them
    on screen only if ZWNJ does.
    """
    letters, ligatures = _forms()
    units: list[tuple[str, str, int]] = []  # letter, marks, place
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        if units and category in ("Mn", "Me"):
            letter, marks, place = units[-1]
            units[-1] = (letter, marks + char, place)
        elif category != "Cf" or char in (_ZWNJ, _ZWJ):
            units.append((char, "", at))
    merged: list[tuple[str, str, int, dict[str, str]]] = []
    for letter, marks, at in units:
        if merged and merged[-1][0] == _LAM and letter in ligatures:
            merged[-1] = (_LAM + letter, merged[-1][1] + marks, merged[-1][2], ligatures[letter])
        else:
            merged.append((letter, marks, at, letters.get(letter, {})))

    def joins_next(n: int) -> bool:
        return 0 <= n < len(merged) and ("<initial>" in merged[n][3] or merged[n][0] in (_TATWEEL, _ZWJ))

    def joins_previous(n: int) -> bool:
        return n < len(merged) and ("<final>" in merged[n][3] or merged[n][0] in (_TATWEEL, _ZWJ))

    clusters = []
    for n, (letter, marks, at, forms) in enumerate(merged):
        if letter in (_ZWNJ, _ZWJ):
            continue
        left, right = joins_next(n) and joins_previous(n + 1), joins_previous(n) and joins_next(n - 1)
        form = "<medial>" if left and right else "<initial>" if left else "<final>" if right else "<isolated>"
        clusters.append(Cluster(forms.get(form, letter) + marks, at))
    return clusters


def visual(text: str, base: int | None = None) -> str:
    """Return one line in the order in which it is seen from left to right, letters joined.

    Args:
        text: a line without newlines, in logical order.
        base: 0 left to right, 1 right to left, ``None`` by the first strong letter.

    """
    depth = levels(text, base_level(text) if base is None else base)
    clusters = shape(text)
    row = [(depth[c.at], _mirrored(c.text) if depth[c.at] % 2 else c.text) for c in clusters]
    for level in range(max((lv for lv, _ in row), default=0), 0, -1):  # L2
        n = 0
        while n < len(row):
            end = n
            while end < len(row) and row[end][0] >= level:
                end += 1
            row[n:end] = row[n:end][::-1]
            n = max(end, n + 1)
    return "".join(piece for _, piece in row)


def _mirrored(cluster: str) -> str:
    return _MIRROR.get(cluster[0], cluster[0]) + cluster[1:]
