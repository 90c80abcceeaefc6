"""What a search found, as text for a terminal."""

import os
import shutil
import sys
from typing import Any, Final

from hasila.model import Count
from hasila.render.figures import count_words
from hasila.render.screen import Bidi, Screen, choose_bidi, wrap
from hasila.render.strings import EN

_INDENT: Final = "  "


def render_results(found: dict[str, Any], bidi: Bidi = "auto", width: int | None = None) -> str:
    """Return what ``hasila search --format json`` says, as lines: how many, then report by report with its claims."""
    terminal = sys.stdout.isatty()
    mode = choose_bidi(os.environ, terminal) if bidi == "auto" else bidi
    screen = Screen.of(width or shutil.get_terminal_size().columns, terminal, mode)
    total = found["found"]
    lines = [f"{_many(total, 'reports')}, {_many(total, 'claims')}, {_many(total, 'incidents')}"]
    for report in found["reports"]:
        head = " · ".join(screen.show(part) for part in (report["published"], report["outlet"], report["id"]) if part)
        lines += ["", screen.style(head, "bold")]
        for part in dict.fromkeys((report["title"], report["excerpt"])):
            lines += [_INDENT + line for line in screen.block(part or "", screen.cells - len(_INDENT))]
        for claim in report["claims"]:
            where = f", {claim['incident']}" if claim["incident"] else ""
            stance = "" if claim["stance"] == "asserts" else f" ({claim['stance']})"
            line = f"{claim['id']}  {claim['harm']} {_count(claim)}{stance}{where}"
            lines += [_INDENT * 2 + screen.style(part, "dim") for part in wrap(line, screen.cells - 4)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _many(total: dict[str, int], what: str) -> str:
    number = total[what]
    more = " or more" if number >= total["counted_up_to"] else ""
    return f"{number:,}{more} {what[:-1] if number == 1 else what}"


def _count(claim: dict[str, Any]) -> str:
    return count_words(Count(low=claim["low"], high=claim["high"], hedge=claim["hedge"]), EN)
