"""Values of the model as JSON."""

import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()


def to_json(value: Any) -> str:
    """Encode a value of the model. Lone surrogates, which UTF-8 cannot hold, are escaped so that offsets stay true."""
    try:
        return _encoder.encode(value).decode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=True, separators=(",", ":"))
