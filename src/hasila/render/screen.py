"""Lines and columns of a terminal, where right-to-left text must be laid out by hand or be isolated."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hasila.render.bidi import visual
from hasila.render.clean import is_rtl, snippet

#: ``auto`` looks at the terminal; ``logical`` leaves the order of the text and adds nothing, so that
#: grep finds it; ``isolated`` does too, between isolates, for terminals that reorder themselves;
#: ``visual`` is reordered and joined, for those that do not.
Bidi = Literal["auto", "logical", "isolated", "visual"]
Mode = Literal["logical", "isolated", "visual"]

_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
_MODES: Final[Mapping[str, Mode]] = {"logical": "logical", "isolated": "isolated", "visual": "visual"}
_RTL_KINDS: Final = frozenset({"R", "AL", "AN"})
_VTE_WITH_BIDI: Final = 5700
_ITERM_WITH_BIDI: Final = (3, 5)
_MIN_WIDTH: Final = 40
_MAX_WIDTH: Final = 120
STYLES: Final[Mapping[str, str]] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "magenta": "35",
}


def choose_bidi(environ: Mapping[str, str], is_terminal: bool) -> Mode:
    """Choose how right-to-left text reaches its reader.

    ``HASILA_BIDI`` has the last word. Not a terminal: plain logical order. Terminals known to reorder
    (VTE from 0.57: GNOME and its kin; Konsole, mlterm, Apple Terminal, iTerm2 from 3.5): isolated; also
    where tmux runs in VTE or Konsole, which then reorder what tmux hands on. All others: visual.
    """
    wish = environ.get("HASILA_BIDI", "")
    if wish in _MODES:
        return _MODES[wish]
    if not is_terminal:
        return "logical"
    program = environ.get("TERM_PROGRAM", "")
    if program == "iTerm.app":
        return "isolated" if _numbers(environ.get("TERM_PROGRAM_VERSION", "")) >= _ITERM_WITH_BIDI else "visual"
    if program == "Apple_Terminal" or "KONSOLE_VERSION" in environ or "MLTERM" in environ:
        return "isolated"
    vte = environ.get("VTE_VERSION", "")
    return "isolated" if vte.isdecimal() and int(vte) >= _VTE_WITH_BIDI else "visual"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())


def width(text: str) -> int:
    """Return how many terminal cells ``text`` takes: none for marks and format characters, two for wide ones."""
    cells = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            cells += 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    return cells


def wrap(text: str, cells: int) -> list[str]:
    """Break one line of logical text at spaces into lines of at most ``cells``; longer words are cut."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        for piece in _pieces(word, cells):
            size = width(piece)
            if line and used + 1 + size <= cells:
                line, used = f"{line} {piece}", used + 1 + size
            else:
                if line:
                    lines.append(line)
                line, used = piece, size
    return [*lines, line] if line or not lines else lines


def shorten(text: str, cells: int) -> str:
    """Cut one line of logical text to ``cells``, with an ellipsis where something was cut."""
    if width(text) <= cells:
        return text
    return _pieces(text, max(cells - 1, 1))[0] + "…"


def _pieces(word: str, cells: int) -> list[str]:
    if width(word) <= cells:
        return [word]
    pieces = [""]
    used = 0
    for char in word:
        size = width(char)
        if used + size > cells:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size
    return pieces


@dataclass(frozen=True)
class Screen:
    """How to print: cells a line, colour or not, and what to do about right-to-left text."""

    cells: int
    color: bool
    bidi: Mode

    @classmethod
    def of(cls, cells: int, color: bool, bidi: Mode) -> "Screen":
        """Make a screen no narrower than a table can bear, and no wider than an eye can follow."""
        return cls(min(max(cells, _MIN_WIDTH), _MAX_WIDTH), color, bidi)

    def show(self, text: str, *, rtl: bool | None = None) -> str:
        """Prepare one line of anybody's text for print; ``rtl`` is its base direction, else that of most letters."""
        text = snippet(text)
        right = is_rtl(text) if rtl is None else rtl
        if self.bidi == "visual":
            return visual(text, int(right))
        if self.bidi == "isolated" and not _RTL_KINDS.isdisjoint(map(unicodedata.bidirectional, text)):
            return f"{_RLI if right else _LRI}{text}{_PDI}"
        return text

    def style(self, text: str, *names: str) -> str:
        """Colour prepared text; colour only ever repeats what shape or words say."""
        if not self.color or not names:
            return text
        return f"\x1b[{';'.join(STYLES[name] for name in names)}m{text}\x1b[0m"

    def block(self, text: str, cells: int, *styles: str) -> list[str]:
        """Wrap anybody's text into a column: each line exactly ``cells`` wide, right-to-left text to the right."""
        right = is_rtl(snippet(text))
        lines = []
        for line in wrap(snippet(text), cells):
            shown = self.show(line, rtl=right)
            space = " " * (cells - width(shown))
            lines.append(f"{space}{self.style(shown, *styles)}" if right else f"{self.style(shown, *styles)}{space}")
        return lines

    def flow(self, items: Iterable[str], cells: int, gap: str = ", ") -> list[str]:
        """Lay prepared items out in a left-to-right row, breaking between items, each line padded to ``cells``."""
        lines: list[str] = []
        line = ""
        for item in items:
            longer = f"{line}{gap}{item}" if line else item
            if line and visible_width(longer) > cells:
                lines.append(line + gap.rstrip())
                longer = item
            line = longer
        lines.append(line)
        return [line + " " * (cells - visible_width(line)) for line in lines]


def visible_width(text: str) -> int:
    """Return the cells of prepared text, not counting the colours of ours in it."""
    plain = text
    for code in (*STYLES.values(), "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    return width(plain)


def columns(cells: Iterable[list[str]], widths: Iterable[int], gap: str) -> list[str]:
    """Put columns of prepared lines beside each other; each column's lines must be as wide as ``widths`` says."""
    blocks = list(cells)
    sizes = list(widths)
    height = max((len(block) for block in blocks), default=0)
    rows = []
    for n in range(height):
        row = [block[n] if n < len(block) else " " * size for block, size in zip(blocks, sizes, strict=True)]
        rows.append(gap.join(row).rstrip())
    return rows
