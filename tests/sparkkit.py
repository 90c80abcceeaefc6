"""A Spark cluster for the tests: a real master and two workers that have the wheel and not the source tree."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

ROOT = Path(__file__).parents[1]
#: What runs the command line from the source tree, which is where the driver is.
DRIVER = "from hasila.cli import main; main()"
#: Little is done with each row: programs for it, or the best code for a machine, would take longer than they save.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
QUICK = (
    "spark.sql.codegen.wholeStage=false",
    "spark.sql.codegen.factoryMode=NO_CODEGEN",
    "spark.sql.shuffle.partitions=2",
    "spark.driver.host=127.0.0.1",
    "spark.driver.bindAddress=127.0.0.1",
    "spark.hasila.batch=20000",
)


def installed_wheel(folder: Path) -> Path:
    """Build the wheel and install it alone into a folder."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    place = folder / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", str(place), str(wheel)], capture_output=True, check=True)
    return place


def java_home() -> dict[str, str]:
    program = os.environ.get("HASILA_JAVA")
    return {"JAVA_HOME": str(Path(program).resolve().parents[1])} if program else {}


class Cluster:
    """Addresses and processes of a cluster, and the folder that all of it shares."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheel = installed_wheel(folder)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HASILA"))}
        self.environment = environment | java_home() | {
            "PYTHONPATH": str(self.wheel),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "HASILA_CACHE": str(folder / "cache"),
            "SPARK_DAEMON_MEMORY": "256m",
            "JDK_JAVA_OPTIONS": JAVA,
        }  # fmt: skip
        self._drivers: list[subprocess.Popen[str]] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        log = self._start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")[1]
        self.address = self._told(log, r"Starting Spark master at (spark://\S+)")
        logs = [self.add_worker() for _ in range(2)]
        for log in logs:
            self._told(log, r"Successfully registered with master (\S+)")

    def add_worker(self) -> Path:
        name = f"worker{len(self._processes)}"
        options = ["--cores", "1", "--memory", "1g", "--host", "127.0.0.1", "--webui-port", "0"]
        options += ["--work-dir", str(self.folder / name), self.address]
        process, log = self._start(name, "worker.Worker", *options)
        self.workers.append(process)
        return log

    def kill_a_worker(self) -> None:
        """Kill a worker with all that it runs, as a machine that loses its power."""
        worker = self.workers.pop(0)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)

    def command(self, *arguments: str) -> list[str]:
        """The command line with which the driver runs a job here."""
        properties = [part for one in QUICK for part in ("--conf", one)]
        options = ["--engine", "spark", "--master", self.address, *properties]
        return [sys.executable, "-c", DRIVER, arguments[0], *options, *arguments[1:]]

    def driver(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a job; its driver has the source tree."""
        environment = {
            **os.environ, **java_home(), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
            "JDK_JAVA_OPTIONS": JAVA, "PYTHONPATH": str(ROOT / "src"),
        }  # fmt: skip
        process = subprocess.Popen(
            self.command(*arguments), cwd=ROOT, env=environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        self._drivers.append(process)
        return process

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a job to its end; its exit status, what it printed and what it said."""
        process = self.driver(*arguments)
        out, err = process.communicate(timeout=400)
        return process.returncode, out, err

    def stop(self) -> None:
        for process in (*self._drivers, *reversed(self._processes)):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()

    def _start(self, name: str, program: str, *arguments: str) -> tuple["subprocess.Popen[bytes]", Path]:
        starter = Path(pyspark.__path__[0]) / "bin" / "spark-class"
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            # A group of its own: what it starts is killed with it.
            process = subprocess.Popen(
                [str(starter), f"org.apache.spark.deploy.{program}", *arguments],
                cwd=self.folder, env=self.environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self._processes.append(process)
        return process, log

    def _told(self, log: Path, pattern: str) -> str:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if found := re.search(pattern, log.read_text("utf-8", "replace")):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(log.read_text("utf-8", "replace"))


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    made: Cluster | None = None
    try:
        made = Cluster(folder)
        yield made
    finally:
        if made is not None:
            made.stop()
