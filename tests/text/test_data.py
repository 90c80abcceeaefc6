"""The package's YAML is read to plain values, and what is no YAML is refused."""

import pytest

from hasila.text.data import YAMLError, load_yaml


def test_plain_values() -> None:
    text = "- {id: a, n: 3, on: true, forms: [قتل, 'نعم', ~]}\n- 1.5\n"
    assert load_yaml(text) == [{"id": "a", "n": 3, True: True, "forms": ["قتل", "نعم", None]}, 1.5]


@pytest.mark.parametrize("text", ["- [a", "a: b: c", "!!python/object/apply:os.system ['true']"])
def test_what_is_no_data_is_refused(text: str) -> None:
    with pytest.raises(YAMLError):
        load_yaml(text)
