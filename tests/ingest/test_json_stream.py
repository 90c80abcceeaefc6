"""Walking through JSON: what is handed out is what stood there, wherever the chunks break."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.ingest.json_stream import JsonError, JsonStream

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)


def pieces(data: bytes, size: int) -> JsonStream:
    return JsonStream(data[at : at + size] for at in range(0, len(data), size))


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]))
def test_fields_and_their_bytes_come_back(value: dict[str, Any], size: int, indent: int | None) -> None:
    stream = pieces(json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace"), size)
    found = {name: json.loads(stream.value(10_000) or b"") for name in stream.fields()}
    assert found == json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    assert stream.peek() == ""


@given(st.lists(VALUES, max_size=5), st.integers(1, 9))
def test_items_and_their_bytes_come_back(value: list[Any], size: int) -> None:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    stream = pieces(data, size)
    parts = [stream.value(10_000) or b"" for _ in stream.items()]
    assert b"[" + b",".join(parts) + b"]" == data
    assert stream.at == len(data)


@given(st.binary(max_size=60), st.integers(1, 9))
def test_anything_at_all_ends_or_is_said_to_be_broken(data: bytes, size: int) -> None:
    stream = pieces(b"[" + data, size)
    broken = None
    try:
        for _ in stream.items():
            stream.value(20)
    except JsonError as error:
        broken = error
    assert broken is None or (broken.reason and 0 <= broken.at <= len(data) + 1)


def walk(stream: JsonStream) -> None:
    for _ in stream.fields():
        stream.value(100)


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"{", 1),
        (b'{"a"', 4),
        (b'{"a":', 5),
        (b'{"a":1', 6),
        (b"{a:1}", 1),
        (b'{"a" 1}', 5),
        (b"[1]", 0),
        (b'{"a":"\\', 6),
    ],
)
def test_where_it_is_broken_is_told(data: bytes, at: int) -> None:
    stream = pieces(data, 3)
    with pytest.raises(JsonError) as caught:
        walk(stream)
    assert caught.value.at == at


def test_a_value_over_the_limit_is_passed_over() -> None:
    stream = pieces(b'["' + b"a" * 1000 + b'", [[' + b"1," * 500 + b"1]], " + b"7" * 1000 + b", 5]", 64)
    assert [stream.value(100) for _ in stream.items()] == [None, None, None, b"5"]


def test_brackets_without_end_cost_no_more_than_their_reading() -> None:
    stream = pieces(b"[" + b"[" * 1_000_000 + b"]" * 1_000_000 + b", 5]", 1 << 16)
    assert [stream.value(100) for _ in stream.items()] == [None, b"5"]
