"""Values of the model as rows and back: a column is the path to a field, so the model is the one list of columns.

``claim.count.low`` is the column ``count_low``, ``claim.place.span.text`` is ``place_span_text``. Lists of plain values
are JSON in one cell; lists of structs are tables of their own, which the caller leaves out here.
"""

import json
from collections.abc import Callable, Mapping
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


class Column(NamedTuple):
    """A column: its name, its type in the words of Table Schema, and whether every row has a value."""

    name: str
    kind: str
    required: bool


class _Leaf(NamedTuple):
    attribute: str
    column: Column


class _Branch(NamedTuple):
    attribute: str
    kind: type[msgspec.Struct]
    optional: bool
    fields: "tuple[_Leaf | _Branch, ...]"
    width: int


class Flat(Generic[_Struct]):
    """A kind of struct as columns; fields named in ``without`` are left to tables of their own."""

    def __init__(self, kind: type[_Struct], *, without: tuple[str, ...] = ()) -> None:
        self._kind = kind
        self._without = without
        self._fields = _plan(kind, "", required=True, without=frozenset(without))
        self.columns = tuple(_columns(self._fields))

    def cells(self, value: _Struct) -> list[Any]:
        """Return the cells of a value."""
        out: list[Any] = []
        _fill(out, value, self._fields)
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
            out.append(_Branch(field.name, told.cls, optional, inner, len(tuple(_columns(inner)))))
        else:
            # Lists, and lists of pairs of plain values: JSON. Anything else is a mistake of whoever adds a field.
            listed = isinstance(told, (inspect.VarTupleType, inspect.TupleType, inspect.ListType))
            column = Column(name, "array" if listed else _KINDS[type(told)], required and not optional)
            out.append(_Leaf(field.name, column))
    return tuple(out)


def _columns(fields: "tuple[_Leaf | _Branch, ...]") -> list[Column]:
    out: list[Column] = []
    for field in fields:
        out += [field.column] if isinstance(field, _Leaf) else _columns(field.fields)
    return out


def _fill(out: list[Any], value: Any, fields: "tuple[_Leaf | _Branch, ...]") -> None:
    for field in fields:
        told = getattr(value, field.attribute)
        if isinstance(field, _Branch):
            if told is None:
                out += [None] * field.width
            else:
                _fill(out, told, field.fields)
        elif field.column.kind == "array":
            out.append(json.dumps(told, ensure_ascii=False))
        elif told is True or told is False:
            out.append("true" if told else "false")
        else:
            out.append(told)


def _gather(row: Row, fields: "tuple[_Leaf | _Branch, ...]") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, _Branch):
            told = _gather(row, field.fields)
            # A struct without a single value is one that is not there.
            out[field.attribute] = None if field.optional and _empty(told) else told
        else:
            name, kind, required = field.column
            cell = row[name]
            if cell is not None:
                out[field.attribute] = _READ[kind](cell)
            else:
                # CSV has no empty text beside the missing one: where a text must be, it is empty.
                out[field.attribute] = "" if kind == "string" and required else None
    return out


def _empty(told: dict[str, Any]) -> bool:
    return all(_empty(v) if isinstance(v, dict) else v is None for v in told.values())
