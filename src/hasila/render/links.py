"""Why reports were held to tell of one incident: the links, with points and reasons."""

from typing import Final

from hasila.model import Incident, Link
from hasila.render.basis import link as anchor
from hasila.render.figures import Index
from hasila.render.markup import escape, isolate
from hasila.render.reasons import say
from hasila.render.strings import Strings, plural

#: A page lists so many of an incident's links; ``hasila explain --incident`` lists all.
_SHOWN: Final = 40


def link_words(link: Link, index: Index, strings: Strings) -> str:
    """Return on one line which two reports a link joins, with its points and the reasons."""
    first, second = (f"{index.outlet(ref)} ({ref.report}:{ref.claim})" for ref in link.claims)
    return f"{first} – {second}: {_points(link, strings)}: {_reasons(link, strings)}"


def links_section(incident: Incident, index: Index, strings: Strings) -> str:
    """Return the page's closed part that lists the links, empty where one report tells it all."""
    if not incident.links:
        return ""
    rows = "".join(
        f"<li>{anchor(link.claims[0], index, strings)} – {anchor(link.claims[1], index, strings)}"
        f'<br><span class="soft">{escape(f"{_points(link, strings)}: {_reasons(link, strings)}")}</span></li>'
        for link in incident.links[:_SHOWN]
    )
    left = len(incident.links) - _SHOWN
    more = f"<li>{escape(strings['links.more'].format(n=left))}</li>" if left > 0 else ""
    split = ""
    if incident.split_from:
        split = f"<p>{escape(strings['split-from'])} <code>{isolate(incident.split_from)}</code></p>"
    title = escape(f"{strings['links']} ({plural(strings, 'link', len(incident.links))})")
    return f'<details class="links"><summary>{title}</summary>{split}<ol class="small">{rows}{more}</ol></details>'


def _points(link: Link, strings: Strings) -> str:
    return strings["points"].format(n=f"{link.points:g}")


def _reasons(link: Link, strings: Strings) -> str:
    return strings["semicolon"].join(_reason(reason, strings) for reason in link.reasons)


def _reason(reason: str, strings: Strings) -> str:
    words, bracket, points = reason.rpartition(" (")
    return f"{say(words, strings)} ({points}" if bracket else say(reason, strings)
