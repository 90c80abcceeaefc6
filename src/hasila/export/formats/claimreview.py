"""``claimreview``: claims as schema.org ``Claim``, and a draft ``ClaimReview`` where sources contradict each other.

hasila says who claims what and where claims cannot both be true. It does not say which is true: no rating is written,
no author and no date of review. Whoever judges puts them in. See ``docs/exports.md``.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from hasila.export.event import Event, events
from hasila.export.formats.webannotation import in_words
from hasila.export.json import to_json
from hasila.export.material import Material, Options
from hasila.export.names import claim_uri, incident_uri, report_uri
from hasila.export.rows import SEPARATOR
from hasila.model import Claim, ClaimRef, Report

SUFFIX: Final = ".jsonld"
BINARY: Final = False
PROFILE: Final = None


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write a graph, one node a line."""
    file.write(b'{"@context":"https://schema.org","@graph":[')
    for number, node in enumerate(_nodes(material)):
        file.write(b",\n" if number else b"\n")
        file.write(to_json(node).encode("utf-8"))
    file.write(b"\n]}\n")


def _nodes(material: Material) -> Iterator[dict[str, Any]]:
    for report in material.reports():
        appearance = _appearance(report)
        for claim in report.claims:
            yield claim_node(report, claim, appearance)
    for event in events(material):
        yield from reviews(event)


def _known(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: schema.org has no null."""
    return {name: value for name, value in told.items() if value is not None and value != ""}


def _appearance(report: Report) -> dict[str, Any]:
    return _known({
        "@type": "CreativeWork",
        "@id": report_uri(report.id),
        "identifier": report.id,
        "url": report.url,
        "headline": report.title,
        "inLanguage": report.lang,
        "datePublished": report.published,
        "publisher": {"@type": "Organization", "name": report.outlet} if report.outlet else None,
    })  # fmt: skip


def claim_node(report: Report, claim: Claim, appearance: dict[str, Any]) -> dict[str, Any]:
    """Return a claim: its words, who is credited with them, what they are about and where they stand.

    ``author`` is the originator where the registry knows that body. Else only ``creditText`` tells whom the report
    credits, as it words it: whether "a source" is a person or a body is not known.
    """
    first = claim.sources[0] if claim.sources else None
    body = first is not None and first.actor is not None
    return _known({
        "@type": "Claim",
        "@id": claim_uri(report.id, claim.id),
        "identifier": claim.id,
        "text": claim.quote.text,
        "description": in_words(claim),
        "author": {"@type": "Organization", "identifier": first.actor, "name": first.name or first.span.text}
        if first is not None and body
        else None,
        "creditText": SEPARATOR.join(source.span.text for source in claim.sources),
        "about": _about(claim),
        "appearance": appearance,
    })  # fmt: skip


def _about(claim: Claim) -> dict[str, Any] | None:
    place, date = claim.place, claim.date
    located = place is not None and place.lat is not None and place.lon is not None
    told = _known({
        "startDate": date and date.start,
        "endDate": date and date.end,
        "location": place
        and _known({
            "@type": "Place",
            "name": place.name or place.span.text,
            "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon} if located else None,
        }),
    })  # fmt: skip
    return {"@type": "Event", **told} if told else None


def reviews(event: Event) -> Iterator[dict[str, Any]]:
    """Yield a draft review of each claim that another contradicts: by which, and why both cannot be true."""
    against: dict[ClaimRef, list[tuple[ClaimRef, str]]] = {}
    for contradiction in event.incident.contradictions:
        one, other = contradiction.claims
        against.setdefault(one, []).append((other, contradiction.why))
        against.setdefault(other, []).append((one, contradiction.why))
    for ref, others in against.items():
        claim = event.claims.get(ref)
        if claim is None:
            continue
        yield {
            "@type": "ClaimReview",
            "@id": f"{claim_uri(ref.report, ref.claim)}:review",
            "creativeWorkStatus": "Draft",
            "claimReviewed": claim.quote.text,
            "itemReviewed": {"@id": claim_uri(ref.report, ref.claim)},
            "about": {"@id": incident_uri(event.incident.id)},
            "reviewBody": "Contradicted by other sources, not rated: " + "; ".join(dict.fromkeys(w for _, w in others)),
            "isBasedOn": [{"@id": claim_uri(other.report, other.claim)} for other, _ in others],
            "sdDatePublished": event.material.made,
        }
