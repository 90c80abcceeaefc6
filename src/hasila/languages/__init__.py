"""Languages: found by folder, loaded by schema, matched on folded words. Not one word of any language here."""

from hasila.languages.language import Language, available, load
from hasila.languages.words import Analysis, Sense

__all__ = ["Analysis", "Language", "Sense", "available", "load"]
