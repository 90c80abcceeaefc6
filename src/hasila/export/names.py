"""Names (URIs) of records in linked data. They are made of the records' ids, so they are the same in every export."""

from typing import Final
from urllib.parse import quote, unquote

#: What all names of reports, claims and incidents begin with: no address that anybody could take for a page.
_ROOT: Final = "urn:hasila:"


def report_uri(report: str) -> str:
    """Return the name of a report."""
    return f"{_ROOT}report:{_escaped(report)}"


def claim_uri(report: str, claim: str) -> str:
    """Return the name of a claim."""
    return f"{_ROOT}claim:{_escaped(report)}:{_escaped(claim)}"


def incident_uri(incident: str) -> str:
    """Return the name of an incident."""
    return f"{_ROOT}incident:{_escaped(incident)}"


def ids_of(uri: str) -> tuple[str, ...]:
    """Return the ids that a name was made of.

    Raises:
        ValueError: if it is no such name.
    """
    if not uri.startswith(_ROOT):
        raise ValueError(f"{uri!r} is no name of a record of hasila")
    _, *ids = uri.removeprefix(_ROOT).split(":")
    return tuple(unquote(part, errors="surrogatepass") for part in ids)


def _escaped(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
