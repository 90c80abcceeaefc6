"""Claims as flat rows, for spreadsheets and tables."""

from collections.abc import Iterator
from typing import Any

from hasila.model import Claim, Report

COLUMNS = (
    "report", "claim", "lang", "published", "outlet", "url", "sha256", "harm", "low", "high", "hedge", "group",
    "group_actor",
    "role", "stance", "sources", "source_actors", "place", "place_id", "lat", "lon", "place_precision", "date_start",
    "date_end", "means", "by", "by_actor", "scope", "part_of", "quote", "quote_start", "quote_end", "rules",
    "extractor", "confidence",
)  # fmt: skip
#: Between several values in one cell: it stands in no name and in no rule.
SEPARATOR = " | "


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield one row per claim; what is unknown is ``None``."""
    for claim in report.claims:
        yield _row(report, claim)


def _row(report: Report, claim: Claim) -> dict[str, Any]:
    place, date, group, by = claim.place, claim.date, claim.group, claim.by
    values = (
        report.id, claim.id, report.lang, report.published, report.outlet, report.url, report.sha256, claim.harm,
        claim.count.low, claim.count.high, claim.count.hedge, group and group.span.text, group and group.actor,
        group and group.role, claim.stance, SEPARATOR.join(s.span.text for s in claim.sources),
        SEPARATOR.join(s.actor or "" for s in claim.sources), place and (place.name or place.span.text),
        place and place.id, place and place.lat, place and place.lon, place and place.precision, date and date.start,
        date and date.end, claim.means, by and by.span.text, by and by.actor, claim.scope, claim.part_of,
        claim.quote.text, claim.quote.start, claim.quote.end, SEPARATOR.join(r.rule for r in claim.why),
        claim.extractor, claim.confidence,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
