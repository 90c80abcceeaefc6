"""``webannotation``: one W3C Web Annotation per claim, on the text of its report.

https://www.w3.org/TR/annotation-model/ — a claim's wording is told by position (code points, as the standard counts)
and by quote with what stands around it, so that it is found again where the text is laid out otherwise.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import msgspec

from hasila.export.json import to_json
from hasila.export.material import Material, Options
from hasila.export.names import claim_uri, report_uri
from hasila.export.withheld import MASK
from hasila.model import Claim, Report

SUFFIX: Final = ".jsonld"
BINARY: Final = False
PROFILE: Final = None
#: Code points before and after a quote that tell it from the same words elsewhere.
_AROUND: Final = 32
#: The standard's own terms, and ours for what it has none for: a claim is kept as it is, as a JSON literal.
_CONTEXT: Final = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "hasila": "urn:hasila:term:",
        "claim": {"@id": "hasila:claim", "@type": "@json"},
        "sha256": "hasila:sha256",
    },
]


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write an annotation collection with one page, one annotation a line."""
    head = to_json({
        "@context": _CONTEXT,
        "id": "urn:hasila:annotations",
        "type": "AnnotationCollection",
        "generator": {"id": "urn:hasila:software", "type": "Software", "name": material.tool},
        "generated": material.made,
    })  # fmt: skip
    page = to_json({"id": "urn:hasila:annotations:1", "type": "AnnotationPage", "startIndex": 0})
    file.write(f'{head[:-1]},"first":{page[:-1]},"items":['.encode())
    total = 0
    for total, told in enumerate(_annotations(material, options), 1):
        file.write(b",\n" if total > 1 else b"\n")
        file.write(to_json(told).encode("utf-8"))
    file.write(f'\n]}},"total":{total}}}\n'.encode())


def _annotations(material: Material, options: Options) -> Iterator[dict[str, Any]]:
    for report in material.reports():
        source = _source(report)
        for claim in report.claims:
            yield annotation(report, claim, source, names=options.names)


def _source(report: Report) -> dict[str, Any]:
    """Return what is annotated: the text that was read. Its page, where it has one, is laid out otherwise."""
    told = {
        "id": report_uri(report.id), "type": "Text", "format": "text/plain", "language": report.lang,
        "sha256": report.sha256, "via": report.url,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def annotation(report: Report, claim: Claim, source: dict[str, Any], *, names: bool) -> dict[str, Any]:
    """Return the annotation of a claim; ``source`` is what it is made on, ``names`` whether nothing is masked."""
    quote = claim.quote
    selectors: list[dict[str, Any]] = [
        {"type": "TextPositionSelector", "start": quote.start, "end": quote.end},
    ]
    # A masked quote stands in no text: only its position tells where it is.
    if names or MASK not in quote.text:
        before, after = report.text[max(0, quote.start - _AROUND) : quote.start], report.text[quote.end :][:_AROUND]
        if not names:
            before, after = before.rpartition(MASK)[2], after.partition(MASK)[0]
        around = {"prefix": before, "suffix": after}
        selectors.append({"type": "TextQuoteSelector", "exact": quote.text, **{k: v for k, v in around.items() if v}})
    return {
        "id": claim_uri(report.id, claim.id),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en",
             "value": in_words(claim)},
            {"type": "hasila:Claim", "purpose": "classifying", "claim": msgspec.to_builtins(claim)},
        ],
        "target": {"type": "SpecificResource", "source": source, "selector": selectors},
    }  # fmt: skip


def in_words(claim: Claim) -> str:
    """Return a claim in plain English words: ``killed, 43 or more (at least), combatant; asserted``."""
    low, high = claim.count.low, claim.count.high
    if low is None:
        figure = "no figure" if high is None else f"up to {high}"
    else:
        figure = f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"
    told = [claim.harm.replace("_", " ")]
    if claim.count.span is not None or low is not None or high is not None:
        told.append(f"{figure} ({claim.count.hedge.replace('_', ' ')})")
    if claim.group is not None:
        told.append(claim.group.name or claim.group.span.text)
    stance = {"asserts": "asserted", "admits": "admitted", "denies": "denied", "unconfirmed": "not confirmed"}
    return f"{', '.join(told)}; {stance[claim.stance]}"
