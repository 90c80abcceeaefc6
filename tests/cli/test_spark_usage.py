"""What is said of --engine spark before any Spark is started."""

import builtins
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hasila.cli import main

SPARK = ["--engine", "spark"]


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text("مقتل 5 مدنيين في إدلب", "utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", ["extract", "toll"])
@pytest.mark.parametrize("option", ["--master", "--conf", "--work"])
def test_what_only_spark_heeds_is_refused_without_it(report: str, command: str, option: str) -> None:
    done = run(command, report, option, "x=y")
    assert done.exit_code == 2
    assert f"{option} is for --engine spark" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["extract", *SPARK], "name a folder with -o"),
        (["extract", *SPARK, "--format", "jsonl", "-o", "out"], "hasila collect FOLDER --format jsonl"),
        (["extract", *SPARK, "-o", "out", "--conf", "spark.executor.memory"], "write KEY=VALUE"),
        (["extract", *SPARK, "-o", "out", "--published", "yesterday"], "is not a date"),
        (["toll", *SPARK, "--format", "parquet"], "name a folder with -o"),
        (["toll", *SPARK, "--master", "spark://127.0.0.1:1"], "--work"),
        (["toll", "--format", "parquet", "-o", "out"], "parquet is for --engine spark"),
        (["toll", *SPARK, "--profile", "none"], "no profile"),
    ],
)
def test_wrong_usage_is_told(report: str, arguments: list[str], told: str) -> None:
    done = run(*arguments, report)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize("value", ["0", "-1", "much", "٣"])
def test_the_size_of_a_batch_is_a_number(report: str, tmp_path: Path, value: str) -> None:
    done = run("extract", report, *SPARK, "-o", str(tmp_path / "out"), "--conf", f"spark.hasila.batch={value}")
    assert done.exit_code == 1
    assert "must be a number of bytes" in done.stderr


@pytest.mark.parametrize("value", ["-1", "much", ""])
def test_few_reports_are_a_number(report: str, tmp_path: Path, value: str) -> None:
    done = run("toll", report, *SPARK, "--work", str(tmp_path / "work"), "--conf", f"spark.hasila.few={value}")
    assert done.exit_code == 1
    assert "must be a number of reports" in done.stderr


def test_nothing_named_is_wrong_usage(tmp_path: Path) -> None:
    for command in ("extract", "toll"):
        done = run(command, *SPARK, "-o", str(tmp_path / "out"))
        assert done.exit_code == 2
        assert "name a report" in done.stderr


def test_what_is_missing_is_named(report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.partition(".")[0] == "pyspark":
            raise ImportError(name)
        return real(name, *more, **named)

    def gone(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr("hasila.batch.spark.session.import_module", gone)
    done = run("extract", report, *SPARK, "-o", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "pip install 'hasila[spark]'" in done.stderr
    assert "Java" in done.stderr


def test_only_a_finished_folder_is_collected(tmp_path: Path) -> None:
    done = run("collect", str(tmp_path))
    assert done.exit_code == 1
    assert "no folder of a finished job" in done.stderr
