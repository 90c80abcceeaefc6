"""Victims' names stay inside unless they are asked for: records as they leave without them.

A format never decides this. It gets its records through :class:`Withheld`, which puts a mask in the place of every name
of a victim, so that no format can let one out. What is a victim's name is what the extractor read as one
(:attr:`hasila.model.Claim.names_victim`). A name that it passed over is not known and not masked: formats that would
write the whole text of a report leave it out for that reason, and only the wording of claims goes out. See
``docs/exports.md``.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec

from hasila.export.material import CaptureRecord, Material, PlaceRecord
from hasila.model import Actor, ChangeRecord, Claim, Incident, Report, Span, TollGroup

#: Stands for each character of a name, so that a span is as long as its offsets say.
MASK: Final = "\u2588"
#: Stands for a name where nothing is counted.
NAMED: Final = "[named person]"
#: Reports that are kept at hand; an incident's reports come back with the incidents around it.
_KEPT: Final = 256
#: What the id of a voice begins with that the registry knows.
_REGISTERED: Final = "actor:"
_Struct = TypeVar("_Struct", bound=msgspec.Struct)
#: From a code point of the text to the one after the last.
_Range = tuple[int, int]


class MaskedReport(Report, frozen=True, kw_only=True):
    """A report with names masked in its text; ``told_sha256`` is the hash of the text as it was given."""

    told_sha256: str

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the text as it was given, which the mask does not change."""
        return self.told_sha256


def victims_of(claims: Iterable[Claim]) -> frozenset[str]:
    """Return the names of victims that the claims tell, as worded and as they are displayed."""
    groups = (claim.group for claim in claims if claim.names_victim)
    return frozenset(name for g in groups if g is not None for name in (g.name, g.span.text) if name and name.strip())


class Withheld:
    """Material without victims' names: the same records in the same order."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._report = lru_cache(maxsize=_KEPT)(material.report)
        self._masked = lru_cache(maxsize=_KEPT)(self._masked_report)
        self.profile, self.tool, self.made, self.whole = material.profile, material.tool, material.made, material.whole

    def reports(self) -> Iterator[Report]:
        """Yield the reports with their victims' names masked."""
        for report in self._material.reports():
            told = report if self.whole else self._report(report.id)
            yield masked(report, _ranges(told), victims_of(told.claims))

    def report(self, report_id: str) -> Report:
        """Return a report with its victims' names masked.

        Raises:
            KeyError: if there is no such report.
        """
        return self._masked(report_id)

    def _masked_report(self, report_id: str) -> Report:
        report = self._report(report_id)
        return masked(report, _ranges(report), victims_of(report.claims))

    def incidents(self) -> Iterator[Incident]:
        """Yield the incidents with the names of all their reports masked."""
        for incident in self._material.incidents():
            names: frozenset[str] = frozenset()
            words: dict[str, str] = {}
            for report_id in dict.fromkeys(ref.report for ref in incident.claims):
                told = self._report(report_id)
                if found := victims_of(told.claims):
                    names |= found
                    words |= _changed(told.claims, self._masked(report_id).claims)
            yield _incident(incident, names, words) if names else incident

    def place(self, place_id: str) -> PlaceRecord | None:
        """Return what the gazetteer knows of a place."""
        return self._material.place(place_id)

    def actor(self, actor_id: str) -> Actor | None:
        """Return what the registry knows of an actor."""
        return self._material.actor(actor_id)

    def captures(self) -> Iterator[CaptureRecord]:
        """Yield the captures; what is told of them names addresses and files, and nobody."""
        return self._material.captures()

    def changes(self) -> Iterator[ChangeRecord]:
        """Yield the log without what was changed: a note or a correction may hold any name."""
        for change in self._material.changes():
            yield msgspec.structs.replace(change, old=None, new=None, why=None)


def masked(report: Report, ranges: Sequence[_Range], names: frozenset[str]) -> Report:
    """Return the report with a mask where its text and its claims' words lie in ``ranges`` or are ``names``.

    ``ranges`` are in order and do not overlap.
    """
    if not ranges and not names:
        return report
    fields: dict[str, Any] = {name: getattr(report, name) for name in report.__struct_fields__}
    fields["text"] = _cover(report.text, 0, ranges)
    fields["title"] = report.title and _without(report.title, names, MASK)
    fields["outlet"] = report.outlet and _without(report.outlet, names, MASK)
    fields["claims"] = tuple(_claim(claim, ranges, names) for claim in report.claims)
    return MaskedReport(**fields, told_sha256=report.sha256)


def _ranges(report: Report) -> Sequence[_Range]:
    """Return where victims' names stand in the text: where they were read, and wherever else the same words stand."""
    spans = [c.group.span for c in report.claims if c.group is not None and c.names_victim]
    names = {span.text for span in spans}
    return _merged([*((span.start, span.end) for span in spans), *_found(report.text, names)])


def _found(text: str, names: Iterable[str]) -> Iterator[_Range]:
    """Yield where names stand as words: at most two letters, glued to the word, may come before, and none after."""
    for name in names:
        at = text.find(name) if len(name) > 1 and not name.isspace() else -1
        while at >= 0:
            end, before = at + len(name), text[max(0, at - 3) : at]
            if not (end < len(text) and text[end].isalnum()) and not (len(before) == 3 and before.isalpha()):
                yield at, end
            at = text.find(name, end)


def _merged(ranges: Iterable[_Range]) -> list[_Range]:
    out: list[_Range] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _cover(text: str, at: int, ranges: Sequence[_Range]) -> str:
    """Put the mask over what lies in ``ranges``, one for each character; ``at`` is where the text begins."""
    first = max(0, bisect_right(ranges, (at, at)) - 1)
    pieces: list[str] = []
    done = 0
    for start, end in ranges[first:]:
        a, b = max(start - at, 0), min(end - at, len(text))
        if a >= len(text):
            break
        if a < b:
            pieces += [text[done:a], MASK * (b - a)]
            done = b
    return "".join((*pieces, text[done:])) if pieces else text


def _without(text: str, names: Iterable[str], mask: str) -> str:
    """Return a text with a mask for each name; one of a single character stands for each character of the name."""
    ranges = _merged(_found(text, names))
    if len(mask) == 1:
        return _cover(text, 0, ranges)
    for start, end in reversed(ranges):
        text = text[:start] + mask + text[end:]
    return text


def _claim(claim: Claim, ranges: Sequence[_Range], names: frozenset[str]) -> Claim:
    """Mask the spans of a claim, and the display names that are a victim's."""

    def span_of(value: _Struct) -> _Struct:
        span: Span | None = getattr(value, "span", None)
        name: str | None = getattr(value, "name", None)
        changes: dict[str, Any] = {} if span is None else {"span": _span(span, ranges)}
        if name is not None and name in names:
            changes["name"] = NAMED
        return msgspec.structs.replace(value, **changes) if changes else value

    parts = {name: getattr(claim, name) for name in ("count", "group", "place", "date", "by")}
    return msgspec.structs.replace(
        claim,
        quote=_span(claim.quote, ranges),
        sources=tuple(map(span_of, claim.sources)),
        why=tuple(map(span_of, claim.why)),
        **{name: span_of(part) for name, part in parts.items() if part is not None},
    )


def _span(span: Span, ranges: Sequence[_Range]) -> Span:
    text = _cover(span.text, span.start, ranges)
    return span if text is span.text else Span(span.start, span.end, text)


def _changed(told: Sequence[Claim], hidden: Sequence[Claim]) -> dict[str, str]:
    """Return what masking made of the words that incidents take from claims: also of those that cut through a name."""
    out: dict[str, str] = {}
    for before, after in zip(told, hidden, strict=True):
        pairs = [(getattr(before, n), getattr(after, n)) for n in ("group", "place", "by")]
        for one, other in (*pairs, *zip(before.sources, after.sources, strict=True)):
            if one is not None:
                out |= {a: b for a, b in ((one.span.text, other.span.text), (one.name, other.name)) if a and a != b}
    return out


def _incident(incident: Incident, names: frozenset[str], words: Mapping[str, str]) -> Incident:
    """Mask the names that an incident takes from its claims."""

    def text(value: str) -> str:
        found = _without(words.get(value, value), names, NAMED)
        return NAMED if found and not found.strip(MASK) else found

    def of(value: _Struct) -> _Struct:
        group: TollGroup = value.group  # type: ignore[attr-defined]
        changed = replace(group, name=text(group.name)) if group.name else group
        return replace(value, group=changed)

    # Voices outside the registry are told apart by their names, folded: a number does it as well within the incident.
    voices = list(dict.fromkeys(s.voice_id for s in incident.timeline))
    told_by = {v: v if v.startswith(_REGISTERED) else f"voice-{n}" for n, v in enumerate(voices, 1)}
    replace = msgspec.structs.replace
    place = incident.place
    if place is not None:
        span = place.span
        hidden = _without(words.get(span.text, span.text), names, MASK)
        place = replace(place, name=place.name and text(place.name), span=Span(span.start, span.end, hidden))
    return replace(
        incident,
        place=place,
        belligerents=tuple(map(text, incident.belligerents)),
        tolls=tuple(map(of, incident.tolls)),
        control=tuple(replace(c, force=text(c.force), place=c.place and text(c.place)) for c in incident.control),
        timeline=tuple(
            replace(of(s), voice=text(s.voice), voice_id=told_by[s.voice_id], carriers=tuple(map(text, s.carriers)))
            for s in incident.timeline
        ),
    )
