"""The documentation says what is there: links lead somewhere, examples run, every option and field is explained."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any, get_args
from urllib.parse import unquote

import click
import msgspec
import pytest

from hasila import model
from hasila.cli import main
from hasila.export import export_formats
from hasila.export.formats import acled, hxl, ucdp
from hasila.export.jsonl import record
from hasila.export.package import TABLES
from hasila.export.rows import COLUMNS
from hasila.ingest.kinds import extensions
from hasila.languages.language import FILES
from hasila.languages.schema import Clitics, Grammar
from hasila.model import values
from hasila.reconcile import profile_names
from hasila.registry.gazetteer import PRECISIONS, PlaceEntry

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_examples", ROOT / "tools" / "docs_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


EXAMPLES = tool()
COMMANDS = sorted(main.list_commands(click.Context(main)))


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """The page without its fenced blocks: what stands in them is no link and no heading."""
    return re.sub(r"(?ms)^```.*?^```$", "", text)


def section(text: str, heading: str) -> str:
    """What stands under a heading, to the next of the same or a higher level."""
    found = re.search(rf"(?m)^(#+) {re.escape(heading)}$", prose(text))
    assert found, f"no heading {heading!r}"
    rest = prose(text)[found.end() :]
    end = re.search(rf"(?m)^#{{1,{len(found.group(1))}}} ", rest)
    return rest[: end.start()] if end else rest


def rows(text: str) -> list[str]:
    """What the first cells of a section's tables name."""
    return re.findall(r"(?m)^\| `([^`]+)` \|", text)


def anchors(text: str) -> set[str]:
    """The anchors that the headings of a page get."""
    heads = re.findall(r"(?m)^#+ (.+)$", prose(text))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file_and_heading_that_is_there(name: str) -> None:
    text = prose(page(name))
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'\b(?:src|srcset|href)="([^"]+)"', text)
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_every_page_is_in_the_index() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", page("docs/README.md")))
    assert listed == {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("name", EXAMPLES.PAGES)
def test_the_shell_examples_run(name: str, tmp_path: Path) -> None:
    commands = EXAMPLES.examples(page(name))
    assert commands
    folder = EXAMPLES.workplace(tmp_path)
    for command in commands:
        done = EXAMPLES.run(command, folder)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert done.stderr == "", command


def test_every_shell_example_stands_on_a_page_that_is_run() -> None:
    assert {name for name in NAMES if "```console" in page(name)} == set(EXAMPLES.PAGES)
    for name in EXAMPLES.PAGES:
        assert page(name).count("```console") == len(EXAMPLES.BLOCK.findall(page(name))), "an indented block is not run"


def test_an_example_that_fails_is_seen(tmp_path: Path) -> None:
    text = "```console\n$ hasila toll no-such-file\n```\n"
    with pytest.raises(RuntimeError, match="exit status 1"):
        EXAMPLES.refreshed(text, EXAMPLES.workplace(tmp_path))


def test_output_is_written_below_its_command(tmp_path: Path) -> None:
    text = "a\n\n```console\n$ printf 'x\\ny\\n'\nold\n$ true\n```\n\nb\n"
    new = EXAMPLES.refreshed(text, tmp_path)
    assert new == "a\n\n```console\n$ printf 'x\\ny\\n'\nx\ny\n$ true\n```\n\nb\n"
    assert EXAMPLES.refreshed(new, tmp_path) == new


@pytest.mark.parametrize("name", [name for name in NAMES if "```python\n" in page(name)])
def test_the_python_examples_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES.workplace(tmp_path))
    namespace: dict[str, Any] = {}
    # A plain block right below one of Python is what it prints.
    for code, _, printed in re.findall(r"(?ms)^```python\n(.*?)^```$(\n\n```\n(.*?)^```$)?", page(name)):
        capsys.readouterr()
        exec(compile(code, name, "exec"), namespace)
        assert capsys.readouterr().out == printed


# -- commands ----------------------------------------------------------------------------------------


def test_every_command_has_its_section() -> None:
    headings = re.findall(r"(?m)^## `hasila (\w+)`", page("docs/commands.md"))
    assert sorted(headings) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained_where_its_command_is(command: str) -> None:
    text = section(page("docs/commands.md"), f"`hasila {command}`")
    if "[shared options](#options-that-toll-and-extract-share)" in text:
        text += section(page("docs/commands.md"), "Options that toll and extract share")
    found = main.get_command(click.Context(main), command)
    assert found is not None
    told = " ".join(re.findall(r"(?m)^\| (`.+?) \|", text))
    for parameter in found.params:
        for name in parameter.opts if isinstance(parameter, click.Option) else ():
            assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told), name
        if isinstance(parameter.type, click.Choice):
            assert [c for c in parameter.type.choices if f"`{c}`" not in text] == []
    # Nothing is promised that is not there.
    options = {name for parameter in found.params for name in parameter.opts} | {"--help"}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", told)) <= options


def test_profiles_and_kinds_of_files_are_told() -> None:
    for name in ("README.md", "docs/commands.md"):
        assert [p for p in profile_names() if f"`{p}`" not in page(name)] == []
    assert [e for e in extensions() if f"`{e}`" not in page("docs/commands.md")] == []


# -- output ------------------------------------------------------------------------------------------

STRUCTS: dict[str, type[msgspec.Struct]] = {
    "Claim": model.Claim, "Count": model.Count, "Group": model.Group, "Source": model.Source, "Place": model.Place,
    "When": model.When, "Party": model.Party, "Reason": model.Reason, "Span": model.Span,
    "TollReport": model.TollReport, "Incident": model.Incident, "Toll": model.Toll, "TollGroup": model.TollGroup,
    "Contradiction": model.Contradiction, "Control": model.Control, "ClaimRef": model.ClaimRef,
    "Said": model.Said, "Link": model.Link,
}  # fmt: skip


@pytest.mark.parametrize("name", STRUCTS)
def test_every_field_of_the_model_is_explained(name: str) -> None:
    assert rows(section(page("docs/output.md"), name)) == [f.name for f in msgspec.structs.fields(STRUCTS[name])]


def test_every_field_of_a_report_and_every_column_is_explained() -> None:
    written = record(model.Report(id="r", lang="ar", text="x"))
    assert rows(section(page("docs/output.md"), "Report")) == list(written)
    assert rows(section(page("docs/output.md"), "Columns of csv and parquet")) == list(COLUMNS)


def test_every_export_format_and_column_is_explained() -> None:
    told = page("docs/exports.md")
    listed = re.findall(r"(?m)^\| \[?`([a-z-]+)`", told.split("## What holds for all")[0])
    assert listed == list(export_formats())
    for name, columns in (
        ("ucdp", list(ucdp.COLUMNS)),
        ("acled", list(acled.COLUMNS)),
        ("hxl", [tag for _, tag in hxl.COLUMNS]),
        ("datapackage", list(TABLES)),
    ):
        assert rows(section(told, name).split("\n### ")[0]) == columns
    keys = re.findall(r"(?m)^\| `(\w+)` \| .* \| (`.*`) \|$", section(told, "datapackage"))
    assert {name: tuple(re.findall(r"`(\w+)`", key)) for name, key in keys} == {n: t.key for n, t in TABLES.items()}


VALUES = ["Harm", "Hedge", "Role", "Stance", "Means", "Scope", "SourceKind", "Status", "SaidState"]


@pytest.mark.parametrize("name", VALUES)
def test_every_value_is_explained(name: str) -> None:
    told = rows(section(page("docs/output.md"), f"Values of {name}"))
    assert told == list(get_args(getattr(values, name, None) or getattr(model, name)))


def test_every_precision_of_a_place_is_told() -> None:
    told = section(page("docs/output.md"), "Place") + page("docs/adding-an-actor.md")
    assert [p for p in PRECISIONS if f"`{p}`" not in told] == []


# -- adding ------------------------------------------------------------------------------------------


def test_every_file_of_a_language_is_explained() -> None:
    text = page("docs/adding-a-language.md")
    assert [name for name in [*FILES, "grammar", "names", "furniture"] if f"| `{name}.yaml` |" not in text] == []


@pytest.mark.parametrize("name", [f"docs/adding-{what}.md" for what in ("a-word", "a-language")])
def test_language_data_in_examples_follows_the_schema(name: str) -> None:
    import yaml

    blocks = re.findall(r"(?ms)^```yaml\n# (\w+)\.yaml\n(.*?)^```$", page(name))
    assert blocks
    for file, text in blocks:
        data = yaml.safe_load(text)
        if file == "grammar":
            assert msgspec.convert(data, Grammar)
        for entry in data if file != "grammar" else ():
            assert msgspec.convert(entry, FILES[file])


def test_every_field_of_a_grammar_is_explained() -> None:
    import yaml

    (text,) = re.findall(r"(?ms)^```yaml\n# grammar\.yaml\n(.*?)^```$", page("docs/adding-a-language.md"))
    told = yaml.safe_load(text)
    assert set(told) == {f.name for f in msgspec.structs.fields(Grammar)}
    assert set(told["clitics"]) == {f.name for f in msgspec.structs.fields(Clitics)}


def test_the_rows_of_the_corpus_in_examples_are_rows_of_the_corpus() -> None:
    import yaml

    blocks = re.findall(r"(?ms)^```yaml\n# (corpus|negative)\n(.*?)^```$", page("docs/adding-a-word.md"))
    assert [kind for kind, _ in blocks] == ["corpus", "negative"]
    folder = ROOT / "src" / "hasila" / "languages" / "ar"
    for kind, text in blocks:
        files = [folder / "negative.yaml"] if kind == "negative" else sorted((folder / "corpus").glob("*.yaml"))
        kept = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
        assert all(row in kept for row in yaml.safe_load(text))


def test_registry_data_in_examples_follows_the_schema() -> None:
    import yaml

    text = page("docs/adding-an-actor.md")
    blocks = re.findall(r"(?ms)^```yaml\n# (actors|places)\n(.*?)^```$", text)
    assert {kind for kind, _ in blocks} == {"actors", "places"}
    for kind, block in blocks:
        for entry in yaml.safe_load(block):
            assert msgspec.convert(entry, model.Actor if kind == "actors" else PlaceEntry)
    told = rows(section(text, "Fields of an actor")), rows(section(text, "Fields of a place"))
    wanted = ([f.name for f in msgspec.structs.fields(s)] for s in (model.Actor, PlaceEntry))
    assert [set(names) for names in told] == [set(names) for names in wanted]
    assert [k for k in get_args(model.values.ActorKind) if f"`{k}`" not in text] == []


def test_pictures_are_pictures() -> None:
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert {"page-light.png", "page-dark.png"} <= {path.name for path in pictures}
    assert all(path.read_bytes().startswith(b"\x89PNG\r\n") for path in pictures)
    assert sum(path.stat().st_size for path in pictures) < 2_000_000


def test_numbers_of_actors_and_places_hold() -> None:
    from hasila.registry import load_registry

    found = re.search(r"more than ([\d,]+) armed forces.*?more than\s+([\d,]+) places", page("README.md"), re.DOTALL)
    assert found
    actors, places = (int(number.replace(",", "")) for number in found.groups())
    registry = load_registry("ar")
    assert actors < len(registry.actors) < actors + 200
    assert places < len(registry.places) < places + 1000


def test_every_gold_set_is_told_and_measured() -> None:
    text = page("docs/accuracy.md")
    for path in sorted((ROOT / "eval" / "gold").glob("*/*.jsonl")):
        name = path.relative_to(ROOT).as_posix()
        assert f"| `{name}` |" in text
        assert f"$ hasila evaluate {name}\n" in text


def test_what_the_readme_says_is_misread_is_misread() -> None:
    """Where one of these is read right now, take it out of the paragraph below the example, and out of here."""
    import hasila

    text = page("examples/single/report.txt")
    report = hasila.read(text, published="2020-09-11", outlet="جريدة الضفاف")
    (wounded,) = [claim for claim in report.claims if claim.count.low == 30]
    assert wounded.group is not None
    assert wounded.group.actor == "houthis", "the 30 wounded are not given to one side"
