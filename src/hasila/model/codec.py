"""Values of the model as JSON and back, whatever text they hold."""

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def to_json(value: Any) -> str:
    """Encode a value of the model. Lone surrogates, which UTF-8 cannot hold, are escaped so that offsets stay true."""
    try:
        return _encoder.encode(value).decode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=True, separators=(",", ":"))


def from_json(text: str, kind: type[T]) -> T:
    """Decode what :func:`to_json` made.

    Raises:
        msgspec.ValidationError: if it is JSON of something else.
        ValueError: if it is no JSON.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # Lone surrogates: msgspec refuses them, Python's own reader does not.
        return msgspec.convert(json.loads(text), type=kind)
