"""What is read together: pieces of inputs that give, put together, what the whole input gives."""

import io
import shutil
from importlib import resources
from pathlib import Path

import pytest

from hasila import pipeline
from hasila.batch.spark.dataset import fingerprint
from hasila.batch.spark.folders import Folder
from hasila.batch.spark.planning import Batch, plan
from hasila.batch.spark.session import Job, SparkError
from hasila.ingest import Settings, Unreadable, captures
from hasila.ingest.inputs import Walk
from hasila.model import Capture

LINES = ['{"text": "قتل جندي"}', "", '{"text": "أصيب طفلان", "id": "x"}', "{broken", '{"text": "مقتل 5 مدنيين"}', ""]


def job(folder: Path) -> Job:
    return Job(work=str(folder), settings=Settings(), with_text=False, readers="1")


def planned(names: list[str], folder: Path, size: int | None = None) -> list[Batch]:
    return plan(names, job(folder), Folder(str(folder)), size)


def seen(item: Capture | Unreadable) -> tuple[str, ...]:
    if isinstance(item, Unreadable):
        return (item.name, item.reason)
    return (item.name, item.report_id, item.body.decode(), str(item.context))


@pytest.mark.parametrize("size", [1, 30, 55, 100, 10_000])
@pytest.mark.parametrize("end", ["\n", "", "\n\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_pieces_give_what_the_whole_gives(tmp_path: Path, size: int, end: str, mark: str) -> None:
    path = tmp_path / "in" / "a.jsonl"
    path.parent.mkdir()
    path.write_text(mark + "\n".join(LINES * 3) + end, "utf-8")
    found = []
    data = path.read_bytes()
    settings = Settings()
    pieces = [part.piece for batch in planned([str(path)], tmp_path / "work", size) for part in batch.parts]
    assert len(pieces) > 1 or size > len(data) / 2
    for piece in pieces:
        found += Walk(settings, None).read_piece(piece, io.BytesIO(data[piece.start : piece.end]))
    assert list(map(seen, found)) == list(map(seen, captures([str(path)], settings)))


def test_what_cannot_be_cut_stays_whole(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(LINES), "utf-16")
    (tmp_path / "b.txt").write_text("\n".join(LINES), "utf-8")
    batches = planned([str(tmp_path)], tmp_path / "work", 10)
    assert [(p.piece.start, p.piece.end) for b in batches for p in b.parts] == [(0, None), (0, None)]


def test_batches_are_named_by_what_is_read_and_how(tmp_path: Path) -> None:
    path, work = tmp_path / "a.jsonl", tmp_path / "work"
    path.write_text("\n".join(LINES * 3), "utf-8")
    first = planned([str(path)], work, 100)
    assert [b.key for b in planned([str(path)], work)] == [b.key for b in first]  # cut as it was
    path.write_text("\n".join(LINES * 3) + "\n" + LINES[0], "utf-8")
    other = planned([str(path)], work)
    assert not {b.key for b in other} & {b.key for b in first}
    said = job(work)
    said = Job(work=said.work, settings=Settings(outlet="x"), with_text=False, readers="1")
    assert not {b.key for b in plan([str(path)], said, Folder(str(work)))} & {b.key for b in other}


def test_small_files_are_read_together_and_each_once(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("قتل جندي" * (number + 1), "utf-8")
    batches = planned([str(tmp_path), str(tmp_path / "3.txt"), str(tmp_path / "none.txt")], tmp_path / "work")
    (batch,) = batches
    assert [part.piece.file.report_id for part in batch.parts[:-1]] == ["0", "1", "2", "3", "4"]
    assert batch.parts[-1].fault is not None
    assert "no such file" in batch.parts[-1].fault[1]


@pytest.mark.parametrize("name", ["-", "https://example.org/x"])
def test_what_workers_cannot_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SparkError, match="workers cannot read"):
        planned([name], tmp_path)


def test_steps_are_kept_under_the_rules_that_made_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "hasila"
    shutil.copytree(str(resources.files("hasila")), package, ignore=shutil.ignore_patterns("static", "corpus"))
    before = pipeline.linker()
    monkeypatch.setattr(pipeline.resources, "files", lambda name: package)
    pipeline.linker.cache_clear()
    try:
        assert pipeline.linker() == before
        (package / "incidents" / "agreement.py").write_text("", "utf-8")
        pipeline.linker.cache_clear()
        after = pipeline.linker()
    finally:
        pipeline.linker.cache_clear()
    assert after != before
    assert fingerprint([], {}, after) != fingerprint([], {}, before)
