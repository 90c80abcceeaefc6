"""The toll as text for a terminal: a table for each incident, its contradictions side by side."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from hasila.model import ClaimRef, Contradiction, Incident, Report, Toll, TollReport
from hasila.render.clean import is_rtl, snippet
from hasila.render.figures import Index, contradiction_sides, known, lead, toll_best, toll_range, when_words
from hasila.render.names import place_name
from hasila.render.said import Fold, folds, outlets
from hasila.render.screen import Bidi, Screen, choose_bidi, columns, shorten, wrap
from hasila.render.screen import width as cell_width
from hasila.render.strings import EN, STANCE_ICONS, STATUS_ICONS, Strings

_GAP: Final = "  "
_BETWEEN: Final = " │ "
_INDENT: Final = "  "
# Below this the columns would hold one word each: the rows become lists.
_TABLE_FROM: Final = 76
#: Below this many cells a reference names the outlet alone.
_VOICE_FROM: Final = 24
_BASIS: Final = ("rule", "supports", "denials", "superseded", "set_aside")
_STATUS_COLORS: Final = {
    "agreed": ("green",),
    "contested": ("red",),
    "denied": ("red",),
    "admitted": ("magenta",),
}


def render_table(
    toll: TollReport,
    reports: Sequence[Report],
    *,
    width: int = 80,
    color: bool = False,
    bidi: Bidi = "auto",
    names: bool = False,
    strings: Strings = EN,
) -> str:
    """Return the tolls as text, a newline after every line.

    Args:
        toll: the incidents with their tolls.
        reports: the reports whose claims ``toll`` refers to.
        width: cells a line may take; at least 40 and at most 120 are taken.
        color: add colours; nothing is said by colour alone.
        bidi: what to do about right-to-left text, see :data:`hasila.render.screen.Bidi`; ``auto``
            looks at standard output and the environment.
        names: show victims' names too.
        strings: the words of the interface.

    """
    mode = choose_bidi(os.environ, sys.stdout.isatty()) if bidi == "auto" else bidi
    table = _Table(Screen.of(width, color, mode), Index.of(reports, show_names=names), strings)
    return "".join(f"{line.rstrip()}\n" for line in table.lines(toll))


class _Table:
    def __init__(self, screen: Screen, index: Index, strings: Strings) -> None:
        self.screen, self.index, self.strings = screen, index, strings

    def lines(self, toll: TollReport) -> list[str]:
        screen, strings = self.screen, self.strings
        lines = screen.block(lead(toll, strings), screen.cells)
        if not toll.incidents:
            lines += ["", *screen.block(strings["no-incidents"], screen.cells)]
        for incident in toll.incidents:
            lines += ["", *self._incident(incident)]
        outside = known(toll.outside, self.index)
        if outside:
            lines += ["", screen.style(strings["outside"], "bold"), *screen.block(strings["outside.why"], screen.cells)]
            room = screen.cells - len(_INDENT)
            for ref in outside:
                lines += self._indented(screen.block(self.index.quote(ref, strings), room))
                lines += self._indented(screen.flow([self._ref(ref, room)], room))
        return lines

    def _indented(self, lines: Sequence[str]) -> list[str]:
        return [_INDENT + line for line in lines]

    def _incident(self, incident: Incident) -> list[str]:
        screen, strings = self.screen, self.strings
        place = incident.place
        where = place_name(place, strings) if place else strings["place.unknown"]
        where = shorten(snippet(where), screen.cells)
        head = [screen.style(screen.show(where), "bold"), screen.style(when_words(incident.date, strings), "bold")]
        lines = screen.flow(head, screen.cells)
        lines += self._fact("id", [screen.show(shorten(snippet(incident.id), screen.cells // 2))], ", ")
        if incident.means:
            means = [strings.get(f"means.{m}", screen.show(m)) for m in incident.means]
            lines += self._fact("means", means, ", ")
        if incident.belligerents:
            lines += self._fact(
                "belligerents",
                [screen.show(shorten(self.index.actor(b, strings), screen.cells // 2)) for b in incident.belligerents],
                ", ",
            )
        lines += ["", *self._tolls(incident)]
        for n, contradiction in enumerate(incident.contradictions):
            if n == 0:
                lines += ["", screen.style(strings["contradictions"], "bold")]
            lines += self._contradiction(contradiction)
        for n, control in enumerate(incident.control):
            if n == 0:
                lines += ["", screen.style(strings["control"], "bold")]
            room = screen.cells - len(_INDENT)
            names = {
                "{force}": self.index.actor(control.force, strings),
                "{place}": control.place or strings["the-place"],
            }
            items = [
                item
                for word in strings[f"control.{control.status}"].split(" ")
                for item in (self._words(names[word], room) if word in names else [word])
            ]
            items[-1] += ":"
            lines += self._indented(
                screen.flow([*items, *(self._ref(ref, room) for ref in control.supports)], room, " ")
            )
        return lines

    def _fact(self, key: str, items: Sequence[str], gap: str, indent: str = "") -> list[str]:
        label = f"{indent}{self.strings[key]}: "
        rows = self.screen.flow(items, max(self.screen.cells - len(label), 8), gap)
        return [(self.screen.style(label, "dim") if n == 0 else " " * len(label)) + row for n, row in enumerate(rows)]

    def _text(self, key: str, text: str, indent: str = "") -> list[str]:
        label = f"{indent}{self.strings[key]}: "
        rows = self.screen.block(text, max(self.screen.cells - len(label), 8))
        return [(self.screen.style(label, "dim") if n == 0 else " " * len(label)) + row for n, row in enumerate(rows)]

    def _ref(self, ref: ClaimRef, cells: int) -> str:
        claim = self.index.claims.get(ref)
        icon = STANCE_ICONS[claim.stance] if claim else self.strings["missing-claim"]
        room = cells - cell_width(icon) - 2
        name = shorten(snippet(ref.claim), max(room // 2, 3))
        room -= cell_width(name)
        who = self.index.originator(ref, self.strings)
        voice = ""
        if who is not None and room >= _VOICE_FROM:
            who = shorten(who, room // 2)
            voice, room = f"{self.screen.show(who)}, ", room - cell_width(who) - 2
        outlet = shorten(self.index.outlet(ref), max(room, 3))
        return f"{voice}{self.screen.show(outlet)} {self.screen.show(name)} {icon}"

    def _tolls(self, incident: Incident) -> list[str]:
        strings, screen, tolls = self.strings, self.screen, incident.tolls
        if not tolls:
            return [strings["no-tolls"]]
        if screen.cells < _TABLE_FROM:
            return [
                line
                for n, toll in enumerate(tolls)
                for line in self._narrow(toll, tolls[n - 1] if n else None, incident)
            ]
        heads = [strings[key] for key in ("harm", "group", "range", "status", "sources.short")]
        rows = [self._cells(toll) for toll in tolls]
        widths = [max(cell_width(row[n]) for row in (heads, *rows)) for n in range(5)]
        widths[0], widths[2] = min(widths[0], 17), min(widths[2], 18)
        room = screen.cells - sum(widths) + widths[1] - 4 * len(_GAP)
        widths[1] = min(widths[1], room)
        line = [screen.block(head, size, "dim") for head, size in zip(heads, widths, strict=True)]
        lines = [*columns(line, widths, _GAP), "─" * screen.cells]
        for n, (toll, row) in enumerate(zip(tolls, rows, strict=True)):
            lines += [""] if n else []
            styles = [("bold",), (), ("bold",), _STATUS_COLORS.get(toll.status, ()), ()]
            blocks = [screen.block(t, size, *style) for t, size, style in zip(row, widths, styles, strict=True)]
            lines += columns(blocks, widths, _GAP) + self._basis(toll, tolls[n - 1] if n else None, incident)
        return lines

    def _cells(self, toll: Toll) -> list[str]:
        strings = self.strings
        best = toll_best(toll)
        figures = toll_range(toll, strings) + (f" {strings['best'].format(n=best)}" if best is not None else "")
        status = f"{STATUS_ICONS[toll.status]} {strings[f'status.{toll.status}']}"
        who = self.index.group(toll, strings)
        return [strings[f"harm.{toll.harm}"], who, figures, status, str(toll.independent_sources)]

    def _narrow(self, toll: Toll, before: Toll | None, incident: Incident) -> list[str]:
        harm, who, figures, status, sources = self._cells(toll)
        head = [self.screen.style(harm, "bold"), *self._words(who, self.screen.cells)]
        lines = self.screen.flow(head, self.screen.cells, " ")
        for key, value in (("range", figures), ("status", status), ("sources.short", sources)):
            lines += self._text(key, value, _INDENT)
        return [*lines, *self._basis(toll, before, incident), ""]

    def _basis(self, toll: Toll, before: Toll | None, incident: Incident) -> list[str]:
        same = before is not None and before.rule == toll.rule
        derived = f" ({self.strings['derived']})" if toll.derived else ""
        # The label, ": ", and a comma after the last of a line.
        room = self.screen.cells - max(len(self.strings[key]) for key in _BASIS) - len(_INDENT) - 3
        lines = self._text("rule", (self.strings["rule.same"] if same else toll.rule) + derived, _INDENT)
        for key, found in folds(toll, incident.timeline, self.index).items():
            if found and key != "set_aside":
                lines += self._fact(key, [self._fold(fold, room) for fold in found], ", ", _INDENT)
            elif found:
                aside = []
                for fold in found:
                    aside += [self._fold(fold, room), *self._words(f"({snippet(fold.why or '')})", room)]
                lines += self._fact(key, aside, " ", _INDENT)
        return lines

    def _fold(self, fold: Fold, cells: int) -> str:
        """Return the reference that stands for all claims of one source and figure, and how many outlets carry it."""
        carried = outlets(fold.said, self.strings, "fold.short") if fold.said and len(fold.refs) > 1 else None
        if carried is None:
            return self._ref(fold.refs[0], cells)
        room = cells - cell_width(carried) - 3
        if room < _VOICE_FROM and fold.said:
            carried, room = f"×{len(fold.said.carriers)}", cells - 7
        return f"{self._ref(fold.refs[0], room)} ({carried})"

    def _contradiction(self, contradiction: Contradiction) -> list[str]:
        screen, strings = self.screen, self.strings
        cells = screen.cells - len(_INDENT)
        kind = strings[f"contradiction.{contradiction.kind}"]
        lines = screen.block(f"{kind}: {contradiction.why}", screen.cells)
        sides = contradiction_sides(contradiction, self.index)
        if sides is None:
            return lines + self._indented(screen.flow([self._ref(ref, cells) for ref in contradiction.claims], cells))
        half = (cells - len(_BETWEEN)) // 2
        blocks = [self._side(ref, half) for ref in sides]
        return [*lines, *self._indented(columns(blocks, [half, half], _BETWEEN))]

    def _side(self, ref: ClaimRef, cells: int) -> list[str]:
        screen, strings = self.screen, self.strings
        claim = self.index.claims[ref]
        stance = f"{STANCE_ICONS[claim.stance]} {strings[f'stance.{claim.stance}']}:"
        items = [stance]
        for n, name in enumerate(self.index.source_names(ref, strings)):
            items += ["→"] * (n > 0) + self._words(name, cells)
        top = screen.flow(items, cells, " ")
        return [
            *top,
            *screen.block(self.index.quote(ref, strings), cells),
            *screen.flow([self._ref(ref, cells)], cells),
        ]

    def _words(self, text: str, cells: int) -> list[str]:
        """Prepare text that may be longer than a line, as items of a flow."""
        right = is_rtl(text)
        return [self.screen.show(line, rtl=right) for line in wrap(snippet(text), cells)]
