"""``claims-csv``: one row per claim, for spreadsheets."""

from typing import BinaryIO, Final

from hasila.export import csv
from hasila.export.material import Material, Options

SUFFIX: Final = ".csv"
BINARY: Final = False
PROFILE: Final = None


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write a header and a row per claim."""
    csv.write(material.reports(), file, excel=options.excel)
