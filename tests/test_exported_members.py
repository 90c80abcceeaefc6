"""The public surface: small, documented, and known here by name, so that no change to it goes unseen."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import hasila
from hasila.model import Claim, Incident, Report, Toll, TollReport

PUBLIC = ["Claim", "Incident", "Report", "Toll", "TollReport", "read", "toll"]


def test_what_is_exported() -> None:
    assert sorted(hasila.__all__) == sorted(PUBLIC)
    for name in PUBLIC:
        assert getattr(hasila, name).__doc__, f"{name} has no docstring"


def test_nothing_else_is_in_reach() -> None:
    code = (
        "import hasila, types; print(*sorted(n for n in vars(hasila) if not n.startswith('_')"
        " and not isinstance(getattr(hasila, n), types.ModuleType)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(found) - {"Sequence"} == set(PUBLIC)


def test_types_are_those_of_the_model() -> None:
    assert (hasila.Claim, hasila.Incident, hasila.Report) == (Claim, Incident, Report)
    assert (hasila.Toll, hasila.TollReport) == (Toll, TollReport)


def test_signatures() -> None:
    read, toll = inspect.signature(hasila.read), inspect.signature(hasila.toll)
    assert list(read.parameters) == ["text", "id", "lang", "published", "outlet", "url", "title"]
    assert list(toll.parameters) == ["reports", "profile"]
    only = [p.name for p in (*read.parameters.values(), *toll.parameters.values()) if p.kind is p.KEYWORD_ONLY]
    assert only == ["id", "lang", "published", "outlet", "url", "title", "profile"]
    assert toll.parameters["profile"].default == "full-range"


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(hasila.__file__).parent / "py.typed").is_file()


def test_read_and_toll() -> None:
    text = "مقتل 5 مدنيين في غارة على مدينة إدلب أمس، بحسب الدفاع المدني"
    report = hasila.read(text, id="r1", published="2024-03-15", outlet="وكالة", url="u", title="t")
    assert (report.id, report.lang, report.text, report.published) == ("r1", "ar", text, "2024-03-15")
    assert (report.outlet, report.url, report.title) == ("وكالة", "u", "t")
    (claim,) = report.claims
    assert (claim.harm, claim.count.low, claim.count.high) == ("killed", 5, 5)
    result = hasila.toll([report])
    assert (result.profile, result.reports) == ("full-range", 1)
    (incident,) = result.incidents
    assert [(t.harm, t.low, t.high) for t in incident.tolls] == [("killed", 5, 5)]
    assert hasila.toll([]).incidents == ()


@pytest.mark.parametrize("published", ["15/3/2024", "2024-13-01", "yesterday", ""])
def test_a_wrong_day_of_publication_is_refused(published: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        hasila.read("قتل جندي", lang="ar", published=published)


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(LookupError, match="tlh"):
        hasila.read("qapla'", lang="tlh")


def test_a_wrong_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="guesswork"):
        hasila.toll([hasila.read("قتل جندي", lang="ar")], profile="guesswork")


def test_two_reports_of_one_id_are_refused() -> None:
    reports = [hasila.read(text, lang="ar") for text in ("قتل جندي", "قتل جنديان")]
    with pytest.raises(ValueError, match="report"):
        hasila.toll(reports)


def test_a_report_finds_its_claims_by_id() -> None:
    report = hasila.read("قتل جندي", lang="ar")
    assert report.claim("c1") is report.claims[0]
    with pytest.raises(KeyError, match="c9"):
        report.claim("c9")
