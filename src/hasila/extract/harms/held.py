"""Those who are held, by their noun: whom a deal is to free, and who come home."""

from typing import TYPE_CHECKING

from hasila.extract.harms.triggers import HELD, Trigger

if TYPE_CHECKING:
    from hasila.extract.harms.frames import FrameReader

#: A deal is told so many tokens before those whom it covers; who comes home, fewer before the figure.
_DEAL, _HOME = 24, 6


def agreed_on(reader: "FrameReader", trigger: Trigger, start: int) -> bool:
    """Tell whether those held are only to be freed by a deal: صفقة تبادل 887 أسيرا, صفقة تشمل 1700 من أسرانا."""
    if trigger.word.harm not in HELD or trigger.word.harm == "missing":
        return False
    if any(d.harm == "released" for d in reader.drafts):
        return False
    return reader.tg.any(max(reader.begin, start - _DEAL), start, "deal")


def come_home(reader: "FrameReader", trigger: Trigger, start: int) -> bool:
    """Tell whether those held come home, and so are free: استقبال 13 أسيرا, طائرة على متنها 107 أسرى."""
    tg = reader.tg
    if trigger.word.harm not in HELD or trigger.word.harm == "missing":
        return False
    for q in range(start - 1, max(reader.begin, start - _HOME) - 1, -1):
        if tg.text(q) in ".؛:" or tg.has(q, "comp", "not", "deal"):
            return False
        if tg.has(q, "comehome"):
            return True
    return False
