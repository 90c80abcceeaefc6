"""The reader of data files gives what ``yaml.load`` gives, for what it reads itself and for what it leaves to it."""

from importlib import resources
from importlib.resources.abc import Traversable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hasila.text.data import load_yaml


def data_files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.is_dir():
            found += data_files(path)
        elif path.name.endswith(".yaml"):
            found.append(path)
    return found


@pytest.mark.parametrize("package", ["hasila.languages", "hasila.registry", "hasila.reconcile"])
def test_every_file_of_the_package_is_read_as_yaml_reads_it(package: str) -> None:
    files = data_files(resources.files(package))
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert load_yaml(text) == yaml.load(text, Loader=yaml.CSafeLoader), path.name


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing\n", "a", "- 1\n- -2\n- +3\n- 0\n- 010\n- 0x1f\n- 1_000\n- 1:30\n- '7'\n- \"8\"",
        "[1.5, -0.25, 1e3, 1.5e+3, .5, .inf, -.inf, 5., 12.30]", "[yes, No, on, off, true, False, y, n, null, ~, '']",
        "{a: , b: null, c: {d: [], e: {}}, f: [[1], [2, [3]]]}", "2016-05-07",
        "- 2016-05-07 10:00:00\n- <x\n- no\n\n  more",
        "a: &x [1]\nb: *x", "a: !!str 1", "base: &b {k: 1}\nc: {<<: *b, d: 2}", "{<<: {k: 1}}", "a: 1\na: 2",
        "1: one\ntrue: two\n", "|\n  long\n  text\n", "a: >\n  folded\n  text\n", "--- [1]\n...\n",
        "قتل: [قتلى, 'قُتل']\nعدد: 5",
    ],
)  # fmt: skip
def test_odd_documents_are_read_as_yaml_reads_them(text: str) -> None:
    assert load_yaml(text) == yaml.load(text, Loader=yaml.CSafeLoader)


@pytest.mark.parametrize(
    "text", ["a: [1", "- a\nb: c", "[1]\n---\n[2]", "{[a]: b}", "a: *x", "!!python/none x", "\x00"]
)
def test_what_yaml_refuses_is_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load_yaml(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, st.booleans())
def test_any_value_comes_back_as_yaml_gives_it(value: object, flow: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True)
    assert load_yaml(text) == yaml.load(text, Loader=yaml.CSafeLoader)
