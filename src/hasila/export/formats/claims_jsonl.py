"""``claims-jsonl``: one JSON object per report, which can be read as a report again."""

from typing import BinaryIO, Final

from hasila.export.json import to_json
from hasila.export.jsonl import record
from hasila.export.material import Material, Options

SUFFIX: Final = ".jsonl"
BINARY: Final = False
PROFILE: Final = None


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write what ``extract`` writes, and with victims' names let out also the text, in which they may stand."""
    for report in material.reports():
        told = record(report)
        if options.names:
            told["text"] = report.text
        file.write(to_json(told).encode("utf-8") + b"\n")
