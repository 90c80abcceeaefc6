"""Material for tests: reports of the examples as they are read, and what the registry knows of places and actors."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import hasila
from hasila.export import export, export_formats
from hasila.export.material import CaptureRecord, Options, PlaceRecord
from hasila.export.memory import MaterialOf
from hasila.ingest import read_reports
from hasila.model import ChangeRecord, Report
from hasila.pipeline import make_toll, read_claims
from hasila.registry import load_registry

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MADE = "2024-03-15T10:00:00Z"


@cache
def places() -> dict[str, PlaceRecord]:
    """Every place of the gazetteer, as the store gives it."""
    entries = load_registry("ar").places

    def above(place: str) -> tuple[str, ...]:
        parent = entries[place].parent
        return (parent, *above(parent)) if parent else ()

    return {
        e.id: PlaceRecord(
            id=e.id, name=e.name, names={"en": e.name}, lat=e.lat, lon=e.lon, precision=e.precision,
            country=e.country, above=above(e.id),
        )
        for e in entries.values()
    }  # fmt: skip


def material(reports: Iterable[Report], profile: str = "full-range", **more: Any) -> MaterialOf:
    """Material of reports that were read."""
    told = tuple(reports)
    return MaterialOf(
        every=told,
        found=make_toll(told, profile).incidents if told else (),
        profile=profile,
        tool="hasila 0.1.0",
        made=MADE,
        places=places(),
        actors=load_registry("ar").actors,
        **more,
    )


@cache
def example(name: str) -> tuple[Report, ...]:
    """The reports of one of the examples, read."""
    found = read_reports([str(EXAMPLES / name)])
    return tuple(read_claims(report) for report in found if isinstance(report, Report))


def read(*texts: str, published: str = "2024-03-15") -> list[Report]:
    """Reports of texts, each with an outlet of its own."""
    return [
        hasila.read(text, id=f"r{n}", lang="ar", published=published, outlet=f"منبر {n}")
        for n, text in enumerate(texts, 1)
    ]


def written(told: MaterialOf, form: str, **options: bool) -> bytes:
    """The bytes of an export."""
    file = io.BytesIO()
    export(told, form, file, Options(**options))
    return file.getvalue()


def under(reports: Iterable[Report], form: str) -> MaterialOf:
    """Material under the profile that a format asks for."""
    return material(reports, export_formats()[form].PROFILE or "full-range")


def capture(number: int, report: str) -> CaptureRecord:
    return CaptureRecord(
        id=number, report=report, kind="html", key=f"https://example.org/{number}", sha256=f"{number:064x}", size=100,
        source="https://example.org/feed", locator="", url=f"https://example.org/{number}", media_type="text/html",
        headers=(("etag", '"a, b"'), ("server", "=1+1")), received=MADE, tool="hasila 0.1.0",
    )  # fmt: skip


def change(number: int, new: str) -> ChangeRecord:
    return ChangeRecord(
        number=number, time=MADE, who="سارة", action="edit", subject=f"claim r1 c{number}", old='{"low":3}', new=new,
        why="corrected by the outlet", previous=f"{number - 1:064x}", hash=f"{number:064x}",
    )  # fmt: skip
