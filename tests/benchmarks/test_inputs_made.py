"""Made inputs: hasila reads from them what was put in, and nothing of what stands around it."""

from itertools import islice
from pathlib import Path

import pytest

import inputs_made
from hasila.ingest import Unreadable, captures, read_reports
from hasila.model import Capture, Report


def read(path: Path) -> list[Report]:
    found = list(read_reports([str(path)]))
    assert [item for item in found if isinstance(item, Unreadable)] == []
    return [item for item in found if isinstance(item, Report)]


@pytest.mark.parametrize("form", ["telegram", "warc"])
def test_a_seed_writes_the_same_bytes(tmp_path: Path, form: str) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert inputs_made.main([form, "30", "--seed", seed, "--out", str(tmp_path / name)]) == 0
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_an_export_has_so_many_messages_with_words(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    inputs_made.write_telegram(120, path)
    made = [report for report, _ in inputs_made.reports(120)]
    found = read(path)
    assert [report.text.removesuffix("#عاجل") for report in found] == [report.text for report in made]
    assert [report.published for report in found] == [report.published for report in made]
    contexts = [capture.context for capture in captures([str(path)]) if isinstance(capture, Capture)]
    for told in ("reply_to", "forwarded_from", "edited"):
        assert 5 < sum(told in context for context in contexts) < 60


def test_an_archive_has_so_many_pages_with_an_article(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    inputs_made.write_warc(40, path)
    made = [report for report, _ in inputs_made.reports(40)]
    found = read(path)
    assert [(r.published, r.outlet) for r in found] == [(r.published, r.outlet) for r in made]
    assert len({report.url for report in found}) == 40
    for report, whole in zip(found, made, strict=True):
        assert report.text.split("\n") == [line for line in whole.text.split("\n") if line.strip()]


def test_reports_of_one_day_come_one_after_the_other() -> None:
    times = [sent for _, sent in islice(inputs_made.reports(200), 200)]
    assert times == sorted(times)
    assert len(set(times)) == 200
