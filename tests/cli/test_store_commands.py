"""The commands over a store, as a user meets them: the same on both databases."""

import hashlib
import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hasila.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = "مقتل 5 مدنيين وإصابة 3 جنود في غارة على مدينة إدلب أمس، بحسب الدفاع المدني"


def run(db: str, command: str, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [command, *map(str, arguments)], env={"HASILA_DB": db, "HASILA_WHO": "نور"})


def ok(db: str, command: str, *arguments: str | Path) -> str:
    result = run(db, command, *arguments)
    assert result.exit_code == 0, (result.stdout, result.stderr, result.exception)
    assert result.stderr == ""
    return result.stdout


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "khabar.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def found(db: str, *arguments: str) -> list[str]:
    return [one["id"] for one in json.loads(ok(db, "search", *arguments, "--format", "json"))["reports"]]


def test_reports_come_in_once(where: str, report: Path) -> None:
    assert ok(where, "ingest", report, "--published", "2024-03-15") == "1 added; 2 claims\n"
    assert ok(where, "ingest", report, "--published", "2024-03-15") == "0 added, 1 known already; 0 claims\n"
    assert found(where, "ادلب") == ["khabar"]
    assert found(where, "اللاذقية") == []


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(where: str, report: Path, tmp_path: Path) -> None:
    result = run(where, "ingest", tmp_path / "none.txt", report)
    assert result.exit_code == 1
    assert result.stdout == "1 added, 1 could not be read; 2 claims\n"
    assert "none.txt: there is no such file or directory" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--harm", "killed"], ["khabar"]),
        (["--harm", "captured"], []),
        (["--place", "محافظة إدلب"], ["khabar"]),
        (["--place", "Idlib"], ["khabar"]),
        (["--place", "حمص"], []),
        (["--source", "الدفاع المدني"], ["khabar"]),
        (["--source", "المرصد السوري"], []),
        (["--from", "2024-03-14", "--to", "2024-03-14"], ["khabar"]),
        (["--from", "2024-03-16"], []),
        (["--report", "khabar", "مدنيين"], ["khabar"]),
        (["--outlet", "السهل"], ["khabar"]),
        (["--outlet", "النهر"], []),
        (["--stance", "denies"], []),
    ],
)  # fmt: skip
def test_filters(tmp_path: Path, report: Path, arguments: list[str], expected: list[str]) -> None:
    db = str(tmp_path / "store.db")
    ok(db, "ingest", report, "--published", "2024-03-15", "--outlet", "السَّهل")
    assert found(db, *arguments) == expected


def test_a_search_shows_report_claims_and_incident(tmp_path: Path) -> None:
    db = str(tmp_path / "store.db")
    ok(db, "ingest", EXAMPLES)
    text = ok(db, "search", "العظيم", "--harm", "killed", "--limit", "2", "--bidi", "logical")
    assert re.match(r"\d+ reports, \d+ claims, \d+ incidents\n", text)
    assert "killed 8, i-" in text
    assert text.count("udhaym-") == 2


def test_the_toll_of_a_store_is_the_toll_of_its_reports(where: str) -> None:
    ok(where, "ingest", EXAMPLES / "al-zirba")
    stored = json.loads(ok(where, "toll", "--db", where, "--format", "json", "--profile", "gtd"))
    read = CliRunner().invoke(main, ["toll", str(EXAMPLES / "al-zirba"), "--format", "json", "--profile", "gtd"])
    told = json.loads(read.stdout)

    def sure(incidents: list[dict[str, object]]) -> list[str]:
        return sorted(json.dumps(one, sort_keys=True) for one in incidents)

    assert sure(stored["incidents"]) == sure(told["incidents"])
    assert stored["outside"] == told["outside"]


def test_db_and_reports_exclude_each_other(tmp_path: Path, report: Path) -> None:
    assert run(str(tmp_path / "store.db"), "toll", report, "--db", tmp_path / "store.db").exit_code == 2


@pytest.mark.parametrize("command", ["search", "verify", "log", "reread", "decide list", "export --format hxl"])
def test_a_store_that_is_not_there_is_said_so(tmp_path: Path, command: str) -> None:
    result = run(str(tmp_path / "none.db"), *command.split())
    assert result.exit_code == 1
    assert "there is no store" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_decisions_count_stand_and_are_undone(where: str, report: Path) -> None:
    ok(where, "ingest", report, "--published", "2024-03-15")
    assert ok(where, "decide", "reject", "khabar#c2", "--why", "a test") == "decision 1: khabar#c2 rejected\n"
    assert found(where, "--harm", "wounded") == []
    assert re.fullmatch(r" +1  \S+  نور  reject  khabar#c2  \(a test\)\n", ok(where, "decide", "list"))
    assert ok(where, "decide", "undo", "1") == "decision 1 undone\n"
    assert found(where, "--harm", "wounded") == ["khabar"]
    log = ok(where, "log", "report:khabar#c2")
    assert "reject" in log
    assert run(where, "decide", "undo", "1").exit_code == 1
    assert run(where, "decide", "accept", "khabar").exit_code == 2
    assert run(where, "decide", "accept", "khabar#c9").exit_code == 1


def test_split_and_merge(where: str) -> None:
    ok(where, "ingest", EXAMPLES / "al-udhaym")
    before = json.loads(ok(where, "toll", "--db", where, "--format", "json"))["incidents"]
    chosen = next(i for i in before if len({c["report"] for c in i["claims"]}) > 1)
    one = f"{chosen['claims'][0]['report']}#{chosen['claims'][0]['claim']}"
    made = ok(where, "decide", "split", one).split()[-1]
    split = {i["id"]: i for i in json.loads(ok(where, "toll", "--db", where, "--format", "json"))["incidents"]}
    assert len(split) == len(before) + 1
    assert split[made]["claims"] == chosen["claims"][:1]
    ok(where, "decide", "merge", chosen["id"], made)
    merged = {i["id"]: i for i in json.loads(ok(where, "toll", "--db", where, "--format", "json"))["incidents"]}
    assert merged[chosen["id"]]["claims"] == chosen["claims"]
    assert made not in merged
    assert "unbroken" in ok(where, "verify")


def test_what_was_changed_is_found(tmp_path: Path, report: Path) -> None:
    db = tmp_path / "store.db"
    ok(str(db), "ingest", report)
    head = ok(str(db), "verify").split()[-1]
    assert "unbroken" in ok(str(db), "verify", "--head", head)
    assert run(str(db), "verify", "--head", "0" * 63).exit_code == 2
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE reports SET text = replace(text, '5', '6')")
    connection.close()
    result = run(str(db), "verify")
    assert result.exit_code == 1
    assert "report khabar: its text was changed" in result.stdout


def test_backup_and_restore(where: str, report: Path, tmp_path: Path) -> None:
    ok(where, "ingest", report)
    ok(where, "backup", "-o", tmp_path / "copy.db")
    assert found(str(tmp_path / "copy.db"), "ادلب") == ["khabar"]
    assert run(where, "backup", "-o", tmp_path / "copy.db").exit_code == 1
    second = str(tmp_path / "second.db")
    ok(second, "restore", tmp_path / "copy.db")
    assert "unbroken" in ok(second, "verify")
    assert run(second, "restore", tmp_path / "copy.db").exit_code == 1


@pytest.mark.parametrize(
    "form", ["acled", "claimreview", "claims-csv", "claims-jsonl", "datapackage", "geojson", "hxl", "parquet", "ucdp",
             "webannotation"],
)  # fmt: skip
def test_every_format_goes_out_and_is_logged(tmp_path: Path, form: str) -> None:
    db = str(tmp_path / "store.db")
    ok(db, "ingest", EXAMPLES / "al-zirba")
    ok(db, "export", "--format", form, "-o", tmp_path / "out")
    assert (tmp_path / "out").stat().st_size > 100
    last = json.loads(ok(db, "log", "--format", "jsonl").splitlines()[-1])
    assert (last["who"], last["action"], json.loads(last["new"])["format"]) == ("نور", "export", form)


def test_claims_that_went_out_come_in_again_as_the_same(tmp_path: Path) -> None:
    first, second = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    shutil.copytree(EXAMPLES / "al-udhaym", tmp_path / "in")
    ok(first, "ingest", tmp_path / "in")
    out = ok(first, "export", "--format", "claims-jsonl", "--names")
    (tmp_path / "out.jsonl").write_text(out, encoding="utf-8")
    ok(second, "ingest", tmp_path / "out.jsonl")
    again = ok(second, "export", "--format", "claims-jsonl", "--names")
    assert again == out


def test_wrong_words(tmp_path: Path, report: Path) -> None:
    db = str(tmp_path / "store.db")
    ok(db, "ingest", report)
    assert run(db, "export", "--format", "ucdp", "--profile", "gtd").exit_code == 2
    assert run(db, "search", "--from", "yesterday").exit_code == 2
    assert run(db, "ingest", report, "--map", "text").exit_code == 2
    assert run(db, "ingest", report, "--watch", "5").exit_code == 2
    assert run("mysql://x/y", "search", "x").exit_code == 1


def test_the_evidence_comes_out_as_it_went_in(where: str, report: Path, tmp_path: Path) -> None:
    ok(where, "ingest", report)
    told = dict(line.split(": ", 1) for line in ok(where, "capture", "khabar").splitlines())
    raw = report.read_bytes()
    assert (told["sha256"], told["bytes"], told["source"]) == (
        hashlib.sha256(raw).hexdigest(), str(len(raw)), str(report),
    )  # fmt: skip
    assert ok(where, "capture", "khabar", "-o", tmp_path / "out") == ""
    assert (tmp_path / "out").read_bytes() == raw
    missing = run(where, "capture", "none")
    assert missing.exit_code == 1
    assert "there is no report none" in missing.stderr


def test_evidence_that_was_changed_does_not_come_out(tmp_path: Path, report: Path) -> None:
    db = tmp_path / "store.db"
    ok(str(db), "ingest", report)
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE captures SET body = substr(body, 1, length(body) - 1)")
    connection.close()
    result = run(str(db), "capture", "khabar", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "capture 1 is not as it was" in result.stderr
    assert not (tmp_path / "out").exists()
