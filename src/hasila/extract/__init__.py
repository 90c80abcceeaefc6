"""From a tagged document to claims: one module a step, in the order of this package's ``extract``."""

from hasila.extract.assemble import extract

__all__ = ["extract"]
