"""Jobs on a real cluster, whose workers have the wheel alone: what they leave is what the local engine writes."""

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import sparkkit
from hasila.cli import main

EXAMPLES = sparkkit.ROOT / "examples"


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundreds of generated reports as JSONL, packed and as Parquet; lines that are none, ids that come back."""
    folder = tmp_path_factory.mktemp("archive")
    make = [sys.executable, str(sparkkit.ROOT / "benchmarks" / "generate.py"), "400", "--out", str(folder / "made")]
    path = {"PYTHONPATH": str(sparkkit.ROOT / "src")}
    subprocess.run(make, capture_output=True, check=True, env={**os.environ, **path})
    lines = (folder / "made" / "reports.jsonl").read_text("utf-8").splitlines()
    inputs = folder / "inputs"
    inputs.mkdir()
    # Without ids (they get one of their lines), and with blank and broken lines between.
    without = [json.dumps({**json.loads(line), "id": None}, ensure_ascii=False) for line in lines[:150]]
    without[40:40] = ["", "{broken", '{"id": "no text"}', '{"text": "qapla", "lang": "tlh"}']
    (inputs / "a.jsonl").write_text("\n".join(without), "utf-8")
    with gzip.open(inputs / "b.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write("\n".join(lines[150:250]))
    rows = [json.loads(line) for line in lines[240:400]]  # ten of them again
    pq.write_table(pa.Table.from_pylist(rows), inputs / "c.parquet")
    (inputs / "d.txt").write_text("مقتل 5 مدنيين في إدلب", "utf-8")
    return inputs


def local(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def told(errors: str) -> list[str]:
    """What hasila itself said, without Spark's words."""
    return [line for line in errors.splitlines() if line.startswith("hasila: ")]


def notes(work: Path) -> dict[str, int]:
    """The batches that are finished, and when they were."""
    return {path.name: path.stat().st_mtime_ns for path in (work / "batches").glob("*.json")}


def wait_for(done: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + 300
    while not done():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def test_workers_have_the_wheel_and_not_the_source(spark_cluster: sparkkit.Cluster) -> None:
    where = [sys.executable, "-c", "import hasila; print(hasila.__file__)"]
    found = subprocess.run(
        where, env=spark_cluster.environment, cwd=spark_cluster.folder, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()).is_relative_to(spark_cluster.wheel)


def test_driver_and_worker_are_killed_and_nothing_is_lost_or_doubled(
    spark_cluster: sparkkit.Cluster, archive: Path, tmp_path: Path
) -> None:
    inputs, out = [str(EXAMPLES), str(archive)], tmp_path / "out"
    job = ["extract", *inputs, "-o", str(out)]
    process = spark_cluster.driver(*job)
    wait_for(lambda: notes(out / "_hasila"), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = notes(out / "_hasila")
    assert local("collect", str(out)).exit_code == 1  # it is not finished

    process = spark_cluster.driver(*job)
    wait_for(lambda: len(notes(out / "_hasila")) >= len(kept) + 2, process)
    before = notes(out / "_hasila")
    spark_cluster.kill_a_worker()
    spark_cluster.add_worker()
    _, errors = process.communicate(timeout=400)
    done = notes(out / "_hasila")
    assert kept.items() <= before.items() <= done.items()
    assert len(before) < len(done)

    here = local("extract", *inputs, "-o", str(tmp_path / "jsonl"))
    assert (process.returncode, here.exit_code) == (1, 1), errors
    assert told(errors) == told(here.stderr)
    assert len(told(errors)) == 3
    for form in ("jsonl", "csv", "parquet"):
        local("extract", *inputs, "--format", form, "-o", str(tmp_path / form))
        assert local("collect", str(out), "--format", form, "-o", str(tmp_path / "there")).exit_code == 0
        assert (tmp_path / "there").read_bytes() == (tmp_path / form).read_bytes(), form
    manifest = json.loads((out / "_hasila" / "manifest.json").read_text("utf-8"))
    hashed = {one["name"]: one["sha256"] for batch in manifest["batches"] for one in batch["inputs"]}
    assert hashed[str(archive / "d.txt")] == hashlib.sha256((archive / "d.txt").read_bytes()).hexdigest()
    assert set(hashed) >= {str(archive / name) for name in ("a.jsonl", "b.jsonl.gz", "c.parquet")}
    assert (manifest["reports"], manifest["failed"]) == (pq.read_table(out / "reports").num_rows, 3)
    # The months are folders, which readers of Parquet take for a column.
    table = pq.read_table(out / "claims")
    assert table.num_rows == pq.read_table(tmp_path / "parquet").num_rows
    assert all(row["month"] == (row["published"] or "unknown")[: len(row["month"])] for row in table.to_pylist())
    assert not list(tmp_path.rglob("*.part"))

    # Once more: there is nothing left to do, and no Spark is needed to see it.
    nowhere = ["--engine", "spark", "--master", "spark://127.0.0.1:1", "--conf", "spark.hasila.batch=20000"]
    again = local(*job, *nowhere)
    assert again.exit_code == 1
    assert told(again.stderr) == told(here.stderr)


def test_tolls_are_the_same_though_a_worker_is_killed_while_they_are_linked(
    spark_cluster: sparkkit.Cluster, archive: Path, tmp_path: Path
) -> None:
    # A name that Spark's readers would take for a pattern.
    inputs, out = [str(EXAMPLES), str(archive)], tmp_path / "حصيلة [1] {a,b}?"
    on_spark = ["--conf", "spark.hasila.few=0"]  # so few pairs the driver would weigh by itself
    process = spark_cluster.driver("toll", *inputs, "--format", "parquet", "-o", str(out), *on_spark)
    wait_for(lambda: list((out / "_hasila").glob("*/told.json")), process)
    spark_cluster.kill_a_worker()
    spark_cluster.add_worker()
    _, errors = process.communicate(timeout=400)
    here = local("toll", *inputs, "--format", "json", "-o", str(tmp_path / "here.json"))
    assert (process.returncode, here.exit_code) == (1, 1), errors
    assert told(errors) == told(here.stderr)
    assert local("collect", str(out), "-o", str(tmp_path / "there.json")).exit_code == 0
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    said = json.loads((tmp_path / "here.json").read_text("utf-8"))
    tolls = [(i["id"], t["harm"], t["low"], t["high"]) for i in said["incidents"] for t in i["tolls"]]
    table = pq.read_table(out / "tolls").to_pylist()
    assert sorted(map(str, tolls)) == sorted(str((t["incident"], t["harm"], t["low"], t["high"])) for t in table)
    months = {row["incident"]: row["month"] for row in pq.read_table(out / "incidents").to_pylist()}
    assert months == {i["id"]: i["date"]["start"][:7] if i["date"] else "unknown" for i in said["incidents"]}

    # The pairs weighed by the driver, and what comes after them, anew.
    for mark in (out / "_hasila").glob("*/*.json"):
        if mark.parent.name != "batches" and mark.stem not in ("told", "episodes"):
            mark.unlink()
    process = spark_cluster.driver("toll", *inputs, "--format", "parquet", "-o", str(out))
    _, errors = process.communicate(timeout=400)
    assert process.returncode == 1, errors
    assert list((out / "_hasila").glob("*/pairs.json"))
    assert local("collect", str(out), "-o", str(tmp_path / "again.json")).exit_code == 0
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "here.json").read_bytes()
