"""Which sources are one though reports in two languages name them: told by their figures.

A registry knows the great ones in every language. It does not know *the district chief* or *قائممقام القضاء*, and words
of two languages cannot be compared. But who gives the same two figures or more, and no other, says what a source says
whose words were translated. It costs something: two sources who agree in all they say, each named in one language only,
become one voice.
"""

from collections.abc import Mapping, Sequence

from hasila.model import Report
from hasila.reconcile.figures import stated
from hasila.reconcile.groups import Key
from hasila.reconcile.voices import Statement

#: One figure alone may be given by two sources.
LEAST = 2

_Said = tuple[str, Key, int | None, int | None]


def translated(told: Sequence[Statement], reports: Mapping[str, Report]) -> dict[str, str]:
    """Map voices whom the registry does not know to the one voice of another language that says all that they say."""
    said: dict[str, set[_Said]] = {}
    languages: dict[str, set[str]] = {}
    who: dict[_Said, set[str]] = {}
    for s in told:
        if s.credited and s.claim.sources and s.claim.stance != "denies" and stated(s.claim.count):
            figure = (s.claim.harm, s.key, s.claim.count.low, s.claim.count.high)
            said.setdefault(s.voice, set()).add(figure)
            languages.setdefault(s.voice, set()).add(reports[s.ref.report].lang)
            who.setdefault(figure, set()).add(s.voice)
    out = {}
    for voice, figures in said.items():
        if voice.startswith("actor:") or len(figures) < LEAST:
            continue
        others = set.intersection(*(who[figure] for figure in figures))
        found = [other for other in others if not languages[other] & languages[voice]]
        # Of two who say the very same the first by name is the voice, so that who is whose never runs in a ring.
        if len(found) == 1 and (len(figures), found[0]) < (len(said[found[0]]), voice):
            out[voice] = found[0]
    return {voice: _end(voice, out) for voice in out}


def _end(voice: str, same: Mapping[str, str]) -> str:
    while voice in same:
        voice = same[voice]
    return voice
