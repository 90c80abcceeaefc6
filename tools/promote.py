"""Move the known failures that are read right by now to the corpus or the negatives of their language.

python tools/promote.py        say which rows would move
python tools/promote.py --do   move them

Rows go to the file of the corpus with the same phenomenon, else to the one that tells most of the same harm. Rows of
phenomena/ stay where they are and lose their mark ``fails: true``. Nothing moves the other way by itself: a row
that is read wrong is a fault to mend, or marked by hand.
"""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: A row of a corpus file: from its dash at the margin to the next.
ROW = re.compile(r"^- .*\n(?:(?!- ).*\n)*", re.MULTILINE)


def checks() -> ModuleType:
    """The shared test of all languages, which knows what a row is and when it is read right."""
    spec = importlib.util.spec_from_file_location("test_corpus", ROOT / "tests" / "languages" / "test_corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def home(folder: Path, row: Any) -> Path:
    """The file of the same phenomenon, else the one that tells most of the same harm."""
    if not row.claims:
        return folder / "negative.yaml"
    one = folder / "corpus.yaml"
    texts = {p: p.read_text("utf-8") for p in ([one] if one.is_file() else sorted((folder / "corpus").glob("*.yaml")))}
    line, harm = f"  phenomenon: {row.phenomenon}\n", f"harm: {row.claims[0].harm}"
    return next((p for p, text in texts.items() if line in text), max(texts, key=lambda p: texts[p].count(harm)))


def is_right(check: ModuleType, lang: str, row: Any) -> bool:
    try:
        return bool(check.agrees(check.read(lang, row).claims, row.claims))
    except Exception as error:
        # The tests fail on it, loudly; here it only must not hide the other rows.
        print(f"{lang}: reading this row fails with {error!r}: {row.text}", file=sys.stderr)
        return False


def unmark(check: ModuleType, path: Path, do: bool) -> None:
    """Take ``fails: true`` off the rows of a phenomenon that are read right."""
    lang, text = path.parent.parent.name, path.read_text("utf-8")
    rows, texts = check.phenomena(lang)[path.stem], ROW.findall(text)
    for row, written in zip(rows, texts, strict=True):
        if row.fails and is_right(check, lang, row):
            print(f"{lang} {path.stem}: {row.text} is right")
            text = text.replace(written, written.replace("  fails: true\n", "", 1), 1)
    if do:
        path.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    check = checks()
    for path in sorted((ROOT / "src/hasila/languages").glob("*/phenomena/*.yaml")):
        unmark(check, path, "--do" in arguments)
    for path in sorted((ROOT / "src/hasila/languages").glob("*/known_failures.yaml")):
        lang = path.parent.name
        rows, texts = check.rows(lang, "known_failures"), ROW.findall(path.read_text("utf-8"))
        if len(rows) != len(texts):
            print(f"{path}: {len(rows)} rows, but {len(texts)} are written as rows", file=sys.stderr)
            return 1
        right = [n for n, row in enumerate(rows) if is_right(check, lang, row)]
        for n in right:
            row = rows[n]
            target = home(path.parent, row)
            print(f"{lang} {row.phenomenon}: {row.text} -> {target.relative_to(path.parent)}")
            if "--do" in arguments:
                target.write_text(target.read_text("utf-8") + texts[n], encoding="utf-8")
        if "--do" in arguments:
            text = path.read_text("utf-8")
            for n in right:
                text = text.replace(texts[n], "", 1)
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
