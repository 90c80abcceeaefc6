"""``datapackage``: every record of the export as a Frictionless data package, in one ZIP."""

from typing import BinaryIO, Final

from hasila.export.material import Material, Options
from hasila.export.package.writing import write_package

SUFFIX: Final = ".zip"
BINARY: Final = True
PROFILE: Final = None


def write(material: Material, file: BinaryIO, options: Options) -> None:
    """Write the package; the whole texts of reports, where any name may stand, go out with the names only."""
    write_package(material, file, text=options.names)
