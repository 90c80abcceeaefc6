"""What is kept on disk of the package's data: only a copy, that may be missing, old, damaged or somebody's."""

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from hasila.languages import Language
from hasila.model import Actor
from hasila.text.compiled import cache_folder, compiled

Make = Callable[[], Actor]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HASILA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/words.yaml").write_text("- a\n", encoding="utf-8")
    return tmp_path


class Maker:
    """Makes an actor, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> Actor:
        self.asked += 1
        return Actor(id="a", kind="armed_group", country=None, names={"ar": ["حركة"]})


def ask(folder: Path, make: Make) -> Actor:
    return compiled("words", {"data": folder / "data"}, make, Actor)


def kept(folder: Path) -> Path:
    (path,) = (folder / "cache").iterdir()
    return path


def test_what_was_made_is_read_the_next_time(folder: Path) -> None:
    make = Maker()
    assert ask(folder, make) == ask(folder, make)
    assert make.asked == 1


def test_other_data_is_compiled_anew_and_old_copies_go(folder: Path) -> None:
    make = Maker()
    for number in range(8):
        (folder / "data/words.yaml").write_text(f"- {number}\n", encoding="utf-8")
        ask(folder, make)
    assert make.asked == 8
    assert len(list((folder / "cache").iterdir())) == 4


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 200])
def test_a_damaged_copy_is_made_anew(folder: Path, damage: bytes) -> None:
    make = Maker()
    ask(folder, make)
    kept(folder).write_bytes(damage)
    assert ask(folder, make) == make()
    assert make.asked == 3


@pytest.mark.parametrize("planted", [Path("x"), print, {"no": "actor"}])
def test_what_another_hand_planted_is_not_read(folder: Path, planted: object) -> None:
    make = Maker()
    ask(folder, make)
    data = pickle.dumps(planted)
    kept(folder).write_bytes(hashlib.sha256(data).digest() + data)
    assert ask(folder, make).id == "a"
    assert make.asked == 2


def test_nothing_is_kept_where_nothing_can_or_may_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    monkeypatch.setenv("HASILA_CACHE", str(folder / "data/words.yaml"))
    assert ask(folder, make) == ask(folder, make)
    monkeypatch.setenv("HASILA_CACHE", "")
    assert cache_folder() is None
    assert ask(folder, make).id == "a"
    assert make.asked == 3
    assert not (folder / "cache").exists()


def test_a_language_reads_the_same_from_its_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASILA_CACHE", str(tmp_path))
    from hasila.languages.language import load

    made: Language = load.__wrapped__("ar")
    again: Language = load.__wrapped__("ar")
    assert made is not again
    assert list(tmp_path.iterdir())
    assert (again.words, again.phrases, again.grammar) == (made.words, made.phrases, made.grammar)
    assert again.analyse("والجنود") == made.analyse("والجنود")
