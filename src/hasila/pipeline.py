"""The one place that orders the steps: text, words, claims, contradictions."""

from hasila.extract import extract
from hasila.extract.tagging import Tagged
from hasila.languages import load
from hasila.model import Report
from hasila.registry import load_registry
from hasila.text import Document


def read_claims(report: Report) -> Report:
    """Return the report with the claims that it makes. Its language decides the rules.

    Raises:
        LookupError: if there is no language of that code.
    """
    import msgspec

    language = load(report.lang)
    tagged = Tagged(Document(report.text), language, load_registry(report.lang))
    claims = extract(tagged, report.published)
    return msgspec.structs.replace(report, claims=claims)
