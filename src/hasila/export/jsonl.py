"""One JSON object per report, without its text (``sha256`` names it)."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import msgspec

from hasila.export.json import to_json
from hasila.model import Report

suffix = ".jsonl"


def record(report: Report) -> dict[str, Any]:
    """Return what is written of a report."""
    return {
        "id": report.id,
        "lang": report.lang,
        "published": report.published,
        "outlet": report.outlet,
        "url": report.url,
        "title": report.title,
        "sha256": report.sha256,
        "claims": [msgspec.to_builtins(claim) for claim in report.claims],
        "contradictions": [list(pair) for pair in report.contradictions],
    }


def write(reports: Iterable[Report], file: BinaryIO) -> None:
    """Write each report as it comes."""
    for report in reports:
        file.write(to_json(record(report)).encode("utf-8") + b"\n")
