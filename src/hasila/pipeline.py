"""The one place that orders the steps: text, words, claims, contradictions, incidents, tolls.

What reads no report by itself (linking, reconciling) is loaded when it is first needed: start-up is short.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import msgspec

from hasila.extract import extract
from hasila.extract.tagging import Tagged
from hasila.languages import available, load
from hasila.model import ClaimRef, Report, TollReport
from hasila.registry import SHIPPED, Layer, Registry, load_registry, relevance
from hasila.text.furniture import furniture

if TYPE_CHECKING:
    from hasila.incidents import Linked
    from hasila.reconcile import Grouping


class UnknownLanguageError(LookupError):
    """A report is in a language that hasila has no rules for."""


def read_claims(report: Report, layer: Layer = SHIPPED) -> Report:
    """Return the report with the claims that it makes and the pairs of them that cannot both be true.

    The report's language decides the rules. ``layer`` are entries of actors that people wrote over the shipped ones.

    Raises:
        UnknownLanguageError: if there are no rules for the report's language.
    """
    if report.lang not in available():
        raise UnknownLanguageError(
            f"there are no rules for the language {report.lang!r} (there are: {', '.join(available())})"
        )
    language = load(report.lang)
    registry = load_registry(report.lang, layer)
    document = language.document(report.text)
    skipped = furniture(report.text, language.furniture, report.outlet, document.folded)
    claims = extract(Tagged(document, language, registry), report.published, skipped, report.outlet)
    if len(claims) < 2:
        return msgspec.structs.replace(report, claims=claims, contradictions=())
    from hasila.reconcile import report_contradictions

    pairs = report_contradictions(claims, registry.contains, _places(registry))
    return msgspec.structs.replace(report, claims=claims, contradictions=pairs)


@cache
def extractor(lang: str) -> str:
    """Return what names the extractor of a language, down to the last word of its lexicon.

    Another name means that other claims may be read: the store reads everything again. The part after ``+`` is a
    hash of all rules, words, names and places that reading draws on.
    """
    parts = ("text", "model", "languages", "registry", "extract")
    return f"rules-{lang}/1+{_hashed(parts, languages=(lang,))}"


@cache
def linker() -> str:
    """Return what names the rules by which claims are linked and reconciled: a hash of all that they draw on."""
    return f"linking/1+{_hashed(('text', 'model', 'registry', 'incidents', 'reconcile'))}"


def _hashed(parts: Sequence[str], languages: Sequence[str] = ()) -> str:
    """Return a hash of the files of some packages; of the languages' folders, of these alone."""
    digest = hashlib.sha256()
    root = resources.files("hasila")
    for part in parts:
        for name, data in sorted(_files(root.joinpath(part), part)):
            folder = name.split("/")
            if folder[0] != "languages" or len(folder) < 3 or folder[1] in languages:
                digest.update(name.encode())
                digest.update(data)
    return digest.hexdigest()[:12]


def under(name: str, report: Report, layer: Layer) -> str:
    """Return what names a reading of a report by an extractor, with the entries of a layer that can matter to it."""
    if not layer:
        return name
    told = report.text if report.outlet is None else f"{report.outlet} {report.text}"
    return name + relevance(layer).mark(told)


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            # What the rules are checked against makes no difference to what they read.
            if entry.name not in ("__pycache__", "corpus", "phenomena"):
                yield from _files(entry, path)
        elif not entry.name.endswith((".pyc", ".md", "negative.yaml", "known_failures.yaml")):
            yield path, entry.read_bytes()


def link_reports(reports: Sequence[Report]) -> "Linked":
    """Link the claims of read reports to incidents.

    Raises:
        ValueError: if two different reports have one id.
    """
    from hasila.incidents import link

    return link(reports, _places(load_registry(reports[0].lang if reports else "ar")).above)


def make_toll(
    reports: Sequence[Report], profile: str = "full-range", linked: "Linked | None" = None, layer: Layer = SHIPPED
) -> TollReport:
    """Link the claims of read reports to incidents and give the toll of each under a profile.

    ``linked``: the same reports as :func:`link_reports` linked them, so that several profiles can share the work.
    ``layer`` are entries of actors that people wrote over the shipped ones.

    Raises:
        ValueError: if there is no profile of that name, or two different reports have one id.
    """
    linked = linked or link_reports(reports)
    return settle(reports, linked.groupings, profile, reports[0].lang if reports else "ar", linked.outside, layer)


def settle(
    reports: Sequence[Report],
    groupings: "Sequence[Grouping]",
    profile: str,
    lang: str,
    outside: Sequence[ClaimRef] = (),
    layer: Layer = SHIPPED,
) -> TollReport:
    """Give the tolls of linked incidents under a profile; names of actors as reports in ``lang`` write them.

    ``layer`` are entries of actors that people wrote over the shipped ones.

    Raises:
        ValueError: if there is no profile of that name.
        KeyError: if an incident has a claim of a report that is not among ``reports``.
    """
    from hasila.reconcile import Speakers, reconcile

    registry = load_registry(lang, layer)
    speakers = Speakers(registry.speaks_for, registry.named, registry.named_short, registry.country_of)
    return reconcile(
        reports,
        groupings,
        profile,
        registry.contains,
        _places(registry),
        outside=outside,
        speakers=speakers,
        called=registry.called,
    )


class _Places:
    """Whether one place of the gazetteer lies in another; what the gazetteer does not know lies in nothing."""

    def __init__(self, registry: Registry) -> None:
        self._places = registry.places

    def __call__(self, whole: str, part: str) -> bool:
        return whole in self.above(part)

    def above(self, place: str) -> tuple[str, ...]:
        """Return the ids of the places that hold a place, the nearest first."""
        out: list[str] = []
        entry = self._places.get(place)
        while entry is not None and entry.parent and len(out) < 10:
            out.append(entry.parent)
            entry = self._places.get(entry.parent)
        return tuple(out)


def _places(registry: Registry) -> _Places:
    return _Places(registry)


@cache
def places_above(place: str) -> tuple[str, ...]:
    """Return the ids of the places that hold a place, by the gazetteer, the nearest first."""
    return _Places(load_registry(available()[0])).above(place)


def contains_place(whole: str, part: str) -> bool:
    """Tell whether one place of the gazetteer lies in another."""
    return whole in places_above(part)
