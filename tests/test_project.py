"""The project keeps its own promises: sizes, locks, licences, what is packaged, what stays out of the repository."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

CODE = {".py", ".js", ".css", ".html"}
CODE_FOLDERS = {"src", "tests", "tools", "benchmarks", "eval"}
MAX_LINES = 500

# What belongs to somebody's machine and not in a repository. No pattern matches its own text in this file.
PRIVATE = {
    "a path of one machine": rb"(?<![\w.])/(wor[k]/|roo[t]/|hom[e]/\w|User[s]/\w|opt/(pyp[i]|whee[l]s))",
    "a host of a package registry": (
        rb"pypi\.org|pythonhosted\.org|npmjs\.org|yarnpkg\.com|crates\.io|deb\.debian\.org|proxy\.golang\.org"
    ),
    "a folder outside the repository": rb"\.\./share[d]",
}


def project_files() -> list[Path]:
    """Every file that is or would be committed: as git says, else all that .gitignore does not name."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        files = [ROOT / name for name in listing.split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        files = walk(ROOT)
    return sorted(path for path in files if path.is_file())


def walk(root: Path) -> list[Path]:
    """All files below ``root`` but for folders that its .gitignore names."""
    ignored = {line.rstrip("/") for line in (root / ".gitignore").read_text("utf-8").splitlines() if line.endswith("/")}
    files: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in ignored | {".git"}]
        files += [Path(folder, name) for name in names]
    return files


FILES = project_files()


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def asked_for(name: str) -> set[str]:
    """The packages that a ``requirements/*.in`` names, normalised."""
    lines = (REQUIREMENTS / name).read_text("utf-8").splitlines()
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("#")}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """The entries of a lock: the requirement, and its hashes."""
    text = re.sub(r"(?m)^\s*#.*\n?", "", (REQUIREMENTS / name).read_text("utf-8")).replace("\\\n", " ")
    entries = []
    for line in filter(None, map(str.strip, text.splitlines())):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        entries.append((Requirement(requirement), hashes))
    return entries


RUNTIME = names(PROJECT["project"]["dependencies"])
EXTRAS_OF = {extra: names(wanted) for extra, wanted in PROJECT["project"]["optional-dependencies"].items()}
EXTRAS = set().union(*EXTRAS_OF.values())
BUILD = names(PROJECT["build-system"]["requires"]) | {"editables", "setuptools"}
#: Offered under several licences as one likes, which their metadata cannot say: the one that we take.
CHOSEN = {"text-unidecode": "Artistic-1.0-Perl"}
TOOLS = set().union(*map(asked_for, ("dev.in", "bench.in", "train.in")))


def test_files_are_found_with_and_without_git() -> None:
    assert {"Makefile", ".ci/run", "src/hasila/__init__.py", "tests/test_project.py"} <= set(map(relative, FILES))
    assert {path for path in FILES if "__pycache__" not in path.parts} <= set(walk(ROOT))


def test_no_code_file_is_too_long() -> None:
    ours = [path for path in FILES if "vendor" not in path.parts]  # the others are as they were published
    code = [path for path in ours if path.suffix in CODE and path.relative_to(ROOT).parts[0] in CODE_FOLDERS]
    assert code
    lengths = {relative(path): len(path.read_bytes().splitlines()) for path in code}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


@pytest.mark.parametrize("what", PRIVATE)
def test_nothing_private_is_in_the_repository(what: str) -> None:
    pattern = re.compile(PRIVATE[what])
    found = {relative(path): match.group() for path in FILES if (match := pattern.search(path.read_bytes()))}
    assert found == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one machine", b"see /" + b"home/sara/x"),
        ("a path of one machine", b"'/" + b"work/main'"),
        ("a host of a package registry", b"https://files.python" + b"hosted.org/"),
        ("a folder outside the repository", b"../" + b"shared/gold"),
    ],
)
def test_what_is_private_is_recognised(what: str, text: bytes) -> None:
    assert re.search(PRIVATE[what], text)


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt", "bench.txt", "train.txt", "spark.txt", "build.txt"])
def test_locks_pin_everything_by_hash_and_name_no_address(lock: str) -> None:
    text = (REQUIREMENTS / lock).read_text("utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []
    entries = locked(lock)
    assert entries
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), f"{requirement.name} is not pinned"
        assert hashes, f"{requirement.name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement.name


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("runtime.txt", RUNTIME),
        ("dev.txt", RUNTIME | EXTRAS_OF["postgres"] | asked_for("dev.in")),
        ("bench.txt", asked_for("bench.in")),
        ("train.txt", asked_for("train.in")),
        ("spark.txt", EXTRAS_OF["spark"]),
        ("build.txt", BUILD),
    ],
)
def test_locks_hold_what_is_asked_for(lock: str, wanted: set[str]) -> None:
    assert wanted <= {canonicalize_name(requirement.name) for requirement, _ in locked(lock)}, "run: make lock"


def test_locked_versions_satisfy_the_project() -> None:
    entries = [*locked("dev.txt"), *locked("spark.txt"), *locked("build.txt")]
    versions = {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r, _ in entries}
    wanted = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    wanted += [line for extra in PROJECT["project"].get("optional-dependencies", {}).values() for line in extra]
    for line in map(Requirement, wanted):
        assert line.specifier.contains(versions[canonicalize_name(line.name)]), f"{line}: run make lock"


def test_every_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", page)
    assert all(reason.strip() and licence.strip() for _, reason, licence in rows)
    package = json.loads((ROOT / "tools" / "web" / "package.json").read_text("utf-8"))
    served = {*package["dependencies"], *package["devDependencies"]}
    explained = [name if name in served else canonicalize_name(name) for name, _, _ in rows]
    assert sorted(explained) == sorted(RUNTIME | EXTRAS | BUILD | TOOLS | served)


def test_what_browsers_are_served_is_locked_and_free() -> None:
    lock = json.loads((ROOT / "tools" / "web" / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
        assert "GPL" not in entry.get("license", "GPL"), name


def refused(expression: str, classifiers: list[str]) -> str | None:
    """Why a package with this licence may not be used; ``None`` where it may.

    ``expression`` is what the package states, "" if it states nothing; ``A OR B`` leaves the choice to
    the user, so one free alternative is enough. ``classifiers`` cannot say "or", so they only count
    where the expression offers no choice.
    """
    alternatives = re.split(r"\s+OR\s+", expression)
    if not expression and not classifiers:
        return "states no licence"
    if all("GPL" in alternative for alternative in alternatives):
        return expression
    if len(alternatives) == 1:
        return next((line for line in classifiers if "GPL" in line), None)
    return None


@pytest.mark.parametrize(
    ("expression", "classifiers", "allowed"),
    [
        ("MIT", [], True),
        ("", ["License :: OSI Approved :: MIT License"], True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", ["License :: OSI Approved :: GPLv2 (GPL)"], True),
        ("GPL-3.0-only", [], False),
        ("AGPL-3.0-or-later OR LGPL-3.0-only", [], False),
        ("MIT AND LGPL-2.1-or-later", [], False),
        ("BSD", ["License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)"], False),
        ("", ["License :: OSI Approved :: GNU Affero General Public License v3 (AGPLv3)"], False),
        ("", [], False),
    ],
)
def test_licences_are_told_apart(expression: str, classifiers: list[str], allowed: bool) -> None:
    assert (refused(expression, classifiers) is None) == allowed


def test_nothing_under_the_gpl_is_installed_with_us() -> None:
    entries = [*locked("dev.txt"), *locked("spark.txt")]
    requirements = [r for r, _ in entries if r.marker is None or r.marker.evaluate()]
    assert len(requirements) > len(RUNTIME)
    found = {}
    for requirement in requirements:
        metadata: dict[str, Any] = importlib.metadata.metadata(requirement.name).json
        # The field "License" was free text, and in some packages is the whole licence: its first line names it.
        stated = metadata.get("license_expression") or metadata.get("license", "").strip().partition("\n")[0]
        classifiers = [line for line in metadata.get("classifier", []) if line.startswith("License ::")]
        taken = CHOSEN.get(requirement.name)
        if reason := refused(taken, []) if taken else refused(stated, classifiers):
            found[requirement.name] = reason
    assert found == {}


def test_bare_import_is_light() -> None:
    script = """
import sys
before = set(sys.modules)
import hasila
print(hasila.__file__, *sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    where, *loaded = done.stdout.split()
    assert Path(where) == ROOT / "src" / "hasila" / "__init__.py"
    assert "hasila" in loaded
    assert {"numpy", "trafilatura", "pyarrow", "pyspark", "py3langid", "yaml", "sqlalchemy", "pg8000"} & set(
        loaded
    ) == set()


def test_the_package_holds_code_data_types_and_licences(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    sources = {path.relative_to(ROOT / "src").as_posix() for path in FILES if path.is_relative_to(ROOT / "src")}
    assert "hasila/py.typed" in sources
    assert sources <= packed
    licences = {Path(name).name for name in packed if ".dist-info/licenses/" in name}
    assert licences >= {"LICENSE", "NOTICE"}


def test_every_target_of_make_has_one_rule() -> None:
    told = subprocess.run(["make", "-n", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stderr == ""  # make warns of a rule that takes the place of another
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"(?m)^\.PHONY: (.+)$", makefile)
    assert phony
    for target in phony[1].split():
        assert re.search(rf"(?m)^{re.escape(target)}:", makefile), target
    stamps = set(re.findall(r"\$\(VENV\)/\.[a-z-]+", makefile))
    assert {stamp for stamp in stamps if not re.search(rf"(?m)^{re.escape(stamp)}:", makefile)} == set()
