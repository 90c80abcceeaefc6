"""hasila: who claims what toll, and what the claims come to together.

import hasila
report = hasila.read(text, published="2016-05-08", outlet="…")
for claim in report.claims:
    print(claim.harm, claim.count.low, claim.group.span.text, [s.span.text for s in claim.sources])
print(hasila.toll([report]).incidents)
"""

from collections.abc import Sequence

from hasila.model import Claim, Incident, Report, Toll, TollReport

__version__ = "0.1.0"
__all__ = ["Claim", "Incident", "Report", "Toll", "TollReport", "read", "toll"]


def read(
    text: str,
    *,
    id: str = "report",
    lang: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Report:
    """Read the claims of one report.

    Args:
        text: the report as it stands, headline first, paragraphs on lines of their own. It is never changed:
            every span's offsets are half-open and count code points of exactly this string.
        id: a name for the report.
        lang: its language code; ``None`` detects it.
        published: ISO date of publication; *yesterday* and weekdays are resolved against it, and stay
            unread without it.
        outlet: who published it.
        url: where it was found.
        title: its headline, where it is known apart from the text.

    Returns:
        The report with its claims in order of appearance.

    Raises:
        ValueError: if ``published`` is not an ISO date.
        LookupError: if there are no rules for the language.
    """
    import datetime

    from hasila.ingest import detect_language
    from hasila.pipeline import read_claims

    if published is not None:
        datetime.date.fromisoformat(published)
    code = lang or detect_language(text)
    return read_claims(Report(id=id, lang=code, text=text, published=published, outlet=outlet, url=url, title=title))


def toll(reports: Sequence[Report], *, profile: str = "full-range") -> TollReport:
    """Put the claims of read reports together by incident, and give the toll of each.

    Args:
        reports: reports as :func:`read` returns them, each with its own id.
        profile: how conflicting figures are settled: ``full-range``, ``ucdp``, ``gtd``, ``acled``, or one
            that an installed package registers under the entry-point group ``hasila.profiles``.

    Raises:
        ValueError: if there is no profile of that name, or two different reports have one id.
    """
    from hasila.pipeline import make_toll

    return make_toll(reports, profile)
