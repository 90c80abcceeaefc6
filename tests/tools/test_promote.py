"""Known failures that are read right by now move to the corpus, text and comments and all."""

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

SCRIPT = Path(__file__).parents[2] / "tools" / "promote.py"
KNOWN = """\
# why they are here
- text: right
  phenomenon: two
  claims:
    - {harm: killed, low: 1, high: 1}
- text: wrong
  phenomenon: one
  claims:
    - {harm: killed, low: 2, high: 2}
- text: silent
  phenomenon: plan
- text: crash
  phenomenon: one
"""
ELLIPSIS = """\
# why it is hard
- text: mended
  fails: true
- text: wrong
  fails: true
- text: always right
"""


@pytest.fixture
def promote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("promote", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / "src/hasila/languages/xx"
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus/a.yaml").write_text("- text: a\n  phenomenon: one\n", encoding="utf-8")
    (folder / "corpus/b.yaml").write_text("# b\n- text: b\n  phenomenon: two\n", encoding="utf-8")
    (folder / "negative.yaml").write_text("- text: n\n  phenomenon: x\n", encoding="utf-8")
    (folder / "known_failures.yaml").write_text(KNOWN, encoding="utf-8")

    (folder / "phenomena").mkdir()
    (folder / "phenomena/ellipsis.yaml").write_text(ELLIPSIS, encoding="utf-8")

    def load(path: Path) -> list[Any]:
        return [
            SimpleNamespace(
                text=row["text"],
                phenomenon=row.get("phenomenon", ""),
                claims=[SimpleNamespace(**claim) for claim in row.get("claims", [])],
                fails=row.get("fails", False),
            )
            for row in yaml.safe_load(path.read_text("utf-8")) or []
        ]

    def rows(lang: str, name: str) -> list[Any]:
        return load(folder / f"{name}.yaml")

    def phenomena(lang: str) -> dict[str, list[Any]]:
        return {path.stem: load(path) for path in (folder / "phenomena").glob("*.yaml")}

    def read(lang: str, row: Any) -> Any:
        if row.text == "crash":
            raise IndexError("past the end")
        return SimpleNamespace(claims=row.text)

    check = SimpleNamespace(rows=rows, phenomena=phenomena, read=read, agrees=lambda claims, wanted: claims != "wrong")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "checks", lambda: check)
    monkeypatch.setattr(module, "FOLDER", folder, raising=False)
    return module


def test_rows_that_are_right_move_and_the_others_stay(promote: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    folder: Path = promote.FOLDER
    assert promote.main(["--do"]) == 0
    told = capsys.readouterr()
    assert "xx two: right -> corpus/b.yaml" in told.out
    assert "xx plan: silent -> negative.yaml" in told.out
    assert "crash" in told.err
    left = (folder / "known_failures.yaml").read_text("utf-8")
    assert left.startswith("# why they are here\n")
    assert [row["text"] for row in yaml.safe_load(left)] == ["wrong", "crash"]
    moved = yaml.safe_load((folder / "corpus/b.yaml").read_text("utf-8"))
    assert moved[-1] == {"text": "right", "phenomenon": "two", "claims": [{"harm": "killed", "low": 1, "high": 1}]}
    assert [row["text"] for row in yaml.safe_load((folder / "negative.yaml").read_text("utf-8"))] == ["n", "silent"]


def test_without_do_nothing_is_written(promote: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    folder: Path = promote.FOLDER
    assert promote.main([]) == 0
    assert "right -> corpus/b.yaml" in capsys.readouterr().out
    assert (folder / "known_failures.yaml").read_text("utf-8") == KNOWN


def test_a_phenomenon_loses_its_mark_when_it_is_read_right(promote: ModuleType) -> None:
    path: Path = promote.FOLDER / "phenomena/ellipsis.yaml"
    assert promote.main([]) == 0
    assert path.read_text("utf-8") == ELLIPSIS
    assert promote.main(["--do"]) == 0
    assert path.read_text("utf-8") == ELLIPSIS.replace("mended\n  fails: true\n", "mended\n")
