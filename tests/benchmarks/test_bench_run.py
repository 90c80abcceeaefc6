"""What the benchmark hands to the tools, and that they do their work; nothing here looks at the clock."""

import json
from pathlib import Path

import pytest

import bench_worker
import run

TEXT = "مقتل ثلاثة جنود في حلب\n\nقال متحدث باسم الجيش السوري إن ثلاثة جنود قتلوا وأصيب خمسة آخرون في هجوم قرب حلب."


def jsonl(folder: Path, *records: dict[str, str]) -> str:
    path = folder / "reports.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_articles_are_read_as_hasila_reads_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = jsonl(tmp_path, {"id": "a", "text": TEXT, "published": "2016-05-08"}, {"id": "b", "text": "x", "lang": "zz"})
    (article,) = run.load([file])
    assert (article["id"], article["lang"], article["text"], article["published"]) == ("a", "ar", TEXT, "2016-05-08")
    assert "left out: b" in capsys.readouterr().err


def test_a_file_without_articles_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no articles"):
        run.load([str(tmp_path / "missing.jsonl")])


def test_langextract_gets_every_span_of_the_claims_once_and_in_order(tmp_path: Path) -> None:
    (article,) = run.with_claims(run.load([jsonl(tmp_path, {"id": "a", "text": TEXT})]))
    assert len(article["claims"]) >= 2
    assert set(article["claims"]) <= set(article["spans"])
    assert {"quote", "count", "group"} <= {kind for kind, _, _ in article["spans"]}
    for spans in (article["claims"], article["spans"]):
        starts = [start for _, _, start in spans]
        assert starts == sorted(starts)
        assert all(TEXT[start : start + len(text)] == text for _, text, start in spans)
    assert len(article["spans"]) == len(set(article["spans"]))


def test_tools_do_their_work(tmp_path: Path) -> None:
    file = jsonl(tmp_path, {"id": "a", "text": TEXT})
    articles = run.with_claims(run.load([file]))
    path = run.write(tmp_path / "articles.jsonl", articles)
    measured = bench_worker.run_tool("hasila", path)
    assert measured["found"] == len(articles[0]["claims"])
    assert bench_worker.run_tool("trafilatura, fast", path)["found"] == 1
    assert measured["peak_megabytes"] > 1


def test_the_command_reads_every_report(tmp_path: Path) -> None:
    file = jsonl(tmp_path, {"id": "a", "text": TEXT}, {"id": "b", "text": TEXT})
    out = tmp_path / "claims.jsonl"
    assert bench_worker.run_command(Path(file), out)["peak_megabytes"] > 1
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_a_command_that_skips_a_report_is_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "a", "text": \n', encoding="utf-8")
    with pytest.raises(RuntimeError, match="status 1"):
        bench_worker.run_command(path, tmp_path / "claims.jsonl")


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--memory", "-1"], ["--documents", "x"]])
def test_wrong_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        run.options(arguments)


def test_one_long_text_is_made_of_the_articles(tmp_path: Path) -> None:
    articles = run.load([jsonl(tmp_path, {"id": "a", "text": TEXT})])
    measured = run.measure_long(articles, tmp_path, 2_000, 1e-6)
    assert measured["bytes"] >= 2_000
    assert measured["ratio"] > 0
