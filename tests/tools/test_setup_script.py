"""`tools/setup` on machines that lack one thing or another, played by stand-ins for their programs."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "setup"
NEEDED = ["sh", "env", "cat", "rm", "mktemp", "grep", "mkdir", "ln"]


class Machine:
    """A machine whose PATH holds the script's own tools and the stand-ins put there, nothing else."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.venv = folder / "venv"
        self.driver("exit 0")
        for name in NEEDED:
            program = shutil.which(name)
            assert program, f"this machine has no {name}"
            (self.bin / name).symlink_to(program)

    def has(self, name: str, script: str) -> None:
        """Puts a program there that writes down how it was called, then runs ``script``."""
        program = self.bin / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.calls}"\n{script}\n', "utf-8")
        program.chmod(0o755)

    def driver(self, script: str) -> None:
        """Puts ``script`` in the place of Playwright's driver."""
        program = self.venv / "lib" / "python3.12" / "site-packages" / "playwright" / "driver" / "node"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "TMPDIR": str(self.bin.parent), **variables}
        return subprocess.run(
            [str(SCRIPT), *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def called(self, program: str) -> list[str]:
        lines = self.calls.read_text("utf-8").splitlines() if self.calls.exists() else []
        return [line for line in lines if line.split()[0] == program]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python_it_says_which_one(machine: Machine) -> None:
    machine.has("python3", "exit 1")  # what `sys.version_info < (3, 11)` answers on an older one
    done = machine.run("venv", "v")
    assert done.returncode == 1
    assert "no Python of 3.11 or later" in done.stderr


def test_a_python_asked_for_is_not_replaced_by_another(machine: Machine) -> None:
    machine.has("python3", "exit 0")
    machine.has("python3.9", "exit 1")
    done = machine.run("venv", "v", PYTHON="python3.9")
    assert done.returncode == 1
    assert "PYTHON is 'python3.9'" in done.stderr
    assert machine.called("python3") == []


def test_a_launcher_of_a_missing_version_is_passed_over(machine: Machine, tmp_path: Path) -> None:
    machine.has("python3.13", "echo 'command not found' >&2; exit 127")
    folder = tmp_path / "v"
    machine.has("python3", f'case "$*" in *--clear*) mkdir -p "{folder}/bin"; ln -s "$0" "{folder}/bin/python" ;; esac')
    done = machine.run("venv", str(folder))
    assert done.returncode == 0, done.stderr
    assert machine.called("python3.13") != []
    made = [f"python3 -m venv --clear {folder}"]
    assert [call for call in machine.called("python3") if "--clear" in call] == made
    again = machine.run("venv", str(folder))
    assert (again.returncode, again.stderr) == (0, "")
    assert [call for call in machine.called("python3") if "--clear" in call] == made


def test_missing_venv_module_is_installed_for_that_version(machine: Machine, tmp_path: Path) -> None:
    ready = tmp_path / "installed"
    machine.has("id", "echo 0")
    machine.has("apt-get", f'case "$*" in *python3.12-venv*) echo >"{ready}" ;; esac')
    machine.has(
        "python3",
        f"""case "$*" in
*"import ensurepip"*) [ -e "{ready}" ] ;;
*print*) echo python3.12-venv ;;
*--version*) echo Python 3.12.0 ;;
esac""",
    )
    done = machine.run("venv", str(tmp_path / "v"))
    assert done.returncode == 0, done.stderr
    assert machine.called("apt-get")[-1].endswith("install -y --no-install-recommends python3.12-venv")
    assert machine.called("python3")[-1] == f"python3 -m venv --clear {tmp_path / 'v'}"


def test_nothing_is_installed_where_all_is_there(machine: Machine) -> None:
    machine.has("chromium", "")
    machine.has("fc-list", "echo Noto Naskh Arabic")
    machine.has("apt-get", "exit 1")
    done = machine.run("browser", str(machine.venv))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.called("apt-get") == []


def test_root_installs_browser_and_font(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "")
    done = machine.run("browser", str(machine.venv))
    assert done.returncode == 0, done.stderr
    update, install = machine.called("apt-get")
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends chromium fonts-noto-core")


def test_a_driver_that_does_not_start_gets_its_library(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "")
    machine.has("chromium", "")
    machine.has("fc-list", "echo Noto Naskh Arabic")
    machine.driver("exit 127")
    done = machine.run("browser", str(machine.venv))
    assert done.returncode == 0, done.stderr
    assert machine.called("apt-get")[-1].endswith(" install -y --no-install-recommends libatomic1")


def test_others_go_through_sudo_and_are_not_asked_for_a_password_where_nobody_types(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", 'shift; "$@"')
    machine.has("apt-get", "")
    machine.has("chromium", "")
    done = machine.run("browser", str(machine.venv))
    assert done.returncode == 0, done.stderr
    assert all(call.startswith("sudo -n env ") for call in machine.called("sudo"))
    assert machine.called("apt-get")[-1].endswith(" install -y --no-install-recommends fonts-noto-core")


@pytest.mark.parametrize("with_apt", [True, False])
def test_who_may_not_install_is_told_what_to_install(machine: Machine, with_apt: bool) -> None:
    machine.has("id", "echo 1000")
    if with_apt:
        machine.has("apt-get", "")
    done = machine.run("browser", str(machine.venv))
    assert done.returncode == 1
    assert "chromium fonts-noto-core" in done.stderr
    assert machine.called("apt-get") == []


def test_a_failed_installation_shows_why(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "echo 'E: no such mirror' >&2; exit 100")
    done = machine.run("browser", str(machine.venv))
    assert done.returncode == 1
    assert "E: no such mirror" in done.stderr
    assert "could not install" in done.stderr


def test_a_browser_that_is_named_must_be_one(machine: Machine) -> None:
    machine.has("fc-list", "echo Noto Naskh Arabic")
    done = machine.run("browser", str(machine.venv), HASILA_CHROMIUM="/nowhere/chromium")
    assert done.returncode == 1
    assert "HASILA_CHROMIUM is '/nowhere/chromium'" in done.stderr


def says_version(version: str) -> str:
    return f"""echo 'openjdk version "{version}" 2025-01-01' >&2"""


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.1"])
def test_a_java_that_is_new_enough_is_left_alone(machine: Machine, version: str) -> None:
    machine.has("java", says_version(version))
    machine.has("apt-get", "exit 1")
    done = machine.run("java")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.called("apt-get") == []


@pytest.mark.parametrize("old", [None, "1.8.0_412", "11.0.23"])
def test_without_a_java_that_is_new_enough_one_is_installed(machine: Machine, tmp_path: Path, old: str | None) -> None:
    ready = tmp_path / "installed"
    new, before = says_version("17.0.15"), says_version(old) if old else "exit 127"
    machine.has("id", "echo 0")
    machine.has("apt-get", f'case "$*" in *default-jre-headless*) echo >"{ready}" ;; esac')
    machine.has("java", f'if [ -e "{ready}" ]; then {new}; else {before}; fi')
    done = machine.run("java")
    assert done.returncode == 0, done.stderr
    assert machine.called("apt-get")[-1].endswith(" install -y --no-install-recommends default-jre-headless")


def test_a_java_that_stays_too_old_is_told_of(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "")
    machine.has("java", says_version("11.0.23"))
    done = machine.run("java")
    assert done.returncode == 1
    assert "set HASILA_JAVA" in done.stderr


@pytest.mark.parametrize("version", ["11.0.23", "17.0.15"])
def test_a_java_that_is_named_must_be_new_enough(machine: Machine, version: str) -> None:
    machine.has("other-java", says_version(version))
    machine.has("java", says_version("21"))
    done = machine.run("java", HASILA_JAVA=str(machine.bin / "other-java"), JAVA_HOME="/nowhere")
    assert done.returncode == (0 if version == "17.0.15" else 1)
    assert ("is not a Java of 17 or later" in done.stderr) is (done.returncode == 1)
    assert machine.called("java") == []


def test_the_home_of_java_goes_before_the_path(machine: Machine, tmp_path: Path) -> None:
    machine.has("java", says_version("21"))
    assert machine.run("java", JAVA_HOME=str(tmp_path)).returncode == 0  # its bin is that of the PATH
    done = machine.run("java", JAVA_HOME="/nowhere")
    assert done.returncode == 1
    assert "JAVA_HOME is '/nowhere'" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["venv"], ["browser"], ["java", "17"], ["rest", "now"]])
def test_wrong_usage(machine: Machine, arguments: list[str]) -> None:
    done = machine.run(*arguments)
    assert done.returncode == 1
    assert "usage:" in done.stderr
