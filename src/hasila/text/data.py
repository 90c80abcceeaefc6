"""The package's own data files: YAML, read to plain values.

A reader of its own, because the data are read at every start: it makes the values straight from the parser's events,
in half the time of ``yaml.load``, which makes a tree of nodes first. What the data files do not use (anchors, tags,
several documents) is left to ``yaml.load``: the values are the same in every case.
"""

import re
from typing import Any, Final

import yaml

YAMLError = yaml.YAMLError
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What a plain scalar begins with that may be no text: a number, a truth value, null, a merge.
_NO_TEXT: Final = frozenset("-+0123456789.~nNyYtTfFoO=<")
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_MISSING: Final = object()


def load_yaml(text: str) -> Any:
    """Read a YAML document.

    Raises:
        YAMLError: if the text is no YAML.
    """
    parser = _LOADER(text)
    try:
        value = _read(parser)
    finally:
        parser.dispose()
    return yaml.load(text, Loader=_LOADER) if value is _MISSING else value


def _read(parser: Any) -> Any:
    """Make the value of a document from its events; ``_MISSING`` where they are more than this reader knows."""
    event = parser.get_event
    event()
    if not isinstance(event(), yaml.DocumentStartEvent):
        return _MISSING
    root: list[Any] = []
    outer: list[Any] = []
    here: Any = root
    key: Any = _MISSING
    while True:
        told = event()
        kind = told.__class__
        if kind is yaml.ScalarEvent:
            if told.tag is not None or told.anchor is not None:
                return _MISSING
            value = told.value
            if told.implicit[0] and (not value or value[0] in _NO_TEXT):
                if value == "<<":
                    return _MISSING
                value = _plain(parser, value)
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if told.tag is not None or told.anchor is not None:
                return _MISSING
            value = [] if kind is yaml.SequenceStartEvent else {}
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            here, key = outer.pop(), _MISSING
            continue
        elif kind is yaml.DocumentEndEvent and isinstance(event(), yaml.StreamEndEvent):
            return root[0]
        else:
            return _MISSING
        deeper = kind is not yaml.ScalarEvent
        if here.__class__ is list:
            here.append(value)
        elif key is not _MISSING:
            here[key], key = value, _MISSING
        elif deeper:
            return _MISSING
        else:
            key = value
            continue
        if deeper:
            outer.append(here)
            here, key = value, _MISSING


def _plain(parser: Any, value: str) -> Any:
    """Return what a plain scalar means: a number, a truth value, nothing, or text after all."""
    if _WHOLE.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    tag = parser.resolve(yaml.ScalarNode, value, (True, False))
    return parser.construct_object(yaml.ScalarNode(tag, value))
