"""The commands as a user meets them: results on standard output, complaints on standard error, the exit status."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hasila.cli import main
from hasila.export.rows import COLUMNS

TEXT = "مقتل 5 مدنيين وإصابة 3 جنود في غارة على مدينة إدلب أمس، بحسب الدفاع المدني"
OTHER = "قتل 7 مدنيين في غارة على مدينة إدلب أمس، وفق مصدر طبي"


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def ok(*arguments: str | Path, stdin: str | bytes | None = None) -> str:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, (result.stdout, result.stderr, result.exception)
    assert result.stderr == ""
    return result.stdout


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "khabar.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "two.jsonl"
    lines = [
        {"id": "a", "lang": "ar", "published": "2024-03-15", "outlet": "السهل", "text": TEXT},
        {"id": "b", "lang": "ar", "published": "2024-03-15", "outlet": "النهر", "text": OTHER},
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


# -- help and usage ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_names_every_command(arguments: list[str]) -> None:
    text = ok(*arguments)
    for command in ("toll", "extract", "explain", "evaluate", "demo"):
        assert command in text


@pytest.mark.parametrize("command", ["toll", "extract", "explain", "evaluate", "demo"])
def test_every_command_has_help(command: str) -> None:
    assert "Usage" in ok(command, "--help")


def test_version() -> None:
    assert ok("--version").startswith("hasila, version ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["guess"], "guess"),
        (["toll", "--profile", "guesswork", "REPORT"], "guesswork"),
        (["toll", "--format", "pdf", "REPORT"], "pdf"),
        (["toll", "--lang", "tlh", "REPORT"], "tlh"),
        (["toll", "--page", "tlh", "REPORT"], "tlh"),
        (["toll", "--jobs", "0", "REPORT"], "--jobs"),
        (["toll", "--engine", "abacus", "REPORT"], "abacus"),
        (["toll", "--published", "15/3/2024", "REPORT"], "15/3/2024"),
        (["toll", "--published", "2024-13-01", "REPORT"], "2024-13-01"),
        (["extract", "--published", "yesterday", "REPORT"], "yesterday"),
        (["extract", "--format", "xml", "REPORT"], "xml"),
        (["extract", "--format", "parquet", "REPORT"], "-o"),
        (["explain", "--published", "yesterday", "REPORT", "c1"], "yesterday"),
        (["explain", "REPORT", "c99"], "c99"),
        (["explain"], "REPORT"),
        (["explain", "REPORT", "c1", "c2"], "one REPORT"),
        (["explain", "REPORT", "--harm", "killed"], "--incident"),
        (["explain", "REPORT", "--incident", "i-0"], "no incident i-0"),
        (["explain", "REPORT", "--incident", ""], "no incident"),
        (["explain", "REPORT", "--incident", "i-", "--harm", "missing"], "killed, wounded"),
        (["explain", "REPORT", "--incident", "i-", "--harm", "took_control"], "took_control"),
        (["explain", "REPORT", "--incident", "i-", "--profile", "guesswork"], "guesswork"),
        (["evaluate"], "GOLD"),
        (["evaluate", "REPORT", "--mode", "read"], "--incidents"),
        (["evaluate", "REPORT", "--incidents", "."], "without GOLD"),
        (["evaluate", "--incidents", ".", "--errors", "html"], "--errors text"),
        (["evaluate", "--incidents", ".", "--by", "harm"], "without GOLD"),
        (["evaluate", "--incidents", "nowhere"], "nowhere"),
        (["evaluate", "--incidents", ".", "--mode", "guess"], "guess"),
        (["evaluate", "nowhere.jsonl"], "nowhere.jsonl"),
        (["demo", "--format", "pdf"], "pdf"),
        (["demo", "--profile", "guesswork"], "guesswork"),
    ],
)
def test_wrong_usage(report: Path, arguments: list[str], told: str) -> None:
    result = run(*[str(report) if a == "REPORT" else a for a in arguments])
    assert result.exit_code == 2, (result.stdout, result.stderr)
    assert result.stdout == ""
    assert told in result.stderr
    assert "Traceback" not in result.stderr


# -- extract -----------------------------------------------------------------------------------------------------------


def test_extract_writes_one_object_a_report(report: Path) -> None:
    (found,) = objects(ok("extract", report, "--published", "2024-03-15", "--outlet", "السهل"))
    assert set(found) >= {"id", "lang", "published", "outlet", "url", "sha256", "claims", "contradictions"}
    assert (found["id"], found["lang"], found["published"], found["outlet"]) == ("khabar", "ar", "2024-03-15", "السهل")
    killed, wounded = found["claims"]
    assert (killed["harm"], killed["count"]["low"], killed["group"]["span"]["text"]) == ("killed", 5, "مدنيين")
    assert (wounded["harm"], wounded["count"]["low"]) == ("wounded", 3)
    assert killed["date"]["start"] == "2024-03-14"
    fields = {"id", "harm", "count", "group", "stance", "sources", "place", "date", "means", "by", "scope", "part_of",
              "quote", "why", "extractor", "confidence"}  # fmt: skip
    assert set(killed) >= fields
    assert TEXT[killed["quote"]["start"] : killed["quote"]["end"]] == killed["quote"]["text"]


def test_extract_reads_standard_input(two: Path) -> None:
    (found,) = objects(ok("extract", "-", stdin=TEXT.encode()))
    assert [c["count"]["low"] for c in found["claims"]] == [5, 3]
    assert [o["id"] for o in objects(ok("extract", "-", stdin=two.read_bytes()))] == ["a", "b"]


def test_extract_reads_a_directory_in_order(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    assert [o["id"] for o in objects(ok("extract", tmp_path))] == ["a", "b", "c"]


def test_extract_to_a_file_says_nothing(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert ok("extract", report, "-o", out) == ""
    assert [len(o["claims"]) for o in objects(out.read_text("utf-8"))] == [2]


def test_extract_csv(two: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(ok("extract", two, "--format", "csv"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [(r["report"], r["claim"], r["harm"], r["low"]) for r in rows] == [
        ("a", "c1", "killed", "5"),
        ("a", "c2", "wounded", "3"),
        ("b", "c1", "killed", "7"),
    ]


def test_extract_parquet(two: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    out = tmp_path / "claims.parquet"
    assert ok("extract", two, "--format", "parquet", "-o", out) == ""
    table = pq.read_table(out)
    assert table.column_names == list(COLUMNS)
    assert table.column("low").to_pylist() == [5, 3, 7]


def test_several_processes_give_the_same(two: Path) -> None:
    command = [sys.executable, "-c", "from hasila.cli import main; main()", "extract", str(two), "--jobs"]
    one, many = (subprocess.run([*command, n], capture_output=True, check=True).stdout for n in ("1", "2"))
    assert one == many
    assert len(one.splitlines()) == 2


# -- toll --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["full-range", "ucdp", "gtd", "acled"])
def test_toll_json(two: Path, profile: str) -> None:
    found = json.loads(ok("toll", two, "--format", "json", "--profile", profile))
    assert (found["profile"], found["reports"]) == (profile, 2)
    (incident,) = found["incidents"]
    assert set(incident) >= {"id", "place", "date", "means", "belligerents", "claims", "tolls", "contradictions",
                             "control"}  # fmt: skip
    killed = next(t for t in incident["tolls"] if t["harm"] == "killed")
    assert set(killed) >= {"group", "low", "best", "high", "open", "status", "rule", "supports", "denials",
                           "superseded", "independent_sources"}  # fmt: skip
    assert killed["status"] == "contested"
    assert {(s["report"], s["claim"]) for s in killed["supports"]} <= {("a", "c1"), ("b", "c1")}
    if profile == "full-range":
        assert (killed["low"], killed["high"], killed["independent_sources"]) == (5, 7, 2)


def test_toll_table_tells_figures_and_wording(two: Path) -> None:
    text = ok("toll", two, "--width", "100", "--bidi", "logical")
    assert "5" in text
    assert "7" in text
    assert "مدنيين" in text
    assert "full-range" in text


def test_toll_html_is_one_page_that_asks_nobody(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "toll.html"
    assert ok("toll", two, "--format", "html", "-o", out) == ""
    page = out.read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    asked = re.findall(r"""(?:src|href)\s*=\s*["']?(?!data:|#)[^"'\s>]+|@import|url\((?!["']?(?:data:|#))""", page)
    assert asked == []


def test_the_page_in_arabic(two: Path) -> None:
    page = ok("toll", two, "--format", "html", "--page", "ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert "متنازع عليه" in page
    assert '<html lang="en" dir="ltr">' in ok("toll", two, "--format", "html")


def test_toll_of_a_report_without_claims(tmp_path: Path) -> None:
    (tmp_path / "calm.txt").write_text("افتتح الوزير معرض الكتاب في العاصمة", encoding="utf-8")
    found = json.loads(ok("toll", tmp_path / "calm.txt", "--format", "json"))
    assert (found["reports"], found["incidents"]) == (1, [])


# -- explain, demo, evaluate -------------------------------------------------------------------------------------------


def test_explain_lists_and_explains(report: Path, two: Path) -> None:
    listed = ok("explain", report)
    assert "khabar: 2 claims" in listed
    assert "c1" in listed
    chain = ok("explain", report, "c1")
    for word in ("killed 5", "harm", "count", "source", "مدنيين"):
        assert word in chain
    assert "killed 7" in ok("explain", two, "b:c1")


def test_explain_lists_the_claims_of_one_report_of_many(two: Path) -> None:
    assert ok("explain", two, "b").startswith("b: 1 claims\n")
    assert "a: 2 claims" in ok("explain", two)
    assert run("explain", two, "c").exit_code == 2


def test_explain_a_toll_with_all_that_speaks_for_and_against_it(two: Path) -> None:
    incident = json.loads(ok("toll", two, "--format", "json"))["incidents"][0]
    text = ok("explain", two, "--incident", incident["id"])
    assert "killed" in text
    assert "wounded" in text
    for told in ("5–7", "rule: full-range", "(a:c1)", "(b:c1)", "2024-03-15"):
        assert told in text
    few = ok("explain", two, "--incident", incident["id"][:6], "--harm", "killed", "--profile", "acled")
    assert "wounded" not in few
    assert "set aside\n    7: مصدر طبي, 2024-03-15\n      why: not the most conservative" in few


def test_an_incident_that_is_not_there_is_answered_with_those_that_are(two: Path) -> None:
    incident = json.loads(ok("toll", two, "--format", "json"))["incidents"][0]
    result = run("explain", two, "--incident", "i-none")
    assert result.exit_code == 2
    assert f"{incident['id']}: Idlib, 2024-03-14" in result.stderr


def test_the_table_names_the_incident_for_explain(two: Path) -> None:
    incident = json.loads(ok("toll", two, "--format", "json"))["incidents"][0]
    assert f"Incident: {incident['id']}" in ok("toll", two)


def test_demo_needs_no_arguments() -> None:
    text = ok("demo", "--format", "json")
    assert json.loads(text)["reports"] >= 8
    assert json.loads(text)["incidents"]


def gold(folder: Path) -> Path:
    path = folder / "gold.jsonl"
    claims = [
        {"quote": "مقتل 5 مدنيين", "harm": "killed", "low": 5, "high": 5, "hedge": "exact", "group": "مدنيين",
         "role": "civilian", "stance": "asserts", "sources": ["الدفاع المدني"]},
        {"quote": "إصابة 3 جنود", "harm": "wounded", "low": 3, "high": 3, "hedge": "exact", "group": "جنود",
         "role": "combatant", "stance": "asserts", "sources": ["الدفاع المدني"]},
    ]  # fmt: skip
    line = {"id": "g", "lang": "ar", "published": "2024-03-15", "outlet": None, "text": TEXT, "claims": claims}
    path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_evaluate_the_built_in_extractor(tmp_path: Path) -> None:
    found = json.loads(ok("evaluate", gold(tmp_path), "--json"))
    assert (found["reports"], found["claims_gold"], found["claims_pred"], found["broken_spans"]) == (1, 2, 2, 0)
    assert (found["found"], found["full"]) == (1.0, 1.0)
    assert "full" in ok("evaluate", gold(tmp_path))


def test_evaluate_a_file_of_predictions(tmp_path: Path) -> None:
    pred = tmp_path / "pred.jsonl"
    pred.write_text('{"id": "g", "claims": [], "contradictions": []}\n', encoding="utf-8")
    found = json.loads(ok("evaluate", gold(tmp_path), pred, "--json"))
    assert (found["claims_pred"], found["full"]) == (0, 0.0)
    assert "missed" in ok("evaluate", gold(tmp_path), pred, "--errors", "text")
    page = ok("evaluate", gold(tmp_path), pred, "--errors", "html")
    assert page.lower().startswith("<!doctype html>")
    assert "missed: 2" in page


@pytest.mark.parametrize("mode", ["given", "read"])
def test_evaluate_incidents(mode: str) -> None:
    cases = Path(__file__).parents[1] / "evaluation" / "incidents"
    found = json.loads(ok("evaluate", "--incidents", cases, "--mode", mode, "--json"))
    assert (found["mode"], found["incidents"], found["links.f1"], found["tolls.range"]) == (mode, 3, 1.0, 1.0)
    text = ok("evaluate", "--incidents", cases, "--mode", mode, "--errors", "text")
    assert "errors: none" in text
    assert "contradictions" in text


def test_evaluate_tells_what_is_wrong_with_a_case_file(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("about: nothing\n", encoding="utf-8")
    result = run("evaluate", "--incidents", tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "case.yaml" in result.stderr
    assert "reports" in result.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1"),
        ('{"id": "g", "lang": "ar", "text": "x"}', "claims"),
        ('{"id": "g", "lang": "ar", "text": "x", "claims": [{"quote": "y"}]}', "line 1"),
    ],
)
def test_evaluate_tells_what_is_wrong_with_gold(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    result = run("evaluate", path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert told in result.stderr
