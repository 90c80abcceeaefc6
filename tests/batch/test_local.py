"""Many reports: in order, each read or said why not, on one process or several."""

from collections.abc import Iterator

import pytest

from hasila.batch import Failed, read_all
from hasila.model import Report
from hasila.pipeline import read_claims

TEXTS = ["قتل جندي", "مقتل 5 مدنيين في إدلب", "افتتح الوزير معرض الكتاب", "", "أصيب 7 أطفال"]
REPORTS = [Report(id=f"r{n}", lang="ar", text=text) for n, text in enumerate(TEXTS)]
UNKNOWN = Report(id="x", lang="tlh", text="qapla'")


def test_reports_come_back_in_order_with_their_claims() -> None:
    found = list(read_all(REPORTS))
    assert found == [read_claims(report) for report in REPORTS]
    assert [len(r.claims) for r in found if isinstance(r, Report)] == [1, 1, 0, 0, 1]


def test_what_has_no_rules_is_told_and_the_rest_goes_on() -> None:
    first, failed, last = read_all([REPORTS[0], UNKNOWN, REPORTS[1]])
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert isinstance(failed, Failed)
    assert failed.name == "x"
    assert "tlh" in failed.reason
    assert "--lang" in failed.advice


def test_several_processes_give_the_same_in_the_same_order() -> None:
    reports = [*REPORTS, UNKNOWN] * 10
    assert list(read_all(reports, 2)) == list(read_all(reports))


@pytest.mark.parametrize("jobs", [0, -1])
def test_fewer_than_one_process_is_refused(jobs: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        list(read_all(REPORTS, jobs))


def test_nothing_to_read_is_nothing_read() -> None:
    assert list(read_all([])) == []


def test_a_stream_is_read_one_at_a_time() -> None:
    asked = []

    def stream() -> Iterator[Report]:
        for report in REPORTS:
            asked.append(report.id)
            yield report

    found = read_all(stream())
    next(found)
    assert asked == ["r0"]
