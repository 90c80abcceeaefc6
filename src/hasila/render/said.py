"""What each source said, repeats folded: the same for the page, the terminal and the explanation of a toll."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from hasila.model import ClaimRef, Count, Incident, Said, Toll
from hasila.render.clean import snippet
from hasila.render.figures import Index, count_words
from hasila.render.strings import Strings, plural

#: The parts of what a toll rests on, with the states of the entries that stand in each.
PARTS: Final = {
    "supports": ("standing",),
    "denials": ("denial",),
    "superseded": ("superseded",),
    "set_aside": ("set_aside", "unconfirmed"),
}


class Fold(NamedTuple):
    """Claims of one source and figure under a toll, and why they gave no number.

    ``said`` is ``None`` for a claim that the timeline does not have. ``refs`` has the claim first that words it best.
    """

    said: Said | None
    refs: tuple[ClaimRef, ...]
    why: str | None = None


def folds(toll: Toll, timeline: Sequence[Said], index: Index) -> dict[str, list[Fold]]:
    """Return what a toll rests on (the keys of :data:`PARTS`), one item for each voice and figure."""
    reasons = dict(toll.set_aside)
    refs = {
        "supports": toll.supports,
        "denials": toll.denials,
        "superseded": toll.superseded,
        "set_aside": tuple(ref for ref, _ in toll.set_aside),
    }
    here = [said for said in timeline if said.harm == toll.harm]
    out: dict[str, list[Fold]] = {}
    for part, states in PARTS.items():
        wanted = dict.fromkeys(refs[part])
        found = [s for s in here if s.state in states and any(ref in wanted for ref in s.claims)]
        told = {ref for said in found for ref in said.claims}
        # A sum sets aside what stands elsewhere.
        found += [s for s in here if s not in found and any(ref in wanted and ref not in told for ref in s.claims)]
        told = {ref for said in found for ref in said.claims}
        why = reasons if part == "set_aside" else {}
        items = [_fold(said, [ref for ref in said.claims if ref in wanted], why, index) for said in found]
        items += [Fold(None, (ref,), why.get(ref)) for ref in wanted if ref not in told]
        place = {ref: number for number, ref in enumerate(wanted)}
        out[part] = sorted(items, key=lambda fold: min(place[ref] for ref in fold.refs))
    return out


def _fold(said: Said, refs: Sequence[ClaimRef], reasons: dict[ClaimRef, str], index: Index) -> Fold:
    # The wording of a report that credits the source comes before that of one that only repeats the figure.
    order = sorted(refs, key=lambda ref: not (ref in index.claims and index.claims[ref].sources))
    return Fold(said, tuple(order), next((reasons[ref] for ref in refs if ref in reasons), said.why))


def outlets(said: Said, strings: Strings, key: str = "fold") -> str | None:
    """Return ``1 independent source, 7 outlets``; ``None`` where one report alone tells it."""
    if len(said.claims) < 2:
        return None
    return strings[key].format(outlets=plural(strings, "outlet", len(said.carriers)))


def figure(said: Said, strings: Strings) -> str:
    """Return the figure as worded: ``at least 43``."""
    if said.stance == "denies" and said.low is None and said.high is None:
        return strings["denied-all"]
    words = count_words(Count(low=said.low, high=said.high, hedge=said.hedge), strings)
    words = strings["figure.floor"].format(n=words) if said.floor else words
    return strings["figure.partisan"].format(n=words) if said.partisan else words


def day(said: Said, strings: Strings) -> str:
    """Return the ISO day of saying, or that it is not told."""
    return said.said or strings["said.unknown"]


def voice(said: Said) -> str:
    """Return the display name of the source, on one line."""
    return snippet(said.voice)


def drawn(toll: Toll, incident: Incident) -> list[Said]:
    """Return the entries that the chart of a toll shows: each source's figures together, the earliest source first.

    Of one day, who only denies comes after those whom he contradicts.

    A sum has none of its own. What tells only of some of a source's people is left out where the source gives a figure
    for all of them.
    """
    if toll.derived:
        return []
    denials = set(toll.denials)
    own = [
        said
        for said in incident.timeline
        if said.harm == toll.harm
        and (said.group == toll.group or (said.state == "denial" and any(ref in denials for ref in said.claims)))
        and said.hedge not in ("most", "all")
        and (said.low is not None or said.high is not None or said.state == "denial")
    ]
    whole = {said.voice_id for said in own if said.state != "set_aside"}
    own = [said for said in own if said.state != "set_aside" or said.voice_id not in whole]
    asserting = {said.voice_id for said in own if said.state != "denial"}
    first: dict[str, tuple[str, bool, int]] = {}
    for said in own:
        first.setdefault(said.voice_id, (said.said or "9999", said.voice_id not in asserting, len(first)))
    late = {"denial": 2, "standing": 1, "unconfirmed": 1, "set_aside": 1, "superseded": 0}
    return sorted(own, key=lambda s: (first[s.voice_id], late[s.state]))
