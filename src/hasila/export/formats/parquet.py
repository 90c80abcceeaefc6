"""``parquet``: one row per claim, for data frames and databases."""

from typing import BinaryIO, Final

from hasila.export import parquet
from hasila.export.material import Material, Options

SUFFIX: Final = ".parquet"
BINARY: Final = True
PROFILE: Final = None


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write the claims in row groups."""
    parquet.write(material.reports(), file)
