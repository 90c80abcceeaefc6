"""Claims as flat rows, for spreadsheets and tables: the one list of their columns."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from hasila.model import Claim, Report

COLUMNS = (
    "report", "claim", "lang", "published", "outlet", "url", "sha256", "harm", "low", "high", "hedge", "group",
    "group_actor",
    "role", "stance", "sources", "source_actors", "place", "place_id", "lat", "lon", "place_precision", "date_start",
    "date_end", "means", "by", "by_actor", "scope", "part_of", "quote", "quote_start", "quote_end", "rules",
    "extractor", "confidence",
)  # fmt: skip
#: Columns that hold whole numbers, and those that hold others; all else is text.
INTEGERS: Final = frozenset({"low", "high", "quote_start", "quote_end"})
NUMBERS: Final = frozenset({"lat", "lon", "confidence"})
#: Between several values in one cell: it stands in no name and in no rule.
SEPARATOR = " | "


class Read(Protocol):
    """What rows need of a report: it may be without its text."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def lang(self) -> str: ...  # noqa: D102
    @property
    def published(self) -> str | None: ...  # noqa: D102
    @property
    def outlet(self) -> str | None: ...  # noqa: D102
    @property
    def url(self) -> str | None: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def claims(self) -> tuple[Claim, ...]: ...  # noqa: D102


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield one row per claim; what is unknown is ``None``."""
    for cells in claim_cells((report,)):
        yield dict(zip(COLUMNS, cells, strict=True))


def claim_cells(reports: Iterable[Read]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of :data:`COLUMNS` for every claim."""
    for report in reports:
        if report.claims:
            sha256 = report.sha256  # made of the whole text: once for all its claims
            for claim in report.claims:
                yield _cells(report, claim, sha256)


def _cells(report: Read, claim: Claim, sha256: str) -> tuple[Any, ...]:
    place, date, group, by = claim.place, claim.date, claim.group, claim.by
    return (
        report.id, claim.id, report.lang, report.published, report.outlet, report.url, sha256, claim.harm,
        claim.count.low, claim.count.high, claim.count.hedge, group and group.span.text, group and group.actor,
        group and group.role, claim.stance, SEPARATOR.join(s.span.text for s in claim.sources),
        SEPARATOR.join(s.actor or "" for s in claim.sources), place and (place.name or place.span.text),
        place and place.id, place and place.lat, place and place.lon, place and place.precision, date and date.start,
        date and date.end, claim.means, by and by.span.text, by and by.actor, claim.scope, claim.part_of,
        claim.quote.text, claim.quote.start, claim.quote.end, SEPARATOR.join(r.rule for r in claim.why),
        claim.extractor, claim.confidence,
    )  # fmt: skip
