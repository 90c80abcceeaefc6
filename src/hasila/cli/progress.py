"""A progress line on standard error: how many, how fast, and how long it will take."""

import sys
import time

import click

#: Seconds between two drawings.
_EVERY = 0.1
_CELLS = 24


class Bar:
    """Draws a line that changes in place, where standard error is a terminal; elsewhere nothing."""

    def __init__(self, what: str) -> None:
        """Begin; ``what`` is counted, in the plural."""
        self._what = what
        self._live = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._shown = 0.0
        self._drawn = False

    def show(self, done: int, part: float | None = None) -> None:
        """Show that so many are done; ``part`` is the share of the whole, from 0 to 1, where it is known."""
        now = time.monotonic()
        if not self._live or now - self._shown < _EVERY:
            return
        self._shown = now
        click.echo(f"\r\033[K{self.line(done, now - self._begun, part)}", nl=False, err=True)
        self._drawn = True

    def line(self, done: int, seconds: float, part: float | None) -> str:
        """Return the line after so many seconds."""
        text = f"{done:,} {self._what}, {done / max(seconds, 1e-9):,.0f} a second"
        if part is None:
            return text
        part = min(max(part, 0.0), 1.0)
        filled = round(part * _CELLS)
        text = f"[{'#' * filled}{'.' * (_CELLS - filled)}] {part:4.0%}  {text}"
        # The first moments tell nothing yet.
        return text if part < 0.01 or seconds < 1 else f"{text}, {_clock(seconds * (1 - part) / part)} left"

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._drawn:
            click.echo("\r\033[K", nl=False, err=True)
            self._drawn = False


def _clock(seconds: float) -> str:
    """Write a time as minutes and seconds, or hours and minutes."""
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
