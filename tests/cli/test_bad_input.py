"""What cannot be read is named on standard error and explained, the rest is done, and the status is 1."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hasila.cli import main

GOOD = "مقتل 5 مدنيين في غارة على مدينة إدلب"
#: The command in a process of its own, whether or not its script is installed.
HASILA = [sys.executable, "-c", "from hasila.cli import main; main()"]
ESCAPE = "\x1b[31m"


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n "),
        ("binary.txt", bytes(range(256)) * 40),
        ("cut.jsonl", b'{"id": "a", "text": "\xd9\x82'),
        ("list.jsonl", b"[1, 2]\n"),
        ("no-text.jsonl", b'{"id": "a"}\n'),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "toll"])
def test_bad_files_are_named_and_the_rest_is_done(tmp_path: Path, command: str, name: str, data: bytes) -> None:
    good, bad = write(tmp_path, "good.txt", GOOD.encode()), write(tmp_path, name, data)
    result = run(command, bad, good, *(["--format", "json"] if command == "toll" else []))
    assert result.exit_code == 1, result.stderr
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    found = json.loads(result.stdout)
    assert (found["id"] if command == "extract" else found["reports"]) in ("good", 1)


def test_missing_files_and_empty_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = run("extract", tmp_path / "nowhere.txt", tmp_path / "folder")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "nowhere.txt" in result.stderr
    assert "folder" in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_a_bad_line_spoils_only_itself(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": GOOD})
    path = write(tmp_path, "mixed.jsonl", f"{line}\n{{broken\n{line.replace('a', 'b', 1)}\n".encode())
    result = run("extract", path)
    assert result.exit_code == 1
    assert "mixed.jsonl" in result.stderr
    assert "2" in result.stderr


def test_a_language_without_rules_is_named_by_report(tmp_path: Path) -> None:
    lines = [{"id": "en-1", "lang": "xx", "text": "five killed"}, {"id": "ar-1", "lang": "ar", "text": GOOD}]
    path = write(tmp_path, "r.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())
    result = run("extract", path)
    assert result.exit_code == 1
    assert "en-1" in result.stderr or "xx" in result.stderr
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["ar-1"]


def test_control_characters_of_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    result = run("extract", tmp_path / f"no{ESCAPE}where.txt")
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    path = write(tmp_path, "r.jsonl", json.dumps({"id": ESCAPE, "lang": "xx", "text": "x"}).encode())
    assert "\x1b" not in run("extract", path).stderr


def test_windows_1256_is_read(tmp_path: Path) -> None:
    text = f"{GOOD}\nوأصيب 7 آخرون بجروح"
    result = run("extract", write(tmp_path, "old.txt", text.encode("cp1256")))
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["claims"][0]["count"]["low"] == 5


def test_a_lone_surrogate_reaches_the_output_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, "r.jsonl", b'{"id": "s", "lang": "ar", "text": "\\ud83d ' + GOOD.encode() + b'"}\n')
    for form in ("jsonl", "csv"):
        result = run("extract", path, "--format", form)
        assert result.exit_code in (0, 1), result.exception
        assert "Traceback" not in result.stderr
    result = run("toll", path)
    assert result.exit_code in (0, 1)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments", [["extract"], ["toll"], ["toll", "--format", "html"], ["extract", "--format", "csv"]]
)
def test_an_output_that_cannot_be_written(tmp_path: Path, arguments: list[str]) -> None:
    good = write(tmp_path, "good.txt", GOOD.encode())
    for target in (tmp_path / "no" / "such" / "folder.out", good / "below-a-file"):
        result = run(*arguments, good, "-o", target)
        assert result.exit_code not in (0, None), result.stdout
        assert result.stdout == ""
        assert str(target.name) in result.stderr
        assert "Traceback" not in result.stderr


def test_a_directory_as_output_is_wrong_usage(tmp_path: Path) -> None:
    result = run("extract", write(tmp_path, "good.txt", GOOD.encode()), "-o", tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [["extract"], ["toll", "--format", "json"], ["extract", "--format", "csv"]])
def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    lines = (json.dumps({"id": f"r{n}", "lang": "ar", "text": GOOD}) for n in range(100))
    path = write(tmp_path, "many.jsonl", "\n".join(lines).encode())
    process = subprocess.Popen([*HASILA, *arguments, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 0
    assert told == b""


def test_output_is_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    good = write(tmp_path, "good.txt", GOOD.encode())
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for arguments in (["extract"], ["toll", "--bidi", "logical"], ["toll", "--format", "json"], ["explain"]):
        done = subprocess.run([*HASILA, *arguments, str(good)], capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()
        assert re.search('مدنيين|●|"profile"', done.stdout.decode("utf-8"))


def test_a_text_in_another_language_than_lang_says_is_named(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("قتل خمسة جنود في كمين قرب البلدة أمس", encoding="utf-8")
    result = CliRunner().invoke(main, ["extract", str(report), "--lang", "en"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["lang"] == "en"
    assert "report: read as en, as --lang says, but the text is like ar" in result.stderr
    assert CliRunner().invoke(main, ["extract", str(report), "--lang", "ar"]).stderr == ""
