"""The shell examples of the documentation: finds them, runs them, and writes what they print back into the pages.

    python tools/docs_examples.py            run every example, write its output into its page
    python tools/docs_examples.py --check    run every example; name the pages whose output has changed (exit 1)

An example is a fenced block of kind ``console``: lines that begin with ``$ `` are commands, the lines below each
are what it printed. They run in the order of the page in a folder that has ``examples``, ``eval`` and ``tools`` in it
and nothing else, so that what one writes the next can read. ``tests/test_docs.py`` runs them too.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Pages with examples. Where a page is not named here its blocks are not run.
PAGES = ("README.md", "docs/commands.md", "docs/output.md", "docs/adding-a-word.md", "docs/accuracy.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Width of the tables in the pages, in cells: what a page of this site shows without a scroll bar.
WIDTH = 92


def examples(page: str) -> list[str]:
    """Return the commands of a page, in order."""
    return [
        line.removeprefix("$ ") for block in BLOCK.findall(page) for line in block.splitlines() if line.startswith("$ ")
    ]


def workplace(folder: Path) -> Path:
    """Make ``folder`` a place to run examples in: the reports, the gold and the tools are there, all else is new."""
    for name in ("examples", "eval", "tools"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    return folder


def run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command as a reader of the page would, with the ``hasila`` of this interpreter."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HASILA_")}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "COLUMNS": str(WIDTH),
        "PYTHONUTF8": "1",
        "LC_ALL": "C",  # a locale that the machine lacks would make bash complain
    }
    # A pipe fails where any command of it fails. Nothing waits for a keyboard.
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def refreshed(page: str, folder: Path) -> str:
    """Return the page with the present output below every command.

    Raises:
        RuntimeError: if a command fails.
    """

    def block(match: re.Match[str]) -> str:
        lines = []
        for command in examples(match.group()):
            done = run(command, folder)
            if done.returncode:
                raise RuntimeError(f"{command}: exit status {done.returncode}\n{done.stderr}")
            lines += [f"$ {command}", *done.stdout.rstrip("\n").split("\n")] if done.stdout else [f"$ {command}"]
        return "```console\n" + "\n".join(lines) + "\n```"

    return BLOCK.sub(block, page)


def main(arguments: list[str]) -> int:
    """Refresh or check every page; return the exit status."""
    changed = []
    for name in PAGES:
        path = ROOT / name
        old = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            new = refreshed(old, workplace(Path(folder)))
        if new != old:
            changed.append(name)
            if "--check" not in arguments:
                path.write_text(new, encoding="utf-8")
    for name in changed:
        print(f"{name}: the output has changed")
    return int(bool(changed) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
