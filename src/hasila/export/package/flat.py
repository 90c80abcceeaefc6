"""Values of the model as rows and back: a column is the path to a field, so the model is the one list of columns.

``claim.count.low`` is the column ``count_low``, ``claim.place.span.text`` is ``place_span_text``. Lists of plain values
are JSON in one cell; lists of structs are tables of their own, which the caller leaves out here.
"""

import json
from collections.abc import Callable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

_Struct = TypeVar("_Struct", bound=msgspec.Struct)
#: A row as it is read: every cell is text, and ``None`` where it is empty.
Row = Mapping[str, str | None]
_KINDS: Final[dict[type, str]] = {
    inspect.StrType: "string", inspect.LiteralType: "string", inspect.IntType: "integer",
    inspect.FloatType: "number", inspect.BoolType: "boolean",
}  # fmt: skip
_READ: Final[dict[str, Callable[[str], Any]]] = {
    "string": str, "integer": int, "number": float, "boolean": lambda cell: cell == "true", "array": json.loads,
}  # fmt: skip
#: Kinds whose cells are not what the value itself is.
_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {
    "boolean": lambda value: "true" if value else "false", "array": lambda value: json.dumps(value, ensure_ascii=False),
}  # fmt: skip


class Column(NamedTuple):
    """A column: its name, its type in the words of Table Schema, whether every row has a value, and its closed list.

    A value that every row has may be an empty text.
    """

    name: str
    kind: str
    required: bool
    values: tuple[str, ...] = ()


class _Leaf(NamedTuple):
    attribute: str
    column: Column


class _Branch(NamedTuple):
    attribute: str
    optional: bool
    fields: "tuple[_Leaf | _Branch, ...]"


class _Run(NamedTuple):
    """Leaves side by side, taken in one call: most of a package's time goes into taking values out of structs."""

    values: Callable[[Any], tuple[Any, ...]]
    written: tuple[tuple[int, Callable[[Any], str]], ...]


class _Inner(NamedTuple):
    """A struct within, and the cells that stand for it where it is not there."""

    value: Callable[[Any], Any]
    runs: "tuple[_Run | _Inner, ...]"
    nothing: tuple[None, ...]


class Flat(Generic[_Struct]):
    """A kind of struct as columns; fields named in ``without`` are left to tables of their own."""

    def __init__(self, kind: type[_Struct], *, without: tuple[str, ...] = ()) -> None:
        self._kind = kind
        self._fields = _plan(kind, "", required=True, without=frozenset(without))
        self._runs = _runs(self._fields)
        self.columns = tuple(_columns(self._fields))

    def cells(self, value: _Struct) -> list[Any]:
        """Return the cells of a value."""
        out: list[Any] = []
        _fill(out, value, self._runs)
        return out

    def value(self, row: Row, **others: Any) -> _Struct:
        """Return the value of a row; ``others`` gives the fields that stand in other tables.

        Raises:
            ValueError: if a cell is not of its column's type, or a value is not in the model's list.
            KeyError: if a column is missing.
        """
        told = _gather(row, self._fields)
        try:
            return msgspec.convert({**told, **others}, self._kind)
        except msgspec.ValidationError as error:
            raise ValueError(f"{self._kind.__name__}: {error}") from error


def _plan(
    kind: type[msgspec.Struct], path: str, *, required: bool, without: frozenset[str]
) -> "tuple[_Leaf | _Branch, ...]":
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    out: list[_Leaf | _Branch] = []
    for field in info.fields:
        if field.name in without:
            continue
        name, told, optional = f"{path}{field.name}", field.type, False
        if isinstance(told, inspect.UnionType):
            (told,) = (t for t in told.types if not isinstance(t, inspect.NoneType))
            optional = True
        if isinstance(told, inspect.StructType):
            inner = _plan(told.cls, f"{name}_", required=required and not optional, without=frozenset())
            out.append(_Branch(field.name, optional, inner))
        else:
            # Lists, and lists of pairs of plain values: JSON. Anything else is a mistake of whoever adds a field.
            listed = isinstance(told, (inspect.VarTupleType, inspect.TupleType, inspect.ListType))
            values = tuple(map(str, told.values)) if isinstance(told, inspect.LiteralType) else ()
            column = Column(name, "array" if listed else _KINDS[type(told)], required and not optional, values)
            out.append(_Leaf(field.name, column))
    return tuple(out)


def _columns(fields: "tuple[_Leaf | _Branch, ...]") -> list[Column]:
    out: list[Column] = []
    for field in fields:
        out += [field.column] if isinstance(field, _Leaf) else _columns(field.fields)
    return out


def _runs(fields: "tuple[_Leaf | _Branch, ...]") -> "tuple[_Run | _Inner, ...]":
    out: list[_Run | _Inner] = []
    for branch, group in groupby(fields, key=lambda field: isinstance(field, _Branch)):
        told = list(group)
        if branch:
            for field in told:
                assert isinstance(field, _Branch)
                width = len(_columns(field.fields))
                out.append(_Inner(attrgetter(field.attribute), _runs(field.fields), (None,) * width))
        else:
            names = [field.attribute for field in told]
            kinds = [field.column.kind for field in told if isinstance(field, _Leaf)]
            written = tuple((n, _WRITTEN[kind]) for n, kind in enumerate(kinds) if kind in _WRITTEN)
            out.append(_Run(attrgetter(*names) if len(names) > 1 else _single(names[0]), written))
    return tuple(out)


def _single(name: str) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes one attribute as ``attrgetter`` takes several: as a tuple."""
    return lambda value: (getattr(value, name),)


def _fill(out: list[Any], value: Any, runs: "tuple[_Run | _Inner, ...]") -> None:
    for run in runs:
        if isinstance(run, _Inner):
            told = run.value(value)
            if told is None:
                out += run.nothing
            else:
                _fill(out, told, run.runs)
        else:
            at = len(out)
            out += run.values(value)
            for n, write in run.written:
                out[at + n] = write(out[at + n])


def _gather(row: Row, fields: "tuple[_Leaf | _Branch, ...]") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, _Branch):
            told = _gather(row, field.fields)
            # A struct without a single value is one that is not there.
            out[field.attribute] = None if field.optional and _empty(told) else told
        else:
            name, kind, required, _ = field.column
            cell = row[name]
            if cell is not None:
                out[field.attribute] = _READ[kind](cell)
            else:
                # CSV has no empty text beside the missing one: where a text must be, it is empty.
                out[field.attribute] = "" if kind == "string" and required else None
    return out


def _empty(told: dict[str, Any]) -> bool:
    return all(_empty(v) if isinstance(v, dict) else v is None for v in told.values())
