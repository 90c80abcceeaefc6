"""What a filter finds, as the pages show it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from hasila.intake.actors import actors
from hasila.intake.material import incidents_under
from hasila.intake.settling import DEFAULT_PROFILE
from hasila.model import Claim, ClaimRef, Incident, Place, Toll, When
from hasila.model.codec import from_json
from hasila.render.clean import snippet
from hasila.render.figures import Index, count_words
from hasila.render.names import name_of
from hasila.render.strings import Strings
from hasila.store import search, tolls
from hasila.store.claims import Stored, stored
from hasila.store.search import Filter

#: Claims of one report in a list of reports.
_SHOWN = 6


class _Lean(msgspec.Struct):
    """Of an incident, what a mark on a map or a line of time needs: the rest of its JSON is passed over."""

    id: str
    place: Place | None
    date: When | None
    tolls: tuple[Toll, ...] = ()


class FoundClaim(NamedTuple):
    """A claim as a line shows it; the victim's name is not in it."""

    ref: ClaimRef
    anchor: str
    claim: Claim
    figure: str
    quote: str
    who: str | None
    chain: list[str]
    incident: str | None
    published: str | None
    outlet: str | None


class FoundReport(NamedTuple):
    """A report as a list shows it; ``more`` are the claims that match and are not listed."""

    id: str
    lang: str
    published: str | None
    outlet: str | None
    title: str
    excerpt: str
    claims: list[FoundClaim]
    more: int


def lean(connection: Connection, names: Sequence[str]) -> list[Incident]:
    """Return incidents with no more than id, place, days and tolls, in the order of their names."""
    docs = tolls.docs(connection, names, DEFAULT_PROFILE)
    found: dict[str, Incident] = {}
    for name, doc in docs.items():
        one = from_json(doc, _Lean)
        found[name] = Incident(
            id=one.id, place=one.place, date=one.date, tolls=one.tolls, means=(), belligerents=(), claims=()
        )
    found |= incidents_under(connection, [name for name in names if name not in found], DEFAULT_PROFILE)
    known = actors(connection)
    return [known.incident(found[name]) for name in names if name in found]


def whole(connection: Connection, names: Sequence[str]) -> list[Incident]:
    """Return incidents in the order of their names."""
    found, known = incidents_under(connection, names, DEFAULT_PROFILE), actors(connection)
    return [known.incident(found[name]) for name in names if name in found]


def reports(connection: Connection, chosen: Filter, numbers: Sequence[int], strings: Strings) -> list[FoundReport]:
    """Return reports by their numbers, with those of their claims that a filter chooses."""
    told = _shown(connection, numbers)
    picked: dict[int, list[str]] = {number: [] for number in numbers}
    for number, claim in search.find_claims(connection, chosen, among=numbers):
        picked[number].append(claim)
    out = []
    for number in numbers:
        one = told[number]
        index = Index.of([one.counted])
        shown = [_claim(one, name, index, strings) for name in picked[number][:_SHOWN]]
        report = one.report
        title = report.title or ""
        # The title stands above already.
        text = report.text if chosen.words else report.text.removeprefix(title)
        out.append(FoundReport(
            id=report.id, lang=report.lang, published=report.published, outlet=report.outlet,
            title=snippet(title) or search.excerpt(report.text, None),
            excerpt=search.excerpt(text, chosen.words), claims=shown, more=len(picked[number]) - len(shown),
        ))  # fmt: skip
    return out


def claims(connection: Connection, refs: Sequence[tuple[int, str]], strings: Strings) -> list[FoundClaim]:
    """Return claims by the numbers of their reports and their ids."""
    told = _shown(connection, list(dict.fromkeys(number for number, _ in refs)))
    indexes = {number: Index.of([one.counted]) for number, one in told.items()}
    return [_claim(told[number], name, indexes[number], strings) for number, name in refs]


def _shown(connection: Connection, numbers: Sequence[int]) -> dict[int, Stored]:
    """Return reports by their numbers, with actors called as they are now."""
    known = actors(connection)
    return {number: known.stored(one) for number, one in stored(connection, numbers).items()}


def _claim(one: Stored, name: str, index: Index, strings: Strings) -> FoundClaim:
    ref = ClaimRef(one.report.id, name)
    claim = index.claims[ref]
    return FoundClaim(
        ref=ref, anchor=index.anchors[ref], claim=claim,
        figure="" if claim.harm in ("took_control", "lost_control") else count_words(claim.count, strings),
        quote=index.quote(ref, strings), who=_who(claim, strings), chain=index.source_names(ref, strings),
        incident=one.incidents.get(name), published=one.report.published, outlet=one.report.outlet,
    )  # fmt: skip


def _who(claim: Claim, strings: Strings) -> str | None:
    """Return who was harmed; a victim's name is only ``named person``."""
    if claim.group is None:
        return None
    if claim.names_victim:
        return strings["group.named"]
    return snippet(name_of(claim.group, strings) or claim.group.span.text)
