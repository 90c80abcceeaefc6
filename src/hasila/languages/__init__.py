"""Languages: found by folder, loaded by schema, matched on folded words. Not one word of any language here."""

from hasila.languages.language import Language, available, load
from hasila.languages.schema import Judge, Weights
from hasila.languages.words import Analysis, Sense

__all__ = ["Analysis", "Judge", "Language", "Sense", "Weights", "available", "load"]
