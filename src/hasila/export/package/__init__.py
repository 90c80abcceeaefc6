"""The data package: all records of an export as tables in one ZIP, and the way back."""

from hasila.export.package.reading import Package, read_package
from hasila.export.package.tables import TABLES
from hasila.export.package.writing import write_package

__all__ = ["TABLES", "Package", "read_package", "write_package"]
